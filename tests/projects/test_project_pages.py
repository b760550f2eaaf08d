"""The list of projects, one project's page, and their forms."""

import pytest
from django.urls import reverse
from django.utils import timezone

from decider.models import Project, Task
from decider.projects.actions import version_of
from tests.factories.decision import DecisionFactory
from tests.factories.project import ProjectFactory, TaskFactory


def _page(name: str, project: Project) -> str:
    return reverse(name, kwargs={"project_id": project.pk})


def test_an_empty_list_offers_the_three_templates_and_blank(client_for, author):
    page = client_for(author).get(reverse("project_list")).text
    for slug in ("ticket-triage", "brand-voice", "medical-records"):
        assert f'href="{reverse("project_new")}?template={slug}"' in page
    assert "Blank project" in page


def test_a_viewer_of_an_empty_list_is_offered_nothing(client_for, viewer):
    page = client_for(viewer).get(reverse("project_list")).text
    assert reverse("project_new") not in page
    assert "you will see them here" in page


def test_the_list_shows_this_teams_projects_with_their_counts(client_for, author, project, task):
    TaskFactory.create(project=project)
    TaskFactory.create(project=project, archived_at=timezone.now())
    ProjectFactory.create(name="Theirs")
    answer = client_for(author).get(reverse("project_list"))
    assert "Theirs" not in answer.text
    [row] = answer.context["page"]
    assert (row.name, row.task_count, row.approved_count, row.waiting_count) == ("Help desk", 2, 0, 0)


@pytest.mark.parametrize("words", ["help", "TRIAGE", "  desk "])
def test_search_finds_projects_and_their_tasks(client_for, author, project, task, words):
    ProjectFactory.create(team=project.team, name="Other things")
    page = client_for(author).get(reverse("project_list"), {"q": words}).text
    assert "Help desk" in page
    assert "Other things" not in page


def test_search_leads_to_the_tasks_that_match(client_for, author, project, task):
    other = TaskFactory.create(project=project, name="Summaries")
    client, address = client_for(author), reverse("project_list")
    page = client.get(address, {"q": "triage"}).text
    assert f'<a href="{reverse("task", args=[task.pk])}">{task.name}</a>' in page
    assert reverse("task", args=[other.pk]) not in page
    assert reverse("task", args=[task.pk]) not in client.get(address).text


@pytest.mark.parametrize("words", ["nothing like it", "%", "\x00nothing", "<b>"])
def test_search_without_a_match_says_so(client_for, author, project, words):
    answer = client_for(author).get(reverse("project_list"), {"q": words})
    assert "Nothing is called" in answer.text
    assert "<b>" not in answer.text


def test_htmx_gets_the_found_part_only(client_for, author, project):
    answer = client_for(author).get(reverse("project_list"), {"q": "help"}, headers={"hx-request": "true"})
    assert "<html" not in answer.text
    assert "Help desk" in answer.text


def test_archived_projects_are_shown_on_demand(client_for, author, project):
    client = client_for(author)
    client.post(_page("project_archive", project), {"archived": "yes"})
    page = client.get(reverse("project_list")).text
    assert _page("project", project) not in page
    assert "Archived projects (1)" in page
    assert _page("project", project) in client.get(reverse("project_list"), {"archived": "1"}).text
    answer = client.post(_page("project_archive", project), {"archived": "no"}, follow=True)
    assert "Help desk has been brought back." in answer.text


def test_archiving_without_saying_which_toggles(client_for, author, project):
    client = client_for(author)
    client.post(_page("project_archive", project))
    project.refresh_from_db()
    assert project.archived_at is not None
    client.post(_page("project_archive", project))
    project.refresh_from_db()
    assert project.archived_at is None


def test_a_new_project_opens_after_it_is_made(client_for, author, team):
    answer = client_for(author).post(reverse("project_new"), {"name": " Help desk ", "description": "Tickets"})
    project = Project.objects.get(team=team)
    assert project.name == "Help desk"
    assert answer.url == _page("project", project)


def test_a_new_project_from_a_template_has_its_first_task(client_for, author, team):
    answer = client_for(author).post(reverse("project_new") + "?template=brand-voice", {"name": "Marketing"})
    task = Task.objects.get(project__name="Marketing")
    assert task.answers["kind"] == "style_writing"
    assert answer.url == reverse("task", kwargs={"task_id": task.pk})


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Give the project a name."),
        ("help DESK", "already a project in this team called “Help desk”"),
        ("x" * 121, "at most 120 characters"),
        ("a\x00b", "Null characters are not allowed."),
    ],
)
def test_a_bad_name_is_explained_and_nothing_typed_is_lost(client_for, author, project, name, sentence):
    answer = client_for(author).post(reverse("project_new"), {"name": name, "description": "Long thoughts"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Long thoughts" in answer.text
    assert Project.objects.count() == 1


def test_an_edit_is_saved(client_for, author, project):
    client = client_for(author)
    seen = client.get(_page("project_edit", project)).context["form"]["seen"].value()
    client.post(_page("project_edit", project), {"name": "Service desk", "description": "New", "seen": seen})
    project.refresh_from_db()
    assert (project.name, project.description) == ("Service desk", "New")


def test_a_second_tab_is_told_what_changed_and_may_then_save(client_for, author, manager, project):
    seen = version_of(project)
    client_for(manager).post(_page("project_edit", project), {"name": "Theirs", "description": "", "seen": seen})
    client = client_for(author)
    answer = client.post(_page("project_edit", project), {"name": "Mine", "description": "kept", "seen": seen})
    assert "it is now called “Theirs”" in answer.text
    assert 'value="Mine"' in answer.text
    assert "What is saved now" in answer.text
    again = {"name": "Mine", "description": "kept", "seen": answer.context["form"]["seen"].value()}
    client.post(_page("project_edit", project), again)
    project.refresh_from_db()
    assert project.name == "Mine"


def test_a_projects_page_shows_how_far_each_task_is(client_for, author, project, task):
    TaskFactory.create(project=project, name="Blank", answers={})
    answer = client_for(author).get(_page("project", project))
    rows = {row.task.name: row for row in answer.context["rows"]}
    assert rows["Blank"].completeness.answered == 0
    assert rows["Ticket triage"].completeness.answered > 10
    assert "Not said yet" in answer.text
    assert reverse("task", kwargs={"task_id": task.pk}) in answer.text


def test_a_projects_page_shows_the_latest_revision_of_a_decision(client_for, author, project, draft):
    answer = client_for(author).get(_page("project", project))
    assert reverse("decision", kwargs={"decision_id": draft.pk}) in answer.text
    assert "Draft" in answer.text


def test_an_archived_draft_is_no_decision(client_for, author, project, draft):
    type(draft).objects.filter(pk=draft.pk).update(archived_at=timezone.now())
    [row] = client_for(author).get(_page("project", project)).context["rows"]
    assert row.decision is None


def test_the_page_of_a_project_takes_the_same_queries_however_many_tasks(
    client_for, author, project, task, django_assert_num_queries
):
    client = client_for(author)
    client.get(_page("project", project))
    with django_assert_num_queries(8):
        client.get(_page("project", project))
    for decision in DecisionFactory.create_batch(5):
        decision.task.project = project
        decision.task.save()
    with django_assert_num_queries(8):
        client.get(_page("project", project))


def test_a_viewer_sees_a_project_without_its_buttons(client_for, viewer, project, task):
    page = client_for(viewer).get(_page("project", project)).text
    assert "Ticket triage" in page
    for name in ("project_edit", "project_archive", "task_new"):
        assert _page(name, project) not in page


def test_archived_tasks_are_shown_on_demand(client_for, author, project):
    TaskFactory.create(project=project, name="Old job", archived_at=timezone.now())
    client = client_for(author)
    assert "Old job" not in client.get(_page("project", project)).text
    assert "Old job" in client.get(_page("project", project), {"archived": "1"}).text


def test_a_blank_task_opens_with_its_first_question(client_for, author, project):
    answer = client_for(author).post(_page("task_new", project), {"name": "Triage", "template": ""})
    task = Task.objects.get(project=project)
    assert answer.url == reverse("step", kwargs={"task_id": task.pk, "step": "kind"})


def test_a_task_from_a_template_opens_with_its_answers(client_for, author, project):
    page = client_for(author).get(_page("task_new", project), {"template": "ticket-triage"})
    assert page.context["form"]["name"].value() == "Support ticket triage"
    answer = client_for(author).post(_page("task_new", project), {"name": "Triage", "template": "ticket-triage"})
    assert answer.url == reverse("task", kwargs={"task_id": Task.objects.get(project=project).pk})


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "", "template": "brand-voice"}, "Give the task a name."),
        ({"name": "ticket TRIAGE", "template": "brand-voice"}, "already a task in this project"),
        ({"name": "New", "template": "nonsense"}, "not one of the available choices"),
    ],
)
def test_a_task_that_cannot_be_made_is_explained(client_for, author, project, task, typed, sentence):
    answer = client_for(author).post(_page("task_new", project), typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert Task.objects.count() == 1


def test_an_archived_project_says_why_it_takes_no_task(client_for, author, project):
    client = client_for(author)
    client.post(_page("project_archive", project), {"archived": "yes"})
    answer = client.get(_page("task_new", project))
    assert answer.status_code == 409
    assert "Bring it back before you add a task to it." in answer.text

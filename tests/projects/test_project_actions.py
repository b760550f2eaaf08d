"""Projects and tasks are made by those who may, under names that are taken once."""

import pytest
from django.db import IntegrityError

from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import NotPermitted, Role
from decider.models import Event, Project, Task
from decider.projects import actions
from decider.projects.actions import (
    ChangedMeanwhile,
    NameTaken,
    archive_project,
    create_project,
    create_task,
    edit_project,
    version_of,
)
from decider.projects.task_templates import task_template, task_templates
from tests.factories.project import ProjectFactory
from tests.factories.team import MembershipFactory, TeamFactory
from tests.together import at_once


def test_a_member_creates_a_project_and_the_log_says_so(team, author):
    project = create_project(team=team, name="Help desk", description="All tickets", by=author)
    assert (project.team, project.created_by, project.description) == (team, author, "All tickets")
    event = Event.objects.get()
    assert (event.verb, event.by, event.subject_type, event.subject_id) == (
        "create_project",
        author,
        "project",
        project.pk,
    )


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_viewers_and_strangers_change_nothing(request, team, project, who):
    person = request.getfixturevalue(who)
    for deed in (
        lambda: create_project(team=team, name="Mine", by=person),
        lambda: edit_project(project=project, name="Mine", description="", seen=version_of(project), by=person),
        lambda: archive_project(project=project, archived=True, by=person),
        lambda: create_task(project=project, name="Mine", by=person),
    ):
        with pytest.raises(NotPermitted):
            deed()
    assert list(Project.objects.values_list("name", "archived_at")) == [("Help desk", None)]
    assert not Task.objects.exists()


def test_a_name_is_taken_once_in_a_team_whatever_its_case(team, author, project):
    with pytest.raises(NameTaken, match="already a project in this team called “Help desk”"):
        create_project(team=team, name="HELP DESK", by=author)


def test_the_sentence_says_when_the_other_one_is_archived(team, author, project):
    archive_project(project=project, archived=True, by=author)
    with pytest.raises(NameTaken, match="It is archived"):
        create_project(team=team, name="Help desk", by=author)


def test_another_team_may_use_the_same_name(other_team, stranger, project):
    assert create_project(team=other_team, name=project.name, by=stranger).pk


def test_a_name_that_somebody_takes_in_between_gets_the_same_sentence(monkeypatch, team, author, project, task):
    """Two tabs at once: both saw the name free, the database refuses the second."""

    def refuse(**_):
        raise IntegrityError("unique")

    monkeypatch.setattr(Project.objects, "create", refuse)
    with pytest.raises(NameTaken, match="already a project in this team called “New”"):
        create_project(team=team, name="New", by=author)
    monkeypatch.setattr(Task.objects, "create", refuse)
    with pytest.raises(NameTaken, match="already a task in this project called “New”"):
        create_task(project=project, name="New", by=author)
    assert not Event.objects.exists()


def test_an_edit_over_somebody_elses_edit_is_refused_with_what_is_there_now(author, project):
    seen = version_of(project)
    edit_project(project=project, name="Service desk", description="", seen=seen, by=author)
    with pytest.raises(ChangedMeanwhile, match="now called “Service desk”"):
        edit_project(project=project, name="Info desk", description="", seen=seen, by=author)


def test_archiving_twice_is_one_event(author, project):
    archive_project(project=project, archived=True, by=author)
    archive_project(project=project, archived=True, by=author)
    assert Event.objects.filter(verb="archive_project").count() == 1
    assert archive_project(project=project, archived=False, by=author).archived_at is None


def test_a_blank_task_has_no_answer(author, project):
    task = create_task(project=project, name="Triage", by=author)
    assert task.answers == {}
    assert task.created_by == author


@pytest.mark.parametrize("slug", ["ticket-triage", "brand-voice", "medical-records"])
def test_a_task_from_a_template_has_its_answers_and_leaves_some_open(author, project, slug):
    template = task_template(slug)
    task = create_task(project=project, name=template.title, template_slug=slug, by=author)
    task.refresh_from_db()
    assert task.answers == template.answers
    assert task.profile().kind == template.answers["kind"]
    assert task.profile().quality.current is None


def test_answers_of_one_task_never_leak_into_the_template(author, project):
    task = create_task(project=project, name="Triage", template_slug="ticket-triage", by=author)
    task.answers["volume"]["calls_per_month"] = 1
    assert task_template("ticket-triage").answers["volume"]["calls_per_month"] != 1


def test_there_are_three_templates_with_their_own_kinds():
    assert [template.answers["kind"] for template in task_templates()] == [
        "classification",
        "style_writing",
        "extraction",
    ]


def test_a_template_that_does_not_exist_is_refused(author, project):
    with pytest.raises(NotPossible, match="no template “nonsense”"):
        create_task(project=project, name="Triage", template_slug="nonsense", by=author)


def test_an_archived_project_takes_no_new_task(author, project):
    archive_project(project=project, archived=True, by=author)
    with pytest.raises(NotPossible, match="Bring it back"):
        create_task(project=project, name="Triage", by=author)


def test_answers_given_along_are_kept(author, project):
    task = create_task(project=project, name="Imported", answers={"kind": "code"}, by=author)
    assert task.answers == {"kind": "code"}


def test_every_action_is_one_transaction(monkeypatch, team, author):
    def fail(**_):
        raise RuntimeError("the log is full")

    monkeypatch.setattr(actions, "record", fail)
    with pytest.raises(RuntimeError):
        create_project(team=team, name="Half", by=author)
    assert not Project.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_who_take_the_same_name_at_once_are_told_apart():
    team = TeamFactory.create()
    first, second = (MembershipFactory.create(team=team, role=Role.MEMBER).user for _ in range(2))
    outcomes = at_once(
        lambda: create_project(team=team, name="Help desk", by=first),
        lambda: create_project(team=team, name="Help desk", by=second),
    )
    assert Project.objects.count() == 1
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NameTaken", "Project"]


@pytest.mark.django_db(transaction=True)
def test_two_edits_at_once_do_not_overwrite_each_other_silently():
    member = MembershipFactory.create(role=Role.MEMBER)
    project = ProjectFactory.create(team=member.team)
    seen = version_of(project)
    outcomes = at_once(
        lambda: edit_project(project=project, name="One", description="", seen=seen, by=member.user),
        lambda: edit_project(project=project, name="Two", description="", seen=seen, by=member.user),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ChangedMeanwhile", "Project"]

"""A task's own page, and what is done to the task as a whole."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import NotPermitted
from decider.domain.steps import STEPS
from decider.models import Decision, Event, Project, Task, User
from decider.profiles.actions import archive_task, delete_task, rename_task
from decider.profiles.questions import QUESTIONS
from decider.projects.actions import NameTaken, archive_project
from tests.factories.project import TaskFactory

ClientFor = Callable[[User | None], Client]


def _page(client: Client, task: Task) -> str:
    return client.get(reverse("task", args=[task.pk])).content.decode().replace("\xa0", " ")


def test_every_fact_stands_there_with_its_answer_and_a_link_to_its_field(
    client_for: ClientFor, author: User, task: Task
) -> None:
    page = _page(client_for(author), task)

    for step in STEPS:
        for path in step.paths:
            assert f"{reverse('step', args=[task.pk, step.slug])}#{path.replace('.', '-')}" in page
            assert QUESTIONS[path].sentence in page
    assert "1,200,000 calls a month" in page
    assert "88 %" in page
    assert "Prompt gpt-4.1" in page


def test_unknown_and_unanswered_are_told_apart_and_counted(
    client_for: ClientFor, author: User, project: Project
) -> None:
    task = TaskFactory.create(project=project, answers={"kind": "code", "volume": {"calls_per_month": None}})

    page = _page(client_for(author), task)

    assert page.count("Not known yet") == 1
    assert "Not answered" in page
    assert "Counts as no growth" in page
    assert "2 of 35" in page
    assert "1 of them “don’t know yet”; 15 optional details" in page
    assert page.count('class="answer-row') == 35 + 15


def test_the_main_action_continues_where_something_is_open_and_shows_the_result_when_nothing_is(
    client_for: ClientFor, author: User, task: Task, project: Project
) -> None:
    blank = TaskFactory.create(project=project, answers={})
    client = client_for(author)

    assert f'button-primary" href="{reverse("step", args=[blank.pk, "kind"])}"' in _page(client, blank)
    assert f'button-primary" href="{reverse("result", args=[task.pk])}"' in _page(client, task)


def test_questions_that_are_not_needed_are_left_out(client_for: ClientFor, author: User, project: Project) -> None:
    task = TaskFactory.create(project=project, answers={"prompting": {"tried": False}})

    page = _page(client_for(author), task)

    assert "Not needed for this task" in page
    assert QUESTIONS["quality.target"].sentence not in page
    assert QUESTIONS["prompting.examples"].sentence not in page


def test_a_viewer_reads_all_and_is_offered_nothing(client_for: ClientFor, viewer: User, task: Task) -> None:
    page = _page(client_for(viewer), task)

    assert "Viewers can read everything" in page
    assert "Export as JSON" in page
    for offer in ("Rename", "Archive</button>", "Delete", "Replace the answers"):
        assert offer not in page


def test_a_stranger_finds_nothing(client_for: ClientFor, stranger: User, task: Task) -> None:
    client = client_for(stranger)

    for name in ("task", "task_edit"):
        assert client.get(reverse(name, args=[task.pk])).status_code == 404
    for name in ("task_edit", "task_archive", "task_delete"):
        assert client.post(reverse(name, args=[task.pk]), {"name": "Mine"}).status_code == 404


def test_renaming_keeps_the_answers(client_for: ClientFor, author: User, task: Task) -> None:
    response = client_for(author).post(reverse("task_edit", args=[task.pk]), {"name": "  Sorting tickets "})

    before = task.answers
    task.refresh_from_db()
    assert response.url == reverse("task", args=[task.pk])
    assert (task.name, task.answers) == ("Sorting tickets", before)
    assert (Event.objects.get().verb, Event.objects.get().data) == (
        "rename_task",
        {"old": "Ticket triage", "new": "Sorting tickets"},
    )


def test_a_name_is_taken_once_in_a_project(client_for: ClientFor, author: User, task: Task, project: Project) -> None:
    TaskFactory.create(project=project, name="Taken")

    response = client_for(author).post(reverse("task_edit", args=[task.pk]), {"name": "TAKEN"})

    assert response.status_code == 422
    assert 'value="TAKEN"' in response.content.decode()
    assert "already a task in this project" in response.content.decode()
    with pytest.raises(NameTaken):
        rename_task(task=task, name="Taken", by=author)


def test_the_same_name_again_is_no_change(author: User, task: Task) -> None:
    rename_task(task=task, name="Ticket triage", by=author)
    rename_task(task=task, name="Ticket Triage", by=author)

    assert Event.objects.count() == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\x00b"])
def test_what_is_no_name_is_refused(client_for: ClientFor, author: User, task: Task, name: str) -> None:
    assert client_for(author).post(reverse("task_edit", args=[task.pk]), {"name": name}).status_code == 422


def test_archiving_and_bringing_back(client_for: ClientFor, author: User, task: Task) -> None:
    client, address = client_for(author), reverse("task_archive", args=[task.pk])

    client.post(address, {"archived": "yes"})
    client.post(address, {"archived": "yes"})
    assert "This task has been archived since" in _page(client, task)
    assert client.post(reverse("task_edit", args=[task.pk]), {"name": "x"}).status_code == 409

    client.post(address, {"archived": "no"})
    assert Task.objects.get(pk=task.pk).archived_at is None
    assert [event.verb for event in Event.objects.all()] == ["archive_task", "restore_task"]


def test_a_task_of_an_archived_project_is_read_only(author: User, task: Task, project: Project) -> None:
    archive_project(project=project, archived=True, by=author)

    with pytest.raises(NotPossible, match="project is archived"):
        rename_task(task=Task.objects.get(pk=task.pk), name="x", by=author)


def test_a_task_without_decisions_is_deleted_and_the_log_remembers_it(
    client_for: ClientFor, author: User, task: Task, project: Project
) -> None:
    pk = task.pk
    response = client_for(author).post(reverse("task_delete", args=[pk]))

    assert response.url == reverse("project", args=[project.pk])
    assert not Task.objects.exists()
    event = Event.objects.get()
    assert (event.verb, event.subject_id, event.data["name"]) == ("delete_task", pk, "Ticket triage")
    assert client_for(author).get(reverse("task", args=[pk])).status_code == 404


def test_a_task_with_a_decision_is_not_deleted(
    client_for: ClientFor, author: User, task: Task, draft: Decision
) -> None:
    assert client_for(author).post(reverse("task_delete", args=[task.pk])).status_code == 409
    assert "archive it instead" in _page(client_for(author), task)
    with pytest.raises(NotPossible):
        delete_task(task=task, by=author)


def test_viewers_do_nothing_to_a_task(client_for: ClientFor, viewer: User, task: Task) -> None:
    client = client_for(viewer)

    for name in ("task_edit", "task_archive", "task_delete"):
        assert client.post(reverse(name, args=[task.pk]), {"name": "x"}).status_code == 403
    deeds: list[Callable[[], Any]] = [
        lambda: rename_task(task=task, name="x", by=viewer),
        lambda: archive_task(task=task, by=viewer, archived=True),
        lambda: delete_task(task=task, by=viewer),
    ]
    for deed in deeds:
        with pytest.raises(NotPermitted):
            deed()
    assert not Event.objects.exists()


@pytest.mark.parametrize("name", ["task_archive", "task_delete"])
def test_changes_are_posted(client_for: ClientFor, author: User, task: Task, name: str) -> None:
    assert client_for(author).get(reverse(name, args=[task.pk])).status_code == 405

"""A profile out of a task and into one: the same answers to the last digit, or every error by its key path."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from decider.domain.reading import load_document, read_profile
from decider.models import Event, Project, Task, User
from decider.profiles.actions import archive_task
from decider.profiles.documents import as_json, as_yaml
from decider.projects.actions import archive_project
from tests.factories.answers import triage_answers
from tests.factories.project import TaskFactory

ClientFor = Callable[[User | None], Client]

AWKWARD: dict[str, Any] = {
    "kind": "other",
    "quality": {"metric": "1e5", "current": Decimal("0.123456789012345678"), "target": None},
    "volume": {"calls_per_month": {"low": 10, "likely": Decimal("12.5"), "high": 20}, "growth_per_month": None},
    "options": [
        {
            "key": "no: # 'weird' \"key\" — 日本",
            "adaptation": "prompt",
            "hosting": "public_api",
            "model": {"provider": "null", "name": "true"},
            "prices": {"input": Decimal("0.000000000001"), "output": 8, "as_of": "2026-08-01", "source": "- x: [1]"},
            "retires_on": "2027-01-14",
        }
    ],
}


def _import(client: Client, project: Project, content: bytes | str, name: str = "") -> Any:
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("profile.json", data)
    return client.post(reverse("task_import", args=[project.pk]), {"file": file, "name": name})


@pytest.mark.parametrize("kind", ["task_export", "task_export_yaml"])
@pytest.mark.parametrize("answers", [triage_answers(), AWKWARD, {"kind": "code"}], ids=["full", "awkward", "bare"])
def test_what_is_exported_imports_to_the_same_answers(
    client_for: ClientFor, author: User, project: Project, kind: str, answers: dict[str, Any]
) -> None:
    task = TaskFactory.create(project=project, name="Original", answers=answers)
    client = client_for(author)

    exported = client.get(reverse(kind, args=[task.pk]))
    imported = _import(client, project, exported.content, name="Copy")

    copy = Task.objects.get(name="Copy")
    assert imported.url == reverse("task", args=[copy.pk])
    assert copy.answers == task.answers
    assert client.get(reverse(kind, args=[copy.pk])).content == exported.content.replace(b'"Original"', b'"Copy"')


def test_the_export_is_a_profile_of_the_contract_to_be_downloaded(
    client_for: ClientFor, author: User, task: Task
) -> None:
    response = client_for(author).get(reverse("task_export", args=[task.pk]))

    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="ticket-triage-profile.json"'
    assert reverse("task_export", args=[task.pk]) == f"/tasks/{task.pk}/profile.json"
    data = json.loads(response.content)
    assert (data["version"], data["name"], data["kind"]) == (1, "Ticket triage", "classification")
    assert read_profile(load_document(response.content.decode())) == task.profile()


def test_a_task_whose_name_has_no_letters_still_exports(client_for: ClientFor, author: User, project: Project) -> None:
    task = TaskFactory.create(project=project, name="日本語")

    response = client_for(author).get(reverse("task_export_yaml", args=[task.pk]))

    assert f'filename="task-{task.pk}-profile.yaml"' in response.headers["Content-Disposition"]
    assert "日本語" in response.content.decode()


_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=40)
_numbers = st.one_of(st.integers(-(10**15), 10**15), st.decimals(-(10**9), 10**9, places=6))
_values = st.one_of(st.none(), st.booleans(), _numbers, _texts)


@given(
    st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), st.one_of(_values, st.lists(_values, max_size=3)))
)
def test_whatever_is_written_reads_back_as_it_was(data: dict[str, Any]) -> None:
    assert load_document(as_yaml(data)) == (data or {})
    assert load_document(as_json(data)) == data


def test_every_error_of_a_file_is_named_by_its_key_path_and_nothing_is_imported(
    client_for: ClientFor, author: User, project: Project
) -> None:
    document = {
        "version": 1,
        "name": "Wrong",
        "kind": "classification",
        "volume": {"calls_per_month": -5, "calls": 3},
        "options": [{"key": "a", "adaptation": "prompt", "hosting": "moon"}],
    }

    response = _import(client_for(author), project, json.dumps(document))
    page = response.content.decode()

    assert response.status_code == 422
    for path in ("volume.calls_per_month", "volume.calls", "options[0].hosting"):
        assert f"<code>{path}</code>" in page
    assert not Task.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Choose a file that is not empty"),
        (b"   \n", "Choose a file that is not empty"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"{", "Line 1"),
        (b"[1, 2]", "group of named facts"),
        (b"just words", "group of named facts"),
        (b'{"version": 2, "name": "x", "kind": "code"}', "must be 1"),
        (b'{"version": 1, "name": "x", "kind": "code", "horizon_months": NaN}', "NaN"),
        (b'{"version": 1, "name": "x", "name": "y", "kind": "code"}', "appears twice"),
        (b"a: &x 1\nb: *x\n", "aliases"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"version": 1, "name": "\\u0000", "kind": "code"}', "NUL"),
        (b"x" * 2_000_001, "too large"),
    ],
)
def test_a_file_that_is_no_profile_gets_a_sentence(
    client_for: ClientFor, author: User, project: Project, content: bytes, sentence: str
) -> None:
    response = _import(client_for(author), project, content)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Task.objects.exists()


def test_a_pasted_profile_is_imported_too_and_stays_in_the_form_when_it_is_wrong(
    client_for: ClientFor, author: User, project: Project
) -> None:
    client, address = client_for(author), reverse("task_import", args=[project.pk])

    wrong = client.post(address, {"text": "version: 1\nname: <Pasted>\nkind: poem"})
    assert wrong.status_code == 422
    assert "name: &lt;Pasted&gt;" in wrong.content.decode()

    client.post(address, {"text": "version: 1\nname: <Pasted>\nkind: code"})
    assert Task.objects.get().name == "<Pasted>"


def test_a_file_and_a_text_together_are_one_too_many(client_for: ClientFor, author: User, project: Project) -> None:
    file = SimpleUploadedFile("p.json", b"{}")

    response = client_for(author).post(reverse("task_import", args=[project.pk]), {"file": file, "text": "{}"})

    assert response.status_code == 422
    assert "not both" in response.content.decode()


def test_a_name_that_is_taken_is_said_and_another_may_be_given(
    client_for: ClientFor, author: User, task: Task, project: Project
) -> None:
    client = client_for(author)
    exported = client.get(reverse("task_export", args=[task.pk])).content

    taken = _import(client, project, exported)
    assert taken.status_code == 422
    assert "already a task in this project" in taken.content.decode()

    _import(client, project, exported, name="Another")
    assert Task.objects.get(name="Another").answers == task.answers


def test_replacing_takes_all_answers_of_the_file_and_keeps_the_name(
    client_for: ClientFor, author: User, task: Task
) -> None:
    address = reverse("task_replace", args=[task.pk])
    text = 'version: 1\nname: "Other"\nkind: code\nvolume: {calls_per_month: 1e3}\n'

    response = client_for(author).post(address, {"text": text})

    task.refresh_from_db()
    assert response.url == reverse("task", args=[task.pk])
    assert (task.name, task.answers) == ("Ticket triage", {"kind": "code", "volume": {"calls_per_month": 1000}})
    assert task.answers_version == 2
    assert Event.objects.get().verb == "change_answers"


def test_a_wrong_file_replaces_nothing(client_for: ClientFor, author: User, task: Task) -> None:
    response = client_for(author).post(
        reverse("task_replace", args=[task.pk]), {"text": "version: 1\nname: x\nkind: code\nhorizon_months: 0.5"}
    )

    task.refresh_from_db()
    assert response.status_code == 422
    assert "<code>horizon_months</code>" in response.content.decode()
    assert task.answers == triage_answers()


def test_viewers_export_but_do_not_import_and_strangers_do_neither(
    client_for: ClientFor, viewer: User, stranger: User, task: Task, project: Project
) -> None:
    assert client_for(viewer).get(reverse("task_export", args=[task.pk])).status_code == 200
    assert _import(client_for(viewer), project, "{}").status_code == 403
    assert client_for(viewer).post(reverse("task_replace", args=[task.pk]), {"text": "{}"}).status_code == 403
    assert client_for(stranger).get(reverse("task_export", args=[task.pk])).status_code == 404
    assert _import(client_for(stranger), project, "{}").status_code == 404
    assert client_for(stranger).post(reverse("task_replace", args=[task.pk]), {"text": "{}"}).status_code == 404


def test_archived_tasks_and_projects_take_no_file(
    client_for: ClientFor, author: User, task: Task, project: Project
) -> None:
    archive_task(task=task, by=author, archived=True)
    assert client_for(author).get(reverse("task_replace", args=[task.pk])).status_code == 409

    archive_project(project=project, archived=True, by=author)
    assert client_for(author).get(reverse("task_import", args=[project.pk])).status_code == 409

"""A file comes in, is read beside the request, and leaves figures; the file itself only where the team wants it."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as project_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from decider.evidence.apply_actions import apply_facts
from decider.evidence.files import clean_name, path_of
from decider.evidence.offers import Choices
from decider.models import Event, Evidence, Task, Team, User
from tests.evidence.web.conftest import DATA, LITELLM, Upload, Work, calls
from tests.factories.project import TaskFactory


def _files() -> list[Path]:
    return [path for path in Path(project_settings.EVIDENCE_DIR).rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def _empty_folder(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


def test_the_request_answers_before_anything_was_read(upload: Upload, client: Client) -> None:
    response = upload(LITELLM)

    row = Evidence.objects.get()
    assert response.status_code == 302
    assert response.headers["Location"] == reverse("evidence", args=[row.task_id, row.pk])
    assert row.state == "waiting"
    page = client.get(response.headers["Location"]).content.decode()
    assert "Waiting to be read" in page
    assert "<progress" in page


def test_what_was_read_is_shown_and_the_file_is_gone(read: Callable[..., Evidence], client: Client) -> None:
    row = read(LITELLM)

    page = (
        client.get(reverse("evidence", args=[row.task_id, row.pk])).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    )
    assert row.state == "ready"
    assert row.kind == "usage"
    assert row.format == "litellm-jsonl"
    assert "2,000" in page
    assert "27 October 2026" in page
    assert "support-small" in page
    assert row.kept_file == ""
    assert _files() == []


def test_reading_a_file_is_written_down_with_who_brought_it(read: Callable[..., Evidence], author: User) -> None:
    row = read(LITELLM)

    events = Event.objects.filter(subject_type="evidence", subject_id=row.pk).order_by("id")
    assert [(event.verb, event.by) for event in events] == [("add_evidence", author), ("read_evidence", author)]
    assert events[1].data["sha256"] == row.sha256


def test_a_team_that_keeps_files_finds_them_as_downloads(
    read: Callable[..., Evidence], client: Client, team: Team
) -> None:
    Team.objects.filter(pk=team.pk).update(keeps_files=True)
    row = read(LITELLM, "our log.jsonl")

    response = client.get(reverse("evidence_file", args=[row.task_id, row.pk]))
    assert b"".join(response.streaming_content) == LITELLM.read_bytes()
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Type"] == "application/octet-stream"


def test_nothing_on_the_disk_is_called_what_the_user_calls_it(upload: Upload) -> None:
    upload(calls(), "../../etc/passwd; rm -rf.jsonl")

    row = Evidence.objects.get()
    assert row.file_name == "passwd; rm -rf.jsonl"
    (file,) = _files()
    assert file == path_of(row.kept_file)
    assert file.parent == Path(project_settings.EVIDENCE_DIR) / str(row.team.pk) / str(row.task_id)
    assert file.name.isalnum()
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("C:\\logs\\may.csv", "may.csv"),
        ("a\u202egnp.csv", "agnp.csv"),
        ("line\nbreak.csv", "linebreak.csv"),
        ("\x00", "unnamed file"),
        ("x" * 300 + ".jsonl", "x" * 113 + "….jsonl"),
    ],
)
def test_a_file_name_is_cleaned_for_display(given: str, shown: str) -> None:
    assert clean_name(given) == shown


def test_the_same_file_twice_is_refused_with_a_link_to_the_first(upload: Upload, task: Task) -> None:
    upload(calls(), "first.jsonl")
    response = upload(calls(), "second.jsonl")

    first = Evidence.objects.get()
    assert response.status_code == 409
    assert "would count twice" in response.content.decode()
    assert reverse("evidence", args=[task.pk, first.pk]) in response.content.decode()
    assert len(_files()) == 1


def test_the_same_file_may_stand_on_another_task(upload: Upload, task: Task) -> None:
    upload(calls())

    assert upload(calls(), to=TaskFactory.create(project=task.project)).status_code == 302


def test_a_file_that_could_not_be_read_may_be_brought_again(read: Callable[..., Evidence], upload: Upload) -> None:
    assert read(b"<html>a page</html>").state == "failed"

    assert upload(b"<html>a page</html>").status_code == 302


@pytest.mark.parametrize(
    "name", ["html_report.html", "deep_nesting.json", "eval_zip_bomb.eval", "gzip_truncated.jsonl.gz"]
)
def test_a_hostile_file_ends_in_one_sentence_on_the_page(
    read: Callable[..., Evidence], client: Client, name: str
) -> None:
    row = read(DATA / "hostile" / name)

    page = client.get(reverse("evidence", args=[row.task_id, row.pk]))
    assert row.state == "failed"
    assert row.error.endswith((".", "!"))
    assert "Traceback" not in row.error
    assert "This file could not be read" in page.content.decode()
    assert row.reading is None
    assert _files() == []


def test_a_file_that_is_too_large_is_refused_on_the_way_in(upload: Upload, settings: Settings) -> None:
    settings.EVIDENCE_MAX_BYTES = 1000
    response = upload(b"x" * 1001)

    assert response.status_code == 422
    assert "larger than" in response.content.decode()
    assert not Evidence.objects.exists()
    assert _files() == []


def _no_room(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_disk_that_is_full_on_the_way_in_is_said(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", _no_room)
    response = upload(calls())

    assert response.status_code == 422
    assert "its disk is full" in response.content.decode()
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("file", ["first", "second"])
def test_a_disk_that_is_full_where_files_are_kept_is_said(
    upload: Upload, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    move, done = shutil.move, []

    def fill(source: str, target: Path) -> None:
        if file == "first" or done:
            target.write_bytes(b"half of it")
            _no_room()
        done.append(move(source, target))

    monkeypatch.setattr(shutil, "move", fill)
    response = upload(calls(), against=SimpleUploadedFile("set.jsonl", calls(2)))

    assert response.status_code == 409
    assert "its disk is full" in response.content.decode()
    assert not Evidence.objects.exists()
    assert _files() == []


def test_a_file_is_put_in_its_place_before_anybody_has_to_wait_for_it(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    move, inside, within = shutil.move, [], len(connection.savepoint_ids)

    def look(source: str, target: Path) -> None:
        inside.append(len(connection.savepoint_ids) > within)
        move(source, target)

    monkeypatch.setattr(shutil, "move", look)

    assert upload(calls()).status_code == 302
    assert inside == [False]


def test_the_end_of_a_name_may_be_longer_than_a_disk_takes(upload: Upload) -> None:
    assert upload(calls(), f"calls.{'x' * 300}").status_code == 302
    assert Evidence.objects.get().file_name.endswith("xxx…")


def test_the_largest_file_that_is_allowed_is_taken(upload: Upload, settings: Settings) -> None:
    settings.EVIDENCE_MAX_BYTES = 1000

    assert upload(b"x" * 1000).status_code == 302


def test_a_form_without_a_file_says_so(client: Client, task: Task) -> None:
    response = client.post(reverse("evidence_add", args=[task.pk]))

    assert response.status_code == 422
    assert "Choose a file." in response.content.decode()


def test_a_form_without_its_token_is_refused(author: User, task: Task) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(author)
    with LITELLM.open("rb") as file:
        response = client.post(reverse("evidence_add", args=[task.pk]), {"file": file})

    assert response.status_code == 403
    assert not Evidence.objects.exists()


def test_a_viewer_reads_and_brings_nothing(
    read: Callable[..., Evidence], viewer: User, client_for: Callable[[User | None], Client], task: Task
) -> None:
    row = read(LITELLM)
    client = client_for(viewer)

    page = client.get(reverse("evidence", args=[task.pk, row.pk])).content.decode()
    assert "support-small" in page
    assert "Apply the chosen facts" not in page
    assert "Upload and read" not in client.get(reverse("evidence_list", args=[task.pk])).content.decode()
    with LITELLM.open("rb") as file:
        assert client.post(reverse("evidence_add", args=[task.pk]), {"file": file}).status_code == 403


def test_an_archived_task_takes_no_evidence(upload: Upload, task: Task) -> None:
    Task.objects.filter(pk=task.pk).update(archived_at=timezone.now())

    assert upload(LITELLM).status_code == 409
    assert not Evidence.objects.exists()


def test_evidence_is_found_on_its_own_task_alone(read: Callable[..., Evidence], client: Client, task: Task) -> None:
    row = read(calls())
    other = TaskFactory.create(project=task.project)

    assert client.get(reverse("evidence", args=[other.pk, row.pk])).status_code == 404


def test_deleting_a_task_deletes_its_files(
    upload: Upload, task: Task, author: User, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    upload(calls())
    assert len(_files()) == 1

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        task.delete()
    assert _files() == []


def test_a_training_file_is_compared_with_the_evaluation_set_beside_it(
    upload: Upload, work: Work, client: Client
) -> None:
    train = DATA / "open" / "finetune" / "train_good_100.jsonl"
    response = upload(train, against=SimpleUploadedFile("eval.jsonl", train.read_bytes()))
    work()

    page = client.get(response.headers["Location"]).content.decode()
    assert "also stand in the evaluation set" in page
    assert "Leaks." in page
    assert _files() == []


def test_leaks_are_looked_for_where_the_evaluation_set_comes_later(
    upload: Upload, work: Work, client: Client, task: Task
) -> None:
    train = DATA / "open" / "finetune" / "train_good_100.jsonl"
    first = upload(train).headers["Location"]
    work()
    row = Evidence.objects.get()
    apply_facts(evidence=row, task=task, facts=["data.labelled_examples"], choices=Choices(), by=None)
    page = client.get(first).content.decode()
    assert "upload this file again together with the evaluation set" in page
    # Without one there is nothing new to find out.
    assert upload(train).status_code == 409

    response = upload(train, against=SimpleUploadedFile("eval.jsonl", train.read_bytes()))
    assert response.headers["Location"] == first
    work()
    row = Evidence.objects.get()
    assert (row.state, row.previous) == ("ready", None)
    assert row.reading["training"]["leaks"]
    assert row.measurements.count() == 1
    assert Event.objects.filter(verb="reread_evidence", subject_id=row.pk).exists()
    assert _files() == []
    again = upload(train, against=SimpleUploadedFile("eval.jsonl", train.read_bytes()))
    assert again.status_code == 409


def test_an_evaluation_set_that_cannot_be_read_is_said_and_may_come_again(
    upload: Upload, work: Work, client: Client
) -> None:
    train = DATA / "open" / "finetune" / "train_good_100.jsonl"
    for content in (b"", b"<html>"):
        response = upload(train, against=SimpleUploadedFile("eval.jsonl", content))
        assert response.status_code == 302
        work()
        page = client.get(response.headers["Location"]).content.decode()
        assert "Leaks were not looked for. The evaluation file to compare with" in page
        assert Evidence.objects.get().state == "ready"


def test_a_second_reading_that_is_cancelled_leaves_the_first(
    upload: Upload, work: Work, client: Client, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    train = DATA / "open" / "finetune" / "train_good_100.jsonl"
    upload(train)
    work()
    upload(train, against=SimpleUploadedFile("eval.jsonl", train.read_bytes()))
    row = Evidence.objects.get()
    assert (row.state, row.reading) == ("waiting", None)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        client.post(reverse("evidence_cancel", args=[row.task_id, row.pk]))
    row.refresh_from_db()
    assert (row.state, row.previous, row.kept_file, row.against_file) == ("ready", None, "", "")
    assert row.reading["training"]["leaks"] is None
    assert _files() == []

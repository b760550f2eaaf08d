"""Cancelled, killed, too slow, too large, or its worker gone: an import always ends, and never half."""

import datetime
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from decider.evidence import importing
from decider.evidence.child import Answer, Job, Stopped
from decider.evidence.importing import finish, run_import
from decider.evidence.reaping import reap, tidy
from decider.models import Event, Evidence, Task
from tests.evidence.web.conftest import Upload, Work, calls
from tests.factories.evidence import USAGE

Beat = Callable[[float], bool]


@pytest.fixture
def waiting(upload: Upload) -> Evidence:
    upload(calls())
    return Evidence.objects.get()


def _reading(row: Evidence, *, silent: int = 0, attempts: int = 1) -> None:
    """As a worker leaves it that began and has been silent for so many seconds."""
    row.state, row.reader, row.attempts = "reading", "somebody", attempts
    row.heartbeat_at = timezone.now() - datetime.timedelta(seconds=silent)
    row.save()


def _cancel(client: Client, row: Evidence) -> None:
    assert client.post(reverse("evidence_cancel", args=[row.task_id, row.pk])).status_code == 302
    row.refresh_from_db()


def test_what_waits_is_cancelled_at_once(waiting: Evidence, client: Client, work: Work) -> None:
    _cancel(client, waiting)
    assert waiting.state == "cancelled"

    work()
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"
    assert waiting.reading is None


def test_what_is_being_read_is_stopped_by_its_own_worker(
    waiting: Evidence, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    stops: list[bool] = []

    def read(job: Job, *, beat: Beat) -> Answer:
        stops.append(beat(0.25))
        waiting.refresh_from_db()
        assert waiting.progress == 0.25
        _cancel(client, waiting)
        assert waiting.state == "reading"
        stops.append(beat(0.5))
        raise Stopped

    monkeypatch.setattr(importing, "read", read)
    run_import(waiting.pk)

    waiting.refresh_from_db()
    assert stops == [False, True]
    assert waiting.state == "cancelled"
    assert waiting.kept_file == ""


def test_a_cancellation_that_comes_with_the_last_row_still_counts(waiting: Evidence) -> None:
    _reading(waiting)
    Evidence.objects.update(cancel_requested=True)

    finish(waiting.pk, "somebody", Answer(reading=USAGE))

    waiting.refresh_from_db()
    assert waiting.state == "cancelled"
    assert waiting.reading is None


def test_a_worker_that_was_taken_for_dead_writes_nothing(waiting: Evidence) -> None:
    _reading(waiting)

    finish(waiting.pk, "somebody else", Answer(reading=USAGE))

    waiting.refresh_from_db()
    assert waiting.state == "reading"
    assert not Event.objects.filter(verb="read_evidence").exists()


def test_an_import_without_a_sign_of_life_begins_once_more(waiting: Evidence, work: Work) -> None:
    work_before = DBTaskResult.objects.count()
    _reading(waiting, silent=61)

    assert reap() == 1
    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    assert DBTaskResult.objects.count() == work_before + 1
    work()
    waiting.refresh_from_db()
    assert waiting.state == "ready"


def test_what_waits_without_a_job_is_queued_again_once(waiting: Evidence, work: Work) -> None:
    assert reap() == 0
    # As a worker leaves it that took the job and was killed before it began.
    DBTaskResult.objects.update(status="RUNNING")

    assert reap() == 1
    assert reap() == 0
    work()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts) == ("ready", 1)


def test_a_worker_that_starts_deletes_what_a_killed_one_left_a_day_ago(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, used = (Path(tempfile.mkdtemp(prefix=importing.WORK_FOLDER)) for _ in range(2))
    (left / "calls.jsonl").write_text("{}")
    os.utime(left, (0, 0))

    tidy()

    assert not left.exists()
    assert used.exists()


def test_the_second_time_it_is_given_up_with_a_sentence(waiting: Evidence) -> None:
    _reading(waiting, silent=61, attempts=2)

    assert reap() == 1
    waiting.refresh_from_db()
    assert waiting.state == "failed"
    assert "twice" in waiting.error


def test_an_import_with_a_sign_of_life_is_left_alone(waiting: Evidence) -> None:
    _reading(waiting, silent=50)

    assert reap() == 0


def test_looking_at_the_page_takes_up_what_died(waiting: Evidence, client: Client) -> None:
    _reading(waiting, silent=61)

    client.get(reverse("evidence", args=[waiting.task_id, waiting.pk]))

    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_a_worker_that_has_to_end_puts_the_file_back(
    waiting: Evidence, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(job: Job, *, beat: Beat) -> Answer:
        importing.ending.set()
        assert beat(0.5)
        raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr(importing, "read", read)
        try:
            run_import(waiting.pk)
        finally:
            importing.ending.clear()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts) == ("waiting", 0)

    work()
    waiting.refresh_from_db()
    assert waiting.state == "ready"


def test_a_reading_that_takes_too_long_is_stopped(waiting: Evidence, work: Work, settings: Settings) -> None:
    settings.EVIDENCE_MAX_SECONDS = 0
    work()

    waiting.refresh_from_db()
    assert waiting.state == "failed"
    assert "took longer" in waiting.error


def test_a_reading_that_takes_too_much_memory_is_stopped(waiting: Evidence, work: Work, settings: Settings) -> None:
    settings.EVIDENCE_MAX_MEMORY = 40 * 1024**2
    work()

    waiting.refresh_from_db()
    assert waiting.state == "failed"
    assert "Split the file" in waiting.error


def test_a_file_that_vanished_is_named(waiting: Evidence, work: Work) -> None:
    Evidence.objects.update(kept_file="1/1/gone")
    work()

    waiting.refresh_from_db()
    assert waiting.error == "The uploaded file is not there any more: upload it again."


def test_evidence_that_was_deleted_meanwhile_is_no_trouble(waiting: Evidence, work: Work) -> None:
    waiting.delete()
    work()

    assert not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists()


def test_the_progress_is_asked_for_and_the_page_reloads_at_the_end(
    waiting: Evidence, client: Client, task: Task, work: Work
) -> None:
    address = reverse("evidence", args=[task.pk, waiting.pk])
    part = client.get(address, headers={"HX-Request": "true"})
    assert "<progress" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert 'hx-trigger="every 1s' in part.content.decode()

    work()
    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"

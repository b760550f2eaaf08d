"""`manage.py import_evidence`: the same from the command line."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from decider.evidence.in_force import in_force
from decider.models import Event, Evidence, Task, User
from tests.evidence.web.conftest import DATA, LITELLM


def _run(task: Task, file: Path, **options: object) -> str:
    out = StringIO()
    call_command("import_evidence", str(task.pk), str(file), stdout=out, **options)
    task.refresh_from_db()
    return out.getvalue()


def test_it_says_what_was_understood_and_applies_nothing_unasked(task: Task) -> None:
    before = task.answers
    said = _run(task, LITELLM)

    assert "litellm-jsonl" in said
    assert "2,000" in said
    assert "Calls a month" in said
    assert Evidence.objects.get().state == "ready"
    assert task.answers == before


def test_asked_for_it_applies_all_that_was_measured(task: Task, author: User) -> None:
    task.answers["volume"]["calls_per_month"] = 10_000
    task.save()
    said = _run(task, LITELLM, apply=True, by=author.email)

    assert "Applied" in said
    assert "volume.calls_per_month" in in_force(task)
    assert Event.objects.get(verb="apply_evidence").by == author


def test_a_figure_far_from_the_answer_is_left_to_a_person(task: Task) -> None:
    said = _run(task, LITELLM, apply=True)

    assert "times less than your answer" in said
    assert "volume.calls_per_month" not in in_force(task)
    assert "latency.current_p95_ms" in in_force(task)


@pytest.mark.parametrize(
    ("options", "words"),
    [({"model": "no-such"}, "no calls of “no-such”.*support-small"), ({"series": 0}, "no series 0.*none")],
)
def test_a_model_or_a_series_that_is_not_there_is_refused(task: Task, options: dict[str, object], words: str) -> None:
    before = task.answers
    with pytest.raises(CommandError, match=words):
        _run(task, LITELLM, apply=True, **options)

    task.refresh_from_db()
    assert task.answers == before
    assert not Evidence.objects.exists()


def test_the_same_file_twice_is_refused(task: Task) -> None:
    _run(task, LITELLM)

    with pytest.raises(CommandError, match="would count twice"):
        _run(task, LITELLM)


def test_an_unreadable_file_ends_in_one_sentence(task: Task) -> None:
    with pytest.raises(CommandError) as refused:
        _run(task, DATA / "hostile" / "html_report.html")

    assert refused.value.returncode == 2
    assert not Evidence.objects.exists()


def test_a_viewer_may_not(task: Task, viewer: User) -> None:
    with pytest.raises(CommandError, match="Viewers"):
        _run(task, LITELLM, by=viewer.email)


@pytest.mark.parametrize(("task_id", "by", "words"), [(999_999, None, "no task"), (None, "x@example.com", "Nobody")])
def test_who_and_where_must_exist(task: Task, task_id: int | None, by: str | None, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("import_evidence", str(task_id or task.pk), str(LITELLM), by=by)

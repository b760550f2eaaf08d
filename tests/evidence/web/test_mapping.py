"""A table of no known tool: somebody says once what its columns mean."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from decider.evidence.actions import add_evidence
from decider.models import ColumnMapping, Evidence, Team
from tests.evidence.web.conftest import Work
from tests.factories.project import ProjectFactory, TaskFactory

HEADER = "wann,welches,rein,raus,kosten\n"


def _table(day: int = 1, calls: int = 30) -> bytes:
    rows = (f"2026-10-{day + at // 24:02d}T{at % 24:02d}:00:00Z,small,100,20,0.5\n" for at in range(calls))
    return (HEADER + "".join(rows)).encode()


MEANINGS = {"column.0": "started_at", "column.1": "model", "column.2": "tokens_in", "column.3": "tokens_out"}


def _explain(client: Client, row: Evidence, **fields: str) -> int:
    posted = {"kind": "usage", "action": "read", **MEANINGS, "column.4": "cost_usd", **fields}
    return client.post(reverse("evidence_columns", args=[row.task_id, row.pk]), posted).status_code


@pytest.fixture
def unknown(read: Callable[..., Evidence]) -> Evidence:
    return read(_table(), "calls.csv")


def test_the_columns_are_shown_with_what_stands_in_them(unknown: Evidence, client: Client) -> None:
    assert unknown.state == "needs_mapping"

    page = client.get(reverse("evidence_columns", args=[unknown.task_id, unknown.pk])).content.decode()
    assert "welches" in page
    assert "2026-10-01T00:00:00Z" in page
    assert "Input tokens" in page


def test_a_name_that_says_what_it_is_is_proposed(read: Callable[..., Evidence], client: Client) -> None:
    row = read(b"frage,passed\n1,yes\n2,no\n", "scores.csv")

    page = client.get(reverse("evidence_columns", args=[row.task_id, row.pk])).content.decode()
    assert 'value="evaluation" checked' in page
    assert 'value="passed" selected' in page
    assert "proposed by its name" in page


def test_the_file_is_read_by_what_was_said(unknown: Evidence, client: Client, work: Work) -> None:
    assert _explain(client, unknown) == 302
    work()

    unknown.refresh_from_db()
    assert unknown.state == "ready"
    assert unknown.reading["usage"]["calls"] == 30
    assert unknown.reading["usage"]["tokens_in"] == 3000


def test_the_next_file_with_these_columns_is_read_by_itself_and_says_so(
    unknown: Evidence, client: Client, work: Work, read: Callable[..., Evidence]
) -> None:
    _explain(client, unknown)
    work()
    second = read(_table(day=10), "november.csv")

    assert second.state == "ready"
    assert second.mapping_remembered
    page = client.get(reverse("evidence", args=[second.task_id, second.pk])).content.decode()
    assert "read by what your team said about such a table before" in page


def test_another_team_is_asked_for_itself(
    unknown: Evidence, client: Client, work: Work, other_team: Team, tmp_path: Path
) -> None:
    _explain(client, unknown)
    work()
    theirs = TaskFactory.create(project=ProjectFactory.create(team=other_team))
    (tmp_path / "calls.csv").write_bytes(_table(day=10))
    row = add_evidence(task=theirs, file=tmp_path / "calls.csv", name="calls.csv", sha256="0" * 64, by=None)
    work()

    row.refresh_from_db()
    assert row.state == "needs_mapping"


def test_two_columns_cannot_mean_the_same(unknown: Evidence, client: Client) -> None:
    assert _explain(client, unknown, **{"column.4": "tokens_out"}) == 422

    unknown.refresh_from_db()
    assert unknown.state == "needs_mapping"
    assert not ColumnMapping.objects.exists()


def test_nothing_said_is_no_answer(unknown: Evidence, client: Client) -> None:
    nothing = dict.fromkeys((f"column.{at}" for at in range(5)), "")

    assert _explain(client, unknown, **nothing) == 422


def test_a_meaning_that_does_not_fit_asks_again_and_says_why(unknown: Evidence, client: Client, work: Work) -> None:
    _explain(client, unknown, **{"column.0": "", "column.1": "started_at"})
    work()

    unknown.refresh_from_db()
    assert unknown.state == "needs_mapping"
    page = client.get(reverse("evidence_columns", args=[unknown.task_id, unknown.pk])).content.decode()
    assert "Please look at this again" in page
    assert _explain(client, unknown) == 302


def test_giving_the_file_up_deletes_it(unknown: Evidence, client: Client) -> None:
    client.post(reverse("evidence_cancel", args=[unknown.task_id, unknown.pk]))

    unknown.refresh_from_db()
    assert unknown.state == "cancelled"
    assert unknown.kept_file == ""


def test_the_same_file_explained_twice_counts_once(
    unknown: Evidence, client: Client, read: Callable[..., Evidence], work: Work
) -> None:
    second = read(_table(), "again.csv")
    assert second.state == "needs_mapping"
    _explain(client, unknown)
    work()
    _explain(client, second)
    work()

    second.refresh_from_db()
    assert second.state == "needs_mapping"
    assert Evidence.objects.get(state="ready") == unknown

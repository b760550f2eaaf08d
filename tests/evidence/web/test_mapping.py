"""A table of no known tool: somebody says once what its columns mean."""

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from decider.evidence.actions import add_evidence
from decider.evidence.apply_actions import apply_facts
from decider.evidence.files import path_of
from decider.evidence.in_force import in_force
from decider.evidence.offers import Choices
from decider.models import ColumnMapping, Event, Evidence, Team, User
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
    page = client.get(reverse("evidence", args=[unknown.task_id, unknown.pk])).content.decode()
    assert "your own table" in page
    assert "usage-columns" not in page


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
    posted = {"kind": "usage", "action": "read", **MEANINGS, "column.4": "tokens_out"}
    response = client.post(reverse("evidence_columns", args=[unknown.task_id, unknown.pk]), posted)

    assert response.status_code == 422
    page = response.content.decode()
    summary = page[page.index("data-error-summary") : page.index("<form", page.index("data-error-summary"))]
    # Said once, with both columns, and once beside each of them.
    links = '<a href="#column.3">raus</a>, <a href="#column.4">kosten</a>'
    assert re.findall("<li>(.*?)</li>", summary) == [f"“Output tokens” can only be one of these: {links}"]
    assert page.count("Another column has this meaning too") == 2
    unknown.refresh_from_db()
    assert unknown.state == "needs_mapping"
    assert not ColumnMapping.objects.exists()


def test_nothing_said_is_no_answer(unknown: Evidence, client: Client) -> None:
    nothing = dict.fromkeys((f"column.{at}" for at in range(5)), "")

    assert _explain(client, unknown, **nothing) == 422


def test_a_log_without_a_start_of_its_calls_is_asked_for_it_in_plain_words(unknown: Evidence, client: Client) -> None:
    posted = {"kind": "usage", "action": "read", **MEANINGS, "column.0": ""}
    response = client.post(reverse("evidence_columns", args=[unknown.task_id, unknown.pk]), posted)

    assert response.status_code == 422
    page = response.content.decode()
    assert "Say which column holds the time at which each call started" in page
    assert "(started_at)" not in page


def test_a_meaning_that_does_not_fit_asks_again_and_says_why(unknown: Evidence, client: Client, work: Work) -> None:
    _explain(client, unknown, **{"column.0": "", "column.1": "started_at"})
    work()

    unknown.refresh_from_db()
    assert unknown.state == "needs_mapping"
    page = client.get(reverse("evidence_columns", args=[unknown.task_id, unknown.pk])).content.decode()
    assert "Please look at this again" in page
    # What was chosen is still there, and the page of the file says why it was not read.
    assert re.search(r'name="column\.1".*?value="started_at" selected', page, re.DOTALL)
    page = client.get(reverse("evidence", args=[unknown.task_id, unknown.pk])).content.decode()
    assert "could not be read by what was said about its columns" in page
    assert unknown.columns["problem"][:40] in html.unescape(page)
    assert "No known tool writes these columns" not in page
    # Nobody else’s file is read by it.
    assert not ColumnMapping.objects.exists()
    assert _explain(client, unknown) == 302


def test_giving_the_file_up_deletes_it(unknown: Evidence, client: Client) -> None:
    client.post(reverse("evidence_cancel", args=[unknown.task_id, unknown.pk]))

    unknown.refresh_from_db()
    assert unknown.state == "cancelled"
    assert unknown.kept_file == ""


def test_the_same_file_is_refused_while_the_first_waits_for_its_columns(
    unknown: Evidence, client: Client, upload: Callable[..., HttpResponse]
) -> None:
    response = upload(_table(), "again.csv")

    assert response.status_code == 409
    assert Evidence.objects.get() == unknown
    page = response.content.decode()
    assert "as “calls.csv” and waits for somebody to say what its columns mean" in page
    columns = reverse("evidence_columns", args=[unknown.task_id, unknown.pk])
    assert f'<a href="{columns}">Name its columns</a>' in page
    # Given up, it is no longer in the way.
    client.post(reverse("evidence_cancel", args=[unknown.task_id, unknown.pk]))
    assert upload(_table(), "again.csv").status_code == 302


WRONG = {"column.2": "tokens_out", "column.3": "tokens_in"}


@pytest.fixture
def wrong(unknown: Evidence, client: Client, work: Work) -> Evidence:
    """A table that was read with two of its columns mistaken for each other, and applied."""
    _explain(client, unknown, **WRONG)
    work()
    unknown.refresh_from_db()
    assert unknown.reading["usage"]["tokens_in"] == 600
    apply_facts(evidence=unknown, task=unknown.task, facts=["tokens.output"], choices=Choices(), by=None)
    return unknown


def test_a_wrong_meaning_is_corrected_where_the_file_is_kept(
    team: Team, unknown: Evidence, client: Client, work: Work
) -> None:
    team.keeps_files = True
    team.save()
    _explain(client, unknown, **WRONG)
    work()
    page = client.get(reverse("evidence", args=[unknown.task_id, unknown.pk])).content.decode()
    assert "Change what the columns mean" in page
    page = client.get(reverse("evidence_columns", args=[unknown.task_id, unknown.pk])).content.decode()
    assert re.search(r'name="column\.2".*?value="tokens_out" selected', page, re.DOTALL)
    assert "2026-10-01T00:00:00Z" in page
    assert "Read the file again" in page

    assert _explain(client, unknown) == 302
    work()
    unknown.refresh_from_db()
    assert (unknown.state, unknown.previous) == ("ready", None)
    assert unknown.reading["usage"]["tokens_in"] == 3000
    assert path_of(unknown.kept_file).is_file()
    assert ColumnMapping.objects.get().mapping["rein"] == "tokens_in"


def test_where_the_file_is_gone_it_is_asked_for_again_and_read_in_its_place(
    wrong: Evidence, client: Client, work: Work, upload: Callable[..., HttpResponse]
) -> None:
    assert wrong.kept_file == ""
    assert "rows" not in wrong.columns
    page = client.get(reverse("evidence_columns", args=[wrong.task_id, wrong.pk])).content.decode()
    assert "The file was deleted once it had been read" in page
    assert "Remember this" in page

    posted = {"kind": "usage", "action": "read", **MEANINGS, "column.4": "cost_usd"}
    said = client.post(reverse("evidence_columns", args=[wrong.task_id, wrong.pk]), posted, follow=True)
    assert "Upload “calls.csv” again now" in said.content.decode()
    response = upload(_table(), "calls.csv")
    assert response.headers["Location"] == reverse("evidence", args=[wrong.task_id, wrong.pk])
    work()

    wrong.refresh_from_db()
    assert wrong.state == "ready"
    assert wrong.reading["usage"]["tokens_in"] == 3000
    assert wrong.measurements.count() == 1
    assert "tokens.output" in in_force(wrong.task)
    # Nothing is left to gain from the same file.
    assert upload(_table(), "calls.csv").status_code == 409


def test_a_corrected_meaning_that_cannot_be_used_leaves_the_first_reading(
    team: Team, unknown: Evidence, client: Client, work: Work
) -> None:
    team.keeps_files = True
    team.save()
    _explain(client, unknown)
    work()
    before = Evidence.objects.get().reading
    _explain(client, unknown, **{"column.0": "", "column.1": "started_at"})
    work()
    unknown.refresh_from_db()
    assert unknown.state == "needs_mapping"
    page = client.get(reverse("evidence_columns", args=[unknown.task_id, unknown.pk])).content.decode()
    assert "Leave it as it was read before" in page

    client.post(reverse("evidence_cancel", args=[unknown.task_id, unknown.pk]))
    unknown.refresh_from_db()
    assert (unknown.state, unknown.previous, unknown.mapping["rein"]) == ("ready", None, "tokens_in")
    assert unknown.reading["usage"] == before["usage"]
    assert "was to be read once more and was not" in unknown.reading["notes"][-1]
    assert path_of(unknown.kept_file).is_file()


def test_what_was_said_about_columns_is_listed_and_forgotten(
    wrong: Evidence, client: Client, read: Callable[..., Evidence]
) -> None:
    address = reverse("evidence_list", args=[wrong.task_id])
    page = client.get(address).content.decode()
    assert "Tables that your team explained" in page
    assert "Start of the call" in page
    assert "started_at" not in page

    forget = reverse("evidence_forget_columns", args=[wrong.task_id, ColumnMapping.objects.get().pk])
    client.post(forget)
    assert not ColumnMapping.objects.exists()
    assert Event.objects.get(verb="forget_columns").data["mapping"]["rein"] == "tokens_out"
    assert "Tables that your team explained" not in client.get(address).content.decode()
    assert read(_table(day=10), "november.csv").state == "needs_mapping"


def test_viewers_and_strangers_forget_nothing(
    wrong: Evidence, viewer: User, other_team: Team, client_for: Callable[[User | None], Client], client: Client
) -> None:
    mine = ColumnMapping.objects.get()
    address = reverse("evidence_forget_columns", args=[wrong.task_id, mine.pk])
    assert client_for(viewer).post(address).status_code == 403
    assert ">Forget<" not in client_for(viewer).get(reverse("evidence_list", args=[wrong.task_id])).content.decode()
    theirs = ColumnMapping.objects.create(team=other_team, signature="0" * 64, kind="usage", mapping={"a": "model"})
    address = reverse("evidence_forget_columns", args=[wrong.task_id, theirs.pk])
    assert client.post(address).status_code == 404

    assert ColumnMapping.objects.count() == 2


def test_files_that_wait_with_the_same_columns_are_read_as_soon_as_they_are_explained(
    unknown: Evidence, read: Callable[..., Evidence], client: Client, work: Work
) -> None:
    second, other = read(_table(day=10), "november.csv"), read(b"q,r\n1,2\n", "other.csv")
    assert {second.state, other.state} == {"needs_mapping"}
    _explain(client, unknown)
    work()

    second.refresh_from_db()
    other.refresh_from_db()
    assert (second.state, second.mapping_remembered) == ("ready", True)
    assert second.reading["usage"]["tokens_in"] == 3000
    assert other.state == "needs_mapping"


@pytest.mark.parametrize(
    ("cells", "meaning", "said"),
    [
        ("0.9", "latency_ms", "perhaps it is in seconds"),
        ("4000000", "latency_s", "perhaps it is in milliseconds"),
        ("3000000", "tokens_out", "no model takes so many"),
        ("250", "cost_usd", "perhaps the cost is in another unit"),
        ("0.9", "latency_s", ""),
        ("0.05", "cost_usd", ""),
    ],
)
def test_figures_that_no_model_has_point_to_the_columns(
    read: Callable[..., Evidence], client: Client, work: Work, cells: str, meaning: str, said: str
) -> None:
    rows = "".join(f"2026-10-01T{at:02d}:00:00Z,small,100,{cells}\n" for at in range(24))
    row = read(f"wann,welches,rein,wert\n{rows}".encode(), "calls.csv")
    _explain(client, row, **{"column.3": meaning, "column.4": ""})
    work()

    page = client.get(reverse("evidence", args=[row.task_id, row.pk])).content.decode()
    assert ("Do the columns mean what was said?" in page) == bool(said)
    assert said in page

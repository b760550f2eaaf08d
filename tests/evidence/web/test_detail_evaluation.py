"""The page of an evaluation: tokens and times of a case where the file has them; buttons that say what they do."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from decider.models import Evidence, Task
from tests.evidence.web.conftest import DATA
from tests.factories.evidence import USAGE, EvidenceFactory, evaluation, series

Read = Callable[..., Evidence]


def _html(client: Client, row: Evidence, **query: str) -> str:
    page = client.get(reverse("evidence", args=[row.task_id, row.pk]), query)
    return unescape(page.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def _primary(html: str) -> list[tuple[str, str]]:
    """Address and words of the primary link above the page."""
    return re.findall(r'<a class="button button-primary" href="([^"]*)">([^<]*)</a>', html)


def test_a_promptfoo_evaluation_shows_tokens_and_times_of_a_case(client: Client, read: Read) -> None:
    html = _html(client, read(DATA / "open" / "promptfoo" / "sidebyside.json"))

    found = next(tr for tr in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL) if "acme:large-prompted" in tr)
    cells = dict(re.findall(r'data-label="([^"]*)">([^<]*)', found))
    assert {name: cells[name] for name in cells if name != "95 % interval"} == {
        "Score": "86.2 %", "Cases": "80", "Errors": "0", "Tokens in a case": "757", "Tokens out a case": "7",
        "Latency p50": "1,110 ms", "Latency p95": "1,956 ms", "Cost": "$0.16",
    }  # fmt: skip


def test_what_an_evaluation_does_not_hold_has_no_column(client: Client, task: Task) -> None:
    row = EvidenceFactory.create(task=task, reading=evaluation(series("one", 40, 0.5, 0.4, 0.6)))

    html = _html(client, row)
    assert "Tokens in a case" not in html
    assert "Latency p50" not in html


def test_the_button_of_scores_that_belong_to_nobody_asks_whose_they_are(client: Client, task: Task) -> None:
    both = evaluation(series("one", 40, 0.5, 0.4, 0.6), series("two", 40, 0.5, 0.4, 0.6))
    row = EvidenceFactory.create(task=task, reading=both)

    assert _primary(_html(client, row)) == [("#facts-title", "Say whose scores these are")]


def test_the_button_of_measured_facts_says_how_many_it_applies(client: Client, task: Task) -> None:
    row = EvidenceFactory.create(task=task, reading=USAGE)

    html = _html(client, row)
    chosen = len(re.findall(r'name="fact"[^>]* checked', html))
    assert chosen > 1
    assert _primary(html) == [("#facts-title", f"Apply {chosen} facts…")]


def test_when_everything_is_applied_nothing_is_asked_any_more(client: Client, task: Task) -> None:
    row = EvidenceFactory.create(task=task, reading=evaluation(series("one", 40, 0.5, 0.4, 0.6)))
    facts = re.findall(r'name="fact" value="([^"]*)"', _html(client, row))
    said = {"fact": facts, "version": task.answers_version, "role.current": "0"}
    client.post(reverse("evidence_apply", args=[task.pk, row.pk]), said)

    html = _html(client, row)
    assert facts
    assert _primary(html) == []
    assert '<a class="button" href="#facts-title">Facts measured</a>' in html


def test_the_button_of_a_table_of_nobody_leads_to_its_columns(client: Client, read: Read) -> None:
    row = read(b"wer,was\nanna,eins\n", "own.csv")

    assert row.state == "needs_mapping"
    assert (reverse("evidence_columns", args=[row.task_id, row.pk]), "Name the columns") in _primary(_html(client, row))


def test_the_fingerprint_is_folded(client: Client, task: Task) -> None:
    row = EvidenceFactory.create(task=task)

    details = re.findall(r"<details.*?</details>", _html(client, row), re.DOTALL)
    assert any(row.sha256 in each for each in details)
    assert not any("open" in each.split(">")[0] for each in details if row.sha256 in each)


@pytest.mark.parametrize(("line", "there"), [(7, True), (None, False)])
def test_rows_left_out_have_a_line_where_the_file_has_lines(
    client: Client, task: Task, line: int | None, there: bool
) -> None:
    left_out = {"rejected": [{"line": line, "reason": "It has no score."}], "rejected_count": 1}
    row = EvidenceFactory.create(task=task, reading={**USAGE, **left_out})

    assert ('<th scope="col">Line</th>' in _html(client, row)) == there


def test_the_list_says_of_a_file_that_failed_only_why(client: Client, task: Task) -> None:
    EvidenceFactory.create(task=task, file_name="broken.csv", state="failed", reading=None, error="No rows.")

    html = client.get(reverse("evidence_list", args=[task.pk])).content.decode()
    assert "No rows." in html
    assert '<td data-label="What it is"></td>' in html
    assert '<td data-label="Answers measured"></td>' in html


def test_the_list_does_not_call_a_prompt_a_prompt_twice(client: Client, task: Task) -> None:
    client.post(reverse("evidence_prompt", args=[task.pk]), {"text": "Say hello to {{name}}."})

    html = client.get(reverse("evidence_list", args=[task.pk])).content.decode()
    assert '<td data-label="What it is">Prompt</td>' in html

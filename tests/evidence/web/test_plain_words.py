"""What the figures of a page are over, what they leave out, and words that fit their numbers."""

import re
from html import unescape
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse

from decider.models import Evidence, Task
from tests.evidence.web.conftest import DATA, Upload, Work, calls
from tests.factories.evidence import USAGE, EvidenceFactory, evaluation
from tests.factories.price import ModelPriceFactory


def _page(client: Client, row: Evidence) -> str:
    page = client.get(reverse("evidence", args=[row.task_id, row.pk])).content.decode()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", page)).replace("\N{NO-BREAK SPACE}", " "))


def _pasted(client: Client, task: Task, text: str) -> str:
    client.post(reverse("evidence_prompt", args=[task.pk]), {"text": text})
    return _page(client, Evidence.objects.get(kind="prompt"))


def _usage(task: Task, **changes: Any) -> Evidence:
    base = USAGE
    row: Evidence = EvidenceFactory.create(task=task, reading={**base, "usage": {**base["usage"], **changes}})
    return row


@pytest.mark.parametrize(
    ("streamed", "says"),
    [(311, "over the 311 streamed calls, not over all"), (None, "over the 311 calls whose first token was timed")],
)
def test_percentiles_say_over_how_many_calls_they_are(
    client: Client, task: Task, streamed: int | None, says: str
) -> None:
    latency = {f"latency_{name}": value for name, value in _percentiles(2900, 1860.0).items()}
    first = {f"first_token_{name}": value for name, value in _percentiles(311, 2058.0).items()}
    page = _page(client, _usage(task, streamed_calls=streamed, **latency, **first))

    assert "over 2,900 answered calls" in page
    assert says in page


def _percentiles(n: int, p95: float) -> dict[str, Any]:
    return {"n": n, "p50_ms": 500.0, "p95_ms": p95, "p99_ms": 3000.0}


def test_the_cost_by_the_price_book_says_what_it_leaves_out(client: Client, task: Task) -> None:
    ModelPriceFactory.create(provider="acme", name="acme-1", input="2", output="10")
    names = ("calls", "errors", "cost_usd", *(f"tokens_{part}" for part in ("in", "out")))
    used = {**dict.fromkeys(names, 10), "cost_usd": "2.00"}
    page = _page(client, _usage(task, by_model={"acme/acme-1": used}, models=1))

    assert re.search(r"by our price book.{0,20}without batch discounts and surcharges for long calls", page)


def test_a_cost_that_is_not_known_says_for_which_model(client: Client, task: Task) -> None:
    used = {"calls": 10, "tokens_in": 10, "tokens_out": 10}
    page = _page(client, _usage(task, by_model={"of-the-house": used}, models=1))

    assert "Our price book has no price for of-the-house, so there is no sum." in page
    assert "by our price book" not in page


def test_one_line_and_one_token_are_called_so(client: Client, task: Task) -> None:
    page = _pasted(client, task, "hi")

    assert re.search(r"line 1 ?1 token\b", page) and re.search(r"\b1 ?token \(", page)
    assert not re.search(r"\b1 ?tokens|1–1", page)


def test_what_tuning_keeps_is_said_to_be_taken_as_usual(client: Client, task: Task) -> None:
    page = _pasted(client, task, "Sort the ticket. Answer with the category only.\n\nTicket: {{ticket}}")

    assert "burn into the model: the examples and 70 % of the instructions and the schema, as usual" in page
    assert "line 3 · a place for what comes with each call" in page


def _training(task: Task, **found: Any) -> Evidence:
    reading = {
        **{name: value for name, value in evaluation().items() if name != "evaluation"},
        "kind": "training", "format": "openai-chat-jsonl",
        "training": {
            "examples": 10, "good_examples": 9, "tokens": 9331, "tokens_by": "o200k_base", "assistant_tokens": 84,
            "longest_tokens": 1, "median_tokens": 1, **found,
        },
    }  # fmt: skip
    row: Evidence = EvidenceFactory.create(task=task, kind="training", format="openai-chat-jsonl", reading=reading)
    return row


def test_tokens_of_assistants_are_called_so(client: Client, task: Task) -> None:
    page = _page(client, _training(task))

    assert "9,331tokens; 84 of them in assistant messages" in page
    assert "1token in the longest example" in page


def test_keys_in_backticks_are_code_on_the_page(client: Client, task: Task) -> None:
    bad = {"line": 3, "code": "no_role", "reason": "Message 1 has no `role`.", "also": []}
    row = _training(
        task, bad_lines=[bad], bad_lines_count=1, warnings=[{**bad, "reason": "The key `a<b` may be refused."}]
    )
    page = client.get(reverse("evidence", args=[task.pk, row.pk])).content.decode()

    assert "Message 1 has no <code>role</code>." in page
    assert "The key <code>a&lt;b</code> may be refused." in page
    assert "`" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("<b>`<i>`</b>", "&lt;b&gt;<code>&lt;i&gt;</code>&lt;/b&gt;"),
        ("a ` alone", "a ` alone"),
        ("`one` and `two`", "<code>one</code> and <code>two</code>"),
        ("``", "``"),
        (None, "None"),
    ],
)
def test_whatever_is_marked_is_escaped(sentence: str | None, shown: str) -> None:
    assert Template("{% load marked %}{{ x|marked }}").render(Context({"x": sentence})) == shown


def test_a_file_that_could_not_be_read_says_so_without_backticks(
    client: Client, upload: Upload, work: Work, task: Task
) -> None:
    upload((DATA / "hostile" / "header_only.csv").read_bytes(), "a.csv")
    work()
    row = Evidence.objects.get()
    Evidence.objects.filter(pk=row.pk).update(error="The record has no `type`.")

    assert "no <code>type</code>" in client.get(reverse("evidence", args=[task.pk, row.pk])).content.decode()
    assert "no <code>type</code>" in client.get(reverse("evidence_list", args=[task.pk])).content.decode()


def test_a_quotation_mark_in_a_file_name_is_one_again(upload: Upload) -> None:
    # As Chromium and Firefox send it.
    upload(calls(), "our %22best%22 log.jsonl")

    assert Evidence.objects.get().file_name == 'our "best" log.jsonl'

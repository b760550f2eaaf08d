"""What the pages say: figures, comparisons, prompts, and nothing that a file could smuggle into them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from decider.models import Evidence, Task, Team, User
from tests.evidence.web.conftest import calls
from tests.factories.evidence import USAGE, EvidenceFactory, evaluation, series
from tests.factories.price import ModelPriceFactory

SCRIPT = "<script>alert(1)</script>"


def _page(client: Client, row: Evidence, **query: str) -> str:
    response = client.get(reverse("evidence", args=[row.task_id, row.pk]), query)
    assert response.status_code == 200
    return response.content.decode()


def _usage(**changes: Any) -> dict[str, Any]:
    return {**USAGE, "usage": {**USAGE["usage"], **changes}}


def _model(**changes: Any) -> dict[str, Any]:
    names = ["calls", "errors", "cost_usd"]
    names += [f"tokens_{part}" for part in ("in", "cached", "cache_write", "out", "reasoning")]
    names += [f"{time}_{of}" for time in ("latency", "first_token") for of in ("n", "p50_ms", "p95_ms", "p99_ms")]
    return {**dict.fromkeys(names), **changes}


def test_names_from_a_file_are_text(read: Callable[..., Evidence], client: Client) -> None:
    row = read(calls(model=SCRIPT, model_group=SCRIPT), f"{SCRIPT}.jsonl")

    page = _page(client, row)
    assert SCRIPT not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_what_was_left_out_is_named_by_line_and_paged(client: Client, task: Task) -> None:
    rejected = [{"line": at, "reason": f"bad {at}."} for at in range(1, 61)]
    row = EvidenceFactory.create(task=task, reading={**USAGE, "rejected": rejected, "rejected_count": 4000})

    first, last = _page(client, row), _page(client, row, page="3")
    assert "Left out: 4,000" in first
    assert "The first 60 are named." in first
    assert "bad 25." in first
    assert "bad 26." not in first
    assert "bad 60." in last


def test_the_cost_by_the_log_stands_beside_that_by_our_price_book(client: Client, task: Task) -> None:
    ModelPriceFactory.create(provider="acme", name="acme-1", input="2", output="10", cache_read="1")
    used = _model(calls=10, tokens_in=1_000_000, tokens_cached=500_000, tokens_out=100_000, cost_usd="2.00")
    row = EvidenceFactory.create(task=task, reading=_usage(by_model={"acme/acme-1-2025-01-31": used}, models=1))

    page = _page(client, row)
    # 0.5 M × $2 + 0.5 M × $1 + 0.1 M × $10
    assert "$2.50" in page
    assert "+$0.50" in page


def test_a_gateways_own_name_is_priced_as_the_model_behind_it(client: Client, task: Task) -> None:
    ModelPriceFactory.create(provider="acme", name="acme-1", input="2", output="10")
    used = _model(calls=10, tokens_in=1_000_000, tokens_out=100_000, provider_model="acme/acme-1")
    row = EvidenceFactory.create(task=task, reading=_usage(by_model={"support-large": used}, models=1))

    page = _page(client, row)
    assert "support-large" in page
    assert "$3.00" in page


def test_a_model_without_a_price_leaves_no_sum(client: Client, task: Task) -> None:
    used = {"secret-1": _model(calls=10, tokens_in=100, tokens_out=10, cost_usd="2.00")}
    row = EvidenceFactory.create(task=task, reading=_usage(by_model=used, models=1))

    page = _page(client, row)
    assert "not in our price book" in page
    assert "Our price book has no price for secret-1" in page


def test_the_facts_of_one_model_alone(client: Client, task: Task) -> None:
    one = _model(
        calls=100,
        errors=0,
        tokens_in=10,
        tokens_out=10,
        latency_n=100,
        latency_p50_ms=1.0,
        latency_p95_ms=111.0,
        latency_p99_ms=3.0,
    )
    row = EvidenceFactory.create(task=task, reading=_usage(by_model={"a": one, "b": _model(calls=2900)}, models=2))

    assert 'name="model" value="a"' in _page(client, row, model="a")
    assert "111" in _page(client, row, model="a")
    assert 'name="model" value=' not in _page(client, row, model="nobody")


def test_what_is_not_known_of_one_model_stands_under_what_was_not_measured(client: Client, task: Task) -> None:
    models = {"a": _model(calls=100, errors=0), "b": _model(calls=2900)}
    row = EvidenceFactory.create(task=task, reading=_usage(by_model=models, models=2, streamed_calls=2500))
    page = _page(client, row, model="a")

    refused = page[page.index("Not measured:") :]
    refused = refused[: refused.index("</details>")]
    assert "<dt>Answers are streamed</dt><dd>The reading of a log counts streamed calls for all its models" in refused
    assert "Not measured:" in _page(client, row)
    assert "counts streamed calls" not in _page(client, row)


def test_the_list_says_what_there_is(client: Client, task: Task) -> None:
    EvidenceFactory.create(task=task, file_name="october.jsonl")
    EvidenceFactory.create(task=task, file_name="broken.csv", state="failed", reading=None, error="No rows.")

    page = client.get(reverse("evidence_list", args=[task.pk])).content.decode()
    assert "october.jsonl" in page
    assert "No rows." in page


def _outcomes(*passed: bool | None) -> dict[str, Any]:
    return {str(at): value for at, value in enumerate(passed)}


def test_what_single_cases_got_is_not_loaded_for_a_page(client: Client, task: Task) -> None:
    cases = {"one\taccuracy\t": _outcomes(True, False)}
    row = EvidenceFactory.create(
        task=task, reading=evaluation(series("one", 40, 0.5, 0.4, 0.6)), outcomes=cases, kind="evaluation"
    )
    with CaptureQueriesContext(connection) as captured:
        page = _page(client, row)

    assert "Scores" in page
    assert not [query["sql"] for query in captured if '"outcomes"' in query["sql"]]


@pytest.fixture
def compared(client: Client, task: Task) -> Callable[..., str]:
    def compared(first: dict[str, Any], second: dict[str, Any]) -> str:
        rows = [
            EvidenceFactory.create(
                task=task,
                reading=evaluation(series(name, 40, 0.5, 0.4, 0.6)),
                outcomes={f"{name}\taccuracy\t": outcomes} if outcomes else None,
            )
            for name, outcomes in (("one", first), ("two", second))
        ]
        a, b = (f"{row.pk}:0" for row in rows)
        return client.get(reverse("evidence_compare", args=[task.pk]), {"a": a, "b": b}).content.decode()

    return compared


def test_two_uploads_on_the_same_cases_are_compared_case_by_case(compared: Callable[..., str]) -> None:
    first = _outcomes(*[True] * 10, *[False] * 30, None)
    second = _outcomes(*[True] * 30, *[False] * 10, True)

    page = compared(first, second).replace("\N{NO-BREAK SPACE}", " ")
    assert "scores 50 points above" in page
    assert "on the same 40 cases" in page
    assert "which is more than chance" in page
    assert "Only the second passes" in page


def test_few_cases_say_what_they_can_tell_and_how_many_are_needed(compared: Callable[..., str]) -> None:
    page = compared(_outcomes(*[True] * 9, False, False), _outcomes(*[True] * 10, False))

    assert "may be chance" in page
    assert "would be needed" in page


def test_without_common_cases_the_shares_are_compared(compared: Callable[..., str]) -> None:
    assert "score the same" in compared({}, {})


def test_a_pasted_prompt_is_taken_apart(client: Client, task: Task) -> None:
    text = "# Instructions\nClassify the ticket.\n\n# Examples\nTicket: a\nLabel: bug\n\n# Ticket\n{{ticket}}\n"
    response = client.post(reverse("evidence_prompt", args=[task.pk]), {"text": text})

    row = Evidence.objects.get()
    assert response.status_code == 302
    assert (row.kind, row.state) == ("prompt", "ready")
    page = _page(client, row)
    assert "The prompt, taken apart" in page
    assert "Classify the ticket." in page


def test_an_empty_prompt_is_asked_for_again(client: Client, task: Task) -> None:
    response = client.post(reverse("evidence_prompt", args=[task.pk]), {"text": "  \n"})

    assert response.status_code == 422
    assert not Evidence.objects.exists()


def test_a_prompt_that_was_pasted_before_leads_to_what_was_read(client: Client, task: Task) -> None:
    for _ in range(2):
        response = client.post(reverse("evidence_prompt", args=[task.pk]), {"text": "Say hello to {{name}}."})

    assert Evidence.objects.count() == 1
    assert response.headers["Location"] == reverse("evidence", args=[task.pk, Evidence.objects.get().pk])


@pytest.mark.parametrize("who", ["manager", "author"])
def test_a_manager_alone_says_whether_files_are_kept(
    who: str, manager: User, author: User, client_for: Callable[[User | None], Client], task: Task, team: Team
) -> None:
    client = client_for(manager if who == "manager" else author)
    response = client.post(reverse("evidence_keep_files", args=[task.pk]), {"keeps": "yes"})

    team.refresh_from_db()
    assert team.keeps_files == (who == "manager")
    assert response.status_code == (302 if who == "manager" else 403)


@pytest.mark.parametrize(("step", "words"), [("volume", "Upload a usage log"), ("needs", None)])
def test_the_wizard_points_to_evidence_where_facts_can_be_measured(
    client: Client, task: Task, step: str, words: str | None
) -> None:
    page = client.get(reverse("step", args=[task.pk, step])).content.decode()

    assert (reverse("evidence_list", args=[task.pk]) in page) == (words is not None)
    assert words is None or words in page

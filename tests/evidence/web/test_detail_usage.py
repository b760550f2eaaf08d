"""The figures of a log on its page: all that the file holds, by model too, and nothing that it does not."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from decider.domain.evidence import OTHER_MODELS, ModelUsage, Usage
from decider.domain.prices import PriceBook
from decider.evidence.costs import model_rows
from decider.models import Evidence, Task
from decider.wording import fact_value
from tests.evidence.web.conftest import DATA
from tests.factories.evidence import USAGE, EvidenceFactory
from tests.factories.price import ModelPriceFactory

Read = Callable[..., Evidence]


def _html(client: Client, row: Evidence) -> str:
    return client.get(reverse("evidence", args=[row.task_id, row.pk])).content.decode()


def _words(html: str) -> str:
    text = unescape(re.sub(r"<[^>]+>", " ", html)).replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"\s+", " ", text)


def _page(client: Client, row: Evidence) -> str:
    return _words(_html(client, row))


def _tiles(client: Client, row: Evidence) -> list[str]:
    return [_words(tile).strip() for tile in re.findall(r'<div class="figure-big">(.*?)</div>', _html(client, row))]


def _row(client: Client, row: Evidence, table: str, name: str) -> dict[str, str]:
    """The cells of one row of a table by their headings."""
    html = _html(client, row)
    part = html[html.index(f">{table}</caption>") :]
    found = next(tr for tr in re.findall(r"<tr>(.*?)</tr>", part, re.DOTALL) if f">{name}<" in tr)
    return {label: _words(cell).strip() for label, cell in re.findall(r'data-label="([^"]*)">(.*?)</td>', found)}


COSTS, TIMES = "Calls, tokens and cost by model", "Latency and time to the first token by model"


def _usage(task: Task, **changes: Any) -> Evidence:
    row: Evidence = EvidenceFactory.create(task=task, reading={**USAGE, "usage": {**USAGE["usage"], **changes}})
    return row


def test_a_litellm_log_shows_each_models_percentiles_and_time_to_the_first_token(client: Client, read: Read) -> None:
    row = read(DATA / "open" / "litellm" / "slp_slim.jsonl")

    assert _row(client, row, TIMES, "support-small") == {
        "Latency p50": "604 ms", "Latency p95": "1,213 ms", "Latency p99": "1,527 ms", "Calls timed": "986",
        "First token p50": "571 ms", "First token p95": "1,136 ms", "First token p99": "1,413 ms",
        "First tokens timed": "95",
    }  # fmt: skip
    assert _row(client, row, TIMES, "All calls")["Latency p99"] == "2,634 ms"
    tiles = _tiles(client, row)
    assert "2.8 % of the calls failed 55 calls" in tiles
    assert "$3.07 by the log" in tiles


def test_an_otlp_log_shows_its_percentiles_and_says_what_it_does_not_hold(client: Client, read: Read) -> None:
    row = read(DATA / "open" / "otel" / "openai_v2_2.4b0_collector.jsonl")

    assert _row(client, row, TIMES, "acme-8b") == {
        "Latency p50": "127 ms", "Latency p95": "318 ms", "Latency p99": "406 ms", "Calls timed": "148"
    }  # fmt: skip
    missing = "retries, calls in batch, reasoning tokens, costs or the time to the first token"
    assert f"The file does not say: {missing}." in _page(client, row)
    assert not any("by the log" in tile or "not known" in tile for tile in _tiles(client, row))


def test_retries_batches_cached_and_reasoning_tokens_are_figures_of_a_log(client: Client, task: Task) -> None:
    row = _usage(task, retries=60, batch_calls=1500, tokens_reasoning=15000)

    tiles = _tiles(client, row)
    assert "2 % of the calls were made again 60 calls" in tiles
    assert "50 % of the calls were sent in batch 1,500 calls" in tiles
    assert "33.3 % of the input was read from the cache 300,000 tokens" in tiles
    assert "25 % of the output was reasoning 15,000 tokens" in tiles


def test_the_difference_between_log_and_price_book_is_a_figure(client: Client, task: Task) -> None:
    ModelPriceFactory.create(provider="acme", name="acme-1", input="2", output="10")
    used = {"calls": 3000, "tokens_in": 900_000, "tokens_out": 60_000, "cost_usd": "1.50"}
    row = _usage(task, by_model={"acme-1": used}, models=1)

    # 0.9 M × $2 + 0.06 M × $10
    note = "without batch discounts and surcharges for long calls"
    assert f"$2.40 by our price book: +$0.90 {note}" in _tiles(client, row)


def test_models_without_a_price_leave_a_sum_of_the_others_that_says_so(client: Client, task: Task) -> None:
    ModelPriceFactory.create(provider="acme", name="acme-1", input="2", output="10")
    used = {"calls": 1500, "tokens_in": 900_000, "tokens_out": 60_000, "cost_usd": "1.50"}
    row = _usage(task, by_model={"acme-1": used, "secret": used}, models=2)

    page = _page(client, row)
    assert "It has no price for secret, so there is no sum." in page
    assert "The calls that it has a price for cost $2.40 by it and $1.50 by the log: +$0.90." in page
    assert not any("price book" in tile for tile in _tiles(client, row))


def test_models_beyond_the_largest_are_summed_up_and_named_by_their_number(client: Client, read: Read) -> None:
    row = read(DATA / "hostile" / "many_models.jsonl")

    page = _page(client, row)
    assert "no price for model-0, model-1, model-10 and 27 more models" in page
    assert "cannot price the 970 other models, which are known only together" in page
    assert "fewer calls" not in page
    rest = _row(client, row, COSTS, "988 other models")
    assert rest["Calls"] == "988 98.8 %"
    whole = _row(client, row, COSTS, "All calls")
    assert (whole["Calls"], whole["By the log"]) == ("1,000", "$1.75")


def test_percentiles_of_several_models_are_not_put_together(client: Client, read: Read) -> None:
    row = read(DATA / "hostile" / "many_models.jsonl")

    assert _row(client, row, TIMES, "988 other models")["Latency p95"] == "–"


def test_one_model_more_than_are_shown_is_shown_too(client: Client, task: Task) -> None:
    used = {"calls": 10, "tokens_in": 10, "tokens_out": 10}
    page = _page(client, _usage(task, by_model={f"m-{at}": used for at in range(13)}, models=13))

    assert "m-12 not in our price book" in page
    assert "other model" not in page


def test_failed_calls_of_a_batch_cost_nothing_and_the_others_batch_prices(client: Client, read: Read) -> None:
    ModelPriceFactory.create(provider="openai", name="gpt-4o-mini", input="10", output="20", batch_input="5",
                             batch_output="10", batch_cache_read="1")  # fmt: skip
    row = read(DATA / "open" / "openai_batch" / "batch_output.jsonl")

    # 9,276 × $5 / M + 383 × $10 / M
    assert "$0.0502 by our price book at batch prices, without surcharges for long calls" in _tiles(client, row)
    assert "100 % of the calls were sent in batch 20 calls" in _tiles(client, row)
    assert "unknown model no tokens to pay for" in _page(client, row)
    assert "no price for" not in _page(client, row)


def test_a_batch_without_batch_prices_pays_the_usual_ones(client: Client, read: Read) -> None:
    ModelPriceFactory.create(provider="openai", name="gpt-4o-mini", input="10", output="20")
    row = read(DATA / "open" / "openai_batch" / "batch_output.jsonl")

    # 9,276 × $10 / M + 383 × $20 / M
    assert any(tile.startswith("$0.10 by our price book without batch discounts") for tile in _tiles(client, row))


def test_a_file_of_costs_alone_shows_no_figure_that_is_not_in_it(client: Client, read: Read) -> None:
    row = read(DATA / "open" / "openai_usage" / "cost_dashboard.csv")

    assert _tiles(client, row) == ["$16.45 by the log"]
    assert "Models" not in _page(client, row)


@pytest.mark.parametrize(("cached", "there"), [(None, False), (5, True)])
def test_columns_of_which_nothing_is_known_are_left_out(
    client: Client, task: Task, cached: int | None, there: bool
) -> None:
    used = {"calls": 10, "tokens_in": 10, "tokens_cached": cached, "tokens_out": 10}
    row = _usage(task, by_model={"one": used}, models=1, tokens_cached=cached)

    assert ("Cached" in _row(client, row, COSTS, "one")) == there


def test_a_file_without_calls_shows_its_tokens(client: Client, read: Read) -> None:
    row = read(DATA / "open" / "anthropic_usage" / "usage_report_messages.json")

    tiles = _tiles(client, row)
    assert tiles[:2] == ["2,493,584 tokens of input", "151,119 tokens of output"]
    assert not any("calls" in tile for tile in tiles)


def test_models_stand_by_their_calls_however_a_database_keeps_them() -> None:
    calls = {"b": 5, "aa": 70, OTHER_MODELS: 900, "ccc": 600}
    usage = Usage(calls=1575, by_model={name: ModelUsage(calls=number) for name, number in calls.items()}, models=9)

    assert [row.name for row in model_rows(usage, PriceBook.empty())] == ["ccc", "aa", "b", OTHER_MODELS]


def test_failures_among_the_other_models_leave_their_sums(client: Client, task: Task) -> None:
    used = {"calls": 10, "errors": 0, "calls_with_tokens": 10, "tokens_in": 10, "tokens_out": 10}
    failed = {"calls": 2, "errors": 2, "calls_with_tokens": 0}
    models = {**{f"m-{at}": used for at in range(14)}, "lost": failed}
    row = _usage(task, by_model=models, models=15)

    rest = _row(client, row, COSTS, "3 other models")
    assert (rest["Calls"].split()[0], rest["Tokens in"]) == ("22", "20")


def test_long_names_of_models_are_cut_in_sentences(client: Client, task: Task) -> None:
    used = {"calls": 10, "tokens_in": 10, "tokens_out": 10}
    page = _page(client, _usage(task, by_model={"m" * 180: used}, models=1))

    assert f"has no price for {'m' * 59}…, so there is no sum." in page


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("volume.calls_per_month", "96.93", "97"),
        ("volume.calls_per_month", "0.4", "0.4"),
        ("volume.calls_per_month", {"low": "80.12", "likely": "96.93", "high": "113.7"}, "80–114 (likely 97)"),
        ("tokens.output", "76.1", "76"),
        ("tokens.output", "9.25", "9.25"),
        ("tokens.cached_share", "0.333", "33.3 %"),
        ("volume.peak_factor", "12.5", "12.5"),
    ],
)
def test_calls_and_many_tokens_are_whole_numbers(path: str, value: Any, words: str) -> None:
    assert fact_value(path, value).replace("\N{NO-BREAK SPACE}", " ") == words


def test_the_interval_of_calls_is_of_whole_calls(client: Client, task: Task) -> None:
    days = [[f"2026-10-{day:02d}", 5 + day % 3] for day in range(1, 31)]
    page = _page(client, _usage(task, calls=180, errors=0, cache_hits=0, calls_by_day=days))

    interval = re.search(r"90 % interval: (\S+) to (\S+)", page)
    assert interval is not None
    assert all(end.isdigit() for end in interval.groups())

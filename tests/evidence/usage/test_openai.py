import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from decider.domain.evidence import EvidenceError
from tests.evidence.usage.given import OPEN, answers, read_text, sample, usage_of

PAGE = "openai_usage/usage_completions_page.json"
DASHBOARD = "openai_usage/completions_usage_dashboard.csv"
COSTS = "openai_usage/cost_dashboard.csv"


@pytest.mark.parametrize(("file", "name"), [(PAGE, "openai-usage-json"), (DASHBOARD, "openai-usage-csv")])
def test_usage_of_page_and_dashboard_is_what_the_manifest_says(file, name):
    reading, right = sample(file), answers(file)
    usage = usage_of(reading)
    assert reading.format == name
    assert reading.rejected_count == 0
    assert (usage.calls, usage.tokens_in, usage.tokens_out) == (right["calls"], right["tokens_in"], right["tokens_out"])
    assert usage.tokens_cached == right["cached_in"]
    assert len(usage.calls_by_day) == right["days_with_usage"]
    assert (usage.last_at - usage.first_at).days == right["days_in_file"]
    assert {
        model: {
            "requests": each.calls,
            "tokens_in": each.tokens_in,
            "tokens_out": each.tokens_out,
            "cached_in": each.tokens_cached,
        }
        for model, each in usage.by_model.items()
    } == right["by_model"]


@pytest.mark.parametrize("file", [PAGE, DASHBOARD])
def test_sums_hold_no_errors_latency_or_cost(file):
    usage = usage_of(sample(file))
    assert usage.errors is usage.latency is usage.cost_usd is usage.busiest_hour_calls is None


def test_a_day_without_values_is_a_day_without_use():
    reading = sample(DASHBOARD)
    assert reading.accepted == reading.rows == 21
    assert date(2026, 11, 8) not in dict(usage_of(reading).calls_by_day)


def test_the_dashboard_says_which_requests_were_batches(tmp_path):
    text = (OPEN / DASHBOARD).read_text(encoding="utf-8").replace("2024-07-18,False", "2024-07-18,True")
    assert usage_of(read_text(tmp_path, text)).batch_calls == 544


def test_a_page_without_batch_column_does_not_know_of_batches():
    assert usage_of(sample(PAGE)).batch_calls is None


def test_a_page_that_has_more_says_that_the_figures_are_not_complete(tmp_path):
    page = json.loads((OPEN / PAGE).read_text(encoding="utf-8"))
    assert not any("has_more" in note for note in sample(PAGE).notes)
    reading = read_text(tmp_path, json.dumps(page | {"has_more": True}))
    assert any("has_more" in note and "not complete" in note for note in reading.notes)


def _page(*results: dict, **bucket: int) -> str:
    times = {"start_time": 1793664000, "end_time": 1793667600} | bucket
    return json.dumps({"object": "page", "data": [{"object": "bucket", **times, "results": list(results)}]})


def test_hourly_buckets_know_the_busiest_hour(tmp_path):
    row = {"num_model_requests": 7, "input_tokens": 70, "output_tokens": 7}
    usage = usage_of(read_text(tmp_path, _page(row, row)))
    assert usage.busiest_hour_calls == 14
    assert usage.last_at == datetime(2026, 11, 3, 1, tzinfo=UTC)


def test_embeddings_are_other_calls(tmp_path):
    row = {"object": "organization.usage.embeddings.result", "num_model_requests": 7, "input_tokens": 70}
    usage = usage_of(read_text(tmp_path, _page(row)))
    assert (usage.calls, usage.other_calls, usage.tokens_in) == (None, 7, None)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"input_tokens": -1}, "input_tokens is negative"),
        ({"num_model_requests": 1.5}, "num_model_requests is no whole number"),
        ({"output_tokens": "many"}, "output_tokens is not a finite number: many"),
        ({"output_tokens": True}, "output_tokens is no number"),
    ],
)
def test_a_result_with_an_impossible_number_is_named_and_left_out(tmp_path, change, reason):
    row = {"num_model_requests": 7, "input_tokens": 70, "output_tokens": 7}
    reading = read_text(tmp_path, _page(row, row | change))
    assert usage_of(reading).calls == 7
    assert reading.rejected[0].reason.startswith(f"bucket 1, result 2: {reason}")


def test_a_bucket_that_ends_before_it_starts_is_named(tmp_path):
    with pytest.raises(EvidenceError, match="ends before it starts"):
        read_text(tmp_path, _page({"num_model_requests": 1}, end_time=1793660400))


def test_costs_hold_costs_and_nothing_else():
    usage = usage_of(sample(COSTS))
    assert usage.cost_usd == Decimal(str(answers(COSTS)["total_cost"]))
    assert usage.calls is usage.tokens_in is usage.tokens_out is usage.latency is None


def test_costs_in_another_currency_are_not_added_to_dollars(tmp_path):
    text = (OPEN / COSTS).read_text(encoding="utf-8").replace("1.12422,usd", "1.12422,eur")
    reading = read_text(tmp_path, text)
    assert usage_of(reading).cost_usd == Decimal("16.450811") - Decimal("1.12422")
    assert [(each.line, each.reason) for each in reading.rejected] == [(2, "the amount is in eur; only usd is read")]


def test_costs_of_the_api_are_added_up(tmp_path):
    rows = [{"amount": {"value": value, "currency": "usd"}} for value in (0.1, 0.2)]
    reading = read_text(tmp_path, _page(*rows))
    assert reading.format == "openai-costs-json"
    assert usage_of(reading).cost_usd == Decimal("0.3")


def test_a_column_that_stands_twice_is_refused(tmp_path: Path):
    with pytest.raises(EvidenceError, match="num_model_requests stands in the header more than once"):
        read_text(tmp_path, "start_time,start_time_iso,num_model_requests,num_model_requests\n1793664000,,1,2\n")

from decimal import Decimal

import pytest

from tests.evidence.comparing import differences
from tests.evidence.usage.given import answers, read_lines, sample, usage_of

RUNS = "langsmith/runs_export_documented.jsonl"
ROW = {
    "id": "a",
    "run_type": "llm",
    "trace_id": "t",
    "start_time": "2026-11-07T08:55:00+00:00",
    "end_time": "2026-11-07T08:55:00.730000+00:00",
    "status": "success",
    "error": None,
    "extra": {"metadata": {"ls_model_name": "gpt-4o-mini"}},
    "prompt_tokens": 100,
    "completion_tokens": 10,
    "total_cost": "0.00006015",
    "first_token_time": "2026-11-07T08:55:00.100000+00:00",
}


def test_runs_give_the_figures_of_the_manifest():
    reading = sample(RUNS)
    assert reading.format == "langsmith-runs-jsonl"
    assert differences(reading, answers(RUNS)) == []


@pytest.mark.parametrize("kind", ["chain", "tool", "retriever", "prompt", "parser"])
def test_chains_do_not_count_the_tokens_of_their_calls_again(tmp_path, kind):
    usage = usage_of(read_lines(tmp_path, ROW | {"run_type": kind}, ROW))
    assert (usage.calls, usage.other_calls, usage.tokens_in) == (1, 0, 100)


def test_costs_are_decimal_strings(tmp_path):
    assert usage_of(read_lines(tmp_path, ROW, ROW)).cost_usd == Decimal("0.0001203")


def test_latency_and_first_token_are_from_times(tmp_path):
    usage = usage_of(read_lines(tmp_path, ROW, ROW))
    assert (usage.latency.p50_ms, usage.first_token.p50_ms, usage.streamed_calls) == (730, 100, 2)


@pytest.mark.parametrize("change", [{"status": "error"}, {"error": "Traceback\nTimeoutError"}])
def test_failed_runs_are_errors_with_unknown_tokens(tmp_path, change):
    failed = ROW | change | {"prompt_tokens": 0, "completion_tokens": 0}
    usage = usage_of(read_lines(tmp_path, ROW, failed))
    assert (usage.calls, usage.errors, usage.calls_with_tokens, usage.latency.n) == (2, 1, 1, 1)


def test_cached_tokens_are_part_of_the_prompt(tmp_path):
    row = ROW | {"prompt_token_details": {"cache_read": 60, "cache_creation": 5}}
    usage = usage_of(read_lines(tmp_path, row, row))
    assert (usage.tokens_in, usage.tokens_cached, usage.tokens_cache_write) == (200, 120, 10)


def test_runs_that_are_still_going_are_named_and_left_out(tmp_path):
    reading = read_lines(tmp_path, ROW, ROW | {"status": "pending", "end_time": None})
    assert [(each.line, each.reason) for each in reading.rejected] == [
        (2, "the run was not finished when it was exported")
    ]

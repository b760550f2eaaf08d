import csv
import io
import json
from decimal import Decimal

import pytest

from tests.evidence.comparing import differences
from tests.evidence.usage.given import OPEN, answers, read_lines, read_text, sample, usage_of

LINES, TABLE = "langfuse/observations_v2.jsonl", "langfuse/observations_v2.csv"


@pytest.mark.parametrize(("file", "name"), [(LINES, "langfuse-jsonl"), (TABLE, "langfuse-csv")])
def test_observations_give_the_figures_of_the_manifest(file, name):
    reading = sample(file)
    assert reading.format == name
    assert differences(reading, answers(file)) == []
    assert reading.rejected_count == 0


def test_a_json_array_is_read_like_its_lines(tmp_path):
    rows = [json.loads(line) for line in (OPEN / LINES).read_text(encoding="utf-8").splitlines()]
    reading = read_text(tmp_path, json.dumps(rows, indent=1))
    assert reading.format == "langfuse-jsonl"
    assert differences(reading, answers(LINES)) == []


ROW = {
    "id": "a",
    "type": "GENERATION",
    "start_time": "2026-11-05 10:53:00.000000",
    "end_time": "2026-11-05 10:53:00.750000",
    "level": "DEFAULT",
    "provided_model_name": "gpt-4o",
    "usage_details": {"input": 100, "output": 10, "total": 110},
    "cost_details": {"total": 0.001},
    "total_cost": 0.001,
    "latency": 0.75,
    "time_to_first_token": 0.2,
}


def test_durations_are_seconds(tmp_path):
    usage = usage_of(read_lines(tmp_path, ROW, ROW))
    assert (usage.latency.p50_ms, usage.first_token.p50_ms) == (750, 200)


def test_times_without_a_zone_are_utc(tmp_path):
    assert usage_of(read_lines(tmp_path, ROW, ROW)).first_at.isoformat() == "2026-11-05T10:53:00+00:00"


@pytest.mark.parametrize("kind", ["SPAN", "EVENT", "AGENT", "TOOL", "CHAIN"])
def test_what_is_no_generation_is_no_call(tmp_path, kind):
    usage = usage_of(read_lines(tmp_path, ROW, ROW | {"type": kind}))
    assert (usage.calls, usage.other_calls, usage.tokens_in) == (1, 0, 100)


def test_embeddings_are_counted_apart(tmp_path):
    usage = usage_of(read_lines(tmp_path, ROW, ROW | {"type": "EMBEDDING"}))
    assert (usage.calls, usage.other_calls, usage.tokens_in) == (1, 1, 100)


@pytest.mark.parametrize(
    ("details", "tokens_in", "cached", "tokens_out"),
    [
        # Langfuse's own integrations: parts that do not overlap.
        (
            {"input": 40, "input_cached_tokens": 60, "output": 7, "output_reasoning_tokens": 3, "total": 110},
            100,
            60,
            10,
        ),
        ({"input": 40, "cache_read_input_tokens": 50, "cache_creation_input_tokens": 10, "output": 10}, 100, 50, 10),
        # An application that counts cached tokens within its input: the total says so.
        ({"input": 100, "input_cached_tokens": 60, "output": 10, "total": 110}, 100, 60, 10),
        ({"input": 100, "output": 10}, 100, None, 10),
    ],
)
def test_cached_tokens_are_counted_once_whoever_wrote_them(tmp_path, details, tokens_in, cached, tokens_out):
    row = ROW | {"usage_details": details}
    usage = usage_of(read_lines(tmp_path, row, row))
    assert (usage.tokens_in, usage.tokens_out) == (2 * tokens_in, 2 * tokens_out)
    assert usage.tokens_cached == (None if cached is None else 2 * cached)


def test_the_table_takes_cached_tokens_from_its_cell_of_json(tmp_path):
    row = ROW | {"usage_details": {"input": 40, "input_cached_tokens": 60, "output": 10, "total": 110}}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(row)
    writer.writerow(json.dumps(value) if isinstance(value, dict) else value for value in row.values())
    usage = usage_of(read_text(tmp_path, out.getvalue()))
    assert (usage.tokens_in, usage.tokens_cached, usage.tokens_out) == (100, 60, 10)


def test_failed_generations_have_unknown_tokens_and_no_latency(tmp_path):
    failed = ROW | {"level": "ERROR", "usage_details": {}, "cost_details": {}, "total_cost": 0, "latency": 60}
    usage = usage_of(read_lines(tmp_path, ROW, failed))
    assert (usage.calls, usage.errors, usage.calls_with_tokens) == (2, 1, 1)
    assert (usage.latency.n, usage.latency.p99_ms) == (1, 750)


def test_a_model_without_a_price_has_unknown_costs_and_not_zero(tmp_path):
    free = ROW | {"cost_details": {}, "total_cost": 0}
    assert usage_of(read_lines(tmp_path, free, free)).cost_usd is None
    assert usage_of(read_lines(tmp_path, ROW, ROW)).cost_usd == Decimal("0.002")

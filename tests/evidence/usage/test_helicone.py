import json

import pytest

from tests.evidence.comparing import differences
from tests.evidence.usage.given import OPEN, answers, read_lines, read_text, sample, usage_of

LINES, TABLE = "helicone/export.jsonl", "helicone/export.csv"


@pytest.mark.parametrize(("file", "name"), [(LINES, "helicone-jsonl"), (TABLE, "helicone-csv")])
def test_requests_give_the_figures_of_the_manifest(file, name):
    reading = sample(file)
    assert reading.format == name
    assert differences(reading, answers(file)) == []


def test_a_json_array_is_read_like_its_lines(tmp_path):
    rows = [json.loads(line) for line in (OPEN / LINES).read_text(encoding="utf-8").splitlines()]
    reading = read_text(tmp_path, json.dumps(rows))
    assert reading.format == "helicone-jsonl"
    assert differences(reading, answers(LINES)) == []


@pytest.mark.parametrize("end", [",]", ",\n]", ",\n ]\n\n"])
def test_the_comma_that_the_older_export_leaves_before_the_last_bracket_does_no_harm(tmp_path, end):
    rows = (OPEN / LINES).read_text(encoding="utf-8").splitlines()
    reading = read_text(tmp_path, "[" + ",\n".join(rows) + end)
    assert differences(reading, answers(LINES)) == []
    assert any("ends in a comma" in note for note in reading.notes)


def test_model_and_latency_come_from_elsewhere_where_the_cells_are_empty(tmp_path):
    text = (OPEN / TABLE).read_text(encoding="utf-8")
    header, *rows = text.splitlines()
    emptied = []
    for row in rows:
        cells = row.rsplit(",", 5)
        cells[1], cells[4] = '""', '""'
        emptied.append(",".join(cells))
    reading = read_text(tmp_path, "\n".join([header, *emptied]) + "\n")
    assert differences(reading, answers(TABLE)) == []


def test_the_table_does_not_know_of_cached_tokens_and_says_so():
    reading = sample(TABLE)
    assert usage_of(reading).tokens_cached is None
    assert any("came from a cache" in note for note in reading.notes)


ROW = {
    "response_id": "r",
    "request_id": "q",
    "request_created_at": "2026-11-06T10:58:00.000Z",
    "response_created_at": "2026-11-06T10:58:00.962Z",
    "response_status": 200,
    "request_model": "m",
    "request_path": "https://oai.helicone.ai/v1/chat/completions",
    "provider": "OPENAI",
    "delay_ms": 900,
    "time_to_first_token": None,
    "prompt_tokens": 100,
    "completion_tokens": 10,
    "total_tokens": 110,
    "prompt_cache_read_tokens": 60,
    "prompt_cache_write_tokens": 0,
    "cost": 0.001,
}


def test_durations_are_milliseconds(tmp_path):
    assert usage_of(read_lines(tmp_path, ROW, ROW)).latency.p50_ms == 900


@pytest.mark.parametrize(
    ("change", "tokens_in"),
    [
        ({}, 100),
        ({"provider": "ANTHROPIC", "total_tokens": None}, 160),
        ({"total_tokens": 170}, 160),
        ({"prompt_cache_read_tokens": 500}, 600),
    ],
)
def test_cached_tokens_are_counted_once_within_or_beside_the_input(tmp_path, change, tokens_in):
    usage = usage_of(read_lines(tmp_path, ROW | change, ROW | change))
    assert usage.tokens_in == 2 * tokens_in
    assert usage.tokens_cached == 2 * (ROW | change)["prompt_cache_read_tokens"]


@pytest.mark.parametrize("status", [429, 500, -1, -3, -4])
def test_all_but_success_are_errors_whose_tokens_are_unknown(tmp_path, status):
    failed = ROW | {"response_status": status, "prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    usage = usage_of(read_lines(tmp_path, ROW, failed))
    assert (usage.calls, usage.errors, usage.calls_with_tokens, usage.latency.n) == (2, 1, 1, 1)


def test_requests_that_are_still_going_are_named_and_left_out(tmp_path):
    reading = read_lines(tmp_path, ROW, ROW | {"response_status": -2})
    assert usage_of(reading).calls == 1
    assert [(each.line, each.reason) for each in reading.rejected] == [
        (2, "the request was not finished when it was exported")
    ]


def test_embeddings_are_counted_apart(tmp_path):
    embedding = ROW | {"request_path": "https://oai.helicone.ai/v1/embeddings"}
    usage = usage_of(read_lines(tmp_path, ROW, embedding))
    assert (usage.calls, usage.other_calls) == (1, 1)

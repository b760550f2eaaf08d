"""LiteLLM's logs: the samples' figures, and each rule on a small file."""

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from decider.domain.evidence import OTHER_MODELS, EvidenceError
from decider.evidence.readers.engine import connect
from tests.evidence.comparing import differences
from tests.evidence.usage.given import answers, read_lines, read_text, sample, usage_of

FILES = ("slp_all.jsonl.gz", "slp_full_20.jsonl", "slp_slim.jsonl", "spendlogs.csv", "spendlogs_all_columns_25.csv")
T = 1_793_072_852.5


def call(**changes: Any) -> dict[str, Any]:
    row = {
        "id": "a",
        "call_type": "acompletion",
        "stream": False,
        "status": "success",
        "response_cost": 0.25,
        "prompt_tokens": 100,
        "completion_tokens": 10,
        "startTime": T,
        "endTime": T + 2,
        "completionStartTime": T + 2,
        "response_time": 2.0,
        "model": "openai/gpt-4o",
        "model_group": "large",
        "cache_hit": None,
    }
    return row | changes


@pytest.mark.parametrize("file", FILES)
def test_the_samples_give_the_manifests_figures(file: str) -> None:
    reading = sample(f"litellm/{file}")
    assert differences(reading, answers(f"litellm/{file}")) == []
    assert reading.rows == reading.accepted == answers(f"litellm/{file}")["calls"]


def test_latency_of_a_streamed_call_is_to_its_end_and_not_to_the_first_token(tmp_path: Path) -> None:
    usage = usage_of(
        read_lines(tmp_path, call(stream=True, response_time=0.5, completionStartTime=T + 0.5), call(id="b"))
    )
    assert usage.latency is not None and usage.latency.p50_ms == 2000
    assert usage.first_token is not None and (usage.first_token.n, usage.first_token.p50_ms) == (1, 500)
    assert usage.streamed_calls == 1


def test_cache_hits_are_calls_without_latency_and_without_tokens_to_pay(tmp_path: Path) -> None:
    reading = read_lines(tmp_path, call(), call(id="b", cache_hit=True, response_cost=0, endTime=T + 0.0005))
    usage = usage_of(reading)
    assert (usage.calls, usage.cache_hits, usage.tokens_in, usage.calls_with_tokens) == (2, 1, 100, 1)
    assert usage.latency is not None and (usage.latency.n, usage.latency.p50_ms) == (1, 2000)
    assert "1 answer came" in " ".join(reading.notes)


def test_zero_tokens_of_a_failure_are_not_known(tmp_path: Path) -> None:
    failed = call(id="b", status="failure", prompt_tokens=0, completion_tokens=0, response_cost=0)
    usage = usage_of(read_lines(tmp_path, call(), failed))
    assert (usage.calls, usage.errors, usage.calls_with_tokens, usage.tokens_in) == (2, 1, 1, 100)
    assert usage.latency is not None and usage.latency.n == 1


def test_cached_tokens_are_a_part_of_the_input(tmp_path: Path) -> None:
    details = {"usage_object": {"prompt_tokens_details": {"cached_tokens": 60}}}
    usage = usage_of(read_lines(tmp_path, call(metadata=details)))
    assert (usage.tokens_in, usage.tokens_cached) == (100, 60)


def test_embeddings_are_counted_apart(tmp_path: Path) -> None:
    usage = usage_of(read_lines(tmp_path, call(), call(id="b", call_type="aembedding", prompt_tokens=7)))
    assert (usage.calls, usage.other_calls, usage.tokens_in) == (1, 1, 100)


def test_the_unit_of_unix_times_is_told_value_by_value(tmp_path: Path) -> None:
    usage = usage_of(
        read_lines(
            tmp_path,
            *(call(id=str(unit), startTime=T * unit, endTime=(T + 2) * unit) for unit in (1, 10**3, 10**6, 10**9)),
        )
    )
    assert usage.latency is not None and usage.latency.p99_ms == pytest.approx(2000, abs=0.01)
    assert usage.calls_by_day == ((datetime.date(2026, 10, 27), 4),)


def test_calls_that_end_before_they_start_are_left_out_of_the_latency_and_counted_in_a_note(tmp_path: Path) -> None:
    reading = read_lines(tmp_path, call(), call(id="b", endTime=T - 3))
    usage = usage_of(reading)
    assert usage.calls == 2 and usage.latency is not None and usage.latency.n == 1
    assert any("1 row ends before it starts" in note for note in reading.notes)


def test_rows_that_repeat_an_id_are_said(tmp_path: Path) -> None:
    reading = read_lines(tmp_path, call(), call(), call(id="b"))
    assert any("1 row repeats the id of another row" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"prompt_tokens": -1}, "prompt_tokens is negative: -1"),
        ({"prompt_tokens": 1.5}, "prompt_tokens is no whole number: 1.5"),
        ({"completion_tokens": "many"}, "completion_tokens is not a finite number: many"),
        ({"completion_tokens": True}, "completion_tokens is no number: True"),
        ({"response_cost": -0.1}, "response_cost is negative: -0.1"),
        ({"startTime": None}, "startTime is missing"),
        ({"startTime": 12}, "startTime is outside of the years 2000 to 2100: 12"),
        ({"startTime": "2026-02-30T10:00:00Z"}, "startTime is no date of the calendar: 2026-02-30T10:00:00Z"),
        ({"cache_hit": "perhaps"}, "cache_hit is neither true nor false: perhaps"),
        ({"model_group": ["a"]}, "model_group is no text: ['a']"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_reason(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    reading = read_lines(tmp_path, call(), call(id="b") | change, call(id="c"))
    assert [(each.line, each.reason) for each in reading.rejected] == [(2, reason)]
    assert (reading.rows, reading.accepted, reading.rejected_count) == (3, 2, 1)


def test_a_file_without_a_usable_row_is_refused_and_names_the_first(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"None of the 2 rows can be used; line 1: prompt_tokens is negative"):
        read_lines(tmp_path, call(prompt_tokens=-1), call(prompt_tokens=-2))


def test_the_largest_thirty_models_are_told_apart_and_the_rest_is_summed_up(tmp_path: Path) -> None:
    rows = [call(id=f"{model}-{n}", model_group=f"m{model:02}") for model in range(40) for n in range(40 - model)]
    usage = usage_of(read_lines(tmp_path, *rows))
    assert usage.models == 40 and len(usage.by_model) == 31
    assert [*usage.by_model][:: len(usage.by_model) - 1] == ["m00", OTHER_MODELS]
    assert usage.by_model[OTHER_MODELS].calls == sum(range(1, 11))
    assert sum(model.calls or 0 for model in usage.by_model.values()) == usage.calls
    other = usage.by_model[OTHER_MODELS].latency
    assert other is not None and other.n == 55


HEADER = "request_id,call_type,spend,prompt_tokens,completion_tokens,startTime,endTime,model_group,cache_hit,status\n"


def row(number: int, start: str, end: str, *, tokens: str = "10", spend: str = "0.5") -> str:
    return f"r{number},acompletion,{spend},{tokens},1,{start},{end},m,None,success\n"


def test_times_with_and_without_a_zone_become_one_clock_and_the_rows_without_are_named(tmp_path: Path) -> None:
    reading = read_text(
        tmp_path,
        HEADER
        + row(1, "2026-10-27T03:00:00Z", "2026-10-27T03:00:01Z")
        + row(2, "2026-10-27T06:00:00+02:00", "2026-10-27T06:00:01+02:00")
        + row(3, "2026-10-27 05:00:00", "2026-10-27 05:00:01"),
    )
    usage = usage_of(reading)
    assert usage.first_at == datetime.datetime(2026, 10, 27, 3, tzinfo=datetime.UTC)
    assert usage.last_at == datetime.datetime(2026, 10, 27, 5, 0, 1, tzinfo=datetime.UTC)
    assert usage.busiest_hour_calls == 1
    assert any("taken as UTC (lines 4)" in note for note in reading.notes)


def test_day_and_month_are_never_guessed(tmp_path: Path) -> None:
    text = HEADER + row(1, "2026-10-27 03:00:00", "") + row(2, "03/04/2026 10:00", "")
    reading = read_text(tmp_path, text)
    assert reading.rejected[0].line == 3
    assert "does not say whether day or month comes first" in reading.rejected[0].reason


def test_decimal_commas_and_thousands_points_are_read_as_such(tmp_path: Path) -> None:
    text = HEADER + row(1, "2026-10-27 03:00:00", "", tokens="2.637", spend="0,005") * 3
    usage = usage_of(read_text(tmp_path, text.replace(",", ";").replace("0;005", "0,005")))
    assert usage.tokens_in == 3 * 2637 and usage.cost_usd == Decimal("0.015")


def test_columns_that_stand_twice_are_named_and_the_first_is_read(tmp_path: Path) -> None:
    text = HEADER.strip() + ",spend\n" + row(1, "2026-10-27 03:00:00", "").strip() + ",99\n"
    reading = read_text(tmp_path, text)
    assert usage_of(reading).cost_usd == Decimal("0.5")
    assert any("more than once (spend)" in note for note in reading.notes)


def test_the_engine_reads_nothing_but_the_file_and_writes_only_to_its_folder(tmp_path: Path) -> None:
    import duckdb

    secret, work = tmp_path / "secret.csv", tmp_path / "work"
    secret.write_text("a\n1\n", encoding="utf-8")
    work.mkdir()
    log = tmp_path / "log"
    log.write_text(json.dumps(call()) + "\n", encoding="utf-8")
    connection = connect(log, work)
    for statement in (
        f"SELECT * FROM read_csv('{secret}')",
        f"COPY (SELECT 1) TO '{tmp_path}/out.csv'",
        f"ATTACH '{tmp_path}/other.db' AS other",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '64GB'",
    ):
        with pytest.raises(duckdb.Error):
            connection.execute(statement)
    connection.close()


def test_the_model_behind_a_name_is_known_where_it_is_one(tmp_path: Path) -> None:
    rows = [call(), call(id="b"), call(id="c", model_group="mixed"), call(id="d", model_group="mixed", model="acme/x")]

    models = usage_of(read_lines(tmp_path, *rows)).by_model

    assert models["large"].provider_model == "openai/gpt-4o"
    assert models["mixed"].provider_model == ""


def test_a_call_that_is_paid_again_is_a_retry_and_older_versions_do_not_say(tmp_path: Path) -> None:
    again = [call(metadata={"billed_retry_attempt": False}), call(id="b", metadata={"billed_retry_attempt": True})]

    assert usage_of(read_lines(tmp_path, *again)).retries == 1
    assert usage_of(read_lines(tmp_path, call())).retries is None

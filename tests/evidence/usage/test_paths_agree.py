"""The fast path, the careful path and plain Python give the same figures."""

import csv
import datetime
import json
import math
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decider.domain.evidence import Percentiles, Reading
from decider.evidence.readers.opening import open_source
from decider.evidence.readers.source import ReadOptions, Source
from decider.evidence.readers.usage.litellm import LINES, SPEND_LOGS
from decider.evidence.readers.usage.mapping import call_table
from decider.evidence.readers.usage.table import read_calls

START = 1_793_072_852
UTC = datetime.UTC

calls = st.fixed_dictionaries(
    {
        "started": st.integers(0, 40 * 86_400_000).map(lambda ms: START + ms / 1000),
        "duration_ms": st.integers(-5, 900_000),
        "model": st.sampled_from(["small", "large", "größe 3", 'with "quotes", and commas']),
        "tokens_in": st.none() | st.integers(0, 3_000_000),
        "tokens_out": st.none() | st.integers(0, 9_000),
        "cost": st.none() | st.integers(0, 10_000).map(lambda millis: millis / 1000),
        "status": st.sampled_from(["success", "success", "failure"]),
        "cache_hit": st.sampled_from([None, True, False, False]),
        "call_type": st.sampled_from(["acompletion", "acompletion", "aembedding"]),
    }
)


def nearest_rank(values: list[float]) -> Percentiles | None:
    if not values:
        return None
    values = sorted(values)
    ranks = [values[math.ceil(share * len(values)) - 1] for share in (0.5, 0.95, 0.99)]
    return Percentiles(n=len(values), p50_ms=ranks[0], p95_ms=ranks[1], p99_ms=ranks[2])


def expected(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The figures of some calls, one row at a time."""
    ours = [row for row in rows if row["call_type"] == "acompletion"]
    paid = [row for row in ours if not row["cache_hit"]]
    known = [row for row in paid if row["status"] != "failure" or row["tokens_in"] or row["tokens_out"]]
    days = Counter(datetime.datetime.fromtimestamp(row["started"], UTC).date() for row in ours)
    hours = Counter(int(row["started"] // 3600) for row in ours)
    return {
        "calls": len(ours),
        "other_calls": len(rows) - len(ours),
        "errors": sum(row["status"] == "failure" for row in ours),
        "cache_hits": len(ours) - len(paid),
        "tokens_in": total(known, "tokens_in"),
        "tokens_out": total(known, "tokens_out"),
        "calls_with_tokens": sum(row["tokens_in"] is not None or row["tokens_out"] is not None for row in known),
        "cost": total(ours, "cost"),
        "days": tuple(sorted(days.items())),
        "busiest": max(hours.values(), default=None),
        "latency": nearest_rank(
            [float(row["duration_ms"]) for row in paid if row["status"] != "failure" and row["duration_ms"] >= 0]
        ),
    }


def total(rows: list[dict[str, Any]], name: str) -> Any:
    values = [row[name] for row in rows if row[name] is not None]
    return sum(values) if values else None


def figures(reading: Reading) -> dict[str, Any]:
    usage = reading.usage
    assert usage is not None
    return {
        "calls": usage.calls,
        "other_calls": usage.other_calls,
        "errors": usage.errors or 0,
        "cache_hits": usage.cache_hits or 0,
        "tokens_in": usage.tokens_in,
        "tokens_out": usage.tokens_out,
        "calls_with_tokens": usage.calls_with_tokens,
        "cost": usage.cost_usd,
        "days": usage.calls_by_day,
        "busiest": usage.busiest_hour_calls,
        "latency": usage.latency,
    }


def assert_same(got: dict[str, Any], wanted: dict[str, Any]) -> None:
    got, wanted = dict(got), dict(wanted)
    cost, latency = got.pop("cost"), got.pop("latency")
    assert (None if cost is None else float(cost)) == pytest.approx(wanted.pop("cost"), abs=1e-9)
    right = wanted.pop("latency")
    assert (latency is None) == (right is None)
    if right is not None:
        assert latency.n == right.n
        for name in ("p50_ms", "p95_ms", "p99_ms"):
            assert getattr(latency, name) == pytest.approx(getattr(right, name), abs=0.002)
    assert got == wanted


def opened(folder: Path, name: str) -> Source:
    work = folder / f"work-{name}"
    work.mkdir(exist_ok=True)
    return open_source(folder / name, work=work, name=name, options=ReadOptions())


def iso(seconds: float) -> str:
    return datetime.datetime.fromtimestamp(round(seconds, 3), UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            ended = row["started"] + row["duration_ms"] / 1000
            record = {
                "call_type": row["call_type"],
                "status": row["status"],
                "response_cost": row["cost"],
                "prompt_tokens": row["tokens_in"],
                "completion_tokens": row["tokens_out"],
                "startTime": row["started"],
                "endTime": ended,
                "model": "x",
                "model_group": row["model"],
                "cache_hit": row["cache_hit"],
            }
            file.write(json.dumps(record) + "\n")


HEADER = (
    "request_id", "call_type", "spend", "prompt_tokens", "completion_tokens", "startTime", "endTime", "model_group",
    "cache_hit", "status",
)  # fmt: skip


def write_table(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number, row in enumerate(rows):
            ended = row["started"] + row["duration_ms"] / 1000
            writer.writerow(
                [
                    f"id-{number}", row["call_type"], row["cost"], row["tokens_in"], row["tokens_out"],
                    iso(row["started"]), iso(ended), row["model"], str(row["cache_hit"]), row["status"],
                ]
            )  # fmt: skip


def write_parquet(path: Path, rows: list[dict[str, Any]]) -> None:
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE t (began TIMESTAMP, took DOUBLE, who VARCHAR, fed BIGINT, gave INTEGER, paid DOUBLE, "
        "result VARCHAR, hit BOOLEAN, what VARCHAR)"
    )
    connection.executemany(
        "INSERT INTO t VALUES (make_timestamp(?), ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            [round(row["started"] * 1e6), row["duration_ms"] / 1000, row["model"], row["tokens_in"],
             row["tokens_out"], row["cost"], row["status"], row["cache_hit"], row["call_type"]]
            for row in rows
        ],
    )  # fmt: skip
    connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    connection.close()


MAPPING = {
    "began": "started_at",
    "took": "latency_s",
    "who": "model",
    "fed": "tokens_in",
    "gave": "tokens_out",
    "paid": "cost_usd",
    "result": "status",
    "hit": "is_cache_hit",
    "what": "call_type",
}


@settings(max_examples=10, deadline=None)
@given(st.lists(calls, min_size=2, max_size=60))
def test_json_lines_give_the_figures_of_plain_python_on_both_paths(rows: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_lines(Path(folder) / "a", rows)
        for fast in (True, False):
            assert_same(figures(read_calls(opened(Path(folder), "a"), LINES, fast=fast)), expected(rows))


@settings(max_examples=10, deadline=None)
@given(st.lists(calls, min_size=1, max_size=60))
def test_tables_give_the_figures_of_plain_python_on_both_paths(rows: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_table(Path(folder) / "a", rows)
        for fast in (True, False):
            assert_same(figures(read_calls(opened(Path(folder), "a"), SPEND_LOGS, fast=fast)), expected(rows))


@settings(max_examples=10, deadline=None)
@given(st.lists(calls, min_size=1, max_size=40))
def test_mapped_parquet_gives_the_figures_of_plain_python_on_both_paths(rows: list[dict[str, Any]]) -> None:
    # A mapped file does not say that 0 tokens of a failure are not known, and has no negative durations to forgive.
    rows = [
        {**row, "duration_ms": abs(row["duration_ms"]), "tokens_in": row["tokens_in"] or 1, "tokens_out": 1}
        for row in rows
    ]
    with tempfile.TemporaryDirectory() as folder:
        write_parquet(Path(folder) / "a", rows)
        for fast in (True, False):
            source = opened(Path(folder), "a")
            assert_same(figures(read_calls(source, call_table(source, MAPPING), fast=fast)), expected(rows))


def test_an_irregular_row_sends_a_large_file_the_careful_way(tmp_path: Path) -> None:
    row = '{"call_type": "acompletion", "startTime": 1793072852, "endTime": 1793072853, "prompt_tokens": %s, '
    row += '"completion_tokens": 1, "response_cost": 0.1, "model": "m"}\n'
    (tmp_path / "a").write_text(row % 5 * 40 + row % -5 + row % 1.5 + row % "NaN" + row % 5, encoding="utf-8")
    reading = read_calls(opened(tmp_path, "a"), LINES, fast=True)
    assert (reading.rows, reading.accepted, reading.rejected_count) == (44, 41, 3)
    assert [(each.line, each.reason.split(":")[0]) for each in reading.rejected] == [
        (41, "prompt_tokens is negative"),
        (42, "prompt_tokens is no whole number"),
        (43, "NaN is not a JSON number"),
    ]
    assert reading.usage is not None and reading.usage.tokens_in == 205


@pytest.mark.parametrize("fast", [True, False])
def test_names_of_models_are_cut_on_both_paths(tmp_path: Path, fast: bool) -> None:
    row = {"startTime": START, "response_cost": 1, "prompt_tokens": 2, "call_type": "completion"}
    names = ("é" * 400, "é" * 500, "b")
    (tmp_path / "a").write_text("".join(json.dumps(row | {"model": name}) + "\n" for name in names), encoding="utf-8")
    usage = read_calls(opened(tmp_path, "a"), LINES, fast=fast).usage
    assert usage is not None
    assert {name: model.calls for name, model in usage.by_model.items()} == {"é" * 300: 2, "b": 1}

"""`make bench`: profiles of usage logs of 5 million rows: CSV, JSON lines and Parquet, each in a process of its own.

Beside each stands the engine alone on the same file: a typed read of the same columns, count, sums, first and last
time, and p50, p95 and p99 of the latency, for all calls and by model; and beside the CSV Python's csv module, which
counts and sums. `--rows 200000` for a quick look. Files are made from a seed, in a temporary folder.
"""

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import duckdb

from decider.domain.evidence import Usage
from decider.evidence.readers.engine import THREADS
from decider.evidence.readers.opening import open_source
from decider.evidence.readers.source import ReadOptions, Shape
from decider.evidence.readers.usage.litellm import LINES, SPEND_LOGS
from decider.evidence.readers.usage.mapping import call_table
from decider.evidence.readers.usage.table import read_calls

ROWS = 5_000_000
ROUNDS = 3
FORMATS = ("csv", "jsonl", "parquet")
MAPPING = {
    "request_id": "row_id",
    "call_type": "call_type",
    "spend": "cost_usd",
    "prompt_tokens": "tokens_in",
    "completion_tokens": "tokens_out",
    "startTime": "started_at",
    "endTime": "ended_at",
    "model_group": "model",
    "cache_hit": "is_cache_hit",
    "status": "status",
}

# Five models over four weeks; latencies with a long tail; 1 % embeddings, 2 % failures, 3 % cache hits.
_CALLS = """
    SELECT 'chatcmpl-' || i AS request_id, CASE WHEN c < 0.01 THEN 'aembedding' ELSE 'acompletion' END AS call_type,
        round(a * 0.01, 7) AS spend, CAST(100 + b * 3000 AS INTEGER) AS prompt_tokens,
        CAST(5 + c * 400 AS INTEGER) AS completion_tokens,
        make_timestamp(1793072852773000 + i * (2419200000 // {rows}) * 1000) AS "startTime",
        CAST(100 + 5000 * d * d * d AS INTEGER) AS ms,
        ['support-small', 'support-large', 'extractor', 'inhouse-8b', 'writer'][1 + CAST(floor(d * 5) AS INTEGER)]
            AS model_group,
        CASE WHEN b < 0.03 THEN 'True' WHEN b < 0.5 THEN 'False' ELSE 'None' END AS cache_hit,
        CASE WHEN a < 0.02 THEN 'failure' ELSE 'success' END AS status
    FROM (SELECT i, hash(i) % 1000003 / 1000003 AS a, hash(i, 1) % 1000003 / 1000003 AS b,
        hash(i, 2) % 1000003 / 1000003 AS c, hash(i, 3) % 1000003 / 1000003 AS d FROM range({rows}) AS r(i))"""
_TABLE = 'SELECT * EXCLUDE (ms), "startTime" + to_milliseconds(ms) AS "endTime" FROM calls'
_LINES = """SELECT request_id AS id, call_type, status, spend AS response_cost, prompt_tokens, completion_tokens,
    epoch("startTime") AS "startTime", epoch("startTime") + ms / 1000 AS "endTime", model_group,
    CASE cache_hit WHEN 'True' THEN TRUE WHEN 'False' THEN FALSE END AS cache_hit FROM calls"""


def make_files(folder: Path, rows: int) -> None:
    connection = duckdb.connect(config={"threads": THREADS, "memory_limit": "1GB", "temp_directory": str(folder)})
    connection.execute(f"CREATE VIEW calls AS {_CALLS.format(rows=rows)}")
    for name, query, options in (
        ("csv", _TABLE, "FORMAT csv, HEADER"),
        ("jsonl", _LINES, "FORMAT json"),
        ("parquet", _TABLE, "FORMAT parquet"),
    ):
        connection.execute(f"COPY ({query}) TO '{folder / f'log.{name}'}' ({options})")
    connection.close()


def bare(path: Path) -> int:
    """The engine alone; the number of rows."""
    text, number = "VARCHAR", "DOUBLE"
    kinds = {
        "call_type": text, "status": text, "prompt_tokens": number, "completion_tokens": number, "model_group": text,
        "cache_hit": text,
    }  # fmt: skip
    if path.suffix == ".jsonl":
        columns = kinds | {"id": text, "response_cost": number, "startTime": number, "endTime": number}
        relation = f"read_json('{path}', format = 'newline_delimited', columns = {columns})"
        cost, start, end, hit = "response_cost", '"startTime"', '"endTime"', "'true'"
    else:
        # All columns of the file, in its order.
        names = (
            "request_id call_type spend prompt_tokens completion_tokens startTime model_group cache_hit status endTime"
        )
        known = kinds | {"request_id": text, "spend": number, "startTime": "TIMESTAMP", "endTime": "TIMESTAMP"}
        columns = {name: known[name] for name in names.split()}
        relation = f"read_csv('{path}', auto_detect = false, header = true, delim = ',', columns = {columns})"
        if path.suffix == ".parquet":
            relation = f"read_parquet('{path}')"
        cost, start, end, hit = "spend", 'epoch("startTime")', 'epoch("endTime")', "'True'"
    connection = duckdb.connect(config={"threads": THREADS, "preserve_insertion_order": False})
    found = connection.execute(
        f"SELECT model_group, count(*), sum(prompt_tokens), sum(completion_tokens), sum({cost}), min({start}), "
        f"max({end}), quantile_disc(({end} - {start}) * 1000, [0.5, 0.95, 0.99]) "
        f"FILTER (WHERE status = 'success' AND COALESCE(cache_hit, '') <> {hit} AND call_type = 'acompletion') "
        f"FROM {relation} GROUP BY GROUPING SETS ((model_group), ())"
    ).fetchall()
    return max(int(row[1]) for row in found)


def with_csv_module(path: Path) -> int:
    """Count and sums by Python's csv module, without percentiles."""
    rows = tokens = 0
    cost = 0.0
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        spend, tokens_in = header.index("spend"), header.index("prompt_tokens")
        for cells in reader:
            rows += 1
            tokens += int(cells[tokens_in])
            cost += float(cells[spend])
    return rows


def profile(path: Path, *, only_profile: bool) -> tuple[int, float]:
    """Rows, and the seconds of the reading alone or with opening (a copy and its hash) before it."""
    with tempfile.TemporaryDirectory(dir=path.parent) as work:
        start = time.perf_counter()
        source = open_source(path, work=Path(work), name=path.name, options=ReadOptions())
        if only_profile:
            start = time.perf_counter()
        if source.shape is Shape.PARQUET:
            table = call_table(source, MAPPING)
        else:
            table = LINES if source.shape is Shape.LINES else SPEND_LOGS
        reading = read_calls(replace(source), table, fast=True)
        assert isinstance(reading.usage, Usage) and reading.rejected_count == 0, "the file was not read as regular"
        return reading.rows, time.perf_counter() - start


def child(deed: str, path: Path) -> None:
    """One measurement; prints rows, seconds and peak memory in MB of this process."""
    start = time.perf_counter()
    if deed.startswith("profile"):
        rows, seconds = profile(path, only_profile=deed == "profile")
    else:
        rows = bare(path) if deed == "bare" else with_csv_module(path)
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([rows, seconds, peak]))


def measured(deed: str, path: Path) -> tuple[int, float, float]:
    """Rows, seconds and peak MB of one run in a new process."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench_evidence", "--child", deed, "--file", str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    rows, seconds, peak = json.loads(run.stdout.splitlines()[-1])
    return rows, seconds, peak


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description="Profiles of usage logs, beside the bare engine.")
    arguments.add_argument("--rows", type=int, default=ROWS)
    arguments.add_argument("--rounds", type=int, default=ROUNDS)
    arguments.add_argument("--child", help=argparse.SUPPRESS)
    arguments.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.child:
        child(given.child, given.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        make_files(Path(folder), given.rows)
        print(f"\nUsage logs of {given.rows:,} rows, best of {given.rounds} rounds, {THREADS} threads\n")
        print(f"{'what':44} {'s':>7} {'rows/s':>11} {'peak MB':>8} {'× bare':>7}")
        for name in FORMATS:
            path = Path(folder) / f"log.{name}"
            size = path.stat().st_size / 1e6
            deeds = [("bare engine", "bare"), ("profile", "profile"), ("profile, with copy and hash", "profile-all")]
            if name == "csv":
                deeds.append(("csv module: count and sums alone", "csv"))
            # Round by round, and the best of each: others' work only ever slows it down.
            runs: dict[str, list[tuple[int, float, float]]] = {deed: [] for _, deed in deeds}
            for number in range(given.rounds):
                for deed, found in runs.items():
                    if deed != "csv" or number == 0:
                        found.append(measured(deed, path))
            base = min(seconds for _, seconds, _ in runs["bare"])
            for label, deed in deeds:
                seconds, peak = min(each[1] for each in runs[deed]), max(each[2] for each in runs[deed])
                what = f"{name} ({size:,.0f} MB): {label}"
                print(f"{what:44} {seconds:7.2f} {given.rows / seconds:11,.0f} {peak:8.0f} {seconds / base:7.2f}")


if __name__ == "__main__":
    main()

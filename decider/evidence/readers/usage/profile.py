"""Figures of `calls`: one scan makes a small table by model and hour; the rest follows from that.

Percentiles are exact, by nearest rank: the scan also collects the latencies of each model and hour, 8 bytes each.
"""

# SQL is put together from the formats' own expressions; names and texts from files only through `quoted` and
# `identifier`.
# ruff: noqa: S608

import datetime
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np

from decider.domain.evidence import OTHER_MODELS, ModelUsage, Percentiles, Usage
from decider.evidence.readers.engine import THREADS
from decider.evidence.readers.usage.cells import LONGEST_TEXT

# Models that are told apart; the rest is summed up.
MODELS = 30
MAX_DAYS = 3_660
UNKNOWN_MODEL = "unknown model"

# Cache hits are calls, but nothing is paid for them and their latency says nothing: they are groups of their own,
# as are rows that are no calls. A sum of flags is NULL where none is known. Each with the column of `calls` it needs.
_SUMS = {
    "errors": ("is_error", "sum(CAST(is_error AS INTEGER))"),
    "retries": ("is_retry", "sum(CAST(is_retry AS INTEGER))"),
    "batch": ("is_batch", "sum(CAST(is_batch AS INTEGER))"),
    "streamed": ("is_streamed", "sum(CAST(is_streamed AS INTEGER))"),
    "with_tokens": ("", "count(COALESCE(tokens_in, tokens_out))"),
    "tokens_in": ("tokens_in", "sum(tokens_in)"),
    "tokens_cached": ("tokens_cached", "sum(tokens_cached)"),
    "tokens_cache_write": ("tokens_cache_write", "sum(tokens_cache_write)"),
    "tokens_out": ("tokens_out", "sum(tokens_out)"),
    "tokens_reasoning": ("tokens_reasoning", "sum(tokens_reasoning)"),
    "cost_usd": ("cost_usd", "sum(cost_usd)"),
    "first_at": ("", "min(started_at)"),
    # A call of more than a day is a slip of a clock, which must not stretch the period that all calls are spread over.
    "last_at": ("", "max(started_at + CASE WHEN latency_ms BETWEEN 0 AND 86400000 THEN latency_ms / 1000 ELSE 0 END)"),
    # One model of the provider stands behind a name where the two are the same.
    "provider_low": ("provider_model", "min(provider_model)"),
    "provider_high": ("provider_model", "max(provider_model)"),
    "backwards": ("latency_ms", "count(CASE WHEN latency_ms < 0 THEN 1 END)"),
}
_MEASURED = "is_call AND NOT COALESCE(is_cache_hit, FALSE) AND NOT COALESCE(is_error, FALSE)"


def hours_sql(calls_sql: str, *, latencies: bool = True, extra: str = "", absent: frozenset[str] = frozenset()) -> str:
    """SELECT with sums for each model, UTC hour, and whether rows are calls and cache hits: standard SQL, but for the
    two lists that `latencies` adds. `extra`: more columns; `absent`: columns of `calls` that are NULL throughout."""
    sums = ", ".join(
        f"{'CAST(NULL AS BIGINT)' if needs in absent else expression} AS {name}"
        for name, (needs, expression) in _SUMS.items()
    )
    for name, column in (("latencies", "latency_ms"), ("first_tokens", "first_token_ms")):
        if latencies:
            sums += (
                f", CAST(NULL AS DOUBLE[]) AS {name}"
                if column in absent
                else f", list({column}) FILTER (WHERE {column} >= 0 AND {_MEASURED}) AS {name}"
            )
    return (
        "SELECT model, CAST(floor(started_at / 3600) AS BIGINT) AS hour, is_call, is_cache_hit, "
        f"count(*) AS n, {sums}{extra} FROM ({calls_sql}) AS calls GROUP BY 1, 2, 3, 4"
    )


def percentiles_sql(calls_sql: str, column: str = "latency_ms") -> str:
    """Standard SQL for a warehouse: model (NULL and `all_models` = 1: all), n, p50, p95, p99 of a column of `calls`."""
    ranks = ", ".join(
        f"percentile_disc({share}) WITHIN GROUP (ORDER BY {column}) AS p{name}"
        for name, share in (("50", 0.5), ("95", 0.95), ("99", 0.99))
    )
    return (
        f"SELECT model, GROUPING(model) AS all_models, count(*) AS n, {ranks} FROM ({calls_sql}) AS calls "
        f"WHERE {column} >= 0 AND {_MEASURED} GROUP BY GROUPING SETS ((model), ())"
    )


def usage_of_hours(
    connection: duckdb.DuckDBPyConnection,
    percentiles: Mapping[tuple[str | None, str], Percentiles] | None = None,
    *,
    tells_calls: bool,
) -> Usage:
    """The figures of a table `hours`, made by `hours_sql`.

    `percentiles`, where its lists are missing: by (model, None for all; column). `tells_calls`: whether the log says
    which rows are calls and which embeddings and the like.
    """
    cut = f"left(model, {LONGEST_TEXT})"
    connection.execute(
        f"CREATE OR REPLACE TABLE ranks AS SELECT {cut} AS model, "
        f"least(row_number() OVER (ORDER BY sum(n) DESC, {cut} NULLS LAST), {MODELS + 1}) AS rank "
        f"FROM hours WHERE is_call GROUP BY {cut}"
    )
    # A view: its lists stay where they are.
    connection.execute(
        "CREATE OR REPLACE VIEW ranked AS SELECT hours.*, ranks.rank FROM hours "
        f"JOIN ranks ON left(hours.model, {LONGEST_TEXT}) IS NOT DISTINCT FROM ranks.model WHERE hours.is_call"
    )
    names = _names(connection)
    latency, first_token = (
        _percentiles(connection, column) if percentiles is None else _named(percentiles, names, measure)
        for column, measure in (("latencies", "latency_ms"), ("first_tokens", "first_token_ms"))
    )
    by_model = {
        names[row["rank"]]: _model(row, latency, first_token, row["rank"])
        for row in _rows(connection, f"SELECT rank, {_TOTALS} FROM ranked GROUP BY rank ORDER BY rank")
    }
    whole = next(iter(_rows(connection, f"SELECT {_TOTALS} FROM ranked")))
    (other,) = connection.execute("SELECT sum(n) FROM hours WHERE NOT is_call").fetchone() or (0,)
    (models,) = connection.execute("SELECT count(*) FROM ranks").fetchone() or (0,)
    days, busiest = _calendar(connection)
    base = _model(whole, latency, first_token, None)
    return Usage(
        **{name: getattr(base, name) for name in ModelUsage.__slots__},
        other_calls=int(other or 0) if tells_calls else None,
        batch_calls=_whole(whole["batch"]),
        streamed_calls=_whole(whole["streamed"]),
        first_at=_time(whole["first_at"]),
        last_at=_time(whole["last_at"]),
        calls_by_day=days,
        busiest_hour_calls=busiest,
        by_model=by_model,
        models=int(models),
    )


_PAID = "FILTER (WHERE NOT COALESCE(is_cache_hit, FALSE))"
_TOTALS = f"""sum(n) AS n, sum(errors) AS errors, sum(retries) AS retries, sum(batch) AS batch,
    sum(streamed) AS streamed, sum(CASE WHEN is_cache_hit THEN n WHEN NOT is_cache_hit THEN 0 END) AS hits,
    sum(with_tokens) {_PAID} AS with_tokens, sum(tokens_in) {_PAID} AS tokens_in,
    sum(tokens_cached) {_PAID} AS tokens_cached, sum(tokens_cache_write) {_PAID} AS tokens_cache_write,
    sum(tokens_out) {_PAID} AS tokens_out, sum(tokens_reasoning) {_PAID} AS tokens_reasoning,
    sum(cost_usd) AS cost_usd, min(first_at) AS first_at, max(last_at) AS last_at,
    CASE WHEN min(provider_low) = max(provider_high) THEN max(provider_high) END AS provider_model"""


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> Iterable[dict[str, Any]]:
    cursor = connection.execute(sql)
    columns = [column[0] for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _names(connection: duckdb.DuckDBPyConnection) -> dict[int, str]:
    names: dict[int, str] = {}
    for model, rank in connection.execute("SELECT model, rank FROM ranks ORDER BY rank").fetchmany(MODELS + 1):
        names[rank] = OTHER_MODELS if rank > MODELS else (model or UNKNOWN_MODEL)
    return names


def _named(
    percentiles: Mapping[tuple[str | None, str], Percentiles], names: Mapping[int, str], measure: str
) -> dict[int | None, Percentiles]:
    known: dict[int | None, Percentiles] = {}
    for rank, name in [(None, None), *names.items()]:
        if (found := percentiles.get((name, measure))) is not None:
            known[rank] = found
    return known


def _percentiles(connection: duckdb.DuckDBPyConnection, column: str) -> dict[int | None, Percentiles]:
    """By rank of the model; None: all of them."""
    counts = connection.execute(
        f"SELECT rank, CAST(sum(len({column})) AS BIGINT) AS n FROM ranked GROUP BY rank "
        f"HAVING sum(len({column})) > 0 ORDER BY rank"
    ).fetchall()
    found: dict[int | None, Percentiles] = {}
    if not counts:
        return found
    values = np.empty(sum(n for _, n in counts), dtype=np.float64)
    ends = np.cumsum([n for _, n in counts])

    def of_model(place: int) -> Percentiles:
        rank, n = counts[place]
        part = values[ends[place] - n : ends[place]]
        cursor = connection.cursor()
        part[:] = cursor.execute(f"SELECT unnest({column}) AS v FROM ranked WHERE rank = {rank}").fetchnumpy()["v"]
        return nearest_ranks(part)

    with ThreadPoolExecutor(THREADS) as pool:
        for (rank, _), percentiles in zip(counts, pool.map(of_model, range(len(counts))), strict=True):
            found[rank] = percentiles
    found[None] = nearest_ranks(values)
    return found


def nearest_ranks(values: "np.ndarray[Any, np.dtype[np.float64]]") -> Percentiles:
    """p50, p95 and p99 by nearest rank: the smallest value with at least that share at or below it. Reorders."""
    n = len(values)
    places = [(percent * n + 99) // 100 - 1 for percent in (50, 95, 99)]
    values.partition(sorted(set(places)))
    # Unix seconds as floats are exact to a quarter of a µs: what is beyond is noise.
    p50, p95, p99 = (round(float(values[place]), 3) for place in places)
    return Percentiles(n=n, p50_ms=p50, p95_ms=p95, p99_ms=p99)


def _model(
    row: Mapping[str, Any],
    latency: Mapping[int | None, Percentiles],
    first_token: Mapping[int | None, Percentiles],
    rank: int | None,
) -> ModelUsage:
    return ModelUsage(
        calls=int(row["n"] or 0),
        errors=_whole(row["errors"]),
        cache_hits=_whole(row["hits"]),
        retries=_whole(row["retries"]),
        calls_with_tokens=int(row["with_tokens"] or 0),
        tokens_in=_whole(row["tokens_in"]),
        tokens_cached=_whole(row["tokens_cached"]),
        tokens_cache_write=_whole(row["tokens_cache_write"]),
        tokens_out=_whole(row["tokens_out"]),
        tokens_reasoning=_whole(row["tokens_reasoning"]),
        cost_usd=None if row["cost_usd"] is None else dollars(row["cost_usd"]),
        latency=latency.get(rank),
        first_token=first_token.get(rank),
        provider_model=str(row["provider_model"] or ""),
    )


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def dollars(value: float) -> Decimal:
    """A sum of floats without their noise: twelve digits, and no more than twelve decimals."""
    return Decimal(f"{Decimal(f'{value:.12g}'):.12f}").normalize() + Decimal(0)


def _time(seconds: float | None) -> datetime.datetime | None:
    return None if seconds is None else datetime.datetime.fromtimestamp(round(seconds, 6), datetime.UTC)


def _calendar(
    connection: duckdb.DuckDBPyConnection,
) -> tuple[tuple[tuple[datetime.date, int], ...], int | None]:
    days = connection.execute(
        "SELECT hour // 24, CAST(sum(n) AS BIGINT) FROM ranked WHERE hour IS NOT NULL GROUP BY 1 ORDER BY 1 DESC "
        f"LIMIT {MAX_DAYS}"
    ).fetchall()
    busiest = connection.execute(
        "SELECT CAST(sum(n) AS BIGINT) AS calls FROM ranked WHERE hour IS NOT NULL GROUP BY hour "
        "ORDER BY calls DESC LIMIT 1"
    ).fetchone()
    epoch = datetime.date(1970, 1, 1)
    return (
        tuple((epoch + datetime.timedelta(days=int(day)), int(n)) for day, n in reversed(days)),
        int(busiest[0]) if busiest else None,
    )

"""Anthropic: usage as CSV of the console and as page of the Admin API.

Sources: the console's CSV header as public importers read it (2026; older exports have fewer columns and one for all
cache writes), and `get-messages-usage-report` of the platform's reference. Neither holds the number of requests, and
input comes in up to four columns that do not overlap: `tokens_in` is their sum.
"""

from collections.abc import Mapping
from typing import Any

from decider.domain.evidence import Kind, Reading
from decider.evidence.readers.formats import Format
from decider.evidence.readers.source import Shape, Source
from decider.evidence.readers.usage.totals import DAY, Bucket, Totals, add_results, more_pages, named_cells
from decider.evidence.readers.usage.values import Problem, count, moment, text

TOOL = "Anthropic"
TABLE, PAGE = "anthropic-usage-csv", "anthropic-usage-json"
NO_CALLS = (
    "Anthropic's usage export has no number of requests: calls, and tokens for each call, are not known from it. "
    "State the calls yourself, or upload a log of your gateway."
)
_INPUT = "usage_input_tokens_no_cache"
_WRITES = (
    "usage_input_tokens_cache_write_5m",
    "usage_input_tokens_cache_write_1h",
    "usage_input_tokens_cache_write",
)
_READ = "usage_input_tokens_cache_read"
_OUTPUT = "usage_output_tokens"


def _sum(counts: list[int | None]) -> int | None:
    known = [each for each in counts if each is not None]
    return sum(known) if known else None


def _bucket(
    *,
    bounds: tuple[float | None, float | None],
    model: Any,
    uncached: int | None,
    written: int | None,
    read: int | None,
    tokens_out: int | None,
) -> Bucket:
    return Bucket(
        start=bounds[0],
        end=bounds[1],
        model=text(model),
        tokens_in=_sum([uncached, written, read]),
        tokens_cached=read,
        tokens_cache_write=written,
        tokens_out=tokens_out,
    )


def _table_row(row: Mapping[str, str]) -> Bucket:
    start = moment(row["usage_date_utc"], "usage_date_utc")
    return _bucket(
        bounds=(start, None if start is None else start + DAY),
        model=row.get("model_version") or row.get("model"),
        uncached=count(row.get(_INPUT), _INPUT),
        written=_sum([count(row.get(name), name) for name in _WRITES]),
        read=count(row.get(_READ), _READ),
        tokens_out=count(row.get(_OUTPUT), _OUTPUT),
    )


def read_table(source: Source) -> Reading:
    totals = Totals()
    batch = everything = 0
    for line, row in named_cells(source, totals):
        try:
            bucket = _table_row(row)
            totals.add(bucket)
        except Problem as problem:
            totals.reject(line, str(problem))
            continue
        tokens = (bucket.tokens_in or 0) + (bucket.tokens_out or 0)
        everything += tokens
        if row.get("usage_type", "").strip().lower() in ("batch", "message_batch"):
            batch += tokens
    return totals.reading(TABLE, notes=(NO_CALLS, *_batch_note(batch, everything)))


def _batch_note(batch: int, everything: int) -> tuple[str, ...]:
    return (f"{batch / everything:.1%} of the tokens are of batches, at batch prices.",) if batch else ()


def _page_result(result: Mapping[str, Any], bounds: tuple[float | None, float | None]) -> Bucket:
    creation = result.get("cache_creation")
    if creation is not None and not isinstance(creation, dict):
        raise Problem("cache_creation is no object")
    return _bucket(
        bounds=bounds,
        model=result.get("model"),
        uncached=count(result.get("uncached_input_tokens"), "uncached_input_tokens"),
        written=_sum([count(value, f"cache_creation.{name[:60]}") for name, value in (creation or {}).items()]),
        read=count(result.get("cache_read_input_tokens"), "cache_read_input_tokens"),
        tokens_out=count(result.get("output_tokens"), "output_tokens"),
    )


def read_page(source: Source) -> Reading:
    totals = Totals()
    batch = everything = 0

    def read(result: Mapping[str, Any]) -> Bucket:
        nonlocal batch, everything
        bucket = _page_result(result, bounds)
        tokens = (bucket.tokens_in or 0) + (bucket.tokens_out or 0)
        everything += tokens
        batch += tokens if result.get("service_tier") == "batch" else 0
        return bucket

    for place, item in enumerate(source.document["data"], 1):
        bounds: tuple[float | None, float | None]
        try:
            if not isinstance(item, dict) or not isinstance(item.get("results"), list):
                raise Problem("it is no object with results")
            bounds = moment(item.get("starting_at"), "starting_at"), moment(item.get("ending_at"), "ending_at")
            totals.span(*bounds)
        except Problem as problem:
            totals.rows += 1
            totals.reject(None, f"bucket {place}: {problem}")
            continue
        add_results(totals, item["results"], place, read)
    return totals.reading(PAGE, notes=(NO_CALLS, *_batch_note(batch, everything), *more_pages(source.document)))


def _is_table(source: Source) -> bool:
    return {"usage_date_utc", _OUTPUT} <= set(source.header)


def _is_page(source: Source) -> bool:
    page = source.document
    data = page.get("data") if isinstance(page, dict) else None
    if not isinstance(data, list):
        return False
    results = [
        item["results"][0]
        for item in data
        if isinstance(item, dict)
        and "starting_at" in item
        and isinstance(item.get("results"), list)
        and item["results"]
    ]
    return bool(results) and isinstance(results[0], dict) and "uncached_input_tokens" in results[0]


FORMATS = (
    Format(
        name=TABLE,
        label="Anthropic usage, export of the console (CSV)",
        tool=TOOL,
        kind=Kind.USAGE,
        shapes=(Shape.TABLE,),
        matches=_is_table,
        read=read_table,
    ),
    Format(
        name=PAGE,
        label="Anthropic usage, page of the Admin API (JSON)",
        tool=TOOL,
        kind=Kind.USAGE,
        shapes=(Shape.DOCUMENT,),
        matches=_is_page,
        read=read_page,
    ),
)

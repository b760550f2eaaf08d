"""OpenAI: usage and costs as pages of the API and as CSV of the dashboard.

Sources: `types/admin/organization/usage_completions_response.py` and `…/usage_costs_response.py` of the openai SDK
(3.57), the API reference, and a public dashboard export of October 2025. `input_tokens` includes cached tokens.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from decider.domain.evidence import Kind, Reading
from decider.evidence.readers.formats import Format
from decider.evidence.readers.safe_json import shown
from decider.evidence.readers.source import Shape, Source
from decider.evidence.readers.usage.totals import Bucket, Totals, add_results, more_pages, named_cells
from decider.evidence.readers.usage.values import Problem, count, moment, money, text

TOOL = "OpenAI"
# `object` of a result of calls to a language model.
_COMPLETIONS = "organization.usage.completions.result"


def _buckets(source: Source) -> list[Any]:
    page = source.document
    if not isinstance(page, dict) or page.get("object") != "page":
        return []
    data = page.get("data")
    return [item for item in data if _results(item)] if isinstance(data, list) else []


def _results(bucket: Any) -> list[Any]:
    results = bucket.get("results") if isinstance(bucket, dict) else None
    return results if isinstance(results, list) else []


def _first_result(source: Source) -> dict[str, Any]:
    first = next((_results(bucket)[0] for bucket in _buckets(source)), None)
    return first if isinstance(first, dict) else {}


def _is_usage_page(source: Source) -> bool:
    return "num_model_requests" in _first_result(source)


def _is_costs_page(source: Source) -> bool:
    return "amount" in _first_result(source) and "num_model_requests" not in _first_result(source)


def _read_page(source: Source, name: str, read: Any) -> Reading:
    totals = Totals()
    for place, bucket in enumerate(source.document["data"], 1):
        try:
            if not isinstance(bucket, dict):
                raise Problem("it is no object")
            bounds = moment(bucket.get("start_time"), "start_time"), moment(bucket.get("end_time"), "end_time")
            # Days without use are part of the period too.
            totals.span(*bounds)
        except Problem as problem:
            totals.rows += 1
            totals.reject(None, f"bucket {place}: {problem}")
            continue
        add_results(totals, _results(bucket), place, lambda result, bounds=bounds: read(result, *bounds))
    return totals.reading(name, notes=more_pages(source.document))


def _usage(row: Mapping[str, Any], start: float | None, end: float | None) -> Bucket:
    requests = count(row.get("num_model_requests"), "num_model_requests")
    kind = row.get("object", _COMPLETIONS)
    if kind != _COMPLETIONS:
        # Embeddings, moderations, images, audio: no calls that answer with text.
        return Bucket(start=start, end=end, other_calls=requests)
    batch = _flag(row.get("batch"))
    return Bucket(
        start=start,
        end=end,
        model=text(row.get("model")),
        calls=requests,
        batch_calls=None if batch is None else (requests if batch else 0),
        tokens_in=count(row.get("input_tokens"), "input_tokens"),
        tokens_cached=count(row.get("input_cached_tokens"), "input_cached_tokens"),
        tokens_out=count(row.get("output_tokens"), "output_tokens"),
    )


def _flag(value: Any) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def _cost(result: Mapping[str, Any], start: float | None, end: float | None) -> Bucket:
    amount = result.get("amount")
    if not isinstance(amount, dict):
        raise Problem("amount is no object with value and currency")
    return _cost_bucket(amount.get("value"), amount.get("currency"), start, end)


def _cost_bucket(value: Any, currency: Any, start: float | None, end: float | None) -> Bucket:
    cost = money(value, "the amount")
    if cost is not None and str(currency or "usd").strip().lower() != "usd":
        raise Problem(f"the amount is in {shown(str(currency), 10)}; only usd is read")
    return Bucket(start=start, end=end, cost_usd=Decimal(0) if cost is None else cost)


def read_usage_page(source: Source) -> Reading:
    return _read_page(source, USAGE_PAGE, _usage)


def read_costs_page(source: Source) -> Reading:
    return _read_page(source, COSTS_PAGE, _cost)


def read_usage_table(source: Source) -> Reading:
    """A row without values is a day without use."""
    totals = Totals()
    for line, row in named_cells(source, totals):
        try:
            bounds = _bounds(row)
            if not row["num_model_requests"].strip():
                totals.accepted += 1
                totals.span(*bounds)
                continue
            totals.add(_usage(row, *bounds))
        except Problem as problem:
            totals.reject(line, str(problem))
    return totals.reading(USAGE_TABLE)


def read_costs_table(source: Source) -> Reading:
    totals = Totals()
    for line, row in named_cells(source, totals):
        try:
            bounds = _bounds(row)
            if not row["amount_value"].strip():
                totals.accepted += 1
                totals.span(*bounds)
                continue
            totals.add(_cost_bucket(row["amount_value"], row.get("amount_currency"), *bounds))
        except Problem as problem:
            totals.reject(line, str(problem))
    note = "The export holds costs only: calls, tokens and latency are in OpenAI's usage export."
    return totals.reading(COSTS_TABLE, notes=(note,))


def _bounds(row: Mapping[str, str]) -> tuple[float | None, float | None]:
    start = moment(row.get("start_time") or row.get("start_time_iso"), "start_time")
    end = moment(row.get("end_time") or row.get("end_time_iso"), "end_time")
    return start, end


def _is_usage_table(source: Source) -> bool:
    return {"start_time_iso", "num_model_requests"} <= set(source.header)


def _is_costs_table(source: Source) -> bool:
    return {"amount_value", "line_item"} <= set(source.header)


USAGE_PAGE, USAGE_TABLE = "openai-usage-json", "openai-usage-csv"
COSTS_PAGE, COSTS_TABLE = "openai-costs-json", "openai-costs-csv"
FORMATS = (
    Format(
        name=USAGE_PAGE,
        label="OpenAI usage, page of the API (JSON)",
        tool=TOOL,
        kind=Kind.USAGE,
        shapes=(Shape.DOCUMENT,),
        matches=_is_usage_page,
        read=read_usage_page,
    ),
    Format(
        name=COSTS_PAGE,
        label="OpenAI costs, page of the API (JSON)",
        tool=TOOL,
        kind=Kind.USAGE,
        shapes=(Shape.DOCUMENT,),
        matches=_is_costs_page,
        read=read_costs_page,
    ),
    Format(
        name=USAGE_TABLE,
        label="OpenAI usage, export of the dashboard (CSV)",
        tool=TOOL,
        kind=Kind.USAGE,
        shapes=(Shape.TABLE,),
        matches=_is_usage_table,
        read=read_usage_table,
    ),
    Format(
        name=COSTS_TABLE,
        label="OpenAI costs, export of the dashboard (CSV)",
        tool=TOOL,
        kind=Kind.USAGE,
        shapes=(Shape.TABLE,),
        matches=_is_costs_table,
        read=read_costs_table,
    ),
)

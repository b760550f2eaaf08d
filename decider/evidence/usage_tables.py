"""The figures of a log by model: what its calls cost, and how long they took."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from decider.domain.evidence import OTHER_MODELS, ModelUsage, Usage
from decider.evidence.costs import ModelRow
from decider.wording import count, milliseconds, money, share

MOST_MODELS = 12
_UNKNOWN = "–"


@dataclass(frozen=True)
class Cell:
    text: str
    note: str = ""


@dataclass(frozen=True)
class TableRow:
    name: str
    note: str
    cells: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class Table:
    """Figures by model, each cell with its heading; `foot` is of all calls."""

    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]
    foot: TableRow


def sum_by_book(rows: Sequence[ModelRow]) -> Decimal | None:
    """None where a model that was paid for has no price: a sum that leaves it out would pass for the whole."""
    paid = [row.by_book for row in rows if not row.is_free]
    known = [cost for cost in paid if cost is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(paid) else None


def rate(part: int | None, whole: int | None) -> Decimal | None:
    """The share of a part, from 0 to 1; None where it is not known."""
    return Decimal(part) / whole if part is not None and whole else None


def noun(number: int, word: str) -> str:
    """The word, or its plural where there is not one."""
    return word if number == 1 else f"{word}s"


def signed(difference: Decimal | None) -> str:
    """A difference in $ with its sign; empty where it is not known."""
    return "" if difference is None else f"{'+' if difference > 0 else ''}{money(difference)}"


def with_rest(usage: Usage, rows: Sequence[ModelRow]) -> list[ModelRow]:
    """The rows that are shown: the largest models, and the others as one."""
    named = [row for row in rows if row.name != OTHER_MODELS]
    shown = named[:MOST_MODELS] if len(rows) > MOST_MODELS + 1 else named
    rest = [row for row in rows if row not in shown]
    if not rest:
        return shown
    count_of_rest = max(usage.models, len(rows)) - len(shown)
    return [*shown, summed(f"{count(count_of_rest)} other {noun(count_of_rest, 'model')}", rest, usage)]


def summed(name: str, rows: Sequence[ModelRow], usage: Usage) -> ModelRow:
    """Several models as one row; None where a figure of one of them is not known."""

    def total(field: str) -> Any:
        values = [(getattr(row.usage, field), row.is_free) for row in rows]
        # What was not paid for has no tokens and no cost to state.
        known = [value for value, is_free in values if not (is_free and value is None)]
        return None if None in known or not known else sum(known)

    sums = {field: total(field) for field in _SUMMED}
    # Percentiles do not add up: they stay where the rest is one row already.
    alone = rows[0].usage if len(rows) == 1 else ModelUsage(calls=None)
    return ModelRow(
        name=name,
        usage=ModelUsage(**sums, latency=alone.latency, first_token=alone.first_token),
        share=rate(sums["calls"], usage.calls),
        by_log=sums["cost_usd"],
        by_book=sum_by_book(rows),
        note="",
        is_free=all(row.is_free for row in rows),
        at_batch_prices=False,
    )


_SUMMED = (
    "calls",
    "errors",
    "retries",
    "tokens_in",
    "tokens_cached",
    "tokens_out",
    "tokens_reasoning",
    "cost_usd",
)

Cells = dict[str, Cell | None]


def costs(row: ModelRow) -> Cells:
    """Calls, tokens and cost of a model, by heading; None where a figure is not known."""
    part = row.usage
    cached = rate(part.tokens_cached, part.tokens_in)
    reasoning = rate(part.tokens_reasoning, part.tokens_out)
    return {
        "Calls": _cell(part.calls, count, "" if row.share is None else share(row.share)),
        "Errors": _cell(part.errors, count),
        "Retries": _cell(part.retries, count),
        "Tokens in": _cell(part.tokens_in, count),
        "Cached": _cell(part.tokens_cached, count, "" if cached is None else share(cached)),
        "Tokens out": _cell(part.tokens_out, count),
        "Reasoning": _cell(part.tokens_reasoning, count, "" if reasoning is None else share(reasoning)),
        "By the log": _cell(row.by_log, money),
        "By our price book": _cell(row.by_book, money),
        "Difference": _cell(row.difference, signed),
    }


def times_of(row: ModelRow) -> Cells:
    """Percentiles of a model's latency and time to the first token, by heading; None where they are not known."""
    latency, first = row.usage.latency, row.usage.first_token
    cells = {}
    for name, times, timed in (("Latency", latency, "Calls timed"), ("First token", first, "First tokens timed")):
        for rank in ("p50", "p95", "p99"):
            cells[f"{name} {rank}"] = _cell(times and getattr(times, f"{rank}_ms"), milliseconds)
        cells[timed] = _cell(times and times.n, count)
    return cells


def _cell(value: Any, show: Callable[[Any], str], note: str = "") -> Cell | None:
    return None if value is None else Cell(show(value), note)


def table_of(rows: Sequence[ModelRow], whole: ModelRow, cells_of: Callable[[ModelRow], Cells], *, notes: bool) -> Table:
    """A table without the columns in which nothing is known."""
    found = [(row, cells_of(row)) for row in (*rows, whole)]
    headings = tuple(name for name in found[0][1] if any(cells[name] for _, cells in found))
    *made, foot = [
        TableRow(row.name, row.note if notes else "", tuple((name, cells[name] or Cell(_UNKNOWN)) for name in headings))
        for row, cells in found
    ]
    return Table(headings, tuple(made), foot)

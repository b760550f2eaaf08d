"""What the page of a log shows: the figures of all its calls, then of each model; what is not known is left out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from decider.domain.evidence import OTHER_MODELS, ModelUsage, Percentiles, Usage
from decider.domain.prices import PriceBook
from decider.evidence.costs import ModelRow, model_rows
from decider.evidence.drawing import Days, days_drawn
from decider.wording import count, milliseconds, money, share
from decider.wording.numbers import listed

MOST_MODELS = 12
MOST_NAMED = 3
_UNKNOWN = "–"


@dataclass(frozen=True)
class Tile:
    """One figure, what it is, and what it is over."""

    number: str
    words: str
    note: str = ""


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


@dataclass(frozen=True)
class UsageFigures:
    usage: Usage
    tiles: list[Tile]
    # What an answer could be measured from, and is not in this file.
    lacking: str
    days: Days | None
    # None where the file tells no models apart.
    models: Table | None
    times: Table | None
    # How the cost by our price book was reckoned, and what it leaves out; empty where there is none.
    by_book: list[str]
    # Names to choose one model's facts by.
    choices: list[str]


def usage_figures(usage: Usage, book: PriceBook) -> UsageFigures:
    """The figures of a log, its tokens priced by the book."""
    rows = model_rows(usage, book)
    whole = ModelRow(
        name="All calls",
        usage=usage,
        share=None,
        by_log=usage.cost_usd,
        by_book=_sum_by_book(rows),
        note="",
        is_free=False,
        at_batch_prices=any(row.at_batch_prices for row in rows),
    )
    shown = _with_rest(usage, rows)
    timed = any(row.usage.latency or row.usage.first_token for row in rows)
    return UsageFigures(
        usage=usage,
        tiles=_tiles(usage, whole, rows),
        lacking=_lacking(usage),
        days=days_drawn(usage.calls_by_day),
        models=_table(shown, whole, _costs, notes=True) if rows else None,
        times=_table(shown, whole, _times, notes=False) if timed else None,
        by_book=_about_the_book(usage, rows),
        choices=[row.name for row in rows if row.name != OTHER_MODELS] if len(rows) > 1 else [],
    )


def _sum_by_book(rows: Sequence[ModelRow]) -> Decimal | None:
    """None where a model that was paid for has no price: a sum that leaves it out would pass for the whole."""
    paid = [row.by_book for row in rows if not row.is_free]
    known = [cost for cost in paid if cost is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(paid) else None


def _rate(part: int | None, whole: int | None) -> Decimal | None:
    return Decimal(part) / whole if part is not None and whole else None


def _tiles(usage: Usage, whole: ModelRow, rows: Sequence[ModelRow]) -> list[Tile]:
    tiles = []
    if usage.calls is not None:
        others = f"and {count(usage.other_calls)} others such as embeddings" if usage.other_calls else ""
        tiles.append(Tile(count(usage.calls), _noun(usage.calls, "call"), others))
    for part, of, noun, words in (
        (usage.errors, usage.calls, "call", "of the calls failed"),
        (usage.retries, usage.calls, "call", "of the calls were made again"),
        (usage.batch_calls, usage.calls, "call", "of the calls were sent in batch"),
        (usage.tokens_cached, usage.tokens_in, "token", "of the input was read from the cache"),
        (usage.tokens_reasoning, usage.tokens_out, "token", "of the output was reasoning"),
    ):
        rate = _rate(part, of)
        if rate is not None:
            tiles.append(Tile(share(rate), words, _noun_of(part or 0, noun)))
    if usage.cost_usd is not None:
        tiles.append(Tile(money(usage.cost_usd), "by the log"))
    if whole.by_book is not None:
        against = f": {_signed(whole.difference)}" if whole.difference is not None else ""
        tiles.append(Tile(money(whole.by_book), f"by our price book{against}", _reckoning(usage, rows)))
    if usage.latency:
        n = usage.latency.n
        over = f"over {count(n)} answered {_noun(n, 'call')}"
        tiles.append(Tile(milliseconds(usage.latency.p95_ms), "latency, p95", f"{_ranks(usage.latency)}; {over}"))
    if usage.first_token:
        n = usage.first_token.n
        if n == usage.streamed_calls:
            over = f"over the {count(n)} streamed {_noun(n, 'call')}, not over all"
        else:
            over = f"over the {count(n)} {_noun(n, 'call')} whose first token was timed, not over all"
        number = milliseconds(usage.first_token.p95_ms)
        tiles.append(Tile(number, "to the first token, p95", f"{_ranks(usage.first_token)}; {over}"))
    return tiles


def _ranks(times: Percentiles) -> str:
    return f"p50 {milliseconds(times.p50_ms)}, p99 {milliseconds(times.p99_ms)}"


def _noun(number: int, noun: str) -> str:
    return noun if number == 1 else f"{noun}s"


def _noun_of(number: int, noun: str) -> str:
    return f"{count(number)} {_noun(number, noun)}"


def _signed(difference: Decimal | None) -> str:
    return "" if difference is None else f"{'+' if difference > 0 else ''}{money(difference)}"


def _lacking(usage: Usage) -> str:
    said = (
        (usage.errors, "errors"),
        (usage.retries, "retries"),
        (usage.batch_calls, "calls in batch"),
        (usage.tokens_cached, "cached tokens"),
        (usage.tokens_reasoning, "reasoning tokens"),
        (usage.cost_usd, "costs"),
        (usage.latency, "latency"),
        (usage.first_token, "the time to the first token"),
    )
    return listed([name for value, name in said if value is None], "or")


def _with_rest(usage: Usage, rows: Sequence[ModelRow]) -> list[ModelRow]:
    """The rows that are shown: the largest models, and the others as one."""
    named = [row for row in rows if row.name != OTHER_MODELS]
    shown = named[:MOST_MODELS] if len(rows) > MOST_MODELS + 1 else named
    rest = [row for row in rows if row not in shown]
    if not rest:
        return shown
    count_of_rest = max(usage.models, len(rows)) - len(shown)
    return [*shown, _summed(f"{count(count_of_rest)} other {_noun(count_of_rest, 'model')}", rest, usage)]


def _summed(name: str, rows: Sequence[ModelRow], usage: Usage) -> ModelRow:
    def total(field: str) -> Any:
        values = [getattr(row.usage, field) for row in rows]
        return None if None in values else sum(values)

    sums = {field: total(field) for field in _SUMMED}
    # Percentiles do not add up: they stay where the rest is one row already.
    alone = rows[0].usage if len(rows) == 1 else ModelUsage(calls=None)
    return ModelRow(
        name=name,
        usage=ModelUsage(**sums, latency=alone.latency, first_token=alone.first_token),
        share=_rate(sums["calls"], usage.calls),
        by_log=sums["cost_usd"],
        by_book=_sum_by_book(rows),
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


def _costs(row: ModelRow) -> Cells:
    """None where the figure is not known."""
    part = row.usage
    cached = _rate(part.tokens_cached, part.tokens_in)
    reasoning = _rate(part.tokens_reasoning, part.tokens_out)
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
        "Difference": _cell(row.difference, _signed),
    }


def _times(row: ModelRow) -> Cells:
    latency, first = row.usage.latency, row.usage.first_token
    cells = {}
    for name, times, timed in (("Latency", latency, "Calls timed"), ("First token", first, "First tokens timed")):
        for rank in ("p50", "p95", "p99"):
            cells[f"{name} {rank}"] = _cell(times and getattr(times, f"{rank}_ms"), milliseconds)
        cells[timed] = _cell(times and times.n, count)
    return cells


def _cell(value: Any, show: Callable[[Any], str], note: str = "") -> Cell | None:
    return None if value is None else Cell(show(value), note)


def _table(rows: Sequence[ModelRow], whole: ModelRow, cells_of: Callable[[ModelRow], Cells], *, notes: bool) -> Table:
    """A table without the columns in which nothing is known."""
    found = [(row, cells_of(row)) for row in (*rows, whole)]
    headings = tuple(name for name in found[0][1] if any(cells[name] for _, cells in found))
    *made, foot = [
        TableRow(row.name, row.note if notes else "", tuple((name, cells[name] or Cell(_UNKNOWN)) for name in headings))
        for row, cells in found
    ]
    return Table(headings, tuple(made), foot)


def _reckoning(usage: Usage, rows: Sequence[ModelRow]) -> str:
    """At which of the book's prices the tokens are counted."""
    at_batch = [row.at_batch_prices for row in rows if row.by_book is not None]
    if any(at_batch):
        where = "" if all(at_batch) else " where it has them"
        return f"at batch prices{where}, without surcharges for long calls"
    return f"without {'' if usage.batch_calls == 0 else 'batch discounts and '}surcharges for long calls"


def _about_the_book(usage: Usage, rows: Sequence[ModelRow]) -> list[str]:
    priced = [row for row in rows if row.by_book is not None]
    unpriced = [row for row in rows if row.by_book is None and not row.is_free]
    sentences = []
    if priced:
        reckoning = _reckoning(usage, rows)
        prices = reckoning.replace("at batch", "at today’s batch", 1)
        if prices == reckoning:
            prices = f"at today’s prices, {reckoning}"
        sentences.append(f"Our price book counts the log’s tokens {prices}.")
    if unpriced:
        book = "It" if priced else "Our price book"
        sentences.append(f"{book} {listed(_why_unpriced(usage, unpriced))}, so there is no sum.")
    if priced and unpriced:
        part = _summed("", priced, usage)
        log = "" if part.by_log is None else f" by it and {money(part.by_log)} by the log: {_signed(part.difference)}"
        sentences.append(f"The calls that it has a price for cost {money(part.by_book)}{log}.")
    return sentences


def _why_unpriced(usage: Usage, unpriced: Sequence[ModelRow]) -> list[str]:
    names = [row.name for row in unpriced if row.name != OTHER_MODELS]
    more = len(names) - MOST_NAMED
    named = [*names[:MOST_NAMED], *([f"{count(more)} more {_noun(more, 'model')}"] if more > 0 else [])]
    found = [f"has no price for {listed(named)}"] if named else []
    if len(names) < len(unpriced):
        others = usage.models - sum(name != OTHER_MODELS for name in usage.by_model)
        found.append(f"cannot price the {count(others)} other models, which are known only together")
    return found

"""What the page of a log shows: the figures of all its calls, then of each model; what is not known is left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import Truncator

from decider.domain.evidence import OTHER_MODELS, Percentiles, Usage
from decider.domain.prices import PriceBook
from decider.evidence.costs import ModelRow, model_rows
from decider.evidence.drawing import Days, days_drawn
from decider.evidence.usage_tables import (
    Table,
    costs,
    noun,
    rate,
    signed,
    sum_by_book,
    summed,
    table_of,
    times_of,
    with_rest,
)
from decider.wording import count, milliseconds, money, share
from decider.wording.numbers import listed

MOST_NAMED = 3
# Characters of a name within a sentence.
LONGEST_NAME = 60


@dataclass(frozen=True)
class Tile:
    """One figure, what it is, and what it is over."""

    number: str
    words: str
    note: str = ""


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
        by_book=sum_by_book(rows),
        note="",
        is_free=False,
        at_batch_prices=any(row.at_batch_prices for row in rows),
    )
    shown = with_rest(usage, rows)
    timed = any(row.usage.latency or row.usage.first_token for row in rows)
    return UsageFigures(
        usage=usage,
        tiles=_tiles(usage, whole, rows),
        lacking=_lacking(usage),
        days=days_drawn(usage.calls_by_day),
        models=table_of(shown, whole, costs, notes=True) if rows else None,
        times=table_of(shown, whole, times_of, notes=False) if timed else None,
        by_book=_about_the_book(usage, rows),
        choices=[row.name for row in rows if row.name != OTHER_MODELS] if len(rows) > 1 else [],
    )


def _tiles(usage: Usage, whole: ModelRow, rows: Sequence[ModelRow]) -> list[Tile]:
    tiles = []
    if usage.calls is not None:
        others = f"and {count(usage.other_calls)} others such as embeddings" if usage.other_calls else ""
        tiles.append(Tile(count(usage.calls), noun(usage.calls, "call"), others))
    else:
        tokens = ((usage.tokens_in, "of input"), (usage.tokens_out, "of output"))
        tiles += [Tile(count(n), f"{noun(n, 'token')} {words}") for n, words in tokens if n is not None]
    for part, of, word, words in (
        (usage.errors, usage.calls, "call", "of the calls failed"),
        (usage.retries, usage.calls, "call", "of the calls were made again"),
        (usage.batch_calls, usage.calls, "call", "of the calls were sent in batch"),
        (usage.tokens_cached, usage.tokens_in, "token", "of the input was read from the cache"),
        (usage.tokens_reasoning, usage.tokens_out, "token", "of the output was reasoning"),
    ):
        found = rate(part, of)
        if found is not None:
            tiles.append(Tile(share(found), words, f"{count(part)} {noun(part or 0, word)}"))
    if usage.cost_usd is not None:
        tiles.append(Tile(money(usage.cost_usd), "by the log"))
    if whole.by_book is not None:
        against = f": {signed(whole.difference)}" if whole.difference is not None else ""
        tiles.append(Tile(money(whole.by_book), f"by our price book{against}", _reckoning(usage, rows)))
    if usage.latency:
        n = usage.latency.n
        over = f"over {count(n)} answered {noun(n, 'call')}"
        tiles.append(Tile(milliseconds(usage.latency.p95_ms), "latency, p95", f"{_ranks(usage.latency)}; {over}"))
    if usage.first_token:
        n = usage.first_token.n
        if n == usage.streamed_calls:
            over = f"over the {count(n)} streamed {noun(n, 'call')}, not over all"
        else:
            over = f"over the {count(n)} {noun(n, 'call')} whose first token was timed, not over all"
        number = milliseconds(usage.first_token.p95_ms)
        tiles.append(Tile(number, "to the first token, p95", f"{_ranks(usage.first_token)}; {over}"))
    return tiles


def _ranks(times: Percentiles) -> str:
    return f"p50 {milliseconds(times.p50_ms)}, p99 {milliseconds(times.p99_ms)}"


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
        part = summed("", priced, usage)
        log = "" if part.by_log is None else f" by it and {money(part.by_log)} by the log: {signed(part.difference)}"
        sentences.append(f"The calls that it has a price for cost {money(part.by_book)}{log}.")
    return sentences


def _why_unpriced(usage: Usage, unpriced: Sequence[ModelRow]) -> list[str]:
    names = [Truncator(row.name).chars(LONGEST_NAME) for row in unpriced if row.name != OTHER_MODELS]
    more = len(names) - MOST_NAMED
    named = [*names[:MOST_NAMED], *([f"{count(more)} more {noun(more, 'model')}"] if more > 0 else [])]
    found = [f"has no price for {listed(named)}"] if named else []
    if len(names) < len(unpriced):
        others = usage.models - sum(name != OTHER_MODELS for name in usage.by_model)
        found.append(f"cannot price the {count(others)} other models, which are known only together")
    return found

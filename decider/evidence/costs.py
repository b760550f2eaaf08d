"""What the calls of a log cost by our price book."""

import re
from dataclasses import dataclass
from decimal import Decimal

from decider.domain.evidence import OTHER_MODELS, ModelUsage, Usage
from decider.domain.numbers import MILLION
from decider.domain.options import ModelName, Prices
from decider.domain.prices import ListPrice, PriceBook

# Ends of model names that name a dated snapshot: gpt-4o-mini-2024-07-18, claude-3-5-haiku-20241022.
_SNAPSHOT = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{8}|\d{4})$")


def listed_model(book: PriceBook, name: str) -> ListPrice | None:
    """The price book's model for a log's name of it, which may lead with a provider and end with a day.

    A name that several providers sell, none of them named, is nobody's.
    """
    provider, slash, rest = name.rpartition("/")
    names = [name, rest] if slash else [name]
    for each in [*names, *(_SNAPSHOT.sub("", one) for one in names)]:
        for seller in (provider.rpartition("/")[2], ""):
            found = book.find(ModelName(provider=seller, name=each))
            if found is not None:
                return found
    return None


def has_batch_prices(prices: Prices) -> bool:
    return isinstance(prices.batch_input, Decimal) and isinstance(prices.batch_output, Decimal)


def cost_by_book(usage: ModelUsage, listed: ListPrice | None, *, batch: bool = False) -> Decimal | None:
    """The tokens of some calls at the list's prices, in $, without surcharges for long calls.

    `batch`: all of the calls were sent in batches, and pay batch prices where the list has them. A cache price that
    is not listed counts as the price of input. None where the model, its prices or the tokens are not known.
    """
    if listed is None or usage.tokens_in is None or usage.tokens_out is None:
        return None
    prices = listed.prices
    paid = (prices.input, prices.output, prices.cache_read, prices.cache_write)
    if batch and has_batch_prices(prices):
        paid = (prices.batch_input, prices.batch_output, prices.batch_cache_read, prices.batch_cache_write)
    in_price, out_price, read_price, write_price = paid
    if not isinstance(in_price, Decimal) or not isinstance(out_price, Decimal):
        return None
    cached, written = usage.tokens_cached or 0, usage.tokens_cache_write or 0
    plain_input = max(0, usage.tokens_in - cached - written)
    read = read_price if isinstance(read_price, Decimal) else in_price
    write = write_price if isinstance(write_price, Decimal) else in_price
    return (plain_input * in_price + cached * read + written * write + usage.tokens_out * out_price) / MILLION


def pays_nothing(usage: ModelUsage) -> bool:
    """Whether every call failed or was answered from the tool's own cache, without a token to pay."""
    free = (usage.errors or 0) + (usage.cache_hits or 0)
    return bool(usage.calls) and usage.calls_with_tokens == 0 and free >= (usage.calls or 0)


@dataclass(frozen=True)
class ModelRow:
    """One model of a log. `by_log` and `by_book` in $; None where not known."""

    name: str
    usage: ModelUsage
    share: Decimal | None
    by_log: Decimal | None
    by_book: Decimal | None
    # What the price book calls it, or why it has no price; empty for several models.
    note: str
    # Whether there is nothing to pay for, whatever its price.
    is_free: bool
    # Whether `by_book` is at batch prices.
    at_batch_prices: bool

    @property
    def difference(self) -> Decimal | None:
        """By the book minus by the log, in $; None where either is not known."""
        return None if self.by_log is None or self.by_book is None else self.by_book - self.by_log


def model_rows(usage: Usage, book: PriceBook) -> list[ModelRow]:
    """The models of a log: most calls first, the summed rest last."""
    rows = []
    # Which of its calls were in batches a log says of all models together alone.
    batch = bool(usage.calls) and usage.batch_calls == usage.calls
    # A database may keep keys in an order of its own.
    largest_first = sorted(usage.by_model.items(), key=lambda item: (item[0] == OTHER_MODELS, -(item[1].calls or 0)))
    for name, part in largest_first:
        # A gateway's own name of a model says nothing of its price; what stands behind it does.
        listed = (listed_model(book, part.provider_model) if part.provider_model else None) or listed_model(book, name)
        share = Decimal(part.calls) / usage.calls if part.calls is not None and usage.calls else None
        by_book, is_free = cost_by_book(part, listed, batch=batch), pays_nothing(part)
        note = "no tokens to pay for" if is_free else _note(name, listed)
        at_batch = batch and by_book is not None and listed is not None and has_batch_prices(listed.prices)
        rows.append(ModelRow(name, part, share, part.cost_usd, by_book, note, is_free, at_batch))
    return rows


def _note(name: str, listed: ListPrice | None) -> str:
    if listed is None:
        return "" if name == OTHER_MODELS else "not in our price book"
    return f"{listed.label or listed.name} ({listed.provider})"

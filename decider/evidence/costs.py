"""What the calls of a log cost by our price book."""

import re
from dataclasses import dataclass
from decimal import Decimal

from decider.domain.evidence import ModelUsage, Usage
from decider.domain.numbers import MILLION
from decider.domain.options import ModelName
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


def cost_by_book(usage: ModelUsage, listed: ListPrice | None) -> Decimal | None:
    """The tokens of some calls at the list's prices, without discounts for batches or surcharges for long calls.

    None where the model, its prices or the tokens are not known.
    """
    if listed is None or usage.tokens_in is None or usage.tokens_out is None:
        return None
    prices = listed.prices
    if not isinstance(prices.input, Decimal) or not isinstance(prices.output, Decimal):
        return None
    cached, written = usage.tokens_cached or 0, usage.tokens_cache_write or 0
    plain_input = max(0, usage.tokens_in - cached - written)
    read = prices.cache_read if isinstance(prices.cache_read, Decimal) else prices.input
    write = prices.cache_write if isinstance(prices.cache_write, Decimal) else prices.input
    total = plain_input * prices.input + cached * read + written * write + usage.tokens_out * prices.output
    return total / MILLION


@dataclass(frozen=True)
class ModelRow:
    """One model of a log."""

    name: str
    usage: ModelUsage
    share: Decimal | None
    by_log: Decimal | None
    by_book: Decimal | None
    listed: str

    @property
    def difference(self) -> Decimal | None:
        """By the book minus by the log, in $; None where either is not known."""
        return None if self.by_log is None or self.by_book is None else self.by_book - self.by_log


def model_rows(usage: Usage, book: PriceBook) -> list[ModelRow]:
    """The models of a log, as they stand there: most calls first, the summed rest last."""
    rows = []
    for name, part in usage.by_model.items():
        # A gateway's own name of a model says nothing of its price; what stands behind it does.
        listed = (listed_model(book, part.provider_model) if part.provider_model else None) or listed_model(book, name)
        share = Decimal(part.calls) / usage.calls if part.calls is not None and usage.calls else None
        label = f"{listed.label or listed.name} ({listed.provider})" if listed else ""
        rows.append(ModelRow(name, part, share, part.cost_usd, cost_by_book(part, listed), label))
    return rows

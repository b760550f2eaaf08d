"""One model or GPU of the price book: every price key on a day, what else is known of it, and every dated row."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from decider.domain.options import Prices
from decider.domain.prices import GpuListPrice, ListPrice, is_stale
from decider.models import GpuPrice, ModelPrice, Team, TeamGpuPrice, TeamModelPrice
from decider.models.price_book import agreed_gpu_price, agreed_price, gpu_list_price, list_price
from decider.models.team_model_price import TeamPriceKind
from decider.pricing.facts import Fact, gpu_facts, model_facts
from decider.pricing.listing import retirement, valid_on
from decider.wording.numbers import count

PER_MILLION, PER_HOUR = "per 1 M tokens", "an hour"
# (name of the price, words, unit), in the order in which a page shows them.
TOKEN_KEYS = (
    ("input", "Input"),
    ("output", "Output"),
    ("reasoning", "Reasoning"),
    ("cache_read", "Cache read"),
    ("cache_write", "Cache write"),
    ("batch_input", "Batch input"),
    ("batch_output", "Batch output"),
    ("batch_cache_read", "Batch cache read"),
    ("batch_cache_write", "Batch cache write"),
)
TUNED_KEYS = (
    ("input", "Fine-tuned input"),
    ("output", "Fine-tuned output"),
    ("cache_read", "Fine-tuned cache read"),
    ("batch_input", "Fine-tuned batch input"),
    ("batch_output", "Fine-tuned batch output"),
)
# What an unknown price means for the arithmetic.
UNKNOWN = {
    "reasoning": "billed as output",
    "cache_read": "cached tokens are billed as input",
    "cache_write": "billed as input",
    "batch_input": "nothing is sent in batches",
    "batch_cache_read": "billed as batch input",
    "batch_cache_write": "billed as batch input",
}


@dataclass(frozen=True, kw_only=True)
class PriceLine:
    """One price key: what the team pays, and what the list says where that is another price."""

    label: str
    unit: str
    paid: Decimal | None
    listed: Decimal | None
    unknown: str = ""


@dataclass(frozen=True, kw_only=True)
class HistoryRow:
    """One dated row. `price` is what it says; None where it ends an earlier row of the team."""

    starts_on: datetime.date
    price: Any
    is_ours: bool
    kind: str
    discount: Decimal | None
    note: str
    source: str
    checked_on: datetime.date
    stale: bool
    changed_by: str
    changed_at: datetime.datetime
    # Whether it is the row that counts on the day.
    counts: bool
    is_announced: bool

    @property
    def prices(self) -> Prices:
        """The model's prices; all unknown where the row only ends an earlier one."""
        return self.price.prices if self.price else Prices()

    @property
    def usd_per_hour(self) -> Decimal | None:
        """Of a GPU."""
        return self.price.usd_per_hour if self.price else None

    @property
    def tuned(self) -> Prices:
        return (self.price.tuned_prices if self.price else None) or Prices()

    @property
    def percent(self) -> Decimal | None:
        return None if self.discount is None else self.discount * 100


@dataclass(frozen=True, kw_only=True)
class Detail:
    """A page of the price book. `paid` counts on the day, for this team; None where no price does."""

    title: str
    provider: str
    name: str
    paid: Any
    listed: Any
    lines: list[PriceLine]
    facts: list[Fact]
    history: list[HistoryRow]
    # The team's row that counts on the day.
    agreed: HistoryRow | None
    stale: bool
    retirement: str = ""

    @property
    def differs(self) -> bool:
        """Whether the team pays another price than the list's."""
        return self.agreed is not None and self.listed is not None and self.paid is not self.listed


def model_detail(provider: str, name: str, *, team: Team, day: datetime.date) -> Detail:
    """The model's rows in the list and in the team's own prices, as of the day."""
    same = {"provider__iexact": provider, "name__iexact": name}
    rows = list(ModelPrice.objects.filter(**same).order_by("valid_from"))
    own = list(TeamModelPrice.objects.filter(team=team, **same).select_related("by").order_by("valid_from", "id"))
    valid, agreed = valid_on(rows, day), valid_on(own, day)
    listed = list_price(valid) if valid else None
    paid = agreed_price(agreed, listed) if agreed else listed
    shown = paid or listed
    newest: Any = valid or agreed or (rows or own)[-1]
    return Detail(
        title=newest.label,
        provider=newest.provider,
        name=newest.name,
        paid=paid,
        listed=listed,
        lines=list(_model_price_lines(paid, listed)) if shown else [],
        facts=list(model_facts(shown or list_price(newest), day)),
        history=_history(rows, own, day),
        agreed=_agreed(rows, own, day),
        stale=paid is not None and is_stale(paid.checked_on, day),
        retirement=retirement(shown.retires_on if shown else None, day),
    )


def gpu_detail(gpu: str, provider: str, *, team: Team, day: datetime.date) -> Detail:
    same = {"gpu__iexact": gpu, "provider__iexact": provider}
    rows = list(GpuPrice.objects.filter(**same).order_by("valid_from"))
    own = list(TeamGpuPrice.objects.filter(team=team, **same).select_related("by").order_by("valid_from", "id"))
    valid, agreed = valid_on(rows, day), valid_on(own, day)
    listed = gpu_list_price(valid) if valid else None
    paid = agreed_gpu_price(agreed, listed) if agreed else listed
    newest: Any = valid or agreed or (rows or own)[-1]
    return Detail(
        title=f"{newest.gpu} at {newest.provider}",
        provider=newest.provider,
        name=newest.gpu,
        paid=paid,
        listed=listed,
        lines=list(_gpu_price_lines(paid, listed)),
        facts=list(gpu_facts(paid or listed or gpu_list_price(newest))),
        history=_history(rows, own, day),
        agreed=_agreed(rows, own, day),
        stale=paid is not None and is_stale(paid.checked_on, day),
    )


def _model_price_lines(paid: ListPrice | None, listed: ListPrice | None) -> Iterator[PriceLine]:
    def line(label: str, unit: str, part: str, name: str) -> PriceLine:
        values = [getattr(getattr(price, part, None), name, None) for price in (paid, listed)]
        return PriceLine(label=label, unit=unit, paid=values[0], listed=values[1], unknown=UNKNOWN.get(name, ""))

    for name, label in TOKEN_KEYS:
        yield line(label, PER_MILLION, "prices", name)
    for number, tier in enumerate(paid.prices.tiers if paid else ()):
        for name, label in TOKEN_KEYS:
            value = getattr(tier, name, None)
            if isinstance(value, Decimal):
                other = listed.prices.tiers if listed else ()
                yield PriceLine(
                    label=f"{label} above {count(tier.above_input_tokens)} tokens",
                    unit=PER_MILLION,
                    paid=value,
                    listed=getattr(other[number], name, None) if number < len(other) else None,
                )
    if paid is not None and paid.tunable is False and paid.prices.training is None and paid.tuned_prices is None:
        # The facts say that it is not offered: nothing is unknown here.
        return
    yield line("Training", "per 1 M training tokens", "prices", "training")
    yield line("Hosting of a tuned model", PER_HOUR, "prices", "hosting_per_hour")
    for name, label in TUNED_KEYS:
        found = line(label, PER_MILLION, "tuned_prices", name)
        yield PriceLine(**{**found.__dict__, "unknown": ""})


def _gpu_price_lines(paid: GpuListPrice | None, listed: GpuListPrice | None) -> Iterator[PriceLine]:
    values = [None if price is None else price.usd_per_hour for price in (paid, listed)]
    yield PriceLine(label="One GPU", unit=PER_HOUR, paid=values[0], listed=values[1])
    month = [None if value is None else value * 730 for value in values]
    yield PriceLine(label="One GPU", unit="a month of 730 hours", paid=month[0], listed=month[1])


def _history(rows: Sequence[Any], own: Sequence[Any], day: datetime.date) -> list[HistoryRow]:
    """All rows, the newest first; those of the team before those of the list for one day."""
    agreed = valid_on(list(own), day)
    counting = {id(agreed)}
    if agreed is None or agreed.kind != TeamPriceKind.OWN:
        # A discount is taken off the list's row: both count.
        counting.add(id(valid_on(list(rows), day)))
    told = [_row(row, rows, day, counts=id(row) in counting) for row in (*rows, *own)]
    return sorted(told, key=lambda row: (row.starts_on, row.is_ours, row.changed_at), reverse=True)


def _agreed(rows: Sequence[Any], own: Sequence[Any], day: datetime.date) -> HistoryRow | None:
    row = valid_on(list(own), day)
    if row is None or row.kind == TeamPriceKind.LIST:
        return None
    return _row(row, rows, day, counts=True)


def _row(row: Any, rows: Sequence[Any], day: datetime.date, *, counts: bool) -> HistoryRow:
    is_ours = isinstance(row, TeamModelPrice | TeamGpuPrice)
    price: Any = None
    if not is_ours or row.kind == TeamPriceKind.OWN:
        price = gpu_list_price(row) if isinstance(row, GpuPrice | TeamGpuPrice) else list_price(row)
    elif row.kind == TeamPriceKind.DISCOUNT and (listed := valid_on(list(rows), max(row.valid_from, day))):
        if isinstance(row, TeamGpuPrice):
            price = agreed_gpu_price(row, gpu_list_price(listed))
        else:
            price = agreed_price(row, list_price(listed))
    return HistoryRow(
        starts_on=row.valid_from,
        price=price,
        is_ours=is_ours,
        kind=row.kind if is_ours else "",
        discount=row.discount if is_ours else None,
        note=getattr(row, "note", ""),
        source=row.source,
        checked_on=row.checked_on,
        stale=is_stale(row.checked_on, day),
        changed_by=row.by.name if is_ours else row.changed_by,
        changed_at=row.created_at if is_ours else row.changed_at,
        counts=counts,
        is_announced=row.valid_from > day,
    )

"""The price book as one page shows it: each model with its announced and earlier prices, and what is stale."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from decider.domain.options import Prices
from decider.domain.prices import GpuListPrice, ListPrice
from decider.models import GpuPrice, ModelPrice
from decider.models.price_book import gpu_list_price, list_price

HOURS_A_MONTH = 730
# A price that nobody has compared with its source for longer than this is shown as stale.
STALE_AFTER = datetime.timedelta(days=90)
# A model that retires within this time is shown as such.
RETIRES_SOON = datetime.timedelta(days=90)

EVERYTHING, TUNABLE, OPEN_WEIGHTS = "all", "tunable", "open"
KINDS = {EVERYTHING: "All models", TUNABLE: "Can be fine-tuned there", OPEN_WEIGHTS: "Open weights"}


@dataclass(frozen=True, kw_only=True)
class ModelLine:
    """One model on the page. `later` and `earlier` are its other rows, nearest first."""

    price: ListPrice
    later: tuple[ListPrice, ...]
    earlier: tuple[ListPrice, ...]
    stale: bool
    # "retired", "soon" or ""
    retirement: str

    @property
    def tuned(self) -> Prices:
        """Token prices of the tuned variant, all unknown where none are published."""
        return self.price.tuned_prices or Prices()


@dataclass(frozen=True, kw_only=True)
class GpuLine:
    price: GpuListPrice
    stale: bool

    @property
    def usd_per_month(self) -> Decimal:
        return self.price.usd_per_hour * HOURS_A_MONTH

    @property
    def teraflops(self) -> Decimal | None:
        return None if self.price.peak_flops is None else self.price.peak_flops / 10**12

    @property
    def terabytes_per_second(self) -> Decimal | None:
        bandwidth = self.price.bandwidth_bytes_per_s
        return None if bandwidth is None else bandwidth / 10**12


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What the page shows for one search. `total` counts what is listed without it."""

    models: list[ModelLine]
    gpus: list[GpuLine]
    total: int

    @property
    def stale(self) -> int:
        return sum(line.stale for line in self.models) + sum(line.stale for line in self.gpus)


def listing(day: datetime.date, *, search: str = "", kind: str = EVERYTHING) -> Listing:
    """The prices valid on the day whose provider, name or label holds every word of the search."""
    models = [line for rows in _histories() if (line := _model_line(rows, day))]
    gpus = [_gpu_line(rows, day) for rows in _gpu_histories(day)]
    words = search.casefold().split()
    return Listing(
        models=[line for line in models if _is_kind(line.price, kind) and _holds(words, _words_of(line.price))],
        gpus=[line for line in gpus if _holds(words, (line.price.gpu, line.price.provider))],
        total=len(models) + len(gpus),
    )


def _histories() -> Iterable[list[ListPrice]]:
    rows = ModelPrice.objects.order_by("provider", "label", "name", "valid_from")
    newest_label = {(row.provider, row.name): row.label for row in rows}
    ordered = sorted(
        rows, key=lambda row: (row.provider, newest_label[row.provider, row.name], row.name, row.valid_from)
    )
    return ([list_price(row) for row in group] for _, group in groupby(ordered, lambda row: (row.provider, row.name)))


def _model_line(history: list[ListPrice], day: datetime.date) -> ModelLine | None:
    past = [price for price in history if price.prices.as_of and price.prices.as_of <= day]
    if not past:
        return None
    price = past[-1]
    return ModelLine(
        price=price,
        later=tuple(history[len(past) :]),
        earlier=tuple(reversed(past[:-1])),
        stale=_is_stale(price.checked_on, day),
        retirement=_retirement(price.retires_on, day),
    )


def _gpu_histories(day: datetime.date) -> Iterable[list[GpuPrice]]:
    rows = GpuPrice.objects.filter(valid_from__lte=day).order_by("gpu", "provider", "valid_from")
    return (list(group) for _, group in groupby(rows, lambda row: (row.gpu, row.provider)))


def _gpu_line(history: list[GpuPrice], day: datetime.date) -> GpuLine:
    price = gpu_list_price(history[-1])
    return GpuLine(price=price, stale=_is_stale(price.checked_on, day))


def _is_stale(checked_on: datetime.date | None, day: datetime.date) -> bool:
    return checked_on is None or day - checked_on > STALE_AFTER


def _retirement(retires_on: datetime.date | None, day: datetime.date) -> str:
    if retires_on is None:
        return ""
    if retires_on <= day:
        return "retired"
    return "soon" if retires_on - day <= RETIRES_SOON else ""


def _is_kind(price: ListPrice, kind: str) -> bool:
    if kind == TUNABLE:
        return price.tunable is True
    return price.open_weights is True if kind == OPEN_WEIGHTS else True


def _words_of(price: ListPrice) -> tuple[str, ...]:
    return (price.provider, price.name, price.label)


def _holds(words: list[str], texts: Iterable[str]) -> bool:
    haystack = " ".join(texts).casefold()
    return all(word in haystack for word in words)

"""The price book as one page shows it: each model with its announced and earlier prices, and what is stale."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from decider.domain.options import Prices
from decider.domain.prices import STALE_AFTER, GpuListPrice, ListPrice, is_stale
from decider.models import GpuPrice, ModelPrice, Team, TeamGpuPrice, TeamModelPrice
from decider.models.price_book import agreed_gpu_price, agreed_price, gpu_list_price, list_price
from decider.models.team_model_price import TeamPriceKind

__all__ = ["STALE_AFTER", "GpuLine", "Listing", "ModelLine", "listing"]

HOURS_A_MONTH = 730
# A model that retires within this time is shown as such.
RETIRES_SOON = datetime.timedelta(days=90)

EVERYTHING, TUNABLE, OPEN_WEIGHTS, OURS = "all", "tunable", "open", "ours"
KINDS = {
    EVERYTHING: "All models",
    TUNABLE: "Can be fine-tuned there",
    OPEN_WEIGHTS: "Open weights",
    OURS: "With a price of ours",
}

Key = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class ModelLine:
    """One model on the page. `later` and `earlier` are its other rows, nearest first."""

    price: ListPrice
    url: str
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
    url: str
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


def listing(day: datetime.date, *, team: Team | None = None, search: str = "", kind: str = EVERYTHING) -> Listing:
    """The prices valid on the day, the team's own before the list's, that fit the search.

    Provider, name or label together hold every word of it.
    """
    models = sorted(_model_lines(day, team), key=lambda line: _order(line.price))
    gpus = sorted(_gpu_lines(day, team), key=lambda line: (line.price.gpu, line.price.provider))
    words = search.casefold().split()
    return Listing(
        models=[line for line in models if _is_kind(line.price, kind) and _holds(words, _words_of(line.price))],
        gpus=[
            line
            for line in gpus
            if (kind != OURS or line.price.is_teams_own) and _holds(words, (line.price.gpu, line.price.provider))
        ],
        total=len(models) + len(gpus),
    )


def _order(price: ListPrice) -> tuple[str, str, str]:
    return price.provider.casefold(), price.label, price.name


def _model_lines(day: datetime.date, team: Team | None) -> Iterable[ModelLine]:
    listed = grouped(ModelPrice.objects.order_by("valid_from"), "provider", "name")
    own = grouped(
        TeamModelPrice.objects.filter(team=team).order_by("valid_from", "id") if team else (), "provider", "name"
    )
    for key in {**listed, **own}:
        line = _model_line(listed.get(key, []), own.get(key, []), day)
        if line is not None:
            yield line


def _model_line(rows: list[ModelPrice], own: list[TeamModelPrice], day: datetime.date) -> ModelLine | None:
    # Of a private model its own rows are the history.
    told: list[Any] = rows or [row for row in own if row.kind == TeamPriceKind.OWN]
    history = [list_price(row) for row in told]
    valid, agreed = valid_on(rows, day), valid_on(own, day)
    price = list_price(valid) if valid else None
    if agreed is not None:
        price = agreed_price(agreed, price)
    if price is None:
        return None
    return ModelLine(
        price=price,
        url=model_url(rows, own),
        later=tuple(each for each in history if _starts(each) > day),
        earlier=tuple(reversed([each for each in history if _starts(each) <= day][:-1])),
        stale=is_stale(price.checked_on, day),
        retirement=retirement(price.retires_on, day),
    )


def _gpu_lines(day: datetime.date, team: Team | None) -> Iterable[GpuLine]:
    listed = grouped(GpuPrice.objects.order_by("valid_from"), "gpu", "provider")
    own = grouped(
        TeamGpuPrice.objects.filter(team=team).order_by("valid_from", "id") if team else (), "gpu", "provider"
    )
    for key in {**listed, **own}:
        rows, agreed_rows = listed.get(key, []), own.get(key, [])
        valid, agreed = valid_on(rows, day), valid_on(agreed_rows, day)
        price = gpu_list_price(valid) if valid else None
        if agreed is not None:
            price = agreed_gpu_price(agreed, price)
        if price is not None:
            yield GpuLine(price=price, url=gpu_url(rows, agreed_rows), stale=is_stale(price.checked_on, day))


def grouped(rows: Iterable[Any], *names: str) -> Mapping[Key, list[Any]]:
    """Rows by what they are about, whatever the case of its names, in the order in which they come."""
    groups: dict[Any, list[Any]] = {}
    for row in rows:
        groups.setdefault(tuple(getattr(row, name).casefold() for name in names), []).append(row)
    return groups


def valid_on(rows: list[Any], day: datetime.date) -> Any:
    """The row that counts on the day; None where none does yet. The rows come oldest first."""
    past = [row for row in rows if row.valid_from <= day]
    return past[-1] if past else None


def model_url(rows: list[ModelPrice], own: list[TeamModelPrice]) -> str:
    """The page of a model: its first row gives the address, so that new rows do not change it."""
    if rows:
        return reverse("model_price", args=[min(row.pk for row in rows)])
    return reverse("team_model", args=[min(row.pk for row in own)])


def gpu_url(rows: list[GpuPrice], own: list[TeamGpuPrice]) -> str:
    if rows:
        return reverse("gpu_price", args=[min(row.pk for row in rows)])
    return reverse("team_gpu", args=[min(row.pk for row in own)])


def retirement(retires_on: datetime.date | None, day: datetime.date) -> str:
    """ "retired", "soon", or nothing where a model serves for a good while yet."""
    if retires_on is None:
        return ""
    if retires_on <= day:
        return "retired"
    return "soon" if retires_on - day <= RETIRES_SOON else ""


def _starts(price: ListPrice) -> datetime.date:
    return price.prices.as_of or datetime.date.min


def _is_kind(price: ListPrice, kind: str) -> bool:
    match kind:
        case "tunable":
            return price.tunable is True
        case "open":
            return price.open_weights is True
        case "ours":
            return price.is_teams_own
    return True


def _words_of(price: ListPrice) -> tuple[str, ...]:
    return (price.provider, price.name, price.label)


def _holds(words: list[str], texts: Iterable[str]) -> bool:
    haystack = " ".join(texts).casefold()
    return all(word in haystack for word in words)

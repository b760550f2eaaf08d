"""The price book's rows as the domain's price book of one day, a team's own prices before the list's."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from decider.domain.agreed_prices import gpu_with_discount, with_discount
from decider.domain.options import Prices, Tier
from decider.domain.prices import GpuListPrice, ListPrice, PriceBook
from decider.models.gpu_price import GpuPrice, GpuPriceColumns
from decider.models.model_price import TOKEN_PRICES, TUNED_PRICES, ModelPrice, ModelPriceColumns
from decider.models.team import Team
from decider.models.team_gpu_price import TeamGpuPrice
from decider.models.team_model_price import TeamModelPrice, TeamPriceKind

Key = tuple[str, str]
MODEL, GPU = ("provider", "name"), ("gpu", "provider")


def load_price_book(day: datetime.date, team: Team | None = None) -> PriceBook:
    """All prices valid on the day: of each model and GPU the row with the latest `valid_from` up to it.

    With a team, what it has agreed for itself counts before the list. Other teams' prices are never read.
    """
    models = {_key(row, MODEL): list_price(row) for row in model_rows(day)}
    gpus = {_key(row, GPU): gpu_list_price(row) for row in gpu_rows(day)}
    if team is not None:
        for row in team_model_rows(day, team):
            _take(models, _key(row, MODEL), agreed_price(row, models.get(_key(row, MODEL))))
        for gpu_row in team_gpu_rows(day, team):
            _take(gpus, _key(gpu_row, GPU), agreed_gpu_price(gpu_row, gpus.get(_key(gpu_row, GPU))))
    return PriceBook.of(models.values(), gpus.values())


def model_rows(day: datetime.date) -> list[ModelPrice]:
    """The model rows valid on the day, by provider and name."""
    rows = ModelPrice.objects.filter(valid_from__lte=day).order_by("provider", "name", "-valid_from")
    return _latest(rows, MODEL)


def gpu_rows(day: datetime.date) -> list[GpuPrice]:
    """The GPU rows valid on the day, by GPU and provider."""
    rows = GpuPrice.objects.filter(valid_from__lte=day).order_by("gpu", "provider", "-valid_from")
    return _latest(rows, GPU)


def team_model_rows(day: datetime.date, team: Team) -> list[TeamModelPrice]:
    """The team's own rows valid on the day; of several for one day the last one written."""
    rows = TeamModelPrice.objects.filter(team=team, valid_from__lte=day).order_by("-valid_from", "-id")
    return _latest(rows, MODEL)


def team_gpu_rows(day: datetime.date, team: Team) -> list[TeamGpuPrice]:
    rows = TeamGpuPrice.objects.filter(team=team, valid_from__lte=day).order_by("-valid_from", "-id")
    return _latest(rows, GPU)


def agreed_price(row: TeamModelPrice, listed: ListPrice | None) -> ListPrice | None:
    """What a team pays by its row; None where nothing is agreed and nothing listed either.

    Facts that the row does not state are those of the list.
    """
    if row.kind == TeamPriceKind.OWN:
        return list_price(row, facts_of=listed)
    if listed is None or row.kind == TeamPriceKind.LIST or row.discount is None:
        return listed
    return with_discount(listed, exact(row.discount) or Decimal(0))


def agreed_gpu_price(row: TeamGpuPrice, listed: GpuListPrice | None) -> GpuListPrice | None:
    """As `agreed_price`, of a GPU."""
    if row.kind == TeamPriceKind.OWN:
        return gpu_list_price(row, figures_of=listed)
    if listed is None or row.kind == TeamPriceKind.LIST or row.discount is None:
        return listed
    return gpu_with_discount(listed, exact(row.discount) or Decimal(0))


def list_price(row: ModelPriceColumns, facts_of: ListPrice | None = None) -> ListPrice:
    """One model's row in the words of the domain."""
    shared: dict[str, Any] = {
        "training": exact(row.training),
        "hosting_per_hour": exact(row.hosting_per_hour),
        "as_of": row.valid_from,
        "checked_on": row.checked_on,
        "source": row.source or None,
    }
    base: dict[str, Any] = {name: exact(getattr(row, name)) for name in TOKEN_PRICES}
    tuned: dict[str, Any] = {name.removeprefix("tuned_"): exact(getattr(row, name)) for name in TUNED_PRICES}
    facts: dict[str, Any] = {
        "tunable": row.tunable,
        "tunable_where": row.tunable_where,
        "tunable_until": row.tunable_until,
        "open_weights": row.open_weights,
        "licence": row.licence,
        "retires_on": row.retires_on,
        "successor": row.successor,
        "context_limit_tokens": _count(row.context_limit_tokens),
        "structured_output": row.structured_output,
        "minimum_cacheable_prefix_tokens": _count(row.minimum_cacheable_prefix_tokens),
        "fact_sources": row.fact_sources,
    }
    if facts_of is not None:
        taken = [name for name, value in facts.items() if value in (None, "", {})]
        facts |= {name: getattr(facts_of, name) for name in taken}
        read_at = {name: facts_of.fact_sources.get(name) or facts_of.prices.source or "" for name in taken}
        facts["fact_sources"] = {**read_at, **row.fact_sources}
    return ListPrice(
        provider=row.provider,
        name=row.name,
        label=row.label,
        prices=Prices(**base, tiers=tuple(_tier(tier) for tier in row.tiers), **shared),
        tuned_prices=Prices(**tuned, **shared) if any(price is not None for price in tuned.values()) else None,
        note=row.note,
        is_teams_own=isinstance(row, TeamModelPrice),
        **facts,
    )


def gpu_list_price(row: GpuPriceColumns, figures_of: GpuListPrice | None = None) -> GpuListPrice:
    """One GPU's row in the words of the domain."""
    return GpuListPrice(
        gpu=row.gpu,
        provider=row.provider,
        usd_per_hour=exact(row.usd_per_hour) or Decimal(0),
        peak_flops=row.peak_flops or (figures_of.peak_flops if figures_of else None),
        bandwidth_bytes_per_s=row.bandwidth_bytes_per_s or (figures_of.bandwidth_bytes_per_s if figures_of else None),
        as_of=row.valid_from,
        checked_on=row.checked_on,
        source=row.source or None,
        data_sheet=row.data_sheet or (figures_of.data_sheet if figures_of else None),
        is_teams_own=isinstance(row, TeamGpuPrice),
    )


def exact(number: Decimal | None) -> Decimal | None:
    """A stored number without the zeros that its column adds: 0.400000000000 is 0.4."""
    return None if number is None else Decimal(f"{number.normalize():f}")


def _count(number: int | Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def _tier(stored: dict[str, Any]) -> Tier:
    return Tier(**{name: None if price is None else Decimal(str(price)) for name, price in stored.items()})


def _key(row: Any, names: Key) -> Key:
    first, second = (getattr(row, name).casefold() for name in names)
    return first, second


def _take(book: dict[Key, Any], key: Key, price: Any) -> None:
    if price is not None:
        book[key] = price


def _latest(rows: Iterable[Any], names: Key) -> list[Any]:
    """The first row of each key; the rows come newest first within a key."""
    latest: dict[Key, Any] = {}
    for row in rows:
        latest.setdefault(_key(row, names), row)
    return list(latest.values())

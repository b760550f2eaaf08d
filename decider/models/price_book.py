"""The price book's rows as the domain's price book of one day."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from decider.domain.options import Prices, Tier
from decider.domain.prices import GpuListPrice, ListPrice, PriceBook
from decider.models.gpu_price import GpuPrice
from decider.models.model_price import ModelPrice

TOKEN_PRICES = ("input", "output", "cache_read", "cache_write", "batch_input", "batch_output", "batch_cache_read")
TUNED_PRICES = ("tuned_input", "tuned_output", "tuned_cache_read", "tuned_batch_input", "tuned_batch_output")


def load_price_book(day: datetime.date) -> PriceBook:
    """All list prices valid on the day: of each model and GPU the row with the latest `valid_from` up to it."""
    return PriceBook.of(
        [list_price(row) for row in model_rows(day)],
        [gpu_list_price(row) for row in gpu_rows(day)],
    )


def model_rows(day: datetime.date) -> list[ModelPrice]:
    """The model rows valid on the day, by provider and name."""
    rows = ModelPrice.objects.filter(valid_from__lte=day).order_by("provider", "name", "-valid_from")
    return _latest(rows, "provider", "name")


def gpu_rows(day: datetime.date) -> list[GpuPrice]:
    """The GPU rows valid on the day, by GPU and provider."""
    rows = GpuPrice.objects.filter(valid_from__lte=day).order_by("gpu", "provider", "-valid_from")
    return _latest(rows, "gpu", "provider")


def list_price(row: ModelPrice) -> ListPrice:
    """One model's row in the words of the domain."""
    shared: dict[str, Any] = {
        "training": exact(row.training),
        "hosting_per_hour": exact(row.hosting_per_hour),
        "as_of": row.valid_from,
        "source": row.source,
    }
    base: dict[str, Any] = {name: exact(getattr(row, name)) for name in TOKEN_PRICES}
    tuned: dict[str, Any] = {name.removeprefix("tuned_"): exact(getattr(row, name)) for name in TUNED_PRICES}
    minimum = row.minimum_cacheable_prefix_tokens
    return ListPrice(
        provider=row.provider,
        name=row.name,
        label=row.label,
        prices=Prices(**base, tiers=tuple(_tier(tier) for tier in row.tiers), **shared),
        tuned_prices=Prices(**tuned, **shared) if any(price is not None for price in tuned.values()) else None,
        tunable=row.tunable,
        open_weights=row.open_weights,
        retires_on=row.retires_on,
        minimum_cacheable_prefix_tokens=None if minimum is None else Decimal(minimum),
        checked_on=row.checked_on,
        note=row.note,
    )


def gpu_list_price(row: GpuPrice) -> GpuListPrice:
    """One GPU's row in the words of the domain."""
    return GpuListPrice(
        gpu=row.gpu,
        provider=row.provider,
        usd_per_hour=exact(row.usd_per_hour) or Decimal(0),
        peak_flops=row.peak_flops,
        bandwidth_bytes_per_s=row.bandwidth_bytes_per_s,
        as_of=row.valid_from,
        checked_on=row.checked_on,
        source=row.source,
        data_sheet=row.data_sheet or None,
    )


def exact(number: Decimal | None) -> Decimal | None:
    """A stored number without the zeros that its column adds: 0.400000000000 is 0.4."""
    return None if number is None else Decimal(f"{number.normalize():f}")


def _tier(stored: dict[str, Any]) -> Tier:
    return Tier(**{name: None if price is None else Decimal(str(price)) for name, price in stored.items()})


def _latest(rows: Iterable[Any], *names: str) -> list[Any]:
    """The first row of each key; the rows come newest first within a key."""
    latest: dict[tuple[str, ...], Any] = {}
    for row in rows:
        latest.setdefault(tuple(getattr(row, name).casefold() for name in names), row)
    return list(latest.values())

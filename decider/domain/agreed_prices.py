"""Prices that a team has agreed for itself: a share off everything that a provider lists for a model or GPU."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from decider.domain.fields import Number
from decider.domain.numbers import exact, plain
from decider.domain.options import Prices, Tier
from decider.domain.prices import GpuListPrice, ListPrice

_PRICES = (
    "input",
    "output",
    "reasoning",
    "cache_read",
    "cache_write",
    "batch_input",
    "batch_output",
    "batch_cache_read",
    "batch_cache_write",
)


def with_discount(listed: ListPrice, share: Decimal) -> ListPrice:
    """The list price less a share: tokens, tiers, training and hosting alike. Facts stay as they are listed."""
    return replace(
        listed,
        prices=_less(listed.prices, share),
        tuned_prices=None if listed.tuned_prices is None else _less(listed.tuned_prices, share),
        discount=share,
        is_teams_own=True,
    )


def gpu_with_discount(listed: GpuListPrice, share: Decimal) -> GpuListPrice:
    rate = _part(listed.usd_per_hour, 1 - share)
    assert isinstance(rate, Decimal)
    return replace(listed, usd_per_hour=rate, source=_said(listed.source, share), discount=share, is_teams_own=True)


def _less(prices: Prices, share: Decimal) -> Prices:
    rest = 1 - share
    changed: dict[str, Any] = {
        name: _part(getattr(prices, name), rest) for name in (*_PRICES, "training", "hosting_per_hour")
    }
    return replace(
        prices,
        **changed,
        tiers=tuple(_tier(tier, rest) for tier in prices.tiers),
        source=_said(prices.source, share),
    )


def _tier(tier: Tier, rest: Decimal) -> Tier:
    return replace(tier, **{name: _part(getattr(tier, name), rest) for name in _PRICES if hasattr(tier, name)})


def _part(price: Number, rest: Decimal) -> Number:
    with exact():
        return price * rest if isinstance(price, Decimal) else price


def _said(source: str | None, share: Decimal) -> str:
    return f"{plain(share * 100)} % off the list price {source or ''}".strip()

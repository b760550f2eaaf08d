"""Where an axis starts, ends and is labelled; one answer for every renderer."""

import math
from collections.abc import Callable, Iterable

from decider.charts.shapes import Axis, Tick
from decider.charts.short_numbers import short, short_money

Text = Callable[[float], str]


def log_axis(title: str, values: Iterable[float], *, money: bool = False, room: float = 0.0) -> Axis:
    """A logarithmic axis around positive values; `room` widens each end by a share of its length."""
    known = [value for value in values if value > 0] or [1.0]
    low, high = math.log10(min(known)), math.log10(max(known))
    if high - low < 0.2:
        low, high = low - 0.3, high + 0.3
    low, high = low - room * (high - low), high + room * (high - low)
    # Beyond what a float's exponent holds no chart makes sense; stay inside.
    low, high = max(low, -300.0), min(high, 300.0)
    show = short_money if money else short
    ticks = tuple(Tick(at=at, text=show(at)) for at in _log_ticks(low, high))
    return Axis(title=title, low=10**low, high=10**high, ticks=ticks, log=True, money=money)


def _log_ticks(low: float, high: float) -> list[float]:
    steps: tuple[int, ...] = (1,)
    if high - low <= 1:
        steps = (1, 2, 3, 5, 7)
    elif high - low <= 2.5:
        steps = (1, 3)
    decades = range(math.floor(low), math.ceil(high) + 1)
    every = max(1, math.ceil(len(decades) / 8))
    ticks = [step * 10.0**decade for decade in decades if decade % every == 0 for step in steps]
    return [tick for tick in ticks if low - 1e-9 <= math.log10(tick) <= high + 1e-9]


def linear_axis(
    title: str, values: Iterable[float], *, money: bool = False, text: Text | None = None, whole: bool = False
) -> Axis:
    """A linear axis from zero (or below, where values are) to a little above the largest value."""
    known = list(values) or [0.0]
    low, high = min(0.0, *known), max(0.0, *known)
    if low == high:
        high = 1.0
    step = _nice_step((high - low) / 5)
    if whole:
        step = max(1.0, step)
    low, high = math.floor(low / step) * step, high + 0.06 * (high - low)
    show = text or (short_money if money else short)
    first = round(low / step)
    ticks = tuple(Tick(at=i * step, text=show(i * step)) for i in range(first, math.floor(high / step) + 1))
    return Axis(title=title, low=low, high=high, ticks=ticks, money=money)


def _nice_step(rough: float) -> float:
    size = 10.0 ** math.floor(math.log10(rough))
    return next(nice * size for nice in (1, 2, 2.5, 5, 10) if nice * size >= rough * 0.999)


def month_axis(months: int) -> Axis:
    """Months from 0 to the horizon, every one labelled as long as they fit."""
    every = next((step for step in (1, 2, 3, 6, 12, 24) if months / step <= 13), max(1, math.ceil(months / 12)))
    ticks = tuple(Tick(at=float(month), text=str(month)) for month in range(0, months + 1, every))
    return Axis(title="Month", low=0.0, high=float(max(months, 1)), ticks=ticks)

"""Payback: the month in which what was spent up front has come back, growth included."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class PaybackResult(StrEnum):
    AT = "at"
    # Lower from the start: nothing had to be paid back.
    IMMEDIATE = "immediate"
    NEVER = "never"
    # Not yet at the end of the horizon, but the gap is closing.
    BEYOND_HORIZON = "beyond_horizon"
    # Lower for a while, then dearer again by the end.
    SWAPS_BACK = "swaps_back"


@dataclass(frozen=True)
class Payback:
    result: PaybackResult
    month: int | None


def payback(dear: Sequence[Decimal], cheap: Sequence[Decimal]) -> Payback:
    """When `cheap`'s cumulative cost (by month, month 0 first) falls below `dear`'s for good.

    The payback month is the first at which `cheap` is lower and stays lower within the horizon. A tie
    is not lower.
    """
    gaps = [cheap_sum - dear_sum for cheap_sum, dear_sum in zip(cheap, dear, strict=True)]
    lower = [gap < 0 for gap in gaps]
    if lower[-1]:
        month = len(lower) - 1
        while month > 0 and lower[month - 1]:
            month -= 1
        # Month 0 is the start; what is lower from the first month on without an outlay needs no payback.
        if month == 0 or (month == 1 and gaps[0] <= 0):
            return Payback(PaybackResult.IMMEDIATE, None)
        return Payback(PaybackResult.AT, month)
    if any(lower):
        return Payback(PaybackResult.SWAPS_BACK, None)
    closing = len(gaps) > 1 and gaps[-1] < gaps[-2]
    return Payback(PaybackResult.BEYOND_HORIZON if closing else PaybackResult.NEVER, None)

"""Crossover volume: from which number of calls a month on one option is cheaper than another.

Totals over the horizon at constant volume are compared, undiscounted, without price decline, at
today's cache share: `Fix + M·H(V) + M·V·c` with `Fix = F + R·⌊(M−1)/k⌋ + M·U`. Serving is a
staircase where machines come whole, so the difference of two totals is a line on each common step;
the steps are walked exactly, in fractions. A tie is not cheaper.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm

from decider.domain.bills import Bill
from decider.domain.hosting import Serving

# Two staircases of nearly the same slope could cross for a very long time; beyond this many steps
# what is left is less than one replica's rent apart, and the later crossings are not told.
_MOST_STEPS = 20_000


class CrossoverResult(StrEnum):
    AT = "at"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True)
class Crossover:
    """`first`: least whole volume at which `to` is strictly cheaper; `stable`: least from which it stays so."""

    result: CrossoverResult
    first: int | None
    stable: int | None


@dataclass(frozen=True)
class Total:
    """One option's total over `months` at constant volume, as a function of whole calls a month."""

    fixed: Fraction
    months: int
    per_call: Fraction
    # Machines that come whole; what is flat is part of `fixed`.
    serving: tuple[Serving, ...] = ()

    def at(self, calls: int) -> Fraction:
        return self.at_volume(Fraction(calls))

    def at_volume(self, calls: Fraction) -> Fraction:
        """As `at`, for a volume that need not be whole."""
        serving = sum((line.monthly(calls) for line in self.serving), Fraction(0))
        return self.fixed + self.months * (serving + calls * self.per_call)


def total_of(bill: Bill, months: int) -> Total:
    """The total of a complete bill over `months`."""
    assert bill.serving is not None
    retrainings = bill.retrainings_until(months, months)
    flat = sum((line.monthly(Fraction(0)) for line in bill.serving if not line.climbs), Fraction(0))
    return Total(
        fixed=bill.one_off_total + bill.retraining * retrainings + months * (bill.upkeep + flat),
        months=months,
        per_call=bill.per_call,
        serving=tuple(line for line in bill.serving if line.climbs),
    )


def in_order(one: Total, other: Total) -> bool:
    """Whether `one` is the cheaper, or equal, at one call a month: it is then the `from` of the pair."""
    return one.at(1) <= other.at(1)


def crossover(dear: Total, cheap: Total) -> Crossover:
    """From where on `cheap` (the `to`, not cheaper at one call) is cheaper than `dear` (the `from`)."""
    difference = _Difference(dear, cheap)
    first = difference.first_below_zero()
    if first is None:
        return Crossover(CrossoverResult.NEVER, None, None)
    last = difference.last_at_or_above_zero()
    if last is None:  # never below for good
        return Crossover(CrossoverResult.NEVER, first, None)
    stable = last + 1
    # `cheap` is not cheaper at one call, so only a tie there can make it the cheaper one at every volume.
    always = stable == 2 and difference.at(1) == 0
    return Crossover(CrossoverResult.ALWAYS if always else CrossoverResult.AT, first, stable)


class _Difference:
    """Total of `to` minus total of `from`, per month, over whole volumes from 1 on."""

    def __init__(self, dear: Total, cheap: Total) -> None:
        constant, slope = (cheap.fixed - dear.fixed) / cheap.months, cheap.per_call - dear.per_call
        rents = _net_rents(dear.serving, cheap.serving)
        # Whole numbers of the smallest part of a dollar that all four have in common: walking the steps in
        # fractions takes ten times as long.
        unit = lcm(*(part.denominator for part in (constant, slope, *rents.values())))
        self.constant, self.slope = int(constant * unit), int(slope * unit)
        # Each staircase with the sign of its rent: 1 where it makes `to` dearer.
        self.steps = [
            (_Steps(minimum, per_call, abs(int(usd * unit))), 1 if usd > 0 else -1)
            for (minimum, per_call), usd in rents.items()
        ]

    def at(self, calls: int) -> int:
        return self.constant + self.slope * calls + sum(sign * steps.rent(calls) for steps, sign in self.steps)

    def first_below_zero(self) -> int | None:
        for start, end in self._regions():
            found = self._first_in(start, end)
            if found is not None:
                return found
        return None

    def last_at_or_above_zero(self) -> int | None:
        """The last volume at which `to` is not cheaper; None where there is always a later one."""
        for start, end in reversed(self._regions()):
            found = self._last_in(start, end)
            if found is not None:
                return None if found < 0 else found
        return 0

    def _regions(self) -> list[tuple[int, int | None]]:
        """Stretches of volume in which each staircase either stands on its least replicas or climbs."""
        edges = {steps.last_on_minimum for steps, _ in self.steps} - {None, 0}
        starts = [1, *(edge + 1 for edge in sorted(edge for edge in edges if edge is not None))]
        ends: list[int | None] = [start - 1 for start in starts[1:]]
        return list(zip(starts, [*ends, None], strict=True))

    def _envelope(self, start: int) -> tuple[int, int, Fraction]:
        """(low, high, slope) in the region from `start`: low < difference − slope·V ≤ high, up to equality."""
        low = high = self.constant
        slope = Fraction(self.slope)
        for steps, sign in self.steps:
            if steps.climb_from(start):
                slope += sign * Fraction(steps.replicas, steps.calls) * steps.usd
                # ⌈x⌉ lies in [x, x + 1).
                if sign > 0:
                    high += steps.usd
                else:
                    low -= steps.usd
            else:
                flat = sign * steps.rent(start)
                low, high = low + flat, high + flat
        return low, high, slope

    def _first_in(self, start: int, end: int | None) -> int | None:
        low, high, slope = self._envelope(start)
        if slope < 0:
            # Nothing is below zero before the lower envelope is.
            start = max(start, -(-low // -slope) if low > 0 else start)
        elif low >= 0 and (slope > 0 or low > 0 or (slope == 0 and high == low)):
            return None
        elif slope > 0:
            limit = (-low) // slope + 1
            end = limit if end is None else min(end, limit)
        elif end is None:
            end = start + self._period(start)
        for step_start, step_end in self._steps_up(start, end):
            found = self._first_in_step(step_start, step_end)
            if found is not None:
                return found
        return None

    def _last_in(self, start: int, end: int | None) -> int | None:
        """The last volume in the region that is not below zero; None if all are below; −1 if there is no last."""
        low, high, slope = self._envelope(start)
        if end is None:
            if slope > 0:
                return -1
            if slope == 0:
                return self._last_without_slope(start, low, high)
            # Beyond this volume even the upper envelope is below zero.
            end = max(start, high // -slope + 1)
        elif slope < 0:
            end = min(end, max(start, high // -slope + 1))
        for step_start, step_end in self._steps_down(start, end):
            found = self._last_in_step(step_start, step_end)
            if found is not None:
                return found
        return None

    def _last_without_slope(self, start: int, low: int, high: int) -> int | None:
        """The endless region where both rise equally: the difference repeats itself with the steps' period."""
        if low >= 0:
            return -1
        if high < 0:
            return None
        end = start + self._period(start)
        for walked, (step_start, step_end) in enumerate(self._steps_up(start, end), start=1):
            assert step_end is not None  # a step with an end was asked for
            if self._last_in_step(step_start, step_end) is not None or walked >= _MOST_STEPS:
                return -1
        return None

    def _period(self, start: int) -> int:
        """After this many calls the steps of both staircases fall together again."""
        return lcm(*(steps.calls for steps, _ in self.steps if steps.climb_from(start)))

    def _steps_up(self, start: int, end: int | None) -> Iterator[tuple[int, int | None]]:
        for _ in range(_MOST_STEPS):
            if end is not None and start > end:
                return
            stop = _earliest(end, *(steps.end(start) for steps, _ in self.steps))
            yield start, stop
            if stop is None:
                return
            start = stop + 1

    def _steps_down(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        for _ in range(_MOST_STEPS):
            if end < start:
                return
            begin = max(start, *(steps.start(end) for steps, _ in self.steps)) if self.steps else start
            yield begin, end
            end = begin - 1

    def _first_in_step(self, start: int, end: int | None) -> int | None:
        value = self.at(start)
        if value < 0:
            return start
        if self.slope >= 0:
            return None
        found = start + value // -self.slope + 1
        return found if end is None or found <= end else None

    def _last_in_step(self, start: int, end: int) -> int | None:
        value = self.at(end)
        if value >= 0:
            return end
        if self.slope >= 0:
            return None
        found = end + value // -self.slope
        return found if found >= start else None


def _net_rents(dear: tuple[Serving, ...], cheap: tuple[Serving, ...]) -> dict[tuple[int, Fraction], Fraction]:
    """What each kind of staircase adds to the difference; the same machines on both sides cancel out."""
    rents: dict[tuple[int, Fraction], Fraction] = {}
    for lines, sign in ((cheap, 1), (dear, -1)):
        for line in lines:
            kind = (line.minimum, line.replicas_per_call)
            rents[kind] = rents.get(kind, Fraction(0)) + sign * line.usd_per_replica
    return {kind: usd for kind, usd in rents.items() if usd}


class _Steps:
    """A staircase in whole numbers: `replicas` more for every `calls` a month, each for `usd` parts of a dollar."""

    def __init__(self, minimum: int, replicas_per_call: Fraction, usd: int) -> None:
        self.minimum, self.usd = minimum, usd
        self.replicas, self.calls = replicas_per_call.as_integer_ratio()
        self.climbs = bool(self.replicas and usd)
        # The last whole volume that the least number of replicas carries; None where there is no end.
        self.last_on_minimum = self.minimum * self.calls // self.replicas if self.climbs else None

    def _replicas_at(self, calls: int) -> int:
        return max(self.minimum, -(-calls * self.replicas // self.calls))

    def rent(self, calls: int) -> int:
        return self.usd * self._replicas_at(calls)

    def climb_from(self, start: int) -> bool:
        return self.last_on_minimum is not None and start > self.last_on_minimum

    def end(self, calls: int) -> int | None:
        """The last whole volume with as many replicas as at `calls`."""
        return self._replicas_at(calls) * self.calls // self.replicas if self.climbs else None

    def start(self, calls: int) -> int:
        """The first whole volume, from 1 on, with as many replicas as at `calls`."""
        replicas = self._replicas_at(calls)
        return (replicas - 1) * self.calls // self.replicas + 1 if self.climbs and replicas > self.minimum else 1


def _earliest(*ends: int | None) -> int | None:
    return min((end for end in ends if end is not None), default=None)

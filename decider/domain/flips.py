"""Flip points: for one input alone, the smallest change that changes the verdict or the cheapest option."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Protocol

from decider.domain.fields import Range
from decider.domain.numbers import decimal
from decider.domain.options import Hosting, Option
from decider.domain.policy import Policy
from decider.domain.profile import TaskProfile

# Far enough to find every plausible change, near enough to mean something.
_VOLUME_FACTORS = tuple(
    Decimal(factor) for factor in ("1.05", "1.1", "1.25", "1.5", "2", "3", "5", "10", "30", "100", "1000")
)
_MOST_CALLS = Decimal(10) ** 12
_HIGHEST_PRICE_FACTOR = Decimal(10)
_PRICE_DIGITS = 4

# (verdict, key of the cheapest option).
Outcome = tuple[str, str | None]
# From a value of one fact to that which is watched for a change.
Judge = Callable[[Decimal], tuple[object, ...]]


class Probes(Protocol):
    """What the outcome would be if one fact were another."""

    now: Outcome

    def at_volume(self, calls: Decimal) -> Outcome: ...

    def by_price(self, index: int, path: str, price: Decimal) -> Callable[[Decimal], Outcome] | None:
        """Outcomes by one unit price of one option; None where it has no total that could change."""


@dataclass(frozen=True)
class Flip:
    """At `at` instead of `now`, this fact alone gives another verdict or another cheapest option."""

    fact: str
    now: Decimal
    at: Decimal
    unit: str
    to_verdict: str
    to_cheapest: str | None
    changes_verdict: bool

    def within(self, share: Decimal, stated: Range | None) -> bool:
        """Whether the flip lies inside the stated range, or within ± `share` of the value."""
        if stated is not None and stated.low <= self.at <= stated.high:
            return True
        return abs(self.at - self.now) <= share * self.now


def find_flips(profile: TaskProfile, policy: Policy, probes: Probes) -> tuple[Flip, ...]:
    """The flip points of volume and prices: those of the verdict first, the nearest first.

    One for each fact: where the verdict changes, or else where the cheapest option does.
    """
    found = [*_volume_flips(profile, policy, probes), *_price_flips(profile, probes)]
    return tuple(sorted(found, key=_rank))


def _rank(flip: Flip) -> tuple[bool, Decimal]:
    return not flip.changes_verdict, _distance(flip)


def _distance(flip: Flip) -> Decimal:
    """How far away a flip is, as a factor: halving is as far as doubling."""
    low, high = sorted((flip.now, flip.at))
    return high / low if low else Decimal("Infinity")


def _flip(fact: str, unit: str, now: Decimal, at: Decimal, before: Outcome, after: Outcome) -> Flip:
    return Flip(fact, now, at, unit, after[0], after[1], before[0] != after[0])


def _volume_flips(profile: TaskProfile, policy: Policy, probes: Probes) -> Iterator[Flip]:
    calls = profile.volume.calls_per_month
    if not isinstance(calls, Decimal) or calls < 1:
        return
    edges = {policy.low_volume_calls, policy.low_volume_calls - 1}
    found = []
    for upwards in (False, True):
        points = {calls * factor if upwards else calls / factor for factor in _VOLUME_FACTORS}
        points |= {edge for edge in edges if (edge > calls) is upwards and edge != calls}
        whole = {point.to_integral_value(ROUND_CEILING if upwards else ROUND_FLOOR) for point in points}
        ordered = sorted(
            {point for point in whole if 1 <= point <= _MOST_CALLS and point != calls}, reverse=not upwards
        )
        for judge, now in _judgements(probes.at_volume, probes.now):
            at = _nearest_volume(calls, ordered, judge, now)
            if at is not None:
                found.append(
                    _flip("volume.calls_per_month", "calls a month", calls, at, probes.now, probes.at_volume(at))
                )
                break
    yield from sorted(found, key=_rank)[:1]


def _judgements(at: Callable[[Decimal], Outcome], now: Outcome) -> Iterator[tuple[Judge, tuple[object, ...]]]:
    """What is watched, with its value today, the weightier first: the verdict alone, then the whole outcome."""
    yield lambda value: at(value)[:1], now[:1]
    yield at, now


def _nearest_volume(start: Decimal, points: list[Decimal], judge: Judge, now: tuple[object, ...]) -> Decimal | None:
    """The whole volume nearest to `start`, on the way through `points`, at which the outcome differs."""
    same = start
    for point in points:
        if judge(point) != now:
            other = point
            while abs(other - same) > 1:
                middle = ((same + other) / 2).to_integral_value()
                if middle in (same, other):
                    break
                same, other = (same, middle) if judge(middle) != now else (middle, other)
            return other
        same = point
    return None


def _price_flips(profile: TaskProfile, probes: Probes) -> Iterator[Flip]:
    for index, option in enumerate(profile.options):
        for name, price, unit in _prices(option):
            at = probes.by_price(index, name, price) if price else None
            if at is None:
                continue
            found = []
            for end in (Decimal(0), price * _HIGHEST_PRICE_FACTOR):
                for judge, now in _judgements(at, probes.now):
                    if judge(end) != now:
                        value = _bisect(price, end, judge, now)
                        found.append(_flip(f"options.{option.key}.{name}", unit, price, value, probes.now, at(value)))
                        break
            yield from sorted(found, key=_rank)[:1]


def _bisect(same: Decimal, other: Decimal, judge: Judge, now: tuple[object, ...]) -> Decimal:
    """Where between `same` and `other` the outcome changes, to four digits, on the changed side."""
    rising = other > same
    for _ in range(24):
        middle = (same + other) / 2
        same, other = (same, middle) if judge(middle) != now else (middle, other)
    if not other:
        return other
    step = Decimal(1).scaleb(other.adjusted() - _PRICE_DIGITS + 1)
    rounded = (other / step).to_integral_value(ROUND_CEILING if rising else ROUND_FLOOR) * step
    return decimal(rounded)


def _prices(option: Option) -> Iterator[tuple[str, Decimal, str]]:
    if option.hosting is Hosting.SELF_HOSTED:
        rate = option.self_hosting.gpu_usd_per_hour if option.self_hosting else None
        if isinstance(rate, Decimal):
            yield "self_hosting.gpu_usd_per_hour", rate, "$ an hour"
        return
    for name in ("input", "output"):
        price = getattr(option.prices, name, None)
        if isinstance(price, Decimal):
            yield f"prices.{name}", price, "$ per 1 M tokens"


def with_price(profile: TaskProfile, index: int, path: str, value: Decimal) -> TaskProfile:
    """The profile with one unit price of one option replaced."""
    group, _, name = path.partition(".")
    option = profile.options[index]
    section: Any = replace(getattr(option, group), **{name: value})
    changed = replace(option, **{group: section})
    return replace(profile, options=(*profile.options[:index], changed, *profile.options[index + 1 :]))

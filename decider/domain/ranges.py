"""Ranges as distributions, and seeded draws from them.

A range [low, high] is a 90 % interval: lognormal for positive quantities, logit-normal for shares,
with `likely` a triangular distribution whose 5 % and 95 % points are low and high. Where an end lies
on the edge (0, or a share of 0 or 1) neither logarithm exists, and the range is uniform with the same
5 % and 95 % points, cut at the edge.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtri

from decider.domain.fields import ListRule, NumberRule, Range, SectionRule, rules
from decider.domain.profile import Scale, TaskProfile
from decider.domain.quality_scale import rule_on_scale

Array = NDArray[np.float64]

# 2 ** 13: Sobol's points keep their balance in powers of two.
DRAWS_LOG2 = 13
DRAWS = 2**DRAWS_LOG2
SEED = 1

_TAIL = 0.05
_Z90 = float(ndtri(1 - _TAIL))


@dataclass(frozen=True)
class Uncertain:
    """One fact that is known only within a range: its key path, range and rule.

    Paths into options name the option: `options.ft-small.prices.input`.
    """

    path: str
    range: Range
    rule: NumberRule

    def quantile(self, chance: Array | float) -> Array:
        """The value below which the fact lies with that chance (array of any shape, values in (0, 1))."""
        low, high = float(self.range.low), float(self.range.high)
        if low == high:
            return np.full_like(np.asarray(chance, dtype=np.float64), low)
        if self.range.likely is not None:
            values = _triangular(np.asarray(chance), low, float(self.range.likely), high)
        elif self.rule.share and low > 0 and high < 1:
            values = expit(_between(logit(low), logit(high), chance))
        elif low > 0:
            values = np.exp(_between(log(low), log(high), chance))
        else:
            values = low + (high - low) * (np.asarray(chance) - _TAIL) / (1 - 2 * _TAIL)
        return self._within_rule(np.asarray(values, dtype=np.float64))

    def _within_rule(self, values: Array) -> Array:
        """Values cut to what the rule allows; an end that is excluded is kept out by the nearest number inside."""
        rule = self.rule
        low, high = -np.inf, np.inf
        if rule.above is not None:
            low = np.nextafter(float(rule.above), np.inf)
        elif rule.minimum is not None:
            low = float(rule.minimum)
        if rule.below is not None:
            high = np.nextafter(float(rule.below), -np.inf)
        elif rule.maximum is not None:
            high = float(rule.maximum)
        clipped: Array = np.clip(values, low, high)
        return np.rint(clipped) if rule.whole else clipped


def uncertain_facts(profile: TaskProfile) -> tuple[Uncertain, ...]:
    """Every fact of the profile and its options that is stated as a range, in the order of declaration."""
    return tuple(_uncertain(profile, "", profile.quality.scale))


def unit_draws(dimensions: int, *, draws_log2: int = DRAWS_LOG2, seed: int = SEED) -> Array:
    """Seeded, scrambled Sobol points in (0, 1): shape (2 ** draws_log2, dimensions). The same on every call."""
    points = _sobol(dimensions, draws_log2, seed)
    points.flags.writeable = False
    return points


@lru_cache(maxsize=16)
def _sobol(dimensions: int, draws_log2: int, seed: int) -> Array:
    # Imported here, because it takes longer than the whole of Decider: a command need not wait for it.
    from scipy.stats import qmc

    sampler = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed))
    # Scrambled points may come as close to the ends as 2 ** -30; quantiles need them inside.
    points: Array = np.clip(sampler.random_base2(draws_log2), 1e-9, 1 - 1e-9)
    return points


def _uncertain(group: Any, prefix: str, scale: Scale | None) -> Iterator[Uncertain]:
    for name, rule in rules(type(group)).items():
        value = getattr(group, name)
        if isinstance(rule, NumberRule) and isinstance(value, Range):
            yield Uncertain(prefix + name, value, rule_on_scale(rule, group, name, scale))
        elif isinstance(rule, SectionRule) and value is not None:
            yield from _uncertain(value, f"{prefix}{name}.", scale)
        elif isinstance(rule, ListRule):
            for index, item in enumerate(value):
                yield from _uncertain(item, f"{prefix}{name}.{getattr(item, 'key', index)}.", scale)


def _between(low: float, high: float, chance: Array | float) -> Array:
    middle, spread = (low + high) / 2, (high - low) / (2 * _Z90)
    result: Array = np.asarray(middle + spread * ndtri(chance), dtype=np.float64)
    return result


@lru_cache(maxsize=256)
def _triangle(low: float, likely: float, high: float) -> tuple[float, float]:
    """The ends of the triangle around `likely` whose 5 % and 95 % points are low and high.

    With legs x and y beside the mode: (x − (likely − low))² = 5 %·(x + y)·x, and likewise for y; the
    iteration contracts, since each leg enters its own equation under a square root.
    """
    left, right = likely - low, high - likely
    # Begun wide, since a leg that begins at nothing would stay there.
    x = y = left + right
    for _ in range(200):
        x, y = left + sqrt(_TAIL * (x + y) * x), right + sqrt(_TAIL * (x + y) * y)
    return likely - x, likely + y


def _triangular(chance: Array, low: float, likely: float, high: float) -> Array:
    start, end = _triangle(low, likely, high)
    if end <= start:
        return np.full_like(chance, likely)
    width, rise = end - start, likely - start
    below: Array = start + np.sqrt(chance * width * rise)
    above = end - np.sqrt((1 - chance) * width * (end - likely))
    result: Array = np.where(chance < rise / width, below, above)
    return result

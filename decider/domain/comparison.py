"""Two options on test cases: is the gap between their scores more than chance, and how many cases would show it?

Tests are two-sided at 5 %, power is 80 % (docs: "Evidence").
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist, mean, stdev

from decider.domain.quality import wilson_interval

SIGNIFICANCE = 0.05
POWER = 0.80
_Z_TEST = NormalDist().inv_cdf(1 - SIGNIFICANCE / 2)
_Z_POWER = NormalDist().inv_cdf(POWER)
_STEPS = 60
# Differences of floats that should be equal differ by less than this share of themselves.
_NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison shows. Gaps are of scores: 0.03 is three points where the score is a share.

    `gap` is the second score minus the first. `detectable` is the least gap that these cases show with 80 % power;
    None where no gap is large enough. `cases_needed` is how many cases (each answered by both) would show the gap at
    hand; None where the gap is 0.
    """

    gap: float
    low: float
    high: float
    p_value: float
    cases: int
    detectable: float | None
    cases_needed: int | None
    # Whether both answered the same cases.
    paired: bool

    @property
    def told_apart(self) -> bool:
        return self.p_value < SIGNIFICANCE


def compare_paired(*, both_pass: int, only_first: int, only_second: int, both_fail: int) -> Comparison:
    """Two options on the same cases, by the exact test of McNemar (1947).

    The interval is that of Agresti and Min (2005): half a case is added to each cell. Cases needed and detectable gap
    are by Connor (1987), with the share of cases on which the two differ as it was seen.

    Raises:
        ValueError: there are no cases.
    """
    cases = both_pass + only_first + only_second + both_fail
    if cases < 1:
        raise ValueError("A comparison needs at least one case that both options answered.")
    differing = only_first + only_second
    gap = (only_second - only_first) / cases
    padded = cases + 2
    middle = (only_second - only_first) / padded
    half = _Z_TEST * sqrt(max(0.0, (differing + 1) / padded - middle * middle) / padded)
    share = differing / cases
    return Comparison(
        gap=gap,
        low=max(-1.0, middle - half),
        high=min(1.0, middle + half),
        p_value=_mcnemar(only_first, only_second),
        cases=cases,
        detectable=_least_gap(cases, lambda size: _connor(size, share)),
        cases_needed=ceil(_connor(abs(gap), share)) if gap else None,
        paired=True,
    )


def compare_shares(first: float, first_cases: int, second: float, second_cases: int) -> Comparison:
    """Two options on different cases: the pooled test of two shares; the interval is Newcombe's (1998, method 10).

    Cases needed are for each option (Fleiss 1981, without continuity correction).

    Raises:
        ValueError: an option has no cases.
    """
    if first_cases < 1 or second_cases < 1:
        raise ValueError("A comparison needs at least one case of each option.")
    gap = second - first
    first_low, first_high = wilson_interval(first, first_cases)
    second_low, second_high = wilson_interval(second, second_cases)
    pooled = (first * first_cases + second * second_cases) / (first_cases + second_cases)
    error = sqrt(pooled * (1 - pooled) * (1 / first_cases + 1 / second_cases))
    size = 2 / (1 / first_cases + 1 / second_cases)
    upwards = gap > 0 or (gap == 0 and first < 1)
    room = 1 - first if upwards else first
    return Comparison(
        gap=gap,
        low=gap - sqrt((second - second_low) ** 2 + (first_high - first) ** 2),
        high=gap + sqrt((second_high - second) ** 2 + (first - first_low) ** 2),
        p_value=_two_sided(gap / error) if error else 1.0,
        cases=min(first_cases, second_cases),
        detectable=_least_gap(size, lambda wanted: _fleiss(first, wanted if upwards else -wanted), room),
        cases_needed=ceil(_fleiss(first, gap)) if gap else None,
        paired=False,
    )


def compare_scores(differences: Sequence[float]) -> Comparison:
    """Two options' scores on the same cases, second minus first in each, by the paired test of means.

    Where the gap is the same in each case there is no spread to test it by; the sign test then says what chance does.

    Raises:
        ValueError: fewer than two cases.
    """
    cases = len(differences)
    if cases < 2:
        raise ValueError("A comparison of scores needs at least two cases that both options answered.")
    gap, spread = mean(differences), stdev(differences)
    error = spread / sqrt(cases)
    return Comparison(
        gap=gap,
        low=gap - _Z_TEST * error,
        high=gap + _Z_TEST * error,
        p_value=_two_sided(gap / error) if spread > abs(gap) * _NOISE else (2.0 ** (1 - cases) if gap else 1.0),
        cases=cases,
        detectable=(_Z_TEST + _Z_POWER) * error,
        cases_needed=max(2, ceil(((_Z_TEST + _Z_POWER) * spread / gap) ** 2)) if gap else None,
        paired=True,
    )


def _mcnemar(only_first: int, only_second: int) -> float:
    if only_first + only_second == 0:
        return 1.0
    # Imported when it is needed: it takes half of the program's start.
    from scipy.stats import binomtest

    return float(binomtest(only_first, only_first + only_second).pvalue)


def _two_sided(standard_score: float) -> float:
    return 2 * NormalDist().cdf(-abs(standard_score))


def _connor(gap: float, differing: float) -> float:
    """Cases that show a gap where two options differ on this share of the cases. They differ on the gap at least."""
    differing = max(differing, gap)
    return float((_Z_TEST * sqrt(differing) + _Z_POWER * sqrt(max(0.0, differing - gap * gap))) ** 2 / (gap * gap))


def _fleiss(first: float, gap: float) -> float:
    """Cases of each option that show this gap from the first one's share."""
    second = min(1.0, max(0.0, first + gap))
    middle = (first + second) / 2
    under_no_gap = _Z_TEST * sqrt(2 * middle * (1 - middle))
    under_gap = _Z_POWER * sqrt(first * (1 - first) + second * (1 - second))
    return float((under_no_gap + under_gap) ** 2 / (gap * gap))


def _least_gap(cases: float, needed: Callable[[float], float], largest: float = 1.0) -> float | None:
    """The least gap up to `largest` for which `needed(gap)`, which falls as the gap grows, is at most `cases`."""
    low, high = 0.0, largest
    if high <= 0 or needed(high) > cases:
        return None
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if needed(middle) <= cases else (middle, high)
    return high

"""Quality: how much of the target is attained, and how surely the sample tells."""

from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from statistics import NormalDist

from decider.domain.fields import Number, Range, highest
from decider.domain.profile import Quality, Scale

_ONE = Decimal(1)
_Z95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Attainment:
    """Attainment of the target as an exact fraction, numerator over denominator, so that edges compare exactly."""

    numerator: Decimal
    denominator: Decimal

    def at_most(self, share: Decimal) -> bool:
        return self.numerator <= share * self.denominator

    def at_least(self, share: Decimal) -> bool:
        return self.numerator >= share * self.denominator

    @property
    def value(self) -> Decimal:
        return self.numerator / self.denominator


def attainment(quality: Quality) -> Attainment | None:
    """Attainment r of the target, or None where current or target is unknown.

    Higher is better: current ÷ target. Lower is better: share (1−current) ÷ (1−target), number target ÷ current.
    A direction that is not stated counts as higher is better, a scale that is not stated as a share.
    """
    current, target = quality.current, quality.target
    if not isinstance(current, Decimal) or not isinstance(target, Decimal):
        return None
    if quality.higher_is_better is not False:
        return Attainment(current, target)
    if quality.scale is Scale.NUMBER:
        return Attainment(target, current)
    return Attainment(_ONE - current, _ONE - target)


def check_attainment_possible(quality: Quality) -> list[tuple[str, str]]:
    """Input errors of the quality facts as pairs (key path, sentence)."""
    found = []
    is_share = quality.scale is not Scale.NUMBER
    for name in ("current", "target"):
        if is_share and highest(getattr(quality, name)) > 1:
            found.append(
                (f"quality.{name}", "must be a share from 0 to 1; for another scale set quality.scale to number.")
            )
    if quality.higher_is_better is not False:
        if _contains(quality.target, Decimal(0)):
            found.append(("quality.target", "must be more than 0: nothing can be measured against a target of 0."))
    elif is_share:
        if _contains(quality.target, _ONE):
            found.append(("quality.target", "must be less than 1 where lower is better: 1 is the worst there is."))
    elif _contains(quality.current, Decimal(0)):
        found.append(("quality.current", "must be more than 0 where lower is better: it divides the target."))
    return found


def _contains(value: Number, point: Decimal) -> bool:
    if isinstance(value, Range):
        return value.low <= point <= value.high
    return value is not None and value == point


def wilson_interval(share: float, cases: float) -> tuple[float, float]:
    """The 95 % Wilson score interval of a share seen in `cases` independent cases (Wilson 1927).

    17 of 20 gives 64.0–94.8 %, 5 of 5 gives 56.6–100 %.
    """
    z2 = _Z95 * _Z95
    middle = (share + z2 / (2 * cases)) / (1 + z2 / cases)
    half = _Z95 / (1 + z2 / cases) * sqrt(share * (1 - share) / cases + z2 / (4 * cases * cases))
    return max(0.0, middle - half), min(1.0, middle + half)


def undecided_edges(quality: Quality, edges: tuple[Decimal, ...]) -> list[Decimal]:
    """The attainments among `edges` that the sample cannot tell from today's score.

    Empty where the metric is no share, or the sample size or a score is unknown. A score that
    equals a target of 1 (of 0 where lower is better) is decided: nothing better can be asked.
    """
    current, target, cases = quality.current, quality.target, quality.sample_size
    if quality.scale is Scale.NUMBER:
        return []
    if not (isinstance(current, Decimal) and isinstance(target, Decimal) and isinstance(cases, Decimal)) or cases < 1:
        return []
    lower_is_better = quality.higher_is_better is False
    if current == target == (0 if lower_is_better else 1):
        return []
    low, high = wilson_interval(float(current), float(cases))

    def score_at(edge: Decimal) -> Decimal:
        return _ONE - edge * (_ONE - target) if lower_is_better else edge * target

    return [edge for edge in edges if low <= float(score_at(edge)) <= high]

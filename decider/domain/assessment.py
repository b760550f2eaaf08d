"""The assessment: everything that Decider says about one profile on one day, as a value and as plain data."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from decider.domain.assessment_data import assessment_data
from decider.domain.assumptions import assumptions
from decider.domain.cache_estimate import with_estimated_cache
from decider.domain.default_options import default_options
from decider.domain.estimate import Estimate, estimate_options
from decider.domain.fields import Range
from decider.domain.flips import Flip, find_flips
from decider.domain.numbers import FigureTooLarge
from decider.domain.point import at_likely
from decider.domain.policy import Policy
from decider.domain.prices import PriceBook
from decider.domain.probes import Probes
from decider.domain.profile import TaskProfile
from decider.domain.reading import FieldError, ProfileErrors
from decider.domain.recommendation import Recommendation, recommend
from decider.domain.resolving import resolve
from decider.domain.robustness import Robustness, robustness
from decider.domain.series import Pair, pairs
from decider.domain.totals import horizon_of

__all__ = ["Assessment", "assess"]


@dataclass(frozen=True)
class Assessment:
    """`profile` is as stated, with its options resolved; all figures are of its likely values."""

    day: datetime.date
    policy: Policy
    profile: TaskProfile
    estimate: Estimate
    recommendation: Recommendation
    pairs: tuple[Pair, ...]
    # None where they were not asked for.
    flips: tuple[Flip, ...] | None
    robustness: Robustness | None
    assumptions: tuple[dict[str, Any], ...]
    # True where the team listed no options and the set is ours.
    options_chosen: bool

    @property
    def missing(self) -> tuple[tuple[str, str], ...]:
        """Facts without which an option has no price: pairs (key path, sentence)."""
        found = [pair for option in self.estimate.options for pair in option.missing]
        return tuple(dict.fromkeys(found))

    def data(self) -> dict[str, Any]:
        """The contract's assessment as plain data: money as decimal strings, numbers as int or Decimal."""
        return assessment_data(self)


def assess(
    profile: TaskProfile,
    *,
    day: datetime.date,
    policy: Policy | None = None,
    book: PriceBook | None = None,
    flips: bool = True,
    draws: bool = True,
    tolerant: bool = False,
    measured: Mapping[str, str] | None = None,
) -> Assessment:
    """Assess one profile on one day.

    Flip points and draws take most of the time; without flip points a recommendation is never called close. A tolerant
    assessment leaves an option that lacks a price unpriced; `missing` then says what it lacks. `measured` says,
    for the key path of each fact that evidence has measured, how; it changes no figure.

    Raises:
        ProfileErrors: an option lacks a price (unless tolerant), or a figure grows beyond all bounds.
    """
    policy, book = policy or Policy(), book or PriceBook.empty()
    chosen = not profile.options
    listed = replace(profile, options=default_options(at_likely(profile), book, day)) if chosen else profile
    resolved = resolve(listed, book, day)
    point = with_estimated_cache(at_likely(resolved))
    try:
        estimate = estimate_options(point, book, day)
        missing = tuple(dict.fromkeys(pair for option in estimate.options for pair in option.missing))
        if missing and not tolerant:
            raise ProfileErrors([FieldError(path, sentence) for path, sentence in missing])
        compared = tuple(pairs(estimate, horizon_of(point)))
        found = find_flips(point, policy, Probes(point, estimate, policy, book)) if flips else None
    except FigureTooLarge as error:
        raise ProfileErrors([FieldError("volume", str(error))]) from None
    stated = [(flip, _stated_range(resolved, flip.fact)) for flip in found or ()]
    recommendation = recommend(point, estimate, policy, day, tuple(stated))
    return Assessment(
        day=day,
        policy=policy,
        profile=resolved,
        estimate=estimate,
        recommendation=recommendation,
        pairs=compared,
        flips=found,
        robustness=robustness(
            resolved, point, estimate, recommendation.conditions, policy, recommendation.verdict.value
        )
        if draws
        else None,
        assumptions=tuple(assumptions(profile, resolved, chosen=chosen, measured=measured)),
        options_chosen=chosen,
    )


def _stated_range(profile: TaskProfile, path: str) -> Range | None:
    """The range that the team stated for a fact, if it stated one."""
    value: Any = profile
    if path.startswith("options."):
        value = next(option for option in profile.options if path.startswith(f"options.{option.key}."))
        path = path.removeprefix(f"options.{value.key}.")
    for name in path.split("."):
        value = getattr(value, name, None)
    return value if isinstance(value, Range) else None

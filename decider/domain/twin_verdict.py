"""The verdict draw by draw: the seven questions of `conditions` and `walk` over arrays.

Yes is 1, no is 0, unknown is -1. Facts that no range touches are answered once, by the exact code;
those that a range touches are answered here from the draws. A property test holds both together.
"""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from decider.domain.conditions import Conditions, thorough_parts
from decider.domain.estimate import Estimate
from decider.domain.options import Adaptation, Hosting
from decider.domain.policy import Policy
from decider.domain.profile import FailureCause, Scale, TaskProfile
from decider.domain.truth import Truth
from decider.domain.twin import Facts, OptionDraws, Value
from decider.domain.walk import Verdict

Codes = NDArray[np.int8]
VERDICTS = tuple(Verdict)
_INDEX = {verdict: np.int8(index) for index, verdict in enumerate(VERDICTS)}
_YES, _NO, _UNKNOWN = np.int8(1), np.int8(0), np.int8(-1)


@dataclass(frozen=True)
class Questions:
    """What the walk needs, draw by draw."""

    verdicts: Codes
    # Totals by option key, infinite where the option is not feasible.
    totals: dict[str, NDArray[np.float64]]


def verdict_draws(
    profile: TaskProfile,
    facts: Facts,
    estimate: Estimate,
    exact: Conditions,
    policy: Policy,
    priced: dict[str, OptionDraws | None],
    draws: int,
) -> Questions:
    """The verdict of every draw, and every option's total.

    `profile` has its ranges replaced by points; `facts` puts the draws in their place. `exact` are the
    conditions at the likely values; they answer what no draw changes.
    """
    shape = (draws,)
    thorough = _thorough(profile, facts, policy)
    exhausted = _all(thorough, _at_least(facts, "prompting.weeks_spent", float(policy.exhausted_weeks)))
    reached = _attainment(profile, facts)
    exception = _all(
        exhausted,
        _at_least(facts, "data.labelled_examples", float(policy.wide_gap_labelled_examples)),
        _code(None if profile.quality.failure_cause is None else profile.quality.failure_cause in _LEARNABLE),
    )
    low, high = float(policy.reexamine_at_attainment), float(policy.ceiling_from_attainment)
    if reached is None:
        reexamine: Codes | np.int8 = _NO
        wide: Codes | np.int8 = _NO
        ceiling: Codes | np.int8 = np.where(exhausted == _NO, _NO, _UNKNOWN)
    else:
        reexamine = np.where(reached <= low, _YES, _NO)
        wide = np.where((reached > low) & (reached < high), _YES, _NO)
        ceiling = np.where((reexamine == _YES) | (reached >= 1), _NO, np.where(wide == _YES, exception, exhausted))
    totals = _totals(estimate, facts, priced, shape)
    cost = _cost(profile, facts, estimate, totals, policy)
    reasons = _any(
        ceiling,
        cost,
        _latency(facts, estimate, exact, priced),
        _code(exact.proprietary_format),
        _code(exact.style_voice),
    )
    can_wait = _at_least(facts, "cadence.max_weeks_per_iteration", float(policy.cycle_weeks_least))
    hybrid = _any(
        _code(profile.needs.instructions_change_per_request),
        _over(facts, "needs.tasks_on_one_model", 1.0),
    )
    verdict = np.where(hybrid == _YES, _INDEX[Verdict.HYBRID], _INDEX[Verdict.FINE_TUNE])
    verdict = np.where(reasons == _YES, verdict, _INDEX[Verdict.PROMPT])
    verdict = np.where(can_wait == _NO, _INDEX[Verdict.PROMPT], verdict)
    verdict = np.where((wide == _YES) & (exception == _NO), _INDEX[Verdict.PROMPT], verdict)
    verdict = np.where(reexamine == _YES, _INDEX[Verdict.REEXAMINE], verdict)
    verdict = np.where(thorough == _YES, verdict, _INDEX[Verdict.PROMPT_FIRST])
    if exact.forbidden:
        verdict = np.asarray(_INDEX[Verdict.SELF_HOST])
    return Questions(np.broadcast_to(verdict, shape).astype(np.int8), totals)


_LEARNABLE = (FailureCause.PATTERN, FailureCause.FORMAT, FailureCause.STYLE)


def _totals(
    estimate: Estimate, facts: Facts, priced: dict[str, OptionDraws | None], shape: tuple[int]
) -> dict[str, NDArray[np.float64]]:
    found = {}
    for option in estimate.options:
        draws = priced.get(option.option.key)
        if not option.feasible or option.misses_quality(facts.profile):
            continue
        if draws is not None and draws.total is not None:
            found[option.option.key] = np.broadcast_to(np.asarray(draws.total, dtype=np.float64), shape)
    return found


def _cost(
    profile: TaskProfile, facts: Facts, estimate: Estimate, totals: dict[str, NDArray[np.float64]], policy: Policy
) -> Codes | np.int8:
    """Cost at scale: the cheapest tuned total strictly below the cheapest prompted one, at enough volume."""
    sides: dict[bool, list[NDArray[np.float64]]] = {True: [], False: []}
    listed = {True: False, False: False}
    for option in estimate.options:
        tuned = option.option.adaptation is not Adaptation.PROMPT
        if not option.feasible or (not tuned and option.misses_quality(profile)):
            continue
        listed[tuned] = True
        if option.option.key in totals:
            sides[tuned].append(totals[option.option.key])
    if not all(listed.values()):
        cheaper: Codes | np.int8 = _NO
    elif not all(sides.values()):
        cheaper = _UNKNOWN
    else:
        cheaper = np.where(np.min(sides[True], axis=0) < np.min(sides[False], axis=0), _YES, _NO)
    if policy.computed_cost_decides_at_low_volume:
        return cheaper
    return _all(_at_least(facts, "volume.calls_per_month", float(policy.low_volume_calls)), cheaper)


def _latency(
    facts: Facts, estimate: Estimate, exact: Conditions, priced: dict[str, OptionDraws | None]
) -> Codes | np.int8:
    """Today's latency misses the target, and a tuned option with measured latency meets it."""
    target, current = facts.known("latency.target_p95_ms"), facts.known("latency.current_p95_ms")
    if target is None or current is None or exact.latency is None:
        return _code(exact.latency)
    meets: list[Codes | np.int8] = []
    for option in estimate.options:
        if not option.feasible or option.option.adaptation is Adaptation.PROMPT:
            continue
        if exact.forbidden and option.option.hosting is not Hosting.SELF_HOSTED:
            continue
        # A modelled latency is not drawn: its answer at the likely values stands.
        stated = facts.profile.latency.target_p95_ms
        modelled = option.meets_latency(stated if isinstance(stated, Decimal) else None)
        p95 = _p95(option.option.key, facts, priced.get(option.option.key))
        meets.append(_code(modelled) if p95 is None else np.where(p95 <= target, _YES, _NO))
    misses = np.where(np.asarray(current) > target, _YES, _NO)
    return _all(misses, _any(*meets)) if meets else _NO


def _p95(key: str, facts: Facts, priced: OptionDraws | None) -> Value | None:
    first = facts.known(f"options.{key}.latency.ttft_p95_ms")
    per_token = facts.known(f"options.{key}.latency.ms_per_output_token")
    if first is None or per_token is None or priced is None:
        return None
    return first + (np.maximum(priced.generated, 1.0) - 1) * per_token


def _thorough(profile: TaskProfile, facts: Facts, policy: Policy) -> Codes | np.int8:
    parts = thorough_parts(profile, policy)
    # The only part that is a number.
    parts.pop("examples")
    return _all(
        _at_least(facts, "prompting.examples", float(policy.thorough_examples)),
        *(_code(part) for part in parts.values()),
    )


def _attainment(profile: TaskProfile, facts: Facts) -> NDArray[np.float64] | None:
    current, target = facts.known("quality.current"), facts.known("quality.target")
    if current is None or target is None:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        if profile.quality.higher_is_better is not False:
            return np.asarray(current, dtype=np.float64) / target
        if profile.quality.scale is Scale.NUMBER:
            return np.asarray(target, dtype=np.float64) / current
        return (1 - np.asarray(current, dtype=np.float64)) / (1 - np.asarray(target, dtype=np.float64))


def _code(truth: Truth) -> np.int8:
    return {True: _YES, False: _NO, None: _UNKNOWN}[truth]


def _at_least(facts: Facts, path: str, edge: float) -> Codes | np.int8:
    value = facts.known(path)
    return _UNKNOWN if value is None else np.where(np.asarray(value) >= edge, _YES, _NO)


def _over(facts: Facts, path: str, edge: float) -> Codes | np.int8:
    value = facts.known(path)
    return _UNKNOWN if value is None else np.where(np.asarray(value) > edge, _YES, _NO)


def _all(*codes: Codes | np.int8) -> Codes | np.int8:
    """No if any is no, else unknown if any is unknown, else yes."""
    any_no = np.logical_or.reduce(np.broadcast_arrays(*(np.asarray(code) == _NO for code in codes)))
    any_unknown = np.logical_or.reduce(np.broadcast_arrays(*(np.asarray(code) == _UNKNOWN for code in codes)))
    return np.where(any_no, _NO, np.where(any_unknown, _UNKNOWN, _YES))


def _any(*codes: Codes | np.int8) -> Codes | np.int8:
    """Yes if any is yes, else unknown if any is unknown, else no."""
    any_yes = np.logical_or.reduce(np.broadcast_arrays(*(np.asarray(code) == _YES for code in codes)))
    any_unknown = np.logical_or.reduce(np.broadcast_arrays(*(np.asarray(code) == _UNKNOWN for code in codes)))
    return np.where(any_yes, _YES, np.where(any_unknown, _UNKNOWN, _NO))

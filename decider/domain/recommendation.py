"""What the framework says: profile, estimate, policy and day into a verdict with every reason open."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from decider.domain.advice import Advice, advise
from decider.domain.arguments import Reason, arguments, cost_figures, quality_figures
from decider.domain.conditions import Conditions, Gap, conditions, thorough_parts
from decider.domain.estimate import Estimate, OptionEstimate, cheapest_of
from decider.domain.flips import Flip
from decider.domain.measure_first import Measurement, measure_first
from decider.domain.numbers import plain
from decider.domain.options import Adaptation, Hosting
from decider.domain.policy import Policy
from decider.domain.profile import TaskProfile
from decider.domain.quality import undecided_edges, wilson_interval
from decider.domain.support import choice_misses_target, gap_not_shown
from decider.domain.walk import Answer, Node, Verdict, answers, inner_verdict_of, possible_verdicts, verdict_of


class Standing(StrEnum):
    """How firm a recommendation is. It never changes the verdict."""

    SETTLED = "settled"
    CLOSE = "close"
    PROVISIONAL = "provisional"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True)
class TreeNode:
    """One question as it is drawn: its answer, where it leads, and whether the path goes through it."""

    answer: Answer
    on_path: bool
    figures: dict[str, Any]
    origin: str


@dataclass(frozen=True)
class Recommendation:
    verdict: Verdict
    adaptation: Adaptation
    option: OptionEstimate | None
    standing: Standing
    tree: tuple[TreeNode, ...]
    reasons: tuple[Reason, ...]
    advice: tuple[Advice, ...]
    possible_verdicts: tuple[Verdict, ...]
    measure_first: tuple[Measurement, ...]
    conditions: Conditions

    @property
    def hosting(self) -> Hosting | None:
        """Where the option runs; where data may not leave that is known although no option is listed."""
        if self.option is not None:
            return self.option.option.hosting
        return Hosting.SELF_HOSTED if self.verdict is Verdict.SELF_HOST else None


def recommend(
    profile: TaskProfile,
    estimate: Estimate,
    policy: Policy,
    day: datetime.date,
    flips: tuple[tuple[Flip, Any], ...] = (),
) -> Recommendation:
    """The recommendation for a profile whose ranges have been replaced by points.

    `flips` are the flip points known, each with the range stated for its fact (or None); they only
    decide whether the recommendation is close.
    """
    answered = conditions(profile, estimate, policy)
    verdict = verdict_of(answered)
    possible = possible_verdicts(answered)
    adaptation = _adaptation(verdict, answered)
    option = _option(verdict, adaptation, estimate, answered)
    advice = advise(profile, estimate, answered, policy, verdict, day)
    unsupported = _unsupported(profile, policy, gap_not_shown(profile, verdict, answered, option))
    standing = _standing(policy, possible, flips, unsupported=bool(unsupported))
    if standing is Standing.UNSUPPORTED:
        advice = (*advice, *unsupported)
    if (missed := choice_misses_target(profile, verdict, option)) is not None:
        advice = (missed, *advice)
    return Recommendation(
        verdict=verdict,
        adaptation=adaptation,
        option=option,
        standing=standing,
        tree=_tree(profile, answered, policy),
        reasons=arguments(profile, answered, policy),
        advice=advice,
        possible_verdicts=possible,
        measure_first=measure_first(profile, estimate, policy, answered),
        conditions=answered,
    )


def outcome(profile: TaskProfile, estimate: Estimate, policy: Policy) -> tuple[str, str | None]:
    """Only the verdict and the key of the cheapest option that is compared at all, for flip points."""
    verdict = verdict_of(conditions(profile, estimate, policy))
    compared = [option for option in estimate.options if option.feasible and not option.misses_quality(profile)]
    cheapest = cheapest_of([option for option in compared if option.total is not None])
    return verdict.value, cheapest.option.key if cheapest else None


def _adaptation(verdict: Verdict, answered: Conditions) -> Adaptation:
    """The adaptation of a verdict; of `self_host`, what questions 2 to 7 give over the self-hosted options."""
    if verdict is Verdict.SELF_HOST:
        verdict = inner_verdict_of(answered)
    return {Verdict.FINE_TUNE: Adaptation.FINE_TUNE, Verdict.HYBRID: Adaptation.HYBRID}.get(verdict, Adaptation.PROMPT)


def _option(
    verdict: Verdict, adaptation: Adaptation, estimate: Estimate, answered: Conditions
) -> OptionEstimate | None:
    """The cheapest feasible option of the adaptation, else of its side: prompted, or tuned."""
    hosting = Hosting.SELF_HOSTED if verdict is Verdict.SELF_HOST else None
    feasible = [
        option
        for option in estimate.options
        if option.feasible and (hosting is None or option.option.hosting is hosting)
    ]
    if adaptation is Adaptation.PROMPT:
        prompts = [option for option in feasible if option.option.adaptation is Adaptation.PROMPT]
        return answered.prompted or cheapest_of(prompts)
    exact = cheapest_of([option for option in feasible if option.option.adaptation is adaptation])
    return exact or answered.tuned


def _unsupported(profile: TaskProfile, policy: Policy, unseen_gap: Advice | None) -> tuple[Advice, ...]:
    """What the evaluations at hand cannot tell, although the recommendation rests on it."""
    edges = undecided_edges(profile.quality, _edges(policy))
    return (*([_small_evaluation(profile)] if edges else []), *([unseen_gap] if unseen_gap else []))


def _standing(
    policy: Policy, possible: tuple[Verdict, ...], flips: tuple[tuple[Flip, Any], ...], *, unsupported: bool
) -> Standing:
    if len(possible) > 1:
        return Standing.PROVISIONAL
    if unsupported:
        return Standing.UNSUPPORTED
    if any(flip.changes_verdict and flip.within(policy.close_within_share, stated) for flip, stated in flips):
        return Standing.CLOSE
    return Standing.SETTLED


def _edges(policy: Policy) -> tuple[Decimal, ...]:
    return policy.reexamine_at_attainment, policy.ceiling_from_attainment, Decimal(1)


def _interval(profile: TaskProfile) -> dict[str, Any]:
    """The interval of today's score, where it is a share of known cases."""
    quality = profile.quality
    if not isinstance(quality.sample_size, Decimal) or not isinstance(quality.current, Decimal):
        return {}
    if quality.sample_size < 1 or quality.current > 1 or quality.scale == "number":
        return {}
    low, high = wilson_interval(float(quality.current), float(quality.sample_size))
    return {"score_low": Decimal(f"{low:.6f}"), "score_high": Decimal(f"{high:.6f}")}


def _small_evaluation(profile: TaskProfile) -> Advice:
    interval = _interval(profile)
    figures: dict[str, Any] = {"low": interval.get("score_low"), "high": interval.get("score_high")}
    if isinstance(profile.quality.sample_size, Decimal):
        figures["sample_size"] = plain(profile.quality.sample_size)
    return Advice("small_evaluation", figures)


def _tree(profile: TaskProfile, answered: Conditions, policy: Policy) -> tuple[TreeNode, ...]:
    nodes, on_path = [], True
    for answer in answers(answered):
        nodes.append(
            TreeNode(
                answer, on_path, _node_figures(answer.node, profile, answered, policy), _origin(answer.node, answered)
            )
        )
        on_path = on_path and not answer.decides
    return tuple(nodes)


def _origin(node: Node, answered: Conditions) -> str:
    """Whose rule a node applied: the seed says nothing about a gap between its two thresholds."""
    return "ours" if node is Node.QUALITY_GAP and answered.gap is Gap.WIDE else "seed"


def _node_figures(node: Node, profile: TaskProfile, answered: Conditions, policy: Policy) -> dict[str, Any]:
    match node:
        case Node.DATA:
            return _known(external_api=profile.data.external_api and profile.data.external_api.value)
        case Node.PROMPT_TRIED:
            unknown = [part for part, truth in thorough_parts(profile, policy).items() if truth is None]
            return _known(
                examples=profile.prompting.examples,
                weeks_spent=profile.prompting.weeks_spent,
                missing=list(answered.missing),
                unknown=unknown,
            )
        case Node.QUALITY_GAP:
            gap = {"gap": answered.gap.value} if answered.gap else {}
            return {**quality_figures(profile, answered), **gap, **_interval(profile)}
        case Node.VOLUME:
            return {**cost_figures(profile, answered), "low_volume_calls": plain(policy.low_volume_calls)}
        case Node.ITERATION:
            return _known(max_weeks_per_iteration=profile.cadence.max_weeks_per_iteration)
        case Node.REASONS:
            reasons = answered.reasons
            return {
                "holding": [code for code, truth in reasons.items() if truth],
                "unknown": [code for code, truth in reasons.items() if truth is None],
            }
        case Node.HYBRID:
            return _known(
                instructions_change_per_request=profile.needs.instructions_change_per_request,
                tasks_on_one_model=profile.needs.tasks_on_one_model,
            )


def _known(**figures: Any) -> dict[str, Any]:
    return {
        name: plain(value) if isinstance(value, Decimal) else value
        for name, value in figures.items()
        if value is not None
    }

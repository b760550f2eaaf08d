"""What the seven questions ask, answered yes, no or unknown for one profile, with the figures used."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from decider.domain.estimate import Estimate, OptionEstimate
from decider.domain.fields import Number
from decider.domain.options import Adaptation, Hosting
from decider.domain.policy import Policy
from decider.domain.profile import ExternalApi, FailureCause, Kind, StyleVoice, TaskProfile
from decider.domain.quality import Attainment, attainment
from decider.domain.truth import Truth, all_of, any_of, no

_SCHEMA_KINDS = (Kind.CLASSIFICATION, Kind.EXTRACTION, Kind.CODE)
_LEARNABLE = (FailureCause.PATTERN, FailureCause.FORMAT, FailureCause.STYLE)


class Gap(StrEnum):
    """Where the quality gap lies."""

    MET = "met"
    CEILING = "ceiling"
    WIDE = "wide"
    REEXAMINE = "reexamine"


@dataclass(frozen=True)
class Conditions:
    """The answers to the questions, each yes, no or unknown."""

    forbidden: Truth
    thorough: Truth
    # The same if the format were proprietary, and if it were not: a proprietary one needs a schema.
    thorough_by_format: dict[bool, Truth]
    weeks_enough: Truth
    # Parts of a thorough prompt that are missing (known to be absent).
    missing: tuple[str, ...]
    attainment: Attainment | None
    gap: Gap | None
    # Whether failures of this kind, with this many labels, are learnt although the gap is wide.
    learnable: Truth
    cost_at_scale: Truth
    computed_cheaper: Truth
    latency: Truth
    proprietary_format: Truth
    style_voice: Truth
    can_wait: Truth
    tight_cycle: bool
    hybrid: Truth
    # The pair whose cost is compared.
    prompted: OptionEstimate | None
    tuned: OptionEstimate | None

    @property
    def exhausted(self) -> Truth:
        """Whether the prompt work is thorough and long enough."""
        return all_of(self.thorough, self.weeks_enough)

    @property
    def wide_gap_exception(self) -> Truth:
        """Of a wide gap only: whether fine-tuning is worth an experiment all the same."""
        return all_of(self.exhausted, self.learnable)

    @property
    def quality_ceiling(self) -> Truth:
        match self.gap:
            case Gap.MET | Gap.REEXAMINE:
                return False
            case Gap.CEILING:
                return self.exhausted
            case Gap.WIDE:
                return self.wide_gap_exception
        # The gap is unknown, but without exhausted prompt work no gap makes a ceiling.
        return False if self.exhausted is False else None

    @property
    def reasons(self) -> dict[str, Truth]:
        """The reasons of node 6 by code; sensitive data is node 1."""
        return {
            "quality_ceiling": self.quality_ceiling,
            "latency": self.latency,
            "cost_at_scale": self.cost_at_scale,
            "proprietary_format": self.proprietary_format,
            "style_voice": self.style_voice,
        }


def conditions(profile: TaskProfile, estimate: Estimate, policy: Policy) -> Conditions:
    """Answer every question for a profile whose ranges have been replaced by points."""
    api = profile.data.external_api
    forbidden: Truth = None if api is None else api is ExternalApi.FORBIDDEN
    # Where data may not leave, questions 2 to 7 are asked of the self-hosted options alone.
    hosting = Hosting.SELF_HOSTED if forbidden else None
    prompted = estimate.cheapest(tuned=False, profile=profile, hosting=hosting)
    tuned = estimate.cheapest(tuned=True, profile=profile, hosting=hosting)

    parts = thorough_parts(profile, policy)
    reached = attainment(profile.quality)
    cheaper = _computed_cheaper(prompted, tuned)
    weeks = profile.cadence.max_weeks_per_iteration
    return Conditions(
        forbidden=forbidden,
        thorough=all_of(*parts.values()),
        thorough_by_format={
            own_format: all_of(*_thorough_parts(profile, policy, own_format).values()) for own_format in (True, False)
        },
        weeks_enough=_at_least(profile.prompting.weeks_spent, policy.exhausted_weeks),
        missing=tuple(part for part, value in parts.items() if value is False),
        attainment=reached,
        gap=_gap(reached, policy),
        learnable=_learnable(profile, policy),
        cost_at_scale=_cost_at_scale(profile.volume.calls_per_month, cheaper, policy),
        computed_cheaper=cheaper,
        latency=_latency(profile, estimate, prompted, hosting),
        proprietary_format=profile.needs.proprietary_format,
        style_voice=None if profile.needs.style_voice is None else profile.needs.style_voice is StyleVoice.SUBTLE,
        can_wait=_at_least(weeks, policy.cycle_weeks_least),
        tight_cycle=isinstance(weeks, Decimal) and policy.cycle_weeks_least <= weeks < policy.cycle_weeks_most,
        hybrid=any_of(
            profile.needs.instructions_change_per_request, _more_than(profile.needs.tasks_on_one_model, Decimal(1))
        ),
        prompted=prompted,
        tuned=tuned,
    )


def thorough_parts(profile: TaskProfile, policy: Policy) -> dict[str, Truth]:
    """The parts of a thorough prompt that this task needs, each there, missing or unknown."""
    return _thorough_parts(profile, policy, profile.needs.proprietary_format)


def _thorough_parts(profile: TaskProfile, policy: Policy, proprietary_format: Truth) -> dict[str, Truth]:
    prompting = profile.prompting
    needs_schema = True if profile.kind in _SCHEMA_KINDS else proprietary_format
    return {
        "tried": prompting.tried,
        "examples": _at_least(prompting.examples, policy.thorough_examples),
        "clear_instructions": prompting.clear_instructions,
        "output_validation": prompting.output_validation,
        "output_schema": any_of(no(needs_schema), prompting.output_schema),
    }


def _gap(reached: Attainment | None, policy: Policy) -> Gap | None:
    if reached is None:
        return None
    if reached.at_most(policy.reexamine_at_attainment):
        return Gap.REEXAMINE
    if reached.at_least(Decimal(1)):
        return Gap.MET
    return Gap.CEILING if reached.at_least(policy.ceiling_from_attainment) else Gap.WIDE


def _learnable(profile: TaskProfile, policy: Policy) -> Truth:
    cause = profile.quality.failure_cause
    return all_of(
        _at_least(profile.data.labelled_examples, policy.wide_gap_labelled_examples),
        None if cause is None else cause in _LEARNABLE,
    )


def _computed_cheaper(prompted: OptionEstimate | None, tuned: OptionEstimate | None) -> Truth:
    """Whether the tuned option's total is strictly lower; where one side has no option there is nothing to save."""
    if prompted is None or tuned is None:
        return False
    if prompted.total is None or tuned.total is None:
        return None
    return tuned.total < prompted.total


def _cost_at_scale(calls: Number, cheaper: Truth, policy: Policy) -> Truth:
    if policy.computed_cost_decides_at_low_volume:
        return cheaper
    return all_of(_at_least(calls, policy.low_volume_calls), cheaper)


def _latency(
    profile: TaskProfile, estimate: Estimate, prompted: OptionEstimate | None, hosting: Hosting | None
) -> Truth:
    """Today's misses the target, and a tuned option meets it because the examples are burnt in."""
    tuned = [
        option
        for option in estimate.options
        if option.feasible
        and option.option.adaptation is not Adaptation.PROMPT
        and (hosting is None or option.option.hosting is hosting)
    ]
    target, current = profile.latency.target_p95_ms, profile.latency.current_p95_ms
    if not tuned:
        return False
    if not isinstance(target, Decimal):
        return None
    if current is None and prompted is not None:
        current = prompted.latency.p95_ms
    misses: Truth = current > target if isinstance(current, Decimal) else None
    return all_of(misses, any_of(*(option.meets_latency(target) for option in tuned)))


def _at_least(value: Number, edge: Decimal) -> Truth:
    return value >= edge if isinstance(value, Decimal) else None


def _more_than(value: Number, edge: Decimal) -> Truth:
    return value > edge if isinstance(value, Decimal) else None

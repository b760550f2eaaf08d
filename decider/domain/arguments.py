"""The ten arguments, four for prompting and six for fine-tuning, each with its figures."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from decider.domain.conditions import Conditions
from decider.domain.estimate import OptionEstimate
from decider.domain.numbers import decimal, money_text, plain
from decider.domain.options import Hosting
from decider.domain.policy import Policy
from decider.domain.profile import TaskProfile
from decider.domain.truth import Truth


@dataclass(frozen=True)
class Reason:
    """One argument: its side, whether it applies here, the figures behind that, and whose rule it is."""

    code: str
    side: str
    holds: Truth
    figures: dict[str, Any]
    origin: str = "seed"


def arguments(profile: TaskProfile, conditions: Conditions, policy: Policy) -> tuple[Reason, ...]:
    """All ten, those for fine-tuning first."""
    return (*_for_tuning(profile, conditions, policy), *_for_prompting(profile, conditions))


def cost_figures(profile: TaskProfile, conditions: Conditions) -> dict[str, Any]:
    """The totals that are compared, with the volume."""
    return _without_unknown(
        calls_per_month=profile.volume.calls_per_month,
        prompt_option=_key(conditions.prompted),
        prompt_total_usd=money_text(conditions.prompted.total) if conditions.prompted else None,
        tuned_option=_key(conditions.tuned),
        tuned_total_usd=money_text(conditions.tuned.total) if conditions.tuned else None,
    )


def quality_figures(profile: TaskProfile, conditions: Conditions) -> dict[str, Any]:
    reached = conditions.attainment
    return _without_unknown(
        attainment=reached.value.quantize(Decimal("0.0001")) if reached else None,
        current=profile.quality.current,
        target=profile.quality.target,
        sample_size=profile.quality.sample_size,
        weeks_spent=profile.prompting.weeks_spent,
    )


def _for_tuning(profile: TaskProfile, conditions: Conditions, policy: Policy) -> tuple[Reason, ...]:
    tuned, reached = conditions.tuned, conditions.attainment
    # Between the two thresholds the seed is silent, so the rule there is ours.
    wide = reached is not None and not reached.at_least(policy.ceiling_from_attainment)
    latency = _without_unknown(
        target_p95_ms=profile.latency.target_p95_ms,
        current_p95_ms=profile.latency.current_p95_ms,
        tuned_p95_ms=tuned.latency.p95_ms if tuned else None,
    )
    needs = profile.needs
    return (
        Reason(
            "quality_ceiling",
            "fine_tune",
            conditions.quality_ceiling,
            quality_figures(profile, conditions),
            "ours" if wide and conditions.quality_ceiling else "seed",
        ),
        Reason("latency", "fine_tune", conditions.latency, latency),
        Reason("cost_at_scale", "fine_tune", conditions.cost_at_scale, cost_figures(profile, conditions)),
        Reason(
            "proprietary_format",
            "fine_tune",
            conditions.proprietary_format,
            _without_unknown(proprietary_format=needs.proprietary_format),
        ),
        Reason(
            "sensitive_data",
            "fine_tune",
            conditions.forbidden,
            _without_unknown(external_api=profile.data.external_api.value if profile.data.external_api else None),
        ),
        Reason(
            "style_voice",
            "fine_tune",
            conditions.style_voice,
            _without_unknown(style_voice=needs.style_voice.value if needs.style_voice else None),
        ),
    )


def _for_prompting(profile: TaskProfile, conditions: Conditions) -> tuple[Reason, ...]:
    tuned = conditions.tuned
    one_off = tuned.one_off if tuned else None
    changes, tasks = profile.cadence.prompt_changes_per_month, profile.needs.tasks_on_one_model
    return (
        Reason(
            "no_training_cost",
            "prompt",
            None if one_off is None else one_off > 0,
            _without_unknown(one_off_usd=money_text(one_off), option=_key(tuned)),
        ),
        _no_deployment_overhead(profile, tuned),
        Reason(
            "updatable",
            "prompt",
            changes > 0 if isinstance(changes, Decimal) else None,
            _without_unknown(prompt_changes_per_month=changes),
        ),
        Reason(
            "composable",
            "prompt",
            tasks > 1 if isinstance(tasks, Decimal) else None,
            _without_unknown(tasks_on_one_model=tasks),
        ),
    )


def _no_deployment_overhead(profile: TaskProfile, tuned: OptionEstimate | None) -> Reason:
    """Applies where the tuned option is served separately or costs upkeep."""
    if tuned is None or tuned.bill is None or tuned.bill.serving is None:
        return Reason("no_deployment_overhead", "prompt", None, {})
    # Without a volume the least rent counts, which is what an idle deployment costs.
    calls = profile.volume.calls_per_month
    volume = Fraction(calls) if isinstance(calls, Decimal) else Fraction(0)
    monthly = decimal(sum((line.monthly(volume) for line in tuned.bill.serving), tuned.bill.upkeep))
    holds = tuned.option.hosting is Hosting.SELF_HOSTED or monthly > 0
    figures = _without_unknown(
        hosting_usd_per_month=money_text(monthly), hosting=tuned.option.hosting.value, option=tuned.option.key
    )
    return Reason("no_deployment_overhead", "prompt", holds, figures)


def _key(estimate: OptionEstimate | None) -> str | None:
    return estimate.option.key if estimate else None


def _without_unknown(**figures: Any) -> dict[str, Any]:
    """Figures by name, numbers written plainly; what is not known is left out."""
    return {
        name: plain(value) if isinstance(value, Decimal) else value
        for name, value in figures.items()
        if value is not None
    }

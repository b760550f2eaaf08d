"""Advice that may accompany any verdict: codes with figures. All of it is ours, not the seed's."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from decider.domain.arguments import cost_figures
from decider.domain.availability import retires_within_horizon
from decider.domain.bills import make_bill
from decider.domain.conditions import Conditions, Gap
from decider.domain.estimate import Estimate, OptionEstimate
from decider.domain.numbers import decimal, money_text, plain
from decider.domain.options import Adaptation, Hosting
from decider.domain.policy import Policy
from decider.domain.prices import PriceBook, is_stale
from decider.domain.profile import ExternalApi, FailureCause, Kind, TaskProfile
from decider.domain.walk import Verdict


@dataclass(frozen=True)
class Advice:
    code: str
    figures: dict[str, Any]


def advise(
    profile: TaskProfile,
    estimate: Estimate,
    conditions: Conditions,
    policy: Policy,
    verdict: Verdict,
    day: datetime.date,
) -> tuple[Advice, ...]:
    """Everything worth saying beside the verdict, most pressing first."""
    return (
        *_on_data(profile, estimate, verdict),
        *_on_prompt_and_quality(profile, conditions, policy, verdict),
        *_on_pace_and_volume(profile, conditions, policy),
        *_on_labels(profile, policy, verdict),
        *_on_money(profile, estimate, conditions),
        *_on_models(profile, estimate, day),
        *_on_prices(estimate, day),
    )


def _on_data(profile: TaskProfile, estimate: Estimate, verdict: Verdict) -> Iterator[Advice]:
    if profile.data.external_api is ExternalApi.PRIVATE_ONLY:
        yield Advice("private_api_may_do", {})
    if verdict is not Verdict.SELF_HOST:
        return
    if not any(option.option.hosting is Hosting.SELF_HOSTED for option in estimate.options):
        yield Advice("add_self_hosted_option", {})
    yield Advice("prompt_self_hosted_first", {})
    if profile.team.can_serve_models is False:
        yield Advice("can_serve_models", {})


def _on_prompt_and_quality(
    profile: TaskProfile, conditions: Conditions, policy: Policy, verdict: Verdict
) -> Iterator[Advice]:
    if verdict is Verdict.PROMPT_FIRST:
        yield Advice("thorough_prompt", {"missing": list(conditions.missing)})
    weeks = profile.prompting.weeks_spent
    if conditions.gap is Gap.CEILING and isinstance(weeks, Decimal) and weeks < policy.exhausted_weeks:
        yield Advice("finish_the_week", {"weeks_spent": plain(weeks), "weeks_needed": plain(policy.exhausted_weeks)})
    if conditions.gap in (Gap.WIDE, Gap.REEXAMINE):
        yield Advice("check_labels", {})
    if conditions.gap is Gap.WIDE and conditions.wide_gap_exception is False:
        yield Advice("split_the_task", {})
    if conditions.gap is Gap.WIDE and conditions.wide_gap_exception:
        yield Advice("experiment_with_stop_rule", {})
    if profile.quality.failure_cause is FailureCause.KNOWLEDGE:
        yield Advice("retrieval", {})
    if profile.quality.failure_cause is FailureCause.SYNTAX:
        yield Advice("constrained_output", {})


def _on_pace_and_volume(profile: TaskProfile, conditions: Conditions, policy: Policy) -> Iterator[Advice]:
    weeks, calls = profile.cadence.max_weeks_per_iteration, profile.volume.calls_per_month
    if conditions.tight_cycle and isinstance(weeks, Decimal):
        yield Advice(
            "tight_cycle",
            {
                "max_weeks_per_iteration": plain(weeks),
                "cycle_weeks_low": plain(policy.cycle_weeks_least),
                "cycle_weeks_high": plain(policy.cycle_weeks_most),
            },
        )
    low = isinstance(calls, Decimal) and calls < policy.low_volume_calls
    if low and conditions.computed_cheaper and not policy.computed_cost_decides_at_low_volume:
        yield Advice("rule_of_thumb_contradicted", cost_figures(profile, conditions))


def _on_labels(profile: TaskProfile, policy: Policy, verdict: Verdict) -> Iterator[Advice]:
    labels = profile.data.labelled_examples
    if not isinstance(labels, Decimal):
        return
    if profile.kind is Kind.CLASSIFICATION and labels >= policy.trained_classifier_labels:
        yield Advice("small_classifier", {"labelled_examples": plain(labels)})
    if verdict in (Verdict.FINE_TUNE, Verdict.HYBRID, Verdict.SELF_HOST) and labels < policy.least_labelled_examples:
        yield Advice(
            "too_little_data",
            {"labelled_examples": plain(labels), "needed": plain(policy.least_labelled_examples)},
        )


def _on_money(profile: TaskProfile, estimate: Estimate, conditions: Conditions) -> Iterator[Advice]:
    tuned = conditions.tuned
    if tuned is not None and profile.team.engineer_rate_usd_per_hour is None:
        # Hours that are stated without a rate are an error; these are the ones that nobody counted.
        yield Advice("engineering_not_counted", {})
    elif tuned is not None and tuned.option.training is not None and tuned.option.training.engineering_hours is None:
        yield Advice("engineering_hours_unknown", {"option": tuned.option.key})
    yield from _cheaper_prompt(profile, estimate)
    prompted = conditions.prompted
    if prompted is not None and prompted.bill is not None and estimate.course is not None:
        calls = estimate.course.calls
        saving = _caching_saving(profile, prompted) * calls
        if saving > 0:
            yield Advice("prompt_caching", {"saving_monthly_usd": money_text(saving), "option": prompted.option.key})
        saving = _batch_saving(profile, prompted) * calls
        if saving > 0:
            yield Advice("batch", {"saving_monthly_usd": money_text(saving), "option": prompted.option.key})
    for option in estimate.options:
        for warning in option.bill.warnings if option.bill else ():
            yield Advice(warning, {"option": option.option.key})


def _cheaper_prompt(profile: TaskProfile, estimate: Estimate) -> Iterator[Advice]:
    """A prompted option that is known to meet the target, and costs less than the one listed first."""
    prompts = [
        option for option in estimate.options if option.feasible and option.option.adaptation is Adaptation.PROMPT
    ]
    first = prompts[0].total if prompts else None
    if first is None:
        return
    for option in prompts[1:]:
        known = option.option.quality is not None and isinstance(option.option.quality.expected, Decimal)
        meets = known and profile.quality.target is not None and not option.misses_quality(profile)
        if meets and option.total is not None and option.total < first:
            yield Advice(
                "cheaper_prompt",
                {"option": option.option.key, "saving_usd": money_text(first - option.total)},
            )


def _caching_saving(profile: TaskProfile, prompted: OptionEstimate) -> Decimal:
    """$ a call that a cache serving the whole stable prefix would save; 0 where a cache is already measured."""
    tokens, prices = profile.tokens, prompted.option.prices
    prefix = sum(part for part in (tokens.instructions, tokens.examples) if isinstance(part, Decimal))
    others = (tokens.per_request_instructions, tokens.context, tokens.request)
    whole = prefix + sum(part for part in others if isinstance(part, Decimal))
    if tokens.cached_share or not whole or prices is None or prices.cache_read is None:
        return Decimal(0)
    cached = replace(tokens, cached_share=decimal(prefix) / decimal(whole), cache_write_share=None)
    return _saving(prompted, replace(profile, tokens=cached))


def _batch_saving(profile: TaskProfile, prompted: OptionEstimate) -> Decimal:
    """$ a call that batch would save; 0 where a latency target says that answers cannot wait."""
    prices = prompted.option.prices
    if profile.volume.batch_share or profile.latency.target_p95_ms is not None or prices is None:
        return Decimal(0)
    if prices.batch_input is None or prices.batch_output is None:
        return Decimal(0)
    return _saving(prompted, replace(profile, volume=replace(profile.volume, batch_share=Decimal(1))))


def _saving(prompted: OptionEstimate, changed: TaskProfile) -> Decimal:
    assert prompted.bill is not None
    return decimal(prompted.bill.per_call - make_bill(prompted.option, changed, PriceBook.empty()).per_call)


def _on_models(profile: TaskProfile, estimate: Estimate, day: datetime.date) -> Iterator[Advice]:
    for option in estimate.options:
        stated = option.option
        about: dict[str, Any] = {"model": stated.model.name or stated.key, "option": stated.key}
        routes = {"successor": stated.successor, "nearest_tunable": stated.nearest_tunable}
        named = {name: route for name, route in routes.items() if route}
        if "not_tunable" in option.why_not:
            until = {"tunable_until": stated.tunable_until.isoformat()} if stated.tunable_until else {}
            yield Advice("not_tunable", {**about, **until, **named})
        if stated.retires_on is not None and retires_within_horizon(stated, profile, day):
            yield Advice("model_retires", {**about, "retires_on": stated.retires_on.isoformat(), **named})


def _on_prices(estimate: Estimate, day: datetime.date) -> Iterator[Advice]:
    """Each price of the book that nobody has compared with its source for too long."""
    for option in estimate.options:
        stated = option.option
        prices, machines = stated.prices, stated.self_hosting
        used = [
            (stated.model.name, prices.checked_on, prices.source) if prices else None,
            (machines.gpu, machines.gpu_price_checked_on, machines.gpu_price_source) if machines else None,
        ]
        for name, checked_on, source in filter(None, used):
            if checked_on is not None and is_stale(checked_on, day):
                figures = {"option": stated.key, "model": name or stated.key, "checked_on": checked_on.isoformat()}
                yield Advice("stale_price", {**figures, "source": source})

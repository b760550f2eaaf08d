"""Estimates: cost and latency of every option for one profile on one day."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from decider.domain.availability import why_not_bought
from decider.domain.bills import Bill, FactsMissing, make_bill, with_escalation
from decider.domain.cost import attempts, call_tokens, tokens_known
from decider.domain.latency import UNKNOWN, Latency, cascaded, measured_latency, modelled_latency
from decider.domain.numbers import money, total
from decider.domain.options import Adaptation, Hosting, Option
from decider.domain.prices import PriceBook
from decider.domain.profile import ExternalApi, TaskProfile
from decider.domain.totals import Course, course_of, month_one, total_lines


@dataclass(frozen=True, eq=False)
class OptionEstimate:
    """One option's figures. Money is $, rounded line by line; None where a fact that it needs is unknown."""

    option: Option
    bill: Bill | None
    # Codes of why the option cannot be taken; empty where it can.
    why_not: tuple[str, ...]
    # Facts without which it has no price: pairs (key path, sentence).
    missing: tuple[tuple[str, str], ...]
    lines: Mapping[str, Decimal] | None
    total_lines: Mapping[str, Decimal] | None
    total: Decimal | None
    latency: Latency

    @property
    def feasible(self) -> bool:
        return not self.why_not

    @property
    def per_call(self) -> Decimal | None:
        if self.bill is None or self.bill.call_lines is None:
            return None
        return money(self.bill.per_call)

    @property
    def monthly(self) -> Decimal | None:
        return None if self.lines is None else total(self.lines.values())

    @property
    def one_off(self) -> Decimal | None:
        return None if self.bill is None else total(money(line) for line in self.bill.one_off.values())

    def meets_latency(self, target: Decimal | None) -> bool | None:
        p95 = self.latency.p95_ms
        return None if target is None or p95 is None else p95 <= target

    def misses_quality(self, profile: TaskProfile) -> bool:
        """Whether the option is known to miss the quality target; an unknown quality is not known to miss."""
        expected = self.option.quality.expected if self.option.quality else None
        target = profile.quality.target
        if not (isinstance(expected, Decimal) and isinstance(target, Decimal)):
            return False
        return expected > target if profile.quality.higher_is_better is False else expected < target


@dataclass(frozen=True)
class Estimate:
    """All options of a profile, in the order given."""

    options: tuple[OptionEstimate, ...]
    course: Course | None

    def cheapest(self, *, tuned: bool, profile: TaskProfile, hosting: Hosting | None = None) -> OptionEstimate | None:
        """The cheapest feasible option of a side; without totals, the first one that is listed.

        Of the prompted options only those count that are not known to miss the quality target.
        """
        found = [
            estimate
            for estimate in self.options
            if estimate.feasible
            and (estimate.option.adaptation is not Adaptation.PROMPT) is tuned
            and (tuned or not estimate.misses_quality(profile))
            and (hosting is None or estimate.option.hosting is hosting)
        ]
        return cheapest_of(found)


def cheapest_of(estimates: list[OptionEstimate]) -> OptionEstimate | None:
    """The one with the lowest total; those without a total come after, in the order given."""
    return min(estimates, key=lambda estimate: (estimate.total is None, estimate.total or 0), default=None)


def estimate_options(profile: TaskProfile, book: PriceBook, day: datetime.date) -> Estimate:
    """Price every resolved option of a profile whose ranges have been replaced by points.

    Never raises for a missing price: the option then says in `missing` what it lacks.
    """
    course = course_of(profile)
    bills = [_bill(option, index, profile, book) for index, option in enumerate(profile.options)]
    found: dict[str, OptionEstimate] = {}
    # Those that escalate come last: they rest on the option that they escalate to.
    order = sorted(range(len(bills)), key=lambda index: profile.options[index].escalation is not None)
    for index in order:
        option, (bill, missing) = profile.options[index], bills[index]
        target = found.get(option.escalation.to or "") if option.escalation else None
        found[option.key] = _estimate(option, bill, missing, target, profile, day, course)
    return Estimate(options=tuple(found[option.key] for option in profile.options), course=course)


def _bill(
    option: Option, index: int, profile: TaskProfile, book: PriceBook
) -> tuple[Bill | None, tuple[tuple[str, str], ...]]:
    """The option's own bill, or what it lacks."""
    try:
        return make_bill(option, profile, book), ()
    except FactsMissing as error:
        return None, tuple((_absolute(path, index), sentence) for path, sentence in error.missing)


def _estimate(
    option: Option, bill: Bill | None, missing: tuple[tuple[str, str], ...], target: OptionEstimate | None,
    profile: TaskProfile, day: datetime.date, course: Course | None,
) -> OptionEstimate:  # fmt: skip
    """One option's figures; `target` is the option that it escalates to, if it does."""
    why_not, latency = _why_not(option, profile, day), latency_of(option, profile, bill)
    if target is not None:
        share = escalated_share(option)
        bill = with_escalation(bill, target.bill, share) if bill is not None and target.bill is not None else None
        latency = cascaded(latency, target.latency, share)
        if not target.feasible:
            why_not = (*why_not, "escalates_to_infeasible")
    priced = bill is not None and bill.complete and course is not None
    horizon_lines = total_lines(bill, course) if priced else None  # type: ignore[arg-type]
    return OptionEstimate(
        option=option,
        bill=bill,
        why_not=why_not,
        missing=missing,
        lines=month_one(bill, course.calls) if priced else None,  # type: ignore[arg-type, union-attr]
        total_lines=horizon_lines,
        total=None if horizon_lines is None else total(horizon_lines.values()),
        latency=latency,
    )


def escalated_share(option: Option) -> Fraction:
    """The share of an option's calls that is asked again of another option."""
    share = option.escalation.share if option.escalation else None
    return Fraction(share) if isinstance(share, Decimal) else Fraction(0)


def _absolute(path: str, index: int) -> str:
    return path[1:] if path.startswith("/") else f"options[{index}].{path}"


def _why_not(option: Option, profile: TaskProfile, day: datetime.date) -> tuple[str, ...]:
    codes = []
    self_hosted = option.hosting is Hosting.SELF_HOSTED
    rule = profile.data.external_api
    if rule is ExternalApi.FORBIDDEN and not self_hosted:
        codes.append("external_api_forbidden")
    if rule is ExternalApi.PRIVATE_ONLY and option.hosting is Hosting.PUBLIC_API:
        codes.append("public_api_not_allowed")
    if self_hosted and profile.team.can_serve_models is False and rule is not ExternalApi.FORBIDDEN:
        codes.append("cannot_serve_models")
    return (*codes, *why_not_bought(option, profile, day))


def latency_of(option: Option, profile: TaskProfile, bill: Bill | None) -> Latency:
    """The measured latency of an option, else that which its machines' figures give."""
    if not tokens_known(profile.tokens):
        return UNKNOWN
    tokens = call_tokens(profile.tokens, option)
    if option.latency is not None:
        measured = measured_latency(option.latency, tokens.generated)
        if measured != UNKNOWN:
            return measured
    machines = option.self_hosting
    if option.hosting is not Hosting.SELF_HOSTED or machines is None or bill is None or bill.serving is None:
        return UNKNOWN
    peak = profile.volume.peak_factor
    return modelled_latency(
        machines,
        tokens,
        # All lines of own machines stand on the same replicas.
        serving=bill.serving[0],
        calls_per_month=profile.volume.calls_per_month,
        attempts=attempts(profile.volume),
        peak=Fraction(peak) if isinstance(peak, Decimal) else Fraction(1),
    )

"""The figures that charts draw: cost against volume, cost by month, latency by cause."""

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

from decider.domain.crossover import Crossover, CrossoverResult, Total, crossover, in_order, total_of
from decider.domain.estimate import Estimate, OptionEstimate
from decider.domain.numbers import decimal, money_text, plain
from decider.domain.options import Adaptation, Hosting
from decider.domain.payback import Payback, payback
from decider.domain.policy import Policy
from decider.domain.profile import TaskProfile
from decider.domain.totals import cumulative, horizon_of

_POINTS_PER_DECADE = 12
_LEAST_VOLUME, _MOST_VOLUME = 1000, 100_000_000
_MOST_STEPS = 60
_VERBS = {Adaptation.PROMPT: "Prompt", Adaptation.FINE_TUNE: "Fine-tune", Adaptation.HYBRID: "Hybrid on"}
_HOSTS = {Hosting.PRIVATE_API: ", private API", Hosting.SELF_HOSTED: ", self-hosted", Hosting.PUBLIC_API: ""}


class Pair:
    """Two priced options compared over the horizon: `dear` is the cheaper one at one call a month."""

    def __init__(
        self, dear: OptionEstimate, cheap: OptionEstimate, crossover: Crossover, payback: Payback | None
    ) -> None:
        self.dear, self.cheap, self.crossover, self.payback = dear, cheap, crossover, payback


def pairs(estimate: Estimate, months: int) -> list[Pair]:
    """One comparison for each unordered pair of priced options, whatever their adaptation or feasibility."""
    priced = [
        (option, total_of(option.bill, months)) for option in estimate.options if option.bill and option.bill.complete
    ]
    course = estimate.course
    sums = {option.option.key: cumulative(option.bill, course) for option, _ in priced if option.bill and course}
    found = []
    for (one, one_total), (other, other_total) in combinations(priced, 2):
        dear, cheap = (one, other) if in_order(one_total, other_total) else (other, one)
        crossed = crossover(*((one_total, other_total) if dear is one else (other_total, one_total)))
        paid = payback(sums[dear.option.key], sums[cheap.option.key]) if course else None
        found.append(Pair(dear, cheap, crossed, paid))
    return found


def label(option: OptionEstimate) -> str:
    """What a chart calls an option: "Fine-tune gpt-4.1-mini"."""
    model = (option.option.model.name or option.option.key).rsplit("/", 1)[-1]
    escalation = option.option.escalation
    cascade = f", then “{escalation.to}”" if escalation and escalation.to else ""
    return f"{_VERBS[option.option.adaptation]} {model}{_HOSTS[option.option.hosting]}{cascade}"


def charts(profile: TaskProfile, estimate: Estimate, compared: Sequence[Pair], policy: Policy) -> dict[str, Any]:
    """The data of the three charts, as plain data; lists are empty where nothing can be drawn."""
    return {
        "monthly_cost": _monthly_cost(profile, estimate, compared, policy),
        "cumulative_cost": _cumulative_cost(profile, estimate, compared),
        "latency": _latency(profile, estimate),
    }


def _named(option: OptionEstimate) -> dict[str, Any]:
    return {
        "key": option.option.key,
        "label": label(option),
        "adaptation": option.option.adaptation.value,
        "hosting": option.option.hosting.value,
    }


def _monthly_cost(profile: TaskProfile, estimate: Estimate, compared: Sequence[Pair], policy: Policy) -> dict[str, Any]:
    """Averaged monthly cost over the horizon at constant volume, one-off cost included."""
    months = horizon_of(profile)
    totals = {
        option: total_of(option.bill, months) for option in estimate.options if option.bill and option.bill.complete
    }
    calls = profile.volume.calls_per_month
    today = calls if isinstance(calls, Decimal) else None
    stable = [pair.crossover.stable for pair in compared if pair.crossover.stable]
    grid = _grid(today, stable)
    crossings = []
    for pair in compared:
        at = pair.crossover.stable
        if pair.crossover.result is CrossoverResult.AT and at is not None:
            crossings.append(
                {
                    "from": pair.dear.option.key,
                    "to": pair.cheap.option.key,
                    "at": at,
                    "monthly_usd": money_text(decimal(totals[pair.cheap].at(at) / months)),
                }
            )
    return {
        "today": None if today is None else plain(today),
        "rule_of_thumb": [plain(policy.low_volume_calls), plain(policy.high_volume_calls)],
        "options": [{**_named(option), "points": _points(total, grid, months)} for option, total in totals.items()],
        "crossovers": crossings,
    }


def _grid(today: Decimal | None, crossings: Sequence[int]) -> list[int]:
    """Whole volumes, evenly spaced on a log scale, around today's volume and the crossings in sight."""
    low, high = _LEAST_VOLUME, 10_000_000
    if today is not None and today >= 1:
        low, high = min(low, int(today) // 10 or 1), max(high, int(today) * 10)
    for at in crossings:
        if at <= _MOST_VOLUME:
            low, high = min(low, max(at // 10, 1)), max(high, at * 10)
    steps = math.ceil((math.log10(high) - math.log10(low)) * _POINTS_PER_DECADE)
    return sorted({round(low * (high / low) ** (step / steps)) for step in range(steps + 1)})


def _points(total: Total, grid: Sequence[int], months: int) -> list[list[Any]]:
    """The curve on the grid; a staircase also shows both sides of its first steps, so that edges stay sharp."""
    volumes = set(grid)
    for minimum, per_call in {(line.minimum, line.replicas_per_call) for line in total.serving}:
        for step in range(max(minimum, 1), max(minimum, 1) + _MOST_STEPS):
            edge = int(step // per_call)
            if grid[0] <= edge < grid[-1]:
                volumes |= {edge, edge + 1}
    return [[volume, money_text(decimal(total.at(volume) / months))] for volume in sorted(volumes)]


def _cumulative_cost(profile: TaskProfile, estimate: Estimate, compared: Sequence[Pair]) -> dict[str, Any]:
    course = estimate.course
    drawn = [option for option in estimate.options if option.bill and option.bill.complete and course]
    return {
        "horizon_months": horizon_of(profile),
        "options": [
            {
                **_named(option),
                "points": [[month, money_text(usd)] for month, usd in enumerate(cumulative(option.bill, course))],  # type: ignore[arg-type]
            }
            for option in drawn
        ],
        "paybacks": [
            {"from": pair.dear.option.key, "to": pair.cheap.option.key, "month": pair.payback.month}
            for pair in compared
            if pair.payback is not None and pair.payback.month is not None
        ],
    }


def _latency(profile: TaskProfile, estimate: Estimate) -> dict[str, Any]:
    def causes(parts: dict[str, Decimal] | None) -> list[dict[str, str]]:
        return [
            {"cause": cause, "ms": format(plain(ms), "f") if isinstance(plain(ms), Decimal) else str(plain(ms))}
            for cause, ms in (parts or {}).items()
        ]

    return {
        "target_ms": _plain_or_none(profile.latency.target_p95_ms),
        "current_ms": _plain_or_none(profile.latency.current_p95_ms),
        "options": [
            {**_named(option), "p50": causes(option.latency.p50), "p95": causes(option.latency.p95)}
            for option in estimate.options
            if option.latency.p50 is not None or option.latency.p95 is not None
        ],
    }


def _plain_or_none(value: Any) -> Any:
    return plain(value) if isinstance(value, Decimal) else None


def average_monthly(total: Total, calls: int) -> Decimal:
    """Averaged monthly cost at a constant whole volume, in $."""
    return decimal(total.at(calls) / Fraction(total.months))

"""The assessment: everything that Decider says about one profile on one day, as a value and as plain data."""

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from decider.domain.assumptions import assumptions
from decider.domain.default_options import default_options
from decider.domain.estimate import Estimate, OptionEstimate, estimate_options
from decider.domain.fields import Range
from decider.domain.flips import Flip, find_flips
from decider.domain.numbers import FigureTooLarge, money, money_text, plain
from decider.domain.point import at_likely
from decider.domain.policy import Policy
from decider.domain.prices import PriceBook
from decider.domain.probes import Probes
from decider.domain.profile import TaskProfile
from decider.domain.reading import FieldError, ProfileErrors
from decider.domain.recommendation import Recommendation, recommend
from decider.domain.resolving import resolve
from decider.domain.series import Pair, charts, label, pairs
from decider.domain.totals import horizon_of
from decider.domain.writing import policy_data, profile_data

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
        point = at_likely(self.profile)
        return {
            "version": 1,
            "as_of": self.day.isoformat(),
            "policy": policy_data(self.policy),
            "profile": profile_data(self.profile),
            "recommendation": _recommendation_data(self.recommendation),
            "options": [self._option_data(option, point) for option in self.estimate.options],
            "crossovers": [_crossover_data(pair) for pair in self.pairs],
            "flips": None if self.flips is None else [_flip_data(flip) for flip in self.flips],
            "robustness": None,
            "options_chosen": self.options_chosen,
            "assumptions": list(self.assumptions),
            "charts": charts(point, self.estimate, self.pairs, self.policy),
        }

    def _option_data(self, option: OptionEstimate, profile: TaskProfile) -> dict[str, Any]:
        target = profile.latency.target_p95_ms
        stated = option.option
        return {
            "key": stated.key,
            "label": label(option),
            "adaptation": stated.adaptation.value,
            "hosting": stated.hosting.value,
            "model": {"provider": stated.model.provider, "name": stated.model.name},
            "feasible": option.feasible,
            "why_not": " ".join(option.why_not) or None,
            "per_call_usd": money_text(option.per_call),
            "monthly_usd": money_text(option.monthly),
            "one_off_usd": money_text(option.one_off),
            "total_usd": money_text(option.total),
            "lines": _lines(option.lines, "monthly_usd"),
            "one_off_lines": _lines(
                {code: money(usd) for code, usd in option.bill.one_off.items()} if option.bill else None, "usd"
            ),
            "total_lines": _lines(option.total_lines, "total_usd"),
            "latency_p50_ms": _ms(option.latency.p50_ms),
            "latency_p95_ms": _ms(option.latency.p95_ms),
            "misses_quality_target": option.misses_quality(profile),
            "meets_latency_target": option.meets_latency(target if isinstance(target, Decimal) else None),
            "missing": [{"path": path, "message": message} for path, message in option.missing],
        }


def assess(
    profile: TaskProfile,
    *,
    day: datetime.date,
    policy: Policy | None = None,
    book: PriceBook | None = None,
    flips: bool = True,
    tolerant: bool = False,
) -> Assessment:
    """Assess one profile on one day.

    Flip points take most of the time; without them a recommendation is never called close. A tolerant
    assessment leaves an option that lacks a price unpriced; `missing` then says what it lacks.

    Raises:
        ProfileErrors: an option lacks a price (unless tolerant), or a figure grows beyond all bounds.
    """
    policy, book = policy or Policy(), book or PriceBook.empty()
    chosen = not profile.options
    listed = replace(profile, options=default_options(at_likely(profile), book, day)) if chosen else profile
    resolved = resolve(listed, book, day)
    point = at_likely(resolved)
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
    return Assessment(
        day=day,
        policy=policy,
        profile=resolved,
        estimate=estimate,
        recommendation=recommend(point, estimate, policy, day, tuple(stated)),
        pairs=compared,
        flips=found,
        assumptions=tuple(assumptions(profile, resolved, chosen=chosen)),
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


def _recommendation_data(recommendation: Recommendation) -> dict[str, Any]:
    option = recommendation.option
    return {
        "verdict": recommendation.verdict.value,
        "adaptation": recommendation.adaptation.value,
        "hosting": recommendation.hosting.value if recommendation.hosting else None,
        "option": option.option.key if option else None,
        "state": recommendation.standing.value,
        "tree": [
            {
                "node": node.answer.node.value,
                "answer": {True: "yes", False: "no", None: "unknown"}[node.answer.truth],
                "leads_to": str(node.answer.leads_to),
                "decides": node.answer.decides,
                "on_path": node.on_path,
                "figures": node.figures,
                "from": node.origin,
            }
            for node in recommendation.tree
        ],
        "reasons": [
            {
                "code": reason.code,
                "side": reason.side,
                "holds": reason.holds,
                "figures": reason.figures,
                "from": reason.origin,
            }
            for reason in recommendation.reasons
        ],
        "advice": [{"code": advice.code, "figures": advice.figures} for advice in recommendation.advice],
        "possible_verdicts": [verdict.value for verdict in recommendation.possible_verdicts],
        "measure_first": [{"fact": item.fact, "why": item.why} for item in recommendation.measure_first],
    }


def _crossover_data(pair: Pair) -> dict[str, Any]:
    return {
        "from": pair.dear.option.key,
        "to": pair.cheap.option.key,
        "result": pair.crossover.result.value,
        "first_calls_per_month": pair.crossover.first,
        "stable_calls_per_month": pair.crossover.stable,
        "payback_result": pair.payback.result.value if pair.payback else None,
        "payback_month": pair.payback.month if pair.payback else None,
    }


def _flip_data(flip: Flip) -> dict[str, Any]:
    return {
        "fact": flip.fact,
        "now": plain(flip.now),
        "at": plain(flip.at),
        "unit": flip.unit,
        "to_verdict": flip.to_verdict,
        "to_cheapest": flip.to_cheapest,
        "changes_verdict": flip.changes_verdict,
    }


def _lines(lines: Any, name: str) -> list[dict[str, Any]] | None:
    return None if lines is None else [{"code": code, name: money_text(usd)} for code, usd in lines.items()]


def _ms(value: Decimal | None) -> Decimal | int | None:
    return None if value is None else plain(value)

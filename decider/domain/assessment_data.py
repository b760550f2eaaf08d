"""An assessment as plain data, in the shape of the contract."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from decider.domain.cache_estimate import with_estimated_cache
from decider.domain.estimate import OptionEstimate
from decider.domain.flips import Flip
from decider.domain.numbers import money, money_text, plain
from decider.domain.point import at_likely
from decider.domain.profile import TaskProfile
from decider.domain.recommendation import Recommendation
from decider.domain.robustness import Robustness
from decider.domain.series import Pair, charts, label
from decider.domain.worth_rows import worth_data
from decider.domain.writing import policy_data, profile_data

if TYPE_CHECKING:
    from decider.domain.assessment import Assessment


def assessment_data(assessment: "Assessment") -> dict[str, Any]:
    """The contract's assessment, with what goes beyond it: assumptions, worth, charts."""
    point = with_estimated_cache(at_likely(assessment.profile))
    return {
        "version": 1,
        "as_of": assessment.day.isoformat(),
        "policy": policy_data(assessment.policy),
        "profile": profile_data(assessment.profile),
        "recommendation": _recommendation_data(assessment.recommendation, assessment.robustness),
        "options": [_option_data(option, point) for option in assessment.estimate.options],
        "crossovers": [_crossover_data(pair) for pair in assessment.pairs],
        "flips": None if assessment.flips is None else [_flip_data(flip) for flip in assessment.flips],
        "robustness": assessment.robustness.data() if assessment.robustness else None,
        "worth": worth_data(point, assessment.estimate, assessment.recommendation.conditions),
        "options_chosen": assessment.options_chosen,
        "assumptions": list(assessment.assumptions),
        "charts": charts(point, assessment.estimate, assessment.pairs, assessment.policy),
    }


def _option_data(option: OptionEstimate, profile: TaskProfile) -> dict[str, Any]:
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


def _recommendation_data(recommendation: Recommendation, robustness: Robustness | None) -> dict[str, Any]:
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
        "measure_first": _measure_first(recommendation, robustness),
    }


def _measure_first(recommendation: Recommendation, robustness: Robustness | None) -> list[dict[str, str]]:
    """First the unknown facts that decide between verdicts, then the ranges that are worth narrowing."""
    unknown = [{"fact": item.fact, "why": item.why} for item in recommendation.measure_first]
    worth = robustness.worth_knowing[:3] if robustness else ()
    return unknown + [
        {"fact": item.fact, "why": f"knowing this exactly is worth about ${item.usd:,.0f} over the horizon"}
        for item in worth
        if item.usd >= 1
    ]


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

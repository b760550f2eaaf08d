"""The recommendation in one sentence, how firm it is, and what the team chose."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from decider.wording.comparison import Comparison, compare
from decider.wording.labels import verdict_name
from decider.wording.numbers import listed, money, quantity, share
from decider.wording.options import option_facts, option_labels, option_phrase
from decider.wording.reasons import reason_name
from decider.wording.tree import missing_parts

Data = Mapping[str, Any]


def verdict_sentence(assessment: Data) -> str:
    """What the framework says about the task, in one sentence with the figures that matter most."""
    recommendation = assessment.get("recommendation") or {}
    verdict = str(recommendation.get("verdict"))
    comparison = compare(assessment)
    if verdict == "prompt_first":
        return _prompt_first(recommendation)
    if verdict == "reexamine":
        return _reexamine(recommendation)
    if verdict == "prompt":
        return _prompt(recommendation, comparison)
    if verdict in ("fine_tune", "hybrid"):
        return _tune(verdict, assessment, comparison)
    if verdict == "self_host":
        return _self_host(assessment)
    return verdict_name(verdict) + "."


def state_sentence(recommendation: Data) -> str:
    """How firm the verdict is, and whether the quality of the option that it leads to is below the target."""
    missed = "choice_misses_target" in _advice_codes(recommendation)
    said = firmness_sentence(recommendation)
    return f"{said} The quality of the recommended option is below the target." if missed else said


def firmness_sentence(recommendation: Data) -> str:
    """How firm the verdict is: settled, close, provisional or unsupported."""
    state = str(recommendation.get("state"))
    if state == "provisional":
        return f"Provisional: facts are missing, and {possible_sentence(recommendation)}"
    return {
        "settled": (
            "Settled: what is known leaves one verdict, and neither the volume nor a price "
            "would alter it by moving ten per cent."
        ),
        "close": "Close: a change within the stated range, or of ten per cent, would alter it.",
        "unsupported": _unsupported(recommendation),
    }.get(state, "")


def _unsupported(recommendation: Data) -> str:
    """Why the evidence does not carry the verdict."""
    codes = _advice_codes(recommendation)
    if "tuned_scores_worse" in codes:
        return "Unsupported: the test cases show that the tuned option scores worse than today’s prompt."
    few = "the evaluation has too few cases to tell on which side of a threshold it lies"
    alike = "the test cases do not show that the tuned option and today’s prompt differ"
    if "gap_not_shown" not in codes:
        return f"Unsupported: {few}."
    return f"Unsupported: {few}, and {alike}." if "small_evaluation" in codes else f"Unsupported: {alike}."


def _advice_codes(recommendation: Data) -> set[str]:
    return {str(advice.get("code")) for advice in recommendation.get("advice") or []}


def possible_sentence(recommendation: Data) -> str:
    """The verdicts that are still possible: "these verdicts are still possible: “Stay with prompting” and …" """
    names = [f"“{verdict_name(code)}”" for code in recommendation.get("possible_verdicts") or []]
    if len(names) < 2:
        return f"the verdict is {listed(names) or 'open'}."
    return f"these verdicts are still possible: {listed(names)}."


def choice_sentence(decision: Data, assessment: Data) -> str:
    """What the team chose, and whether it follows the recommendation."""
    verdict = (assessment.get("recommendation") or {}).get("verdict")
    choice = str(decision.get("choice"))
    option = option_facts(assessment).get(str(decision.get("option_key") or ""))
    by = f" (“{option_labels(assessment)[str(option['key'])]}”)" if option else ""
    if decision.get("follows_recommendation"):
        return f"{verdict_name(choice)}{by}, following the recommendation."
    if choice == verdict:
        return f"{verdict_name(choice)}{by}, following the verdict with an option of the team’s own choice."
    return f"{verdict_name(choice)}{by}, overriding the recommendation, which was: {_lowered(verdict_name(verdict))}."


def _lowered(name: str) -> str:
    return name[:1].lower() + name[1:]


def _node(recommendation: Data, name: str) -> Data:
    for node in recommendation.get("tree") or []:
        if node.get("node") == name:
            return node
    return {}


def _decider(recommendation: Data) -> str:
    for node in recommendation.get("tree") or []:
        if node.get("decides") and node.get("on_path", True):
            return str(node.get("node"))
    return ""


def _prompt_first(recommendation: Data) -> str:
    figures = _node(recommendation, "prompt_tried").get("figures") or {}
    missing, unknown = missing_parts(figures.get("missing")), missing_parts(figures.get("unknown"))
    lacking = f" Still missing: {listed(missing)}." if missing else ""
    lacking += f" Not said yet: {listed(unknown)}." if unknown else ""
    return f"Write a thorough prompt first; about a week of work tells whether anything more is needed.{lacking}"


def _reexamine(recommendation: Data) -> str:
    attainment = (_node(recommendation, "quality_gap").get("figures") or {}).get("attainment")
    reached = "far too little" if attainment is None else f"only {share(attainment)}"
    return (
        f"Re-examine the task: prompting reaches {reached} of the target, "
        "which points at the task’s definition rather than at the model."
    )


def _over(months: Any) -> str:
    return f"over {quantity(months, 'month', 'months')}" if months is not None else "over the horizon"


def _prompt(recommendation: Data, comparison: Comparison) -> str:
    node = _decider(recommendation)
    difference = comparison.difference
    over = _over(comparison.horizon_months)
    tuned = option_phrase(comparison.tuned) if comparison.tuned else "fine-tuning"
    if node == "iteration":
        why = "the team must change faster than a fine-tuning cycle allows"
        forgone = _names(recommendation)
        return f"Stay with prompting: {why}" + (f", which forgoes {listed(forgone)}." if forgone else ".")
    if node == "quality_gap":
        return "Stay with prompting: the gap is wider than fine-tuning usually closes; split the task instead."
    holds = "is known to hold yet" if _may_hold(recommendation) else "holds"
    if difference is None:
        return f"Stay with prompting: no reason to fine-tune {holds}."
    if difference > 0:
        return f"Stay with prompting: {tuned} would cost {money(difference)} more {over}, and no reason for it {holds}."
    if difference < 0:
        return (
            f"Stay with prompting: no reason to fine-tune {holds}, although {tuned} "
            f"would cost {money(-difference)} less {over}."
        )
    return f"Stay with prompting: {tuned} would cost the same {over}, and no reason for it {holds}."


def _may_hold(recommendation: Data) -> bool:
    """Whether facts are missing by which a reason to fine-tune might hold."""
    reasons = recommendation.get("reasons") or []
    return any(reason.get("side") == "fine_tune" and reason.get("holds") is None for reason in reasons)


def _names(recommendation: Data) -> list[str]:
    return [
        reason_name(str(reason.get("code"))).lower()
        for reason in recommendation.get("reasons") or []
        if reason.get("side") == "fine_tune" and reason.get("holds")
    ]


def _because(recommendation: Data) -> str:
    names = _names(recommendation)
    if not names:
        return ""
    return f"{listed(names)} {'speaks' if len(names) == 1 else 'speak'} for it"


def _tune(verdict: str, assessment: Data, comparison: Comparison) -> str:
    recommendation = assessment.get("recommendation") or {}
    facts = option_facts(assessment)
    option = facts.get(str(recommendation.get("option") or ""))
    if verdict == "hybrid":
        start = "Fine-tune the stable part and prompt what changes per request"
        start += f", by {option_phrase(option)}" if option else ""
    elif option and option.get("adaptation") == "fine_tune":
        phrase = option_phrase(option)
        start = "Fine-tune" + phrase.removeprefix("fine-tuning") if phrase.startswith("fine-tuning") else "Fine-tune"
    else:
        start = "Fine-tune a model"
    said = []
    if because := _because(recommendation):
        said.append(because)
    if (difference := comparison.difference_to(option)) is not None and comparison.prompted:
        against = option_phrase(comparison.prompted)
        over = _over(comparison.horizon_months)
        without = ", engineering time not counted" if _lacks_engineering(recommendation) else ""
        if difference < 0:
            said.append(f"and it costs {money(-difference)} less than {against} {over}{without}")
        elif difference > 0:
            said.append(f"but it costs {money(difference)} more than {against} {over}{without}")
    if not because and said:
        said[0] = said[0].partition(" ")[2]
    return f"{start}: {', '.join(said)}." if said else f"{start}."


def _lacks_engineering(recommendation: Data) -> bool:
    """Whether the tuned options carry no engineering time, because nobody has said what an hour costs."""
    return any(advice.get("code") == "engineering_not_counted" for advice in recommendation.get("advice") or [])


def _self_host(assessment: Data) -> str:
    recommendation = assessment.get("recommendation") or {}
    option = option_facts(assessment).get(str(recommendation.get("option") or ""))
    start = "Host the model yourselves, because the data may not leave"
    if option is None:
        return f"{start}; no self-hosted option is listed yet, so its cost is not known."
    adaptation = recommendation.get("adaptation")
    if adaptation == "prompt":
        step = f"begin by prompting a self-hosted {_model(option)}"
    else:
        step = f"the cheapest way is {option_phrase(option)}"
    total = option.get("total_usd")
    months = compare(assessment).horizon_months
    cost = f", at {money(total)} {_over(months)}" if total is not None and Decimal(str(total)) > 0 else ""
    return f"{start}; {step}{cost}."


def _model(option: Data) -> str:
    model = option.get("model")
    return str((model.get("name") if isinstance(model, Mapping) else model) or "base model")

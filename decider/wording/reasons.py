"""The ten arguments: what each says in general, and what it says about this task."""

from collections.abc import Callable, Mapping
from typing import Any

from decider.wording.labels import spelled
from decider.wording.numbers import as_decimal, capitalised, count, likely, milliseconds, money, quantity, share

Figures = Mapping[str, Any]

# code: (name, the framework's argument in one sentence)
ARGUMENTS: dict[str, tuple[str, str]] = {
    "quality_ceiling": (
        "Quality ceiling",
        "When prompt work is exhausted and quality still falls short, fine-tuning often closes the remaining gap.",
    ),
    "latency": (
        "Latency",
        "Many examples make a long prompt; fine-tuning burns them in, so that calls answer faster.",
    ),
    "cost_at_scale": (
        "Cost at scale",
        "At millions of calls a smaller fine-tuned model may be far cheaper than a large prompted one.",
    ),
    "proprietary_format": (
        "Proprietary format",
        "A format of one’s own is learnt much more reliably by fine-tuning than by prompting.",
    ),
    "sensitive_data": (
        "Sensitive data",
        "Where an external API is unacceptable, the model has to be self-hosted.",
    ),
    "style_voice": (
        "Style or voice",
        "Subtle differences of style or voice are met better by fine-tuning than by prompting.",
    ),
    "no_training_cost": (
        "No training cost",
        "A prompt costs API calls to develop; fine-tuning costs compute and engineering time.",
    ),
    "no_deployment_overhead": (
        "No deployment overhead",
        "A prompt uses the same API endpoint; a fine-tuned model may need serving of its own.",
    ),
    "updatable": (
        "Updatable",
        "Changing a prompt takes minutes; changing a fine-tuned model takes a new training run.",
    ),
    "composable": (
        "Composable",
        "One prompted model can serve several tasks; a fine-tuned model is made for one.",
    ),
}

_FORMAT = {
    True: "The output has a format of your own, which fine-tuning teaches more reliably.",
    False: "The output needs no format of your own.",
}
_CHEAPER = "The fine-tuned option costs less over the horizon."

_UNKNOWN: dict[str, str] = {
    "quality_ceiling": "Whether prompting has reached its ceiling is not known yet.",
    "latency": "Whether fine-tuning would meet the latency target is not known yet.",
    "cost_at_scale": "Whether fine-tuning is cheaper at this volume is not known yet.",
    "proprietary_format": "Whether the output has a format of your own is not known yet.",
    "sensitive_data": "Whether the data may go to an external API is not known yet.",
    "style_voice": "Whether a style or voice has to be met is not known yet.",
    "no_training_cost": "What training would cost is not known yet.",
    "no_deployment_overhead": "What running the fine-tuned model would take is not known yet.",
    "updatable": "How often the behaviour has to change is not known yet.",
    "composable": "How many tasks one model has to serve is not known yet.",
}


def reason_name(code: str) -> str:
    return ARGUMENTS[code][0] if code in ARGUMENTS else spelled(code)


def reason_argument(code: str) -> str:
    """The framework's argument behind the code, in general terms. Empty for an unknown code."""
    return ARGUMENTS[code][1] if code in ARGUMENTS else ""


def reason_sentence(reason: Mapping[str, Any]) -> str:
    """What the argument says about this task, with its figures where they are known."""
    code, holds = str(reason.get("code")), reason.get("holds")
    if code not in ARGUMENTS:
        state = {True: "applies", False: "does not apply"}.get(holds, "is not known yet")  # type: ignore[arg-type]
        return f"{reason_name(code)} {state}."
    if holds is None:
        return _UNKNOWN[code]
    if code == "proprietary_format":
        return _FORMAT[bool(holds)]
    return _SENTENCES[code](reason.get("figures") or {}, bool(holds))


def _quality_ceiling(f: Figures, holds: bool) -> str:
    attainment = f.get("attainment")
    reached = "" if attainment is None else f" at {share(attainment)} of the target"
    if holds:
        weeks = f.get("weeks_spent")
        work = "" if weeks is None else f" after {quantity(weeks, 'week', 'weeks')} of prompt work"
        return f"Prompting has reached its ceiling{reached}{work}; the gap left is one that fine-tuning often closes."
    if (reached_share := likely(attainment)) is not None and reached_share >= 1:
        return f"Prompting already meets the target: it reaches {share(attainment)} of it."
    if attainment is not None:
        return f"Prompting reaches {share(attainment)} of the target; no ceiling is shown that fine-tuning would lift."
    return "Quality is no reason to fine-tune: prompting has not been shown to have reached a ceiling."


def _latency(f: Figures, holds: bool) -> str:
    now, target = f.get("current_p95_ms"), f.get("target_p95_ms")
    tuned = f.get("option_p95_ms", f.get("tuned_p95_ms"))
    if target is None:
        return (
            "Today’s latency misses its target, and a fine-tuned option meets it."
            if holds
            else "No latency target asks for fine-tuning."
        )
    if holds:
        first = f"Today’s p95 of {milliseconds(now)} misses" if now is not None else "Today’s p95 misses"
        meets = f" with {milliseconds(tuned)}" if tuned is not None else ""
        return f"{first} the target of {milliseconds(target)}; the fine-tuned option meets it{meets}."
    now_ms, target_ms, tuned_ms = likely(now), likely(target), likely(tuned)
    if now_ms is not None and target_ms is not None and now_ms <= target_ms:
        return f"Today’s p95 of {milliseconds(now)} already meets the target of {milliseconds(target)}."
    if tuned_ms is not None and target_ms is not None and tuned_ms > target_ms:
        return f"The fine-tuned option would miss the target of {milliseconds(target)} too, with {milliseconds(tuned)}."
    return f"The latency target of {milliseconds(target)} gives no reason to fine-tune."


def _cost_at_scale(f: Figures, holds: bool) -> str:
    calls, prompt_total = f.get("calls_per_month"), as_decimal(f.get("prompt_total_usd"))
    tuned = f.get("option_total_usd", f.get("tuned_total_usd"))
    tuned_total = as_decimal(tuned)
    volume = "" if calls is None else f"At {count(calls)} calls a month, "
    if prompt_total is not None and tuned_total is not None:
        difference = prompt_total - tuned_total
        totals = f"({money(tuned_total)} against {money(prompt_total)})"
        if difference > 0:
            cheaper = f"fine-tuning saves {money(difference)} over the horizon {totals}"
            tail = "." if holds else "; below the framework’s volume, that alone does not count as a reason."
        elif difference < 0:
            cheaper, tail = f"fine-tuning costs {money(-difference)} more over the horizon {totals}", "."
        else:
            cheaper, tail = f"both cost the same over the horizon {totals}", "."
        return capitalised(volume + cheaper + tail)
    if holds:
        return f"{volume}the fine-tuned option costs less over the horizon." if volume else _CHEAPER
    if volume:
        return f"{volume}cost is no reason to fine-tune."
    return "Cost is no reason to fine-tune at this volume."


def _sensitive_data(f: Figures, holds: bool) -> str:
    if holds:
        return "The data may not go to an external API, so the model must be self-hosted."
    if f.get("external_api") == "private_only":
        return "The data may go to a private API, so nothing has to be self-hosted."
    return "The data may go to an external API."


def _style_voice(f: Figures, holds: bool) -> str:
    if holds:
        return "The style or voice differs subtly, which fine-tuning meets better."
    if f.get("style_voice") == "broad":
        return "The style is broad enough for a prompt to describe it."
    return "No particular style or voice is asked for."


def _no_training_cost(f: Figures, holds: bool) -> str:
    one_off = likely(f.get("one_off_usd"))
    if holds:
        if one_off:
            return f"Prompting saves the {money(one_off)} that the fine-tuned option costs before its first call."
        return "Prompting needs no training before its first call."
    return "Training costs nothing extra here."


def _no_deployment_overhead(f: Figures, holds: bool) -> str:
    monthly = likely(f.get("hosting_usd_per_month", f.get("hosting_monthly_usd")))
    if holds:
        if monthly:
            return f"A fine-tuned model has to be run: its hosting and upkeep cost {money(monthly)} a month."
        return "Prompting uses an endpoint that already runs; the fine-tuned option needs serving of its own."
    if f.get("hosting") == "public_api":
        return "The fine-tuned model runs on the same public API, so its deployment adds little."
    return "Deployment makes no difference between the options compared."


def _updatable(f: Figures, holds: bool) -> str:
    changes, weeks = f.get("prompt_changes_per_month"), f.get("max_weeks_per_iteration")
    if holds:
        if likely(changes):
            return f"The prompt changes about {_often(changes)}: each change takes minutes, a training run weeks."
        if weeks is not None:
            return f"The team can wait {quantity(weeks, 'week', 'weeks')} for a change; a prompt takes minutes."
        return "The behaviour has to change faster than training runs allow."
    if likely(changes) == 0:
        return "The prompt hardly ever changes, so being quick to change counts for little."
    return "The behaviour changes seldom enough for training runs."


def _often(changes_per_month: Any) -> str:
    """ "once a month", "4 times a month", "once in 2 months"."""
    changes = likely(changes_per_month)
    if changes is not None and 0 < changes < 1:
        return f"once in {quantity(1 / changes, 'month', 'months')}"
    return "once a month" if changes == 1 else f"{quantity(changes_per_month, 'time', 'times')} a month"


def _composable(f: Figures, holds: bool) -> str:
    tasks = likely(f.get("tasks_on_one_model"))
    if holds:
        served = f"{count(tasks)} tasks" if tasks is not None and tasks > 1 else "several tasks"
        return f"One model has to serve {served}, which prompting does without further training."
    return "The model serves this one task alone."


_SENTENCES: dict[str, Callable[[Figures, bool], str]] = {
    "quality_ceiling": _quality_ceiling,
    "latency": _latency,
    "cost_at_scale": _cost_at_scale,
    "sensitive_data": _sensitive_data,
    "style_voice": _style_voice,
    "no_training_cost": _no_training_cost,
    "no_deployment_overhead": _no_deployment_overhead,
    "updatable": _updatable,
    "composable": _composable,
}

"""Advice beside a verdict, and what to measure first."""

from collections.abc import Callable, Mapping
from typing import Any

from decider.wording.facts import fact_name
from decider.wording.labels import spelled
from decider.wording.numbers import capitalised, count, day, listed, money, quantity, share
from decider.wording.support import SUPPORT, SUPPORT_WITH_FIGURES
from decider.wording.tree import missing_parts

Figures = Mapping[str, Any]

# Where a sentence names the option that it is about; elsewhere the option comes first.
_FOR_OPTION = "{for_option}"

# code: (name, the sentence without any figure)
ADVICE: dict[str, tuple[str, str]] = {
    "retrieval": (
        "Retrieval",
        "Failures come from missing knowledge: give the model the facts by retrieval, fine-tuning does not add them.",
    ),
    "constrained_output": (
        "Constrained output",
        "Failures come from broken syntax: constrain the output to a schema before anything is trained.",
    ),
    "small_classifier": (
        "A small classifier",
        "With this many labels a small trained classifier is worth a try: it may cost next to nothing to run.",
    ),
    "cheaper_prompt": (
        "A cheaper prompted model",
        "A cheaper prompted model already meets the target: compare it before anything is trained.",
    ),
    "prompt_caching": ("Prompt caching", "Caching the stable part of the prompt cuts the bill."),
    "batch": ("Batch", "Calls that can wait are cheaper in batch."),
    "not_tunable": ("Not tunable", "The base model cannot be tuned: choose one that can."),
    "stale_price": ("A stale price", "The price has not been compared with its source for more than 90 days."),
    "model_retires": ("Retirement", "The base model is going to be retired: plan its replacement and the retraining."),
    "too_little_data": ("Labelled data", "There is too little labelled data to train on: collect more first."),
    **SUPPORT,
    "private_api_may_do": (
        "Private API",
        "A contract, a zero-retention agreement or a private region may satisfy the data rule without self-hosting.",
    ),
    "add_self_hosted_option": (
        "A self-hosted option",
        "No self-hosted option is listed: add one, so that its cost and latency can be computed.",
    ),
    "prompt_self_hosted_first": (
        "Prototype by prompting",
        "Prototype by prompting the self-hosted base model: published cases show that this can be enough.",
    ),
    "finish_the_week": (
        "Finish the week",
        "Less than a week of prompt work has been spent: finish the week before calling it a ceiling.",
    ),
    "split_the_task": (
        "Split the task",
        "The gap is wider than fine-tuning usually closes: split the task into parts that can be solved one by one.",
    ),
    "experiment_with_stop_rule": (
        "Experiment with a stop rule",
        "The gap is wide: run one fine-tuning experiment, and agree beforehand on the result at which it stops.",
    ),
    "check_labels": (
        "Label quality",
        "Wrong labels explain many low scores: have some labelled twice before believing this one.",
    ),
    "tight_cycle": (
        "A tight cycle",
        "The team’s pace leaves little room for a fine-tuning cycle: plan its data and evaluation ahead.",
    ),
    "rule_of_thumb_contradicted": (
        "Rule of thumb",
        "The computed totals contradict the framework’s rule of thumb for this volume.",
    ),
    "can_serve_models": (
        "Serving models",
        "The team cannot serve models yet: self-hosting needs people and machines that it does not have.",
    ),
    "engineering_not_counted": (
        "Engineering time",
        "Nobody has said what an engineer’s hour costs: without it tuned options look cheaper than they are.",
    ),
    "engineering_hours_unknown": (
        "Engineering time",
        "The hours of engineering are not known{for_option}, so they count as nothing and it looks cheaper than it is.",
    ),
    "cache_read_price_unknown": (
        "Price of cached input",
        "The price of cached input is not known{for_option}, so cached tokens count at the full input price.",
    ),
    "cache_write_price_unknown": (
        "Price of writing the cache",
        "The price of writing the cache is not known{for_option}, so these tokens count at the input price.",
    ),
    "batch_price_unknown": (
        "Batch prices",
        "The batch prices are not known{for_option}, so all calls count at the standard price.",
    ),
    "batch_cache_read_price_unknown": (
        "Batch price of cached input",
        "The batch price of cached input is not known{for_option}, so cached tokens count at the batch input price.",
    ),
    "thorough_prompt": ("A thorough prompt", "Complete the prompt first."),
}


def advice_name(code: str) -> str:
    return ADVICE[code][0] if code in ADVICE else spelled(code)


def advice_sentence(advice: Mapping[str, Any], labels: Mapping[str, str] | None = None) -> str:
    """The advice with its figures where they are known, and the option that it is about where there are several."""
    code, figures = str(advice.get("code")), advice.get("figures") or {}
    sentence = _WITH_FIGURES[code](figures) if code in _WITH_FIGURES and figures else ""
    if not sentence:
        sentence = ADVICE[code][1] if code in ADVICE else spelled(code) + "."
    option = figures.get("option")
    if option is None or not labels or len(labels) < 2:
        return sentence.replace(_FOR_OPTION, "")
    if _FOR_OPTION in sentence:
        return sentence.replace(_FOR_OPTION, f" for “{labels.get(str(option), str(option))}”")
    return f"“{labels.get(str(option), str(option))}”: {sentence[:1].lower() + sentence[1:]}"


def measure_first_sentence(measure: Mapping[str, Any], labels: Mapping[str, str] | None = None) -> str:
    """What to measure, and why: "Today’s quality: it decides between two verdicts." """
    why = str(measure.get("why") or "").strip()
    name = capitalised(fact_name(str(measure.get("fact", "")), labels))
    if not why:
        return f"{name}."
    stop = "" if why.endswith((".", "!", "?")) else "."
    return f"{name}: {why[:1].lower() + why[1:] if why[:2].istitle() else why}{stop}"


def _cheaper_prompt(f: Figures) -> str:
    saving = f.get("saving_usd")
    if saving is None:
        return ""
    return f"This prompted model already meets the target and costs {money(saving)} less over the horizon."


def _small_classifier(f: Figures) -> str:
    if f.get("labelled_examples") is None:
        return ""
    return (
        f"With {count(f['labelled_examples'])} labelled examples a small trained classifier is worth a try: "
        "it may cost next to nothing to run."
    )


def _saving(f: Figures) -> str:
    saving = f.get("saving_monthly_usd")
    if saving is not None:
        return f"{money(saving)} a month"
    cut = f.get("saving_share")
    return share(cut) if cut is not None else ""


def _prompt_caching(f: Figures) -> str:
    if saving := _saving(f):
        return f"Caching the stable part of the prompt cuts the bill by {saving}."
    if f.get("cached_share") is not None:
        served = share(f["cached_share"])
        return f"Caching already serves {served} of the input; a longer stable prefix cuts the bill more."
    return ""


def _batch(f: Figures) -> str:
    return f"Sending the calls that can wait in batch cuts the bill by {saving}." if (saving := _saving(f)) else ""


def _model_retires(f: Figures) -> str:
    if f.get("retires_on") is None:
        return ""
    model = f"The model “{f['model']}”" if f.get("model") else "The base model"
    sentence = f"{model} is retired on {day(f['retires_on'])}"
    if f.get("nearest_tunable"):
        return f"{sentence}, and a tuned one ends with it: the nearest that can be tuned is {f['nearest_tunable']}."
    if f.get("successor"):
        return f"{sentence}: its provider recommends {f['successor']} in its place."
    return f"{sentence}, so plan its replacement and the retraining."


def _not_tunable(f: Figures) -> str:
    if not f.get("model"):
        return ""
    until = f.get("tunable_until")
    since = f"could be tuned until {day(until)}" if until is not None else "cannot be tuned"
    route = f.get("nearest_tunable")
    mend = f"the nearest that can be is {route}" if route else "choose one that can"
    return f"The base model “{f['model']}” {since}: {mend}."


def _stale_price(f: Figures) -> str:
    if not f.get("model") or f.get("checked_on") is None:
        return ""
    return (
        f"The price of “{f['model']}” was last compared with its source on {day(f['checked_on'])}, more than 90 days "
        "before: check it again before you rely on these figures."
    )


def _too_little_data(f: Figures) -> str:
    have = f.get("labelled_examples")
    if have is None:
        return ""
    need = f.get("needed")
    wanted = f", fewer than the {count(need)} wanted" if need is not None else ""
    return f"There are {quantity(have, 'labelled example', 'labelled examples')}{wanted}: collect more before training."


def _finish_the_week(f: Figures) -> str:
    weeks = f.get("weeks_spent")
    if weeks is None:
        return ""
    spent, needed = quantity(weeks, "week", "weeks"), f.get("weeks_needed")
    if needed in (None, 1):
        return f"Only {spent} of prompt work spent: finish the week before calling it a ceiling."
    return (
        f"Only {spent} of prompt work spent, of the {quantity(needed, 'week', 'weeks')} after which the team calls "
        "prompting exhausted: finish them before calling it a ceiling."
    )


def _tight_cycle(f: Figures) -> str:
    weeks = f.get("max_weeks_per_iteration")
    if weeks is None:
        return ""
    low, high = f.get("cycle_weeks_low", 2), f.get("cycle_weeks_high", 4)
    return (
        f"The team can wait {quantity(weeks, 'week', 'weeks')} and a fine-tuning cycle takes "
        f"{count(low)} to {count(high)}: plan its data and evaluation ahead."
    )


def _rule_of_thumb(f: Figures) -> str:
    prompt_total, tuned = f.get("prompt_total_usd"), f.get("option_total_usd", f.get("tuned_total_usd"))
    calls = f.get("calls_per_month")
    if prompt_total is None or tuned is None:
        return ""
    at = f"at {count(calls)} calls a month " if calls is not None else ""
    return (
        f"The rule of thumb calls prompting cheaper {at}, yet the computed totals are {money(tuned)} "
        f"fine-tuned against {money(prompt_total)} prompted."
    ).replace(" ,", ",")


def _thorough_prompt(f: Figures) -> str:
    missing = missing_parts(f.get("missing"))
    return f"Complete the prompt first; still missing: {listed(missing)}." if missing else ""


_WITH_FIGURES: dict[str, Callable[[Figures], str]] = {
    "cheaper_prompt": _cheaper_prompt,
    "small_classifier": _small_classifier,
    "prompt_caching": _prompt_caching,
    "batch": _batch,
    "model_retires": _model_retires,
    "not_tunable": _not_tunable,
    "stale_price": _stale_price,
    "too_little_data": _too_little_data,
    **SUPPORT_WITH_FIGURES,
    "finish_the_week": _finish_the_week,
    "tight_cycle": _tight_cycle,
    "rule_of_thumb_contradicted": _rule_of_thumb,
    "thorough_prompt": _thorough_prompt,
}

"""The seven questions of the decision tree and what this task answers to each."""

from collections.abc import Callable, Mapping
from typing import Any

from decider.wording.labels import spelled
from decider.wording.numbers import NBSP, as_decimal, count, likely, listed, money, quantity, share
from decider.wording.reasons import reason_name

Figures = Mapping[str, Any]

# node: (a few words for the drawn tree, the question)
QUESTIONS: dict[str, tuple[str, str]] = {
    "data": ("Data must stay inside?", "Is it unacceptable to send the data to an external API?"),
    "prompt_tried": ("Thorough prompt tried?", "Has a thorough prompt, with enough examples, been tried?"),
    "quality_gap": ("Gap small enough?", "Is the quality gap small enough for fine-tuning to close?"),
    "volume": ("Volume makes it cheaper?", "Does the volume make fine-tuning cheaper?"),
    "iteration": ("Weeks between changes?", "Can the team wait the weeks that a fine-tuning cycle takes?"),
    "reasons": ("Any reason to fine-tune?", "Does at least one reason to fine-tune hold?"),
    "hybrid": (
        "Parts change per request?",
        "Do instructions change per request, or must one model serve several tasks?",
    ),
}

# node: (the answer that leaves the tree, the verdicts it may leave to); "" where both answers go on.
EXITS: dict[str, tuple[str, tuple[str, ...]]] = {
    "data": ("yes", ("self_host",)),
    "prompt_tried": ("no", ("prompt_first",)),
    "quality_gap": ("no", ("reexamine", "prompt")),
    "volume": ("", ()),
    "iteration": ("no", ("prompt",)),
    "reasons": ("no", ("prompt",)),
    "hybrid": ("", ("hybrid", "fine_tune")),
}

MISSING_PARTS = {
    "tried": "a prompt that was tried at all",
    "examples": "enough examples",
    "clear_instructions": "clear instructions",
    "output_schema": "a schema of the output",
    "output_validation": "validation of the output",
}


def node_title(node: str) -> str:
    """The question in a few words, for the drawn tree."""
    return QUESTIONS[node][0] if node in QUESTIONS else spelled(node)


def node_question(node: str) -> str:
    return QUESTIONS[node][1] if node in QUESTIONS else spelled(node) + "?"


def missing_parts(codes: Any) -> list[str]:
    """What a thorough prompt still lacks, or has, as noun phrases."""
    return [MISSING_PARTS.get(str(code), spelled(code).lower()) for code in codes or []]


def node_answer_sentence(node: Mapping[str, Any]) -> str:
    """What this task answers, with the figures used: "Yes: 8 examples, 1.5 weeks of prompt work." """
    name, answer = str(node.get("node")), str(node.get("answer"))
    said = {"yes": "Yes", "no": "No", "unknown": "Not known yet"}.get(answer, answer)
    detail = _DETAILS[name](node.get("figures") or {}) if name in _DETAILS else ""
    return f"{said}: {detail}." if detail else f"{said}."


def _data(f: Figures) -> str:
    return {
        "allowed": "an external API is allowed",
        "private_only": "a private API is allowed, a public one is not",
        "forbidden": "an external API is forbidden",
    }.get(str(f.get("external_api")), "")


def _prompt_tried(f: Figures) -> str:
    missing = missing_parts(f.get("missing"))
    if missing:
        return f"still missing: {listed(missing)}"
    if unknown := missing_parts(f.get("unknown")):
        return f"nothing is said of {listed(unknown)}"
    said = []
    if f.get("examples") is not None:
        said.append(quantity(f["examples"], "example", "examples"))
    if f.get("weeks_spent") is not None:
        said.append(f"{quantity(f['weeks_spent'], 'week', 'weeks')} of prompt work")
    return ", ".join(said)


def _quality_gap(f: Figures) -> str:
    if f.get("attainment") is None:
        return ""
    detail = f"prompting reaches {share(f['attainment'])} of the target"
    if f.get("gap") == "met":
        detail += ", so there is no gap"
    if f.get("score_low") is not None and f.get("score_high") is not None:
        detail += f"; the score lies between {share(f['score_low'])} and {share(f['score_high'])} (95{NBSP}%)"
    return detail


def _volume(f: Figures) -> str:
    calls = f.get("calls_per_month")
    if calls is None:
        return ""
    detail = f"{count(calls)} calls a month"
    prompt_total = as_decimal(f.get("prompt_total_usd"))
    tuned_total = as_decimal(f.get("option_total_usd", f.get("tuned_total_usd")))
    if prompt_total is not None and tuned_total is not None:
        low, volume = as_decimal(f.get("low_volume_calls")), as_decimal(calls)
        if low is not None and volume is not None and volume < low and tuned_total < prompt_total:
            return (
                f"{detail}; computed, fine-tuning is cheaper ({money(tuned_total)} against {money(prompt_total)}), "
                f"but below {count(low)} calls a month that does not count as a reason"
            )
        return f"{detail}; {money(tuned_total)} fine-tuned against {money(prompt_total)} prompted over the horizon"
    crossover = f.get("first_calls_per_month")
    if crossover is not None:
        return f"{detail}; fine-tuning is cheaper from {count(crossover)} on"
    return detail


def _iteration(f: Figures) -> str:
    weeks = f.get("max_weeks_per_iteration")
    return "" if weeks is None else f"the team can wait {quantity(weeks, 'week', 'weeks')}"


def _reasons(f: Figures) -> str:
    holding = f.get("holding")
    if isinstance(holding, list | tuple):
        names = [reason_name(str(code)).lower() for code in holding]
        open_ones = [reason_name(str(code)).lower() for code in f.get("unknown") or []]
        if not names and open_ones:
            return f"{listed(open_ones)} {'is' if len(open_ones) == 1 else 'are'} open, and no other reason holds"
        detail = listed(names) if names else "none holds"
        return f"{detail}; {listed(open_ones)} not known" if open_ones else detail
    number = likely(holding)
    if number is None:
        return ""
    if number == 0:
        return "none holds"
    return "one reason holds" if number == 1 else f"{count(number)} reasons hold"


def _hybrid(f: Figures) -> str:
    said = []
    if f.get("instructions_change_per_request") is True:
        said.append("instructions change per request")
    elif f.get("instructions_change_per_request") is False:
        said.append("instructions stay the same")
    if (tasks := likely(f.get("tasks_on_one_model"))) is not None:
        said.append("the model serves one task" if tasks <= 1 else f"the model serves {count(tasks)} tasks")
    return listed(said)


_DETAILS: dict[str, Callable[[Figures], str]] = {
    "data": _data,
    "prompt_tried": _prompt_tried,
    "quality_gap": _quality_gap,
    "volume": _volume,
    "iteration": _iteration,
    "reasons": _reasons,
    "hybrid": _hybrid,
}

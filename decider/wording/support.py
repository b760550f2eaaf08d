"""Advice on what the evaluations say of a recommendation: whether they carry it, and whether they speak against it."""

from collections.abc import Callable, Mapping
from typing import Any

from decider.wording.evidence import gap_sentence
from decider.wording.numbers import count, quantity, share

Figures = Mapping[str, Any]

# code: (name, the sentence without any figure)
SUPPORT: dict[str, tuple[str, str]] = {
    "small_evaluation": ("Evaluation set", "The evaluation set is too small to tell: test more cases first."),
    "gap_not_shown": (
        "A gap that is not shown",
        "The test cases do not show that the tuned option and today’s prompt differ: test more cases first.",
    ),
    "tuned_scores_worse": (
        "A tuned option that scores worse",
        "The test cases show that the tuned option scores worse than today’s prompt: its quality is no reason for it.",
    ),
    "choice_misses_target": (
        "The target is missed",
        "The quality of the recommended option is below the target: improve it before going there.",
    ),
}


def _small_evaluation(f: Figures) -> str:
    size = f.get("sample_size")
    if size is None:
        return ""
    needed = f.get("needed")
    more = f"; about {count(needed)} would do" if needed is not None else ""
    low, high = f.get("low"), f.get("high")
    between = (
        f": the true value lies between {share(low)} and {share(high)}" if low is not None and high is not None else ""
    )
    return f"The evaluation’s {quantity(size, 'case', 'cases')} cannot tell{between}{more}."


def _gap_not_shown(f: Figures) -> str:
    if f.get("gap") is None:
        return ""
    sentence = gap_sentence(f, "today’s prompt", "the tuned option")
    return sentence[:1].upper() + sentence[1:]


def _tuned_scores_worse(f: Figures) -> str:
    if f.get("gap") is None:
        return ""
    sentence = gap_sentence(f, "today’s prompt", "the tuned option").removesuffix(".")
    return f"{sentence[:1].upper() + sentence[1:]}: its quality is no reason for it."


def _choice_misses_target(f: Figures) -> str:
    if f.get("expected") is None or f.get("target") is None:
        return ""
    shown = count if f.get("scale") == "number" else share
    cases, low, high = (f.get(name) for name in ("sample_size", "low", "high"))
    on = f" on {quantity(cases, 'case', 'cases')}" if cases is not None else ""
    between = f" (95\N{NO-BREAK SPACE}% interval {share(low)} to {share(high)})" if low is not None else ""
    open_still = " So few cases leave open whether it reaches it." if f.get("may_reach") else ""
    return (
        f"The quality of the recommended option is below the target: it is {shown(f['expected'])}{on}{between}, "
        f"and {shown(f['target'])} is asked for.{open_still}"
    )


SUPPORT_WITH_FIGURES: dict[str, Callable[[Figures], str]] = {
    "small_evaluation": _small_evaluation,
    "gap_not_shown": _gap_not_shown,
    "tuned_scores_worse": _tuned_scores_worse,
    "choice_misses_target": _choice_misses_target,
}

"""Which measured facts are chosen for a person beforehand, and why some are not.

A file is usually better than a guess. It is not where a look at a text by rules stands against what a team says of
its own prompt, where a plan was stated that the uploaded file need not be the basis of, where fewer cases were scored
than the answer rests on, nor where the two are so far apart that one of them is likely of something else. A percentile
of a few calls is no better than a guess, even where nothing is stated.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from decider.domain.measured import Measured
from decider.domain.steps import OPTIONS, UNANSWERED
from decider.profiles.answers import same
from decider.wording.facts import split_path
from decider.wording.numbers import as_decimal, count, quantity

_YOUR_WORD = (
    "Not chosen for you: you said yes, and a look at the prompt by rules is weaker than your word. Choose it if you "
    "agree."
)
_NO_EXAMPLES = (
    "Not chosen for you: no examples were recognised where you state some, so they may stand among the instructions "
    "here."
)
_PLAN = {
    "training.tokens": "Not chosen for you: you state another number, and this file need not be the one that this "
    "option is trained on.",
    "training.epochs": "Not chosen for you: you state another number, and a provider’s default does not undo a plan.",
}
_ONE_CALL = (
    "Not chosen for you: you state another number, and the pasted prompt holds one call’s text or a place for it. A "
    "usage log knows what calls usually hold."
)
_A_PART = "Not chosen for you: you state more of them, and this file may hold a part alone."
# Fewer calls have fewer than five beyond their 95th percentile: the next few may move it far; ours.
SURE_CALLS_FOR_P95 = 100
# Facts that are told apart by the examples recognised in a prompt.
_BY_EXAMPLES = ("prompting.examples", "tokens.examples", "tokens.instructions")

# Measured and stated this many times apart, one of the two is likely of something else.
_FAR_APART = 10
_LOOK = {
    "volume.calls_per_month": "is this log all of the task’s calls?",
    "quality.current": "do both speak of the same metric on the same scale?",
    "quality.expected": "do both speak of the same metric on the same scale?",
}

# What one evaluation says together.
_OF_A_SCORE = ("quality.current", "quality.expected", "quality.scale", "quality.sample_size")

# Parts of a prompt that are other ones in each call.
_OF_EACH_CALL = ("tokens.context", "tokens.request")


def why_not_chosen(fact: Measured, answer: Any, now: Mapping[str, Any], found: Mapping[str, Measured]) -> str:
    """A sentence where the fact had better be chosen by a person, else empty.

    `answer` is what the fact would become, `now` the present answers, `found` everything the reading measures.
    """
    present = now.get(fact.path, UNANSWERED)
    if fact.path == "latency.current_p95_ms" and not same(present, answer) and (few := _few_calls(fact)):
        return few
    if present is UNANSWERED or present is None or same(present, answer):
        return ""
    if fact.path.startswith("prompting.") and fact.value is False and present is True:
        return _YOUR_WORD
    if fact.path in _BY_EXAMPLES and _examples_were_missed(now, found):
        return _NO_EXAMPLES
    if fact.path in _OF_EACH_CALL and "prompting.examples" in found:
        return _ONE_CALL
    if fact.path == "data.labelled_examples" and _is_less(fact, present):
        return _A_PART
    return _PLAN.get(split_path(fact.path)[1], "") or _fewer_cases(fact, now, found) or _far_apart(fact, present)


def _few_calls(fact: Measured) -> str:
    """Too few calls behind a 95th percentile: it is then the time of one of the slowest handful."""
    if fact.n is None or fact.n >= SURE_CALLS_FOR_P95:
        return ""
    return (
        f"Not chosen for you: it rests on {quantity(fact.n, 'call', 'calls')}, and with fewer than "
        f"{SURE_CALLS_FOR_P95} a few slow ones decide it."
    )


def _fewer_cases(fact: Measured, now: Mapping[str, Any], found: Mapping[str, Measured]) -> str:
    """A score of fewer cases than the answer's had, and all that goes with it: its scale and its number of cases."""
    _, name = split_path(fact.path)
    if name not in _OF_A_SCORE:
        return ""
    group = fact.path.removesuffix(name.removeprefix("quality."))
    score = f"{group}{'expected' if group.startswith(OPTIONS) else 'current'}"
    measured = found.get(score)
    if measured is None or measured.n is None:
        return ""
    stated = _low_end(now.get(f"{group}sample_size"))
    if now.get(score) is None or stated is None or measured.n >= stated:
        return ""
    return (
        f"Not chosen for you: your answer rests on {quantity(stated, 'case', 'cases')}, this evaluation scored "
        f"{count(measured.n)}."
    )


def _far_apart(fact: Measured, present: Any) -> str:
    """How many times the figure is more or less than the nearest that is stated, from ten times on."""
    low, high = _low_end(present), _high_end(present)
    if not isinstance(fact.value, Decimal) or low is None or high is None or min(fact.value, low) <= 0:
        return ""
    less, more = low / fact.value, fact.value / high
    if max(less, more) < _FAR_APART:
        return ""
    times, side = (less, "less") if less > more else (more, "more")
    look = _LOOK.get(split_path(fact.path)[1], "do both speak of the same thing?")
    return f"Not chosen for you: {count(times.quantize(Decimal(1)))} times {side} than your answer: {look}"


def _is_less(fact: Measured, present: Any) -> bool:
    """Whether the figure is below what is stated, the low end where that is a range."""
    stated = _low_end(present)
    return isinstance(fact.value, Decimal) and stated is not None and fact.value < stated


def _low_end(present: Any) -> Decimal | None:
    return _number(present.get("low") if isinstance(present, Mapping) else present)


def _high_end(present: Any) -> Decimal | None:
    return _number(present.get("high") if isinstance(present, Mapping) else present)


def _number(value: Any) -> Decimal | None:
    return None if isinstance(value, bool | str) else as_decimal(value)


def _examples_were_missed(now: Mapping[str, Any], found: Mapping[str, Measured]) -> bool:
    counted = found.get("prompting.examples")
    stated = [now.get(name) for name in ("prompting.examples", "tokens.examples")]
    return counted is not None and not counted.value and any(stated)

"""Which measured facts are chosen for a person beforehand, and why some are not.

A file is usually better than a guess. It is not where a look at a text by rules stands against what a team says of
its own prompt, nor where a plan was stated that the uploaded file need not be the basis of.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from decider.domain.measured import Measured
from decider.domain.steps import UNANSWERED
from decider.profiles.answers import same
from decider.wording.facts import split_path
from decider.wording.numbers import as_decimal

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
# Facts that are told apart by the examples recognised in a prompt.
_BY_EXAMPLES = ("prompting.examples", "tokens.examples", "tokens.instructions")

# Parts of a prompt that are other ones in each call.
_OF_EACH_CALL = ("tokens.context", "tokens.request")


def why_not_chosen(fact: Measured, answer: Any, now: Mapping[str, Any], found: Mapping[str, Measured]) -> str:
    """A sentence where the fact had better be chosen by a person, else empty.

    `answer` is what the fact would become, `now` the present answers, `found` everything the reading measures.
    """
    present = now.get(fact.path, UNANSWERED)
    if present is UNANSWERED or present is None or same(present, answer):
        return ""
    if fact.value is False and present is True:
        return _YOUR_WORD
    if fact.path in _BY_EXAMPLES and _examples_were_missed(now, found):
        return _NO_EXAMPLES
    if fact.path in _OF_EACH_CALL and "prompting.examples" in found:
        return _ONE_CALL
    if fact.path == "data.labelled_examples" and _is_less(fact, present):
        return _A_PART
    return _PLAN.get(split_path(fact.path)[1], "")


def _is_less(fact: Measured, present: Any) -> bool:
    """Whether the figure is below what is stated, the low end where that is a range."""
    stated = as_decimal(present.get("low") if isinstance(present, Mapping) else present)
    return isinstance(fact.value, Decimal) and stated is not None and fact.value < stated


def _examples_were_missed(now: Mapping[str, Any], found: Mapping[str, Measured]) -> bool:
    counted = found.get("prompting.examples")
    stated = [now.get(name) for name in ("prompting.examples", "tokens.examples")]
    return counted is not None and not counted.value and any(stated)

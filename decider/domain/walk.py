"""The walk through the seven questions: which one decides, and every verdict that is still possible."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from decider.domain.conditions import Conditions, Gap
from decider.domain.truth import Truth, any_of


class Verdict(StrEnum):
    PROMPT_FIRST = "prompt_first"
    REEXAMINE = "reexamine"
    PROMPT = "prompt"
    FINE_TUNE = "fine_tune"
    HYBRID = "hybrid"
    SELF_HOST = "self_host"


class Node(StrEnum):
    """The seven questions, in their order."""

    DATA = "data"
    PROMPT_TRIED = "prompt_tried"
    QUALITY_GAP = "quality_gap"
    VOLUME = "volume"
    ITERATION = "iteration"
    REASONS = "reasons"
    HYBRID = "hybrid"


@dataclass(frozen=True)
class Answer:
    """One question's answer, and where it leads: to the next node, or to a verdict if it decides."""

    node: Node
    truth: Truth
    leads_to: str
    decides: bool


def answers(conditions: Conditions) -> tuple[Answer, ...]:
    """All seven answers, each unknown one at its default.

    Defaults: an external API is allowed, the prompt is not thorough, the gap goes on, the team can
    wait, unknown reasons do not hold, no hybrid.
    """
    return (
        _data(conditions),
        _prompt_tried(conditions),
        _quality_gap(conditions),
        _volume(conditions),
        _iteration(conditions),
        _reasons(conditions),
        _hybrid(conditions),
    )


def verdict_of(conditions: Conditions) -> Verdict:
    """The verdict of the walk: the first question that decides."""
    return Verdict(next(answer.leads_to for answer in answers(conditions) if answer.decides))


def inner_verdict_of(conditions: Conditions) -> Verdict:
    """What questions 2 to 7 give, whatever the data rule: the adaptation of a self-hosted task."""
    return Verdict(next(answer.leads_to for answer in answers(conditions)[1:] if answer.decides))


def possible_verdicts(conditions: Conditions) -> tuple[Verdict, ...]:
    """All verdicts over all answers of the unknown questions, in the order of `Verdict`."""
    found = _reachable(conditions)
    return tuple(verdict for verdict in Verdict if verdict in found)


# What is behind each question that can decide, in the order in which it is settled.
_BEHIND: dict[Node, tuple[str, ...]] = {
    Node.DATA: ("forbidden",),
    Node.PROMPT_TRIED: ("proprietary_format", "thorough"),
    Node.QUALITY_GAP: ("gap", "weeks_enough", "learnable"),
    Node.ITERATION: ("can_wait",),
    Node.REASONS: ("weeks_enough", "latency", "cost_at_scale", "proprietary_format", "style_voice"),
    Node.HYBRID: ("hybrid",),
}


def _reachable(conditions: Conditions) -> set[Verdict]:
    """The verdicts at the ends of all walks: at the first question without an answer the walk takes every way."""
    for answer in answers(conditions):
        if answer.truth is None and answer.node in _BEHIND:
            name = next(name for name in _BEHIND[answer.node] if getattr(conditions, name) is None)
            return set().union(*(_reachable(settled) for settled in _settled(conditions, name)))
        if answer.decides:
            return {Verdict(answer.leads_to)}
    raise AssertionError("the last question always decides")


def _settled(conditions: Conditions, name: str) -> Iterator[Conditions]:
    """The conditions with one unknown answered in each way."""
    values: Iterable[Any] = Gap if name == "gap" else (True, False)
    for value in values:
        settled = replace(conditions, **{name: value})
        if name == "proprietary_format" and settled.thorough is None:
            # A proprietary format is a reason and also needs a schema in the prompt: the two hang together.
            settled = replace(settled, thorough=settled.thorough_by_format[value is True])
        yield settled


def _data(conditions: Conditions) -> Answer:
    if conditions.forbidden:
        return Answer(Node.DATA, True, Verdict.SELF_HOST, decides=True)
    return Answer(Node.DATA, conditions.forbidden, Node.PROMPT_TRIED, decides=False)


def _prompt_tried(conditions: Conditions) -> Answer:
    if conditions.thorough:
        return Answer(Node.PROMPT_TRIED, True, Node.QUALITY_GAP, decides=False)
    return Answer(Node.PROMPT_TRIED, conditions.thorough, Verdict.PROMPT_FIRST, decides=True)


def _quality_gap(conditions: Conditions) -> Answer:
    """Yes: there is no gap, or one that tuning may close, and the walk goes on."""
    match conditions.gap:
        case None:
            return Answer(Node.QUALITY_GAP, None, Node.VOLUME, decides=False)
        case Gap.REEXAMINE:
            return Answer(Node.QUALITY_GAP, False, Verdict.REEXAMINE, decides=True)
        case Gap.WIDE if conditions.wide_gap_exception is False:
            return Answer(Node.QUALITY_GAP, False, Verdict.PROMPT, decides=True)
        case Gap.WIDE:
            return Answer(Node.QUALITY_GAP, conditions.wide_gap_exception, Node.VOLUME, decides=False)
    return Answer(Node.QUALITY_GAP, True, Node.VOLUME, decides=False)


def _volume(conditions: Conditions) -> Answer:
    return Answer(Node.VOLUME, conditions.cost_at_scale, Node.ITERATION, decides=False)


def _iteration(conditions: Conditions) -> Answer:
    if conditions.can_wait is False:
        return Answer(Node.ITERATION, False, Verdict.PROMPT, decides=True)
    return Answer(Node.ITERATION, conditions.can_wait, Node.REASONS, decides=False)


def _reasons(conditions: Conditions) -> Answer:
    holds = any_of(*conditions.reasons.values())
    if holds:
        return Answer(Node.REASONS, True, Node.HYBRID, decides=False)
    return Answer(Node.REASONS, holds, Verdict.PROMPT, decides=True)


def _hybrid(conditions: Conditions) -> Answer:
    verdict = Verdict.HYBRID if conditions.hybrid else Verdict.FINE_TUNE
    return Answer(Node.HYBRID, conditions.hybrid, verdict, decides=True)

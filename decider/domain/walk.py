"""The walk through the seven questions: which one decides, and every verdict that is still possible."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

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
    found = {verdict_of(settled) for settled in _settlements(conditions)}
    return tuple(verdict for verdict in Verdict if verdict in found)


def _settlements(conditions: Conditions) -> Iterator[Conditions]:
    """The conditions with every unknown that the walk asks for answered, in all ways that fit together."""
    for forbidden in _both(conditions.forbidden):
        for thorough in _both(conditions.thorough):
            for gap_state in _gap_settlements(conditions, thorough=thorough):
                for can_wait in _both(conditions.can_wait):
                    for others in _both(_other_reasons(conditions)):
                        for hybrid in _both(conditions.hybrid):
                            yield replace(
                                gap_state,
                                forbidden=forbidden,
                                thorough=thorough,
                                can_wait=can_wait,
                                proprietary_format=others,
                                latency=False,
                                cost_at_scale=False,
                                style_voice=False,
                                hybrid=hybrid,
                            )


def _gap_settlements(conditions: Conditions, *, thorough: bool) -> Iterator[Conditions]:
    """Every gap that is possible, each with a quality ceiling that fits it."""
    # Without a thorough prompt nothing is exhausted, and the walk ends before the gap matters.
    exhausted = conditions.exhausted if thorough else False
    for gap in Gap if conditions.gap is None else (conditions.gap,):
        match gap:
            case Gap.CEILING:
                for ceiling in _both(exhausted):
                    yield replace(conditions, gap=gap, quality_ceiling=ceiling)
            case Gap.WIDE:
                for exception in _both(conditions.wide_gap_exception if thorough else False):
                    yield replace(conditions, gap=gap, wide_gap_exception=exception, quality_ceiling=exception)
            case _:
                yield replace(conditions, gap=gap, quality_ceiling=False)


def _other_reasons(conditions: Conditions) -> Truth:
    """Whether a reason other than the quality ceiling holds; the walk asks for no more than that."""
    return any_of(*(truth for code, truth in conditions.reasons.items() if code != "quality_ceiling"))


def _both(truth: Truth) -> tuple[bool, ...]:
    return (True, False) if truth is None else (truth,)


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

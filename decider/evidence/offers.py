"""What evidence measures, beside what the task says now: the facts that a person may apply."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from decider.domain.evidence import Reading
from decider.domain.measured import CURRENT, Measured, Refused, measured_facts
from decider.domain.numbers import plain
from decider.domain.steps import OPTIONS, UNANSWERED
from decider.evidence.in_force import in_force
from decider.models import Evidence, Task
from decider.profiles.answers import flatten, same
from decider.wording import fact_name, fact_value, option_labels
from decider.wording.numbers import capitalised


@dataclass(frozen=True)
class Choices:
    """What a person says about a reading before its facts are measured.

    `model` narrows a log to one of its models; `roles` says which series of an evaluation is today's prompt and
    which belongs to which option; `ranges` asks for intervals as answers, where there are any.
    """

    model: str = ""
    roles: Mapping[str, int] = field(default_factory=dict)
    ranges: bool = False


@dataclass(frozen=True)
class Offer:
    """One measured fact and the answer that it would become."""

    path: str
    name: str
    measured: str
    interval: str
    # Calls, cases or examples behind it, in words; empty where nothing was counted.
    how: str
    present: str
    # Whether the present answer is this one already, and whether it is known to be measured from this evidence.
    is_same: bool
    is_applied: bool
    answer: Any
    fact: Measured


@dataclass(frozen=True)
class Offers:
    facts: tuple[Offer, ...]
    refused: tuple[tuple[str, str], ...]

    @property
    def has_intervals(self) -> bool:
        return any(offer.interval for offer in self.facts)


def offers(task: Task, evidence: Evidence, reading: Reading, choices: Choices) -> Offers:
    """The facts of a reading, measured against the task as it is now. Choices that do not fit count as not made."""
    found = measured_facts(
        reading, stated=task.profile(), model=_model(reading, choices), roles=_roles(task, choices, reading)
    )
    now, measured = flatten(task.answers), in_force(task)
    labels = option_labels({"options": list(task.answers.get(OPTIONS) or [])})
    made = []
    for fact in found.facts:
        answer, present = answer_of(fact, ranges=choices.ranges), now.get(fact.path, UNANSWERED)
        source = measured.get(fact.path)
        made.append(
            Offer(
                path=fact.path,
                name=capitalised(fact_name(fact.path, labels)),
                measured=fact_value(fact.path, fact.value),
                interval=_interval(fact),
                how=fact.how,
                present=_present(fact.path, present),
                is_same=same(present, answer),
                is_applied=source is not None and source.evidence_id == evidence.pk and same(present, answer),
                answer=answer,
                fact=fact,
            )
        )
    return Offers(tuple(made), tuple(_refused(each, labels) for each in found.refused))


def answer_of(fact: Measured, *, ranges: bool) -> Any:
    """The measured value as answers are stored; its interval as a range where that is wanted and there is one."""
    interval = fact.as_range if ranges else None
    if interval is not None and isinstance(fact.value, Decimal):
        ends = {"low": interval.low, "likely": fact.value, "high": interval.high}
        return {name: plain(Decimal(end)) for name, end in ends.items() if end is not None}
    return plain(fact.value) if isinstance(fact.value, Decimal) else fact.value


def role_choices(task: Task) -> list[tuple[str, str]]:
    """Who a series may belong to: today's prompt, or one of the options that the task lists."""
    listed = list(task.answers.get(OPTIONS) or [])
    labels = option_labels({"options": listed})
    return [(CURRENT, "Today’s prompt"), *((option["key"], labels[option["key"]]) for option in listed)]


def _model(reading: Reading, choices: Choices) -> str:
    return choices.model if reading.usage is not None and choices.model in reading.usage.by_model else ""


def _roles(task: Task, choices: Choices, reading: Reading) -> dict[str, int]:
    if reading.evaluation is None:
        return {}
    known, count = {code for code, _ in role_choices(task)}, len(reading.evaluation.series)
    return {role: at for role, at in choices.roles.items() if role in known and 0 <= at < count}


def _interval(fact: Measured) -> str:
    if fact.low is None or fact.high is None:
        return ""
    return f"{fact_value(fact.path, fact.low)} to {fact_value(fact.path, fact.high)}"


def _present(path: str, value: Any) -> str:
    if value is UNANSWERED:
        return "not answered"
    return "not known yet" if value is None else fact_value(path, value)


def _refused(refused: Refused, labels: Mapping[str, str]) -> tuple[str, str]:
    return capitalised(fact_name(refused.path, labels)), refused.why

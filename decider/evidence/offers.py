"""What evidence measures, beside what the task says now: the facts that a person may apply."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from decider.domain.evidence import Reading
from decider.domain.measured import CURRENT, Measured, MeasuredFacts, Refused, measured_facts
from decider.domain.numbers import plain
from decider.domain.steps import OPTIONS, UNANSWERED
from decider.evidence.in_force import in_force
from decider.evidence.proposals import why_not_chosen
from decider.models import Evidence, Measurement, Task
from decider.profiles.answers import flatten, same
from decider.profiles.links import fact_url
from decider.wording import fact_name, fact_value, option_labels
from decider.wording.evidence import same_cases_name, same_cases_value
from decider.wording.facts import split_path
from decider.wording.numbers import capitalised

# The group of an option's facts that one comparison fills.
_PAIRED = "paired"


@dataclass(frozen=True)
class Choices:
    """What a person says about a reading before its facts are measured.

    `model` narrows a log to one of its models; `roles` says which series of an evaluation is today's prompt and
    which belongs to which option; `ranges` asks for intervals as answers, where there are any.
    """

    model: str = ""
    roles: Mapping[str, int] = field(default_factory=dict)
    ranges: bool = False

    def data(self) -> dict[str, Any]:
        """As it is kept with the evidence that was applied by it."""
        return {"model": self.model, "roles": dict(self.roles), "ranges": self.ranges}


def applied_choices(evidence: Evidence) -> Choices:
    """What was said when facts of this evidence were last applied; nothing where none were."""
    return Choices(**(evidence.choices or {}))


@dataclass(frozen=True)
class Part:
    """One fact of an offer, the answer that it would become, and the evidence that measures it."""

    path: str
    answer: Any
    fact: Measured
    evidence: Evidence


@dataclass(frozen=True)
class Offer:
    """What is applied together or not at all: one measured fact, or the four cells of a comparison."""

    # What a form calls it: the fact's path, or that of the group.
    path: str
    name: str
    measured: str
    interval: str
    # Of how many per cent the interval is.
    percent: int
    # Calls, cases or examples behind it, in words; empty where nothing was counted.
    how: str
    present: str
    # Whether the present answer is this one already, and whether it is known to be measured from this evidence.
    is_same: bool
    is_applied: bool
    # The file that the present answer is measured from, where it is.
    measured_from: str
    # Why a person had better choose it; empty where it is chosen beforehand.
    why_not_chosen: str
    parts: tuple[Part, ...]

    @property
    def is_proposed(self) -> bool:
        return not self.is_applied and not self.why_not_chosen


@dataclass(frozen=True)
class Contradiction:
    """What a file says against the answers that are stated; `url` leads to where the fact is answered."""

    name: str
    why: str
    url: str


@dataclass(frozen=True)
class Offers:
    facts: tuple[Offer, ...] = ()
    # What could not be measured, and why; those that speak against a stated answer stand apart.
    refused: tuple[tuple[str, str], ...] = ()
    contradictions: tuple[Contradiction, ...] = ()

    @property
    def has_ranges(self) -> bool:
        """Whether any of the intervals may become an answer."""
        return any(part.fact.as_range is not None for offer in self.facts for part in offer.parts)


def offers(task: Task, evidence: Evidence, reading: Reading, choices: Choices) -> Offers:
    """The facts of a reading, measured against the task as it is now. Choices that do not fit count as not made."""
    found = measured_facts(
        reading, stated=task.profile(), model=_model(reading, choices), roles=_roles(task, choices, reading)
    )
    return offered(task, found, lambda _: evidence, ranges=choices.ranges)


def offered(
    task: Task, found: MeasuredFacts, evidence_of: Callable[[str], Evidence], *, ranges: bool = False
) -> Offers:
    """Measured facts beside the task's answers; `evidence_of` says what measures the fact at a path."""
    now, measured = flatten(task.answers), in_force(task)
    labels = option_labels({"options": list(task.answers.get(OPTIONS) or [])})
    by_path = {fact.path: fact for fact in found.facts}
    rows: dict[str, list[Part]] = {}
    for fact in found.facts:
        part = Part(fact.path, answer_of(fact, ranges=ranges), fact, evidence_of(fact.path))
        rows.setdefault(_row_of(fact.path), []).append(part)
    made = []
    for path, parts in rows.items():
        is_same = all(same(now.get(part.path, UNANSWERED), part.answer) for part in parts)
        sources = [(measured.get(part.path), part.evidence) for part in parts]
        first = parts[0].fact
        made.append(
            Offer(
                path=path,
                name=capitalised(_name(path, parts, labels)),
                measured=_value(path, {part.path: part.fact.value for part in parts}),
                interval=_interval(first),
                percent=first.interval,
                how=first.how,
                present=_present(path, [part.path for part in parts], now),
                is_same=is_same,
                is_applied=is_same and all(one and one.evidence_id == wanted.pk for one, wanted in sources),
                measured_from=_measured_from([one for one, _ in sources]),
                why_not_chosen=next(filter(None, (_why_not(part, now, by_path) for part in parts)), ""),
                parts=tuple(parts),
            )
        )
    return Offers(
        tuple(made),
        tuple(_refused(each, labels) for each in found.refused if not each.contradicts),
        tuple(
            Contradiction(*_refused(each, labels), fact_url(task, each.path))
            for each in found.refused
            if each.contradicts
        ),
    )


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


def _row_of(path: str) -> str:
    """The row that a fact stands in: its own, but the cells of a comparison mean nothing alone."""
    key, name = split_path(path)
    return f"{OPTIONS}.{key}.{_PAIRED}" if name.startswith(f"{_PAIRED}.") else path


def _is_paired(path: str) -> bool:
    return split_path(path)[1] == _PAIRED


def _name(path: str, parts: Sequence[Part], labels: Mapping[str, str]) -> str:
    key = split_path(path)[0]
    if not _is_paired(path):
        return fact_name(path, labels)
    return same_cases_name(parts[0].fact.n, labels.get(str(key), str(key)))


def _value(path: str, values: Mapping[str, Any]) -> str:
    """The values of a row's facts, by their paths."""
    if not _is_paired(path):
        return fact_value(path, values[path])
    return same_cases_value({name.rpartition(".")[2]: value for name, value in values.items()})


def _present(path: str, paths: Sequence[str], now: Mapping[str, Any]) -> str:
    answers = {each: now[each] for each in paths if each in now}
    if not answers:
        return "not answered"
    if len(answers) < len(paths) or all(value is None for value in answers.values()):
        return "not known yet"
    return _value(path, answers)


def _measured_from(sources: Sequence[Measurement | None]) -> str:
    """The file behind all of a row's answers; empty where one of them was stated."""
    names = [one.evidence.file_name for one in sources if one is not None]
    return names[0] if len(names) == len(sources) else ""


def _why_not(part: Part, now: Mapping[str, Any], found: Mapping[str, Measured]) -> str:
    return why_not_chosen(part.fact, part.answer, now, found)


def _refused(refused: Refused, labels: Mapping[str, str]) -> tuple[str, str]:
    return capitalised(fact_name(refused.path, labels)), refused.why

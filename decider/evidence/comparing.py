"""Two series of scores, from one upload or two: what their difference shows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from decider.domain.comparison import Comparison, compare_paired, compare_scores, compare_shares
from decider.domain.evidence import Kind, Series
from decider.domain.evidence_data import reading_from, series_key
from decider.domain.measured import CURRENT
from decider.domain.support import comparison_figures
from decider.evidence.in_force import in_force
from decider.models import Evidence, EvidenceState, Task
from decider.wording.evidence import gap_sentence
from decider.wording.numbers import capitalised

# Series among which two are proposed: what their cases got may be large.
MOST_LOOKED_AT = 30


@dataclass(frozen=True)
class Candidate:
    """A series that can be compared; `code` is its place: "12:0" is the first series of evidence 12.

    What its cases got is loaded when it is compared, not before: a task may have many and large evaluations.
    """

    code: str
    label: str
    series: Series
    evidence: Evidence

    @property
    def is_share(self) -> bool:
        return is_share(self.series)


@dataclass(frozen=True)
class Compared:
    """What a comparison shows, with the table of the four outcomes where both are pass or fail.

    Where the two do not answer the same question on the same cases, `warning` says so, to be read first; `sentence`
    is empty where nothing can be said about their difference: their scores stand beside each other then.
    """

    first: Candidate
    second: Candidate
    sentence: str
    # both pass, only the first, only the second, both fail
    table: tuple[int, int, int, int] | None = None
    # Cases that both answered; 0 where they have none in common.
    cases: int = 0
    # Cases that one of the two did not answer, or that only one has.
    left_out: int = 0
    warning: str = ""

    @property
    def both(self) -> tuple[Candidate, Candidate]:
        return self.first, self.second


class NotComparable(Exception):
    """The two say nothing about each other: a sentence why."""


def candidates(task: Task) -> list[Candidate]:
    """Every series of the task's evaluations, the newest upload first."""
    found = []
    rows = Evidence.objects.filter(task=task, kind=Kind.EVALUATION, state=EvidenceState.READY)
    for row in rows.defer("outcomes", "columns", "mapping"):
        evaluation = reading_from(row.reading).evaluation
        for at, each in enumerate(evaluation.series if evaluation else ()):
            found.append(Candidate(f"{row.pk}:{at}", f"{series_label(each)} · {row.file_name}", each, row))
    return found


def series_label(series: Series) -> str:
    """A series in words: its name, metric and filter, as far as they say something."""
    parts = [series.name, series.metric, series.filter]
    return " · ".join(dict.fromkeys(part for part in parts if part and part != "none")) or "score"


def is_share(series: Series) -> bool:
    """Whether its score is shown as a share of 100 %."""
    return series.interval == "wilson" or (series.score is not None and 0 <= series.score <= 1)


def chosen(found: Iterable[Candidate], code: str) -> Candidate | None:
    return next((each for each in found if each.code == code), None)


def codes_of_today(task: Task, found: Iterable[Candidate]) -> set[str]:
    """The series that a person has applied as today's prompt."""
    source = in_force(task).get("quality.current")
    if source is None:
        return set()
    of_file = [each for each in found if each.evidence.pk == source.evidence_id]
    if len(of_file) == 1:
        return {of_file[0].code}
    at = (source.evidence.choices or {}).get("roles", {}).get(CURRENT)
    return {f"{source.evidence_id}:{at}"} & {each.code for each in of_file}


def usual_pair(found: Iterable[Candidate], today: Collection[str] = ()) -> tuple[Candidate, Candidate] | None:
    """The newest two series of one measure that answered some of the same cases, today's prompt or the older first.

    None where no two of the newest do; `today` are the codes of `codes_of_today`.
    """
    seen: list[tuple[Candidate, set[str]]] = []
    stored: dict[int, dict[str, Any]] = {}
    for each in islice(found, MOST_LOOKED_AT):
        if each.evidence.pk not in stored:
            stored = {each.evidence.pk: _outcomes([each.evidence.pk])[each.evidence.pk]}
        got = stored[each.evidence.pk].get(series_key(each.series), {})
        cases = {case for case, outcome in got.items() if outcome is not None}
        for other, others in seen:
            if _measure(each) == _measure(other) and not cases.isdisjoint(others):
                # Of one file in its own order; of two the older one first, which comes later here.
                pair = (other, each) if other.evidence.pk == each.evidence.pk else (each, other)
                return pair[::-1] if pair[1].code in today and pair[0].code not in today else pair
        seen.append((each, cases))
    return None


def _measure(each: Candidate) -> tuple[str, str]:
    return each.series.metric, each.series.filter


def compare(first: Candidate, second: Candidate) -> Compared:
    """What the second scores against the first.

    Raises:
        NotComparable: they are one series, or one of them has no score.
    """
    if first.code == second.code:
        raise NotComparable("Choose two different series.")
    for each in (first, second):
        if each.series.score is None or each.series.n < 1:
            raise NotComparable(f"“{series_label(each.series)}” has no answered case.")
    first, second = _with_outcomes(first, second)
    one, two = first.series.outcomes, second.series.outcomes
    pairs = [(one[case], two[case]) for case in one if case in two]
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    left_out = len(set(one) | set(two)) - len(both)
    if first.series.metric != second.series.metric:
        return Compared(first, second, "", None, len(both), left_out, _different_measures(first, second, len(both)))
    if both and all(isinstance(value, bool) for pair in both for value in pair):
        table = (
            sum(bool(a and b) for a, b in both),
            sum(bool(a and not b) for a, b in both),
            sum(bool(b and not a) for a, b in both),
            sum(not a and not b for a, b in both),
        )
        comparison = compare_paired(both_pass=table[0], only_first=table[1], only_second=table[2], both_fail=table[3])
        return Compared(first, second, _sentence(comparison, first, second), table, len(both), left_out)
    if len(both) > 1:
        comparison = compare_scores([float(b) - float(a) for a, b in both])
        return Compared(first, second, _sentence(comparison, first, second), None, len(both), left_out)
    return _unpaired(first, second)


def _different_measures(first: Candidate, second: Candidate, cases: int) -> str:
    names = f"“{first.series.metric[:60]}” and “{second.series.metric[:60]}”"
    shared = "" if cases else " They share no case either."
    return f"These are different measures ({names}): a difference between their scores means nothing.{shared}"


def _unpaired(first: Candidate, second: Candidate) -> Compared:
    """The two as samples of different cases: as shares of passes, or without a word about their difference."""
    if not first.series.outcomes or not second.series.outcomes:
        why = "One of the two files does not say how single cases went"
    elif first.series.outcomes.keys() & second.series.outcomes.keys():
        why = "The two share too few cases that both answered"
    else:
        why = "The two share no case"
    one, two = first.series, second.series
    if one.interval != "wilson" or two.interval != "wilson" or one.score is None or two.score is None:
        return Compared(first, second, "", warning=f"{why}, and are no shares of passes: their scores only stand here.")
    comparison = compare_shares(one.score, one.n, two.score, two.n)
    warning = (
        f"{why}, so they are compared as different samples (unpaired). That presumes that the cases of both are alike, "
        "and tells only larger gaps from chance."
    )
    return Compared(first, second, _sentence(comparison, first, second), warning=warning)


def _with_outcomes(*found: Candidate) -> list[Candidate]:
    stored = _outcomes({each.evidence.pk for each in found})
    return [
        replace(
            each,
            series=replace(each.series, outcomes=stored.get(each.evidence.pk, {}).get(series_key(each.series), {})),
        )
        for each in found
    ]


def _outcomes(of: Collection[int]) -> dict[int, dict[str, Any]]:
    rows = Evidence.objects.filter(pk__in=of)
    return {pk: outcomes or {} for pk, outcomes in rows.values_list("pk", "outcomes")}


def _sentence(comparison: Comparison, first: Candidate, second: Candidate) -> str:
    names = [f"“{series_label(each.series)}”" for each in (first, second)]
    if names[0] == names[1]:
        names = [f"{name} of {each.evidence.file_name}" for name, each in zip(names, (first, second), strict=True)]
    return capitalised(gap_sentence(comparison_figures(comparison), *names))

"""Two series of scores, from one upload or two: what their difference shows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from decider.domain.comparison import Comparison, compare_paired, compare_scores, compare_shares
from decider.domain.evidence import Kind, Series
from decider.domain.evidence_data import reading_from, series_key
from decider.domain.support import comparison_figures
from decider.models import Evidence, EvidenceState, Task
from decider.wording.evidence import gap_sentence
from decider.wording.numbers import capitalised


@dataclass(frozen=True)
class Candidate:
    """A series that can be compared; `code` is its place: "12:0" is the first series of evidence 12.

    What its cases got is loaded when it is compared, not before: a task may have many and large evaluations.
    """

    code: str
    label: str
    series: Series
    evidence: Evidence


@dataclass(frozen=True)
class Compared:
    """What a comparison shows, in a sentence, with the table of the four outcomes where both are pass or fail."""

    first: Candidate
    second: Candidate
    sentence: str
    # both pass, only the first, only the second, both fail
    table: tuple[int, int, int, int] | None = None
    # Cases that both answered; 0 where they have none in common.
    cases: int = 0
    # Cases that one of the two did not answer, or that only one has.
    left_out: int = 0


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


def chosen(found: Iterable[Candidate], code: str) -> Candidate | None:
    return next((each for each in found if each.code == code), None)


def compare(first: Candidate, second: Candidate) -> Compared:
    """What the second scores against the first.

    Raises:
        NotComparable: they are one series, or share no case and are no shares.
    """
    if first.code == second.code:
        raise NotComparable("Choose two different series.")
    first, second = _with_outcomes(first, second)
    one, two = first.series.outcomes, second.series.outcomes
    pairs = [(one[case], two[case]) for case in one if case in two]
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    left_out = len(set(one) | set(two)) - len(both)
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
    return Compared(first, second, _sentence(_of_shares(first.series, second.series), first, second))


def _with_outcomes(*found: Candidate) -> list[Candidate]:
    rows = Evidence.objects.filter(pk__in={each.evidence.pk for each in found})
    stored = {pk: outcomes or {} for pk, outcomes in rows.values_list("pk", "outcomes")}
    return [
        replace(
            each,
            series=replace(each.series, outcomes=stored.get(each.evidence.pk, {}).get(series_key(each.series), {})),
        )
        for each in found
    ]


def _of_shares(first: Series, second: Series) -> Comparison:
    scores = [first.score, second.score]
    known = [score for score in scores if score is not None and 0 <= score <= 1]
    if len(known) < len(scores) or first.interval != "wilson" or second.interval != "wilson":
        raise NotComparable("The two have no case in common and are no shares of passes, so they cannot be compared.")
    if first.n < 1 or second.n < 1:
        raise NotComparable("One of the two has no answered case.")
    return compare_shares(known[0], first.n, known[1], second.n)


def _sentence(comparison: Comparison, first: Candidate, second: Candidate) -> str:
    names = [f"“{series_label(each.series)}”" for each in (first, second)]
    if names[0] == names[1]:
        names = [f"{name} of {each.evidence.file_name}" for name, each in zip(names, (first, second), strict=True)]
    return capitalised(gap_sentence(comparison_figures(comparison), *names))

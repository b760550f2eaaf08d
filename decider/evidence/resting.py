"""The answers that rest on a piece of evidence: as long as there are any, it cannot be deleted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse

from decider.domain.steps import OPTIONS
from decider.evidence.in_force import in_force
from decider.models import Evidence, Measurement, Task
from decider.profiles.links import fact_url
from decider.wording import fact_name, option_labels
from decider.wording.evidence import same_cases_name
from decider.wording.facts import NAMES, split_path
from decider.wording.numbers import as_decimal, capitalised, count

# More are counted, not named.
MOST_SHOWN = 8
# A number at the head of a sentence is spelled; larger ones would be read more slowly than digits.
_SPELLED = ("", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
_CELLS = ("both_pass", "only_option_passes", "only_current_passes", "both_fail")
_QUESTIONS = {name: at for at, name in enumerate(NAMES)}


@dataclass(frozen=True)
class RestingAnswer:
    """An answer by its usual name, or the four cells of a comparison as one; `url` leads to where it is given."""

    name: str
    url: str
    answers: int = 1


@dataclass(frozen=True)
class RestingAnswers:
    """The answers measured from one file; `shown` are the first of them, in the order in which they are asked for."""

    number: int
    shown: tuple[RestingAnswer, ...]

    @property
    def more(self) -> int:
        """Answers that are not shown."""
        return self.number - sum(each.answers for each in self.shown)

    @property
    def sentence(self) -> str:
        """Why the file cannot be deleted; empty where nothing rests on it."""
        if not self.number:
            return ""
        one = self.number == 1
        number = _SPELLED[self.number] if self.number < len(_SPELLED) else count(self.number)
        return (
            f"{number} {'answer rests' if one else 'answers rest'} on this file, so it cannot be deleted: "
            f"change {'it' if one else 'them'} first."
        )


def resting_answers(row: Evidence) -> RestingAnswers:
    """The answers of the task that are measured from this evidence and still say so."""
    used = {fact: one for fact, one in in_force(row.task).items() if one.evidence_id == row.pk}
    return RestingAnswers(len(used), tuple(_each(row.task, used))[:MOST_SHOWN])


def _each(task: Task, used: Mapping[str, Measurement]) -> Iterator[RestingAnswer]:
    labels = option_labels({"options": list(task.answers.get(OPTIONS) or [])})
    done: set[str] = set()
    for fact in sorted(used, key=_place):
        key = split_path(fact)[0]
        cells = [f"{OPTIONS}.{key}.paired.{cell}" for cell in _CELLS]
        if fact in done:
            continue
        if fact in cells and all(cell in used for cell in cells):
            done.update(cells)
            cases = sum(as_decimal(used[cell].value) or 0 for cell in cells)
            yield RestingAnswer(same_cases_name(cases, labels.get(str(key), str(key))), _url(task, fact), len(cells))
        else:
            yield RestingAnswer(capitalised(fact_name(fact, labels)), _url(task, fact))


def _place(fact: str) -> tuple[str, int, str]:
    """Where a fact is asked for: the task's own first, then option by option."""
    key, name = split_path(fact)
    return key or "", _QUESTIONS.get(name, len(_QUESTIONS)), fact


def _url(task: Task, fact: str) -> str:
    """Where a fact is answered; one of an option on the option's own page."""
    key, name = split_path(fact)
    if key is None:
        return fact_url(task, fact)
    return f"{reverse('option', args=[task.pk, key])}#{name.replace('.', '-')}"

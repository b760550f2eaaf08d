"""A comparison of two uploads as facts of the task: today's score, an option's, and their table on the same cases."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db import transaction

from decider.domain.evidence import Evaluation, Kind, Paired, Reading
from decider.domain.lifecycle import NotPossible
from decider.domain.measured import CURRENT, MeasuredFacts, measured_facts
from decider.domain.options import Adaptation
from decider.domain.steps import OPTIONS
from decider.evidence.apply_actions import apply_offers
from decider.evidence.comparing import Candidate, Compared, NotComparable, candidates, chosen, compare, series_label
from decider.evidence.offers import Offer, Offers, applied_choices, offered, role_choices
from decider.models import Evidence, Task, User
from decider.profiles.actions import lock_to_change
from decider.profiles.merging import Base

FIRST, SECOND = "a", "b"


@dataclass(frozen=True)
class Sides:
    """Whose the two series are: which is today's prompt (`FIRST` or `SECOND`), and the key of the other's option."""

    today: str = FIRST
    option: str = ""


def option_choices(task: Task) -> list[tuple[str, str]]:
    """The options that the task lists: the other series may belong to one of them."""
    return [(key, label) for key, label in role_choices(task) if key != CURRENT]


def usual_option(task: Task) -> str:
    """The only tuned option, where there is one alone: what else would today's prompt be compared with?"""
    tuned = [each["key"] for each in task.answers.get(OPTIONS) or [] if each.get("adaptation") != Adaptation.PROMPT]
    return str(tuned[0]) if len(tuned) == 1 else ""


def why_not_applicable(compared: Compared) -> str:
    """Why a comparison answers no question of the task; empty where it does."""
    one, two = compared.first.series, compared.second.series
    if one.metric != two.metric:
        return (
            f"The two are measured differently (“{one.metric[:60]}” and “{two.metric[:60]}”), so their difference is "
            "not one between today’s prompt and an option."
        )
    if not compared.cases:
        return (
            "The two have no case in common, so they cannot be applied together. Each can be applied on its own page, "
            "and the result then compares them as different samples."
        )
    return ""


def comparison_offers(task: Task, compared: Compared, sides: Sides) -> Offers:
    """What the comparison measures, beside the task's answers; nothing without an option that the task lists."""
    if why_not_applicable(compared) or sides.option not in dict(option_choices(task)):
        return Offers()
    current, other = _in_order(compared, sides)
    reading = Reading(kind=Kind.EVALUATION, format="", evaluation=Evaluation(series=(current.series, other.series)))
    table = _table(compared, sides)
    found = measured_facts(
        reading,
        stated=task.profile(),
        roles={CURRENT: 0, sides.option: 1},
        paired={sides.option: table} if table else None,
    )
    of_option = f"{OPTIONS}.{sides.option}."

    def evidence_of(path: str) -> Evidence:
        return other.evidence if path.startswith(of_option) else current.evidence

    return offered(task, _naming(found, current, other), evidence_of)


@transaction.atomic
def apply_comparison(
    *, task: Task, codes: tuple[str, str], sides: Sides, facts: Collection[str], base: Base, by: User
) -> tuple[Offer, ...]:
    """Answer the task's questions with the chosen facts of a comparison of two series, named by their codes.

    The two are compared here again. Each fact is measured from the file that holds it; the table of the same cases
    counts as measured from the option's.

    Raises:
        NotPermitted, NotPossible, NothingChosen, Conflict, ProfileErrors: as `apply_facts`; nothing is written.
    """
    row = lock_to_change(task, by)
    # Whoever deletes evidence locks its task first: nothing goes away from here on.
    found = candidates(row)
    first, second = (chosen(found, code) for code in codes)
    if first is None or second is None:
        raise NotPossible("One of the two series is no longer there: somebody deleted its file meanwhile.")
    try:
        compared = compare(first, second)
    except NotComparable as reason:
        raise NotPossible(str(reason)) from reason
    applied = apply_offers(row, comparison_offers(row, compared, sides), facts, base=base, by=by)
    for each, role in zip(_in_order(compared, sides), (CURRENT, sides.option), strict=True):
        _remember(each, role)
    return applied


def _remember(each: Candidate, role: str) -> None:
    """Whoever opens the file again, or compares it, sees whose the series is."""
    row, at = Evidence.objects.only("choices").get(pk=each.evidence.pk), int(each.code.rpartition(":")[2])
    said = applied_choices(row)
    others = {name: place for name, place in said.roles.items() if place != at}
    row.choices = replace(said, roles={**others, role: at}).data()
    row.save(update_fields=["choices"])


def _in_order(compared: Compared, sides: Sides) -> tuple[Candidate, Candidate]:
    """Today's prompt and the option."""
    pair = (compared.first, compared.second)
    return pair if sides.today != SECOND else (pair[1], pair[0])


def _table(compared: Compared, sides: Sides) -> Paired | None:
    """The table with today's prompt first; None where cases are scored and not passed."""
    if compared.table is None:
        return None
    current, other = _in_order(compared, sides)
    both, first, second, neither = compared.table
    if sides.today == SECOND:
        first, second = second, first
    return Paired(
        a=current.series.name, b=other.series.name, metric=current.series.metric, both_pass=both,
        only_a_passes=first, only_b_passes=second, both_fail=neither, dropped=compared.left_out,
    )  # fmt: skip


def _naming(found: MeasuredFacts, current: Candidate, other: Candidate) -> MeasuredFacts:
    """The facts of the table say what was compared: it comes from two files and is kept with one."""
    names = [f"“{series_label(each.series)[:60]}” of {each.evidence.file_name}" for each in (current, other)]
    facts = tuple(
        replace(fact, how=f"{fact.how} Compared: {names[0]} with {names[1]}.") if ".paired." in fact.path else fact
        for fact in found.facts
    )
    return MeasuredFacts(facts, found.refused)

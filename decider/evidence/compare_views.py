"""Two series of scores beside each other, and what their comparison says applied to the task."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from decider.domain.lifecycle import NotPossible
from decider.domain.reading import ProfileErrors
from decider.evidence.apply_actions import NothingChosen
from decider.evidence.comparing import (
    Compared,
    NotComparable,
    candidates,
    chosen,
    codes_of_today,
    compare,
    usual_pair,
)
from decider.evidence.comparison_offers import (
    FIRST,
    SECOND,
    Sides,
    apply_comparison,
    comparison_offers,
    option_choices,
    usual_option,
    why_not_applicable,
)
from decider.evidence.forms import read_version
from decider.evidence.refusals import applied_sentence, clashes, wrong_facts
from decider.models import Task
from decider.profiles.actions import Conflict
from decider.profiles.merging import Base
from decider.profiles.rules import check_can_change, why_not_change
from decider.teams.access import load, role_of

if TYPE_CHECKING:
    from decider.http import Request


@require_safe
def evidence_compare(request: "Request", task_id: int) -> HttpResponse:
    """Two series of the task's evaluations, of one upload or two."""
    return _page(request, load(Task.objects, request, task_id), request.GET)


@require_POST
def evidence_compare_apply(request: "Request", task_id: int) -> HttpResponse:
    """Answer the task's questions with the chosen facts of the comparison: all of them or none."""
    task = load(Task.objects, request, task_id)
    check_can_change(task, role_of(request))
    data, facts = request.POST, request.POST.getlist("fact")
    try:
        applied = apply_comparison(
            task=task,
            codes=(data.get("a", ""), data.get("b", "")),
            sides=_sides(task, data),
            facts=facts,
            base=Base(read_version(data.get("version", ""), task.answers_version)),
            by=request.user,
        )
    except Conflict as conflict:
        task.refresh_from_db()
        return _page(request, task, data, facts=facts, refusals=clashes(conflict), status=409)
    except ProfileErrors as errors:
        return _page(request, task, data, facts=facts, refusals=wrong_facts(errors), status=422)
    except NothingChosen as reason:
        return _page(request, task, data, facts=facts, refusals=[str(reason)], nothing_chosen=True, status=422)
    except NotPossible as reason:
        return _page(request, task, data, facts=facts, refusals=[str(reason)], status=422)
    messages.success(request, applied_sentence(applied))
    return redirect("result", task_id=task_id)


def _sides(task: Task, data: Mapping[str, Any], today: Collection[str] = ()) -> Sides:
    """Whose the two are: as far as that was said, else as one of them was applied before."""
    is_second = data.get(SECOND) in today and data.get(FIRST) not in today
    return Sides(
        today=SECOND if data.get("today", SECOND if is_second else FIRST) == SECOND else FIRST,
        option=str(data["option"]) if "option" in data else usual_option(task),
    )


def _page(
    request: "Request",
    task: Task,
    data: Mapping[str, Any],
    *,
    facts: Collection[str] | None = None,
    refusals: Collection[str] = (),
    nothing_chosen: bool = False,
    status: int = 200,
) -> HttpResponse:
    found = candidates(task)
    today = codes_of_today(task, found)
    first, second = (chosen(found, str(data.get(name, ""))) for name in (FIRST, SECOND))
    compared: Compared | None = None
    problem = ""
    if first and second:
        try:
            compared = compare(first, second)
        except NotComparable as reason:
            problem = str(reason)
    # Nothing chosen: the two that say most are proposed.
    proposed = None if FIRST in data or SECOND in data else usual_pair(found, today)
    first, second = proposed or (first, second)
    sides = _sides(task, data, today)
    offers = comparison_offers(task, compared, sides) if compared else None
    context = {
        "task": task,
        "found": found,
        "is_proposed": proposed is not None,
        "today": today,
        "compared": compared,
        "problem": problem,
        "a": first.code if first else "",
        "b": second.code if second else "",
        "sides": sides,
        "options": option_choices(task),
        "why_not_applicable": why_not_applicable(compared) if compared else "",
        "offers": offers,
        "chosen": facts,
        "refusals": refusals,
        # Without a table there is nothing that could be chosen.
        "nothing_chosen": nothing_chosen and bool(offers and offers.facts),
        "why_not": why_not_change(task, role_of(request)),
    }
    return render(request, "evidence/compare.html", context, status=status)

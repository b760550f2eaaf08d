"""The result of a task, and the same page under other assumptions without saving anything."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from decider.domain.permissions import can_edit
from decider.domain.reading import ProfileErrors
from decider.estimates.actions import assess_profile, assess_task
from decider.estimates.changes import changes
from decider.estimates.forms import WhatIfForm
from decider.estimates.page import ResultPage, result_page
from decider.evidence.contradictions import standing_contradictions
from decider.models import Task
from decider.profiles.rules import why_not_change
from decider.teams.access import load, role_of

if TYPE_CHECKING:
    from decider.domain.assessment import Assessment
    from decider.http import Request

# States that more evidence may mend.
MEASURE_MORE = ("provisional", "unsupported")


@require_safe
def result(request: "Request", task_id: int) -> HttpResponse:
    """What the framework says about the task as answered."""
    task = load(Task.objects, request, task_id)
    try:
        assessment = assess_task(task)
    except ProfileErrors as errors:
        return _not_computed(request, task, errors)
    return _answer(request, task, WhatIfForm(assessment.profile), result_page(task, assessment))


@require_safe
def what_if(request: "Request", task_id: int) -> HttpResponse:
    """The same page with some figures changed; nothing is saved."""
    task = load(Task.objects, request, task_id)
    try:
        stated = assess_task(task, flips=False)
    except ProfileErrors as errors:
        return _not_computed(request, task, errors)
    form = WhatIfForm(stated.profile, request.GET)
    if not form.is_valid():
        return _answer(request, task, form, result_page(task, stated), status=422)
    try:
        changed = assess_profile(form.changed_profile(), policy=stated.policy, team=task.team)
    except ProfileErrors as errors:
        form.add_error(None, str(errors.errors[0].message))
        return _answer(request, task, form, result_page(task, stated), status=422)
    return _answer(request, task, form, result_page(task, changed), stated=stated, changed=changed)


def _answer(
    request: "Request", task: Task, form: WhatIfForm, page: ResultPage, *,
    stated: "Assessment | None" = None, changed: "Assessment | None" = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    is_trial = stated is not None and changed is not None
    context = {
        "task": task,
        "page": page,
        "form": form,
        "is_trial": is_trial,
        "changed_fields": form.changed_facts() if is_trial else [],
        "changes": changes(stated.data(), changed.data()) if stated is not None and changed is not None else None,
        # Under other assumptions it would be held against what nobody answered.
        "contradictions": [] if is_trial else standing_contradictions(task),
        "can_decide": can_edit(role_of(request)),
        "can_measure": page.state in MEASURE_MORE and not why_not_change(task, role_of(request)),
    }
    template = "estimates/result.html" + ("#body" if request.htmx and not request.htmx.boosted else "")
    return render(request, template, context, status=status)


def _not_computed(request: "Request", task: Task, errors: ProfileErrors) -> HttpResponse:
    return render(request, "estimates/not_computed.html", {"task": task, "errors": errors.errors}, status=200)

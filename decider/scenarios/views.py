"""The scenarios of a task: compared on one page, kept from a what-if or ready-made, changed and deleted."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from decider.domain.numbers import plain
from decider.domain.reading import ProfileErrors
from decider.estimates.forms import WhatIfForm
from decider.models import Scenario, Task
from decider.profiles.rules import check_can_change, why_not_change
from decider.projects.actions import ChangedMeanwhile, NameTaken
from decider.scenarios.actions import (
    MOST_SCENARIOS,
    BadName,
    Gone,
    NothingDiffers,
    TooMany,
    change_scenario,
    delete_scenario,
    keep_scenario,
)
from decider.scenarios.comparing import compare
from decider.scenarios.forms import ScenarioForm, what_if_changes
from decider.scenarios.quick import quick_called, quick_scenarios
from decider.scenarios.variants import DoesNotApply, base_of
from decider.teams.access import load, role_of

if TYPE_CHECKING:
    from decider.http import Request


@require_safe
def scenario_list(request: "Request", task_id: int) -> HttpResponse:
    """The task as answered and each scenario beside each other."""
    task = load(Task.objects, request, task_id)
    try:
        base = base_of(task)
    except ProfileErrors as errors:
        return _not_computed(request, task, errors)
    scenarios = list(Scenario.objects.for_user(request.user).filter(task=task))
    names = {scenario.name.casefold() for scenario in scenarios}
    why_not = why_not_change(task, role_of(request))
    context = {
        "task": task,
        "comparison": compare(base, scenarios),
        "scenarios": scenarios,
        "quick": [quick for quick in quick_scenarios(base) if quick.name.casefold() not in names],
        "why_not": why_not,
        "is_full": len(scenarios) >= MOST_SCENARIOS,
        "most": MOST_SCENARIOS,
        "as_of": base.day,
    }
    return render(request, "scenarios/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_new(request: "Request", task_id: int) -> HttpResponse:
    """A scenario from scratch."""
    task = _task_to_change(request, task_id)
    try:
        form = ScenarioForm(base_of(task))
    except ProfileErrors as errors:
        return _not_computed(request, task, errors)
    if request.method != "POST":
        return _form(request, task, form)
    form.read(request.POST)
    if "save" not in request.POST.getlist("action"):
        return _form(request, task, form)
    return _keep(request, task, form)


@require_POST
def scenario_keep(request: "Request", task_id: int) -> HttpResponse:
    """Keep a what-if under a name; where that fails, the scenario's own form has everything in it."""
    task = _task_to_change(request, task_id)
    try:
        base = base_of(task)
    except ProfileErrors as errors:
        return _not_computed(request, task, errors)
    tried = WhatIfForm(base.assessment.profile, request.POST)
    tried.is_valid()
    changes = what_if_changes({name: plain(value) for name, value in tried.changed_values().items()})
    form = ScenarioForm(base, name=request.POST.get("name", ""), changes=changes or None)
    form.other_errors += [f"{tried.fields[name].label}: {wrong[0]}" for name, wrong in tried.errors.items()]
    return _keep(request, task, form)


@require_POST
def scenario_quick(request: "Request", task_id: int) -> HttpResponse:
    """Add one of the ready-made scenarios."""
    task = _task_to_change(request, task_id)
    try:
        quick = quick_called(base_of(task), request.POST.get("quick", ""))
        if quick is None:
            messages.error(request, "This cannot be offered any more: the task has changed meanwhile.")
        else:
            keep_scenario(task=task, name=quick.name, changes=quick.changes, by=request.user)
            messages.success(request, f"“{quick.name}” has been added.")
    except (NameTaken, TooMany, NothingDiffers, DoesNotApply) as reason:
        messages.error(request, str(reason))
    except ProfileErrors as errors:
        return _not_computed(request, task, errors)
    return redirect("scenario_list", task_id=task.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_edit(request: "Request", task_id: int, scenario_id: int) -> HttpResponse:
    """Change its name and values. One that was deleted meanwhile can be kept again from what was typed."""
    task = _task_to_change(request, task_id)
    scenario = Scenario.objects.for_user(request.user).filter(task=task, pk=scenario_id).first()
    if scenario is None and request.method != "POST":
        raise Http404
    try:
        base = base_of(task)
    except ProfileErrors as errors:
        return _not_computed(request, task, errors)
    form = ScenarioForm.of(base, scenario) if scenario else ScenarioForm(base)
    if request.method != "POST":
        return _form(request, task, form, scenario)
    form.read(request.POST, stored=scenario.changes if scenario else None)
    if scenario is None:
        return _gone(request, task, form)
    if "save" not in request.POST.getlist("action"):
        return _form(request, task, form, scenario)
    return _change(request, task, form, scenario)


@require_POST
def scenario_delete(request: "Request", task_id: int, scenario_id: int) -> HttpResponse:
    task = _task_to_change(request, task_id)
    scenario = Scenario.objects.for_user(request.user).filter(task=task, pk=scenario_id).first()
    try:
        if scenario is None:
            raise Gone("This scenario had been deleted already.")
        delete_scenario(scenario=scenario, by=request.user)
        messages.success(request, f"“{scenario.name}” has been deleted.")
    except Gone as reason:
        messages.info(request, str(reason))
    return redirect("scenario_list", task_id=task.pk)


def _task_to_change(request: "Request", task_id: int) -> Task:
    task: Task = load(Task.objects, request, task_id)
    check_can_change(task, role_of(request))
    return task


def _keep(request: "Request", task: Task, form: ScenarioForm) -> HttpResponse:
    if form.is_fine:
        try:
            kept = keep_scenario(task=task, name=form.name, changes=form.changes, by=request.user)
        except (BadName, NameTaken) as reason:
            form.name_error = str(reason)
        except (TooMany, NothingDiffers) as reason:
            form.other_errors.append(str(reason))
        except DoesNotApply as reason:
            form.add_problems(reason)
        else:
            messages.success(request, f"“{kept.name}” has been kept.")
            return redirect("scenario_list", task_id=task.pk)
    return _form(request, task, form)


def _change(request: "Request", task: Task, form: ScenarioForm, scenario: Scenario) -> HttpResponse:
    theirs = None
    if form.is_fine:
        try:
            kept = change_scenario(
                scenario=scenario, name=form.name, changes=form.changes, expected_version=form.version, by=request.user
            )
        except (BadName, NameTaken) as reason:
            form.name_error = str(reason)
        except NothingDiffers as reason:
            form.other_errors.append(str(reason))
        except DoesNotApply as reason:
            form.add_problems(reason)
        except ChangedMeanwhile as reason:
            form.other_errors.append(str(reason))
            theirs = Scenario.objects.filter(pk=scenario.pk).first()
            form.version = theirs.version if theirs else form.version
        except Gone:
            return _gone(request, task, form)
        else:
            messages.success(request, f"“{kept.name}” has been changed.")
            return redirect("scenario_list", task_id=task.pk)
    return _form(request, task, form, scenario, theirs=ScenarioForm.of(form.base, theirs) if theirs else None)


def _gone(request: "Request", task: Task, form: ScenarioForm) -> HttpResponse:
    form.other_errors.append(
        "Somebody deleted this scenario meanwhile. What you typed is still below: keep it again as a new one, or leave."
    )
    return _form(request, task, form)


def _form(
    request: "Request", task: Task, form: ScenarioForm, scenario: Scenario | None = None, **context: Any
) -> HttpResponse:
    """The form's page; 422 where what was typed did not pass."""
    context |= {"task": task, "form": form, "scenario": scenario}
    return render(request, "scenarios/form.html", context, status=200 if form.is_fine else 422)


def _not_computed(request: "Request", task: Task, errors: ProfileErrors) -> HttpResponse:
    return render(request, "estimates/not_computed.html", {"task": task, "errors": errors.errors})

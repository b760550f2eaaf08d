"""The wizard: one view for all steps that ask questions, and the panel beside them."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from decider.domain.lifecycle import NotPossible
from decider.domain.steps import Step, next_step, previous_step, step_called
from decider.evidence.contradictions import standing_contradictions
from decider.evidence.in_force import in_force
from decider.models import Task
from decider.profiles.forms import StepForm
from decider.profiles.navigation import steps_of
from decider.profiles.rules import why_not_change
from decider.profiles.saving import save_form
from decider.profiles.standing import standing_of
from decider.teams.access import load, load_to_edit, role_of

if TYPE_CHECKING:
    from decider.http import Request

# Steps whose answers stand in files that a team already has, and the words of the link to them.
MEASURED_BY = {
    "kind": "Upload the examples as a file for fine-tuning",
    "prompting": "Paste the prompt in use",
    "quality": "Upload the results of an evaluation",
    "volume": "Upload a usage log",
    "tokens": "Upload a usage log or paste the prompt",
    "latency": "Upload a usage log",
}


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: "Request", task_id: int, step: str) -> HttpResponse:
    """Show a step; on POST save it, and go on unless something has to be mended first."""
    if request.method == "POST":
        return _save(request, load_to_edit(Task.objects, request, task_id), _step(step))
    task = load(Task.objects, request, task_id)
    return _page(request, task, _step(step))


@require_safe
def where_this_stands(request: "Request", task_id: int) -> HttpResponse:
    """The panel alone: the verdict so far, what is unknown, what it costs."""
    task = load(Task.objects, request, task_id)
    template = "profiles/where_this_stands.html" + ("#panel" if request.htmx else "")
    return render(request, template, {"task": task, "standing": standing_of(task)})


def _save(request: "Request", task: Task, step: Step) -> HttpResponse:
    form = StepForm(step, task.answers, version=task.answers_version, posted=request.POST)
    try:
        save_form(task, form, by=request.user)
    except NotPossible as reason:
        return _page(request, task, step, form=form, refusal=str(reason), status=409)
    if request.htmx or not form.is_fine:
        status = 200 if request.htmx else 409 if any(field.conflict for field in form.fields) else 422
        return _page(request, task, step, form=form, status=status)
    return redirect(_onward(task, step, request.POST.get("go", "")))


def _onward(task: Task, step: Step, go: str) -> str:
    """Where the button leads that was pressed; Enter presses the one that goes on."""
    if go == "result":
        return reverse("result", args=[task.pk])
    if go == "answers":
        return reverse("task", args=[task.pk])
    other = (previous_step if go == "back" else next_step)(step, task.answers)
    return reverse("step", args=[task.pk, other.slug]) if other else reverse("task", args=[task.pk])


def _page(
    request: "Request", task: Task, step: Step, *, form: StepForm | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    reason = why_not_change(task, role_of(request))
    form = form or StepForm(step, task.answers, version=task.answers_version)
    measured = in_force(task)
    for field in form.fields:
        field.measured = measured.get(field.path)
    context: dict[str, Any] = {
        "task": task,
        "step": step,
        "form": form,
        "steps": steps_of(task, step),
        "previous": previous_step(step, task.answers),
        "next": next_step(step, task.answers),
        "why_not": refusal or reason,
        "is_locked": bool(reason),
        "standing": standing_of(task),
        "may_be_measured": MEASURED_BY.get(step.slug, ""),
        "measured": sum(field.measured is not None for field in form.fields),
        "contradictions": standing_contradictions(task, measured, step=step.slug),
    }
    return render(request, "profiles/step.html" + ("#saved" if request.htmx else ""), context, status=status)


def _step(slug: str) -> Step:
    try:
        return step_called(slug)
    except KeyError:
        raise Http404 from None

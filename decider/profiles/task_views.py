"""A task's own page, "your answers", and what is done to the task as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from decider.domain.steps import UNANSWERED, completeness, first_open_step
from decider.evidence.contradictions import standing_contradictions
from decider.evidence.in_force import in_force
from decider.models import Measurement, Task
from decider.profiles.actions import archive_task, delete_task, rename_task
from decider.profiles.forms import StepForm
from decider.profiles.links import fact_url
from decider.profiles.navigation import StepLink, steps_of
from decider.profiles.option_list import option_rows
from decider.profiles.rules import why_not_change, why_not_delete
from decider.profiles.task_forms import NameForm
from decider.projects.actions import NameTaken
from decider.teams.access import load, load_to_edit, role_of

if TYPE_CHECKING:
    from decider.http import Request


@dataclass(frozen=True)
class AnswerRow:
    """One fact on "your answers"."""

    sentence: str
    answer: str
    is_unknown: bool
    is_unanswered: bool
    default: str
    url: str
    # Where the answer comes from, if it was measured.
    measured: Measurement | None


@dataclass(frozen=True)
class AnswerGroup:
    link: StepLink
    rows: list[AnswerRow]


@require_safe
def task(request: "Request", task_id: int) -> HttpResponse:
    """Every fact with its answer, and the way on."""
    row = load(Task.objects, request, task_id)
    links, measured = steps_of(row), in_force(row)
    context = {
        "task": row,
        "groups": [AnswerGroup(link, _rows(row, link, measured)) for link in links],
        "measured": measured,
        "contradictions": standing_contradictions(row, measured),
        "options": option_rows(row),
        "completeness": completeness(row.answers),
        "open_step": first_open_step(row.answers),
        "why_not": why_not_change(row, role_of(request)),
        "why_not_delete": why_not_delete(row, role_of(request)),
        "decisions": row.decisions.filter(archived_at=None).defer("snapshot", "charts").order_by("-revision"),
    }
    return render(request, "profiles/task.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def task_edit(request: "Request", task_id: int) -> HttpResponse:
    """Rename the task."""
    row: Task = load_to_edit(Task.objects, request, task_id)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        try:
            rename_task(task=row, name=form.cleaned_data["name"], by=request.user)
        except NameTaken as taken:
            form.add_error("name", str(taken))
        else:
            messages.success(request, "The task has been renamed.")
            return redirect("task", task_id=row.pk)
    return render(request, "profiles/task_edit.html", {"task": row, "form": form}, status=422 if form.errors else 200)


@require_POST
def task_archive(request: "Request", task_id: int) -> HttpResponse:
    """Archive or bring back, as `archived` says (`yes` or `no`); without it, the other of what it is."""
    row: Task = load_to_edit(Task.objects, request, task_id)
    wanted = {"yes": True, "no": False}.get(request.POST.get("archived", ""), row.archived_at is None)
    archive_task(task=row, archived=wanted, by=request.user)
    messages.success(request, f"{row.name} has been {'archived' if wanted else 'brought back'}.")
    return redirect("project", project_id=row.project_id) if wanted else redirect("task", task_id=row.pk)


@require_POST
def task_delete(request: "Request", task_id: int) -> HttpResponse:
    row: Task = load_to_edit(Task.objects, request, task_id)
    delete_task(task=row, by=request.user)
    messages.success(request, f"{row.name} has been deleted.")
    return redirect("project", project_id=row.project_id)


def _rows(task: Task, link: StepLink, measured: Mapping[str, Measurement]) -> list[AnswerRow]:
    form = StepForm(link.step, task.answers, version=task.answers_version)
    return [
        AnswerRow(
            sentence=field.words.sentence,
            answer=field.said(field.answer),
            is_unknown=field.answer is None,
            is_unanswered=field.answer is UNANSWERED,
            default=field.words.default,
            url=fact_url(task, field.path),
            measured=measured.get(field.path),
        )
        for field, fact in zip(form.fields, link.step.facts, strict=True)
        if fact.applies(task.answers) or field.answer is not UNANSWERED
    ]

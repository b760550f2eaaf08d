"""The evidence on a task: the list, one piece with its figures and facts, and what is done to it."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from decider.domain.lifecycle import NotPossible
from decider.domain.reading import ProfileErrors
from decider.evidence import files
from decider.evidence.actions import cancel_evidence, delete_evidence
from decider.evidence.apply_actions import NothingChosen, apply_facts
from decider.evidence.comparing import Compared, NotComparable, candidates, chosen, compare
from decider.evidence.detail import detail_of
from decider.evidence.forms import choices_data, read_choices, read_version
from decider.evidence.listing import list_page
from decider.evidence.reaping import reap
from decider.models import Evidence, Task
from decider.profiles.actions import Conflict
from decider.profiles.merging import Base
from decider.profiles.rules import check_can_change, why_not_change
from decider.teams.access import load, role_of
from decider.wording import fact_name, fact_value

if TYPE_CHECKING:
    from decider.http import Request


@require_safe
def evidence_list(request: "Request", task_id: int) -> HttpResponse:
    """What has been measured for a task, and how to bring more."""
    reap()
    return list_page(request, load(Task.objects, request, task_id))


@require_safe
def evidence(request: "Request", task_id: int, evidence_id: int) -> HttpResponse:
    """One piece: how far it is, what was understood, and the facts in it."""
    row = _load(request, task_id, evidence_id)
    if row.is_under_way:
        reap()
        row.refresh_from_db()
    if request.htmx:
        if not row.is_under_way:
            return HttpResponseClientRefresh()
        return render(request, "evidence/detail.html#progress", {"task": row.task, "evidence": row})
    return _page(request, row)


@require_POST
def evidence_apply(request: "Request", task_id: int, evidence_id: int) -> HttpResponse:
    """Answer the task's questions with the chosen facts: all of them or none."""
    row = _load(request, task_id, evidence_id)
    check_can_change(row.task, role_of(request))
    facts, choices = request.POST.getlist("fact"), read_choices(request.POST)
    base = Base(read_version(request.POST.get("version", ""), row.task.answers_version))
    try:
        applied = apply_facts(evidence=row, task=row.task, facts=facts, choices=choices, base=base, by=request.user)
    except NothingChosen as reason:
        return _page(request, row, facts=facts, refusals=[str(reason)], status=422)
    except Conflict as conflict:
        row.task.refresh_from_db()
        return _page(request, row, facts=facts, refusals=_clashes(conflict), status=409)
    except ProfileErrors as errors:
        sentences = [f"{fact_name(error.path)} {error.message}" for error in errors.errors]
        return _page(request, row, facts=facts, refusals=["Nothing was applied.", *sentences], status=422)
    except NotPossible as reason:
        messages.error(request, str(reason))
        return redirect("evidence_list", task_id=task_id)
    number = len(applied)
    messages.success(request, f"{number} {'fact is' if number == 1 else 'facts are'} measured now.")
    return redirect("task", task_id=task_id)


@require_POST
def evidence_cancel(request: "Request", task_id: int, evidence_id: int) -> HttpResponse:
    row = _load(request, task_id, evidence_id)
    check_can_change(row.task, role_of(request))
    cancel_evidence(evidence=row, by=request.user)
    return redirect("evidence", task_id=task_id, evidence_id=row.pk)


@require_POST
def evidence_delete(request: "Request", task_id: int, evidence_id: int) -> HttpResponse:
    row = _load(request, task_id, evidence_id)
    check_can_change(row.task, role_of(request))
    try:
        delete_evidence(evidence=row, by=request.user)
    except NotPossible as reason:
        messages.error(request, str(reason))
        return redirect("evidence", task_id=task_id, evidence_id=row.pk)
    messages.success(request, f"“{row.file_name}” has been deleted.")
    return redirect("evidence_list", task_id=task_id)


@require_safe
def evidence_file(request: "Request", task_id: int, evidence_id: int) -> HttpResponse | FileResponse:
    """The file itself, where the team keeps it: always as a download, whatever is in it."""
    row = _load(request, task_id, evidence_id)
    path = files.path_of(row.kept_file)
    if not row.kept_file or row.is_under_way or not path.is_file():
        raise Http404
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=row.file_name, content_type="application/octet-stream"
    )
    response["Content-Security-Policy"] = "sandbox"
    return response


@require_safe
def evidence_compare(request: "Request", task_id: int) -> HttpResponse:
    """Two series of the task's evaluations, of one upload or two."""
    task = load(Task.objects, request, task_id)
    found = candidates(task)
    first, second = (chosen(found, request.GET.get(name, "")) for name in ("a", "b"))
    compared: Compared | None = None
    problem = ""
    if first and second:
        try:
            compared = compare(first, second)
        except NotComparable as reason:
            problem = str(reason)
    context = {
        "task": task, "found": found, "compared": compared, "problem": problem,
        "a": first.code if first else "", "b": second.code if second else "",
    }  # fmt: skip
    return render(request, "evidence/compare.html", context)


def _load(request: "Request", task_id: int, evidence_id: int) -> Evidence:
    """The evidence, if it is on this task and the task is the person's to see."""
    row: Evidence = load(Evidence.objects.filter(task_id=task_id), request, evidence_id)
    return row


def _page(
    request: "Request",
    row: Evidence,
    *,
    facts: Collection[str] | None = None,
    refusals: Collection[str] = (),
    status: int = 200,
) -> HttpResponse:
    choices = read_choices(request.POST if request.method == "POST" else request.GET)
    detail = detail_of(row, choices, page=request.GET.get("page", "1"))
    context = {
        "task": row.task,
        "evidence": row,
        "detail": detail,
        "choices": detail.choices,
        "choices_data": choices_data(detail.choices),
        "chosen": facts,
        "refusals": refusals,
        "why_not": why_not_change(row.task, role_of(request)),
    }
    return render(request, "evidence/detail.html", context, status=status)


def _clashes(conflict: Conflict) -> list[str]:
    said = [
        f"{clash.by} changed {fact_name(clash.fact)} to {fact_value(clash.fact, clash.theirs)}."
        for clash in conflict.clashes
    ]
    return ["Nothing was applied, because answers were changed while you looked at this page.", *said]

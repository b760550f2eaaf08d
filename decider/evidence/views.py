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
from decider.evidence.detail import detail_of
from decider.evidence.forms import choices_data, read_choices, read_version, says_choices
from decider.evidence.listing import list_page
from decider.evidence.offers import applied_choices
from decider.evidence.readers.columns import MAPPED
from decider.evidence.reaping import reap
from decider.evidence.refusals import applied_sentence, clashes, wrong_facts
from decider.evidence.resting import resting_answers
from decider.models import Evidence, Task
from decider.profiles.actions import Conflict
from decider.profiles.merging import Base
from decider.profiles.rules import check_can_change, why_not_change
from decider.teams.access import load, role_of

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
        return _page(request, row, facts=facts, refusals=[str(reason)], nothing_chosen=True, status=422)
    except Conflict as conflict:
        row.task.refresh_from_db()
        return _page(request, row, facts=facts, refusals=clashes(conflict), status=409)
    except ProfileErrors as errors:
        return _page(request, row, facts=facts, refusals=wrong_facts(errors), status=422)
    except NotPossible as reason:
        messages.error(request, str(reason))
        return redirect("evidence_list", task_id=task_id)
    messages.success(request, applied_sentence(applied))
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


def _load(request: "Request", task_id: int, evidence_id: int) -> Evidence:
    """The evidence, if it is on this task and the task is the person's to see."""
    # Large, and on none of these pages; this one is asked for each second while a file is read.
    rows = Evidence.objects.filter(task_id=task_id).defer("outcomes", "previous")
    row: Evidence = load(rows, request, evidence_id)
    return row


def _page(
    request: "Request",
    row: Evidence,
    *,
    facts: Collection[str] | None = None,
    refusals: Collection[str] = (),
    nothing_chosen: bool = False,
    status: int = 200,
) -> HttpResponse:
    said = request.POST if request.method == "POST" else request.GET
    is_said = request.method == "POST" or says_choices(said)
    choices = read_choices(said) if is_said else applied_choices(row)
    detail = detail_of(row, choices, page=request.GET.get("page", "1"))
    context = {
        "task": row.task,
        "evidence": row,
        "detail": detail,
        "is_own_table": row.format in MAPPED,
        "choices": detail.choices,
        "choices_data": choices_data(detail.choices),
        "chosen": facts,
        "refusals": refusals,
        # Without a table there is nothing that could be chosen.
        "nothing_chosen": nothing_chosen and bool(detail.offers and detail.offers.facts),
        "why_not": why_not_change(row.task, role_of(request)),
        "resting": None if row.is_under_way else resting_answers(row),
    }
    return render(request, "evidence/detail.html", context, status=status)

"""What do these columns mean? Asked once for each table that no known tool writes, then remembered for the team, to be
corrected or forgotten."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import check_can_edit
from decider.evidence.again import columns_of
from decider.evidence.column_actions import can_be_explained, explain_columns, forget_columns
from decider.evidence.mapping_form import MappingForm
from decider.models import ColumnMapping, Evidence, EvidenceState, Task
from decider.profiles.rules import check_can_change
from decider.teams.access import load, role_of

if TYPE_CHECKING:
    from decider.http import Request


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_columns(request: "Request", task_id: int, evidence_id: int) -> HttpResponse:
    """Say what the columns mean; the file is then read by that."""
    row: Evidence = load(Evidence.objects.filter(task_id=task_id), request, evidence_id)
    check_can_change(row.task, role_of(request))
    if not can_be_explained(row):
        messages.info(request, "The columns of this file are not asked for any more.")
        return redirect("evidence", task_id=task_id, evidence_id=row.pk)
    said = row.mapping or (row.previous or {}).get("mapping")
    form = MappingForm(columns_of(row), request.POST if request.method == "POST" else None, said=said)
    if request.method != "POST" or not form.is_fine or form.only_changes_kind:
        return _page(request, row, form)
    try:
        is_there = explain_columns(evidence=row, kind=form.kind, mapping=form.mapping, by=request.user)
    except NotPossible as reason:
        messages.error(request, str(reason))
    else:
        if not is_there:
            messages.success(request, f"Remembered. Upload “{row.file_name}” again now: it is read by these meanings.")
            return redirect("evidence_list", task_id=task_id)
    return redirect("evidence", task_id=task_id, evidence_id=row.pk)


@require_POST
def evidence_forget_columns(request: "Request", task_id: int, mapping_id: int) -> HttpResponse:
    """Forget what the team said about a table's columns."""
    task: Task = load(Task.objects, request, task_id)
    check_can_edit(role_of(request))
    mapping = ColumnMapping.objects.filter(team=task.team, pk=mapping_id).first()
    if mapping is None:
        raise Http404
    forget_columns(mapping=mapping, team=task.team, by=request.user)
    messages.success(request, "Forgotten: your team’s next file with these columns is asked about again.")
    return redirect("evidence_list", task_id=task_id)


def _page(request: "Request", row: Evidence, form: MappingForm) -> HttpResponse:
    context: dict[str, Any] = {
        "task": row.task,
        "evidence": row,
        "form": form,
        "was_read": row.state == EvidenceState.READY,
    }
    return render(request, "evidence/columns.html", context, status=200 if form.is_fine else 422)

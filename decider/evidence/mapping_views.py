"""What do these columns mean? Asked once for each table that no known tool writes, then remembered for the team."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from decider.domain.lifecycle import NotPossible
from decider.evidence.actions import SameFile, explain_columns
from decider.evidence.mapping_form import MappingForm
from decider.models import Evidence, EvidenceState
from decider.profiles.rules import check_can_change
from decider.teams.access import load, role_of

if TYPE_CHECKING:
    from decider.http import Request


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_columns(request: "Request", task_id: int, evidence_id: int) -> HttpResponse:
    """Say what the columns mean; the file is then read by that."""
    row: Evidence = load(Evidence.objects.filter(task_id=task_id), request, evidence_id)
    check_can_change(row.task, role_of(request))
    if row.state != EvidenceState.NEEDS_MAPPING:
        messages.info(request, "The columns of this file are not asked for any more.")
        return redirect("evidence", task_id=task_id, evidence_id=row.pk)
    form = MappingForm(row.columns, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_fine or form.only_changes_kind:
        return _page(request, row, form)
    try:
        explain_columns(evidence=row, kind=form.kind, mapping=form.mapping, by=request.user)
    except SameFile as same:
        messages.error(request, str(same))
        return redirect("evidence", task_id=task_id, evidence_id=same.first.pk)
    except NotPossible as reason:
        messages.error(request, str(reason))
    return redirect("evidence", task_id=task_id, evidence_id=row.pk)


def _page(request: "Request", row: Evidence, form: MappingForm) -> HttpResponse:
    context: dict[str, Any] = {"task": row.task, "evidence": row, "form": form}
    return render(request, "evidence/columns.html", context, status=200 if form.is_fine else 422)

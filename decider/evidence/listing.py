"""The page of a task's evidence: what there is, and how more comes in."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from decider.domain.evidence import Kind
from decider.domain.permissions import can_change_policy, can_edit
from decider.evidence.actions import SameFile
from decider.evidence.forms import PromptForm, UploadForm
from decider.evidence.in_force import in_force
from decider.evidence.mappings import in_words
from decider.models import ColumnMapping, Evidence, EvidenceState, Task
from decider.profiles.rules import why_not_change
from decider.teams.access import role_of

if TYPE_CHECKING:
    from decider.http import Request


def list_page(
    request: "Request",
    task: Task,
    *,
    upload: UploadForm | None = None,
    prompt: PromptForm | None = None,
    same: SameFile | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page as it is now, with what did not pass beside its field."""
    found = Evidence.objects.for_user(request.user).filter(task=task)
    rows = list(found.defer("reading", "outcomes", "columns", "mapping", "previous"))
    used: dict[int, int] = {}
    for one in in_force(task).values():
        used[one.evidence_id] = used.get(one.evidence_id, 0) + 1
    evaluations = sum(row.kind == Kind.EVALUATION and row.state == EvidenceState.READY for row in rows)
    context = {
        "task": task,
        "rows": [(row, used.get(row.pk, 0)) for row in rows],
        "upload": upload or UploadForm(),
        "prompt": prompt or PromptForm(),
        "same": same,
        "refusal": refusal,
        "why_not": why_not_change(task, role_of(request)),
        "may_keep": can_change_policy(role_of(request)),
        "keeps_files": task.team.keeps_files,
        "may_forget": can_edit(role_of(request)),
        "column_mappings": [
            (each, in_words(each.mapping, Kind(each.kind)))
            for each in ColumnMapping.objects.filter(team=task.team).select_related("by").order_by("-at", "-pk")
        ],
        "can_compare": evaluations > 0,
        "most_bytes": settings.EVIDENCE_MAX_BYTES,
    }
    return render(request, "evidence/list.html", context, status=status)

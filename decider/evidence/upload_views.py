"""How evidence comes in: a file, a pasted prompt; and whether the team keeps files."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from decider.domain.evidence import EvidenceError
from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import check_can_change_policy
from decider.evidence.actions import SameFile, add_evidence, add_prompt, keep_files
from decider.evidence.forms import PromptForm, UploadForm
from decider.evidence.listing import list_page
from decider.evidence.uploads import EvidenceUploadHandler
from decider.models import Task
from decider.profiles.rules import check_can_change
from decider.teams.access import load, role_of

if TYPE_CHECKING:
    from decider.http import Request


@csrf_exempt
@require_POST
def evidence_add(request: "Request", task_id: int) -> HttpResponse:
    """Take an uploaded file. Who may not is told before a byte of it is read."""
    task: Task = load(Task.objects, request, task_id)
    check_can_change(task, role_of(request))
    handler = EvidenceUploadHandler(request, most_bytes=settings.EVIDENCE_MAX_BYTES)
    # Django reads the body where it first looks for the token of the form: the handler has to be there before.
    request.upload_handlers = [handler]
    return _add(request, task, handler)


@csrf_protect
def _add(request: "Request", task: Task, handler: EvidenceUploadHandler) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    fine = form.is_valid()
    for name, why in handler.refused.items():
        if name in form.fields:
            form.errors.pop(name, None)
            form.add_error(name, why)
            fine = False
    if not fine:
        return list_page(request, task, upload=form, status=422)
    file, against = form.cleaned_data["file"], form.cleaned_data["against"]
    # Browsers send a quotation mark in a file's name as %22 (HTML, "multipart/form-data").
    name = file.name.replace("%22", '"')
    try:
        row = add_evidence(
            task=task, file=file, name=name, sha256=file.sha256, against=against or None, by=request.user
        )
    except SameFile as same:
        return list_page(request, task, upload=form, same=same, status=409)
    except NotPossible as reason:
        return list_page(request, task, upload=form, refusal=str(reason), status=409)
    return redirect("evidence", task_id=task.pk, evidence_id=row.pk)


@require_POST
def evidence_prompt(request: "Request", task_id: int) -> HttpResponse:
    """Take a pasted prompt apart."""
    task: Task = load(Task.objects, request, task_id)
    check_can_change(task, role_of(request))
    form = PromptForm(request.POST)
    if not form.is_valid():
        return list_page(request, task, prompt=form, status=422)
    try:
        row = add_prompt(task=task, text=form.cleaned_data["text"], by=request.user)
    except SameFile as same:
        return redirect("evidence", task_id=task.pk, evidence_id=same.first.pk)
    except EvidenceError as error:
        form.add_error("text", str(error))
        return list_page(request, task, prompt=form, status=422)
    except NotPossible as reason:
        return list_page(request, task, prompt=form, refusal=str(reason), status=409)
    return redirect("evidence", task_id=task.pk, evidence_id=row.pk)


@require_POST
def evidence_keep_files(request: "Request", task_id: int) -> HttpResponse:
    """Whether the team's files stay after they were read; managers say so."""
    task: Task = load(Task.objects, request, task_id)
    check_can_change_policy(role_of(request))
    keeps = request.POST.get("keeps") == "yes"
    keep_files(team=task.team, keeps=keeps, by=request.user)
    messages.success(
        request,
        "Uploaded files are kept from now on."
        if keeps
        else "Uploaded files are deleted from now on, once they were "
        "read. Those that were kept already stay until you delete them.",
    )
    return redirect("evidence_list", task_id=task.pk)

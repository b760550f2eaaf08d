"""Decisions: the list, the draft's form, the page of one decision, and what is done to a draft."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from decider.decisions import actions
from decider.decisions.checks import AlreadyThere, Incomplete, check_has_no_decision
from decider.decisions.conflicts import Conflict
from decider.decisions.draft_page import FormPage
from decider.decisions.figures import problems_of
from decider.decisions.forms import FilterForm
from decider.decisions.listing import decisions_of
from decider.decisions.page import decision_page
from decider.domain.lifecycle import NotPossible, check_can_change_draft
from decider.domain.reading import ProfileErrors
from decider.models import Decision, Task
from decider.teams.access import current_team, load, load_to_edit

if TYPE_CHECKING:
    from decider.http import Request

PER_PAGE = 25
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def decision_list(request: "Request") -> HttpResponse:
    team = current_team(request)
    form = FilterForm(request.GET or None, team=team)
    rows = decisions_of(team, **(form.cleaned_data if form.is_bound and form.is_valid() else {}))
    context = {
        "form": form,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "any": Decision.objects.filter(task__project__team=team).exists(),
        "filtered": form.is_bound,
    }
    return render(request, "decisions/list.html" + ("#found" if request.htmx else ""), context)


@form_methods
def decision_new(request: "Request", task_id: int) -> HttpResponse:
    """The form of a first draft; a task that has its decision already leads there."""
    task: Task = load_to_edit(Task.objects, request, task_id)
    if request.method != "POST":
        try:
            check_has_no_decision(task)
        except AlreadyThere as there:
            messages.info(request, str(there))
            return redirect("decision", there.decision.pk)
    page = FormPage(request, task)
    if not page.submitted():
        return page.answer()
    try:
        draft = actions.create_draft(task=task, by=request.user, texts=page.form.texts(), recommended=page.recommended)
    except AlreadyThere as there:
        # What was typed stays on the page, with a link to the other draft.
        return page.answer(refusal=str(there), other=there.decision, status=409)
    except NotPossible as refused:
        return page.answer(refusal=str(refused), status=409)
    return _saved(request, draft)


@require_safe
def decision(request: "Request", decision_id: int) -> HttpResponse:
    return decision_page(request, load(Decision.objects, request, decision_id))


@form_methods
def decision_edit(request: "Request", decision_id: int) -> HttpResponse:
    draft: Decision = load_to_edit(Decision.objects, request, decision_id)
    if request.method != "POST":
        check_can_change_draft(draft.state, archived=draft.archived_at is not None)
    page = FormPage(request, draft.task, draft)
    if not page.submitted():
        return page.answer()
    try:
        saved = actions.save_draft(
            decision=draft,
            by=request.user,
            expected_version=page.form.cleaned_data["version"] or 0,
            texts=page.form.texts(),
            recommended=page.recommended,
        )
    except Conflict as conflict:
        return page.conflict(conflict)
    except NotPossible as refused:
        return page.answer(refusal=str(refused), other=draft, status=409)
    return _saved(request, saved)


@require_POST
def decision_submit(request: "Request", decision_id: int) -> HttpResponse:
    draft: Decision = load_to_edit(Decision.objects, request, decision_id)
    try:
        actions.submit(
            decision=draft,
            by=request.user,
            expected_version=_number(request, "version"),
            expected_answers_version=_number(request, "answers_version"),
            now=timezone.now(),
        )
    except Incomplete:
        # The page lists what is missing, each with a link into the form.
        return decision_page(request, draft, status=422, refusal="This draft is not complete yet.")
    except Conflict as conflict:
        sentence = f"{conflict} Read it again before you submit it; nothing was submitted."
        return decision_page(request, conflict.newer, status=409, refusal=sentence)
    except ProfileErrors as errors:
        sentence = "The figures cannot be computed: " + " ".join(problems_of(errors))
        return decision_page(request, draft, status=422, refusal=sentence)
    except NotPossible as refused:
        return decision_page(request, _again(request, draft), status=409, refusal=str(refused))
    messages.success(request, "Submitted for review. From now on nothing in it changes; a change is a new revision.")
    return redirect("decision", draft.pk)


@require_POST
def decision_revise(request: "Request", decision_id: int) -> HttpResponse:
    before: Decision = load_to_edit(Decision.objects, request, decision_id)
    try:
        draft = actions.revise(decision=before, by=request.user)
    except AlreadyThere as there:
        messages.info(request, str(there))
        return redirect("decision", there.decision.pk)
    except NotPossible as refused:
        return decision_page(request, _again(request, before), status=409, refusal=str(refused))
    messages.success(request, f"Revision {draft.revision} begins with the texts of revision {before.revision}.")
    return redirect("decision_edit", draft.pk)


@require_POST
def decision_archive(request: "Request", decision_id: int) -> HttpResponse:
    """Archive a draft, or bring it back: `archived` says which is meant, so that a second click undoes nothing."""
    draft: Decision = load_to_edit(Decision.objects, request, decision_id)
    try:
        if request.POST.get("archived") == "no":
            actions.unarchive_draft(decision=draft, by=request.user)
            messages.success(request, "The draft is back in the lists.")
        else:
            actions.archive_draft(decision=draft, by=request.user, at=timezone.now())
            messages.success(request, "The draft is archived. The list shows it again on demand.")
    except NotPossible as refused:
        return decision_page(request, _again(request, draft), status=409, refusal=str(refused))
    return redirect("decision", draft.pk)


@require_POST
def decision_delete(request: "Request", decision_id: int) -> HttpResponse:
    draft: Decision = load_to_edit(Decision.objects, request, decision_id)
    try:
        actions.delete_draft(decision=draft, by=request.user)
    except NotPossible as refused:
        return decision_page(request, _again(request, draft), status=409, refusal=str(refused))
    messages.success(request, f"The draft “{draft.title}” is deleted.")
    return redirect("task", draft.task_id)


@require_safe
def decision_chart(request: "Request", decision_id: int, name: str) -> HttpResponse:
    """A chart of a frozen decision as it was drawn at submission."""
    row: Decision = load(Decision.objects, request, decision_id)
    svg = row.charts.get(name)
    if not isinstance(svg, str):
        raise Http404
    # It is frozen: the browser may keep it, for this person alone.
    return HttpResponse(svg, "image/svg+xml", headers={"Cache-Control": "private, max-age=86400"})


def _saved(request: "Request", decision: Decision) -> HttpResponse:
    messages.success(request, "The draft is saved. Read it through, then submit it for review.")
    return redirect("decision", decision.pk)


def _number(request: "Request", name: str) -> int:
    """A hidden whole number of the form; 0, which no version has, where it is missing or no number."""
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def _again(request: "Request", row: Decision) -> Decision:
    """The row as it is now, after an action found that it had changed."""
    return load(Decision.objects, request, row.pk)

"""Reviews: what waits, and what is said about a decision. The forms stand on the decision's page."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from decider.decisions.page import decision_page
from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import NotPermitted, Role, can_edit, check_can_edit
from decider.models import Decision
from decider.reviews import actions
from decider.reviews.forms import CommentForm, ReviewForm
from decider.reviews.queue import changes_requested_by, changes_requested_of, due, waiting, waiting_rows
from decider.teams.access import current_team, load, role_of

if TYPE_CHECKING:
    from decider.http import Request

PER_PAGE = 25


@require_safe
def review_queue(request: "Request") -> HttpResponse:
    """What waits, for everybody in the team to see; only managers are offered to review."""
    team, now = current_team(request), timezone.now()
    role = role_of(request)
    page = Paginator(waiting(team), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": waiting_rows(list(page), user=request.user, now=now),
        "due": due(team, day=now.date()),
        "today": now.date(),
        "asked_of_me": changes_requested_of(request.user, team),
        "may_edit": can_edit(role),
        "changes_requested": changes_requested_by(request.user, team),
        "is_manager": role == Role.MANAGER,
    }
    return render(request, "reviews/queue.html", context)


@require_POST
def decision_approve(request: "Request", decision_id: int) -> HttpResponse:
    return _review(request, decision_id, actions.approve, "Approved.")


@require_POST
def decision_request_changes(request: "Request", decision_id: int) -> HttpResponse:
    return _review(
        request, decision_id, actions.request_changes, "Changes requested. The answer comes as a new revision."
    )


@require_POST
def decision_comment(request: "Request", decision_id: int) -> HttpResponse:
    decision: Decision = load(Decision.objects, request, decision_id)
    check_can_edit(role_of(request))
    form = CommentForm(request.POST, prefix="comment")
    if not form.is_valid():
        return decision_page(request, decision, status=422, comment_form=form)
    actions.comment(decision=decision, by=request.user, text=form.cleaned_data["text"])
    messages.success(request, "Your comment stands at the end of the trail.")
    return redirect("decision", decision.pk)


def _review(request: "Request", decision_id: int, action: Callable[..., Any], done: str) -> HttpResponse:
    decision: Decision = load(Decision.objects, request, decision_id)
    form = ReviewForm(request.POST, prefix="review")
    if not form.is_valid():
        return decision_page(request, decision, status=422, review_form=form)
    if action is actions.request_changes and not form.cleaned_data["text"]:
        form.add_error("text", "Say what has to change: the author starts from it.")
        return decision_page(request, decision, status=422, review_form=form)
    try:
        action(decision=decision, by=request.user, text=form.cleaned_data["text"], now=timezone.now())
    except NotPermitted as refused:
        return decision_page(request, decision, status=403, refusal=str(refused), review_form=form)
    except NotPossible as refused:
        # Somebody was quicker: the page as it is now, with what was typed still on it.
        current = load(Decision.objects, request, decision_id)
        return decision_page(request, current, status=409, refusal=str(refused), review_form=form)
    messages.success(request, done)
    return redirect("decision", decision.pk)

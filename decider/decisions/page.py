"""The page of one decision: the paper, its trail, and what the reader may do with it."""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from decider.charts.content import chart_contents
from decider.decisions.checks import missing
from decider.decisions.figures import problems_of
from decider.decisions.paper import read_paper
from decider.decisions.picks import recommended_value
from decider.decisions.revisions import changed_since, said_before
from decider.decisions.snapshots import build_snapshot
from decider.decisions.trail import last_written, trail
from decider.domain.lifecycle import State, can_revise
from decider.domain.permissions import (
    NotPermitted,
    Role,
    can_edit,
    check_can_delete_draft,
    check_can_review,
)
from decider.domain.reading import ProfileErrors
from decider.models import Decision, Review
from decider.reviews.forms import CommentForm, ReviewForm
from decider.reviews.own import wrote
from decider.teams.access import role_of
from decider.wording import verdict_name

if TYPE_CHECKING:
    from decider.http import Request


def decision_page(
    request: "Request",
    decision: Decision,
    *,
    status: int = 200,
    refusal: str = "",
    review_form: ReviewForm | None = None,
    comment_form: CommentForm | None = None,
) -> HttpResponse:
    """The page, with what was typed in a form that did not pass and the sentence why it was refused."""
    role = role_of(request)
    successor = Decision.objects.filter(predecessor=decision).first()
    context = {
        "decision": decision,
        "task": decision.task,
        "review": Review.objects.filter(decision=decision).select_related("reviewer").first(),
        "entries": trail(decision),
        "predecessor": decision.predecessor,
        "earlier": said_before(decision),
        "successor": successor,
        "refusal": refusal,
        "review_form": review_form or ReviewForm(prefix="review"),
        "comment_form": comment_form or CommentForm(prefix="comment"),
        "may_edit": can_edit(role),
        "may_revise": can_revise(decision.state) and successor is None,
        "review_refused": _review_refused(request, decision, role),
        **(_draft(decision, role, request) if decision.state == State.DRAFT else _frozen(decision)),
    }
    return render(request, "decisions/decision.html", context, status=status)


def _frozen(decision: Decision) -> dict[str, Any]:
    snapshot = decision.snapshot_data()
    drawn = [chart for chart in chart_contents(snapshot["assessment"]) if chart.id in decision.charts]
    return {"paper": read_paper(snapshot), "charts": drawn, "changed": changed_since(decision, snapshot)}


def _draft(decision: Decision, role: Role | None, request: "Request") -> dict[str, Any]:
    """The draft as it would be frozen now, what it still needs, and what changed since it was written."""
    context: dict[str, Any] = {"delete_refused": _delete_refused(request, decision, role)}
    day = timezone.now().date()
    try:
        snapshot = build_snapshot(decision, day=day)
    except ProfileErrors as errors:
        unpriced = {"paper": None, "unpriced": problems_of(errors), "answers_version": None}
        return {**context, **unpriced, "changed": changed_since(decision, None)}
    return {
        **context,
        "paper": read_paper(snapshot),
        "changed": changed_since(decision, snapshot),
        "missing": missing(decision, snapshot["assessment"], day=day),
        "stale": _stale(decision, recommended_value(snapshot["assessment"])),
        "answers_version": decision.task.answers_version,
    }


def _stale(decision: Decision, recommended: str) -> str:
    """What changed in the task since the draft was last written; empty when nothing did."""
    written = last_written(decision)
    if written is None:
        return ""
    before = written.data.get("recommended")
    if before and before != recommended:
        now = verdict_name(recommended.partition(":")[0])
        then = verdict_name(before.partition(":")[0])
        if now != then:
            return f"The recommendation changed since this draft was written: it was “{then}” and is “{now}” now."
        return f"The recommended option changed since this draft was written; the verdict is still “{now}”."
    if decision.task.changed_at > written.at:
        return "The task's answers changed since this draft was written; the figures below are of today."
    return ""


def _review_refused(request: "Request", decision: Decision, role: Role | None) -> str:
    try:
        check_can_review(role, is_author=wrote(request.user, decision))
    except NotPermitted as refused:
        return str(refused)
    return ""


def _delete_refused(request: "Request", decision: Decision, role: Role | None) -> str:
    try:
        check_can_delete_draft(role, is_author=decision.author_id == request.user.pk)
    except NotPermitted as refused:
        return str(refused)
    return ""

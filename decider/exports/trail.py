"""What happened to a decision after it was written: comments, reviews, events, neighbours, as plain data."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from decider.decisions.revisions import earlier_revisions
from decider.models import Comment, Decision, Event, Review


def read_trail(decision: Decision) -> dict[str, Any]:
    """The approval trail, oldest first; moments as ISO text in UTC.

    Keys: `comments` and `reviews` (by, at, text, and the review's verdict), `events` (by, at, verb),
    `earlier` (comments and reviews of the revisions before, each with its `revision`),
    `predecessor` and `successor` (id, title, revision, state; None where there is none).
    """
    return {
        "comments": [_comment(row) for row in decision.comments.select_related("author")],
        "reviews": [_review(row) for row in decision.reviews.select_related("reviewer")],
        "events": [
            {"by": str(row.by) if row.by else None, "at": row.at.isoformat(), "verb": row.verb}
            for row in Event.objects.filter(
                team=decision.team, subject_type=Decision._meta.model_name, subject_id=decision.pk
            ).select_related("by")
        ],
        "earlier": _earlier(decision),
        "predecessor": _neighbour(decision.predecessor),
        "successor": _neighbour(_successor(decision)),
    }


def _comment(row: Comment) -> dict[str, Any]:
    return {"by": row.author.name or row.author.email, "at": row.created_at.isoformat(), "text": row.text}


def _review(row: Review) -> dict[str, Any]:
    return {
        "by": row.reviewer.name or row.reviewer.email,
        "at": row.created_at.isoformat(),
        "verdict": row.verdict,
        "text": row.text,
    }


def _earlier(decision: Decision) -> dict[str, Any]:
    before = earlier_revisions(decision)
    comments = (
        Comment.objects.filter(decision__in=before)
        .select_related("author", "decision")
        .defer("decision__snapshot", "decision__charts")
    )
    reviews = (
        Review.objects.filter(decision__in=before)
        .select_related("reviewer", "decision")
        .defer("decision__snapshot", "decision__charts")
    )
    return {
        "comments": [{**_comment(row), "revision": row.decision.revision} for row in comments] if before else [],
        "reviews": [{**_review(row), "revision": row.decision.revision} for row in reviews] if before else [],
    }


def _successor(decision: Decision) -> Decision | None:
    """The next revision, once it has been submitted: a draft is not yet anything to point at."""
    try:
        successor = decision.successor
    except ObjectDoesNotExist:
        return None
    return successor if successor.submitted_at else None


def _neighbour(decision: Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    return {
        "id": decision.pk,
        "title": decision.title,
        "revision": decision.revision,
        "state": decision.state,
    }

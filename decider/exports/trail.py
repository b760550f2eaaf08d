"""What happened to a decision after it was written: comments, reviews, events, neighbours, as plain data."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from decider.models import Decision, Event


def read_trail(decision: Decision) -> dict[str, Any]:
    """The approval trail, oldest first; moments as ISO text in UTC.

    Keys: `comments` and `reviews` (by, at, text, and the review's verdict), `events` (by, at, verb),
    `predecessor` and `successor` (id, title, revision, state; None where there is none).
    """
    return {
        "comments": [
            {"by": row.author.name or row.author.email, "at": row.created_at.isoformat(), "text": row.text}
            for row in decision.comments.select_related("author")
        ],
        "reviews": [
            {
                "by": row.reviewer.name or row.reviewer.email,
                "at": row.created_at.isoformat(),
                "verdict": row.verdict,
                "text": row.text,
            }
            for row in decision.reviews.select_related("reviewer")
        ],
        "events": [
            {"by": str(row.by) if row.by else None, "at": row.at.isoformat(), "verb": row.verb}
            for row in Event.objects.filter(
                team=decision.team, subject_type=Decision._meta.model_name, subject_id=decision.pk
            ).select_related("by")
        ],
        "predecessor": _neighbour(decision.predecessor),
        "successor": _neighbour(_successor(decision)),
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

"""What happened to a decision: its events, reviews and stage, as sentences."""

from collections.abc import Mapping
from typing import Any

from decider.wording.labels import spelled
from decider.wording.numbers import moment

EVENTS = {
    "create": "started the draft",
    "created": "started the draft",
    "edit": "changed the draft",
    "edited": "changed the draft",
    "submit": "submitted the decision for review",
    "submitted": "submitted the decision for review",
    "approve": "approved the decision",
    "approved": "approved the decision",
    "request_changes": "requested changes",
    "changes_requested": "requested changes",
    "comment": "commented",
    "commented": "commented",
    "revise": "started a new revision",
    "revised": "started a new revision",
    "supersede": "superseded the decision by a newer revision",
    "superseded": "superseded the decision by a newer revision",
    "archive": "archived the draft",
    "archived": "archived the draft",
    "unarchive": "brought the draft back",
    "restored": "brought the draft back",
    "delete": "deleted the draft",
    "deleted": "deleted the draft",
}


def event_phrase(verb: str) -> str:
    """What was done, to follow a name: "approved the decision"."""
    short = verb.removeprefix("decision.").removeprefix("decision_")
    return EVENTS.get(short, spelled(short).lower())


def event_sentence(event: Mapping[str, Any]) -> str:
    """ "Ana Lopes submitted the decision for review." """
    return f"{event.get('by') or 'Decider'} {event_phrase(str(event.get('verb', '')))}."


def review_sentence(review: Mapping[str, Any]) -> str:
    """ "Approved by Mei Tan on 24 November 2026, 09:30 UTC." """
    verdict = {"approved": "Approved", "changes_requested": "Changes requested"}.get(
        str(review.get("verdict")), spelled(review.get("verdict"))
    )
    return f"{verdict} by {review.get('by') or 'a reviewer'} on {moment(review.get('at'))}."


def stage_sentence(state: str) -> str:
    """Where the decision stands, for the stamp's small print."""
    return {
        "draft": "This is a draft: nothing in it is frozen, submitted or reviewed.",
        "submitted": "Submitted and frozen; a manager’s review is due.",
        "changes_requested": "A manager asked for changes; they will come as a new revision.",
        "approved": "Approved by a manager.",
        "superseded": "A newer revision has taken this one’s place.",
    }.get(state, spelled(state) + ".")

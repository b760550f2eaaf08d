"""Decisions beyond the draft, brought there by the product's own actions."""

import datetime

from django.utils import timezone

from decider.decisions import actions
from decider.models import Decision, User
from decider.reviews import actions as reviews
from tests.factories.decision import DecisionFactory

TEXTS = {
    "title": "Ticket triage",
    "choice": "fine_tune",
    "option_key": "ft-small",
    "override_reason": "",
    "rationale": "It pays for itself within two months.",
    "alternatives_rejected": "",
    "consequences": "",
    "revisit_on": None,
}


def submit(decision: Decision, *, by: User | None = None, now: datetime.datetime | None = None) -> Decision:
    """Submit a draft that is complete but for a reason, should it depart from the recommendation."""
    if not decision.override_reason:
        Decision.objects.filter(pk=decision.pk).update(override_reason="The team knows the prompt.")
        decision.refresh_from_db()
    return actions.submit(
        decision=decision, by=by or decision.author, expected_version=decision.version, now=now or timezone.now()
    )


def approve(decision: Decision, *, by: User) -> Decision:
    reviews.approve(decision=decision, by=by, now=timezone.now())
    decision.refresh_from_db()
    return decision


def request_changes(decision: Decision, *, by: User, text: str = "Measure the volume first.") -> Decision:
    reviews.request_changes(decision=decision, by=by, text=text, now=timezone.now())
    decision.refresh_from_db()
    return decision


def superseded(decision: Decision) -> Decision:
    """A decision whose successor was submitted."""
    submit(decision)
    submit(actions.revise(decision=decision, by=decision.author))
    decision.refresh_from_db()
    return decision


def submitted_at(task, *, by: User, days_ago: int) -> Decision:  # type: ignore[no-untyped-def]
    now = timezone.now() - datetime.timedelta(days=days_ago)
    return submit(DecisionFactory.create(task=task, author=by), now=now)

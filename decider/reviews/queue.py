"""What waits for the managers of a team."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from decider.decisions.paper import horizon, stake, stake_difference
from decider.domain.lifecycle import State
from decider.models import Decision, Review, Team, User
from decider.reviews.own import written_by

# How far ahead a day to look again is announced.
SOON = datetime.timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A submitted decision. `own` holds for whoever wrote a part of it: somebody else has to review it.

    `stake_usd` is the total of the choice over the horizon, `difference` a phrase that compares it.
    """

    decision: Decision
    age: datetime.timedelta
    own: bool
    overrides: bool
    stake_usd: Any
    difference: str
    horizon_months: Any


def waiting(team: Team) -> QuerySet[Decision]:
    """Decisions of the team that wait for a review, the oldest first."""
    rows = Decision.objects.filter(task__project__team=team, state=State.SUBMITTED)
    return rows.select_related("task__project", "author").defer("charts").order_by("submitted_at", "pk")


def waiting_rows(decisions: list[Decision], *, user: User, now: datetime.datetime) -> list[Waiting]:
    """The rows of one page of the queue, with what each choice costs from its frozen snapshot."""
    written = written_by(user, [decision.pk for decision in decisions])
    rows = []
    for decision in decisions:
        snapshot = decision.snapshot_data()
        rows.append(
            Waiting(
                decision=decision,
                age=now - (decision.submitted_at or now),
                own=decision.author_id == user.pk or decision.pk in written,
                overrides=not snapshot["decision"].get("follows_recommendation", True),
                stake_usd=stake(snapshot),
                difference=stake_difference(snapshot),
                horizon_months=horizon(snapshot),
            )
        )
    return rows


def due(team: Team, *, day: datetime.date) -> QuerySet[Decision]:
    """Approved decisions whose day to look again has come or comes soon, the earliest first."""
    rows = Decision.objects.filter(
        task__project__team=team, state=State.APPROVED, revisit_on__isnull=False, revisit_on__lte=day + SOON
    )
    return rows.select_related("task__project", "author").defer("snapshot", "charts").order_by("revisit_on", "pk")


def changes_requested_by(user: User, team: Team) -> QuerySet[Review]:
    """Reviews by which the person asked for changes that no newer revision has answered yet, the oldest first."""
    rows = Review.objects.filter(
        reviewer=user,
        verdict=Review.Verdict.CHANGES_REQUESTED,
        decision__task__project__team=team,
        decision__state=State.CHANGES_REQUESTED,
    )
    return rows.select_related("decision__task__project", "decision__author", "decision__successor").defer(
        "decision__snapshot", "decision__charts", "decision__successor__snapshot", "decision__successor__charts"
    )


def changes_requested_of(user: User, team: Team) -> QuerySet[Review]:
    """Reviews that ask the person for changes to a decision of theirs, while no newer revision has been started."""
    rows = Review.objects.filter(
        verdict=Review.Verdict.CHANGES_REQUESTED,
        decision__author=user,
        decision__task__project__team=team,
        decision__state=State.CHANGES_REQUESTED,
        decision__successor=None,
    )
    return rows.select_related("reviewer", "decision__task__project").defer("decision__snapshot", "decision__charts")

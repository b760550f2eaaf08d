"""Assess a task with today's prices: the one place where a row, the price book and the domain meet."""

import datetime
from typing import Any

from django.utils import timezone

from decider.domain.assessment import Assessment, assess
from decider.domain.profile import TaskProfile
from decider.evidence.in_force import measured_notes
from decider.models import Task, Team
from decider.models.price_book import load_price_book
from decider.policies.actions import policy_of


def assess_task(
    task: Task, *, day: datetime.date | None = None, flips: bool = True, provenance: bool = True
) -> Assessment:
    """Assess a task on a day (today by default) under its team's thresholds.

    Options without a price stay unpriced and say why. Without `provenance` measured facts are called stated, which
    spares a look at the evidence.
    """
    return assess_profile(
        task.profile(),
        day=day,
        flips=flips,
        policy=policy_of(task.team),
        team=task.team,
        measured=measured_notes(task) if provenance else None,
    )


def assess_profile(
    profile: TaskProfile,
    *,
    day: datetime.date | None = None,
    flips: bool = True,
    team: Team | None = None,
    **keywords: Any,
) -> Assessment:
    """Assess a profile with the price book of a day (today by default); with a team, its own prices come first."""
    day = day or timezone.localdate()
    return assess(profile, day=day, book=load_price_book(day, team), flips=flips, **{"tolerant": True, **keywords})

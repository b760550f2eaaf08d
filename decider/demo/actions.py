"""Loads the demo team: people, projects, tasks and decisions, each by the action that a person would use.

Nothing is written past the actions, so events, snapshots and charts are as real as a user's own, and the event
log says when the demo was loaded.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from decider.demo.people import join_people
from decider.demo.story import Story
from decider.demo.telling import tell
from decider.domain.lifecycle import NotPossible
from decider.estimates.actions import assess_task
from decider.models import Decision, Project, Task, Team, User
from decider.profiles.actions import import_task
from decider.projects.actions import create_project


class AlreadyLoaded(NotPossible):
    """The demo team is there; nothing was changed."""


@dataclass(frozen=True)
class Loaded:
    """What there is after a load."""

    team: Team
    projects: int
    tasks: int
    decisions: int


@transaction.atomic
def load_demo(*, story: Story, day: datetime.date | None = None, sign_in: bool) -> Loaded:
    """Load the demo team as of a day (today by default), all of it or nothing.

    Decisions are submitted and approved on that day, with its prices. `sign_in` gives the demo people the
    passwords that are printed in the source; without it nobody can sign in as them until a password is set.

    Raises:
        AlreadyLoaded: there is a team of that name.
        NotPossible: the price book lacks a price that the demo needs on that day.
    """
    if Team.objects.filter(name__iexact=story.team).exists():
        raise AlreadyLoaded(f"The demo team “{story.team}” is there already; nothing was changed.")
    team, people = join_people(story.team, sign_in=sign_in)
    clock = _clock(day)
    for project_story in story.projects:
        project = create_project(
            team=team, name=project_story.name, description=project_story.description, by=people["manager"]
        )
        for task_story in project_story.tasks:
            task = _import(project, task_story.name, task_story.profile, by=people["author"])
            _check_priced(task, clock().date())
            tell(task, task_story.steps, people=people, clock=clock)
    return Loaded(
        team=team,
        projects=Project.objects.filter(team=team).count(),
        tasks=Task.objects.filter(project__team=team).count(),
        decisions=Decision.objects.filter(task__project__team=team).count(),
    )


def _clock(day: datetime.date | None) -> Callable[[], datetime.datetime]:
    """The moment of each deed: now, or the noon of the day that was asked for."""
    if day is None:
        return timezone.now
    noon = datetime.datetime.combine(day, datetime.time(12), tzinfo=datetime.UTC)
    return lambda: noon


def _import(project: Project, name: str, profile: Mapping[str, Any], *, by: User) -> Task:
    return import_task(project=project, document={"version": 1, "name": name, **profile}, by=by)


def _check_priced(task: Task, day: datetime.date) -> None:
    assessment = assess_task(task, day=day, flips=False)
    if assessment.missing or not assessment.estimate.options:
        reasons = [sentence for _, sentence in assessment.missing] or ["The price book is empty."]
        raise NotPossible(
            f"The demo cannot be loaded as of {day}: {reasons[0]} "
            "Load the price book first (manage.py load_prices), or choose a later day."
        )

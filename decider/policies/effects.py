"""What other thresholds would do to the team's decisions: the verdict of each before and after."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from django.db.models import Q
from django.utils import timezone

from decider.domain.assessment import assess
from decider.domain.lifecycle import State
from decider.domain.policy import Policy
from decider.domain.prices import PriceBook
from decider.domain.profile import TaskProfile
from decider.domain.reading import ProfileErrors, read_profile
from decider.models import Decision, Team
from decider.models.price_book import load_price_book
from decider.wording.numbers import capitalised, listed

# Decisions that somebody still works on; approved ones are in force and listed apart.
OPEN = (State.DRAFT, State.SUBMITTED, State.CHANGES_REQUESTED)


Books = Callable[[datetime.date], PriceBook]


@dataclass(frozen=True, kw_only=True)
class Effect:
    """One decision. `before` is the verdict written in it, for a draft the one under the thresholds now in force."""

    decision: Decision
    # Verdict codes; None where the answers cannot be reckoned with, `problem` then says why.
    before: str | None
    after: str | None
    problem: str = ""

    @property
    def changes(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, kw_only=True)
class Effects:
    """All decisions of a team under other thresholds."""

    every: tuple[Effect, ...]

    @property
    def total(self) -> int:
        return len(self.every)

    @property
    def changed_open(self) -> list[Effect]:
        """Open decisions whose recommendation differs."""
        return [effect for effect in self.every if effect.changes and effect.decision.state in OPEN]

    @property
    def changed_approved(self) -> list[Effect]:
        """Approved decisions whose recommendation differs: they stay approved."""
        return [effect for effect in self.every if effect.changes and effect.decision.state == State.APPROVED]

    @property
    def unchanged(self) -> list[Effect]:
        return [effect for effect in self.every if not effect.changes and not effect.problem]

    @property
    def unreckoned(self) -> list[Effect]:
        """Decisions whose answers cannot be reckoned with."""
        return [effect for effect in self.every if effect.problem]

    @property
    def sentence(self) -> str:
        """How many decisions get another recommendation."""
        is_open = [effect.decision.state in OPEN for effect in self.every]
        parts = [
            _counted(len(self.changed_open), sum(is_open), "open"),
            _counted(len(self.changed_approved), len(is_open) - sum(is_open), "approved"),
        ]
        return f"{capitalised(listed([part for part in parts if part]))} would get another recommendation."


def _counted(some: int, among: int, kind: str) -> str:
    if not among:
        return ""
    if not some:
        return f"no {kind} decision" if among == 1 else f"none of the {among} {kind} decisions"
    return f"{some} of {among} {kind} decision{'' if among == 1 else 's'}"


def effects(team: Team, *, policy: Policy, instead_of: Policy) -> Effects:
    """Re-assess the team's decisions under `policy`.

    What was submitted is read from its snapshot, with its day and its prices, so only the thresholds
    differ; a draft from its task as answered now, `instead_of` giving the verdict before.
    """
    rows = (
        Decision.objects.filter(task__project__team=team, archived_at=None)
        # Where changes were requested and a new revision was begun, that one is the open decision.
        .exclude(Q(state=State.CHANGES_REQUESTED) & Q(successor__isnull=False))
        .exclude(state=State.SUPERSEDED)
        .select_related("task__project__team", "author")
        .defer("charts")
        .order_by("title", "pk")
    )
    # A price book is large, and many decisions are of one day.
    book = cache(partial(load_price_book, team=team))
    found = [_effect(decision, policy, instead_of, book) for decision in rows]
    return Effects(every=tuple(found))


def _effect(decision: Decision, policy: Policy, instead_of: Policy, book: Books) -> Effect:
    try:
        if decision.state == State.DRAFT:
            profile, day = decision.task.profile(), timezone.localdate()
            before = _verdict(profile, day, instead_of, book)
        else:
            snapshot = decision.snapshot_data()
            profile, day = read_profile(snapshot["profile"]), datetime.date.fromisoformat(snapshot["day"])
            before = str(snapshot["assessment"]["recommendation"]["verdict"])
        return Effect(decision=decision, before=before, after=_verdict(profile, day, policy, book))
    except ProfileErrors as errors:
        return Effect(decision=decision, before=None, after=None, problem=str(errors.errors[0]))


def _verdict(profile: TaskProfile, day: datetime.date, policy: Policy, book: Books) -> str:
    """The verdict alone: without flip points and draws, which take most of the time."""
    found = assess(profile, day=day, policy=policy, book=book(day), flips=False, draws=False, tolerant=True)
    return found.recommendation.verdict.value

"""Two tabs, one task: which of the facts somebody typed may be saved over what others saved since.

Every save leaves an event with the old and new value of each fact it changed and a token of the
form that it came from. From those we know what a form still believes, and what is news to it.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from decider.domain.steps import UNANSWERED
from decider.models import Event, Task
from decider.profiles.answers import Flat, same

VERB = "change_answers"


@dataclass(frozen=True)
class Clash:
    """A fact that somebody else changed while this form was open, and that this form changes too."""

    fact: str
    old: Any
    theirs: Any
    yours: Any
    # Who changed it last: a name, and the person's id where it was a person.
    by: str
    by_id: int | None
    at: datetime.datetime


@dataclass(frozen=True)
class Merged:
    """What comes of a form's answers: facts to write, facts to ask about, facts that others changed and it did not."""

    write: Flat = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    news: tuple[str, ...] = ()


@dataclass(frozen=True)
class Base:
    """What a form was filled from.

    `version` is that of the answers it showed. `form` is the token of the open page, so that its own
    earlier saves are not taken for somebody else's. `seen` holds facts whose newer answer the person
    has been shown since, with the version of that answer.
    """

    version: int
    form: str = ""
    seen: Mapping[str, int] = field(default_factory=dict)


def merge(task: Task, now: Flat, answers: Mapping[str, Any], base: Base) -> Merged:
    """Compare a form's answers (`UNANSWERED` where it was cleared) with the task's, as they are now."""
    history = _history(task, base)
    write: Flat = {}
    clashes: list[Clash] = []
    news: list[str] = []
    for fact, yours in answers.items():
        theirs = now.get(fact, UNANSWERED)
        belief, latest = _belief(history.get(fact, []), base, fact, theirs)
        if same(yours, theirs):
            continue
        if latest is None:
            write[fact] = yours
        elif same(yours, belief):
            news.append(fact)
        else:
            by = latest.by.name if latest.by else "An import"
            clashes.append(Clash(fact, belief, theirs, yours, by, latest.by_id, latest.at))
    return Merged(write, tuple(clashes), tuple(news))


def change_data(found: Mapping[str, tuple[Any, Any]]) -> list[dict[str, Any]]:
    """Changes as an event keeps them: no `old` where the fact was not answered, no `new` where it was cleared."""
    return [
        {"fact": fact} | ({} if old is UNANSWERED else {"old": old}) | ({} if new is UNANSWERED else {"new": new})
        for fact, (old, new) in found.items()
    ]


@dataclass(frozen=True)
class _Change:
    event: Event
    old: Any
    new: Any


def _history(task: Task, base: Base) -> dict[str, list[_Change]]:
    """The changes of each fact since the form was filled, oldest first."""
    since = min([base.version, *base.seen.values()])
    steps_back = max(0, task.answers_version - since)
    rows = Event.objects.filter(subject_type="task", subject_id=task.pk, verb=VERB).select_related("by")
    # Each version but the first has one event, so no older ones can matter.
    newest = list(rows.order_by("-id")[:steps_back])
    found: dict[str, list[_Change]] = {}
    for event in reversed(newest):
        for change in event.data["changes"]:
            old, new = change.get("old", UNANSWERED), change.get("new", UNANSWERED)
            found.setdefault(change["fact"], []).append(_Change(event, old, new))
    return found


def _belief(history: Iterable[_Change], base: Base, fact: str, theirs: Any) -> tuple[Any, Event | None]:
    """What the form takes for the stored answer, and the latest change by others that it does not know of."""
    belief, latest = UNANSWERED, None
    since = base.seen.get(fact, base.version)
    is_known = False
    for change in history:
        if change.event.data["version"] <= since:
            continue
        if base.form and change.event.data.get("form") == base.form:
            belief, latest, is_known = change.new, None, True
            continue
        if not is_known:
            belief, is_known = change.old, True
        latest = change.event
    return (belief if is_known else theirs), latest

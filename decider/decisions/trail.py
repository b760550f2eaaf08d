"""What happened to a decision, oldest first: events, with the comments and reviews that they brought."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from decider.models import Comment, Decision, Event, Review
from decider.wording.trail import event_phrase

# Told by the comment and the review themselves.
_WITH_ROWS = {"comment", "approve", "request_changes"}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the trail: who did what, when, and what they said. `revision` is set for another revision's line."""

    at: datetime.datetime
    by: str
    verb: str
    phrase: str
    text: str = ""
    times: int = 1
    revision: int | None = None


def trail(decision: Decision) -> list[Entry]:
    """The whole trail. Changes of a draft that one person saved one after the other are one line."""
    entries = sorted(
        [*_events(decision), *_comments({decision.pk: None}), *_reviews({decision.pk: None})],
        key=lambda entry: entry.at,
    )
    told: list[Entry] = []
    for entry in entries:
        last = told[-1] if told else None
        if last and entry.verb == last.verb == "edit" and entry.by == last.by:
            told[-1] = replace(entry, times=last.times + 1)
        else:
            told.append(entry)
    return told


def said_about(decisions: Iterable[Decision]) -> list[Entry]:
    """Comments and reviews of these decisions, oldest first, each with the revision that it is about."""
    revisions: dict[int, int | None] = {decision.pk: decision.revision for decision in decisions}
    if not revisions:
        return []
    return sorted([*_comments(revisions), *_reviews(revisions)], key=lambda entry: entry.at)


def last_written(decision: Decision) -> Event | None:
    """The event by which the draft got the texts that it has."""
    return _log(decision).filter(verb__in=("create", "edit", "revise")).order_by("at", "pk").last()


def _log(decision: Decision):  # type: ignore[no-untyped-def]
    return Event.objects.filter(subject_type="decision", subject_id=decision.pk)


def _events(decision: Decision) -> Iterator[Entry]:
    for event in _log(decision).exclude(verb__in=_WITH_ROWS).select_related("by"):
        by = str(event.by) if event.by else "Decider"
        yield Entry(at=event.at, by=by, verb=event.verb, phrase=event_phrase(event.verb))


def _comments(revisions: Mapping[int, int | None]) -> Iterator[Entry]:
    for row in Comment.objects.filter(decision__in=revisions).select_related("author"):
        yield Entry(
            at=row.created_at,
            by=str(row.author),
            verb="comment",
            phrase=event_phrase("comment"),
            text=row.text,
            revision=revisions[row.decision_id],
        )


def _reviews(revisions: Mapping[int, int | None]) -> Iterator[Entry]:
    for row in Review.objects.filter(decision__in=revisions).select_related("reviewer"):
        verb = "approve" if row.verdict == Review.Verdict.APPROVED else "request_changes"
        yield Entry(
            at=row.created_at,
            by=str(row.reviewer),
            verb=verb,
            phrase=event_phrase(verb),
            text=row.text,
            revision=revisions[row.decision_id],
        )

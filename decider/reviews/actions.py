"""What is done to a submitted decision by the people who review it."""

import datetime

from django.db import IntegrityError, transaction

from decider.decisions.actions import lock, supersede
from decider.domain.lifecycle import NotPossible, State, Verb, next_state
from decider.domain.permissions import check_can_edit, check_can_review
from decider.events import record
from decider.models import Comment, Decision, Review, User
from decider.reviews.own import wrote
from decider.teams.roles import role_in
from decider.wording import moment


def approve(*, decision: Decision, by: User, text: str = "", now: datetime.datetime) -> Review:
    """Approve a submitted decision; an approved earlier revision is superseded by it.

    Raises:
        NotPermitted: `by` does not manage the team, or wrote the decision or a part of it.
        NotPossible: it does not wait for a review (any more).
    """
    return _review(decision, by=by, verb=Verb.APPROVE, verdict=Review.Verdict.APPROVED, text=text, now=now)


def request_changes(*, decision: Decision, by: User, text: str, now: datetime.datetime) -> Review:
    """Send a submitted decision back with what has to change; the answer is a new revision.

    Raises:
        NotPermitted: `by` does not manage the team, or wrote the decision or a part of it.
        NotPossible: it does not wait for a review (any more), or `text` is empty.
    """
    if not text.strip():
        raise NotPossible("Say what has to change: the author starts from it.")
    verdict = Review.Verdict.CHANGES_REQUESTED
    return _review(decision, by=by, verb=Verb.REQUEST_CHANGES, verdict=verdict, text=text, now=now)


@transaction.atomic
def comment(*, decision: Decision, by: User, text: str) -> Comment:
    """Say something about a decision, in whatever state it is.

    Raises:
        NotPermitted: `by` may not write in the team.
        NotPossible: `text` is empty, or the draft was deleted.
    """
    current = lock(decision)
    check_can_edit(role_in(by, current.team))
    if not text.strip():
        raise NotPossible("Write a comment first.")
    row = Comment.objects.create(decision=current, author=by, text=text.strip())
    record(team=current.team, by=by, verb="comment", subject=current, comment=row.pk)
    return row


@transaction.atomic
def _review(
    decision: Decision, *, by: User, verb: Verb, verdict: Review.Verdict, text: str, now: datetime.datetime
) -> Review:
    current = lock(decision)
    check_can_review(role_in(by, current.team), is_author=wrote(by, current))
    _check_not_reviewed(current)
    current.state = next_state(current.state, verb)
    try:
        with transaction.atomic():
            review = Review.objects.create(decision=current, reviewer=by, verdict=verdict, text=text.strip())
    except IntegrityError:
        # The lock keeps two reviewers apart; the constraint does so whatever the lock is worth.
        _check_not_reviewed(current)
        raise
    current.decided_at = now
    current.save(update_fields=["state", "decided_at"])
    record(
        team=current.team, by=by, verb=str(verb), subject=current,
        title=current.title, revision=current.revision, review=review.pk,
    )  # fmt: skip
    if verb == Verb.APPROVE:
        earlier = Decision.objects.select_for_update().filter(task_id=current.task_id, state=State.APPROVED)
        for before in earlier.exclude(pk=current.pk):
            supersede(before, by=by, successor=current)
    return review


def _check_not_reviewed(decision: Decision) -> None:
    review = Review.objects.filter(decision=decision).select_related("reviewer").first()
    if review is None:
        return
    if decision.state == State.SUPERSEDED:
        next_state(decision.state, Verb.APPROVE)
    did = "approved" if review.verdict == Review.Verdict.APPROVED else "requested changes on"
    raise NotPossible(
        f"{review.reviewer} {did} this decision on {moment(review.created_at)}. A decision is reviewed once."
    )

"""A change to what was submitted is a new revision that names its predecessor."""

import pytest
from django.utils import timezone

from decider.decisions.actions import WRITTEN, archive_draft, revise
from decider.decisions.checks import AlreadyThere
from decider.domain.lifecycle import NotPossible, State
from decider.domain.permissions import NotPermitted
from decider.models import Decision, Event, User
from tests.factories import decided


@pytest.fixture
def submitted(draft: Decision) -> Decision:
    return decided.submit(draft)


def test_it_begins_with_the_texts_of_its_predecessor(submitted: Decision, manager: User) -> None:
    second = revise(decision=submitted, by=manager)
    second.refresh_from_db()
    assert (second.state, second.revision, second.predecessor, second.author) == (State.DRAFT, 2, submitted, manager)
    assert {name: getattr(second, name) for name in WRITTEN} == {name: getattr(submitted, name) for name in WRITTEN}
    assert (second.snapshot, second.charts, second.submitted_at) == ("", {}, None)
    event = Event.objects.get(verb="revise")
    assert (event.subject_id, event.data["predecessor"]) == (second.pk, submitted.pk)
    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED


def test_there_is_one_open_successor(submitted: Decision, author: User, manager: User) -> None:
    second = revise(decision=submitted, by=author)
    with pytest.raises(AlreadyThere, match="Ana Author has already started revision 2") as there:
        revise(decision=submitted, by=manager)
    assert there.value.decision == second


def test_an_archived_successor_is_named_as_such(submitted: Decision, author: User) -> None:
    second = revise(decision=submitted, by=author)
    archive_draft(decision=second, by=author, at=timezone.now())
    with pytest.raises(AlreadyThere, match="bring it back, or delete it"):
        revise(decision=submitted, by=author)


def test_a_deleted_successor_makes_room(submitted: Decision, author: User) -> None:
    revise(decision=submitted, by=author).delete()
    assert revise(decision=submitted, by=author).revision == 2


def test_drafts_are_edited_instead(draft: Decision, author: User) -> None:
    with pytest.raises(NotPossible, match="still a draft"):
        revise(decision=draft, by=author)


def test_superseded_decisions_are_followed_already(draft: Decision, author: User) -> None:
    with pytest.raises(NotPossible, match="superseded"):
        revise(decision=decided.superseded(draft), by=author)


def test_viewers_and_strangers_may_not(submitted: Decision, viewer: User, stranger: User) -> None:
    for person in (viewer, stranger):
        with pytest.raises(NotPermitted):
            revise(decision=submitted, by=person)

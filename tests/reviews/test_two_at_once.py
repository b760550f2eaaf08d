"""Two people at the same moment, each with a connection of their own: one deed is done, the other gets a sentence."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from decider.decisions import actions
from decider.decisions.checks import AlreadyThere
from decider.decisions.conflicts import Conflict
from decider.domain.lifecycle import NotPossible, State
from decider.domain.permissions import Role
from decider.models import Decision, Event, Review, Task, User
from decider.reviews.actions import approve, request_changes
from tests.factories import decided
from tests.factories.decided import TEXTS
from tests.factories.team import MembershipFactory
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def split(answers: list[Any]) -> tuple[list[Any], list[Exception]]:
    failed = [answer for answer in answers if isinstance(answer, Exception)]
    return [answer for answer in answers if not isinstance(answer, Exception)], failed


@pytest.fixture
def submitted(draft: Decision) -> Decision:
    return decided.submit(draft)


@pytest.fixture
def second_manager(submitted: Decision) -> User:
    return MembershipFactory.create(team=submitted.team, role=Role.MANAGER, user__name="Nora Manager").user


def test_two_managers_who_approve_at_once(submitted: Decision, manager: User, second_manager: User) -> None:
    def approving(person: User) -> Callable[[], Review]:
        row = Decision.objects.for_user(person).get(pk=submitted.pk)
        return lambda: approve(decision=row, by=person, now=timezone.now())

    done, failed = split(at_once(approving(manager), approving(second_manager)))
    assert len(done) == 1
    assert [type(error) for error in failed] == [NotPossible]
    assert str(failed[0]).startswith(f"{done[0].reviewer} approved this decision on ")
    assert Review.objects.count() == 1
    assert Event.objects.filter(verb="approve").count() == 1


def test_one_approves_while_the_other_requests_changes(
    submitted: Decision, manager: User, second_manager: User
) -> None:
    yes, no = (Decision.objects.for_user(person).get(pk=submitted.pk) for person in (manager, second_manager))
    done, failed = split(
        at_once(
            lambda: approve(decision=yes, by=manager, now=timezone.now()),
            lambda: request_changes(decision=no, by=second_manager, text="Measure.", now=timezone.now()),
        )
    )
    assert [type(error) for error in failed] == [NotPossible]
    submitted.refresh_from_db()
    assert submitted.state == Review.objects.get().verdict == done[0].verdict


def test_two_tabs_that_save_at_once(draft: Decision, author: User, manager: User) -> None:
    def saving(person: User, text: str) -> Callable[[], Decision]:
        row = Decision.objects.for_user(person).get(pk=draft.pk)
        return lambda: actions.save_draft(decision=row, by=person, expected_version=1, texts={"rationale": text})

    done, failed = split(at_once(saving(author, "One."), saving(manager, "Other.")))
    assert len(done) == 1
    assert [type(error) for error in failed] == [Conflict]
    draft.refresh_from_db()
    assert (draft.version, draft.rationale) == (2, done[0].rationale)


def test_two_people_who_start_the_first_draft_at_once(task: Task, author: User, manager: User) -> None:
    done, failed = split(
        at_once(
            lambda: actions.create_draft(task=task, by=author, texts=TEXTS),
            lambda: actions.create_draft(task=task, by=manager, texts=TEXTS),
        )
    )
    assert len(done) == 1
    assert [type(error) for error in failed] == [AlreadyThere]
    assert Decision.objects.count() == 1


def test_two_people_who_start_the_next_revision_at_once(submitted: Decision, author: User, manager: User) -> None:
    one, other = (Decision.objects.get(pk=submitted.pk) for _ in range(2))
    done, failed = split(
        at_once(lambda: actions.revise(decision=one, by=author), lambda: actions.revise(decision=other, by=manager))
    )
    assert [decision.revision for decision in done] == [2]
    assert [type(error) for error in failed] == [AlreadyThere]


def test_two_clicks_on_submit_freeze_it_once(draft: Decision, author: User) -> None:
    one, other = (Decision.objects.for_user(author).get(pk=draft.pk) for _ in range(2))
    for row in (one, other):
        Decision.objects.filter(pk=draft.pk).update(override_reason="The team knows the prompt.")
        row.refresh_from_db()

    def submitting(row: Decision) -> Callable[[], Decision]:
        return lambda: actions.submit(decision=row, by=author, expected_version=1, now=timezone.now())

    done, failed = split(at_once(submitting(one), submitting(other)))
    assert len(done) == 1
    assert [type(error) for error in failed] == [NotPossible]
    assert Event.objects.filter(verb="submit").count() == 1


def test_an_approval_and_the_submission_of_the_next_revision_at_once(
    submitted: Decision, author: User, manager: User
) -> None:
    following = actions.revise(decision=submitted, by=author)
    first, second = (Decision.objects.for_user(author).get(pk=row.pk) for row in (submitted, following))
    answers = at_once(
        lambda: approve(decision=first, by=manager, now=timezone.now()),
        lambda: actions.submit(decision=second, by=author, expected_version=1, now=timezone.now()),
    )
    submitted.refresh_from_db()
    following.refresh_from_db()
    assert following.state == State.SUBMITTED
    if isinstance(answers[0], Exception):
        assert (type(answers[0]), submitted.state) == (NotPossible, State.SUPERSEDED)
    else:
        # Approved just before: it stays in force until the next one is approved.
        assert submitted.state == State.APPROVED

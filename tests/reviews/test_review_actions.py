"""A manager approves or requests changes, once, never their own; anybody who writes may comment."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from decider.decisions.actions import revise, save_draft
from decider.domain.lifecycle import NotPossible, State
from decider.domain.permissions import NotPermitted, Role
from decider.models import Comment, Decision, Event, Review, Task, User
from decider.reviews.actions import approve, comment, request_changes
from tests.factories import decided
from tests.factories.decision import DecisionFactory
from tests.factories.review import ReviewFactory
from tests.factories.team import MembershipFactory


@pytest.fixture
def submitted(draft: Decision) -> Decision:
    return decided.submit(draft)


@pytest.fixture
def second_manager(manager: User, submitted: Decision) -> User:
    return MembershipFactory.create(team=submitted.team, role=Role.MANAGER, user__name="Nora Manager").user


def say_yes(decision: Decision, by: User) -> Review:
    return approve(decision=decision, by=by, now=timezone.now())


def say_no(decision: Decision, by: User) -> Review:
    return request_changes(decision=decision, by=by, text="Measure first.", now=timezone.now())


verdicts = pytest.mark.parametrize("verdict", [say_yes, say_no])
Verdict = Callable[[Decision, User], Review]


def test_a_manager_approves(submitted: Decision, manager: User) -> None:
    now = timezone.now()
    review = approve(decision=submitted, by=manager, text="  Well argued.\n", now=now)
    submitted.refresh_from_db()
    assert (submitted.state, submitted.decided_at) == (State.APPROVED, now)
    assert (review.reviewer, review.verdict, review.text) == (manager, "approved", "Well argued.")
    assert Event.objects.get(verb="approve").by == manager


def test_a_manager_requests_changes(submitted: Decision, manager: User) -> None:
    review = say_no(submitted, manager)
    submitted.refresh_from_db()
    assert submitted.state == State.CHANGES_REQUESTED
    assert (review.verdict, review.text) == ("changes_requested", "Measure first.")
    assert Event.objects.get(verb="request_changes").data["review"] == review.pk


@pytest.mark.parametrize("text", ["", "  \n "])
def test_changes_need_words(submitted: Decision, manager: User, text: str) -> None:
    with pytest.raises(NotPossible, match="what has to change"):
        request_changes(decision=submitted, by=manager, text=text, now=timezone.now())
    submitted.refresh_from_db()
    assert submitted.state == State.SUBMITTED
    assert not Review.objects.exists()


@verdicts
def test_members_viewers_and_strangers_do_not_review(
    submitted: Decision, author: User, viewer: User, stranger: User, verdict: Verdict
) -> None:
    colleague = MembershipFactory.create(team=submitted.team, role=Role.MEMBER).user
    for person in (author, viewer, stranger, colleague):
        with pytest.raises(NotPermitted):
            verdict(submitted, person)
    assert not Review.objects.exists()


@verdicts
def test_nobody_reviews_their_own_decision(task: Task, manager: User, verdict: Verdict) -> None:
    own = decided.submit(DecisionFactory.create(task=task, author=manager))
    with pytest.raises(NotPermitted, match="You wrote this decision"):
        verdict(own, manager)


@verdicts
def test_whoever_wrote_a_part_of_it_does_not_review_it(draft: Decision, manager: User, verdict: Verdict) -> None:
    save_draft(decision=draft, by=manager, expected_version=1, texts={"rationale": "My own words."})
    draft.refresh_from_db()
    decided.submit(draft)
    with pytest.raises(NotPermitted, match="a part of it"):
        verdict(draft, manager)


@verdicts
def test_whoever_handed_it_in_does_not_review_it(draft: Decision, manager: User, verdict: Verdict) -> None:
    decided.submit(draft, by=manager)
    with pytest.raises(NotPermitted):
        verdict(draft, manager)


def test_the_author_of_an_earlier_revision_reviews_a_later_one_of_somebody_else(
    task: Task, manager: User, author: User
) -> None:
    first = decided.submit(DecisionFactory.create(task=task, author=manager))
    second = decided.submit(revise(decision=first, by=author))
    say_yes(second, manager)
    second.refresh_from_db()
    assert second.state == State.APPROVED


@verdicts
def test_the_second_reviewer_is_told_who_was_first(
    submitted: Decision, manager: User, second_manager: User, verdict: Verdict
) -> None:
    say_yes(submitted, manager)
    with pytest.raises(NotPossible, match=r"Max Manager approved this decision on .*\. A decision is reviewed once\."):
        verdict(submitted, second_manager)
    assert Review.objects.count() == 1


def test_the_database_refuses_a_second_review_whatever_the_application_thinks(
    submitted: Decision, manager: User, second_manager: User
) -> None:
    ReviewFactory.create(decision=submitted, reviewer=manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(decision=submitted, reviewer=second_manager, verdict="approved")


class TestComments:
    def test_members_and_managers_comment_in_any_state(self, draft: Decision, author: User, manager: User) -> None:
        comment(decision=draft, by=author, text="Is the volume right?")
        decided.submit(draft)
        comment(decision=draft, by=manager, text=" Where from? ")
        decided.approve(draft, by=manager)
        comment(decision=draft, by=author, text="From the log.")
        assert list(Comment.objects.values_list("text", flat=True)) == [
            "Is the volume right?", "Where from?", "From the log.",
        ]  # fmt: skip
        assert Event.objects.filter(verb="comment").count() == 3

    def test_viewers_and_strangers_do_not(self, submitted: Decision, viewer: User, stranger: User) -> None:
        for person in (viewer, stranger):
            with pytest.raises(NotPermitted):
                comment(decision=submitted, by=person, text="Hello")
        assert not Comment.objects.exists()

    def test_nothing_is_no_comment(self, submitted: Decision, author: User) -> None:
        with pytest.raises(NotPossible, match="Write a comment"):
            comment(decision=submitted, by=author, text=" \n")

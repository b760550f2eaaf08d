"""Submitting freezes the draft with everything that it rests on."""

import datetime

import pytest
from django.utils import timezone

from decider.decisions.actions import archive_draft, revise, save_draft, submit
from decider.decisions.checks import Incomplete
from decider.decisions.conflicts import Conflict
from decider.decisions.snapshots import canonical_text, fingerprint
from decider.domain.lifecycle import NotPossible, State
from decider.domain.permissions import NotPermitted
from decider.models import Decision, Event, Task, User
from tests.factories import decided
from tests.factories.decision import DecisionFactory


@pytest.fixture
def complete(task: Task, author: User) -> Decision:
    return DecisionFactory.create(task=task, author=author, override_reason="We know the prompt.")


def submit_now(decision: Decision, by: User, **changes: object) -> Decision:
    given = {"expected_version": decision.version, "now": timezone.now(), **changes}
    return submit(decision=decision, by=by, **given)  # type: ignore[arg-type]


def test_everything_is_frozen_in_one_text(complete: Decision, author: User) -> None:
    now = timezone.now()
    submit_now(complete, author, now=now)
    row = Decision.objects.get(pk=complete.pk)
    snapshot = row.snapshot_data()
    assert (row.state, row.submitted_at, row.method_version) == (State.SUBMITTED, now, snapshot["method_version"])
    assert row.snapshot_sha256 == fingerprint(row.snapshot)
    assert canonical_text(snapshot) == row.snapshot
    assert snapshot["decision"]["rationale"] == complete.rationale
    assert snapshot["decision"]["submitted_at"] == now.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert snapshot["day"] == now.date().isoformat()
    assert row.charts
    assert all(svg.lstrip().startswith("<") for svg in row.charts.values())


def test_later_changes_of_the_task_leave_it_alone(complete: Decision, author: User) -> None:
    submit_now(complete, author)
    before = Decision.objects.get(pk=complete.pk).snapshot
    Task.objects.filter(pk=complete.task_id).update(answers={"kind": "code"}, name="Another name")
    assert Decision.objects.get(pk=complete.pk).snapshot == before
    assert Decision.objects.get(pk=complete.pk).snapshot_data()["task"] == "Ticket triage"


def test_the_event_is_written_with_the_fingerprint(complete: Decision, author: User) -> None:
    submit_now(complete, author)
    event = Event.objects.get(subject_type="decision", verb="submit")
    assert event.by == author
    assert event.data["sha256"] == Decision.objects.get(pk=complete.pk).snapshot_sha256


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rationale": ""}, "rationale"),
        ({"override_reason": ""}, "override_reason"),
        ({"revisit_on": datetime.date(2020, 1, 1)}, "revisit_on"),
        ({"option_key": "gone"}, "choice"),
    ],
)
def test_an_incomplete_draft_says_what_is_missing(
    complete: Decision, author: User, change: dict[str, object], field: str
) -> None:
    Decision.objects.filter(pk=complete.pk).update(**change)
    complete.refresh_from_db()
    with pytest.raises(Incomplete) as incomplete:
        submit_now(complete, author)
    assert list(incomplete.value.fields) == [field]
    complete.refresh_from_db()
    assert (complete.state, complete.snapshot) == (State.DRAFT, "")
    assert not Event.objects.filter(verb="submit").exists()


def test_a_reason_left_over_is_not_frozen_with_a_choice_that_follows(task: Task, author: User) -> None:
    draft = DecisionFactory.create(
        task=task, author=author, choice="fine_tune", option_key="ft-small", override_reason="Left over."
    )
    submit_now(draft, author)
    draft.refresh_from_db()
    assert draft.override_reason == ""
    assert draft.snapshot_data()["decision"]["follows_recommendation"] is True


def test_a_newer_version_is_not_submitted_unread(complete: Decision, author: User, manager: User) -> None:
    save_draft(decision=complete, by=manager, expected_version=1, texts={"rationale": "Quite another reason."})
    with pytest.raises(Conflict, match="Max Manager"):
        submit_now(Decision.objects.get(pk=complete.pk), author, expected_version=1)
    complete.refresh_from_db()
    assert complete.state == State.DRAFT


def test_figures_that_changed_since_they_were_read_are_not_frozen(complete: Decision, author: User) -> None:
    Task.objects.filter(pk=complete.task_id).update(answers_version=7)
    complete.task.refresh_from_db()
    with pytest.raises(NotPossible, match="answers changed"):
        submit_now(complete, author, expected_answers_version=6)
    submit_now(complete, author, expected_answers_version=7)


def test_answers_that_change_while_it_is_reckoned_are_noticed(complete: Decision, author: User) -> None:
    # The row in hand knows the older answers, as after a save in another tab.
    assert complete.task.answers_version == 1
    Task.objects.filter(pk=complete.task_id).update(answers_version=2)
    with pytest.raises(NotPossible, match="answers changed"):
        submit_now(complete, author)


def test_viewers_and_strangers_may_not(complete: Decision, viewer: User, stranger: User) -> None:
    for person in (viewer, stranger):
        with pytest.raises(NotPermitted):
            submit_now(complete, person)


def test_an_archived_draft_is_brought_back_first(complete: Decision, author: User) -> None:
    archive_draft(decision=complete, by=author, at=timezone.now())
    complete.refresh_from_db()
    with pytest.raises(NotPossible, match="archived"):
        submit_now(complete, author)


def test_twice_is_once(complete: Decision, author: User) -> None:
    stale = Decision.objects.get(pk=complete.pk)
    submit_now(complete, author)
    with pytest.raises(NotPossible, match="frozen"):
        submit_now(stale, author)
    assert Event.objects.filter(verb="submit").count() == 1


class TestPredecessors:
    def test_one_that_was_not_reviewed_is_superseded_at_once(self, complete: Decision, author: User) -> None:
        decided.submit(complete)
        decided.submit(revise(decision=complete, by=author))
        complete.refresh_from_db()
        assert complete.state == State.SUPERSEDED
        assert Event.objects.get(verb="supersede").subject_id == complete.pk

    def test_one_with_changes_requested_is_superseded_at_once(
        self, complete: Decision, author: User, manager: User
    ) -> None:
        decided.submit(complete)
        decided.request_changes(complete, by=manager)
        decided.submit(revise(decision=complete, by=author))
        complete.refresh_from_db()
        assert complete.state == State.SUPERSEDED

    def test_an_approved_one_stays_in_force_until_the_next_is_approved(
        self, complete: Decision, author: User, manager: User
    ) -> None:
        decided.submit(complete)
        decided.approve(complete, by=manager)
        second = decided.submit(revise(decision=complete, by=author))
        complete.refresh_from_db()
        assert complete.state == State.APPROVED
        decided.approve(second, by=manager)
        complete.refresh_from_db()
        assert complete.state == State.SUPERSEDED

    def test_an_approved_one_further_back_is_superseded_too(
        self, complete: Decision, author: User, manager: User
    ) -> None:
        decided.submit(complete)
        decided.approve(complete, by=manager)
        second = decided.submit(revise(decision=complete, by=author))
        decided.request_changes(second, by=manager)
        third = decided.submit(revise(decision=second, by=author))
        decided.approve(third, by=manager)
        states = Decision.objects.order_by("revision").values_list("state", flat=True)
        assert list(states) == [State.SUPERSEDED, State.SUPERSEDED, State.APPROVED]

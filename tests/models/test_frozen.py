"""The database itself keeps what was decided: each promise is attacked by raw SQL and through the ORM."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from decider.domain.lifecycle import TRANSITIONS, State
from decider.models import Comment, Decision, Event, Review, Task, frozen
from tests.factories.decision import DecisionFactory
from tests.factories.review import CommentFactory, ReviewFactory
from tests.factories.team import UserFactory

pytestmark = pytest.mark.django_db

STEPS = {(before, after) for (before, _), after in TRANSITIONS.items()}


def put(decision: Decision, state: State) -> Decision:
    """Bring a draft into a state along the life-cycle table, as the actions would."""
    rows = Decision.objects.filter(pk=decision.pk)
    if state != State.DRAFT:
        rows.update(state=State.SUBMITTED, snapshot="{}", rationale="Because.", submitted_at=timezone.now())
    if state not in (State.DRAFT, State.SUBMITTED):
        rows.update(state=state)
    decision.refresh_from_db()
    return decision


@pytest.fixture
def draft() -> Decision:
    return DecisionFactory.create()


@pytest.fixture
def submitted(draft: Decision) -> Decision:
    return put(draft, State.SUBMITTED)


@pytest.fixture
def event(draft: Decision) -> Event:
    return Event.objects.create(team=draft.team, by=draft.author, verb="create", subject_type="decision", subject_id=1)


def refused(attack: Callable[[], Any], sentence: str) -> None:
    """Run an attack in a savepoint and see that the database refused it, with its sentence."""
    with pytest.raises(DatabaseError, match=frozen.SENTENCES[sentence]), transaction.atomic():
        attack()


def sql(statement: str, *values: Any) -> Callable[[], Any]:
    def attack() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, list(values))

    return attack


NEW_VALUES = {
    "title": "Another title",
    "choice": "hybrid",
    "option_key": "other",
    "override_reason": "None of your business",
    "rationale": "Because not.",
    "alternatives_rejected": "All",
    "consequences": "None",
    "revisit_on": "2031-01-01",
    "created_at": "2031-01-01 00:00:00+00:00",
    "submitted_at": "2031-01-01 00:00:00+00:00",
    "archived_at": "2031-01-01 00:00:00+00:00",
    "snapshot": '{"version": 2}',
    "snapshot_sha256": "0" * 64,
    "charts": '{"monthly_cost": "<svg/>"}',
    "method_version": "9.9",
    "version": 99,
    "revision": 99,
}


class TestColumns:
    def test_every_column_is_attacked(self) -> None:
        columns = {field.column for field in Decision._meta.concrete_fields}
        assert columns == {*NEW_VALUES, "id", "task_id", "author_id", "predecessor_id", *frozen.FREE_COLUMNS}

    @pytest.mark.parametrize("column", NEW_VALUES)
    @pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
    def test_no_column_of_a_submitted_decision_changes_by_sql(self, draft: Decision, state: State, column: str) -> None:
        put(draft, state)
        before = Decision.objects.filter(pk=draft.pk).values().get()
        refused(
            sql(f"UPDATE decider_decision SET {column} = %s WHERE id = %s", NEW_VALUES[column], draft.pk), "columns"
        )
        assert Decision.objects.filter(pk=draft.pk).values().get() == before

    def test_no_relation_of_a_submitted_decision_changes(self, submitted: Decision) -> None:
        other = DecisionFactory.create()
        rows = Decision.objects.filter(pk=submitted.pk)
        refused(lambda: rows.update(task=other.task), "columns")
        refused(lambda: rows.update(author=other.author), "columns")
        refused(lambda: rows.update(predecessor=other), "columns")
        refused(sql("UPDATE decider_decision SET id = id + 1000 WHERE id = %s", submitted.pk), "columns")

    def test_a_bulk_update_through_the_orm_is_refused(self, submitted: Decision) -> None:
        refused(lambda: Decision.objects.update(title=F("choice")), "columns")
        submitted.snapshot = '{"forged": true}'
        refused(lambda: Decision.objects.bulk_update([submitted], ["snapshot"]), "columns")
        refused(submitted.save, "columns")

    def test_a_change_hidden_behind_a_change_of_state_is_refused(self, submitted: Decision) -> None:
        refused(
            lambda: Decision.objects.filter(pk=submitted.pk).update(state=State.APPROVED, rationale="Forged"),
            "columns",
        )

    def test_a_draft_may_change_in_every_text(self, draft: Decision) -> None:
        Decision.objects.update(title="New", rationale="New", choice="hybrid", archived_at=timezone.now())
        draft.refresh_from_db()
        assert (draft.title, draft.choice) == ("New", "hybrid")

    def test_a_submitted_decision_saved_unchanged_is_no_offence(self, submitted: Decision) -> None:
        submitted.save()


class TestDecidedAt:
    def test_it_comes_with_the_verdict(self, submitted: Decision) -> None:
        Decision.objects.filter(pk=submitted.pk).update(state=State.APPROVED, decided_at=timezone.now())
        submitted.refresh_from_db()
        assert submitted.decided_at is not None

    def test_it_does_not_come_alone(self, submitted: Decision) -> None:
        refused(lambda: Decision.objects.update(decided_at=timezone.now()), "decided_at")

    def test_it_is_written_once(self, submitted: Decision) -> None:
        Decision.objects.update(state=State.APPROVED, decided_at=timezone.now())
        refused(lambda: Decision.objects.update(decided_at=timezone.now()), "decided_at")
        refused(lambda: Decision.objects.update(state=State.SUPERSEDED, decided_at=None), "decided_at")


class TestState:
    @pytest.mark.parametrize("before", State)
    @pytest.mark.parametrize("after", State)
    def test_it_changes_only_along_the_life_cycle_table(self, draft: Decision, before: State, after: State) -> None:
        put(draft, before)
        # A row that the other constraints accept in every state but draft, so that only the trigger decides.
        extra = {"snapshot": "{}", "rationale": "Because.", "submitted_at": timezone.now()}
        move = {"state": after, **(extra if before == State.DRAFT and after != State.DRAFT else {})}

        def attack() -> None:
            Decision.objects.filter(pk=draft.pk).update(**move)

        if before == after or (before, after) in STEPS:
            attack()
            draft.refresh_from_db()
            assert draft.state == after
        else:
            refused(attack, "state")
            draft.refresh_from_db()
            assert draft.state == before


class TestDelete:
    @pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
    def test_what_was_submitted_is_not_deleted(self, draft: Decision, state: State) -> None:
        put(draft, state)
        refused(sql("DELETE FROM decider_decision WHERE id = %s", draft.pk), "delete")
        refused(draft.delete, "delete")
        refused(Decision.objects.all().delete, "delete")

    def test_a_draft_is_deleted_with_its_comments(self, draft: Decision) -> None:
        CommentFactory.create_batch(2, decision=draft)
        draft.delete()
        assert not Decision.objects.exists()
        assert not Comment.objects.exists()


class TestAppendOnly:
    def test_events_are_neither_changed_nor_deleted(self, event: Event) -> None:
        refused(sql("UPDATE decider_event SET verb = 'nothing'"), "append_only")
        refused(sql("DELETE FROM decider_event"), "append_only")
        refused(lambda: Event.objects.update(by=None), "append_only")
        refused(event.delete, "append_only")
        refused(Event.objects.all().delete, "append_only")

    def test_reviews_are_neither_changed_nor_deleted(self, submitted: Decision) -> None:
        review = ReviewFactory.create(decision=submitted)
        refused(sql("UPDATE decider_review SET verdict = 'changes_requested', text = 'No'"), "append_only")
        refused(sql("DELETE FROM decider_review"), "append_only")
        refused(lambda: Review.objects.update(text="Great"), "append_only")
        refused(review.delete, "append_only")

    def test_comments_on_what_was_submitted_are_neither_changed_nor_deleted(self, submitted: Decision) -> None:
        comment = CommentFactory.create(decision=submitted)
        refused(sql("UPDATE decider_comment SET text = 'Fine'"), "append_only")
        refused(sql("DELETE FROM decider_comment"), "append_only")
        refused(lambda: Comment.objects.update(text="Fine"), "append_only")
        refused(comment.delete, "append_only")

    def test_a_comment_is_not_moved_to_a_draft_to_be_deleted_there(self, submitted: Decision) -> None:
        CommentFactory.create(decision=submitted)
        refused(lambda: Comment.objects.update(decision=DecisionFactory.create()), "append_only")

    def test_nobody_reviews_their_own_decision(self, submitted: Decision) -> None:
        refused(lambda: ReviewFactory.create(decision=submitted, reviewer=submitted.author), "own_review")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite replaces rows without deleting them first")
class TestReplacing:
    def columns(self, table: str) -> str:
        with connection.cursor() as cursor:
            return ", ".join(c.name for c in connection.introspection.get_table_description(cursor, table))

    @pytest.mark.parametrize("table", ["decider_event", "decider_review", "decider_comment", "decider_decision"])
    def test_no_row_is_replaced(self, submitted: Decision, event: Event, table: str) -> None:
        ReviewFactory.create(decision=submitted)
        CommentFactory.create(decision=submitted)
        refused(sql(f"INSERT OR REPLACE INTO {table} SELECT {self.columns(table)} FROM {table}"), "replace")

    def test_no_second_review_takes_the_place_of_the_first(self, submitted: Decision) -> None:
        ReviewFactory.create(decision=submitted)
        other = UserFactory.create()
        refused(
            sql(
                "INSERT OR REPLACE INTO decider_review (decision_id, reviewer_id, verdict, text, created_at)"
                " SELECT decision_id, %s, 'approved', '', created_at FROM decider_review",
                other.pk,
            ),
            "replace",
        )

    def test_no_draft_takes_the_number_of_what_was_submitted(self, submitted: Decision) -> None:
        draft = DecisionFactory.create(task=submitted.task, revision=2)
        refused(sql("UPDATE OR REPLACE decider_decision SET revision = 1 WHERE id = %s", draft.pk), "replace")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL truncates")
@pytest.mark.parametrize("table", ["decider_event", "decider_review", "decider_comment", "decider_decision"])
def test_no_table_is_emptied(submitted: Decision, table: str) -> None:
    # The other triggers of this test's rows have fired, or PostgreSQL would refuse for that reason.
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refused(sql(f"TRUNCATE {table} CASCADE"), "truncate")


def test_the_triggers_can_be_removed_and_put_back(submitted: Decision) -> None:
    names = frozen.installed(connection)
    assert names
    frozen.remove(connection)
    assert frozen.installed(connection) == set()
    Decision.objects.update(title="Free")
    frozen.install(connection)
    frozen.install(connection)
    assert frozen.installed(connection) == names
    refused(lambda: Decision.objects.update(title="Frozen"), "columns")


def test_the_task_of_a_decision_is_not_deleted_under_it(submitted: Decision) -> None:
    def attack() -> None:
        sql("DELETE FROM decider_task WHERE id = %s", submitted.task_id)()
        connection.check_constraints()

    with pytest.raises(DatabaseError), transaction.atomic():
        attack()
    assert Task.objects.filter(pk=submitted.task_id).exists()

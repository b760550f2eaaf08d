"""Drafts: started once for a task, saved over the version that was read, archived, brought back, deleted."""

import pytest
from django.utils import timezone

from decider.decisions.actions import (
    archive_draft,
    create_draft,
    delete_draft,
    save_draft,
    unarchive_draft,
)
from decider.decisions.checks import AlreadyThere
from decider.decisions.conflicts import Conflict
from decider.domain.lifecycle import NotPossible, State
from decider.domain.permissions import NotPermitted, Role
from decider.models import Comment, Decision, Event, Task, User
from tests.factories.decided import TEXTS, submit
from tests.factories.review import CommentFactory
from tests.factories.team import MembershipFactory


def events(decision_id: int) -> list[str]:
    rows = Event.objects.filter(subject_type="decision", subject_id=decision_id).order_by("pk")
    return list(rows.values_list("verb", flat=True))


class TestCreate:
    def test_an_author_starts_the_first_revision(self, task: Task, author: User) -> None:
        draft = create_draft(task=task, by=author, texts=TEXTS, recommended="fine_tune:ft-small")
        draft.refresh_from_db()
        assert (draft.state, draft.revision, draft.version, draft.author) == (State.DRAFT, 1, 1, author)
        assert draft.rationale == TEXTS["rationale"]
        event = Event.objects.get(subject_type="decision", subject_id=draft.pk)
        assert (event.verb, event.by, event.team) == ("create", author, task.team)
        assert event.data["recommended"] == "fine_tune:ft-small"

    def test_a_manager_may_too(self, task: Task, manager: User) -> None:
        assert create_draft(task=task, by=manager, texts=TEXTS).author == manager

    def test_viewers_and_strangers_may_not(self, task: Task, viewer: User, stranger: User) -> None:
        for person in (viewer, stranger):
            with pytest.raises(NotPermitted):
                create_draft(task=task, by=person, texts=TEXTS)
        assert not Decision.objects.exists()
        assert not Event.objects.exists()

    def test_a_task_with_a_draft_names_it(self, draft: Decision, manager: User) -> None:
        with pytest.raises(AlreadyThere, match="Ana Author has already started a draft") as there:
            create_draft(task=draft.task, by=manager, texts=TEXTS)
        assert there.value.decision == draft

    def test_a_task_with_an_archived_draft_says_so(self, draft: Decision, author: User) -> None:
        archive_draft(decision=draft, by=author, at=timezone.now())
        with pytest.raises(AlreadyThere, match="archived draft"):
            create_draft(task=draft.task, by=author, texts=TEXTS)

    def test_a_decided_task_is_decided_anew_by_a_revision(self, draft: Decision, author: User) -> None:
        submit(draft)
        with pytest.raises(AlreadyThere, match="new revision"):
            create_draft(task=draft.task, by=author, texts=TEXTS)

    def test_only_what_people_write_is_taken(self, task: Task, author: User) -> None:
        with pytest.raises(ValueError, match="state"):
            create_draft(task=task, by=author, texts={**TEXTS, "state": "approved"})


class TestSave:
    def test_it_writes_and_counts_the_version(self, draft: Decision, author: User) -> None:
        saved = save_draft(decision=draft, by=author, expected_version=1, texts={**TEXTS, "rationale": "New."})
        saved.refresh_from_db()
        assert (saved.rationale, saved.version) == ("New.", 2)
        event = Event.objects.get(subject_type="decision", verb="edit")
        assert event.data["version"] == 2
        assert set(event.data["fields"]) == {"title", "choice", "rationale"}

    def test_nothing_new_is_no_deed(self, draft: Decision, author: User) -> None:
        saved = save_draft(decision=draft, by=author, expected_version=1, texts={"rationale": draft.rationale})
        assert saved.version == 1
        assert events(draft.pk) == []

    def test_an_older_form_is_told_who_changed_what(self, draft: Decision, author: User, manager: User) -> None:
        save_draft(
            decision=draft, by=manager, expected_version=1, texts={"rationale": "Mine.", "consequences": "Work."}
        )
        with pytest.raises(Conflict) as conflict:
            save_draft(decision=draft, by=author, expected_version=1, texts={"rationale": "Ours."})
        assert str(conflict.value).startswith("Changed by Max Manager on ")
        assert str(conflict.value).endswith("UTC: rationale, consequences.")
        assert conflict.value.fields == ["rationale", "consequences"]
        draft.refresh_from_db()
        assert draft.rationale == "Mine."

    def test_only_what_changed_since_the_form_was_filled_is_told(self, draft: Decision, author: User) -> None:
        save_draft(decision=draft, by=author, expected_version=1, texts={"rationale": "First."})
        save_draft(decision=draft, by=author, expected_version=2, texts={"title": "Second"})
        with pytest.raises(Conflict) as conflict:
            save_draft(decision=draft, by=author, expected_version=2, texts={"title": "Third"})
        assert conflict.value.fields == ["title"]

    def test_viewers_and_strangers_may_not(self, draft: Decision, viewer: User, stranger: User) -> None:
        for person in (viewer, stranger):
            with pytest.raises(NotPermitted):
                save_draft(decision=draft, by=person, expected_version=1, texts={"title": "Mine"})
        draft.refresh_from_db()
        assert draft.title != "Mine"

    def test_a_person_who_left_the_team_may_not(self, draft: Decision, author: User) -> None:
        author.memberships.all().delete()
        with pytest.raises(NotPermitted):
            save_draft(decision=draft, by=author, expected_version=1, texts={"title": "Mine"})

    def test_what_was_submitted_stays(self, draft: Decision, author: User) -> None:
        submit(draft)
        with pytest.raises(NotPossible, match="frozen"):
            save_draft(decision=draft, by=author, expected_version=draft.version, texts={"title": "Mine"})

    def test_a_deleted_draft_says_so(self, draft: Decision, author: User) -> None:
        stale = Decision.objects.get(pk=draft.pk)
        delete_draft(decision=draft, by=author)
        with pytest.raises(NotPossible, match="deleted"):
            save_draft(decision=stale, by=author, expected_version=1, texts={"title": "Mine"})


class TestArchive:
    def test_it_goes_and_comes_back(self, draft: Decision, author: User) -> None:
        now = timezone.now()
        assert archive_draft(decision=draft, by=author, at=now).archived_at == now
        with pytest.raises(NotPossible, match="archived"):
            archive_draft(decision=draft, by=author, at=now)
        with pytest.raises(NotPossible, match="archived"):
            save_draft(decision=draft, by=author, expected_version=1, texts={"title": "Mine"})
        assert unarchive_draft(decision=draft, by=author).archived_at is None
        unarchive_draft(decision=draft, by=author)
        assert events(draft.pk) == ["archive", "unarchive"]

    def test_viewers_and_strangers_may_not(self, draft: Decision, viewer: User, stranger: User) -> None:
        for person in (viewer, stranger):
            with pytest.raises(NotPermitted):
                archive_draft(decision=draft, by=person, at=timezone.now())
            with pytest.raises(NotPermitted):
                unarchive_draft(decision=draft, by=person)


class TestDelete:
    def test_its_author_deletes_it_with_its_comments(self, draft: Decision, author: User) -> None:
        CommentFactory.create(decision=draft)
        pk, title = draft.pk, draft.title
        delete_draft(decision=draft, by=author)
        assert not Decision.objects.filter(pk=pk).exists()
        assert not Comment.objects.exists()
        assert Event.objects.get(subject_type="decision", subject_id=pk).data["title"] == title

    def test_a_manager_may(self, draft: Decision, manager: User) -> None:
        delete_draft(decision=draft, by=manager)
        assert not Decision.objects.exists()

    def test_nobody_else_may(self, draft: Decision, viewer: User, stranger: User) -> None:
        colleague = MembershipFactory.create(team=draft.team, role=Role.MEMBER).user
        for person in (viewer, stranger, colleague):
            with pytest.raises(NotPermitted):
                delete_draft(decision=draft, by=person)
        assert Decision.objects.exists()

    def test_an_archived_draft_may_go(self, draft: Decision, author: User) -> None:
        archive_draft(decision=draft, by=author, at=timezone.now())
        delete_draft(decision=draft, by=author)
        assert not Decision.objects.exists()

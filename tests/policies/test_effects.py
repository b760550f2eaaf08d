"""What other thresholds would do to decisions is told before they are saved, and is what happens then."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from decider.decisions.actions import revise
from decider.domain.policy import Policy
from decider.models import Decision, Project, Team, User
from decider.policies.effects import effects
from tests.factories.answers import triage_answers
from tests.factories.decided import approve, request_changes, submit, superseded
from tests.factories.decision import DecisionFactory
from tests.factories.project import TaskFactory
from tests.policies.conftest import change

STRICTER = Policy(thorough_examples=Decimal(9))


def made(project: Project, author: User, **task: Any) -> Decision:
    row = TaskFactory.create(project=project, created_by=author, **{"answers": triage_answers(), **task})
    return DecisionFactory.create(task=row, author=author)


def test_a_draft_is_assessed_from_its_task_and_a_submitted_one_from_its_snapshot(
    project: Project, author: User, team: Team
) -> None:
    draft, sent = made(project, author), submit(made(project, author))
    # What the task says after the submission is of no concern to what was submitted.
    sent.task.answers = {"kind": "other"}
    sent.task.save()

    found = effects(team, policy=STRICTER, instead_of=Policy())

    assert {(effect.decision, effect.before, effect.after) for effect in found.changed_open} == {
        (draft, "fine_tune", "prompt_first"),
        (sent, "fine_tune", "prompt_first"),
    }
    assert found.sentence == "2 of 2 open decisions would get another recommendation."


def test_what_the_preview_says_is_what_a_decision_then_gets(project: Project, author: User, manager: User) -> None:
    draft = made(project, author)
    (told,) = effects(project.team, policy=STRICTER, instead_of=Policy()).every

    change(project.team, manager, thorough_examples=Decimal(9))

    assert submit(draft).snapshot_data()["assessment"]["recommendation"]["verdict"] == told.after


def test_approved_decisions_are_told_apart(project: Project, author: User, manager: User, team: Team) -> None:
    approved = approve(submit(made(project, author)), by=manager)

    found = effects(team, policy=STRICTER, instead_of=Policy())

    assert [effect.decision for effect in found.changed_approved] == [approved]
    assert found.changed_open == []
    assert found.sentence == "1 of 1 approved decision would get another recommendation."


def test_the_same_thresholds_change_nothing(project: Project, author: User, team: Team) -> None:
    made(project, author)
    submit(made(project, author))

    found = effects(team, policy=Policy(), instead_of=Policy())

    assert len(found.unchanged) == 2
    assert found.sentence == "None of the 2 open decisions would get another recommendation."


def test_superseded_archived_and_foreign_decisions_are_left_out(
    project: Project, author: User, team: Team, stranger: User, other_team: Team
) -> None:
    old = superseded(made(project, author))
    archived = made(project, author)
    Decision.objects.filter(pk=archived.pk).update(archived_at=archived.created_at)
    DecisionFactory.create(task=TaskFactory.create(project__team=other_team, answers=triage_answers()))

    found = effects(team, policy=STRICTER, instead_of=Policy())

    assert [effect.decision.predecessor for effect in found.every] == [old]


def test_where_changes_were_requested_the_new_revision_counts(
    project: Project, author: User, manager: User, team: Team
) -> None:
    sent_back = request_changes(submit(made(project, author)), by=manager)
    assert [effect.decision for effect in effects(team, policy=STRICTER, instead_of=Policy()).every] == [sent_back]

    draft = revise(decision=sent_back, by=author)

    assert [effect.decision for effect in effects(team, policy=STRICTER, instead_of=Policy()).every] == [draft]


def test_a_draft_whose_answers_cannot_be_read_is_named_and_stops_nothing(
    project: Project, author: User, team: Team
) -> None:
    broken = made(project, author, answers={"kind": "other", "volume": {"calls_per_month": -5}})
    fine = made(project, author)

    found = effects(team, policy=STRICTER, instead_of=Policy())

    assert [(effect.decision, "calls_per_month" in effect.problem) for effect in found.unreckoned] == [(broken, True)]
    assert [effect.decision for effect in found.changed_open] == [fine]


def test_queries_do_not_grow_with_the_number_of_decisions(
    project: Project, author: User, team: Team, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for _ in range(4):
        submit(made(project, author))
        made(project, author)
    with django_assert_max_num_queries(5):
        assert effects(team, policy=STRICTER, instead_of=Policy()).total == 8

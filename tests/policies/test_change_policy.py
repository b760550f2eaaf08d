"""Thresholds of a team: who may change them, what holds afterwards, and what stays as it was."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import NotPermitted
from decider.domain.policy import Policy
from decider.domain.reading import ProfileErrors
from decider.estimates.actions import assess_task
from decider.models import Decision, Event, PolicyChange, Task, Team, User, frozen
from decider.policies.actions import NothingToChange, PolicyChangedMeanwhile, change_policy, policy_of
from tests.factories.decided import submit
from tests.policies.conftest import change


def test_a_team_that_changed_nothing_works_with_the_frameworks_thresholds(team: Team) -> None:
    assert policy_of(team) == Policy()


def test_a_change_is_in_force_at_once_for_the_team_alone(team: Team, other_team: Team, manager: User) -> None:
    change(team, manager, thorough_examples=Decimal(8), close_within_share=Decimal("0.125"))

    assert policy_of(team) == Policy(thorough_examples=Decimal(8), close_within_share=Decimal("0.125"))
    assert policy_of(other_team) == Policy()


def test_results_of_the_teams_tasks_follow_its_thresholds(task: Task, team: Team, manager: User) -> None:
    assert assess_task(task).recommendation.verdict == "fine_tune"

    change(team, manager, thorough_examples=Decimal(9))

    assert assess_task(task).recommendation.verdict == "prompt_first"
    assert assess_task(task).policy.thorough_examples == 9


def test_what_was_submitted_keeps_the_thresholds_it_was_made_under(draft: Decision, team: Team, manager: User) -> None:
    before = submit(draft)
    change(team, manager, thorough_examples=Decimal(9))
    before.refresh_from_db()

    assert before.snapshot_data()["policy"]["thorough_examples"] == 5


def test_what_is_submitted_afterwards_is_made_under_the_new_ones(draft: Decision, team: Team, manager: User) -> None:
    change(team, manager, thorough_examples=Decimal(9))
    after = submit(draft)

    assert after.snapshot_data()["policy"]["thorough_examples"] == 9
    assert after.snapshot_data()["assessment"]["recommendation"]["verdict"] == "prompt_first"


@pytest.mark.parametrize("who", ["author", "viewer", "stranger"])
def test_only_a_manager_of_the_team_changes_them(
    who: str, team: Team, manager: User, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotPermitted, match="Only a manager"):
        change(team, request.getfixturevalue(who), thorough_examples=Decimal(9))

    assert not PolicyChange.objects.exists()
    assert not Event.objects.exists()


def test_a_change_is_logged_with_each_value_before_and_after(team: Team, manager: User) -> None:
    made = change(team, manager, reason="  Audit of May ", low_volume_calls=Decimal(50000))

    event = Event.objects.get(verb="change_policy")
    assert (event.team, event.by, event.subject_id) == (team, manager, made.pk)
    assert event.data == {"version": 1, "changed": {"low_volume_calls": [100000, 50000]}, "reason": "Audit of May"}
    assert made.reason == "Audit of May"


def test_a_form_that_was_filled_before_somebody_elses_change_replaces_nothing(team: Team, manager: User) -> None:
    change(team, manager, thorough_examples=Decimal(9))

    with pytest.raises(PolicyChangedMeanwhile, match="Max Manager changed the thresholds"):
        change_policy(
            team=team, policy=Policy(thorough_examples=Decimal(3)), reason="Mine", by=manager, expected_version=0
        )
    assert policy_of(team).thorough_examples == 9


def test_to_save_what_is_in_force_already_makes_no_change(team: Team, manager: User) -> None:
    with pytest.raises(NothingToChange):
        change(team, manager)
    change(team, manager, thorough_examples=Decimal(9))
    with pytest.raises(NothingToChange):
        change(team, manager, thorough_examples=Decimal("9.0"))

    assert PolicyChange.objects.count() == 1


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 2001])
def test_a_change_without_a_reason_of_reasonable_length_is_refused(reason: str, team: Team, manager: User) -> None:
    with pytest.raises(NotPossible, match=r"why|longer"):
        change(team, manager, reason=reason, thorough_examples=Decimal(9))


@pytest.mark.parametrize(
    "values",
    [
        {"reexamine_at_attainment": Decimal("0.9")},
        {"low_volume_calls": Decimal(2000000)},
        {"cycle_weeks_least": Decimal(5)},
        {"ceiling_from_attainment": Decimal("1.5")},
        {"thorough_examples": Decimal(-1)},
        {"high_volume_calls": Decimal("NaN")},
    ],
)
def test_thresholds_that_contradict_each_other_or_their_bounds_never_come_into_force(
    values: dict[str, Decimal], team: Team, manager: User
) -> None:
    with pytest.raises(ProfileErrors):
        change(team, manager, **values)
    assert policy_of(team) == Policy()


def test_going_back_to_the_framework_is_a_change_like_any_other(team: Team, manager: User) -> None:
    change(team, manager, thorough_examples=Decimal(9))
    back = change(team, manager, reason="The trial is over.")

    assert back.version == 2
    assert policy_of(team) == Policy()


def test_the_database_itself_refuses_to_rewrite_the_history(team: Team, manager: User) -> None:
    change(team, manager, thorough_examples=Decimal(9))
    rows = PolicyChange.objects.all()
    for attack in (
        lambda: rows.update(reason="Better"),
        lambda: rows.update(values={}),
        rows.delete,
        rows.get().delete,
    ):
        with pytest.raises(DatabaseError, match=frozen.SENTENCES["append_only"]), transaction.atomic():
            attack()


def test_the_database_itself_refuses_a_second_change_of_the_same_version(team: Team, manager: User) -> None:
    first = change(team, manager, thorough_examples=Decimal(9))
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyChange.objects.create(team=team, version=first.version, values={}, by=manager, reason="Again")
    if connection.vendor == "sqlite":
        with (
            pytest.raises(DatabaseError, match=frozen.SENTENCES["replace"]),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                'INSERT OR REPLACE INTO decider_policychange (team_id, version, "values", by_id, at, reason)'
                " SELECT team_id, version, '{}', by_id, at, 'Other' FROM decider_policychange"
            )
    assert PolicyChange.objects.get().values["thorough_examples"] == 9


@pytest.mark.parametrize(("version", "reason"), [(0, "Because"), (1, "")])
def test_the_database_itself_refuses_a_change_without_reason_or_number(
    version: int, reason: str, team: Team, manager: User
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyChange.objects.create(team=team, version=version, values={}, by=manager, reason=reason)

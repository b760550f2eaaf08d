"""Scenarios are kept, changed and deleted by those who may, one at a time, and the log says so."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import NotPermitted
from decider.models import Event, Scenario, Task, User
from decider.profiles.actions import delete_task
from decider.projects.actions import ChangedMeanwhile, NameTaken
from decider.scenarios.actions import (
    MOST_SCENARIOS,
    BadName,
    Gone,
    NothingDiffers,
    TooMany,
    change_scenario,
    delete_scenario,
    keep_scenario,
)
from decider.scenarios.variants import DoesNotApply
from tests.factories.scenario import ScenarioFactory
from tests.together import at_once

CALLS = "volume.calls_per_month"
PRICE = "options.prompt-large.prices.input"


def keep(task: Task, by: User, name: str = "Dearer", **changes: Any) -> Scenario:
    return keep_scenario(task=task, name=name, changes=changes or {PRICE: Decimal("2.125")}, by=by)


def test_it_is_kept_exactly_with_its_event(task: Task, author: User) -> None:
    kept = Scenario.objects.get(pk=keep(task, author, name="  Dearer   model ").pk)

    assert (kept.name, kept.changes, kept.version) == ("Dearer model", {PRICE: Decimal("2.125")}, 1)
    assert kept.created_by == kept.changed_by == author
    event = Event.objects.get(verb="keep_scenario")
    assert (event.by, event.subject_id, event.data["changes"]) == (author, kept.pk, {PRICE: Decimal("2.125")})


def test_only_what_differs_from_the_answers_is_kept(task: Task, author: User) -> None:
    kept = keep_scenario(task=task, name="More", changes={CALLS: 3_600_000, "horizon_months": 12}, by=author)

    assert kept.changes == {CALLS: 3_600_000}


def test_a_scenario_that_says_what_the_answers_say_is_refused(task: Task, author: User) -> None:
    with pytest.raises(NothingDiffers):
        keep_scenario(task=task, name="Same", changes={CALLS: 1_200_000}, by=author)


def test_a_viewer_and_a_stranger_change_nothing(task: Task, author: User, viewer: User, stranger: User) -> None:
    kept = keep(task, author)
    for person in (viewer, stranger):
        with pytest.raises(NotPermitted):
            keep(task, person, name="Mine")
        with pytest.raises(NotPermitted):
            change_scenario(scenario=kept, name="Mine", changes=kept.changes, expected_version=1, by=person)
        with pytest.raises(NotPermitted):
            delete_scenario(scenario=kept, by=person)
    assert list(Scenario.objects.values_list("name", flat=True)) == ["Dearer"]


def test_an_archived_task_keeps_its_scenarios_as_they_are(task: Task, author: User) -> None:
    kept = keep(task, author)
    task.archived_at = timezone.now()
    task.save()

    with pytest.raises(NotPossible, match="archived"):
        keep(task, author, name="Another")
    with pytest.raises(NotPossible, match="archived"):
        delete_scenario(scenario=kept, by=author)


def test_a_name_is_used_once_in_a_task_whatever_its_case(task: Task, author: User) -> None:
    keep(task, author)

    with pytest.raises(NameTaken, match="“dEARER”"):
        keep(task, author, name="dEARER")


def test_the_database_refuses_a_second_scenario_of_that_name(task: Task) -> None:
    ScenarioFactory.create(task=task, name="Dearer")
    with pytest.raises(IntegrityError), transaction.atomic():
        ScenarioFactory.create(task=task, name="DEARER")
    with pytest.raises(IntegrityError), transaction.atomic():
        ScenarioFactory.create(task=task, name="")


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\0b"])
def test_a_name_that_no_table_could_show_is_refused(task: Task, author: User, name: str) -> None:
    with pytest.raises(BadName):
        keep(task, author, name=name)


def test_there_are_at_most_twelve(task: Task, author: User) -> None:
    ScenarioFactory.create_batch(MOST_SCENARIOS, task=task)

    with pytest.raises(TooMany, match="at most 12"):
        keep(task, author)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({CALLS: -5}, "Calls a month"),
        ({CALLS: "many"}, "must be a number"),
        ({CALLS: None}, "needs a value"),
        ({CALLS: 10**19}, "Calls a month"),
        ({"volume.retry_rate": 1}, "Share of calls asked again"),
        ({"data.external_api": "perhaps"}, "External APIs"),
        ({"options.gone.prices.input": 1}, "“gone” is not among the task’s options"),
        ({"options.ft-small.key": "x"}, "not a fact that a scenario can change"),
        ({"options.ft-small.adaptation": "prompt"}, "not a fact that a scenario can change"),
        ({"options": []}, "An option is missing"),
        ({"name": "x"}, "not a fact that a scenario can change"),
        ({"version": 2}, "not a fact that a scenario can change"),
        ({"volume": {}}, "not a fact that a scenario can change"),
        ({"": 1}, "not a fact that a scenario can change"),
        ({"options.ft-small.retires_on": "soon"}, "Day the base model retires"),
        ({"horizon_months": 120, "volume.growth_per_month": 10**9}, "beyond all bounds"),
    ],
)
def test_what_does_not_fit_the_task_is_refused_with_a_sentence(
    task: Task, author: User, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(DoesNotApply, match=sentence):
        keep_scenario(task=task, name="Odd", changes=changes, by=author)
    assert not Scenario.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"volume.growth_per_month": Decimal("0.1")},
        {"volume.retry_rate": Decimal("0.2")},
        {"quality.current": Decimal("0.93"), "quality.target": Decimal("0.9")},
        {"data.external_api": "forbidden"},
        {"prompting.tried": False},
        {"options.ft-small.retires_on": "2027-03-01"},
        {"options.ft-small.training.tokens": 9_000_000},
        {"options.prompt-large.training.tokens": 1},
        {"options.ft-small.quality.expected": Decimal("0.96")},
        {CALLS: {"low": 1000, "high": 2000}},
    ],
)
def test_any_fact_of_the_profile_may_differ(task: Task, author: User, changes: dict[str, Any]) -> None:
    assert keep_scenario(task=task, name="Other", changes=changes, by=author).changes == changes


def test_a_change_counts_up_and_logs_both_states(task: Task, author: User, manager: User) -> None:
    kept = keep(task, author)

    change_scenario(scenario=kept, name="Cheaper", changes={PRICE: 1}, expected_version=1, by=manager)

    kept.refresh_from_db()
    assert (kept.name, kept.changes, kept.version) == ("Cheaper", {PRICE: 1}, 2)
    assert (kept.created_by, kept.changed_by) == (author, manager)
    data = Event.objects.get(verb="change_scenario").data
    assert (data["old"]["name"], data["new"]) == ("Dearer", {"name": "Cheaper", "changes": {PRICE: 1}})


def test_the_same_again_writes_nothing(task: Task, author: User) -> None:
    kept = keep(task, author)

    change_scenario(scenario=kept, name=kept.name, changes=kept.changes, expected_version=1, by=author)

    kept.refresh_from_db()
    assert kept.version == 1
    assert not Event.objects.filter(verb="change_scenario").exists()


def test_the_second_of_two_windows_is_told_who_was_faster(task: Task, author: User, manager: User) -> None:
    kept = keep(task, author)
    change_scenario(scenario=kept, name="Theirs", changes={PRICE: 1}, expected_version=1, by=manager)

    with pytest.raises(ChangedMeanwhile, match="Max Manager"):
        change_scenario(scenario=kept, name="Mine", changes={PRICE: 9}, expected_version=1, by=author)
    kept.refresh_from_db()
    assert kept.name == "Theirs"


def test_deleting_logs_what_it_said_and_the_second_one_is_told(task: Task, author: User) -> None:
    kept = keep(task, author)
    pk = kept.pk

    delete_scenario(scenario=Scenario.objects.get(pk=pk), by=author)

    event = Event.objects.get(verb="delete_scenario")
    assert (event.subject_id, event.data["name"], event.data["changes"]) == (pk, "Dearer", {PRICE: Decimal("2.125")})
    with pytest.raises(Gone):
        delete_scenario(scenario=kept, by=author)
    with pytest.raises(Gone):
        change_scenario(scenario=kept, name="Back", changes={PRICE: 1}, expected_version=1, by=author)


def test_a_deleted_task_takes_its_scenarios_along(task: Task, author: User) -> None:
    keep(task, author)

    delete_task(task=task, by=author)

    assert not Scenario.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_keep_the_twelfth_at_once_keep_one(task: Task, author: User, manager: User) -> None:
    ScenarioFactory.create_batch(MOST_SCENARIOS - 1, task=task)

    answers = at_once(lambda: keep(task, author, name="Mine"), lambda: keep(task, manager, name="Theirs"))

    assert sorted(type(answer).__name__ for answer in answers) == ["Scenario", "TooMany"]
    assert Scenario.objects.count() == MOST_SCENARIOS

"""The form of a scenario: any fact, nothing typed is lost, and two windows do not overwrite each other."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from decider.models import Scenario, Task, User
from decider.scenarios.actions import change_scenario, delete_scenario
from tests.factories.scenario import ScenarioFactory

ClientFor = Callable[[User | None], Client]
CALLS = "volume.calls_per_month"


@pytest.fixture
def client(author: User, client_for: ClientFor) -> Client:
    return client_for(author)


@pytest.fixture
def scenario(task: Task, author: User) -> Scenario:
    return ScenarioFactory.create(task=task, name="A quiet year", created_by=author)


def address(name: str, *args: int) -> str:
    return reverse(f"scenario_{name}", args=args)


def typed(**facts: Any) -> dict[str, Any]:
    """What the form posts: the facts it shows, with what stands in their fields."""
    fields = {path.replace("__", "."): value for path, value in facts.items()}
    return {"action": "save", "facts": list(fields), **fields}


def test_a_scenario_from_scratch(client: Client, task: Task) -> None:
    assert 'name="quality.target"' in client.get(address("new", task.pk)).text

    data = typed(volume__growth_per_month="10 %", volume__retry_rate="", quality__target="0.9")
    answer = client.post(address("new", task.pk), {"name": "Growing", **data})

    assert answer.url == address("list", task.pk)
    assert Scenario.objects.get().changes == {
        "volume.growth_per_month": Decimal("0.1"),
        "quality.target": Decimal("0.9"),
    }


def test_another_question_is_added_without_losing_what_was_typed(client: Client, task: Task) -> None:
    data = {"name": "Later", **typed(volume__calls_per_month="77,000"), "action": "add"}
    page = client.post(address("new", task.pk), {**data, "add": "options.ft-small.retires_on"})

    assert page.status_code == 200
    assert 'name="options.ft-small.retires_on"' in page.text
    assert 'value="77,000"' in page.text
    assert 'value="Later"' in page.text
    assert not Scenario.objects.exists()


@pytest.mark.parametrize("path", ["", "name", "options.ft-small.key", "options.gone.prices.input", "nonsense", "a.b"])
def test_a_question_that_there_is_not_is_left_out(client: Client, task: Task, path: str) -> None:
    data = {"name": "Odd", "facts": [path], path: "1", "action": "add", "add": path}

    assert client.post(address("new", task.pk), data).status_code == 200


@pytest.mark.parametrize("figure", ["many", "-5", "1e99", "1.2.3", "5 %", "\x00"])
def test_a_bad_figure_is_named_beside_its_field_and_kept(client: Client, task: Task, figure: str) -> None:
    answer = client.post(address("new", task.pk), {"name": "Odd", **typed(volume__calls_per_month=figure)})

    assert answer.status_code == 422
    assert f'value="{figure}"' in answer.text
    assert "field-error" in answer.text
    assert not Scenario.objects.exists()


def test_what_contradicts_other_answers_is_named_beside_its_field(client: Client, task: Task) -> None:
    answer = client.post(address("new", task.pk), {"name": "Odd", **typed(tokens__cache_write_share="90 %")})

    assert answer.status_code == 422
    assert "together are more than all input" in answer.text


def test_a_scenario_is_changed(client: Client, scenario: Scenario, author: User) -> None:
    edit = address("edit", scenario.task_id, scenario.pk)
    assert 'value="5,000"' in client.get(edit).text

    data = {"name": "A loud year", "version": "1", **typed(volume__calls_per_month="9,000,000", horizon_months="24")}
    assert client.post(edit, data).url == address("list", scenario.task_id)

    scenario.refresh_from_db()
    assert (scenario.name, scenario.version) == ("A loud year", 2)
    assert scenario.changes == {CALLS: 9_000_000, "horizon_months": 24}


def test_a_fact_is_left_as_answered(client: Client, scenario: Scenario) -> None:
    Scenario.objects.filter(pk=scenario.pk).update(changes={CALLS: 5, "data.external_api": "forbidden"})
    edit = address("edit", scenario.task_id, scenario.pk)
    data = {
        "name": "x",
        "version": "1",
        "facts": [CALLS, "data.external_api"],
        CALLS: "5",
        "leave": "data.external_api",
    }

    page = client.post(edit, data)

    assert page.status_code == 200
    assert 'name="data.external_api"' not in page.text
    assert f'name="{CALLS}" value="5"' in page.text


def test_a_change_from_an_older_page_is_shown_beside_the_newer_one(
    client: Client, scenario: Scenario, manager: User
) -> None:
    change_scenario(scenario=scenario, name="Theirs", changes={CALLS: 6000}, expected_version=1, by=manager)
    edit = address("edit", scenario.task_id, scenario.pk)

    answer = client.post(edit, {"name": "Mine", "version": "1", **typed(volume__calls_per_month="7,000")})

    assert answer.status_code == 422
    for words in ("Max Manager changed this scenario meanwhile", "Theirs", "6,000", 'value="Mine"', 'value="7,000"'):
        assert words in answer.text
    assert 'name="version" value="2"' in answer.text
    assert client.post(edit, {"name": "Mine", "version": "2", **typed(volume__calls_per_month="7,000")}).url
    scenario.refresh_from_db()
    assert scenario.name == "Mine"


def test_what_was_typed_survives_a_scenario_deleted_meanwhile(
    client: Client, task: Task, scenario: Scenario, manager: User
) -> None:
    edit = address("edit", task.pk, scenario.pk)
    delete_scenario(scenario=scenario, by=manager)
    data = {"name": "Mine", "version": "1", **typed(volume__calls_per_month="7,000")}

    answer = client.post(edit, data)

    assert answer.status_code == 422
    assert "Somebody deleted this scenario meanwhile" in answer.text
    assert 'value="7,000"' in answer.text
    assert f'action="{address("new", task.pk)}"' in answer.text
    assert client.get(edit).status_code == 404


def test_one_that_no_longer_applies_can_be_mended(client: Client, scenario: Scenario) -> None:
    gone = "options.dropped.prices.input"
    Scenario.objects.filter(pk=scenario.pk).update(changes={CALLS: 5000, gone: 3})
    page = client.get(address("list", scenario.task_id)).text
    assert "This scenario no longer applies." in page
    assert "“dropped” is not among the task’s options any more" in page

    edit = address("edit", scenario.task_id, scenario.pk)
    data = {"name": "Mended", "version": "1", **typed(volume__calls_per_month="5,000")}
    assert f'name="kept" value="{gone}"' in client.get(edit).text
    assert client.post(edit, {**data, "kept": gone}).status_code == 422
    assert client.post(edit, data).status_code == 302
    scenario.refresh_from_db()
    assert scenario.changes == {CALLS: 5000}


def test_prices_of_long_calls_stay_in_a_scenario_that_is_changed(client: Client, scenario: Scenario) -> None:
    tiers = [{"above_input_tokens": 1000, "input": 1, "output": 2}]
    path = "options.ft-small.prices.tiers"
    Scenario.objects.filter(pk=scenario.pk).update(changes={CALLS: 5000, path: tiers})
    edit = address("edit", scenario.task_id, scenario.pk)
    assert "above 1,000 tokens $1.00 in, $2.00 out" in client.get(edit).text

    client.post(edit, {"name": "Long", "version": "1", "kept": path, **typed(volume__calls_per_month="6,000")})

    scenario.refresh_from_db()
    assert scenario.changes == {CALLS: 6000, path: tiers}

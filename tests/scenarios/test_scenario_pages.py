"""The pages of scenarios: everybody in the team reads them, nothing typed is lost, and strangers find nothing."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from decider.models import Scenario, Task, User
from decider.scenarios.actions import MOST_SCENARIOS
from tests.factories.answers import triage_answers
from tests.factories.project import TaskFactory
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


def test_the_page_compares_and_offers_ready_made_ones(client: Client, task: Task, scenario: Scenario) -> None:
    page = client.get(address("list", task.pk)).text

    for words in ("As answered", "A quiet year", "5,000", "Volume × 3", "Prices of Prompt gpt-4.1 −50 %"):
        assert words in page
    assert "Fine-tune gpt-4.1-mini is the cheapest as answered; with “A quiet year” it is Prompt gpt-4.1" in page
    assert page.count("data-chart=") == 1


def test_the_result_and_the_task_lead_here(client: Client, task: Task) -> None:
    for name in ("result", "task"):
        assert address("list", task.pk) in client.get(reverse(name, args=[task.pk])).text


def test_a_page_without_scenarios_says_how_to_get_one(client: Client, task: Task) -> None:
    page = client.get(address("list", task.pk)).text

    assert "No scenario is kept yet." in page
    assert "data-chart=" not in page


def test_a_viewer_reads_and_is_offered_nothing(viewer: User, client_for: ClientFor, scenario: Scenario) -> None:
    page = client_for(viewer).get(address("list", scenario.task_id)).text

    assert "A quiet year" in page
    assert address("quick", scenario.task_id) not in page
    assert address("delete", scenario.task_id, scenario.pk) not in page


def test_a_scenario_of_another_task_is_not_found_in_this_one(
    client: Client, task: Task, scenario: Scenario, stranger: User, client_for: ClientFor
) -> None:
    other = TaskFactory.create(project=task.project, name="Other", answers=triage_answers())
    assert client.get(address("edit", other.pk, scenario.pk)).status_code == 404
    client.post(address("delete", other.pk, scenario.pk))
    assert Scenario.objects.filter(pk=scenario.pk).exists()

    theirs = TaskFactory.create(project__team=stranger.memberships.get().team, answers=triage_answers())
    foreign = client_for(stranger)
    assert foreign.get(address("edit", theirs.pk, scenario.pk)).status_code == 404
    foreign.post(address("delete", theirs.pk, scenario.pk))
    foreign.post(address("edit", theirs.pk, scenario.pk), {"name": "Taken over", **typed(volume__calls_per_month="1")})
    scenario.refresh_from_db()
    assert scenario.name == "A quiet year"


def test_a_ready_made_one_is_added_at_one_press_and_then_not_offered(client: Client, task: Task) -> None:
    page = client.post(address("quick", task.pk), {"quick": "volume-times-3"}, follow=True).text

    assert Scenario.objects.get().changes == {CALLS: 3_600_000}
    assert 'value="volume-times-3"' not in page
    assert 'value="volume-by-3"' in page


@pytest.mark.parametrize("code", ["", "volume-times-4", "prices:nobody", "prices:", "\x00"])
def test_what_is_not_offered_is_answered_with_a_sentence(client: Client, task: Task, code: str) -> None:
    page = client.post(address("quick", task.pk), {"quick": code}, follow=True)

    assert page.status_code == 200
    assert "This cannot be offered any more" in page.text
    assert not Scenario.objects.exists()


def test_pressed_in_two_windows_it_is_there_once(client: Client, task: Task) -> None:
    client.post(address("quick", task.pk), {"quick": "volume-times-3"})
    page = client.post(address("quick", task.pk), {"quick": "volume-times-3"}, follow=True).text

    assert "There is already a scenario of this task called “Volume × 3”" in page
    assert Scenario.objects.count() == 1


def test_beyond_twelve_there_is_a_sentence_in_place_of_the_buttons(client: Client, task: Task) -> None:
    ScenarioFactory.create_batch(MOST_SCENARIOS, task=task)

    page = client.get(address("list", task.pk)).text
    assert "at most 12 scenarios" in page
    assert address("quick", task.pk) not in page
    answer = client.post(address("new", task.pk), {"name": "One more", **typed(volume__calls_per_month="7")})
    assert answer.status_code == 422
    assert 'value="One more"' in answer.text
    assert "at most 12 scenarios" in answer.text


def test_a_what_if_is_kept_under_a_name(client: Client, task: Task) -> None:
    tried = {CALLS: "5,000", "ft-small:prices.input": "0.4"}
    page = client.get(reverse("what_if", args=[task.pk]), tried).text
    assert f'action="{address("keep", task.pk)}"' in page
    assert 'name="ft-small:prices.input" value="0.4"' in page

    answer = client.post(address("keep", task.pk), {"name": "Small and cheap", **tried})

    assert answer.url == address("list", task.pk)
    assert Scenario.objects.get().changes == {CALLS: 5000, "options.ft-small.prices.input": Decimal("0.4")}


def test_a_what_if_keeps_the_ranges_that_it_does_not_change(client: Client, task: Task) -> None:
    task.answers["tokens"] |= {"output": {"low": 20, "high": 60, "likely": 40}}
    task.save()

    client.post(address("keep", task.pk), {"name": "Fewer", CALLS: "5000"})

    assert Scenario.objects.get().changes == {CALLS: 5000}


@pytest.mark.parametrize("name", ["", "A quiet year", "x" * 100])
def test_a_what_if_under_a_name_that_cannot_be_keeps_its_figures(
    client: Client, task: Task, scenario: Scenario, name: str
) -> None:
    answer = client.post(address("keep", task.pk), {"name": name, CALLS: "7,000"})

    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    assert f'value="{name}"' in answer.text
    assert f'name="{CALLS}" value="7,000"' in answer.text
    assert Scenario.objects.count() == 1


def test_a_what_if_that_changes_nothing_is_not_kept(client: Client, task: Task) -> None:
    answer = client.post(address("keep", task.pk), {"name": "Same", CALLS: "1,200,000"})

    assert answer.status_code == 422
    assert "Nothing differs from the answers yet" in answer.text


def test_a_what_if_with_a_bad_figure_is_not_kept_without_it(client: Client, task: Task) -> None:
    answer = client.post(address("keep", task.pk), {"name": "Odd", CALLS: "many", "horizon_months": "24"})

    assert answer.status_code == 422
    assert "Calls a month: Write a number" in answer.text
    assert not Scenario.objects.exists()


def test_viewers_are_not_offered_to_keep_a_what_if(viewer: User, task: Task, client_for: ClientFor) -> None:
    page = client_for(viewer).get(reverse("what_if", args=[task.pk]), {CALLS: "5000"}).text

    assert address("keep", task.pk) not in page


def test_deleting_twice_is_deleting_once(client: Client, scenario: Scenario) -> None:
    delete = address("delete", scenario.task_id, scenario.pk)

    assert "has been deleted" in client.post(delete, follow=True).text
    assert "had been deleted already" in client.post(delete, follow=True).text
    assert not Scenario.objects.exists()


def test_names_are_words_and_never_markup(client: Client, task: Task) -> None:
    ScenarioFactory.create(task=task, name="<script>alert(1)</script>")

    page = client.get(address("list", task.pk)).text

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_answers_that_cannot_be_computed_are_named_on_every_page(client: Client, task: Task) -> None:
    Task.objects.filter(pk=task.pk).update(answers={"kind": "classification", "volume": {"calls_per_month": "many"}})

    for name in ("list", "new"):
        page = client.get(address(name, task.pk))
        assert page.status_code == 200
        assert "These answers give no result yet" in page.text
    assert "These answers give no result yet" in client.post(address("quick", task.pk), {"quick": "x"}).text


def test_the_page_asks_the_database_no_more_for_more_scenarios(
    client: Client, task: Task, django_assert_max_num_queries: Any
) -> None:
    ScenarioFactory.create_batch(MOST_SCENARIOS, task=task)

    with django_assert_max_num_queries(16):
        client.get(address("list", task.pk))

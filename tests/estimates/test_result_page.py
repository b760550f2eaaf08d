"""The result page says in one sentence what to do, and shows every reason and figure behind it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from decider.models import Task, User
from tests.factories.answers import triage_answers

ClientFor = Callable[[User | None], Client]


def page(client: Client, task: Task) -> str:
    response = client.get(reverse("result", args=[task.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_verdict_comes_first_and_in_one_sentence(task: Task, author: User, client_for: ClientFor) -> None:
    html = page(client_for(author), task)

    assert "Fine-tune gpt-4.1-mini" in html
    assert html.index("verdict-sentence") < html.index("How the answer comes about")


def test_the_totals_on_the_page_are_those_of_the_bills(task: Task, author: User, client_for: ClientFor) -> None:
    html = page(client_for(author), task)

    # 1,200,000 calls in month 1 at 0.004378787… $: worked out by hand from the prices of the option.
    assert "$5,254.55" in html
    assert "$7,745" in html


@pytest.mark.parametrize("person", ["author", "manager", "viewer"])
def test_everybody_in_the_team_reads_it(
    task: Task, person: str, client_for: ClientFor, request: pytest.FixtureRequest
) -> None:
    html = page(client_for(request.getfixturevalue(person)), task)

    assert ("Record a decision" in html) is (person != "viewer")


def test_a_stranger_gets_404(task: Task, stranger: User, client_for: ClientFor) -> None:
    for name in ("result", "what_if"):
        assert client_for(stranger).get(reverse(name, args=[task.pk])).status_code == 404


def test_a_blank_task_says_what_to_find_out_first(task: Task, author: User, client_for: ClientFor) -> None:
    task.answers = {}
    task.save()

    html = page(client_for(author), task)

    assert "Provisional" in html
    assert "Find out first" in html
    assert reverse("step", args=[task.pk, "data"]) in html or "/steps/" in html


def test_a_missing_price_is_named_and_never_counts_as_nothing(task: Task, author: User, client_for: ClientFor) -> None:
    answers = triage_answers()
    answers["options"][1].pop("prices")
    answers["options"][1]["model"]["name"] = "model-of-nobody"
    task.answers = answers
    task.save()

    html = page(client_for(author), task)

    assert "Without these prices some options cannot be compared" in html
    assert "model-of-nobody" in html


def test_every_chart_has_its_figures_as_a_table(task: Task, author: User, client_for: ClientFor) -> None:
    html = page(client_for(author), task)

    assert html.count("data-chart-figures=") == 3


def test_the_page_needs_few_queries(
    task: Task, author: User, client_for: ClientFor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_for(author)
    page(client, task)
    with django_assert_max_num_queries(12):
        page(client, task)


def test_names_with_markup_are_shown_as_typed(task: Task, author: User, client_for: ClientFor) -> None:
    answers = triage_answers()
    answers["options"][0]["key"] = "<script>alert(1)</script>"
    answers["options"][0]["model"]["name"] = '"><img src=x onerror=alert(1)>'
    task.answers = answers
    task.save()

    html = page(client_for(author), task)

    assert "<script>alert(1)" not in html
    assert "<img src=x" not in html

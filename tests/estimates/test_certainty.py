"""The result page says how sure the answer is where facts are ranges, and what quality is worth where it is said."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from decider.models import Task, User
from tests.factories.answers import triage_answers

ClientFor = Callable[[User | None], Client]
Page = Callable[..., str]

RANGES: dict[str, Any] = {
    "volume": {"calls_per_month": {"low": 90000, "likely": 300000, "high": 900000}},
}
STAKES = {"cost_of_error_usd": Decimal("0.4"), "value_of_success_usd": Decimal("0.1")}


@pytest.fixture
def page(task: Task, author: User, client_for: ClientFor) -> Page:
    def page(*, labelling: Any = 2000, stakes: Any = None, **sections: Any) -> str:
        task.answers = triage_answers(**sections)
        task.answers["quality"] |= stakes or {}
        task.answers["options"][1]["training"]["labelling_usd"] = labelling
        task.save()
        response = client_for(author).get(reverse("result", args=[task.pk]))
        assert response.status_code == 200
        return response.content.decode()

    return page


@pytest.mark.parametrize(("expected", "left_out"), [("0.5", True), ("0.97", False)])
def test_that_something_cheaper_does_not_count_is_said(page: Page, expected: str, left_out: bool) -> None:
    options = triage_answers()["options"]
    options[1]["quality"] = {"expected": Decimal(expected)}
    html = page(volume={"calls_per_month": {"low": 800000, "likely": 900000, "high": 1000000}}, options=options)

    said = "What is cheaper than the cheapest option here is below the quality target and does not count."
    assert (said in html) is left_out


def test_ranges_show_how_often_each_answer_comes_out_and_what_matters(page: Page) -> None:
    html = page(**RANGES, labelling={"low": 1000, "high": 15000})

    assert "In all of the 8,192 draws the verdict is the same." in html
    assert "How often each option is the cheapest" in html
    assert "Calls a month matter most: the saving goes from −$" in html
    assert "calls a\u00a0month in eight of ten draws" in html
    assert html.count("data-chart-figures=") == 5


def test_what_is_worth_knowing_leads_to_where_it_is_answered(page: Page, task: Task) -> None:
    html = page(**RANGES, labelling={"low": 1000, "high": 15000})

    section = html[html.index("Worth knowing exactly") : html.index("data-chart-figures=")]
    assert f'href="{reverse("step", args=[task.pk, "volume"])}#volume-calls_per_month"' in section
    assert f'href="{reverse("step", args=[task.pk, "options"])}"' in section
    assert "Cost of labelling of “Fine-tune gpt-4.1-mini”: knowing this exactly would save $" in section


def test_without_ranges_one_line_says_so_and_leads_to_where_one_is_given(page: Page, task: Task) -> None:
    html = page()

    assert "No fact is given as a range, so every draw is the same." in html
    assert f'href="{reverse("step", args=[task.pk, "volume"])}#volume-calls_per_month"' in html
    assert "chart-tornado" not in html
    assert "chart-crossover_distribution" not in html


def test_without_stakes_one_line_says_where_they_are_stated(page: Page, task: Task) -> None:
    html = page()

    assert "What a wrong answer costs or a right one is worth is not stated." in html
    assert f'href="{reverse("step", args=[task.pk, "quality"])}#quality-cost_of_error_usd"' in html


def test_stakes_show_from_which_accuracy_each_option_pays(page: Page) -> None:
    html = page(stakes=STAKES)

    assert "to spare." in html
    assert "How accurate it is is not stated." in html
    assert "worse and still pays" in html


def test_a_persons_cost_alone_shows_the_cost_of_an_accepted_result(page: Page) -> None:
    html = page(stakes={"human_cost_usd": 3})

    assert "Cost of an accepted result" in html
    assert "Pays from" not in html

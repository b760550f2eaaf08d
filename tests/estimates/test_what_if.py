"""A what-if shows the result under other figures, and saves nothing."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from decider.models import Event, Task, User
from tests.factories.answers import triage_answers

ClientFor = Callable[[User | None], Client]


@pytest.fixture
def ask(task: Task, author: User, client_for: ClientFor) -> Callable[..., tuple[int, str]]:
    def ask(htmx: bool = False, **figures: str) -> tuple[int, str]:
        headers = {"HX-Request": "true"} if htmx else {}
        data = {name.replace("__", "."): value for name, value in figures.items()}
        response = client_for(author).get(reverse("what_if", args=[task.pk]), data, headers=headers)
        return response.status_code, response.content.decode()

    return ask


def test_a_small_volume_changes_the_cheapest_and_says_what_changed(ask: Callable[..., tuple[int, str]]) -> None:
    status, html = ask(volume__calls_per_month="5,000")

    assert status == 200
    assert "nothing here is saved" in html
    assert "<s>1,200,000</s>" in html
    assert "5,000" in html


def test_nothing_is_saved(ask: Callable[..., tuple[int, str]], task: Task) -> None:
    before = task.answers

    ask(volume__calls_per_month="5000", horizon_months="24")

    task.refresh_from_db()
    assert task.answers == before
    assert not Event.objects.exists()


def test_prices_of_an_option_can_be_changed(ask: Callable[..., tuple[int, str]]) -> None:
    status, html = ask(**{"ft-small:prices__input": "80"})

    assert status == 200
    assert "<s>0.8</s>" in html


@pytest.mark.parametrize(
    ("figure", "typed"),
    [
        ("volume__calls_per_month", "many"),
        ("volume__calls_per_month", "-5"),
        ("horizon_months", "0"),
        ("horizon_months", "1.5"),
        ("tokens__cached_share", "150 %"),
    ],
)
def test_a_bad_figure_is_named_beside_its_field_and_kept(
    ask: Callable[..., tuple[int, str]], figure: str, typed: str
) -> None:
    status, html = ask(**{figure: typed})

    assert status == 422
    assert f'value="{typed}"' in html
    assert "field-error" in html


def test_htmx_gets_only_the_result(ask: Callable[..., tuple[int, str]]) -> None:
    status, html = ask(htmx=True, volume__calls_per_month="5000")

    assert status == 200
    assert html.strip().startswith('<div class="result"')
    assert "<html" not in html


def test_an_empty_field_keeps_the_answer(ask: Callable[..., tuple[int, str]]) -> None:
    _, html = ask(volume__calls_per_month="")

    assert "Nothing differs from your answers yet" in html


def test_ranges_stay_ranges_where_nothing_was_changed(ask: Callable[..., tuple[int, str]], task: Task) -> None:
    """The middle of a range may have digits without end; in the form it is a number that people can type."""
    answers = triage_answers()
    answers["tokens"] |= {
        "output": {"low": 20, "high": 90},
        "cached_share": {"low": Decimal("0.3"), "high": Decimal("0.8")},
    }
    task.answers = answers
    task.save()

    status, html = ask(volume__calls_per_month="300000")

    assert status == 200
    assert 'value="42.4264"' in html
    assert "<s>42.4264</s>" not in html
    assert "In all of the 8,192 draws the verdict is the same." in html

"""The page of prices: every signed-in person of a team may read and search it."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from decider.models import ModelPrice, User
from decider.pricing import listing as listing_module
from decider.pricing.listing import OPEN_WEIGHTS, TUNABLE, listing

URL = "/prices/"
TODAY = datetime.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("decider.pricing.views.timezone.localdate", lambda: TODAY)


@pytest.fixture
def prices(db: None) -> None:
    call_command("load_prices", verbosity=0)


@pytest.mark.parametrize("who", ["viewer", "author", "manager", "stranger"])
def test_every_member_of_a_team_reads_the_prices(
    who: str, request: pytest.FixtureRequest, prices: None, client_for: Callable[[User | None], Client]
) -> None:
    page = client_for(request.getfixturevalue(who)).get(URL).content.decode()
    assert "GPT-4.1 mini" in page
    assert "https://developers.openai.com/api/docs/pricing" in page
    assert "H100-80G" in page


def test_a_visitor_signs_in_first(client_for: Callable[[User | None], Client]) -> None:
    answer = client_for(None).get(URL)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("sign_in"))


def test_nothing_can_be_posted_to_it(author: User, client_for: Callable[[User | None], Client]) -> None:
    assert client_for(author).post(URL).status_code == 405


def test_an_empty_book_says_how_to_fill_it(author: User, client_for: Callable[[User | None], Client]) -> None:
    assert "python manage.py load_prices" in client_for(author).get(URL).content.decode()


def test_a_search_keeps_what_holds_every_word(
    prices: None, author: User, client_for: Callable[[User | None], Client]
) -> None:
    page = client_for(author).get(URL, {"q": " OPENAI  mini "}).content.decode()
    assert "GPT-4.1 mini" in page
    assert "Claude" not in page
    assert 'value="OPENAI  mini"' in page


def test_a_search_without_result_keeps_what_was_typed_and_leads_back(
    prices: None, author: User, client_for: Callable[[User | None], Client]
) -> None:
    page = client_for(author).get(URL, {"q": "<b>nothing"}).content.decode()
    assert "Nothing fits this search" in page
    assert "&lt;b&gt;nothing" in page
    assert "<b>nothing" not in page


def test_htmx_gets_the_tables_alone(prices: None, author: User, client_for: Callable[[User | None], Client]) -> None:
    answer = client_for(author).get(URL, {"q": "h100"}, headers={"HX-Request": "true"})
    part = answer.content.decode()
    assert "<html" not in part
    assert 'id="prices"' in part
    assert "0 models and 3 GPU prices" in part
    assert "HX-Request" in answer["Vary"]


@pytest.mark.parametrize("show", ["tunable", "open", "all", "nonsense"])
def test_the_kinds_of_models_can_be_chosen(
    show: str, prices: None, author: User, client_for: Callable[[User | None], Client]
) -> None:
    page = client_for(author).get(URL, {"show": show}).content.decode()
    assert ("Claude Haiku 4.5" in page) is (show in ("all", "nonsense"))


def test_tunable_and_open_models_are_what_they_say(prices: None) -> None:
    assert {line.price.tunable for line in listing(TODAY, kind=TUNABLE).models} == {True}
    assert {line.price.open_weights for line in listing(TODAY, kind=OPEN_WEIGHTS).models} == {True}


@pytest.mark.parametrize(("days", "stale"), [(90, False), (91, True)])
def test_a_price_unchecked_for_more_than_ninety_days_is_stale(days: int, stale: bool, db: None) -> None:
    add_price(checked_on=TODAY - datetime.timedelta(days=days))
    found = listing(TODAY)
    assert [line.stale for line in found.models] == [stale]
    assert found.stale == int(stale)


def test_stale_prices_are_marked_in_words(db: None, author: User, client_for: Callable[[User | None], Client]) -> None:
    add_price(checked_on=TODAY - datetime.timedelta(days=200))
    page = client_for(author).get(URL).content.decode()
    assert "1 of these prices was last checked more than 90 days ago" in page


@pytest.mark.parametrize(
    ("days", "said"), [(-1, "retired"), (0, "retired"), (1, "soon"), (90, "soon"), (91, ""), (None, "")]
)
def test_a_retirement_that_is_near_or_past_is_said(days: int | None, said: str, db: None) -> None:
    add_price(retires_on=None if days is None else TODAY + datetime.timedelta(days=days))
    assert [line.retirement for line in listing(TODAY).models] == [said]


def test_announced_and_earlier_prices_stand_with_their_days(db: None) -> None:
    for day, amount in (("2026-01-01", 1), ("2026-06-01", 2), ("2026-10-01", 3), ("2026-12-01", 4)):
        add_price(valid_from=datetime.date.fromisoformat(day), input=amount)
    (line,) = listing(TODAY).models
    assert line.price.prices.input == 3
    assert [price.prices.input for price in line.earlier] == [2, 1]
    assert [price.prices.input for price in line.later] == [4]


def test_a_model_whose_price_begins_later_is_not_listed_yet(db: None) -> None:
    add_price(valid_from=TODAY + datetime.timedelta(days=1))
    assert listing(TODAY).total == 0


def test_a_price_is_shown_to_its_last_digit(
    db: None, author: User, client_for: Callable[[User | None], Client]
) -> None:
    add_price(input="0.003625", output="25")
    page = client_for(author).get(URL).content.decode()
    assert "$0.003625" in page
    assert "$25.00" in page
    assert "$0.00<" not in page


def test_the_page_takes_two_queries_for_prices_however_many_there_are(
    prices: None, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(2):
        listing_module.listing(TODAY)


def add_price(**facts: Any) -> ModelPrice:
    defaults = {
        "provider": "acme",
        "name": "acme-1",
        "label": "Acme 1",
        "valid_from": datetime.date(2026, 1, 1),
        "input": 1,
        "output": 2,
        "source": "https://example.com/pricing",
        "checked_on": TODAY,
    }
    return ModelPrice.objects.create(**defaults | facts)

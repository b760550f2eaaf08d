"""The method page: the whole framework, for everybody, with anchors that results can link to."""

import re
from collections.abc import Callable
from dataclasses import fields

import pytest
from django.test import Client

from decider.domain.policy import Policy
from decider.models import User
from decider.pages.method import ARGUMENTS_AGAINST, ARGUMENTS_FOR
from decider.wording.labels import VERDICTS
from decider.wording.reasons import ARGUMENTS
from decider.wording.tree import QUESTIONS


@pytest.fixture
def page(client: Client, db: None) -> str:
    response = client.get("/method/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("anchor", [*QUESTIONS, *ARGUMENTS, *(f"verdict-{code}" for code in VERDICTS)])
def test_each_question_argument_and_verdict_has_one_place_to_link_to(page: str, anchor: str) -> None:
    assert page.count(f'id="{anchor}"') == 1


def test_no_anchor_is_used_twice_and_no_link_on_the_page_leads_nowhere(page: str) -> None:
    anchors = re.findall(r'\bid="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(anchors)


def test_every_threshold_is_listed_with_whose_it_is(page: str) -> None:
    for each in fields(Policy):
        row = page.split(f'id="threshold-{each.name}"')[1].split("</tr>")[0]
        assert ("tag-ours" in row) == (each.metadata["from"] == "ours")
    assert "1,000,000\u00a0calls a month" in page


def test_the_page_lists_all_ten_arguments() -> None:
    assert len(ARGUMENTS_AGAINST) == 4
    assert len(ARGUMENTS_FOR) == 6
    assert {*ARGUMENTS_AGAINST, *ARGUMENTS_FOR} == set(ARGUMENTS)


def test_no_threshold_is_typed_into_the_text(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """With other thresholds the questions say other numbers."""
    other = Policy(
        thorough_examples=7, low_volume_calls=123456, high_volume_calls=7654321, cycle_weeks_least=3, cycle_weeks_most=9
    )
    monkeypatch.setattr("decider.pages.views.Policy", lambda: other)
    questions = client.get("/method/").content.decode().split('id="questions"')[1].split("</section>")[0]
    for number in ("7 examples", "123,456", "7,654,321", "3 to 9 weeks"):
        assert number in questions
    for number in ("100,000", "1,000,000", "2 to 4"):
        assert number not in questions


def test_signed_in_people_read_it_too(client_for: Callable[[User | None], Client], author: User) -> None:
    assert client_for(author).get("/method/").status_code == 200


def test_nothing_is_changed_by_asking(client: Client, db: None) -> None:
    assert client.post("/method/").status_code == 405

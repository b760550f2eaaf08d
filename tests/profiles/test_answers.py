"""Answers as a flat list of facts and back."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decider.domain.reading import read_profile
from decider.domain.steps import UNANSWERED
from decider.profiles.answers import OPTIONS, changes, flatten, nest, normalised, same, without_option
from tests.factories.answers import triage_answers


def _options(*keys: str) -> dict[str, Any]:
    return {
        "options": [
            {"key": key, "adaptation": "prompt", "hosting": "public_api", "model": {"name": f"model of {key}"}}
            for key in keys
        ]
    }


def test_flat_and_nested_are_the_same_answers() -> None:
    answers = triage_answers()

    assert nest(flatten(answers)) == answers
    assert flatten(answers)["volume.calls_per_month"] == 1200000
    assert flatten(answers)["options.ft-small.prices.input"] == Decimal("0.8")
    assert flatten(answers)["options"] == ["prompt-large", "ft-small"]


@given(st.lists(st.sampled_from(["a", "a.b", "a.b.prices", "x y", "prices.input", "options.a"]), unique=True))
def test_keys_with_points_in_them_are_kept_apart(keys: list[str]) -> None:
    answers = _options(*keys) if keys else {}

    assert nest(flatten(answers)) == answers
    for key in keys:
        left = nest(without_option(flatten(answers), key))
        assert [each["key"] for each in left.get(OPTIONS, [])] == [each for each in keys if each != key]


def test_unknown_stays_apart_from_not_answered() -> None:
    answers = {"volume": {"calls_per_month": None}}

    assert flatten(answers) == {"volume.calls_per_month": None}
    assert nest(flatten(answers)) == answers


def test_equal_numbers_are_spelled_alike() -> None:
    answers = normalised({"volume": {"calls_per_month": Decimal("1.2E+6"), "peak_factor": Decimal("3.0")}})

    assert answers == {"volume": {"calls_per_month": 1200000, "peak_factor": 3}}
    assert isinstance(answers["volume"]["calls_per_month"], int)


def test_an_empty_group_of_an_option_is_kept_for_it_means_something() -> None:
    answers = _options("own")
    answers["options"][0]["prices"] = {}

    assert nest(flatten(answers)) == answers

    grown = flatten(answers) | {"options.own.prices.input": 1}
    assert nest(grown)["options"][0]["prices"] == {"input": 1}
    assert flatten(answers)["options.own.prices"] == {}


def test_tiers_survive() -> None:
    answers = _options("own")
    answers["options"][0]["prices"] = {"input": 1, "tiers": [{"above_input_tokens": 200000, "input": 2, "output": 3}]}

    assert nest(flatten(answers)) == answers


def test_what_is_left_after_normalising_is_still_the_same_profile() -> None:
    data = {"version": 1, "name": "T", **triage_answers()}

    assert read_profile(data) == read_profile({"version": 1, "name": "T", **normalised(triage_answers())})


def test_changes_name_old_and_new_and_what_is_absent() -> None:
    before = {"a": 1, "b": None, "c": True}
    after = {"a": 2, "b": None, "c": 1, "d": "new"}

    assert changes(before, after) == {"a": (1, 2), "c": (True, 1), "d": (UNANSWERED, "new")}
    assert changes({"a": 1}, {}) == {"a": (1, UNANSWERED)}


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, Decimal("1.0"), True),
        (True, 1, False),
        (False, 0, False),
        (None, UNANSWERED, False),
        ({"low": 1, "high": 2}, {"low": Decimal(1), "high": Decimal("2.0")}, True),
        ("1", 1, False),
    ],
)
def test_two_answers_are_the_same_or_not(one: Any, other: Any, equal: bool) -> None:
    assert same(one, other) is equal

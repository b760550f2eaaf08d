"""What keeps a draft from being submitted, said by field."""

import datetime
from typing import Any

import pytest

from decider.domain.submission import follows, problems

DAY = datetime.date(2026, 11, 24)
COMPLETE: dict[str, Any] = {
    "choice": "fine_tune",
    "option_key": "ft-small",
    "override_reason": "",
    "rationale": "It pays.",
    "revisit_on": None,
    "verdict": "fine_tune",
    "option": "ft-small",
    "option_keys": ["prompt-large", "ft-small"],
    "day": DAY,
}


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, []),
        ({"rationale": ""}, ["rationale"]),
        ({"rationale": " \n "}, ["rationale"]),
        ({"choice": "", "option_key": ""}, ["choice"]),
        ({"option_key": ""}, []),
        ({"option_key": "gone"}, ["choice"]),
        ({"choice": "prompt", "option_key": "prompt-large"}, ["override_reason"]),
        ({"choice": "prompt", "option_key": "prompt-large", "override_reason": "  "}, ["override_reason"]),
        ({"choice": "prompt", "option_key": "prompt-large", "override_reason": "We know the prompt."}, []),
        ({"option_key": "prompt-large"}, ["override_reason"]),
        ({"revisit_on": DAY - datetime.timedelta(days=1)}, ["revisit_on"]),
        ({"revisit_on": DAY}, ["revisit_on"]),
        ({"revisit_on": DAY + datetime.timedelta(days=1)}, []),
        ({"choice": "", "rationale": "", "revisit_on": DAY}, ["choice", "rationale", "revisit_on"]),
    ],
)
def test_each_gap_has_its_sentence(change: dict[str, Any], fields: list[str]) -> None:
    found = problems(**{**COMPLETE, **change})
    assert list(found) == fields
    assert all(sentence.endswith(".") for sentence in found.values())


@pytest.mark.parametrize(
    ("choice", "option_key", "verdict", "option", "answer"),
    [
        ("fine_tune", "ft-small", "fine_tune", "ft-small", True),
        ("fine_tune", "", "fine_tune", "ft-small", True),
        ("fine_tune", "ft-large", "fine_tune", "ft-small", False),
        ("fine_tune", "ft-large", "fine_tune", None, True),
        ("prompt", "", "fine_tune", "ft-small", False),
        ("reexamine", "", "reexamine", None, True),
    ],
)
def test_a_choice_follows_the_verdict_and_its_option(
    choice: str, option_key: str, verdict: str, option: str | None, answer: bool
) -> None:
    assert follows(choice, option_key, verdict=verdict, option=option) is answer

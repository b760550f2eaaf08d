"""Thresholds as a policy: the seed's values, a team's own, and what cannot be a policy."""

from decimal import Decimal
from typing import Any

import pytest

from decider.domain.policy import Policy
from decider.domain.reading import ProfileErrors, read_policy
from decider.domain.writing import policy_data
from tests.domain.samples import CHEAP_TUNED, PROMPTED, said, settled, verdict


def test_the_defaults_are_the_seeds() -> None:
    found = policy_data(Policy())
    assert (found["thorough_examples"], found["exhausted_weeks"]) == (5, 1)
    assert (found["reexamine_at_attainment"], found["ceiling_from_attainment"]) == (Decimal("0.4"), Decimal("0.85"))
    assert (found["low_volume_calls"], found["high_volume_calls"]) == (100_000, 1_000_000)
    assert (found["cycle_weeks_least"], found["cycle_weeks_most"]) == (2, 4)
    assert found["wide_gap_labelled_examples"] == 500
    assert found["computed_cost_decides_at_low_volume"] is False


def test_a_policy_reads_and_keeps_the_seeds_values_where_it_is_silent() -> None:
    assert read_policy({}) == Policy()
    policy = read_policy({"thorough_examples": 3, "computed_cost_decides_at_low_volume": True})
    assert policy.thorough_examples == 3 and policy.exhausted_weeks == 1
    assert read_policy(policy_data(policy)) == policy


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"thorough_example": 3}, "thorough_example"),
        ({"thorough_examples": -1}, "thorough_examples"),
        ({"thorough_examples": {"low": 1, "high": 2}}, "thorough_examples"),
        ({"reexamine_at_attainment": 0.9}, "reexamine_at_attainment"),
        ({"reexamine_at_attainment": 1.1}, "reexamine_at_attainment"),
        ({"low_volume_calls": 2_000_000}, "low_volume_calls"),
        ({"cycle_weeks_least": 5}, "cycle_weeks_least"),
        ({"computed_cost_decides_at_low_volume": "yes"}, "computed_cost_decides_at_low_volume"),
        ([], ""),
    ],
)  # fmt: skip
def test_a_policy_that_contradicts_itself_or_is_wrong_is_named(data: Any, path: str) -> None:
    with pytest.raises(ProfileErrors) as raised:
        read_policy(data)
    assert [error.path for error in raised.value.errors] == [path]


@pytest.mark.parametrize(
    ("policy", "facts", "before", "after"),
    [
        ({"thorough_examples": 9}, {}, "prompt", "prompt_first"),
        ({"exhausted_weeks": 3}, {"quality__target": 1}, "fine_tune", "prompt"),
        ({"reexamine_at_attainment": Decimal("0.5")}, {"quality__current": Decimal("0.45")}, "prompt", "reexamine"),
        ({"ceiling_from_attainment": Decimal("0.7")}, {"quality__current": Decimal("0.7")}, "prompt", "fine_tune"),
        ({"low_volume_calls": 250_001}, {"options": [PROMPTED, CHEAP_TUNED]}, "fine_tune", "prompt"),
        (
            {"cycle_weeks_least": 3},
            {"cadence__max_weeks_per_iteration": 2, "needs__style_voice": "subtle"},
            "fine_tune",
            "prompt",
        ),
    ],
)
def test_each_threshold_of_a_team_counts(
    policy: dict[str, Any], facts: dict[str, Any], before: str, after: str
) -> None:
    data = settled(**facts)
    assert verdict(data) == before
    assert verdict(data, policy=read_policy(policy)) == after


def test_the_tight_cycle_is_the_policys() -> None:
    data = settled(cadence__max_weeks_per_iteration=5)
    assert "tight_cycle" not in str(said(data)["advice"])
    assert "tight_cycle" in str(said(data, policy=read_policy({"cycle_weeks_most": 6}))["advice"])

"""The quality gap on every scale, and both sides of 0.40, 0.85 and 1 times the target."""

from decimal import Decimal
from typing import Any

import pytest

from decider.domain.reading import ProfileErrors, read_profile
from tests.domain.samples import UNKNOWN, advice, holds, node, reason, said, settled, verdict

STEP = Decimal("0.000001")

# (scale, higher is better, target, the current score at which r is exactly the edge: by edge)
SCALES = [
    ("share", True, "0.5", {"0.40": "0.2", "0.85": "0.425", "1": "0.5"}),
    (UNKNOWN, UNKNOWN, "0.8", {"0.40": "0.32", "0.85": "0.68", "1": "0.8"}),
    ("share", False, "0.2", {"0.40": "0.68", "0.85": "0.32", "1": "0.2"}),
    ("number", True, "50", {"0.40": "20", "0.85": "42.5", "1": "50"}),
    ("number", False, "6.8", {"0.40": "17", "0.85": "8", "1": "6.8"}),
]


def gap(scale: Any, higher: Any, current: Any, target: Any, **changes: Any) -> dict[str, Any]:
    return settled(
        quality__scale=scale,
        quality__higher_is_better=higher,
        quality__current=Decimal(current),
        quality__target=Decimal(target),
        **changes,
    )


@pytest.mark.parametrize(("scale", "higher", "target", "edges"), SCALES)
@pytest.mark.parametrize(
    ("edge", "worse", "exact", "better"),
    [
        ("0.40", "reexamine", "reexamine", "prompt"),
        ("0.85", "prompt", "fine_tune", "fine_tune"),
        ("1", "fine_tune", "prompt", "prompt"),
    ],
)
def test_the_gap_decides_on_the_right_side_of_each_edge(
    scale: Any, higher: Any, target: str, edges: dict[str, str], edge: str, worse: str, exact: str, better: str
) -> None:
    at = Decimal(edges[edge])
    down = at - STEP if higher is not False else at + STEP
    up = at + STEP if higher is not False else at - STEP
    assert verdict(gap(scale, higher, down, target)) == worse
    assert verdict(gap(scale, higher, at, target)) == exact
    assert verdict(gap(scale, higher, up, target)) == better


def test_edges_are_compared_exactly_where_division_would_round() -> None:
    # 0.4 · 0.3333333333333333 has more digits than a quotient keeps.
    target = Decimal("0.3333333333333333")
    assert verdict(gap("share", True, target * Decimal("0.40"), target)) == "reexamine"
    assert verdict(gap("share", True, target * Decimal("0.40") + Decimal("1e-16"), target)) == "prompt"


@pytest.mark.parametrize(
    ("weeks", "ceiling", "given", "finish"),
    [
        (0, False, "prompt", True),
        (0.999999, False, "prompt", True),
        (1, True, "fine_tune", False),
        (1.000001, True, "fine_tune", False),
        (UNKNOWN, None, "prompt", False),
    ],
)
def test_a_ceiling_needs_a_week_of_prompt_work(weeks: Any, ceiling: Any, given: str, finish: bool) -> None:
    data = gap("share", True, "0.85", "0.95", prompting__weeks_spent=weeks)
    assert holds(data, "quality_ceiling") is ceiling
    assert verdict(data) == given
    assert ("finish_the_week" in advice(data)) is finish


def test_a_met_target_is_no_ceiling_even_where_the_weeks_are_unknown() -> None:
    data = gap("share", True, "0.95", "0.95", prompting__weeks_spent=UNKNOWN)
    assert holds(data, "quality_ceiling") is False
    assert said(data)["possible_verdicts"] == ["prompt"]


WIDE = {"quality__failure_cause": "pattern", "data__labelled_examples": 500, "prompting__weeks_spent": 1}


@pytest.mark.parametrize(
    ("changes", "given"),
    [
        ({}, "fine_tune"),
        ({"data__labelled_examples": 499}, "prompt"),
        ({"data__labelled_examples": 499.999999}, "prompt"),
        ({"data__labelled_examples": 501}, "fine_tune"),
        ({"prompting__weeks_spent": 0.999999}, "prompt"),
        ({"quality__failure_cause": "format"}, "fine_tune"),
        ({"quality__failure_cause": "style"}, "fine_tune"),
        ({"quality__failure_cause": "none"}, "prompt"),
        ({"quality__failure_cause": "syntax"}, "prompt"),
        ({"quality__failure_cause": "knowledge"}, "prompt"),
        ({"quality__failure_cause": "reasoning"}, "prompt"),
    ],
)
def test_a_wide_gap_stays_with_prompting_but_for_learnable_failures_with_enough_labels(
    changes: dict[str, Any], given: str
) -> None:
    data = gap("share", True, "0.6", "0.95", **{**WIDE, **changes})
    assert verdict(data) == given
    codes = set(advice(data))
    if given == "fine_tune":
        assert "experiment_with_stop_rule" in codes and "split_the_task" not in codes
        ceiling = reason(data, "quality_ceiling")
        assert (ceiling["holds"], ceiling["from"]) == (True, "ours")
        assert node(data, "quality_gap")["decides"] is False
    else:
        assert "split_the_task" in codes and "experiment_with_stop_rule" not in codes
        assert holds(data, "quality_ceiling") is False
        assert node(data, "quality_gap")["decides"] is True
    assert node(data, "quality_gap")["from"] == "ours"


def test_a_wide_gap_ends_the_walk_although_other_reasons_hold() -> None:
    data = gap("share", True, "0.6", "0.95", needs__style_voice="subtle", quality__failure_cause="reasoning")
    assert verdict(data) == "prompt"


@pytest.mark.parametrize("fact", ["prompting__weeks_spent", "data__labelled_examples", "quality__failure_cause"])
def test_a_wide_gap_with_an_unknown_exception_goes_on(fact: str) -> None:
    data = gap("share", True, "0.6", "0.95", **{**WIDE, fact: UNKNOWN, "needs__style_voice": "subtle"})
    assert node(data, "quality_gap")["answer"] == "unknown"
    assert verdict(data) == "fine_tune"
    assert said(data)["possible_verdicts"] == ["prompt", "fine_tune"]


def test_a_wide_gap_asks_for_the_quality_of_the_labels() -> None:
    assert "check_labels" in advice(gap("share", True, "0.6", "0.95"))
    assert "check_labels" in advice(gap("share", True, "0.2", "0.95"))
    assert "check_labels" not in advice(gap("share", True, "0.9", "0.95"))


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({"target": 0}, "quality.target"),
        ({"target": {"low": 0, "high": 0.5}}, "quality.target"),
        ({"target": 0, "scale": "number"}, "quality.target"),
        ({"target": 1, "higher_is_better": False}, "quality.target"),
        ({"current": 0, "target": 5, "scale": "number", "higher_is_better": False}, "quality.current"),
        (
            {"current": {"low": 0, "high": 9}, "target": 5, "scale": "number", "higher_is_better": False},
            "quality.current",
        ),
        ({"current": 1.000001}, "quality.current"),
        ({"target": 95}, "quality.target"),
        ({"current": {"low": 0.5, "high": 1.5}}, "quality.current"),
    ],
)  # fmt: skip
def test_a_scale_on_which_nothing_can_be_measured_is_an_input_error(facts: dict[str, Any], path: str) -> None:
    with pytest.raises(ProfileErrors) as raised:
        read_profile(settled(**{f"quality__{name}": value for name, value in facts.items()}))
    assert [error.path for error in raised.value.errors] == [path]


@pytest.mark.parametrize("expected", [95, 1.000001, {"low": 0.9, "high": 1.1}])
def test_an_option_is_expected_on_the_scale_of_the_task(expected: Any) -> None:
    option = {**settled()["options"][0], "quality": {"expected": expected}}
    with pytest.raises(ProfileErrors) as raised:
        read_profile(settled(options=[option]))
    assert [error.path for error in raised.value.errors] == ["options[0].quality.expected"]
    number = settled(quality__scale="number", quality__current=90, quality__target=95, options=[option])
    assert read_profile(number).options[0].quality is not None


def test_a_number_where_lower_is_better_may_have_a_target_of_0() -> None:
    assert verdict(gap("number", False, 3, 0)) == "reexamine"


@pytest.mark.parametrize("fact", ["current", "target"])
def test_an_unknown_gap_goes_on(fact: str) -> None:
    data = settled(**{f"quality__{fact}": UNKNOWN, "needs__style_voice": "subtle"})
    assert node(data, "quality_gap")["answer"] == "unknown"
    assert verdict(data) == "fine_tune"
    assert said(data)["state"] == "provisional"

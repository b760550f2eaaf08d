"""A recommendation that rests on a difference in quality which the test cases do not show is unsupported."""

from typing import Any

import pytest

from decider.wording import advice_sentence, state_sentence
from tests.domain.samples import PROMPTED, TUNED, advice, said, settled, verdict

# Prompting misses the target by less than fifteen per cent after two weeks of thorough work, on many cases.
CEILING: dict[str, Any] = {"quality__current": 0.8625, "quality__target": 0.95, "quality__sample_size": 5000}
PAIRED = {"both_pass": 56, "only_option_passes": 9, "only_current_passes": 10, "both_fail": 1}


def _with(**tuned: Any) -> dict[str, Any]:
    return settled(**CEILING, options=[PROMPTED, {**TUNED, **tuned}])


def test_without_a_comparison_fine_tuning_for_quality_is_not_called_unsupported() -> None:
    data = _with()

    assert verdict(data) == "fine_tune"
    assert said(data)["state"] != "unsupported"


def test_fine_tuning_for_quality_is_unsupported_where_the_same_cases_show_no_gap() -> None:
    data = _with(paired=PAIRED)

    assert (verdict(data), said(data)["state"]) == ("fine_tune", "unsupported")
    figures = advice(data)["gap_not_shown"]
    assert (figures["option"], figures["cases"], figures["paired"]) == ("tuned", 76, True)
    assert figures["cases_needed"] > 10_000


def test_the_sentence_names_the_gap_what_the_cases_tell_and_how_many_are_needed() -> None:
    recommendation = said(_with(paired=PAIRED))

    found = next(each for each in recommendation["advice"] if each["code"] == "gap_not_shown")
    assert advice_sentence(found).replace("\xa0", " ") == (
        "The tuned option scores 1.3 points below today’s prompt on the same 76 cases, which may be chance "
        "(p = 1.00); so many cases can tell 15.8 points apart, and about 11,000 would be needed for a gap of this size."
    )
    assert "do not show that the tuned option and today’s prompt differ" in state_sentence(recommendation)


def test_a_gap_that_the_same_cases_show_leaves_the_recommendation_supported() -> None:
    paired = {"both_pass": 150, "only_option_passes": 26, "only_current_passes": 4, "both_fail": 20}

    assert said(_with(paired=paired))["state"] != "unsupported"


def test_two_scores_on_few_cases_are_compared_too() -> None:
    few = _with(quality={"expected": 0.95, "sample_size": 40})
    many = _with(quality={"expected": 0.95, "sample_size": 4000})

    assert said(few)["state"] == "unsupported"
    assert advice(few)["gap_not_shown"]["paired"] is False
    assert said(many)["state"] != "unsupported"


def test_prompting_below_the_target_is_unsupported_where_a_tuned_option_was_compared_in_vain() -> None:
    # A week is not over: quality is no reason yet, and no other one holds.
    data = _with(paired=PAIRED) | {"prompting": settled()["prompting"] | {"weeks_spent": 0.5}}

    assert (verdict(data), said(data)["state"]) == ("prompt", "unsupported")


def test_where_the_target_is_met_a_gap_does_not_matter() -> None:
    data = settled(options=[PROMPTED, {**TUNED, "paired": PAIRED}])

    assert "gap_not_shown" not in advice(data)


@pytest.mark.parametrize("part", [{"both_pass": 56}, dict.fromkeys(PAIRED, 0)])
def test_a_table_that_is_not_whole_compares_nothing(part: dict[str, int]) -> None:
    assert said(_with(paired=part))["state"] != "unsupported"

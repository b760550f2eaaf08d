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
        "(p = 1.00); 76 cases can only show gaps of 15.8 points or more, and about 11,000 would be needed for a gap of "
        "this size."
    )
    assert "do not show that the tuned option and today’s prompt differ" in state_sentence(recommendation)


def test_a_gap_that_the_same_cases_show_leaves_the_recommendation_supported() -> None:
    paired = {"both_pass": 150, "only_option_passes": 26, "only_current_passes": 4, "both_fail": 20}

    assert said(_with(paired=paired))["state"] != "unsupported"


def test_fine_tuning_for_quality_is_unsupported_where_the_same_cases_show_that_it_scores_worse() -> None:
    recommendation = said(
        _with(paired={"both_pass": 150, "only_option_passes": 4, "only_current_passes": 26, "both_fail": 20})
    )

    assert (recommendation["verdict"], recommendation["state"]) == ("fine_tune", "unsupported")
    found = next(each for each in recommendation["advice"] if each["code"] == "tuned_scores_worse")
    assert advice_sentence(found).replace("\xa0", " ") == (
        "The tuned option scores 11 points below today’s prompt on the same 200 cases, which is more than chance "
        "(p < 0.001): its quality is no reason for it."
    )
    assert "scores worse than today’s prompt" in state_sentence(recommendation)


@pytest.mark.parametrize(("expected", "state"), [(0.02, "settled"), (0.10, "unsupported")])
def test_where_lower_is_better_a_lower_share_is_the_better_one(expected: float, state: str) -> None:
    # Errors on many cases; to do without five of a hundred is asked for.
    quality = {"expected": expected, "sample_size": 4000}
    data = _with(quality=quality)
    data["quality"] |= {"higher_is_better": False, "current": 0.06, "target": 0.02}

    assert (verdict(data), said(data)["state"]) == ("fine_tune", state)
    assert ("tuned_scores_worse" in advice(data)) is (state == "unsupported")


@pytest.mark.parametrize(
    ("quality", "sentence"),
    [
        (
            {"expected": 0.855, "sample_size": 76},
            (
                "The quality of the recommended option is below the target: it is 85.5 % on 76 cases "
                "(95 % interval 75.9 % to 91.7 %), and 95 % is asked for."
            ),
        ),
        (
            {"expected": 0.92, "sample_size": 76},
            (
                "The quality of the recommended option is below the target: it is 92 % on 76 cases "
                "(95 % interval 83.7 % to 96.3 %), and 95 % is asked for. "
                "So few cases leave open whether it reaches it."
            ),
        ),
        (
            {"expected": 0.94},
            "The quality of the recommended option is below the target: it is 94 %, and 95 % is asked for.",
        ),
    ],
)
def test_a_recommended_option_below_the_target_is_said_first(quality: dict[str, Any], sentence: str) -> None:
    data = _with(quality=quality)

    assert verdict(data) == "fine_tune"
    first = said(data)["advice"][0]
    assert (first["code"], first["figures"]["option"]) == ("choice_misses_target", "tuned")
    assert advice_sentence(first).replace("\xa0", " ") == sentence
    assert state_sentence(said(data)).endswith("The quality of the recommended option is below the target.")


@pytest.mark.parametrize("expected", [None, 0.95, 0.97])
def test_an_option_not_known_to_be_below_the_target_is_not_doubted(expected: float | None) -> None:
    assert "choice_misses_target" not in advice(_with(quality={"expected": expected}))


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

"""Each of the seven questions, on both sides of every edge, answered yes, no and unknown."""

from decimal import Decimal
from typing import Any

import pytest

from decider.domain.policy import Policy
from tests.domain.samples import (
    CHEAP_TUNED,
    HYBRID,
    PROMPTED,
    TUNED,
    UNKNOWN,
    advice,
    assessed,
    holds,
    node,
    said,
    settled,
    verdict,
)

ALL_NODES = ["data", "prompt_tried", "quality_gap", "volume", "iteration", "reasons", "hybrid"]


def test_a_task_whose_prompt_meets_the_target_and_that_has_no_reason_to_tune_stays_with_prompting() -> None:
    found = said(settled())
    assert found["verdict"] == "prompt"
    assert found["adaptation"] == "prompt"
    assert found["option"] == "prompt"
    assert found["hosting"] == "public_api"
    assert found["state"] == "settled"
    assert found["possible_verdicts"] == ["prompt"]
    assert found["measure_first"] == []


def test_all_seven_questions_are_answered_in_their_order_and_the_walk_stops_at_the_first_that_decides() -> None:
    for data in (settled(), settled(prompting__tried=False), settled(data__external_api="forbidden")):
        tree = said(data)["tree"]
        assert [each["node"] for each in tree] == ALL_NODES
        deciding = next(index for index, each in enumerate(tree) if each["decides"])
        assert [each["on_path"] for each in tree] == [index <= deciding for index in range(7)]


def test_later_questions_are_answered_although_an_earlier_one_decides() -> None:
    data = settled(prompting__tried=False, needs__style_voice="subtle", needs__tasks_on_one_model=3)
    assert node(data, "reasons") | {"figures": {}} == {
        "node": "reasons", "answer": "yes", "leads_to": "hybrid", "decides": False, "on_path": False,
        "from": "seed", "figures": {},
    }  # fmt: skip
    assert node(data, "hybrid")["answer"] == "yes"


# 1. Data


@pytest.mark.parametrize(
    ("rule", "given", "answered"),
    [
        ("allowed", "prompt", "no"),
        ("private_only", "prompt", "no"),
        (UNKNOWN, "prompt", "unknown"),
        ("forbidden", "self_host", "yes"),
    ],
)
def test_only_data_that_may_not_leave_asks_for_self_hosting(rule: str | None, given: str, answered: str) -> None:
    data = settled(data__external_api=rule)
    assert verdict(data) == given
    assert node(data, "data")["answer"] == answered


# 2. A thorough prompt


@pytest.mark.parametrize(
    ("examples", "given"), [(0, "prompt_first"), (4, "prompt_first"), (5, "prompt"), (6, "prompt")]
)
def test_a_thorough_prompt_has_five_examples(examples: int, given: str) -> None:
    assert verdict(settled(prompting__examples=examples)) == given


@pytest.mark.parametrize("part", ["tried", "clear_instructions", "output_validation", "output_schema"])
@pytest.mark.parametrize(("value", "answered"), [(False, "no"), (UNKNOWN, "unknown")])
def test_a_part_that_is_missing_or_unknown_sends_back_to_the_prompt(part: str, value: Any, answered: str) -> None:
    data = settled(**{f"prompting__{part}": value}, volume__calls_per_month=50_000_000, options=[PROMPTED, CHEAP_TUNED])
    assert verdict(data) == "prompt_first"
    assert node(data, "prompt_tried")["answer"] == answered
    assert advice(data)["thorough_prompt"]["missing"] == ([part] if value is False else [])


def test_a_part_that_is_missing_answers_the_question_although_others_are_unknown() -> None:
    data = settled(prompting__examples=4, prompting__tried=UNKNOWN, prompting__output_validation=UNKNOWN)
    assert node(data, "prompt_tried")["answer"] == "no"
    assert said(data)["possible_verdicts"] == ["prompt_first"]


@pytest.mark.parametrize(
    ("kind", "own_format", "given"),
    [
        ("classification", False, "prompt_first"),
        ("extraction", False, "prompt_first"),
        ("code", False, "prompt_first"),
        ("generation", False, "prompt"),
        ("style_writing", False, "prompt"),
        ("summarisation", False, "prompt"),
        ("question_answering", False, "prompt"),
        ("other", False, "prompt"),
        ("generation", True, "prompt_first"),
    ],
)
def test_an_output_schema_is_asked_of_tasks_with_a_form(kind: str, own_format: bool, given: str) -> None:
    data = settled(kind=kind, needs__proprietary_format=own_format, prompting__output_schema=False)
    assert verdict(data) == given


def test_an_unknown_format_leaves_the_question_open_where_a_schema_is_missing() -> None:
    data = settled(kind="generation", needs__proprietary_format=UNKNOWN, prompting__output_schema=False)
    assert node(data, "prompt_tried")["answer"] == "unknown"
    data = settled(kind="generation", needs__proprietary_format=UNKNOWN, prompting__output_schema=True)
    assert node(data, "prompt_tried")["answer"] == "yes"


# 4. Volume


@pytest.mark.parametrize(
    ("calls", "reason"),
    [(1000, False), ("99999.999999", False), (99_999, False), (100_000, True), (999_999, True), (1_000_000, True),
     (1_000_001, True), (UNKNOWN, None)],
)  # fmt: skip
def test_cost_at_scale_starts_at_a_hundred_thousand_calls(calls: Any, reason: bool | None) -> None:
    calls = Decimal(calls) if isinstance(calls, str) else calls
    untrained = {key: value for key, value in CHEAP_TUNED.items() if key != "training"}
    data = settled(volume__calls_per_month=calls, options=[PROMPTED, untrained])
    assert holds(data, "cost_at_scale") is reason
    assert node(data, "volume")["answer"] == {True: "yes", False: "no", None: "unknown"}[reason]
    assert node(data, "volume")["decides"] is False
    assert verdict(data) == ("fine_tune" if reason else "prompt")


def test_a_computed_figure_against_the_rule_of_thumb_is_told_and_decides_only_if_the_policy_says_so() -> None:
    untrained = {key: value for key, value in CHEAP_TUNED.items() if key != "training"}
    data = settled(volume__calls_per_month=99_999, options=[PROMPTED, untrained])
    figures = advice(data)["rule_of_thumb_contradicted"]
    assert float(figures["tuned_total_usd"]) < float(figures["prompt_total_usd"])
    ours = Policy(computed_cost_decides_at_low_volume=True)
    assert verdict(data, policy=ours) == "fine_tune"
    assert holds(data, "cost_at_scale", policy=ours) is True
    assert "rule_of_thumb_contradicted" not in advice(data, policy=ours)


def test_a_tuned_option_that_costs_as_much_is_no_reason() -> None:
    same = {**PROMPTED, "key": "same", "adaptation": "fine_tune", "instructions_kept": 1, "examples_kept": 1}
    found = assessed(settled(options=[PROMPTED, same]))
    totals = {option.option.key: option.total for option in found.estimate.options}
    assert totals["same"] == totals["prompt"]
    assert holds(settled(options=[PROMPTED, same]), "cost_at_scale") is False


@pytest.mark.parametrize("options", [[PROMPTED], [TUNED]])
def test_without_two_sides_there_is_nothing_to_save(options: list[Any]) -> None:
    assert holds(settled(options=options), "cost_at_scale") is False


def test_an_option_whose_prompt_is_known_to_miss_the_target_is_not_what_tuning_is_compared_with() -> None:
    bad = {**PROMPTED, "key": "bad", "prices": {"input": 0.01, "output": 0.01}, "quality": {"expected": 0.5}}
    assert node(settled(options=[bad, PROMPTED, TUNED]), "volume")["figures"]["prompt_option"] == "prompt"
    unknown = {**bad, "quality": {}}
    assert node(settled(options=[unknown, PROMPTED, TUNED]), "volume")["figures"]["prompt_option"] == "bad"
    edge = {**bad, "quality": {"expected": 0.9}}
    assert node(settled(options=[edge, PROMPTED, TUNED]), "volume")["figures"]["prompt_option"] == "bad"


def test_the_cheapest_feasible_option_of_each_side_is_compared() -> None:
    cheap = {**CHEAP_TUNED, "key": "cheap", "tunable": False}
    options = [PROMPTED, TUNED, cheap, {**HYBRID, "prices": {"input": 30, "output": 60, "training": 5}}]
    figures = node(settled(options=options), "volume")["figures"]
    assert figures["tuned_option"] == "hybrid"


# 5. Iteration


@pytest.mark.parametrize(
    ("weeks", "answered", "given", "tight"),
    [
        (0, "no", "prompt", False),
        (1.999999, "no", "prompt", False),
        (2, "yes", "fine_tune", True),
        (3.999999, "yes", "fine_tune", True),
        (4, "yes", "fine_tune", False),
        (4.000001, "yes", "fine_tune", False),
        (UNKNOWN, "unknown", "fine_tune", False),
    ],
)
def test_a_team_that_cannot_wait_two_weeks_stays_with_prompting(
    weeks: Any, answered: str, given: str, tight: bool
) -> None:
    data = settled(cadence__max_weeks_per_iteration=weeks, needs__style_voice="subtle")
    assert node(data, "iteration")["answer"] == answered
    assert verdict(data) == given
    assert ("tight_cycle" in advice(data)) is tight


def test_the_reasons_that_a_fast_team_forgoes_are_listed() -> None:
    data = settled(cadence__max_weeks_per_iteration=1, needs__style_voice="subtle", needs__proprietary_format=True)
    assert node(data, "reasons")["figures"]["holding"] == ["proprietary_format", "style_voice"]

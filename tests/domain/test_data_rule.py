"""Where data may go: forbidden, private only, and who can serve models."""

from typing import Any

import pytest

from tests.domain.samples import (
    HYBRID,
    OWN,
    OWN_HYBRID,
    OWN_PROMPTED,
    PROMPTED,
    TUNED,
    UNKNOWN,
    advice,
    answer,
    holds,
    reason,
    said,
    settled,
)

ALL_OWN = [PROMPTED, TUNED, HYBRID, OWN_PROMPTED, OWN, OWN_HYBRID]


def forbidden(options: list[Any] = ALL_OWN, **changes: Any) -> dict[str, Any]:
    return settled(data__external_api="forbidden", options=options, **changes)


@pytest.mark.parametrize(
    ("changes", "adaptation", "option"),
    [
        ({}, "prompt", "own-prompt"),
        ({"prompting__tried": False, "needs__style_voice": "subtle"}, "prompt", "own-prompt"),
        ({"prompting__tried": UNKNOWN, "needs__style_voice": "subtle"}, "prompt", "own-prompt"),
        ({"quality__current": 0.2, "needs__style_voice": "subtle"}, "prompt", "own-prompt"),
        ({"needs__style_voice": "subtle"}, "fine_tune", "own"),
        ({"needs__style_voice": "subtle", "needs__tasks_on_one_model": 2}, "hybrid", "own-hybrid"),
        ({"needs__style_voice": "subtle", "cadence__max_weeks_per_iteration": 1}, "prompt", "own-prompt"),
    ],
)
def test_the_adaptation_of_a_self_hosted_task_is_what_the_other_questions_give(
    changes: dict[str, Any], adaptation: str, option: str
) -> None:
    found = said(forbidden(**changes))
    assert found["verdict"] == "self_host"
    assert found["hosting"] == "self_hosted"
    assert (found["adaptation"], found["option"]) == (adaptation, option)
    assert found["possible_verdicts"] == ["self_host"]


def test_questions_two_to_seven_are_asked_of_the_self_hosted_options_alone() -> None:
    # The API's tuned option is far cheaper than its prompted one; the self-hosted ones cost the same.
    cheap = {**TUNED, "prices": {"input": 0.01, "output": 0.01, "training": 0}}
    assert holds(settled(options=[PROMPTED, cheap]), "cost_at_scale") is True
    found = said(forbidden([PROMPTED, cheap, OWN_PROMPTED, OWN]))
    assert found["adaptation"] == "prompt"
    figures = reason(forbidden([PROMPTED, cheap, OWN_PROMPTED, OWN]), "cost_at_scale")["figures"]
    assert (figures["prompt_option"], figures["tuned_option"]) == ("own-prompt", "own")


def test_api_options_are_infeasible_where_data_may_not_leave() -> None:
    options = answer(forbidden([PROMPTED, {**TUNED, "hosting": "private_api"}, OWN]))["options"]
    assert [(each["feasible"], each["why_not"]) for each in options] == [
        (False, "external_api_forbidden"),
        (False, "external_api_forbidden"),
        (True, None),
    ]
    assert all(each["total_usd"] is not None for each in options)


def test_without_a_self_hosted_option_none_is_recommended_and_one_is_asked_for() -> None:
    found = said(forbidden([PROMPTED, TUNED]))
    assert found["option"] is None
    assert found["verdict"] == "self_host"
    assert found["hosting"] == "self_hosted"
    assert "add_self_hosted_option" in advice(forbidden([PROMPTED, TUNED]))
    assert "add_self_hosted_option" not in advice(forbidden([PROMPTED, OWN]))
    assert "add_self_hosted_option" not in advice(settled())


def test_nobody_to_serve_models_is_a_warning_where_data_may_not_leave() -> None:
    data = forbidden(team__can_serve_models=False)
    assert "can_serve_models" in advice(data)
    assert said(data)["option"] == "own-prompt"
    assert "can_serve_models" not in advice(forbidden(team__can_serve_models=UNKNOWN))


@pytest.mark.parametrize(("can", "feasible"), [(True, True), (UNKNOWN, True), (False, False)])
def test_nobody_to_serve_models_makes_self_hosted_options_infeasible_elsewhere(can: Any, feasible: bool) -> None:
    for rule in ("allowed", "private_only", UNKNOWN):
        data = settled(data__external_api=rule, team__can_serve_models=can, options=[PROMPTED, OWN])
        own = answer(data)["options"][1]
        assert own["feasible"] is feasible
        assert own["why_not"] == (None if feasible else "cannot_serve_models")


def test_private_only_rules_out_public_apis_and_is_no_reason_to_tune() -> None:
    private = {**PROMPTED, "key": "private", "hosting": "private_api"}
    data = settled(data__external_api="private_only", options=[PROMPTED, private, TUNED])
    found = answer(data)
    assert [each["why_not"] for each in found["options"]] == ["public_api_not_allowed", None, "public_api_not_allowed"]
    assert found["recommendation"]["option"] == "private"
    assert found["recommendation"]["verdict"] == "prompt"
    assert "private_api_may_do" in advice(data)
    assert holds(data, "sensitive_data") is False
    assert "private_api_may_do" not in advice(settled())


@pytest.mark.parametrize(("rule", "applies"), [("forbidden", True), ("allowed", False), (UNKNOWN, None)])
def test_sensitive_data_is_the_argument_of_the_first_question(rule: str | None, applies: bool | None) -> None:
    assert holds(settled(data__external_api=rule), "sensitive_data") is applies

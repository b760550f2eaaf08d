"""The sixth and the seventh question: which reasons to tune hold, and whether a hybrid is asked for."""

from typing import Any

import pytest

from tests.domain.samples import CHEAP_TUNED, OWN, PROMPTED, TUNED, UNKNOWN, holds, node, said, settled, verdict


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"needs__proprietary_format": True}, "proprietary_format"),
        ({"needs__style_voice": "subtle"}, "style_voice"),
        ({"latency__current_p95_ms": 2001}, "latency"),
        ({"quality__target": 1.0}, "quality_ceiling"),
        ({"options": [PROMPTED, CHEAP_TUNED]}, "cost_at_scale"),
    ],
)
def test_each_reason_alone_is_enough(changes: dict[str, Any], code: str) -> None:
    data = settled(**changes)
    assert node(data, "reasons")["figures"]["holding"] == [code]
    assert verdict(data) == "fine_tune"
    assert said(data)["option"] == "tuned"


@pytest.mark.parametrize(("style", "reason"), [("none", False), ("broad", False), ("subtle", True), (UNKNOWN, None)])
def test_only_a_subtle_voice_is_a_reason(style: str | None, reason: bool | None) -> None:
    assert holds(settled(needs__style_voice=style), "style_voice") is reason


@pytest.mark.parametrize(
    ("target", "current", "tuned_p95", "reason"),
    [
        (2000, 2000, 1000, False),
        (2000, 2000.000001, 1000, True),
        (2000, 2001, 2000, True),
        (2000, 2001, 2000.001, False),
        (UNKNOWN, 2001, 1000, None),
        (2000, 2001, UNKNOWN, None),
        (2000, 1000, UNKNOWN, False),
    ],
)
def test_latency_is_a_reason_where_today_misses_and_a_tuned_option_meets(
    target: Any, current: Any, tuned_p95: Any, reason: bool | None
) -> None:
    measured = {"ttft_p95_ms": tuned_p95, "ms_per_output_token": 0} if tuned_p95 else UNKNOWN
    data = settled(
        latency__target_p95_ms=target,
        latency__current_p95_ms=current,
        options=[PROMPTED, {**TUNED, "latency": measured}],
    )
    assert holds(data, "latency") is reason


def test_an_infeasible_option_gives_no_reason() -> None:
    gone = {**CHEAP_TUNED, "retires_on": "2026-11-24"}
    data = settled(latency__current_p95_ms=3000, options=[PROMPTED, gone])
    assert holds(data, "latency") is False
    assert holds(data, "cost_at_scale") is False


def test_an_unknown_quality_of_an_option_makes_no_reason_unknown() -> None:
    unmeasured = {**CHEAP_TUNED, "quality": UNKNOWN}
    found = said(settled(options=[PROMPTED, unmeasured]))
    assert found["state"] == "settled"
    assert found["verdict"] == "fine_tune"


@pytest.mark.parametrize(
    ("changing", "tasks", "answered", "given"),
    [
        (False, 1, "no", "fine_tune"),
        (True, 1, "yes", "hybrid"),
        (False, 2, "yes", "hybrid"),
        (UNKNOWN, 1, "unknown", "fine_tune"),
        (UNKNOWN, 2, "yes", "hybrid"),
        (False, UNKNOWN, "unknown", "fine_tune"),
        (True, UNKNOWN, "yes", "hybrid"),
    ],
)
def test_changing_instructions_or_several_tasks_ask_for_a_hybrid(
    changing: Any, tasks: Any, answered: str, given: str
) -> None:
    data = settled(
        needs__style_voice="subtle", needs__instructions_change_per_request=changing, needs__tasks_on_one_model=tasks
    )
    assert node(data, "hybrid")["answer"] == answered
    assert verdict(data) == given


def test_without_a_reason_no_hybrid_is_built() -> None:
    assert verdict(settled(needs__instructions_change_per_request=True)) == "prompt"


def test_a_self_hosted_winner_where_data_may_leave_is_a_fine_tune_with_its_hosting() -> None:
    found = said(settled(needs__style_voice="subtle", options=[PROMPTED, TUNED, OWN]))
    assert (found["verdict"], found["hosting"], found["option"]) == ("fine_tune", "self_hosted", "own")

"""How firm a recommendation is: provisional before unsupported before close before settled; the verdict stays."""

import math
from decimal import Decimal
from typing import Any

import pytest

from decider.domain.policy import Policy
from decider.domain.quality import undecided_edges, wilson_interval
from decider.domain.reading import read_profile
from tests.domain.samples import CHEAP_TUNED, PROMPTED, UNKNOWN, advice, answer, said, settled, verdict

EDGES = (Decimal("0.40"), Decimal("0.85"), Decimal(1))


@pytest.mark.parametrize(
    ("right", "cases", "low", "high"), [(17, 20, 0.640, 0.948), (5, 5, 0.566, 1.0), (0, 5, 0.0, 0.434)]
)
def test_the_wilson_interval_gives_the_published_figures(right: int, cases: int, low: float, high: float) -> None:
    found = wilson_interval(right / cases, cases)
    assert found[0] == pytest.approx(low, abs=5e-4)
    assert found[1] == pytest.approx(high, abs=5e-4)


@pytest.mark.parametrize("cases", [1, 2, 7, 100, 10**9])
def test_the_wilson_interval_solves_its_own_equation(cases: int) -> None:
    # Both ends p satisfy |score − p| = z · √(p(1−p)/n).
    for score in (0.0, 0.1, 0.5, 0.97, 1.0):
        for end in wilson_interval(score, cases):
            assert abs(score - end) == pytest.approx(1.959963984540054 * math.sqrt(end * (1 - end) / cases), abs=1e-9)


def contains(current: Any, target: Any, cases: Any, **changes: Any) -> list[Decimal]:
    facts = {"current": current, "target": target, "sample_size": cases, **changes}
    profile = read_profile(settled(**{f"quality__{name}": value for name, value in facts.items()}))
    return undecided_edges(profile.quality, EDGES)


@pytest.mark.parametrize(
    ("current", "target", "cases", "edges"),
    [
        (0.95, 0.9, UNKNOWN, []),
        (0.95, 0.9, 20, ["0.85", "1"]),
        (0.95, 0.9, 1_000_000, []),
        (0.9, 0.9, 1_000_000, ["1"]),
        (0.765, 0.9, 1_000_000, ["0.85"]),
        (0.36, 0.9, 1_000_000, ["0.40"]),
        (1, 1, 5, []),
        (1, 0.9, 5, ["0.85", "1"]),
        (0.5, 0.8, 1, ["0.40", "0.85", "1"]),
    ],
)
def test_the_edges_inside_the_interval(current: Any, target: Any, cases: Any, edges: list[str]) -> None:
    assert contains(current, target, cases) == [Decimal(edge) for edge in edges]


def test_edges_of_a_share_where_lower_is_better_are_those_of_its_opposite() -> None:
    for current, target, cases in ((0.1, 0.05, 50), (0.5, 0.2, 400), (0.02, 0.02, 10), (0.3, 0.1, 10**6)):
        opposite = contains(1 - Decimal(str(current)), 1 - Decimal(str(target)), cases)
        assert contains(current, target, cases, higher_is_better=False) == opposite


def test_no_errors_against_a_target_of_none_is_as_decided_as_all_right_against_all() -> None:
    assert contains(0, 0, 5, higher_is_better=False) == []


def test_a_metric_that_is_no_share_has_no_interval() -> None:
    assert contains(0.95, 0.9, 20, scale="number") == []


def test_a_small_sample_makes_the_recommendation_unsupported_without_changing_it() -> None:
    data = settled(quality__sample_size=20)
    assert (said(data)["state"], verdict(data)) == ("unsupported", "prompt")
    figures = advice(data)["small_evaluation"]
    assert figures["sample_size"] == 20
    assert figures["low"] < Decimal("0.95") < figures["high"]
    large = settled(quality__sample_size=1_000_000)
    assert (said(large)["state"], verdict(large)) == ("settled", "prompt")


def test_unknowns_come_before_a_small_sample() -> None:
    data = settled(quality__sample_size=20, needs__style_voice=UNKNOWN)
    assert said(data)["state"] == "provisional"


def near_a_crossover(calls: Any, **changes: Any) -> dict[str, Any]:
    """Fine-tuning pays from 150,001 calls a month on: $0.001 a call saved, $1,800 paid once, over 12 months."""
    dear = {**PROMPTED, "prices": {"input": 1, "output": 0}}
    cheap = {**CHEAP_TUNED, "training": {"labelling_usd": 1800}, "prices": {"input": 0, "output": 0}}
    return settled(
        **{
            "volume__calls_per_month": calls,
            "tokens": {"request": 1000},
            "options": [dear, cheap],
            "quality__sample_size": 1_000_000,
            **changes,
        }
    )


def test_the_crossover_of_the_example_is_where_it_says() -> None:
    assert verdict(near_a_crossover(150_000)) == "prompt"
    assert verdict(near_a_crossover(150_001)) == "fine_tune"


@pytest.mark.parametrize(
    ("calls", "state", "given"),
    [
        # 150,001 is 10 % above 136,365 and 150,000 is 10 % below 166,666.
        (136_363, "settled", "prompt"),
        (136_365, "close", "prompt"),
        (150_000, "close", "prompt"),
        (150_001, "close", "fine_tune"),
        (166_666, "close", "fine_tune"),
        (166_668, "settled", "fine_tune"),
    ],
)
def test_a_flip_within_a_tenth_makes_a_recommendation_close(calls: int, state: str, given: str) -> None:
    found = said(near_a_crossover(calls), flips=True)
    assert (found["verdict"], found["state"]) == (given, state)


def test_a_flip_inside_a_stated_range_makes_a_recommendation_close() -> None:
    wide = near_a_crossover({"low": 140_000, "likely": 400_000, "high": 500_000})
    assert said(wide, flips=True)["state"] == "close"
    narrow = near_a_crossover({"low": 160_000, "likely": 400_000, "high": 500_000})
    assert said(narrow, flips=True)["state"] == "settled"


def test_a_small_sample_comes_before_a_flip() -> None:
    assert said(near_a_crossover(150_001, quality__sample_size=20), flips=True)["state"] == "unsupported"


def test_how_near_is_near_is_the_policys() -> None:
    found = said(near_a_crossover(160_000), policy=Policy(close_within_share=Decimal("0.05")), flips=True)
    assert found["state"] == "settled"


def test_the_flip_of_volume_is_the_first_whole_volume_with_another_verdict() -> None:
    flips = answer(near_a_crossover(400_000), flips=True)["flips"]
    volume = next(flip for flip in flips if flip["fact"] == "volume.calls_per_month")
    assert (volume["now"], volume["at"], volume["to_verdict"]) == (400_000, 150_000, "prompt")
    flips = answer(near_a_crossover(120_000), flips=True)["flips"]
    volume = next(flip for flip in flips if flip["fact"] == "volume.calls_per_month")
    assert (volume["now"], volume["at"], volume["to_verdict"]) == (120_000, 150_001, "fine_tune")


def test_a_nearer_change_of_the_cheapest_option_does_not_hide_the_change_of_the_verdict() -> None:
    # Two prompted options swap places at 146,000 calls; the verdict changes at 150,001.
    rented = {**PROMPTED, "key": "rented", "prices": {"input": 1, "output": 0, "hosting_per_hour": 0}}
    plain = near_a_crossover(145_000)
    swap = {**rented, "prices": {"input": Decimal("0.99"), "output": 0}, "upkeep_hours_per_month": Decimal("0.01625")}
    # $1.4625 of upkeep a month against $0.00001 a call: they swap at 146,250.
    plain["options"].append(swap)
    flips = answer(plain, flips=True)["flips"]
    volume = next(flip for flip in flips if flip["fact"] == "volume.calls_per_month")
    assert volume["changes_verdict"] is True
    assert volume["to_verdict"] == "fine_tune"
    assert said(plain, flips=True)["state"] == "close"

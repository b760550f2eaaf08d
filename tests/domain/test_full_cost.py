"""The parts of the cost model beyond the main line: owned machines, reserves, cascades, an estimated cache."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from decider.domain.cache_estimate import hit_rate
from decider.domain.numbers import total
from decider.domain.reading import ProfileErrors
from tests.domain.samples import OWN, PROMPTED, TUNED, assessed, settled

OWNED: dict[str, Any] = {
    **OWN,
    "key": "owned",
    "self_hosting": {
        "output_tokens_per_second_per_replica": 2500,
        "purchase_usd_per_gpu": 36000,
        "depreciation_months": 36,
        "watts_per_gpu": 1000,
        "pue": 1.5,
        "electricity_usd_per_kwh": 0.2,
        "hardware_upkeep_usd_per_month": 150,
    },
}


def lines(option: dict[str, Any], **changes: Any) -> dict[str, Decimal]:
    found = assessed(settled(**changes, options=[PROMPTED, TUNED, option])).estimate.options[2]
    assert found.lines is not None
    assert found.monthly == total(found.lines.values())
    return dict(found.lines)


def test_owned_machines_cost_depreciation_power_and_upkeep() -> None:
    # 36,000 / 36; 1 kW · 730 h · 1.5 · 0.20 $; 150.
    assert lines(OWNED) == {"depreciation": 1000, "power": Decimal(219), "hardware_upkeep": 150}


def test_machines_that_are_switched_off_save_power_but_no_depreciation() -> None:
    option = {**OWNED, "self_hosting": {**OWNED["self_hosting"], "billed_share": 0.5}}

    assert lines(option)["power"] == Decimal("109.5")
    assert lines(option)["depreciation"] == 1000


@pytest.mark.parametrize("fact", ["depreciation_months", "watts_per_gpu", "electricity_usd_per_kwh"])
def test_an_owned_machine_names_the_fact_that_it_lacks(fact: str) -> None:
    machines = {name: value for name, value in OWNED["self_hosting"].items() if name != fact}

    with pytest.raises(ProfileErrors, match=f"options\\[2\\].self_hosting.{fact}"):
        assessed(settled(options=[PROMPTED, TUNED, {**OWNED, "self_hosting": machines}]), tolerant=False)


def test_reserves_stand_beside_what_the_load_needs() -> None:
    reserve = {**OWN, "self_hosting": {**OWN["self_hosting"], "redundant_replicas": 2}}

    assert lines(reserve) == {"gpus": 3 * Decimal("2.5") * 730}


def test_scaling_to_nothing_costs_nothing_without_calls() -> None:
    idle = {**OWN, "self_hosting": {**OWN["self_hosting"], "min_replicas": 0}}

    assert lines(idle, volume__calls_per_month=0).get("gpus") is None
    assert lines(idle, volume__calls_per_month=1)["gpus"] == Decimal("2.5") * 730


CASCADE: dict[str, Any] = {**TUNED, "key": "cascade", "escalation": {"to": "prompt", "share": 0.2}}


def test_a_cascade_pays_every_call_once_and_a_share_of_them_again() -> None:
    found = assessed(settled(options=[PROMPTED, TUNED, CASCADE])).estimate
    large, small, cascade = (option.bill for option in found.options)
    assert large is not None and small is not None and cascade is not None

    assert cascade.per_call == small.per_call + Fraction(1, 5) * large.per_call
    assert cascade.one_off_total == small.one_off_total + large.one_off_total
    lines = found.options[2].lines
    assert lines is not None
    assert lines["escalated_output_tokens"] == Decimal(250000) * 40 * 8 / 1000000 / 5
    assert found.options[2].monthly == total(lines.values())


def test_a_cascade_onto_own_machines_loads_them_with_its_share_only() -> None:
    busy = {**OWN, "self_hosting": {**OWN["self_hosting"], "output_tokens_per_second_per_replica": 1}}
    cascade = {**PROMPTED, "key": "cascade", "escalation": {"to": "own", "share": 0.1}}
    found = assessed(settled(options=[PROMPTED, TUNED, busy, cascade])).estimate.options
    assert found[2].lines is not None
    assert found[3].lines is not None

    whole, tenth = found[2].lines["gpus"], found[3].lines["escalated_gpus"]
    # 250,000 calls of 40 tokens on 730·3600·0.7 tokens a month: 5.44 replicas, of which a tenth is 0.54.
    assert (whole, tenth) == (6 * Decimal("2.5") * 730, 1 * Decimal("2.5") * 730)


def test_a_cascade_waits_for_both_where_more_than_the_tail_is_escalated() -> None:
    def p95(share: float) -> Decimal | None:
        option = {**CASCADE, "escalation": {"to": "prompt", "share": share}}
        return assessed(settled(options=[PROMPTED, TUNED, option])).estimate.options[2].latency.p95_ms

    alone = 300 + 39 * 5
    assert p95(0.05) == alone
    assert p95(0.06) == alone + 900 + 39 * 10


@pytest.mark.parametrize(
    ("escalation", "path"),
    [
        ({"to": "nobody", "share": 0.1}, "escalation.to"),
        ({"to": "cascade", "share": 0.1}, "escalation.to"),
        ({"to": "prompt"}, "escalation.share"),
        ({"share": 0.1}, "escalation.to"),
        ({"to": "prompt", "share": 1.1}, "escalation.share"),
    ],
)
def test_a_cascade_must_lead_somewhere(escalation: dict[str, Any], path: str) -> None:
    with pytest.raises(ProfileErrors, match=f"options\\[2\\].{path}"):
        assessed(settled(options=[PROMPTED, TUNED, {**CASCADE, "escalation": escalation}]))


def test_a_cascade_is_not_possible_where_its_second_step_is_not() -> None:
    found = assessed(settled(data__external_api="private_only", options=[PROMPTED, TUNED, CASCADE]))

    assert "escalates_to_infeasible" in found.estimate.options[2].why_not


@pytest.mark.parametrize(("calls_a_day", "rate"), [(100, 0.29), (1000, 0.97)])
def test_the_hit_rate_of_a_cache_follows_from_how_often_it_is_used(calls_a_day: int, rate: float) -> None:
    calls = Decimal(calls_a_day) * 730 / 24

    assert float(hit_rate(calls, Decimal(300))) == pytest.approx(rate, abs=0.005)


def test_a_cache_share_is_estimated_only_when_asked_for_and_not_measured() -> None:
    def per_call(**changes: Any) -> Decimal:
        found = assessed(settled(volume__calls_per_month=100 * 730 / 24, **changes)).estimate.options[0].per_call
        assert found is not None
        return found

    measured = {"tokens__cached_share": 0}
    plain, estimated = per_call(), per_call(tokens__cache_ttl_seconds=300)
    assert estimated < plain
    assert per_call(tokens__cache_ttl_seconds=300, **measured) == plain
    # 29.3 % of calls read the 3,300 tokens of the prefix at 0.5 $ in place of 2 $ per 1 M.
    saved = float(plain - estimated)
    assert saved == pytest.approx(0.2934 * 3300 * 1.5 / 1e6, rel=1e-3)

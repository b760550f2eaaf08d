"""Extreme but allowed numbers neither crash nor give nonsense, and dearer or more is never cheaper."""

import datetime
import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decider.domain.assessment import assess
from decider.domain.reading import FieldError, ProfileErrors, read_profile
from tests.domain.profiles import profiles
from tests.domain.samples import OWN, OWN_HYBRID, PROMPTED, TUNED, UNKNOWN, answer, changed, settled

DAY = datetime.date(2026, 11, 24)
EXTREMES = [Decimal(0), Decimal("1e-18"), Decimal("1e-9"), Decimal("0.999999999999999999"), Decimal(1), Decimal("1e12"),
            Decimal("1e18")]  # fmt: skip
PATHS = [
    "volume.calls_per_month", "volume.growth_per_month", "volume.peak_factor", "volume.retry_rate",
    "volume.batch_share", "tokens.instructions", "tokens.request", "tokens.output", "tokens.reasoning",
    "tokens.cached_share", "latency.target_p95_ms", "latency.current_p95_ms", "quality.current", "quality.target",
    "quality.sample_size", "cadence.retrain_every_months", "team.engineer_rate_usd_per_hour", "horizon_months",
    "discount_rate_per_month", "price_decline_per_month", "data.labelled_examples", "prompting.examples",
    "options.1.prices.input", "options.1.prices.training", "options.1.training.tokens",
    "options.2.self_hosting.gpu_usd_per_hour", "options.2.self_hosting.output_tokens_per_second_per_replica",
    "options.2.self_hosting.planned_share", "options.2.self_hosting.min_replicas", "options.2.self_hosting.batch",
    "options.2.self_hosting.mfu", "options.2.self_hosting.kv_bytes_per_token", "options.2.self_hosting.billed_share",
]  # fmt: skip
MACHINES: dict[str, Any] = {
    **OWN["self_hosting"], "active_parameters_b": 8, "peak_flops": Decimal("989e12"), "mfu": Decimal("0.5"),
    "bandwidth_bytes_per_s": Decimal("3.35e12"), "mbu": Decimal("0.65"), "bytes_per_parameter": 2,
    "kv_bytes_per_token": 131072, "batch": 16,
}  # fmt: skip


def base() -> dict[str, Any]:
    return settled(
        tokens__cached_share=Decimal("0.5"),
        cadence__retrain_every_months=3,
        quality__sample_size=400,
        options=[PROMPTED, TUNED, {**OWN, "self_hosting": MACHINES}, OWN_HYBRID],
    )


def put(data: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    data = changed(data)
    *groups, name = path.split(".")
    place: Any = data
    for group in groups:
        place = place[int(group)] if group.isdigit() else place.setdefault(group, {})
    place[name] = value
    return data


def sound(found: dict[str, Any]) -> None:
    """No NaN, no infinity, no negative money, nothing that is not plain data."""
    # What a change would save may well be negative.
    figures = {name: part for name, part in found.items() if name not in ("flips", "robustness", "worth")}
    text = json.dumps(figures, default=lambda value: format(value, "f") if isinstance(value, Decimal) else 1 / 0)
    for word in ("NaN", "Infinity", '"-'):
        assert word not in text
    for option in found["options"]:
        for name in ("per_call_usd", "monthly_usd", "one_off_usd", "total_usd"):
            assert option[name] is None or Decimal(option[name]) >= 0


def errors_of(data: dict[str, Any]) -> list[FieldError]:
    """What the reader or the arithmetic says is wrong; empty where the figures are there, and sound."""
    try:
        sound(assess(read_profile(data), day=DAY).data())
    except ProfileErrors as error:
        return error.errors
    return []


@pytest.mark.parametrize("path", PATHS)
def test_one_extreme_number_gives_sound_figures_or_names_what_is_wrong(path: str) -> None:
    for value in EXTREMES:
        for error in errors_of(put(base(), path, value)):
            assert path.rsplit(".", 1)[-1] in error.path or "grows beyond all bounds" in error.message


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from(PATHS), st.sampled_from(EXTREMES), min_size=2, max_size=6))
def test_several_extreme_numbers_at_once(values: dict[str, Decimal]) -> None:
    data = base()
    for path, value in values.items():
        data = put(data, path, value)
    assert all(error.path and error.message for error in errors_of(data))


@pytest.mark.parametrize("section", ["volume", "tokens", "quality", "latency", "team", "needs", "cadence", "prompting"])
def test_a_whole_section_may_be_unknown(section: str) -> None:
    data = base()
    del data[section]
    for option in data["options"]:
        option.pop("upkeep_hours_per_month", None)
    found = answer(data, tolerant=False, flips=True)
    sound(found)
    priced = [option["total_usd"] for option in found["options"]]
    assert all(figure is None for figure in priced) if section in ("volume", "tokens") else all(priced)
    assert bool(found["crossovers"]) is (section != "tokens")


def test_without_any_volume_crossovers_still_stand_and_payback_is_unknown() -> None:
    tuned = {**TUNED, "prices": {**PROMPTED["prices"], "training": 1}}
    found = answer(settled(volume__calls_per_month=UNKNOWN, options=[PROMPTED, tuned]))
    assert found["crossovers"][0]["result"] == "at"
    assert found["crossovers"][0]["payback_result"] is None
    assert found["charts"]["monthly_cost"]["today"] is None


def test_machines_with_the_same_slope_are_compared_quickly() -> None:
    twice = {**MACHINES, "gpu_usd_per_hour": 5, "output_tokens_per_second_per_replica": 5000, "min_replicas": 2}
    odd = {**MACHINES, "output_tokens_per_second_per_replica": Decimal("2500.0001")}
    machines = enumerate((MACHINES, MACHINES, twice, odd))
    options = [{**OWN, "key": f"own-{index}", "self_hosting": each} for index, each in machines]
    found = answer(settled(options=options, volume__peak_factor=Decimal("3.3"), volume__retry_rate=Decimal("0.013")))
    same = next(each for each in found["crossovers"] if {each["from"], each["to"]} == {"own-0", "own-1"})
    assert (same["from"], same["result"], same["first_calls_per_month"]) == ("own-0", "never", None)


def totals(data: dict[str, Any]) -> list[Fraction]:
    found = assess(read_profile(data), day=DAY, flips=False)
    return [Fraction(option.total) for option in found.estimate.options if option.total is not None]


@settings(max_examples=10, deadline=None)
@given(
    profiles(),
    st.sampled_from(["input", "output", "cache_read", "cache_write", "batch_input", "training", "hosting_per_hour"]),
)
def test_a_dearer_price_never_gives_a_lower_total(data: dict[str, Any], price: str) -> None:
    dearer = changed(data)
    for option in dearer["options"]:
        prices = option.get("prices", {})
        if prices.get(price) is not None:
            prices[price] += Decimal("0.5")
    assert all(after >= before for before, after in zip(totals(data), totals(dearer), strict=True))


@settings(max_examples=10, deadline=None)
@given(
    profiles(),
    st.sampled_from(["volume__calls_per_month", "volume__growth_per_month", "tokens__output", "volume__peak_factor"]),
)
def test_more_of_anything_never_gives_a_lower_total(data: dict[str, Any], path: str) -> None:
    group, name = path.split("__")
    more = changed(data, **{path: data[group][name] + Decimal("0.3")})
    assert all(after >= before for before, after in zip(totals(data), totals(more), strict=True))


@settings(max_examples=10, deadline=None)
@given(profiles())
def test_a_longer_horizon_never_gives_a_lower_total(data: dict[str, Any]) -> None:
    longer = changed(data, horizon_months=data["horizon_months"] + 1)
    assert all(after >= before for before, after in zip(totals(data), totals(longer), strict=True))


def test_the_last_day_of_the_calendar_is_a_day_like_any_other() -> None:
    for day in (datetime.date(1, 1, 1), datetime.date(9999, 12, 31)):
        sound(answer(settled(options=[{**PROMPTED, "retires_on": "9999-12-31"}, TUNED]), day=day))

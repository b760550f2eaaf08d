"""The reader takes what the contract says, nothing else, and names the key path of each thing that is wrong."""

import datetime
import json
from decimal import Decimal
from typing import Any

import pytest
import simplejson
from hypothesis import given, settings

from decider.domain.fields import Range
from decider.domain.reading import ProfileErrors, load_document, read_profile
from decider.domain.writing import profile_data
from tests.domain.profiles import profiles
from tests.domain.samples import OWN, PROMPTED, UNKNOWN, changed, settled

# The example of the contract, word for word.
EXAMPLE = """
{"version": 1,
 "name": "Support ticket triage",
 "kind": "classification",
 "prompting": {"tried": true, "examples": 8, "clear_instructions": true, "output_schema": true,
               "output_validation": true, "weeks_spent": 1.5},
 "quality":   {"metric": "accuracy", "scale": "share", "higher_is_better": true, "current": 0.88, "target": 0.95, "sample_size": 400,
               "failure_cause": "pattern", "cost_of_error_usd": 2.0, "value_of_success_usd": 0.5, "review_cost_usd": null,
               "human_cost_usd": null},
 "volume":    {"calls_per_month": 1200000, "growth_per_month": 0.03, "peak_factor": 3.0, "retry_rate": 0.01,
               "batch_share": 0.0},
 "tokens":    {"instructions": 900, "per_request_instructions": 0, "examples": 2400, "context": 0, "request": 350,
               "output": 40, "reasoning": 0, "cached_share": 0.6, "cache_write_share": 0},
 "latency":   {"target_p95_ms": 800, "current_p95_ms": 1900, "streaming": false},
 "data":      {"external_api": "allowed", "labelled_examples": 5000},
 "needs":     {"proprietary_format": false, "style_voice": "none", "tasks_on_one_model": 1,
               "instructions_change_per_request": false},
 "cadence":   {"max_weeks_per_iteration": 4, "prompt_changes_per_month": 1, "retrain_every_months": 6},
 "team":      {"can_serve_models": false, "engineer_rate_usd_per_hour": 90},
 "horizon_months": 12, "discount_rate_per_month": 0, "price_decline_per_month": 0,
 "options":   [
{"key": "ft-small", "adaptation": "fine_tune", "hosting": "public_api",
 "model": {"provider": "openai", "name": "gpt-4.1-mini"},
 "prices": {"input": 0.8, "output": 3.2, "cache_read": 0.2, "cache_write": null, "batch_input": null, "batch_output": null,
            "batch_cache_read": null, "tiers": [], "training": 5.0, "hosting_per_hour": 0,
            "as_of": "2026-08-01", "source": "https://example.com/prices"},
 "training": {"tokens": 3000000, "epochs": 3, "labelling_usd": 2000, "engineering_hours": 60, "evaluation_usd": 300},
 "upkeep_hours_per_month": 4, "instructions_kept": 0.3, "examples_kept": 0.0, "retires_on": "2027-01-14",
 "latency": {"ttft_p50_ms": 350, "ttft_p95_ms": 600, "ms_per_output_token": 9},
 "quality": {"expected": 0.95, "sample_size": null}},
{"key": "own", "adaptation": "fine_tune", "hosting": "self_hosted",
 "self_hosting": {"gpu": "H100-80G", "gpu_usd_per_hour": 2.5, "gpus_per_replica": 1, "output_tokens_per_second_per_replica": 2500,
                  "planned_share": 0.7, "min_replicas": 1, "billed_share": 1.0, "active_parameters_b": 8,
                  "peak_flops": null, "bandwidth_bytes_per_s": null, "mfu": null, "mbu": null, "bytes_per_parameter": null,
                  "kv_bytes_per_token": null, "batch": null}}]}
"""  # noqa: E501


def errors(data: Any) -> dict[str, str]:
    """The messages by path."""
    with pytest.raises(ProfileErrors) as raised:
        read_profile(data)
    assert all(error.message and str(error).startswith(error.path) for error in raised.value.errors)
    return {error.path: error.message for error in raised.value.errors}


def test_the_example_of_the_contract_reads_and_keeps_every_fact() -> None:
    given_data = load_document(EXAMPLE)
    profile = read_profile(given_data)
    assert profile.options[0].prices is not None and profile.options[0].prices.as_of == datetime.date(2026, 8, 1)
    written = profile_data(profile)
    assert without_unknown(given_data) == written


def without_unknown(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: without_unknown(value) for key, value in data.items() if value is not None and value != []}
    return [without_unknown(item) for item in data] if isinstance(data, list) else data


def test_only_version_name_and_kind_are_required() -> None:
    assert read_profile({"version": 1, "name": "A task", "kind": "other"}).volume.calls_per_month is None
    assert set(errors({})) == {"version", "name", "kind"}
    assert set(errors({"version": None, "name": None, "kind": None})) == {"version", "name", "kind"}
    for version in (2, "1", True, 1.5, [1]):
        assert set(errors(settled(version=version))) == {"version"}


def test_every_section_and_every_fact_may_be_null() -> None:
    data = settled()
    for section, facts in data.items():
        if isinstance(facts, dict):
            read_profile(changed(data, **{section: UNKNOWN}))
            for fact in facts:
                read_profile(changed(data, **{f"{section}__{fact}": UNKNOWN}))


TIER = {"above_input_tokens": 1, "input": 1, "output": 1}


def option(**changes: Any) -> dict[str, Any]:
    return settled(options=[changed(PROMPTED, **changes)])


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (settled(colour="red"), "colour"),
        (settled(volume__calls=1), "volume.calls"),
        (option(price=1), "options[0].price"),
        (option(prices__imput=1), "options[0].prices.imput"),
        (option(prices__tiers=[{**TIER, "x": 1}]), "options[0].prices.tiers[0].x"),
        (option(training={"tokens": 1, "weeks": 2}), "options[0].training.weeks"),
    ],
)  # fmt: skip
def test_an_unknown_key_is_named_with_its_path(data: Any, path: str) -> None:
    assert list(errors(data)) == [path]


def test_a_misspelt_key_is_told_the_right_one() -> None:
    assert "calls_per_month" in errors(settled(volume__calls_per_moth=1))["volume.calls_per_moth"]


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("name", ["", "   ", 5, True, [], {}, "x" * 121, "a\x00b", "\ud800"]),
        ("kind", ["poetry", "Classification", 1, True, [], {}]),
        ("volume", [[], "many", 3, True]),
        ("options", [{}, "none", 3, True]),
        ("prompting__tried", ["yes", "true", 1, 0, [], {}]),
        ("prompting__examples", [-1, 1.5, "8", True, [], "8"]),
        ("prompting__weeks_spent", [-0.1, "two", True, float("nan"), float("inf"), Decimal("NaN"), Decimal("sNaN")]),
        ("prompting__weeks_spent", [Decimal("-Infinity")]),
        ("quality__scale", ["percent", 1]),
        ("quality__sample_size", [0.5, -3]),
        ("quality__failure_cause", ["unknown", False]),
        ("volume__calls_per_month", [-1, "1000", Decimal("1e19"), Decimal("1e-19"), False, [5]]),
        ("volume__growth_per_month", [-1.000001]),
        ("volume__peak_factor", [0.999999, 0]),
        ("volume__retry_rate", [1, 1.1, -0.1]),
        ("volume__batch_share", [1.000001, -0.000001]),
        ("tokens__cached_share", [1.000001, -0.000001]),
        ("tokens__output", [-1]),
        ("latency__target_p95_ms", [0, -1]),
        ("data__external_api", ["yes", True, "public"]),
        ("needs__style_voice", ["strong", True]),
        ("needs__tasks_on_one_model", [1.5, -1]),
        ("cadence__retrain_every_months", [0, -1]),
        ("horizon_months", [0, 0.5, 1.5, -1]),
        ("discount_rate_per_month", [1, -0.1]),
        ("price_decline_per_month", [1, -0.1]),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_with_its_path(path: str, values: list[Any]) -> None:
    for value in values:
        assert list(errors(settled(**{path: value}))) == [path.replace("__", ".")], value


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("key", [UNKNOWN, "", 5]),
        ("adaptation", [UNKNOWN, "train"]),
        ("hosting", [UNKNOWN, "cloud"]),
        ("prices__input", [-1, "2", True]),
        ("prices__as_of", ["2026-8-1", "2026-13-01", "2026-02-30", 20260801, "yesterday", "2026-08-01T00:00:00"]),
        ("retires_on", ["soon", "2026-02-29"]),
        ("instructions_kept", [-0.1, 1.1]),
        ("training__epochs", [0, 1.5]),
        ("upkeep_hours_per_month", [-1]),
    ],
)
def test_a_wrong_value_of_an_option_is_named_with_its_path(path: str, values: list[Any]) -> None:
    for value in values:
        assert list(errors(option(**{path: value}))) == [f"options[0].{path.replace('__', '.')}"], value


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("planned_share", [0, 1.1]),
        ("output_tokens_per_second_per_replica", [0, -1]),
        ("gpus_per_replica", [0, 1.5]),
        ("min_replicas", [-1, 0.5]),
        ("billed_share", [-0.1, 1.1]),
    ],
)
def test_a_wrong_figure_of_own_machines_is_named_with_its_path(path: str, values: list[Any]) -> None:
    for value in values:
        data = settled(options=[changed(OWN, **{f"self_hosting__{path}": value})])
        assert list(errors(data)) == [f"options[0].self_hosting.{path}"], value


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("volume__retry_rate", [0, Decimal("0.999999")]),
        ("volume__peak_factor", [1, 1.0]),
        ("volume__growth_per_month", [-1, 0, 3]),
        ("volume__calls_per_month", [0, 0.5, Decimal("1e18"), 1e6, Decimal("-0"), -0.0]),
        ("horizon_months", [1, 12.0]),
        ("tokens__cached_share", [0, 1]),
        ("prompting__examples", [8.0, Decimal("8.000"), 0]),
        ("cadence__retrain_every_months", [0.5]),
    ],
)
def test_the_values_at_the_edge_are_taken(path: str, values: list[Any]) -> None:
    for value in values:
        read_profile(settled(**{path: value}))


def test_minus_zero_is_zero() -> None:
    for zero in (Decimal("-0"), Decimal("-0.00"), -0.0):
        profile = read_profile(settled(volume__calls_per_month=zero))
        assert json.dumps(profile_data(profile)["volume"]) == '{"calls_per_month": 0}'


@pytest.mark.parametrize(
    ("given_range", "path"),
    [
        ({"low": 5, "high": 4}, ""),
        ({"low": 1, "high": 5, "likely": 6}, ".likely"),
        ({"low": 1, "high": 5, "likely": 0}, ".likely"),
        ({"low": 1}, ".high"),
        ({"high": 1}, ".low"),
        ({}, ".low"),
        ({"low": None, "high": 1}, ".low"),
        ({"low": -1, "high": 1}, ".low"),
        ({"low": "1", "high": 2}, ".low"),
        ({"low": True, "high": 2}, ".low"),
        ({"low": 1, "high": float("inf")}, ".high"),
        ({"low": 1, "high": {"low": 1, "high": 2}}, ".high"),
        ({"low": 1, "high": 2, "mean": 1}, ".mean"),
    ],
)
def test_a_range_that_is_none_is_named(given_range: dict[str, Any], path: str) -> None:
    assert list(errors(settled(volume__calls_per_month=given_range))) == [f"volume.calls_per_month{path}"]


def test_ranges_keep_to_the_bounds_and_the_wholeness_of_their_number() -> None:
    assert list(errors(settled(volume__retry_rate={"low": 0.5, "high": 1}))) == ["volume.retry_rate.high"]
    assert list(errors(settled(prompting__examples={"low": 1, "high": 2.5}))) == ["prompting.examples.high"]
    assert list(errors(settled(tokens__cached_share={"low": 0, "high": 1.5}))) == ["tokens.cached_share.high"]
    equal = read_profile(settled(volume__calls_per_month={"low": 5, "likely": 5, "high": 5}))
    assert equal.volume.calls_per_month == Range(Decimal(5), Decimal(5), Decimal(5))


def test_everything_that_is_wrong_is_told_in_one_pass() -> None:
    data = settled(kind="poetry", volume__calls_per_month=-1, extra=1, options=[changed(PROMPTED, prices__input="x")])
    assert set(errors(data)) == {"kind", "volume.calls_per_month", "extra", "options[0].prices.input"}


def test_options_have_keys_of_their_own() -> None:
    assert list(errors(settled(options=[PROMPTED, PROMPTED]))) == ["options[1].key"]


def test_machines_belong_to_self_hosted_options_alone() -> None:
    data = settled(options=[{**PROMPTED, "self_hosting": {}}])
    assert list(errors(data)) == ["options[0].self_hosting"]


def test_the_shares_of_the_cache_are_parts_of_one_whole() -> None:
    assert list(errors(settled(tokens__cached_share=0.6, tokens__cache_write_share=0.5))) == [
        "tokens.cache_write_share"
    ]
    read_profile(settled(tokens__cached_share=Decimal("0.6"), tokens__cache_write_share=Decimal("0.4")))


@settings(max_examples=30, deadline=None)
@given(profiles())
def test_a_profile_written_and_read_again_is_the_same(data: dict[str, Any]) -> None:
    profile = read_profile(data)
    written = profile_data(profile)
    assert read_profile(written) == profile
    text = simplejson.dumps(written, use_decimal=True)
    assert read_profile(load_document(text)) == profile
    as_yaml = "\n".join(f"{key}: {simplejson.dumps(value, use_decimal=True)}" for key, value in written.items())
    assert read_profile(load_document(as_yaml)) == profile

"""Which option is recommended, what stands beside the verdict, and what to measure first."""

from decimal import Decimal
from typing import Any

import pytest

from decider.domain.options import Prices
from decider.domain.prices import ListPrice, PriceBook
from decider.domain.reading import ProfileErrors, read_profile
from decider.domain.writing import profile_data
from tests.domain.samples import (
    CHEAP_TUNED,
    DAY,
    HYBRID,
    OWN,
    PROMPTED,
    TUNED,
    UNKNOWN,
    advice,
    answer,
    assessed,
    changed,
    holds,
    said,
    settled,
)

CHEAP_HYBRID = {**CHEAP_TUNED, "key": "cheap-hybrid", "adaptation": "hybrid"}


def test_the_cheapest_feasible_option_of_the_adaptation_is_recommended() -> None:
    dear = {**CHEAP_TUNED, "key": "dear", "prices": {"input": 1, "output": 1, "training": 5}}
    data = settled(needs__style_voice="subtle", options=[PROMPTED, dear, CHEAP_TUNED, CHEAP_HYBRID])
    assert said(data)["option"] == "tuned"
    assert said(changed(data, needs__tasks_on_one_model=2))["option"] == "cheap-hybrid"
    assert said(changed(data, options=[PROMPTED, dear, {**CHEAP_TUNED, "tunable": False}]))["option"] == "dear"


def test_an_option_of_the_same_side_stands_in_where_the_adaptation_is_not_listed() -> None:
    assert said(settled(needs__style_voice="subtle", options=[PROMPTED, HYBRID]))["option"] == "hybrid"
    found = said(settled(needs__style_voice="subtle", options=[PROMPTED]))
    assert (found["verdict"], found["option"], found["hosting"]) == ("fine_tune", None, None)


def test_infeasible_options_are_priced_and_compared_all_the_same() -> None:
    gone = {**CHEAP_TUNED, "key": "gone", "retires_on": "2026-11-24"}
    found = answer(settled(options=[PROMPTED, TUNED, gone]))
    assert [option["feasible"] for option in found["options"]] == [True, True, False]
    assert found["options"][2]["total_usd"] is not None
    assert len(found["crossovers"]) == 3


@pytest.mark.parametrize(
    ("changes", "code", "value"),
    [
        ({"cadence__prompt_changes_per_month": 0}, "updatable", False),
        ({"cadence__prompt_changes_per_month": 1}, "updatable", True),
        ({"cadence__prompt_changes_per_month": UNKNOWN}, "updatable", None),
        ({"needs__tasks_on_one_model": 1}, "composable", False),
        ({"needs__tasks_on_one_model": 2}, "composable", True),
        ({"needs__tasks_on_one_model": UNKNOWN}, "composable", None),
        ({}, "no_training_cost", True),
        ({"options": [PROMPTED, {**TUNED, "training": UNKNOWN}]}, "no_training_cost", False),
        ({"options": [PROMPTED]}, "no_training_cost", None),
        ({}, "no_deployment_overhead", False),
        ({"options": [PROMPTED, OWN]}, "no_deployment_overhead", True),
        (
            {"options": [PROMPTED, changed(TUNED, prices__hosting_per_hour=Decimal("0.1"))]},
            "no_deployment_overhead",
            True,
        ),
    ],
)
def test_the_arguments_for_prompting(changes: dict[str, Any], code: str, value: bool | None) -> None:
    assert holds(settled(**changes), code) is value


def test_all_ten_arguments_are_told() -> None:
    reasons = said(settled())["reasons"]
    assert [(each["code"], each["side"]) for each in reasons] == [
        ("quality_ceiling", "fine_tune"), ("latency", "fine_tune"), ("cost_at_scale", "fine_tune"),
        ("proprietary_format", "fine_tune"), ("sensitive_data", "fine_tune"), ("style_voice", "fine_tune"),
        ("no_training_cost", "prompt"), ("no_deployment_overhead", "prompt"), ("updatable", "prompt"),
        ("composable", "prompt"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code", "there"),
    [
        ({"quality__failure_cause": "knowledge"}, "retrieval", True),
        ({"quality__failure_cause": "pattern"}, "retrieval", False),
        ({"quality__failure_cause": "syntax"}, "constrained_output", True),
        ({"quality__failure_cause": "format"}, "constrained_output", False),
        ({"data__labelled_examples": 200}, "small_classifier", True),
        ({"data__labelled_examples": 199}, "small_classifier", False),
        ({"data__labelled_examples": 5000, "kind": "extraction"}, "small_classifier", False),
        ({"data__labelled_examples": 49, "needs__style_voice": "subtle"}, "too_little_data", True),
        ({"data__labelled_examples": 50, "needs__style_voice": "subtle"}, "too_little_data", False),
        ({"data__labelled_examples": 49}, "too_little_data", False),
        ({"options": [PROMPTED, {**TUNED, "tunable": False}]}, "not_tunable", True),
        ({"options": [PROMPTED, {**TUNED, "tunable": True}]}, "not_tunable", False),
        ({"options": [{**PROMPTED, "retires_on": "2027-11-23"}, TUNED]}, "model_retires", True),
        ({"options": [{**PROMPTED, "retires_on": "2027-12-24"}, TUNED]}, "model_retires", False),
        ({"options": [PROMPTED, TUNED]}, "prompt_caching", True),
        ({"tokens__cached_share": Decimal("0.5")}, "prompt_caching", False),
        ({"options": [changed(PROMPTED, prices__cache_read=UNKNOWN), TUNED]}, "prompt_caching", False),
    ],
)
def test_advice_is_given_where_its_facts_are_there(changes: dict[str, Any], code: str, there: bool) -> None:
    assert (code in advice(settled(**changes))) is there


@pytest.mark.parametrize(
    ("rate", "hours", "code"),
    [(90, None, "engineering_hours_unknown"), (90, 40, None), (90, 0, None), (None, None, "engineering_not_counted")],
)
def test_engineering_that_counts_as_nothing_is_said(rate: int | None, hours: int | None, code: str | None) -> None:
    tuned = {**TUNED, "training": {**TUNED["training"], "engineering_hours": hours}}
    found = advice(settled(team__engineer_rate_usd_per_hour=rate, options=[PROMPTED, tuned]))

    assert {name for name in found if name.startswith("engineering")} == ({code} if code else set())


def test_what_batch_would_save_is_told_where_answers_can_wait() -> None:
    batch = changed(PROMPTED, prices__batch_input=1, prices__batch_output=4)
    waiting = settled(latency__target_p95_ms=UNKNOWN, options=[batch, TUNED])
    # Half the price of 250,000 calls of 3,650 tokens in and 40 out.
    whole = 250_000 * (3650 * 2 + 40 * 8) / 1e6
    assert float(advice(waiting)["batch"]["saving_monthly_usd"]) == pytest.approx(whole / 2)
    assert "batch" not in advice(settled(options=[batch, TUNED]))


def test_what_the_cache_would_save_is_what_it_saves_when_it_is_there() -> None:
    saving = Decimal(advice(settled())["prompt_caching"]["saving_monthly_usd"])
    without = Decimal(answer(settled())["options"][0]["monthly_usd"])
    with_cache = Decimal(answer(settled(tokens__cached_share=1))["options"][0]["monthly_usd"])
    assert saving == pytest.approx(without - with_cache)


def test_a_cheaper_prompted_model_that_meets_the_target_is_named() -> None:
    cheaper = {**PROMPTED, "key": "cheaper", "prices": {"input": 1, "output": 1}, "quality": {"expected": 0.9}}
    assert advice(settled(options=[PROMPTED, cheaper]))["cheaper_prompt"]["option"] == "cheaper"
    for quality in ({"expected": 0.89}, {}):
        assert "cheaper_prompt" not in advice(settled(options=[PROMPTED, {**cheaper, "quality": quality}]))


@pytest.mark.parametrize(
    ("changes", "prices", "code"),
    [
        ({"tokens__cached_share": Decimal("0.5")}, {"cache_read": UNKNOWN}, "cache_read_price_unknown"),
        ({"tokens__cache_write_share": Decimal("0.5")}, {}, "cache_write_price_unknown"),
        ({"volume__batch_share": Decimal("0.5")}, {}, "batch_price_unknown"),
    ],
)
def test_what_had_to_be_assumed_about_prices_is_said(
    changes: dict[str, Any], prices: dict[str, Any], code: str
) -> None:
    option = changed(PROMPTED, **{f"prices__{name}": value for name, value in prices.items()})
    assert advice(settled(**changes, options=[option]))[code] == {"option": "prompt"}


def test_an_unknown_quality_of_the_tuned_option_is_measured_first() -> None:
    unmeasured = {**TUNED, "quality": UNKNOWN}
    found = said(settled(needs__style_voice="subtle", options=[PROMPTED, unmeasured]))
    assert [each["fact"] for each in found["measure_first"]] == ["options.tuned.quality.expected"]
    assert found["state"] == "settled"
    assert said(settled(options=[PROMPTED, unmeasured]))["measure_first"] == []
    assert said(settled(needs__style_voice="subtle"))["measure_first"] == []


def test_a_price_that_is_not_known_is_an_error_that_names_the_model_and_the_path() -> None:
    data = settled(options=[changed(PROMPTED, prices__output=UNKNOWN), {**TUNED, "prices": UNKNOWN}])
    with pytest.raises(ProfileErrors) as raised:
        assessed(data, tolerant=False)
    lines = [str(error) for error in raised.value.errors]
    paths = ["options[0].prices", "options[1].prices", "options[1].prices.training"]
    assert [line.partition(":")[0] for line in lines] == paths
    assert "large from acme" in lines[0] and "small from acme" in lines[1]
    tolerated = answer(data)
    assert [option["total_usd"] for option in tolerated["options"]] == [None, None]
    assert [len(option["missing"]) for option in tolerated["options"]] == [1, 2]


def test_hours_without_a_rate_are_an_error_and_no_hours_are_none() -> None:
    data = settled(team__engineer_rate_usd_per_hour=UNKNOWN)
    assessed(data, tolerant=False)
    data = settled(team__engineer_rate_usd_per_hour=UNKNOWN, options=[{**PROMPTED, "upkeep_hours_per_month": 1}, TUNED])
    with pytest.raises(ProfileErrors) as raised:
        assessed(data, tolerant=False)
    assert [error.path for error in raised.value.errors] == ["team.engineer_rate_usd_per_hour"]


def test_a_self_hosted_option_names_what_its_machines_lack() -> None:
    with pytest.raises(ProfileErrors) as raised:
        assessed(settled(options=[PROMPTED, {**OWN, "self_hosting": UNKNOWN}]), tolerant=False)
    assert {error.path for error in raised.value.errors} == {
        "options[1].self_hosting.gpu_usd_per_hour",
        "options[1].self_hosting.output_tokens_per_second_per_replica",
    }


BOOK = PriceBook.of(
    [
        ListPrice(
            provider="acme",
            name=name,
            label=name,
            prices=Prices(
                input=Decimal(price), output=Decimal(price), training=Decimal(9), hosting_per_hour=Decimal(1)
            ),
            tunable=True,
        )
        for name, price in (("large", 5), ("small", 1), ("open-8b", 2))
    ]
)


@pytest.mark.parametrize("option", [PROMPTED, TUNED, HYBRID, {**OWN, "model": {"provider": "acme", "name": "open-8b"}}])
def test_a_resolved_profile_gives_the_same_figures_under_any_later_price_book(option: dict[str, Any]) -> None:
    training = UNKNOWN if option["adaptation"] == "prompt" else {"tokens": 10**6, "epochs": 2}
    option = {**option, "prices": UNKNOWN, "training": training}
    if option["hosting"] == "self_hosted":
        option = changed(option, self_hosting__active_parameters_b=8, self_hosting__peak_flops=Decimal("989e12"))
    first = assessed(settled(options=[option]), book=BOOK, tolerant=False)
    again = assessed(profile_data(first.profile), book=PriceBook.empty(), tolerant=False)
    assert again.data()["options"] == first.data()["options"]
    assert again.data()["recommendation"] == first.data()["recommendation"]


def test_without_options_a_sensible_set_is_chosen_from_what_the_book_prices() -> None:
    data = settled(options=[])
    assert answer(data)["options"] == []
    assert answer(data)["options_chosen"] is True
    assert read_profile(data).options == ()
    assert assessed(data, day=DAY).recommendation.option is None

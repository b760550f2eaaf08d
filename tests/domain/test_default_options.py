"""The set of options that is compared when a task lists none fits what the task allows."""

import datetime
from decimal import Decimal
from typing import Any

import pytest

from decider.domain.default_options import OWN_GPU, PROMPTED, TUNED
from decider.domain.options import Prices
from decider.domain.prices import GpuListPrice, ListPrice, PriceBook
from tests.domain.samples import assessed, settled

DAY = datetime.date(2026, 11, 24)
PRICES = Prices(input=Decimal(1), output=Decimal(4), training=Decimal(1))
BOOK = PriceBook.of(
    [
        ListPrice(provider=provider, name=name, label=name, prices=PRICES, tunable=True)
        for provider, name in (PROMPTED[0], TUNED[0])
    ],
    [GpuListPrice(gpu=OWN_GPU, provider="acme", usd_per_hour=Decimal(2))],
)


def chosen(**changes: Any) -> dict[str, Any]:
    found = assessed(settled(**changes, options=[]), book=BOOK).data()
    assert found["options_chosen"]
    return found


def test_a_prompted_a_tuned_a_hybrid_and_a_self_hosted_one() -> None:
    assert [(option["adaptation"], option["hosting"]) for option in chosen()["options"]] == [
        ("prompt", "public_api"),
        ("fine_tune", "public_api"),
        ("hybrid", "public_api"),
        ("fine_tune", "self_hosted"),
    ]


def test_where_only_a_private_api_will_do_the_hosted_ones_are_private() -> None:
    options = chosen(data__external_api="private_only")["options"]

    assert {option["hosting"] for option in options} == {"private_api", "self_hosted"}
    assert all(option["feasible"] for option in options)


def test_where_data_must_stay_inside_prompting_the_own_model_is_compared_too() -> None:
    found = chosen(data__external_api="forbidden")

    assert [option["key"] for option in found["options"] if option["feasible"]] == [
        "prompt-self-hosted",
        "self-hosted-small",
    ]
    assert found["recommendation"]["option"] == "prompt-self-hosted"


@pytest.mark.parametrize(("rate", "listed"), [(None, True), (90, False)])
def test_an_unknown_hourly_rate_is_asked_for_where_tuning_is_in_question(rate: int | None, listed: bool) -> None:
    found = chosen(team__engineer_rate_usd_per_hour=rate, needs__style_voice="subtle")

    facts = [item["fact"] for item in found["recommendation"]["measure_first"]]
    assert ("team.engineer_rate_usd_per_hour" in facts) is listed


def test_who_serves_the_model_is_asked_for_where_the_tuned_option_compared_is_self_hosted() -> None:
    found = chosen(team__can_serve_models=None, data__external_api="forbidden", needs__style_voice="subtle")

    assert "team.can_serve_models" in [item["fact"] for item in found["recommendation"]["measure_first"]]

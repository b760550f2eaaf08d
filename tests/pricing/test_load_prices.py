"""`load_prices`: safe to repeat, all or nothing, and history is never rewritten."""

import datetime
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from decider.domain.options import ModelName
from decider.models import GpuPrice, ModelPrice
from decider.models.price_book import load_price_book
from decider.pricing.actions import HistoryWouldChange, Loaded, load_prices
from decider.pricing.price_files import PriceFileErrors, read_gpu_prices, read_model_prices

pytestmark = pytest.mark.django_db

ROW: dict[str, Any] = {
    "provider": "acme",
    "name": "acme-1",
    "label": "Acme 1",
    "valid_from": "2026-01-01",
    "input": 0.4,
    "output": 1.6,
    "source": "https://example.com/pricing",
    "checked_on": "2026-11-24",
}
GPU_ROW: dict[str, Any] = {
    "gpu": "H100-80G",
    "provider": "Acme",
    "usd_per_hour": 2.5,
    "valid_from": "2026-01-01",
    "source": "https://example.com/gpus",
    "checked_on": "2026-11-24",
}


def model_rows(*changes: dict[str, Any]) -> list[dict[str, Any]]:
    return read_model_prices(json.dumps({"models": [ROW | change for change in changes]}), "prices.json")


def load(*changes: dict[str, Any]) -> Loaded:
    return load_prices(models=model_rows(*changes), gpus=[])


def problems(*changes: dict[str, Any]) -> list[str]:
    with pytest.raises(PriceFileErrors) as refused:
        model_rows(*changes)
    return refused.value.sentences


def test_loading_twice_adds_nothing_the_second_time() -> None:
    call_command("load_prices", verbosity=0)
    models, gpus = ModelPrice.objects.count(), GpuPrice.objects.count()
    call_command("load_prices", verbosity=0)
    assert (ModelPrice.objects.count(), GpuPrice.objects.count()) == (models, gpus)
    assert models >= 40
    assert gpus >= 7


def test_another_price_for_a_recorded_day_is_refused_and_nothing_changes() -> None:
    load({})
    with pytest.raises(HistoryWouldChange) as refused:
        load({"name": "acme-2"}, {"input": 0.5})
    assert refused.value.sentences == [
        (
            "acme acme-1: input is recorded as 0.4 from 2026-01-01, the file says 0.5. "
            "A recorded price is never rewritten: add an entry with a later valid_from."
        )
    ]
    assert list(ModelPrice.objects.values_list("name", "input")) == [("acme-1", Decimal("0.4"))]


@pytest.mark.parametrize(
    ("column", "value"),
    [("cache_read", 0.1), ("training", 5), ("tuned_input", 0.8), ("tiers", [{"above_input_tokens": 1000, "input": 9}])],
)
def test_a_price_that_was_recorded_as_unknown_is_not_filled_in_afterwards(column: str, value: Any) -> None:
    load({})
    with pytest.raises(HistoryWouldChange, match=f"{column} is recorded as"):
        load({column: value})


def test_a_later_day_adds_a_row_and_earlier_days_keep_their_price() -> None:
    load({})
    assert load({}, {"valid_from": "2026-06-01", "input": 0.2}) == Loaded(added=1, updated=0, unchanged=1)
    prices = {
        day: load_price_book(day).find(ModelName(provider="acme", name="acme-1"))
        for day in (datetime.date(2026, 5, 31), datetime.date(2026, 6, 1), datetime.date(2025, 12, 31))
    }
    assert [price and price.prices.input for price in prices.values()] == [Decimal("0.4"), Decimal("0.2"), None]


def test_facts_beside_the_prices_are_brought_up_to_date() -> None:
    load({})
    assert load({"checked_on": "2026-11-30", "retires_on": "2027-01-14"}) == Loaded(added=0, updated=1, unchanged=0)
    row = ModelPrice.objects.get()
    assert row.checked_on == datetime.date(2026, 11, 30)
    assert row.retires_on == datetime.date(2027, 1, 14)


def test_a_name_in_other_case_is_the_same_model() -> None:
    load({})
    assert load({"name": "ACME-1"}).added == 0


def test_another_gpu_price_for_a_recorded_day_is_refused() -> None:
    load_prices(models=[], gpus=read_gpu_prices(json.dumps({"gpus": [GPU_ROW]}), "gpus.json"))
    changed = read_gpu_prices(json.dumps({"gpus": [GPU_ROW | {"usd_per_hour": 3}]}), "gpus.json")
    with pytest.raises(HistoryWouldChange, match=r"H100-80G Acme: usd_per_hour is recorded as 2\.5"):
        load_prices(models=[], gpus=changed)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"input": "0.4"}, 'input must be a number of $ or null, not "0.4".'),
        ({"input": True}, "input must be a number of $ or null, not true."),
        ({"output": -1}, "output is -1; a price is never negative."),
        ({"output": 0.0000000000001}, "output has more than 12 digits after the point."),
        ({"output": 10**12}, "output is too large to be a price."),
        ({"provider": None}, "provider is missing."),
        ({"label": "x" * 121}, "label has 121 characters; 120 is the most."),
        ({"valid_from": "yesterday"}, 'valid_from must be a day such as 2026-11-24, not "yesterday".'),
        ({"source": "javascript:alert(1)"}, "source must be the address of a page, beginning with https://."),
        ({"tunable": "yes"}, "tunable must be true, false or null."),
        ({"minimum_cacheable_prefix_tokens": 0.5}, "minimum_cacheable_prefix_tokens must be a whole number"),
        ({"tiers": [{"input": 1}]}, "tiers has a tier without above_input_tokens."),
        ({"tiers": [{"above_input_tokens": 1, "price": 2}]}, "tiers has a tier with the unknown key price."),
        ({"inptu": 1}, "“inptu” is not a known column."),
    ],
)
def test_a_bad_value_is_named_with_its_entry(change: dict[str, Any], sentence: str) -> None:
    found = problems({"name": "acme-0"}, change)
    assert len(found) == 1
    assert found[0].startswith("prices.json, entry 2")
    assert sentence in found[0]


def test_every_problem_is_told_at_once() -> None:
    assert len(problems({"input": -1, "valid_from": 3}, {"name": "acme-2", "source": "x"})) == 3


def test_the_same_model_twice_from_one_day_is_refused() -> None:
    assert problems({}, {"name": "ACME-1"}) == [
        "prices.json, entry 2 (acme ACME-1): there is already an entry valid from 2026-01-01."
    ]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"models": {}}', '{"models": [], "x": 1}', '{"models": [NaN]}'])
def test_a_file_of_another_shape_is_refused(content: str) -> None:
    with pytest.raises(PriceFileErrors):
        read_model_prices(content, "prices.json")


def test_the_command_says_what_is_wrong_and_changes_nothing(tmp_path: Path) -> None:
    bad = tmp_path / "mine.json"
    bad.write_text(json.dumps({"models": [ROW | {"input": -1}]}))
    with pytest.raises(CommandError, match=r"mine\.json, entry 1 \(acme acme-1\): input is -1"):
        call_command("load_prices", models=bad, verbosity=0)
    assert not ModelPrice.objects.exists()
    assert not GpuPrice.objects.exists()


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_prices", gpus=tmp_path / "nothing.json", verbosity=0)


def test_the_book_of_a_day_takes_two_queries(django_assert_num_queries: Callable[[int], Any]) -> None:
    call_command("load_prices", verbosity=0)
    with django_assert_num_queries(2):
        load_price_book(datetime.date(2026, 11, 24))

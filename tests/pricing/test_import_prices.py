"""`import_prices`: new dated rows only, announced prices included; what is the same is checked again."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from decider.models import ModelPrice
from decider.models.price_book import load_price_book
from decider.pricing.catalogue import (
    CatalogueModel,
    Quote,
    UnknownProvider,
    catalogue_models,
    catalogue_version,
    provider_codes,
)
from decider.pricing.importing import Imported, import_prices
from decider.pricing.price_files import PriceFileErrors, read_model_prices

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 24)
LATER = datetime.date(2026, 12, 24)
TOKENS: dict[str, Any] = {
    "input": Decimal(2), "output": Decimal(8), "reasoning": None, "cache_read": Decimal("0.5"), "cache_write": None,
    "batch_input": None, "batch_output": None, "batch_cache_read": None, "batch_cache_write": None, "tiers": [],
}  # fmt: skip


def quoted(*prices: tuple[datetime.date, int], **facts: Any) -> CatalogueModel:
    quotes = tuple(Quote(start, TOKENS | {"input": Decimal(amount)}, "") for start, amount in prices)
    described = {"label": "Acme 1", "source": "https://example.com/pricing", "context_limit_tokens": 128000} | facts
    return CatalogueModel(provider="acme", name="acme-1", quotes=quotes, **described)


def recorded(**facts: Any) -> ModelPrice:
    base = {
        "provider": "acme", "name": "acme-1", "label": "Acme One", "valid_from": datetime.date(2026, 1, 1),
        "source": "https://example.com/ours", "checked_on": datetime.date(2026, 1, 1), "changed_by": "prices.json",
        "training": 25, "tuned_input": 3, "tunable": True, "retires_on": datetime.date(2027, 1, 14),
    }  # fmt: skip
    return ModelPrice.objects.create(**{**base, **TOKENS, **facts})


def run(
    *models: CatalogueModel, day: datetime.date = DAY, by: str = "genai-prices 1", dry_run: bool = False
) -> Imported:
    return import_prices(models=models, day=day, by=by, dry_run=dry_run)


def inputs() -> list[tuple[str, Decimal]]:
    return [(str(row.valid_from), row.input) for row in ModelPrice.objects.order_by("valid_from")]


def test_a_model_that_is_new_is_added_with_its_earlier_and_announced_prices() -> None:
    run(quoted((datetime.date(2026, 3, 1), 3), (datetime.date(2026, 8, 1), 2), (LATER, 4)))
    assert inputs() == [("2026-03-01", 3), ("2026-08-01", 2), (str(LATER), 4)]
    row = ModelPrice.objects.latest("valid_from")
    assert (row.label, row.context_limit_tokens, row.changed_by, row.checked_on) == (
        "Acme 1",
        128000,
        "genai-prices 1",
        DAY,
    )


def test_the_same_price_only_moves_the_day_on_which_it_was_checked() -> None:
    recorded()
    done = run(quoted((datetime.date(2026, 1, 1), 2)))
    assert (len(done.added), len(done.checked)) == (0, 1)
    row = ModelPrice.objects.get()
    assert (row.checked_on, row.changed_by, row.source) == (DAY, "genai-prices 1", "https://example.com/ours")


def test_the_same_version_read_later_has_checked_nothing_anew() -> None:
    recorded()
    run(quoted((DAY, 2)))
    done = run(quoted((LATER, 2)), day=LATER)
    assert (done.checked, done.unchanged) == ([], 1)
    assert ModelPrice.objects.get().checked_on == DAY
    run(quoted((LATER, 2)), day=LATER, by="genai-prices 2")
    assert ModelPrice.objects.get().checked_on == LATER


def test_another_price_is_a_new_row_that_keeps_what_the_catalogue_does_not_know() -> None:
    recorded()
    run(quoted((datetime.date(2026, 6, 1), 5)))
    assert inputs() == [("2026-01-01", 2), (str(DAY), 5)]
    row = ModelPrice.objects.get(valid_from=DAY)
    assert (row.training, row.tuned_input, row.tunable, row.label) == (25, 3, True, "Acme One")
    assert row.retires_on == datetime.date(2027, 1, 14)
    assert load_price_book(datetime.date(2026, 7, 1)).models["acme", "acme-1"].prices.input == 2


def test_a_price_recorded_for_the_day_itself_is_reported_and_stays() -> None:
    recorded(valid_from=DAY)
    done = run(quoted((DAY, 5)))
    assert done.conflicts == [
        (
            "acme acme-1: input is recorded as 2 from 2026-11-24, the catalogue says 5. "
            "A recorded price is never rewritten."
        )
    ]
    assert inputs() == [(str(DAY), 2)]


def test_an_announced_price_is_added_once() -> None:
    recorded()
    announced = quoted((DAY, 2), (LATER, 4))
    run(announced)
    done = run(announced)
    assert done.added == []
    assert inputs() == [("2026-01-01", 2), (str(LATER), 4)]


def test_a_dry_run_writes_nothing() -> None:
    recorded()
    done = run(quoted((DAY, 5)), dry_run=True)
    assert len(done.added) == 1
    assert inputs() == [("2026-01-01", 2)]


def test_delivered_prices_are_the_catalogues(capsys: pytest.CaptureFixture[str]) -> None:
    """The price files were read from the same version: an import finds nothing different among their models."""
    call_command("load_prices", verbosity=0)
    before = set(ModelPrice.objects.values_list("provider", "name"))
    call_command("import_prices", day=datetime.date(2026, 11, 25))
    assert "0 recorded otherwise" in capsys.readouterr().out
    changed = ModelPrice.objects.filter(valid_from=datetime.date(2026, 11, 25))
    assert before.isdisjoint(changed.values_list("provider", "name"))
    call_command("load_prices", verbosity=0)


def test_the_command_says_what_it_would_do(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_prices", "--dry-run", "--day", "2026-11-24", "--provider", "deepseek")
    said = capsys.readouterr().out
    assert "deepseek deepseek-v4-pro from 2026-08-17: 0.66 in, 1.98 out" in said
    assert f"{catalogue_version()}: " in said
    assert "Nothing was written (--dry-run)." in said
    assert not ModelPrice.objects.exists()


def test_a_bad_day_or_provider_is_a_sentence() -> None:
    with pytest.raises(CommandError, match="must be a day written as YYYY-MM-DD, not 'soon'"):
        call_command("import_prices", "--day", "soon")
    with pytest.raises(CommandError, match="The catalogue has no provider “acme”; it has anthropic"):
        call_command("import_prices", "--provider", "acme")


def test_prices_of_the_hour_are_said_and_the_one_of_most_of_the_day_is_taken() -> None:
    model = next(each for each in catalogue_models(DAY, ["deepseek"]) if each.name == "deepseek-flash")
    quote = model.quotes[-1]
    assert quote.prices["input"] == Decimal("0.15")
    assert "01:00–04:00 UTC $0.3 in, $1.2 out; 06:00–10:00 UTC $0.3 in, $1.2 out" in quote.note


def test_a_key_that_a_batch_variant_leaves_out_keeps_its_standard_price() -> None:
    models = {model.name: model.quotes[-1].prices for model in catalogue_models(DAY, ["google", "aws"])}
    assert models["gemini-2.5-pro"]["batch_cache_read"] == models["gemini-2.5-pro"]["cache_read"]
    # No batch variant: no batch price, not the standard one.
    assert models["amazon.nova-lite-v1:0"]["batch_input"] is None


def test_a_tier_states_every_price_of_its_length() -> None:
    model = next(each for each in catalogue_models(DAY, ["google"]) if each.name == "gemini-2.5-pro")
    (tier,) = model.quotes[-1].prices["tiers"]
    assert tier["above_input_tokens"] == 200_000
    # The cache price of a batch has a standard tier, the batch's own prices have theirs.
    assert (tier["input"], tier["batch_input"], tier["batch_cache_read"]) == (
        Decimal("2.5"),
        Decimal("1.25"),
        Decimal("0.25"),
    )


def test_models_billed_by_more_than_tokens_are_left_out() -> None:
    names = {model.name for model in catalogue_models(DAY, ["perplexity"])}
    assert "sonar" not in names
    assert names


def test_no_model_is_taken_twice_and_every_provider_can_be_read() -> None:
    models = list(catalogue_models(DAY, provider_codes()))
    keys = [(model.provider, model.name.casefold()) for model in models]
    assert len(keys) == len(set(keys))
    assert len(keys) > 1500


def test_an_unknown_provider_is_refused() -> None:
    with pytest.raises(UnknownProvider):
        list(catalogue_models(DAY, ["acme"]))


def test_facts_learnt_later_reach_the_imported_rows() -> None:
    call_command("load_prices", verbosity=0)
    old = ModelPrice.objects.get(provider="openai", name="gpt-4.1")
    imported = ModelPrice.objects.create(
        provider="openai", name="gpt-4.1", label="GPT-4.1", valid_from=LATER, input=9, output=9,
        source=old.source, checked_on=LATER, changed_by="genai-prices 9",
    )  # fmt: skip
    call_command("load_prices", verbosity=0)
    imported.refresh_from_db()
    assert (imported.retires_on, imported.successor, imported.input) == (old.retires_on, "gpt-6-luna", 9)


def test_sources_of_unknown_facts_are_refused() -> None:
    with pytest.raises(PriceFileErrors, match="names the unknown fact colour"):
        read_model_prices('{"models": [{"fact_sources": {"colour": "https://example.com"}}]}', "prices.json")

"""The price book that is delivered: every row has its source, and today's defaults have a price."""

import datetime
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from decider.domain.bills import make_bill
from decider.domain.default_options import OWN_GPU, PROMPTED, TUNED, default_options
from decider.domain.options import Adaptation, Hosting, ModelName, Option
from decider.domain.prices import PriceBook
from decider.domain.profile import Kind, TaskProfile, Tokens
from decider.domain.resolving import resolve_option
from decider.models.price_book import load_price_book

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@pytest.fixture
def book(db: None, today: datetime.date) -> PriceBook:
    call_command("load_prices", verbosity=0)
    return load_price_book(today)


def test_every_listed_model_has_an_input_and_an_output_price(book: PriceBook) -> None:
    for price in book.models.values():
        option = Option(key="x", adaptation=Adaptation.PROMPT, hosting=Hosting.PUBLIC_API, model=price.model)
        prices = book.prices_for(option)
        assert prices.input, price.name
        assert prices.output, price.name


def test_no_tuned_model_is_listed_without_saying_what_hosting_costs(book: PriceBook) -> None:
    unclear = [p.name for p in book.models.values() if p.tunable and p.prices.hosting_per_hour is None]
    assert unclear == []


def test_no_model_of_the_book_had_retired_when_it_was_written(book: PriceBook, today: datetime.date) -> None:
    assert [p.name for p in book.models.values() if p.retires_on and p.retires_on <= today] == []


def test_tuned_prices_are_used_for_tuned_options_only(book: PriceBook) -> None:
    model = ModelName(provider="openai", name="gpt-4.1-mini")
    inputs = [
        book.prices_for(Option(key="x", adaptation=adaptation, hosting=Hosting.PUBLIC_API, model=model)).input
        for adaptation in Adaptation
    ]
    assert inputs == [Decimal("0.4"), Decimal("0.8"), Decimal("0.8")]


def test_announced_changes_begin_on_their_day(book: PriceBook) -> None:
    model = ModelName(provider="google", name="gemini-4-argon")
    before = book.find(model)
    after = load_price_book(datetime.date(2026, 12, 1)).find(model)
    assert before
    assert after
    assert (before.prices.input, after.prices.input) == (2, 4)


def test_each_gpu_has_the_makers_figures(book: PriceBook) -> None:
    names = {price.gpu for price in book.gpus.values()}
    assert {"H100-80G", "H200", "A100-80G", "A100-40G", "L4", "L40S", "B200"} <= names
    for price in book.gpus.values():
        assert price.peak_flops, price.gpu
        assert price.bandwidth_bytes_per_s, price.gpu
        assert price.data_sheet, price.gpu


def test_list_prices_agree_with_published_price_facts(book: PriceBook) -> None:
    facts = json.loads((FIXTURES.parent / "tests/data/cost_facts.json").read_text(), parse_float=Decimal)
    by_id = {fact["id"]: fact for fact in facts["facts"]}
    checked = 0
    for fact_id, fact in by_id.items():
        if fact_id.startswith("inf-list-"):
            listed = book.find(ModelName(provider="openai", name=fact_id.removeprefix("inf-list-")))
            assert listed is not None, fact_id
            assert listed.prices.input == Decimal(str(fact["inputs"]["pin"])), fact_id
            assert listed.prices.output == Decimal(str(fact["inputs"]["pout"])), fact_id
            checked += 1
        if fact_id.startswith("train-list-"):
            listed = book.find(ModelName(provider="openai", name=fact_id.removeprefix("train-list-")))
            assert listed is not None, fact_id
            assert listed.prices.training == fact["inputs"]["usd_per_m"], fact_id
            checked += 1
    haiku, write, read, out = by_id["price-claude"]["inputs"]["Haiku 4.5"]
    listed = book.find(ModelName(provider="anthropic", name="claude-haiku-4-5"))
    assert listed is not None
    prices = listed.prices
    assert (prices.input, prices.cache_write, prices.cache_read, prices.output) == (haiku, write, read, out)
    assert checked == 7


def test_every_model_of_the_default_options_has_a_price_today(book: PriceBook) -> None:
    """Fails when the defaults name a model that the book has lost, or when today has no price for one."""
    on_this_day = load_price_book(datetime.datetime.now(tz=datetime.UTC).date())
    for each in (book, on_this_day):
        for provider, name in (*PROMPTED, *TUNED):
            listed = each.find(ModelName(provider=provider, name=name))
            assert listed is not None, name
            assert listed.prices.input is not None, name
            assert listed.prices.output is not None, name
        for provider, name in TUNED:
            listed = each.find(ModelName(provider=provider, name=name))
            assert listed is not None, name
            assert listed.prices.training is not None, name
        assert each.gpu(OWN_GPU) is not None


def test_every_default_option_can_be_priced(book: PriceBook, today: datetime.date) -> None:
    profile = TaskProfile(name="Anything", kind=Kind.OTHER, tokens=Tokens(request=Decimal(500), output=Decimal(50)))
    options = default_options(profile, book, today)
    assert {option.adaptation for option in options} == set(Adaptation)
    assert {option.hosting for option in options} == {Hosting.PUBLIC_API, Hosting.SELF_HOSTED}
    assert all(make_bill(resolve_option(option, book), profile, book).complete for option in options)

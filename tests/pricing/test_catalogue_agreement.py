"""Our cost of a call equals that of the catalogue's own calculator: two programs that share no line of arithmetic."""

import datetime
import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from genai_prices import Usage
from genai_prices.data import providers

from decider.domain.bills import make_bill
from decider.domain.options import Adaptation, Hosting, ModelName, Option
from decider.domain.prices import PriceBook
from decider.domain.profile import Kind, TaskProfile, Tokens, Volume
from decider.domain.resolving import resolve_option
from decider.models import ModelPrice
from decider.models.price_book import list_price
from decider.pricing.catalogue import BATCH, PROVIDERS, CatalogueModel, catalogue_models

DAY = datetime.date(2026, 11, 24)
# Outside the hours at which some providers charge more.
NOON = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)
MODELS, CALLS, SEED = 50, 1000, 20261124
TOLERANCE = Decimal("1e-9")


@dataclass(frozen=True)
class Call:
    """Whole tokens of one call. The instructions are its stable prefix; `read` and `written` lie inside it."""

    prefix: int
    rest: int
    output: int
    reasoning: int
    read: int
    written: int
    is_batch: bool

    @property
    def input(self) -> int:
        return self.prefix + self.rest


def chosen_models() -> list[CatalogueModel]:
    """50 models at random, 15 of them with long-context tiers and 15 with a price of cache writes."""
    everything = list(catalogue_models(DAY, PROVIDERS))
    draw = random.Random(SEED)
    draw.shuffle(everything)
    tiered = [model for model in everything if _current(model)["tiers"]][:15]
    written = [each for each in everything if _current(each)["cache_write"] is not None and each not in tiered][:15]
    others = [model for model in everything if model not in tiered and model not in written]
    return [*tiered, *written, *others[: MODELS - len(tiered) - len(written)]]


def _current(model: CatalogueModel) -> dict[str, Any]:
    return [quote for quote in model.quotes if quote.starts_on <= DAY][-1].prices


def book_of(models: list[CatalogueModel]) -> PriceBook:
    rows = [
        ModelPrice(
            provider=model.provider, name=model.name, label=model.label, valid_from=DAY, checked_on=DAY,
            source=model.source, **_current(model),
        )
        for model in models
    ]  # fmt: skip
    return PriceBook.of([list_price(row) for row in rows])


def draw_call(draw: random.Random, *, can_batch: bool) -> Call:
    # A third of the calls is long enough for the tiers above 100 K, 200 K, 272 K tokens.
    prefix = draw.choice([draw.randint(1, 3_000), draw.randint(3_000, 90_000), draw.randint(90_000, 400_000)])
    read = draw.choice([0, draw.randint(0, prefix)])
    written = draw.choice([0, draw.randint(0, prefix - read)])
    return Call(
        prefix=prefix, rest=draw.randint(0, 20_000), output=draw.randint(0, 8_000), reasoning=draw.randint(0, 8_000),
        read=read, written=written, is_batch=can_batch and draw.random() < 0.3,
    )  # fmt: skip


def our_cost(model: CatalogueModel, call: Call, book: PriceBook) -> Decimal:
    total = Decimal(call.input)
    profile = TaskProfile(
        name="x",
        kind=Kind.OTHER,
        tokens=Tokens(
            instructions=Decimal(call.prefix), request=Decimal(call.rest), output=Decimal(call.output),
            reasoning=Decimal(call.reasoning), cached_share=call.read / total, cache_write_share=call.written / total,
        ),
        volume=Volume(batch_share=Decimal(int(call.is_batch))),
    )  # fmt: skip
    option = Option(
        key="x",
        adaptation=Adaptation.PROMPT,
        hosting=Hosting.PUBLIC_API,
        model=ModelName(provider=model.provider, name=model.name),
    )
    per_call = make_bill(resolve_option(option, book), profile, book).per_call
    return Decimal(per_call.numerator) / Decimal(per_call.denominator)


def their_cost(model: CatalogueModel, call: Call) -> Decimal:
    provider = next(each for each in providers if each.id == model.provider)
    info = next(each for each in provider.models if each.id == model.name)
    usage = Usage(
        input_tokens=call.input,
        output_tokens=call.output + call.reasoning,
        output_reasoning_tokens=call.reasoning,
        cache_read_tokens=call.read,
        cache_write_tokens=call.written,
    )
    context = BATCH if call.is_batch else None
    return info.calc_price(usage, provider, genai_request_timestamp=NOON, price_context=context).total_price


@pytest.fixture(scope="module")
def models() -> list[CatalogueModel]:
    return chosen_models()


def test_a_thousand_calls_of_fifty_models_cost_what_the_catalogue_says(models: list[CatalogueModel]) -> None:
    assert len(models) == MODELS
    book, draw = book_of(models), random.Random(SEED)
    differing, tiered, cached, batched = [], 0, 0, 0
    for number in range(CALLS):
        model = models[number % MODELS]
        prices = _current(model)
        call = draw_call(draw, can_batch=prices["batch_input"] is not None)
        tiered += any(call.input > tier["above_input_tokens"] for tier in prices["tiers"])
        cached += bool(call.read) and prices["cache_read"] is not None
        batched += call.is_batch
        ours, theirs = our_cost(model, call, book), their_cost(model, call)
        if abs(ours - theirs) > TOLERANCE:
            differing.append((model.provider, model.name, call, ours, theirs))
    assert differing == []
    # The draw reaches what is easily wrong.
    assert tiered > 50
    assert cached > 200
    assert batched > 50


def test_the_tuned_options_of_a_listed_price_are_what_the_catalogue_knows_nothing_of(
    models: list[CatalogueModel],
) -> None:
    """The catalogue's price would be the base model's; ours comes from the price files alone."""
    assert not any(name.startswith("ft:") for name in (model.name for model in models))
    assert all(price.tuned_prices is None for price in book_of(models).models.values())

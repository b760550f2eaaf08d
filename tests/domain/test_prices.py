"""The price book as the domain sees it: a missing price is an error that names the model."""

from decimal import Decimal

import pytest

from decider.domain.options import Adaptation, Hosting, ModelName, Option, Prices
from decider.domain.prices import GpuListPrice, ListPrice, PriceBook, PriceMissing


def listed(provider: str, name: str, **prices: Decimal) -> ListPrice:
    return ListPrice(provider=provider, name=name, label=name, prices=Prices(**prices))


def option(model: ModelName, *, prices: Prices | None = None, hosting: Hosting = Hosting.PUBLIC_API) -> Option:
    return Option(key="opt", adaptation=Adaptation.PROMPT, hosting=hosting, model=model, prices=prices)


ONE, TWO = Decimal(1), Decimal(2)
BOOK = PriceBook.of(
    [
        listed("acme", "Solo", input=ONE, output=TWO),
        listed("acme", "shared", input=ONE, output=TWO),
        listed("zeta", "shared", input=TWO, output=TWO),
        listed("acme", "half", input=ONE),
    ],
    [
        GpuListPrice(gpu="H100-80G", provider="dear", usd_per_hour=Decimal(7)),
        GpuListPrice(gpu="H100-80G", provider="cheap", usd_per_hour=Decimal(3)),
    ],
)


@pytest.mark.parametrize(
    ("provider", "name", "found"),
    [
        ("acme", "solo", "acme"),
        ("ACME", "SOLO", "acme"),
        (None, "solo", "acme"),
        ("zeta", "solo", None),
        (None, "shared", None),
        ("zeta", "shared", "zeta"),
        ("acme", None, None),
        (None, "other", None),
    ],
)
def test_a_model_is_found_by_name_when_that_is_unambiguous(provider: str | None, name: str | None, found: str) -> None:
    price = BOOK.find(ModelName(provider=provider, name=name))
    assert (price and price.provider) == found


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (ModelName(provider="acme", name="other"), "no price for other from acme"),
        (ModelName(provider="zeta", name="solo"), "solo from zeta: it is listed at acme"),
        (ModelName(name="shared"), "shared is sold by acme, zeta: name the provider"),
        (ModelName(name="other"), "other (no provider named)"),
        (ModelName(), "names no model"),
        (ModelName(provider="acme", name="half"), "output price of half from acme is not known"),
    ],
)
def test_a_missing_price_is_an_error_that_names_the_model_and_the_option(model: ModelName, said: str) -> None:
    with pytest.raises(PriceMissing) as missing:
        BOOK.prices_for(option(model))
    assert said in str(missing.value)
    assert "“opt”" in str(missing.value)
    assert missing.value.option_key == "opt"


def test_an_options_own_prices_come_before_the_books() -> None:
    own = Prices(input=TWO, output=TWO)
    assert BOOK.prices_for(option(ModelName(provider="acme", name="solo"), prices=own)) is own


def test_own_prices_that_are_incomplete_are_not_mixed_with_the_books() -> None:
    with pytest.raises(PriceMissing, match="output price of solo from acme"):
        BOOK.prices_for(option(ModelName(provider="acme", name="solo"), prices=Prices(input=ONE)))


def test_a_self_hosted_option_needs_no_token_price() -> None:
    assert BOOK.prices_for(option(ModelName(name="own"), hosting=Hosting.SELF_HOSTED)) == Prices()


def test_a_gpu_is_the_cheapest_one_unless_its_provider_is_named() -> None:
    cheapest, dear = BOOK.gpu("h100-80g"), BOOK.gpu("H100-80G", "Dear")
    assert cheapest
    assert cheapest.usd_per_hour == 3
    assert dear
    assert dear.usd_per_hour == 7
    assert BOOK.gpu("unheard of") is None
    assert BOOK.gpu(None) is None


def test_an_empty_book_knows_nothing() -> None:
    assert PriceBook.empty().find(ModelName(name="solo")) is None

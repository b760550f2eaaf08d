"""What the price book writes into an option: prices, dates, days checked, and the nearest route where one is closed."""

import datetime
from decimal import Decimal
from typing import Any

import pytest

from decider.domain.agreed_prices import gpu_with_discount, with_discount
from decider.domain.assessment import assess
from decider.domain.availability import horizon_end
from decider.domain.options import Adaptation, Hosting, ModelName, Option, Prices, SelfHosting, Tier, Training
from decider.domain.prices import GpuListPrice, ListPrice, PriceBook, is_stale
from decider.domain.profile import Kind, TaskProfile, Tokens, Volume
from decider.domain.reading import read_profile
from decider.domain.resolving import resolve
from decider.domain.writing import profile_data
from decider.wording import advice_sentence, why_not_sentence

DAY = datetime.date(2026, 11, 24)
SOON = datetime.date(2027, 1, 14)
CHECKED = datetime.date(2026, 11, 20)
PAGE = "https://example.com/pricing"


def listed(name: str, provider: str = "acme", price: str = "1", training: str | None = "5", **facts: Any) -> ListPrice:
    prices = Prices(
        input=Decimal(price), output=Decimal(price), training=training and Decimal(training),
        as_of=datetime.date(2026, 1, 1), checked_on=facts.pop("checked_on", CHECKED), source=PAGE,
    )  # fmt: skip
    return ListPrice(provider=provider, name=name, label=name.title(), prices=prices, **{"tunable": True} | facts)


def option(key: str, name: str, adaptation: Adaptation = Adaptation.FINE_TUNE, **facts: Any) -> Option:
    model = ModelName(provider=facts.pop("provider", "acme"), name=name)
    given = {"hosting": Hosting.PUBLIC_API} | facts
    return Option(key=key, adaptation=adaptation, model=model, **given)


def profile(*options: Option, months: int = 12) -> TaskProfile:
    return TaskProfile(
        name="x",
        kind=Kind.OTHER,
        tokens=Tokens(request=Decimal(500), output=Decimal(50)),
        volume=Volume(calls_per_month=Decimal(1000)),
        options=options,
        horizon_months=Decimal(months),
    )


def assessed(book: PriceBook, *options: Option, day: datetime.date = DAY, months: int = 12) -> dict[str, Any]:
    return assess(profile(*options, months=months), day=day, book=book, flips=False).data()


def advice(data: dict[str, Any], code: str) -> list[dict[str, Any]]:
    return [each["figures"] for each in data["recommendation"]["advice"] if each["code"] == code]


RETIRING = listed(
    "old", retires_on=SOON, tunable_until=datetime.date(2027, 1, 6), successor="new", price="1", training="5"
)
BOOK = PriceBook.of(
    [
        RETIRING,
        listed("closed", tunable=False),
        listed("new", tunable=False, training=None),
        listed("dear", price="9"),
        listed("near", provider="zeta", price="2"),
        listed("unpriced", provider="zeta", training=None),
        listed("going", provider="acme", retires_on=datetime.date(2027, 3, 1)),
    ]
)


def test_a_tuned_option_whose_base_retires_within_the_horizon_is_infeasible_and_says_where_to_go() -> None:
    data = assessed(BOOK, option("a", "old"), option("b", "old", Adaptation.PROMPT))
    assert [(each["feasible"], each["why_not"]) for each in data["options"]] == [
        (False, "retires_within_horizon"),
        (True, None),
    ]
    assert why_not_sentence("retires_within_horizon").startswith("Its base model retires within the horizon")
    tuned, prompted = advice(data, "model_retires")
    # The same provider's first, though another one's costs about the same; one that retires too is no route.
    assert (tuned["nearest_tunable"], tuned["successor"]) == ("dear from acme", "new")
    assert "nearest_tunable" not in prompted
    assert prompted["successor"] == "new"
    said = [advice_sentence({"code": "model_retires", "figures": figures}) for figures in (tuned, prompted)]
    assert said[0].endswith("a tuned one ends with it: the nearest that can be tuned is dear from acme.")
    assert said[1].endswith("its provider recommends new in its place.")


def test_the_nearest_of_other_providers_is_the_one_whose_tuned_price_differs_least() -> None:
    book = PriceBook.of([RETIRING, listed("a", "zeta", "9"), listed("b", "yota", "2"), listed("c", "xeno", "4")])
    nearest = book.nearest_tunable(RETIRING, DAY)
    assert nearest is not None
    assert nearest.name == "b"
    assert PriceBook.of([RETIRING]).nearest_tunable(RETIRING, DAY) is None


@pytest.mark.parametrize(
    ("facts", "day", "why_not"),
    [
        ({"tunable": False}, DAY, "not_tunable"),
        ({"tunable_until": datetime.date(2026, 11, 23)}, DAY, "not_tunable"),
        ({"tunable_until": DAY}, DAY, None),
        ({"tunable": None}, DAY, None),
        ({"retires_on": DAY}, DAY, "retired"),
        ({"retires_on": DAY, "tunable": False}, DAY, "not_tunable retired"),
        ({"retires_on": horizon_end(DAY, 12)}, DAY, None),
        ({"retires_on": horizon_end(DAY, 12) - datetime.timedelta(days=1)}, DAY, "retires_within_horizon"),
    ],
)
@pytest.mark.parametrize("adaptation", [Adaptation.FINE_TUNE, Adaptation.HYBRID])
def test_what_can_be_bought_is_told_to_the_day(
    facts: dict[str, Any], day: datetime.date, why_not: str | None, adaptation: Adaptation
) -> None:
    book = PriceBook.of([listed("x", **facts)])
    assert assessed(book, option("a", "x", adaptation), day=day)["options"][0]["why_not"] == why_not


def test_a_shorter_horizon_is_served_to_its_end() -> None:
    assert assessed(BOOK, option("a", "old"), months=1)["options"][0]["why_not"] is None
    assert assessed(BOOK, option("a", "old"), months=2)["options"][0]["why_not"] == "retires_within_horizon"


def test_the_longest_horizon_ends_with_the_calendar() -> None:
    assert horizon_end(DAY, 10**9) == datetime.date.max


def test_a_model_that_cannot_be_tuned_names_one_that_can() -> None:
    data = assessed(BOOK, option("a", "closed"))
    (figures,) = advice(data, "not_tunable")
    assert figures == {"model": "closed", "option": "a", "nearest_tunable": "dear from acme"}
    assert advice_sentence({"code": "not_tunable", "figures": figures}) == (
        "The base model “closed” cannot be tuned: the nearest that can be is dear from acme."
    )
    late = assessed(BOOK, option("a", "old"), day=datetime.date(2027, 1, 7), months=1)
    (closed,) = advice(late, "not_tunable")
    assert closed["tunable_until"] == "2027-01-06"
    assert "could be tuned until 6\u00a0January\u00a02027:" in advice_sentence(
        {"code": "not_tunable", "figures": closed}
    )


def test_a_frozen_profile_keeps_the_route_and_the_reason_without_any_price_book() -> None:
    first = assess(profile(option("a", "old")), day=DAY, book=BOOK, flips=False)
    frozen = read_profile(profile_data(first.profile))
    again = assess(frozen, day=DAY, flips=False)
    assert again.data()["options"] == first.data()["options"]
    assert advice(again.data(), "model_retires") == advice(first.data(), "model_retires")


def test_own_machines_neither_close_nor_retire() -> None:
    machines = SelfHosting(gpu_usd_per_hour=Decimal(2), output_tokens_per_second_per_replica=Decimal(500))
    own = option("a", "old", hosting=Hosting.SELF_HOSTED, self_hosting=machines, retires_on=SOON)
    assert assessed(BOOK, own)["options"][0]["why_not"] is None


def test_what_an_option_states_is_not_replaced() -> None:
    stated = option("a", "old", tunable=True, retires_on=datetime.date(2030, 1, 1), successor="mine")
    (resolved,) = resolve(profile(stated), BOOK, DAY).options
    assert (resolved.retires_on, resolved.successor) == (datetime.date(2030, 1, 1), "mine")
    assert resolved.tunable_until == datetime.date(2027, 1, 6)


# --- stale prices ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "stale"), [(0, False), (90, False), (91, True)])
def test_a_price_is_stale_more_than_ninety_days_after_it_was_checked(days: int, stale: bool) -> None:
    assert is_stale(DAY - datetime.timedelta(days=days), DAY) is stale
    assert is_stale(None, DAY)
    book = PriceBook.of([listed("x", checked_on=DAY - datetime.timedelta(days=days))])
    found = advice(assessed(book, option("a", "x", Adaptation.PROMPT)), "stale_price")
    assert bool(found) is stale


def test_a_stale_price_is_flagged_with_its_source_wherever_it_was_used() -> None:
    checked = datetime.date(2026, 5, 1)
    book = PriceBook.of(
        [listed("x", checked_on=checked)],
        [
            GpuListPrice(
                gpu="H100-80G",
                provider="Acme",
                usd_per_hour=Decimal(2),
                checked_on=checked,
                source=PAGE,
                as_of=checked,
                peak_flops=Decimal(989 * 10**12),
            )
        ],
    )
    machines = SelfHosting(gpu="H100-80G", output_tokens_per_second_per_replica=Decimal(500))
    own = option("b", "mine", hosting=Hosting.SELF_HOSTED, self_hosting=machines)
    data = assessed(book, option("a", "x", Adaptation.PROMPT), own)
    assert advice(data, "stale_price") == [
        {"option": "a", "model": "x", "checked_on": "2026-05-01", "source": PAGE},
        {"option": "b", "model": "H100-80G", "checked_on": "2026-05-01", "source": PAGE},
    ]
    sentence = advice_sentence({"code": "stale_price", "figures": advice(data, "stale_price")[0]})
    assert sentence.startswith("The price of “x” was last compared with its source on 1\u00a0May\u00a02026")
    notes = {row["fact"]: row["note"] for row in data["assumptions"]}
    assert notes["options.a.prices.input"] == f"{PAGE} (2026-01-01, checked 2026-05-01)"
    assert notes["options.b.self_hosting.gpu_usd_per_hour"] == f"{PAGE} (checked 2026-05-01)"


def test_prices_that_the_team_states_are_its_own_to_check() -> None:
    stated = option("a", "x", Adaptation.PROMPT, prices=Prices(input=Decimal(1), output=Decimal(1)))
    assert advice(assessed(PriceBook.empty(), stated), "stale_price") == []


# --- agreed prices --------------------------------------------------------------------------------------------


def test_a_discount_is_taken_off_every_price_and_nothing_else() -> None:
    price = listed("x", price="4")
    price = ListPrice(
        **{
            **price.__dict__,
            "prices": Prices(
                **{
                    **price.prices.__dict__,
                    "cache_read": Decimal("0.4"),
                    "hosting_per_hour": Decimal(2),
                    "minimum_cacheable_prefix_tokens": Decimal(1024),
                    "tiers": (Tier(above_input_tokens=Decimal(200000), input=Decimal(8), output=Decimal(9)),),
                }
            ),
            "tuned_prices": Prices(input=Decimal(6), output=Decimal(6)),
        }
    )
    paid = with_discount(price, Decimal("0.15"))
    assert (paid.prices.input, paid.prices.cache_read, paid.prices.training) == (
        Decimal("3.40"), Decimal("0.340"), Decimal("4.25"),
    )  # fmt: skip
    (tier,) = paid.prices.tiers
    assert (tier.above_input_tokens, tier.input, tier.cache_read) == (200000, Decimal("6.80"), None)
    assert paid.tuned_prices
    assert paid.tuned_prices.input == Decimal("5.10")
    assert (paid.prices.hosting_per_hour, paid.prices.minimum_cacheable_prefix_tokens) == (Decimal("1.70"), 1024)
    assert (paid.prices.batch_input, paid.prices.checked_on, paid.is_teams_own) == (None, CHECKED, True)
    assert paid.prices.source == f"15 % off the list price {PAGE}"


def test_a_discount_on_a_gpu_is_taken_off_its_hour() -> None:
    gpu = GpuListPrice(gpu="H100-80G", provider="Acme", usd_per_hour=Decimal("3.99"), source=PAGE)
    paid = gpu_with_discount(gpu, Decimal("0.5"))
    assert (paid.usd_per_hour, paid.source) == (Decimal("1.995"), f"50 % off the list price {PAGE}")


def test_a_trained_option_without_a_training_price_is_still_an_error() -> None:
    trained = option("a", "unpriced", provider="zeta", training=Training(tokens=Decimal(1000)))
    found = assess(profile(trained), day=DAY, book=BOOK, flips=False, tolerant=True)
    assert any("training price of unpriced is not known" in sentence for _, sentence in found.missing)

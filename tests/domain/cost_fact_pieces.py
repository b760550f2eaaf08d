"""The pieces of a task that a published cost fact is about, priced by the product's own functions."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from decider.domain.bills import Bill, make_bill
from decider.domain.cost import CallCost, call_cost, call_tokens
from decider.domain.crossover import CrossoverResult, crossover, total_of
from decider.domain.hosting import Serving, staircase
from decider.domain.numbers import HOURS_PER_MONTH
from decider.domain.options import Adaptation, Hosting, ModelName, Option, Prices, SelfHosting
from decider.domain.prices import PriceBook
from decider.domain.profile import Cadence, Kind, TaskProfile, Team, Tokens, Volume
from decider.domain.totals import month_one


def api_option(prices: Prices, adaptation: Adaptation = Adaptation.PROMPT, **facts: Any) -> Option:
    return Option(
        key="api", adaptation=adaptation, hosting=Hosting.PUBLIC_API, model=ModelName(name="m"), prices=prices, **facts
    )


def bill_of(option: Option, tokens: Tokens, volume: Volume | None = None) -> Bill:
    profile = TaskProfile(
        name="A published fact",
        kind=Kind.OTHER,
        tokens=tokens,
        volume=volume or Volume(),
        cadence=Cadence(),
        team=Team(engineer_rate_usd_per_hour=Decimal(35)),
    )
    return make_bill(option, profile, PriceBook.empty())


def month(option: Option, tokens: Tokens, calls: Decimal, **volume: Decimal) -> dict[str, Decimal]:
    """The lines of the first month's bill."""
    return month_one(bill_of(option, tokens, Volume(calls_per_month=calls, **volume)), calls)


def month_usd(option: Option, tokens: Tokens, calls: Decimal, **volume: Decimal) -> Decimal:
    return sum(month(option, tokens, calls, **volume).values(), Decimal(0))


def prompt_call(prices: Prices, tokens: Tokens, volume: Volume | None = None) -> CallCost:
    return call_cost(call_tokens(tokens, api_option(prices)), prices, volume or Volume())


def machines(usd_per_hour: Decimal, *, tokens_per_second: Decimal = Decimal(1), **facts: Decimal) -> Serving:
    """Rented machines that are billed and planned for in full unless `facts` say otherwise; calls of one token."""
    return staircase(
        SelfHosting(
            output_tokens_per_second_per_replica=tokens_per_second,
            **{"planned_share": Decimal(1), "min_replicas": Decimal(1), **facts},
        ),
        gpu_usd_per_hour=Fraction(usd_per_hour),
        generated_tokens=Fraction(1),
        attempts=Fraction(1),
        peak=Fraction(1),
    )


def usd_per_million_tokens(serving: Serving) -> Fraction:
    """What a million output tokens cost on one replica that is as full as planned."""
    full = 1 / serving.replicas_per_call
    assert serving.replicas(full) == 1
    return serving.monthly(full) / full * 1_000_000


def rent(usd_per_month: Decimal) -> Bill:
    """A self-hosted option that costs this much a month whatever its volume."""
    hourly = usd_per_month / HOURS_PER_MONTH
    option = Option(
        key="own",
        adaptation=Adaptation.FINE_TUNE,
        hosting=Hosting.SELF_HOSTED,
        self_hosting=SelfHosting(
            gpu_usd_per_hour=hourly, output_tokens_per_second_per_replica=Decimal(10**9), planned_share=Decimal(1)
        ),
    )
    return bill_of(option, Tokens(output=Decimal(1)))


def break_even(usd_per_call: Decimal, usd_per_month: Decimal) -> int:
    """The last volume at which an API at this price a call is not dearer than a fixed rent."""
    api = bill_of(api_option(Prices(input=Decimal(0), output=usd_per_call * 1_000_000)), Tokens(output=Decimal(1)))
    found = crossover(total_of(api, 12), total_of(rent(usd_per_month), 12))
    assert found.result is CrossoverResult.AT
    assert found.first == found.stable
    assert found.first is not None
    return found.first - 1

"""Task profiles made by hypothesis, as plain data with decimal numbers."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

Data = dict[str, Any]


def numbers(low: str, high: str, places: int = 3) -> st.SearchStrategy[Decimal]:
    # Whole numbers that are shifted: much faster to make than hypothesis's own decimals.
    step = Decimal(1).scaleb(-places)
    return st.integers(int(Decimal(low) / step), int(Decimal(high) / step)).map(lambda number: number * step)


shares = numbers("0", "1")
prices = numbers("0", "60")
tokens = st.one_of(numbers("0", "200", 1), st.integers(0, 9000).map(Decimal))


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


@st.composite
def cache_shares(draw: st.DrawFn) -> tuple[Decimal, Decimal]:
    read = draw(shares)
    return read, draw(numbers("0", "1")) * (1 - read)


unit_prices = st.fixed_dictionaries(
    {"input": prices, "output": prices, "training": prices},
    optional={
        "cache_read": prices,
        "cache_write": prices,
        "batch_input": prices,
        "batch_output": prices,
        "batch_cache_read": prices,
        "hosting_per_hour": numbers("0", "9"),
        "minimum_cacheable_prefix_tokens": st.sampled_from([Decimal(0), Decimal(1024), Decimal(4096)]),
        "tiers": st.lists(
            st.fixed_dictionaries(
                {"above_input_tokens": st.sampled_from([Decimal(500), Decimal(2000), Decimal(5000)]),
                 "input": prices, "output": prices},
                optional={"cache_read": prices, "cache_write": prices},
            ),
            max_size=2,
            unique_by=lambda tier: tier["above_input_tokens"],
        ),
    },
)  # fmt: skip
trainings = st.fixed_dictionaries(
    {},
    optional={
        "tokens": numbers("0", "5000000", 0),
        "epochs": st.integers(1, 4).map(Decimal),
        "labelling_usd": numbers("0", "5000"),
        "engineering_hours": numbers("0", "200"),
        "evaluation_usd": numbers("0", "900"),
    },
)
machines = st.fixed_dictionaries(
    {
        "gpu_usd_per_hour": numbers("0", "9"),
        "output_tokens_per_second_per_replica": numbers("0.5", "5000"),
        "active_parameters_b": numbers("1", "70"),
        "peak_flops": st.just(Decimal("989e12")),
    },
    optional={
        "gpus_per_replica": st.integers(1, 4).map(Decimal),
        "planned_share": numbers("0.1", "1"),
        "min_replicas": st.integers(0, 3).map(Decimal),
        "billed_share": shares,
        "mfu": numbers("0.1", "0.9"),
    },
)
measured = st.fixed_dictionaries({"ttft_p95_ms": numbers("0", "3000"), "ms_per_output_token": numbers("0", "90")})


@st.composite
def options(draw: st.DrawFn, key: str) -> Data:
    hosting = draw(st.sampled_from(["public_api", "private_api", "self_hosted"]))
    option: Data = {
        "key": key,
        "adaptation": draw(st.sampled_from(["prompt", "fine_tune", "hybrid"])),
        "hosting": hosting,
        "upkeep_hours_per_month": draw(numbers("0", "30")),
    }
    if hosting == "self_hosted":
        option["self_hosting"] = draw(machines)
    else:
        option["prices"] = draw(unit_prices)
        option["latency"] = draw(maybe(measured))
    option["training"] = draw(maybe(trainings))
    for kept in ("instructions_kept", "examples_kept"):
        option[kept] = draw(maybe(shares))
    return {name: value for name, value in option.items() if value is not None}


@st.composite
def profiles(draw: st.DrawFn, *, calls: st.SearchStrategy[Decimal] | None = None) -> Data:
    read, written = draw(cache_shares())
    parts = ("instructions", "per_request_instructions", "examples", "context", "request", "output", "reasoning")
    return {
        "version": 1,
        "name": "A task",
        "kind": "other",
        "volume": {
            "calls_per_month": draw(calls if calls is not None else numbers("0", "3000000", 2)),
            "growth_per_month": draw(numbers("-0.5", "0.5")),
            "peak_factor": draw(numbers("1", "9")),
            "retry_rate": draw(numbers("0", "0.9")),
            "batch_share": draw(st.one_of(st.just(Decimal(0)), shares)),
        },
        "tokens": {part: draw(tokens) for part in parts} | {"cached_share": read, "cache_write_share": written},
        "cadence": {"retrain_every_months": draw(maybe(st.integers(1, 9).map(Decimal)))},
        "team": {"engineer_rate_usd_per_hour": draw(numbers("0", "200"))},
        "horizon_months": Decimal(draw(st.integers(1, 18))),
        "discount_rate_per_month": draw(numbers("0", "0.2")),
        "price_decline_per_month": draw(numbers("0", "0.2")),
        "options": [draw(options(f"option-{index}")) for index in range(draw(st.integers(1, 3)))],
    }

"""The arithmetic once more, straight from its description: slow, plain, and without the product's code.

Everything is a fraction; nothing is rounded; months are summed one by one; crossovers are found by
trying volumes. Profiles are the plain data that a team writes down, numbers as text or int.
"""

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

F = Fraction


def fact(data: dict[str, Any], path: str, default: Any = 0) -> Fraction:
    value: Any = data
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return F(str(default)) if value is None else F(str(value))


def tokens_in(data: dict[str, Any], option: dict[str, Any]) -> tuple[Fraction, Fraction]:
    """(stable prefix, whole input) of one attempt."""
    tuned = option["adaptation"] != "prompt"
    instructions = fact(option, "instructions_kept", "0.3" if tuned else 1) * fact(data, "tokens.instructions")
    examples = fact(option, "examples_kept", 0 if tuned else 1) * fact(data, "tokens.examples")
    beside = sum(fact(data, f"tokens.{part}") for part in ("per_request_instructions", "context", "request"))
    return instructions + examples, instructions + examples + beside


def cached(data: dict[str, Any], option: dict[str, Any], share: str) -> Fraction:
    """h or w of an option: measured on the full prompt, which keeps all instructions and examples."""
    full = {"adaptation": "prompt"}
    full_prefix, full_input = tokens_in(data, full)
    prefix, whole = tokens_in(data, option)
    if full_prefix == 0 or whole == 0 or prefix < fact(option, "prices.minimum_cacheable_prefix_tokens"):
        return F(0)
    hit = min(F(1), fact(data, f"tokens.{share}") * full_input / full_prefix)
    return hit * prefix / whole


def shares(data: dict[str, Any], option: dict[str, Any]) -> tuple[Fraction, Fraction]:
    read, written = cached(data, option, "cached_share"), cached(data, option, "cache_write_share")
    prefix, whole = tokens_in(data, option)
    most = prefix / whole if whole else F(0)
    return read, min(written, most - read)


def attempts(data: dict[str, Any]) -> Fraction:
    return 1 / (1 - fact(data, "volume.retry_rate"))


def per_call(data: dict[str, Any], option: dict[str, Any]) -> Fraction:
    """c = a · [T_in·((1−h−w)·p_in + h·p_read + w·p_write) + (T_out + T_think)·p_out] / 10⁶, batch key by key."""
    if option["hosting"] == "self_hosted":
        return F(0)
    _, whole = tokens_in(data, option)
    h, w = shares(data, option)
    out = fact(data, "tokens.output") + fact(data, "tokens.reasoning")
    prices = dict(option["prices"])
    reached = [tier for tier in prices.get("tiers") or [] if whole > F(str(tier["above_input_tokens"]))]
    if reached:
        prices = max(reached, key=lambda tier: F(str(tier["above_input_tokens"])))

    def at(p_in: str, p_read: str, p_write: str, p_out: str) -> Fraction:
        base = F(str(prices[p_in]))
        read = base if prices.get(p_read) is None else F(str(prices[p_read]))
        write = base if prices.get(p_write) is None else F(str(prices[p_write]))
        return whole * ((1 - h - w) * base + h * read + w * write) + out * F(str(prices[p_out]))

    usd = at("input", "cache_read", "cache_write", "output")
    batch = fact(data, "volume.batch_share")
    if batch and prices.get("batch_input") is not None and prices.get("batch_output") is not None:
        usd = (1 - batch) * usd + batch * at("batch_input", "batch_cache_read", "no such price", "batch_output")
    return attempts(data) * usd / 1_000_000


def hosting(data: dict[str, Any], option: dict[str, Any], calls: Fraction) -> Fraction:
    """H(V): $ a month."""
    if option["hosting"] != "self_hosted":
        return fact(option, "prices.hosting_per_hour") * 730
    out = fact(data, "tokens.output") + fact(data, "tokens.reasoning")
    demand = calls * attempts(data) * out * fact(data, "volume.peak_factor", 1)
    rate = fact(option, "self_hosting.output_tokens_per_second_per_replica")
    capacity = 730 * 3600 * rate * fact(option, "self_hosting.planned_share", "0.7")
    replicas = max(int(fact(option, "self_hosting.min_replicas", 1)), math.ceil(demand / capacity))
    gpus = fact(option, "self_hosting.gpus_per_replica", 1)
    billed = fact(option, "self_hosting.billed_share", 1)
    return replicas * gpus * fact(option, "self_hosting.gpu_usd_per_hour") * 730 * billed


def upkeep(data: dict[str, Any], option: dict[str, Any]) -> Fraction:
    return fact(option, "upkeep_hours_per_month") * fact(data, "team.engineer_rate_usd_per_hour")


def one_off(data: dict[str, Any], option: dict[str, Any]) -> tuple[Fraction, Fraction]:
    """(F, R)."""
    if not option.get("training"):
        return F(0), F(0)
    trained = fact(option, "training.tokens") * fact(option, "training.epochs", 1)
    compute = trained * fact(option, "prices.training") / 1_000_000
    if option["hosting"] == "self_hosted" and fact(option, "prices.training", -1) == -1 and trained:
        flop = 4 * fact(option, "self_hosting.active_parameters_b") * 10**9 * trained
        reached = fact(option, "self_hosting.peak_flops") * fact(option, "self_hosting.mfu", "0.4")
        compute = flop / (reached * 3600) * fact(option, "self_hosting.gpu_usd_per_hour")
    retraining = compute + fact(option, "training.evaluation_usd")
    engineering = fact(option, "training.engineering_hours") * fact(data, "team.engineer_rate_usd_per_hour")
    return retraining + fact(option, "training.labelling_usd") + engineering, retraining


def months(data: dict[str, Any]) -> int:
    return int(fact(data, "horizon_months", 12))


def monthly(data: dict[str, Any], option: dict[str, Any]) -> Fraction:
    calls = fact(data, "volume.calls_per_month")
    return calls * per_call(data, option) + hosting(data, option, calls) + upkeep(data, option)


def spent_by_month(data: dict[str, Any], option: dict[str, Any]) -> Iterator[Fraction]:
    """Cumulative cost at the end of month 0, 1, … M, growth and discount included."""
    first, again = one_off(data, option)
    calls, growth = fact(data, "volume.calls_per_month"), fact(data, "volume.growth_per_month")
    discount, decline = fact(data, "discount_rate_per_month"), fact(data, "price_decline_per_month")
    every = fact(data, "cadence.retrain_every_months") if option.get("training") else F(0)
    c, u = per_call(data, option), upkeep(data, option)
    spent = first
    yield spent
    for m in range(1, months(data) + 1):
        volume = calls * (1 + growth) ** (m - 1)
        usd = hosting(data, option, volume) + u + volume * c * (1 - decline) ** (m - 1)
        if every and m % every == 0 and m < months(data):
            usd += again
        spent += usd / (1 + discount) ** m
        yield spent


def total(data: dict[str, Any], option: dict[str, Any]) -> Fraction:
    return list(spent_by_month(data, option))[-1]


def constant_total(data: dict[str, Any], option: dict[str, Any], calls: int) -> Fraction:
    """The total at constant volume, undiscounted, without price decline."""
    first, again = one_off(data, option)
    every = fact(data, "cadence.retrain_every_months") if option.get("training") else F(0)
    retrainings = (months(data) - 1) // every if every else 0
    month = hosting(data, option, F(calls)) + upkeep(data, option) + calls * per_call(data, option)
    return first + again * retrainings + months(data) * month


def paid_back(data: dict[str, Any], dear: dict[str, Any], cheap: dict[str, Any]) -> int | None:
    """The first month at which `cheap` has cost less so far, and stays so to the end."""
    lower = [x < y for x, y in zip(spent_by_month(data, cheap), spent_by_month(data, dear), strict=True)]
    return next((month for month in range(len(lower)) if all(lower[month:])), None)


def latency_p95(data: dict[str, Any], option: dict[str, Any]) -> Fraction:
    """Hosted: TTFT + (max(T_out + T_think, 1) − 1) · ms per output token."""
    out = max(fact(data, "tokens.output") + fact(data, "tokens.reasoning"), F(1))
    return fact(option, "latency.ttft_p95_ms") + (out - 1) * fact(option, "latency.ms_per_output_token")

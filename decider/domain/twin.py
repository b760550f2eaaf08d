"""The float64 twin of the arithmetic: the same formulas over arrays of draws, for uncertainty only.

Every figure that is shown as a figure comes from the exact functions; this twin answers how often and
how far figures move. A property test holds the two together. Facts are floats or arrays of one shape,
(draws,); what no range touches stays a float, so that it is computed once.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from decider.domain.cost import kept_examples, kept_instructions, tokens_known
from decider.domain.numbers import HOURS_PER_MONTH, MILLION, SECONDS_PER_MONTH
from decider.domain.options import Hosting, Option, Prices
from decider.domain.profile import TaskProfile
from decider.domain.totals import DEFAULT_HORIZON_MONTHS
from decider.domain.training import FLOP_PER_PARAMETER_LORA, TRAINING_MFU

Value = float | NDArray[np.float64]


class Facts:
    """A profile's numbers by key path: drawn ones from `drawn`, the others as stated (likely values)."""

    def __init__(self, profile: TaskProfile, drawn: dict[str, Value]) -> None:
        self.profile = profile
        self.drawn = drawn

    def number(self, path: str, default: float | None = None) -> Value:
        """The fact as a float or an array; `default` where it is unknown."""
        found = self.known(path)
        if found is not None:
            return found
        assert default is not None, f"{path} is unknown and has no default"
        return default

    def known(self, path: str) -> Value | None:
        if path in self.drawn:
            return self.drawn[path]
        owner: Any = self.profile
        if path.startswith("options."):
            owner = next(o for o in self.profile.options if path.startswith(f"options.{o.key}."))
            path = path.removeprefix(f"options.{owner.key}.")
        for name in path.split("."):
            owner = getattr(owner, name, None)
        return float(owner) if isinstance(owner, Decimal) else None

    def rest_of(self, path: str) -> Value:
        """One less the fact; taken before a share very close to 1 becomes 1 in float64."""
        owner: Any = self.profile
        for name in path.split("."):
            owner = getattr(owner, name)
        if path in self.drawn or not isinstance(owner, Decimal):
            return 1 - self.number(path, 0.0)
        return float(1 - owner)

    def of_option(self, option: Option, path: str, default: float | None = None) -> Value:
        return self.number(f"options.{option.key}.{path}", default)


@dataclass(frozen=True)
class Machines:
    """One kind of machines: `max(minimum, ⌈calls · replicas_per_call⌉) + redundant` replicas."""

    minimum: Value
    replicas_per_call: Value
    usd_per_replica: Value
    redundant: Value = 0.0


@dataclass(frozen=True)
class OptionDraws:
    """One option's cost as functions of volume, draw by draw.

    Total over the horizon at constant volume V: `fixed + months·(V·per_call + serving(V))`.
    """

    per_call: Value
    # What is paid once, and again at each retraining.
    one_off: Value
    retraining: Value
    retrainings: Value
    upkeep: Value
    machines: tuple["Machines", ...]
    # The total with growth, discount and decline; None where the volume is unknown.
    total: Value | None
    generated: Value

    def serving(self, calls: Value) -> Value:
        """$ a month for machines at a volume."""
        rent: Value = 0.0
        for kind in self.machines:
            replicas = np.maximum(kind.minimum, np.ceil(calls * kind.replicas_per_call - 1e-9)) + kind.redundant
            rent = rent + replicas * kind.usd_per_replica
        return rent

    def constant_total(self, calls: Value, months: Value) -> Value:
        fixed = self.one_off + self.retraining * self.retrainings + months * self.upkeep
        return fixed + months * (calls * self.per_call + self.serving(calls))


def option_draws(option: Option, facts: Facts) -> OptionDraws | None:
    """Price one resolved option over the draws; None where the exact bill would be incomplete."""
    if not tokens_known(facts.profile.tokens):
        return None
    prices = option.prices or Prices()
    attempts = 1 / facts.rest_of("volume.retry_rate")
    tokens = _tokens(option, facts)
    rate = facts.number("team.engineer_rate_usd_per_hour", 0.0)
    upkeep = facts.of_option(option, "upkeep_hours_per_month", 0.0) * rate
    one_off, retraining = _one_off(option, facts, rate)
    if option.hosting is Hosting.SELF_HOSTED:
        if facts.known(f"options.{option.key}.self_hosting.output_tokens_per_second_per_replica") is None:
            return None
        per_call: Value = 0.0
        machines = _machines(option, facts, tokens["generated"], attempts)
    else:
        if prices.input is None or prices.output is None:
            return None
        per_call = _per_call(option, facts, prices, tokens, attempts)
        rent = facts.of_option(option, "prices.hosting_per_hour", 0.0) * HOURS_PER_MONTH
        machines = Machines(minimum=1.0, replicas_per_call=0.0, usd_per_replica=rent)
    months = facts.number("horizon_months", float(DEFAULT_HORIZON_MONTHS))
    every = facts.known("cadence.retrain_every_months")
    retrainings = 0.0 if every is None else np.floor((months - 1) / every + 1e-12)
    draws = OptionDraws(per_call, one_off, retraining, retrainings, upkeep, (machines,), None, tokens["generated"])
    if option.escalation is not None:
        other = next(each for each in facts.profile.options if each.key == option.escalation.to)
        again = option_draws(other, facts)
        if again is None:
            return None
        draws = _with_escalation(draws, again, facts.of_option(option, "escalation.share", 0.0))
    if facts.known("volume.calls_per_month") is None:
        return draws
    return replace(draws, total=_total(draws, facts, months, every))


def _with_escalation(draws: OptionDraws, again: OptionDraws, share: Value) -> OptionDraws:
    """A cascade: every call by one option, a share of them again by another."""
    scaled = tuple(replace(kind, replicas_per_call=kind.replicas_per_call * share) for kind in again.machines)
    return replace(
        draws,
        per_call=draws.per_call + share * again.per_call,
        one_off=draws.one_off + again.one_off,
        retraining=draws.retraining + again.retraining,
        upkeep=draws.upkeep + again.upkeep,
        machines=(*draws.machines, *scaled),
    )


def _tokens(option: Option, facts: Facts) -> dict[str, Value]:
    """Uncached, read, written and generated tokens of one attempt (see `decider.domain.cost.call_tokens`)."""
    names = ("instructions", "per_request_instructions", "examples", "context", "request", "output", "reasoning")
    part = {name: facts.number(f"tokens.{name}", 0.0) for name in names}
    full_prefix = part["instructions"] + part["examples"]
    beside = part["per_request_instructions"] + part["context"] + part["request"]
    keeps_instructions = facts.of_option(option, "instructions_kept", float(kept_instructions(option)))
    keeps_examples = facts.of_option(option, "examples_kept", float(kept_examples(option)))
    prefix = keeps_instructions * part["instructions"] + keeps_examples * part["examples"]
    least = facts.of_option(option, "prices.minimum_cacheable_prefix_tokens", 0.0)
    scale = np.where(np.asarray(full_prefix) > 0, (full_prefix + beside) / np.maximum(full_prefix, 1e-300), 0.0)
    scale = np.where(np.asarray(prefix) >= least, scale, 0.0)
    read_rate = np.minimum(1.0, facts.number("tokens.cached_share", 0.0) * scale)
    write_rate = np.minimum(1.0 - read_rate, facts.number("tokens.cache_write_share", 0.0) * scale)
    read, written = read_rate * prefix, write_rate * prefix
    return {
        "uncached": prefix + beside - read - written,
        "read": read,
        "written": written,
        "input": prefix + beside,
        "generated": part["output"] + part["reasoning"],
        "reasoning": part["reasoning"],
    }


def _per_call(option: Option, facts: Facts, prices: Prices, tokens: dict[str, Value], attempts: Value) -> Value:
    def stated(name: str) -> Value | None:
        return facts.known(f"options.{option.key}.prices.{name}")

    standard = _cost(tokens, [stated(name) for name in _STANDARD])
    batched, can_batch = standard, np.asarray(0.0)
    if prices.batch_input is not None and prices.batch_output is not None:
        batched, can_batch = _cost(tokens, [stated(name) if name else None for name in _BATCH]), np.asarray(1.0)
    for tier in sorted(prices.tiers, key=lambda tier: tier.above_input_tokens):  # type: ignore[arg-type, return-value]
        reached = np.asarray(tokens["input"]) > float(tier.above_input_tokens)  # type: ignore[arg-type]
        units: list[Value | None] = [_float(getattr(tier, name, None)) for name in _STANDARD]
        standard = np.where(reached, _cost(tokens, [*units[:4], stated("reasoning")]), standard)
        has_batch = tier.batch_input is not None and tier.batch_output is not None
        can_batch = np.where(reached, 1.0 if has_batch else 0.0, can_batch)
        if has_batch:
            units = [_float(getattr(tier, name)) if name else None for name in _BATCH]
            batched = np.where(reached, _cost(tokens, units), batched)
    batch = facts.number("volume.batch_share", 0.0) * can_batch
    return attempts * ((1 - batch) * standard + batch * batched)


_STANDARD = ("input", "output", "cache_read", "cache_write", "reasoning")
# Hidden reasoning tokens of a batch are billed as its output.
_BATCH = ("batch_input", "batch_output", "batch_cache_read", "batch_cache_write", "")


def _cost(tokens: dict[str, Value], units: list[Value | None]) -> Value:
    """$ of one attempt at these prices of input, output, cache read, cache write and reasoning."""
    base, output = units[0] if units[0] is not None else 0.0, units[1] if units[1] is not None else 0.0
    read, write = (base if price is None else price for price in units[2:4])
    thinking = output if units[4] is None else units[4]
    inputs = tokens["uncached"] * base + tokens["read"] * read + tokens["written"] * write
    answer = (tokens["generated"] - tokens["reasoning"]) * output + tokens["reasoning"] * thinking
    return (inputs + answer) / MILLION


def _machines(option: Option, facts: Facts, generated: Value, attempts: Value) -> Machines:
    """Own machines, rented by the hour or owned."""

    def fact(name: str, default: float | None = None) -> Value:
        return facts.of_option(option, f"self_hosting.{name}", default)

    capacity = SECONDS_PER_MONTH * fact("output_tokens_per_second_per_replica") * fact("planned_share", 0.7)
    per_call = attempts * generated * facts.number("volume.peak_factor", 1.0) / capacity
    gpus, hours = fact("gpus_per_replica", 1.0), HOURS_PER_MONTH * fact("billed_share", 1.0)
    if facts.known(f"options.{option.key}.self_hosting.purchase_usd_per_gpu") is None:
        usd = gpus * fact("gpu_usd_per_hour", 0.0) * hours
    else:
        power = fact("watts_per_gpu", 0.0) / 1000 * hours * fact("pue", 1.0) * fact("electricity_usd_per_kwh", 0.0)
        written_off = fact("purchase_usd_per_gpu") / fact("depreciation_months", 1.0)
        usd = gpus * (written_off + power) + fact("hardware_upkeep_usd_per_month", 0.0)
    return Machines(fact("min_replicas", 1.0), per_call, usd, fact("redundant_replicas", 0.0))


def _one_off(option: Option, facts: Facts, rate: Value) -> tuple[Value, Value]:
    if option.training is None:
        return 0.0, 0.0

    def fact(name: str, default: float = 0.0) -> Value:
        return facts.of_option(option, f"training.{name}", default)

    trained = fact("tokens") * fact("epochs", 1.0)
    if facts.known(f"options.{option.key}.prices.training") is not None:
        compute = trained * facts.of_option(option, "prices.training") / MILLION
    else:
        parameters = facts.of_option(option, "self_hosting.active_parameters_b", 0.0) * 1e9
        flops = facts.of_option(option, "self_hosting.peak_flops", 1.0)
        mfu = facts.of_option(option, "self_hosting.mfu", float(TRAINING_MFU))
        hours = FLOP_PER_PARAMETER_LORA * parameters * trained / (flops * mfu * 3600)
        compute = hours * facts.of_option(option, "self_hosting.gpu_usd_per_hour", 0.0)
    evaluation = fact("evaluation_usd")
    return compute + fact("labelling_usd") + fact("engineering_hours") * rate + evaluation, compute + evaluation


def _total(draws: OptionDraws, facts: Facts, months: Value, every: Value | None) -> Value:
    """`TCO` of `decider.domain.totals`, month by month; months beyond a draw's own horizon count as nothing."""
    calls, growth = facts.number("volume.calls_per_month"), facts.number("volume.growth_per_month", 0.0)
    discount = facts.number("discount_rate_per_month", 0.0)
    decline = facts.number("price_decline_per_month", 0.0)
    total: Value = draws.one_off
    done: Value = 0.0
    for month in range(1, int(np.max(months)) + 1):
        volume = calls * (1 + growth) ** (month - 1) if month > 1 else calls
        bill = draws.upkeep + draws.serving(volume) + volume * draws.per_call * (1 - decline) ** (month - 1)
        if every is not None:
            due = np.floor(np.minimum(month, months - 1) / every + 1e-12)
            bill = bill + draws.retraining * (due - done)
            done = due
        total = total + np.where(month <= np.asarray(months), bill / (1 + discount) ** month, 0.0)
    return total


def _float(value: Any) -> float | None:
    return float(value) if isinstance(value, Decimal) else None

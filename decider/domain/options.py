"""Options: the ways to do one task, each an adaptation on a hosting with a model and dated prices."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from decider.domain.fields import Number, choice, day, flag, list_of, number, optional_section, section, share, text


class Adaptation(StrEnum):
    PROMPT = "prompt"
    FINE_TUNE = "fine_tune"
    HYBRID = "hybrid"


class Hosting(StrEnum):
    PUBLIC_API = "public_api"
    PRIVATE_API = "private_api"
    SELF_HOSTED = "self_hosted"


@dataclass(frozen=True, kw_only=True)
class ModelName:
    provider: str | None = text(60)
    name: str | None = text(120)


@dataclass(frozen=True, kw_only=True)
class Tier:
    """Prices that replace the standard ones for calls with more input than `above_input_tokens`."""

    above_input_tokens: Number = number("tokens")
    input: Number = number("$ per 1 M tokens")
    output: Number = number("$ per 1 M tokens")
    cache_read: Number = number("$ per 1 M tokens")
    cache_write: Number = number("$ per 1 M tokens")
    batch_input: Number = number("$ per 1 M tokens")
    batch_output: Number = number("$ per 1 M tokens")
    batch_cache_read: Number = number("$ per 1 M tokens")
    batch_cache_write: Number = number("$ per 1 M tokens")


@dataclass(frozen=True, kw_only=True)
class Prices:
    """Unit prices on one day, $ per 1 M tokens; `None` where the price is not known, never $0."""

    input: Number = number("$ per 1 M tokens")
    output: Number = number("$ per 1 M tokens")
    # Of hidden reasoning tokens; None: they are billed as output.
    reasoning: Number = number("$ per 1 M tokens")
    cache_read: Number = number("$ per 1 M tokens")
    cache_write: Number = number("$ per 1 M tokens")
    batch_input: Number = number("$ per 1 M tokens")
    batch_output: Number = number("$ per 1 M tokens")
    batch_cache_read: Number = number("$ per 1 M tokens")
    batch_cache_write: Number = number("$ per 1 M tokens")
    tiers: tuple[Tier, ...] = list_of(Tier)
    training: Number = number("$ per 1 M training tokens")
    hosting_per_hour: Number = number("$ an hour")
    # A prompt prefix shorter than this is never cached; None where no limit is known.
    minimum_cacheable_prefix_tokens: Number = number("tokens")
    as_of: datetime.date | None = day()
    # The day on which somebody last compared the price with its source.
    checked_on: datetime.date | None = day()
    source: str | None = text(300)


@dataclass(frozen=True, kw_only=True)
class Training:
    # Tokens of the training file, once.
    tokens: Number = number("tokens")
    epochs: Number = number("epochs", whole=True, minimum=1)
    labelling_usd: Number = number("$")
    engineering_hours: Number = number("hours")
    evaluation_usd: Number = number("$")


@dataclass(frozen=True, kw_only=True)
class MeasuredLatency:
    """Measured time to first token and per output token."""

    ttft_p50_ms: Number = number("ms")
    ttft_p95_ms: Number = number("ms")
    ms_per_output_token: Number = number("ms")


@dataclass(frozen=True, kw_only=True)
class ExpectedQuality:
    expected: Number = number()
    sample_size: Number = number("cases", whole=True)


@dataclass(frozen=True, kw_only=True)
class PairedCases:
    """This option and today's prompt on the same test cases: how many each of the four outcomes had."""

    both_pass: Number = number("cases", whole=True)
    only_option_passes: Number = number("cases", whole=True)
    only_current_passes: Number = number("cases", whole=True)
    both_fail: Number = number("cases", whole=True)


@dataclass(frozen=True, kw_only=True)
class SelfHosting:
    """The machines of a self-hosted option. One replica is one copy of the model."""

    gpu: str | None = text(60)
    gpu_usd_per_hour: Number = number("$ an hour")
    # Of the hourly price: the day on which it was last compared with its source, and that source.
    gpu_price_checked_on: datetime.date | None = day()
    gpu_price_source: str | None = text(300)
    gpus_per_replica: Number = number("GPUs", whole=True, minimum=1)
    # Of one replica under its planned batch.
    output_tokens_per_second_per_replica: Number = number("tokens/s", above=0)
    # Share of a replica's capacity that is planned for; the rest is headroom.
    planned_share: Number = share(above=0)
    min_replicas: Number = number("replicas", whole=True)
    # Share of the month that is billed; below 1 where machines are switched off.
    billed_share: Number = share()
    active_parameters_b: Number = number("billion", above=0)
    peak_flops: Number = number("FLOP/s", above=0)
    bandwidth_bytes_per_s: Number = number("bytes/s", above=0)
    # Shares of peak FLOP/s and of peak bandwidth that are reached.
    mfu: Number = share(above=0)
    mbu: Number = share(above=0)
    bytes_per_parameter: Number = number("bytes", above=0)
    kv_bytes_per_token: Number = number("bytes")
    # Replicas kept beside those that the load needs, for failures and maintenance.
    redundant_replicas: Number = number("replicas", whole=True)
    # Owned machines: a purchase price in place of an hourly one. One GPU's share of the server's price and power.
    purchase_usd_per_gpu: Number = number("$")
    depreciation_months: Number = number("months", above=0)
    watts_per_gpu: Number = number("W")
    # Power of the whole room over power of the machines (power usage effectiveness).
    pue: Number = number("× the machines", minimum=1)
    electricity_usd_per_kwh: Number = number("$ a kWh")
    hardware_upkeep_usd_per_month: Number = number("$ a month and replica")
    batch: Number = number("requests", minimum=1)


@dataclass(frozen=True, kw_only=True)
class Escalation:
    """A cascade: this option answers first, and a share of its calls is asked again of another option."""

    # The key of the other option, which must not escalate itself.
    to: str | None = text(80)
    share: Number = number("share", share=True, maximum=1)


@dataclass(frozen=True, kw_only=True)
class Option:
    """One way to do the task."""

    key: str = text(80)
    adaptation: Adaptation = choice(Adaptation)
    hosting: Hosting = choice(Hosting)
    model: ModelName = section(ModelName)
    # None: looked up in the price book for the day.
    prices: Prices | None = optional_section(Prices)
    # None: nothing is trained, one-off and retraining cost nothing.
    training: Training | None = optional_section(Training)
    upkeep_hours_per_month: Number = number("hours a month")
    # Shares of the prompted instructions and examples that this option's prompt still carries.
    instructions_kept: Number = share()
    examples_kept: Number = share()
    # Whether the base model can be tuned; None where nobody says.
    tunable: bool | None = flag()
    # The last day on which a tuning job can be started; None where no end is known.
    tunable_until: datetime.date | None = day()
    retires_on: datetime.date | None = day()
    # What its provider recommends in the model's place, and the nearest model that can still be tuned.
    successor: str | None = text(120)
    nearest_tunable: str | None = text(200)
    latency: MeasuredLatency | None = optional_section(MeasuredLatency)
    quality: ExpectedQuality | None = optional_section(ExpectedQuality)
    # None: not compared on the same cases.
    paired: PairedCases | None = optional_section(PairedCases)
    self_hosting: SelfHosting | None = optional_section(SelfHosting)
    escalation: Escalation | None = optional_section(Escalation)

"""What facts, provenances and policy thresholds are called, and how their values print."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from decider.domain.fields import NumberRule, rule_at
from decider.domain.options import Option
from decider.domain.profile import TaskProfile
from decider.wording.labels import HOSTINGS, KINDS, spelled
from decider.wording.numbers import UNKNOWN, as_decimal, count, milliseconds, money, quantity, share

NAMES = {
    "prompting.tried": "a prompt has been tried",
    "prompting.examples": "examples in the prompt",
    "prompting.clear_instructions": "clear instructions",
    "prompting.output_schema": "a schema of the output",
    "prompting.output_validation": "validation of the output",
    "prompting.weeks_spent": "weeks of prompt work",
    "quality.metric": "the quality metric",
    "quality.scale": "the metric’s scale",
    "quality.higher_is_better": "higher is better",
    "quality.current": "today’s quality",
    "quality.target": "the quality target",
    "quality.sample_size": "test cases behind the measured quality",
    "quality.failure_cause": "the main cause of failures",
    "quality.cost_of_error_usd": "the cost of a wrong answer",
    "quality.value_of_success_usd": "the value of a right answer",
    "quality.review_cost_usd": "the cost of reviewing an answer",
    "quality.human_cost_usd": "the cost of a human answer",
    "quality.expected": "expected quality",
    "volume.calls_per_month": "calls a month",
    "volume.growth_per_month": "growth of volume a month",
    "volume.peak_factor": "busiest hour over the average hour",
    "volume.retry_rate": "share of calls asked again",
    "volume.batch_share": "share of calls sent in batch",
    "tokens": "tokens of a call",
    "tokens.instructions": "tokens of instructions",
    "tokens.per_request_instructions": "tokens of instructions per request",
    "tokens.examples": "tokens of examples",
    "tokens.context": "tokens of context",
    "tokens.request": "tokens of the request",
    "tokens.output": "tokens of output",
    "tokens.reasoning": "tokens of reasoning",
    "tokens.cached_share": "share of input read from the cache",
    "tokens.cache_ttl_seconds": "seconds that a prompt stays in the cache",
    "tokens.cache_write_share": "share of input written to the cache",
    "latency.target_p95_ms": "the latency target (p95)",
    "latency.current_p95_ms": "today’s latency (p95)",
    "latency.streaming": "answers are streamed",
    "latency.ttft_p50_ms": "time to the first token (p50)",
    "latency.ttft_p95_ms": "time to the first token (p95)",
    "latency.ms_per_output_token": "time per output token",
    "data.external_api": "external APIs",
    "data.labelled_examples": "labelled examples",
    "needs.proprietary_format": "a format of one’s own",
    "needs.style_voice": "style or voice",
    "needs.tasks_on_one_model": "tasks on one model",
    "needs.instructions_change_per_request": "instructions change per request",
    "cadence.max_weeks_per_iteration": "weeks the team can wait for a change",
    "cadence.prompt_changes_per_month": "prompt changes a month",
    "cadence.retrain_every_months": "months between retrainings",
    "team.can_serve_models": "the team can serve models",
    "team.engineer_rate_usd_per_hour": "an engineer’s hourly rate",
    "horizon_months": "the horizon",
    "discount_rate_per_month": "discount rate a month",
    "price_decline_per_month": "decline of prices a month",
    "prices.input": "the price of input",
    "prices.output": "the price of output",
    "prices.cache_read": "the price of cached input",
    "prices.cache_write": "the price of writing the cache",
    "prices.batch_input": "the batch price of input",
    "prices.batch_output": "the batch price of output",
    "prices.batch_cache_read": "the batch price of cached input",
    "prices.batch_cache_write": "the batch price of writing the cache",
    "prices.reasoning": "the price of reasoning tokens",
    "prices.tiers": "the prices of long calls",
    "prices.minimum_cacheable_prefix_tokens": "the shortest prefix that is cached",
    "prices.tiers.above_input_tokens": "the input above which long calls’ prices hold",
    "prices.tiers.input": "the price of long calls’ input",
    "prices.tiers.output": "the price of long calls’ output",
    "prices.tiers.cache_read": "the price of long calls’ cached input",
    "prices.tiers.cache_write": "the price of writing long calls’ cache",
    "prices.tiers.batch_input": "the batch price of long calls’ input",
    "prices.tiers.batch_output": "the batch price of long calls’ output",
    "prices.tiers.batch_cache_read": "the batch price of long calls’ cached input",
    "prices.tiers.batch_cache_write": "the batch price of writing long calls’ cache",
    "prices.training": "the price of training",
    "prices.hosting_per_hour": "the price of hosting an hour",
    "training.tokens": "tokens of the training file",
    "training.epochs": "training epochs",
    "training.labelling_usd": "cost of labelling",
    "training.engineering_hours": "hours of engineering for training",
    "training.evaluation_usd": "cost of evaluation",
    "upkeep_hours_per_month": "hours of upkeep a month",
    "instructions_kept": "share of instructions kept in the prompt",
    "examples_kept": "share of examples kept in the prompt",
    "retires_on": "day the base model retires",
    "self_hosting.gpu": "the GPU",
    "self_hosting.gpu_usd_per_hour": "the GPU price",
    "self_hosting.gpus_per_replica": "GPUs per replica",
    "self_hosting.output_tokens_per_second_per_replica": "output speed of a replica",
    "self_hosting.planned_share": "share of a replica’s capacity planned for",
    "self_hosting.min_replicas": "replicas at least",
    "self_hosting.billed_share": "share of the month that is billed",
    "self_hosting.redundant_replicas": "redundant replicas",
    "self_hosting.purchase_usd_per_gpu": "the purchase price of a GPU with its share of the server",
    "self_hosting.depreciation_months": "months of depreciation",
    "self_hosting.watts_per_gpu": "power of a GPU with its share of the server",
    "self_hosting.pue": "power of the room over power of the machines",
    "self_hosting.electricity_usd_per_kwh": "the price of electricity",
    "self_hosting.hardware_upkeep_usd_per_month": "upkeep of the hardware",
    "self_hosting.active_parameters_b": "active parameters",
    "self_hosting.peak_flops": "peak computing speed of a GPU",
    "self_hosting.bandwidth_bytes_per_s": "memory bandwidth of a GPU",
    "self_hosting.mfu": "share of the peak computing speed that is reached",
    "self_hosting.mbu": "share of the memory bandwidth that is reached",
    "self_hosting.bytes_per_parameter": "memory of a parameter",
    "self_hosting.kv_bytes_per_token": "memory of a token in the attention cache",
    "self_hosting.batch": "requests that a replica answers at once",
    "paired": "the comparison on the same cases",
    "paired.both_pass": "cases that it and today’s prompt pass, in the comparison",
    "paired.only_option_passes": "cases that it alone passes, in the comparison",
    "paired.only_current_passes": "cases that today’s prompt alone passes, in the comparison",
    "paired.both_fail": "cases that neither passes, in the comparison",
    "escalation.share": "share of calls that is escalated",
}

PROVENANCES = {
    "measured": "Measured",
    "stated": "Stated",
    "list_price": "List price",
    "default": "Default",
    "estimated": "Estimated",
    "team_assumption": "Team assumption",
    "unknown": "Not known",
}

# name: (what the threshold says, its unit)
POLICY = {
    "thorough_examples": ("Examples that a thorough prompt has at least", "examples"),
    "exhausted_weeks": ("Prompt work after which prompting counts as exhausted", "weeks"),
    "reexamine_at_attainment": ("Share of the target at or below which the task is re-examined", "share"),
    "ceiling_from_attainment": ("Share of the target from which fine-tuning may close the gap", "share"),
    "wide_gap_labelled_examples": ("Labelled examples with which a wider gap may be tried all the same", "examples"),
    "low_volume_calls": ("Volume below which prompting counts as cheaper", "calls a month"),
    "high_volume_calls": ("Volume above which the crossover must be shown", "calls a month"),
    "computed_cost_decides_at_low_volume": (
        "Below the low volume, the computed cost decides in place of the rule of thumb",
        "",
    ),
    "cycle_weeks_least": ("Shortest fine-tuning cycle", "weeks"),
    "cycle_weeks_most": ("Longest fine-tuning cycle", "weeks"),
    "close_within_share": ("Change of one fact within which another verdict counts as close", "share"),
    "trained_classifier_labels": ("Labels from which a small trained classifier is worth a try", "examples"),
    "least_labelled_examples": ("Labelled examples below which there are too few to train on", "examples"),
}

# Units that change for exactly one.
SINGULAR = {
    "weeks": "week",
    "months": "month",
    "hours": "hour",
    "tokens": "token",
    "tasks": "task",
    "cases": "case",
    "examples": "example",
    "calls a month": "call a month",
    "hours a month": "hour a month",
    "changes a month": "change a month",
    "replicas": "replica",
    "GPUs": "GPU",
    "epochs": "epoch",
}

_WORDS = {
    **KINDS,
    **HOSTINGS,
    "allowed": "allowed",
    "private_only": "private only",
    "forbidden": "forbidden",
    "none": "none",
    "broad": "broad",
    "subtle": "subtle",
    "syntax": "syntax",
    "format": "format",
    "style": "style",
    "pattern": "a pattern that prompts miss",
    "knowledge": "missing knowledge",
    "reasoning": "reasoning",
    "share": "a share from 0 to 1",
    "number": "a number",
}


_SPEEDS = {"FLOP/s": "TFLOP/s", "bytes/s": "TB/s"}
_TERA = Decimal(10) ** 12
_SHARES = ("_share", "_rate", "_kept")
_MONTHLY_SHARES = ("volume.growth_per_month", "discount_rate_per_month", "price_decline_per_month")


def split_path(path: str) -> tuple[str | None, str]:
    """The option's key, if the path leads into one, and the rest: `options.ft-small.prices.input`."""
    if path.startswith("options."):
        rest = path.removeprefix("options.")
        for name in sorted(NAMES, key=len, reverse=True):
            if rest.endswith("." + name):
                return rest.removesuffix("." + name), name
        key, _, name = rest.partition(".")
        return key, name
    return None, path


def fact_name(path: str, labels: Mapping[str, str] | None = None, option: str | None = None) -> str:
    """A fact in words: "calls a month", "price of output of Fine-tune gpt-4.1-mini"."""
    key, name = split_path(path)
    words = NAMES.get(name, spelled(name).lower())
    key = key or option
    return f"{words} of “{(labels or {}).get(key, key)}”" if key else words


def fact_value(path: str, value: Any, unit: str = "") -> str:
    """A fact's value with its unit, as people read it; "not known" for None."""
    name = split_path(path)[1]
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if as_decimal(value) is None and not isinstance(value, Mapping):
        return _WORDS.get(str(value), str(value))
    if (unit or _declared_unit(name)).startswith("$"):
        tail = unit.removeprefix("$").strip()
        return money(value) + (f" {tail}" if tail else "")
    if unit.startswith("share") or name.endswith(_SHARES) or name in _MONTHLY_SHARES:
        of = unit.removeprefix("share").strip()
        return share(value) + (f" {of}" if of else "")
    if name.startswith("quality.") and name.endswith((".current", ".target", ".expected")):
        return _quality(value, unit)
    if unit == "ms" or name.endswith("_ms"):
        return milliseconds(value)
    if unit in _SPEEDS:
        return _speed(value, unit)
    value = _whole(name, value)
    return quantity(value, SINGULAR.get(unit, unit), unit) if unit else count(value)


def _whole(name: str, value: Any) -> Any:
    """Calls a month, and tokens from ten on, without the fraction that an average has: nobody makes half a call."""
    tokens = name.startswith("tokens.")
    if not tokens and name != "volume.calls_per_month":
        return value
    if isinstance(value, Mapping):
        return {end: _whole(name, each) for end, each in value.items()}
    number = as_decimal(value)
    return value if number is None or abs(number) < (10 if tokens else 1) else round(number)


def _declared_unit(name: str) -> str:
    """The unit that the task profile or an option declares for a fact, empty where it has none."""
    for kind in (TaskProfile, Option):
        try:
            rule = rule_at(kind, name)
        except KeyError:
            continue
        return rule.unit if isinstance(rule, NumberRule) else ""
    return ""


def _speed(value: Any, unit: str) -> str:
    """A machine's speed in units of a million millions: "989 TFLOP/s", "3.35 TB/s"."""
    if isinstance(value, Mapping):
        scaled: Any = {end: number / _TERA for end in value if (number := as_decimal(value[end])) is not None}
    else:
        number = as_decimal(value)
        scaled = number and number / _TERA
    return quantity(scaled, _SPEEDS[unit], _SPEEDS[unit])


def _quality(value: Any, unit: str) -> str:
    number = as_decimal(value.get("high") if isinstance(value, Mapping) else value)
    if unit == "number" or number is None or not Decimal(0) <= number <= 1:
        return count(value) if unit in ("", "number") else f"{count(value)} {unit}"
    return share(value) + (f" {unit}" if unit and unit != "share" else "")


def provenance_name(code: str | None) -> str:
    return PROVENANCES.get(code or "", spelled(code))


def policy_name(name: str) -> str:
    return POLICY[name][0] if name in POLICY else spelled(name)


def policy_value(name: str, value: Any) -> str:
    unit = POLICY[name][1] if name in POLICY else ""
    return fact_value(name, value, unit)

"""Published cost facts, reproduced by the product's own functions.

`tests/data/cost_facts.json` holds each fact with its source, its inputs and the answer recomputed from
them. A fact is either reproduced here from its inputs through the functions that price a task, or it
stands in `NOT_COVERED` with the reason.
"""

import json
import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from decider.domain.latency import measured_latency
from decider.domain.numbers import HOURS_PER_MONTH
from decider.domain.options import Adaptation, MeasuredLatency, Prices
from decider.domain.profile import Tokens
from decider.domain.training import gpu_hours_usd, hosted_training_usd
from tests.domain.cost_fact_pieces import (
    api_option,
    bill_of,
    break_even,
    machines,
    month,
    month_usd,
    prompt_call,
    usd_per_million_tokens,
)

FACTS = json.loads(
    (Path(__file__).parents[1] / "data/cost_facts.json").read_text(), parse_float=Decimal, parse_int=Decimal
)["facts"]
# Answers are rounded to six places; one that is put back into a formula carries its rounding along.
CLOSE = 3e-6
ROUNDING = 5e-7

Inputs = dict[str, Any]
# What our functions give, and what they must give: the stated answer, or, where the fact was solved
# backwards, the input that it was solved from.
Check = Callable[[Inputs, Decimal], tuple[Any, Any]]


def trained_tokens(i: Inputs, answer: Decimal) -> tuple[Any, Any]:
    tokens = i["examples"] * i["tokens"] if "examples" in i else i["tokens_m"] * 1_000_000
    return hosted_training_usd(tokens, i.get("epochs"), i["usd_per_m"]), answer


def trained_and_validated_tokens(i: Inputs, answer: Decimal) -> tuple[Any, Any]:
    """Validation tokens are billed like training tokens."""
    return hosted_training_usd((i["train_m"] + i["val_m"] * i["n_evals"]) * 1_000_000, None, i["usd_per_m"]), answer


def tokens_of_an_example(i: Inputs, answer: Decimal) -> tuple[Any, Any]:
    """Solved backwards: so many tokens an example must cost what was paid."""
    return hosted_training_usd(answer * i["examples"], i["epochs"], i["usd_per_m"]), i["usd"]


def listed_month(i: Inputs, answer: Decimal) -> tuple[Any, Any]:
    tokens = Tokens(request=i["tin"], output=i["tout"])
    return month_usd(api_option(Prices(input=i["pin"], output=i["pout"])), tokens, i["calls"]), answer


def azure_month(i: Inputs, answer: Decimal) -> tuple[Any, Any]:
    """A tuned deployment with an hourly fee, $35 of infrastructure as an hour of upkeep, and repeated calls.

    The post adds 10 % for retries: 1.1 attempts, which is a retry rate of 1/11.
    """
    prices = Prices(input=i["pin_k"] * 1000, output=i["pout_k"] * 1000, hosting_per_hour=i["host_h"])
    option = api_option(prices, Adaptation.FINE_TUNE, upkeep_hours_per_month=i["infra"] / 35)
    retry_rate = i["retry"] / (1 + i["retry"])
    tokens = Tokens(request=i["tin"], output=i["tout"])
    return month_usd(option, tokens, i["calls"], retry_rate=retry_rate), answer


def microsoft_month(i: Inputs, answer: Decimal) -> tuple[Any, Any]:
    """Their month has 30 days, ours 730 hours: the hosting line is brought to their hours."""
    prices = Prices(input=i["pin"], output=i["pout"], hosting_per_hour=i["host"])
    tokens = Tokens(request=i["tin_m"] * 1_000_000, output=i["tout_m"] * 1_000_000)
    lines = month(api_option(prices, Adaptation.FINE_TUNE), tokens, Decimal(1))
    hosting = lines.pop("hosting") / HOURS_PER_MONTH * i["days"] * 24
    return hosting + sum(lines.values()), answer


def calls_at_a_flat_price(i: Inputs, answer: Decimal) -> tuple[Any, Any]:
    """A price a call is a price per million calls of one token."""
    option = api_option(Prices(input=Decimal(0), output=i["each"] * 1_000_000))
    return month_usd(option, Tokens(output=Decimal(1)), i["day"] * i["days"]), answer


def average_rate(calls_a_month: Decimal | Fraction) -> Fraction:
    """Calls a second: how many machines of one call a second the volume would fill."""
    return Fraction(calls_a_month) * machines(Decimal(1)).replicas_per_call


def batch_month(i: Inputs, answer: Decimal) -> tuple[Any, Any]:
    """The load of the fact: a million calls of 1,000 + 200 tokens at $0.25 and $2."""
    rest = 1 - i["discount"]
    prices = Prices(input=Decimal("0.25"), output=Decimal(2), batch_input=Decimal("0.25") * rest, batch_output=2 * rest)
    tokens, calls = Tokens(request=Decimal(1000), output=Decimal(200)), Decimal(1_000_000)
    assert month_usd(api_option(prices), tokens, calls) == i["standard"]
    return month_usd(api_option(prices), tokens, calls, batch_share=Decimal(1)), answer


def residency_month(i: Inputs, answer: Decimal) -> tuple[Any, Any]:
    """The load of the fact: a million calls of 1,000 + 200 tokens at $0.75 and $4.50, both prices uplifted."""
    tokens, calls = Tokens(request=Decimal(1000), output=Decimal(200)), Decimal(1_000_000)
    standard = Prices(input=Decimal("0.75"), output=Decimal("4.5"))
    assert month_usd(api_option(standard), tokens, calls) == i["standard"]
    factor = 1 + i["uplift"]
    uplifted = Prices(input=Decimal("0.75") * factor, output=Decimal("4.5") * factor)
    return month_usd(api_option(uplifted), tokens, calls), answer


def prompt_cut(i: Inputs, answer: Decimal) -> tuple[Any, Any]:
    """A tuned model whose prompt keeps all but the answer's share of the tokens costs as much as the base."""
    tokens = Tokens(instructions=Decimal(1_000_000))
    base = bill_of(api_option(Prices(input=i["base_in"], output=Decimal(0))), tokens)
    tuned = api_option(Prices(input=i["ft_in"], output=Decimal(0)), Adaptation.FINE_TUNE, instructions_kept=1 - answer)
    return bill_of(tuned, tokens).per_call, base.per_call


def few_shot_against_tuned(i: Inputs, answer: Decimal) -> tuple[Any, Any]:
    """The tuned model keeps the 300 tokens of the request; the examples are burnt in."""
    tokens = Tokens(examples=i["ti"] - i["ti2"], request=i["ti2"], output=i["to"])
    prompted = month_usd(api_option(Prices(input=i["pi"], output=i["po"])), tokens, i["n"])
    tuned = api_option(Prices(input=i["pi2"], output=i["po2"]), Adaptation.FINE_TUNE)
    return prompted - month_usd(tuned, tokens, i["n"]), answer


def cache_write_repaid(i: Inputs, answer: Decimal) -> tuple[Any, Any]:
    """One write and so many reads cost together what the same calls cost without a cache."""
    prices = Prices(input=Decimal(1), output=Decimal(0), cache_read=i["r"], cache_write=i["w"])
    calls = 1 + answer
    cached = Tokens(instructions=Decimal(1000), cached_share=answer / calls, cache_write_share=1 / calls)
    return prompt_call(prices, cached).usd, prompt_call(prices, Tokens(instructions=Decimal(1000))).usd


def miss_over_hit(i: Inputs, answer: Decimal) -> tuple[Any, Any]:
    prices = Prices(input=i["miss"], output=Decimal(0), cache_read=i["hit"])
    miss = prompt_call(prices, Tokens(instructions=Decimal(1000)))
    hit = prompt_call(prices, Tokens(instructions=Decimal(1000), cached_share=Decimal(1)))
    return miss.usd / hit.usd, answer


def gpu_month(i: Inputs, answer: Decimal) -> tuple[Any, Any]:
    assert i["hours"] == HOURS_PER_MONTH
    return machines(i["usd_per_h"]).monthly(Fraction(0)), answer


def throughput_price(i: Inputs, answer: Decimal) -> tuple[Any, Any]:
    serving = machines(
        i["h"],
        tokens_per_second=i["tps"],
        planned_share=i.get("util", Decimal(1)),
        gpus_per_replica=i.get("gpus", Decimal(1)),
    )
    return usd_per_million_tokens(serving), answer


def tokens_per_dollar(i: Inputs, answer: Decimal) -> tuple[Any, Any]:
    return 1_000_000 / usd_per_million_tokens(machines(i["h"], tokens_per_second=i["tps"])), answer


def imported_model_hour(i: Inputs, answer: Decimal) -> tuple[Any, Any]:
    """Units that are billed by the minute; where days are stated, all hours of so many days."""
    monthly = machines(i["m"] * 60, gpus_per_replica=i["units"]).monthly(Fraction(0))
    return monthly / HOURS_PER_MONTH * Fraction(i["days"] * 24 if "days" in i else 1), answer


def drained_between_calls(i: Inputs, answer: Decimal) -> tuple[Any, Any]:
    """Awake for five minutes in each window: that share of the month is billed."""
    share = i["windows"] * 5 / 60 / HOURS_PER_MONTH
    return machines(i["m"] * 60, billed_share=share).monthly(Fraction(0)), answer


def decode_time(i: Inputs, answer: Decimal) -> tuple[Any, Any]:
    """The first token takes as long as each other one; the answer is in seconds."""
    ms = 1000 / i["tps"]
    latency = measured_latency(MeasuredLatency(ttft_p50_ms=ms, ms_per_output_token=ms), Fraction(i["n"]))
    assert latency.p50_ms is not None
    return latency.p50_ms / 1000, answer


COVERED: dict[str, Check] = {
    "train-ms-rft-plain": lambda i, answer: (gpu_hours_usd(i["hours"], i["usd_per_hour"]), answer),
    "train-together-cost": trained_and_validated_tokens,
    "train-procerno": trained_tokens,
    "train-procerno-tokens-per-example": tokens_of_an_example,
    "train-list-gpt-4.1": trained_tokens,
    "train-list-gpt-4.1-mini": trained_tokens,
    "train-list-gpt-4o-mini": trained_tokens,
    "train-tfew-hourly": lambda i, answer: (gpu_hours_usd(i["minutes"] / 60, answer), i["usd"]),
    "train-bettertogether": lambda i, answer: (gpu_hours_usd(i["gpu_hours"], i["usd_per_h"]), answer),
    "train-vertex-flashlite": trained_tokens,
    "inf-azure-month": azure_month,
    "inf-ms-month": microsoft_month,
    "inf-agriintel": calls_at_a_flat_price,
    "inf-method-rps": lambda i, answer: (average_rate(Fraction(i["d"]) * HOURS_PER_MONTH / 24), answer),
    "inf-list-gpt-5.6-terra": listed_month,
    "inf-list-gpt-5.6-luna": listed_month,
    "inf-list-gpt-5-nano": listed_month,
    "inf-list-gpt-4o-mini": listed_month,
    "inf-batch-5mini": batch_month,
    "inf-residency": residency_month,
    "be-prompt-cut-gpt-4.1-nano": prompt_cut,
    "be-prompt-cut-gpt-3.5-turbo": prompt_cut,
    "be-fewshot-vs-ft": few_shot_against_tuned,
    "cache-anthropic-5m": cache_write_repaid,
    "cache-anthropic-1h": cache_write_repaid,
    "cache-deepseek": miss_over_hit,
    "gpu-lambda-h100": gpu_month,
    "gpu-aws-p5en-h200": gpu_month,
    "gpu-aws-p4de": gpu_month,
    "gpu-modal-l4": gpu_month,
    "gpu-lambda-b200": gpu_month,
    "gpu-runpod-h200": gpu_month,
    "tput-70b-h100": throughput_price,
    "tput-70b-h100-10pct": throughput_price,
    "tput-h100-b1": tokens_per_dollar,
    "tput-h200-b1": tokens_per_dollar,
    "tput-b200-8b": throughput_price,
    "tput-a100-c1-cost": throughput_price,
    "tput-a100-c8-cost": throughput_price,
    "tput-a100-decode-time": decode_time,
    "cmi-hour": imported_model_hour,
    "cmi-hourly-drain": drained_between_calls,
    "cmi-breakeven": lambda i, answer: (break_even(i["each"], i["month"]), answer),
    "cmi-8b": imported_model_hour,
    "cmi-70b": imported_model_hour,
    "be-h100-vs-4omini": lambda i, answer: (break_even(i["per_call"], i["gpu"]), math.floor(answer)),
    "be-h100-capacity": lambda i, answer: (average_rate(i["n"]), answer),
}

RATIO = "A ratio of two figures that are both stated: there is nothing to price."
STORAGE = "A cache that is billed by token and hour of storage; the cost model knows read and write prices only."
LIST_PRICE = "A list price or a rule, not a computation; the price book holds it (tests/pricing)."
NOT_COVERED: dict[str, str] = {
    "train-mmgrpo-ratio": RATIO,
    "train-bloomberggpt-hours": "GPU-hours counted from a calendar; ours follow from FLOP.",
    "inf-azure-output-share": RATIO,
    "inf-azure-4o-ratio": RATIO,
    "inf-checkr-ratio": RATIO,
    "cache-gemini-lite": STORAGE,
    "cache-gemini-31pro": STORAGE,
    "cache-batch-stack": "Two discounts multiplied; ours takes the batch price of cached tokens as a price of its own.",
    "gpu-p5-stale": RATIO,
    "tput-gb200": RATIO,
    "tput-a100-c8": "A measured speed times a measured gain: an input of the cost model, not a result.",
    "lat-checkr": RATIO,
    "lat-intent": RATIO,
    "lat-techsaas": RATIO,
    "lat-nvidia": RATIO,
    "lat-encoder-throughput": RATIO,
    "rule-anthropic-ft": LIST_PRICE,
    "price-fireworks-ft": LIST_PRICE,
    "price-claude": LIST_PRICE,
    "price-gpt56-promo": LIST_PRICE,
}


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact["id"] in COVERED], ids=lambda fact: fact["id"])
def test_a_published_fact_is_reproduced(fact: dict[str, Any]) -> None:
    ours, theirs = COVERED[fact["id"]](fact["inputs"], fact["expected_answer"])
    assert float(ours) == pytest.approx(float(theirs), rel=CLOSE, abs=ROUNDING)


def test_every_fact_is_reproduced_or_says_why_not() -> None:
    assert sorted([*COVERED, *NOT_COVERED]) == sorted(fact["id"] for fact in FACTS)
    assert all(NOT_COVERED.values())


def test_every_fact_has_an_answer_or_is_a_list_price() -> None:
    without = {fact["id"] for fact in FACTS if fact["expected_answer"] is None}
    assert without == {fact_id for fact_id, reason in NOT_COVERED.items() if reason == LIST_PRICE}

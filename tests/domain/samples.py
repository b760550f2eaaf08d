"""Task profiles as plain data: one where every fact is known and nothing speaks for tuning, and changes to it."""

import copy
import datetime
from typing import Any

from decider.domain.assessment import Assessment, assess
from decider.domain.policy import Policy
from decider.domain.prices import PriceBook
from decider.domain.reading import read_profile

DAY = datetime.date(2026, 11, 24)
# Replaces a fact by nothing at all: the fact is then unknown.
UNKNOWN = None

PROMPTED: dict[str, Any] = {
    "key": "prompt", "adaptation": "prompt", "hosting": "public_api", "model": {"provider": "acme", "name": "large"},
    "prices": {"input": 2, "output": 8, "cache_read": 0.5},
    "latency": {"ttft_p50_ms": 500, "ttft_p95_ms": 900, "ms_per_output_token": 10},
}  # fmt: skip
# So dear that no volume makes it cheaper than the prompted option.
TUNED: dict[str, Any] = {
    "key": "tuned", "adaptation": "fine_tune", "hosting": "public_api", "model": {"provider": "acme", "name": "small"},
    "prices": {"input": 40, "output": 80, "training": 5},
    "training": {"tokens": 1000000, "epochs": 3, "evaluation_usd": 300},
    "latency": {"ttft_p50_ms": 200, "ttft_p95_ms": 300, "ms_per_output_token": 5},
    "quality": {"expected": 0.95},
}  # fmt: skip
HYBRID: dict[str, Any] = {**TUNED, "key": "hybrid", "adaptation": "hybrid"}
OWN: dict[str, Any] = {
    "key": "own", "adaptation": "fine_tune", "hosting": "self_hosted", "model": {"name": "open-8b"},
    "quality": {"expected": 0.95},
    "self_hosting": {"gpu_usd_per_hour": 2.5, "output_tokens_per_second_per_replica": 2500},
}  # fmt: skip
OWN_PROMPTED: dict[str, Any] = {**OWN, "key": "own-prompt", "adaptation": "prompt"}
OWN_HYBRID: dict[str, Any] = {**OWN, "key": "own-hybrid", "adaptation": "hybrid"}

_NOTHING_SPEAKS_FOR_TUNING: dict[str, Any] = {
    "version": 1, "name": "Ticket triage", "kind": "classification",
    "prompting": {"tried": True, "examples": 8, "clear_instructions": True, "output_schema": True,
                  "output_validation": True, "weeks_spent": 2},
    "quality": {"metric": "accuracy", "scale": "share", "higher_is_better": True, "current": 0.95, "target": 0.9,
                "failure_cause": "none"},
    "volume": {"calls_per_month": 250000},
    "tokens": {"instructions": 900, "examples": 2400, "request": 350, "output": 40},
    "latency": {"target_p95_ms": 2000, "current_p95_ms": 1500},
    "data": {"external_api": "allowed", "labelled_examples": 5000},
    "needs": {"proprietary_format": False, "style_voice": "none", "tasks_on_one_model": 1,
              "instructions_change_per_request": False},
    "cadence": {"max_weeks_per_iteration": 6, "prompt_changes_per_month": 1},
    "team": {"can_serve_models": True, "engineer_rate_usd_per_hour": 90},
    "options": [PROMPTED, TUNED],
}  # fmt: skip
# Facts under which the tuned option is cheaper at today's volume.
CHEAP_TUNED: dict[str, Any] = {**TUNED, "prices": {"input": 0.2, "output": 0.8, "training": 5}}


def settled(**changes: Any) -> dict[str, Any]:
    """The profile with facts replaced; a fact's path is written with two underscores, `quality__current=0.8`."""
    return changed(_NOTHING_SPEAKS_FOR_TUNING, **changes)


def changed(data: dict[str, Any], /, **changes: Any) -> dict[str, Any]:
    data = copy.deepcopy(data)
    for path, value in changes.items():
        *groups, name = path.split("__")
        place = data
        for group in groups:
            place = place.setdefault(group, {})
        place[name] = value
    return data


def assessed(
    data: dict[str, Any],
    *,
    policy: Policy | None = None,
    flips: bool = False,
    tolerant: bool = True,
    book: PriceBook | None = None,
    day: datetime.date = DAY,
) -> Assessment:
    return assess(read_profile(data), day=day, policy=policy, flips=flips, tolerant=tolerant, book=book)


def answer(data: dict[str, Any], **keywords: Any) -> dict[str, Any]:
    """The assessment as plain data."""
    return assessed(data, **keywords).data()


def said(data: dict[str, Any], **keywords: Any) -> dict[str, Any]:
    """The recommendation as plain data."""
    found: dict[str, Any] = answer(data, **keywords)["recommendation"]
    return found


def verdict(data: dict[str, Any], **keywords: Any) -> str:
    return str(said(data, **keywords)["verdict"])


def holds(data: dict[str, Any], code: str, **keywords: Any) -> bool | None:
    """Whether a reason holds."""
    found: bool | None = next(each["holds"] for each in said(data, **keywords)["reasons"] if each["code"] == code)
    return found


def reason(data: dict[str, Any], code: str, **keywords: Any) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in said(data, **keywords)["reasons"] if each["code"] == code)
    return found


def node(data: dict[str, Any], name: str, **keywords: Any) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in said(data, **keywords)["tree"] if each["node"] == name)
    return found


def advice(data: dict[str, Any], **keywords: Any) -> dict[str, dict[str, Any]]:
    """The figures of each piece of advice, by code."""
    return {each["code"]: each["figures"] for each in said(data, **keywords)["advice"]}

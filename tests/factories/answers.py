"""Answers of a task in full, with options that bring their own prices (no price book needed)."""

from decimal import Decimal
from typing import Any


def triage_answers(**changes: Any) -> dict[str, Any]:
    """A ticket triage at 1.2 M calls a month; `changes` replace whole sections, e.g. `volume={…}`."""
    answers: dict[str, Any] = {
        "kind": "classification",
        "prompting": {
            "tried": True,
            "examples": 8,
            "clear_instructions": True,
            "output_schema": True,
            "output_validation": True,
            "weeks_spent": Decimal("1.5"),
        },
        "quality": {
            "metric": "accuracy",
            "scale": "share",
            "higher_is_better": True,
            "current": Decimal("0.88"),
            "target": Decimal("0.95"),
            "sample_size": 400,
            "failure_cause": "pattern",
        },
        "volume": {"calls_per_month": 1200000, "growth_per_month": Decimal("0.03"), "retry_rate": Decimal("0.01")},
        "tokens": {
            "instructions": 900,
            "per_request_instructions": 0,
            "examples": 2400,
            "context": 0,
            "request": 350,
            "output": 40,
            "reasoning": 0,
            "cached_share": Decimal("0.6"),
        },
        "latency": {"target_p95_ms": 800, "current_p95_ms": 1900, "streaming": False},
        "data": {"external_api": "allowed", "labelled_examples": 5000},
        "needs": {
            "proprietary_format": False,
            "style_voice": "none",
            "tasks_on_one_model": 1,
            "instructions_change_per_request": False,
        },
        "cadence": {"max_weeks_per_iteration": 4, "prompt_changes_per_month": 1, "retrain_every_months": 6},
        "team": {"can_serve_models": False, "engineer_rate_usd_per_hour": 90},
        "horizon_months": 12,
        "options": [_prompted(), _tuned()],
    }
    return {**answers, **changes}


def _prompted() -> dict[str, Any]:
    return {
        "key": "prompt-large",
        "adaptation": "prompt",
        "hosting": "public_api",
        "model": {"provider": "openai", "name": "gpt-4.1"},
        "prices": {"input": 2, "output": 8, "cache_read": Decimal("0.5")},
        "latency": {"ttft_p50_ms": 600, "ttft_p95_ms": 1100, "ms_per_output_token": 20},
    }


def _tuned() -> dict[str, Any]:
    return {
        "key": "ft-small",
        "adaptation": "fine_tune",
        "hosting": "public_api",
        "model": {"provider": "openai", "name": "gpt-4.1-mini"},
        "prices": {"input": Decimal("0.8"), "output": Decimal("3.2"), "cache_read": Decimal("0.2"), "training": 5},
        "training": {
            "tokens": 3000000,
            "epochs": 3,
            "labelling_usd": 2000,
            "engineering_hours": 60,
            "evaluation_usd": 300,
        },
        "upkeep_hours_per_month": 4,
        "latency": {"ttft_p50_ms": 300, "ttft_p95_ms": 500, "ms_per_output_token": 6},
    }

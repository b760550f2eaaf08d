"""Evidence on a task, read already."""

import hashlib
from typing import Any

import factory
from factory.django import DjangoModelFactory

from decider.models import ColumnMapping, Evidence, Measurement
from tests.factories.project import TaskFactory
from tests.factories.team import TeamFactory

USAGE: dict[str, Any] = {
    "version": 1, "kind": "usage", "format": "litellm-jsonl", "sha256": "", "bytes": 1000, "tool": "LiteLLM",
    "tool_version": "", "rows": 3000, "accepted": 3000, "rejected": [], "rejected_count": 0, "notes": [],
    "usage": {
        "calls": 3000, "errors": 30, "tokens_in": 900000, "tokens_cached": 300000, "tokens_cache_write": None,
        "tokens_out": 60000, "tokens_reasoning": None, "cost_usd": "1.50", "latency_n": 2970, "latency_p50_ms": 400.0,
        "latency_p95_ms": 900.0, "latency_p99_ms": 1500.0, "first_token_n": None, "first_token_p50_ms": None,
        "first_token_p95_ms": None, "first_token_p99_ms": None, "other_calls": 0, "cache_hits": 0, "retries": None,
        "batch_calls": None, "streamed_calls": None, "calls_with_tokens": 2970, "from": "2026-10-01T00:00:00Z",
        "to": "2026-10-31T00:00:00Z", "calls_by_day": [[f"2026-10-{day:02d}", 100] for day in range(1, 31)],
        "busiest_hour_calls": 20, "by_model": {}, "models": 0,
    },
}  # fmt: skip


def series(name: str, n: int, score: float, low: float, high: float) -> dict[str, Any]:
    """One series of an evaluation as the contract writes it."""
    return {
        "name": name, "metric": "accuracy", "n": n, "score": score, "low": low, "high": high, "errors": 1,
        "passes": round(n * score), "interval": "wilson", "cases": n, "provider": "", "prompt": "", "filter": "",
        "tokens_in": None, "tokens_cached": None, "tokens_out": None, "calls_with_tokens": None, "cost_usd": None,
        "latency_n": None, "latency_p50_ms": None, "latency_p95_ms": None, "latency_p99_ms": None,
    }  # fmt: skip


def evaluation(*found: dict[str, Any]) -> dict[str, Any]:
    """An evaluation with these series as the contract writes it."""
    head = {name: value for name, value in USAGE.items() if name != "usage"}
    about = {"kind": "evaluation", "format": "promptfoo-json", "tool": "promptfoo"}
    return {**head, **about, "evaluation": {"series": list(found), "paired": []}}


class EvidenceFactory(DjangoModelFactory[Evidence]):
    """A usage log that was read; `reading=` replaces what was in it."""

    class Meta:
        model = Evidence

    task = factory.SubFactory(TaskFactory)
    file_name = factory.Sequence(lambda n: f"log-{n}.jsonl")
    bytes = 1000
    sha256 = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
    state = "ready"
    reading = factory.LazyFunction(lambda: USAGE)
    kind = factory.LazyAttribute(lambda row: row.reading["kind"] if row.reading else "")
    format = factory.LazyAttribute(lambda row: row.reading["format"] if row.reading else "")
    tool = factory.LazyAttribute(lambda row: row.reading["tool"] if row.reading else "")
    created_by = factory.SelfAttribute("task.created_by")


class MeasurementFactory(DjangoModelFactory[Measurement]):
    class Meta:
        model = Measurement

    evidence = factory.SubFactory(EvidenceFactory)
    task = factory.SelfAttribute("evidence.task")
    fact = "volume.calls_per_month"
    value = 3000
    how = "3,000 answered calls in 30 days."
    by = factory.SelfAttribute("task.created_by")


class ColumnMappingFactory(DjangoModelFactory[ColumnMapping]):
    """What a team said that the columns of a log mean."""

    class Meta:
        model = ColumnMapping

    team = factory.SubFactory(TeamFactory)
    signature = factory.Sequence(lambda n: hashlib.sha256(f"columns {n}".encode()).hexdigest())
    kind = "usage"
    mapping = factory.LazyFunction(lambda: {"when": "started_at", "engine": "model", "tokens": "tokens_in"})

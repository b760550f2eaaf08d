"""Langfuse: observations as exported to blob storage (JSON, JSON lines, CSV).

Source: langfuse-docs, `blob-storage-export-fields.mdx`. Durations are in seconds, times are UTC without a zone. Only
GENERATION is a call to a language model; its parents repeat its time and hold no tokens.

Langfuse's own integrations write `usage_details` as parts that do not overlap (`packages/shared/src/server/ingestion/
types.ts` takes `input_cached_tokens` out of `input`, `output_reasoning_tokens` out of `output`); an application may
write anything. `total` tells the two apart: parts add up to it, or `input` and `output` alone do.
"""

from typing import Any

from decider.domain.evidence import Kind, Reading
from decider.evidence.readers.formats import Format
from decider.evidence.readers.source import Shape, Source
from decider.evidence.readers.usage.canonical import CallTable, Cell, Column
from decider.evidence.readers.usage.table import read_calls

TOOL = "Langfuse"
_CACHED = ("input_cached_tokens", "input_cache_read", "cache_read_input_tokens", "input_cache_read_tokens")
_WRITTEN = ("input_cache_creation", "cache_creation_input_tokens", "input_cache_creation_tokens")
_REASONING = ("output_reasoning_tokens", "output_reasoning", "reasoning")


def _details(keys: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(Column(f"d_{key}", ("usage_details", key), Cell.COUNT) for key in keys)


def _first(keys: tuple[str, ...]) -> str:
    return f"COALESCE({', '.join(f'd_{key}' for key in keys)})"


_APART = f"(COALESCE({_first(_CACHED)}, 0) + COALESCE({_first(_WRITTEN)}, 0) + COALESCE(d_input_audio_tokens, 0))"
# The parts are within `input` and `output`: an application's own way, not Langfuse's.
_WITHIN = f"(d_total = d_input + d_output AND {_APART} <= d_input)"

CALLS = CallTable(
    columns=(
        Column("id", "id", Cell.TEXT),
        Column("type", "type", Cell.TEXT, required=True),
        Column("started", "start_time", Cell.MOMENT, required=True),
        Column("ended", "end_time", Cell.MOMENT),
        Column("seconds", "latency", Cell.NUMBER),
        Column("first_token_seconds", "time_to_first_token", Cell.NUMBER),
        Column("level", "level", Cell.TEXT),
        Column("model_name", "provided_model_name", Cell.TEXT),
        Column("cost", "total_cost", Cell.NUMBER),
        Column("cost_detail", ("cost_details", "total"), Cell.NUMBER),
        *_details(("input", "output", "total", "input_audio_tokens", *_CACHED, *_WRITTEN, *_REASONING)),
    ),
    calls={
        "row_id": "id",
        "started_at": "started",
        "latency_ms": "COALESCE(seconds, ended - started) * 1000",
        "first_token_ms": "first_token_seconds * 1000",
        "model": "model_name",
        "tokens_in": f"CASE WHEN {_WITHIN} THEN d_input ELSE d_input + {_APART} END",
        "tokens_cached": _first(_CACHED),
        "tokens_cache_write": _first(_WRITTEN),
        "tokens_out": f"CASE WHEN {_WITHIN} THEN d_output ELSE d_output + COALESCE({_first(_REASONING)}, 0) END",
        "tokens_reasoning": _first(_REASONING),
        # 0 without details: Langfuse knows no price of the model.
        "cost_usd": "CASE WHEN cost = 0 AND cost_detail IS NULL AND d_input > 0 THEN NULL ELSE cost END",
        "is_call": "upper(type) = 'GENERATION'",
        "is_error": "upper(COALESCE(level, 'DEFAULT')) = 'ERROR'",
        "is_streamed": "CASE WHEN first_token_seconds IS NOT NULL THEN TRUE END",
    },
    where="upper(type) IN ('GENERATION', 'EMBEDDING')",
    notes=("Of Langfuse's observations, generations are calls; spans, events and the like are left out.",),
)
_KEYS = frozenset(("usage_details", "provided_model_name", "type", "start_time"))


def _is_row(row: Any) -> bool:
    return row.keys() >= _KEYS


def read(source: Source) -> Reading:
    return read_calls(source, CALLS)


FORMATS = (
    Format(
        name="langfuse-jsonl",
        label="Langfuse observations (JSON lines or a JSON array)",
        tool=TOOL,
        kind=Kind.USAGE,
        shapes=(Shape.LINES,),
        matches=lambda source: bool(source.sample) and all(_is_row(row) for row in source.sample),
        read=read,
    ),
    Format(
        name="langfuse-csv",
        label="Langfuse observations (CSV)",
        tool=TOOL,
        kind=Kind.USAGE,
        shapes=(Shape.TABLE,),
        matches=lambda source: set(source.header) >= _KEYS,
        read=read,
    ),
)

"""LangSmith: runs, as its bulk export and its SDK write them (JSON lines).

Source: docs.langchain.com, run data format; `langsmith.schemas.Run` and `UsageMetadata` (0.15): `prompt_tokens` is the
sum of all kinds of input. Costs are decimal strings. Chains repeat the tokens of the calls within them, so that only
runs of type `llm` count.
"""

from typing import Any

from decider.domain.evidence import Kind, Reading
from decider.evidence.readers.formats import Format
from decider.evidence.readers.source import Shape, Source
from decider.evidence.readers.usage.canonical import CallTable, Cell, Column
from decider.evidence.readers.usage.table import read_calls

RUNS = CallTable(
    columns=(
        Column("id", "id", Cell.TEXT),
        Column("run_type", "run_type", Cell.TEXT, required=True),
        Column("started", "start_time", Cell.MOMENT, required=True),
        Column("ended", "end_time", Cell.MOMENT),
        Column("first_token", "first_token_time", Cell.MOMENT),
        Column("status", "status", Cell.TEXT),
        Column("error", "error", Cell.TEXT),
        Column("metadata_model", "extra.metadata.ls_model_name", Cell.TEXT),
        Column("invoked_model", "extra.invocation_params.model", Cell.TEXT),
        Column("invoked_model_name", "extra.invocation_params.model_name", Cell.TEXT),
        Column("prompt", "prompt_tokens", Cell.COUNT),
        Column("completion", "completion_tokens", Cell.COUNT),
        Column("cache_read", "prompt_token_details.cache_read", Cell.COUNT),
        Column("cache_creation", "prompt_token_details.cache_creation", Cell.COUNT),
        Column("reasoning", "completion_token_details.reasoning", Cell.COUNT),
        Column("cost", "total_cost", Cell.NUMBER),
    ),
    calls={
        "row_id": "id",
        "started_at": "started",
        "latency_ms": "(ended - started) * 1000",
        "first_token_ms": "(first_token - started) * 1000",
        "model": "COALESCE(metadata_model, invoked_model, invoked_model_name)",
        # A run that failed has 0 tokens where nothing came back.
        "tokens_in": "CASE WHEN prompt = 0 AND completion = 0 THEN NULL ELSE prompt END",
        "tokens_cached": "cache_read",
        "tokens_cache_write": "cache_creation",
        "tokens_out": "CASE WHEN prompt = 0 AND completion = 0 THEN NULL ELSE completion END",
        "tokens_reasoning": "reasoning",
        "cost_usd": "cost",
        "is_call": "run_type = 'llm'",
        "is_error": "COALESCE(status = 'error', FALSE) OR error IS NOT NULL",
        "is_streamed": "CASE WHEN first_token IS NOT NULL THEN TRUE END",
        "problem": "CASE WHEN status = 'pending' THEN 'the run was not finished when it was exported' END",
    },
    where="run_type IN ('llm', 'embedding')",
    notes=("Of LangSmith's runs, those of type llm are calls; chains repeat their tokens and are left out.",),
)


def _is_run(row: dict[str, Any]) -> bool:
    return "run_type" in row and "start_time" in row and ("trace_id" in row or "dotted_order" in row)


def read(source: Source) -> Reading:
    return read_calls(source, RUNS)


FORMATS = (
    Format(
        name="langsmith-runs-jsonl",
        label="LangSmith runs (JSON lines or a JSON array)",
        tool="LangSmith",
        kind=Kind.USAGE,
        shapes=(Shape.LINES,),
        matches=lambda source: bool(source.sample) and all(_is_run(row) for row in source.sample),
        read=read,
    ),
)

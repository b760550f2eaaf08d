"""LiteLLM: the standard logging payload as JSON lines, and the proxy's SpendLogs table as CSV.

`prompt_tokens` includes cached tokens. `response_time` is the time to the FIRST token of a streamed call, so the
latency is always end − start. Failures carry 0 tokens, which means not known. Answers from LiteLLM's cache keep their
token counts and cost nothing. SpendLogs' times are UTC without a zone (`timestamp(3) without time zone`), and its
`cache_hit` is text: 'None', 'False', 'True'.
"""

from decider.domain.evidence import Kind, Reading
from decider.evidence.readers.formats import Format
from decider.evidence.readers.source import Shape, Source
from decider.evidence.readers.usage.canonical import CallTable, Cell, Column
from decider.evidence.readers.usage.table import read_calls

_USAGE = ("metadata", "usage_object")
_COLUMNS = (
    Column("started", "startTime", Cell.MOMENT, required=True),
    Column("ended", "endTime", Cell.MOMENT),
    Column("first_token", "completionStartTime", Cell.MOMENT),
    Column("model", "model", Cell.TEXT),
    Column("model_group", "model_group", Cell.TEXT),
    Column("call_type", "call_type", Cell.TEXT),
    Column("status", "status", Cell.TEXT),
    Column("tokens_in", "prompt_tokens", Cell.COUNT),
    Column("tokens_out", "completion_tokens", Cell.COUNT),
    Column("cached", (*_USAGE, "prompt_tokens_details", "cached_tokens"), Cell.COUNT),
    # Where the provider is Anthropic.
    Column("cache_write", (*_USAGE, "cache_creation_input_tokens"), Cell.COUNT),
    Column("reasoning", (*_USAGE, "completion_tokens_details", "reasoning_tokens"), Cell.COUNT),
    Column("cache_hit", "cache_hit", Cell.FLAG),
    # Whether the call was made again and is paid again; not in every version.
    Column("retry", ("metadata", "billed_retry_attempt"), Cell.FLAG),
)
# A failure that cost tokens says so; without any, 0 stands for not known.
_UNKNOWN = "status = 'failure' AND COALESCE(tokens_in, 0) = 0 AND COALESCE(tokens_out, 0) = 0"
_CALLS = {
    "started_at": "started",
    "latency_ms": "(ended - started) * 1000",
    # The logger writes the end as the first token where the answer was not streamed.
    "first_token_ms": "CASE WHEN first_token < ended THEN (first_token - started) * 1000 END",
    "model": "COALESCE(model_group, model)",
    "provider_model": "model",
    "tokens_in": f"CASE WHEN {_UNKNOWN} THEN NULL ELSE tokens_in END",
    "tokens_out": f"CASE WHEN {_UNKNOWN} THEN NULL ELSE tokens_out END",
    "tokens_cached": "cached",
    "tokens_cache_write": "cache_write",
    "tokens_reasoning": "reasoning",
    "cost_usd": "cost",
    # Chat, text completion, Responses API and Anthropic's messages; not embeddings, images, audio, rerank, moderation.
    # The usual words first: CASE stops there, and the search in the text is for the rest.
    "is_call": "CASE WHEN call_type IS NULL OR call_type IN ('acompletion', 'completion') THEN TRUE ELSE "
    "call_type LIKE '%completion%' OR call_type LIKE '%responses%' OR call_type LIKE '%anthropic_messages%' "
    "OR call_type LIKE '%generate_content%' END",
    "is_error": "COALESCE(status = 'failure', FALSE)",
    "is_retry": "retry",
    "is_cache_hit": "COALESCE(cache_hit, FALSE)",
    "row_id": "row_id",
}

LINES = CallTable(
    columns=(
        *_COLUMNS,
        Column("row_id", "id", Cell.TEXT),
        Column("cost", "response_cost", Cell.NUMBER),
        Column("streamed", "stream", Cell.FLAG),
    ),
    calls={**_CALLS, "is_streamed": "COALESCE(streamed, FALSE)"},
)
SPEND_LOGS = CallTable(
    columns=(*_COLUMNS, Column("row_id", "request_id", Cell.TEXT), Column("cost", "spend", Cell.NUMBER)),
    calls=_CALLS,
)


def _is_payload(row: dict[str, object]) -> bool:
    # Slim logs hold chosen keys only; these three stand under no other tool's names.
    return {"response_cost", "startTime", "prompt_tokens"} <= row.keys() and (
        "call_type" in row or "model_group" in row or "litellm_call_id" in row
    )


def _matches_lines(source: Source) -> bool:
    return bool(source.sample) and all(_is_payload(row) for row in source.sample)


def _matches_table(source: Source) -> bool:
    names = set(source.header)
    return {"request_id", "startTime", "prompt_tokens"} <= names and bool({"call_type", "spend"} & names)


def _read_lines(source: Source) -> Reading:
    return read_calls(source, LINES)


def _read_table(source: Source) -> Reading:
    return read_calls(source, SPEND_LOGS)


FORMATS = (
    Format(
        name="litellm-jsonl",
        label="LiteLLM standard logging, JSON lines",
        tool="LiteLLM",
        kind=Kind.USAGE,
        shapes=(Shape.LINES,),
        matches=_matches_lines,
        read=_read_lines,
    ),
    Format(
        name="litellm-spendlogs",
        label="LiteLLM SpendLogs, CSV",
        tool="LiteLLM",
        kind=Kind.USAGE,
        shapes=(Shape.TABLE, Shape.PARQUET),
        matches=_matches_table,
        read=_read_table,
    ),
)

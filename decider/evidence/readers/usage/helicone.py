"""Helicone: requests as exported by its examples and its page (JSON lines, JSON array, CSV).

Sources: `examples/export/typescript/index.ts` and the `HeliconeRequest` schema of Helicone/helicone. Durations are in
milliseconds. Object cells of its CSV are escaped twice, so they are no JSON; only the model is looked up in one, where
the column of its own is empty.
"""

from decider.domain.evidence import Kind, Reading
from decider.evidence.readers.formats import Format
from decider.evidence.readers.source import Shape, Source
from decider.evidence.readers.usage.canonical import CallTable, Cell, Column
from decider.evidence.readers.usage.table import read_calls

TOOL = "Helicone"
# Helicone's own: -1 timed out, -2 still going, -3 cancelled, -4 blocked as a threat; else the provider's HTTP status.
_FAILED = "NOT (status LIKE '2__')"
_NOT_FINISHED = "CASE WHEN status = '-2' THEN 'the request was not finished when it was exported' END"
_NO_TOKENS = f"({_FAILED} AND COALESCE(prompt, 0) = 0 AND COALESCE(completion, 0) = 0)"
_APART = "(COALESCE(cache_read, 0) + COALESCE(cache_write, 0))"
# Anthropic counts cached tokens beside its input, OpenAI within; the total tells where it counts them too.
_BESIDE = (
    f"({_APART} > prompt OR (upper(COALESCE(provider, '')) = 'ANTHROPIC' AND COALESCE(total, 0) <> prompt + completion)"
    f" OR total = prompt + completion + {_APART})"
)

_COMMON = (
    Column("id", "response_id", Cell.TEXT),
    Column("requested", "request_created_at", Cell.MOMENT, required=True),
    Column("answered", "response_created_at", Cell.MOMENT),
    Column("status", "response_status", Cell.TEXT),
    Column("prompt", "prompt_tokens", Cell.COUNT),
    Column("completion", "completion_tokens", Cell.COUNT),
    Column("cost", "cost", Cell.NUMBER),
)
_CALLS = {
    "row_id": "id",
    "started_at": "requested",
    "tokens_out": f"CASE WHEN {_NO_TOKENS} THEN NULL ELSE completion END",
    "cost_usd": "cost",
    "is_error": _FAILED,
    "problem": _NOT_FINISHED,
}

REQUESTS = CallTable(
    columns=(
        *_COMMON,
        Column("request_model", "request_model", Cell.TEXT),
        Column("response_model", "response_model", Cell.TEXT),
        Column("provider", "provider", Cell.TEXT),
        Column("request_path", "request_path", Cell.TEXT),
        Column("delay", "delay_ms", Cell.NUMBER),
        Column("first_token", "time_to_first_token", Cell.NUMBER),
        Column("total", "total_tokens", Cell.COUNT),
        Column("cache_read", "prompt_cache_read_tokens", Cell.COUNT),
        Column("cache_write", "prompt_cache_write_tokens", Cell.COUNT),
    ),
    calls=_CALLS
    | {
        "latency_ms": "COALESCE(delay, (answered - requested) * 1000)",
        "first_token_ms": "first_token",
        "model": "COALESCE(request_model, response_model)",
        "tokens_in": f"CASE WHEN {_NO_TOKENS} THEN NULL WHEN {_BESIDE} THEN prompt + {_APART} ELSE prompt END",
        "tokens_cached": f"CASE WHEN {_NO_TOKENS} THEN NULL ELSE cache_read END",
        "tokens_cache_write": f"CASE WHEN {_NO_TOKENS} THEN NULL ELSE cache_write END",
        "is_call": "COALESCE(request_path, '') NOT LIKE '%/embeddings%'",
        "is_streamed": "CASE WHEN first_token > 0 THEN TRUE END",
    },
)

# {""model"":""gpt-4o"" as in the cells of its CSV, once they are decoded.
_MODEL = '"+model"+ *: *"+([^"]+)"'
TABLE = CallTable(
    columns=(
        *_COMMON,
        Column("model_name", "model", Cell.TEXT),
        Column("request_body", "request_body", Cell.TEXT),
        Column("delay", "latency", Cell.NUMBER),
    ),
    calls=_CALLS
    | {
        "latency_ms": "COALESCE(delay, (answered - requested) * 1000)",
        "model": f"COALESCE(model_name, nullif(regexp_extract(request_body, '{_MODEL}', 1), ''))",
        "tokens_in": f"CASE WHEN {_NO_TOKENS} THEN NULL ELSE prompt END",
    },
    notes=("Helicone's CSV does not say which tokens came from a cache: its JSON lines do.",),
)
_ROW_KEYS = frozenset(("response_id", "request_id", "request_created_at", "response_status", "delay_ms"))
_TABLE_KEYS = frozenset(("response_id", "request_created_at", "response_status", "request_properties"))


def read_requests(source: Source) -> Reading:
    return read_calls(source, REQUESTS)


def read_table(source: Source) -> Reading:
    return read_calls(source, TABLE)


FORMATS = (
    Format(
        name="helicone-jsonl",
        label="Helicone requests (JSON lines or a JSON array)",
        tool=TOOL,
        kind=Kind.USAGE,
        shapes=(Shape.LINES,),
        matches=lambda source: bool(source.sample) and all(row.keys() >= _ROW_KEYS for row in source.sample),
        read=read_requests,
    ),
    Format(
        name="helicone-csv",
        label="Helicone requests (CSV)",
        tool=TOOL,
        kind=Kind.USAGE,
        shapes=(Shape.TABLE,),
        matches=lambda source: set(source.header) >= _TABLE_KEYS,
        read=read_table,
    ),
)

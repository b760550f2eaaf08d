"""OpenAI: the output (and error) file of a batch, JSON lines.

Source: `BatchRequestOutput` of OpenAI's OpenAPI description: `response` is null where the request expired, and its
status may be other than 200. Bodies are those of /v1/chat/completions, /v1/completions, /v1/responses or
/v1/embeddings; input tokens include cached ones. There is no latency, and the price is half.
"""

from typing import Any

from decider.domain.evidence import Kind, Reading
from decider.evidence.readers.formats import Format
from decider.evidence.readers.source import Shape, Source
from decider.evidence.readers.usage.canonical import CallTable, Cell, Column
from decider.evidence.readers.usage.table import read_calls


def _usage(name: str, key: str) -> Column:
    return Column(name, f"response.body.usage.{key}", Cell.COUNT)


OUTPUT = CallTable(
    columns=(
        Column("custom_id", "custom_id", Cell.TEXT, required=True),
        Column("status", "response.status_code", Cell.COUNT),
        Column("error_code", "error.code", Cell.TEXT),
        Column("error_message", "error.message", Cell.TEXT),
        Column("object", "response.body.object", Cell.TEXT),
        Column("model_name", "response.body.model", Cell.TEXT),
        Column("created", "response.body.created", Cell.MOMENT, unit="s"),
        Column("created_at", "response.body.created_at", Cell.MOMENT, unit="s"),
        _usage("prompt", "prompt_tokens"),
        _usage("input", "input_tokens"),
        _usage("completion", "completion_tokens"),
        _usage("output", "output_tokens"),
        _usage("prompt_cached", "prompt_tokens_details.cached_tokens"),
        _usage("input_cached", "input_tokens_details.cached_tokens"),
        _usage("completion_reasoning", "completion_tokens_details.reasoning_tokens"),
        _usage("output_reasoning", "output_tokens_details.reasoning_tokens"),
    ),
    calls={
        "row_id": "custom_id",
        "started_at": "COALESCE(created, created_at)",
        "model": "model_name",
        "tokens_in": "COALESCE(prompt, input)",
        "tokens_cached": "COALESCE(prompt_cached, input_cached)",
        "tokens_out": "COALESCE(completion, output)",
        "tokens_reasoning": "COALESCE(completion_reasoning, output_reasoning)",
        "is_call": "COALESCE(object, '') <> 'list'",
        "is_error": "status IS NULL OR status <> 200 OR error_code IS NOT NULL OR error_message IS NOT NULL",
        "is_batch": "TRUE",
    },
    notes=(
        "Times are when the batch was worked through, not when the requests came in; a batch has no latency.",
        "Requests that failed may be in an error file of their own: upload it too.",
    ),
)


def _is_output(row: dict[str, Any]) -> bool:
    response = row.get("response")
    return (
        "custom_id" in row
        and "error" in row
        and (response is None or (isinstance(response, dict) and "body" in response))
        and "response" in row
    )


def read(source: Source) -> Reading:
    return read_calls(source, OUTPUT)


FORMATS = (
    Format(
        name="openai-batch-jsonl",
        label="OpenAI Batch output (JSON lines)",
        tool="OpenAI",
        kind=Kind.USAGE,
        shapes=(Shape.LINES,),
        matches=lambda source: bool(source.sample) and all(_is_output(row) for row in source.sample),
        read=read,
    ),
)

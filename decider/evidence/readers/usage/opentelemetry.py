"""OpenTelemetry: spans of calls to language models, as OTLP JSON lines and as the console exporter prints them.

Sources: the semantic conventions for generative AI and their predecessors; files of openllmetry (`opentelemetry-
instrumentation-openai`) 0.33 and 0.62 and of `opentelemetry-instrumentation-openai-v2` 2.0 and 2.4. A span is a call if
its attributes say so, whatever its name and scope: a request's own span and its agents and tools are not. Tokens read
from and written to a cache are part of `gen_ai.usage.input_tokens`. No instrumentation writes costs.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from decider.domain.evidence import EvidenceError, Kind, Reading
from decider.evidence.readers.formats import Format
from decider.evidence.readers.safe_json import shown
from decider.evidence.readers.source import Line, Shape, Source
from decider.evidence.readers.usage.canonical import CallTable, Cell, Column
from decider.evidence.readers.usage.careful import Row
from decider.evidence.readers.usage.table import read_calls

_INPUT = "gen_ai.usage.input_tokens"
_APART = "(COALESCE(cached, 0) + COALESCE(written, 0))"

SPANS = CallTable(
    columns=(
        Column("span", ("spanId",), Cell.TEXT),
        Column("started", ("startTimeUnixNano",), Cell.MOMENT, required=True),
        Column("ended", ("endTimeUnixNano",), Cell.MOMENT),
        Column("first_token", ("events",), Cell.MOMENT),
        Column("model_name", ("gen_ai.request.model",), Cell.TEXT),
        Column("is_chat", ("gen_ai.operation.name",), Cell.FLAG),
        Column("failed", ("status.code",), Cell.FLAG),
        Column("streamed", ("gen_ai.is_streaming",), Cell.FLAG),
        Column("tokens", (_INPUT,), Cell.COUNT),
        Column("cached", ("gen_ai.usage.cache_read.input_tokens",), Cell.COUNT),
        Column("written", ("gen_ai.usage.cache_creation.input_tokens",), Cell.COUNT),
        Column("answer", ("gen_ai.usage.output_tokens",), Cell.COUNT),
        Column("reasoning", ("gen_ai.usage.reasoning_tokens",), Cell.COUNT),
    ),
    calls={
        "row_id": "span",
        "started_at": "started",
        "latency_ms": "(ended - started) * 1000",
        "first_token_ms": "(first_token - started) * 1000",
        "model": "model_name",
        # Some instrumentations of Anthropic pass its counts on as they are, cached tokens beside the input.
        "tokens_in": f"CASE WHEN {_APART} > tokens THEN tokens + {_APART} ELSE tokens END",
        # The attribute is left out where there is nothing to say.
        "tokens_cached": "CASE WHEN tokens IS NOT NULL THEN COALESCE(cached, 0) END",
        "tokens_cache_write": "written",
        "tokens_out": "answer",
        "tokens_reasoning": "reasoning",
        "is_call": "is_chat",
        "is_error": "failed",
        "is_streamed": "streamed",
    },
)

# Values of `gen_ai.operation.name` and `llm.request.type`. Others (invoke_agent, execute_tool, …) are not calls.
_CALLS = frozenset(("chat", "text_completion", "generate_content", "completion", "responses", "text_generation"))
_OTHER_CALLS = frozenset(("embeddings", "embedding", "rerank"))
# Names of attributes, the newest first.
_NAMES = {
    "model_name": ("gen_ai.request.model", "gen_ai.response.model", "llm.request.model"),
    "tokens": (_INPUT, "gen_ai.usage.prompt_tokens", "llm.usage.prompt_tokens"),
    "answer": ("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.usage.completion_tokens"),
    "cached": ("gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens"),
    "written": (
        "gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.usage.cache_write.input_tokens",
        "gen_ai.usage.cache_creation_input_tokens",
    ),
    "reasoning": ("gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens"),
    "streamed": ("gen_ai.is_streaming", "gen_ai.request.stream", "llm.is_streaming"),
}
_FIRST_TOKEN_EVENTS = frozenset(("llm.content.completion.chunk", "gen_ai.content.completion.chunk"))
_ERROR_CODES = frozenset((2, "2", "STATUS_CODE_ERROR", "ERROR", "StatusCode.ERROR"))


@dataclass(slots=True)
class Seen:
    """What a file's spans were."""

    spans: int = 0
    calls: int = 0
    bad_lines: int = 0
    failed: int = 0
    without_tokens: int = 0
    # "openllmetry 0.62" by (scope, version).
    scopes: Counter[tuple[str, str]] = field(default_factory=Counter)


def kind_of(attributes: dict[str, Any]) -> bool | None:
    """True: a call that answers with text; False: embeddings and the like; None: no call."""
    operation = attributes.get("gen_ai.operation.name") or attributes.get("llm.request.type")
    if operation is not None:
        return True if operation in _CALLS else False if operation in _OTHER_CALLS else None
    if "traceloop.span.kind" in attributes:
        return None
    return True if any(name in attributes for name in (*_NAMES["tokens"], *_NAMES["model_name"])) else None


def _call(span: dict[str, Any], attributes: dict[str, Any], chat: bool, status: Any) -> dict[str, Any]:
    values = {
        column: next((attributes[name] for name in names if attributes.get(name) is not None), None)
        for column, names in _NAMES.items()
    }
    code = status.get("code", status.get("status_code")) if isinstance(status, dict) else None
    failed = (isinstance(code, int | str) and code in _ERROR_CODES) or attributes.get("error.type") is not None
    return values | {"is_chat": chat, "failed": failed, "span": span.get("spanId")}


def _first_token(span: dict[str, Any], key: str) -> Any:
    events = span.get("events")
    if not isinstance(events, list):
        return None
    return next(
        (event.get(key) for event in events if isinstance(event, dict) and event.get("name") in _FIRST_TOKEN_EVENTS),
        None,
    )


def _note(seen: Seen, values: dict[str, Any]) -> None:
    seen.calls += 1
    seen.failed += values["failed"]
    if values["is_chat"] and not values["failed"] and values["tokens"] is None and values["answer"] is None:
        seen.without_tokens += 1


def otlp_rows(source: Source, seen: Seen) -> Iterator[Row]:
    """A row for each span that is a call."""
    for line in source.lines():
        if line.value is None:
            seen.bad_lines += 1
            yield Row(line.number, None, line.problem)
            continue
        yield from _rows_of_line(line, line.value, seen)


def _rows_of_line(line: Line, batch: dict[str, Any], seen: Seen) -> Iterator[Row]:
    for resource in _objects(batch.get("resourceSpans")):
        # "instrumentationLibrarySpans" until OTLP 0.15.
        for group in _objects(resource.get("scopeSpans", resource.get("instrumentationLibrarySpans"))):
            scope = group.get("scope")
            for span in _objects(group.get("spans")):
                seen.spans += 1
                attributes = _attributes(span.get("attributes"))
                chat = kind_of(attributes)
                if chat is None:
                    continue
                if isinstance(scope, dict):
                    seen.scopes[_short(scope.get("name")), _short(scope.get("version"))] += 1
                values = _call(span, attributes, chat, span.get("status"))
                values["started"] = _nanoseconds(span.get("startTimeUnixNano"))
                values["ended"] = _nanoseconds(span.get("endTimeUnixNano"))
                values["first_token"] = _nanoseconds(_first_token(span, "timeUnixNano"))
                _note(seen, values)
                yield Row(line.number, values)


def _short(value: Any) -> str:
    return shown(value, 60) if isinstance(value, str) else ""


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    return (item for item in value if isinstance(item, dict)) if isinstance(value, list) else iter(())


def _attributes(pairs: Any) -> dict[str, Any]:
    """{"key": …, "value": {"intValue": "12"}} → name: value; lists and objects, which hold no figures, are left out."""
    found: dict[str, Any] = {}
    if isinstance(pairs, list):
        for pair in pairs:
            if isinstance(pair, dict) and isinstance(value := pair.get("value"), dict):
                found[str(pair.get("key"))] = next(
                    (each for each in value.values() if not isinstance(each, dict | list)), None
                )
    return found


def _nanoseconds(value: Any) -> Any:
    """Unset times are 0 in OTLP."""
    return None if value in (0, "0") else value


def console_rows(source: Source, seen: Seen) -> Iterator[Row]:
    """As `otlp_rows`, for what the console exporter prints: attributes as an object, times as ISO 8601."""
    for line in source.lines():
        span = line.value
        if span is None:
            seen.bad_lines += 1
            yield Row(line.number, None, line.problem)
            continue
        seen.spans += 1
        attributes = span.get("attributes")
        attributes = attributes if isinstance(attributes, dict) else {}
        chat = kind_of(attributes)
        if chat is None:
            continue
        values = _call(span, attributes, chat, span.get("status"))
        context = span.get("context")
        values["span"] = context.get("span_id") if isinstance(context, dict) else None
        values["started"], values["ended"] = span.get("start_time"), span.get("end_time")
        values["first_token"] = _first_token(span, "timestamp")
        _note(seen, values)
        yield Row(line.number, values)


def _read(source: Source, rows: Iterator[Row], seen: Seen) -> Reading:
    try:
        reading = read_calls(source, SPANS, rows=rows)
    except EvidenceError:
        if seen.spans and not seen.calls and not seen.bad_lines:
            raise EvidenceError(
                f"No GenAI spans were found: none of the {seen.spans:,} spans has attributes of a call to a language "
                "model (gen_ai.…). Export the spans of your model client's instrumentation."
            ) from None
        raise
    versions = ", ".join(f"{name} {version}".strip() for (name, version), _ in seen.scopes.most_common(3))
    return replace(reading, tool_version=versions, notes=(*reading.notes, *_notes(seen)))


def _notes(seen: Seen) -> Iterator[str]:
    if ignored := seen.spans - seen.calls:
        yield (
            f"{ignored:,} of {seen.spans:,} spans are not calls to a language model (requests, databases, tools): "
            "left out."
        )
    if seen.without_tokens:
        calls = "call" if seen.without_tokens == 1 else "calls"
        yield (
            f"{seen.without_tokens:,} {calls} succeeded without a count of tokens, as streamed calls do in some "
            "instrumentations: their tokens are unknown, not 0."
        )
    for name, version in seen.scopes:
        if not seen.failed and _leaves_failures_out(name, version):
            yield (
                f"openllmetry {version}: early releases write no span for a call that failed, and there is none here: "
                "calls and errors are lower bounds."
            )


def _leaves_failures_out(scope: str, version: str) -> bool:
    """Seen with 0.33; 0.62 writes them."""
    parts = re.match(r"0\.(\d+)", version)
    return scope.startswith("opentelemetry.instrumentation.openai.") and parts is not None and int(parts[1]) < 62


def read_otlp(source: Source) -> Reading:
    seen = Seen()
    return _read(source, otlp_rows(source, seen), seen)


def read_console(source: Source) -> Reading:
    seen = Seen()
    return _read(source, console_rows(source, seen), seen)


def _is_otlp(row: dict[str, Any]) -> bool:
    return isinstance(row.get("resourceSpans"), list)


def _is_console(row: dict[str, Any]) -> bool:
    return isinstance(row.get("context"), dict) and isinstance(row.get("attributes"), dict) and "start_time" in row


FORMATS = (
    Format(
        name="otlp-jsonl",
        label="OpenTelemetry spans (OTLP, JSON lines)",
        tool="OpenTelemetry",
        kind=Kind.USAGE,
        shapes=(Shape.LINES,),
        matches=lambda source: bool(source.sample) and all(_is_otlp(row) for row in source.sample),
        read=read_otlp,
    ),
    Format(
        name="otel-console",
        label="OpenTelemetry spans (console exporter)",
        tool="OpenTelemetry",
        kind=Kind.USAGE,
        shapes=(Shape.LINES,),
        matches=lambda source: bool(source.sample) and all(_is_console(row) for row in source.sample),
        read=read_console,
    ),
)

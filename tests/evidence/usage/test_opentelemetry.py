import json
from collections.abc import Mapping
from typing import Any

import pytest

from decider.domain.evidence import EvidenceError
from tests.evidence.comparing import differences
from tests.evidence.usage.given import answers, read_lines, read_text, sample, usage_of

NEW, OLD = "otel/openllmetry_0.62_21days.jsonl", "otel/openai_v2_2.4b0_collector.jsonl"
START = 1_793_613_007_000_000_000


@pytest.mark.parametrize("file", [NEW, OLD])
def test_spans_give_the_figures_of_the_manifest(file):
    reading = sample(file)
    assert reading.format == "otlp-jsonl"
    assert differences(reading, answers(file)) == []
    ignored = answers(file)["other_spans_ignored"]
    assert any(note.startswith(f"{ignored} of ") for note in reading.notes)


def test_no_instrumentation_writes_costs_so_they_are_unknown():
    assert usage_of(sample(NEW)).cost_usd is None


def test_the_instrumentation_is_named():
    assert sample(NEW).tool_version == "opentelemetry.instrumentation.openai.v1 0.62.4"


def _value(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    # OTLP maps integers of 64 bits to strings.
    return {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}


def span(attributes: Mapping[str, Any], *, ms: int = 250, **more: Any) -> dict[str, Any]:
    return {
        "spanId": "30e6c287638a0e02",
        "name": "whatever",
        "startTimeUnixNano": str(START),
        "endTimeUnixNano": str(START + ms * 1_000_000),
        "attributes": [{"key": key, "value": _value(value)} for key, value in attributes.items()],
        "status": {},
    } | more


def batch(*spans: Any, scope: str = "app", version: str = "1") -> dict[str, Any]:
    return {"resourceSpans": [{"scopeSpans": [{"scope": {"name": scope, "version": version}, "spans": list(spans)}]}]}


CHAT = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.usage.input_tokens": 100,
    "gen_ai.usage.output_tokens": 20,
}
OLD_CHAT = {
    "llm.request.type": "chat",
    "gen_ai.system": "OpenAI",
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.usage.prompt_tokens": 100,
    "gen_ai.usage.completion_tokens": 20,
    "llm.usage.total_tokens": 120,
}


@pytest.mark.parametrize("attributes", [CHAT, OLD_CHAT])
def test_both_generations_of_attributes_are_read(tmp_path, attributes):
    usage = usage_of(read_lines(tmp_path, batch(span(attributes)), batch(span(attributes))))
    assert (usage.calls, usage.tokens_in, usage.tokens_out) == (2, 200, 40)
    assert usage.latency.p50_ms == 250
    assert list(usage.by_model) == ["gpt-4o"]


def test_a_single_document_is_read_like_its_lines(tmp_path):
    reading = read_text(tmp_path, json.dumps(batch(span(CHAT), span(CHAT)), indent=1))
    assert (reading.format, usage_of(reading).calls) == ("otlp-jsonl", 2)


def test_agents_and_tools_do_not_count_the_calls_within_them_again(tmp_path):
    agent = span(CHAT | {"gen_ai.operation.name": "invoke_agent"})
    tool = span({"gen_ai.operation.name": "execute_tool"})
    workflow = span({"traceloop.span.kind": "workflow", "gen_ai.request.model": "gpt-4o"})
    usage = usage_of(read_lines(tmp_path, batch(span(CHAT), agent, tool, workflow)))
    assert (usage.calls, usage.other_calls, usage.tokens_in) == (1, 0, 100)


def test_embeddings_are_counted_apart_with_their_tokens(tmp_path):
    embedding = span({"gen_ai.operation.name": "embeddings", "gen_ai.usage.input_tokens": 7})
    usage = usage_of(read_lines(tmp_path, batch(span(CHAT), embedding)))
    assert (usage.calls, usage.other_calls, usage.tokens_in) == (1, 1, 100)


def test_streamed_calls_without_tokens_are_unknown_and_not_zero(tmp_path):
    streamed = span({"llm.request.type": "chat", "gen_ai.request.model": "gpt-4o", "llm.is_streaming": True})
    reading = read_lines(tmp_path, batch(span(CHAT), streamed, streamed))
    usage = usage_of(reading)
    assert (usage.calls, usage.calls_with_tokens, usage.streamed_calls, usage.tokens_in) == (3, 1, 2, 100)
    assert any(note.startswith("2 calls succeeded without a count of tokens") for note in reading.notes)


def test_a_file_of_streamed_calls_alone_knows_no_tokens(tmp_path):
    usage = usage_of(read_lines(tmp_path, batch(span({"llm.request.type": "chat"}))))
    assert (usage.calls, usage.calls_with_tokens) == (1, 0)
    assert usage.tokens_in is usage.tokens_out is usage.tokens_cached is None


@pytest.mark.parametrize(("version", "said"), [("0.33.12", True), ("0.62.4", False)])
def test_releases_without_spans_of_failed_calls_give_lower_bounds(tmp_path, version, said):
    rows = batch(span(OLD_CHAT), scope="opentelemetry.instrumentation.openai.v1", version=version)
    assert any("lower bounds" in note for note in read_lines(tmp_path, rows).notes) is said


@pytest.mark.parametrize(
    "failed",
    [
        span({"gen_ai.operation.name": "chat"}, ms=9_000, status={"code": 2, "message": "429"}),
        span({"gen_ai.operation.name": "chat"}, ms=9_000, status={"code": "STATUS_CODE_ERROR"}),
        span({"gen_ai.operation.name": "chat", "error.type": "RateLimitError"}, ms=9_000),
    ],
)
def test_failed_calls_are_errors_outside_of_latency(tmp_path, failed):
    reading = read_lines(tmp_path, batch(span(CHAT), failed))
    usage = usage_of(reading)
    assert (usage.calls, usage.errors, usage.latency.n, usage.latency.p99_ms) == (2, 1, 1, 250)
    assert not any("without a count of tokens" in note for note in reading.notes)


def test_cached_tokens_are_part_of_the_input(tmp_path):
    cached = CHAT | {"gen_ai.usage.cache_read.input_tokens": 60, "gen_ai.usage.cache_creation.input_tokens": 30}
    usage = usage_of(read_lines(tmp_path, batch(span(cached))))
    assert (usage.tokens_in, usage.tokens_cached, usage.tokens_cache_write) == (100, 60, 30)


def test_more_cached_tokens_than_input_can_only_stand_beside_it(tmp_path):
    cached = CHAT | {"gen_ai.usage.cache_read_input_tokens": 900}
    usage = usage_of(read_lines(tmp_path, batch(span(cached))))
    assert (usage.tokens_in, usage.tokens_cached) == (1000, 900)


def test_the_first_piece_of_an_answer_gives_the_time_to_the_first_token(tmp_path):
    events = [
        {"name": "llm.content.completion.chunk", "timeUnixNano": str(START + piece * 1_000_000)} for piece in (80, 90)
    ]
    assert usage_of(read_lines(tmp_path, batch(span(CHAT, events=events)))).first_token.p50_ms == 80


def test_a_bad_span_and_a_bad_line_are_named_and_the_rest_is_read(tmp_path):
    bad = span(CHAT | {"gen_ai.usage.input_tokens": -5})
    never = span(CHAT, startTimeUnixNano="0")
    text = "".join(json.dumps(each) + "\n" for each in (batch(span(CHAT)), batch(span(CHAT), bad, never)))
    reading = read_text(tmp_path, text + "{broken\n" + json.dumps(batch(span(CHAT))) + "\n")
    assert usage_of(reading).calls == 3
    assert [each.line for each in reading.rejected] == [2, 2, 3]
    assert "gen_ai.usage.input_tokens is negative" in reading.rejected[0].reason


@pytest.mark.parametrize(
    "odd",
    [
        {"resourceSpans": [None, {"scopeSpans": "no"}, {"scopeSpans": [{"spans": [1, None]}]}]},
        batch({"attributes": [None, {"key": 1}, {"key": "a", "value": {"arrayValue": {"values": []}}}]}),
        batch(span({"gen_ai.operation.name": 5}, events=[3], status=[])),
    ],
)
def test_spans_of_an_unexpected_shape_do_no_harm(tmp_path, odd):
    assert usage_of(read_lines(tmp_path, odd, batch(span(CHAT)))).calls == 1


def test_traces_without_a_call_say_that_no_genai_span_was_found(tmp_path):
    with pytest.raises(EvidenceError, match="No GenAI spans were found: none of the 2 spans"):
        read_lines(tmp_path, batch(span({"http.method": "GET"})), batch(span({})))


def _printed(attributes: Mapping[str, Any], code: str) -> str:
    """As `ConsoleSpanExporter` prints a span."""
    return json.dumps(
        {
            "name": "openai.chat",
            "context": {"trace_id": "0x47fc", "span_id": "0x6e18", "trace_state": "[]"},
            "kind": "SpanKind.CLIENT",
            "parent_id": None,
            "start_time": "2026-11-02T03:46:32.000000Z",
            "end_time": "2026-11-02T03:46:32.250000Z",
            "status": {"status_code": code},
            "attributes": dict(attributes),
            "events": [],
            "links": [],
            "resource": {"attributes": {}, "schema_url": ""},
        },
        indent=4,
    )


def test_what_the_console_exporter_printed_is_read(tmp_path):
    failed = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o"}
    spans = [_printed(CHAT, "UNSET"), _printed(failed, "ERROR"), _printed({"db.system": "x"}, "UNSET")]
    reading = read_text(tmp_path, "\n".join(spans))
    usage = usage_of(reading)
    assert reading.format == "otel-console"
    assert (usage.calls, usage.errors, usage.tokens_in, usage.latency.p50_ms) == (2, 1, 100, 250)

"""What providers refuse in one line of a training file, and what they take."""

from typing import Any

import pytest

from decider.evidence.readers.training.rules import check_line
from tests.evidence.training.given import chat, message

WEATHER = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}
CALL = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Lyon"}'}}
USER, ANSWER = message("user"), message("assistant")
CALLS = {"role": "assistant", "tool_calls": [CALL]}
RESULT = message("tool", '{"celsius": 20}', tool_call_id="call_1")


def _codes(messages: Any, **more: Any) -> list[str]:
    return [finding.code for finding in check_line({"messages": messages, **more}).errors]


def _warnings(messages: Any, **more: Any) -> list[str]:
    found = check_line({"messages": messages, **more})
    assert not found.errors
    return [finding.code for finding in found.warnings]


@pytest.mark.parametrize(
    "line",
    [
        chat(),
        chat(tools=[WEATHER], parallel_tool_calls=False),
        {"messages": [message("developer"), USER, ANSWER]},
        {"messages": [message("system"), USER, message("assistant", weight=0), USER, message("assistant", weight=1)]},
        {"messages": [message("system"), message("user", [{"type": "text", "text": "Hello"}]), ANSWER]},
        {"messages": [message("system"), message("user", name="ann"), ANSWER]},
        {"messages": [message("system"), USER, CALLS, RESULT, ANSWER], "tools": [WEATHER]},
        # An example may end with the call that is to be learned, with or without null as its content.
        {"messages": [message("system"), USER, CALLS], "tools": [WEATHER]},
        {"messages": [message("system"), USER, {**CALLS, "content": None}], "tools": [WEATHER]},
        # A tool may return nothing.
        {"messages": [message("system"), USER, CALLS, {**RESULT, "content": ""}, ANSWER], "tools": [WEATHER]},
        {
            "messages": [
                message("system"),
                USER,
                {"role": "assistant", "content": None, "function_call": {"name": "weather", "arguments": "{}"}},
                message("function", "20", name="weather"),
                ANSWER,
            ],
            "functions": [{"name": "weather"}],
        },
        {"messages": [message("system"), USER, message("assistant", None, refusal="I cannot help with that.")]},
    ],
)
def test_what_the_api_takes_is_neither_refused_nor_warned_of(line: dict[str, Any]) -> None:
    found = check_line(line)

    assert not found.errors
    assert not found.warnings


def test_two_calls_in_parallel_with_their_results_in_any_order_are_good() -> None:
    other = {**CALL, "id": "call_2"}
    calls = {"role": "assistant", "tool_calls": [CALL, other]}
    messages = [message("system"), USER, calls, {**RESULT, "tool_call_id": "call_2"}, RESULT, ANSWER]

    assert _warnings(messages, tools=[WEATHER], parallel_tool_calls=True) == []


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ("Hello", "missing_messages_list"),
        ({}, "missing_messages_list"),
        (None, "missing_messages_list"),
        ([], "empty_messages_list"),
        ([USER, "Hello", ANSWER], "message_not_object"),
        ([{"content": "Hello"}, ANSWER], "message_missing_role"),
        ([USER, message("bot"), ANSWER], "unrecognized_role"),
        ([message(["user"]), ANSWER], "unrecognized_role"),
        ([{"role": "user"}, ANSWER], "message_missing_content"),
        ([message("user", None), ANSWER], "content_null"),
        ([message("user", ""), ANSWER], "content_empty"),
        ([message("user", []), ANSWER], "content_empty"),
        ([message("user", [{"type": "text", "text": ""}]), ANSWER], "content_empty"),
        ([message("user", 3), ANSWER], "content_not_text"),
        ([message("user", ["Hello"]), ANSWER], "content_not_text"),
        ([USER, message("assistant", text="Hello")], "message_unrecognized_key"),
        ([message("user", name=3), ANSWER], "name_bad"),
        ([USER], "no_assistant"),
        ([USER, ANSWER, USER], "last_not_assistant"),
        ([USER, message("assistant", weight=0.5)], "weight_bad"),
        ([USER, message("assistant", weight=True)], "weight_bad"),
        ([USER, message("assistant", weight="1")], "weight_bad"),
        ([USER, message("assistant", weight=2)], "weight_bad"),
        ([USER, {"role": "assistant", "tool_calls": [{"id": "call_1"}]}], "tool_calls_bad"),
        ([USER, {"role": "assistant", "tool_calls": "weather"}], "tool_calls_bad"),
        ([message("user", tool_calls=[CALL]), ANSWER], "tool_calls_bad"),
        ([USER, {"role": "assistant", "function_call": {"name": "weather"}}], "tool_calls_bad"),
        ([USER, CALLS, message("tool", "20"), ANSWER], "tool_call_id_bad"),
        ([USER, message("function", "20"), ANSWER], "name_bad"),
    ],
)
def test_what_providers_refuse_has_one_code(messages: Any, code: str) -> None:
    assert _codes(messages) == [code]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"tools": {}}, "tools_bad"),
        ({"tools": [{"type": "function", "function": {}}]}, "tools_bad"),
        ({"tools": [WEATHER, "weather"]}, "tools_bad"),
        ({"functions": [{"description": "weather"}]}, "tools_bad"),
        ({"parallel_tool_calls": "yes"}, "parallel_tool_calls_bad"),
    ],
)
def test_definitions_that_are_none_are_refused(more: dict[str, Any], code: str) -> None:
    assert _codes([USER, ANSWER], **more) == [code]


@pytest.mark.parametrize(
    ("messages", "more", "code"),
    [
        ([USER, ANSWER], {}, "warn_no_system"),
        ([message("system"), ANSWER], {}, "warn_no_user"),
        ([message("system"), USER, message("assistant", weight=0)], {}, "warn_all_weights_0"),
        ([message("system"), message("user", weight=1), ANSWER], {}, "warn_weight_ignored"),
        ([message("system"), USER, ANSWER], {"split": "train"}, "warn_unrecognized_key"),
        ([message("system"), USER, CALLS], {}, "warn_tool_undefined"),
        ([message("system"), USER, CALLS, ANSWER], {"tools": [WEATHER]}, "warn_tool_unanswered"),
        ([message("system"), USER, RESULT, ANSWER], {}, "warn_tool_unasked"),
    ],
)
def test_what_is_taken_but_odd_is_a_warning(messages: Any, more: dict[str, Any], code: str) -> None:
    assert _warnings(messages, **more) == [code]


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ({"prompt": "a", "completion": "b"}, "legacy_prompt_completion", "older models"),
        ({"conversations": [{"from": "human", "value": "a"}]}, "missing_messages_list", "ShareGPT"),
        ({"input": {}, "preferred_output": [], "non_preferred_output": []}, "missing_messages_list", "DPO"),
        ({"prompt": "a", "chosen": "b", "rejected": "c"}, "missing_messages_list", "DPO"),
        ({"message": []}, "missing_messages_list", "has `message`"),
        ({"text": "a"}, "missing_messages_list", "no list `messages`"),
    ],
)
def test_lines_in_other_shapes_are_told_what_they_are(line: dict[str, Any], code: str, words: str) -> None:
    (finding,) = check_line(line).errors

    assert finding.code == code
    assert words in finding.reason

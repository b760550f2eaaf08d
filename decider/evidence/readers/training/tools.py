"""The rules for tools in a training file: definitions, calls and their results (OpenAI's API schema)."""

from collections.abc import Iterator, Mapping
from typing import Any

from decider.evidence.readers.safe_json import shown

# What may stand in place of an assistant's content.
CALLS = ("tool_calls", "function_call")


def check_tools(line: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with the definitions beside `messages`."""
    tools = line.get("tools")
    if tools is not None and not (isinstance(tools, list) and all(map(_is_tool, tools))):
        yield "tools_bad", "`tools` must be a list of objects with `type` “function” and a `function` with a `name`."
    functions = line.get("functions")
    if functions is not None and not (isinstance(functions, list) and all(map(_has_name, functions))):
        yield "tools_bad", "`functions` must be a list of objects with a `name`."
    parallel = line.get("parallel_tool_calls")
    if parallel is not None and not isinstance(parallel, bool):
        yield "parallel_tool_calls_bad", "`parallel_tool_calls` must be true or false."


def check_calls(number: int, message: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with the calls of a message, or with what it says it answers."""
    role = message.get("role")
    for key in CALLS:
        if message.get(key) is not None and role in ("system", "developer", "user", "tool", "function"):
            yield "tool_calls_bad", f"Message {number} has `{key}`, which only an assistant's may."
            return
    calls = message.get("tool_calls")
    if calls is not None and not (isinstance(calls, list) and calls and all(map(_is_call, calls))):
        wanted = "a list of objects with `id`, `type` “function” and a `function` with `name` and `arguments` as texts"
        yield "tool_calls_bad", f"Message {number} has `tool_calls` that are not {wanted}."
    call = message.get("function_call")
    if call is not None and not _names_and_passes(call):
        yield "tool_calls_bad", f"Message {number} has a `function_call` without `name` and `arguments` as texts."
    if role == "tool" and not _is_word(message.get("tool_call_id")):
        yield "tool_call_id_bad", f"Message {number} is a tool's and has no `tool_call_id`."
    if role == "function" and not _is_word(message.get("name")):
        yield "name_bad", f"Message {number} is a function's and has no `name`."


def warn_of_tools(line: Mapping[str, Any], messages: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Calls that fit no definition, results that answer no call, and calls that nothing answers."""
    asked: set[str] = set()
    names: set[str] = set()
    for number, message in enumerate(messages, 1):
        if message["role"] == "tool":
            if message["tool_call_id"] not in asked:
                yield "warn_tool_unasked", f"Message {number} answers a tool call that was not made before it."
            asked.discard(message["tool_call_id"])
            continue
        if asked:
            yield "warn_tool_unanswered", f"Message {number} comes before the result of a tool call."
            asked.clear()
        for call in message.get("tool_calls") or ():
            asked.add(call["id"])
            names.add(call["function"]["name"])
        if message.get("function_call"):
            names.add(message["function_call"]["name"])
    defined = {tool["function"]["name"] for tool in line.get("tools") or ()}
    defined |= {function["name"] for function in line.get("functions") or ()}
    if unknown := sorted(names - defined):
        yield "warn_tool_undefined", f"“{shown(unknown[0], 40)}” is called, but `tools` does not define it."


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _has_name(value: Any) -> bool:
    return isinstance(value, dict) and _is_word(value.get("name"))


def _is_tool(value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") == "function" and _has_name(value.get("function"))


def _names_and_passes(value: Any) -> bool:
    return _has_name(value) and isinstance(value.get("arguments"), str)


def _is_call(value: Any) -> bool:
    if not isinstance(value, dict) or value.get("type") != "function" or not _is_word(value.get("id")):
        return False
    return _names_and_passes(value.get("function"))

"""The rules for one line of a training file: what providers refuse, and what is worth a warning.

Sources: OpenAI's cookbook (Chat_finetuning_data_prep) for the chat format, the API schema FineTuneChatRequestInput for
the further roles, `weight` and tools. Where the cookbook's own check is wrong (tools, content in parts), the schema is
followed.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from decider.evidence.readers.safe_json import shown
from decider.evidence.readers.training.lines import CHAT_KEYS, LineShape, line_shape
from decider.evidence.readers.training.tools import CALLS, check_calls, check_tools, warn_of_tools

ROLES = ("system", "developer", "user", "assistant", "tool", "function")
MESSAGE_KEYS = frozenset(
    {"role", "content", "name", "function_call", "tool_calls", "tool_call_id", "weight", "refusal"}
)
# What a tool returns may be an empty text.
_MAY_BE_EMPTY = ("tool", "function")


class Finding(NamedTuple):
    code: str
    # A sentence.
    reason: str


class Findings:
    """What was found in one line, each code once for each message."""

    def __init__(self) -> None:
        self.errors: list[Finding] = []
        self.warnings: list[Finding] = []

    def error(self, code: str, reason: str) -> None:
        self.errors.append(Finding(code, reason))

    def warn(self, code: str, reason: str) -> None:
        self.warnings.append(Finding(code, reason))


def check_line(line: Mapping[str, Any]) -> Findings:
    """All that is wrong with a line that is a JSON object, and what is worth a warning."""
    found = Findings()
    if not _has_messages(line, found):
        return found
    messages: list[Any] = line["messages"]
    for number, message in enumerate(messages, 1):
        _check_message(number, message, found)
    _check_order(messages, found)
    for code, reason in check_tools(line):
        found.error(code, reason)
    if not found.errors:
        _warn(line, messages, found)
    return found


_OTHER_SHAPES = {
    LineShape.LEGACY: Finding(
        "legacy_prompt_completion",
        "The line holds `prompt` and `completion`, the format of older models: write them as a user and an assistant "
        "message in `messages`.",
    ),
    LineShape.SHAREGPT: Finding(
        "missing_messages_list",
        "The line is in ShareGPT's format (`conversations` with `from` and `value`): write it as `messages` with "
        "`role` and `content`.",
    ),
    LineShape.PREFERENCE: Finding(
        "missing_messages_list",
        "The line is a pair of a preferred and a rejected answer (DPO), not an example to learn from: write the good "
        "answer as the last of `messages`.",
    ),
    LineShape.OTHER: Finding("missing_messages_list", "The line has no list `messages`."),
}


def _has_messages(line: Mapping[str, Any], found: Findings) -> bool:
    shape = line_shape(line)
    if shape is not LineShape.CHAT:
        found.errors.append(_OTHER_SHAPES[shape])
        if shape is LineShape.OTHER and "message" in line:
            found.errors[-1] = Finding("missing_messages_list", "The line has `message`, but no list `messages`.")
        return False
    if not isinstance(line["messages"], list):
        found.error("missing_messages_list", "`messages` is not a list.")
        return False
    if not line["messages"]:
        found.error("empty_messages_list", "`messages` is an empty list.")
        return False
    return True


def _check_message(number: int, message: Any, found: Findings) -> None:
    if not isinstance(message, dict):
        found.error("message_not_object", f"Message {number} is not an object with `role` and `content`.")
        return
    if "role" not in message:
        found.error("message_missing_role", f"Message {number} has no `role`.")
    elif message["role"] not in ROLES:
        role = shown(str(message["role"]), 30)
        found.error("unrecognized_role", f"Message {number} has the role “{role}”: it must be one of {_listed(ROLES)}.")
    if unknown := sorted(message.keys() - MESSAGE_KEYS):
        found.error("message_unrecognized_key", f"Message {number} has the key “{shown(unknown[0], 30)}”: remove it.")
    if "name" in message and not isinstance(message["name"], str):
        found.error("name_bad", f"Message {number} has a `name` that is not a text.")
    _check_content(number, message, found)
    _check_weight(number, message, found)
    for code, reason in check_calls(number, message):
        found.error(code, reason)


def _check_content(number: int, message: Mapping[str, Any], found: Findings) -> None:
    role, content = message.get("role"), message.get("content")
    # What an assistant calls, or why it refuses, stands in place of content.
    instead = role == "assistant" and any(message.get(key) for key in (*CALLS, "refusal"))
    if content is None or content == "" or content == []:
        if instead or (content == "" and role in _MAY_BE_EMPTY):
            return
        if "content" not in message:
            found.error("message_missing_content", f"Message {number} has no `content`.")
        elif content is None:
            found.error("content_null", f"Message {number} has null as its `content`.")
        else:
            found.error("content_empty", f"Message {number} has an empty `content`.")
    elif isinstance(content, list):
        _check_parts(number, content, found)
    elif not isinstance(content, str):
        found.error("content_not_text", f"Message {number} has a `content` that is neither a text nor a list of parts.")


def _check_parts(number: int, parts: list[Any], found: Findings) -> None:
    for part in parts:
        if not isinstance(part, dict) or not isinstance(part.get("type"), str):
            found.error("content_not_text", f"Message {number} has a part of `content` without a `type`.")
            return
        if part["type"] == "text" and not (isinstance(part.get("text"), str) and part["text"]):
            found.error("content_empty", f"Message {number} has a text part without text.")
            return


def _check_weight(number: int, message: Mapping[str, Any], found: Findings) -> None:
    if "weight" not in message:
        return
    weight = message["weight"]
    # True equals 1 in Python, but is no number in JSON.
    if isinstance(weight, bool) or not isinstance(weight, int | float) or weight not in (0, 1):
        found.error("weight_bad", f"Message {number} has the weight {shown(str(weight), 20)}: it must be 0 or 1.")


def _check_order(messages: list[Any], found: Findings) -> None:
    roles = [message.get("role") for message in messages if isinstance(message, dict)]
    if "assistant" not in roles:
        found.error("no_assistant", "No message is the assistant's: there is nothing to learn.")
    elif not isinstance(messages[-1], dict) or ("role" in messages[-1] and messages[-1]["role"] != "assistant"):
        found.error("last_not_assistant", "The last message is not the assistant's: the answer to learn comes last.")


def _warn(line: Mapping[str, Any], messages: list[dict[str, Any]], found: Findings) -> None:
    roles = {message["role"] for message in messages}
    if not roles & {"system", "developer"}:
        found.warn("warn_no_system", "There is no system message: the model learns to answer without one.")
    if "user" not in roles:
        found.warn("warn_no_user", "There is no message of a user.")
    learned = [message for message in messages if message["role"] == "assistant" and message.get("weight", 1)]
    if not learned:
        found.warn("warn_all_weights_0", "Every assistant message has weight 0: nothing is learned from the line.")
    if any("weight" in message for message in messages if message["role"] != "assistant"):
        found.warn("warn_weight_ignored", "A weight counts on assistant messages only.")
    if unknown := sorted(line.keys() - CHAT_KEYS):
        found.warn("warn_unrecognized_key", f"The key “{shown(unknown[0], 30)}” beside `messages` may be refused.")
    for code, reason in warn_of_tools(line, messages):
        found.warn(code, reason)


def _listed(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"

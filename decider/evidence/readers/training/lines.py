"""What a line of a training file is: a chat for fine-tuning, or a line in one of the other well-known shapes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

# Keys that a line of chat may hold beside `messages`.
# Source: OpenAI's API schema, FineTuneChatRequestInput.
CHAT_KEYS = frozenset({"messages", "tools", "parallel_tool_calls", "functions"})
# More unknown keys than this, and lines with `messages` are some tool's log.
_MOST_OTHER_KEYS = 2
# Keys of logs and batches that hold `messages` too.
_LOG_KEYS = frozenset({"custom_id", "call_type", "response", "run_type", "request_id", "id", "model", "trace_id"})


class LineShape(StrEnum):
    CHAT = "chat"
    LEGACY = "legacy"
    SHAREGPT = "sharegpt"
    PREFERENCE = "preference"
    OTHER = "other"


def line_shape(line: Mapping[str, Any]) -> LineShape:
    """The shape of a line, by its keys."""
    if "messages" in line:
        return LineShape.CHAT
    if "preferred_output" in line or "non_preferred_output" in line or {"chosen", "rejected"} <= line.keys():
        return LineShape.PREFERENCE
    if isinstance(line.get("conversations"), list):
        return LineShape.SHAREGPT
    if "prompt" in line and "completion" in line:
        return LineShape.LEGACY
    return LineShape.OTHER


def looks_like_training(line: Mapping[str, Any]) -> bool:
    """Whether a line is of a training file and of no tool's log."""
    shape = line_shape(line)
    if shape is LineShape.OTHER or _LOG_KEYS & line.keys():
        return False
    return shape is not LineShape.CHAT or len(line.keys() - CHAT_KEYS) <= _MOST_OTHER_KEYS


def shape_of_file(lines: Sequence[Mapping[str, Any]]) -> LineShape | None:
    """The shape of most lines that are a training file's; None where most are none of such a file.

    A bad line among them is to be named, not to hide what the file is.
    """
    shapes = Counter(line_shape(line) for line in lines if looks_like_training(line))
    return shapes.most_common(1)[0][0] if 2 * shapes.total() > len(lines) else None

"""Prompts that are pasted as JSON: chat messages as OpenAI's or Anthropic's API takes them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from decider.domain.evidence import EvidenceError
from decider.evidence.readers.safe_json import after_blank, parse_json

# Keys beside the messages that are sent with every call.
_SCHEMAS = ("response_format", "output_config", "text")
_TOOLS = ("tools", "functions")
# More messages than this are a log, and taken as the text that they are.
MAX_MESSAGES = 1_000
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A value of the pasted JSON: where it stands and what it is."""

    # "message", "system", or the key: "tools", "response_format".
    name: str
    value: Any
    # The JSON itself, and where it stands in the text.
    raw: str
    start: int
    first_line: int
    last_line: int

    @property
    def role(self) -> str:
        return str(self.value.get("role")) if self.name == "message" else self.name

    @property
    def content(self) -> str:
        """The text of a message: its own or that of its parts; calls of tools as JSON."""
        value = self.value.get("content") if self.name == "message" else self.value
        if isinstance(value, str):
            return value
        if isinstance(value, list):
            texts = [part["text"] for part in value if isinstance(part, dict) and isinstance(part.get("text"), str)]
            if texts:
                return "\n".join(texts)
        return self.raw

    @property
    def is_schema(self) -> bool:
        return self.name in _SCHEMAS

    @property
    def is_tools(self) -> bool:
        return self.name in _TOOLS


def chat(text: str) -> list[Stretch] | None:
    """The messages and what is sent with them, in the order in which they stand; None for what is no chat."""
    if text.lstrip()[:1] not in ("[", "{"):
        return None
    try:
        value = parse_json(text)
    except EvidenceError:
        return None
    if isinstance(value, list):
        return _stretches(text, _elements(text, after_blank(text, 0)), "message") if _are_messages(value) else None
    if not isinstance(value, dict) or not _are_messages(value.get("messages")):
        return None
    found: list[Stretch] = []
    last_messages = None
    for key, start, end in _members(text):
        if key == "messages":
            # Of equal keys the last one counts.
            found = [stretch for stretch in found if stretch.name != "message"]
            last_messages = start
        elif _is_sent(key, value[key]):
            found += _stretches(text, iter([(start, end)]), key)
    assert last_messages is not None
    found += _stretches(text, _elements(text, last_messages), "message")
    return sorted(found, key=lambda stretch: stretch.start)


def _is_sent(key: str, value: Any) -> bool:
    """Whether the value beside the messages is part of what the model reads."""
    kinds = str | list if key == "system" else list | dict
    return key in ("system", *_TOOLS, *_SCHEMAS) and isinstance(value, kinds) and bool(value)


def _are_messages(value: Any) -> bool:
    return (
        isinstance(value, list)
        and 0 < len(value) <= MAX_MESSAGES
        and all(isinstance(item, dict) and isinstance(item.get("role"), str) for item in value)
    )


def _stretches(text: str, places: Iterator[tuple[int, int]], name: str) -> list[Stretch]:
    found = []
    line, counted = 1, 0
    for start, end in places:
        line += text.count("\n", counted, start)
        counted = start
        raw = text[start:end]
        found.append(Stretch(name, parse_json(raw), raw, start, line, line + raw.count("\n")))
    return found


def _elements(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Where the elements of the list stand that begins at `at`; the text is JSON that was parsed before."""
    at = after_blank(text, at + 1)
    while text[at] != "]":
        _, end = _DECODER.raw_decode(text, at)
        yield at, end
        at = after_blank(text, end)
        if text[at] == ",":
            at = after_blank(text, at + 1)


def _members(text: str) -> Iterator[tuple[str, int, int]]:
    """Keys of the object that the text is, and where their values stand."""
    at = after_blank(text, after_blank(text, 0) + 1)
    while text[at] != "}":
        key, end = _DECODER.raw_decode(text, at)
        start = after_blank(text, after_blank(text, end) + 1)
        _, end = _DECODER.raw_decode(text, start)
        yield key, start, end
        at = after_blank(text, end)
        if text[at] == ",":
            at = after_blank(text, at + 1)

"""JSON from strangers: no crash, no NaN, no number that fills the memory, no text that a database refuses."""

import json
import re
from typing import Any

from decider.domain.evidence import EvidenceError

# Levels of lists and objects. Deeper documents make recursive code fail; no tool writes them.
MAX_DEPTH = 200
# Commas and opening brackets in one piece of JSON: each may cost 100 bytes of memory and more.
MAX_VALUES = 500_000
# Digits of an integer; Python's own limit (4,300) raises an error that does not say where.
MAX_DIGITS = 100
# Characters of file content in a message.
QUOTED = 80

# A string, closed or not: possessive, so that an open quote costs one pass and not one for each quote in it.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
# What may hide a number that Python turns into infinity or chokes on.
_LARGE_NUMBER = re.compile(rb"[0-9]{101}|[0-9.][eE]\+?[0-9]{3}")
# What may hide a character that PostgreSQL or UTF-8 refuses.
_BAD_CHARACTER = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Control characters, and those that turn the direction of a line: neither belongs into a message.
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")


def storable(text: str) -> str:
    """The text with NUL and lone surrogates, which PostgreSQL and UTF-8 refuse, replaced by U+FFFD."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text) if _UNSTORABLE.search(text) else text


def shown(text: str, length: int = QUOTED) -> str:
    """Content of a file as it may stand in a message: one line, no control characters, at most `length` characters."""
    text = _UNSHOWN.sub(" ", text[: length * 4]).strip()
    return text if len(text) <= length else text[: length - 1] + "…"


def depth(text: bytes) -> int:
    """The deepest level of brackets outside of strings; cheap, and not recursive."""
    if text.count(b"[") + text.count(b"{") <= MAX_DEPTH:
        return 0
    level = deepest = 0
    for bracket in _STRING.sub(b"", text).translate(None, _NOT_BRACKETS):
        if bracket in b"[{":
            level += 1
            if level > deepest:
                deepest = level
                if deepest > MAX_DEPTH:
                    break
        else:
            level -= 1
    return deepest


def parse_json(text: str | bytes) -> Any:
    """The one JSON value in a text; of equal keys in an object the last one counts.

    Raises `EvidenceError` for what is not JSON (NaN and Infinity are not), for more than one value, and for depth
    and integers beyond the limits. NUL and lone surrogates inside of strings become U+FFFD.
    """
    value, _ = parse_noting(text)
    return value


def parse_noting(
    text: str | bytes, *, duplicates: bool = False, most_values: int = MAX_VALUES
) -> tuple[Any, list[str]]:
    """The value, and with `duplicates` the keys (at most 5) that stood in one object more than once."""
    raw = _check(text, most_values)
    repeated: list[str] = []
    decoder, dirty = _decoder(raw, repeated if duplicates else None), _BAD_CHARACTER.search(raw) is not None
    content = _text(text)
    # A large document is in memory once, not three times.
    del raw, text
    try:
        value = decoder.decode(content)
    except json.JSONDecodeError as error:
        raise EvidenceError(_sentence(error)) from None
    return (_cleaned(value) if dirty else value), repeated


def parse_several(text: str | bytes, *, most_values: int = MAX_VALUES) -> list[tuple[int, Any]]:
    """JSON values that stand one after the other, each with the line it starts on; raises `EvidenceError`."""
    raw = _check(text, most_values)
    content = _text(text)
    decoder = _decoder(raw, None)
    dirty = _BAD_CHARACTER.search(raw) is not None
    found: list[tuple[int, Any]] = []
    at, line, counted = after_blank(content, 0), 1, 0
    while at < len(content):
        line += content.count("\n", counted, at)
        counted = at
        try:
            value, end = decoder.raw_decode(content, at)
        except json.JSONDecodeError as error:
            raise EvidenceError(_sentence(error)) from None
        found.append((line, _cleaned(value) if dirty else value))
        at = after_blank(content, end)
    return found


_BLANK = re.compile(r"[ \t\r\n]*")


def after_blank(text: str, at: int) -> int:
    """The first place from `at` on that is no blank of JSON."""
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _check(text: str | bytes, most_values: int) -> bytes:
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    # An upper bound: marks in strings count too.
    if len(raw) > most_values and raw.count(b",") + raw.count(b"[") + raw.count(b"{") > most_values:
        raise EvidenceError(
            f"The JSON holds more than {most_values:,} values in one piece: export JSON lines or CSV, which stream."
        )
    if depth(raw) > MAX_DEPTH:
        raise EvidenceError(f"JSON nested deeper than {MAX_DEPTH} levels is not read.")
    return raw


def _text(text: str | bytes) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise EvidenceError(
            f"Line {line} is not UTF-8 text (byte {error.start + 1:,}): save the file as UTF-8."
        ) from None


def _decoder(raw: bytes, repeated: list[str] | None) -> json.JSONDecoder:
    options: dict[str, Any] = {"parse_constant": _refuse_constant}
    if _LARGE_NUMBER.search(raw):
        options |= {"parse_int": _bounded_integer, "parse_float": _finite_float}
    if repeated is not None:
        options["object_pairs_hook"] = lambda pairs: _last_wins(pairs, repeated)
    return json.JSONDecoder(**options)


def _refuse_constant(name: str) -> Any:
    raise EvidenceError(f"{name} is not a JSON number: write null for a value that is not known.")


def _bounded_integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise EvidenceError(f"An integer of {len(digits):,} digits is not read (at most {MAX_DIGITS}).")
    return int(digits)


def _finite_float(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise EvidenceError(f"The number {shown(digits, 30)} is too large.")
    return value


def _last_wins(pairs: list[tuple[str, Any]], repeated: list[str]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs) and len(repeated) < 5:
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen and key not in repeated:
                repeated.append(key)
            seen.add(key)
    return value


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): _cleaned(item) for key, item in value.items()}
    return value


def _sentence(error: json.JSONDecodeError) -> str:
    where = f"line {error.lineno}, column {error.colno}"
    if error.msg == "Extra data":
        return f"There is extra data after the first document ({where}): upload one document a file."
    if error.pos >= len(error.doc.rstrip()):
        return f"The JSON ends too early ({where}): the file is cut off; export it again."
    return f"Not valid JSON at {where}: {error.msg}."

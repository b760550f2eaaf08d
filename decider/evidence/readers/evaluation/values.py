"""Values of evaluation files: numbers that can be trusted, and one key for the same case in two files."""

import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from decider.evidence.readers.source import shown

# No score, duration in ms, number of tokens or cost is larger.
LARGEST = 1e12
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_THOUSANDS_COMMA = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_THOUSANDS_POINT = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
YES = frozenset(("true", "t", "yes", "y", "pass", "passed", "success", "correct", "ok"))
NO = frozenset(("false", "f", "no", "n", "fail", "failed", "failure", "incorrect", "wrong"))


def number(value: object) -> float | None:
    """A JSON number within `LARGEST`; None for all else, booleans among them."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -LARGEST <= value <= LARGEST else None


def scored(value: object) -> float | None:
    """A score in JSON: a number, or true and false as 1 and 0."""
    return float(value) if isinstance(value, bool) else number(value)


def amount(value: object) -> float | None:
    """A number that cannot be negative: a duration, a cost, a count."""
    found = number(value)
    return found if found is not None and found >= 0 else None


def count(value: object) -> int | None:
    """A whole number of at least 0, also where it is written as 12.0."""
    found = amount(value)
    return int(found) if found is not None and found == int(found) else None


def parsed_number(text: str, *, decimal_comma: bool = False) -> float | None:
    """A number in a cell, None for what is none; NaN and Infinity are none.

    With `decimal_comma` 1.234,5 is one thousand and some; without it 1,234.5 is.
    """
    text = text.strip()
    thousands, mark = (_THOUSANDS_POINT, ".") if decimal_comma else (_THOUSANDS_COMMA, ",")
    if thousands.fullmatch(text):
        text = text.replace(mark, "")
    if decimal_comma:
        text = text.replace(",", ".")
    if len(text) > 60 or not _PLAIN.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) and abs(value) <= LARGEST else None


def parsed_pass(text: str) -> bool | None:
    """Whether a word says that a case passed; None for words that say neither."""
    word = text.strip().lower()
    if word in YES or word == "1" or word == "1.0":
        return True
    if word in NO or word == "0" or word == "0.0":
        return False
    return None


def mapping(value: object) -> Mapping[str, Any]:
    """The value if it is an object; an empty one otherwise."""
    return value if isinstance(value, dict) else {}


def listing(value: object) -> list[Any]:
    """The value if it is a list; an empty one otherwise."""
    return value if isinstance(value, list) else []


def text(value: object, length: int = 200) -> str:
    """A short text as it may stand on a page; empty for what is no text or number."""
    if isinstance(value, str):
        return shown(value, length)
    return str(value)[:length] if isinstance(value, int | float) and not isinstance(value, bool) else ""


def case_key(*parts: object) -> str:
    """The same key for the same content, in every file and on every machine."""
    written = json.dumps(parts, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def named(names: Iterable[object], most: int = 3) -> str:
    """A short list of names for a sentence."""
    found = [shown(str(name), 40) for name in names]
    return ", ".join(found[:most]) + (f" and {len(found) - most:,} more" if len(found) > most else "")

"""Single values of a log row, checked in Python: what a kind allows, and why a value is none of it.

The rules are those of `typed.py`, which says the same to the engine; a test holds the two together.
"""

import datetime
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from decider.evidence.readers.safe_json import shown, storable
from decider.evidence.readers.usage.canonical import Cell, Column

# Beyond it whole numbers are no longer exact as floats; no call has as many tokens.
MOST = 2.0**53
# 2000-01-01 and 2100-01-01: a time outside is in another unit or a slip.
EARLIEST, LATEST = 946_684_800.0, 4_102_444_800.0
# Numbers below these are seconds, milliseconds, microseconds, the rest nanoseconds: 1973 to 5138 in each unit.
UNIT_LIMITS = ((1e11, 1.0), (1e14, 1e3), (1e17, 1e6), (math.inf, 1e9))
UNITS = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}
TRUE = frozenset(("true", "t", "1", "yes", "y", "1.0"))
FALSE = frozenset(("false", "f", "0", "no", "n", "0.0"))
ABSENT = frozenset(("", "none", "null"))
# Characters of a text that are kept: names of models and ids, never prompts.
LONGEST_TEXT = 300
# Lines of times without a zone that are named.
NAMED = 5

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_DECIMAL_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?(?:[eE][+-]?\d{1,3})?")
_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?\s*(Z|z|UTC|[+-]\d{2}(?::?\d{2})?)?"
)
_DAY_FIRST = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b")


class Problem(ValueError):
    """Why a row is rejected: "prompt_tokens is negative (-3)"."""


@dataclass(slots=True)
class Zones:
    """Times with and without a zone in one file, for the note about them."""

    zoned: int = 0
    zoneless: int = 0
    # Lines of the first rows without a zone.
    lines: list[int] = field(default_factory=list)
    # Whether there are more of them.
    more: bool = False


def converter(column: Column, *, decimal_comma: bool, zones: Zones) -> Callable[[Any, int], Any]:
    """A function of (value, line) that gives the typed value or None; it raises `Problem`."""
    # Bounded: the name comes from the file or from a person, and stands in every reason.
    name = shown(column.path if isinstance(column.path, str) else ".".join(column.path), 40)
    match column.kind:
        case Cell.COUNT:
            return lambda value, _: _count(value, name, decimal_comma)
        case Cell.NUMBER:
            return lambda value, _: _number(value, name, decimal_comma)
        case Cell.MOMENT:
            return lambda value, line: moment(value, name, line, zones, column.unit, decimal_comma)
        case Cell.FLAG:
            return lambda value, _: _flag(value, name)
        case Cell.TEXT:
            return lambda value, _: _text(value, name)


def absent(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip().lower() in ABSENT)


def _quote(value: Any) -> str:
    return shown(str(value)[:200], 40)


def _number(value: Any, name: str, decimal_comma: bool) -> float | None:
    if type(value) is int or type(value) is float:
        number = float(value) if abs(value) <= 1e300 else math.inf
    elif absent(value):
        return None
    elif isinstance(value, str):
        number = _number_of_text(value.strip(), name, decimal_comma)
    elif isinstance(value, bool) or not hasattr(value, "__float__"):
        raise Problem(f"{name} is no number: {_quote(value)}")
    else:
        number = float(value)
    if not math.isfinite(number):
        raise Problem(f"{name} is not a finite number: {_quote(value)}")
    if number < 0:
        raise Problem(f"{name} is negative: {_quote(value)}")
    if number > MOST:
        raise Problem(f"{name} is larger than anything that can be counted: {_quote(value)}")
    return number


def _number_of_text(text: str, name: str, decimal_comma: bool) -> float:
    if decimal_comma and _DECIMAL_COMMA.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    if _NUMBER.fullmatch(text) and not decimal_comma:
        return float(text)
    if decimal_comma and _NUMBER.fullmatch(text):
        raise Problem(f"{name} has a decimal point among numbers with decimal commas: {_quote(text)}")
    raise Problem(f"{name} is not a finite number: {_quote(text)}")


def _count(value: Any, name: str, decimal_comma: bool) -> int | None:
    number = _number(value, name, decimal_comma)
    if number is None:
        return None
    if number != int(number):
        raise Problem(f"{name} is no whole number: {_quote(value)}")
    return int(number)


def moment(
    value: Any, name: str, line: int, zones: Zones, unit: str | None = None, decimal_comma: bool = False
) -> float | None:
    """Unix seconds of ISO 8601 text, a number or a `datetime`; without a zone it is UTC, and counted in `zones`."""
    if isinstance(value, datetime.datetime):
        seconds = (value if value.tzinfo else value.replace(tzinfo=datetime.UTC)).timestamp()
    elif isinstance(value, int | float) and not isinstance(value, bool):
        seconds = _unix(float(value) if abs(value) <= 1e300 else math.inf, unit)
    elif absent(value):
        return None
    elif isinstance(value, str):
        seconds = _moment_of_text(value.strip(), name, line, zones, unit, decimal_comma)
    else:
        raise Problem(f"{name} is no time: {_quote(value)}")
    if not EARLIEST <= seconds <= LATEST:
        raise Problem(f"{name} is outside of the years 2000 to 2100: {_quote(value)}")
    return seconds


def _unix(number: float, unit: str | None) -> float:
    if unit is not None:
        return number / UNITS[unit]
    return number / next(divisor for limit, divisor in UNIT_LIMITS if number < limit or limit == math.inf)


def _moment_of_text(text: str, name: str, line: int, zones: Zones, unit: str | None, decimal_comma: bool) -> float:
    match = _ISO.fullmatch(text)
    if match is None:
        if _DAY_FIRST.match(text):
            raise Problem(
                f"{name} does not say whether day or month comes first: {_quote(text)}; write 2026-10-31 09:00"
            )
        number = text.replace(",", ".") if decimal_comma else text
        if _NUMBER.fullmatch(number):
            return _unix(float(number), unit)
        raise Problem(f"{name} is no time like 2026-10-31T09:00:00Z: {_quote(text)}")
    day, clock, fraction, zone = match.groups()
    if zone in ("z", "UTC"):
        zone = "Z"
    try:
        time = datetime.datetime.fromisoformat(f"{day}T{clock}{zone or '+00:00'}")
    except ValueError:
        raise Problem(f"{name} is no date of the calendar: {_quote(text)}") from None
    if zone:
        zones.zoned += 1
    else:
        zones.zoneless += 1
        if line not in zones.lines:
            zones.more = zones.more or len(zones.lines) == NAMED
            zones.lines = [*zones.lines, line][:NAMED]
    # Microseconds, as the engine keeps them.
    return time.timestamp() + (int(fraction[:6].ljust(6, "0")) / 1e6 if fraction else 0.0)


def _flag(value: Any, name: str) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in ABSENT:
        return None
    if word in TRUE or word in FALSE:
        return word in TRUE
    raise Problem(f"{name} is neither true nor false: {_quote(value)}")


def _text(value: Any, name: str) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, dict | list):
        raise Problem(f"{name} is no text: {_quote(value)}")
    if isinstance(value, bool):
        return "true" if value else "false"
    return storable(str(value)[:LONGEST_TEXT])

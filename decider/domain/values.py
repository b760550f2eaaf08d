"""Single values from plain data: each reader answers a typed value or says what is wrong with what it got."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from decider.domain.fields import Number, NumberRule, Range, TextRule

# Beyond these sizes a number is a slip of the hand, and arithmetic on it would say nothing.
_LARGEST = Decimal("1e18")
_SMALLEST = Decimal("1e-18")
# More than the arithmetic keeps; a thousand digits would only make it slow.
_MOST_DIGITS = 50


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one fact. `path` is its key path, for example `volume.calls_per_month`."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class Wrong(Exception):
    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.error = FieldError(path, message)


def read_number(rule: NumberRule, value: Any, path: str) -> Number:
    """Read one number or range under its rule; raises `Wrong`, which the callers here collect."""
    if not isinstance(value, Mapping):
        return _read_exact_number(rule, value, path)
    for key in value:
        if key not in ("low", "likely", "high"):
            raise Wrong(f"{path}.{key}", "a range has low, high and perhaps likely, nothing else.")
    for key in ("low", "high"):
        if value.get(key) is None:
            raise Wrong(f"{path}.{key}", "is missing: a range needs its low and its high end.")
    low = _read_exact_number(rule, value["low"], f"{path}.low")
    high = _read_exact_number(rule, value["high"], f"{path}.high")
    given = value.get("likely")
    likely = None if given is None else _read_exact_number(rule, given, f"{path}.likely")
    if low > high:
        raise Wrong(path, f"the low end ({low}) is above the high end ({high}): swap them.")
    if likely is not None and not low <= likely <= high:
        raise Wrong(f"{path}.likely", f"must lie between the low end ({low}) and the high end ({high}).")
    return Range(low, high, likely)


def _read_exact_number(rule: NumberRule, value: Any, path: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise Wrong(path, f"must be a number (or null where it is unknown), not {shown(value)}.")
    # repr keeps what was written: 0.1 is one tenth, not the nearest binary fraction.
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise Wrong(path, "must be a finite number; use null where it is unknown.")
    number = number.copy_abs() if number == 0 else number  # -0 is 0
    if number.copy_abs() > _LARGEST:
        raise Wrong(path, f"is larger than {_LARGEST:.0e}, which cannot be right.")
    if number and number.copy_abs() < _SMALLEST:
        raise Wrong(path, f"is closer to zero than {_SMALLEST:.0e}, which cannot be right.")
    if len(number.as_tuple().digits) > _MOST_DIGITS:
        raise Wrong(path, f"has more than {_MOST_DIGITS} digits, which cannot be meant.")
    if rule.whole and number != number.to_integral_value():
        raise Wrong(path, f"must be a whole number, not {shown(value)}.")
    out_of_bounds = (
        (rule.minimum is not None and number < rule.minimum)
        or (rule.maximum is not None and number > rule.maximum)
        or (rule.above is not None and number <= rule.above)
        or (rule.below is not None and number >= rule.below)
    )
    if out_of_bounds:
        raise Wrong(path, f"must be {_bounds(rule)}, not {shown(value)}.")
    return number


def _bounds(rule: NumberRule) -> str:
    parts = []
    if rule.above is not None:
        parts.append(f"more than {rule.above}")
    elif rule.minimum is not None:
        parts.append(f"{rule.minimum} or more")
    if rule.below is not None:
        parts.append(f"less than {rule.below}")
    elif rule.maximum is not None:
        parts.append(f"at most {rule.maximum}")
    return " and ".join(parts)


def read_choice(choices: type[StrEnum], value: Any, path: str) -> StrEnum:
    if not isinstance(value, str) or value not in {choice.value for choice in choices}:
        words = ", ".join(choice.value for choice in choices)
        raise Wrong(path, f"must be one of {words}, not {shown(value)}.")
    return choices(value)


def read_text(rule: TextRule, value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise Wrong(path, f"must be text, not {kind_of(value)}.")
    if not value.strip():
        raise Wrong(path, "is empty.")
    if len(value) > rule.max_length:
        raise Wrong(path, f"is longer than {rule.max_length} characters.")
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise Wrong(path, "contains a character that is no text (a NUL or half of a pair): remove it.")
    return value


def read_day(value: Any, path: str) -> datetime.date:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            pass
    raise Wrong(path, f"must be a day written as YYYY-MM-DD, not {shown(value)}.")


def shown(value: Any) -> str:
    text = {True: "true", False: "false", None: "null"}.get(value) if value is None or isinstance(value, bool) else None
    if text is None:
        text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def kind_of(value: Any) -> str:
    if value is None:
        return "null"
    names = {str: "text", bool: "true or false", list: "a list", dict: "a group", int: "a number", Decimal: "a number"}
    return names.get(type(value), "something else")

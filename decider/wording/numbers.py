"""Numbers as people read them: one way to print money, counts, shares, times and days.

Each function takes what the snapshot holds (int, Decimal, float, decimal string, a range or None)
and never fails: what is not a number is printed as it is, what is unknown as "not known".
A no-break space stands between a number and its unit.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation, localcontext
from typing import Any

UNKNOWN = "not known"
NBSP = "\u00a0"
MINUS = "\u2212"


def as_decimal(value: Any) -> Decimal | None:
    """The value as a finite Decimal, or None where it is not one number."""
    if value is None or isinstance(value, bool | Mapping):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def likely(value: Any) -> Decimal | None:
    """The one number to reckon with: of a range its likeliest value, else its middle."""
    if isinstance(value, Mapping):
        if value.get("likely") is not None:
            return as_decimal(value["likely"])
        low, high = as_decimal(value.get("low")), as_decimal(value.get("high"))
        return None if low is None or high is None else (low + high) / 2
    return as_decimal(value)


def _out_of_reach(number: Decimal) -> bool:
    """Whether a number is too large or too small to be written out; powers of ten then say it."""
    return number != 0 and not -15 < number.adjusted() < 24


def _rounded(number: Decimal, places: int) -> Decimal:
    if _out_of_reach(number):
        return number
    with localcontext() as context:
        context.prec = 60
        return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)


def _significant(number: Decimal, digits: int) -> Decimal:
    """At most `digits` significant digits, without trailing zeros."""
    if number == 0 or _out_of_reach(number):
        return number
    places = digits - 1 - number.adjusted()
    return _plain(_rounded(number, places)) if places > 0 else _rounded(number, 0)


def _plain(number: Decimal) -> Decimal:
    """Without trailing zeros after the point and never with an exponent."""
    if _out_of_reach(number):
        return number
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _grouped(number: Decimal) -> str:
    text = f"{number:.2e}" if _out_of_reach(number) else f"{number:,f}"
    return MINUS + text[1:] if text.startswith("-") else text


def _ranged(value: Any, show: Callable[[Any], str]) -> str | None:
    """A range as "low–high (likely x)", or None where the value is no range."""
    if not isinstance(value, Mapping):
        return None
    text = f"{show(value.get('low'))}\u2013{show(value.get('high'))}"
    if value.get("likely") is not None:
        text += f" (likely {show(value['likely'])})"
    return text


def money(value: Any, unknown: str = UNKNOWN, *, cents: bool = False) -> str:
    """US dollars: whole ones from $100 on, cents below, as many digits as needed under a cent.

    `cents=True` always gives two places, for columns that must line up and add up.
    """
    ranged = _ranged(value, lambda v: money(v, unknown, cents=cents))
    if ranged is not None:
        return ranged
    number = as_decimal(value)
    if number is None:
        return unknown
    size = abs(number)
    if cents:
        shown = _rounded(number, 2)
    elif size >= 100:
        shown = _rounded(number, 0)
    elif size >= Decimal("0.1") or size == 0:
        shown = _rounded(number, 2)
    else:
        shown = _significant(number, 3)
    if shown == 0:
        shown = abs(shown)
    return f"{MINUS}${_grouped(abs(shown))}" if shown < 0 else f"${_grouped(shown)}"


def count(value: Any, unknown: str = UNKNOWN) -> str:
    """A count or measure with grouped thousands: 1,200,000; 1.5; 0.0034."""
    ranged = _ranged(value, lambda v: count(v, unknown))
    if ranged is not None:
        return ranged
    number = as_decimal(value)
    if number is None:
        return unknown
    if abs(number) >= 1000:
        return _grouped(_rounded(number, 0))
    return _grouped(_significant(number, 4))


def quantity(value: Any, one: str, many: str, unknown: str = UNKNOWN) -> str:
    """A count with its noun: "1 week", "1.5 weeks"."""
    if as_decimal(value) is None and not isinstance(value, Mapping):
        return unknown
    return f"{count(value)}{NBSP}{one if as_decimal(value) == 1 else many}"


def share(value: Any, unknown: str = UNKNOWN) -> str:
    """A share from 0 to 1 as per cent: 0.925 is "92.5 %"."""
    ranged = _ranged(value, lambda v: share(v, unknown))
    if ranged is not None:
        return ranged
    number = as_decimal(value)
    if number is None:
        return unknown
    percent = number * 100
    shown = _plain(_rounded(percent, 1)) if abs(percent) >= 1 else _significant(percent, 2)
    return f"{_grouped(shown)}{NBSP}%"


def milliseconds(value: Any, unknown: str = UNKNOWN) -> str:
    """A time given in ms, in ms below ten seconds and in s from there on."""
    ranged = _ranged(value, lambda v: milliseconds(v, unknown))
    if ranged is not None:
        return ranged
    number = as_decimal(value)
    if number is None:
        return unknown
    if abs(number) >= 10_000:
        return f"{_grouped(_plain(_rounded(number / 1000, 1)))}{NBSP}s"
    return f"{_grouped(_rounded(number, 0))}{NBSP}ms"


def day(value: Any, unknown: str = UNKNOWN) -> str:
    """A day as "24 November 2026", from a date, a datetime or ISO text."""
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, str):
        try:
            value = datetime.date.fromisoformat(value[:10])
        except ValueError:
            return value or unknown
    if not isinstance(value, datetime.date):
        return unknown
    return f"{value.day}{NBSP}{value:%B}{NBSP}{value.year}"


def moment(value: Any, unknown: str = UNKNOWN) -> str:
    """A moment in UTC as "24 November 2026, 09:30 UTC", from a datetime or ISO text."""
    if isinstance(value, str):
        try:
            value = datetime.datetime.fromisoformat(value)
        except ValueError:
            return value or unknown
    if not isinstance(value, datetime.datetime):
        return day(value, unknown)
    if value.tzinfo is not None:
        value = value.astimezone(datetime.UTC)
    return f"{day(value)}, {value:%H:%M}{NBSP}UTC"


def listed(words: Sequence[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def capitalised(sentence: str) -> str:
    """The sentence with its first letter raised and the others left alone."""
    return sentence[:1].upper() + sentence[1:]

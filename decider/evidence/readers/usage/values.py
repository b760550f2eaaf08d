"""Values of a log row as a tool wrote them → numbers in our units, or the reason why the row is rejected."""

import datetime
import math
from decimal import Decimal, InvalidOperation
from typing import Any

from decider.evidence.readers.safe_json import shown

# No token count or number of calls of one row is larger; beyond it integers are no longer exact in JSON.
_MOST = 2**53
# Times of calls to language models. What lies outside was written in another unit.
_EARLIEST = datetime.datetime(2015, 1, 1, tzinfo=datetime.UTC).timestamp()
_LATEST = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC).timestamp()


class Problem(ValueError):
    """Why a row is rejected, as the end of a sentence: "prompt_tokens is negative"."""


def is_absent(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip().lower() in ("", "null", "none"))


def decimal(value: Any, name: str) -> Decimal | None:
    """A finite number ≥ 0, exact; None where it is absent. Raises `Problem`."""
    if is_absent(value):
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Problem(f"{name} is no number: {shown(str(value), 30)}")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise Problem(f"{name} is no number: {shown(str(value), 30)}") from None
    if not number.is_finite():
        raise Problem(f"{name} is no number: {shown(str(value), 30)}")
    if number < 0:
        raise Problem(f"{name} is negative")
    if number > _MOST:
        raise Problem(f"{name} is too large: {shown(str(value), 30)}")
    return number


def count(value: Any, name: str) -> int | None:
    """A whole number ≥ 0, also where it is written 10.0; None where it is absent. Raises `Problem`."""
    if type(value) is int and 0 <= value <= _MOST:
        return value
    number = decimal(value, name)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise Problem(f"{name} is no whole number: {shown(str(value), 30)}")
    return int(number)


def real(value: Any, name: str) -> float | None:
    """As `decimal`, for times and durations."""
    if type(value) is float and math.isfinite(value) and 0 <= value <= _MOST:
        return value
    number = decimal(value, name)
    return None if number is None else float(number)


def moment(value: Any, name: str) -> float | None:
    """Unix seconds of an ISO 8601 time, UTC where it has no zone, or of unix seconds; None where it is absent.

    Raises `Problem`.
    """
    if is_absent(value):
        return None
    if isinstance(value, str):
        try:
            seconds = timestamp(datetime.datetime.fromisoformat(value.strip().removesuffix(" UTC")))
        except ValueError:
            seconds = _unix(value, name)
    else:
        seconds = _unix(value, name)
    if not _EARLIEST <= seconds < _LATEST:
        raise Problem(f"{name} is no time between 2015 and 2100: {shown(str(value), 40)}")
    return seconds


def timestamp(time: datetime.datetime) -> float:
    return (time if time.tzinfo else time.replace(tzinfo=datetime.UTC)).timestamp()


def _unix(value: Any, name: str) -> float:
    try:
        seconds = real(value, name)
    except Problem:
        raise Problem(f"{name} is no time: {shown(str(value), 40)}") from None
    assert seconds is not None
    return seconds


def nanoseconds(value: Any, name: str) -> int | None:
    """Unix nanoseconds, written as text (OTLP/JSON maps 64 bit integers to strings) or number. Raises `Problem`."""
    if is_absent(value) or value in (0, "0"):
        return None
    try:
        whole = int(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
    except ValueError:
        whole = None
    if whole is None or not _EARLIEST <= whole / 1e9 < _LATEST:
        raise Problem(f"{name} is no time in unix nanoseconds: {shown(str(value), 40)}")
    return whole


def milliseconds_between(start: float | None, end: float | None) -> float | None:
    """Raises `Problem` where the end lies before the start."""
    if start is None or end is None:
        return None
    if end < start:
        raise Problem("it ends before it starts")
    # Unix seconds as floats are exact to 0.2 µs: what is beyond is noise.
    return round((end - start) * 1000, 3)


def text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def with_cache(tokens_in: int | None, cached: int | None, written: int | None, *, beside: bool) -> int | None:
    """Input tokens including those read from and written to a cache.

    `beside`: the source counts them beside its input (Anthropic, Inspect), not in it (OpenAI). Where they are more
    than the input they cannot be a part of it, whatever the source is said to do.
    """
    if tokens_in is None:
        return None
    apart = (cached or 0) + (written or 0)
    return tokens_in + apart if beside or apart > tokens_in else tokens_in

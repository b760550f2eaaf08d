"""Exact numbers: one Decimal context, one way to round money, one way to print it."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction

HOURS_PER_MONTH = 730
SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600
MILLION = 1_000_000

_EXACT = Context(prec=28, rounding=ROUND_HALF_EVEN)
# Wide enough to quantise any figure that the limits on inputs allow.
_WIDE = Context(prec=120, rounding=ROUND_HALF_EVEN)
_TWELVE_PLACES = Decimal(1).scaleb(-12)
_LARGEST_EXPONENT = 90


class FigureTooLarge(ValueError):
    """Raised when a figure leaves every plausible size; the message says what to look at."""


def exact() -> AbstractContextManager[Context]:
    """The 28-digit context in which all money is computed."""
    return localcontext(_EXACT)


def money(value: Decimal | Fraction | int) -> Decimal:
    """Round one bill line, once, to 12 places (half even).

    Raises:
        FigureTooLarge: the amount has more than 90 digits.
    """
    amount = decimal(value)
    if amount and amount.adjusted() > _LARGEST_EXPONENT:
        raise FigureTooLarge("A figure grows beyond all bounds: check the volume, its growth and the horizon.")
    return amount.quantize(_TWELVE_PLACES, context=_WIDE)


def total(lines: Iterable[Decimal]) -> Decimal:
    """The exact sum of rounded lines, so that every total adds up to the last digit."""
    result = Decimal(0)
    for line in lines:
        result = _WIDE.add(result, line)
    return result


def decimal(value: Decimal | Fraction | int) -> Decimal:
    """A value as Decimal, rounded to 28 digits where it is a fraction without an end."""
    if isinstance(value, Fraction):
        return _EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Decimal(value)


def fraction(value: Decimal | Fraction | int) -> Fraction:
    return Fraction(value)


def ceiling(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


def money_text(amount: Decimal | None) -> str | None:
    """An amount in $ as a plain decimal string with 6 to 12 places; None stays None."""
    if amount is None:
        return None
    text = format(money(amount), "f")
    whole, _, places = text.partition(".")
    return f"{whole}.{places.rstrip('0').ljust(6, '0')}"


def plain(value: Decimal) -> Decimal | int:
    """A number as it is written to JSON: whole ones without a point, others without an exponent or trailing zeros."""
    if value == value.to_integral_value():
        return int(value)
    return Decimal(format(value.normalize(_WIDE), "f"))

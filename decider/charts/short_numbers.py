"""Numbers as a chart's title, axis and labels say them: 268 K calls, $1.2 M."""

from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from decider.wording.numbers import MINUS, NBSP

_SCALES = ((Decimal(10) ** 12, "T"), (Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "K"))
_TOO_BIG = Decimal(10) ** 15


def short(number: Decimal | float, digits: int = 3) -> str:
    """At most `digits` significant digits and a letter for thousands and up: "1.2 M"."""
    value = number if isinstance(number, Decimal) else Decimal(repr(number))
    sign = MINUS if value < 0 else ""
    value = _significant(abs(value), digits)
    if value >= _TOO_BIG:
        return f"{sign}{value:.1e}".replace("e+", f"{NBSP}×{NBSP}10^")
    for size, letter in _SCALES:
        if value >= size:
            return f"{sign}{_plain(value / size)}{NBSP}{letter}"
    return f"{sign}{_plain(value)}"


def short_money(number: Decimal | float, digits: int = 3) -> str:
    """US dollars the same way: "$5.25 K"; a minus stands before the sign."""
    text = short(number, digits)
    return f"{MINUS}${text[1:]}" if text.startswith(MINUS) else f"${text}"


def _significant(value: Decimal, digits: int) -> Decimal:
    if value == 0:
        return Decimal(0)
    with localcontext() as context:
        context.prec = max(digits, 1)
        context.rounding = ROUND_HALF_EVEN
        return +value


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

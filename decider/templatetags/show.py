"""Template filters that print figures and codes in the product's words (see `decider/wording`)."""

import datetime
from decimal import Decimal
from typing import Any

from django import template

from decider import wording
from decider.wording.numbers import NBSP, UNKNOWN, as_decimal

register = template.Library()


@register.filter
def money(value: Any, unknown: str = UNKNOWN) -> str:
    """US dollars: "$4,100", "$0.000612", "−$12.50"."""
    return wording.money(value, unknown)


@register.filter
def cents(value: Any, unknown: str = UNKNOWN) -> str:
    """US dollars with two places always, for columns that must line up and add up."""
    return wording.money(value, unknown, cents=True)


@register.filter
def whole(value: Any, unknown: str = UNKNOWN) -> str:
    """A count rounded to whole ones: "1,200,000"."""
    number = as_decimal(value)
    return wording.count(value if number is None else round(number), unknown)


@register.filter
def quantity(value: Any, unknown: str = UNKNOWN) -> str:
    """A number of any size with as many digits as it needs: "1,200,000", "1.5", "1–4 (likely 2)"."""
    return wording.count(value, unknown)


@register.filter
def short(value: Any, unknown: str = UNKNOWN) -> str:
    """A large count in a few characters, for axes and chips: "214 K", "1.2 M"; exact below a thousand."""
    number = as_decimal(value)
    if number is None:
        return wording.count(value, unknown)
    for size, letter in ((Decimal("1e9"), "B"), (Decimal("1e6"), "M"), (Decimal("1e3"), "K")):
        # From 999,500 on the thousands would be rounded to 1,000 K.
        if abs(number) >= size * Decimal("0.9995") and abs(number) >= 1000:
            return f"{wording.count(Decimal(f'{number / size:.3g}'))}{NBSP}{letter}"
    return wording.count(number)


@register.filter
def share(value: Any, unknown: str = UNKNOWN) -> str:
    """A share from 0 to 1 as per cent: "88 %"."""
    return wording.share(value, unknown)


@register.filter
def ms(value: Any, unknown: str = UNKNOWN) -> str:
    """A time given in ms: "800 ms", "12.5 s"."""
    return wording.milliseconds(value, unknown)


@register.filter
def day(value: Any, unknown: str = UNKNOWN) -> str:
    """A day: "24 November 2026"."""
    return wording.day(value, unknown)


@register.filter
def moment(value: Any, unknown: str = UNKNOWN) -> str:
    """A moment: "24 November 2026, 09:30 UTC"."""
    return wording.moment(value, unknown)


@register.filter
def days(value: Any, unknown: str = UNKNOWN) -> str:
    """A length of time in days, from a number or a timedelta: "1 day", "12 days"."""
    if isinstance(value, datetime.timedelta):
        value = value.days
    return _counted(value, "day", unknown)


@register.filter
def months(value: Any, unknown: str = UNKNOWN) -> str:
    """A length of time in months: "1 month", "12 months"."""
    return _counted(value, "month", unknown)


@register.filter
def weeks(value: Any, unknown: str = UNKNOWN) -> str:
    """A length of time in weeks: "1 week", "1.5 weeks"."""
    return _counted(value, "week", unknown)


@register.filter
def verdict_label(code: str | None) -> str:
    """A verdict as an instruction: "Stay with prompting"."""
    return wording.verdict_name(code)


@register.filter
def verdict_short(code: str | None) -> str:
    """A verdict in one or two words, for badges: "Fine-tune"."""
    return wording.verdict_short(code)


@register.filter
def adaptation_label(code: str | None) -> str:
    return wording.adaptation_name(code)


@register.filter
def hosting_label(code: str | None) -> str:
    return wording.hosting_name(code)


@register.filter
def kind_label(code: str | None) -> str:
    """The kind of a task: "Question answering"."""
    return wording.kind_name(code)


@register.filter
def state_label(code: str | None) -> str:
    """The state of a decision: "Waiting for review"."""
    return wording.state_name(code)


@register.filter
def argument_label(code: str) -> str:
    """One of the ten arguments: "Cost at scale"."""
    return wording.reason_name(code)


@register.filter
def argument_sentence(code: str) -> str:
    """What one of the ten arguments says in general."""
    return wording.reason_argument(code)


def _counted(value: Any, noun: str, unknown: str) -> str:
    number = as_decimal(value)
    if number is None:
        return wording.count(value, unknown)
    return f"{wording.count(number)}{NBSP}{noun}{'' if number == 1 else 's'}"

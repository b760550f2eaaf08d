"""Values of exports that hold sums, checked by the rules of `cells.py`; money stays exact."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from decider.evidence.readers.safe_json import shown
from decider.evidence.readers.usage import cells
from decider.evidence.readers.usage.canonical import Cell, Column
from decider.evidence.readers.usage.cells import Problem

__all__ = ["Problem", "count", "moment", "money", "text"]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOST = Decimal(int(cells.MOST))


def count(value: Any, name: str) -> int | None:
    """A whole number ≥ 0, also where it is written 10.0; None where it is absent. Raises `Problem`."""
    check = cells.converter(Column(name, (name,), Cell.COUNT), decimal_comma=False, zones=cells.Zones())
    number: int | None = check(value, 0)
    return number


def money(value: Any, name: str) -> Decimal | None:
    """A finite amount ≥ 0, to its last digit; None where it is absent. Raises `Problem`."""
    if cells.absent(value):
        return None
    try:
        amount = Decimal(str(value).strip()) if not isinstance(value, bool | list | dict) else None
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite():
        raise Problem(f"{name} is no amount of money: {shown(str(value)[:200], 40)}")
    if amount < 0:
        raise Problem(f"{name} is negative: {shown(str(value)[:200], 40)}")
    if amount > _MOST:
        raise Problem(f"{name} is larger than any bill: {shown(str(value)[:200], 40)}")
    return amount


def moment(value: Any, name: str) -> float | None:
    """Unix seconds of an ISO 8601 time or day (UTC where it has no zone) or of a number. Raises `Problem`."""
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        value = f"{value.strip()}T00:00:00Z"
    return cells.moment(value, name, 0, cells.Zones())


def text(value: Any) -> str | None:
    return value.strip()[: cells.LONGEST_TEXT] or None if isinstance(value, str) else None

"""Which option of an assessment is the cheapest: of those that may be used and are not known to miss the target."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

Option = Mapping[str, Any]


def priced(options: Iterable[Option]) -> list[Option]:
    """The options that may be used and have a total over the horizon."""
    return [each for each in options if each["feasible"] and each["total_usd"] is not None]


def compared(options: Iterable[Option]) -> list[Option]:
    """The options in the running: feasible, priced, and not known to be below the quality target."""
    return [each for each in priced(options) if not each["misses_quality_target"]]


def cheapest(options: Iterable[Option]) -> Option | None:
    """The one of them with the lowest total over the horizon; None where there is none."""
    return min(compared(options), key=_total, default=None)


def cheaper_is_below_target(options: Iterable[Option]) -> bool:
    """Whether something cheaper than the cheapest is left out because its quality is below the target."""
    options = list(options)
    best = cheapest(options)
    return best is not None and any(_total(each) < _total(best) for each in priced(options))


def _total(option: Option) -> Decimal:
    return Decimal(option["total_usd"])

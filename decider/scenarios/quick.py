"""Scenarios that are one press away: three times the calls, a third of them, an option at half its prices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from decider.domain.numbers import plain
from decider.domain.steps import OPTIONS, UNANSWERED
from decider.scenarios.variants import TIERS, Base, split
from decider.wording.numbers import MINUS

VOLUME = "volume.calls_per_month"
TIMES, THIRD, HALF = Decimal(3), Decimal(1) / Decimal(3), Decimal("0.5")
# Token prices of an API, and the hour of a GPU: what a provider's new price list changes.
_UNIT_PRICES = (
    "prices.input",
    "prices.output",
    "prices.reasoning",
    "prices.cache_read",
    "prices.cache_write",
    "prices.batch_input",
    "prices.batch_output",
    "prices.batch_cache_read",
    "prices.batch_cache_write",
    TIERS,
    "self_hosting.gpu_usd_per_hour",
)
_NOT_A_PRICE = "above_input_tokens"


@dataclass(frozen=True)
class Quick:
    """A scenario that is offered ready-made."""

    code: str
    name: str
    changes: dict[str, Any]


def quick_scenarios(base: Base) -> list[Quick]:
    """What can be offered for this task: nothing about a fact that is not known."""
    return [*_volumes(base), *(_half_prices(base, key) for key in base.keys if _prices(base, key))]


def quick_called(base: Base, code: str) -> Quick | None:
    return next((quick for quick in quick_scenarios(base) if quick.code == code), None)


def _volumes(base: Base) -> Iterator[Quick]:
    calls = base.value(VOLUME)
    if calls is UNANSWERED:
        return
    yield Quick("volume-times-3", "Volume × 3", {VOLUME: scaled(calls, TIMES, whole=True)})
    yield Quick("volume-by-3", "Volume ÷ 3", {VOLUME: scaled(calls, THIRD, whole=True)})


def _half_prices(base: Base, key: str) -> Quick:
    label = base.labels[key]
    # A name is short; the option stays told apart by its key.
    label = label if len(label) <= 50 else key[:50]
    return Quick(f"prices:{key}", f"Prices of {label} {MINUS}50 %", _prices(base, key))


def _prices(base: Base, key: str) -> dict[str, Any]:
    """The unit prices of an option, halved. Free ones stay as they are."""
    halved = {}
    for path, value in base.flat.items():
        owner, inner = split(path, base.keys)
        if owner == key and inner in _UNIT_PRICES and value:
            halved[f"{OPTIONS}.{key}.{inner}"] = scaled(value, HALF)
    return halved


def scaled(value: Any, factor: Decimal, *, whole: bool = False) -> Any:
    """A number, a range or a list of tiers times a factor; `whole` rounds what is not small to whole ones."""
    if isinstance(value, list):
        return [scaled(item, factor) for item in value]
    if isinstance(value, Mapping):
        return {
            name: part if name == _NOT_A_PRICE else scaled(part, factor, whole=whole) for name, part in value.items()
        }
    number = Decimal(value) * factor
    if whole and number >= 1:
        number = number.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    # A third has no last digit; twelve are more than anybody states.
    return plain(number if whole and number >= 1 else Decimal(f"{number:.12g}"))

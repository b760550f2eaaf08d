"""How a fact is declared: its type, unit and bounds, once, for readers, writers, forms and docs.

A number may be exact or a range; `None` means unknown everywhere.
"""

import dataclasses
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

ONE = Decimal(1)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Range:
    """A number known only within bounds: a 90 % interval, perhaps with its likeliest value."""

    low: Decimal
    high: Decimal
    likely: Decimal | None = None


Number = Decimal | Range | None


def exact_fraction(number: Number, default: Fraction = Fraction(0)) -> Fraction:
    """A point value as an exact fraction; `default` where it is unknown. Ranges have been replaced before."""
    return Fraction(number) if isinstance(number, Decimal) else default


def highest(number: Number) -> Decimal:
    """The number, or the high end of its range; 0 where it is unknown."""
    if isinstance(number, Range):
        return number.high
    return ZERO if number is None else number


@dataclass(frozen=True, slots=True)
class NumberRule:
    """What a number must be. `unit` is shown beside the field; bounds are inclusive unless said."""

    unit: str = ""
    share: bool = False
    whole: bool = False
    minimum: Decimal | None = ZERO
    above: Decimal | None = None
    below: Decimal | None = None
    maximum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FlagRule:
    """Yes, no or unknown."""


@dataclass(frozen=True, slots=True)
class ChoiceRule:
    """One of a closed list of words."""

    choices: type[StrEnum]


@dataclass(frozen=True, slots=True)
class TextRule:
    """Words; never interpreted."""

    max_length: int = 300


@dataclass(frozen=True, slots=True)
class DayRule:
    """A calendar day, YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class SectionRule:
    """A nested group of facts."""

    section: type


@dataclass(frozen=True, slots=True)
class ListRule:
    """A list of groups of facts."""

    item: type


Rule = NumberRule | FlagRule | ChoiceRule | TextRule | DayRule | SectionRule | ListRule


def number(unit: str = "", **rule: Any) -> Any:
    """Declare a number that may be a range or unknown."""
    return _declare(number_rule(unit, **rule))


def number_rule(unit: str, **rule: Any) -> NumberRule:
    """A rule whose bounds may be written as plain numbers."""
    given: dict[str, Any] = {
        key: value if isinstance(value, bool) else Decimal(str(value)) for key, value in rule.items()
    }
    return NumberRule(unit=unit, **given)


def share(**rule: Any) -> Any:
    """Declare a share from 0 to 1."""
    return number("share", share=True, maximum=1, **rule)


def flag() -> Any:
    return _declare(FlagRule())


def choice(choices: type[StrEnum]) -> Any:
    return _declare(ChoiceRule(choices))


def text(max_length: int = 300) -> Any:
    return _declare(TextRule(max_length))


def day() -> Any:
    return _declare(DayRule())


def section(kind: type) -> Any:
    """Declare a nested group that is there, with every fact unknown, when it is not given."""
    return field(default_factory=kind, metadata={"rule": SectionRule(kind)})


def optional_section(kind: type) -> Any:
    """Declare a nested group whose absence means something of its own."""
    return _declare(SectionRule(kind))


def list_of(kind: type) -> Any:
    return field(default=(), metadata={"rule": ListRule(kind)})


def _declare(rule: Rule) -> Any:
    return field(default=None, metadata={"rule": rule})


def rules(kind: type) -> dict[str, Rule]:
    """The declared facts of a group, in their order."""
    return {f.name: f.metadata["rule"] for f in dataclasses.fields(kind) if "rule" in f.metadata}


def rule_at(kind: type, path: str) -> Rule:
    """The rule of the fact at a key path such as `volume.calls_per_month`.

    Raises:
        KeyError: no fact has that path.
    """
    head, _, rest = path.partition(".")
    rule = rules(kind)[head]
    if not rest:
        return rule
    if not isinstance(rule, SectionRule):
        raise KeyError(path)
    return rule_at(rule.section, rest)

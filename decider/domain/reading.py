"""Plain data into domain values: strict, complete, and every error names its key's path."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from decider.domain.documents import DocumentError, load_document
from decider.domain.fields import (
    ChoiceRule,
    DayRule,
    FlagRule,
    ListRule,
    Number,
    NumberRule,
    Range,
    Rule,
    SectionRule,
    TextRule,
    rules,
)
from decider.domain.options import Hosting, Option
from decider.domain.policy import Policy
from decider.domain.profile import TaskProfile
from decider.domain.quality import check_attainment_possible

__all__ = ["DocumentError", "FieldError", "ProfileErrors", "load_document", "read_number", "read_policy", "read_profile"]

# Beyond these sizes a number is a slip of the hand, and arithmetic on it would say nothing.
_LARGEST = Decimal("1e18")
_SMALLEST = Decimal("1e-18")
_MOST_OPTIONS = 50
_MOST_TIERS = 20


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one fact. `path` is its key path, for example `volume.calls_per_month`."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class ProfileErrors(ValueError):
    """Everything that is wrong with a document, found in one pass."""

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors


def read_profile(data: Any) -> TaskProfile:
    """Read a task profile, version 1.

    Raises:
        ProfileErrors: one error for each fact that is unknown to us, of the wrong type, or out of bounds.
    """
    errors: list[FieldError] = []
    if not isinstance(data, Mapping):
        raise ProfileErrors([FieldError("", f"A task profile is a group of named facts, not {_kind_of(data)}.")])
    rest = dict(data)
    version = rest.pop("version", None)
    if version is None:
        errors.append(FieldError("version", "is missing: give 1."))
    elif isinstance(version, bool) or not isinstance(version, int | Decimal | float) or version != 1:
        errors.append(FieldError("version", f"must be 1, the only version there is, not {_shown(version)}."))
    for required in ("name", "kind"):
        if rest.get(required) is None:
            errors.append(FieldError(required, "is missing: every task has one."))
    profile = _read_section(TaskProfile, rest, "", errors)
    if not errors:
        _check_profile(profile, errors)
    if errors:
        raise ProfileErrors(errors)
    return profile


def read_policy(data: Any) -> Policy:
    """Read thresholds; those that are absent keep the seed's values.

    Raises:
        ProfileErrors: as for a profile.
    """
    errors: list[FieldError] = []
    if not isinstance(data, Mapping):
        raise ProfileErrors([FieldError("", f"A policy is a group of named thresholds, not {_kind_of(data)}.")])
    values = _read_facts(Policy, dict(data), "", errors)
    for name, value in values.items():
        if value is None or isinstance(value, Range):
            errors.append(FieldError(name, "must be one value: a threshold cannot be unknown or a range."))
    if not errors:
        policy = Policy(**values)
        errors.extend(FieldError(name, message) for name, message in policy.contradictions())
    if errors:
        raise ProfileErrors(errors)
    return policy


def _read_section(kind: type, data: Any, path: str, errors: list[FieldError]) -> Any:
    if not isinstance(data, Mapping):
        errors.append(FieldError(path, f"must be a group of named facts, not {_kind_of(data)}."))
        return kind()
    return kind(**_read_facts(kind, dict(data), path, errors))


def _read_facts(kind: type, data: dict[Any, Any], path: str, errors: list[FieldError]) -> dict[str, Any]:
    known = rules(kind)
    prefix = f"{path}." if path else ""
    for key in data:
        if key not in known:
            errors.append(FieldError(f"{prefix}{key}", f"is not a fact that we know. {_nearest(str(key), list(known))}"))
    values = {}
    for name, rule in known.items():
        if name in data and (data[name] is not None or isinstance(rule, ListRule)):
            values[name] = _read(rule, data[name], f"{prefix}{name}", errors)
    return values


def _read(rule: Rule, value: Any, path: str, errors: list[FieldError]) -> Any:
    try:
        match rule:
            case NumberRule():
                return read_number(rule, value, path)
            case FlagRule():
                if not isinstance(value, bool):
                    raise _Wrong(path, f"must be true, false or null (unknown), not {_shown(value)}.")
                return value
            case ChoiceRule():
                return _read_choice(rule.choices, value, path)
            case TextRule():
                return _read_text(rule, value, path)
            case DayRule():
                return _read_day(value, path)
            case SectionRule():
                return _read_section(rule.section, value, path, errors)
            case ListRule():
                return _read_list(rule, value, path, errors)
    except _Wrong as wrong:
        errors.append(wrong.error)
    return None


class _Wrong(Exception):
    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.error = FieldError(path, message)


def read_number(rule: NumberRule, value: Any, path: str) -> Number:
    """Read one number or range under its rule; raises `_Wrong`, which the callers here collect."""
    if not isinstance(value, Mapping):
        return _read_exact_number(rule, value, path)
    for key in value:
        if key not in ("low", "likely", "high"):
            raise _Wrong(f"{path}.{key}", "a range has low, high and perhaps likely, nothing else.")
    for key in ("low", "high"):
        if value.get(key) is None:
            raise _Wrong(f"{path}.{key}", "is missing: a range needs its low and its high end.")
    low = _read_exact_number(rule, value["low"], f"{path}.low")
    high = _read_exact_number(rule, value["high"], f"{path}.high")
    given = value.get("likely")
    likely = None if given is None else _read_exact_number(rule, given, f"{path}.likely")
    if low > high:
        raise _Wrong(path, f"the low end ({low}) is above the high end ({high}): swap them.")
    if likely is not None and not low <= likely <= high:
        raise _Wrong(f"{path}.likely", f"must lie between the low end ({low}) and the high end ({high}).")
    return Range(low, high, likely)


def _read_exact_number(rule: NumberRule, value: Any, path: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _Wrong(path, f"must be a number{_or_null(rule)}, not {_shown(value)}.")
    # repr keeps what was written: 0.1 is one tenth, not the nearest binary fraction.
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise _Wrong(path, "must be a finite number; use null where it is unknown.")
    number = abs(number) if number == 0 else number  # -0 is 0
    if abs(number) > _LARGEST:
        raise _Wrong(path, f"is larger than {_LARGEST:.0e}, which cannot be right.")
    if number and abs(number) < _SMALLEST:
        raise _Wrong(path, f"is closer to zero than {_SMALLEST:.0e}, which cannot be right.")
    if rule.whole and number != number.to_integral_value():
        raise _Wrong(path, f"must be a whole number, not {_shown(value)}.")
    out_of_bounds = (
        (rule.minimum is not None and number < rule.minimum)
        or (rule.maximum is not None and number > rule.maximum)
        or (rule.above is not None and number <= rule.above)
        or (rule.below is not None and number >= rule.below)
    )
    if out_of_bounds:
        raise _Wrong(path, f"must be {_bounds(rule)}, not {_shown(value)}.")
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


def _read_choice(choices: type[StrEnum], value: Any, path: str) -> StrEnum:
    if not isinstance(value, str) or value not in {choice.value for choice in choices}:
        words = ", ".join(choice.value for choice in choices)
        raise _Wrong(path, f"must be one of {words}, not {_shown(value)}.")
    return choices(value)


def _read_text(rule: TextRule, value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise _Wrong(path, f"must be text, not {_kind_of(value)}.")
    if not value.strip():
        raise _Wrong(path, "is empty.")
    if len(value) > rule.max_length:
        raise _Wrong(path, f"is longer than {rule.max_length} characters.")
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise _Wrong(path, "contains a character that is no text (a NUL or half of a pair): remove it.")
    return value


def _read_day(value: Any, path: str) -> datetime.date:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            pass
    raise _Wrong(path, f"must be a day written as YYYY-MM-DD, not {_shown(value)}.")


def _read_list(rule: ListRule, value: Any, path: str, errors: list[FieldError]) -> tuple[Any, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise _Wrong(path, f"must be a list, not {_kind_of(value)}.")
    most = _MOST_OPTIONS if rule.item is Option else _MOST_TIERS
    if len(value) > most:
        raise _Wrong(path, f"has {len(value)} entries; {most} are the most that can be compared.")
    items = []
    for index, item in enumerate(value):
        item_path = f"{path}[{index}]"
        before = len(errors)
        entry = _read_section(rule.item, item, item_path, errors)
        if len(errors) == before:
            items.append(entry)
            if isinstance(entry, Option):
                _check_option(entry, item_path, errors)
    return tuple(items)


def _check_option(option: Option, path: str, errors: list[FieldError]) -> None:
    for required in ("key", "adaptation", "hosting"):
        if getattr(option, required) is None:
            errors.append(FieldError(f"{path}.{required}", "is missing: every option has one."))
    if option.self_hosting is not None and option.hosting not in (None, Hosting.SELF_HOSTED):
        errors.append(FieldError(f"{path}.self_hosting", "is only for options whose hosting is self_hosted: remove it."))
    for index, tier in enumerate(option.prices.tiers if option.prices else ()):
        for required in ("above_input_tokens", "input", "output"):
            if getattr(tier, required) is None:
                errors.append(FieldError(f"{path}.prices.tiers[{index}].{required}", "is missing: every tier has one."))


def _check_profile(profile: TaskProfile, errors: list[FieldError]) -> None:
    seen: set[str] = set()
    for index, option in enumerate(profile.options):
        if option.key in seen:
            errors.append(FieldError(f"options[{index}].key", f"{option.key!r} names two options: keys must differ."))
        seen.add(option.key)
    cached, written = _high(profile.tokens.cached_share), _high(profile.tokens.cache_write_share)
    if cached + written > 1:
        errors.append(FieldError("tokens.cache_write_share", "and tokens.cached_share together are more than all input."))
    errors.extend(FieldError(path, message) for path, message in check_attainment_possible(profile.quality))


def _high(value: Number) -> Decimal:
    return Decimal(0) if value is None else value.high if isinstance(value, Range) else value


def _nearest(key: str, known: list[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(key, known, n=1)
    return f"Did you mean {close[0]}?" if close else f"Known here: {', '.join(known)}."


def _or_null(rule: NumberRule) -> str:
    return " (or null where it is unknown)"


def _shown(value: Any) -> str:
    text = {True: "true", False: "false", None: "null"}.get(value) if value is None or isinstance(value, bool) else None
    if text is None:
        text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _kind_of(value: Any) -> str:
    if value is None:
        return "null"
    names = {str: "text", bool: "true or false", list: "a list", dict: "a group", int: "a number", Decimal: "a number"}
    return names.get(type(value), "something else")

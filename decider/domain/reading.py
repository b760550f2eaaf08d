"""Plain data into domain values: strict, complete, and every error names its key's path."""

from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from decider.domain.documents import DocumentError, load_document
from decider.domain.fields import (
    ChoiceRule,
    DayRule,
    FlagRule,
    ListRule,
    NumberRule,
    Range,
    Rule,
    SectionRule,
    TextRule,
    highest,
    rules,
)
from decider.domain.options import Hosting, Option
from decider.domain.policy import Policy
from decider.domain.profile import Scale, TaskProfile
from decider.domain.quality import check_attainment_possible
from decider.domain.values import FieldError, Wrong, kind_of, read_choice, read_day, read_number, read_text, shown

__all__ = [
    "DocumentError",
    "FieldError",
    "ProfileErrors",
    "load_document",
    "read_number",
    "read_policy",
    "read_profile",
]

_MOST_OPTIONS = 50
_MOST_TIERS = 20


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
        raise ProfileErrors([FieldError("", f"A task profile is a group of named facts, not {kind_of(data)}.")])
    rest = dict(data)
    version = rest.pop("version", None)
    if version is None:
        errors.append(FieldError("version", "is missing: give 1."))
    elif isinstance(version, bool) or not isinstance(version, int | Decimal | float) or version != 1:
        errors.append(FieldError("version", f"must be 1, the only version there is, not {shown(version)}."))
    for required in ("name", "kind"):
        if rest.get(required) is None:
            errors.append(FieldError(required, "is missing: every task has one."))
    profile: TaskProfile = _read_section(TaskProfile, rest, "", errors)
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
        raise ProfileErrors([FieldError("", f"A policy is a group of named thresholds, not {kind_of(data)}.")])
    values = _read_facts(Policy, dict(data), "", errors)
    for name, value in values.items():
        if isinstance(value, Range):
            errors.append(FieldError(name, "must be one value: a threshold cannot be a range."))
    if not errors:
        policy = Policy(**values)
        errors.extend(FieldError(name, message) for name, message in policy.contradictions())
    if errors:
        raise ProfileErrors(errors)
    return policy


def _read_section(kind: type, data: Any, path: str, errors: list[FieldError]) -> Any:
    if not isinstance(data, Mapping):
        errors.append(FieldError(path, f"must be a group of named facts, not {kind_of(data)}."))
        return kind()
    return kind(**_read_facts(kind, dict(data), path, errors))


def _read_facts(kind: type, data: dict[Any, Any], path: str, errors: list[FieldError]) -> dict[str, Any]:
    known = rules(kind)
    prefix = f"{path}." if path else ""
    for key in data:
        if key not in known:
            errors.append(
                FieldError(f"{prefix}{key}", f"is not a fact that we know. {_nearest(str(key), list(known))}")
            )
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
                    raise Wrong(path, f"must be true, false or null (unknown), not {shown(value)}.")
                return value
            case ChoiceRule():
                return read_choice(rule.choices, value, path)
            case TextRule():
                return read_text(rule, value, path)
            case DayRule():
                return read_day(value, path)
            case SectionRule():
                return _read_section(rule.section, value, path, errors)
            case ListRule():
                return _read_list(rule, value, path, errors)
    except Wrong as wrong:
        errors.append(wrong.error)
    return None


def _read_list(rule: ListRule, value: Any, path: str, errors: list[FieldError]) -> tuple[Any, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise Wrong(path, f"must be a list, not {kind_of(value)}.")
    most = _MOST_OPTIONS if rule.item is Option else _MOST_TIERS
    if len(value) > most:
        raise Wrong(path, f"has {len(value)} entries; {most} are the most that can be compared.")
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
        errors.append(
            FieldError(f"{path}.self_hosting", "is only for options whose hosting is self_hosted: remove it.")
        )
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
    _check_escalations(profile.options, errors)
    cached, written = highest(profile.tokens.cached_share), highest(profile.tokens.cache_write_share)
    if cached + written > 1:
        errors.append(
            FieldError("tokens.cache_write_share", "and tokens.cached_share together are more than all input.")
        )
    errors.extend(FieldError(path, message) for path, message in check_attainment_possible(profile.quality))
    for index, option in enumerate(profile.options):
        if (
            option.quality is not None
            and profile.quality.scale is not Scale.NUMBER
            and highest(option.quality.expected) > 1
        ):
            path = f"options[{index}].quality.expected"
            errors.append(FieldError(path, "must be a share from 0 to 1, on the scale of the task's own quality."))


def _check_escalations(options: tuple[Option, ...], errors: list[FieldError]) -> None:
    by_key = {option.key: option for option in options}
    for index, option in enumerate(options):
        if option.escalation is None:
            continue
        path = f"options[{index}].escalation"
        target = by_key.get(option.escalation.to or "")
        if option.escalation.share is None:
            errors.append(FieldError(f"{path}.share", "is missing: give the share of calls that is asked again."))
        if target is None or target is option:
            errors.append(FieldError(f"{path}.to", "must be the key of another option in this list."))
        elif target.escalation is not None:
            errors.append(FieldError(f"{path}.to", f"{target.key!r} escalates itself: one step is all that is priced."))


def _nearest(key: str, known: list[str]) -> str:
    close = get_close_matches(key, known, n=1)
    return f"Did you mean {close[0]}?" if close else f"Known here: {', '.join(known)}."

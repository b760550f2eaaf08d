"""Answers as a flat list of facts, so that two people's changes can be compared fact by fact.

Stored answers have the shape of a task profile. Flat, each fact stands under its path
(`volume.calls_per_month`), an option's under its key (`options.ft-small.prices.input`); the list of
the options' keys in their order stands under `options`. A fact that is absent is not answered.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from decider.domain.fields import ListRule, Rule, SectionRule, rules
from decider.domain.numbers import plain
from decider.domain.options import Option
from decider.domain.profile import TaskProfile
from decider.domain.steps import OPTIONS, UNANSWERED

Flat = dict[str, Any]


def flatten(answers: Mapping[str, Any]) -> Flat:
    """Every answered fact by its path, numbers in their one spelling."""
    flat: Flat = {}
    for name, rule in rules(TaskProfile).items():
        if name in ("name", OPTIONS) or name not in answers:
            continue
        _flatten(rule, answers[name], name, flat)
    options = answers.get(OPTIONS) or []
    if options:
        flat[OPTIONS] = [option["key"] for option in options]
    for option in options:
        flat |= flatten_option(option)
    return flat


def flatten_option(option: Mapping[str, Any]) -> Flat:
    """The facts of one option under `options.<key>.`; the key itself is one of them."""
    flat: Flat = {}
    for name, rule in rules(Option).items():
        if option.get(name) is not None:
            _flatten(rule, option[name], f"{OPTIONS}.{option['key']}.{name}", flat)
    return flat


def nest(flat: Flat) -> dict[str, Any]:
    """The answers in their stored shape again; the inverse of `flatten`."""
    answers: dict[str, Any] = {}
    for path, value in flat.items():
        if path != OPTIONS and not path.startswith(f"{OPTIONS}."):
            _put(answers, path.split("."), value)
    if flat.get(OPTIONS):
        answers[OPTIONS] = [nest_option(flat, key) for key in flat[OPTIONS]]
    return answers


def nest_option(flat: Flat, key: str) -> dict[str, Any]:
    """One option in its stored shape, facts in the order of the declaration."""
    prefix = f"{OPTIONS}.{key}."
    found = {path.removeprefix(prefix): value for path, value in flat.items() if _is_of_option(path, prefix)}
    option: dict[str, Any] = {}
    for name in OPTION_PATHS:
        if name in found:
            # A group that is there and empty is copied: facts are put into it below.
            _put(option, name.split("."), {} if found[name] == {} else found[name])
    return option


def without_option(flat: Flat, key: str) -> Flat:
    """The facts without one option."""
    prefix = f"{OPTIONS}.{key}."
    rest = {path: value for path, value in flat.items() if not _is_of_option(path, prefix)}
    keys = [each for each in rest.pop(OPTIONS, []) if each != key]
    return rest | ({OPTIONS: keys} if keys else {})


def normalised(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with equal numbers spelled alike and empty groups left out."""
    return nest(flatten(answers))


def changes(before: Flat, after: Flat) -> dict[str, tuple[Any, Any]]:
    """Path → (old, new) of each fact that differs; `UNANSWERED` where it is absent."""
    return {
        path: (before.get(path, UNANSWERED), after.get(path, UNANSWERED))
        for path in [*before, *(path for path in after if path not in before)]
        if not same(before.get(path, UNANSWERED), after.get(path, UNANSWERED))
    }


def same(one: Any, other: Any) -> bool:
    """Whether two answers are equal; `True` is not 1, and not answered is not unknown."""
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    return bool(one == other)


def _flatten(rule: Rule, value: Any, path: str, flat: Flat) -> None:
    if not isinstance(rule, SectionRule):
        flat[path] = _spelled(value) if isinstance(rule, ListRule) or not isinstance(value, str) else value
        return
    inner = rules(rule.section)
    given = {name: value[name] for name in inner if name in value} if isinstance(value, Mapping) else {}
    if path.startswith(f"{OPTIONS}."):
        # In an option null means the same as leaving out; a group that is there and empty does not.
        given = {name: part for name, part in given.items() if part is not None}
        if value is not None and not given and not path.endswith(".model"):
            flat[path] = {}
    for name, part in given.items():
        _flatten(inner[name], part, f"{path}.{name}", flat)


def _spelled(value: Any) -> Any:
    """Equal numbers spelled alike: 1e6 as 1000000; a range without an empty `likely`."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | Decimal):
        return plain(Decimal(value))
    if isinstance(value, Mapping):
        return {name: _spelled(part) for name, part in value.items() if part is not None}
    if isinstance(value, list | tuple):
        return [_spelled(part) for part in value]
    return value


def _put(target: dict[str, Any], names: list[str], value: Any) -> None:
    for name in names[:-1]:
        target = target.setdefault(name, {})
    target[names[-1]] = value


def _option_paths(kind: type, prefix: str = "") -> tuple[str, ...]:
    found: list[str] = []
    for name, rule in rules(kind).items():
        found.append(f"{prefix}{name}")
        if isinstance(rule, SectionRule):
            found.extend(_option_paths(rule.section, f"{prefix}{name}."))
    return tuple(found)


# Every path inside an option, groups before their facts.
OPTION_PATHS = _option_paths(Option)


def _is_of_option(path: str, prefix: str) -> bool:
    """Keys may contain points: `options.a.` is not a prefix of the facts of option `a.b`."""
    return path.startswith(prefix) and path.removeprefix(prefix) in OPTION_PATHS

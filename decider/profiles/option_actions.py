"""What is done to the list of a task's options."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from decider.domain.lifecycle import NotPossible
from decider.domain.steps import OPTIONS
from decider.models import Task, User
from decider.profiles.actions import Saved, change_answers
from decider.profiles.answers import Flat, flatten_option, nest_option, without_option


class KeyTaken(NotPossible):
    """Another option of the task has that short name."""


def free_key(wanted: str, taken: Sequence[str]) -> str:
    """A short name made from words, with a number behind it where it is taken."""
    base = re.sub(r"[^a-z0-9.]+", "-", wanted.casefold()).strip("-.")[:60] or "option"
    number = 1
    key = base
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


def add_option(*, task: Task, option: Mapping[str, Any], chosen: Sequence[Mapping[str, Any]] = (), by: User) -> Saved:
    """Add an option at the end of the list. Where no option is listed yet, those of the set that was
    chosen for the task (`chosen`) are listed before it, so that adding one never removes the others.

    Raises:
        NotPermitted, NotPossible, ProfileErrors: as `save_answers`.
        KeyTaken: an option of that key is listed already.
    """

    def change(flat: Flat) -> Flat:
        flat = flat if flat.get(OPTIONS) else _with(flat, chosen)
        if option["key"] in flat.get(OPTIONS, []):
            raise KeyTaken(f"There is already an option called “{option['key']}”. Choose another short name.")
        return _with(flat, [option])

    return change_answers(task=task, by=by, change=change)


def list_options(*, task: Task, options: Sequence[Mapping[str, Any]], by: User) -> Saved:
    """Make the set that was chosen for the task its own list; where one exists already nothing happens."""
    return change_answers(task=task, by=by, change=lambda flat: flat if flat.get(OPTIONS) else _with(flat, options))


def remove_option(*, task: Task, key: str, by: User) -> Saved:
    """Take an option off the list; one that is not on it is no error."""
    return change_answers(task=task, by=by, change=lambda flat: without_option(flat, key))


def clear_options(*, task: Task, by: User) -> Saved:
    """Empty the list, so that a sensible set is chosen again."""

    def change(flat: Flat) -> Flat:
        for key in flat.get(OPTIONS, []):
            flat = without_option(flat, key)
        return flat

    return change_answers(task=task, by=by, change=change)


def move_option(*, task: Task, key: str, by: User, places: int) -> Saved:
    """Move an option down the list, or up for negative places; at the ends it stays."""

    def change(flat: Flat) -> Flat:
        keys = list(flat.get(OPTIONS, []))
        if key not in keys:
            return flat
        old = keys.index(key)
        keys.insert(max(0, min(len(keys) - 1, old + places)), keys.pop(old))
        return flat | {OPTIONS: keys}

    return change_answers(task=task, by=by, change=change)


def rename_option(*, task: Task, key: str, new_key: str, by: User) -> Saved:
    """Give an option another short name.

    Raises:
        KeyTaken: another option has it.
        NotPossible: there is no option called `key` any more.
    """

    def change(flat: Flat) -> Flat:
        keys = flat.get(OPTIONS, [])
        if key not in keys:
            raise NotPossible("This option was removed or renamed meanwhile.")
        if new_key in keys:
            raise KeyTaken(f"There is already an option called “{new_key}”. Choose another short name.")
        option = nest_option(flat, key) | {"key": new_key}
        moved = without_option(flat, key) | flatten_option(option)
        return moved | {OPTIONS: [new_key if each == key else each for each in keys]}

    return change_answers(task=task, by=by, change=change)


def _with(flat: Flat, options: Sequence[Mapping[str, Any]]) -> Flat:
    grown = dict(flat)
    for option in options:
        grown[OPTIONS] = [*grown.get(OPTIONS, []), option["key"]]
        grown |= flatten_option(option)
    return grown

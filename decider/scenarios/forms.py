"""The form of one scenario: its name and one field for each fact that it changes. An empty field changes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from decider.domain.steps import UNANSWERED
from decider.models import Scenario
from decider.profiles.fields import FactField
from decider.scenarios.facts import USUAL, FactGroup, choices, field_of, is_offered, said
from decider.scenarios.variants import Base, Changes, DoesNotApply

# More than any sensible scenario changes; a posted form cannot ask for thousands of fields.
MOST_FACTS = 60


@dataclass(frozen=True)
class Stated:
    """A change in words."""

    path: str
    name: str
    value: str


class ScenarioForm:
    """Filled from a scenario or from changes to begin with, then perhaps read from what was posted."""

    def __init__(self, base: Base, *, name: str = "", changes: Changes | None = None, version: int = 0) -> None:
        self.base, self.name, self.version = base, name, version
        self.name_error = ""
        # What is wrong and belongs to no field.
        self.other_errors: list[str] = []
        self.fields: list[FactField] = []
        self._kept: dict[str, Any] = {}
        for path, value in (changes or {}).items():
            self._show(path, value)
        if changes is None:
            self._add(path for path in USUAL if is_offered(base, path))

    @classmethod
    def of(cls, base: Base, scenario: Scenario) -> "ScenarioForm":
        return cls(base, name=scenario.name, changes=scenario.changes, version=scenario.version)

    def read(self, posted: QueryDict, stored: Changes | None = None) -> None:
        """Take what was posted; `stored` are the changes of the scenario, for those that no field can hold."""
        self.name = posted.get("name", "")
        version = posted.get("version", "")
        if version.isascii() and version.isdigit() and len(version) < 10:
            self.version = int(version)
        shown = posted.getlist("facts")[:MOST_FACTS]
        left = {posted.get("leave", "")}
        self.fields, kept = [], posted.getlist("kept")
        self._kept = {path: value for path, value in (stored or {}).items() if path in kept and path not in left}
        self._add(path for path in shown if path not in left)
        for field in self.fields:
            if field.is_posted(posted):
                field.read(posted)
        if posted.get("action") == "add":
            self._add([posted.get("add", "")])

    @property
    def changes(self) -> dict[str, Any]:
        """What the scenario changes: the filled fields without an error, and what no field can hold."""
        typed = {
            field.path: field.answer for field in self.fields if field.answer is not UNANSWERED and not field.error
        }
        return typed | self._kept

    @property
    def invalid(self) -> list[FactField]:
        return [field for field in self.fields if field.error]

    @property
    def is_fine(self) -> bool:
        return not (self.invalid or self.name_error or self.other_errors)

    @property
    def kept(self) -> list[Stated]:
        """Changes that no field can hold: a list of prices, or a fact that is no longer there."""
        return self._stated(self._kept)

    @property
    def stated(self) -> list[Stated]:
        """All changes in words."""
        return self._stated(self.changes)

    @property
    def choices(self) -> list[FactGroup]:
        """The facts that can be added."""
        return choices(self.base, {field.path for field in self.fields})

    def add_problems(self, reason: DoesNotApply) -> None:
        """Put each sentence beside its field, or above the form where there is none."""
        by_path = {field.path: field for field in self.fields}
        for path, sentence in reason.problems:
            field = next((by_path[each] for each in by_path if path == each or path.startswith(f"{each}.")), None)
            if field is None:
                self.other_errors.append(sentence)
            else:
                field.error = sentence

    def _stated(self, changes: Changes) -> list[Stated]:
        return [Stated(path, self.base.name(path), said(self.base, path, value)) for path, value in changes.items()]

    def _show(self, path: str, value: Any) -> None:
        """A field with the value in it, or a line of its own where no field can hold it."""
        if not is_offered(self.base, path):
            self._kept[path] = value
            return
        try:
            field = field_of(self.base, path)
            field.show(value)
        except (KeyError, TypeError, ValueError, ArithmeticError):
            # Written under other rules than today's.
            self._kept[path] = value
        else:
            self.fields.append(field)

    def _add(self, paths: Iterable[str]) -> None:
        """Empty fields for these facts, each once; what cannot be asked for is left out."""
        there = {field.path for field in self.fields}
        for path in dict.fromkeys(paths):
            if path and path not in there and is_offered(self.base, path):
                self.fields.append(field_of(self.base, path))


def what_if_changes(names: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of a what-if, whose fields call an option's fact `ft-small:prices.input`, as scenarios write them."""
    found = {}
    for name, value in names.items():
        key, colon, path = name.rpartition(":")
        found[f"options.{key}.{path}" if colon else name] = value
    return found

"""The question what each column of a table means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from decider.domain.evidence import Kind
from decider.evidence.mappings import KINDS, RESULTS, guess, kind_of, likely_kind, meanings

LONGEST_SAMPLE = 80


@dataclass
class ColumnField:
    """One column: its name, what stands in it, and the meaning chosen or proposed."""

    name: str
    column: str
    samples: list[str]
    chosen: str
    is_guess: bool = False
    error: str = ""


class MappingForm:
    """Filled with what was said before, else with what the names suggest; then perhaps read from what was posted."""

    def __init__(
        self,
        columns: Mapping[str, Any],
        posted: Mapping[str, Any] | None = None,
        *,
        said: Mapping[str, Any] | None = None,
    ) -> None:
        self._columns = columns
        self.error = str(columns.get("problem") or "") if posted is None else ""
        kind = (posted or {}).get("kind", "")
        self.kind = Kind(kind) if kind in KINDS else kind_of(said) if said else likely_kind(columns)
        # Another kind was chosen: its meanings are others, so the proposals are made anew.
        self.only_changes_kind = posted is not None and posted.get("action") == "kind"
        self.meanings = meanings(self.kind)
        is_of_said = bool(said) and self.kind is kind_of(said or {})
        proposed = {} if is_of_said else guess(self.kind, columns)
        chosen = dict(said or {}) if is_of_said else proposed
        self.fields = [
            ColumnField(
                name=f"column.{at}",
                column=str(column),
                samples=[str(row[at])[:LONGEST_SAMPLE] for row in columns.get("rows") or [] if at < len(row)][:3],
                chosen=str(chosen.get(column, "")),
                is_guess=column in proposed,
            )
            for at, column in enumerate(columns["columns"])
        ]
        if posted is not None and not self.only_changes_kind:
            self._read(posted)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        words = {Kind.USAGE: "A log of calls: one row for each call", Kind.EVALUATION: "Scores: one row for each case"}
        return [(kind.value, words[kind]) for kind in KINDS]

    @property
    def doubled(self) -> dict[str, list[ColumnField]]:
        """Meaning → the columns that have it, where only one may and several do."""
        found: dict[str, list[ColumnField]] = {}
        for field in self.fields:
            if field.chosen and field.chosen not in RESULTS:
                found.setdefault(field.chosen, []).append(field)
        return {meaning: fields for meaning, fields in found.items() if len(fields) > 1}

    @property
    def said_of_doubled(self) -> list[tuple[str, list[ColumnField]]]:
        """As `doubled`, with the meanings in words."""
        return [(self.meanings[meaning], fields) for meaning, fields in self.doubled.items()]

    @property
    def mapping(self) -> dict[str, str]:
        return {field.column: field.chosen for field in self.fields if field.chosen}

    @property
    def is_fine(self) -> bool:
        return not self.error or not self._was_posted

    _was_posted = False

    def _read(self, posted: Mapping[str, Any]) -> None:
        self._was_posted = True
        for field in self.fields:
            given = str(posted.get(field.name, ""))
            field.chosen, field.is_guess = (given if given in self.meanings else ""), False
        for field in self.fields:
            if field.chosen in self.doubled:
                field.error = "Another column has this meaning too: choose one of them."
        if self.doubled:
            self.error = "Two columns cannot mean the same."
        elif not self.mapping:
            self.error = "Say of at least one column what it means."
        elif self.kind is Kind.USAGE and "started_at" not in self.mapping.values():
            self.error = "Say which column holds the time at which each call started: a log without times says nothing "
            self.error += "about a month."
        elif self.kind is Kind.EVALUATION and not set(self.mapping.values()) & set(RESULTS):
            self.error = "Say which column holds the result: whether the case passed, or its score."

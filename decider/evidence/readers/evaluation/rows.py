"""What every reader of evaluations does with rows: count, name the bad ones, hand over the reading."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from decider.domain.evidence import MAX_NAMED, Evaluation, EvidenceError, Kind, Reading, Rejected
from decider.evidence.readers.evaluation.series import evaluation
from decider.evidence.readers.evaluation.tally import Scoreboard
from decider.evidence.readers.source import Source, shown


@dataclass(slots=True)
class Rows:
    """Rows of one file: how many there are, which were left out and why, what they say of the options."""

    board: Scoreboard = field(default_factory=Scoreboard)
    rows: int = 0
    accepted: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    rejected_count: int = 0
    notes: list[str] = field(default_factory=list)

    def reject(self, line: int | None, reason: str) -> None:
        self.rejected_count += 1
        if len(self.rejected) < MAX_NAMED:
            self.rejected.append(Rejected(line, shown(reason, 200)))

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def objects(self, source: Source) -> Iterator[tuple[int, dict[str, Any]]]:
        """JSON lines that are objects, counted; the others are rejected."""
        for line in source.lines():
            self.rows += 1
            if line.value is None:
                self.reject(line.number, line.problem or "is no JSON object")
            else:
                yield line.number, line.value

    def cells(self, source: Source) -> Iterator[tuple[int, list[str]]]:
        """Records of a table that can be told, counted; the others are rejected."""
        for record in source.records():
            self.rows += 1
            if record.cells is None:
                self.reject(record.number, record.problem or "cannot be read")
            else:
                yield record.number, record.cells

    def reading(
        self,
        *,
        tool_version: str = "",
        errors_known: bool = True,
        by_case: bool = False,
        metrics: Iterable[str] = (),
        nothing: str = "The file holds no results: there is nothing to read.",
    ) -> Reading:
        """Raises `EvidenceError` (`nothing`) where no row could be used."""
        if not self.accepted:
            raise EvidenceError(nothing if not self.rejected else _why_nothing(self.rejected[0], self.rejected_count))
        return Reading(
            kind=Kind.EVALUATION,
            format="",
            tool_version=tool_version,
            rows=self.rows,
            accepted=self.accepted,
            rejected=tuple(self.rejected),
            rejected_count=self.rejected_count,
            evaluation=evaluation(self.board, self.notes, errors_known=errors_known, by_case=by_case, metrics=metrics),
            notes=tuple(self.notes),
        )


def _why_nothing(first: Rejected, rejected: int) -> str:
    where = f"line {first.line} " if first.line else ""
    return f"No row can be used ({rejected:,} left out): {where}{first.reason}."


def without_series(*notes: str, rows: int = 0, tool_version: str = "") -> Reading:
    """A log that is a log, and says nothing about scores yet."""
    return Reading(
        kind=Kind.EVALUATION, format="", tool_version=tool_version, rows=rows, evaluation=Evaluation(), notes=notes
    )

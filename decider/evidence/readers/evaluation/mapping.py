"""Evaluation tables and JSON lines of no known tool, read by what a person says that their columns mean.

One row is one result of a case; where columns of several results are named, each is a metric named like its column.
Where a column names the metric, a case has a row for each: what the answer took is then counted once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from decider.domain.evidence import EvidenceError, Kind, Reading
from decider.evidence.readers.columns import unknown_columns
from decider.evidence.readers.evaluation.meanings import MEANINGS, RESULTS, guess_mapping
from decider.evidence.readers.evaluation.rows import Rows
from decider.evidence.readers.evaluation.tally import ERRORED, Facts, Option, Result
from decider.evidence.readers.evaluation.values import (
    case_key,
    named,
    parsed_number,
    parsed_pass,
    scored,
    text,
)
from decider.evidence.readers.formats import Format
from decider.evidence.readers.source import Shape, Source, shown

_AMOUNTS = ("tokens_in", "tokens_cached", "tokens_out", "latency_ms", "latency_s", "cost_usd")
_NO_ERROR = frozenset(("", "0", "0.0", "false", "no", "none", "null", "nan", "n", "f", "-"))
_ERROR_WORDS = frozenset(("error", "errored"))


class _Unreadable(Exception):
    """A cell that says nothing that its column can mean."""


@dataclass(slots=True)
class _Reader:
    rows: Rows
    # Meaning → column, for all but results; result column → meaning.
    columns: Mapping[str, str]
    results: Mapping[str, str]
    decimal_comma: bool
    sha256: str
    # The metric whose rows tell what an answer took, by option.
    first_metric: dict[int, str] = field(default_factory=dict)

    def row(self, line: int, row: Mapping[str, object]) -> None:
        try:
            self._row(line, row)
        except _Unreadable as problem:
            self.rows.reject(line, str(problem))

    def _row(self, line: int, row: Mapping[str, object]) -> None:
        given = {meaning: row.get(column) for meaning, column in self.columns.items()}
        results = {column: result for column in self.results if (result := self._result(row, column)) is not None}
        failed = self._failed(given.get("error")) or ERRORED in results.values()
        if not results and not failed:
            raise _Unreadable(f"has no result in {named(self.results)}")
        facts = self._facts(given)
        option = self._option(given)
        case = self._case(line, given)
        metric = text(given["metric"]) or "unnamed" if "metric" in self.columns else None
        self.rows.accepted += 1
        self._add(option, metric, case, results, facts, failed=failed)

    def _add(
        self,
        option: Option,
        metric: str | None,
        case: str,
        results: Mapping[str, Result],
        facts: Facts,
        *,
        failed: bool,
    ) -> None:
        board = self.rows.board
        if metric is None:
            if failed:
                board.failed(option, case, facts)
            else:
                board.answered(option, case, {self._named(column): each for column, each in results.items()}, facts)
            return
        if self.first_metric.setdefault(id(option), metric) != metric:
            facts = Facts()
        if failed:
            option.facts(facts, error=True)
            board.result(option, metric, case, ERRORED)
            return
        one = len(self.results) == 1
        named_results = {
            metric if one else f"{metric}: {self._named(column)}": each for column, each in results.items()
        }
        board.answered(option, case, named_results, facts)

    @staticmethod
    def _named(column: str) -> str:
        return shown(column, 200) or "unnamed"

    def _result(self, row: Mapping[str, object], column: str) -> Result | None:
        value = row.get(column)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if self.results[column] == "score":
            return self._number(column, value)
        if isinstance(value, str) and value.strip().lower() in _ERROR_WORDS:
            return ERRORED
        passed = value if isinstance(value, bool) else parsed_pass(str(value))
        if passed is None:
            raise _Unreadable(f"has “{shown(str(value), 40)}” in {self._named(column)}, which is neither pass nor fail")
        return passed

    def _number(self, column: str, value: object) -> float:
        found = parsed_number(value, decimal_comma=self.decimal_comma) if isinstance(value, str) else scored(value)
        if found is None:
            raise _Unreadable(f"has “{shown(str(value), 40)}” in {self._named(column)}, which is no number")
        return found

    def _facts(self, given: Mapping[str, object]) -> Facts:
        found = {meaning: self._amount(given, meaning) for meaning in _AMOUNTS if meaning in self.columns}
        seconds = found.pop("latency_s", None)
        if seconds is not None and found.get("latency_ms") is None:
            found["latency_ms"] = seconds * 1000
        return Facts(**found)

    def _amount(self, given: Mapping[str, object], meaning: str) -> float | None:
        value = given.get(meaning)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        column = self.columns[meaning]
        found = self._number(column, value.strip().lstrip("$") if isinstance(value, str) else value)
        if found < 0:
            raise _Unreadable(f"has {found:g} in {self._named(column)}, which is negative")
        if meaning.startswith("tokens") and found != int(found):
            raise _Unreadable(f"has {found:g} in {self._named(column)}, which is no whole number")
        return found

    @staticmethod
    def _failed(value: object) -> bool:
        if value is None or isinstance(value, bool):
            return value is True
        return str(value).strip().lower() not in _NO_ERROR

    def _option(self, given: Mapping[str, object]) -> Option:
        # By the whole cells: names are cut where they are shown.
        key = tuple(str(given.get(meaning) or "") for meaning in ("option", "prompt", "filter"))
        found = self.rows.board.options.get(key)
        if found is not None:
            return found
        name, prompt, filter_ = map(text, key)
        return self.rows.board.option(key, name=name or "all rows", provider=name, prompt=prompt, filter_=filter_)

    def _case(self, line: int, given: Mapping[str, object]) -> str:
        value = given.get("case")
        if value is None or value == "":
            # No two files have such a case in common.
            return case_key("line", self.sha256, line)
        return case_key("case", str(value).strip())


def matches(source: Source) -> bool:
    mapping = source.options.mapping
    return mapping is not None and any(meaning in RESULTS for meaning in mapping.values())


def read(source: Source) -> Reading:
    mapping = source.options.mapping or _guessed(source)
    columns, results = _checked(mapping)
    if source.shape is Shape.TABLE:
        _check_header(source.header, mapping)
    rows = Rows()
    reader = _Reader(rows, columns, results, source.decimal_comma, source.sha256)
    for line, row in _rows(rows, source, mapping):
        reader.row(line, row)
    if "case" not in columns:
        rows.note("No column names the case: options cannot be compared case by case.")
    return rows.reading(errors_known="error" in columns or any(_errors(rows)))


def _errors(rows: Rows) -> Iterator[bool]:
    for option in rows.board.options.values():
        yield option.errors > 0
        yield from (tally.errors > 0 for tally in option.metrics.values())


def _guessed(source: Source) -> dict[str, str]:
    if source.shape is Shape.TABLE:
        mapping = guess_mapping(source.header)
    else:
        mapping = guess_mapping(list(dict.fromkeys(str(key) for row in source.sample for key in row)))
    if not any(meaning in RESULTS for meaning in mapping.values()):
        raise unknown_columns(source)
    return mapping


def _checked(mapping: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Columns by meaning, and the meanings of result columns; raises `EvidenceError`."""
    columns: dict[str, str] = {}
    results: dict[str, str] = {}
    for column, meaning in mapping.items():
        if meaning not in MEANINGS:
            raise EvidenceError(f"“{shown(meaning, 40)}” is no meaning of a column. Meanings: {', '.join(MEANINGS)}.")
        if meaning in RESULTS:
            results[column] = meaning
        elif meaning in columns:
            raise EvidenceError(f"Two columns are said to be {meaning}: {named((columns[meaning], column))}.")
        else:
            columns[meaning] = column
    if not results:
        raise EvidenceError("No column is said to hold the result: name one as passed or as score.")
    return columns, results


def _check_header(header: tuple[str, ...], mapping: Mapping[str, str]) -> None:
    for column in mapping:
        if column not in header:
            raise EvidenceError(f"There is no column “{shown(column, 60)}” in the table.")
        if header.count(column) > 1:
            raise EvidenceError(f"The column “{shown(column, 60)}” stands in the table more than once: rename one.")


def _rows(rows: Rows, source: Source, mapping: Mapping[str, str]) -> Iterator[tuple[int, Mapping[str, object]]]:
    if source.shape is Shape.LINES:
        yield from rows.objects(source)
        return
    places = [(column, source.header.index(column)) for column in mapping]
    for line, cells in rows.cells(source):
        yield line, {column: cells[place] for column, place in places}


FORMATS = tuple(
    Format(
        name=name,
        label=f"Evaluation with columns of your own, {what}",
        tool="",
        kind=Kind.EVALUATION,
        shapes=(shape,),
        matches=matches,
        read=read,
    )
    for name, what, shape in (
        ("evaluation-csv", "CSV", Shape.TABLE),
        ("evaluation-jsonl", "JSON lines", Shape.LINES),
    )
)

"""LangSmith evaluation tables: what `evaluate(…).to_pandas()` writes as CSV or JSON lines.

Columns are `inputs.*`, `outputs.*`, `reference.*`, `feedback.*`, `error` and `execution_time` (seconds). Evaluators
also score rows that failed (with 0): such a row is an error here, not a wrong answer.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from decider.domain.evidence import Kind, Reading
from decider.evidence.readers.evaluation.rows import Rows
from decider.evidence.readers.evaluation.tally import Facts, Result
from decider.evidence.readers.evaluation.values import (
    amount,
    case_key,
    named,
    parsed_number,
    parsed_pass,
    scored,
    text,
)
from decider.evidence.readers.formats import Format
from decider.evidence.readers.source import Shape, Source

_FEEDBACK = "feedback."
_GIVEN = ("inputs.", "reference.")


def _is_evaluation(names: Collection[str]) -> bool:
    return any(name.startswith("inputs.") for name in names) and any(name.startswith(_FEEDBACK) for name in names)


def is_table(source: Source) -> bool:
    return _is_evaluation(source.header)


def is_lines(source: Source) -> bool:
    return bool(source.sample) and all(_is_evaluation(row) for row in source.sample)


def read_table(source: Source) -> Reading:
    def cell_number(cell: object) -> float | None:
        read = parsed_number(str(cell), decimal_comma=source.decimal_comma)
        if read is None and (passed := parsed_pass(str(cell))) is not None:
            return float(passed)
        return read

    rows = Rows()
    columns = source.header
    unread: dict[str, int] = {}
    for line, cells in rows.cells(source):
        _row(rows, line, dict(zip(columns, cells, strict=False)), cell_number, unread)
    return _finished(rows, unread)


def read_lines(source: Source) -> Reading:
    rows = Rows()
    unread: dict[str, int] = {}
    for line, row in rows.objects(source):
        _row(rows, line, row, scored, unread)
    return _finished(rows, unread)


def _finished(rows: Rows, unread: dict[str, int]) -> Reading:
    if unread:
        parts = [f"{name} ({times:,})" for name, times in unread.items()]
        rows.note(f"Feedback that is no number was left out: {named(parts)}.")
    if any(option.errors for option in rows.board.options.values()):
        rows.note("Rows that failed count as errors and not as wrong answers, also where an evaluator scored them.")
    return rows.reading()


def _row(
    rows: Rows,
    line: int,
    row: Mapping[str, Any],
    read: Callable[[object], float | None],
    unread: dict[str, int],
) -> None:
    option = rows.board.option("experiment", name="LangSmith experiment")
    case = _case(row, line)
    if _is_given(row.get("error")):
        rows.accepted += 1
        rows.board.failed(option, case)
        return
    results: dict[str, Result] = {}
    for column, value in row.items():
        if not column.startswith(_FEEDBACK) or not _is_given(value):
            continue
        score = read(value)
        name = text(column.removeprefix(_FEEDBACK)) or "unnamed"
        if score is None:
            unread[name] = unread.get(name, 0) + 1
        else:
            results[name] = score
    if not results:
        rows.reject(line, "has neither feedback that is a number nor an error")
        return
    rows.accepted += 1
    seconds = read(row["execution_time"]) if _is_given(row.get("execution_time")) else None
    seconds = amount(seconds)
    rows.board.answered(option, case, results, Facts(latency_ms=None if seconds is None else seconds * 1000))


def _is_given(value: object) -> bool:
    return value is not None and str(value).strip() not in ("", "nan", "NaN", "None")


def _case(row: Mapping[str, Any], line: int) -> str:
    given = {name: value for name, value in row.items() if name.startswith(_GIVEN) and _is_given(value)}
    if given:
        return case_key("inputs", given)
    return case_key("id", row.get("example_id") or row.get("id") or line)


FORMATS = (
    Format(
        name="langsmith-evaluation-csv",
        label="LangSmith evaluation, CSV",
        tool="LangSmith",
        kind=Kind.EVALUATION,
        shapes=(Shape.TABLE,),
        matches=is_table,
        read=read_table,
    ),
    Format(
        name="langsmith-evaluation-jsonl",
        label="LangSmith evaluation, JSON lines",
        tool="LangSmith",
        kind=Kind.EVALUATION,
        shapes=(Shape.LINES,),
        matches=is_lines,
        read=read_lines,
    ),
)

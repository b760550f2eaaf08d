"""Langfuse scores: the `scores` files of the blob storage export, CSV, JSON or JSON lines.

Documented at langfuse.com/docs, "Blob Storage Export Field Reference". A dataset run is an option; scores without a
run are one option together. `BOOLEAN` is 0 or 1, `NUMERIC` any number; categories and texts have no score.
"""

from collections.abc import Mapping
from typing import Any

from decider.domain.evidence import Kind, Reading
from decider.evidence.readers.evaluation.rows import Rows
from decider.evidence.readers.evaluation.tally import Facts
from decider.evidence.readers.evaluation.values import case_key, parsed_number, scored, text
from decider.evidence.readers.formats import Format
from decider.evidence.readers.source import Shape, Source

_COLUMNS = frozenset(("name", "value", "data_type", "source", "trace_id"))


def is_table(source: Source) -> bool:
    return _COLUMNS.issubset(source.header) and "usage_details" not in source.header


def is_lines(source: Source) -> bool:
    return bool(source.sample) and all(_COLUMNS.issubset(row) for row in source.sample)


def read_table(source: Source) -> Reading:
    rows = Rows()
    for line, cells in rows.cells(source):
        row = dict(zip(source.header, cells, strict=False))
        _row(rows, line, row, parsed_number(row.get("value", ""), decimal_comma=source.decimal_comma))
    return _finished(rows)


def read_lines(source: Source) -> Reading:
    rows = Rows()
    for line, row in rows.objects(source):
        _row(rows, line, row, scored(row.get("value")))
    return _finished(rows)


def _row(rows: Rows, line: int, row: Mapping[str, Any], value: float | None) -> None:
    kind = text(row.get("data_type")).upper()
    if kind in ("CATEGORICAL", "TEXT"):
        rows.reject(line, f"is a score of type {kind}, which is no number")
        return
    if value is None:
        rows.reject(line, "has no `value` that is a number")
        return
    if kind == "BOOLEAN" and value not in (0, 1):
        rows.reject(line, "is a BOOLEAN score that is neither 0 nor 1")
        return
    rows.accepted += 1
    run = text(row.get("dataset_run_id"))
    option = rows.board.option(run, name=f"dataset run {run}" if run else "Langfuse scores")
    about = [text(row.get(key)) for key in ("trace_id", "observation_id", "session_id")]
    case = case_key("trace", *about) if any(about) else case_key("score", text(row.get("id")) or line)
    rows.board.answered(option, case, {text(row.get("name")) or "unnamed": value}, Facts())


def _finished(rows: Rows) -> Reading:
    rows.note("A score is a case here: errors of the calls themselves are in the observations, not in this file.")
    return rows.reading(errors_known=False)


FORMATS = (
    Format(
        name="langfuse-scores-csv",
        label="Langfuse scores, CSV",
        tool="Langfuse",
        kind=Kind.EVALUATION,
        shapes=(Shape.TABLE,),
        matches=is_table,
        read=read_table,
    ),
    Format(
        name="langfuse-scores-jsonl",
        label="Langfuse scores, JSON lines",
        tool="Langfuse",
        kind=Kind.EVALUATION,
        shapes=(Shape.LINES,),
        matches=is_lines,
        read=read_lines,
    ),
)

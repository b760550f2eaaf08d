"""`cells` by way of Python: every row is checked, bad ones are named, good ones go to a scratch file for the engine."""

# SQL is put together from the formats' own expressions; names and texts from files only through `quoted` and
# `identifier`.
# ruff: noqa: S608

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import duckdb

from decider.domain.evidence import MAX_NAMED, EvidenceError, Rejected
from decider.evidence.readers.engine import connect, identifier, quoted
from decider.evidence.readers.safe_json import parse_json
from decider.evidence.readers.source import Shape, Source
from decider.evidence.readers.usage.canonical import TYPES, CallTable, Column, keys_of
from decider.evidence.readers.usage.cells import Problem, Zones, absent, converter
from decider.evidence.readers.usage.typed import keys_of_table, value_at

# Rows that are taken from Parquet at a time.
_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: values by the name of the column in `cells`, or why there are none."""

    line: int
    values: dict[str, Any] | None
    problem: str | None = None


@dataclass(slots=True, kw_only=True)
class Checked:
    """What became of the rows."""

    rows: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    rejected_count: int = 0
    zones: Zones = field(default_factory=Zones)
    # SELECT of `cells` with `line`.
    cells: str = ""

    def reject(self, line: int, reason: str) -> None:
        self.rejected_count += 1
        if len(self.rejected) < MAX_NAMED:
            self.rejected.append(Rejected(line, reason))


def check_rows(source: Source, table: CallTable, rows: Iterable[Row] | None = None) -> Checked:
    """Checks the rows of a file, or those that a format took from it itself."""
    checked = Checked()
    target = source.work / "cells.csv"
    convert = [
        (column, converter(column, decimal_comma=source.decimal_comma, zones=checked.zones)) for column in table.columns
    ]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["line", *(column.name for column, _ in convert)])
        for row in rows_of_file(source, table) if rows is None else rows:
            checked.rows += 1
            if row.values is None:
                checked.reject(row.line, row.problem or "cannot be read")
                continue
            try:
                writer.writerow(_cells(row.line, row.values, convert))
            except Problem as problem:
                checked.reject(row.line, str(problem))
    shape = ", ".join(f"'{name}': '{kind}'" for name, kind in _shape(table))
    checked.cells = (
        f"SELECT * FROM read_csv({quoted(str(target))}, auto_detect = false, header = true, delim = ',', "
        f"quote = '\"', escape = '\"', columns = {{{shape}}})"
    )
    return checked


def _shape(table: CallTable) -> Iterator[tuple[str, str]]:
    yield "line", "BIGINT"
    for column in table.columns:
        yield column.name, TYPES[column.kind]


def _cells(line: int, values: dict[str, Any], convert: list[tuple[Column, Callable[[Any, int], Any]]]) -> list[Any]:
    cells: list[Any] = [line]
    for column, function in convert:
        value = values.get(column.name)
        # No kind makes anything of None.
        if value is not None:
            value = function(value, line)
        if value is None and column.required:
            raise Problem(f"{'.'.join(keys_of_table(column))} is missing"[:80])
        # A line break in a cell would confuse the engine's threads.
        if isinstance(value, str):
            value = value.replace("\r", " ").replace("\n", " ")
        # A float is written by its repr, which gives it back exactly.
        cells.append(value)
    return cells


def rows_of_file(source: Source, table: CallTable) -> Iterator[Row]:
    if source.shape is Shape.TABLE:
        return _rows_of_table(source, table)
    if source.shape is Shape.LINES:
        return _rows_of_lines(source, table)
    if source.shape is Shape.PARQUET:
        return _rows_of_parquet(source, table)
    raise EvidenceError("Calls are read from JSON lines, tables and Parquet.")


def _rows_of_lines(source: Source, table: CallTable) -> Iterator[Row]:
    paths = [(column.name, keys_of(column)) for column in table.columns]
    for line in source.lines():
        if line.value is None:
            yield Row(line.number, None, line.problem)
        else:
            yield Row(line.number, {name: value_at(line.value, keys) for name, keys in paths})


def _rows_of_table(source: Source, table: CallTable) -> Iterator[Row]:
    places: list[tuple[str, int, tuple[str, ...]]] = []
    for column in table.columns:
        keys = keys_of_table(column)
        if keys[0] in source.header:
            places.append((column.name, source.header.index(keys[0]), keys[1:]))
    for record in source.records():
        if record.cells is None:
            yield Row(record.number, None, record.problem)
            continue
        try:
            values = {name: _of_cell(record.cells[index], keys) for name, index, keys in places}
        except EvidenceError as error:
            yield Row(record.number, None, f"a cell that should hold JSON does not: {error}"[:200])
        else:
            yield Row(record.number, values)


def _of_cell(cell: str, keys: tuple[str, ...]) -> Any:
    if not keys:
        return cell
    return None if absent(cell) else value_at(parse_json(cell), keys)


def _rows_of_parquet(source: Source, table: CallTable) -> Iterator[Row]:
    """Rows by their number: Parquet has no lines."""
    wanted = [(column.name, keys_of_table(column)) for column in table.columns]
    found = [(name, keys) for name, keys in wanted if keys[0] in source.header]
    connection = connect(source.path, source.work)
    try:
        names = ", ".join(identifier(keys[0]) for _, keys in found) or "1"
        cursor = connection.execute(f"SELECT {names} FROM read_parquet({quoted(str(source.path))})")
        number = 0
        while batch := cursor.fetchmany(_BATCH):
            for values in batch:
                number += 1
                pairs = zip(found, values, strict=False)
                yield Row(number, {name: value_at(value, keys[1:]) for (name, keys), value in pairs})
    except duckdb.Error as error:
        raise EvidenceError("The Parquet file is damaged: export it again.") from error
    finally:
        connection.close()

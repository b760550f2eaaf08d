"""`cells` straight from the file, by the engine: the fast path, for files in which every row is regular.

Each SELECT has the columns that a format reads, typed, and `irregular`: whether a value breaks a rule of `cells.py`.
One irregular row, or an error of the engine, and the careful path reads the file again and names the rows.
"""

# SQL is put together from the formats' own expressions; names and texts from files only through `quoted` and
# `identifier`.
# ruff: noqa: S608

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

import duckdb

from decider.evidence.readers.engine import identifier, quoted
from decider.evidence.readers.source import Shape, Source
from decider.evidence.readers.usage.canonical import TYPES, CallTable, Cell, Column, keys_of
from decider.evidence.readers.usage.cells import EARLIEST, LATEST, MOST, UNIT_LIMITS, UNITS, absent

# Rows that are looked at to tell how times are written.
_LOOKED_AT = 50
_ZONED = re.compile(r"(?:Z|[+-]\d{2}(?::?\d{2})?)$")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")


class Irregular(Exception):
    """The file is not one for the fast path."""


def cells_of_file(
    source: Source, table: CallTable, connection: duckdb.DuckDBPyConnection
) -> tuple[str, frozenset[str]]:
    """SELECT of `cells`, and which of its columns are not in the file.

    Raises `Irregular` where the first rows already show that the careful path is needed.
    """
    if source.shape is Shape.TABLE:
        return _of_table(source, table)
    if source.shape is Shape.LINES:
        return _of_lines(source, table)
    if source.shape is Shape.PARQUET:
        return _of_parquet(source, table, connection)
    raise Irregular


def select_typed(raw: Sequence[tuple[Column, str | None, str]], relation: str) -> tuple[str, frozenset[str]]:
    """`raw`: each column with its expression (None: not in the file) and how it is written: "number"; "whole" for the
    engine's own whole numbers; "s", "ms", "us", "ns" for times as numbers of one unit, "zoned" or "zoneless" as text,
    "moment" for the engine's own; "text"; "filled" for text that is never empty."""
    values, faults = [], []
    for column, expression, written in raw:
        if expression is None:
            if column.required:
                raise Irregular
            values.append(f"CAST(NULL AS {TYPES[column.kind]}) AS {column.name}")
            continue
        value, fault = _typed(column, expression, written)
        values.append(f"{value} AS {column.name}")
        if fault:
            faults.append(f"({fault})")
        if column.required:
            faults.append(f"{expression} IS NULL")
    irregular = f"({' OR '.join(faults) or 'FALSE'}) AS irregular"
    missing = frozenset(column.name for column, expression, _ in raw if expression is None)
    return f"SELECT {', '.join(values)}, {irregular} FROM {relation}", missing


def _typed(column: Column, raw: str, written: str) -> tuple[str, str]:
    """A column's typed expression, and when it is irregular ("": never)."""
    match column.kind:
        case Cell.COUNT:
            whole = "" if written == "whole" else f" OR {raw} <> trunc({raw})"
            return f"CAST({raw} AS BIGINT)", f"{raw} NOT BETWEEN 0 AND {MOST:.0f}{whole}"
        case Cell.NUMBER:
            return raw, f"{raw} NOT BETWEEN 0 AND {MOST:.0f}"
        case Cell.TEXT:
            # Long names are cut when all rows of a name are one.
            return (raw if written == "filled" else f"nullif({raw}, '')"), ""
        case Cell.FLAG:
            # Usual words first. Words that the engine does not know are its error.
            rest = f"WHEN {raw} IN ('None', 'null', '') THEN NULL ELSE CAST({raw} AS BOOLEAN)"
            return f"CASE WHEN {raw} IN ('False', 'false') THEN FALSE {rest} END", ""
        case Cell.MOMENT:
            return _moment(raw, written)


def _moment(raw: str, written: str) -> tuple[str, str]:
    odd = ""
    if written in UNITS:
        value = f"{raw} / {UNITS[written]!r}" if written != "s" else raw
    elif written == "number":
        value = _scaled(raw)
    elif written == "moment":
        value, odd = f"epoch({raw})", f"NOT isfinite({raw}) OR "
    elif written == "zoneless":
        # The engine leaves a zone out silently when it reads a TIMESTAMP. A zone before this one is its error.
        value, odd = f"epoch(CAST({raw} || '+00' AS TIMESTAMPTZ))", f"strlen({raw}) < 16 OR "
    else:
        bare = f"right({raw}, 1) BETWEEN '0' AND '9' AND NOT contains(substr({raw}, 17), '-')"
        bare = f"CASE WHEN ends_with({raw}, 'Z') OR contains({raw}, '+') THEN FALSE ELSE {bare} END"
        value, odd = f"epoch(CAST({raw} AS TIMESTAMPTZ))", f"strlen({raw}) < 16 OR {bare} OR "
    return value, f"{odd}{value} NOT BETWEEN {EARLIEST!r} AND {LATEST!r}"


def _scaled(raw: str) -> str:
    cases = " ".join(f"WHEN {raw} < {limit!r} THEN {raw} / {divisor!r}" for limit, divisor in UNIT_LIMITS[:-1])
    return f"CASE {cases} ELSE {raw} / {UNIT_LIMITS[-1][1]!r} END"


def written_as(column: Column, values: Sequence[Any]) -> str:
    """How a column is written, from some of its values; raises `Irregular` where they differ."""
    if column.kind in (Cell.COUNT, Cell.NUMBER):
        # The engine takes these for 1, and 1_000 for 1000.
        if any(isinstance(value, bool) or "_" in str(value) for value in values):
            raise Irregular
        return "number"
    if column.kind is not Cell.MOMENT:
        return "text"
    ways = {_way(value, column.unit) for value in values if not absent(value)}
    if len(ways) == 1:
        return ways.pop()
    if ways & {"zoned", "zoneless"}:
        raise Irregular
    return column.unit or "number"


def _way(value: Any, unit: str | None) -> str:
    if isinstance(value, str) and _ISO.match(text := value.strip()):
        return "zoned" if _ZONED.search(text[16:]) else "zoneless"
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise Irregular from None
    return unit or next((name for name, (limit, _) in zip(UNITS, UNIT_LIMITS, strict=True) if number < limit), "ns")


def _raw_type(written: str) -> str:
    return "DOUBLE" if written == "number" or written in UNITS else "VARCHAR"


def _of_table(source: Source, table: CallTable) -> tuple[str, frozenset[str]]:
    if source.decimal_comma:
        raise Irregular
    some = [record.cells for record in islice(source.records(), _LOOKED_AT) if record.cells is not None]
    types = ["VARCHAR"] * len(source.header)
    raw: list[tuple[Column, str | None, str]] = []
    for column in table.columns:
        keys = keys_of_table(column)
        if keys[0] not in source.header:
            raw.append((column, None, ""))
            continue
        index = source.header.index(keys[0])
        if len(keys) > 1:
            if column.kind is Cell.MOMENT:
                raise Irregular
            inner = f"json_extract_string(c{index}, {quoted(_json_path(keys[1:]))})"
            kind = "DOUBLE" if column.kind in (Cell.COUNT, Cell.NUMBER) else "VARCHAR"
            raw.append((column, f"CAST({inner} AS {kind})", "text"))
            continue
        written = written_as(column, [cells[index] for cells in some])
        types[index] = _raw_type(written)
        # The engine's reader of tables makes empty cells NULL.
        raw.append((column, f"c{index}", "filled" if written == "text" else written))
    shape = ", ".join(f"'c{index}': '{kind}'" for index, kind in enumerate(types))
    return select_typed(
        raw,
        f"read_csv({quoted(str(source.path))}, auto_detect = false, header = true, delim = {quoted(source.delimiter)}, "
        f"quote = '\"', escape = '\"', strict_mode = true, columns = {{{shape}}})",
    )


def keys_of_table(column: Column) -> tuple[str, ...]:
    """As `keys_of`, for a table: a dot in a name is a part of it."""
    return column.path if isinstance(column.path, tuple) else (column.path,)


def _json_path(keys: Sequence[str]) -> str:
    return "$" + "".join(f".{identifier(key)}" for key in keys)


def value_at(row: Any, keys: Sequence[str]) -> Any:
    """The value under a path of keys, None where there is none."""
    for key in keys:
        if not isinstance(row, dict):
            return None
        row = row.get(key)
    return row


def _of_lines(source: Source, table: CallTable) -> tuple[str, frozenset[str]]:
    tree: dict[str, Any] = {}
    raw: list[tuple[Column, str | None, str]] = []
    for column in table.columns:
        keys = keys_of(column)
        written = written_as(column, [value_at(row, keys) for row in source.sample])
        node = tree
        for key in keys[:-1]:
            node = node.setdefault(key, {})
            if not isinstance(node, dict):
                raise Irregular
        if node.setdefault(keys[-1], _raw_type(written)) != _raw_type(written):
            raise Irregular
        expression = "".join(f"[{quoted(key)}]" for key in keys[1:])
        raw.append((column, f"j.{identifier(keys[0])}{expression}", written))
    columns = ", ".join(f"{quoted(key)}: {quoted(_json_type(node))}" for key, node in tree.items())
    return select_typed(
        raw,
        f"read_json({quoted(str(source.path))}, format = 'newline_delimited', records = true, "
        f"columns = {{{columns}}}) AS j",
    )


def _json_type(node: Any) -> str:
    if isinstance(node, str):
        return node
    return f"STRUCT({', '.join(f'{identifier(key)} {_json_type(child)}' for key, child in node.items())})"


_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_NUMBERS = (*_WHOLE, "FLOAT", "DOUBLE", "DECIMAL")


def _of_parquet(source: Source, table: CallTable, connection: duckdb.DuckDBPyConnection) -> tuple[str, frozenset[str]]:
    relation = f"read_parquet({quoted(str(source.path))})"
    found = {
        column: identifier(keys[0]) + "".join(f"[{quoted(key)}]" for key in keys[1:])
        for column in table.columns
        if (keys := keys_of_table(column))[0] in source.header
    }
    described = connection.execute(f"SELECT {', '.join(found.values()) or '1'} FROM {relation} LIMIT 0").description
    kinds = {column: str(kind) for column, (_, kind, *_) in zip(found, described or (), strict=False)}
    # Only these need a look at how they are written.
    unsure = [
        column
        for column, kind in kinds.items()
        if column.kind not in (Cell.TEXT, Cell.FLAG)
        and (kind == "VARCHAR" or (column.kind is Cell.MOMENT and not kind.startswith("TIMESTAMP")))
    ]
    values: dict[Column, Sequence[Any]] = {}
    if unsure:
        names = ", ".join(found[column] for column in unsure)
        rows = connection.execute(f"SELECT {names} FROM {relation} LIMIT {_LOOKED_AT}").fetchall()
        values = dict(zip(unsure, zip(*rows, strict=True), strict=False))
    raw: list[tuple[Column, str | None, str]] = []
    for column in table.columns:
        if column in found:
            raw.append((column, *_of_engine_type(column, found[column], kinds[column], values.get(column, ()))))
        else:
            raw.append((column, None, ""))
    return select_typed(raw, relation)


def _of_engine_type(column: Column, expression: str, kind: str, values: Sequence[Any]) -> tuple[str, str]:
    """A column of a type of the engine as the type that `select_typed` wants, and how it is written."""
    is_number, is_text = kind.removeprefix("U").startswith(_NUMBERS), kind == "VARCHAR"
    if kind == "TIMESTAMP" or kind.startswith(("TIMESTAMP ", "TIMESTAMP_")):
        if column.kind is Cell.MOMENT:
            return f"CAST({expression} AS TIMESTAMP)", "moment"
    elif is_text or is_number or kind == "BOOLEAN":
        written = written_as(column, values)
        if column.kind in (Cell.TEXT, Cell.FLAG):
            return (expression if is_text else f"CAST({expression} AS VARCHAR)"), written
        if _raw_type(written) == "VARCHAR":
            return expression, written
        if column.kind is Cell.COUNT and kind.removeprefix("U") in _WHOLE:
            return expression, "whole"
        if kind != "BOOLEAN":
            return f"CAST({expression} AS DOUBLE)", written
    raise Irregular

"""`cells` over a table of a warehouse: its columns, typed and checked there, in DuckDB's dialect for ibis to translate.

The rules are those of `cells.py`, as far as a column of a database can break them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from decider.domain.evidence import EvidenceError
from decider.evidence.readers.engine import identifier, quoted
from decider.evidence.readers.safe_json import shown
from decider.evidence.readers.usage.canonical import TYPES, Cell, Column
from decider.evidence.readers.usage.cells import (
    EARLIEST,
    FALSE,
    LATEST,
    LONGEST_TEXT,
    MOST,
    TRUE,
    UNIT_LIMITS,
    UNITS,
)
from decider.evidence.readers.usage.typed import keys_of_table


def cells_sql(relation: str, columns: Sequence[Column], types: Mapping[str, Any], *, every: bool) -> str:
    """SELECT of `cells` and `fault`: why a row cannot be used, or NULL. `relation` is quoted; `types` are ibis types.

    `every`: each of the columns has to be there; else only those that are required.

    Raises `EvidenceError` for a column that is not there or of a type that its meaning does not go with.
    """
    values: list[str] = []
    faults: list[str] = []
    for column in columns:
        keys = keys_of_table(column)
        kind = types.get(keys[0])
        if kind is None:
            if every or column.required:
                raise EvidenceError(_missing(keys[0], types))
            values.append(f"CAST(NULL AS {TYPES[column.kind]}) AS {column.name}")
            continue
        raw, valid = _raw(column, keys, kind)
        values.append(f"CASE WHEN {valid} THEN CAST({raw} AS {TYPES[column.kind]}) END AS {column.name}")
        faults.extend(_faults(column, keys, valid))
    fault = f"CASE {' '.join(faults)} END" if faults else "CAST(NULL AS VARCHAR)"
    return f"SELECT {', '.join(values)}, {fault} AS fault FROM {relation}"  # noqa: S608 (all names are quoted)


def _missing(name: str, types: Mapping[str, Any]) -> str:
    some = ", ".join(shown(column, 30) for column in list(types)[:6])
    return f"The table has no column “{shown(name, 40)}”; it has {some}{', …' if len(types) > 6 else ''}."


def _faults(column: Column, keys: Sequence[str], valid: str) -> Iterator[str]:
    name = identifier(keys[0])
    if column.required:
        yield f"WHEN {name} IS NULL THEN {quoted(f'{shown(keys[0], 40)} is missing')}"
    what = {
        Cell.COUNT: "is no whole number from 0 up",
        Cell.NUMBER: "is no finite number from 0 up",
        Cell.MOMENT: "is outside of the years 2000 to 2100",
        Cell.FLAG: "is neither true nor false",
    }.get(column.kind)
    if what and valid != "TRUE":
        # A value of JSON may be absent though its column is not: NULL is valid then.
        yield f"WHEN NOT ({valid}) THEN {quoted(f'{shown(keys[-1], 40)} {what}')}"


def _raw(column: Column, keys: Sequence[str], kind: Any) -> tuple[str, str]:
    """A column's expression, and SQL for whether its value may be used, which is true for NULL or NULL itself."""
    name = identifier(keys[0])
    if len(keys) > 1:
        return _of_json(column, name, keys, kind)
    match column.kind:
        case Cell.TEXT:
            return f"nullif(substr(CAST({name} AS VARCHAR), 1, {LONGEST_TEXT}), '')", "TRUE"
        case Cell.FLAG:
            return _flag(name, kind, keys[0])
        case Cell.MOMENT if kind.is_timestamp() or kind.is_date():
            raw = f"CAST(EXTRACT(EPOCH FROM {name}) AS DOUBLE)"
            return raw, f"{raw} BETWEEN {EARLIEST!r} AND {LATEST!r}"
    if not kind.is_numeric():
        raise EvidenceError(
            f"The column “{shown(keys[0], 40)}” is of type {shown(str(kind), 30)}, and has to be "
            f"{'a time or a number' if column.kind is Cell.MOMENT else 'a number'}: make a view that casts it."
        )
    raw = f"CAST({name} AS DOUBLE)"
    if column.kind is Cell.MOMENT:
        raw = f"{raw} / {UNITS[column.unit]!r}" if column.unit else _scaled(raw)
        return raw, f"{raw} BETWEEN {EARLIEST!r} AND {LATEST!r}"
    return raw, _valid_number(column, raw)


def _valid_number(column: Column, raw: str) -> str:
    whole = f" AND {raw} = floor({raw})" if column.kind is Cell.COUNT else ""
    return f"{raw} BETWEEN 0 AND {MOST!r}{whole}"


def _scaled(raw: str) -> str:
    """Seconds of a number of s, ms, µs or ns, told by its size."""
    cases = " ".join(f"WHEN {raw} < {limit!r} THEN {raw} / {divisor!r}" for limit, divisor in UNIT_LIMITS[:-1])
    return f"(CASE {cases} ELSE {raw} / {UNIT_LIMITS[-1][1]!r} END)"


def _flag(name: str, kind: Any, column: str) -> tuple[str, str]:
    if kind.is_boolean():
        return name, "TRUE"
    if kind.is_numeric():
        return f"({name} <> 0)", f"{name} IN (0, 1)"
    if not kind.is_string():
        raise EvidenceError(f"The column “{shown(column, 40)}” is of type {shown(str(kind), 30)}, not true or false.")
    return _flag_of_text(name)


def _flag_of_text(text: str) -> tuple[str, str]:
    word = f"lower(trim({text}))"
    true, false = (", ".join(quoted(each) for each in sorted(words)) for words in (TRUE, FALSE))
    return (
        f"(CASE WHEN {word} IN ({true}) THEN TRUE WHEN {word} IN ({false}) THEN FALSE END)",
        f"{word} IN ({true}, {false}, 'none', 'null', '')",
    )


def _of_json(column: Column, name: str, keys: Sequence[str], kind: Any) -> tuple[str, str]:
    if not (kind.is_json() or kind.is_string()):
        raise EvidenceError(f"The column “{shown(keys[0], 40)}” is of type {shown(str(kind), 30)}, not JSON.")
    path = "$" + "".join(f".{key}" for key in keys[1:])
    text = f"json_extract_string(CAST({name} AS JSON), {quoted(path)})"
    if column.kind is Cell.TEXT:
        return f"nullif(substr({text}, 1, {LONGEST_TEXT}), '')", "TRUE"
    if column.kind is Cell.FLAG:
        return _flag_of_text(text)
    raw = f"CAST({text} AS DOUBLE)"
    return raw, _valid_number(column, raw)

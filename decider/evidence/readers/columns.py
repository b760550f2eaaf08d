"""A file of no known tool: its columns and first rows, so that a person can say what they mean."""

import re
from collections.abc import Mapping, Sequence
from itertools import islice

from decider.domain.evidence import EvidenceError, Reading
from decider.evidence.readers.safe_json import parse_json, shown, storable
from decider.evidence.readers.source import Shape, Source

MAX_COLUMNS = 200
# A name that is a number or a date is none; so many of them are a row.
_VALUE = re.compile(r"\s*[-+]?(\d+([.,]\d+)*([eE][-+]?\d+)?|\d{4}-\d{2}-\d{2}[T ][\d:.]+\S*)\s*$")
VALUES_OF_A_ROW = 2
ROWS = 5


class UnknownColumns(EvidenceError):
    """No known tool writes these columns; a mapping of columns to meanings can read them."""

    def __init__(self, message: str, *, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        super().__init__(message)
        # At most `MAX_COLUMNS`, as written in the file: what a mapping is keyed by.
        self.columns = tuple(columns)
        # Up to `ROWS` rows, each cell as text, in the order of `columns`.
        self.rows = tuple(tuple(row) for row in rows)


# Said of a file that a mapping would help; how it is given depends on where it is said.
_MAP = "Map its columns"
# Formats that are read by a mapping.
MAPPED = ("usage-columns", "evaluation-csv", "evaluation-jsonl")
NEEDED = (
    "a usage log needs a time and tokens, cost or a duration for each call; "
    "an evaluation needs a score or a pass for each case"
)


def mapping_from(text: str | None) -> Mapping[str, str] | None:
    """A mapping of columns to meanings as written on a command line; raises `EvidenceError`."""
    if not text:
        return None
    try:
        value = parse_json(text)
    except EvidenceError:
        value = None
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise EvidenceError(
            "The mapping must be a JSON object of column names and meanings, such as "
            '{"when": "started_at", "in": "tokens_in"}.'
        )
    return value


def check_used(mapping: Mapping[str, str] | None, reading: Reading) -> None:
    """Raises `EvidenceError` where a mapping was given for a file that a known tool wrote: it was not asked for."""
    if mapping and reading.format not in MAPPED:
        raise EvidenceError(
            f"The file is {reading.format}, whose columns are known: leave the mapping out, "
            "or read it as usage-columns."
        )


def told_on_command_line(error: EvidenceError) -> str:
    """The sentence in one line, and which option says what columns mean."""
    sentence = " ".join(str(error).split())
    if isinstance(error, UnknownColumns):
        how = """Say what they mean with --mapping '{"COLUMN": "MEANING", …}' (docs/evidence.md lists the meanings)"""
        sentence = sentence.replace(_MAP, how)
    return sentence


def unknown_columns(source: Source) -> EvidenceError:
    """What to say, and to ask, about a file whose columns are not known."""
    columns, rows = _columns_and_rows(source)
    # Names that a page cannot show or a database cannot keep (Parquet may hold NUL in one) cannot be mapped.
    kept = [index for index, name in enumerate(columns) if shown(name, 200) and storable(name) == name][:MAX_COLUMNS]
    some = ", ".join(shown(columns[index], 24) for index in kept[:4])
    if source.shape is Shape.TABLE and sum(bool(_VALUE.match(name)) for name in columns) >= VALUES_OF_A_ROW:
        return EvidenceError(
            f"Unknown columns: the first line ({some}, …) looks like a row, not like names of columns. "
            f"Add a line with the names above it: {NEEDED}."
        )
    where = "row" if source.shape is Shape.LINES else "column"
    return UnknownColumns(
        f"Unknown columns: the file's {where}s ({some}{', …' if len(columns) > 4 else ''}) are of no known tool. "
        f"{_MAP}: {NEEDED}.",
        columns=[columns[index] for index in kept],
        rows=[[shown(row[index]) if index < len(row) else "" for index in kept] for row in rows],
    )


def _columns_and_rows(source: Source) -> tuple[list[str], list[list[str]]]:
    if source.shape is Shape.LINES:
        names = list(dict.fromkeys(str(key) for row in source.sample for key in row))
        return names, [[_cell(row.get(name)) for name in names] for row in source.sample[:ROWS]]
    if source.shape is Shape.TABLE:
        try:
            first = islice(source.records(), 40 * ROWS)
            records = list(islice((each.cells for each in first if each.cells is not None), ROWS))
        except EvidenceError:
            records = []
        return list(source.header), records
    from decider.evidence.readers.parquet import first_rows

    return list(source.header), [[_cell(value) for value in row] for row in first_rows(source.path, ROWS, source.work)]


def _cell(value: object) -> str:
    return "" if value is None else str(value)[:400]

"""Tables: which delimiter, which decimal mark, which columns."""

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from decider.domain.evidence import EvidenceError
from decider.evidence.readers.source import Shape, Source
from decider.evidence.readers.text import Record, raw_lines, read_records

_DELIMITERS = (",", ";", "\t", "|")
_IN_QUOTES = re.compile(r'"(?:[^"]++|"")*+"?')
_DECIMAL_COMMA = re.compile(r"-?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+")
_DECIMAL_POINT = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)\.\d+(?:[eE][+-]?\d+)?")
# 1.234 is no sign of either: it may be 1234 or 1 and a bit.
_THOUSANDS = re.compile(r"-?\d{1,3}(?:\.\d{3})+")
# Records that are looked at for the decimal mark.
_LOOKED_AT = 200


def add_table(source: Source) -> None:
    """Completes a source of shape TABLE; raises `EvidenceError` for a header that cannot be used."""
    limits = source.options.limits
    first = next(raw for raw in raw_lines(source.path, limit=limits.line) if raw.content is None or raw.content.strip())
    if first.content is None:
        raise EvidenceError(f"Line {first.number} is longer than {limits.line // 1024**2:,} MB: the file is no table.")
    source.shape = Shape.TABLE
    source.delimiter = _delimiter(first.content)
    # Counted before the header is taken apart: a million columns are a million objects.
    if first.content.count(source.delimiter.encode()) > limits.columns * 4:
        raise EvidenceError(f"The header has more than {limits.columns:,} columns: the file is no log or evaluation.")
    rows = read_records(source.path, delimiter=source.delimiter, columns=0, limit=limits.line, header=False)
    header = next(rows, None)
    if header is None or header.cells is None:
        raise EvidenceError(f"The header on line {first.number} {header.problem if header else 'is empty'}.")
    if len(header.cells) > limits.columns:
        raise EvidenceError(f"The header has more than {limits.columns:,} columns: the file is no log or evaluation.")
    source.header = tuple(name.strip() for name in header.cells)
    following = list(islice(_tolerant(rows), _LOOKED_AT))
    if following:
        source.first_record_line = following[0][0]
    source.decimal_comma = _has_decimal_comma([cells for _, cells in following], source.delimiter)
    if source.decimal_comma:
        source.notes.append("Numbers are written with a decimal comma: 1.234,5 was read as one thousand and some.")


def _tolerant(rows: Iterator[Record]) -> Iterator[tuple[int, list[str]]]:
    """The records that can be told; what stops the rest is said when the rows are read."""
    with suppress(EvidenceError):
        for row in islice(rows, _LOOKED_AT):
            if row.cells is not None:
                yield row.number, row.cells


def _delimiter(header: bytes) -> str:
    """The mark that stands most often outside of quotes; a comma where there is none."""
    bare = _IN_QUOTES.sub("", header.decode("utf-8", "replace"))
    return max(_DELIMITERS, key=bare.count)


def _has_decimal_comma(rows: list[list[str]], delimiter: str) -> bool:
    if delimiter == ",":
        # Such numbers could only stand in quotes, where they may as well be lists of two.
        return False
    cells = [cell.strip() for row in rows for cell in row]
    comma = sum(_DECIMAL_COMMA.fullmatch(cell) is not None for cell in cells)
    point = sum(_DECIMAL_POINT.fullmatch(cell) is not None and not _THOUSANDS.fullmatch(cell) for cell in cells)
    return comma > point

"""A file that was opened: what its bytes are, and its lines or records one after the other.

`Source` is all that a format sees of a file. Whatever packing or encoding the file came in, `path` is plain UTF-8.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from decider.evidence.readers.safe_json import parse_json, shown
from decider.evidence.readers.text import Line, Record, read_lines, read_records

__all__ = ["Limits", "Line", "ReadOptions", "Record", "Shape", "Source", "parse_json", "shown"]


class Shape(StrEnum):
    # One JSON value.
    DOCUMENT = "document"
    # One JSON value a line.
    LINES = "lines"
    # Comma, semicolon or tab separated values with a header.
    TABLE = "table"
    ZIP = "zip"
    PARQUET = "parquet"
    # Any text, taken as it stands: only for the formats of `TEXT_FORMATS`, which nothing recognises.
    TEXT = "text"


# Formats that are read from any text, on request alone.
TEXT_FORMATS = frozenset({"prompt"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a file is read at most, in bytes if not said otherwise. Beyond it there is an error."""

    file: int = 4 * 1024**3
    # A JSON document is in memory as a whole, at 4 bytes a character if there is an emoji; lines and tables stream.
    document: int = 48 * 1024**2
    # Commas and brackets of a JSON document: each may cost 100 bytes of memory and more.
    document_values: int = 2_000_000
    line: int = 16 * 1024**2
    columns: int = 2_000
    unpacked: int = 8 * 1024**3
    # Unpacked by packed size, looked at beyond `ratio_from`. Logs pack 10 to 60 times, bombs 1,000 times.
    ratio: int = 200
    ratio_from: int = 32 * 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What the reader of the figures asked for."""

    # Name of a format to use whatever is recognised.
    as_format: str | None = None
    # Column → meaning, for files of no known tool.
    mapping: Mapping[str, str] | None = None
    # Evaluation file that a training file is compared with.
    against: Path | None = None
    limits: Limits = field(default_factory=Limits)


def _no_progress(_: float) -> None:
    return None


@dataclass(slots=True, kw_only=True)
class Source:
    # Plain content on disk: unpacked, UTF-8 without byte order mark, lines end in LF or CRLF.
    path: Path
    # Scratch folder of this reading, deleted afterwards; the only place where a reader may write.
    work: Path
    shape: Shape
    # Of the original file, as it was uploaded.
    bytes: int
    sha256: str
    name: str = ""
    # DOCUMENT only: the parsed value.
    document: Any = None
    # LINES only: the first (at most 20) lines that are JSON objects.
    sample: list[dict[str, Any]] = field(default_factory=list)
    # TABLE, PARQUET: names of the columns.
    header: tuple[str, ...] = ()
    delimiter: str = ","
    # TABLE: numbers are written 1.234,56.
    decimal_comma: bool = False
    # TABLE: line on which the first record after the header starts; the header may span lines.
    first_record_line: int = 2
    # LINES that were several JSON documents one after the other: line on which the second starts.
    second_document_line: int | None = None
    # LINES made from other JSON: the line in the file of each line in `path`; None where they are the same.
    line_numbers: list[int] | None = None
    notes: list[str] = field(default_factory=list)
    # To be called now and then with the share of the work that is done, 0 to 1.
    progress: Callable[[float], None] = _no_progress
    options: ReadOptions = field(default_factory=ReadOptions)

    def lines(self) -> Iterator[Line]:
        """All lines that are not blank, bad ones with their problem. Streams; never raises for one line."""
        numbers = self.line_numbers
        for line in read_lines(self.path, limit=self.options.limits.line, progress=self.progress):
            yield line if numbers is None else Line(numbers[line.number - 1], line.value, line.problem)

    def records(self) -> Iterator[Record]:
        """All records after the header, bad ones with their problem. Streams.

        Raises `EvidenceError` only where nothing after it can be read: a quote that is never closed.
        """
        return read_records(
            self.path,
            delimiter=self.delimiter,
            columns=len(self.header),
            limit=self.options.limits.line,
            progress=self.progress,
        )

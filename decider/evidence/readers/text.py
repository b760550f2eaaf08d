"""JSON lines and tables, read as streams: one bad line is named and the rest is read."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from decider.domain.evidence import EvidenceError
from decider.evidence.readers.safe_json import parse_json, shown

# Delimiters on one line beyond which it is not taken apart: each cell is an object in memory.
MAX_DELIMITERS = 1_000_000
# Bytes between two calls of `progress`.
STEP = 4 * 1024**2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of JSON lines: an object, or why it is none. `number` counts from 1, blank lines too."""

    number: int
    value: dict[str, Any] | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a table: its cells, or why they cannot be told. `number` is the line on which it starts."""

    number: int
    cells: list[str] | None
    problem: str | None


@dataclass(slots=True)
class RawLine:
    number: int
    # None: longer than the limit.
    content: bytes | None


def raw_lines(path: Path, *, limit: int, progress: Callable[[float], None] | None = None) -> Iterator[RawLine]:
    """Lines without their end, in bounded memory: what is longer than `limit` bytes comes without content."""
    total = max(path.stat().st_size, 1)
    done = reported = 0
    number = 0
    with path.open("rb") as file:
        while content := file.readline(limit + 2):
            number += 1
            done += len(content)
            if content.endswith(b"\n"):
                yield RawLine(number, content.rstrip(b"\r\n"))
            elif len(content) >= limit + 2:
                done += _skip_line(file)
                yield RawLine(number, None)
            else:
                yield RawLine(number, content.rstrip(b"\r"))
            if progress is not None and done - reported >= STEP:
                reported = done
                progress(min(done / total, 1.0))


def _skip_line(file: BinaryIO) -> int:
    skipped = 0
    while piece := file.readline(1024**2):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped


def read_lines(path: Path, *, limit: int, progress: Callable[[float], None] | None = None) -> Iterator[Line]:
    """JSON lines; blank ones are left out but counted."""
    for raw in raw_lines(path, limit=limit, progress=progress):
        if raw.content is None:
            yield Line(raw.number, None, f"is longer than {limit // 1024**2:,} MB")
        elif raw.content.strip():
            yield json_line(raw.number, raw.content)


def json_line(number: int, content: bytes) -> Line:
    """One line of JSON lines."""
    if b"\x00" in content:
        return Line(number, None, "holds NUL bytes")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return Line(number, None, f"is not UTF-8 text (byte {error.start + 1:,} of the line)")
    try:
        value = parse_json(text)
    except EvidenceError as error:
        return Line(number, None, _within_line(str(error)))
    if not isinstance(value, dict):
        return Line(number, None, f"is JSON, but not an object: {shown(text, 40)}")
    return Line(number, value, None)


def _within_line(sentence: str) -> str:
    sentence = sentence.replace("line 1, column", "column").replace("the file is cut off; export it again", "cut off")
    for start in ("There is", "Not valid", "An integer", "The "):
        if sentence.startswith(start):
            sentence = sentence[0].lower() + sentence[1:]
    return sentence.rstrip(".")


def _decoded_lines(path: Path, limit: int, progress: Callable[[float], None] | None, state: "_State") -> Iterator[str]:
    for raw in raw_lines(path, limit=limit, progress=progress):
        state.line = raw.number
        if raw.content is None:
            raise EvidenceError(f"Line {raw.number} is longer than {limit // 1024**2:,} MB.")
        state.size += len(raw.content)
        state.quotes += raw.content.count(b'"')
        if state.size > limit:
            raise EvidenceError(
                f"The record that starts on line {state.start} is longer than {limit // 1024**2:,} MB: "
                "a quote in it is never closed."
            )
        if raw.content.count(state.delimiter) > MAX_DELIMITERS:
            state.problem = f"has more than {MAX_DELIMITERS:,} cells"
            yield "\n"
            continue
        if b"\x00" in raw.content:
            state.problem = f"holds NUL bytes (line {raw.number})"
        try:
            text = raw.content.decode("utf-8")
        except UnicodeDecodeError as error:
            state.problem = f"is not UTF-8 text (line {raw.number}, byte {error.start + 1:,} of the line)"
            text = raw.content.decode("utf-8", "replace")
        yield text + "\n"


@dataclass(slots=True)
class _State:
    """Where the reader of a table stands."""

    delimiter: bytes
    # Last line that was handed out.
    line: int = 0
    # Line on which the record being read starts, and its bytes so far.
    start: int = 1
    size: int = 0
    quotes: int = 0
    problem: str | None = None


def read_records(
    path: Path,
    *,
    delimiter: str,
    columns: int,
    limit: int,
    progress: Callable[[float], None] | None = None,
    header: bool = True,
) -> Iterator[Record]:
    """Records of a table; with `header` without the first. Records of other than `columns` cells are problems.

    Raises `EvidenceError` for a quote that is never closed.
    """
    # A prompt may stand in a cell: far more than the module's 128 kB. The line limit bounds it.
    csv.field_size_limit(max(csv.field_size_limit(), limit))
    state = _State(delimiter.encode())
    reader = csv.reader(_decoded_lines(path, limit, progress, state), delimiter=delimiter, strict=True)
    skip = header
    while True:
        state.start, state.size, state.quotes, state.problem = state.line + 1, 0, 0, None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                raise EvidenceError(
                    f"A quote that opens in the record on line {state.start} is never closed: "
                    "mend the quotes or export the file again."
                ) from None
            skip = False
            yield Record(state.start, None, _quote_problem(state, error))
            continue
        if state.problem is None and (not cells or cells == [""]):
            continue
        if skip:
            skip = False
            continue
        yield _record(state, cells, columns)


def _quote_problem(state: _State, error: csv.Error) -> str:
    span = f" (lines {state.start} to {state.line})" if state.line > state.start else ""
    if "expected after" in str(error):
        return f"has text after a closing quote{span}"
    return f"cannot be taken apart{span}: {shown(str(error))}"


def _record(state: _State, cells: list[str], columns: int) -> Record:
    if state.problem:
        return Record(state.start, None, state.problem)
    if columns and len(cells) > columns and not any(cells[columns:]):
        cells = cells[:columns]
    if columns and len(cells) != columns:
        if state.quotes % 2:
            # A quote inside of a cell that is not quoted: alone it is text, with cells astray nothing after it is sure.
            raise EvidenceError(
                f"A quote on line {state.start} is never closed, so that its cells cannot be told apart: "
                "mend the quotes or export the file again."
            )
        return Record(state.start, None, f"has {len(cells):,} cells, the header has {columns:,}")
    return Record(state.start, cells, None)

"""The shape of a text: a JSON document, JSON lines or a table."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from decider.domain.evidence import EvidenceError
from decider.evidence.readers.safe_json import parse_noting, parse_several, shown
from decider.evidence.readers.source import Shape, Source
from decider.evidence.readers.table import add_table
from decider.evidence.readers.text import RawLine, json_line, raw_lines

# Parsable rows that are looked at to tell a format.
SAMPLE = 20
# Lines, and bytes of lines, that are looked at for them at most: each line may be long.
_LOOKED_AT = 1_000
_BYTES_LOOKED_AT = 16 * 1024**2


def add_text_shape(source: Source) -> None:
    """Completes a source of text; raises `EvidenceError` for markup and for JSON that cannot be parsed."""
    start = _start(source.path)
    if not start:
        raise EvidenceError("No records were found: the file holds blank lines only.")
    first = next(_not_blank(source))
    if start == b"<":
        raise EvidenceError("The file is HTML or XML, which is not read: upload the data as JSON, JSON lines or CSV.")
    if start not in (b"{", b"["):
        _refuse_single_value(source, first)
        add_table(source)
    elif _is_lines(source, first):
        source.shape = Shape.LINES
        source.sample = _sample(source)
    else:
        _add_document(source)


def _not_blank(source: Source) -> Iterator[RawLine]:
    for raw in raw_lines(source.path, limit=source.options.limits.line):
        if raw.content is None or raw.content.strip():
            yield raw


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        while piece := file.read(64 * 1024):
            if text := piece.lstrip():
                return text[:1]
    return b""


def _refuse_single_value(source: Source, first: RawLine) -> None:
    """A text that is one JSON string, number, true, false or null is no table of one column."""
    if source.path.stat().st_size > 4096 or first.content is None:
        return
    text = source.path.read_bytes().strip()
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return
    if b"\n" not in text:
        raise EvidenceError(
            f"Unknown format: the file is the single JSON value {shown(text.decode('utf-8', 'replace'), 30)}."
        )


def _is_lines(source: Source, first: RawLine) -> bool:
    """Whether each line is a JSON value of its own, judged by the first lines that are not blank."""
    looked_at = [raw for raw in islice(_first_lines(source), SAMPLE + 1) if raw.content is not None]
    if not looked_at:
        return False
    if len(looked_at) == 1:
        # A single line that does not end is a document that is cut off.
        return False
    good = [raw for raw in looked_at if _is_object(raw)]
    if first in good:
        return True
    # The first line is broken. A document over several lines holds few lines that are objects at the margin.
    return sum(bool(raw.content and raw.content.startswith(b"{")) for raw in good) >= 2


def _is_object(raw: RawLine) -> bool:
    assert raw.content is not None
    text = raw.content.strip()
    return text.startswith(b"{") and text.endswith(b"}") and json_line(raw.number, text).value is not None


def _sample(source: Source) -> list[dict[str, Any]]:
    lines = (json_line(raw.number, raw.content) for raw in _first_lines(source) if raw.content is not None)
    return list(islice((line.value for line in lines if line.value is not None), SAMPLE))


def _first_lines(source: Source) -> Iterator[RawLine]:
    """At least two lines, and no more of them than fit into memory together."""
    size = 0
    for count, raw in enumerate(islice(_not_blank(source), _LOOKED_AT)):
        size += len(raw.content or b"")
        if count >= 2 and size > _BYTES_LOOKED_AT:
            return
        yield raw


def _add_document(source: Source) -> None:
    limits = source.options.limits
    size = source.path.stat().st_size
    if size > limits.document:
        raise EvidenceError(
            f"The JSON document has {size / 1024**2:,.0f} MB; at most {limits.document / 1024**2:,.0f} MB are read "
            "as one document: export JSON lines or CSV, which stream."
        )
    source.shape = Shape.DOCUMENT
    try:
        text, trimmed = _without_last_comma(source.path.read_bytes())
        source.document, repeated = parse_noting(text, duplicates=True, most_values=limits.document_values)
        if trimmed:
            source.notes.append("The list ends in a comma without a row after it, as some exports write.")
    except EvidenceError as error:
        if "extra data" not in str(error) or not _add_several(source):
            raise
        return
    if repeated:
        keys = ", ".join(shown(key, 30) for key in repeated)
        source.notes.append(f"Keys that stand more than once in one object count as the last one says: {keys}.")


def _without_last_comma(text: bytes) -> tuple[bytes, bool]:
    """A list without the comma before its last bracket, which Helicone's older export writes after the last row."""
    end = text[-256:].rstrip()
    rows = end[:-1].rstrip() if end.endswith(b"]") else b""
    if not rows.endswith(b"},"):
        return text, False
    return text[: len(text) - len(text[-256:]) + len(rows) - 1] + b"]", True


def _add_several(source: Source) -> bool:
    """Objects written one after the other over several lines, as console exporters do: read as lines."""
    values = parse_several(source.path.read_bytes(), most_values=source.options.limits.document_values)
    if not all(isinstance(value, dict) for _, value in values):
        return False
    source.sample = [value for _, value in values[:SAMPLE]]
    write_lines(source, values)
    source.second_document_line = values[1][0]
    return True


def write_lines(source: Source, values: Iterable[tuple[int, Any]]) -> None:
    """Makes `source` one of LINES: numbered values, written to a copy in the scratch folder."""
    target = source.work / "lines"
    numbers: list[int] = []
    with target.open("w", encoding="utf-8") as out:
        for number, value in values:
            numbers.append(number)
            out.write(json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n")
    source.path, source.shape, source.document = target, Shape.LINES, None
    source.line_numbers = numbers

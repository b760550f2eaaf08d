"""Whose file it is, by content alone: the name of a file says nothing."""

import functools
from collections.abc import Iterator
from dataclasses import replace

from decider.domain.evidence import EvidenceError
from decider.evidence.readers.columns import unknown_columns
from decider.evidence.readers.formats import Format
from decider.evidence.readers.other_shapes import completed, other_shapes
from decider.evidence.readers.safe_json import shown
from decider.evidence.readers.source import Shape, Source


@functools.cache
def formats() -> tuple[Format, ...]:
    """All formats, the first that matches wins."""
    from decider.evidence.readers import evaluation, prompt, training, usage

    return (*usage.FORMATS, *evaluation.FORMATS, *training.FORMATS, *prompt.FORMATS)


def named(name: str) -> Format:
    """The format of a name; raises `EvidenceError` that lists the names."""
    for known in formats():
        if known.name == name:
            return known
    raise EvidenceError(
        f"There is no format {shown(name, 40)!r}. Formats: {', '.join(each.name for each in formats())}."
    )


def recognise(source: Source) -> tuple[Format, Source]:
    """The format and the source in the shape that it reads: an array of rows, say, is also read as lines.

    Raises `EvidenceError`: `UnknownColumns` where a mapping of columns could help.
    """
    if source.shape is Shape.TABLE and next(source.records(), None) is None:
        raise EvidenceError("The table has a header and no rows: there is nothing to read.")
    wanted = source.options.as_format
    if wanted is not None:
        return _as_asked(named(wanted), source)
    for view in _views(source):
        for known in formats():
            if view.shape in known.shapes and known.matches(view):
                return known, completed(view)
    raise _nothing_fits(source)


def _as_asked(known: Format, source: Source) -> tuple[Format, Source]:
    for view in _views(source):
        if view.shape in known.shapes:
            return known, completed(view)
    raise EvidenceError(
        f"{known.name} is read from {' or '.join(_SHAPE_NAMES[shape] for shape in known.shapes)}, "
        f"and this file is {_SHAPE_NAMES[source.shape]}."
    )


def _views(source: Source) -> Iterator[Source]:
    yield source
    yield from other_shapes(source)


_SHAPE_NAMES = {
    Shape.DOCUMENT: "one JSON document",
    Shape.LINES: "JSON lines",
    Shape.TABLE: "a table (CSV)",
    Shape.ZIP: "an Inspect log (.eval)",
    Shape.PARQUET: "Parquet",
    Shape.TEXT: "plain text",
}


def _nothing_fits(source: Source) -> EvidenceError:
    if source.shape is Shape.ZIP:
        return EvidenceError("The zip is an Inspect log that no reader takes: export it with `inspect log dump`.")
    if source.shape is Shape.DOCUMENT:
        rows = next(other_shapes(source), None) if isinstance(source.document, list) else None
        return _unknown_document(source) if rows is None else _several_of_a_kind(rows) or unknown_columns(rows)
    if source.shape is Shape.LINES and not source.sample:
        return _no_objects(source)
    if source.shape is Shape.LINES and (problem := _several_of_a_kind(source)):
        return problem
    return unknown_columns(source)


def _unknown_document(source: Source) -> EvidenceError:
    value = source.document
    for key, what in (("resourceMetrics", "metrics"), ("resourceLogs", "logs")):
        if isinstance(value, dict) and key in value:
            return _not_traces(what)
    if isinstance(value, dict):
        keys = ", ".join(shown(str(key), 30) for key in list(value)[:6])
        found = f"an object with {keys}" if value else "an empty object"
    elif isinstance(value, list):
        found = f"a list of {len(value):,}" if value else "an empty list"
    else:
        found = shown(str(value), 30)
    return EvidenceError(
        f"Unknown format: the JSON document is {found}, which is no export of a tool that is known here. "
        "Upload JSON lines or CSV with one row a call or case to map its columns by hand."
    )


def _not_traces(what: str) -> EvidenceError:
    return EvidenceError(f"The file holds OpenTelemetry {what}: export the traces, whose spans hold the calls.")


def _no_objects(source: Source) -> EvidenceError:
    first = next(source.lines(), None)
    if first is None:
        return EvidenceError("No records were found: the file holds blank lines only.")
    return EvidenceError(f"No line is a JSON object; line {first.number} {first.problem}.")


def _several_of_a_kind(source: Source) -> EvidenceError | None:
    """Why lines fit no format: documents one after the other, or rows of several tools."""
    sample = source.sample
    for key, what in (("resourceMetrics", "metrics"), ("resourceLogs", "logs")):
        if key in sample[0]:
            return _not_traces(what)
    if source.second_document_line is not None:
        return EvidenceError(
            f"There is extra data after the first document (line {source.second_document_line}): "
            "upload one document a file."
        )
    first = _format_of(source, 0)
    if first is None:
        return _document_a_line(source)
    for index in range(1, len(sample)):
        other = _format_of(source, index)
        if other is not first:
            what = f"looks like {other.label}" if other else "does not"
            return EvidenceError(
                f"The file mixes formats: its first row looks like {first.label}, row {index + 1} {what}. "
                "Upload the rows of each tool as a file of its own."
            )
    return None


def _one_row(source: Source, index: int, shape: Shape) -> Source:
    row = source.sample[index]
    return replace(source, shape=shape, sample=[row], document=row if shape is Shape.DOCUMENT else None)


def _format_of(source: Source, index: int) -> Format | None:
    view = _one_row(source, index, Shape.LINES)
    return next((known for known in formats() if Shape.LINES in known.shapes and known.matches(view)), None)


def _document_a_line(source: Source) -> EvidenceError | None:
    if len(source.sample) < 2:
        return None
    view = _one_row(source, 0, Shape.DOCUMENT)
    known = next((each for each in formats() if Shape.DOCUMENT in each.shapes and each.matches(view)), None)
    if known is None:
        return None
    return EvidenceError(
        f"There is extra data after the first document (line 2): the file holds several of {known.label}; "
        "upload one document a file."
    )

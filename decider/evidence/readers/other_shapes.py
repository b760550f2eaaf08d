"""Other ways to look at the same content: a JSON array of rows is as good as one row a line."""

from collections.abc import Iterator
from dataclasses import replace

from decider.evidence.readers.shapes import as_lines
from decider.evidence.readers.source import Shape, Source


def other_shapes(source: Source) -> Iterator[Source]:
    """The source as LINES, for an array of objects (numbered by their place) and for a single object."""
    if source.shape is not Shape.DOCUMENT:
        return
    value = source.document
    if isinstance(value, dict) and value:
        view = replace(source, notes=list(source.notes))
        as_lines(view, [(1, value)])
        yield view
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value[:20]):
        view = replace(source, notes=[*source.notes, "Rows are counted by their place in the JSON array."])
        as_lines(view, enumerate(value, 1))
        yield view

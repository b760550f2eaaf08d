"""Other ways to look at the same content: a JSON array of rows is as good as one row a line."""

from collections.abc import Iterator
from dataclasses import replace

from decider.evidence.readers.shapes import SAMPLE, write_lines
from decider.evidence.readers.source import Shape, Source


def other_shapes(source: Source) -> Iterator[Source]:
    """The source as LINES, for an array of objects (numbered by their place) and for a single object.

    These have their sample and no lines yet: `completed` writes them once a format is known to take them.
    """
    if source.shape is not Shape.DOCUMENT:
        return
    value = source.document
    if isinstance(value, dict) and value:
        yield replace(source, shape=Shape.LINES, sample=[value], notes=list(source.notes))
    elif isinstance(value, list) and (sample := [item for item in value[: 5 * SAMPLE] if isinstance(item, dict)]):
        yield replace(
            source,
            shape=Shape.LINES,
            sample=sample[:SAMPLE],
            notes=[*source.notes, "Rows are counted by their place in the JSON array."],
        )


def completed(view: Source) -> Source:
    """The view with its lines in the scratch folder."""
    if view.shape is Shape.LINES and view.document is not None:
        value = view.document
        write_lines(view, enumerate(value, 1) if isinstance(value, list) else [(1, value)])
    return view

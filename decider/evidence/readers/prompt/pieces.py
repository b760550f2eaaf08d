"""What a prompt is cut into, and what a line can stand in."""

from dataclasses import dataclass

from decider.evidence.readers.prompt.words import Part


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines of one part: from `first` (counted from 0) up to, not including, `end`."""

    part: Part
    title: str
    first: int
    end: int


@dataclass(slots=True)
class Section:
    part: Part
    title: str
    level: int
    # Name of the tag that closes it.
    tag: str = ""
    # Lines that are not blank since it began.
    length: int = 0

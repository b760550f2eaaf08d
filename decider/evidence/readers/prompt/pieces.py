"""What a prompt is cut into, and what a line can stand in."""

from collections.abc import Sequence
from dataclasses import dataclass

from decider.evidence.readers.prompt.words import Part

# Headings of one piece that are named.
_MOST_TITLES = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines of one part: from `first` (counted from 0) up to, not including, `end`."""

    part: Part
    # The headings that its lines stand under; the first is empty where it begins without one.
    titles: tuple[str, ...]
    first: int
    end: int

    @property
    def title(self) -> str:
        """The headings of instructions, so that no line passes for one of a heading below it; else the first."""
        if self.part is not Part.INSTRUCTIONS or len(self.titles) == 1:
            return self.titles[0]
        return ", ".join((self.titles[0] or "Instructions", *self.titles[1:]))


def with_title(titles: tuple[str, ...], title: str) -> tuple[str, ...]:
    """The titles and one more, if it is new and there is room."""
    return (*titles, title) if title and title not in titles and len(titles) < _MOST_TITLES else titles


def is_behind_examples(pieces: Sequence[Piece]) -> bool:
    return any(piece.part is Part.EXAMPLES for piece in pieces[-2:])


@dataclass(slots=True)
class Section:
    part: Part
    title: str
    level: int
    # Name of the tag that closes it.
    tag: str = ""
    # Lines that are not blank since it began.
    length: int = 0

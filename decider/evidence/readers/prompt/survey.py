"""What is known of every line of a prompt before it is taken apart: one pass for each kind of mark."""

import re
from dataclasses import dataclass, replace

from decider.evidence.readers.prompt import marks
from decider.evidence.readers.prompt.pairs import Pairs, arrow_lines, json_lines, labelled_pairs
from decider.evidence.readers.prompt.words import Part, part_of_heading

_CLOSING = re.compile(r"</([A-Za-z][\w.-]{0,60})")
_BRACKET = re.compile(r"[{}\[\]]")
# A line that ends with a colon and has more words is a sentence of its own.
_LONGEST_LEAD = 16
# Words of a line that hands over to what follows: "Now classify this ticket:".
CUE = re.compile(
    r"\b(?:now|following|follows|this|these|here|below|your turn|new|next|given|"
    r"nun|jetzt|folgende[nmrs]?|hier|diese[nmrs]?|maintenant|suivante?|voici|cette|ahora|siguiente|aquí|adesso|seguente|"
    r"agora|seguinte|volgende)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Survey:
    lines: list[str]
    # Lines of an answered pair, in whatever notation.
    paired: list[bool]
    # Lines that an answered pair follows before a heading says that something else than examples begins.
    shows_more: list[bool]
    pairs: Pairs
    # Line behind the fenced block that begins on a line.
    fence_end: dict[int, int]
    # Line behind the { … } or [ … ] that begins a line.
    block_end: dict[int, int]
    # Last line on which a tag of the name is closed.
    closed_at: dict[str, int]
    # The last line with a placeholder, and the last that is not blank.
    last_placeholder: int
    last_line: int


def survey(text: str) -> Survey:
    lines = text.split("\n")
    lines = [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    fence_end = _fences(lines)
    inside = _inside(fence_end, len(lines))
    # A line of a heading, tag or separator ends the answer before it; so does one that hands over to the request.
    blocked = [
        not inside[at] and (marks.is_separator(line) or bool(marks.heading(line) or marks.tag(line)) or is_lead(line))
        for at, line in enumerate(lines)
    ]
    pairs = labelled_pairs(lines, blocked)
    arrows = arrow_lines(lines, blocked)
    paired = [one or other for one, other in zip(arrows, json_lines(lines), strict=True)]
    if pairs.open_at is None and any(arrows):
        pairs = replace(pairs, open_at=_open_arrow(lines))
    for start, end in pairs.spans:
        paired[start:end] = [True] * (end - start)
    closed_at = {match[1].lower(): at for at, line in enumerate(lines) for match in _CLOSING.finditer(line)}
    last_placeholder = max((at for at, line in enumerate(lines) if marks.placeholders(line)), default=-1)
    last_line = max((at for at, line in enumerate(lines) if line.strip()), default=-1)
    shows_more = _shows_more(lines, paired, inside)
    return Survey(lines, paired, shows_more, pairs, fence_end, _blocks(lines), closed_at, last_placeholder, last_line)


def _shows_more(lines: list[str], paired: list[bool], inside: list[bool]) -> list[bool]:
    found = [False] * len(lines)
    follows = False
    for at in reversed(range(len(lines))):
        heading = None if inside[at] or paired[at] else marks.heading(lines[at])
        if heading and part_of_heading(heading[1]) not in (None, Part.EXAMPLES):
            follows = False
        follows = follows or paired[at]
        found[at] = follows
    return found


def _open_arrow(lines: list[str]) -> int | None:
    """The last line, if it ends with the arrow that the model is to go on behind."""
    last = max((at for at, line in enumerate(lines) if line.strip()), default=None)
    return last if last is not None and marks.ends_with_arrow(lines[last]) else None


def is_lead(line: str) -> bool:
    """Whether a line hands over to what follows it and says to which part: "Here is the ticket:"."""
    return len(line.split(None, 1)) == 2 and lead_part(line) is not None and CUE.search(line) is not None


def lead_part(line: str) -> Part | None:
    """The part that a short line with a colon at its end begins."""
    words = line[: marks.LOOKED_AT].strip().strip("*_ ")
    if not words.endswith(":") or words.startswith(("- ", "* ", "• ")) or len(words.split()) > _LONGEST_LEAD:
        return None
    return part_of_heading(words)


def _fences(lines: list[str]) -> dict[int, int]:
    """Blocks between ``` lines or between lines of three quotes; one that is never closed is none."""
    found: dict[int, int] = {}
    opened: tuple[int, str] | None = None
    for at, line in enumerate(lines):
        mark = marks.fence(line)
        if mark is None:
            continue
        if opened is None:
            opened = at, mark
        elif mark == opened[1]:
            found[opened[0]] = at + 1
            opened = None
    return found


def _inside(fence_end: dict[int, int], count: int) -> list[bool]:
    inside = [False] * count
    for start, end in fence_end.items():
        inside[start:end] = [True] * (end - start)
    return inside


def _blocks(lines: list[str]) -> dict[int, int]:
    """Brackets that begin a line and are closed on a later one or at the end of theirs."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for at, line in enumerate(lines):
        first = line.lstrip()[:1]
        begins = first in ("{", "[")
        for match in _BRACKET.finditer(line):
            if match[0] in "{[":
                opened.append(at if begins else -1)
                begins = False
            elif opened:
                start = opened.pop()
                if start >= 0:
                    found[start] = at + 1
    return found

"""Marks in the lines of a prompt: headings, tags, fences, labels, placeholders. Every pattern runs in linear time."""

import re
from dataclasses import dataclass

# Characters at the beginning of a line that are looked at for a mark.
LOOKED_AT = 400

_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.+)")
_BOLD = re.compile(r"\s{0,3}\*\*([^*]{1,80})\*\*:?$")
_BRACKETED = re.compile(r"\s{0,3}(?:\[([A-Z][A-Z _-]{1,40})\]|={2,}\s?([^=]{1,60}?)\s?={2,})$")
_TAG = re.compile(r"\s{0,8}<(/?)([A-Za-z][\w.-]{0,60})(?:\s[^<>]{0,200})?>")
_LABEL = re.compile(
    r"\s{0,8}(?:[-*]\s{1,3})?(?:\d{1,3}[.)]\s{1,3})?(\*\*)?([^\W\d_][\w /()-]{0,40}?)(?:\s?#?\d{1,4})?\s?(\*\*)?\s?:"
    r"(\*\*)?(?=\s|$|[\"'{\[<])"
)
_PLACEHOLDER = re.compile(
    # {{name}}, {{#each names}}, ${name}, {name}, [[name]], <NAME>, [INSERT NAME]
    r"\{\{\{?\s{0,4}[#/]?([A-Za-z_][\w.\[\]| -]{0,60}?)\s{0,4}\}?\}\}|\$\{([A-Za-z_][\w.]{0,60})\}"
    r"|\{([A-Za-z_]\w{0,60})\}|\[\[([A-Za-z_][\w ]{0,60})\]\]|<([A-Z][A-Z_]{2,40})>"
    r"|\[(?:INSERT|PASTE|YOUR) ([A-Z _]{1,40})\]"
)
_SEPARATOR = re.compile(r"\s{0,3}(?:-{3,}|\*{3,}|_{3,}|={3,}|#{3,})\s*$")
_ARROW = re.compile(r"\s{0,8}(?:[-*]\s{1,3})?\S.{0,300}?\s(?:->|=>|→|⇒|⟶)\s\S")


@dataclass(frozen=True, slots=True)
class Tag:
    name: str
    closes: bool


@dataclass(frozen=True, slots=True)
class Label:
    """ "Ticket: where is my parcel?": a label and what stands behind it."""

    name: str
    rest: str


def heading(line: str) -> tuple[int, str] | None:
    """Level and words: 1 to 6 for `#`, 7 for a bold line, 8 for [WORDS] and == Words ==."""
    line = line[:LOOKED_AT].rstrip()
    if match := _HEADING.match(line):
        return len(match[1]), match[2].strip(" #*:")
    if match := _BOLD.match(line):
        return 7, match[1].strip(" :")
    if match := _BRACKETED.match(line):
        return 8, (match[1] or match[2]).strip()
    return None


def tag(line: str) -> Tag | None:
    """The tag that a line begins with."""
    match = _TAG.match(line[:LOOKED_AT])
    return Tag(match[2].lower(), match[1] == "/") if match else None


def label(line: str) -> Label | None:
    """The label that a line begins with, without its number: "Q3: …" is Q."""
    match = _LABEL.match(line[:LOOKED_AT])
    return Label(match[2].strip().lower(), line[match.end() :].strip()) if match else None


def placeholders(line: str) -> list[str]:
    """Names of the placeholders in a line."""
    if "{" not in line and "[" not in line and "<" not in line:
        return []
    return [next(name for name in match.groups() if name) for match in _PLACEHOLDER.finditer(line[: LOOKED_AT * 5])]


def words_beside_placeholders(line: str) -> int:
    return len(_PLACEHOLDER.sub(" ", line[: LOOKED_AT * 5]).split())


def is_separator(line: str) -> bool:
    return _SEPARATOR.match(line[:LOOKED_AT]) is not None


def fence(line: str) -> str | None:
    """The mark of a line that opens or closes a block: ```, ~~~, or a line of three quotes and nothing else."""
    start = line.lstrip()[:3]
    if start in ("```", "~~~"):
        return None if "```" in line.lstrip()[3:LOOKED_AT] else start
    return start if start in ('"""', "'''") and len(line) < LOOKED_AT and line.strip() == start else None


def is_arrow_pair(line: str) -> bool:
    """ "where is my parcel → shipping"."""
    return _ARROW.match(line[:LOOKED_AT]) is not None


def ends_with_arrow(line: str) -> bool:
    return line[:LOOKED_AT].rstrip().endswith(("->", "=>", "→", "⇒", "⟶"))

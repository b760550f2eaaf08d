"""Text that people typed, escaped so that Markdown shows it as typed (CommonMark and GitHub's tables)."""

import re

from decider.exports.safe_text import one_line, printable

# These act anywhere in a line. Any of them may stand behind a backslash.
_ANYWHERE = re.compile(r"([\\`*_\[\]<>&|~$])")
# These act at the start of a line: headings, lists, quotes, rules, underlines of headings, fences, tables.
_AT_START = re.compile(r"^([#+\-=:])")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_LEADING_SPACES = re.compile(r"^( +)")
# A web address in angle brackets is shown as typed. Without them GitHub would make its own link of it,
# and show the backslashes of our escapes; what else it would link loses its colon or dot to a backslash.
_WEB = re.compile(r"https?://[A-Za-z0-9._~%?&=/#+:@-]*[A-Za-z0-9_~%=/#+@-]")
_LINKED_BARE = re.compile(r"(?i)\b(www(?=\.)|https?(?=:)|ftp(?=:)|mailto(?=:)|xmpp(?=:))")


def _escape_line(line: str) -> str:
    """One line, escaped; spaces at its start stay without making a code block."""
    spaces = _LEADING_SPACES.match(line)
    indent = "&nbsp;" * len(spaces.group(1)) if spaces else ""
    rest = line[len(spaces.group(1)) :] if spaces else line
    parts, end = [], 0
    for address in _WEB.finditer(rest):
        parts += [_escape_words(rest[end : address.start()]), f"<{address.group()}>"]
        end = address.end()
    text = "".join([*parts, _escape_words(rest[end:])])
    return indent + _AT_START.sub(r"\\\1", _NUMBERED.sub(r"\1\\\2", text))


def _escape_words(text: str) -> str:
    return _LINKED_BARE.sub(r"\1\\", _ANYWHERE.sub(r"\\\1", text))


def inline(text: object) -> str:
    """The text on one line, for headings, list items and table cells."""
    return _escape_line(one_line(text))


def block(text: object) -> str:
    """The text as paragraphs; every line break stays one."""
    blocks = re.split(r"\n[ ]*\n", printable(text).strip("\n"))
    return "\n\n".join(_lines(one) for one in blocks if one.strip())


def _lines(text: str) -> str:
    # A backslash at the end of a line is a line break; the last line needs none.
    return "\\\n".join(_escape_line(line.rstrip()) for line in text.strip("\n").split("\n"))


def quote(text: object) -> str:
    """As `block`, as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in block(text).split("\n"))


def table(head: list[str], rows: list[list[str]], right: frozenset[int] = frozenset()) -> str:
    """A table of texts, which are escaped here; the columns in `right` are aligned to the right."""
    rules = ["---:" if index in right else "---" for index in range(len(head))]
    lines = [[inline(cell) for cell in head], rules, *([inline(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def code_block(text: str) -> str:
    """The text as an indented block of code."""
    return "\n".join("    " + line for line in printable(text).split("\n"))

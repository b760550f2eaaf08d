"""Whether a part of a prompt is a place for something that comes with the call: its tokens say nothing then."""

import re

from decider.evidence.readers.prompt import marks

# Written in ways that may be something else in running text, so that they divide no prompt:
# $ticket, %s, %(ticket)s, <ticket_text>, [TICKET], [Your text here].
_SIGNED = re.compile(r"(?<![\w$\"'])\$[A-Za-z_]\w{0,60}(?![\w$])|(?<![\w%])%(?:\([A-Za-z_]\w{0,60}\))?s(?!\w)")
_IN_ANGLES = re.compile(r"<([A-Za-z][\w -]{0,40})>")
_CAPITALS = re.compile(r"\[[A-Z][A-Z0-9_ -]{1,40}\](?!\()")
_TOLD = re.compile(
    r"\[(?:your|the|insert|paste|enter|hier|insérer|insertar|inserire)\s[\w -]{1,40}\](?!\()", re.IGNORECASE
)
_CLOSING = re.compile(r"</([A-Za-z][\w -]{0,40})>")
# Nothing but dots or lines to write on.
_BLANK = re.compile(r"[\s.…_\-*#>\"'`=]*")
_LONGEST_LEAD = 160
# Characters that are looked at: a placeholder in a longer part is one detail of it.
_LOOKED_AT = 100_000


def is_placeholder(text: str) -> bool:
    """Whether a part has a placeholder, or a heading or label with nothing behind it.

    {{ticket}}, {ticket}, ${ticket}, $ticket, %s, %(ticket)s, <ticket> without an end tag, [TICKET], [your text here],
    "Ticket:" and "Ticket: …".
    """
    text = text[:_LOOKED_AT]
    closed = {match[1].lower() for match in _CLOSING.finditer(text)}
    left = False
    for line in text.split("\n"):
        if marks.placeholders(line) or _is_named(line, closed):
            return True
        left = left or bool(_beside_marks(line))
    return not left


def _is_named(line: str, closed: set[str]) -> bool:
    line = line[: marks.LOOKED_AT * 5]
    if _SIGNED.search(line) or any(match[1].lower() not in closed for match in _IN_ANGLES.finditer(line)):
        return True
    return not marks.heading(line) and bool(_CAPITALS.search(line) or _TOLD.search(line))


def _beside_marks(line: str) -> str:
    """What a line says beside a heading, tag, label, or a lead such as "Now classify this ticket:"."""
    if marks.heading(line):
        return ""
    line = re.sub(r"</?[A-Za-z][\w.-]{0,60}>", " ", line).strip()
    if label := marks.label(line):
        line = label.rest
    elif line.endswith(":") and len(line) <= _LONGEST_LEAD:
        line = ""
    return "" if len(line) <= _LONGEST_LEAD and _BLANK.fullmatch(line) else line

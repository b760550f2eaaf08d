"""Text that people typed, made fit for paper: nothing is lost that can be seen, nothing acts."""

import re
import unicodedata

# Line and paragraph separators of all kinds become one newline each.
_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_TAB = "    "
# What has no printed form: control characters, lone surrogates, non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Marks that turn the direction of whatever follows; the writing direction comes from the letters.
_DIRECTION_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")
REPLACEMENT = "\ufffd"


def printable(text: object) -> str:
    """The text with tabs as spaces and every character that cannot be printed shown as `\ufffd`."""
    cleaned = _NEWLINES.sub("\n", "" if text is None else str(text)).replace("\t", _TAB)
    cleaned = _DIRECTION_MARKS.sub("", _UNPRINTABLE.sub(REPLACEMENT, cleaned))
    return "".join(REPLACEMENT if _is_noncharacter(character) else character for character in cleaned)


def _is_noncharacter(character: str) -> bool:
    return ord(character) > 0xFFFF and ord(character) & 0xFFFE == 0xFFFE


def one_line(text: object) -> str:
    """As `printable`, on one line."""
    return " ".join(printable(text).split("\n")).strip()


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is written from right to left."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def paragraphs(text: object) -> list[dict[str, object]]:
    """The text's paragraphs for setting: `lines` as typed, `rtl` where it is written from right to left.

    An empty line parts two paragraphs; empty lines beyond that are not set.
    """
    blocks = re.split(r"\n[ ]*\n", printable(text).strip("\n"))
    return [
        {"lines": block.strip("\n").split("\n"), "rtl": is_right_to_left(block)} for block in blocks if block.strip()
    ]

"""Any text that a byte order mark names, made into UTF-8 with lines that end in LF or CRLF."""

import codecs
from pathlib import Path

from decider.domain.evidence import EvidenceError

_PIECE = 1024**2
_MARKS: tuple[tuple[bytes, str, str], ...] = (
    # The longer marks first: UTF-32 LE begins like UTF-16 LE.
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
    (codecs.BOM_UTF8, "", "UTF-8"),
)


def to_utf8(path: Path, work: Path, first: bytes) -> Path:
    """The path of the text as UTF-8: `path` itself where it already is, else a copy in `work`.

    `first` are the first bytes of the file. Raises `EvidenceError` for what is not text. Invalid bytes further on
    are left to the lines that hold them.
    """
    for mark, encoding, name in _MARKS:
        if first.startswith(mark):
            return _copy(path, work / "text", skip=len(mark), encoding=encoding, name=name)
    _check_text(first)
    if b"\r" in first and b"\n" not in first:
        return _copy(path, work / "text", skip=0, encoding="", name="UTF-8")
    return path


def _check_text(first: bytes) -> None:
    head = first[:1024]
    if b"\x00" in head:
        even, odd = head[::2].count(0), head[1::2].count(0)
        if min(even, odd) * 10 < max(even, odd) and max(even, odd) * 4 > len(head) // 2:
            raise EvidenceError(
                "The file looks like UTF-16 text without a byte order mark, an encoding that cannot be told for sure: "
                "save it as UTF-8."
            )
        raise EvidenceError("The file is not text: it holds NUL bytes. Upload JSON, JSON lines or CSV in UTF-8.")
    sample = first[:8192]
    text = sample.decode("utf-8", "replace")
    odd_characters = sum(
        char == "\N{REPLACEMENT CHARACTER}" or (char < " " and char not in "\t\r\n\f") for char in text
    )
    if odd_characters * 10 > len(text):
        raise EvidenceError("The file is not UTF-8 text. Upload JSON, JSON lines or CSV, saved as UTF-8.")


def _copy(path: Path, target: Path, *, skip: int, encoding: str, name: str) -> Path:
    """A copy in UTF-8; CR as the only line end becomes LF."""
    decoder = codecs.getincrementaldecoder(encoding)() if encoding else None
    lone_cr: bool | None = None
    read = 0
    with path.open("rb") as source, target.open("wb") as out:
        source.seek(skip)
        while True:
            piece = source.read(_PIECE)
            if decoder is not None:
                try:
                    content = decoder.decode(piece, final=not piece).encode("utf-8")
                except UnicodeError:
                    raise EvidenceError(
                        f"The file begins as {name} and is damaged about byte {read + skip:,}: save it as UTF-8."
                    ) from None
            else:
                content = piece
            if lone_cr is None:
                lone_cr = b"\r" in content and b"\n" not in content
            out.write(content.replace(b"\r", b"\n") if lone_cr else content)
            read += len(piece)
            if not piece:
                return target

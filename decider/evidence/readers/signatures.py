"""Kinds of files that are refused by name, told by their first bytes and never parsed."""

import struct
import zipfile
from pathlib import Path

from decider.domain.evidence import EvidenceError

# First bytes, what it is, what to do instead.
_STARTS: tuple[tuple[bytes, str, str], ...] = (
    (b"SQLite format 3\x00", "an SQLite database", "export the table as CSV or JSON lines"),
    (b"%PDF", "a PDF", "upload the data behind it"),
    (b"\x89PNG", "a PNG picture", "upload the data behind it"),
    (b"\xff\xd8\xff", "a JPEG picture", "upload the data behind it"),
    (b"GIF8", "a GIF picture", "upload the data behind it"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file", "save the sheet as CSV"),
    (b"(\xb5/\xfd", "packed with zstd", "unpack it first"),
    (b"BZh", "packed with bzip2", "unpack it first"),
    (b"\xfd7zXZ\x00", "packed with xz", "unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it first"),
    (b"\x04\x22M\x18", "packed with lz4", "unpack it first"),
    (b"ARROW1", "an Arrow file", "export Parquet, CSV or JSON lines"),
    (b"ORC", "an ORC file", "export Parquet, CSV or JSON lines"),
    (b"Obj\x01", "an Avro file", "export Parquet, CSV or JSON lines"),
    (b"\x89HDF", "an HDF5 file", "export Parquet, CSV or JSON lines"),
    (b"\x93NUMPY", "a NumPy file", "export CSV or JSON lines"),
    (b"\x7fELF", "a program", "upload a log or an export"),
    (b"MZ", "a program", "upload a log or an export"),
    *(
        (b"\x80" + bytes([version]), "a Python pickle, which is never loaded", "export JSON lines")
        for version in range(2, 6)
    ),
)
# The same further into the file: offset, bytes, what, instead.
_INSIDE: tuple[tuple[int, bytes, str, str], ...] = (
    (257, b"ustar", "a tar archive", "unpack it first"),
    (8, b"DUCK", "a DuckDB database", "export the table as Parquet, CSV or JSON lines"),
)
# Names in a zip (a folder ends in "/"), what it is, what to do instead.
_ZIPS: tuple[tuple[str, str, str], ...] = (
    ("xl/", "an Excel workbook", "save the sheet as CSV"),
    ("word/", "a Word document", "upload the data behind it"),
    ("ppt/", "a PowerPoint file", "upload the data behind it"),
    ("[Content_Types].xml", "an Office document", "save the data as CSV"),
    ("content.xml", "an OpenDocument file", "save the sheet as CSV"),
    ("META-INF/", "a Java archive", "upload a log or an export"),
)
# Members of a zip beyond which it is not looked into; an Inspect log has one a sample.
MAX_MEMBERS = 200_000
MAX_DIRECTORY_BYTES = 64 * 1024**2

INSPECT_HEADERS = ("header.json", "_journal/start.json")


def refuse_by_name(first: bytes) -> None:
    """Raises `EvidenceError` for bytes that are a known kind of file that is not read."""
    for start, what, instead in _STARTS:
        if first.startswith(start) and not (start in (b"MZ", b"ORC", b"BZh") and _is_text(first)):
            raise EvidenceError(f"The file is {what}: {instead}.")
    for offset, mark, what, instead in _INSIDE:
        if first[offset : offset + len(mark)] == mark and not _is_text(first):
            raise EvidenceError(f"The file is {what}: {instead}.")


def _is_text(first: bytes) -> bool:
    return not any(byte < 9 or 14 <= byte < 32 for byte in first[:512])


def check_zip(path: Path) -> None:
    """Raises `EvidenceError` unless the zip is an Inspect log. Reads the list of members only."""
    names = _members(path)
    if any(name in names for name in INSPECT_HEADERS):
        return
    if any(name.startswith("samples/") for name in names):
        raise EvidenceError(
            "The Inspect log has no header.json: the run is still going or was killed. Upload the finished log."
        )
    for mark, what, instead in _ZIPS:
        if any(name.startswith(mark) if mark.endswith("/") else name == mark for name in names):
            raise EvidenceError(f"The file is {what}: {instead}.")
    raise EvidenceError("The file is a zip archive and no Inspect log (it has no header.json): unpack it first.")


def _members(path: Path) -> set[str]:
    entries, directory = _end_of_directory(path)
    if entries > MAX_MEMBERS or directory > MAX_DIRECTORY_BYTES:
        raise EvidenceError(f"The zip holds more than {MAX_MEMBERS:,} members: it is not read.")
    try:
        with zipfile.ZipFile(path) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, OverflowError, EOFError, OSError):
        raise EvidenceError(
            "The zip is damaged: its list of members cannot be read. Export or copy it again."
        ) from None


def _end_of_directory(path: Path) -> tuple[int, int]:
    """Members and bytes of the list of members, by the record at the end; zeros where there is none."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 66_000))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 20:
        return 0, 0
    entries = int.from_bytes(tail[at + 10 : at + 12], "little")
    directory = int.from_bytes(tail[at + 12 : at + 16], "little")
    # All bits set: the true numbers stand in the record of large zips; the list is what lies before the end.
    if directory == 0xFFFFFFFF:
        return entries, size
    return entries, directory

"""From a file as it was uploaded to a `Source`: unpacked once, in UTF-8, with its shape told by its bytes."""

import hashlib
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from decider.domain.evidence import EvidenceError
from decider.evidence.readers.encoding import to_utf8
from decider.evidence.readers.gzipped import is_gzip, unpack
from decider.evidence.readers.parquet import column_names, is_parquet
from decider.evidence.readers.shapes import add_text_shape
from decider.evidence.readers.signatures import check_zip, refuse_by_name
from decider.evidence.readers.source import TEXT_FORMATS, Limits, ReadOptions, Shape, Source

# Bytes that are looked at to tell what a file is.
FIRST = 64 * 1024


@dataclass(frozen=True, slots=True)
class _Original:
    bytes: int
    sha256: str


def open_source(path: Path, *, work: Path, name: str = "", options: ReadOptions | None = None) -> Source:
    """Raises `EvidenceError` for what is no readable file, or refused by name, size or damage."""
    options = options or ReadOptions()
    original = _original(path, options.limits)
    plain, unpacked = _plain(path, work, options.limits)
    first = _first(plain)
    if not first:
        raise EvidenceError("The file is empty." if not unpacked else "The gzip file holds nothing.")
    source = Source(
        path=plain,
        work=work,
        shape=Shape.TABLE,
        bytes=original.bytes,
        sha256=original.sha256,
        name=name,
        options=options,
    )
    _tell_shape(source, first)
    return source


def _original(path: Path, limits: Limits) -> _Original:
    try:
        found = path.stat()
    except (OSError, ValueError):
        raise EvidenceError("There is no such file, or it may not be read.") from None
    if not stat.S_ISREG(found.st_mode):
        raise EvidenceError("This is not a file but a folder, a pipe or a device: name a file.")
    if found.st_size > limits.file:
        raise EvidenceError(
            f"The file has {found.st_size / 1024**2:,.0f} MB; "
            f"at most {limits.file / 1024**2:,.0f} MB are read: split it."
        )
    try:
        with path.open("rb") as file:
            return _Original(found.st_size, hashlib.file_digest(file, "sha256").hexdigest())
    except OSError as error:
        raise EvidenceError(f"The file cannot be read: {error.strerror or type(error).__name__}.") from None


def _plain(path: Path, work: Path, limits: Limits) -> tuple[Path, bool]:
    """The content under a name of our own: an uploaded name may hold what an engine takes for a pattern."""
    if is_gzip(_first(path, 2)):
        target = work / "unpacked"
        unpack(path, target, limits)
        if is_gzip(_first(target, 2)):
            raise EvidenceError("The gzip file holds another gzip file: unpack it once and upload what is inside.")
        return target, True
    link = work / "content"
    with suppress(OSError, NotImplementedError):
        link.symlink_to(path.resolve())
        return link, False
    return path, False


def _first(path: Path, size: int = FIRST) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def _tell_shape(source: Source, first: bytes) -> None:
    if first.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        check_zip(source.path)
        source.shape = Shape.ZIP
        return
    if is_parquet(first):
        source.header = column_names(source.path, source.work, source.options.limits.columns)
        source.shape = Shape.PARQUET
        return
    refuse_by_name(first)
    source.path = to_utf8(source.path, source.work, first)
    if source.options.as_format in TEXT_FORMATS:
        source.shape = Shape.TEXT
    else:
        add_text_shape(source)

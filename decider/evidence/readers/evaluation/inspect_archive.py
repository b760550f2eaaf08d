"""The members of an Inspect log (`.eval`, a zip), read without trust and never written anywhere.

Since 2026 Inspect packs members with Zstandard (method 93), which `zipfile` cannot read before Python 3.14: only the
list of members is taken from it. What is unpacked is counted while it is read; what the zip states about itself is
checked, never believed.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self, cast

import zstandard

from decider.domain.evidence import EvidenceError
from decider.evidence.readers.safe_json import parse_noting, shown
from decider.evidence.readers.source import Limits

MEMBER_BYTES = 64 * 1024**2
# Zstandard streams name the memory that their reader must have; Inspect's need 8 MB at most.
WINDOW_BYTES = 32 * 1024**2
_PIECE = 256 * 1024
_STORED, _DEFLATE, _ZSTD = 0, 8, 93
_METHODS = {
    1: "Shrink",
    6: "Implode",
    9: "Deflate64",
    12: "bzip2",
    14: "LZMA",
    20: "old Zstandard",
    95: "XZ",
    98: "PPMd",
}
_ENCRYPTED = 0x1 | 0x40
_LOCAL = struct.Struct("<4s5H3L2H")
_SAMPLE = re.compile(r"samples/[^\\\x00-\x1f]+\.json")
_OTHER = re.compile(r"(_journal/[^\\\x00-\x1f]+|summaries\.json|reductions\.json|header\.json|logs/[^\\\x00-\x1f]+)")


class DamagedMember(EvidenceError):
    """One member cannot be read; others may."""


@dataclass(slots=True)
class Archive:
    """An open log. Use as a context; `names` of samples are in the order of the file."""

    file: BinaryIO
    members: dict[str, zipfile.ZipInfo]
    limits: Limits
    packed_bytes: int
    # Members with names that no Inspect log has: paths out of the folder, drives, …
    strange: int = 0
    unpacked: int = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    @property
    def samples(self) -> list[str]:
        return [name for name in self.members if _is_sample(name)]

    def json(self, name: str) -> Any:
        """The parsed member. Raises `DamagedMember` for this one, `EvidenceError` for limits that hold for all."""
        content = self._content(self.members[name])
        most = self.limits.document_values
        if sum(map(content.count, (b",", b"[", b"{"))) > most:
            raise EvidenceError(f"The log's member {_quoted(name)} has too many values to be read.")
        try:
            return parse_noting(content, most_values=most)[0]
        except EvidenceError as error:
            raise DamagedMember(f"{_quoted(name)}: {str(error).rstrip('.')}") from None

    def _content(self, member: zipfile.ZipInfo) -> bytes:
        name = _quoted(member.filename)
        content = io.BytesIO()
        checksum = 0
        try:
            for piece in self._pieces(member):
                checksum = zlib.crc32(piece, checksum)
                content.write(piece)
                self._check_limits(name, content.tell(), len(piece))
                if content.tell() > member.file_size:
                    raise DamagedMember(f"{name} holds more than the {member.file_size:,} bytes that the log states")
        except (zlib.error, zstandard.ZstdError) as error:
            raise DamagedMember(f"{name} cannot be unpacked: {_zstd_sentence(error)}") from None
        if content.tell() != member.file_size:
            raise DamagedMember(f"{name} ends after {content.tell():,} of {member.file_size:,} bytes")
        if checksum != member.CRC:
            raise DamagedMember(f"{name} has a wrong checksum")
        return content.getvalue()

    def _check_limits(self, name: str, size: int, more: int) -> None:
        self.unpacked += more
        if size > MEMBER_BYTES:
            raise EvidenceError(f"The log's member {name} unpacks to more than {MEMBER_BYTES // 1024**2} MB: not read.")
        limits = self.limits
        if self.unpacked > limits.unpacked:
            raise EvidenceError(f"The log unpacks to more than {limits.unpacked // 1024**2:,} MB: it is not read.")
        if self.unpacked > limits.ratio_from and self.unpacked > limits.ratio * self.packed_bytes:
            raise EvidenceError(
                f"The log unpacks to more than {limits.ratio} times its size, which no log does: it is not read."
            )

    def _pieces(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        packed = _Part(self.file, *self._place(member))
        if member.compress_type == _STORED:
            while piece := packed.read(_PIECE):
                yield piece
        elif member.compress_type == _DEFLATE:
            yield from _inflated(packed)
        else:
            with zstandard.ZstdDecompressor(max_window_size=WINDOW_BYTES).stream_reader(
                cast(BinaryIO, packed), read_across_frames=True, closefd=False
            ) as reader:
                while piece := reader.read(_PIECE):
                    yield piece

    def _place(self, member: zipfile.ZipInfo) -> tuple[int, int]:
        """Offset and bytes of the packed content, by the member's own header."""
        name = _quoted(member.filename)
        if member.flag_bits & _ENCRYPTED:
            raise EvidenceError(f"The log's member {name} is encrypted: upload the log without a password.")
        if member.compress_type not in (_STORED, _DEFLATE, _ZSTD):
            method = f"{member.compress_type} ({_METHODS.get(member.compress_type, 'unknown')})"
            raise EvidenceError(
                f"The log's member {name} is packed with method {method}, "
                "which is not supported: write the log again with `inspect log convert`."
            )
        self.file.seek(member.header_offset)
        head = self.file.read(_LOCAL.size)
        if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
            raise DamagedMember(f"{name} does not start where the log says")
        *_, name_bytes, extra_bytes = _LOCAL.unpack(head)
        return member.header_offset + _LOCAL.size + name_bytes + extra_bytes, member.compress_size


class _Part(io.RawIOBase):
    """A stretch of a file."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        super().__init__()
        self._file, self._at, self._left = file, start, size

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        size = self._left if size < 0 else min(size, self._left)
        self._file.seek(self._at)
        content = self._file.read(min(size, _PIECE))
        self._at += len(content)
        self._left -= len(content)
        return content


def _inflated(packed: _Part) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    waiting = b""
    while not inflater.eof:
        waiting = waiting or packed.read(_PIECE)
        # Output may still wait inside when all input is taken: then an empty input brings it out.
        piece = inflater.decompress(waiting, _PIECE)
        if not (waiting or piece):
            return
        yield piece
        waiting = inflater.unconsumed_tail


def open_archive(path: Path, limits: Limits) -> Archive:
    """Raises `EvidenceError` where the list of members contradicts itself: repeated or overlapping members."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, OverflowError, EOFError):
        raise EvidenceError(
            "The log is damaged: its list of members cannot be read. Copy or export it again."
        ) from None
    named: dict[str, zipfile.ZipInfo] = {}
    strange = 0
    for member in members:
        name = member.filename
        if not (_is_sample(name) or (_OTHER.fullmatch(name) and ".." not in name.split("/"))):
            strange += 1
        elif name in named:
            raise EvidenceError(
                f"The log holds {_quoted(name)} more than once: it is damaged, or two logs were merged. "
                "Write it again with `inspect log convert`."
            )
        else:
            named[name] = member
    _check_overlaps(members)
    return Archive(
        file=path.open("rb"), members=named, limits=limits, packed_bytes=path.stat().st_size, strange=strange
    )


def _is_sample(name: str) -> bool:
    return _SAMPLE.fullmatch(name) is not None and ".." not in name.split("/")


def _check_overlaps(members: list[zipfile.ZipInfo]) -> None:
    """Members that share bytes make gigabytes out of kilobytes (Fifield 2019)."""
    end = 0
    for member in sorted(members, key=lambda each: each.header_offset):
        if member.header_offset < end:
            raise EvidenceError("Members of the log overlap, which no log does: it is not read.")
        end = member.header_offset + _LOCAL.size + member.compress_size


def _zstd_sentence(error: Exception) -> str:
    text = str(error)
    if "memory" in text or "window" in text.lower() or "too large" in text.lower():
        return f"unpacking it needs more than {WINDOW_BYTES // 1024**2} MB of memory"
    return shown(text, 60)


def _quoted(name: str) -> str:
    return shown(name, 60)

"""Gzip, unpacked once, as a stream and within limits: the sizes that a file states about itself are not believed."""

import gzip
import zlib
from pathlib import Path

from decider.domain.evidence import EvidenceError
from decider.evidence.readers.source import Limits

_PIECE = 1024**2


def is_gzip(first: bytes) -> bool:
    return first.startswith(b"\x1f\x8b")


def unpack(path: Path, target: Path, limits: Limits) -> None:
    """Writes the content to `target`; raises `EvidenceError` for damage and for what unpacks to too much."""
    packed = path.stat().st_size
    written = 0
    try:
        with gzip.open(path, "rb") as source, target.open("wb") as out:
            while piece := source.read(_PIECE):
                written += len(piece)
                if written > limits.unpacked or (written > limits.ratio_from and written > packed * limits.ratio):
                    raise EvidenceError(
                        f"The gzip file unpacks from {packed / 1024**2:,.1f} MB to more than "
                        f"{written / 1024**2:,.0f} MB: it is not read further. Unpack it yourself and split it."
                    )
                out.write(piece)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise EvidenceError(f"The gzip file is damaged ({_damage(error)}): pack or export it again.") from None


def _damage(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "it ends too early"
    if "CRC" in str(error):
        return "its checksum is wrong"
    return "it cannot be unpacked"

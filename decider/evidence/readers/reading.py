"""The one call that turns a file into a reading."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from decider.domain.evidence import MAX_NAMED, EvidenceError, Reading
from decider.evidence.readers.opening import open_source
from decider.evidence.readers.recognise import named, recognise
from decider.evidence.readers.source import Limits, ReadOptions, Source


def read_file(
    path: Path,
    *,
    name: str = "",
    as_format: str | None = None,
    mapping: Mapping[str, str] | None = None,
    against: Path | None = None,
    work: Path | None = None,
    progress: Callable[[float], None] | None = None,
    limits: Limits | None = None,
) -> Reading:
    """What a file says. `work` is a folder for temporary copies, emptied again; without it a temporary one is made.

    Raises `EvidenceError` with one sentence, `UnknownColumns` where a mapping of columns could help.
    """
    options = ReadOptions(as_format=as_format, mapping=mapping or None, against=against, limits=limits or Limits())
    if as_format is not None:
        named(as_format)
    try:
        with tempfile.TemporaryDirectory(prefix="reading-", dir=work, ignore_cleanup_errors=True) as scratch:
            source = open_source(path, work=Path(scratch), name=name or path.name, options=options)
            if progress is not None:
                source.progress = progress
            return _read(source)
    except MemoryError:
        raise EvidenceError("The file needs more memory than a reading may use: split it.") from None
    except OSError as error:
        raise EvidenceError(f"The file cannot be read: {error.strerror or type(error).__name__}.") from None
    except RecursionError:
        raise EvidenceError("The file is nested too deeply to be read.") from None


def _read(source: Source) -> Reading:
    known, view = recognise(source)
    reading = known.read(view)
    return replace(
        reading,
        kind=known.kind,
        format=reading.format or known.name,
        tool=reading.tool or known.tool,
        sha256=source.sha256,
        bytes=source.bytes,
        rejected=reading.rejected[:MAX_NAMED],
        rejected_count=max(reading.rejected_count, len(reading.rejected)),
        notes=tuple(dict.fromkeys((*reading.notes, *view.notes))),
    )

"""Parquet: whether it is readable, its columns and first rows."""

from pathlib import Path
from typing import Any

from decider.domain.evidence import EvidenceError

_MARK = b"PAR1"
INSTEAD = (
    "The file begins like Parquet and is not readable as such (cut off, damaged or encrypted): "
    "export it again, as JSON lines or CSV if that is offered."
)


def is_parquet(first: bytes) -> bool:
    return first.startswith((_MARK, b"PARE"))


def column_names(path: Path, work: Path, most: int) -> tuple[str, ...]:
    """Names of the columns; raises `EvidenceError` if the file is not truly Parquet or has more than `most`."""
    _check_end(path)
    names = [str(row[0]) for row in _query(path, work, "DESCRIBE SELECT * FROM read_parquet(?)")]
    if len(names) > most:
        raise EvidenceError(f"The file has {len(names):,} columns; at most {most:,} are read.")
    return tuple(names)


def first_rows(path: Path, count: int, work: Path) -> list[tuple[Any, ...]]:
    """The first rows, values as the engine gives them."""
    return _query(path, work, "SELECT * FROM read_parquet(?) LIMIT ?", count)


def _check_end(path: Path) -> None:
    """The file must end in the length of its footer and the mark: cheap, and no engine is asked about rubbish."""
    size = path.stat().st_size
    if size < 12:
        raise EvidenceError(INSTEAD)
    with path.open("rb") as file:
        file.seek(size - 8)
        length, mark = int.from_bytes(file.read(4), "little"), file.read(4)
    if mark != _MARK or not 0 < length <= size - 12:
        raise EvidenceError(INSTEAD)


def _query(path: Path, work: Path, sql: str, *more: int) -> list[tuple[Any, ...]]:
    # Slow to import, and only Parquet needs it here.
    import duckdb

    from decider.evidence.readers.engine import connect

    connection = connect(path, work)
    try:
        return connection.execute(sql, [str(path), *more]).fetchall()
    except duckdb.Error:
        raise EvidenceError(INSTEAD) from None
    finally:
        connection.close()

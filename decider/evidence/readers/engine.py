"""DuckDB in a cage: it reads the one file, writes only to the reading's scratch folder, and fetches nothing."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from decider.domain.evidence import EvidenceError

MEMORY = "256MB"
# Spilled data: at most this much on disk for one file.
SPILL = "8GB"
THREADS = 2
POLL_SECONDS = 0.2


def connect(path: Path, work: Path) -> duckdb.DuckDBPyConnection:
    """A connection that may read the file and use the folder `work`, in bounded memory; its settings are locked."""
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "threads": THREADS,
            "temp_directory": str(work / "spill"),
            "max_temp_directory_size": SPILL,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "preserve_insertion_order": False,
        }
    )
    connection.execute(f"SET allowed_paths = [{quoted(str(path))}]")
    connection.execute(f"SET allowed_directories = [{quoted(str(work))}]")
    connection.execute("SET enable_external_access = false")
    # A time without a zone is UTC.
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = true")
    connection.execute("SET enable_progress_bar_print = false")
    connection.execute("SET lock_configuration = true")
    return connection


def quoted(text: str) -> str:
    """As a string literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """As an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def reporting(
    connection: duckdb.DuckDBPyConnection, progress: Callable[[float], None], *, until: float = 0.9
) -> Iterator[None]:
    """Calls `progress` with the share of the running query that is done, scaled to 0 … `until`."""
    stop = threading.Event()

    def poll() -> None:
        while not stop.wait(POLL_SECONDS):
            share = connection.query_progress()
            if share > 0:
                progress(min(share / 100, 1.0) * until)

    watcher = threading.Thread(target=poll, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join()


def out_of_space(error: duckdb.Error) -> EvidenceError:
    """What to say when the engine runs into its limits."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return EvidenceError(
            "The file has more distinct models and hours than the memory of one reading holds: split it by month."
        )
    return EvidenceError("The engine could not read the file: export it again, or as JSON lines.")

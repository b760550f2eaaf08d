"""The process that reads a file: started, watched, ended, its answer taken."""

import json
import logging
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import simplejson
from django.conf import settings

logger = logging.getLogger(__name__)

# Between two looks at whether the reading was cancelled, and two signs of life.
BEAT_SECONDS = 0.5
# An answer with the outcomes of 100,000 cases in many series is some 50 MB.
LARGEST_ANSWER = 256 * 1024**2


@dataclass(frozen=True)
class Job:
    """What to read and how."""

    file: Path
    work: Path
    name: str
    mapping: dict[str, Any] | None = None
    against: Path | None = None


@dataclass(frozen=True)
class Answer:
    """What came of it: a reading, or a sentence, or columns to be explained."""

    reading: dict[str, Any] | None = None
    outcomes: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    # The columns and sample rows of a file of no known tool.
    columns: dict[str, Any] | None = None


class Stopped(Exception):
    """The reading was ended on the way, as `beat` asked."""


TOO_LONG = "Reading this file took longer than {minutes} minutes, so it was stopped. Split the file, or shorten it."
TOO_LARGE = "Reading this file needed more memory than one file may take, so it was stopped. Split the file."
BROKEN = (
    "Reading this file ended without an answer. Check that the file is whole and upload it again, or ask whoever runs "
    "Decider to look into the worker’s log."
)
# How a process that got no more memory ends where it cannot say so itself: Python, the engine, the system's loader.
_OUT_OF_MEMORY = (b"MemoryError", b"bad_alloc", b"annot allocate memory", b"failed to map segment", b"start new thread")
# Of what it wrote beside its answer, this much goes to the log.
LOGGED = 4000


def read(job: Job, *, beat: Callable[[float], bool]) -> Answer:
    """Read a file in a process of its own. `beat` gets the progress (0 to 1) twice a second, and says whether to stop.

    Raises:
        Stopped: `beat` said so.
    """
    started = time.monotonic()
    with tempfile.TemporaryFile(dir=job.work) as beside:
        return _read(job, beat, started + settings.EVIDENCE_MAX_SECONDS, beside)


def _read(job: Job, beat: Callable[[float], bool], until: float, beside: IO[bytes]) -> Answer:
    process = subprocess.Popen(  # noqa: S603 - our own module, arguments never pass a shell
        _command(job),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=beside,
        cwd=settings.BASE_DIR,
        env=_environment(job.work),
        # Ctrl-C at the worker is the worker's: it ends this process in its own time.
        start_new_session=True,
    )
    try:
        last = _watch(process, beat, until)
        return _understood(last, process.wait(), beside)
    except TimeoutError:
        return Answer(error=TOO_LONG.format(minutes=max(1, round(settings.EVIDENCE_MAX_SECONDS / 60))))
    except MemoryError:
        return Answer(error=TOO_LARGE)
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


def _command(job: Job) -> list[str]:
    command = [sys.executable, "-m", "decider.evidence.limited"]
    command += [str(settings.EVIDENCE_MAX_SECONDS), str(settings.EVIDENCE_MAX_MEMORY)]
    command += [str(job.file), "--work", str(job.work), f"--name={job.name}"]
    if job.mapping:
        command += ["--mapping", json.dumps(job.mapping)]
    if job.against:
        command += ["--against", str(job.against)]
    return command


def _environment(work: Path) -> dict[str, str]:
    """Only what Python needs: no keys, no addresses of databases."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in os.environ}
    # Each thread of the arithmetic would reserve address space for itself.
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
    return {**kept, **threads, "HOME": str(work), "TMPDIR": str(work), "PYTHONUTF8": "1", "PYTHONSAFEPATH": ""}


def _watch(process: "subprocess.Popen[bytes]", beat: Callable[[float], bool], until: float) -> bytes:
    """Follow the process to the end of its output; answers its last line.

    Raises:
        Stopped: as `read`.
        TimeoutError: `until` (of the monotonic clock) has passed.
        MemoryError: the answer is larger than any reading is.
    """
    assert process.stdout is not None
    # Parts of a line that has not ended yet, so that a long answer is put together once.
    parts: list[bytes] = []
    progress, last, next_beat = 0.0, b"", time.monotonic()
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            now = time.monotonic()
            if now >= next_beat:
                if beat(progress):
                    raise Stopped
                next_beat = now + BEAT_SECONDS
            if now >= until:
                raise TimeoutError
            if not selector.select(BEAT_SECONDS):
                continue
            chunk = os.read(process.stdout.fileno(), 1 << 20)
            if not chunk:
                return b"".join(parts).strip() or last
            first, *others = chunk.split(b"\n")
            parts.append(first)
            for other in others:
                last = b"".join(parts).strip() or last
                progress = max(progress, _progress(last))
                parts = [other]
            if sum(map(len, parts)) > LARGEST_ANSWER:
                raise MemoryError


def _progress(line: bytes) -> float:
    if len(line) > 100 or not line.startswith(b'{"progress"'):
        return 0.0
    try:
        return min(1.0, max(0.0, float(json.loads(line)["progress"])))
    except (ValueError, TypeError, KeyError):
        return 0.0


def _understood(last: bytes, status: int, beside: IO[bytes]) -> Answer:
    try:
        found = simplejson.loads(last.decode(), use_decimal=True) if last else {}
    except ValueError:
        found = {}
    if status == 0 and isinstance(found.get("reading"), dict):
        return Answer(reading=found["reading"], outcomes=found.get("outcomes") or {})
    if isinstance(found.get("error"), str):
        columns = {name: found[name] for name in ("columns", "rows") if name in found}
        return Answer(error=found["error"][:500], columns=columns if found.get("columns") else None)
    beside.seek(max(0, beside.seek(0, os.SEEK_END) - LOGGED))
    said = beside.read()
    # Killed by the system, or out of memory where nothing could be said any more; else the fault is ours.
    if status < 0 or any(words in said for words in _OUT_OF_MEMORY):
        return Answer(error=TOO_LARGE)
    logger.error("A reading ended with status %s: %s", status, said.decode(errors="replace"))
    return Answer(error=BROKEN)

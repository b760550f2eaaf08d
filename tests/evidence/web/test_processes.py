"""Nothing goes on reading when whoever asked for it has gone."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from decider.evidence import child, importing
from decider.management.commands import db_worker

ROOT = Path(__file__).parents[3]
# Set before the readers are started, and in their place: says that it is there, then waits for ever.
WAITING = """
import runpy, sys, threading
def wait(*_, **__):
    print("reading", flush=True)
    threading.Event().wait()
runpy.run_module = wait
from decider.evidence import limited
limited.main()
"""


def test_a_reading_ends_when_its_worker_has_gone() -> None:
    command = [sys.executable, "-c", WAITING, "60", str(2 * 1024**3), "a-file"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == b"reading\n"
        process.stdin.close()

        assert process.wait(timeout=30) == 3


@pytest.mark.parametrize(
    ("ends", "said", "is_logged"),
    [
        ("raise KeyError('a name that nobody expected')", child.BROKEN, True),
        ("raise MemoryError", child.TOO_LARGE, False),
        ("import os; os.abort()", child.TOO_LARGE, False),
    ],
)
def test_a_reader_that_breaks_is_not_taken_for_a_file_that_is_too_large(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    ends: str,
    said: str,
    is_logged: bool,
) -> None:
    monkeypatch.setattr(child, "_command", lambda _: [sys.executable, "-c", ends])

    answer = child.read(child.Job(tmp_path / "file", tmp_path, "file"), beat=lambda _: False)

    assert answer.error == said
    assert ("a name that nobody expected" in caplog.text) == is_logged


def test_a_worker_whose_server_has_gone_puts_its_file_back_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    sent: list[tuple[int, int]] = []

    class Input:
        def fileno(self) -> int:
            return reading

    monkeypatch.setattr(sys, "stdin", Input())
    monkeypatch.setattr(os, "kill", lambda process, number: sent.append((process, number)))
    os.close(writing)
    try:
        db_worker._end_with_input()
        assert importing.ending.is_set()
    finally:
        importing.ending.clear()
        os.close(reading)

    assert sent == [(os.getpid(), signal.SIGTERM)]

"""The background worker of django-tasks-db, which first takes up imports whose worker died."""

import os
import signal
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django_tasks_db.management.commands.db_worker import Command as WorkerCommand

from decider.evidence import importing
from decider.evidence.reaping import tidy


class Command(WorkerCommand):
    help = "Read uploaded evidence in the background; run at least one beside the web server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--end-with-input",
            action="store_true",
            help="End when standard input closes: how `make run` lets the worker end with the server.",
        )

    def handle(self, *, end_with_input: bool = False, **options: Any) -> None:  # type: ignore[override]
        tidy()
        if end_with_input:
            threading.Thread(target=_end_with_input, daemon=True).start()
        super().handle(**options)


def _end_with_input() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    # A file that is being read goes back into the queue, so that the end need not wait for it.
    importing.ending.set()
    os.kill(os.getpid(), signal.SIGTERM)

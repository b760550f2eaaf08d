"""`make run`: bring this checkout's database up to date, say where to look, serve, with a worker beside the server."""

import os
import socket
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from decider.models import ModelPrice, Team
from decider.teams.demo import demo_people

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Migrate, load the price book and the demo team if they are missing, then serve on this machine only."
    # The server checks the same things again: one round is enough for a quick start.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL_MODE:
            raise CommandError("start_local shows demo sign-ins, so it needs local mode: use `make run`.")
        self._check_port_is_free(options["port"])
        self._migrate()
        self._load_once()
        self._say_where(options["port"])
        self._start_worker()
        self._serve(options["port"])

    def _check_port_is_free(self, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except (OSError, OverflowError) as error:
                raise CommandError(
                    f"Port {port} cannot be used ({error}). Choose another one: make run PORT=8001"
                ) from error

    def _migrate(self) -> None:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database …")
            call_command("migrate", interactive=False, verbosity=0)

    def _load_once(self) -> None:
        if not ModelPrice.objects.exists():
            self.stdout.write("Loading the price book …")
            call_command("load_prices", verbosity=0)
        if not Team.objects.exists():
            self.stdout.write("Loading the demo team …")
            call_command("load_demo", verbosity=0)

    def _say_where(self, port: int) -> None:
        self.stdout.write(f"\nDecider is at http://localhost:{port}/\n")
        for person in demo_people():
            self.stdout.write(f"  sign in as {person.role:8} {person.email:22} password {person.password}")
        self.stdout.write("Stop with Ctrl-C.\n")

    def _start_worker(self) -> None:
        """The background worker, which ends when the server does: its input is a pipe that the server holds open."""
        command = [sys.executable, sys.argv[0], "db_worker", "--end-with-input", "--verbosity", "0"]
        # In a session of its own, so that Ctrl-C reaches the server alone, and the worker through the pipe.
        self.worker = worker = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603
        assert worker.stdin is not None
        os.set_inheritable(worker.stdin.fileno(), True)

    def _serve(self, port: int) -> None:
        connections.close_all()
        sys.stdout.flush()
        if settings.DEBUG:
            # Django's own server reads code and templates again whenever they change.
            command = [sys.argv[0], "runserver", f"{HOST}:{port}"]
        else:
            command = ["-m", "gunicorn", "--bind", f"{HOST}:{port}", "--log-level", "warning", "decider.wsgi"]
        # The server takes this process's place, so that Ctrl-C and signals reach it directly.
        os.execv(sys.executable, [sys.executable, *command])  # noqa: S606

"""`make run` on a machine where nothing is configured."""

import os
import socket
import subprocess
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from decider.models import Membership, ModelPrice, Team, User
from decider.teams.demo import PEOPLE


class Replaced(Exception):
    """The process would have become the web server here."""


class Started:
    """A process that would have been started: its command, and the pipe into it."""

    commands: list[list[str]]

    def __init__(self, command: list[str], **options: object) -> None:
        assert options["stdin"] == subprocess.PIPE
        self.commands.append(command)
        self._reading, writing = os.pipe()
        self.stdin = os.fdopen(writing, "wb")

    def close(self) -> None:
        self.stdin.close()
        os.close(self._reading)


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Started]]:
    """The processes that were started beside the server."""
    started: list[Started] = []
    monkeypatch.setattr(Started, "commands", [], raising=False)

    def start(command: list[str], **options: object) -> Started:
        started.append(Started(command, **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    yield started
    for worker in started:
        worker.close()


@pytest.fixture
def local(settings: Settings, monkeypatch: pytest.MonkeyPatch, workers: list[Started]) -> list[list[str]]:
    """Local mode; the commands that the process would have become."""
    settings.LOCAL_MODE = True
    commands: list[list[str]] = []

    def execv(path: str, arguments: list[str]) -> None:
        commands.append(arguments)
        raise Replaced

    monkeypatch.setattr(os, "execv", execv)
    # The real connection of the test must outlive the command.
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    return commands


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(port: int) -> str:
    out = StringIO()
    with pytest.raises(Replaced):
        call_command("start_local", port=port, stdout=out)
    return out.getvalue()


def test_it_loads_the_price_book_says_where_to_look_and_serves_this_machine_only(
    team: Team, local: list[list[str]]
) -> None:
    port = _free_port()

    said = _start(port)

    assert ModelPrice.objects.exists()
    assert f"http://localhost:{port}/" in said
    assert f"127.0.0.1:{port}" in local[0]


@pytest.mark.parametrize("debug", [False, True])
def test_a_worker_runs_beside_the_server_and_ends_with_it(
    team: Team, local: list[list[str]], workers: list[Started], settings: Settings, debug: bool
) -> None:
    settings.DEBUG = debug

    _start(_free_port())

    assert len(workers) == 1
    assert Started.commands[0][2:] == ["db_worker", "--end-with-input", "--verbosity", "0"]
    # The server keeps the pipe open that the worker watches: the system closes it when the server has gone.
    assert os.get_inheritable(workers[0].stdin.fileno())


def test_demo_sign_ins_are_printed_once_the_demo_team_is_there(team: Team, local: list[list[str]]) -> None:
    person = PEOPLE[0]
    assert person.email not in _start(_free_port())

    user = User.objects.create_user(person.email, person.password, name=person.name)
    Membership.objects.create(team=team, user=user, role=person.role)

    said = _start(_free_port())
    assert person.email in said
    assert person.password in said


def test_prices_are_loaded_once(team: Team, local: list[list[str]]) -> None:
    _start(_free_port())
    ModelPrice.objects.exclude(pk=ModelPrice.objects.earliest("pk").pk).delete()

    _start(_free_port())

    assert ModelPrice.objects.count() == 1


def test_a_port_that_is_taken_is_named(team: Team, local: list[list[str]], workers: list[Started]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CommandError, match=f"Port {port} cannot be used"):
            call_command("start_local", port=port)

    assert not local
    assert not workers


def test_it_refuses_outside_local_mode(db: None, settings: Settings) -> None:
    settings.LOCAL_MODE = False

    with pytest.raises(CommandError, match="make run"):
        call_command("start_local")

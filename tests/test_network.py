"""Tests reach this machine and nothing else."""

import socket

import pytest

from tests.network import OutsideNetworkRefused


def test_another_machine_cannot_be_reached_by_address() -> None:
    with socket.socket() as outside, pytest.raises(OutsideNetworkRefused):
        outside.connect(("192.0.2.1", 80))


def test_another_machine_cannot_be_looked_up_by_name() -> None:
    with pytest.raises(OutsideNetworkRefused):
        socket.create_connection(("example.com", 80), timeout=1)


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass

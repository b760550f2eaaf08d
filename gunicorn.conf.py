"""How gunicorn serves Decider; it reads this file by itself. Options on its command line win."""

from importlib import import_module
from threading import Thread
from typing import Any

worker_class = "gthread"
# Processes use the cores, threads wait for the database side by side.
workers = 2
threads = 4
timeout = 60
# Code is imported once and shared, and a broken start is said once.
preload_app = True
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Fetch what only the first drawn range needs while nobody waits for it."""
    Thread(target=import_module, args=["scipy.stats"], daemon=True).start()

"""Two people at once: run deeds in threads that start together, each with its own connection."""

import threading
from collections.abc import Callable

from django.db import connection


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """What each deed returned or raised, in the order given. Needs a test with `transaction=True`."""
    start = threading.Barrier(len(deeds))
    outcomes: list[object] = [None] * len(deeds)

    def do(position: int, deed: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            outcomes[position] = deed()
        except Exception as error:  # noqa: BLE001 - the test looks at what was raised
            outcomes[position] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes

"""`python -m decider.evidence.limited SECONDS BYTES …`: the readers, in a process that cannot take the machine down.

Reading what strangers wrote may go wrong in any way: it gets a bounded address space, bounded time on the
processor, bounded files and no core dump, and it ends when whoever started it has gone (its standard input closes).
"""

import os
import runpy
import sys
import threading

LARGEST_FILE = 8 * 1024**3


def _limit(seconds: int, memory: int) -> None:
    try:
        import resource
    except ImportError:
        # Not on Windows: there the time limit of whoever started us has to do.
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        # The engine works with two threads; whoever started us looks at the clock.
        (resource.RLIMIT_CPU, 2 * seconds),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # Some systems know a limit without letting anybody set it; the others still hold.
        try:
            resource.setrlimit(what, (allowed, allowed))
        except (OSError, ValueError):
            continue


def _end_with_parent() -> None:
    while os.read(0, 4096):
        pass
    os._exit(3)


def main() -> None:
    seconds, memory, *rest = sys.argv[1:]
    _limit(int(seconds), int(memory))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.argv = ["decider.evidence.readers", *rest]
    runpy.run_module("decider.evidence.readers", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

"""Limits in time and memory that stop a query for good.

Neither engine can be told to stop. A watching thread ends the whole process instead, which is
why only the command line uses it. Oxigraph lets other threads run while it works; a regular
expression inside rdflib does not, so there the system's alarm clock stands behind the watch.
"""

from __future__ import annotations

import _thread
import contextlib
import os
import sys
import time
from collections.abc import Iterator


@contextlib.contextmanager
def stop_after(timeout_s: float, memory_mib: float, *, alarm: bool = False) -> Iterator[None]:
    """End the process with code 2 and one line if the block takes too long or too much memory.

    Parameters
    ----------
    timeout_s
        Seconds of wall time; 0 means without limit.
    memory_mib
        Highest resident memory of the process; 0 means without limit. Not watched on systems
        without ``getrusage``.
    alarm
        Whether the system's alarm clock ends the process two seconds later if all else fails.
    """
    done: list[bool] = []
    if timeout_s > 0 or memory_mib > 0:
        _thread.start_new_thread(_watch, (done, timeout_s, memory_mib))
    if alarm and timeout_s > 0:
        _set_alarm(timeout_s + 2)
    try:
        yield
    finally:
        done.append(True)
        if alarm:
            _set_alarm(0)


def _watch(done: list[bool], timeout_s: float, memory_mib: float) -> None:
    start = time.monotonic()
    while not done:
        time.sleep(0.02)
        if timeout_s > 0 and time.monotonic() - start > timeout_s and not done:
            _end(
                f"the query was stopped after {timeout_s:g} s. Narrow it, or allow more with "
                "--timeout SECONDS."
            )
        if memory_mib > 0 and peak_mib() > memory_mib and not done:
            _end(
                f"the query was stopped when it took more than {memory_mib:g} MiB of memory. "
                "Narrow it, or allow more with --memory MIB."
            )


def _end(text: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(f"dipgraph: {text}\n")
        sys.stderr.flush()
    os._exit(2)


def peak_mib() -> float:
    """Return the highest resident memory of this process so far, 0 where it is not known."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def _set_alarm(seconds: float) -> None:
    import signal

    if hasattr(signal, "setitimer"):
        with contextlib.suppress(ValueError):  # not in the main thread: the watch must do
            signal.setitimer(signal.ITIMER_REAL, seconds)

"""Limits in time and memory that stop a query for good.

Neither engine can be told to stop. A watching thread ends the whole process instead, which is
why only the command line uses it. Oxigraph lets other threads run while it works; a regular
expression inside rdflib does not, so there the system's alarm clock stands behind the watch.
"""

from __future__ import annotations

import _thread
import os
import sys
import time


class StopAfter:
    """Ends the process with code 2 and one line if the block takes too long or too much memory.

    Parameters
    ----------
    timeout_s
        Seconds of wall time; 0 means without limit.
    memory_mib
        Highest resident memory of the process; 0 means without limit. Not watched on systems
        without ``getrusage``.
    alarm
        Whether the system's alarm clock ends the process two seconds later if all else fails.
    what
        What is stopped, for the message.
    """

    def __init__(
        self,
        timeout_s: float,
        memory_mib: float,
        *,
        alarm: bool = False,
        what: str = "the query",
    ) -> None:
        self._timeout_s = timeout_s
        self._memory_mib = memory_mib
        self._alarm = alarm and timeout_s > 0
        self._what = what
        self._done: list[bool] = []

    def __enter__(self) -> None:
        if self._timeout_s > 0 or self._memory_mib > 0:
            limits = (self._done, self._timeout_s, self._memory_mib, self._what)
            _thread.start_new_thread(_watch, limits)
        if self._alarm:
            _set_alarm(self._timeout_s + 2)

    def __exit__(self, *raised: object) -> None:
        self._done.append(True)
        if self._alarm:
            _set_alarm(0)


def _watch(done: list[bool], timeout_s: float, memory_mib: float, what: str) -> None:
    start = time.monotonic()
    while not done:
        time.sleep(0.02)
        if timeout_s > 0 and time.monotonic() - start > timeout_s and not done:
            _end(
                f"{what} was stopped after {timeout_s:g} s. Narrow it, or allow more with "
                "--timeout SECONDS."
            )
        if memory_mib > 0 and peak_mib() > memory_mib and not done:
            _end(
                f"{what} was stopped when it took more than {memory_mib:g} MiB of memory. "
                "Narrow it, or allow more with --memory MIB."
            )


def _end(text: str) -> None:
    try:
        sys.stderr.write(f"dipgraph: {text}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        pass  # nobody reads it; the work stops all the same
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
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds)
        except ValueError:
            pass  # not in the main thread: the watch must do

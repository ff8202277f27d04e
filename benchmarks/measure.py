"""What the benchmarks share: a row of the table, and the clock."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent


class Row(NamedTuple):
    """One measurement: what was done on how much, by us and by a peer, in seconds of wall time.

    ``wanted`` is the ratio that was aimed at, in words; ``kept`` whether it was reached.
    """

    what: str
    size: str
    ours_s: float
    peer: str
    peer_s: float
    wanted: str
    kept: bool

    @property
    def ratio(self) -> float:
        """How many times our time the peer takes."""
        return self.peer_s / self.ours_s


def time_call(call: Callable[[], object], repeats: int = 5) -> float:
    """Return the median wall time of a call in seconds."""
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def time_commands(commands: Sequence[Sequence[str]], repeats: int = 15) -> list[float]:
    """Return the median wall time of each command in seconds, run in turn so that noise is shared.

    Raises
    ------
    subprocess.CalledProcessError
        If a command fails: its time would mean nothing.
    """
    taken: list[list[float]] = [[] for _ in commands]
    for _ in range(repeats):
        for times, command in zip(taken, commands, strict=True):
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
            times.append(time.perf_counter() - start)
    return [statistics.median(times) for times in taken]

"""Progress on standard error, for work that takes longer than a second."""

from __future__ import annotations

import os
import sys
import time


class Progress:
    """Say what is being done, but only when the work takes a while.

    On a terminal one line is rewritten and wiped at the end; elsewhere one line is printed
    when the first second has passed, so that logs stay short.
    """

    def __init__(self, after_s: float = 1.0) -> None:
        self._start = time.monotonic()
        self._after_s = after_s
        self._shown = False
        self._live = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def say(self, what: str) -> None:
        """Show ``what``, a few words in the present participle."""
        if time.monotonic() - self._start < self._after_s:
            return
        if self._live:
            print(f"\r\x1b[K{what[:78]}", end="", file=sys.stderr, flush=True)
        elif not self._shown:
            print(f"dipgraph: {what} ...", file=sys.stderr, flush=True)
        self._shown = True

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._shown and self._live:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

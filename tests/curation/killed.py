"""Run a piece of dipgraph in a process that dies at one step of changing files.

Usage: killed.py STEP MODE WORDS…

Every call that changes a folder (rename, removal, synchronisation, making of a folder, writing of a
draft) is counted; at call STEP the process is killed (MODE kill), before or after the call in turn,
or the call fails as on a full disk (MODE full). The number of calls goes to standard error.
"""

from __future__ import annotations

import errno
import os
import pathlib
import signal
import sys
from collections.abc import Callable
from typing import Any

COUNT = 0


def counted(name: str, call: Callable[..., Any], step: int, mode: str) -> Callable[..., Any]:
    def run(*args: Any, **options: Any) -> Any:
        global COUNT
        COUNT += 1
        if step == COUNT and mode == "full":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if step == COUNT and mode == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        result = call(*args, **options)
        if step == COUNT and mode == "kill-after":
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    run.__name__ = name
    return run


def main() -> int:
    step, mode = int(sys.argv[1]), sys.argv[2]
    from dipgraph import journal
    from dipgraph.cli import main as dipgraph

    for name in ("replace", "unlink", "fsync", "mkdir", "rmdir"):
        setattr(os, name, counted(name, getattr(os, name), step, mode))
    assert pathlib.os is os  # type: ignore[attr-defined]
    writes = counted("_write", journal._write, step, mode)
    journal._write = writes
    code = dipgraph(sys.argv[3:])
    print(f"steps {COUNT}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())

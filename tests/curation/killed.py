"""Run the command line in a process that dies, or whose disk fills up, at one step of a commit.

Usage: killed.py STEP MODE WORDS…

Every call that changes a file or folder while files are changed as one is counted: renames,
removals, synchronisations. At call STEP the process is killed before it (MODE kill), or the call
fails as on a full disk (MODE full). The number of calls goes to standard error.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dipgraph import journal
from dipgraph.cli import main as dipgraph

STEP, MODE = int(sys.argv[1]), sys.argv[2]
COUNT = 0


def counted(call: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **options: Any) -> Any:
        global COUNT
        COUNT += 1
        if COUNT == STEP and MODE == "full":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if COUNT == STEP and MODE == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*args, **options)

    return run


def main() -> int:
    real = journal.commit

    def commit(data: Path, changes: list[journal.Change]) -> None:
        for name in ("replace", "unlink", "fsync", "mkdir", "rmdir"):
            setattr(os, name, counted(getattr(os, name)))
        real(data, changes)

    journal.commit = commit
    code = dipgraph(sys.argv[3:])
    print(f"steps {COUNT}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())

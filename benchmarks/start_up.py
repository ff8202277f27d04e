"""How long a command takes before it does anything: ``dipgraph --help`` against argparse alone."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.measure import Row, time_commands


def run() -> list[Row]:
    """Measure the installed command beside ``python -c "import argparse"``."""
    command = str(Path(sys.executable).parent / "dipgraph")
    ours_s, peer_s = time_commands([[command, "--help"], [sys.executable, "-c", "import argparse"]])
    kept = ours_s <= 4 * peer_s
    return [
        Row("dipgraph --help", "", ours_s, "import argparse", peer_s, "at most 4x its time", kept)
    ]

"""A copy of the fictional project that a test may break, and the command line on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
RURITANIA = Path(__file__).parent / "fixtures" / "ruritania"


def copy_project(folder: Path) -> Path:
    """Return a copy of the fictional project below ``folder``."""
    return Path(shutil.copytree(RURITANIA, folder / "ruritania"))


def run_dipgraph(
    *words: str, cache: Path, stdin: str = "", timeout_s: float = 120, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, with a cache of its own."""
    settings = {"DIPGRAPH_CACHE": str(cache), "PYTHONPATH": str(ROOT / "src"), **settings}
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DIPGRAPH")}
    return subprocess.run(
        [sys.executable, "-m", "dipgraph", *words],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=kept | settings,
        timeout=timeout_s,
        check=False,
    )


def assert_one_line_fault(run: subprocess.CompletedProcess[str], *expected: str) -> None:
    """Hold a run to exit code 2 and one line on standard error that says ``expected``."""
    assert run.returncode == 2, run.stdout + run.stderr
    lines = run.stderr.strip().splitlines()
    assert len(lines) == 1, run.stderr
    assert lines[0].startswith("dipgraph: ")
    assert "Traceback" not in run.stderr + run.stdout
    for words in expected:
        assert words in lines[0], lines[0]

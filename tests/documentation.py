"""Commands that the documentation shows, run and compared with what it says they print.

A block

    ```console
    $ dipgraph query run elections
    ...what it prints...
    ```

is run in an empty folder; a line that holds only ``…`` stands for any number of lines. A block
marked ``console texts`` needs the source texts, and is passed over where they are not at hand.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "queries/README.md"]
_BLOCK = re.compile(r"^```console( texts)?\n(.*?)^```$", re.M | re.S)
ANY = "…"


class Shown(NamedTuple):
    """One command of a document with the output it shows."""

    document: str
    line: int
    needs_texts: bool
    command: str
    output: str


def find_commands(document: Path) -> list[Shown]:
    """Return the commands of a document, in their order."""
    text = document.read_text(encoding="utf-8")
    found = []
    for block in _BLOCK.finditer(text):
        for part in re.split(r"^\$ ", block[2], flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            line = text.count("\n", 0, block.start()) + 1
            name = document.relative_to(ROOT).as_posix()
            found.append(Shown(name, line, bool(block[1]), command, output))
    return found


def run_command(command: str, folder: Path) -> str:
    """Return what a ``dipgraph`` command prints on standard output."""
    words = shlex.split(command)
    assert words[0] == "dipgraph", f"only dipgraph commands are shown: {command}"
    environment = {**os.environ, "COLUMNS": "110", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=120,
    )
    assert done.returncode in (0, 1), f"{command}: exit {done.returncode}: {done.stderr}"
    return done.stdout


def agrees(shown: str, printed: str) -> bool:
    """Say whether the output agrees, ``…`` standing for any number of lines."""
    parts = [part.strip("\n") for part in re.split(rf"^{ANY}$", shown, flags=re.M)]
    pattern = r"\n(?:.*\n)*?".join(re.escape(part) for part in parts if part)
    head = "" if shown.startswith(ANY) else r"\A"
    tail = "" if shown.rstrip("\n").endswith(ANY) else r"\n*\Z"
    if head == "":
        head = r"(?:\A|\n)"
    if tail == "":
        tail = r"(?:\n|\Z)"
    return re.search(head + pattern + tail, printed) is not None

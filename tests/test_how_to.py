"""The guide to adding a year is tried: its commands run in an empty folder, in their order.

A block marked ``sh fails`` shows what is refused; all others succeed.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dipgraph
from documentation import ROOT

GUIDE = ROOT / "docs/how-to/add-a-year.md"
BLOCK = re.compile(r"^```sh( fails)?\n(.*?)^```$", re.M | re.S)
BASH = shutil.which("bash") or ""


@pytest.mark.skipif(not BASH, reason="there is no bash")
def test_the_guide_leads_from_a_text_to_a_checked_project(tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    command = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m dipgraph "$@"\n'
    (tools / "dipgraph").write_text(command, encoding="utf-8")
    (tools / "dipgraph").chmod(0o755)
    folder = tmp_path / "here"
    folder.mkdir()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DIPGRAPH")}
    environment = kept | {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "DIPGRAPH_CACHE": str(tmp_path / "cache"),
        "DIPGRAPH_HOME": str(folder / "ruritania"),  # each block has a shell of its own
    }
    said = []
    blocks = BLOCK.findall(GUIDE.read_text(encoding="utf-8"))
    assert len(blocks) >= 10
    for fails, script in blocks:
        done = subprocess.run(
            [BASH, "-e", "-o", "pipefail", "-c", script],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == (1 if fails else 0), f"{script}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
        said.append(done.stdout)
    everything = "\n".join(said)
    # What the guide says of the two faults, and of the end.
    assert "Did you mean kind:political-consultations?" in everything
    assert "dip:value 19 does not stand in its passage (numbers there: 90, 2032)" in everything
    assert "added: 3 nodes in 3 files" in everything
    kg = dipgraph.load(folder / "ruritania", sources=folder / "ruritania/texts", cache=False)
    report = kg.check()
    assert report.ok, report.issues
    assert "0 open; 100 % accounted for" in "\n".join(report.summary())
    assert (folder / "review.html").stat().st_size > 1_000


def test_the_commands_of_the_guide_are_those_that_it_teaches() -> None:
    text = "\n".join(script for _, script in BLOCK.findall(GUIDE.read_text(encoding="utf-8")))
    for command in (
        "source add",
        "coverage",
        "search",
        "find-passage",
        "new",
        "validate",
        "add",
        "fmt",
        "check --accept",
        "review",
    ):
        assert f"dipgraph {command}" in text

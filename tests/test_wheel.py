"""The built package works by itself: from another folder, with the files it carries."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from project_copy import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds what the wheel, built from the sdist, installs."""
    folder = tmp_path_factory.mktemp("built")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    assert len(list(folder.glob("*.tar.gz"))) == 1
    target = folder / "site"
    pip = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--target"]
    subprocess.run([*pip, str(target), str(wheel)], check=True, capture_output=True)
    return target


def run(installed: Path, cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DIPGRAPH")}
    # -P keeps the working directory out of the search; the target comes before an installed copy.
    return subprocess.run(
        [sys.executable, "-P", "-m", "dipgraph", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env=kept | {"PYTHONPATH": str(installed), "DIPGRAPH_CACHE": str(cwd / "cache")},
    )


def test_wheel_carries_what_the_commands_read(installed: Path, tmp_path: Path) -> None:
    files = installed / "dipgraph" / "_files"
    assert (files / "ontology/dipgraph.ttl").is_file()
    assert (files / "visualizations/assets").is_dir()
    assert (installed / "dipgraph/py.typed").is_file()
    listed = run(installed, tmp_path, "query", "list")
    assert listed.returncode == 0, listed.stderr
    assert "visits" in listed.stdout
    found = run(installed, tmp_path, "query", "run", "visits", "--format", "csv")
    assert found.returncode == 0, found.stderr
    assert len(found.stdout.splitlines()) > 5
    compiled = run(installed, tmp_path, "compile")
    assert "up to date" in compiled.stdout


def test_installed_files_are_the_ones_used_and_nothing_is_written_beside_the_user(
    installed: Path, tmp_path: Path
) -> None:
    code = "from dipgraph.resources import find_project; print(find_project().root)"
    asked = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(installed)},
    )
    assert Path(asked.stdout.strip()) == installed / "dipgraph" / "_files"
    run(installed, tmp_path, "stats")
    assert {entry.name for entry in tmp_path.iterdir()} <= {"cache"}

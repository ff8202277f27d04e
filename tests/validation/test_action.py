"""The GitHub Action and the pre-commit hooks, run as a runner and pre-commit run them."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from project_copy import ROOT, copy_project
from validation.additions import GOOD, HEAD

BASH = shutil.which("bash") or ""
BAD = GOOD.replace("state:XGK ,", "state:XGG ,")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a project as another repository has it, with a good file and a bad one."""
    project = copy_project(tmp_path)
    (project / "new").mkdir()
    (project / "new/good.ttl").write_text(HEAD + GOOD, encoding="utf-8")
    (project / "new/bad.ttl").write_text(HEAD + BAD, encoding="utf-8")
    tools = tmp_path / "tools"
    tools.mkdir()
    command = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m dipgraph "$@"\n'
    (tools / "dipgraph").write_text(command, encoding="utf-8")
    (tools / "dipgraph").chmod(0o755)
    return project


def environment(checkout: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DIPGRAPH", "INPUT_"))}
    return kept | {
        "PATH": f"{checkout.parent / 'tools'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "DIPGRAPH_CACHE": str(checkout.parent / "cache"),
        "GITHUB_OUTPUT": str(checkout.parent / "output"),
        "GITHUB_ACTION_PATH": str(ROOT),
    }


def action() -> dict[str, Any]:
    found = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def run_action(checkout: Path, **given: str) -> tuple[int, str]:
    """Run the last step of the action with these inputs, the others at their defaults."""
    described = action()
    inputs = {name: str(value["default"]) for name, value in described["inputs"].items()}
    assert set(given) <= set(inputs)
    inputs |= given
    (step,) = (step for step in described["runs"]["steps"] if step.get("id") == "run")
    values = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: inputs[m[1]], text)
        for name, text in step["env"].items()
    }
    script = checkout.parent / "step.sh"
    script.write_text(step["run"], encoding="utf-8")
    done = subprocess.run(
        [BASH, "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        cwd=checkout,
        env=environment(checkout) | values,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr
    output = (checkout.parent / "output").read_text(encoding="utf-8").split()
    assert output[-1] == f"exit-code={done.returncode}"
    return done.returncode, done.stdout


needs_bash = pytest.mark.skipif(not BASH, reason="there is no bash")


@needs_bash
def test_the_action_passes_a_good_file_and_annotates_a_bad_one(checkout: Path) -> None:
    where = {"data": ".", "sources": "texts"}
    code, out = run_action(checkout, files="new/good.ttl", **where)
    assert code == 0 and "::error" not in out and "0 violations" in out
    code, out = run_action(checkout, files="new/*.ttl", sarif="found.sarif", **where)
    assert code == 1
    line = HEAD.count("\n") + 6
    assert re.search(rf"^::error file=new/bad\.ttl,line={line},title=identifiers::", out, re.M), out
    log = json.loads((checkout / "found.sarif").read_text(encoding="utf-8"))
    assert log["version"] == "2.1.0" and log["runs"][0]["results"]


@needs_bash
def test_the_action_checks_a_project_and_the_form_of_its_files(checkout: Path) -> None:
    code, out = run_action(checkout, data=".", sources="texts")
    assert code == 0 and "0 violations" in out and "shapes with" in out
    records = checkout / "data/sources/xr-2031/meetings.ttl"
    spoilt = records.read_text(encoding="utf-8").replace("kind:summit", "kind:sumit", 1)
    records.write_text(spoilt, encoding="utf-8")
    code, out = run_action(checkout, data=".", sources="texts")
    assert code == 1 and "::error file=data/sources/xr-2031/meetings.ttl,line=" in out
    code, out = run_action(checkout, data=".", files="new/good.ttl", fmt="true", sources="texts")
    assert code == 1 and "new/good.ttl" in out  # its prefixes are not in canonical order


@needs_bash
def test_the_action_takes_no_text_of_an_input_for_a_command(checkout: Path) -> None:
    for files in ("new/none.ttl", "new/*.nt", "$(touch hacked) new/good.ttl;touch hacked", "-x"):
        code, _ = run_action(checkout, files=files, data=".")
        assert code == 2, files
    assert not list(checkout.rglob("hacked"))


def test_the_action_installs_what_stands_beside_it_and_names_its_inputs() -> None:
    described = action()
    steps = described["runs"]["steps"]
    assert described["runs"]["using"] == "composite"
    assert any('pip install --quiet "$GITHUB_ACTION_PATH"' in step.get("run", "") for step in steps)
    assert all(value.get("description") for value in described["inputs"].values())
    # An input that stands in a script would be run as a command.
    assert not [step for step in steps if "${{" in step.get("run", "")]
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text(encoding="utf-8")))
    assert used == set(described["inputs"])


def hooks() -> dict[str, dict[str, Any]]:
    found = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    return {hook["id"]: hook for hook in found}


def run_hook(name: str, checkout: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run a hook on the files of the checkout that it is for, as pre-commit does."""
    hook = hooks()[name]
    every = sorted(
        path.relative_to(checkout).as_posix() for path in checkout.rglob("*") if path.is_file()
    )
    chosen = [path for path in every if re.search(hook["files"], path)]
    assert chosen and len(chosen) < len(every)
    words = [*shlex.split(hook["entry"]), *args, *chosen]
    return subprocess.run(
        words,
        cwd=checkout,
        env=environment(checkout),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_hook_that_validates_fails_for_the_bad_file(checkout: Path) -> None:
    words = ("--data", ".", "--sources", "texts")
    done = run_hook("dipgraph-validate", checkout, *words)
    assert done.returncode == 1 and "Did you mean state:XGK" in done.stdout
    (checkout / "new/bad.ttl").unlink()
    assert run_hook("dipgraph-validate", checkout, *words).returncode == 0


def test_the_hook_that_formats_changes_only_form(checkout: Path) -> None:
    path = checkout / "data/sources/xr-2031/meetings.ttl"
    assert run_hook("dipgraph-fmt", checkout, "--data", ".").returncode == 0
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("    a dip:Visit ;", "  a  dip:Visit;"), encoding="utf-8")
    assert run_hook("dipgraph-fmt", checkout, "--data", ".").returncode == 0
    assert path.read_text(encoding="utf-8") == good
    assert all(hook["language"] == "python" and hook["entry"] for hook in hooks().values())

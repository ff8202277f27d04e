"""An addition that is killed, meets a full or read-only disk, or another one: all or nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from curation.adding import FREED, HEAD, INSTRUMENT, TALKS, add, changed, files, write
from curation.told import faults
from dipgraph.cli import main
from dipgraph.resources import JOURNAL
from project_copy import ROOT, assert_one_line_fault, copy_project


def run_killed(project: Path, step: int, mode: str, new: str) -> subprocess.CompletedProcess[str]:
    words = ["--data", str(project), "add", new, "--year", "2031", "--yes", "--no-answers"]
    return subprocess.run(
        [sys.executable, str(Path(__file__).with_name("killed.py")), str(step), mode, *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )


@pytest.mark.parametrize("mode", ["kill", "full"])
def test_at_every_step_all_or_nothing(
    mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIPGRAPH_CACHE", str(tmp_path / "cache"))
    project = copy_project(tmp_path)
    before = files(project)
    outcomes = []
    # Failures at each single step are tried on the journal itself, in seconds.
    for step in range(1, 100, 1 if mode == "kill" else 4):
        # With the same place and the same times, the compiled store of the start is used again.
        shutil.rmtree(project)
        copy_project(tmp_path)
        new = write(project, TALKS, INSTRUMENT, FREED)
        run = run_killed(project, step, mode, new)
        assert "Traceback" not in run.stderr
        # Any command that reads the data puts right what is half done.
        assert main(["--data", str(project), "stats"]) == 0
        assert not (project / "data" / JOURNAL).exists()
        now = {k: v for k, v in files(project).items() if not k.rpartition("/")[2].startswith(".")}
        is_whole = now != before
        if is_whole:
            assert len(changed(before, now)) == 3
            assert "event:2031-05-14-talks" in now["sources/xr-2031/meetings.ttl"]
            assert "instrument:2031-second-treaty" in now["sources/xr-2031/instruments.ttl"]
            assert "28-77" not in now["sources/xr-2031/set-aside.ttl"]
        outcomes.append(is_whole)
        if run.returncode == 0:
            break
        if mode == "kill":
            assert run.returncode == -signal.SIGKILL
        else:
            assert run.returncode == 2
            assert "No space left on device" in run.stderr
            assert len(faults(run.stderr)) == 2  # with the runner's own
    assert run.returncode == 0
    assert len(outcomes) > (12 if mode == "kill" else 3)
    assert outcomes == sorted(outcomes)
    assert outcomes[0] is False
    # After a failure the same addition can be made, and leaves nothing hidden behind.
    shutil.rmtree(project)
    copy_project(tmp_path)
    assert run_killed(project, 5, mode, new).returncode != 0
    assert add(project, new, "--year", "2031", "--yes") == 0
    assert not list((project / "data").rglob(".*"))


def test_a_disk_that_takes_no_more_leaves_the_data_alone(project: Path) -> None:
    resource = pytest.importorskip("resource")
    before = files(project)
    new = write(project, TALKS)
    (project / "data" / "summary.csv").unlink(missing_ok=True)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))

    run = subprocess.run(
        [sys.executable, "-m", "dipgraph", "--data", str(project), "add", new, "--year", "2031",
         "--yes", "--no-answers"],
        capture_output=True, text=True, check=False, preexec_fn=limit,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "DIPGRAPH_CACHE": "/dev/null"},
    )  # fmt: skip
    assert run.returncode == 2, run.stdout + run.stderr
    assert "Nothing changed" in run.stderr
    assert "Traceback" not in run.stderr
    assert files(project) == before


def give_up_writing_everywhere() -> None:
    """Let a superuser be refused like anybody else: without the right to pass over modes."""
    import ctypes

    ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE


def test_a_read_only_folder_is_told(project: Path) -> None:
    new = write(project, TALKS)
    folders = [project / "data", *(p for p in (project / "data").rglob("*") if p.is_dir())]
    before = files(project)
    for folder in folders:
        folder.chmod(0o555)
    try:
        run = subprocess.run(
            [sys.executable, "-m", "dipgraph", "--data", str(project), "add", new, "--year",
             "2031", "--yes", "--no-answers"],
            capture_output=True, text=True, check=False, preexec_fn=give_up_writing_everywhere,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )  # fmt: skip
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert_one_line_fault(run, "cannot be written (Permission denied)")
    assert files(project) == before


def test_two_at_once_are_one_after_the_other_or_refused(project: Path) -> None:
    texts = {"a": TALKS, "b": TALKS.replace("14-talks", "14-more-talks"), "c": INSTRUMENT}
    runs = {}
    for name, part in texts.items():
        path = project.parent / f"{name}.ttl"
        path.write_text(HEAD + part, encoding="utf-8")
        words = ["add", str(path), "--year", "2031", "--yes", "--no-answers"]
        runs[name] = subprocess.Popen(
            [sys.executable, "-m", "dipgraph", "--data", str(project), *words],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    told = {name: run.communicate(timeout=120)[1] for name, run in runs.items()}
    codes = {name: run.returncode for name, run in runs.items()}
    assert 0 in codes.values(), told
    text = "".join(files(project).values())
    names = {"a": "event:2031-05-14-talks\n", "b": "14-more-talks\n", "c": "2031-second-treaty\n"}
    for name, code in codes.items():
        assert code in (0, 2), told[name]
        assert (names[name] in text) == (code == 0), name
        assert code == 0 or "is changing these data" in told[name], told[name]
    assert main(["--data", str(project), "check", "--only", "shapes,identifiers"]) == 0

"""Questions in bad surroundings: closed and full streams, no home, full disks, killed compiles.

Each gives the right answer, or one line and exit code 2; nothing is left half written.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from dipgraph.compiled import doubt_stores
from dipgraph.finding.index import open_index
from dipgraph.knowledge import load
from dipgraph.resources import find_project
from dipgraph.store import open_store
from project_copy import ROOT, RURITANIA

pytestmark = pytest.mark.skipif(os.name != "posix", reason="streams and limits of POSIX")

QUESTIONS = [
    ["query", "run", "visits", "--format", "csv"],
    ["search", "graustark"],
    ["show", "XGK"],
    ["brief", "XGK"],
    ["export", "--format", "nquads"],
]
QUESTION = QUESTIONS[0]


def start(words: list[str], cache: Path | None, **options: Any) -> subprocess.Popen[bytes]:
    # What a machine may set; PYTHONUNBUFFERED would hide faults that show when Python leaves and
    # writes what it has kept back.
    own = ("DIPGRAPH", "XDG", "PYTHONUNBUFFERED")
    env = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    env["PYTHONPATH"] = str(ROOT / "src")
    if cache:
        env["DIPGRAPH_CACHE"] = str(cache)
    env |= options.pop("env", {})
    for name in options.pop("without", ()):
        env.pop(name, None)
    return subprocess.Popen(
        [sys.executable, "-m", "dipgraph", "--data", str(RURITANIA), *words],
        stdin=subprocess.DEVNULL,
        stdout=options.pop("stdout", subprocess.PIPE),
        stderr=options.pop("stderr", subprocess.PIPE),
        env=env,
        **options,
    )


def run(words: list[str], cache: Path | None, **options: Any) -> tuple[int, bytes, bytes]:
    process = start(words, cache, **options)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    assert run(["search", "graustark"], folder)[0] == 0
    return folder


@pytest.fixture(scope="module")
def right(cache: Path) -> bytes:
    code, out, _ = run(QUESTION, cache)
    assert code == 0
    assert out.count(b"\n") > 1
    return out


def assert_one_line(err: bytes, *told: str) -> None:
    text = err.decode()
    assert "Traceback" not in text
    assert len([line for line in text.splitlines() if not line.endswith(" ...")]) == 1, text
    assert all(words in text for words in told), text


@pytest.mark.parametrize("words", QUESTIONS, ids=lambda words: words[0] + words[1])
def test_closed_and_full_standard_output_are_told(cache: Path, words: list[str]) -> None:
    code, _, err = run(words, cache, preexec_fn=lambda: os.close(1))
    assert code == 2
    assert_one_line(err, "standard output is closed")
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("wb") as full:
        for told in (words, ["--version"], ["--help"]):
            code, _, err = run(told, cache, stdout=full)
            assert code == 2
            assert_one_line(err, "No space left on device")


@pytest.mark.parametrize("words", [QUESTION, ["search", "graustrak"]], ids=["query", "search"])
def test_what_is_told_on_a_closed_stream_does_not_come_out_among_the_rows(
    cache: Path, words: list[str]
) -> None:
    code, out, err = run(words, cache)
    assert err or words is QUESTION
    closed = run(words, cache, preexec_fn=lambda: os.close(2))
    assert closed[:2] == (code, out)


def test_all_streams_closed_is_an_error_without_words(cache: Path) -> None:
    def close_all() -> None:
        for number in (0, 1, 2):
            os.close(number)

    assert run(QUESTION, cache, preexec_fn=close_all)[0] == 2


def test_closed_standard_input_is_told(cache: Path) -> None:
    code, out, err = run(["query", "run", "-"], cache, preexec_fn=lambda: os.close(0))
    assert (code, out) == (2, b"")
    assert_one_line(err, "standard input is closed")


def test_no_home_and_caches_that_are_none_give_the_same_rows(tmp_path: Path, right: bytes) -> None:
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    for cache, env in (
        (file, {}),
        (file / "below", {}),
        (None, {"HOME": str(file)}),
        (None, {"HOME": "/dev/null", "XDG_CACHE_HOME": ""}),
        (None, {"XDG_CACHE_HOME": str(file)}),
    ):
        code, out, err = run(QUESTION, cache, env=env)
        assert (code, out) == (0, right), err
    without = {"XDG_CACHE_HOME": str(tmp_path / "c")}
    assert run(QUESTION, None, env=without, without=["HOME"])[:2] == (0, right)
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("most_bytes", [0, 5_000, 100_000])
def test_full_disk_gives_the_same_rows_and_leaves_no_half_store(
    tmp_path: Path, right: bytes, most_bytes: int
) -> None:
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    code, out, err = run(QUESTION, tmp_path / "c", preexec_fn=limit)
    assert (code, out) == (0, right), err
    stores = tmp_path / "c" / "stores"
    assert not list(stores.iterdir())
    assert run(["search", "graustark"], tmp_path / "c", preexec_fn=limit)[0] == 0
    for words in (["brief", "XGK"], ["export", "--format", "nquads"], QUESTION):
        target = tmp_path / "out.html"
        code, out, err = run([*words, "--out", str(target)], tmp_path / "c", preexec_fn=limit)
        if code == 0:
            assert target.read_bytes()
            target.unlink()
        else:
            assert code == 2
            assert_one_line(err, "cannot be written")
    assert [path.name for path in tmp_path.iterdir()] == ["c"]
    # With room again, the store is written.
    assert run(QUESTION, tmp_path / "c")[:2] == (0, right)
    assert len(list(stores.iterdir())) == 1


def test_four_at_once_on_a_cold_cache(tmp_path: Path) -> None:
    processes = [start(["search", "graustark"], tmp_path) for _ in range(4)]
    answers = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, answers
    assert len({out for out, _ in answers}) == 1
    assert len(list((tmp_path / "stores").iterdir())) == 1
    (place,) = (tmp_path / "stores").iterdir()
    assert {path.name for path in place.iterdir()} == {
        "db", "fingerprint.txt", "names.index", "names.sum", "summed.txt",
    }  # fmt: skip


def test_killed_while_it_compiles_the_next_one_answers(tmp_path: Path, right: bytes) -> None:
    stores = tmp_path / "stores"
    killed = 0
    for wait_s in (0.0, 0.02, 0.06, 0.2):
        process = start(QUESTION, tmp_path)
        until = time.monotonic() + 60
        while not (stores.is_dir() and list(stores.iterdir())) and process.poll() is None:
            assert time.monotonic() < until
            time.sleep(0.002)
        time.sleep(wait_s)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        assert run(QUESTION, tmp_path)[:2] == (0, right)
        for place in [*stores.glob("[!d]*"), *stores.glob("d[!r]*")]:
            import shutil

            shutil.rmtree(place)
    assert killed >= 2


def test_store_that_is_deleted_while_it_is_read_answers_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    monkeypatch.setenv("DIPGRAPH_CACHE", str(tmp_path))
    kg = load(RURITANIA)
    assert kg.opened.place
    before = len(kg.query("visits"))
    shutil.rmtree(kg.opened.place)
    assert len(kg.query("visits")) == before > 0
    assert kg.search("graustark")[0].name == "state:XGK"  # its index cannot be written there
    assert not Path(kg.opened.place).exists()
    shutil.rmtree(tmp_path)
    assert "damaged" in doubt_stores(RuntimeError("Corruption: block"))


def test_a_clock_that_goes_back_changes_no_answer(tmp_path: Path, right: bytes) -> None:
    assert run(QUESTION, tmp_path)[:2] == (0, right)
    (place,) = (tmp_path / "stores").iterdir()
    ahead = time.time() + 400 * 86400
    for path in (place, *place.rglob("*")):
        os.utime(path, (ahead, ahead))
    assert run(QUESTION, tmp_path)[:2] == (0, right)
    assert run(["search", "graustark"], tmp_path)[0] == 0
    assert [path.name for path in (tmp_path / "stores").iterdir()] == [place.name]


def test_index_that_cannot_be_put_in_its_place_is_used_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIPGRAPH_CACHE", str(tmp_path))
    opened = open_store(find_project(RURITANIA))
    assert opened.place

    def removed(*_: object) -> None:
        import shutil

        shutil.rmtree(str(opened.place))
        raise FileNotFoundError("gone")

    monkeypatch.setattr("dipgraph.finding.index.os.replace", removed)
    index = open_index(opened)
    assert index.execute("SELECT count(*) FROM node").fetchone()[0] > 10

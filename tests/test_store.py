"""Loading a project: graphs, rules, the compiled store and its cache."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from dipgraph import compiled
from dipgraph.compiled import KEPT_STORES
from dipgraph.errors import InputError
from dipgraph.namespaces import PREFIXES
from dipgraph.resources import find_project, find_texts_folder
from dipgraph.store import (
    DERIVED,
    MEMBERSHIPS,
    ONTOLOGY,
    REGISTRY,
    build_store,
    open_store,
)
from project_copy import RURITANIA, assert_one_line_fault, copy_project, run_dipgraph

SOURCE = ox.NamedNode(PREFIXES["source"] + "xr-2031")
ANNEX = ox.NamedNode(PREFIXES["source"] + "xr-2031-annex")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DIPGRAPH_CACHE", str(tmp_path / "cache"))
    return copy_project(tmp_path)


def size(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph | None = None) -> int:
    where = graph or ox.DefaultGraph()
    return sum(1 for _ in store.quads_for_pattern(None, None, None, where))


def triples(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> set[tuple[str, str, str]]:
    found = store.quads_for_pattern(None, None, None, graph)
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in found}


def test_each_graph_holds_its_files_and_the_default_graph_each_triple_once(project: Path) -> None:
    store = build_store(find_project(project))
    graphs = (SOURCE, ANNEX, REGISTRY, MEMBERSHIPS, ONTOLOGY, DERIVED)
    named = {graph: size(store, graph) for graph in graphs}
    assert all(named.values()), named
    union: set[tuple[str, str, str]] = set()
    for graph in named:
        union |= triples(store, graph)
    # Blank nodes of the ontology keep their names when they are copied, so sets compare.
    assert triples(store, ox.DefaultGraph()) == union
    assert size(store) == len(union)


def test_triple_stated_by_two_sources_counts_once(project: Path) -> None:
    second = project / "data/sources/xg-2031"
    second.mkdir()
    block = (project / "data/sources/xr-2031/meetings.ttl").read_text(encoding="utf-8")
    (second / "meetings.ttl").write_text(block, encoding="utf-8")
    store = build_store(find_project(project))
    rows = store.query(f"SELECT (COUNT(*) AS ?n) {{ ?s a <{PREFIXES['dip']}Visit> }}")
    assert [int(row["n"].value) for row in rows] == [1]  # type: ignore[union-attr]


def test_compiled_store_answers_as_the_one_in_memory_and_is_used_again(project: Path) -> None:
    place = find_project(project)
    memory = build_store(place)
    first, second = open_store(place), open_store(place)
    assert (first.compiled_now, second.compiled_now) == (True, False)
    assert first.place == second.place is not None
    plain = [t for t in triples(memory, ox.DefaultGraph()) if "_:" not in "".join(t)]
    kept = triples(second.store, ox.DefaultGraph())
    assert set(plain) <= kept
    assert len(second.store) == len(memory)
    with pytest.raises((OSError, RuntimeError)):
        second.store.add(ox.Quad(SOURCE, SOURCE, SOURCE))


def test_an_edit_is_seen_and_the_file_of_before_finds_its_store_again(project: Path) -> None:
    place = find_project(project)
    before = open_store(place)
    path = project / "data/registry/states.ttl"
    old, stamp = path.read_text(encoding="utf-8"), path.stat().st_mtime_ns
    path.write_text(old.replace('"Ruritania"@en', '"Ruritanya"@en'), encoding="utf-8")
    os.utime(path, ns=(stamp + 1, stamp + 1))
    after = open_store(place)
    assert after.compiled_now
    assert after.place != before.place
    path.write_text(old, encoding="utf-8")
    os.utime(path, ns=(stamp, stamp))
    assert not open_store(place).compiled_now


def test_old_stores_are_removed_and_the_newest_stay(project: Path) -> None:
    place = find_project(project)
    path = project / "data/registry/states.ttl"
    opened = []
    for step in range(KEPT_STORES + 2):
        os.utime(path, ns=(10**18 + step, 10**18 + step))
        opened.append(open_store(place).place)
        time.sleep(0.01)
    assert len(set(opened)) == KEPT_STORES + 2
    kept = {str(entry) for entry in (Path(str(opened[-1])).parent).iterdir()}
    assert kept == set(opened[-KEPT_STORES:])


def test_broken_compiled_store_is_built_anew(project: Path) -> None:
    place = find_project(project)
    folder = Path(str(open_store(place).place))
    for file in (folder / "db").iterdir():
        file.write_bytes(b"broken")
    again = open_store(place)
    assert again.compiled_now
    assert size(again.store) > 0
    assert not open_store(place).compiled_now


def test_files_of_a_store_are_summed_up_once_and_again_when_one_is_touched(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = find_project(project)
    table = min(Path(str(open_store(place).place), "db").glob("*.sst"))
    summed: list[str] = []
    sum_up = compiled._sum_up

    def count(folder: str) -> str:
        summed.append(folder)
        return sum_up(folder)

    monkeypatch.setattr(compiled, "_sum_up", count)
    assert not open_store(place).compiled_now
    assert not summed
    os.utime(table)
    assert not open_store(place).compiled_now
    assert len(summed) == 1
    assert not open_store(place).compiled_now
    assert len(summed) == 1


@pytest.mark.skipif(os.name == "nt", reason="no time of change of a file")
def test_byte_changed_beneath_an_old_time_is_noticed(project: Path) -> None:
    place = find_project(project)
    # The engine reads some tables when it opens a store, but not all of the largest.
    tables = Path(str(open_store(place).place), "db").glob("*.sst")
    table = max(tables, key=lambda path: path.stat().st_size)
    before = table.stat()
    raw = bytearray(table.read_bytes())
    raw[len(raw) // 3] ^= 1
    table.write_bytes(raw)
    os.utime(table, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert table.stat().st_mtime_ns == before.st_mtime_ns
    assert open_store(place).compiled_now
    assert not open_store(place).compiled_now


def test_bytes_that_change_without_a_trace_are_told_and_mended(
    project: Path, tmp_path: Path
) -> None:
    place = find_project(project)
    folder = str(open_store(place).place)
    db = str(Path(folder, "db"))
    sums = compiled._sum_up(db)
    for table in Path(db).glob("*.sst"):
        raw = bytearray(table.read_bytes())
        if len(raw) > 50_000:
            raw[len(raw) // 2] ^= 255
            table.write_bytes(raw)
    # As after a fault of the disk: the times at which all was well are those of now.
    now_sums = compiled._sum_up(db)
    assert now_sums != sums
    assert compiled._is_whole(folder, now_sums)
    cache = tmp_path / "cache"
    everything = "SELECT * WHERE { ?s ?p ?o }"
    for words in (("stats",), ("query", "run", "-", "--anyway")):
        assert compiled._is_whole(folder, now_sums)
        run = run_dipgraph("--data", str(project), *words, cache=cache, stdin=everything)
        assert_one_line_fault(run, "Corruption", "Try again: it is built anew.")
    assert run_dipgraph("--data", str(project), "stats", cache=cache).returncode == 0


def test_without_a_writable_cache_the_answers_are_the_same(
    project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("not a folder")
    monkeypatch.setenv("DIPGRAPH_CACHE", str(blocker / "cache"))
    opened = open_store(find_project(project))
    assert opened.place is None
    assert size(opened.store) == size(build_store(find_project(project)))
    captured = capfd.readouterr()
    assert captured.out + captured.err == ""


def test_two_processes_that_compile_at_once_both_succeed(project: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from dipgraph.store import open_store; from dipgraph.resources import "
        "find_project; o = open_store(find_project(sys.argv[1]));"
        "print(len(o.store), bool(o.place))"
    )
    settings = os.environ | {
        "DIPGRAPH_CACHE": str(tmp_path / "raced"),
        "PYTHONPATH": str(Path(__file__).parent.parent / "src"),
    }
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(project)],
            env=settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    outputs = [run.communicate(timeout=60) for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], outputs
    assert len({out for out, _ in outputs}) == 1
    assert outputs[0][0].endswith("True\n")
    left = [entry.name for entry in (tmp_path / "raced/stores").iterdir()]
    assert len(left) == 1, left


def test_project_without_ontology_uses_the_carried_one() -> None:
    project = find_project(RURITANIA)
    assert project.data == RURITANIA / "data"
    assert project.ontology != RURITANIA / "ontology"
    assert project.relative(RURITANIA / "data" / "x.ttl") == "data/x.ttl"
    assert find_texts_folder(project) == RURITANIA / "texts"


def test_home_from_the_environment_and_folder_that_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIPGRAPH_HOME", str(RURITANIA))
    assert find_project().root == RURITANIA
    with pytest.raises(InputError, match="no such folder"):
        find_project(tmp_path / "none")
    with pytest.raises(InputError, match="there is no data/ here"):
        find_project(tmp_path)
    with pytest.raises(InputError, match="--sources names no folder"):
        find_texts_folder(find_project(), tmp_path / "none")


def test_compile_says_what_is_in_the_store(project: Path, tmp_path: Path) -> None:
    run = run_dipgraph("compile", "--data", str(project), cache=tmp_path / "c")
    assert run.returncode == 0, run.stderr
    assert "graph:derived" in run.stdout
    assert "source:xr-2031" in run.stdout
    assert "compiled now" in run.stdout
    again = run_dipgraph("compile", "--data", str(project), cache=tmp_path / "c")
    assert "up to date" in again.stdout

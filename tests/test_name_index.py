"""The index of names on disk: it follows the data, and damage to it is found and mended."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import pytest

import dipgraph
from dipgraph import InputError, KnowledgeGraph
from dipgraph.cli import main
from dipgraph.finding import index as index_module
from dipgraph.finding.index import build_index, open_index
from library_cases import load_small
from project_copy import copy_project


def rows_of(connection: object) -> list[object]:
    return list(connection.execute("SELECT * FROM node ORDER BY id"))  # type: ignore[attr-defined]


@pytest.fixture(params=["read whole", "opened in its place"])
def written(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> KnowledgeGraph:
    """A graph with an index on disk, small or, as it is then taken for, large."""
    monkeypatch.setenv("DIPGRAPH_CACHE", str(tmp_path / "cache%20?#"))
    if request.param == "opened in its place":
        monkeypatch.setattr("dipgraph.finding.index._SMALL_BYTES", 0)
    kg = dipgraph.load(copy_project(tmp_path))
    assert kg.opened.place
    assert len(rows_of(open_index(kg.opened))) > 20
    return kg


def test_a_broken_or_old_index_is_built_again(written: KnowledgeGraph) -> None:
    path = Path(str(written.opened.place), "names.index")
    note = path.with_name("names.sum")
    whole = rows_of(open_index(written.opened))
    good = path.read_bytes()
    mark, summed, times = note.read_text(encoding="utf-8").split("\n")
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 0xFF
    for broken in (b"", b"\n", good[: len(good) // 2], bytes(flipped), b"x" + good, good[:200]):
        path.write_bytes(broken)
        assert rows_of(open_index(written.opened)) == whole
        assert path.read_bytes() == good  # mended on the way
    for noted in ("", "\n", f"{mark}\n", f"x{mark}\n{summed}\n{times}", f"{mark}\n0\n{times}"):
        note.write_text(noted, encoding="utf-8")
        assert rows_of(open_index(written.opened)) == whole
        assert note.read_text(encoding="utf-8").startswith(f"{mark}\n{summed}\n")
    names = {p.name for p in path.parent.iterdir() if p.name.startswith("names")}
    assert names == {"names.index", "names.sum"}


def test_a_large_index_is_opened_where_it_lies_and_summed_up_when_it_was_touched(
    written: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    summed: list[int] = []
    real = zlib.crc32

    def sum_up(raw: bytes) -> int:
        summed.append(len(raw))
        return real(raw)

    monkeypatch.setattr("dipgraph.finding.index.zlib.crc32", sum_up)
    index = open_index(written.opened)
    (where,) = (row[2] for row in index.execute("PRAGMA database_list"))
    path = Path(str(written.opened.place), "names.index")
    if not Path(where).is_absolute():  # small: in memory
        assert summed == [path.stat().st_size]
        return
    assert Path(where) == path
    assert summed == []
    os.utime(path, (1, 1))
    open_index(written.opened)
    open_index(written.opened)
    assert summed == [path.stat().st_size]


def test_damage_under_the_times_of_a_large_index_is_told_and_mended(
    written: KnowledgeGraph, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(str(written.opened.place), "names.index")
    good = path.read_bytes()
    index = open_index(written.opened)
    find_page = "SELECT rootpage FROM sqlite_master WHERE name = 'name_folded'"
    (page,), (size,) = index.execute(f"{find_page} UNION ALL SELECT * FROM pragma_page_size")
    index.close()
    path.write_bytes(good[: size * (page - 1)] + b"\0" * size + good[size * page :])
    note = path.with_name("names.sum")
    status = path.stat()
    mark, summed, _ = note.read_text(encoding="utf-8").split("\n")
    times = f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"
    note.write_text(f"{mark}\n{summed}\n{times}", encoding="utf-8")
    asked = ["--data", str(written.project.root), "search", "graustark"]
    if status.st_size > index_module._SMALL_BYTES:
        assert main(asked) == 2
        assert "the index of names is damaged" in capsys.readouterr().err
    assert main(asked) == 0
    assert "state:XGK" in capsys.readouterr().out
    assert path.read_bytes() == good


def test_the_index_follows_the_data_and_needs_no_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIPGRAPH_CACHE", str(tmp_path / "cache"))
    root = copy_project(tmp_path)
    assert dipgraph.load(root).search("Graustark")[0].name == "state:XGK"
    states = root / "data" / "registry" / "states.ttl"
    text = states.read_text(encoding="utf-8")
    states.write_text(text.replace('"Graustark"', '"Grünlandia"'), encoding="utf-8")
    assert dipgraph.load(root).search("grunlandia")[0].name == "state:XGK"
    assert dipgraph.load(root, cache=False).search("grunlandia")[0].name == "state:XGK"


def test_the_index_holds_each_actor_place_and_record() -> None:
    small = load_small()
    index = build_index(small.store)
    query = (
        "SELECT (COUNT(DISTINCT ?n) AS ?c) { ?n a ?k VALUES ?k { dip:Actor dip:Place dip:Record } }"
    )
    assert index.execute("SELECT count(*) FROM node").fetchone()[0] == small.query(query)[0].c


def test_a_sqlite_without_full_text_search_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dipgraph.finding.index._SCHEMA", "CREATE VIRTUAL TABLE w USING fts99 (a);")
    with pytest.raises(InputError, match=r"cannot search texts \(no such module: fts99\)"):
        build_index(load_small().store)

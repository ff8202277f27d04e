"""Who reads while data are being changed sees the old state or the new, never a mixture."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from dipgraph import store as store_module
from dipgraph.errors import InputError
from dipgraph.namespaces import PREFIXES
from dipgraph.resources import JOURNAL, find_project
from dipgraph.store import list_files, open_store
from project_copy import copy_project

HEAD = "".join(
    f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("dip", "event", "organisation", "rdfs")
)
ONE = HEAD + 'event:one a dip:Visit ; rdfs:label "One"@en .\n'
TWO = HEAD + 'event:two a dip:Visit ; rdfs:label "Two"@en .\n'


def has(store: ox.Store, name: str) -> bool:
    node = ox.NamedNode(PREFIXES["event"] + name)
    return next(iter(store.quads_for_pattern(node, None, None)), None) is not None


def interrupt(data: Path, texts: dict[str, str]) -> None:
    """Leave a journal and drafts, one of them in its place already, as a killed process does."""
    entries = []
    for number, (name, text) in enumerate(texts.items()):
        path = data / name
        place = path if number == 0 else path.with_name(f".{path.name}.dipgraph-draft")
        place.write_text(text, encoding="utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        entries.append({"path": name, "before": None, "after": digest})
    (data / JOURNAL).write_text(json.dumps({"version": 1, "changes": entries}), encoding="utf-8")


@pytest.mark.parametrize("cache", [True, False])
def test_a_reader_completes_what_was_interrupted(
    cache: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIPGRAPH_CACHE", str(tmp_path / "cache"))
    project = find_project(copy_project(tmp_path))
    assert not has(open_store(project, cache=cache).store, "one")
    folder = "sources/xr-2031/"
    interrupt(project.data, {folder + "one.ttl": ONE, folder + "two.ttl": TWO})
    store = open_store(project, cache=cache).store
    assert (has(store, "one"), has(store, "two")) == (True, True)
    assert not (project.data / JOURNAL).exists()
    assert [file.path for file in list_files(project) if "/." in file.path] == []


def test_files_that_change_while_they_are_read_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = find_project(copy_project(tmp_path))
    folder = project.data / "sources" / "xr-2031"
    build = store_module.build_store
    calls = 0

    def build_meanwhile(*args: object, **options: object) -> ox.Store:
        nonlocal calls
        calls += 1
        if calls == 1:  # the list of files is older than these
            (folder / "one.ttl").write_text(ONE, encoding="utf-8")
            (folder / "two.ttl").write_text(TWO, encoding="utf-8")
        return build(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(store_module, "build_store", build_meanwhile)
    store = open_store(project, cache=False).store
    assert calls == 2
    assert (has(store, "one"), has(store, "two")) == (True, True)


def test_a_file_that_goes_while_it_is_read_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = find_project(copy_project(tmp_path))
    ledger = project.data / "sources" / "xr-2031-annex" / "set-aside.ttl"
    build = store_module.build_store

    def build_meanwhile(*args: object, **options: object) -> ox.Store:
        ledger.unlink(missing_ok=True)
        return build(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(store_module, "build_store", build_meanwhile)
    assert open_store(project, cache=False).store is not None
    # A fault that stays is told.
    (project.data / "sources" / "xr-2031" / "bad.ttl").write_text("event:x", encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.ttl:1"):
        open_store(project, cache=False)

"""Loading in the fast way gives the store that loading step by step gives."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import dipgraph
from dipgraph import rules
from dipgraph.errors import InputError, SyntaxFault
from dipgraph.resources import find_project
from dipgraph.store import ALIGNMENTS, DERIVED, ONTOLOGY, build_store, list_files
from project_copy import ROOT, RURITANIA, copy_project


def load_step_by_step(root: Path) -> ox.Store:
    """Load a project in the plainest way: each file, then the default graph, then the rules."""
    store = ox.Store()
    for file in list_files(find_project(root)):
        store.load(path=file.path, to_graph=ox.NamedNode(file.graph))
    store.update(
        f"INSERT {{ ?s ?p ?o }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (?g != {ALIGNMENTS}) }}"
    )
    for fact in rules.derive(store, rules.read_axioms(store, ONTOLOGY)):
        store.add(ox.Quad(*fact, DERIVED))
        store.add(ox.Quad(*fact))
    return store


@pytest.mark.parametrize("root", [RURITANIA, ROOT], ids=["small", "corpus"])
def test_store_holds_what_loading_step_by_step_gives(root: Path) -> None:
    ours, plain = build_store(find_project(root)), load_step_by_step(root)
    assert len(ours) == len(plain) > 5000

    def named(store: ox.Store) -> set[ox.Quad]:
        return {quad for quad in store if "_:" not in f"{quad.subject} {quad.object}"}

    assert named(ours) == named(plain)
    # Blank nodes have the same names in the graph of their file and in the default graph.
    for store in (ours, plain):
        lists = [quad for quad in store if isinstance(quad.subject, ox.BlankNode)]
        assert len(lists) >= 24
        assert len({quad.triple for quad in lists}) == len(lists) / 2


@pytest.mark.parametrize(
    "name", ["ontology/alignments.ttl", "ontology/kinds/visit.ttl", "data/registry/states.ttl"]
)
def test_fault_in_any_file_is_told_with_its_line(tmp_path: Path, name: str) -> None:
    project = copy_project(tmp_path)
    shutil.copytree(ROOT / "ontology", project / "ontology")
    path = project / name
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\nstate:XRU dip:isOfficeOf .\n", encoding="utf-8")
    line = text.count("\n") + 2
    with pytest.raises(SyntaxFault, match=f"^{name}:{line}:"):
        build_store(find_project(project))
    path.write_text("# nothing\n", encoding="utf-8")
    with pytest.raises(InputError, match=f"^{name}: the file holds no statement"):
        build_store(find_project(project))


def test_graph_held_in_memory_answers_as_the_one_on_disk_and_is_apart_from_it() -> None:
    on_disk = dipgraph.load(ROOT)
    copy = on_disk.in_memory()
    assert set(copy.store) == set(on_disk.store)
    assert len(copy) == len(on_disk) > 1000
    asked = 0
    for name, query in list(on_disk.library.queries.items())[::4]:
        params: dict[str, Any] = {
            key: one.example for key, one in query.params.items() if one.required
        }
        assert list(on_disk.query(name, **params)) == list(copy.query(name, **params)), name
        asked += 1
    assert asked > 20
    assert [hit.iri for hit in copy.search("Turkiye")] == [
        hit.iri for hit in on_disk.search("Turkiye")
    ]
    new = ox.Quad(ONTOLOGY, ONTOLOGY, ONTOLOGY)
    copy.store.add(new)
    assert new not in on_disk.store

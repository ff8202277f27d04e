"""On the project's own graph: parts of it taken out and added again, against whole checks."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph as ox

import dipgraph
from dipgraph.knowledge import KnowledgeGraph
from dipgraph.namespaces import PREFIXES
from dipgraph.rules import derive, read_axioms
from dipgraph.shacl import DataGraph, Overlay, StoreView, read_shapes, validate, validate_addition
from dipgraph.shapes import load_shape_quads
from dipgraph.store import ALIGNMENTS, DERIVED, ONTOLOGY
from dipgraph.validation import Document, validate_documents
from dipgraph.validation.derived import derive_more

ROOT = Path(__file__).parents[2]
DIP = PREFIXES["dip"]
KINDS = ("event", "office", "instrument", "figure", "tenure", "state", "passage")


@cache
def graph() -> KnowledgeGraph:
    return dipgraph.load(ROOT, cache=False)


@cache
def stated() -> list[ox.Quad]:
    apart = (ALIGNMENTS, DERIVED, ox.DefaultGraph())
    return [quad for quad in graph().store if quad.graph_name not in apart]


def store_of(quads: list[ox.Quad]) -> ox.Store:
    """Return a store as the project's, with what follows from the quads."""
    store = ox.Store()
    store.bulk_extend(quads)
    store.bulk_extend(ox.Quad(*quad.triple) for quad in quads)
    derived = derive(store, read_axioms(store, ONTOLOGY))
    store.bulk_extend(ox.Quad(s, p, o, g) for s, p, o in derived for g in (DERIVED, _DEFAULT))
    return store


_DEFAULT = ox.DefaultGraph()


def test_taken_out_and_added_again() -> None:
    """What follows, what the shapes say, and that good records pass: as if all were loaded."""
    chance = random.Random(11)
    everything = sorted({q.subject.value for q in stated()})  # type: ignore[union-attr]
    taken: set[str] = set()
    for kind in KINDS:
        names = [name for name in everything if name.startswith(PREFIXES[kind])]
        taken.update(chance.sample(names, 5))
    new = [quad for quad in stated() if quad.subject.value in taken]  # type: ignore[union-attr]
    # Some without their last property, so that there is something to find.
    spoilt = [quad for at, quad in enumerate(new) if at % 9]
    gone = set(new)
    rest = [quad for quad in stated() if quad not in gone]
    store = store_of(rest)

    facts = [(quad.subject, quad.predicate, quad.object) for quad in spoilt]
    merged = Overlay(StoreView(store), facts)
    stated_anew = len(merged.new)
    derived = derive_more(merged, read_axioms(store, ONTOLOGY))
    whole = store_of([*rest, *spoilt])
    have = {q.triple for q in store.quads_for_pattern(None, None, None, _DEFAULT)}
    want = {q.triple for q in whole.quads_for_pattern(None, None, None, _DEFAULT)} - have
    assert {ox.Triple(*fact) for fact in merged.new} == want
    assert len(derived) == len(merged.new) - stated_anew > 0

    shapes = read_shapes(load_shape_quads(graph().project))
    before, after = (Counter(validate(DataGraph(t), shapes).results) for t in (have, have | want))
    difference = validate_addition(merged, shapes)
    assert Counter(difference.new) == after - before
    assert Counter(difference.mended) == before - after
    assert difference.new and not difference.whole

    document = Document("again.nt", "".join(f"{q.triple} .\n" for q in new), ox.RdfFormat.N_TRIPLES)
    document.read(named_only=True)
    outcome = validate_documents(
        graph().project, store, [document], texts=graph().texts, shapes=shapes
    )
    violations = [f for f in outcome.violations if f.check != "identifiers"]
    assert not violations, "\n".join(map(str, violations))
    assert outcome.counts["newTriples"] == len({quad.triple for quad in new})
    assert outcome.mended and outcome.counts["records"] >= 20

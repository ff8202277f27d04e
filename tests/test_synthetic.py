"""The synthetic graphs of the benchmarks: valid, repeatable, shaped like the corpus."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import dipgraph
from dipgraph.facts import DIP, Facts
from dipgraph.shacl import DataGraph, read_shapes, validate
from dipgraph.shapes import load_shape_quads
from library_cases import ROOT, all_cases

sys.path.insert(0, str(ROOT))
from benchmarks import synthetic

MODEL = synthetic.measure()
EVENTS = 300


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synthetic.write_project(tmp_path_factory.mktemp("graph"), EVENTS, model=MODEL)


@pytest.fixture(scope="module")
def kg(project: Path) -> dipgraph.KnowledgeGraph:
    return dipgraph.load(project, cache=False)


def test_graph_loads_and_passes_every_check_but_that_its_texts_are_nowhere(
    kg: dipgraph.KnowledgeGraph,
) -> None:
    report = kg.check()
    assert [str(issue) for issue in report.issues if issue.severity == "violation"] == []
    facts = Facts.of_store(kg.store)
    assert sum(facts.is_a(record, DIP + "Event") for record in facts.records) == EVENTS
    assert all("ynthetic" in facts.label(record) for record in facts.records)


def test_every_query_of_the_library_runs_and_most_find_something(
    kg: dipgraph.KnowledgeGraph,
) -> None:
    found = {}
    for case in all_cases(kg):
        params: dict[str, Any] = dict(case.params)
        found[case.name] = len(kg.query(case.query, **params))
    assert len(found) >= 20
    assert sum(number > 0 for number in found.values()) > len(found) / 2, found


def test_proportions_are_those_of_the_corpus() -> None:
    def shares(facts: Facts, prop: str) -> Counter[str]:
        values = Counter(value for r in facts.records for value in facts.nodes(r, prop))
        total = sum(values.values())
        return Counter({value: 1000 * number // total for value, number in values.items()})

    corpus = Facts.of_store(dipgraph.load(ROOT).store)
    copy = Facts(synthetic.iter_quads(MODEL, 3000))
    type_ = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    for prop in (type_, DIP + "datePrecision"):
        expected, found = shares(corpus, prop), shares(copy, prop)
        for value, share in expected.most_common(12):
            assert abs(found[value] - share) < 30, (value, share, found[value])
    per_record = [
        sum(1 for r in facts.records for _ in facts.statements(r)) / len(facts.records)
        for facts in (corpus, copy)
    ]
    assert abs(per_record[0] - per_record[1]) < 0.8, per_record
    cited = [len(facts.citations) / len(facts.records) for facts in (corpus, copy)]
    assert abs(cited[0] - cited[1]) < 0.05, cited


def test_same_arguments_give_the_same_graph_and_another_seed_another(
    project: Path, tmp_path: Path
) -> None:
    again = synthetic.write_project(tmp_path / "again", EVENTS, model=synthetic.measure())
    files = sorted(path.relative_to(project) for path in project.rglob("*.ttl"))
    assert len(files) > 50
    for file in files:
        assert (project / file).read_bytes() == (again / file).read_bytes(), file
    first = list(synthetic.iter_quads(MODEL, 20))
    assert first == list(synthetic.iter_quads(MODEL, 20))
    assert first != list(synthetic.iter_quads(MODEL, 20, seed=1))


def test_files_and_iterator_and_large_store_hold_the_same(
    kg: dipgraph.KnowledgeGraph, tmp_path: Path
) -> None:
    def plain(quads: object) -> set[ox.Quad]:
        return {quad for quad in quads if "_:" not in f"{quad.subject} {quad.object}"}  # type: ignore[attr-defined]

    loaded = plain(kg.store)
    made = plain([*synthetic.registry_quads(MODEL), *synthetic.iter_quads(MODEL, EVENTS)])
    named = {quad for quad in loaded if quad.graph_name != ox.DefaultGraph()}
    derived = {quad for quad in named if quad.graph_name.value.endswith("derived")}  # type: ignore[union-attr]
    assert named - derived == made
    large = synthetic.build_large(tmp_path / "large", EVENTS, model=MODEL)
    assert plain(large.store) == loaded
    assert len(large.store) == len(kg.store)
    again = synthetic.build_large(tmp_path / "large", EVENTS, model=MODEL)
    assert len(again.store) == len(kg.store)


def _plain(term: object) -> str:
    return str(getattr(term, "value", term))


def _results(kg: dipgraph.KnowledgeGraph, new: list[ox.Quad]) -> set[tuple[str, str]]:
    """Return record and shape of each result on the graph with the new triples."""
    from dipgraph import rules

    store = ox.Store()
    store.extend(ox.Quad(*quad.triple) for quad in kg.store)
    store.extend(ox.Quad(*quad.triple) for quad in new)
    store.extend(ox.Quad(*fact) for fact in rules.derive(store, rules.read_axioms(store)))
    report = validate(DataGraph(store), read_shapes(load_shape_quads(kg.project)))
    return {(_plain(r.focus_node), _plain(r.source_shape)) for r in report.results}


def test_additions_are_valid_and_lead_into_the_graph(kg: dipgraph.KnowledgeGraph) -> None:
    new = synthetic.additions(EVENTS, 60, model=MODEL)
    facts, old = Facts(new), Facts.of_store(kg.store)
    assert (
        sum(record.startswith("https://w3id.org/dipgraph/event/") for record in facts.records) == 60
    )
    assert not set(facts.records) & set(old.records)
    ties = {
        value
        for record in facts.records
        for prop, _ in facts.statements(record)
        for value in facts.nodes(record, prop)
    } & set(old.records)
    assert len(ties) > 5
    assert _results(kg, new) == set()


def test_each_planted_fault_is_found_by_its_shape_and_nothing_else_is(
    kg: dipgraph.KnowledgeGraph,
) -> None:
    new, planted = synthetic.planted_faults(EVENTS, 60, model=MODEL)
    results = _results(kg, new)
    assert len(planted) >= 12
    assert {(fault.record, fault.shape) for fault in planted} <= results
    assert {record for record, _ in results} == {fault.record for fault in planted}
    with pytest.raises(ValueError, match="no room"):
        synthetic.planted_faults(EVENTS, 5, model=MODEL)

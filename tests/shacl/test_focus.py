"""Which nodes are looked at, and that the report says how many."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from dipgraph.shacl import DataGraph, validate

from .shapes_text import PREFIXES, check, ex, graph, shapes

DATA = """
ex:Minister rdfs:subClassOf ex:Person . ex:Person rdfs:subClassOf ex:Actor .
ex:a a ex:Minister ; ex:knows ex:b , ex:c . ex:b a ex:Person . ex:c ex:knows "nobody" .
"""
TARGETS = {
    "sh:targetNode ex:a , ex:nowhere , 7": {"a", "nowhere", "7"},
    "sh:targetClass ex:Actor": {"a", "b"},
    "sh:targetClass ex:Minister": {"a"},
    "sh:targetClass ex:Ministre": set(),
    "sh:targetSubjectsOf ex:knows": {"a", "c"},
    "sh:targetObjectsOf ex:knows": {"b", "c", "nobody"},
    "sh:targetSubjectsOf ex:knows ; sh:targetObjectsOf ex:knows": {"a", "b", "c", "nobody"},
    "a rdfs:Class , sh:NodeShape": set(),
}


def names(report_focus: list[object]) -> set[str]:
    return {str(getattr(node, "value", "")).rpartition("/")[2] for node in report_focus}


@pytest.mark.parametrize("target", TARGETS)
def test_each_target_finds_its_nodes_and_counts_them(target: str) -> None:
    report = check(DATA, f"ex:S {target} ; sh:in ( ) .")
    assert names([result.focus_node for result in report.results]) == TARGETS[target]
    assert report.focus_counts == {"http://example.org/S": len(TARGETS[target])}


def test_a_class_that_is_a_shape_targets_its_instances() -> None:
    report = check(DATA, "ex:Person a rdfs:Class ; sh:in ( ex:b ) .")
    assert names([result.focus_node for result in report.results]) == {"a"}
    assert report.focus_counts == {"http://example.org/Person": 2}


def test_a_class_without_constraints_is_no_shape() -> None:
    assert check(DATA, "ex:Person a rdfs:Class .").focus_counts == {}


def test_a_conforming_report_says_when_it_looked_at_nothing() -> None:
    report = check(DATA, "ex:S sh:targetClass ex:Ministre ; sh:class ex:State .")
    assert report.conforms
    assert report.focus_counts == {"http://example.org/S": 0}


def test_deactivated_shapes_look_at_nothing_and_are_not_counted() -> None:
    report = check(DATA, "ex:S sh:targetClass ex:Actor ; sh:in ( ) ; sh:deactivated true .")
    assert report.conforms
    assert report.focus_counts == {}


@pytest.mark.parametrize("target", [t for t in TARGETS if not t.startswith("a ")])
@pytest.mark.parametrize("only", [set(), {"a"}, {"a", "b", "c"}, {"elsewhere"}])
def test_focus_nodes_narrow_the_targets_and_add_none(target: str, only: set[str]) -> None:
    wanted = {ex(name) for name in only}
    report = validate(graph(DATA), shapes(f"ex:S {target} ; sh:in ( ) ."), focus_nodes=wanted)
    assert names([result.focus_node for result in report.results]) == TARGETS[target] & only
    assert report.focus_counts == {"http://example.org/S": len(TARGETS[target] & only)}


def test_graph_names_are_ignored_and_a_triple_in_two_graphs_counts_once() -> None:
    text = PREFIXES + "ex:g1 { ex:a ex:p 1 } ex:g2 { ex:a ex:p 1 . ex:a ex:q 2 }"
    data = DataGraph(parse(text, RdfFormat.TRIG))
    assert data.size == 2
    rule = shapes("ex:S sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:maxCount 1 ] .")
    assert validate(data, rule).conforms


def test_many_values_of_one_property_are_counted_once_each() -> None:
    triples = [Triple(ex("a"), ex("p"), Literal(n)) for n in [*range(40), *range(60)]]
    data = DataGraph(triples)
    assert data.size == 60
    assert len(data.objects(ex("a"), ex("p"))) == 60


def test_triples_and_quads_are_read_alike() -> None:
    triple = Triple(ex("a"), ex("p"), ex("b"))
    quad = Quad(ex("a"), ex("p"), ex("b"), ex("g"))
    assert list(DataGraph([triple]).triples()) == list(DataGraph([quad]).triples())


def test_the_store_holds_the_union_in_its_default_graph() -> None:
    data = DataGraph(parse(PREFIXES + "ex:g { ex:a ex:p 1 } ex:a ex:p 2 .", RdfFormat.TRIG))
    assert {quad.object.value for quad in data.store} == {"1", "2"}
    assert data.store is data.store


def test_loops_in_the_class_tree_end() -> None:
    data = "ex:A rdfs:subClassOf ex:B . ex:B rdfs:subClassOf ex:A . ex:x a ex:A ."
    report = check(data, "ex:S sh:targetClass ex:B ; sh:class ex:A .")
    assert report.conforms
    assert report.focus_counts == {"http://example.org/S": 1}


def test_loops_in_the_data_end() -> None:
    data = "ex:a ex:p ex:b . ex:b ex:p ex:a ."
    report = check(
        data,
        "ex:S sh:targetNode ex:a ; sh:path [ sh:oneOrMorePath ex:p ] ; sh:maxCount 1 .",
    )
    assert [result.path_text for result in report.results] == ["<http://example.org/p>+"]
    assert report.results[0].path is None


def test_a_predicate_is_the_path_of_a_result() -> None:
    report = check("ex:a ex:p 1 , 2 .", "ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:maxCount 1 .")
    assert report.results[0].path == NamedNode("http://example.org/p")
    assert report.results[0].path_text == "<http://example.org/p>"

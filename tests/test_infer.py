"""The rules against owlrl, and each rule by itself."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from dipgraph import rules
from dipgraph.errors import DataError
from dipgraph.infer import close_graph, write_graph
from dipgraph.namespaces import PREFIXES
from dipgraph.resources import find_project
from dipgraph.store import DERIVED, ONTOLOGY, build_store
from project_copy import RURITANIA, assert_one_line_fault, run_dipgraph

HEAD = """
@prefix : <http://e/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def derive(text: str) -> set[str]:
    """Return what follows from a Turtle text, as short triples."""
    store = ox.Store()
    store.load(HEAD + text, format=ox.RdfFormat.TURTLE)
    facts = rules.derive(store, rules.read_axioms(store))

    def short(term: object) -> str:
        value = str(getattr(term, "value", term))
        return value.rpartition("/")[2].rpartition("#")[2]

    return {" ".join(short(term) for term in fact) for fact in facts}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :x a :A .",
            {"x type B", "x type C"},
        ),
        (
            ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r . :x :p :y . :x :q :y .",
            {"x r y"},
        ),
        (":p rdfs:subPropertyOf :q . :x :p 'word' .", {"x q word"}),
        (":p a owl:SymmetricProperty . :x :p :y .", {"y p x"}),
        (
            ":p a owl:TransitiveProperty . :a :p :b . :b :p :c . :c :p :d .",
            {"a p c", "a p d", "b p d"},
        ),
        (":p owl:inverseOf :q . :x :p :y . :z :q :w .", {"y q x", "w p z"}),
        (":p owl:inverseOf :q . :x :p 'word' .", set()),
        (":r owl:propertyChainAxiom (:p :q) . :x :p :y . :y :q :z .", {"x r z"}),
        (
            ":r owl:propertyChainAxiom (:p :q) , (:r :s) . :x :p :y . :y :q :z . :z :s :w .",
            {"x r z", "x r w"},
        ),
        (
            ":i owl:propertyChainAxiom (:c :i) . :h rdfs:subPropertyOf :i . "
            ":act :c :matter . :matter :h :state .",
            {"matter i state", "act i state"},
        ),
        (":A owl:equivalentClass :B . :x a :A . :y a :B .", {"x type B", "y type A"}),
        (":A rdfs:subClassOf :B . :B rdfs:subClassOf :A . :x a :A .", {"x type B"}),
        (":p rdfs:range :C . :x :p :y .", set()),
        (":A rdfs:subClassOf [ a owl:Restriction ] . :x a :A .", set()),
    ],
)
def test_rule_adds_what_follows_and_nothing_else(text: str, expected: set[str]) -> None:
    assert derive(text) == expected


def test_chain_of_three_links_is_refused_and_not_passed_over() -> None:
    with pytest.raises(DataError, match="not exactly two named links"):
        derive(":r owl:propertyChainAxiom (:p :q :s) . :x :p :y .")


def test_rules_give_what_owlrl_gives_about_records_and_actors_in_our_vocabulary() -> None:
    store = build_store(find_project(RURITANIA))
    axioms = rules.read_axioms(store, ONTOLOGY)
    ontology = {
        quad.subject.value
        for quad in store.quads_for_pattern(None, None, None, ONTOLOGY)
        if isinstance(quad.subject, ox.NamedNode)
    }
    type_ = PREFIXES["rdf"] + "type"
    dip = PREFIXES["dip"]
    classes = {one for one in ontology if one.startswith(dip)} | {PREFIXES["prov"] + "Entity"}

    def counts(subject: str, predicate: str, value: str) -> bool:
        if subject in ontology:
            return False
        return value in classes if predicate == type_ else predicate.startswith(dip)

    asserted = {
        (str(quad.subject), str(quad.predicate), str(quad.object))
        for quad in store
        if quad.graph_name not in (DERIVED, ox.DefaultGraph())
    }
    ours = {
        (str(quad.subject), str(quad.predicate), str(quad.object))
        for quad in store.quads_for_pattern(None, None, None, DERIVED)
    }
    theirs = {
        (subject.n3(), predicate.n3(), value.n3())
        for subject, predicate, value in close_graph(store)
        if counts(str(subject), str(predicate), str(value))
    } - asserted
    assert len(axioms.chains) >= 3
    assert len(ours) > 100
    assert ours == theirs


def test_closure_is_rdf_that_can_be_read_back() -> None:
    store = build_store(find_project(RURITANIA))
    closed = close_graph(store)
    for turtle, rdf_format in ((False, ox.RdfFormat.N_TRIPLES), (True, ox.RdfFormat.TURTLE)):
        text = write_graph(closed, turtle=turtle)
        back = list(ox.parse(text, format=rdf_format))
        assert len(back) == len(closed)
    assert len(closed) > len(list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))) / 2


def test_infer_writes_a_file_or_says_why_not(tmp_path: Path) -> None:
    out = tmp_path / "closed.nt"
    words = ["--data", str(RURITANIA), "infer", "--out"]
    run = run_dipgraph(*words, str(out), cache=tmp_path / "c")
    assert run.returncode == 0, run.stderr
    assert len(out.read_text(encoding="utf-8").splitlines()) > 1000
    for bad, fault in (("x.rdf", "says no format"), ("no/x.nt", "folder does not exist")):
        run = run_dipgraph(*words, str(tmp_path / bad), cache=tmp_path / "c")
        assert_one_line_fault(run, fault)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["c", "closed.nt"]

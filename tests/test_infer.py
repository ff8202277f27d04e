"""The rules against owlrl, and each rule by itself."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dipgraph import rules
from dipgraph.errors import DataError
from dipgraph.infer import (
    AXIOMATIC,
    CLOSURE,
    derive_closure,
    derive_with_owlrl,
    stated_quads,
    write_closure,
)
from dipgraph.namespaces import PREFIXES
from dipgraph.resources import find_project
from dipgraph.store import DERIVED, ONTOLOGY, build_store
from dipgraph.turtle import FORMATS
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


def closures(text: str) -> tuple[set[rules.Fact], set[rules.Fact]]:
    """Return what our engine and owlrl derive from a Turtle text, which is a source's graph."""
    store = ox.Store()
    quads = list(ox.parse(HEAD + text, format=ox.RdfFormat.TURTLE))
    store.extend(quads)
    graph = ox.NamedNode("http://e/graph")
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads)
    return set(derive_closure(store)), set(derive_with_owlrl(store))


@pytest.mark.parametrize(
    "text",
    [
        ":A a owl:Class ; rdfs:subClassOf :B . :B a owl:Class . :x a :A .",
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :C a owl:Class . :x a :A .",
        ":A a owl:Class ; owl:equivalentClass :B . :B rdfs:subClassOf :C . :x a :B .",
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :A . :x a :A .",
        ":p rdfs:domain :A ; rdfs:range :B . :A rdfs:subClassOf :C . :x :p :y , 'word' .",
        ":p rdfs:subPropertyOf :q . :q rdfs:domain :A ; rdfs:range :B . :x :p :y .",
        ":p owl:equivalentProperty :q . :p rdfs:range :B . :x :q :y .",
        ":p owl:inverseOf :q . :p rdfs:domain :A . :A a owl:Class . :x :q :y .",
        ":p a owl:SymmetricProperty , owl:TransitiveProperty . :x :p :y . :y :p :z .",
        ":r owl:propertyChainAxiom (:p :q) . :r rdfs:subPropertyOf :p . :x :p :y . :y :q :z .",
        ":x :p 1.5 , true , 'word' . :p a owl:DatatypeProperty .",
        ":p a owl:DatatypeProperty ; rdfs:range xsd:date . :x :p '2031-01-01'^^xsd:date .",
    ],
)
def test_closure_of_a_few_axioms_is_that_of_owlrl(text: str) -> None:
    ours, theirs = closures("@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n" + text)
    assert ours == theirs
    assert len(ours - AXIOMATIC) > 0


NAMES = st.sampled_from([":A", ":B", ":C", ":D"])
PROPERTIES = st.sampled_from([":p", ":q", ":r"])
THINGS = st.sampled_from([":x", ":y", ":z", ":w"])
LINES = st.one_of(
    st.builds("{} rdfs:subClassOf {} .".format, NAMES, NAMES),
    st.builds("{} a owl:Class .".format, NAMES),
    st.builds("{} owl:equivalentClass {} .".format, NAMES, NAMES),
    st.builds("{} rdfs:subPropertyOf {} .".format, PROPERTIES, PROPERTIES),
    st.builds("{} rdfs:domain {} .".format, PROPERTIES, NAMES),
    st.builds("{} rdfs:range {} .".format, PROPERTIES, NAMES),
    st.builds("{} owl:inverseOf {} .".format, PROPERTIES, PROPERTIES),
    st.builds("{} owl:propertyChainAxiom ({} {}) .".format, PROPERTIES, PROPERTIES, PROPERTIES),
    st.builds("{} a owl:TransitiveProperty .".format, PROPERTIES),
    st.builds("{} {} {} .".format, THINGS, PROPERTIES, THINGS),
    st.builds("{} a {} .".format, THINGS, NAMES),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(LINES, min_size=3, max_size=14))
def test_closure_of_random_axioms_and_facts_is_that_of_owlrl(lines: list[str]) -> None:
    ours, theirs = closures("\n".join(lines))
    # Lists are left as they are by both; owlrl calls the parts of a chain by other blank nodes.
    assert {fact for fact in ours if not has_blank(fact)} == {
        fact for fact in theirs if not has_blank(fact)
    }


def has_blank(fact: rules.Fact) -> bool:
    return any(isinstance(term, ox.BlankNode) for term in fact)


def test_axiom_that_is_not_followed_is_refused_and_not_passed_over() -> None:
    for text in (":p a owl:FunctionalProperty . :x :p :y .", ":x owl:sameAs :y ."):
        with pytest.raises(DataError, match="does not follow"):
            closures(text)


@pytest.fixture(scope="module")
def small() -> ox.Store:
    return build_store(find_project(RURITANIA))


@pytest.fixture(scope="module")
def refereed(small: ox.Store) -> set[rules.Fact]:
    return set(derive_with_owlrl(small))


def test_closure_of_the_small_graph_is_that_of_owlrl(
    small: ox.Store, refereed: set[rules.Fact]
) -> None:
    ours = derive_closure(small)
    assert len(ours) == len(set(ours)) > 800
    assert set(ours) == refereed


def test_rules_give_what_owlrl_gives_about_records_and_actors_in_our_vocabulary(
    small: ox.Store, refereed: set[rules.Fact]
) -> None:
    axioms = rules.read_axioms(small, ONTOLOGY)
    ontology = {quad.subject for quad in small.quads_for_pattern(None, None, None, ONTOLOGY)}
    dip = PREFIXES["dip"]
    classes = {one for one in ontology if str(one).startswith(f"<{dip}")}
    classes.add(ox.NamedNode(PREFIXES["prov"] + "Entity"))

    def counts(fact: rules.Fact) -> bool:
        if fact[0] in ontology:
            return False
        return fact[2] in classes if fact[1] == rules.TYPE else fact[1].value.startswith(dip)

    ours = {q.triple for q in small.quads_for_pattern(None, None, None, DERIVED)}
    assert len(axioms.chains) >= 3
    assert len(ours) > 100
    assert ours == {ox.Triple(*fact) for fact in refereed if counts(fact)}


def test_closure_is_rdf_that_can_be_read_back(small: ox.Store) -> None:
    derived = derive_closure(small)
    stated = {quad.triple for quad in stated_quads(small)}
    for ending, kind in FORMATS.items():
        written, count = write_closure(small, derived, ending)
        back = list(ox.parse(written, format=kind))
        assert len(back) == len(set(back)) == count >= len(stated) + len(derived)
        if kind.supports_datasets:
            assert {q.triple for q in back if q.graph_name == CLOSURE} == {
                ox.Triple(*fact) for fact in derived
            }
        else:
            assert count == len(stated) + len(derived)
        assert write_closure(small, reversed(derived), ending)[0] == written


def test_infer_writes_a_file_or_says_why_not(tmp_path: Path) -> None:
    words = ["--data", str(RURITANIA), "infer", "--out"]
    for name, more in (("ours.nt", []), ("theirs.nt", ["--engine", "owlrl"])):
        run = run_dipgraph(*words, str(tmp_path / name), *more, cache=tmp_path / "c")
        assert run.returncode == 0, run.stderr
        assert " stated, " in run.stderr
    ours, theirs = (
        {line for line in (tmp_path / name).read_text(encoding="utf-8").splitlines()
         if "_:" not in line}
        for name in ("ours.nt", "theirs.nt")
    )  # fmt: skip
    assert ours == theirs
    assert len(ours) > 1000
    for bad, fault in (("x.rdf", "says no format"), ("no/x.nt", "folder does not exist")):
        run = run_dipgraph(*words, str(tmp_path / bad), cache=tmp_path / "c")
        assert_one_line_fault(run, fault)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["c", "ours.nt", "theirs.nt"]

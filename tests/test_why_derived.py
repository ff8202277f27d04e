"""Proofs of derived triples: sound, complete, of stated leaves only, and told with their places."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from dipgraph import rules
from dipgraph.infer import derive_closure, stated_quads
from dipgraph.namespaces import PREFIXES, expand_name
from dipgraph.proofs import Proof, Prover
from dipgraph.resources import find_project
from dipgraph.store import build_store
from project_copy import ROOT, RURITANIA, assert_one_line_fault, run_dipgraph

LIST = {PREFIXES["rdf"] + "first", PREFIXES["rdf"] + "rest"}


@pytest.fixture(scope="module")
def small() -> ox.Store:
    return build_store(find_project(RURITANIA))


def leaves(proof: Proof) -> Iterator[Proof]:
    if not proof.premises and not proof.axioms:
        yield proof
    for below in (*proof.axioms, *proof.premises):
        yield from leaves(below)


def follows_from_its_leaves(proof: Proof, lists: list[ox.Quad]) -> bool:
    """Tell whether the stated leaves of a proof alone entail what it proves."""
    store = ox.Store()
    for leaf in leaves(proof):
        if leaf.is_stated:
            store.add(ox.Quad(*leaf.fact))
    store.extend(lists)
    return proof.fact in derive_closure(store)


def test_every_derived_triple_of_the_small_graph_follows_from_the_leaves_of_its_proof(
    small: ox.Store,
) -> None:
    lists = [ox.Quad(*quad.triple) for quad in stated_quads(small) if quad.predicate.value in LIST]
    prover = Prover(small)
    derived = derive_closure(small)
    assert len(derived) > 800
    used = set()
    for fact in derived:
        proof = prover.explain(fact)
        assert proof is not None, fact
        assert proof.fact == fact
        assert not proof.is_stated
        assert proof.because
        used.add(proof.rule)
        for leaf in leaves(proof):
            assert leaf.is_stated or leaf.rule.startswith(("dt-type1", "cls-nothing1")), leaf
        assert follows_from_its_leaves(proof, lists), proof
    assert {"cax-sco", "prp-spo1", "prp-spo2", "scm-sco", "scm-spo"} <= used


HEAD = """
@prefix : <http://e/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


@pytest.mark.parametrize(
    "text",
    [
        ":p a owl:TransitiveProperty . :a :p :b . :b :p :c . :c :p :d . :d :p :e .",
        ":p a owl:SymmetricProperty , owl:TransitiveProperty . :x :p :y . :y :p :z .",
        ":p owl:inverseOf :q . :q rdfs:subPropertyOf :r . :x :p :y .",
        ":p rdfs:domain :A ; rdfs:range :B . :A rdfs:subClassOf :C . :q rdfs:subPropertyOf :p . "
        ":x :q :y . :C a owl:Class .",
        ":A owl:equivalentClass :B . :B rdfs:subClassOf :C . :x a :A . :y a :B .",
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :A . :x a :A .",
        ":r owl:propertyChainAxiom (:p :q) , (:r :s) . :x :p :y . :y :q :z . :z :s :w .",
        ":p owl:equivalentProperty :q . :p rdfs:range :B . :x :q :y .",
    ],
)
def test_each_kind_of_axiom_is_explained(text: str) -> None:
    quads = list(ox.parse(HEAD + text, format=ox.RdfFormat.TURTLE))
    graph = ox.NamedNode("http://e/graph")
    store = ox.Store()
    store.extend(quads)
    store.extend(ox.Quad(q.subject, q.predicate, q.object, graph) for q in quads)
    store.extend(ox.Quad(*fact) for fact in rules.derive(store, rules.read_axioms(store)))
    lists = [quad for quad in quads if quad.predicate.value in LIST]
    prover = Prover(store)
    before = {quad.triple for quad in quads}
    facts = [f for f in follow(quads) if ox.Triple(*f) not in before]
    assert len(facts) > 46
    for fact in facts:
        proof = prover.explain(fact)
        assert proof is not None, fact
        assert follows_from_its_leaves(proof, lists), proof


def follow(quads: list[ox.Quad]) -> list[rules.Fact]:
    store = ox.Store()
    store.extend(quads)
    return derive_closure(store)


def test_random_triples_are_explained_if_and_only_if_they_follow(small: ox.Store) -> None:
    """Swap the ends of derived triples: what is then neither stated nor derived has no proof."""
    derived = derive_closure(small)
    known = set(derived) | {(q.subject, q.predicate, q.object) for q in stated_quads(small)}
    prover = Prover(small)
    tried = 0
    for at, (subject, predicate, _) in enumerate(derived[:400]):
        other: rules.Fact = (subject, predicate, derived[-1 - at][2])
        if other not in known and subject != other[2]:
            tried += 1
            assert prover.explain(other) is None, other
    assert tried > 100


def test_proof_of_a_tie_names_records_axioms_and_lines(tmp_path: Path) -> None:
    event = "event:2023-election-AZE-unwto-executive-council"
    words = ["--data", str(ROOT), "why-derived", event, "involves", "organisation:unwto"]
    run = run_dipgraph(*words, cache=tmp_path)
    assert run.returncode == 0, run.stderr
    for expected in (
        f"{event} dip:involves organisation:unwto: derived",
        "dip:involves followed by dip:isOrganOf makes dip:involves (prp-spo2)",
        "owl:propertyChainAxiom ( dip:involves dip:isOrganOf ), ontology/dipgraph.ttl:",
        "organisation:unwto-ec dip:isOrganOf organisation:unwto",
        "stated in graph:registry, data/registry/organisations.ttl:",
        "stated in source:mfa-2023, data/sources/mfa-2023/tenures.ttl:",
    ):
        assert expected in run.stdout
    told = json.loads(run_dipgraph(*words, "--format", "json", cache=tmp_path).stdout)
    assert told["status"] == "derived"
    place = told["from"][0]["stated"][0]["place"]
    path, _, line = place.rpartition(":")
    block = (ROOT / path).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert expand_name(block.strip()) == expand_name(told["from"][0]["triple"].split()[0])


def test_stated_absent_and_misspelt_are_told_apart(tmp_path: Path) -> None:
    def ask(*words: str) -> tuple[int, str]:
        run = run_dipgraph("--data", str(RURITANIA), "why-derived", *words, cache=tmp_path)
        if run.returncode == 2:
            assert_one_line_fault(run)
        return run.returncode, run.stdout + run.stderr

    code, said = ask("XRU", "rdfs:label", '"Ruritania"@en')
    assert (code, "state:XRU rdfs:label" in said, "stated in graph:registry" in said) == (
        0,
        True,
        True,
    )
    code, said = ask("state:XRU", "involves", "state:XGK")
    assert (code, "absent" in said) == (1, True)
    assert ask("state:XRU", "a", "owl:Thing")[0] == 0
    assert ask("<https://w3id.org/dipgraph/state/XRU>", "a", "dip:Actor")[0] == 0
    for words, guess in (
        (("state:XRV", "a", "owl:Thing"), "Did you mean state:XRU"),
        (("state:XRU", "involvs", "state:XGK"), "Did you mean involves"),
        (("state:XRU", "a", "zzz:Thing"), "nothing in the graph"),
        (('"Ruritania"', "a", "dip:State"), "a literal is no subject"),
        (("state:XRU", "rdfs:label", '"Rurita'), "no literal"),
        (("state:X U", "a", "dip:State"), "nothing in the graph"),
        (("state:XRU", "no such>", "dip:State"), "no such property"),
    ):
        code, said = ask(*words)
        assert (code, guess in said) == (2, True), said

"""``dipgraph why-derived``: which records and which axioms lead to a triple."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from dipgraph.cli.progress import Progress
from dipgraph.errors import InputError
from dipgraph.locations import Locations
from dipgraph.namespaces import BASE, PREFIXES, expand_name, shorten_iri
from dipgraph.proofs import Proof, Prover
from dipgraph.resources import Project, find_project
from dipgraph.rules import CHAIN, TYPE, Fact
from dipgraph.spelling import suggest
from dipgraph.store import list_files, open_store

_LITERAL = re.compile(r"""["']|[+-]?\d+(\.\d+)?$|(true|false)$""")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    for name, what in (
        ("subject", "a record, actor, place, class or property"),
        ("predicate", 'a property; "a" is rdf:type, and dip: may be left out'),
        ("object", "as the subject, or a literal in Turtle's form"),
    ):
        parser.add_argument(name, metavar=name.upper(), help=f"{what}; by short name or IRI")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.epilog = (
        "Triples of graph:derived are explained, and all that dipgraph infer derives.\n"
        "Exit codes: 0 the triple is stated or derived, 1 it is neither, 2 a name means nothing.\n"
        "Example: dipgraph why-derived dip:Visit rdfs:subClassOf dip:Record"
    )


def run(args: argparse.Namespace) -> int:
    """Print the proof of a triple."""
    project = find_project(args.data)
    with Progress() as progress:
        store = open_store(project, say=progress.say).store
    subject = _find_node(args.subject, store)
    if not isinstance(subject, ox.NamedNode):
        raise InputError(f"{args.subject}: a literal is no subject. Name a record or an actor.")
    fact: Fact = (subject, _find_property(args.predicate, store), _find_node(args.object, store))
    proof = Prover(store).explain(fact)
    if args.format == "json":
        told = {"triple": _triple(fact), "status": "absent"} if proof is None else None
        print(json.dumps(told or _as_json(proof, _Places(project)), indent=2, ensure_ascii=False))
    elif proof is None:
        print(f"{_triple(fact)}: absent: no file states it, and it does not follow.")
    else:
        status = "stated" if proof.is_stated else "derived"
        print(f"{_triple(fact)}: {status}")
        print("\n".join(_as_lines(proof, _Places(project), "")))
    return 1 if proof is None else 0


# --- names --------------------------------------------------------------------------------


def _find_property(given: str, store: ox.Store) -> ox.NamedNode:
    if given == "a":
        return TYPE
    name = given.strip("<>")
    iri = name if "://" in name else expand_name(name if ":" in name else f"dip:{name}")
    node = ox.NamedNode(iri) if iri and _is_iri(iri) else None
    default = ox.DefaultGraph()
    if node is not None:
        if next(iter(store.quads_for_pattern(None, node, None, default)), None):
            return node
        if next(iter(store.quads_for_pattern(node, None, None, default)), None):
            return node
    rows = store.query("SELECT DISTINCT ?p { ?s ?p ?o }")
    known = {shorten_iri(row["p"].value) for row in rows}  # type: ignore[union-attr]
    known |= {name.removeprefix("dip:") for name in known}
    raise InputError(f"{given}: there is no such property.{suggest(given, sorted(known))}")


def _find_node(given: str, store: ox.Store) -> ox.NamedNode | ox.Literal:
    """Return the term that a word of the command line means.

    Raises
    ------
    InputError
        If nothing in the graph has that name, or several things do.
    """
    if _LITERAL.match(given):
        return _read_literal(given)
    name = given.strip("<>")
    if "://" in name:
        options = [name]
    elif ":" in name:
        options = [iri] if (iri := expand_name(name)) else []
    else:
        own = [space for space in PREFIXES.values() if space.startswith(BASE)]
        options = [space + name for space in own]
    found = [node for iri in options if _is_iri(iri) and _occurs(node := ox.NamedNode(iri), store)]
    if len(found) == 1:
        return found[0]
    if found:
        choice = " or ".join(shorten_iri(node.value) for node in found)
        raise InputError(f"{given}: several things have this name. Did you mean {choice}?")
    rows = store.query("SELECT DISTINCT ?s { ?s ?p ?o FILTER(isIRI(?s)) }")
    known = sorted(shorten_iri(row["s"].value) for row in rows)  # type: ignore[union-attr]
    known = [one for one in known if not one.startswith("passage:")]
    if ":" not in given:
        known = [one.partition(":")[2] for one in known]
    raise InputError(f"{given}: nothing in the graph has this name.{suggest(given, known)}")


def _is_iri(text: str) -> bool:
    return not any(char in text for char in ' <>"{}|\\^`\n\t')


def _occurs(node: ox.NamedNode, store: ox.Store) -> bool:
    default = ox.DefaultGraph()
    as_subject = store.quads_for_pattern(node, None, None, default)
    as_object = store.quads_for_pattern(None, None, node, default)
    if next(iter(as_subject), None) or next(iter(as_object), None):
        return True
    return node.value.startswith(tuple(PREFIXES[name] for name in ("owl", "rdfs", "xsd", "rdf")))


def _read_literal(text: str) -> ox.Literal:
    lines = "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items())
    try:
        quads = list(ox.parse(f"{lines}[] <http://e/> {text} .", format=ox.RdfFormat.TURTLE))
    except SyntaxError:
        quads = []
    if len(quads) != 1 or not isinstance(quads[0].object, ox.Literal):
        raise InputError(
            f'{text}: this is no literal. Write it as in Turtle, for example "word"@en or 7.'
        )
    return quads[0].object


# --- telling ------------------------------------------------------------------------------


class _Places:
    """Where the block of a subject stands in the files of a graph."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._files = list_files(project)
        self._of_graph: dict[str, Locations] = {}

    def find(self, fact: Fact, graph: str) -> str:
        if graph not in self._of_graph:
            mine = [file for file in self._files if file.graph == graph]
            self._of_graph[graph] = Locations(self._project, mine)
        subject = fact[0]
        if not isinstance(subject, ox.NamedNode):
            return ""
        place = self._of_graph[graph].find(subject.value)
        return f"{place.file}:{place.line}" if place.line else ""


def _term(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        short = shorten_iri(term.value)
        return short if short != term.value else str(term)
    return str(term)


def _triple(fact: Fact) -> str:
    return " ".join("a" if term == TYPE else _term(term) for term in fact)


def _axiom(axiom: Proof, proof: Proof) -> str:
    """Write an axiom; the list of a property chain by the properties of the two premises."""
    if axiom.fact[1] != CHAIN:
        return _triple(axiom.fact)
    links = " ".join(_term(premise.fact[1]) for premise in proof.premises)
    return f"{_term(axiom.fact[0])} owl:propertyChainAxiom ( {links} )"


def _as_lines(proof: Proof, places: _Places, indent: str) -> Iterator[str]:
    """Yield the lines below the line of a fact."""
    if proof.is_stated:
        for graph in proof.graphs:
            where = places.find(proof.fact, graph)
            yield f"{indent}  stated in {shorten_iri(graph)}{', ' if where else ''}{where}"
        return
    yield f"{indent}  because {proof.because} ({proof.rule})"
    for axiom in proof.axioms:
        for graph in axiom.graphs:
            where = places.find(axiom.fact, graph)
            yield f"{indent}    axiom: {_axiom(axiom, proof)}, {where or shorten_iri(graph)}"
    for premise in proof.premises:
        yield f"{indent}  from: {_triple(premise.fact)}"
        yield from _as_lines(premise, places, indent + "  ")


def _as_json(proof: Proof | None, places: _Places) -> dict[str, Any]:
    assert proof is not None
    told: dict[str, Any] = {"triple": _triple(proof.fact)}
    if proof.is_stated:
        told["status"] = "stated"
        told["stated"] = [
            {"graph": shorten_iri(graph), "place": places.find(proof.fact, graph)}
            for graph in proof.graphs
        ]
        return told
    told |= {"status": "derived", "because": proof.because, "rule": proof.rule}
    told["axioms"] = [
        {**_as_json(axiom, places), "triple": _axiom(axiom, proof)} for axiom in proof.axioms
    ]
    told["from"] = [_as_json(premise, places) for premise in proof.premises]
    return told

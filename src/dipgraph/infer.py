"""The whole OWL 2 RL closure, as owlrl computes it: slow, complete, and kept apart.

The rules of :mod:`dipgraph.rules` add what queries need, in a moment. This adds all that OWL 2 RL
entails, for those who want it in another tool; a test holds the two to the same triples about
records and actors in our vocabulary. owlrl also puts literals in the subject position, which no
RDF syntax can write; those triples are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from dipgraph.querying.engines import to_rdflib
from dipgraph.store import ALIGNMENTS, DERIVED

if TYPE_CHECKING:
    from rdflib import Graph


def close_graph(store: ox.Store) -> Graph:
    """Return an rdflib Graph with what is asserted in ``store`` and all that follows from it.

    What the rules derived before is not taken as given, and the alignments are left out. Every
    triple is RDF that any tool reads back: no literal is a subject, every predicate an IRI. On
    ten thousand triples this takes about ten seconds.
    """
    from owlrl import DeductiveClosure, OWLRL_Semantics
    from rdflib import BNode, Graph, URIRef

    asserted = ox.Store()
    asserted.extend(
        ox.Quad(quad.subject, quad.predicate, quad.object)
        for quad in store
        if quad.graph_name not in (ALIGNMENTS, DERIVED, ox.DefaultGraph())
    )
    closed = Graph()
    closed += to_rdflib(asserted).default_graph
    DeductiveClosure(OWLRL_Semantics).expand(closed)
    valid = Graph()
    for prefix, namespace in to_rdflib(ox.Store()).namespaces():
        valid.bind(prefix, namespace, replace=True)
    for subject, predicate, value in closed:
        if isinstance(subject, URIRef | BNode) and isinstance(predicate, URIRef):
            valid.add((subject, predicate, value))
    return valid


def write_graph(graph: Graph, *, turtle: bool) -> str:
    """Return a graph as Turtle, or as N-Triples in the order of their lines."""
    if turtle:
        return str(graph.serialize(format="turtle"))
    lines = graph.serialize(format="nt").splitlines()
    return "".join(f"{line}\n" for line in sorted(line for line in lines if line))

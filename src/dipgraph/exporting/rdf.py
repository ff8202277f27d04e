"""Write quads as N-Quads, TriG, Turtle or N-Triples, in one fixed order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import IO

import pyoxigraph as ox

from dipgraph.exporting.quads import PartQuads, block_order
from dipgraph.namespaces import PREFIXES

RDF_FORMATS = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
}
"""Formats by name; the first two keep named graphs, the others hold each triple once."""


def write_quads(quads: PartQuads, name: str, out: IO[bytes]) -> int:
    """Write the quads of a part to a binary file and return how many there are.

    N-Quads are written a graph at a time; the other formats need all of them in memory.
    """
    if name == "nquads":
        counted = _Counted(quads.in_lines())
        ox.serialize(counted, out, RDF_FORMATS[name])
        return counted.number
    if name == "trig":
        in_blocks = list(quads.in_blocks())
        ox.serialize(in_blocks, out, RDF_FORMATS[name], prefixes=_prefixes_of(in_blocks))
        return len(in_blocks)
    triples = quads.merged()
    write_triples(triples, name, out)
    return len(triples)


class _Counted:
    """Quads that are counted on their way."""

    def __init__(self, quads: Iterator[ox.Quad]) -> None:
        self._quads = quads
        self.number = 0

    def __iter__(self) -> Iterator[ox.Quad]:
        for quad in self._quads:
            self.number += 1
            yield quad


def canonical_triples(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return triples that stand in no graph, as a CONSTRUCT gives them, each once and in order."""
    dataset = ox.Dataset(ox.Quad(*triple) for triple in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    return sorted({quad.triple for quad in dataset}, key=block_order)


def write_triples(triples: Sequence[ox.Triple], name: str, out: IO[bytes]) -> None:
    """Write triples to a binary file, in no graph."""
    bare = name in ("nquads", "ntriples")
    ordered: Sequence[ox.Triple | ox.Quad] = sorted(triples, key=str) if bare else triples
    if name in ("nquads", "trig"):  # formats of quads: all stand in the default graph
        ordered = [ox.Quad(*triple) for triple in ordered]
    prefixes = None if bare else _prefixes_of(ordered)
    ox.serialize(ordered, out, RDF_FORMATS[name], prefixes=prefixes)  # type: ignore[arg-type]


def _prefixes_of(triples: Iterable[ox.Triple | ox.Quad]) -> dict[str, str]:
    """Return the prefixes of the project that some IRI of the triples begins with."""
    used: set[str] = set()
    for triple in triples:
        used.update(_namespace(term) for term in (triple.subject, triple.predicate, triple.object))
        if isinstance(triple, ox.Quad):
            used.add(_namespace(triple.graph_name))
        if isinstance(triple.object, ox.Literal):
            used.add(_namespace(triple.object.datatype))
    return {name: iri for name, iri in PREFIXES.items() if iri in used}


def _namespace(term: object) -> str:
    iri = term.value if isinstance(term, ox.NamedNode) else ""
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]

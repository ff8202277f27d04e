"""The quads of a part in one fixed order, with blank nodes named by what they say.

Blank nodes are named by RDFC-1.0 (W3C Recommendation, 2024), so that the same graph gives the same
bytes whatever the parser called them. Its worst case is exponential in the number of blank nodes
that look alike; the data have none, and the ontology a few lists.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from dipgraph.exporting.selection import Part
from dipgraph.facts import TYPE
from dipgraph.namespaces import PREFIXES

_BLANK = """
SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } FILTER (isBlank(?s) || isBlank(?o)) }"""
_LABEL = PREFIXES["rdfs"] + "label"
_FIRST = {TYPE: "0", _LABEL: "1"}


class PartQuads:
    """The quads of a part.

    Parameters
    ----------
    store
        A store that :mod:`dipgraph.store` has filled.
    part
        Its graphs, and the subjects that are kept.
    """

    def __init__(self, store: ox.Store, part: Part) -> None:
        self._store = store
        self.part = part
        self._blank: defaultdict[ox.NamedNode, list[ox.Quad]] = defaultdict(list)
        found = store.query(_BLANK)
        assert isinstance(found, ox.QuerySolutions)
        quads = [ox.Quad(*solution) for solution in found]
        named = ox.Dataset(quad for quad in quads if self._is_kept(quad))
        named.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
        for quad in named:
            if isinstance(quad.graph_name, ox.NamedNode):
                self._blank[quad.graph_name].append(quad)

    def _is_kept(self, quad: ox.Quad) -> bool:
        subject = quad.subject.value  # type: ignore[union-attr]
        in_graphs = quad.graph_name in self.part.graphs
        return in_graphs and (self.part.kept is None or subject in self.part.kept)

    def of_graph(self, graph: ox.NamedNode) -> list[ox.Quad]:
        """Return the quads of one graph, in no order."""
        blank, kept = ox.BlankNode, self.part.kept
        found = [
            quad
            for quad in self._store.quads_for_pattern(None, None, None, graph)
            if not isinstance(quad.subject, blank)
            and not isinstance(quad.object, blank)
            and (kept is None or quad.subject.value in kept)  # type: ignore[union-attr]
        ]
        return found + self._blank.get(graph, [])

    def in_lines(self) -> Iterator[ox.Quad]:
        """Yield all quads by graph, each graph in the order of its N-Quads lines.

        One graph at a time is held in memory.
        """
        for graph in self.part.graphs:
            yield from sorted(self.of_graph(graph), key=str)

    def in_blocks(self) -> Iterator[ox.Quad]:
        """Yield all quads by graph and subject, in the order of :func:`block_order`."""
        for graph in self.part.graphs:
            yield from sorted(self.of_graph(graph), key=block_order)

    def merged(self) -> list[ox.Triple]:
        """Return the triples of all graphs, each once, in the order of :func:`block_order`."""
        triples = {quad.triple for graph in self.part.graphs for quad in self.of_graph(graph)}
        return sorted(triples, key=block_order)


def block_order(triple: ox.Triple | ox.Quad) -> tuple[str, str, str]:
    """Return the place of a triple among others: subject, type and label first, then by name."""
    predicate = triple.predicate.value
    return str(triple.subject), _FIRST.get(predicate, "2" + predicate), str(triple.object)

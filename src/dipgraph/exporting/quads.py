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
from dipgraph.facts import TYPE, Facts
from dipgraph.namespaces import PREFIXES
from dipgraph.store import ALIGNMENTS, DERIVED

_BLANK = """
SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } FILTER (isBlank(?s) || isBlank(?o)) }"""
_LABEL = PREFIXES["rdfs"] + "label"
_FIRST = {TYPE: "0", _LABEL: "1"}


class GraphQuads:
    """The quads of a store by graph.

    Reading them takes longer than most of what is done with them. With ``keep`` each graph is
    read once and kept in memory; without, it is read whenever it is asked for.
    """

    def __init__(self, store: ox.Store, *, keep: bool) -> None:
        self.store = store
        self.names = sorted(
            (g for g in store.named_graphs() if isinstance(g, ox.NamedNode)), key=lambda g: g.value
        )
        self._kept: dict[ox.NamedNode, list[ox.Quad]] | None = {} if keep else None

    def of(self, graph: ox.NamedNode) -> list[ox.Quad]:
        """Return the quads of one graph, in no order."""
        if self._kept is not None and graph in self._kept:
            return self._kept[graph]
        found = list(self.store.quads_for_pattern(None, None, None, graph))
        if self._kept is not None:
            self._kept[graph] = found
        return found

    def with_blank_nodes(self) -> Iterator[ox.Quad]:
        """Yield the quads in which a subject or object is a blank node."""
        if self._kept is None:
            found = self.store.query(_BLANK)
            assert isinstance(found, ox.QuerySolutions)
            yield from (ox.Quad(*solution) for solution in found)
            return
        for graph in self.names:
            yield from filter(_has_blank_node, self.of(graph))

    def facts(self) -> Facts:
        """Return what the files state, as :meth:`dipgraph.facts.Facts.of_store` does."""
        stated = (graph for graph in self.names if graph not in (DERIVED, ALIGNMENTS))
        return Facts(quad for graph in stated for quad in self.of(graph))


def _has_blank_node(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)


class PartQuads:
    """The quads of a part.

    Parameters
    ----------
    graphs
        Where they are read from.
    part
        Its graphs, and the subjects that are kept.
    """

    def __init__(self, graphs: GraphQuads, part: Part) -> None:
        self._graphs = graphs
        self.part = part
        self._blank: defaultdict[ox.NamedNode, list[ox.Quad]] = defaultdict(list)
        named = ox.Dataset(quad for quad in graphs.with_blank_nodes() if self._is_kept(quad))
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
        found = self._graphs.of(graph)
        kept, named = self.part.kept, self._blank.get(graph, [])
        if kept is not None:
            found = [quad for quad in found if quad.subject.value in kept]  # type: ignore[union-attr]
        if not named:
            return found
        return named + [quad for quad in found if not _has_blank_node(quad)]

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

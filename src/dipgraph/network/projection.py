"""One mode of a network of two: who shares gatherings, organisations or documents with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dipgraph.errors import QueryError
from dipgraph.network.nodes import Nodes, bound_dates
from dipgraph.spelling import suggest
from dipgraph.ties import TieRow
from dipgraph.views import View

if TYPE_CHECKING:
    import networkx as nx

WEIGHTINGS = ("newman", "shared")
"""How a projection counts what two nodes share; see :func:`project`."""


def check_projection(view: View, projection: str | None, onto: str | None) -> tuple[str, str]:
    """Return weighting and mode of a projection, as they are written.

    Raises
    ------
    QueryError
        If the view has one mode, or there is no such weighting or mode.
    """
    if not view.modes:
        raise QueryError(
            f"the view {view.name} has no projection: its nodes are of one sort. Views of two "
            "modes say so under modes in their front matter."
        )
    weighting = (projection or WEIGHTINGS[0]).casefold()
    if weighting not in WEIGHTINGS:
        raise QueryError(
            f"there is no projection {projection!r}; there are {', '.join(WEIGHTINGS)}."
            f"{suggest(str(projection), WEIGHTINGS)}"
        )
    modes = {mode.casefold(): mode for mode in view.modes}
    mode = modes.get((onto or view.modes[0]).casefold())
    if mode is None:
        raise QueryError(
            f"the view {view.name} has no mode {onto!r}; its modes are {', '.join(view.modes)}."
            f"{suggest(str(onto), view.modes)}"
        )
    return weighting, mode


def project(
    rows: list[TieRow], view: View, nodes: Nodes, weighting: str, onto: str, about: dict[str, Any]
) -> nx.Graph:
    r"""Join the nodes of one mode that share nodes of the other.

    Parameters
    ----------
    rows
        Rows of a view of two modes.
    view, nodes
        The view, and what describes nodes.
    weighting
        "newman": :math:`w_{ij} = \sum_k \delta_i^k \delta_j^k / (n_k - 1)`, where
        :math:`\delta_i^k` is 1 if i is tied to k, and :math:`n_k` is the number of nodes tied to
        k. What few share binds more than what many share; the strength of a node is the number
        of things it shares with anybody. "shared": the plain number of things shared.
    onto
        The mode that is kept.
    about
        Attributes of the graph.

    Returns
    -------
    networkx.Graph
        Edges carry ``weight``, ``shared`` (number of things shared), ``via`` (their IRIs),
        ``overlap`` (Jaccard index of what the two are tied to, from 0 to 1), ``records`` (IRIs of
        the records through which both are tied to what they share), ``first`` and ``last``. A
        node that shares nothing has no edge. In the view "multilateral" what is shared is a
        record.

    References
    ----------
    M. E. J. Newman, Scientific collaboration networks. II. Shortest paths, weighted networks,
    and centrality, Physical Review E 64 (2001) 016132. P. Jaccard, Étude comparative de la
    distribution florale, Bulletin de la Société Vaudoise des Sciences Naturelles 37 (1901) 547.
    """
    import networkx as nx

    kept = view.modes.index(onto)
    two_modes = nx.Graph()
    behind: dict[tuple[str, str], dict[str, TieRow]] = {}
    for row in rows:
        pair = (row.ends[1], row.record) if view.network == "records" else row.ends
        own, other = (pair[1], pair[0]) if kept else pair
        if own is None or other is None or own == other:
            continue
        # One IRI may stand in both modes (an organisation that is host and framework).
        two_modes.add_edge((0, own), (1, other))
        behind.setdefault((own, other), {})[row.record] = row
    ours = sorted(node for node in two_modes if node[0] == 0)
    weigh = {
        "newman": nx.bipartite.collaboration_weighted_projected_graph,
        "shared": nx.bipartite.weighted_projected_graph,
    }[weighting]
    joined = weigh(two_modes, ours) if ours else nx.Graph()  # networkx refuses an empty one
    graph = nx.Graph(**about, projection=weighting, onto=onto)
    touching: dict[str, dict[str, TieRow]] = {}
    for (own, _), found in behind.items():
        touching.setdefault(own, {}).update(found)
    for _, iri in ours:
        mine = list(touching[iri].values())
        graph.add_node(
            iri,
            **nodes.describe(iri) | {"records": len(mine)} | bound_dates(mine),
            reporting=nodes.is_reporting(iri),
        )
    for one, other in sorted(tuple(sorted(edge)) for edge in joined.edges()):
        via = sorted(iri for _, iri in set(two_modes[one]) & set(two_modes[other]))
        either = len(set(two_modes[one]) | set(two_modes[other]))
        records: dict[str, TieRow] = {}
        for thing in via:
            records |= behind[one[1], thing] | behind[other[1], thing]
        graph.add_edge(
            one[1],
            other[1],
            weight=joined[one][other]["weight"],
            shared=len(via),
            via=via,
            overlap=len(via) / either,
            records=sorted(records),
            **bound_dates(records.values()),
            kinds=[],
            family="",
            family_label="",
            directed=False,
            role="",
        )
    graph.graph["records"] = len({row.record for row in rows})
    graph.graph["ties"] = graph.number_of_edges()
    return graph

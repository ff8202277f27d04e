"""Building the network of each view of the corpus after load, against igraph with the same edges.

igraph is given rows that are read already and makes bare vertices and edges; our time includes the
query, the filters, the attributes of the nodes and the records behind the edges.
"""

from __future__ import annotations

import random

import igraph

import dipgraph
from benchmarks.measure import ROOT, Row, time_call
from dipgraph.network import build_network
from dipgraph.network.communities import find_communities
from dipgraph.network.measures import flatten, measure_network
from dipgraph.queries import run_query
from dipgraph.views import list_views

MOST_QUERY_S, MOST_ALL_S = 0.3, 2.0
NODES, EDGES, SEEDS = 500, 3_000, 5


def run() -> list[Row]:
    """Measure query and network of each view, all views together, and communities."""
    kg = dipgraph.load(ROOT)
    rows: list[Row] = []
    whole = peers = 0.0
    for view in list_views(kg.project):
        network = build_network(kg, view.name, without_reporting=False)
        edges = [edge[:2] for edge in network.edges()]
        ours = time_call(lambda name=view.name: build_network(kg, name, without_reporting=False))  # type: ignore[misc]
        query = time_call(lambda query=view.query: run_query(kg.store, query))  # type: ignore[misc]
        peer = time_call(lambda edges=edges: igraph.Graph.TupleList(edges, directed=True))  # type: ignore[misc]
        whole, peers = whole + ours, peers + peer
        rows.append(
            Row(
                f"network {view.name}",
                f"{len(network)} nodes, {len(edges)} edges, {network.graph['records']} records; "
                f"query {query * 1000:.0f} ms",
                ours,
                "igraph, edges given",
                peer,
                f"query under {MOST_QUERY_S:g} s",
                query < MOST_QUERY_S,
            )
        )
    wanted = f"under {MOST_ALL_S:g} s"
    rows.append(Row("all views", "", whole, "the same", peers, wanted, whole < MOST_ALL_S))
    network = build_network(kg, "bilateral")
    rows.append(_measure_measures(network))
    return [*rows, _measure_communities()]


def _measure_measures(network: object) -> Row:
    flat = flatten(network)
    names = {name: number for number, name in enumerate(flat)}
    edges = [(names[one], names[other]) for one, other in flat.edges()]
    ours = time_call(lambda: measure_network(network), repeats=3)
    peer = time_call(lambda: igraph.Graph(edges=edges).community_multilevel(), repeats=3)
    return Row("measures bilateral", "20 seeds", ours, "one igraph multilevel", peer, "", True)


def _measure_communities() -> Row:
    """Measure Louvain of networkx against igraph's, as often, on a random network."""
    import networkx as nx

    chance = random.Random(7)
    flat = nx.gnm_random_graph(NODES, EDGES, seed=7)
    for *_, data in flat.edges(data=True):
        data["weight"] = chance.randint(1, 9)
    flat = nx.relabel_nodes(flat, str)
    edges = [(int(one), int(other)) for one, other in flat.edges()]
    weights = [data["weight"] for *_, data in flat.edges(data=True)]
    graph = igraph.Graph(n=NODES, edges=edges)

    def run_peer() -> None:
        for _ in range(SEEDS):
            graph.community_multilevel(weights=weights)

    ours = time_call(lambda: find_communities(flat, SEEDS), repeats=1)
    peer = time_call(run_peer, repeats=1)
    size = f"{NODES} nodes, {EDGES} edges, {SEEDS} seeds; with stability"
    return Row("communities", size, ours, "igraph multilevel", peer, "", True)

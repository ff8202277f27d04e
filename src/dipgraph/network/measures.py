"""Measures of networks, each with its definition, formula and source.

All take a network of :func:`dipgraph.network.build_network` and give the same numbers for the same
network. What has no meaning for a network is None, and never 0:

* The account of one ministry has that ministry in every record. Betweenness and communities are
  therefore taken without the reporting state; for itself they are None.
* In a network of two modes, paths and communities run through gatherings or organisations;
  betweenness and communities are given for its projections only.
* A number counts what is on record. The texts differ in length from year to year.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from dipgraph.network.communities import SEEDS, Communities, find_communities

if TYPE_CHECKING:
    import networkx as nx

Value = str | int | float | None


def flatten(network: nx.MultiDiGraph | nx.Graph) -> nx.Graph:
    """Return the network with one edge a pair: directions and ways of dealing are forgotten.

    ``weight`` is the sum of the weights of the edges between the two, that is the number of
    records, or the weight of a projection. ``families`` is the sorted list of ways of dealing.
    Nodes and edges keep a fixed order; edges without records (organ of) are left out.
    """
    import networkx as nx

    flat = nx.Graph(**network.graph)
    flat.add_nodes_from(network.nodes(data=True))
    for one, other, data in network.edges(data=True):
        if not data["records"] or one == other:
            continue
        if not flat.has_edge(one, other):
            flat.add_edge(one, other, weight=0, families=[], overlap=data.get("overlap"))
        edge = flat.edges[one, other]
        edge["weight"] += data["weight"]
        edge["families"] = sorted({*edge["families"], data["family"]} - {""})
    return flat


def has_two_modes(network: nx.MultiDiGraph | nx.Graph) -> bool:
    """Return whether the nodes are of two modes, so that paths between actors mean little."""
    return any("mode" in data or data["type"] == "record" for _, data in network.nodes(data=True))


def without_reporting(flat: nx.Graph) -> nx.Graph:
    """Return a copy without the reporting state, its offices and bodies."""
    others = [node for node, data in flat.nodes(data=True) if not data.get("reporting")]
    return flat.subgraph(others).copy()


def find_strength(network: nx.MultiDiGraph | nx.Graph) -> dict[str, dict[str, Value]]:
    r"""Return strength and degree of each node.

    ``strength`` is :math:`s_i = \sum_j w_{ij}`, the weights of all ties of a node, whatever their
    direction: the number of records that tie it to somebody, each counted once for each other.
    ``strength_out`` and ``strength_in`` are the parts of directed ties (visits paid and received,
    aid given and taken), None in a network that has none. ``degree`` is the number of other
    nodes that it is tied to, ``families`` the number of ways of dealing, None in projections.

    References
    ----------
    A. Barrat, M. Barthélemy, R. Pastor-Satorras, A. Vespignani, The architecture of complex
    weighted networks, PNAS 101 (2004) 3747.
    """
    flat = flatten(network)
    out: dict[str, float] = defaultdict(int)
    into: dict[str, float] = defaultdict(int)
    for one, other, data in network.edges(data=True):
        if data["directed"] and data["records"]:
            out[one] += data["weight"]
            into[other] += data["weight"]
    found: dict[str, dict[str, Value]] = {}
    for node in flat:
        ties = flat.adj[node].values()
        found[node] = {
            "strength": sum(tie["weight"] for tie in ties),
            "strength_out": out[node] if out else None,
            "strength_in": into[node] if out else None,
            "degree": len(ties),
            "families": len({family for tie in ties for family in tie["families"]}) or None,
        }
    return found


def find_betweenness(network: nx.MultiDiGraph | nx.Graph) -> dict[str, float | None]:
    r"""Return the betweenness of each node among the others than the reporting state.

    :math:`b_v = \frac{2}{(n-1)(n-2)} \sum_{s<t} \sigma_{st}(v) / \sigma_{st}`, where
    :math:`\sigma_{st}` is the number of shortest paths between s and t, and :math:`\sigma_{st}(v)`
    the number of those through v; from 0 to 1. Paths count steps, not weights: a frequent tie is
    no shorter road. None for the reporting state, for nodes that are tied to nobody else, and in
    networks of two modes. It says who stands between others *in the small formats on record*,
    and nothing about brokerage in the world.

    References
    ----------
    L. C. Freeman, A set of measures of centrality based on betweenness, Sociometry 40 (1977) 35.
    U. Brandes, A faster algorithm for betweenness centrality, Journal of Mathematical Sociology
    25 (2001) 163; as computed by networkx.
    """
    import networkx as nx

    found: dict[str, float | None] = dict.fromkeys(network)
    if has_two_modes(network):
        return found
    rest = without_reporting(flatten(network))
    tied = rest.subgraph([node for node, degree in rest.degree() if degree]).copy()
    found.update(nx.betweenness_centrality(tied))
    return found


def find_reciprocity(network: nx.MultiDiGraph) -> dict[str, dict[str, float]]:
    r"""Return the reciprocity of directed ties by way of dealing ("visits", "aid").

    ``reciprocity`` is :math:`r = \sum_{i \ne j} \min(w_{ij}, w_{ji}) / \sum_{i \ne j} w_{ij}`, the
    share of the weight that is returned; 1 where each visit has its return visit, 0 where none
    has. ``mutual`` is the share of directed pairs that have a tie in both directions, whatever
    its weight. ``weight`` is what it was taken of.

    References
    ----------
    T. Squartini, F. Picciollo, F. Ruzzenenti, D. Garlaschelli, Reciprocity of weighted networks,
    Scientific Reports 3 (2013) 2729. S. Wasserman, K. Faust, Social Network Analysis (1994),
    section 13.1, for the share of mutual pairs.
    """
    weights: dict[str, dict[tuple[str, str], float]] = {}
    for one, other, data in network.edges(data=True):
        if data["directed"] and data["records"] and one != other and data["family"]:
            own = weights.setdefault(data["family_label"], {})
            own[one, other] = own.get((one, other), 0) + data["weight"]
    found = {}
    for family, own in sorted(weights.items()):
        returned = [(w, own.get((other, one), 0)) for (one, other), w in own.items()]
        total = sum(own.values())
        found[family] = {
            "reciprocity": sum(min(pair) for pair in returned) / total,
            "mutual": sum(1 for _, back in returned if back) / len(returned),
            "weight": total,
        }
    return found


def find_overlap(flat: nx.Graph) -> float | None:
    r"""Return how many ways of dealing a tied pair has, on average; None without ties.

    :math:`o = \frac{1}{|E|} \sum_{ij \in E} o_{ij}` with :math:`o_{ij}` the number of layers
    (families) in which i and j are tied.

    References
    ----------
    F. Battiston, V. Nicosia, V. Latora, Structural measures for multiplex networks, Physical
    Review E 89 (2014) 032804, equation 25.
    """
    counts = [n for *_, data in flat.edges(data=True) if (n := len(data["families"]))]
    return sum(counts) / len(counts) if counts else None


def divide(network: nx.MultiDiGraph | nx.Graph, seeds: int = SEEDS) -> Communities | None:
    """Return the communities among the others than the reporting state.

    None where they mean nothing: in networks of two modes, and where nothing ties the others.
    See :func:`dipgraph.network.communities.find_communities`.
    """
    if has_two_modes(network):
        return None
    return find_communities(without_reporting(flatten(network)), seeds)


def measure_nodes(
    network: nx.MultiDiGraph | nx.Graph, seeds: int = SEEDS
) -> list[dict[str, Value]]:
    """Return a row for each node: the strongest first, then by IRI.

    Columns are ``node``, ``label``, ``type``, ``records``, those of :func:`find_strength`,
    ``betweenness`` and ``community`` (a number from 1, the largest first; None where there is
    none).
    """
    strength, between = find_strength(network), find_betweenness(network)
    communities = divide(network, seeds)
    member = communities.member if communities else {}
    rows: list[dict[str, Value]] = []
    for node, data in network.nodes(data=True):
        rows.append(
            {
                "node": node,
                "label": data["label"],
                "type": data["type"],
                "records": data["records"],
                **strength[node],
                "betweenness": between[node],
                "community": member.get(node),
            }
        )
    return sorted(rows, key=lambda row: (-float(row["strength"] or 0), str(row["node"])))


def measure_network(
    network: nx.MultiDiGraph | nx.Graph, seeds: int = SEEDS
) -> list[dict[str, Value]]:
    """Return the measures of the whole: rows of ``measure``, ``of``, ``value``.

    ``of`` is the way of dealing that a reciprocity belongs to, else "". ``density`` is the share
    of pairs that are tied, :math:`2m / n(n-1)`; None in networks of two modes. ``modularity`` and
    the two stabilities are those of :func:`dipgraph.network.communities.find_communities`.
    """
    import networkx as nx

    flat, two = flatten(network), has_two_modes(network)
    communities = divide(network, seeds)
    weights = [data["weight"] for *_, data in flat.edges(data=True)]
    found: list[tuple[str, str, Value]] = [
        ("nodes", "", flat.number_of_nodes()),
        ("tied pairs", "", flat.number_of_edges()),
        ("weight", "", sum(weights)),
        ("records", "", network.graph["records"]),
        ("density", "", None if two or len(flat) < 2 else nx.density(flat)),
        ("ways of dealing a pair", "", find_overlap(flat)),
    ]
    if network.is_directed():
        for family, own in find_reciprocity(network).items():
            found += [
                ("directed weight", family, own["weight"]),
                ("reciprocity", family, own["reciprocity"]),
                ("mutual pairs", family, own["mutual"]),
            ]
    found += [
        ("communities", "", len(communities.sizes) if communities else None),
        ("modularity", "", communities.modularity if communities else None),
        ("stability, adjusted Rand", "", communities.rand if communities else None),
        ("stability, mutual information", "", communities.information if communities else None),
        ("seeds", "", communities.seeds if communities else None),
    ]
    return [{"measure": name, "of": of, "value": value} for name, of, value in found]


def measure_ties(network: nx.MultiDiGraph | nx.Graph) -> list[dict[str, Value]]:
    r"""Return a row for each tied pair, the heaviest first.

    Columns: ``one``, ``one_label``, ``other``, ``other_label``, ``weight``, ``families`` (number
    of ways of dealing), ``out`` and ``back`` (directed weight from the one to the other, and from
    the other to the one), ``reciprocity`` (:math:`2 \min(w_{ij}, w_{ji}) / (w_{ij} + w_{ji})`;
    None where nothing is directed) and ``overlap`` (Jaccard index of what they share; in
    projections).
    """
    flat = flatten(network)
    directed: dict[tuple[str, str], float] = defaultdict(int)
    for one, other, data in network.edges(data=True):
        if data["directed"] and data["records"]:
            directed[one, other] += data["weight"]
    rows: list[dict[str, Value]] = []
    for a, b, data in flat.edges(data=True):
        one, other = sorted((a, b))
        out, back = directed[one, other], directed[other, one]
        rows.append(
            {
                "one": one,
                "one_label": flat.nodes[one]["label"],
                "other": other,
                "other_label": flat.nodes[other]["label"],
                "weight": data["weight"],
                "families": len(data["families"]) or None,
                "out": out if directed else None,
                "back": back if directed else None,
                "reciprocity": 2 * min(out, back) / (out + back) if out + back else None,
                "overlap": data["overlap"],
            }
        )
    return sorted(
        rows, key=lambda row: (-float(row["weight"] or 0), str(row["one"]), str(row["other"]))
    )

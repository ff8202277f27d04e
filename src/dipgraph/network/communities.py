"""Communities, and how far they depend on chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from math import comb, log
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import networkx as nx

SEEDS = 20
"""How many runs, with the seeds 0, 1, 2 …, a division is taken from."""


class Communities(NamedTuple):
    """A division of the tied nodes of a network.

    ``member`` gives the number of the community, from 1, the largest first; ``sizes`` their
    numbers of nodes. ``modularity`` is that of this division; ``rand`` and ``information`` say
    how alike the divisions of all seeds are (1: all the same).
    """

    member: dict[str, int]
    sizes: list[int]
    modularity: float
    rand: float
    information: float
    seeds: int


def find_communities(flat: nx.Graph, seeds: int = SEEDS) -> Communities | None:
    r"""Return the division of highest modularity among runs of the Louvain method.

    Modularity is :math:`Q = \frac{1}{2m} \sum_{ij} (w_{ij} - s_i s_j / 2m)\, \delta(c_i, c_j)`,
    with :math:`m` the whole weight and :math:`s_i` the strength. Louvain finds a high one, not
    the highest, and depends on the order in which it takes the nodes. It is therefore run with
    ``seeds`` seeds, the best division is kept (of equal ones that of the smallest seed), and the
    mean over all pairs of runs of two indices of likeness is given beside it. A low stability
    means: the borders are drawn by chance, do not read them.

    Parameters
    ----------
    flat
        A graph with ``weight`` on its edges. Nodes without an edge belong to no community.
    seeds
        Number of runs, 2 or more.

    Returns
    -------
    Communities or None
        None if there is no edge.

    References
    ----------
    M. E. J. Newman, M. Girvan, Physical Review E 69 (2004) 026113, and M. E. J. Newman, Physical
    Review E 70 (2004) 056131, for weights. V. D. Blondel, J.-L. Guillaume, R. Lambiotte, E.
    Lefebvre, Fast unfolding of communities in large networks, Journal of Statistical Mechanics
    (2008) P10008; as computed by networkx.
    """
    import networkx as nx

    if seeds < 2:
        raise ValueError(f"stability needs two seeds or more, and not {seeds}")
    names = sorted(node for node, degree in flat.degree() if degree)
    if not names:
        return None
    # Whole numbers for nodes: the order of a set of texts differs from process to process.
    numbers = {name: number for number, name in enumerate(names)}
    plain = nx.Graph()
    plain.add_nodes_from(range(len(names)))
    ties = sorted(
        (*sorted((numbers[one], numbers[other])), data["weight"])
        for one, other, data in flat.edges(data=True)
    )
    plain.add_weighted_edges_from(ties)
    divisions: list[list[int]] = []
    best: tuple[float, list[set[int]]] | None = None
    for seed in range(seeds):
        parts = nx.community.louvain_communities(plain, weight="weight", seed=seed)
        parts = sorted(parts, key=lambda part: (-len(part), min(part)))
        value = nx.community.modularity(plain, parts, weight="weight")
        if best is None or value > best[0] + 1e-12:
            best = (value, parts)
        divisions.append(_number(parts, len(names)))
    assert best is not None
    pairs = list(combinations(divisions, 2))
    member = _number(best[1], len(names))
    return Communities(
        {name: member[number] for name, number in numbers.items()},
        [len(part) for part in best[1]],
        best[0],
        sum(adjusted_rand(one, other) for one, other in pairs) / len(pairs),
        sum(mutual_information(one, other) for one, other in pairs) / len(pairs),
        seeds,
    )


def _number(parts: Sequence[set[int]], nodes: int) -> list[int]:
    member = [0] * nodes
    for number, part in enumerate(parts, 1):
        for node in part:
            member[node] = number
    return member


def adjusted_rand(one: Sequence[int], other: Sequence[int]) -> float:
    r"""Return how alike two divisions of the same things are, corrected for chance.

    :math:`(I - E) / (M - E)`, where :math:`I = \sum_{ij} \binom{n_{ij}}{2}` counts the pairs that
    are together in both, :math:`E` is what chance gives, and :math:`M` the mean of the pairs
    together in either. 1: the same; about 0: as alike as by chance; it may fall below 0.

    References
    ----------
    L. Hubert, P. Arabie, Comparing partitions, Journal of Classification 2 (1985) 193.
    """
    both = sum(comb(n, 2) for n in Counter(zip(one, other, strict=True)).values())
    first = sum(comb(n, 2) for n in Counter(one).values())
    second = sum(comb(n, 2) for n in Counter(other).values())
    pairs = comb(len(one), 2)
    by_chance = first * second / pairs if pairs else 0.0
    most = (first + second) / 2
    return 1.0 if most == by_chance else (both - by_chance) / (most - by_chance)


def mutual_information(one: Sequence[int], other: Sequence[int]) -> float:
    r"""Return the normalised mutual information of two divisions, from 0 to 1.

    :math:`2 I(X; Y) / (H(X) + H(Y))`; 1 where both have one part only.

    References
    ----------
    L. Danon, A. Díaz-Guilera, J. Duch, A. Arenas, Comparing community structure identification,
    Journal of Statistical Mechanics (2005) P09008.
    """
    total = len(one)
    first, second = Counter(one), Counter(other)
    shared = Counter(zip(one, other, strict=True))

    def entropy(counts: Counter[int]) -> float:
        return -sum(n / total * log(n / total) for n in counts.values())

    whole = entropy(first) + entropy(second)
    if whole == 0:
        return 1.0
    information = sum(
        n / total * log(n * total / (first[a] * second[b])) for (a, b), n in shared.items()
    )
    return min(1.0, max(0.0, 2 * information / whole))

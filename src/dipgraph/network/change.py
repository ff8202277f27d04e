"""What changed from one year to the next, where there is an account of both."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from dipgraph.network.build import build_network
from dipgraph.network.measures import Value, flatten
from dipgraph.ties import Graph, find_covered_years
from dipgraph.views import find_view

if TYPE_CHECKING:
    import networkx as nx

CHANGES = ("gained", "lost", "grown", "fallen", "kept")
"""What may become of a tied pair; see :func:`compare_networks`."""


class Changes(NamedTuple):
    """Changes of a view over the years.

    ``ties`` has a row for each pair that is tied in one of two years; ``years`` a row for each
    two years; ``gaps`` the years between two accounts that have none, such as 2022.
    """

    ties: list[dict[str, Value]]
    years: list[dict[str, Value]]
    gaps: list[int]


def compare_years(kg: Graph, view: str, **filters: Any) -> Changes:
    """Compare each covered year with the next one.

    Parameters
    ----------
    kg, view, **filters
        As :func:`dipgraph.network.build_network`, without ``year``; ``since`` and ``until``
        choose the years that are compared.

    Returns
    -------
    Changes
        Two years are compared only if the second follows the first at once. A year without a
        source is a hole: nothing is gained or lost through it. The texts differ in length, so
        ``records`` of both years stand beside their changes.

    Raises
    ------
    QueryError
        As :func:`dipgraph.network.build_network`; a view without dates has no years.
    """
    since, until = str(filters.get("since") or "0")[:4], str(filters.get("until") or "9999")[:4]
    name = find_view(kg.project, view).name
    covered = [year for year in find_covered_years(kg) if since <= f"{year:04}" <= until]
    if not covered:
        build_network(kg, name, **filters)  # says what is wrong with the filters, if anything
    networks = {year: build_network(kg, name, year, **filters) for year in covered}
    ties: list[dict[str, Value]] = []
    years: list[dict[str, Value]] = []
    for before, after in pairwise(covered):
        if after != before + 1:
            continue
        rows = compare_networks(networks[before], networks[after])
        ties += [{"from_year": before, "to_year": after, **row} for row in rows]
        counts = {change: sum(1 for r in rows if r["change"] == change) for change in CHANGES}
        remained = counts["grown"] + counts["fallen"] + counts["kept"]
        years.append(
            {
                "from_year": before,
                "to_year": after,
                **counts,
                "overlap": remained / len(rows) if rows else None,
                "records_before": networks[before].graph["records"],
                "records_after": networks[after].graph["records"],
            }
        )
    gaps = sorted(set(range(covered[0], covered[-1])) - set(covered)) if covered else []
    return Changes(ties, years, gaps)


def compare_networks(
    before: nx.MultiDiGraph | nx.Graph, after: nx.MultiDiGraph | nx.Graph
) -> list[dict[str, Value]]:
    r"""Return a row for each pair that is tied in either network, the largest change first.

    Columns: ``one``, ``one_label``, ``other``, ``other_label``, ``before``, ``after`` (weights),
    ``difference`` and ``change``: "gained" (no tie before), "lost" (none after), "grown",
    "fallen", "kept" (the same weight). The share of pairs in neither of the first two,
    :math:`|E_1 \cap E_2| / |E_1 \cup E_2|`, is the overlap of the two networks (Jaccard).
    """
    flats = [flatten(network) for network in (before, after)]
    labels = {node: data["label"] for flat in flats for node, data in flat.nodes(data=True)}
    weights: list[dict[tuple[str, ...], float]] = [
        {tuple(sorted((a, b))): data["weight"] for a, b, data in flat.edges(data=True)}
        for flat in flats
    ]
    rows: list[dict[str, Value]] = []
    for pair in sorted({*weights[0], *weights[1]}):
        one, other = pair
        old, new = (found.get(pair, 0) for found in weights)
        change = "kept"
        if old != new:
            change = "grown" if new > old else "fallen"
            change = "gained" if not old else "lost" if not new else change
        rows.append(
            {
                "one": one,
                "one_label": labels[one],
                "other": other,
                "other_label": labels[other],
                "before": old,
                "after": new,
                "difference": new - old,
                "change": change,
            }
        )
    return sorted(
        rows,
        key=lambda r: (-abs(float(r["difference"] or 0)), str(r["one"]), str(r["other"])),
    )

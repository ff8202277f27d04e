"""Build the page of a view: network, drawing, pyvis, template."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from dipgraph import __version__
from dipgraph.errors import QueryError
from dipgraph.namespaces import PREFIXES
from dipgraph.network import build_network
from dipgraph.pages import html
from dipgraph.pages.drawing import Drawing, Material
from dipgraph.ties import Graph, find_covered_years, find_reporting_state, find_state
from dipgraph.views import View, find_view

if TYPE_CHECKING:
    import networkx as nx


class Page(NamedTuple):
    """A page and what stands on it. ``records`` and ``ties`` are 0 where the filters leave none."""

    view: View
    heading: str
    html: str
    records: int
    ties: int


def build_page(kg: Graph, view: str, year: int | str | None = None, **filters: str | None) -> Page:
    """Return the page of a view, the same byte for byte for the same data and filters.

    Parameters
    ----------
    kg, view, year, **filters
        As :func:`dipgraph.network.build_network`. ``state`` is the state whose ties are drawn;
        by default the one whose doings the sources report.

    Raises
    ------
    QueryError
        If there is no such view, filter, state, kind or region.
    InputError
        If the page's template or the drawing library cannot be read.
    """
    chosen = find_view(kg.project, view)
    if not chosen.drawing:
        raise QueryError(
            f"no page draws the view {chosen.name}. Write it with --format graphml, gexf, csv, "
            "json, pajek or dot, or ask for --measures."
        )
    given = filters.get("state")
    focus = find_state(kg, given) if given else find_reporting_state(kg)
    # Where organisations are drawn, all that the account of the reporting state tells of them
    # belongs to the picture, also what it had no part in itself.
    everything = chosen.drawing == "lanes" and not given
    wanted: dict[str, Any] = {**filters, "state": None if everything else focus}
    network = build_network(kg, chosen.name, year, **wanted)
    material = Material(kg, chosen, network, focus)
    drawing = _draw(material)
    shown = {number for group in drawing.groups for number in group.records}
    words = _Words(kg, material)
    facts = html.Facts(
        heading=words.fill(chosen.question),
        title=words.fill(f"{chosen.title} of {{state}} {{period}}"),
        reading=words.fill(chosen.reading),
        rule=words.fill(chosen.rule),
        filters=words.filters(),
        account=words.account(),
        query_file=chosen.query.place,
        data_version=f"dipgraph {__version__}, data {digest_data(kg.store)}",
        records=len(shown),
        ties=_count_ties(drawing),
    )
    text = html.write_page(kg.project.assets, chosen, drawing, material, facts)
    return Page(chosen, facts.heading, text, facts.records, facts.ties)


def _draw(material: Material) -> Drawing:
    if material.view.drawing == "rings":
        from dipgraph.pages.rings import draw_rings

        return draw_rings(material)
    from dipgraph.pages.lanes import draw_lanes

    return draw_lanes(material)


def _count_ties(drawing: Drawing) -> int:
    """Return how many pairs are tied: by their place (a partner, a mark in a row) or by a line."""
    return sum(1 for node in drawing.nodes if node["dip"].get("tie")) + len(drawing.edges)


def digest_data(store: ox.Store) -> str:
    """Return 12 hexadecimal digits that tell one state of sources and registries from another."""
    lines: list[str] = []
    for graph in store.named_graphs():
        if graph.value.startswith(PREFIXES["source"]) or graph.value.endswith("/registry"):
            quads = store.quads_for_pattern(None, None, None, graph)
            lines += [f"{quad.triple} {graph.value}" for quad in quads]
    digest = hashlib.sha256()
    for line in sorted(lines):
        digest.update(line.encode())
        digest.update(b"\n")
    return digest.hexdigest()[:12]


class _Words:
    """Fills names and years into the sentences of a view."""

    def __init__(self, kg: Graph, material: Material) -> None:
        self._kg = kg
        self._material = material
        self._network: nx.MultiDiGraph = material.network
        self._state = material.labels(material.focus)

    def fill(self, text: str) -> str:
        """Return ``text`` with ``{state}``, ``{period}`` and ``{most_states}`` filled in."""
        return (
            text.replace("{period}", self._period())
            .replace("{most_states}", str(self._material.view.most_states))
            .replace("{involvement}", self._involvement())
            .replace("{state}", self._state)
        )

    def _involvement(self) -> str:
        if self._network.graph.get("state"):
            return "{state} takes part in all of them."
        return "All that the account of {state} tells is drawn."

    def _period(self) -> str:
        year: Any = self._network.graph.get("year")
        if year:
            return f"in {year}"
        years = find_covered_years(self._kg)
        if not years:
            return "in the years recorded"
        if len(years) == 1:
            return f"by the account of {years[0]}"
        return f"by the accounts of {', '.join(map(str, years[:-1]))} and {years[-1]}"

    def filters(self) -> str:
        """Return the filters in use beside state and year, in words, or ""."""
        labels, wanted = self._material.labels, self._network.graph
        parts = []
        if kind := wanted.get("kind"):
            families = {family.id: family.label for family in self._material.view.families}
            parts.append(f"kind {families.get(kind) or labels(kind)}")
        if region := wanted.get("region"):
            parts.append(f"region {labels(region)}")
        return ", ".join(parts)

    def account(self) -> str:
        """Say whose account the records are."""
        store, labels = self._kg.store, self._material.labels
        stated_by = sorted(
            {
                f"{quad.object.value}"
                for source in _sources(store)
                for quad in store.quads_for_pattern(
                    source, ox.NamedNode(PREFIXES["dcterms"] + "publisher"), None, ox.DefaultGraph()
                )
                if isinstance(quad.object, ox.Literal)
            }
        )
        reporting = labels(find_reporting_state(self._kg)) if _sources(store) else self._state
        who = f" ({'; '.join(stated_by)})" if stated_by else ""
        return (
            f"The records are one party’s account: what {reporting} reports of itself{who}. "
            "What others did without it is not in it, and that something is recorded does not "
            "make it true."
        )


def _sources(store: ox.Store) -> list[ox.NamedNode]:
    predicate = ox.NamedNode(PREFIXES["dip"] + "isReportOf")
    quads = store.quads_for_pattern(None, predicate, None, ox.DefaultGraph())
    return [quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)]

"""What a drawing hands to the page: nodes, edges, what lies behind them, and the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from dipgraph.lines import LineReader
from dipgraph.namespaces import PREFIXES
from dipgraph.pages.records import Card, read_card
from dipgraph.querying.engines import Labels
from dipgraph.ties import Graph, find_covered_years, objects_of
from dipgraph.views import View

if TYPE_CHECKING:
    import networkx as nx

FOR_EVER = 9999
"""The last year of what has begun and of which no end is known."""


@dataclass
class Group:
    """A heading of the table with the records below it. ``node`` is a node's id, or ""."""

    node: str
    title: str
    note: str
    records: list[int]


class Arrangement(NamedTuple):
    """One way to place the nodes of a drawing: its name, box, backdrop, and places by id."""

    id: str
    label: str
    box: tuple[float, float, float, float]
    backdrop: list[dict[str, Any]]
    places: dict[str, tuple[float, float]]


@dataclass
class Drawing:
    """A drawing with fixed places.

    ``nodes`` and ``edges`` hold what pyvis takes, with our own part under ``dip``;
    ``backdrop`` holds shapes that lie behind them, each with ``t`` (ellipse, line, path, rect,
    text) and a ``style`` that the style sheet gives a colour. Record numbers count from 0 in
    ``cards``. ``curve`` is the form of the edges: ``arc``, ``flow`` (leaves and arrives level) or
    ``line``. ``compares`` tells whether a year can be held against the year before: its nodes
    or edges are ties between two. ``others`` are further arrangements of the same nodes; ``row`` is
    the height of a row of columns; ``note`` goes below the drawing.
    """

    width: float
    height: float
    left: float
    top: float
    fit: str
    nodes: list[dict[str, Any]] = field(default_factory=list)
    edges: list[dict[str, Any]] = field(default_factory=list)
    backdrop: list[dict[str, Any]] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    curve: str = "arc"
    compares: bool = False
    arrangement: str = ""
    arranged_by: str = ""
    others: list[Arrangement] = field(default_factory=list)
    note: str = ""
    row: float = 22.0


class Material:
    """The network of a view with the cards of its records, from which a drawing is made."""

    def __init__(
        self,
        kg: Graph,
        view: View,
        network: nx.MultiDiGraph | nx.Graph,
        focus: str,
        *,
        with_reporting: bool = False,
    ) -> None:
        self.kg = kg
        self.view = view
        self.network = network
        self.focus = focus
        self.with_reporting = with_reporting
        self.labels = Labels(kg.store)
        iris = {r for _, _, data in network.edges(data=True) for r in data["records"]}
        if view.network == "records":
            iris |= {n for n, data in network.nodes(data=True) if data["type"] == "record"}
        reader = LineReader(kg.store, self.labels)
        cards = (read_card(reader, iri) for iri in iris)
        self.cards: list[Card] = sorted(cards, key=lambda card: card.order)
        self.number = {card.iri: index for index, card in enumerate(self.cards)}
        self._families = {family.id: i for i, family in enumerate(view.families)}
        # What a row says of a record goes before what its class says: a mission's kind stands in
        # the row, and its record is an act.
        self._family_of = {
            record: data["family"]
            for _, _, data in network.edges(data=True)
            for record in data["records"]
            if data["family"] in self._families
        }
        self._covered = find_covered_years(kg)

    @property
    def drawing(self) -> str:
        """The name of the drawing: a projection is drawn as a matrix, whatever the view says."""
        return "matrix" if self.network.graph.get("projection") else self.view.drawing

    def family(self, number: int) -> int:
        """Return the number of a record's family."""
        card = self.cards[number]
        known = self._family_of.get(card.iri)
        return self._families[known or self.view.family_of(card.class_iri, card.kind_iri).id]

    def numbers(self, iris: set[str]) -> list[int]:
        """Return the numbers of records, in order of date."""
        return sorted(self.number[iri] for iri in iris)

    def name(self, iri: str) -> str:
        """Return the label of an actor."""
        return str(self.network.nodes[iri]["label"]) if iri in self.network else self.labels(iri)

    def covered_years(self) -> list[int]:
        """Return the years with a source that the filters leave, sorted."""
        if not self.view.dated:
            return []
        about = self.network.graph
        first, last = about.get("since") or "0", about.get("until") or "9999"
        years = [year for year in self._covered if int(first[:4]) <= year <= int(last[:4])]
        chosen = about.get("year")
        return [chosen] if chosen else years

    def kinds_of(self, number: int) -> list[str]:
        """Return the kinds of a record, and those of the document or matter that it acts on."""
        card = self.cards[number]
        found = {card.kind or card.class_label}
        for matter in objects_of(self.kg, card.iri, PREFIXES["dip"] + "concerns"):
            kinds = objects_of(self.kg, matter, PREFIXES["dip"] + "hasKind")
            found.update(map(self.labels, kinds))
        return sorted(found - {""})

    def years_of(self, number: int) -> tuple[int, int]:
        """Return the first and last year that a record touches; (0, 0) where it has none.

        A record without a date counts for the years that its sources cover, as in
        :func:`dipgraph.network.build_network`.
        """
        card = self.cards[number]
        if card.start:
            return card.start.year, card.end.year if card.end else FOR_EVER
        years = sorted(
            int(year)
            for passage in objects_of(self.kg, card.iri, PREFIXES["dip"] + "isStatedIn")
            for source in objects_of(self.kg, passage, PREFIXES["oa"] + "hasSource")
            for year in objects_of(self.kg, source, PREFIXES["dip"] + "coversYear")
        )
        return (years[0], years[-1]) if years else (0, 0)

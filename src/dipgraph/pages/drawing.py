"""What a drawing hands to the page: nodes, edges, what lies behind them, and the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dipgraph.lines import LineReader
from dipgraph.pages.records import Card, read_card
from dipgraph.querying.engines import Labels
from dipgraph.ties import Graph
from dipgraph.views import View

if TYPE_CHECKING:
    import networkx as nx


@dataclass
class Group:
    """A heading of the table with the records below it. ``node`` is a node's id, or ""."""

    node: str
    title: str
    note: str
    records: list[int]


@dataclass
class Drawing:
    """A drawing with fixed places.

    ``nodes`` and ``edges`` hold what pyvis takes, with our own part under ``dip``;
    ``backdrop`` holds shapes that lie behind them, each with ``t`` (arc, line, rect, text) and a
    ``style`` that the style sheet gives a colour. Record numbers count from 0 in ``cards``.
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


class Material:
    """The network of a view with the cards of its records, from which a drawing is made."""

    def __init__(self, kg: Graph, view: View, network: nx.MultiDiGraph, focus: str) -> None:
        self.kg = kg
        self.view = view
        self.network = network
        self.focus = focus
        self.labels = Labels(kg.store)
        iris = {r for _, _, data in network.edges(data=True) for r in data["records"]}
        iris |= {n for n, data in network.nodes(data=True) if data["type"] == "record"}
        reader = LineReader(kg.store, self.labels)
        cards = (read_card(reader, iri) for iri in iris)
        self.cards: list[Card] = sorted(cards, key=lambda card: card.order)
        self.number = {card.iri: index for index, card in enumerate(self.cards)}
        self._families = {family.id: i for i, family in enumerate(view.families)}

    def family(self, number: int) -> int:
        """Return the number of a record's family."""
        return self._families[self.view.family_of(self.cards[number].class_iri).id]

    def numbers(self, iris: set[str]) -> list[int]:
        """Return the numbers of records, in order of date."""
        return sorted(self.number[iri] for iri in iris)

    def name(self, iri: str) -> str:
        """Return the label of an actor."""
        return str(self.network.nodes[iri]["label"]) if iri in self.network else self.labels(iri)

"""The sentences of a page: its question, whose account it is, which filters are in use."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from dipgraph.namespaces import PREFIXES
from dipgraph.pages.drawing import Material
from dipgraph.ties import Graph, find_covered_years, find_reporting_state

_READINGS = {
    "columns": "Each name stands in a row; a line joins two that are tied, the wider, the more "
    "records. Slices of a disc and the colour of a line are ways of dealing. Names stand so that "
    "few lines cross.",
    "map": "Each disc lies at a capital; a line leads from one end of a tie to the other.",
    "matrix": "Each name has a row to its left and a column below it; where a row and a column "
    "meet, a cell says what the two share. Names that share much stand next to each other, so "
    "that groups show as triangles of strong colour along the edge.",
    "lanes": "Each row is a name; marks in it are records, from left to right in time.",
    "rings": "The nearer to the centre, the more records.",
}


class Words:
    """Fills names and years into the sentences of a view."""

    def __init__(self, kg: Graph, material: Material) -> None:
        self._kg = kg
        self._material = material
        self._network = material.network
        self._state = material.labels(material.focus)

    def heading(self) -> str:
        """Return the question of the view; that of a projection is another."""
        mode = self._network.graph.get("onto")
        if mode and self._material.view.drawing != "matrix":
            other = next(m for m in self._material.view.modes if m != mode)
            period = self._period()
            return f"Which {mode.lower()} shared {other.lower()} {period}, and how much?"
        return self.fill(self._material.view.question)

    def reading(self) -> str:
        """Say how the drawing is read."""
        view = self._material.view
        if self._material.drawing == view.drawing and view.reading:
            return self.fill(view.reading)
        return _READINGS[self._material.drawing]

    def nothing(self) -> str:
        """Say that nothing is drawn, and why."""
        if self._material.drawing == "matrix" and self._network.number_of_nodes():
            return "No two of those that fit this choice share anything."
        return "No record in the data fits this choice."

    def notice(self) -> str:
        """Say what the account hides of ties among others."""
        said = str(self._network.graph["account"])
        year = self._network.graph.get("year")
        covered = find_covered_years(self._kg)
        if year and covered and year not in covered:
            said += (
                f" No source covers {year}: what is drawn comes from the accounts of other years."
            )
        return said

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
        years = self._material.covered_years()
        if not self._material.view.dated:
            return "by the tables"
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
        for name in ("state", "actor"):
            if name in wanted and wanted[name] != self._material.focus:
                parts.append(f"{name} {labels(wanted[name])}")
        for name in ("since", "until"):
            if name in wanted:
                parts.append(f"{name} {wanted[name]}")
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
        if not self._material.view.dated:
            return "Reference tables are the source, and no text of a ministry."
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

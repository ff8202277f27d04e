"""What a node of a network carries: name, class, codes, region, coordinates, dates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dipgraph.namespaces import PREFIXES
from dipgraph.querying.engines import Labels
from dipgraph.ties import Graph, TieRow, find_state_of, objects_of

_DIP, _GEO, _TYPE = PREFIXES["dip"], PREFIXES["geo"], PREFIXES["rdf"] + "type"
_ACTORS = ("State", "Organisation", "Office", "Person", "Group", "Place")
_BROAD = {_DIP + name for name in ("Actor", "Record", "Event", "Matter")}


class Nodes:
    """Describes nodes from the graph, each label looked up once.

    Parameters
    ----------
    kg
        The knowledge graph.
    reporting
        IRI of the reporting state, or "" where no source says whose report it is.
    """

    def __init__(self, kg: Graph, reporting: str) -> None:
        self._kg = kg
        self._reporting = reporting
        self._states: dict[str, str | None] = {}
        self.labels = Labels(kg.store)

    def is_reporting(self, iri: str) -> bool:
        """Return whether a node is the reporting state, an office or a body of it."""
        return bool(iri and self._reporting) and self._state_of(iri) == self._reporting

    def describe(self, iri: str) -> dict[str, Any]:
        """Return the attributes of an actor, a place or a record.

        See :func:`dipgraph.network.build.build_network`.
        """
        types = objects_of(self._kg, iri, _TYPE)
        sort = next((name for name in _ACTORS if _DIP + name in types), "record")
        found: dict[str, Any] = {"label": self.labels(iri), "type": sort.lower()}
        narrow = sorted(t for t in types - _BROAD if t.startswith(_DIP))
        found["class"] = self.labels(narrow[0]) if narrow else ""
        kinds = sorted(self.labels(kind) for kind in objects_of(self._kg, iri, _DIP + "hasKind"))
        found["kind"] = "; ".join(kinds)
        if sort == "record":
            found["start"] = min(objects_of(self._kg, iri, _DIP + "startDate"), default="")
            found["end"] = max(objects_of(self._kg, iri, _DIP + "endDate"), default="")
            places = sorted(objects_of(self._kg, iri, _DIP + "takesPlaceIn"))
            return found | (self._coordinates(places[0]) if places else {})
        if sort == "organisation":
            found["acronym"] = min(objects_of(self._kg, iri, _DIP + "acronym"), default="")
        if sort == "place":
            return found | self._coordinates(iri)
        if state := self._state_of(iri):
            regions = sorted(objects_of(self._kg, state, _DIP + "hasRegion"))
            found["state"] = state
            found["iso3"] = min(objects_of(self._kg, state, _DIP + "isoAlpha3"), default="")
            found["region"] = self.labels(regions[0]) if regions else ""
            found |= self._coordinates(state)
        return found

    def _state_of(self, iri: str) -> str | None:
        if iri not in self._states:
            self._states[iri] = find_state_of(self._kg, iri)
        return self._states[iri]

    def _coordinates(self, iri: str) -> dict[str, float]:
        """Return latitude and longitude in degrees, WGS 84, or nothing."""
        pair = {name: objects_of(self._kg, iri, _GEO + name) for name in ("lat", "long")}
        if not all(pair.values()):
            return {}
        return {name: float(min(values)) for name, values in pair.items()}


def bound_dates(rows: Iterable[TieRow]) -> dict[str, str]:
    """Return the first and last day of rows as ISO dates, "" where none has a date."""
    dated = [row for row in rows if row.start]
    return {
        "first": min((row.start for row in dated), default=""),
        "last": max((row.end or row.start for row in dated), default=""),
    }

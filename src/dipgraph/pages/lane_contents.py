"""What stands in which row of the drawing "lanes", read from the network of a view."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from dipgraph.pages.drawing import Material
from dipgraph.ties import count_reports

OUTSIDE = "outside"
"""The row of what belongs to no organisation."""


class Contents:
    """What the network says, in the form that the drawing needs."""

    def __init__(self, material: Material) -> None:
        network = material.network
        left_out = {material.focus, *count_reports(material.kg)}
        if material.with_reporting:
            left_out = set()
        self.frameworks: defaultdict[str, list[str]] = defaultdict(list)
        self.actors: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.parent: dict[str, str] = {}
        self.merged: dict[str, str] = {}
        if material.view.network == "pairs":
            self._read_pairs(material, left_out)
            self.records = sorted(self.frameworks)
            self._choose_lanes()
            return
        for one, other, data in network.edges(data=True):
            if data["role"] == "organ of":
                self.parent[one] = other
            elif data["role"] == "framework":
                self.frameworks[one].append(other)
            elif other not in left_out:
                self.actors[one][other] = data["role"]
        self.records = [n for n, data in network.nodes(data=True) if data["type"] == "record"]
        self._choose_lanes()

    def _read_pairs(self, material: Material, left_out: set[str]) -> None:
        """Let each end of the first mode be a lane, and each record a mark in it.

        The reporting state has a lane for what it is alone in.
        """
        alone: defaultdict[str, list[str]] = defaultdict(list)
        for one, other, data in material.network.edges(data=True):
            end = one if material.network.nodes[one]["bipartite"] == 0 else other
            for record in data["records"]:
                found = (alone if end in left_out else self.frameworks)[record]
                if end not in found:
                    found.append(end)
        for record, ends in alone.items():
            if record not in self.frameworks:
                self.frameworks[record] = ends

    def _choose_lanes(self) -> None:
        # A record in several organisations is drawn once, in the one with most records, and
        # joined to the others.
        size: dict[str, int] = defaultdict(int)
        for found in self.frameworks.values():
            for organisation in found:
                size[organisation] += 1
        self.lane: dict[str, str] = {}
        self.of_lane: defaultdict[str, list[str]] = defaultdict(list)
        for record in self.records:
            found = self.frameworks.get(record, [])
            lane = min(found, key=lambda o: (-size[o], o)) if found else OUTSIDE
            self.lane[record] = lane
            self.of_lane[lane].append(record)

    def order(self, name: Callable[[str], str]) -> list[tuple[str, int]]:
        """Return the lanes from the top: largest family of organisations first, organs beneath.

        An organisation in which nothing is drawn has no lane of its own; if one organ of it has,
        ``merged`` leads from the organ to it.
        """
        organisations = {o for found in self.frameworks.values() for o in found}
        tops = {self.parent.get(o, o) for o in organisations}
        organs: defaultdict[str, list[str]] = defaultdict(list)
        for organisation in organisations:
            if organisation in self.parent:
                organs[self.parent[organisation]].append(organisation)

        def count(organisation: str) -> int:
            return len(self.of_lane[organisation])

        def whole(top: str) -> int:
            return count(top) + sum(count(organ) for organ in organs[top])

        rows: list[tuple[str, int]] = []
        for top in sorted(tops, key=lambda o: (-whole(o), name(o))):
            below = [o for o in organs[top] if count(o)]
            if not count(top) and len(below) == 1:
                self.merged[below[0]] = top  # one line is enough for both
                rows.append((below[0], 0))
                continue
            if not count(top) and not below:
                continue
            rows.append((top, 0))
            for organ in sorted(below, key=lambda o: (-count(o), name(o))):
                rows.append((organ, 1))
        if self.of_lane[OUTSIDE]:
            rows.append((OUTSIDE, 0))
        return rows

    def move_to_actors(self, lanes: set[str]) -> None:
        """Treat an organisation without a lane as an actor in what it has a part in."""
        for record, found in self.frameworks.items():
            for organisation in found:
                if organisation not in lanes:
                    self.actors[record].setdefault(organisation, "takes part")
            self.frameworks[record] = [o for o in found if o in lanes]

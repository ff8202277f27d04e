"""The drawing "columns": who on the left is tied to whom on the right, each name in a row."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from dipgraph.layout import shorten_text, text_width
from dipgraph.pages.drawing import Drawing, Group, Material

ROW = 22.0
"""Height of a row."""
NAMES = 292.0
"""Width of a column of names."""
BETWEEN = 316.0
"""Width of what lies between the columns."""
_HEAD = 40.0
_LABEL_SIZE = 13.0
_COUNT_ROOM = 30.0
_SWEEPS = 12


class _End(NamedTuple):
    """A node on one side: 0 the left, 1 the right."""

    side: int
    iri: str


class _Tie(NamedTuple):
    one: _End
    other: _End
    records: set[str]
    through: set[str]
    directed: bool


def draw_columns(material: Material) -> Drawing:
    """Place one end of each tie on the left and the other on the right, so that few lines cross."""
    ties = _collect_ties(material)
    records: defaultdict[_End, set[str]] = defaultdict(set)
    for tie in ties:
        records[tie.one] |= tie.records
        records[tie.other] |= tie.records
    sides = _order_sides(ties, records)
    # A line that has words on it needs room for them.
    labelled = len(ties) <= 30 and any(tie.through for tie in ties)
    row = 2 * ROW if labelled else ROW
    heights = _place(sides, ties, row)
    left_edge = max([_HEAD, *heights.values()], default=_HEAD) + row
    drawing = Drawing(2 * NAMES + BETWEEN, round(left_edge, 1), 0.0, 0.0, "width", curve="flow")
    drawing.compares, drawing.row = True, row
    drawing.backdrop = _draw_heads(material)
    ids = _name_ends(sides)
    for end in (*sides[0], *sides[1]):
        numbers = material.numbers(records[end])
        drawing.nodes.append(_node(material, end, ids[end], numbers, heights[end]))
        if not end.side:
            drawing.groups.append(
                Group(ids[end], material.name(end.iri), _note(material, end.iri), numbers)
            )
    for number, tie in enumerate(ties):
        joint = " → " if tie.directed else " – "
        through = ", ".join(sorted(map(material.labels, tie.through)))
        name = f"{material.name(tie.one.iri)}{joint}{material.name(tie.other.iri)}"
        mine: dict[str, Any] = {
            "records": material.numbers(tie.records),
            "style": "tie",
            "name": f"{name} ({through})" if through else name,
        }
        if labelled and through:
            mine["text"] = shorten_text(through, BETWEEN - 40, 11)
        drawing.edges.append(
            {"id": f"e{number}", "from": ids[tie.one], "to": ids[tie.other], "dip": mine}
        )
    return drawing


def _collect_ties(material: Material) -> list[_Tie]:
    network = material.network
    nodes = network.nodes
    found: dict[tuple[_End, _End, str], _Tie] = {}
    for one, other, data in network.edges(data=True):
        ends = (one, other)
        if material.view.modes:
            swap = nodes[one]["bipartite"] > nodes[other]["bipartite"]
        elif material.view.directed:
            swap = False
        else:
            # The reporting state's own on the left; else whoever has more records.
            swap = _rank(nodes[other], other) < _rank(nodes[one], one)
        if swap:
            ends = (other, one)
        left, right = _End(0, ends[0]), _End(1, ends[1])
        tie = found.setdefault(
            (left, right, data["through"]),
            _Tie(left, right, set(), set(), material.view.directed),
        )
        tie.records.update(data["records"])
        if data["through"]:
            tie.through.add(data["through"])
    return [found[key] for key in sorted(found)]


def _rank(data: dict[str, Any], iri: str) -> tuple[bool, int, str]:
    return not data["reporting"], -data["records"], iri


def _order_sides(
    ties: Sequence[_Tie], records: dict[_End, set[str]]
) -> tuple[list[_End], list[_End]]:
    """Return both sides from the top: each node near the mean of those it is tied to.

    The barycentre method (K. Sugiyama, S. Tagawa, M. Toda, Methods for Visual Understanding of
    Hierarchical System Structures, IEEE Transactions on Systems, Man, and Cybernetics 11 (1981)
    109), begun from the number of records and stopped after a fixed number of sweeps.
    """
    near: defaultdict[_End, list[_End]] = defaultdict(list)
    for tie in ties:
        near[tie.one].append(tie.other)
        near[tie.other].append(tie.one)
    sides = tuple(
        sorted((end for end in near if end.side == side), key=lambda e: (-len(records[e]), e.iri))
        for side in (0, 1)
    )
    for sweep in range(_SWEEPS):
        moved, fixed = sides[1 - sweep % 2], sides[sweep % 2]
        place = {end: (index + 0.5) / len(fixed) for index, end in enumerate(fixed)}
        moved.sort(key=lambda end: (sum(place[o] for o in near[end]) / len(near[end]), end.iri))
    return sides[0], sides[1]


def _place(
    sides: tuple[list[_End], list[_End]], ties: Sequence[_Tie], row: float
) -> dict[_End, float]:
    """Return heights: the longer side row by row, the other as near its partners as rows allow."""
    longer, shorter = sorted(sides, key=len, reverse=True)
    heights = {end: _HEAD + (index + 0.5) * row for index, end in enumerate(longer)}
    partners: defaultdict[_End, list[float]] = defaultdict(list)
    for tie in ties:
        for end, other in ((tie.one, tie.other), (tie.other, tie.one)):
            if other in heights and end not in heights:
                partners[end].append(heights[other])
    wanted = [sum(partners[end]) / len(partners[end]) for end in shorter]
    low = _HEAD + 0.5 * row
    placed: list[float] = []
    for height in wanted:
        placed.append(max(height, placed[-1] + row if placed else low))
    limit = _HEAD + (len(longer) - 0.5) * row
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - row
    return heights | {end: round(y, 1) for end, y in zip(shorter, placed, strict=True)}


def _name_ends(sides: tuple[list[_End], list[_End]]) -> dict[_End, str]:
    """Return the id of each end: its IRI; one that stands on both sides has a mark on the right."""
    left = {end.iri for end in sides[0]}
    return {
        end: f"{end.iri}#right" if end.side and end.iri in left else end.iri
        for end in (*sides[0], *sides[1])
    }


def disc_radius(records: int) -> float:
    """Return the radius of a disc in a row: its area grows with the number of records."""
    return round(min(3.2 + 1.3 * math.sqrt(records), 10.0), 1)


def _node(
    material: Material, end: _End, name: str, numbers: list[int], height: float
) -> dict[str, Any]:
    label = material.name(end.iri)
    text = shorten_text(label, NAMES - 24 - _COUNT_ROOM, _LABEL_SIZE)
    data = material.network.nodes[end.iri]
    return {
        "id": name,
        "label": label[:200],
        "x": NAMES + BETWEEN if end.side else NAMES,
        "y": height,
        "size": disc_radius(len(numbers)),
        "dip": {
            "look": "disc",
            "records": numbers,
            "text": text,
            "at": [14 if end.side else -14, 4.5],
            "align": "left" if end.side else "right",
            "width": round(text_width(text, _LABEL_SIZE) + 2, 1),
            "font": _LABEL_SIZE,
            "also": str(data.get("iso3") or data.get("acronym") or ""),
            "note": _note(material, end.iri),
            "side": end.side,
            "counted": True,
        },
    }


def _note(material: Material, iri: str) -> str:
    data = material.network.nodes[iri]
    return str(data.get("region") or data.get("kind") or data.get("class") or "")


def _draw_heads(material: Material) -> list[dict[str, Any]]:
    names = material.view.modes or tuple(_head(material, number) for number in (0, 1))
    return [
        {
            "t": "text",
            "x": NAMES - 14 if not side else NAMES + BETWEEN + 14,
            "y": 22,
            "text": name,
            "align": "left" if side else "right",
            "width": NAMES - 20,
            "font": 13,
            "style": "title",
        }
        for side, name in enumerate(names)
    ]


def _head(material: Material, side: int) -> str:
    if material.view.directed:
        return material.view.edge[side].replace("_", " ").capitalize()
    return "With whom" if side else "Who"

"""The drawing "matrix": how much each two share, a cell for a pair, half a square with names."""

from __future__ import annotations

from typing import Any

from dipgraph.layout import shorten_text, text_width
from dipgraph.pages.drawing import Drawing, Group, Material

MOST = 50
"""So many nodes are drawn, those that share most with others; the table holds the rest."""
_LABEL_MOST = 270.0
_CELLS = 700.0
_HEAD = 26.0


def draw_matrix(material: Material) -> Drawing:
    """Place a cell for each two that share something, those alike next to each other."""
    network = material.network
    strength = {n: sum(d["shared"] for *_, d in network.edges(n, data=True)) for n in network}
    ranked = sorted((n for n in network if strength[n]), key=lambda n: (-strength[n], n))
    drawn = _chain(material, ranked[:MOST])
    step = round(max(11.0, min(26.0, _CELLS / max(1, len(drawn)))), 1)
    side = step * len(drawn)
    font = min(13.0, step * 0.62)
    drawing = Drawing(
        round(side + _LABEL_MOST + 36, 1), round(side + _HEAD + 10, 1), -12.0, 0.0, "width"
    )
    if not drawn:
        return drawing
    drawing.note = _tell(material, len(ranked), len(drawn), len(network) - len(ranked))
    for index, one in enumerate(drawn):
        own = _own_records(material, one)
        middle = round((index + 0.5) * step, 1)
        drawing.nodes.append(_name(material, one, own, middle, step, font))
        for before in range(index):
            other = drawn[before]
            if network.has_edge(one, other):
                x = round((before + 0.5) * step, 1)
                drawing.nodes.append(_cell(material, one, other, x, _HEAD + middle, step))
    width = round(side, 1)
    for index in range(1, len(drawn)):
        drawing.backdrop.append(
            {
                "t": "rect",
                "x": 0,
                "y": round(_HEAD + index * step, 1),
                "w": round(index * step, 1),
                "h": round(step - 1, 1),
                "style": "lane-even",
            }
        )
    drawing.backdrop.append(
        {
            "t": "text",
            "x": 0,
            "y": 16,
            "text": "a cell: what the name in its row shares with the name above its column",
            "align": "left",
            "width": _LABEL_MOST + width,
            "font": 12,
            "style": "scale",
        }
    )
    seen: set[int] = set()
    for one in sorted(ranked, key=lambda n: (-len(_own_records(material, n)), n)):
        numbers = [n for n in _own_records(material, one) if n not in seen]
        seen.update(numbers)
        if numbers:
            drawing.groups.append(
                Group(one if one in drawn else "", material.name(one), "", numbers)
            )
    return drawing


def _tell(material: Material, held: int, drawn: int, alone: int) -> str:
    newman = material.network.graph.get("projection") == "newman"
    words = (
        "A number is how many things the two share; the stronger the colour of a cell, the larger "
        "that is as a share of all that either has"
    )
    if newman:
        words = (
            "A number is Newman’s weight, where what few share counts more than what many share; "
            "the stronger the colour of a cell, the larger the part that the two share of all that "
            "either has"
        )
    rest = f" The {drawn} of {held} that share most are drawn." if drawn < held else ""
    if alone:
        rest += f" {alone} that share nothing with another are left out."
    return f"{words}.{rest}"


def _own_records(material: Material, node: str) -> list[int]:
    """Return the numbers of the records behind a node's ties."""
    found = {r for *_, d in material.network.edges(node, data=True) for r in d["records"]}
    return material.numbers(found)


def _chain(material: Material, nodes: list[str]) -> list[str]:
    """Order nodes so that neighbours share much: from the strongest, always to the most alike."""
    network = material.network
    left = list(nodes)
    chain: list[str] = []
    while left:
        last = chain[-1] if chain else None

        def likeness(node: str, last: str | None = last) -> float:
            if last is None or not network.has_edge(last, node):
                return 0.0
            return float(network[last][node]["overlap"])

        following = max(left, key=likeness)  # the first of equals is the strongest
        left.remove(following)
        chain.append(following)
    return chain


def _name(
    material: Material, iri: str, numbers: list[int], middle: float, step: float, font: float
) -> dict[str, Any]:
    name = material.name(iri)
    text = shorten_text(name, _LABEL_MOST, font)
    data = material.network.nodes[iri]
    return {
        "id": iri,
        "label": name[:200],
        "x": middle,
        "y": round(_HEAD + middle, 1),
        "size": 3,
        "dip": {
            "look": "name",
            "records": numbers,
            "text": text,
            "at": [round(step / 2 - 4, 1), round(font * 0.36, 1)],
            "align": "left",
            "width": round(text_width(text, font) + 2, 1),
            "font": round(font, 1),
            "also": str(data.get("acronym") or data.get("iso3") or ""),
            "note": str(data.get("kind") or data.get("region") or ""),
        },
    }


def _cell(
    material: Material, one: str, other: str, x: float, y: float, step: float
) -> dict[str, Any]:
    data = material.network[one][other]
    weight = data["weight"]
    number = str(weight) if isinstance(weight, int) else f"{weight:.1f}"
    wide = text_width(number, 10) <= step - 4
    things = "thing" if data["shared"] == 1 else "things"
    return {
        "id": f"{one}|{other}",
        "label": f"{material.name(one)[:90]} – {material.name(other)[:90]}",
        "x": x,
        "y": round(y, 1),
        "size": round(step / 2, 1),
        "dip": {
            "look": "cell",
            "tie": True,
            "records": material.numbers(set(data["records"])),
            "ends": [one, other],
            "text": number if wide else "",
            "shade": round(data["overlap"], 3),
            "at": [0, 3.6],
            "align": "center",
            "width": round(step - 2, 1),
            "font": 10,
            "also": "",
            "note": f"{data['shared']} {things} shared, {data['overlap']:.0%} of all that "
            "either has",
        },
    }

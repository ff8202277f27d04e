"""The drawing "rings": partners around a state, by region and by number of records."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

from dipgraph.layout import (
    TITLE_TURN,
    Disc,
    Rings,
    place_in_rings,
    shorten_text,
    text_width,
)
from dipgraph.pages.drawing import Arrangement, Drawing, Group, Material

_LABEL_SIZE = 13.0
_LABEL_MOST = 156.0
_NO_REGION = "No region"
_WIDEST = 1700.0
"""Where sectors make the drawing wider than this, its labels are too small for a screen: it opens
without sectors then."""


def draw_rings(material: Material) -> Drawing:
    """Place the partners of the state in focus, and lines between partners who met."""
    network, focus = material.network, material.focus
    partners: defaultdict[str, set[str]] = defaultdict(set)
    joined: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for one, other, data in network.edges(data=True):
        if focus in (one, other):
            partners[other if one == focus else one].update(data["records"])
        else:
            joined[min(one, other), max(one, other)].update(data["records"])
    # Who is only joined to a partner, and not to the focus, has no place in the rings.
    joined = defaultdict(
        set, {pair: found for pair, found in joined.items() if set(pair) <= partners.keys()}
    )
    discs = [_make_disc(material, iri, len(records)) for iri, records in partners.items()]
    ways = [_arrange("region", "region", discs, _order_sectors(material, list(partners)))]
    if len({disc.sector for disc in discs}) > 1:
        one = [disc._replace(sector="") for disc in discs]
        ways.append(_arrange("number", "number of records", one, [""]))
        if ways[0].box[2] > _WIDEST:
            ways.reverse()
    first, *others = ways
    left, top, width, height = first.box
    drawing = Drawing(width, height, left, top, "screen", compares=True)
    drawing.backdrop, drawing.others = first.backdrop, others
    drawing.arrangement, drawing.arranged_by = first.id, first.label
    everything = {iri for found in partners.values() for iri in found}
    drawing.nodes.append(_centre(material, everything))
    for disc in sorted(discs, key=lambda d: (-d.weight, material.name(d.id))):
        records = material.numbers(partners[disc.id])
        x, y = first.places[disc.id]
        drawing.nodes.append(_partner(material, disc, records, x, y))
        drawing.groups.append(Group(disc.id, material.name(disc.id), disc.sector, records))
    for number, (one, other) in enumerate(sorted(joined)):
        records = material.numbers(joined[one, other])
        drawing.edges.append(
            {
                "id": f"e{number}",
                "from": one,
                "to": other,
                "dip": {
                    "records": records,
                    "style": "link",
                    "name": f"{material.name(one)} – {material.name(other)}",
                },
            }
        )
    return drawing


def _arrange(name: str, label: str, discs: list[Disc], order: list[str]) -> Arrangement:
    """Return the discs in rings; within a sector they stand clockwise, most records first."""
    rings = place_in_rings(discs, order)
    box = (-rings.width / 2, -rings.height / 2, rings.width, rings.height)
    left, top, width, height = map(_r, box)
    return Arrangement(name, label, (left, top, width, height), _draw_backdrop(rings), rings.places)


def disc_radius(records: int) -> float:
    """Return the radius of a disc: its area grows with the number of records."""
    return round(min(4.5 + 5.0 * math.sqrt(records), 40.0), 1)


def _make_disc(material: Material, iri: str, records: int) -> Disc:
    label = shorten_text(material.name(iri), _LABEL_MOST, _LABEL_SIZE)
    return Disc(
        id=iri,
        sector=material.network.nodes[iri].get("region") or _NO_REGION,
        weight=records,
        radius=disc_radius(records),
        label_width=text_width(label, _LABEL_SIZE),
        label_height=_LABEL_SIZE + 2,
    )


def _order_sectors(material: Material, partners: list[str]) -> list[str]:
    """Return the regions clockwise from the top, as they lie on the map from the focus.

    The bearing is taken on a flat map, the shorter way round, which is how people think of
    where a region lies; a great circle would put the Americas in the north.
    """
    nodes = material.network.nodes
    here = nodes.get(material.focus, {})
    lat0, long0 = here.get("lat", 0.0), here.get("long", 0.0)
    vectors: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for iri in sorted(partners):
        data = nodes[iri]
        vector = vectors[data.get("region") or _NO_REGION]
        if "lat" in data and "long" in data:
            east = (data["long"] - long0 + 180) % 360 - 180
            vector[0] += east * math.cos(math.radians(lat0))
            vector[1] += data["lat"] - lat0
    bearing = {
        name: math.atan2(east, north) % (2 * math.pi) for name, (east, north) in vectors.items()
    }
    return sorted(bearing, key=lambda name: (bearing[name], name))


def _partner(
    material: Material, disc: Disc, records: list[int], x: float, y: float
) -> dict[str, Any]:
    data = material.network.nodes[disc.id]
    name = material.name(disc.id)
    return {
        "id": disc.id,
        "label": name[:200],
        "x": x,
        "y": y,
        "size": disc.radius,
        "dip": {
            "look": "disc",
            "tie": True,
            "records": records,
            "text": shorten_text(name, _LABEL_MOST, _LABEL_SIZE),
            "at": [0, round(disc.radius + _LABEL_SIZE, 1)],
            "align": "center",
            "width": round(disc.label_width + 2, 1),
            "font": _LABEL_SIZE,
            "also": str(data.get("iso3", "")),
            "note": disc.sector,
        },
    }


def _centre(material: Material, records: set[str]) -> dict[str, Any]:
    name = material.name(material.focus)
    text = shorten_text(name, 92, 13)
    return {
        "id": material.focus,
        "label": name[:200],
        "x": 0,
        "y": 0,
        "size": 14,
        "dip": {
            "look": "name",
            "records": material.numbers(records),
            "text": text,
            "at": [0, 4],
            "align": "center",
            "width": round(text_width(text, 13) + 4, 1),
            "font": 13,
            "also": "",
            "note": "all partners together",
        },
    }


def _draw_backdrop(rings: Rings) -> list[dict[str, Any]]:
    shapes: list[dict[str, Any]] = []
    stretch, bounds = rings.stretch, rings.bounds
    for index in range(len(bounds) - 1, 0, -1):
        radius = bounds[index]
        style = "ring-even" if (len(bounds) - index) % 2 else "ring-odd"
        shapes.append(
            {"t": "ellipse", "rx": _r(radius * stretch), "ry": _r(radius), "style": style}
        )
    shapes.append(
        {"t": "ellipse", "rx": _r(bounds[0] * stretch), "ry": _r(bounds[0]), "style": "centre"}
    )
    outer = bounds[-1]
    for sector in rings.sectors:
        across, down = math.cos(sector.start), math.sin(sector.start)
        if len(rings.sectors) > 1:
            shapes.append(
                {
                    "t": "line",
                    "x1": _r(across * bounds[0] * stretch),
                    "y1": _r(down * bounds[0]),
                    "x2": _r(across * outer * stretch),
                    "y2": _r(down * outer),
                    "style": "spoke",
                }
            )
        if not sector.name:
            continue
        share = sector.x / (outer * stretch)
        align = "center" if abs(share) < TITLE_TURN else "left" if share > 0 else "right"
        shapes.append(
            {
                "t": "text",
                "x": _r(sector.x),
                "y": _r(sector.y + (10 if sector.y > 0 else -2)),
                "text": sector.name,
                "align": align,
                "width": _r(text_width(sector.name, 15)),
                "font": 14,
                "style": "title",
            }
        )
    for index, (least, most) in enumerate(rings.steps):
        if least == most:
            text = f"{least} record" if least == 1 else f"{least} records"
        else:
            text = f"{least} or more" if most > 10**6 else f"{least} to {most}"
        shapes.append(
            {
                "t": "text",
                "x": 0,
                "y": _r(-bounds[index + 1] + 11),
                "text": text,
                "align": "center",
                "width": _r(text_width(text, 10)),
                "font": 10,
                "style": "scale",
            }
        )
    return shapes


def _r(value: float) -> float:
    return round(value, 1)

"""The drawing "map": ends where they lie, on a graticule without coasts or borders."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from dipgraph.layout import Box, Shelf, shorten_text, text_width
from dipgraph.namespaces import PREFIXES
from dipgraph.pages.drawing import Drawing, Group, Material
from dipgraph.ties import objects_of, subjects_of

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_SCALE = 172.0
_HALF_WIDTH = 2.7066299836
_HALF_HEIGHT = 1.3173627591
_LABEL_SIZE = 13.0
_LABEL_MOST = 190.0
_GRID = 30
_TYPE = PREFIXES["rdf"] + "type"
_LAT, _LONG = PREFIXES["geo"] + "lat", PREFIXES["geo"] + "long"


def project_equal_earth(lat: float, long: float, centre: float = 0.0) -> tuple[float, float]:
    """Return a point of the Equal Earth map, x to the right and y downwards, in radii of the globe.

    Parameters
    ----------
    lat, long
        Degrees, WGS 84.
    centre
        The meridian in the middle of the map, in degrees.

    References
    ----------
    B. Šavrič, T. Patterson, B. Jenny, The Equal Earth map projection, International Journal of
    Geographical Information Science 33 (2019) 454. Areas keep their proportions.
    """
    east = math.radians((long - centre + 180) % 360 - 180)
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(lat)))
    t2, t6 = theta**2, theta**6
    slope = 9 * _A4 * t6 * t2 + 7 * _A3 * t6 + 3 * _A2 * t2 + _A1
    x = 2 * math.sqrt(3) * east * math.cos(theta) / (3 * slope)
    y = theta * (_A4 * t6 * t2 + _A3 * t6 + _A2 * t2 + _A1)
    return x, -y


def draw_map(material: Material) -> Drawing:
    """Place both ends of each tie where their capital lies, every other state as a small dot."""
    nodes = material.network.nodes
    centre = _choose_centre(material)
    places: dict[str, tuple[float, float]] = {}
    for state, (lat, long) in _seats(material).items():
        x, y = project_equal_earth(lat, long, centre)
        places[state] = round(x * _SCALE, 1), round(y * _SCALE, 1)
    records: defaultdict[str, set[str]] = defaultdict(set)
    ties: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for one, other, data in material.network.edges(data=True):
        ties[one, other, data["through"]].update(data["records"])
        records[one].update(data["records"])
        records[other].update(data["records"])
    nowhere = sorted((iri for iri in records if iri not in places), key=material.name)
    width, height = 2 * _HALF_WIDTH * _SCALE + 24, 2 * _HALF_HEIGHT * _SCALE + 24
    foot = 46.0 if nowhere else 8.0
    drawing = Drawing(
        round(width, 1), round(height + foot, 1), -width / 2, -height / 2, "screen", compares=True
    )
    drawing.backdrop = _draw_graticule(centre)
    if nowhere:
        _set_aside(drawing, places, nowhere, height)
    shelf = Shelf()
    for iri in records:
        x, y = places[iri]
        radius = disc_radius(len(records[iri]))
        shelf.take(Box(x - radius, y - radius, x + radius, y + radius))
    for iri, place in sorted(places.items()):
        if iri not in records:
            drawing.nodes.append(_dot(material, iri, place))
    for iri in sorted(records, key=lambda iri: (-len(records[iri]), iri)):
        numbers = material.numbers(records[iri])
        drawing.nodes.append(_disc(material, iri, numbers, places, shelf, drawing, iri in nowhere))
        note = str(nodes[iri].get("region") or "")
        drawing.groups.append(Group(iri, material.name(iri), note, numbers))
    joint = " → " if material.view.directed else " – "
    for number, (one, other, through) in enumerate(sorted(ties)):
        name = f"{material.name(one)}{joint}{material.name(other)}"
        drawing.edges.append(
            {
                "id": f"e{number}",
                "from": one,
                "to": other,
                "dip": {
                    "records": material.numbers(ties[one, other, through]),
                    "style": "tie",
                    "arrow": material.view.directed,
                    "name": f"{name} ({material.labels(through)})" if through else name,
                },
            }
        )
    drawing.note = (
        f"Equal Earth projection, middle meridian {_tell_long(centre)}; a dot is a capital of the "
        "registry. Coasts and borders are left out: no line of a map is taken for a claim."
    )
    return drawing


def disc_radius(records: int) -> float:
    """Return the radius of a disc on the map."""
    return round(min(3.5 + 1.3 * math.sqrt(records), 12.0), 1)


def _choose_centre(material: Material) -> float:
    """Return the meridian of the state in focus, to the nearest 10 degrees."""
    here = _seats(material).get(material.focus)
    return float(round(here[1] / 10) * 10) if here else 0.0


def _seats(material: Material) -> dict[str, tuple[float, float]]:
    kg = material.kg
    found = {}
    for state in subjects_of(kg, _TYPE, PREFIXES["dip"] + "State"):
        lat, long = objects_of(kg, state, _LAT), objects_of(kg, state, _LONG)
        if lat and long:
            found[state] = float(min(lat)), float(min(long))
    return found


def _draw_graticule(centre: float) -> list[dict[str, Any]]:
    outline = [(lat, centre + 179.999) for lat in range(-90, 91, 5)]
    outline += [(lat, centre - 179.999) for lat in range(90, -91, -5)]
    shapes = [_path(outline, centre, "sea")]
    for lat in range(-90 + _GRID, 90, _GRID):
        parallel = [(lat, centre - 179.999 + step) for step in (0.0, 359.998)]
        shapes.append(_path(parallel, centre, "graticule"))
    for long in range(-180, 180, _GRID):
        meridian = [(lat, long) for lat in range(-90, 91, 5)]
        shapes.append(_path(meridian, centre, "graticule"))
    return shapes


def _path(points: Sequence[tuple[int, float]], centre: float, style: str) -> dict[str, Any]:
    placed = [project_equal_earth(lat, long, centre) for lat, long in points]
    flat = [round(value * _SCALE, 1) for point in placed for value in point]
    return {"t": "path", "points": flat, "style": style}


def _set_aside(
    drawing: Drawing, places: dict[str, tuple[float, float]], nowhere: list[str], height: float
) -> None:
    """Give those without coordinates a place below the map."""
    drawing.backdrop.append(
        {
            "t": "text",
            "x": round(drawing.left + 12, 1),
            "y": round(height / 2 + 25, 1),
            "text": "Without coordinates in the registry:",
            "align": "left",
            "width": 230.0,
            "font": 12,
            "style": "scale",
        }
    )
    x = drawing.left + 250
    for iri in nowhere:
        places[iri] = round(x, 1), round(height / 2 + 21, 1)
        x += 220


def _dot(material: Material, iri: str, place: tuple[float, float]) -> dict[str, Any]:
    name = material.labels(iri)
    return _make(iri, name, place, 1.6, {"look": "dot", "records": [], "text": ""})


def _disc(
    material: Material,
    iri: str,
    numbers: list[int],
    places: dict[str, tuple[float, float]],
    shelf: Shelf,
    drawing: Drawing,
    aside: bool,
) -> dict[str, Any]:
    name = material.name(iri)
    text = shorten_text(name, _LABEL_MOST, _LABEL_SIZE)
    width, radius = text_width(text, _LABEL_SIZE) + 2, disc_radius(len(numbers))
    x, y = places[iri]
    near = {*material.network.successors(iri), *material.network.predecessors(iri)} - {iri}
    # The label stands on the side that the lines do not come from.
    turn_left = sum(places[other][0] for other in near) > x * len(near)
    below, side = radius + _LABEL_SIZE, radius + 5
    options: list[tuple[float, float, str]] = [
        (side, 4.5, "left"),
        (-side, 4.5, "right"),
        (0, below, "center"),
        (0, -radius - 5, "center"),
        *((side, 4.5 + turn, "left") for turn in (-12, 14, -24, 26)),
        *((-side, 4.5 + turn, "right") for turn in (-12, 14, -24, 26)),
    ]
    if turn_left and not aside:
        options[0], options[1] = options[1], options[0]
    chosen = options[0]
    for option in options if not aside else []:
        box = _label_box(x + option[0], y + option[1], width, option[2])
        inside = drawing.left <= box.left and box.right <= drawing.left + drawing.width
        if inside and shelf.is_free(box):
            chosen = option
            shelf.take(box)
            break
    mine: dict[str, Any] = {
        "look": "disc",
        "records": numbers,
        "text": text,
        "at": [chosen[0], chosen[1]],
        "align": chosen[2],
        "width": round(width, 1),
        "also": str(material.network.nodes[iri].get("iso3", "")),
        "note": str(material.network.nodes[iri].get("region", "")),
        "halo": True,
    }
    return _make(iri, name, (x, y), radius, mine)


def _label_box(x: float, y: float, width: float, align: str) -> Box:
    left = {"left": x, "right": x - width, "center": x - width / 2}[align]
    return Box(left, y - _LABEL_SIZE, left + width, y + 4)


def _make(
    iri: str, name: str, place: tuple[float, float], size: float, mine: dict[str, Any]
) -> dict[str, Any]:
    usual = {"at": [0, 0], "align": "left", "width": 0, "font": _LABEL_SIZE, "also": "", "note": ""}
    x, y = place
    return {"id": iri, "label": name[:200], "x": x, "y": y, "size": size, "dip": usual | mine}


def _tell_long(degrees: float) -> str:
    if not degrees:
        return "0°"
    return f"{abs(degrees):.0f}° {'east' if degrees > 0 else 'west'}"

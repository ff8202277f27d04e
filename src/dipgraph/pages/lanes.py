"""The drawing "lanes": a calendar whose rows are organisations, with their organs beneath."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from dipgraph.lane_layout import (
    ACTORS,
    BOLDER,
    LABEL_SIZE,
    NAMES,
    Axis,
    Lanes,
    Mark,
    place_in_lanes,
)
from dipgraph.layout import shorten_text, text_width
from dipgraph.namespaces import PREFIXES
from dipgraph.pages.drawing import Drawing, Group, Material
from dipgraph.pages.lane_contents import OUTSIDE, Contents
from dipgraph.pages.records import Card
from dipgraph.ties import objects_of

_IS_PART_OF = PREFIXES["dip"] + "isPartOf"
_NAME_SIZE = 12.0


def draw_lanes(material: Material) -> Drawing:
    """Place what happened on a calendar, one row an organisation, and who took part beside it."""
    contents = Contents(material)
    cards = {card.iri: card for card in material.cards}
    axis = _choose_axis(material)
    wholes = {whole for iri in cards for whole in objects_of(material.kg, iri, _IS_PART_OF)}
    marks = []
    for record in contents.records:
        card = cards[record]
        beyond = _is_beyond(card, axis)
        precise = card.start is not None and (
            card.precision != "Year" or axis.first.year != axis.last.year or beyond
        )
        marks.append(
            Mark(
                record,
                contents.lane[record],
                card.start,
                # What lasts stands where it begins.
                card.end if card.end and card.start and card.end.year == card.start.year else None,
                precise,
                _mark_text(card, beyond),
                material.family(material.number[record]),
                record in wholes,
            )
        )
    order = contents.order(material.name)
    contents.move_to_actors({lane for lane, _ in order})
    joined: defaultdict[str, list[str]] = defaultdict(list)
    for record, actors in contents.actors.items():
        for actor in actors:
            joined[actor].append(record)
    lanes = place_in_lanes(order, marks, axis, dict(joined))
    drawing = Drawing(lanes.width, lanes.height, 0.0, 0.0, "width", curve="flow")
    drawing.backdrop = _draw_backdrop(material, lanes, contents, axis)
    _add_organisations(material, drawing, lanes, contents)
    for mark in marks:
        _add_mark(material, drawing, lanes, mark, tied=mark.lane != OUTSIDE)
    for actor, height in lanes.actors.items():
        _add_actor(material, drawing, actor, joined[actor], lanes, height)
    _add_edges(material, drawing, contents)
    return drawing


def _is_beyond(card: Card, axis: Axis) -> bool:
    """Tell whether a record lies wholly before or after what the calendar shows."""
    if card.start is None:
        return False
    return card.start > axis.last or (card.end is not None and card.end < axis.first)


def _mark_text(card: Card, beyond: bool) -> str:
    """Return the text beside a mark; one at the calendar's edge says when it really was."""
    notes = [card.status.lower()] if card.status else []
    if beyond:
        notes.append(card.when)
    return f"{', '.join(notes)}: {card.label}" if notes else card.label


def _choose_axis(material: Material) -> Axis:
    """Return the year that is drawn; of several, all from the first to the last."""
    year = material.network.graph.get("year")
    years = [year] if year else material.covered_years()
    if not years:
        years = sorted({card.start.year for card in material.cards if card.start}) or [2000]
    return Axis(date(years[0], 1, 1), date(years[-1], 12, 31), frozenset(years))


def _add_organisations(
    material: Material, drawing: Drawing, lanes: Lanes, contents: Contents
) -> None:
    for lane in lanes.lanes:
        outside = lane.id == OUTSIDE
        name = "Outside organisations" if outside else material.name(lane.id)
        acronym = "" if outside else str(material.network.nodes[lane.id].get("acronym", ""))
        room = NAMES - 20 - 14 * lane.depth
        # In a bold face the names need more room than text_width reckons with.
        fits = room / (BOLDER if lane.depth == 0 else 1.0)
        text = name
        above = contents.merged.get(lane.id)
        if above:
            whole = str(material.network.nodes[above].get("acronym", "")) or material.name(above)
            text = f"{whole}: {acronym or name}"
        elif acronym and acronym not in name and text_width(name, _NAME_SIZE) > fits:
            text = f"{acronym}: {name}"
        text = shorten_text(text, fits, _NAME_SIZE)
        touching = set(contents.of_lane[lane.id])
        touching |= {r for r, found in contents.frameworks.items() if lane.id in found}
        records = material.numbers(touching)
        organs = {o for o, parent in contents.parent.items() if parent == lane.id}
        below = {r for o in organs for r in contents.of_lane[o]}
        drawing.nodes.append(
            {
                "id": lane.id,
                "label": name[:200],
                "x": 8 + 14 * lane.depth,
                "y": round(lane.top + 11, 1),
                "size": 4,
                "dip": {
                    "look": "name",
                    "records": material.numbers(touching | below),
                    "text": text,
                    "at": [0, 4],
                    "align": "left",
                    "width": round(room, 1),
                    "font": _NAME_SIZE,
                    "bold": lane.depth == 0,
                    "also": acronym,
                    "note": "" if outside else str(material.network.nodes[lane.id]["type"]),
                    "lane": True,
                },
            }
        )
        if records:
            above = contents.parent.get(lane.id)
            note = f"organ of {material.name(above)}" if above else ""
            drawing.groups.append(Group(lane.id, name, note, records))


def _add_mark(
    material: Material, drawing: Drawing, lanes: Lanes, mark: Mark, *, tied: bool
) -> None:
    placed = lanes.marks[mark.id]
    number = material.number[mark.id]
    drawing.nodes.append(
        {
            "id": mark.id,
            "label": material.cards[number].label[:200],
            "x": placed.x,
            "y": placed.y,
            "size": 6.5 if mark.whole else 5,
            "dip": {
                "look": "mark",
                "records": [number],
                "text": placed.text,
                "at": [round(placed.label_x - placed.x, 1), 4],
                "align": "right" if placed.to_left else "left",
                "width": placed.label_width,
                "font": LABEL_SIZE,
                "also": "",
                "note": "",
                "tie": tied,
                "bold": mark.whole,
                "open": bool(material.cards[number].status),
            },
        }
    )


def _add_actor(
    material: Material, drawing: Drawing, actor: str, records: list[str], lanes: Lanes, y: float
) -> None:
    name = material.name(actor)
    drawing.nodes.append(
        {
            "id": actor,
            "label": name[:200],
            "x": lanes.columns[3] + 8,
            "y": y,
            "size": 4,
            "dip": {
                "look": "actor",
                "records": material.numbers(set(records)),
                "text": shorten_text(name, ACTORS - 26, _NAME_SIZE),
                "at": [9, 4],
                "align": "left",
                "width": ACTORS - 24,
                "font": _NAME_SIZE,
                "also": str(material.network.nodes[actor].get("iso3", "")),
                "note": str(material.network.nodes[actor]["type"]),
            },
        }
    )


def _add_edges(material: Material, drawing: Drawing, contents: Contents) -> None:
    number = 0
    for record in contents.records:
        card = material.number[record]
        ends = [(actor, role) for actor, role in sorted(contents.actors[record].items())]
        ends += [
            (organisation, "also")
            for organisation in sorted(contents.frameworks[record])
            if organisation != contents.lane[record]
        ]
        for end, role in ends:
            words = {"also": "with", "venue": "venue in", "hosts": "hosted by"}.get(role, role)
            drawing.edges.append(
                {
                    "id": f"e{number}",
                    "from": record,
                    "to": end,
                    "dip": {
                        "records": [card],
                        "style": {"hosts": "host", "venue": "host", "also": "also"}.get(
                            role, "part"
                        ),
                        "name": f"{words} {material.name(end)}"
                        if role != "takes part"
                        else f"{material.name(end)} takes part",
                    },
                }
            )
            number += 1


def _draw_backdrop(
    material: Material, lanes: Lanes, contents: Contents, axis: Axis
) -> list[dict[str, Any]]:
    shapes: list[dict[str, Any]] = []
    _, undated, _, actors = lanes.columns
    heads = ("organisation or forum", "who hosted or took part")
    if material.view.network == "pairs":
        heads = (material.view.modes[0].lower(), "another party")
    right = actors - 6
    even = True
    for lane in lanes.lanes:
        even = even if lane.depth else not even
        shapes.append(
            {
                "t": "rect",
                "x": 0,
                "y": round(lane.top, 1),
                "w": round(right, 1),
                "h": round(lane.bottom - lane.top, 1),
                "style": "lane-even" if even else "lane-odd",
                "lane": lane.id,
            }
        )
    foot = lanes.lanes[-1].bottom if lanes.lanes else lanes.height
    for tick in lanes.ticks:
        if tick.name.endswith("no source"):
            hole = {"t": "rect", "x": round(tick.x, 1), "y": 26, "w": round(tick.width, 1)}
            shapes.append(hole | {"h": round(foot - 26, 1), "style": "hole"})
        shapes.append(_line(tick.x, 26, tick.x, foot, "tick"))
        shapes.append(_text(tick.x + tick.width / 2, 22, tick.name, tick.width, "center"))
    shapes.append(_line(right, 26, right, foot, "tick"))
    span = str(axis.first.year)
    if axis.last.year != axis.first.year:
        span = f"{axis.first.year}–{axis.last.year}"
        undated_text = "no date"
    else:
        undated_text = f"in {span}, month not stated"
    shapes.append(_text(undated + 4, 22, undated_text, 240, "left"))
    shapes.append(_text(8, 22, heads[0], 190, "left"))
    if lanes.actors:
        shapes.append(_text(actors + 4, 22, heads[1], ACTORS - 6, "left"))
    return shapes


def _line(x1: float, y1: float, x2: float, y2: float, style: str) -> dict[str, Any]:
    return {
        "t": "line",
        "x1": round(x1, 1),
        "y1": round(y1, 1),
        "x2": round(x2, 1),
        "y2": round(y2, 1),
        "style": style,
    }


def _text(x: float, y: float, text: str, width: float, align: str) -> dict[str, Any]:
    return {
        "t": "text",
        "x": round(x, 1),
        "y": round(y, 1),
        "text": text,
        "align": align,
        "width": round(width, 1),
        "font": 11,
        "style": "scale",
    }

"""A drawing as SVG, for print and for other documents: the same places, without a browser.

The colours are those of the page's style sheet in light; labels are set in the width that the
layout reckoned with, so that they keep their places in any face.
"""

from __future__ import annotations

import math
import re
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from dipgraph.errors import InputError
from dipgraph.layout import shorten_text, text_width
from dipgraph.pages.drawing import Drawing, Material
from dipgraph.pages.html import Facts, read_asset
from dipgraph.views import View

_FACE = "Arial, Helvetica, 'Liberation Sans', sans-serif"
_ANCHOR = {"left": "start", "right": "end", "center": "middle"}
_MARGIN = 16.0
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_picture(
    assets: Path, view: View, drawing: Drawing, material: Material, facts: Facts
) -> str:
    """Return a whole SVG document: question, legend, drawing, and what it rests on.

    Raises
    ------
    InputError
        If the style sheet cannot be read, or has no colours.
    """
    palette = _read_palette(assets)
    width = max(drawing.width, 640.0) + 2 * _MARGIN
    head, top = _draw_head(material, drawing, facts, palette, width)
    left = _MARGIN + (width - 2 * _MARGIN - drawing.width) / 2 - drawing.left
    body = [_draw_shape(shape, palette) for shape in drawing.backdrop]
    nodes = {node["id"]: node for node in drawing.nodes}
    body += [_draw_edge(edge, nodes, drawing, material, palette) for edge in drawing.edges]
    body += [_draw_node(node, material, palette) for node in drawing.nodes]
    if not drawing.nodes or not facts.records:
        body = [_text(width / 2, 30, facts.nothing, 15, palette["ink"])]
        left = 0.0
    foot, height = _draw_foot(drawing, facts, palette, width, top + drawing.height + _MARGIN)
    moved = f'<g transform="translate({_n(left)} {_n(top - drawing.top)})">'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" '
        f'width="{_n(width)}" height="{_n(height)}" font-family="{_FACE}" role="img">\n'
        f"<title>{_e(facts.heading)}</title>\n<desc>{_e(facts.notice)}</desc>\n"
        f'<rect width="100%" height="100%" fill="{palette["paper"]}"/>\n'
        + "\n".join([*head, moved, *filter(None, body), "</g>", *foot])
        + "\n</svg>\n"
    )


def _read_palette(assets: Path) -> dict[str, str]:
    """Return the colours of the first rule of the style sheet, by name."""
    style = read_asset(assets, "page.css")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", style.partition("}")[0]))
    if "family-0" not in found or "paper" not in found:
        raise InputError(f"{assets / 'page.css'}: its first rule holds no colours. Mend it.")
    return found


def _e(text: str) -> str:
    return escape(_CONTROL.sub(" ", text))


def _n(value: float) -> str:
    return f"{round(value, 1):g}"


def _text(
    x: float,
    y: float,
    text: str,
    size: float,
    colour: str,
    *,
    anchor: str = "middle",
    bold: bool = False,
    width: float = 0.0,
    halo: str = "",
) -> str:
    room = ""
    # Squeezed only where a face could be wider than what the layout reckoned with.
    if width and text_width(text, size) > 0.97 * width:
        room = f' textLength="{_n(width)}" lengthAdjust="spacingAndGlyphs"'
    edge = f' paint-order="stroke" stroke="{halo}" stroke-width="4"' if halo else ""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}" text-anchor="{anchor}" '
        f'fill="{colour}"{weight}{edge}{room}>{_e(text)}</text>'
    )


def _wrap(text: str, width: float, size: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, size) > width:
            lines.append(line)
            longer = word
        line = shorten_text(longer, width, size)
    return [*lines, line] if line else lines


def _draw_head(
    material: Material, drawing: Drawing, facts: Facts, palette: dict[str, str], width: float
) -> tuple[list[str], float]:
    parts: list[str] = []
    y, room = 12.0, width - 2 * _MARGIN
    left = partial(_text, _MARGIN, anchor="start")
    for line in _wrap(facts.heading, room / 1.08, 20):
        y += 24
        parts.append(left(y, line, 20, palette["ink"], bold=True))
    said = f"{facts.notice} Shown only: {facts.filters}." if facts.filters else facts.notice
    for line in _wrap(said, room, 13):
        y += 18
        parts.append(left(y, line, 13, palette["soft"]))
    used = {material.family(n) for group in drawing.groups for n in group.records}
    families = list(enumerate(material.view.families))
    if len(families) > 1 and drawing.nodes and material.drawing != "matrix":
        x = _MARGIN
        y += 24
        for number, family in families:
            if number not in used:
                continue
            wide = text_width(family.label, 13) + 34
            if x + wide > width - _MARGIN:
                x, y = _MARGIN, y + 20
            colour = palette[f"family-{number % 8}"]
            parts.append(f'<circle cx="{_n(x + 6)}" cy="{_n(y - 4)}" r="6" fill="{colour}"/>')
            parts.append(_text(x + 17, y, family.label, 13, palette["ink"], anchor="start"))
            x += wide
    return parts, y + 16


def _draw_foot(
    drawing: Drawing, facts: Facts, palette: dict[str, str], width: float, y: float
) -> tuple[list[str], float]:
    said = (
        f"{facts.records} records, {facts.ties} ties. {drawing.note} Query: {facts.query_file}. "
        f"Version: {facts.data_version}."
    )
    parts = []
    for line in _wrap(said, width - 2 * _MARGIN, 11):
        y += 15
        parts.append(_text(_MARGIN, y, line, 11, palette["soft"], anchor="start"))
    return parts, y + _MARGIN


def _draw_shape(shape: dict[str, Any], palette: dict[str, str]) -> str:
    fill = {
        "ring-even": palette["even"],
        "ring-odd": palette["odd"],
        "centre": palette["centre"],
        "lane-even": palette["even"],
        "lane-odd": palette["paper"],
        "hole": palette["line"],
        "sea": palette["sea"],
    }.get(shape["style"], "none")
    line = f'stroke="{palette["line"]}" stroke-width="0.8"'
    if shape["t"] == "ellipse":
        return f'<ellipse rx="{shape["rx"]}" ry="{shape["ry"]}" fill="{fill}" {line}/>'
    if shape["t"] == "rect":
        faint = ' fill-opacity="0.45"' if shape["style"] == "hole" else ""
        return (
            f'<rect x="{_n(shape["x"])}" y="{_n(shape["y"])}" width="{_n(shape["w"])}" '
            f'height="{_n(shape["h"])}" fill="{fill}"{faint}/>'
        )
    if shape["t"] == "line":
        x1, y1, x2, y2 = (_n(shape[name]) for name in ("x1", "y1", "x2", "y2"))
        return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" {line}/>'
    if shape["t"] == "path":
        numbers = shape["points"]
        points = " ".join(f"{x},{y}" for x, y in zip(numbers[::2], numbers[1::2], strict=True))
        form = "polygon" if shape["style"] == "sea" else "polyline"
        return f'<{form} points="{points}" fill="{fill}" {line}/>'
    return _text(
        shape["x"],
        shape["y"],
        shape["text"],
        shape["font"],
        palette["soft"],
        anchor=_ANCHOR[shape["align"]],
        bold=shape["style"] == "title",
        width=shape["width"],
    )


def _draw_edge(
    edge: dict[str, Any],
    nodes: dict[str, dict[str, Any]],
    drawing: Drawing,
    material: Material,
    palette: dict[str, str],
) -> str:
    mine = edge["dip"]
    one, other = nodes[edge["from"]], nodes[edge["to"]]
    x1, y1, x2, y2 = one["x"], one["y"], other["x"], other["y"]
    wide = 1 + 0.7 * min(len(mine["records"]), 8)
    family = f"family-{material.family(mine['records'][0]) % 8}" if mine["records"] else "link"
    look: dict[str, tuple[str, float, float]] = {
        "link": (palette["link"], wide, 0.75),
        "tie": (palette[family], wide, 0.6),
        "host": (palette["link"], 1.1, 0.5),
        "part": (palette["link"], 0.6, 0.28),
    }
    if mine["style"] not in look:
        return ""  # a line that shows when it is chosen
    colour, width, faint = look[mine["style"]]
    if drawing.curve == "flow":
        bend = 0.55 * (x2 - x1)
        way = f"M{_n(x1)} {_n(y1)}C{_n(x1 + bend)} {_n(y1)} "
        way += f"{_n(x2 - bend)} {_n(y2)} {_n(x2)} {_n(y2)}"
    else:
        # As far beside the middle as vis-network bends its lines.
        middle_x, middle_y = (x1 + x2) / 2 + 0.14 * (y2 - y1), (y1 + y2) / 2 - 0.14 * (x2 - x1)
        way = f"M{_n(x1)} {_n(y1)}Q{_n(middle_x)} {_n(middle_y)} {_n(x2)} {_n(y2)}"
    dashes = ' stroke-dasharray="3 3"' if mine["style"] == "part" else ""
    drawn = (
        f'<path d="{way}" fill="none" stroke="{colour}" stroke-width="{_n(width)}" '
        f'stroke-opacity="{faint}"{dashes}><title>{_e(mine["name"])}</title></path>'
    )
    if mine.get("arrow"):
        drawn += _arrow((middle_x, middle_y), (x2, y2), other["size"], colour)
    if mine.get("text"):
        x, y = x1 + 0.72 * (x2 - x1), y1 + 0.9 * (y2 - y1) - 9
        drawn += _text(x, y, mine["text"], 11, palette["ink"], halo=palette["paper"])
    return drawn


def _arrow(start: tuple[float, float], end: tuple[float, float], radius: float, colour: str) -> str:
    turn = math.atan2(end[1] - start[1], end[0] - start[0])
    tip = (end[0] - (radius + 1) * math.cos(turn), end[1] - (radius + 1) * math.sin(turn))
    corners = [tip] + [
        (tip[0] - 9 * math.cos(turn + side), tip[1] - 9 * math.sin(turn + side))
        for side in (-0.42, 0.42)
    ]
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in corners)
    return f'<polygon points="{points}" fill="{colour}"/>'


def _draw_node(node: dict[str, Any], material: Material, palette: dict[str, str]) -> str:
    mine, x, y, size = node["dip"], node["x"], node["y"], node["size"]
    numbers = mine["records"]
    look, parts = mine["look"], ""
    if look == "disc":
        parts = _draw_disc(x, y, size, numbers, material, palette)
    elif look == "mark":
        colour = palette[f"family-{material.family(numbers[0]) % 8}"]
        fill = palette["paper"] if mine.get("open") else colour
        parts = (
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(size)}" fill="{fill}" stroke="{colour}" '
            'stroke-width="1.8"/>'
        )
    elif look == "actor":
        place = f'x="{_n(x - 3)}" y="{_n(y - 3)}"'
        parts = f'<rect {place} width="6" height="6" fill="{palette["soft"]}"/>'
    elif look == "dot":
        parts = f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{size}" fill="{palette["link"]}"/>'
    elif look == "cell":
        side, shade = 2 * size - 1, round(0.1 + 0.9 * mine["shade"], 3)
        parts = (
            f'<rect x="{_n(x - size + 0.5)}" y="{_n(y - size + 0.5)}" width="{_n(side)}" '
            f'height="{_n(side)}" fill="{palette["accent"]}" fill-opacity="{shade}"/>'
        )
    if mine["text"]:
        light = look == "cell" and mine["shade"] > 0.72
        text = f"{mine['text']}  {len(numbers)}" if mine.get("counted") else mine["text"]
        parts += _text(
            x + mine["at"][0],
            y + mine["at"][1],
            text,
            mine["font"],
            palette["paper" if light else "ink"],
            anchor=_ANCHOR[mine["align"]],
            bold=bool(mine.get("bold")) or (look == "name" and material.drawing == "rings"),
            width=0 if mine.get("counted") else mine["width"],
            halo=palette["sea"] if mine.get("halo") else "",
        )
    return f"<g><title>{_e(node['label'])}</title>{parts}</g>" if parts else ""


def _draw_disc(
    x: float,
    y: float,
    radius: float,
    numbers: list[int],
    material: Material,
    palette: dict[str, str],
) -> str:
    counts: dict[int, int] = {}
    for number in numbers:
        family = material.family(number)
        counts[family] = counts.get(family, 0) + 1
    colours = [(palette[f"family-{f % 8}"], counts[f]) for f in sorted(counts)]
    middle = f'cx="{_n(x)}" cy="{_n(y)}"'
    if len(colours) == 1:
        parts = f'<circle {middle} r="{_n(radius)}" fill="{colours[0][0]}"/>'
    else:
        parts, angle = "", -math.pi / 2
        for colour, share in colours:
            end = angle + 2 * math.pi * share / len(numbers)
            x1, y1 = x + radius * math.cos(angle), y + radius * math.sin(angle)
            x2, y2 = x + radius * math.cos(end), y + radius * math.sin(end)
            large = int(end - angle > math.pi)
            parts += (
                f'<path d="M{_n(x)} {_n(y)}L{x1:.2f} {y1:.2f}A{_n(radius)} {_n(radius)} 0 '
                f'{large} 1 {x2:.2f} {y2:.2f}Z" fill="{colour}" stroke="{palette["paper"]}"/>'
            )
            angle = end
    if radius > 12:
        size = min(13.0, radius * 0.74)
        parts += f'<circle {middle} r="{_n(radius * 0.58)}" fill="{palette["paper"]}"/>'
        parts += _text(x, y + size * 0.36, str(len(numbers)), size, palette["ink"], bold=True)
    return parts

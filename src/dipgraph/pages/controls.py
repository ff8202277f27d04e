"""The controls of a page: ways of dealing, years, kinds, arrangements."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import Any

from dipgraph.pages.drawing import Drawing, Material


def write_legend(material: Material, drawing: Drawing) -> str:
    """Return the ways of dealing with their colours, to be ticked off; "" where there is one."""
    families = material.view.families
    if len(families) < 2 or material.drawing == "matrix":
        return ""
    counts = Counter(
        material.family(n) for n in {n for group in drawing.groups for n in group.records}
    )
    boxes = "\n".join(
        f'<label class="family"><input type="checkbox" checked data-family="{index}">'
        f'<span class="swatch family-{index % 8}" aria-hidden="true"></span>'
        f'{escape(family.label)} <span class="count">{counts[index]}</span></label>'
        for index, family in enumerate(families)
        if counts[index]
    )
    legend = "<legend>Ways of dealing (untick to leave out)</legend>"
    return f'<fieldset class="legend">\n{legend}\n{boxes}\n</fieldset>'


def list_years(material: Material) -> list[int]:
    """Return the years with a source, between which a reader may choose; none in a matrix."""
    return [] if material.drawing == "matrix" else material.covered_years()


def write_year(material: Material) -> str:
    """Return the slider of the years, which has a stop for a year without a source too."""
    covered = list_years(material)
    if len(covered) < 2:
        return ""
    years = range(covered[0], covered[-1] + 1)
    ticks = "".join(
        f"<span>{year}</span>" if year in covered else f"<span>{year}<br>no source</span>"
        for year in years
    )
    return (
        f'<div class="year" style="--stops: {len(years) + 1}">'
        '<div class="head"><label for="year">Year</label>'
        '<output id="year-said" for="year">all years</output></div>'
        f'<input type="range" id="year" min="0" max="{len(years)}" step="1" value="0" '
        f'data-first="{years[0]}" data-last="{years[-1]}" aria-valuetext="all years">'
        f'<div class="ticks" aria-hidden="true"><span>all</span>{ticks}</div></div>'
    )


def write_kinds(material: Material) -> str:
    """Return the choice of a kind of record, the commonest first; "" where there is none."""
    counts = Counter(
        kind for number in range(len(material.cards)) for kind in material.kinds_of(number)
    )
    if len(counts) < 2 or material.drawing == "matrix":
        return ""
    options = "".join(
        f'<option value="{escape(kind)}">{escape(kind)} ({number})</option>'
        for kind, number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
    return (
        '<label class="kind"><span>Kind</span> <select id="kind">'
        f'<option value="">all kinds</option>{options}</select></label>'
    )


def list_arrangements(drawing: Drawing) -> list[dict[str, Any]]:
    """Return the ways to place the nodes, the usual one first, for the script."""
    box = [round(v, 1) for v in (drawing.left, drawing.top, drawing.width, drawing.height)]
    found: list[dict[str, Any]] = [
        {"id": drawing.arrangement, "box": box, "backdrop": drawing.backdrop, "places": None}
    ]
    found += [
        {"id": other.id, "box": other.box, "backdrop": other.backdrop, "places": other.places}
        for other in drawing.others
    ]
    return found


def write_arrangements(drawing: Drawing) -> str:
    """Return the switch between arrangements; "" where there is one."""
    if not drawing.others:
        return ""
    choices = [(drawing.arrangement, drawing.arranged_by)]
    choices += [(other.id, other.label) for other in drawing.others]
    radios = "".join(
        f'<label><input type="radio" name="arrangement" value="{escape(name)}"'
        f"{'' if index else ' checked'}>{escape(label)}</label>"
        for index, (name, label) in enumerate(choices)
    )
    head = '<span class="choice" role="radiogroup" aria-label="Arranged by">Arranged by '
    return f"{head}{radios}</span>"

"""Put a drawing into the page's template: pyvis for nodes and edges, our template around it.

pyvis's own page loads scripts from elsewhere, does not escape its heading and is written with a
folder beside it; so only its network is taken, and the drawing library that it carries.
Everything from the data is escaped: text by HTML escapes, and the data for the script as JSON
in which no character can end a script element. The page's content policy names the digests of
its two scripts, so that no other script could run in it, and it forbids every request.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from dipgraph.errors import InputError
from dipgraph.pages import controls
from dipgraph.pages.drawing import Drawing, Group, Material
from dipgraph.pages.records import Card
from dipgraph.views import View

_PLACEHOLDER = re.compile(r"\{\{([a-z_]+)\}\}")
_SCRIPT_ENDS = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}
_STYLES = ("page.css", "stage.css", "narrow.css", "print.css")
_SCRIPTS = ("state.js", "places.js", "paint.js", "panel.js", "page.js")
_OPTIONS = {
    "autoResize": False,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "dragNodes": False,
        "dragView": True,
        "zoomView": False,
        "hover": True,
        "multiselect": False,
        "selectConnectedEdges": False,
        "hoverConnectedEdges": False,
        "keyboard": False,
    },
    "edges": {"selectionWidth": 0, "hoverWidth": 0, "chosen": False},
}


class Facts(NamedTuple):
    """The sentences and numbers of a page, as plain text."""

    heading: str
    title: str
    reading: str
    rule: str
    filters: str
    notice: str
    account: str
    query_file: str
    data_version: str
    records: int
    ties: int
    nothing: str = "No record in the data fits this choice."


def write_page(assets: Path, view: View, drawing: Drawing, material: Material, facts: Facts) -> str:
    """Return the whole page.

    Raises
    ------
    InputError
        If a file of the template, or pyvis's copy of vis-network, cannot be read.
    """
    template = read_asset(assets, "template.html")
    style = "".join(read_asset(assets, name) for name in _STYLES)
    parts_of_script = "".join(read_asset(assets, name) for name in _SCRIPTS)
    script = f'"use strict";\n(function () {{\n{parts_of_script}}})();\n'
    library = read_vis_network()
    nodes, edges, options = _pass_through_pyvis(drawing)
    data = {
        "view": view.name,
        "drawing": material.drawing,
        "families": [{"id": family.id, "label": family.label} for family in view.families],
        "records": [_card(material, number) for number in range(len(material.cards))],
        "nodes": nodes,
        "edges": edges,
        "options": options,
        "arrangements": controls.list_arrangements(drawing),
        "years": controls.list_years(material),
        "compares": drawing.compares,
        "curve": drawing.curve,
        "row": drawing.row,
        "fit": drawing.fit,
        "counts": {"records": facts.records, "ties": facts.ties},
    }
    policy = (
        "default-src 'none'; "
        f"script-src {_digest(library)} {_digest(script)}; "
        "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    empty = facts.records == 0
    parts = {
        "title": html.escape(facts.title),
        "policy": html.escape(policy),
        "heading": html.escape(facts.heading),
        "reading": html.escape(facts.reading),
        "filters": f'<p class="filters">Shown only: {html.escape(facts.filters)}.</p>'
        if facts.filters
        else "",
        "nothing": f'<p class="nothing" role="status">{html.escape(facts.nothing)} '
        "Choose another year, state, kind or region.</p>"
        if empty
        else "",
        "notice": html.escape(facts.notice),
        "note": f"<p>{html.escape(drawing.note)}</p>" if drawing.note else "",
        "legend": controls.write_legend(material, drawing),
        "year": controls.write_year(material),
        "arrangement": controls.write_arrangements(drawing),
        "kind": controls.write_kinds(material),
        "names": _names(drawing),
        "table": _table(drawing, material),
        "rule": html.escape(facts.rule),
        "account": html.escape(facts.account),
        "query_file": html.escape(facts.query_file),
        "data_version": html.escape(facts.data_version),
        "records": str(facts.records),
        "ties": str(facts.ties),
        "body_class": f"{material.drawing}{' empty' if empty else ''}",
        "style": style,
        "library": library,
        "script": script,
        "data": dump_for_script(data),
    }
    return _fill(template, parts)


def dump_for_script(value: Any) -> str:
    """Return JSON that may stand inside a script element: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda match: _SCRIPT_ENDS[match[0]], text)


@cache
def read_vis_network() -> str:
    """Return the newest vis-network that pyvis carries, with its licence notice.

    Raises
    ------
    InputError
        If this pyvis carries none.
    """
    import pyvis

    folder = Path(pyvis.__file__).parent / "templates" / "lib"
    found = sorted(folder.glob("vis-*/vis-network.min.js"), key=lambda p: _version(p.parent.name))
    if not found:
        raise InputError(f"{folder}: pyvis carries no vis-network here. Install pyvis 0.3.2.")
    text = _read(found[-1])
    # The map is a file that is not there; a browser's tools would ask for it.
    text = re.sub(r"\n//# sourceMappingURL=\S*\s*$", "\n", text)
    if "</script" in text.lower():
        raise InputError(f"{found[-1]}: this copy cannot stand in a page. Install pyvis 0.3.2.")
    return text


def _version(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", name))


def _pass_through_pyvis(
    drawing: Drawing,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    """Let pyvis build the network, and return its nodes, edges and options."""
    from pyvis.network import Network

    # directed: otherwise each new edge is compared with all before it.
    network = Network(directed=True, cdn_resources="in_line")
    for node in drawing.nodes:
        extra = {key: value for key, value in node.items() if key not in ("id", "label")}
        network.add_node(node["id"], label=node["label"], shape="custom", physics=False, **extra)
    for edge in drawing.edges:
        extra = {key: value for key, value in edge.items() if key not in ("from", "to")}
        network.add_edge(edge["from"], edge["to"], arrows="", **extra)
    network.set_options(json.dumps(_OPTIONS))
    nodes, edges, _, _, _, options = network.get_network_data()
    for node in nodes:
        node.pop("color", None)  # the style sheet gives the colours, for light and for dark
    return nodes, edges, json.loads(options)


def _card(material: Material, number: int) -> dict[str, Any]:
    card = material.cards[number]
    return {
        "n": card.name,
        "l": card.label,
        "c": _tell_class(card),
        "d": _tell_date(card),
        "s": card.status,
        "f": material.family(number),
        "k": material.kinds_of(number),
        "y": material.years_of(number),
        "p": [str(locator) for locator in card.locators],
    }


def _tell_date(card: Card) -> str:
    """Return the date in words; a row of a table of reference has none to tell."""
    return card.when if card.start or card.locators else ""


def _tell_class(card: Card) -> str:
    if card.kind and card.kind.casefold() != card.class_label.casefold():
        return f"{card.class_label}: {card.kind}" if card.class_label else card.kind
    return card.class_label


def _names(drawing: Drawing) -> str:
    names = sorted({node["label"] for node in drawing.nodes if node["dip"]["look"] != "mark"})
    return "".join(f'<option value="{html.escape(name)}"></option>' for name in names)


def _table(drawing: Drawing, material: Material) -> str:
    return "\n".join(_group(group, number, material) for number, group in enumerate(drawing.groups))


def _group(group: Group, number: int, material: Material) -> str:
    count = len(group.records)
    note = f' <span class="note">{html.escape(group.note)}</span>' if group.note else ""
    rows = "\n".join(_row(record, material) for record in group.records)
    title = html.escape(group.title)
    if group.node:
        title = f'<span class="pick" data-node="{html.escape(group.node)}">{title}</span>'
    return (
        f'<tbody data-group="{number}">\n<tr class="group"><th colspan="4" scope="rowgroup">'
        f"{title}{note} "
        f'<span class="count">{count} record{"" if count == 1 else "s"}</span></th></tr>\n'
        f"{rows}\n</tbody>"
    )


def _row(number: int, material: Material) -> str:
    card = material.cards[number]
    places = "<br>".join(html.escape(str(locator)) for locator in card.locators)
    status = f" ({html.escape(card.status.lower())})" if card.status else ""
    return (
        f'<tr data-record="{number}" data-family="{material.family(number)}">'
        f"<td>{html.escape(_tell_date(card))}</td><td>{html.escape(_tell_class(card))}</td>"
        f"<td><bdi>{html.escape(card.label)}</bdi>{status}</td><td>{places}</td></tr>"
    )


def _digest(script: str) -> str:
    raw = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(raw).decode()}'"


def _fill(template: str, parts: dict[str, str]) -> str:
    """Fill the placeholders in one pass, so that what is filled in is not searched again."""

    def part(match: re.Match[str]) -> str:
        if match[1] not in parts:
            raise InputError(f"template.html: there is nothing to fill in for {match[0]}.")
        return parts[match[1]]

    return _PLACEHOLDER.sub(part, template)


def read_asset(assets: Path, name: str) -> str:
    """Return the text of a file of the page's template.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    return _read(assets / name)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: the page cannot be built without this file ({error}).") from None

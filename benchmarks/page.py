"""Writing pages, against pyvis writing a page of the same nodes and edges.

pyvis's page has no records behind its ties, no table and no places for its nodes, which it works
out in the browser; ours has them, and its time includes the query, the network and the layout.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

import dipgraph
from benchmarks.measure import ROOT, Row, time_call
from dipgraph.network import build_network
from dipgraph.pages import html
from dipgraph.pages.build import build_page
from dipgraph.pages.drawing import Drawing, Material
from dipgraph.ties import find_reporting_state
from dipgraph.views import find_view

NODES, EDGES = 2_000, 20_000
MOST_S = 2.0


def run() -> list[Row]:
    """Measure each view of the corpus, and a large synthetic network."""
    kg = dipgraph.load(ROOT)
    rows = []
    for view in ("bilateral", "multilateral"):
        page = build_page(kg, view)
        network = build_network(kg, view)
        nodes = [(node, data["label"]) for node, data in network.nodes(data=True)]
        edges = list(network.edges())
        ours = time_call(lambda view=view: build_page(kg, view))  # type: ignore[misc]
        peer = time_call(lambda nodes=nodes, edges=edges: _write_with_pyvis(nodes, edges))  # type: ignore[misc]
        rows.append(
            Row(
                f"page {view}",
                f"{page.records} records, {len(nodes)} nodes, {len(edges)} edges, "
                f"{len(page.html.encode()) / 1e6:.2f} MB",
                ours,
                "pyvis write_html, nodes and edges only",
                peer,
                f"under {MOST_S:g} s",
                ours < MOST_S,
            )
        )
    return [*rows, _measure_large(kg)]


def _measure_large(kg: dipgraph.KnowledgeGraph) -> Row:
    """Measure the writing alone on a network with given places."""
    drawing, nodes, edges = _make_large()
    view = find_view(kg.project, "bilateral")
    focus = find_reporting_state(kg)
    material = Material(kg, view, build_network(kg, "bilateral", 1900), focus)
    facts = html.Facts("Large", "Large", "", "", "", "", "", "", 1, EDGES)
    page = html.write_page(kg.project.assets, view, drawing, material, facts)
    ours = time_call(
        lambda: html.write_page(kg.project.assets, view, drawing, material, facts), repeats=3
    )
    peer = time_call(lambda: _write_with_pyvis(nodes, edges), repeats=1)
    return Row(
        "page of a large network",
        f"{NODES} nodes, {EDGES} edges, places given, {len(page.encode()) / 1e6:.2f} MB",
        ours,
        "pyvis write_html",
        peer,
        "20 times faster",
        peer > 20 * ours,
    )


def _make_large() -> tuple[Drawing, list[tuple[str, str]], list[tuple[str, str]]]:
    chance = random.Random(7)
    nodes = [(f"n{number}", f"Node {number}") for number in range(NODES)]
    edges: set[tuple[str, str]] = set()
    while len(edges) < EDGES:
        one, other = chance.sample(range(NODES), 2)
        edges.add((f"n{min(one, other)}", f"n{max(one, other)}"))
    drawing = Drawing(2000, 2000, -1000, -1000, "screen")
    look: dict[str, Any] = {"look": "disc", "records": [], "text": "", "at": [0, 9]}
    look |= {"align": "center", "width": 20, "font": 9, "also": "", "note": ""}
    for name, label in nodes:
        x, y = chance.uniform(-1000, 1000), chance.uniform(-1000, 1000)
        drawing.nodes.append(
            {"id": name, "label": label, "x": round(x), "y": round(y), "size": 5, "dip": look}
        )
    for number, (a, b) in enumerate(sorted(edges)):
        mine = {"records": [], "style": "link", "name": ""}
        drawing.edges.append({"id": f"e{number}", "from": a, "to": b, "dip": mine})
    return drawing, nodes, sorted(edges)


def _write_with_pyvis(nodes: list[tuple[str, str]], edges: list[tuple[str, str]]) -> None:
    from pyvis.network import Network

    network = Network(cdn_resources="in_line")
    for node, label in nodes:
        network.add_node(node, label=label)
    for one, other in edges:
        network.add_edge(one, other)
    with tempfile.TemporaryDirectory() as folder:
        # The same text that write_html writes, without its folder lib/ where the command runs.
        (Path(folder) / "page.html").write_text(network.generate_html(), encoding="utf-8")

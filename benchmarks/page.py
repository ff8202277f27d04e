"""Writing pages, against pyvis writing a page of the same nodes and edges.

pyvis's page has no records behind its ties, no table and no places for its nodes, which it works
out in the browser; ours has them, and its time includes the query, the network and the layout.

Where there is a Chromium, each page is opened in it with the network cut, and so is pyvis's: ours
is ready when its script sets a mark (``performance.mark``), pyvis's when its script has run and
physics has placed its nodes (its own event ``stabilizationIterationsDone``), or it is given up.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import dipgraph
from benchmarks.measure import ROOT, Row, time_call
from dipgraph.layout import Disc, place_in_rings
from dipgraph.network import build_network
from dipgraph.pages import html
from dipgraph.pages.build import build_page
from dipgraph.pages.drawing import Drawing, Material
from dipgraph.ties import find_reporting_state
from dipgraph.views import find_view, list_views

NODES, EDGES = 2_000, 20_000
MOST_S = 2.0
READY_S, LARGE_READY_S = 1.0, 3.0
PATIENCE_S = 60.0


def run() -> list[Row]:
    """Measure each view of the corpus, and a large synthetic network."""
    kg = dipgraph.load(ROOT)
    rows = []
    for view in [view.name for view in list_views(kg.project)]:
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
    return [*rows, *_measure_rings(), _measure_large(kg), *_measure_browser(kg)]


def _measure_rings() -> list[Row]:
    """Measure the layout of rings for 250 and 1,000 discs: how it grows."""
    rows, taken = [], []
    for number in (250, 1_000):
        chance = random.Random(5)
        sectors = [f"Sector {index}" for index in range(15)]
        discs = [
            Disc(f"n{i}", chance.choice(sectors), 1 + int(chance.expovariate(0.3)), 8, 60, 15)
            for i in range(number)
        ]
        taken.append(time_call(lambda d=discs, s=sectors: place_in_rings(d, s), repeats=1))  # type: ignore[misc]
    rows.append(
        Row(
            "layout in rings",
            "1,000 discs",
            taken[1],
            "250 discs",
            taken[0],
            "under 5 s",
            taken[1] < 5,
        )
    )
    return rows


def _measure_browser(kg: dipgraph.KnowledgeGraph) -> list[Row]:
    """Measure how soon pages answer in a browser; nothing where there is none."""
    sys.path.insert(0, str(ROOT / "tests"))
    from chromium import Chromium, find_chromium

    if find_chromium() is None:
        print("no Chromium: the browser times are left out")
        return []
    drawing, nodes, edges = _make_large()
    large = _write_large(kg, drawing)
    rows = []
    with tempfile.TemporaryDirectory() as name, Chromium() as browser:
        folder = Path(name)

        def ours(text: str) -> float:
            path = folder / "ours.html"
            path.write_text(text, encoding="utf-8")
            times = []
            for _ in range(3):
                browser.open(path)
                mark = "performance.getEntriesByName('dipgraph-ready')[0].startTime"
                times.append(float(browser.evaluate(mark)) / 1000)
            return sorted(times)[1]

        def peer(nodes: list[tuple[str, str]], edges: list[tuple[str, str]]) -> float:
            path = folder / "peer.html"
            path.write_text(_peer_page(nodes, edges), encoding="utf-8")
            done = "window.placedAt || performance.now() > " + str(1000 * PATIENCE_S)
            start = time.monotonic()
            try:
                browser.open(path, done, patience_s=2 * PATIENCE_S)
            except AssertionError:  # so busy that it does not even answer
                return time.monotonic() - start
            return float(browser.evaluate("window.placedAt || performance.now()")) / 1000

        for view in [view.name for view in list_views(kg.project)]:
            network = build_network(kg, view)
            found = [(node, data["label"]) for node, data in network.nodes(data=True)]
            seconds = ours(build_page(kg, view).html)
            rows.append(
                Row(
                    f"page {view} in the browser",
                    f"{len(found)} nodes, {network.number_of_edges()} edges",
                    seconds,
                    "pyvis, placed by physics",
                    peer(found, list(network.edges())),
                    f"ready in {READY_S:g} s",
                    seconds < READY_S,
                )
            )
        seconds = ours(large)
        rows.append(
            Row(
                "large page in the browser",
                f"{NODES} nodes, {EDGES} edges",
                seconds,
                "pyvis, placed by physics, or until it was given up",
                peer(nodes, edges),  # the last: the browser may not come back from it
                f"ready in {LARGE_READY_S:g} s",
                seconds < LARGE_READY_S,
            )
        )
    return rows


def _peer_page(nodes: list[tuple[str, str]], edges: list[tuple[str, str]]) -> str:
    """Return pyvis's page without what it fetches from elsewhere, telling when it has settled."""
    # With directions pyvis does not compare each edge with all before it; the drawing is the same.
    text = _generate_with_pyvis(nodes, edges, directed=True)
    text = re.sub(r'<(link|script)[^>]*(href|src)="https?:[^>]*>(</script>)?', "", text)
    watch = 'network.once("stabilizationIterationsDone", () => { placedAt = performance.now(); });'
    return text.replace("return network;", f"{watch} return network;")


def _measure_large(kg: dipgraph.KnowledgeGraph) -> Row:
    """Measure the writing alone on a network with given places."""
    drawing, nodes, edges = _make_large()
    page = _write_large(kg, drawing)
    ours = time_call(lambda: _write_large(kg, drawing), repeats=3)
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


def _write_large(kg: dipgraph.KnowledgeGraph, drawing: Drawing) -> str:
    view = find_view(kg.project, "bilateral")
    material = Material(kg, view, build_network(kg, "bilateral", 1900), find_reporting_state(kg))
    facts = html.Facts("Large", "Large", "", "", "", "", "", "", "", 1, EDGES)
    return html.write_page(kg.project.assets, view, drawing, material, facts)


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
    with tempfile.TemporaryDirectory() as folder:
        # The same text that write_html writes, without its folder lib/ where the command runs.
        (Path(folder) / "page.html").write_text(
            _generate_with_pyvis(nodes, edges), encoding="utf-8"
        )


def _generate_with_pyvis(
    nodes: list[tuple[str, str]], edges: list[tuple[str, str]], directed: bool = False
) -> str:
    from pyvis.network import Network

    network = Network(cdn_resources="in_line", directed=directed)
    for node, label in nodes:
        network.add_node(node, label=label)
    for one, other in edges:
        network.add_edge(one, other)
    text: str = network.generate_html()
    return text

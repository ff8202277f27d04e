"""Build the page of a view: network, drawing, pyvis, template."""

from __future__ import annotations

import hashlib
import os
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from dipgraph import __version__
from dipgraph.errors import DataError, QueryError
from dipgraph.files import write_whole_file
from dipgraph.namespaces import PREFIXES
from dipgraph.network import build_network
from dipgraph.pages import html
from dipgraph.pages.drawing import Drawing, Material
from dipgraph.pages.words import Words
from dipgraph.ties import Graph, find_reporting_state, find_state
from dipgraph.views import View, find_view


class Drawn(NamedTuple):
    """A view with its drawing and the sentences around it."""

    view: View
    drawing: Drawing
    material: Material
    facts: html.Facts


class Page(NamedTuple):
    """A page and what stands on it.

    ``records`` and ``ties`` are 0 where the filters leave none; ``years`` are those with a
    source, of which one may be chosen.
    """

    view: View
    heading: str
    html: str
    records: int
    ties: int
    years: tuple[int, ...] = ()

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to a file and return its path.

        Raises
        ------
        InputError
            If the folder is missing or cannot be written.
        """
        out = Path(path)
        write_whole_file(out.absolute(), self.html)
        return out

    def show(self, height: int = 720) -> Frame:
        """Return what a notebook shows: the whole page in a frame of ``height`` pixels.

        Nothing is fetched and no file is written: the page stands in the frame's ``srcdoc``.
        """
        return Frame(
            f'<iframe title="{escape(self.heading)}" sandbox="allow-scripts" width="100%" '
            f'height="{int(height)}" style="border:1px solid #bbb" srcdoc="{escape(self.html)}">'
            "</iframe>"
        )

    def _repr_html_(self) -> str:
        return self.show().html


class Frame(NamedTuple):
    """HTML that a notebook shows."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


def build_page(kg: Graph, view: str, year: int | str | None = None, **filters: Any) -> Page:
    """Return the page of a view, the same byte for byte for the same data and filters.

    Parameters
    ----------
    kg, view, year, **filters
        As :func:`dipgraph.network.build_network`. In rings, ``state`` is the state in the
        middle; by default the one whose doings the sources report. A projection is drawn as a
        matrix.

    Raises
    ------
    QueryError
        If there is no such view, filter, state, kind or region.
    InputError
        If the page's template or the drawing library cannot be read.
    """
    drawn = draw_view(kg, view, year, **filters)
    text = html.write_page(kg.project.assets, *drawn)
    facts, years = drawn.facts, tuple(drawn.material.covered_years())
    return Page(drawn.view, facts.heading, text, facts.records, facts.ties, years)


def build_picture(kg: Graph, view: str, year: int | str | None = None, **filters: Any) -> Page:
    """Return a view as SVG, in the ``html`` of a page, with the places of :func:`build_page`."""
    from dipgraph.pages.svg import write_picture

    drawn = draw_view(kg, view, year, **filters)
    text = write_picture(kg.project.assets, *drawn)
    return Page(drawn.view, drawn.facts.heading, text, drawn.facts.records, drawn.facts.ties)


def draw_view(kg: Graph, view: str, year: int | str | None = None, **filters: Any) -> Drawn:
    """Return the drawing of a view, and the sentences that belong to it.

    Raises
    ------
    QueryError
        As :func:`build_page`.
    """
    chosen = find_view(kg.project, view)
    given = filters.get("state")
    focus = find_state(kg, given) if given else _find_focus(kg, chosen)
    wanted = dict(filters)
    if chosen.drawing == "rings" and not filters.get("projection"):
        wanted["state"] = focus
        if filters.get("without_reporting") and focus == find_reporting_state(kg):
            raise QueryError(
                "the reporting state is the middle of the rings and cannot be left out. Name "
                "another with --state."
            )
    if chosen.drawing == "matrix":
        # What the second mode shares is the question; a filter of a projection says otherwise.
        wanted.setdefault("projection", "shared")
        wanted.setdefault("onto", chosen.modes[1])
    network = build_network(kg, chosen.name, year, **wanted)
    with_reporting = filters.get("without_reporting") is False
    material = Material(kg, chosen, network, focus, with_reporting=with_reporting)
    drawing = _draw(material)
    shown = {number for group in drawing.groups for number in group.records}
    words = Words(kg, material)
    facts = html.Facts(
        heading=words.heading(),
        title=words.fill(
            f"{chosen.title} of {{state}} {{period}}" if chosen.drawing == "rings" else chosen.title
        ),
        reading=words.reading(),
        rule=words.fill(chosen.rule),
        filters=words.filters(),
        notice=words.notice(),
        account=words.account(),
        query_file=chosen.query.place,
        data_version=f"dipgraph {__version__}, data {digest_data(kg.store)}",
        records=len(shown),
        ties=_count_ties(drawing),
        nothing=words.nothing(),
    )
    return Drawn(chosen, drawing, material, facts)


def _find_focus(kg: Graph, view: View) -> str:
    try:
        return find_reporting_state(kg)
    except DataError:
        if view.drawing in ("rings", "lanes"):
            raise
        return ""


def _draw(material: Material) -> Drawing:
    from dipgraph.pages.columns import draw_columns
    from dipgraph.pages.lanes import draw_lanes
    from dipgraph.pages.map import draw_map
    from dipgraph.pages.matrix import draw_matrix
    from dipgraph.pages.rings import draw_rings

    draw = {
        "rings": draw_rings,
        "lanes": draw_lanes,
        "columns": draw_columns,
        "map": draw_map,
        "matrix": draw_matrix,
    }
    return draw[material.drawing](material)


def _count_ties(drawing: Drawing) -> int:
    """Return how many pairs are tied: by their place (a partner, a mark in a row) or by a line."""
    return sum(1 for node in drawing.nodes if node["dip"].get("tie")) + len(drawing.edges)


def digest_data(store: ox.Store) -> str:
    """Return 12 hexadecimal digits that tell one state of sources and registries from another."""
    lines: list[str] = []
    for graph in store.named_graphs():
        if graph.value.startswith(PREFIXES["source"]) or graph.value.endswith("/registry"):
            quads = store.quads_for_pattern(None, None, None, graph)
            lines += [f"{quad.triple} {graph.value}" for quad in quads]
    digest = hashlib.sha256()
    for line in sorted(lines):
        digest.update(line.encode())
        digest.update(b"\n")
    return digest.hexdigest()[:12]

"""Pictures without a browser, the map, projections, filters of pages, and pages in a notebook."""

from __future__ import annotations

import math
import random
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import dipgraph
from dipgraph.knowledge import KnowledgeGraph
from dipgraph.layout import Box, Disc, Shelf, place_in_rings
from dipgraph.pages.build import build_page, build_picture
from dipgraph.pages.map import project_equal_earth
from dipgraph.resources import find_project
from dipgraph.views import list_views
from page_reader import Reader
from project_copy import run_dipgraph
from view_project import HOSTILE, load_more, make_project

ROOT = Path(__file__).parent.parent
VIEWS = [view.name for view in list_views(find_project(ROOT))]


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return load_more(tmp_path_factory.mktemp("pictures"))


@pytest.fixture(scope="module")
def real() -> KnowledgeGraph:
    return dipgraph.load(ROOT)


@pytest.mark.parametrize("view", VIEWS)
def test_picture_is_one_document_with_the_labels_of_the_page(
    real: KnowledgeGraph, view: str
) -> None:
    picture, page = build_picture(real, view), build_page(real, view)
    assert picture.html == build_picture(real, view).html
    root = ElementTree.fromstring(picture.html)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    tags = {element.tag.partition("}")[2] for element in root.iter()}
    assert not tags & {"script", "image", "use", "a", "foreignObject", "style"}
    assert (picture.records, picture.ties) == (page.records, page.ties)
    texts = {"".join(element.itertext()) for element in root.iter() if element.tag.endswith("text")}
    labels = {node["dip"]["text"] for node in Reader(page.html).data["nodes"]} - {""}
    assert len(labels) > 3
    assert {label for label in labels if not any(label in text for text in texts)} == set()
    assert page.view.query.place in " ".join(texts)


def test_picture_escapes_what_is_hostile_and_says_when_it_is_empty(kg: KnowledgeGraph) -> None:
    text = build_picture(kg, "bilateral", 2031).html
    assert HOSTILE not in text and "<script" not in text
    titles = [element.text for element in ElementTree.fromstring(text).iter() if element.text]
    assert any("document.title='hacked'" in title for title in titles)
    empty = build_picture(kg, "offices", 1999)
    assert empty.records == 0
    assert "No record in the data fits this choice." in empty.html


def test_the_map_is_the_equal_earth_projection() -> None:
    # The ends of equator and meridian as the authors of the projection give them.
    assert project_equal_earth(0, 179.9999999) == pytest.approx((2.7066299836, 0))
    assert project_equal_earth(90, 0)[1] == pytest.approx(-1.3173627591)
    # Equal areas: a band between two parallels takes its share of the globe.
    step, area = 0.1, 0.0
    for number in range(300):
        low, high = number * step, (number + 1) * step
        tall = project_equal_earth(low, 0)[1] - project_equal_earth(high, 0)[1]
        area += 2 * project_equal_earth(low + step / 2, 179.9999999)[0] * tall
    assert area == pytest.approx(2 * math.pi * math.sin(math.radians(30)), rel=1e-5)
    assert project_equal_earth(10, 170, 50) == pytest.approx(project_equal_earth(10, 120))


def test_a_state_without_coordinates_is_set_aside_on_the_map(real: KnowledgeGraph) -> None:
    data = Reader(build_page(real, "diplomatic-missions").html).data
    network = real.network("diplomatic-missions")
    lost = [iri for iri, node in network.nodes(data=True) if "lat" not in node]
    assert lost
    drawn = {node["id"]: node for node in data["nodes"]}
    lowest = max(
        shape["y"] for shape in data["arrangements"][0]["backdrop"] if shape["t"] == "text"
    )
    assert all(abs(drawn[iri]["y"] - lowest) < 10 for iri in lost)
    assert len([node for node in data["nodes"] if node["dip"]["look"] == "dot"]) > 150


def test_filters_of_the_network_are_filters_of_the_page(real: KnowledgeGraph) -> None:
    whole = build_page(real, "offices")
    cases: list[tuple[str, dict[str, Any]]] = [
        ("offices", {"since": 2021, "until": 2021}),
        ("offices", {"actor": "office:ARM-prime-minister"}),
        ("agreements", {"kind": "signed"}),
        ("organisations", {"without_reporting": False}),
        ("participation", {"projection": "newman"}),
        ("agreements", {"region": "Central Asia"}),
    ]
    for view, filters in cases:
        page, network = build_page(real, view, **filters), real.network(view, **filters)
        assert page.records > 0
        assert page.ties > 0
        if "projection" not in filters:
            assert page.records == network.graph["records"], (view, filters)
    assert build_page(real, "offices", since=2021, until=2021).records < whole.records
    assert "No source covers 2022" in build_page(real, "agreements", 2022).html
    assert "No source covers" not in build_page(real, "agreements", 2023).html
    text = build_page(real, "offices", since=2021, until=2021).html
    assert "since 2021-01-01, until 2021-12-31" in text


def test_a_projection_is_drawn_as_a_matrix_of_what_two_share(real: KnowledgeGraph) -> None:
    network = real.network("participation", projection="shared")
    data = Reader(build_page(real, "participation", projection="shared").html).data
    cells = [node for node in data["nodes"] if node["dip"]["look"] == "cell"]
    assert len(cells) == network.number_of_edges() > 10
    for cell in cells:
        assert cell["dip"]["text"] == str(network.edges[cell["dip"]["ends"]]["weight"])


def test_a_notebook_gets_a_frame_that_holds_the_page(kg: KnowledgeGraph, tmp_path: Path) -> None:
    page = kg.view("bilateral", year=2031)
    frame = Reader(page._repr_html_())
    assert [tag for tag, _ in frame.elements] == ["iframe"]
    attributes = frame.elements[0][1]
    assert attributes["srcdoc"] == page.html
    assert "src" not in attributes and attributes["sandbox"] == "allow-scripts"
    assert 'height="300"' in page.show(300)._repr_html_()
    assert page.save(tmp_path / "p.html").read_text(encoding="utf-8") == page.html


def test_a_thousand_partners_are_placed_apart() -> None:
    chance = random.Random(5)
    sectors = [f"Sector {number}" for number in range(12)]
    discs = [
        Disc(f"n{i}", chance.choice(sectors), 1 + int(chance.expovariate(0.3)), 8, 60, 15)
        for i in range(1000)
    ]
    rings = place_in_rings(discs, sectors)
    assert rings.places.keys() == {disc.id for disc in discs}
    shelf = Shelf()
    for x, y in rings.places.values():
        box = Box(x - 30, y - 8, x + 30, y + 23)
        assert shelf.is_free(box)
        shelf.take(box)


def test_svg_by_the_command_line(tmp_path: Path) -> None:
    project, out = make_project(tmp_path), tmp_path / "m.svg"
    run = run_dipgraph(
        *("graph", "diplomatic-missions", "--data", str(project), "--out", str(out)),
        cache=tmp_path / "cache",
    )
    assert run.returncode == 0, run.stderr
    assert ElementTree.parse(out).getroot().tag.endswith("svg")
    assert "records" in run.stdout

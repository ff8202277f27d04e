"""Every page in a real browser with the network cut: what is drawn, chosen and filtered."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

import dipgraph
from chromium import Chromium, find_chromium, panel, place, state
from dipgraph.knowledge import KnowledgeGraph
from dipgraph.network.change import compare_years
from dipgraph.pages.build import build_page
from dipgraph.views import list_views
from view_project import EVENT, HOSTILE, ORGANISATION, STATE, load_more

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        find_chromium() is None,
        reason="no Chromium on the search path: install it, or name it in DIPGRAPH_CHROMIUM",
    ),
]

REAL = dipgraph.load(Path(__file__).parent.parent)
ALL = [view.name for view in list_views(REAL.project)]
VIEWS = ("bilateral", "multilateral")
HARD = ("serious", "critical")


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return load_more(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def pages(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for view in ALL:  # the small project only where its labels matter
        for name, graph in (("small", kg), ("real", REAL)):
            if name == "small" and view not in VIEWS:
                continue
            path = folder / f"{name}-{view}.html"
            path.write_text(build_page(graph, view).html, encoding="utf-8")
            found[f"{name}-{view}"] = path
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with Chromium() as opened:
        yield opened


@pytest.mark.parametrize(
    "name",
    [f"small-{view}" for view in VIEWS] + [f"real-{view}" for view in ALL],
)
def test_page_opens_offline_without_a_word(
    browser: Chromium, pages: dict[str, Path], name: str
) -> None:
    seconds = browser.open(pages[name])
    assert browser.requests == [pages[name].as_uri()]
    assert browser.messages == []
    assert seconds < 10
    # Something is drawn: the canvas has more than one colour.
    colours = browser.evaluate(
        "(() => { const c = document.querySelector('canvas');"
        " const d = c.getContext('2d').getImageData(0, 0, c.width, Math.min(c.height, 900)).data;"
        " const seen = new Set(); for (let i = 0; i < d.length; i += 4)"
        " seen.add(d[i] << 16 | d[i + 1] << 8 | d[i + 2]); return seen.size; })()"
    )
    assert colours > 20
    assert browser.evaluate("document.title") != "hacked"


@pytest.mark.parametrize("view", ALL)
def test_counts_in_the_page_are_those_of_the_query(
    browser: Chromium, pages: dict[str, Path], view: str
) -> None:
    browser.open(pages[f"real-{view}"])
    rows = list(REAL.query(view))
    kept = REAL.network(view)
    if view == "bilateral":
        rows = [row for row in rows if STATE + "AZE" in (row["from"], row["to"])]
    elif view in ("organisations", "participation"):  # the reporting state is left out
        rows = [row for row in rows if row.actor != STATE + "AZE"]
    else:
        assert kept.graph["records"] == len({row.record for row in rows})
    records = {row.record for row in rows}
    assert int(state(browser)["records"]) == len(records) > 2
    assert f"{len(records)} records" in browser.evaluate(
        "document.getElementById('shown').textContent"
    )


def test_click_on_a_partner_shows_its_records(
    browser: Chromium, pages: dict[str, Path], kg: KnowledgeGraph
) -> None:
    browser.open(pages["small-bilateral"])
    node = STATE + "XGK"
    browser.click(*place(browser, node))
    assert state(browser)["chosen"] == node
    pairs = [{row["from"], row["to"]} for row in kg.query("bilateral")]
    rows = kg.query("bilateral")
    expected = {
        row.label for row, pair in zip(rows, pairs, strict=True) if pair == {node, STATE + "XRU"}
    }
    shown = panel(browser)
    assert len(shown) == len(expected) > 3
    for label in expected:
        assert any(label in text for text in shown), label
    assert all("xr-2031, line" in text and "characters" in text for text in shown)
    assert any("3–4 May 2031" in text for text in shown)
    browser.evaluate("document.getElementById('close').click()")
    assert panel(browser) == []


def test_click_on_a_line_shows_the_small_format(browser: Chromium, pages: dict[str, Path]) -> None:
    browser.open(pages["small-bilateral"])
    edge = browser.evaluate(
        "(() => { const data = JSON.parse(document.getElementById('data').textContent);"
        f" return data.edges.find((e) => [e.from, e.to].includes('{STATE}XHO')); }})()"
    )
    assert {edge["from"], edge["to"]} == {STATE + "XHO", STATE + "XTU"}
    browser.click(*place(browser, edge["id"], 0.25))
    assert state(browser)["chosen"] == edge["id"]
    shown = panel(browser)
    assert len(shown) == 1
    assert HOSTILE in shown[0]
    assert "March 2031" in shown[0]


def test_click_on_an_organisation_and_on_a_mark(browser: Chromium, pages: dict[str, Path]) -> None:
    browser.open(pages["small-multilateral"])
    x, y = place(browser, ORGANISATION + "river-league")
    browser.click(x + 20, y)  # on its name
    assert state(browser)["chosen"] == ORGANISATION + "river-league"
    assert len(panel(browser)) > 2
    browser.click(*place(browser, EVENT + "2031-05-14-summit"))
    assert state(browser)["chosen"] == EVENT + "2031-05-14-summit"
    assert "14 May 2031" in panel(browser)[0]


@pytest.mark.parametrize("view", VIEWS)
def test_legend_filters(browser: Chromium, pages: dict[str, Path], view: str) -> None:
    browser.open(pages[f"small-{view}"])
    before = state(browser)
    boxes = browser.evaluate(
        "[...document.querySelectorAll('input[data-family]')].map((box) => ["
        "Number(box.dataset.family),"
        " Number(box.closest('label').querySelector('.count').textContent)])"
    )
    assert len(boxes) > 3
    assert sum(number for _, number in boxes) == int(before["records"])
    family, number = boxes[0]
    browser.evaluate(f"document.querySelector('input[data-family=\"{family}\"]').click()")
    after = state(browser)
    assert int(after["records"]) == int(before["records"]) - number
    assert int(after["ties"]) < int(before["ties"])
    hidden = browser.evaluate(
        f"[...document.querySelectorAll('tr[data-family=\"{family}\"]')].every((row) => row.hidden)"
    )
    assert hidden is True
    browser.evaluate(f"document.querySelector('input[data-family=\"{family}\"]').click()")
    assert state(browser) == before


def test_search_finds_without_accents(browser: Chromium, pages: dict[str, Path]) -> None:
    browser.open(pages["small-bilateral"])
    browser.evaluate("document.getElementById('search').focus()")
    browser.write("turksue")
    groups = browser.evaluate(
        "[...document.querySelectorAll('tbody')].filter((b) => !b.hidden)"
        ".map((b) => b.rows[0].cells[0].textContent)"
    )
    assert len(groups) == 1
    assert groups[0].startswith("Türkşüə")
    browser.evaluate("document.getElementById('search').dispatchEvent(new Event('change'))")
    assert state(browser)["chosen"] == STATE + "XTU"


@pytest.mark.parametrize("view", VIEWS)
def test_dark_print_and_narrow_windows(
    browser: Chromium, pages: dict[str, Path], view: str
) -> None:
    browser.open(pages[f"small-{view}"])
    corner = (
        "(() => { const c = document.querySelector('canvas');"
        " return getComputedStyle(document.body).backgroundColor; })()"
    )
    light = browser.evaluate(corner)
    try:
        browser.prefer("dark")
        assert browser.evaluate(corner) != light
        browser.prefer("light", "print")
        assert (
            browser.evaluate("getComputedStyle(document.getElementById('panel')).display") == "none"
        )
        browser.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        pieces = "[...document.querySelectorAll('#slices canvas')].map((c) => c.height)"
        heights = browser.evaluate(pieces)
        whole = browser.evaluate("document.querySelector('#drawing canvas').height")
        assert sum(heights) == whole > 100
        browser.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert browser.evaluate(pieces) == []
        browser.prefer("light")
        browser.resize(390, 844, mobile=True)
        browser.open(pages[f"small-{view}"])
        assert browser.evaluate("document.documentElement.scrollWidth") <= 390
    finally:
        browser.prefer("light")
        browser.resize(1280, 800)
    assert browser.messages == []


def test_an_empty_page_opens(browser: Chromium, kg: KnowledgeGraph, tmp_path: Path) -> None:
    for view in VIEWS:
        path = tmp_path / f"{view}.html"
        path.write_text(build_page(kg, view, 1999).html, encoding="utf-8")
        browser.open(path)
        assert browser.messages == []
        assert browser.evaluate("document.querySelector('.nothing').offsetHeight") > 10
        assert state(browser)["records"] == "0"


# --- years -------------------------------------------------------------------------


def move_to(browser: Chromium, year: int) -> dict[str, str]:
    """Move the slider to a year, 0 for all, as an arrow key does, and return the page's state."""
    browser.evaluate(
        "(() => { const s = document.getElementById('year'); const year = " + str(year) + ";"
        " s.value = year ? year - Number(s.dataset.first) + 1 : 0;"
        " s.dispatchEvent(new Event('input')); })()"
    )
    return state(browser)


def test_the_slider_says_that_2022_has_no_source(browser: Chromium, pages: dict[str, Path]) -> None:
    for view in ("bilateral", "offices", "agreements", "diplomatic-missions"):
        browser.open(pages[f"real-{view}"])
        whole = state(browser)
        found = move_to(browser, 2022)
        assert (found["records"], found["ties"]) == ("0", "0")
        said = browser.evaluate("document.getElementById('year').getAttribute('aria-valuetext')")
        assert said == "2022: no source"
        assert browser.evaluate("document.getElementById('hole').offsetHeight") > 10
        said_of_hole = browser.evaluate("document.getElementById('hole').textContent")
        assert "no source for 2022" in said_of_hole
        assert move_to(browser, 0)["records"] == whole["records"]
        assert browser.evaluate("document.getElementById('hole').hidden") is True
        if touching := REAL.network(view, year=2022, state="AZE").graph["records"]:
            assert f"{touching} record" in said_of_hole
        assert browser.messages == []


def test_what_came_and_went_is_what_the_comparison_of_years_says(
    browser: Chromium, pages: dict[str, Path]
) -> None:
    browser.open(pages["real-bilateral"])
    years = {row["to_year"]: row for row in compare_years(REAL, "bilateral", state="AZE").years}
    assert set(years) == {2021, 2024}
    for year, row in years.items():
        found = move_to(browser, int(str(year)))
        assert int(found["came"]) == row["gained"]
        assert int(found["went"]) == row["lost"]
        records = REAL.network("bilateral", year=year, state="AZE").graph["records"]
        assert int(found["records"]) == records > 50
    move_to(browser, 2023)
    assert "2022 has no source" in browser.evaluate("document.getElementById('change').textContent")
    assert state(browser)["came"] == ""


def test_the_slider_listens_to_the_keyboard(browser: Chromium, pages: dict[str, Path]) -> None:
    browser.open(pages["real-offices"])
    browser.evaluate("document.getElementById('year').focus()")
    for kind in ("keyDown", "keyUp"):
        browser.call("Input.dispatchKeyEvent", type=kind, key="End", code="End",
                     windowsVirtualKeyCode=35)  # fmt: skip
    assert state(browser)["year"] == "2024"


@pytest.mark.parametrize("view", ["offices", "agreements"])
def test_rows_that_a_year_leaves_empty_are_closed(
    browser: Chromium, pages: dict[str, Path], view: str
) -> None:
    browser.open(pages[f"real-{view}"])
    high = "document.getElementById('drawing').offsetHeight"
    before = browser.evaluate(high)
    move_to(browser, 2023)
    assert browser.evaluate(high) < 0.7 * before
    move_to(browser, 0)
    assert browser.evaluate(high) == before


# --- the address, kinds, arrangements ----------------------------------------------


def test_the_address_restores_what_was_chosen(browser: Chromium, pages: dict[str, Path]) -> None:
    path = pages["real-bilateral"]
    browser.open(path)
    move_to(browser, 2021)
    browser.evaluate("document.querySelector('input[data-family=\"4\"]').click()")
    browser.evaluate("document.querySelector('input[value=region]').click()")
    browser.evaluate(f"dipgraph.choose({{kind: 'node', id: '{STATE}TUR'}})")
    before, address = state(browser), browser.evaluate("location.href")
    assert before["chosen"] == STATE + "TUR" and int(before["panel"]) > 5
    browser.open(path)
    assert state(browser) != before
    browser.evaluate("location.hash = " + json.dumps(address.partition("#")[2]))
    assert browser.evaluate("new Promise((r) => setTimeout(() => r(true), 50))")
    assert state(browser) == before
    browser.call("Page.navigate", url="about:blank")
    browser.open(path, fragment=address.partition("#")[2])
    assert state(browser) == before
    assert browser.evaluate("document.querySelector('input[value=region]').checked") is True
    browser.open(path, fragment="year=1066&at=nothing&kind=%3Cb%3E&by=x&without=y")
    assert state(browser)["year"] == "0" and state(browser)["chosen"] == ""
    assert browser.messages == []


def test_a_kind_is_chosen_and_nothing_is_left(browser: Chromium, pages: dict[str, Path]) -> None:
    browser.open(pages["real-agreements"])
    expected = {
        row.record
        for row in REAL.query("agreements")
        if str(row.kind).endswith("/entry-into-force")
    }
    browser.evaluate(
        "(() => { const k = document.getElementById('kind'); k.value = 'Entry into force';"
        " k.dispatchEvent(new Event('change')); })()"
    )
    assert int(state(browser)["records"]) == len(expected) > 5
    for box in range(browser.evaluate("document.querySelectorAll('input[data-family]').length")):
        browser.evaluate(f"document.querySelectorAll('input[data-family]')[{box}].click()")
    assert state(browser)["records"] == "0"
    assert "Nothing fits" in browser.evaluate("document.getElementById('hole').textContent")


def test_a_click_on_a_line_shows_who_met_whom(browser: Chromium, pages: dict[str, Path]) -> None:
    browser.open(pages["real-offices"])
    edge = browser.evaluate(
        "JSON.parse(document.getElementById('data').textContent).edges"
        ".reduce((a, b) => (b.dip.records.length > a.dip.records.length ? b : a))"
    )
    browser.click(*place(browser, edge["id"], 0.5))
    assert state(browser)["chosen"] == edge["id"]
    shown = panel(browser)
    assert len(shown) == len(edge["dip"]["records"]) > 3
    assert all("characters" in text for text in shown)


def test_a_name_in_the_table_opens_its_records(browser: Chromium, pages: dict[str, Path]) -> None:
    browser.open(pages["real-organisations"])
    browser.evaluate("document.querySelector('button.pick').click()")
    assert int(state(browser)["panel"]) > 0
    assert browser.evaluate("document.activeElement.id") == "panel"


# --- accessibility, notebooks, pictures --------------------------------------------


@pytest.mark.parametrize("view", ALL)
def test_axe_finds_no_serious_fault(browser: Chromium, pages: dict[str, Path], view: str) -> None:
    browser.open(pages[f"real-{view}"])
    axe = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    browser.evaluate(axe + "; true")
    browser.evaluate("document.querySelector('button.pick').click()")
    # Large tables and lists have thousands of rows alike: the first are enough.
    for rows in ("tbody tr", "#panel-records li"):
        browser.evaluate(
            f"[...document.querySelectorAll('{rows}')].slice(20).forEach((row) => row.remove())"
        )
    for scheme in ("light", "dark"):
        browser.prefer(scheme)
        found = browser.evaluate(
            "axe.run().then((r) => ({passes: r.passes.length, faults: r.violations.map((v) =>"
            " [v.impact, v.id, v.nodes.map((n) => n.html.slice(0, 120))])}))"
        )
        assert found["passes"] > 15
        assert [fault for fault in found["faults"] if fault[0] in HARD] == []
    browser.prefer("light")


def test_a_notebook_shows_the_page_in_a_frame(browser: Chromium, tmp_path: Path) -> None:
    shown = REAL.view("successions")._repr_html_()
    path = tmp_path / "notebook.html"
    path.write_text(f"<!DOCTYPE html><title>Notebook</title>{shown}", encoding="utf-8")
    browser.open(path, "document.querySelector('iframe') !== null")
    browser.evaluate("new Promise((r) => setTimeout(r, 1500))")
    assert browser.messages == []
    assert [url for url in browser.requests if url.startswith("http")] == []
    assert html.unescape(shown).count("<!DOCTYPE html>") == 1

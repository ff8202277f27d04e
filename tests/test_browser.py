"""Every page in a real browser with the network cut: what is drawn, chosen and filtered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import dipgraph
from chromium import Chromium, find_chromium
from dipgraph.knowledge import KnowledgeGraph
from dipgraph.pages.build import build_page
from view_project import EVENT, HOSTILE, ORGANISATION, STATE, load_more

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        find_chromium() is None,
        reason="no Chromium on the search path: install it, or name it in DIPGRAPH_CHROMIUM",
    ),
]

VIEWS = ("bilateral", "multilateral")


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return load_more(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def pages(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    real = dipgraph.load()
    found = {}
    for view in VIEWS:
        for name, graph in (("small", kg), ("real", real)):
            path = folder / f"{name}-{view}.html"
            path.write_text(build_page(graph, view).html, encoding="utf-8")
            found[f"{name}-{view}"] = path
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with Chromium() as opened:
        yield opened


def state(browser: Chromium) -> dict[str, str]:
    found: dict[str, str] = json.loads(
        browser.evaluate("JSON.stringify({...document.documentElement.dataset})")
    )
    return found


def place(browser: Chromium, item: str, share: float = 0.5) -> tuple[float, float]:
    """Scroll a node, or a point on a line, into the window and return where it is."""
    script = f"window.dipgraph.place({json.dumps(item)}, {share})"
    y = browser.evaluate(script)["y"]
    browser.evaluate(f"window.scrollBy(0, {y} - 300)")
    found: dict[str, float] = browser.evaluate(script)
    return found["x"], found["y"]


def panel(browser: Chromium) -> list[str]:
    found: list[str] = browser.evaluate(
        "[...document.querySelectorAll('#panel-records li')].map((item) => item.textContent)"
    )
    return found


@pytest.mark.parametrize(
    "name", [f"{which}-{view}" for which in ("small", "real") for view in VIEWS]
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


@pytest.mark.parametrize("view", VIEWS)
def test_counts_in_the_page_are_those_of_the_query(
    browser: Chromium, pages: dict[str, Path], kg: KnowledgeGraph, view: str
) -> None:
    browser.open(pages[f"small-{view}"])
    rows = list(kg.query(view))
    if view == "bilateral":
        rows = [row for row in rows if STATE + "XRU" in (row["from"], row["to"])]
    records = {row.record for row in rows}
    assert int(state(browser)["records"]) == len(records) > 5
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

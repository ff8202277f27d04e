"""The pages of brief, diff and why in a browser: no request, no overflow, light, dark and paper."""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chromium import Chromium, find_chromium
from dipgraph.knowledge import load
from dipgraph.querying.html_table import write_html
from view_project import make_project

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_chromium() is None, reason="no Chromium on the search path"),
]
READY = "true"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    real, hostile = load(), load(make_project(folder / "more"), cache=False)
    written = {
        "brief": real.brief("TUR").to_html(),
        "diff": real.diff(2023, 2024).to_html(),
        "why": real.why("AZE", "GEO").to_html(),
        "hostile": hostile.brief("XHO").to_html(),
        "long": hostile.why("XRU", "XLO").to_html(),
    }
    for name, text in written.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in written}


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with Chromium() as browser:
        yield browser


@pytest.mark.parametrize("name", ["brief", "diff", "why", "hostile", "long"])
def test_page_asks_for_nothing_and_fits_a_phone(
    browser: Chromium, pages: dict[str, Path], name: str
) -> None:
    for width in (360, 1280):
        browser.resize(width, 800, mobile=width < 500)
        browser.open(pages[name], READY)
        assert browser.requests == [pages[name].absolute().as_uri()]
        assert browser.messages == []
        wide = browser.evaluate("document.documentElement.scrollWidth")
        assert wide <= width
        assert browser.evaluate("document.querySelectorAll('h1').length") == 1
    assert browser.evaluate("document.title") != "hacked"
    assert browser.evaluate("document.querySelectorAll('script, b').length") == 0


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_page_follows_light_and_dark_and_prints_on_white(
    browser: Chromium, pages: dict[str, Path], scheme: str, dark: bool
) -> None:
    browser.resize(1280, 800)
    browser.open(pages["brief"], READY)
    light_of = (
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).reduce((a, b) => +a + +b)"
    )
    try:
        browser.prefer(scheme)
        assert (browser.evaluate(light_of) < 3 * 128) is dark
        browser.prefer(scheme, media="print")
        assert browser.evaluate(light_of) == 3 * 255
    finally:
        browser.prefer("light")


PRINTED = [("TUR",), ("TUR", 2023), ("ARM",), ("ARM", 2020), ("RUS",), ("UZB",), ("MLT",)]


@pytest.mark.parametrize("asked", [*PRINTED, ("AZE", "GEO"), ("TUR", "GEO"), ("TUR", 2022)])
def test_a_brief_prints_on_one_page(
    browser: Chromium, tmp_path: Path, asked: tuple[str | int, ...]
) -> None:
    kg = load()
    states = [name for name in asked if isinstance(name, str)]
    year = next((year for year in asked if isinstance(year, int)), None)
    file = tmp_path / "brief.html"
    file.write_text(kg.brief(*states, year=year).to_html(), encoding="utf-8")
    assert _count_pages(browser, file) == 1
    if asked == ("TUR",):  # or the count counts nothing
        file.write_text(kg.brief("TUR", limit=0).to_html(), encoding="utf-8")
        assert _count_pages(browser, file) > 2


def test_hostile_labels_print_on_one_page_too(browser: Chromium, tmp_path: Path) -> None:
    kg = load(make_project(tmp_path / "more"), cache=False)
    file = tmp_path / "brief.html"
    for code in ("XHO", "XGK", "XTU"):
        file.write_text(kg.brief(code).to_html(), encoding="utf-8")
        assert _count_pages(browser, file) == 1, code


@pytest.mark.parametrize("font", ["DejaVu Sans", "DejaVu Serif", "Liberation Serif"])
def test_a_brief_is_one_page_in_other_fonts_too(
    browser: Chromium, tmp_path: Path, font: str
) -> None:
    """Letters of the DejaVu fonts are 14 % wider than those of Arial, as those of Verdana are."""
    kg, file = load(), tmp_path / "brief.html"
    one_font = 'Arial, "Liberation Sans", Helvetica, "Noto Sans", sans-serif'
    # The partners and years with most records, whose pages are as full as a page can be.
    for state, year in (("ARM", None), ("ARM", 2023), ("ARM", 2024), ("TUR", None), ("TUR", 2021)):
        page = kg.brief(state, year=year).to_html()
        assert page.count(one_font) == 1
        file.write_text(page.replace(one_font, f'"{font}", monospace'), encoding="utf-8")
        assert _count_pages(browser, file) == 1, (state, year)


BROKEN_WORDS = """(() => {
  const broken = [];
  for (const cell of document.querySelectorAll("th, td")) {
    const text = cell.firstChild;
    for (const word of (text ? text.data : "").matchAll(/[0-9]{4}-[0-9-]+|[^ -]+/g)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (range.getClientRects().length > 1) broken.push(word[0]);
    }
  }
  return JSON.stringify([document.querySelectorAll("td").length, broken,
    document.documentElement.scrollWidth - innerWidth]);
})()"""


@pytest.mark.parametrize("width", [360, 1200])
def test_no_date_or_word_in_a_table_of_rows_is_torn(
    browser: Chromium, tmp_path: Path, width: int
) -> None:
    kg, file = load(), tmp_path / "rows.html"
    for name in ("visits", "elections"):
        result = kg.query(name)
        file.write_text(write_html(result), encoding="utf-8")
        browser.resize(width, 800)
        browser.open(file, READY)
        cells, broken, beyond = json.loads(browser.evaluate(BROKEN_WORDS))
        assert cells > 5 * len(result)
        assert [word for word in broken if ":" not in word] == []  # a name of a record may be
        assert beyond <= 0


def _count_pages(browser: Chromium, file: Path) -> int:
    browser.open(file, READY)
    printed = browser.call("Page.printToPDF", preferCSSPageSize=True, transferMode="ReturnAsBase64")
    return len(re.findall(rb"/Type\s*/Page\b", base64.b64decode(printed["data"])))

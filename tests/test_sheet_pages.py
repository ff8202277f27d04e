"""The pages of brief, diff and why in a browser: no request, no overflow, light, dark and paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chromium import Chromium, find_chromium
from dipgraph.knowledge import load
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

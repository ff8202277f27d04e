"""Write the pictures of the views for the README: ``python tests/take_pictures.py [YEAR]``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import dipgraph
from chromium import Chromium
from dipgraph.pages.build import build_page

FOLDER = Path(__file__).parent.parent / "visualizations"
SCALE = 0.75
SIZES = {"bilateral": (1280, 940), "multilateral": (1280, 930)}


def main(year: int) -> None:
    """Draw each view of a year, without the panel and the search, and write it as PNG."""
    kg = dipgraph.load()
    with tempfile.TemporaryDirectory() as folder, Chromium() as browser:
        for view, (width, height) in SIZES.items():
            page = Path(folder) / f"{view}.html"
            page.write_text(build_page(kg, view, year).html, encoding="utf-8")
            browser.resize(width, height)
            browser.open(page)
            browser.evaluate(
                "(() => { for (const part of document.querySelectorAll('#panel, .search, .zoom'))"
                " part.hidden = true; document.querySelector('main').style.display = 'block';"
                " window.dispatchEvent(new Event('resize')); })()"
            )
            out = FOLDER / f"{view}-{year}.png"
            browser.screenshot(out, SCALE)
            print(f"{out}: {out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2024)

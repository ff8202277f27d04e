"""Write the pictures of the views for the README: ``python tests/take_pictures.py [YEAR]``.

Each is the SVG of the view, which needs no browser, drawn by Chromium as PNG.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

import dipgraph
from chromium import Chromium
from dipgraph.pages.build import build_picture
from dipgraph.views import list_views

FOLDER = Path(__file__).parent.parent / "visualizations"
WIDTH = 1000
HIGHEST = 900
"""So high is a picture at most, in pixels: what is longer goes on beyond it."""
ALL_YEARS = ("diplomatic-missions", "memberships", "offices", "organisations", "participation")
"""Views of which one year holds little, or that have no years."""


def main(year: int) -> None:
    """Draw each view and write it as PNG of the same width; successions are three lines."""
    kg = dipgraph.load()
    with tempfile.TemporaryDirectory() as folder, Chromium() as browser:
        for view in list_views(kg.project):
            when = None if view.name in ALL_YEARS or not view.dated else year
            picture = build_picture(kg, view.name, when)
            if picture.ties < 10:
                continue
            page = Path(folder) / f"{view.name}.svg"
            page.write_text(picture.html, encoding="utf-8")
            found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture.html)
            assert found
            width, height = (float(number) for number in found.groups())
            scale = WIDTH / width
            browser.resize(round(width), min(round(height), round(HIGHEST / scale)))
            browser.open(page, "true")
            out = FOLDER / f"{view.name}{f'-{when}' if when else ''}.png"
            browser.screenshot(out, scale)
            print(f"{out}: {out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2024)

"""The list of all pages."""

from __future__ import annotations

import html
from collections.abc import Sequence

from dipgraph.pages.build import Page
from dipgraph.pages.html import read_asset
from dipgraph.plain_page import draw_page
from dipgraph.resources import Project


def write_index(project: Project, pages: Sequence[Page], data_version: str) -> str:
    """Return ``index.html``: a link to each page, with its question and its size in records."""
    items = _change_item(pages)
    items += "\n".join(
        f'<li><a href="{html.escape(page.view.name)}.html">{html.escape(page.view.title)}</a>'
        f"<p>{html.escape(page.heading)}</p>"
        f'<p class="note">{page.records} records, {page.ties} ties; '
        f"<code>{html.escape(page.view.query.place)}</code></p></li>"
        for page in pages
    )
    style = read_asset(project.assets, "page.css")
    return draw_page(
        "Views",
        style,
        f"""
<header><h1>Views</h1></header>
<section class="facts">
<ul class="pages">
{items}
</ul>
<p class="note">Each page opens without a network. Version: {html.escape(data_version)}.</p>
</section>
""",
    )


def _change_item(pages: Sequence[Page]) -> str:
    """Return the link to what changed in the last year, on the page of the partners."""
    for page in pages:
        if page.view.drawing == "rings" and len(page.years) > 1:
            return (
                f'<li><a href="{html.escape(page.view.name)}.html#year={page.years[-1]}">Change '
                "from year to year</a><p>Which ties came, stayed and went against the year "
                "before? Move the slider; a year without a source says so.</p></li>\n"
            )
    return ""

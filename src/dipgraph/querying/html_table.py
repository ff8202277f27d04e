"""Query results as a whole HTML page, for a mail or a wiki."""

from __future__ import annotations

from html import escape

import pyoxigraph as ox

from dipgraph.plain_page import draw_page
from dipgraph.querying.people import number_columns, read_rows
from dipgraph.querying.rows import ResultRows

_STYLE = """
body { font: 16px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
caption { text-align: left; padding: .5rem 0; color: GrayText }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent);
  overflow-wrap: break-word }
thead th { position: sticky; top: 0; background: Canvas; white-space: nowrap }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.short { white-space: nowrap }
.scroll { overflow-x: auto }
@media print { thead th { position: static } }
"""

_SHORT = 16


def write_html(result: ResultRows, *, labels: bool = True) -> str:
    """Return a page with one table, everything escaped; the title is the query's name."""
    is_number = number_columns(result)
    kept, names, rows = read_rows(result, labels=labels)
    classes = [' class="number"' if is_number[index] else "" for index in kept]
    # A date or a kind is not broken up to make room for a sentence beside it.
    is_short = [not any(len(row[at]) > _SHORT for row in rows) for at in range(len(kept))]
    classes = [
        mark or (' class="short"' if short else "")
        for mark, short in zip(classes, is_short, strict=True)
    ]

    def cell(text: str, place: int, at: int) -> str:
        term = result.rows[place][kept[at]]
        tip = f' title="{escape(term.value)}"' if isinstance(term, ox.NamedNode) else ""
        return f"<td{classes[at]}{tip}>{escape(text)}</td>"

    head = "".join(
        f'<th scope="col"{mark}>{escape(name)}</th>'
        for name, mark in zip(names, classes, strict=True)
    )
    body = "\n".join(
        f"<tr>{''.join(cell(text, place, at) for at, text in enumerate(row))}</tr>"
        for place, row in enumerate(rows)
    )
    title = result.name or "Query"
    count = f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}"
    return draw_page(
        title,
        _STYLE,
        f'<h1>{escape(title)}</h1>\n<div class="scroll" tabindex="0" role="region" '
        f'aria-label="{escape(title)}"><table><caption>{count}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>",
    )

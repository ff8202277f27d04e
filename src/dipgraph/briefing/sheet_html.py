"""Write a sheet as HTML: a page that prints on A4, fits a phone, and follows light and dark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from dipgraph.briefing.blocks import Block, Facts, Heading, Item, Items, Paragraph, Table
from dipgraph.plain_page import draw_page
from dipgraph.telling import plain_line

_STYLE = """
:root { --ink: #1b1f24; --paper: #fff; --faint: #59636e; --line: #d1d9e0; --mark: #fff1d6;
  --accent: #0a4f8f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #14181d; --faint: #9aa5b1;
  --line: #3a434d; --mark: #4a3a12; --accent: #8cc2ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 54rem; padding: 1.5rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; padding-bottom: .2rem;
  border-bottom: 2px solid var(--accent); }
h3 { font-size: 1rem; margin: 1rem 0 .35rem; }
p { margin: .5rem 0; }
.warning { background: var(--mark); padding: .5rem .7rem; border-radius: .3rem; }
dl { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: .2rem 1rem; margin: .5rem 0; }
dt { color: var(--faint); }
dd { margin: 0; }
ul { list-style: none; margin: 0; padding: 0; }
li { margin: .45rem 0; }
li ul { margin-left: 1.2rem; border-left: 2px solid var(--line); padding-left: .8rem; }
.when { font-weight: 600; margin-right: .4rem; }
.mark { background: var(--mark); border-radius: .25rem; padding: 0 .3rem; font-size: .85em; }
.place, .more, .note { display: block; color: var(--faint); font-size: .82rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; overflow-wrap: normal; }
th, td { text-align: left; vertical-align: top; padding: .25rem .8rem .25rem 0;
  border-bottom: 1px solid var(--line); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
@media (max-width: 36rem) { body { padding: 1rem; } dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .45rem; } }
@page { size: A4; margin: 13mm; }
@media print { :root { --ink: #000; --paper: #fff; --faint: #444; --line: #bbb; --mark: #eee;
  --accent: #000; } body { max-width: none; padding: 0; font-size: 8.5pt; }
  h2 { margin-top: .8rem; } li { margin: .25rem 0; }
  h2, h3 { break-after: avoid; } li, tr { break-inside: avoid; } li:has(ul) { break-inside: auto; }
  .place, .more, .note { font-size: 7pt; } .scroll { overflow: visible; } }
"""
_COMPACT = """
.place { display: inline; }
@media screen { body { max-width: 62rem; } li { margin: .3rem 0; } }
@media print { body { font: 8pt/1.25 Arial, "Liberation Sans", Helvetica, "Noto Sans", sans-serif;
  font-size-adjust: ch-width .556; }
  h1 { font-size: 13pt; margin: 0 0 3pt; } h2 { font-size: 8pt; margin: 2.5pt 0 .5pt; padding: 0;
  border-bottom: .5pt solid var(--line); } p, dl { margin: 2pt 0; } .warning { padding: 2pt 4pt; }
  dl { grid-template-columns: 19mm minmax(0, 1fr); gap: 0 2mm; } li, li ul { margin: 0; }
  li { padding-left: 3mm; text-indent: -3mm; } li ul { padding-left: 2mm; }
  .note { text-indent: 0; } .mark { padding: 0 1pt; } .when { margin-right: 1mm; }
  .place { font-size: 7pt; } }
"""
"""One A4 page: :mod:`dipgraph.briefing.page` counts with these sizes.

A digit is .556 of the size wide in Arial and in fonts made like it. Of a wider font the browser
takes as much less, so that a line holds as many letters whatever fonts a machine has.
"""


def write_page(title: str, blocks: Sequence[Block], *, compact: bool) -> str:
    """Return a sheet as a page of its own; no script, no request."""
    style = _STYLE + (_COMPACT if compact else "")
    part = write_part(title, blocks, compact=compact)
    return draw_page(plain_line(title), style, f"<main>\n{part}\n</main>")


def write_part(title: str, blocks: Sequence[Block], *, compact: bool) -> str:
    """Return a sheet as a piece of HTML in which every text is escaped."""
    return "\n".join([f"<h1>{_text(title)}</h1>", *_blocks(blocks, compact)])


def _text(text: str) -> str:
    return escape(plain_line(text))


def _blocks(blocks: Sequence[Block], compact: bool) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Heading):
            yield f"<h{block.level}>{_text(block.text)}</h{block.level}>"
        elif isinstance(block, Paragraph):
            kind = ' class="warning"' if block.warning else ""
            yield f"<p{kind}>{_text(block.text)}</p>"
        elif isinstance(block, Facts):
            pairs = (f"<dt>{_text(name)}</dt><dd>{_text(text)}</dd>" for name, text in block.pairs)
            yield f"<dl>{''.join(pairs)}</dl>"
        elif isinstance(block, Items):
            yield f"<ul>{''.join(_item(item, compact) for item in block.items)}</ul>"
            yield from _more(block.more)
        else:
            yield _table(block)
            yield from _more(block.more)


def _more(text: str) -> Iterator[str]:
    if text:
        yield f'<p class="more">… {_text(text)}</p>'


def _item(item: Item, compact: bool) -> str:
    when = f'<span class="when">{_text(item.when)}</span>' if item.when else ""
    marks = "".join(f' <span class="mark">{_text(mark)}</span>' for mark in item.marks)
    notes = "".join(f'<span class="note">{_text(note)}</span>' for note in item.notes)
    inner = "".join(_item(below, compact) for below in item.below)
    below = f"<ul>{inner}</ul>" if inner else ""
    foot = item.short_foot if compact else item.foot
    # An element of its own keeps text that runs from right to left from turning what follows.
    return (
        f"<li>{when}<bdi>{_text(item.label)}</bdi>{marks}"
        f'{" " if compact else ""}<span class="place">{_text(foot)}</span>{notes}{below}</li>'
    )


def _table(table: Table) -> str:
    numbers = [
        all(isinstance(row[at], int | None) for row in table.rows)
        for at in range(len(table.columns))
    ]
    marks = [' class="number"' if number else "" for number in numbers]

    def cells(row: Sequence[str | int | None], tag: str) -> str:
        return "".join(
            f"<{tag}{mark}>"
            f"{'' if c is None else _text(f'{c:,}' if isinstance(c, int) else c)}</{tag}>"
            for c, mark in zip(row, marks, strict=True)
        )

    head = cells(table.columns, "th")
    body = "\n".join(f"<tr>{cells(row, 'td')}</tr>" for row in table.rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{_text(table.columns[0])}">'
        f"<table><thead><tr>{head}</tr></thead>\n"
        f"<tbody>{body}</tbody></table></div>"
    )

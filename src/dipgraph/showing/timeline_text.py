"""Write a timeline as text, Markdown, HTML, rows, or an object for JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date
from html import escape

from dipgraph.lines import Line
from dipgraph.plain_page import draw_page
from dipgraph.showing.dossier_text import WIDTH, describe_line, line_markdown
from dipgraph.showing.timeline_contents import TimelineContents
from dipgraph.telling import count_of, plain_line, safe_markdown, tell_years

COLUMNS = (
    "start", "end", "precision", "class", "kind", "label", "who", "status", "flags", "record",
    "locators",
)  # fmt: skip

_STYLE = """
:root { --ink: #1b1f24; --paper: #fff; --faint: #59636e; --line: #d1d9e0; --gap: #fff1d6; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #14181d;
  --faint: #9aa5b1; --line: #3a434d; --gap: #4a3a12; } }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; border-bottom: 1px solid var(--line); }
.count, .name, .coarse { color: var(--faint); }
.gap { background: var(--gap); padding: .4rem .6rem; }
dl { display: grid; grid-template-columns: 12rem minmax(0, 1fr); gap: .35rem 1rem; margin: 0; }
dd { margin: 0; overflow-wrap: anywhere; }
.name { font-size: .85rem; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
@media print { body { max-width: none; padding: 0; font-size: 9.5pt; } dd { break-inside: avoid; } }
"""


def tell_title(timeline: TimelineContents) -> str:
    """Return whom the timeline is about and which period."""
    who = ", ".join(node.label for node in timeline.nodes) or "Everything"
    since, until = timeline.since, timeline.until
    if since and until:
        if since == date(since.year, 1, 1) and until == date(since.year, 12, 31):
            return f"{who}, {since.year}"
        return f"{who}, {since} to {until}" if since != until else f"{who}, {since}"
    if since:
        return f"{who}, since {since}"
    return f"{who}, until {until}" if until else who


def tell_count(timeline: TimelineContents) -> str:
    """Return how many records there are, how many were left out, and which years have no source."""
    told = count_of(timeline.total, "record")
    if timeline.left_out:
        told += f", the latest {len(timeline.lines):,} shown"
    coarse = sum(line.precision != "Day" for line in timeline.lines)
    if coarse:
        told += f", {coarse:,} of them without a day"
    if outside := sum(map(timeline.may_lie_outside, timeline.lines)):
        told += f", {outside:,} of which may lie outside the period"
    if timeline.undated:
        told += f"; {timeline.undated:,} without a date left out"
    if timeline.no_source:
        told += f"; no source covers {tell_years(timeline.no_source)}"
    return told


def _parts(timeline: TimelineContents) -> Iterator[tuple[str, list[Line], str]]:
    """Yield in order of time each year with its lines, and the years without a source.

    Records that may lie outside the period come last, with a heading of their own. The third is
    a remark on the part, or "".
    """
    sure = [line for line in timeline.lines if not timeline.may_lie_outside(line)]
    for year, lines, gap in _years(timeline, sure):
        yield year, lines, _gap(lines) if gap else ""
    unsure = [line for line in timeline.lines if timeline.may_lie_outside(line)]
    if unsure:
        yield "In the period or outside it", unsure, "only the month or the year is told"


def _years(timeline: TimelineContents, shown: list[Line]) -> Iterator[tuple[str, list[Line], bool]]:
    """Yield the years of lines, and those without a source, for which the third is True.

    What is known of a year without a source is told by texts on other years.
    """
    by_year: dict[int, list[Line]] = {}
    for line in shown:
        assert line.start
        by_year.setdefault(line.start.year, []).append(line)
    # What a limit leaves out is no gap between the years that are shown.
    first = min(by_year, default=0) if timeline.left_out else 0
    stretches = [years for years in timeline.no_source if years[1] >= first]
    for year in sorted(by_year):
        while stretches and stretches[0][1] < year:
            yield tell_years([stretches.pop(0)]), [], True
        inside = bool(stretches) and stretches[0][0] <= year
        yield str(year), by_year[year], inside
        if inside:
            last = stretches.pop(0)[1]
            if year < last:
                stretches.insert(0, (year + 1, last))
    for years in stretches:
        yield tell_years([years]), [], True


def _gap(lines: list[Line]) -> str:
    return "no source; what stands here is told elsewhere" if lines else "no source"


def _coarse(line: Line) -> str:
    """Return the mark of a date without a day."""
    return {"Month": "day not known", "Year": "month and day not known"}.get(line.precision, "")


def write_text(timeline: TimelineContents, width: int = 0) -> str:
    """Return a timeline as text; ``width`` in columns, 0 for the default."""
    room = max(40, width or WIDTH)
    out = [
        *textwrap.wrap(plain_line(tell_title(timeline)), room),
        *textwrap.wrap(tell_count(timeline), room),
    ]
    for part, lines, remark in _parts(timeline):
        out += ["", f"{part}  {remark}" if remark else part]
        for line in lines:
            coarse = f" ({_coarse(line)})" if line.precision != "Day" else ""
            marks = f"  [{'; '.join(line.marks)}]" if line.marks else ""
            told = plain_line(f"{line.when}{coarse}: {line.label}{marks}")
            out += textwrap.wrap(
                told, room, initial_indent="  ", subsequent_indent="      ", break_on_hyphens=False
            )
            out.append(f"      {line.kind.lower()}, {line.name}")
    return "\n".join(out) + "\n"


def write_markdown(timeline: TimelineContents) -> str:
    """Return a timeline as Markdown, each line with its locators."""
    out = [f"# {safe_markdown(tell_title(timeline))}", "", safe_markdown(tell_count(timeline))]
    for part, lines, remark in _parts(timeline):
        out += ["", f"## {part}{f': {remark}' if remark else ''}", *([""] if lines else [])]
        out += map(line_markdown, lines)
    return "\n".join(out) + "\n"


def write_html(timeline: TimelineContents) -> str:
    """Return a timeline as a page without scripts that makes no request."""
    title = tell_title(timeline)
    body = [f"<h1>{escape(title)}</h1>", f'<p class="count">{escape(tell_count(timeline))}</p>']
    for part, lines, remark in _parts(timeline):
        body.append(f"<h2>{escape(part)}</h2>")
        if remark:
            body.append(f'<p class="gap">{escape(remark)}</p>')
        if lines:
            body.append("<dl>")
            body += map(_html_line, lines)
            body.append("</dl>")
    return draw_page(title, _STYLE, "\n".join(body))


def _html_line(line: Line) -> str:
    coarse = f' <span class="coarse">({_coarse(line)})</span>' if line.precision != "Day" else ""
    marks = f" [{escape('; '.join(line.marks))}]" if line.marks else ""
    place = "; ".join(map(str, line.locators))
    return (
        f"<dt>{escape(line.when)}{coarse}</dt><dd>{escape(line.label)}{marks}"
        f'<br><span class="name">{escape(line.kind)}, {escape(line.name)}; '
        f"{escape(place)}</span></dd>"
    )


def rows(timeline: TimelineContents) -> Iterator[tuple[str | None, ...]]:
    """Yield the cells of :data:`COLUMNS`: days that bound the date, with its precision."""
    for line in timeline.lines:
        yield (
            line.start.isoformat() if line.start else None,
            line.end.isoformat() if line.end else None,
            line.precision.lower(),
            line.class_.label,
            line.kind,
            line.label,
            "; ".join(f"{role.role}: {role.node.name}" for role in line.roles) or None,
            line.status or None,
            "; ".join(line.flags) or None,
            line.name,
            "; ".join(map(str, line.locators)) or None,
        )


def describe_timeline(timeline: TimelineContents) -> dict[str, object]:
    """Return a timeline as an object for JSON."""
    return {
        "of": [{"name": node.name, "label": node.label} for node in timeline.nodes],
        "since": timeline.since.isoformat() if timeline.since else None,
        "until": timeline.until.isoformat() if timeline.until else None,
        "records": timeline.total,
        "left_out": timeline.left_out,
        "undated": timeline.undated,
        "no_source": [{"from": first, "to": last} for first, last in timeline.no_source],
        "lines": [
            {**describe_line(line), "may_lie_outside": timeline.may_lie_outside(line)}
            for line in timeline.lines
        ],
    }

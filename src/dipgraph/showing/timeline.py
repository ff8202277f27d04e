"""Records in order of time, of all actors, of one, or of several together.

What has no day is not given one: a record of which the text tells the month stands after the days
of that month, one of which it tells the year after all of that year. Years that no source covers
are named, so that a gap in the sources is not taken for a year without events.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

import pyoxigraph as ox

from dipgraph.errors import InputError
from dipgraph.finding.index import INVOLVING
from dipgraph.lines import LineReader, covered_years
from dipgraph.namespaces import PREFIXES
from dipgraph.showing.timeline_contents import TimelineContents
from dipgraph.showing.timeline_text import (
    describe_timeline,
    tell_count,
    tell_title,
    write_html,
    write_markdown,
    write_text,
)

_DIP = PREFIXES["dip"]
_DEFAULT = ox.DefaultGraph()
# A record belongs to the timeline of what it is part of and of what it acts on, too.
_BELONGING = (*INVOLVING, _DIP + "isPartOf", _DIP + "concerns")


class Timeline(TimelineContents):
    """Records in order of time, with the ways to write them."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<Timeline {tell_title(self)}: {tell_count(self)}>"

    def __str__(self) -> str:
        """Return it as text."""
        return write_text(self)

    def to_text(self, width: int = 0) -> str:
        """Return it as text; ``width`` in columns, 0 for 100."""
        return write_text(self, width)

    def to_markdown(self) -> str:
        """Return it as Markdown."""
        return write_markdown(self)

    def to_dict(self) -> dict[str, object]:
        """Return it as an object for JSON."""
        return describe_timeline(self)

    def _repr_markdown_(self) -> str:
        """Show it in a notebook."""
        return self.to_markdown()

    def to_html(self) -> str:
        """Return it as a page that opens without a network."""
        return write_html(self)


def open_timeline(
    store: ox.Store,
    index: sqlite3.Connection,
    nodes: Sequence[str] = (),
    *,
    since: date | None = None,
    until: date | None = None,
    classes: Sequence[str] = (),
    kinds: Sequence[str] = (),
    limit: int = 0,
    reader: LineReader | None = None,
) -> Timeline:
    """Return the records of some actors, places or records in order of time.

    Parameters
    ----------
    store, index
        The store and its index of names.
    nodes
        IRIs; a record is taken if each of them takes part in it, is its place, or is what it is
        part of or acts on. None: every record.
    since, until
        First and last day; a record is taken if its dates touch the period. One whose end the
        text leaves open counts from its first day on only.
    classes, kinds
        IRIs: only records of one of these classes or one below it, and of one of these kinds.
    limit
        At most so many records, the latest of those that lie in the period; 0 means all.
    reader
        A reader of lines to go on with.

    Raises
    ------
    InputError
        If ``until`` lies before ``since``.
    """
    if since and until and until < since:
        raise InputError(f"the period ends ({until}) before it begins ({since}). Turn it round.")
    reader = reader or LineReader(store)
    wanted = _records_of(store, nodes)
    for kind in kinds[:1]:
        ofs = set[str]().union(*(_subjects(store, _DIP + "hasKind", kind) for kind in kinds))
        wanted = ofs if wanted is None else wanted & ofs
    dated, undated = _in_period(index, wanted, classes, since, until)
    lines = reader.read_many(dated)
    timeline = Timeline(
        nodes=tuple(map(reader.named, nodes)),
        since=since,
        until=until,
        lines=tuple(lines),
        undated=undated,
        no_source=find_no_source(covered_years(store), since, until),
    )
    if not limit or len(lines) <= limit:
        return timeline
    # What may lie outside the period makes room for what lies in it.
    shown = sorted(lines, key=timeline.may_lie_outside, reverse=True)[-limit:]
    shown.sort(key=lambda line: line.order)
    return timeline._replace(lines=tuple(shown), left_out=len(lines) - len(shown))


def _records_of(store: ox.Store, nodes: Sequence[str]) -> set[str] | None:
    """Return the records to which each of the nodes belongs, None for all records."""
    found: set[str] | None = None
    for node in dict.fromkeys(nodes):
        own = {node}.union(*(_subjects(store, predicate, node) for predicate in _BELONGING))
        found = own if found is None else found & own
    return found


def _subjects(store: ox.Store, predicate: str, node: str) -> set[str]:
    pattern = store.quads_for_pattern(None, ox.NamedNode(predicate), ox.NamedNode(node), _DEFAULT)
    return {quad.subject.value for quad in pattern if isinstance(quad.subject, ox.NamedNode)}


def _in_period(
    index: sqlite3.Connection,
    wanted: set[str] | None,
    classes: Sequence[str],
    since: date | None,
    until: date | None,
) -> tuple[list[str], int]:
    """Return the dated records in a period, and how many there are without a date."""
    tests = ["instr(classes, ?)"]
    values = [f" {_DIP}Record "]
    if classes:
        tests.append(f"({' OR '.join(['instr(classes, ?)'] * len(classes))})")
        values += [f" {cls} " for cls in classes]
    rows = index.execute(
        f"SELECT iri, first, last FROM node WHERE {' AND '.join(tests)}", values
    ).fetchall()
    low, high = (since or date.min).isoformat(), (until or date.max).isoformat()
    dated, undated = [], 0
    for iri, first, last in rows:
        if wanted is not None and iri not in wanted:
            continue
        if first is None:
            undated += 1
        elif first <= high and last >= low:
            dated.append(iri)
    return dated, undated


def find_no_source(
    covered: Sequence[int], since: date | None, until: date | None
) -> tuple[tuple[int, int], ...]:
    """Return the stretches of years in a period that no source covers.

    An open side of the period ends where the sources do.
    """
    if not covered:
        return ()
    first = since.year if since else min(covered[0], until.year if until else covered[0])
    last = until.year if until else max(covered[-1], first)
    stretches: list[tuple[int, int]] = []
    low = first
    for year in [*(y for y in covered if first <= y <= last), last + 1]:
        if low < year:
            stretches.append((low, year - 1))
        low = year + 1
    return tuple(stretches)

"""Two years compared: what began, ended, grew and fell, as far as there is an account of both.

What differs between two years of records may differ because the texts do: one is longer, or tells
other things. The counts are of records; nothing here says that more or less happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from dipgraph.briefing.account import Account, read_account
from dipgraph.briefing.diff_contents import Change, DiffContents, largest_first
from dipgraph.briefing.diff_sheet import describe, lay_out, make_rows
from dipgraph.briefing.figures import compare_figures
from dipgraph.briefing.involvement import INVOLVES, Involvement
from dipgraph.briefing.period import Period, read_period
from dipgraph.briefing.sheet import OnASheet, Sheet
from dipgraph.briefing.why import newest_first
from dipgraph.errors import InputError
from dipgraph.lines import Line, LineReader
from dipgraph.namespaces import PREFIXES
from dipgraph.ties import Graph, keep_rows, read_rows
from dipgraph.views import find_view

_DIP = PREFIXES["dip"]
_TYPE = PREFIXES["rdf"] + "type"
_DEFAULT = ox.DefaultGraph()


class Diff(DiffContents, OnASheet):
    """Two years side by side, with the ways to write them."""

    def __repr__(self) -> str:
        return f"<Diff {self.first} {self.second}: {self.records[0]} and {self.records[1]} records>"

    def sheet(self, limit: int = 15) -> Sheet:
        """Return it as a sheet; at most ``limit`` rows of a table, 0 for all."""
        return lay_out(self, limit)

    def to_dict(self) -> dict[str, object]:
        """Return it as an object for JSON, with every row."""
        return describe(self)

    def to_rows(self) -> list[tuple[str | int | None, ...]]:
        """Return it as rows of :data:`dipgraph.briefing.diff_sheet.COLUMNS`."""
        return list(make_rows(self))


def open_diff(kg: Graph, first: int, second: int, reader: LineReader | None = None) -> Diff:
    """Compare two years.

    Parameters
    ----------
    kg
        The store and its project.
    first, second
        Years that a source covers, the earlier one first.
    reader
        A reader of lines to go on with.

    Raises
    ------
    InputError
        If no source covers one of them, they are the same, or stand in the wrong order.
    """
    reader = reader or LineReader(kg.store)
    periods = (read_period(first), read_period(second))
    account = read_account(reader, Period())
    for year in (first, second):
        if year not in account.covered:
            known = ", ".join(map(str, account.covered)) or "none"
            raise InputError(
                f"no source covers {year}: there is nothing to compare, and no zero. Years with a "
                f"source: {known}."
            )
    if first == second:
        raise InputError(f"{first} is given twice. Name two years.")
    if first > second:
        raise InputError(f"{first} comes after {second}. Exchange them.")
    find = Involvement(reader)
    dated = _records_in(reader, periods)
    began, ended, undated = _tenures(reader, periods)
    figures, single = compare_figures(
        reader, (first, second), *(_of_class(find, records, "Figure") for records in dated)
    )
    missions = {iri for records in dated for iri in _of_class(find, records, "MissionAct")}
    return Diff(
        first=first,
        second=second,
        account=account,
        project=kg.project,
        partners=_partners(kg, reader, account, (first, second)),
        organisations=_organisations(find, dated),
        aid=_aid(find, dated),
        classes=_classes(reader, dated),
        began=began,
        ended=ended,
        undated_tenures=undated,
        missions=tuple(newest_first([reader.read(iri) for iri in missions])),
        figures=figures,
        single_figures=single,
    )


def _records_in(reader: LineReader, periods: tuple[Period, Period]) -> tuple[set[str], set[str]]:
    """Return the records whose dates touch each of two periods."""
    starts = _dates(reader, "startDate")
    ends = _dates(reader, "endDate")
    records = set(_subjects(reader, _TYPE, _DIP + "Record"))

    def touching(period: Period) -> set[str]:
        low, high = str(period.since), str(period.until)
        return {
            iri
            for iri, start in starts.items()
            if iri in records and start <= high and ends.get(iri, start) >= low
        }

    return touching(periods[0]), touching(periods[1])


def _dates(reader: LineReader, name: str) -> dict[str, str]:
    pattern = reader.store.quads_for_pattern(None, ox.NamedNode(_DIP + name), None, _DEFAULT)
    return {
        quad.subject.value: quad.object.value
        for quad in pattern
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)
    }


def _subjects(reader: LineReader, predicate: str, node: str) -> Iterable[str]:
    pattern = reader.store.quads_for_pattern(
        None, ox.NamedNode(predicate), ox.NamedNode(node), _DEFAULT
    )
    return [q.subject.value for q in pattern if isinstance(q.subject, ox.NamedNode)]


def _of_class(find: Involvement, records: set[str], name: str) -> set[str]:
    return records & set(find.subjects(_TYPE, _DIP + name))


def _compare(
    of: str,
    reader: LineReader,
    before: Mapping[tuple[str, str], set[str]],
    after: Mapping[tuple[str, str], set[str]],
) -> tuple[Change, ...]:
    """Return a change for each (node, kind), the largest difference first."""
    changes = [
        Change(
            of,
            reader.named(node),
            kind,
            tuple(sorted(before.get((node, kind), ()))),
            tuple(sorted(after.get((node, kind), ()))),
        )
        for node, kind in before.keys() | after.keys()
    ]
    return largest_first(changes)


def _partners(
    kg: Graph, reader: LineReader, account: Account, years: tuple[int, int]
) -> tuple[Change, ...]:
    """Count the ties of the reporting states to each partner by family of the bilateral view."""
    view = find_view(kg.project, "bilateral")
    rows = read_rows(kg, view)
    reporting = {state.iri for state in account.reporting}
    counts = []
    for year in years:
        found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for row in keep_rows(kg, view, rows, year, {}):
            for own, partner in (row.ends, row.ends[::-1]):
                if own in reporting and partner and partner not in reporting:
                    family = view.family_of(row.class_iri, row.kind).label
                    found[partner, family].add(row.record)
        counts.append(found)
    return _compare("partners", reader, *counts)


def _organisations(find: Involvement, dated: tuple[set[str], set[str]]) -> tuple[Change, ...]:
    counts = []
    organisations = find.subjects(_TYPE, _DIP + "Organisation")
    for records in dated:
        found: dict[tuple[str, str], set[str]] = {}
        for organisation in organisations:
            own = records & set(find.subjects(INVOLVES, organisation))
            if own:
                found[organisation, ""] = own
        counts.append(found)
    return _compare("organisations", find.reader, *counts)


def _aid(find: Involvement, dated: tuple[set[str], set[str]]) -> tuple[Change, ...]:
    """Count acts of aid by the state or body that receives, and "" of which none is told."""
    counts = []
    for records in dated:
        found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for act in _of_class(find, records, "AidAct"):
            for recipient in find.objects(act, _DIP + "hasRecipient"):
                found[recipient, ""].add(act)
        counts.append(found)
    return _compare("aid", find.reader, *counts)


def _classes(reader: LineReader, dated: tuple[set[str], set[str]]) -> tuple[Change, ...]:
    counts = []
    for records in dated:
        found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for iri in records:
            found[reader.class_of(reader.values(iri)).iri, ""].add(iri)
        counts.append(found)
    return _compare("records", reader, *counts)


def _tenures(
    reader: LineReader, periods: tuple[Period, Period]
) -> tuple[tuple[Line, ...], tuple[Line, ...], int]:
    """Return the tenures that hold in the second period only, in the first only, and undated ones.

    A tenure whose end is not told is held to go on; one that is planned has not begun.
    """
    began, ended, undated = [], [], 0
    for iri in sorted(_subjects(reader, _TYPE, _DIP + "Tenure")):
        line = reader.read(iri)
        if line.start is None:
            undated += 1
            continue
        last = line.end.isoformat() if line.end else "9999-12-31"
        holds = [
            line.start.isoformat() <= str(period.until) and last >= str(period.since)
            for period in periods
        ]
        if holds == [False, True]:
            began.append(line)
        elif holds == [True, False]:
            ended.append(line)
    return tuple(newest_first(began)), tuple(newest_first(ended)), undated

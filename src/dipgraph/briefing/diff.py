"""Two years compared: what began, ended, grew and fell, as far as there is an account of both.

What differs between two years of records may differ because the texts do: one is longer, or tells
other things. The counts are of records; nothing here says that more or less happened.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pyoxigraph as ox

from dipgraph.briefing.account import Account, read_account
from dipgraph.briefing.figures import FigurePair, compare_figures
from dipgraph.briefing.involvement import INVOLVES, Involvement
from dipgraph.briefing.period import Period, read_period
from dipgraph.briefing.sheet import OnASheet, Sheet
from dipgraph.briefing.why import newest_first
from dipgraph.errors import InputError
from dipgraph.lines import Line, LineReader, Named
from dipgraph.namespaces import PREFIXES
from dipgraph.ties import Graph, keep_rows, read_rows
from dipgraph.views import find_view

_DIP = PREFIXES["dip"]
_TYPE = PREFIXES["rdf"] + "type"
_DEFAULT = ox.DefaultGraph()
CHANGES = ("gained", "lost", "grown", "fallen", "kept")
"""What may become of a count, as in :mod:`dipgraph.network.change`; see :func:`tell_change`."""


class Change(NamedTuple):
    """How many records of one thing each of the two years has.

    ``of`` is what is compared: "partners", "organisations", "aid" or "records". ``kind`` is the
    kind of tie, or "". ``node`` names what is counted. ``before_records`` and ``after_records``
    are IRIs.
    """

    of: str
    node: Named
    kind: str
    before_records: tuple[str, ...]
    after_records: tuple[str, ...]

    @property
    def before(self) -> int:
        """The count of the first year."""
        return len(self.before_records)

    @property
    def after(self) -> int:
        """The count of the second year."""
        return len(self.after_records)

    @property
    def change(self) -> str:
        """One of :data:`CHANGES`."""
        return tell_change(self.before, self.after)


@dataclass(frozen=True, repr=False)
class Diff(OnASheet):
    """Two years side by side.

    Attributes
    ----------
    first, second
        The years.
    account
        The sources; :meth:`Account.of_year` tells those of each year.
    partners, organisations, aid, classes
        Counts of records by partner and kind of tie, by organisation, by recipient of aid, and by
        class.
    began, ended
        Tenures that hold in the second year and not in the first, and the other way round.
    undated_tenures
        How many tenures cannot be told, since the texts give no date.
    missions
        Acts on missions in either year, the newest first.
    figures
        Figures that both years report and that can be compared.
    single_figures
        How many figures of the two years have no counterpart that can be compared.
    """

    first: int
    second: int
    account: Account
    partners: tuple[Change, ...]
    organisations: tuple[Change, ...]
    aid: tuple[Change, ...]
    classes: tuple[Change, ...]
    began: tuple[Line, ...]
    ended: tuple[Line, ...]
    undated_tenures: int
    missions: tuple[Line, ...]
    figures: tuple[FigurePair, ...]
    single_figures: int

    @property
    def records(self) -> tuple[int, int]:
        """How many records each year has."""
        return (
            sum(change.before for change in self.classes),
            sum(change.after for change in self.classes),
        )

    def __repr__(self) -> str:
        return f"<Diff {self.first} {self.second}: {self.records[0]} and {self.records[1]} records>"

    def sheet(self, limit: int = 15) -> Sheet:
        """Return it as a sheet; at most ``limit`` rows of a table, 0 for all."""
        from dipgraph.briefing.diff_sheet import lay_out

        return lay_out(self, limit)

    def to_dict(self) -> dict[str, object]:
        """Return it as an object for JSON, with every row."""
        from dipgraph.briefing.diff_sheet import describe

        return describe(self)

    def to_rows(self) -> list[tuple[str | int | None, ...]]:
        """Return it as rows of :data:`dipgraph.briefing.diff_sheet.COLUMNS`."""
        from dipgraph.briefing.diff_sheet import rows

        return list(rows(self))


def tell_change(before: float, after: float) -> str:
    """Return what became of a count: one of :data:`CHANGES`."""
    if before == after:
        return "kept"
    if not before:
        return "gained"
    if not after:
        return "lost"
    return "grown" if after > before else "fallen"


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
    return tuple(
        sorted(
            changes,
            key=lambda c: (-abs(c.after - c.before), -c.after - c.before, c.node.label, c.kind),
        )
    )


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


def count_changes(changes: Iterable[Change]) -> Counter[str]:
    """Return how many were gained, lost, grown, fallen and kept."""
    return Counter(change.change for change in changes)

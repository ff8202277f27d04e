"""Lines: what a list says of a record, read from the store for many records in one go.

A line holds the date, the class and kind, the label, who takes part in which role, status, flags
and notes, and the places of the passages that state it. ``show`` and ``timeline`` are made of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

import pyoxigraph as ox

from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.querying.engines import Labels
from dipgraph.querying.gaps import covered_years as covered_years
from dipgraph.telling import read_day, tell_date

_DIP, _OA, _RDFS = PREFIXES["dip"], PREFIXES["oa"], PREFIXES["rdfs"]
_TYPE = PREFIXES["rdf"] + "type"
_NOTE = PREFIXES["skos"] + "editorialNote"
_DEFAULT = ox.DefaultGraph()
_OTHER_ROLES = tuple(
    _DIP + name for name in ("isInFrameworkOf", "takesPlaceIn", "namesPerson", "isAbout")
)
_FINENESS = {"Day": 0, "Month": 1, "Year": 2}
Values = dict[str, list[str]]


class Locator(NamedTuple):
    """The place of a passage: source, lines counted from 1, characters counted from 0."""

    source: str
    first_line: int
    last_line: int
    start: int
    end: int

    def __str__(self) -> str:
        lines = (
            f"line {self.first_line}"
            if self.first_line == self.last_line
            else f"lines {self.first_line}–{self.last_line}"
        )
        return f"{self.source}, {lines}, characters {self.start}–{self.end}"


class Named(NamedTuple):
    """A node with its label."""

    iri: str
    label: str

    @property
    def name(self) -> str:
        """The prefixed name."""
        return shorten_iri(self.iri)


class Role(NamedTuple):
    """Who or what stands to a record in a role: the property, its label, and the node."""

    property: str
    role: str
    node: Named


class Line(NamedTuple):
    """One record.

    ``precision`` is "Day", "Month" or "Year": how fine ``start`` and ``end`` are; both are None
    for what has no date. ``roles`` hold who takes part, in whose framework, where, and what the
    record is about, each in its narrowest role. ``kinds``, ``status`` and ``flags`` are labels.
    """

    iri: str
    label: str
    class_: Named
    kinds: tuple[Named, ...]
    start: date | None
    end: date | None
    precision: str
    roles: tuple[Role, ...]
    status: str
    flags: tuple[str, ...]
    confidence: str
    notes: tuple[str, ...]
    passages: tuple[str, ...]
    locators: tuple[Locator, ...]

    @property
    def name(self) -> str:
        """The prefixed name."""
        return shorten_iri(self.iri)

    @property
    def when(self) -> str:
        """The date in words, as finely as it is known."""
        return tell_date(self.start, self.end, self.precision)

    @property
    def kind(self) -> str:
        """The label of the kind, or of the class where there is none."""
        return ", ".join(kind.label for kind in self.kinds) or self.class_.label

    @property
    def marks(self) -> tuple[str, ...]:
        """What must be known before the line is used: status, flags, a confidence not high."""
        sure = (self.confidence.lower(),) if self.confidence else ()
        status = (self.status.lower(),) if self.status else ()
        return (*status, *map(str.lower, self.flags), *sure)

    @property
    def order(self) -> tuple[date, int, date, str]:
        """Sorts by date; see :func:`order_key`."""
        return (*order_key(self.start, self.end, self.precision), self.iri)


def order_key(start: date | None, end: date | None, precision: str) -> tuple[date, int, date]:
    """Return a key that sorts records in order of time.

    A day that is not known is not taken for the first of its month: what has a month only comes
    after the days of that month, what has a year only after all of that year. What has no date
    comes last.
    """
    if start is None:
        return (date.max, 3, date.max)
    return (_end_of(start, precision), _FINENESS.get(precision, 0), end or date.max)


def may_lie_outside(line: Line, since: date | None, until: date | None) -> bool:
    """Tell whether a record may lie outside a period that its dates touch.

    Of a year or month that reaches over an end of the period, nobody knows on which side of that
    end the record lies. One that lasts from 2021 to 2025 lies in 2023 for sure. What has a day,
    or no date at all, is not in doubt.
    """
    if line.precision == "Day" or line.start is None:
        return False
    latest_start = _end_of(line.start, line.precision)
    earliest_end = (line.end or line.start).replace(day=1)
    if line.precision == "Year":
        earliest_end = earliest_end.replace(month=1)
    return (until is not None and latest_start > until) or (
        since is not None and earliest_end < since
    )


def _end_of(day: date, precision: str) -> date:
    """Return the last day of the month or year of a day, or the day itself."""
    if precision == "Month" and day.month < 12:
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return day if precision == "Day" else date(day.year, 12, 31)


class LineReader:
    """Reads lines from a store that :mod:`dipgraph.store` has filled.

    What many records share (labels, classes, passages) is looked up once.
    """

    def __init__(self, store: ox.Store, labels: Labels | None = None) -> None:
        self.store = store
        self.labels = labels or Labels(store)
        self._above_class = _closure(store, _RDFS + "subClassOf")
        self._above_role = _closure(store, _RDFS + "subPropertyOf")
        self._locators: dict[str, Locator] = {}

    def values(self, iri: str) -> Values:
        """Return what is stated and derived of a node: for each property its sorted values."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for quad in self.store.quads_for_pattern(ox.NamedNode(iri), None, None, _DEFAULT):
            if not isinstance(quad.object, ox.Triple):
                found[quad.predicate.value].append(quad.object.value)
        return {predicate: sorted(values) for predicate, values in found.items()}

    def read(self, iri: str) -> Line:
        """Return the line of one record."""
        return self.make(iri, self.values(iri))

    def read_many(self, iris: Iterable[str]) -> list[Line]:
        """Return the lines of records in order of time, see :func:`order_key`."""
        return sorted((self.read(iri) for iri in iris), key=lambda line: line.order)

    def make(self, iri: str, values: Values) -> Line:
        """Return the line of a record of which :meth:`values` are read already."""
        passages = sorted(values.get(_DIP + "isStatedIn", ()), key=self.locator)
        precision = next(iter(values.get(_DIP + "datePrecision", ())), _DIP + "Day")
        return Line(
            iri=iri,
            label=self.labels(iri),
            class_=self.class_of(values),
            kinds=tuple(map(self.named, values.get(_DIP + "hasKind", ()))),
            start=read_day(next(iter(values.get(_DIP + "startDate", ())), None)),
            end=read_day(next(iter(values.get(_DIP + "endDate", ())), None)),
            precision=precision.removeprefix(_DIP),
            roles=self.roles(values),
            status=", ".join(map(self.labels, values.get(_DIP + "hasStatus", ()))),
            flags=tuple(map(self.labels, values.get(_DIP + "hasFlag", ()))),
            confidence=", ".join(map(self.labels, values.get(_DIP + "hasConfidence", ()))),
            notes=tuple(values.get(_NOTE, ())),
            passages=tuple(passages),
            locators=tuple(map(self.locator, passages)),
        )

    def named(self, iri: str) -> Named:
        """Return a node with its label."""
        return Named(iri, self.labels(iri))

    def class_of(self, values: Values) -> Named:
        """Return the narrowest of our classes among the types of a node."""
        types = values.get(_TYPE, [])
        above = {up for kind in types for up in self._above_class.get(kind, ()) if up != kind}
        narrow = [kind for kind in types if kind not in above and kind.startswith(_DIP)]
        best = narrow[0] if narrow else next(iter(types), "")
        return self.named(best) if best else Named("", "")

    def is_role(self, predicate: str) -> bool:
        """Tell whether a property says who takes part, in whose framework, where, about whom."""
        return predicate in _OTHER_ROLES or _DIP + "hasParticipant" in self._above_role.get(
            predicate, {predicate}
        )

    def roles(self, values: Values) -> tuple[Role, ...]:
        """Return the roles of a record; a broader role is left out where a narrower one says it."""
        held: defaultdict[str, set[str]] = defaultdict(set)
        for predicate, nodes in values.items():
            if self.is_role(predicate):
                for node in nodes:
                    held[node].add(predicate)
        found = []
        for node, predicates in held.items():
            above = {up for p in predicates for up in self._above_role.get(p, ()) if up != p}
            for predicate in predicates - above:
                found.append(Role(predicate, self.labels(predicate), self.named(node)))
        others = {name: place for place, name in enumerate(_OTHER_ROLES, 1)}
        found.sort(key=lambda r: (others.get(r.property, 0), r.role, r.node.label, r.node.iri))
        return tuple(found)

    def locator(self, passage: str) -> Locator:
        """Return the place of a passage; zeros stand for what is not stated."""
        if passage not in self._locators:
            values = self.values(passage)

            def number(predicate: str) -> int:
                text = next(iter(values.get(predicate, ())), "0")
                return int(text) if text.isascii() and text.isdigit() else 0

            source = next(iter(values.get(_OA + "hasSource", ())), "")
            self._locators[passage] = Locator(
                shorten_iri(source).partition(":")[2],
                number(_DIP + "firstLine"),
                number(_DIP + "lastLine"),
                number(_OA + "start"),
                number(_OA + "end"),
            )
        return self._locators[passage]


def _closure(store: ox.Store, predicate: str) -> dict[str, set[str]]:
    """For each term, itself and all that are broader."""
    steps: defaultdict[str, set[str]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, ox.NamedNode(predicate), None, _DEFAULT):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            steps[quad.subject.value].add(quad.object.value)
    closed: dict[str, set[str]] = {}
    for term in steps:
        reached, ahead = {term}, [term]
        while ahead:
            for up in steps.get(ahead.pop(), ()):
                if up not in reached:
                    reached.add(up)
                    ahead.append(up)
        closed[term] = reached
    return closed

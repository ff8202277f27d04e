"""The relation of two states: its records in sections, and what stands out in plain counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from dipgraph.briefing.involvement import Involvement
from dipgraph.briefing.period import Period
from dipgraph.briefing.why import newest_first, speaking_of
from dipgraph.lines import Line, LineReader
from dipgraph.namespaces import PREFIXES

_DIP, _KIND = PREFIXES["dip"], PREFIXES["kind"]
_TYPE = PREFIXES["rdf"] + "type"
_MATTER = _DIP + "Matter"

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Visits", ("Visit",)),
    ("Meetings", ("Meeting",)),
    ("Consultations and negotiations", ("Consultation", "Negotiation")),
    ("Agreements and what came of them", ("Instrument", "InstrumentAct")),
    ("Missions", ("Mission", "MissionAct")),
    ("Aid, programmes and persons", ("AidAct", "Programme", "ProgrammeAct", "Repatriation")),
    ("Cases", ("Case", "CaseStep")),
    ("Conflict and boundaries", ("ArmedEvent", "TerritorialAct")),
    ("Statements and claims", ("Claim", "Statement", "Decision")),
    ("Figures", ("Figure",)),
)
"""Sections of a brief, by local names of classes; what is of none of them stands under OTHER."""

MULTILATERAL = "Side by side, with many others"
OTHER = "Other records"
_AT_MANY = frozenset(_DIP + name for name in ("Gathering", "Tenure", "TenureAct"))
_LEVELS = (
    "head-of-state", "head-of-state-or-government", "head-of-government",
    "deputy-head-of-government", "speaker-of-parliament", "foreign-minister", "minister",
    "deputy-foreign-minister", "head-of-mission", "official",
)  # fmt: skip
"""Kinds of offices by protocol, the highest first; further kinds come after them."""
_ALL_ACTS = frozenset({_DIP + "Instrument", _DIP + "Case"})
"""Matters of which every act is told, whoever takes part in it: what came of them."""


class Entry(NamedTuple):
    """A record, or a matter with the acts on it, the newest first.

    ``speaks`` tells that one of the two speaks of the other here, which takes no part.
    ``outside`` holds the IRIs of acts that lie outside the period, or do not involve both.
    ``hidden`` is how many acts on the matter stand elsewhere than in ``acts``.
    """

    line: Line
    acts: tuple[Line, ...] = ()
    outside: frozenset[str] = frozenset()
    speaks: bool = False
    hidden: int = 0

    @property
    def newest(self) -> Line:
        """The line that says how new the entry is."""
        inside = [act for act in self.acts if act.iri not in self.outside]
        return inside[0] if inside else self.line


class Relation(NamedTuple):
    """The records between two states in a period.

    Attributes
    ----------
    few
        IRIs of records that both and few others take part in, as the bilateral view counts them.
    many
        IRIs of those with many others, in gatherings, or on positions in organisations.
    speaking
        IRIs of records in which one speaks of the other.
    undated
        How many records without a date, and without a dated act on them, a period leaves out.
    sections
        Entries by section; every record that is counted stands in one, as an entry or as an act.
    """

    few: frozenset[str]
    many: frozenset[str]
    speaking: frozenset[str]
    undated: int
    sections: dict[str, tuple[Entry, ...]]

    def lines(self) -> dict[str, Line]:
        """Return the lines of all records that are counted, by IRI."""
        counted = self.few | self.many | self.speaking
        every = (line for es in self.sections.values() for e in es for line in (e.line, *e.acts))
        return {line.iri: line for line in every if line.iri in counted}


class RelationReader:
    """Reads the relation of two states from a store."""

    def __init__(self, reader: LineReader, most_states: int) -> None:
        self.reader = reader
        self.most_states = most_states
        self.involvement = Involvement(reader)
        self._types: dict[str, frozenset[str]] = {}

    def types(self, iri: str) -> frozenset[str]:
        """Return the classes of a record, stated and derived."""
        if iri not in self._types:
            self._types[iri] = frozenset(self.involvement.objects(iri, _TYPE))
        return self._types[iri]

    def both(self, one: str, other: str) -> set[str]:
        """Return the IRIs of all records in which two states take part."""
        find = self.involvement
        return {r for r in find.involves(one) & find.involves(other) if self._is_record(r)}

    def read(self, one: str, other: str, period: Period) -> Relation:
        """Return the relation of two states (their IRIs) in a period."""
        find = self.involvement
        both = self.both(one, other)
        speaking = {r for r in speaking_of(find, one, other) - both if self._is_record(r)}
        lines = {iri: self.reader.read(iri) for iri in both | speaking}
        concerns = _DIP + "concerns"
        acts_of: defaultdict[str, list[str]] = defaultdict(list)
        for iri in both:
            for matter in find.objects(iri, concerns):
                acts_of[matter].append(iri)

        def inside(iri: str) -> bool:
            if period.is_open or period.holds(lines[iri]):
                return True
            return lines[iri].start is None and any(
                period.holds(lines[act]) for act in acts_of.get(iri, ())
            )

        kept = {iri for iri in lines if inside(iri)}
        undated = sum(
            lines[iri].start is None and not any(lines[act].start for act in acts_of[iri])
            for iri in both - kept
        )
        many = {iri for iri in both & kept if self._is_of_many(iri)}
        entries: list[Entry] = []
        placed: set[str] = set()
        for matter, acts in sorted(acts_of.items()):
            if _MATTER not in self.types(matter) or not kept & {*acts}:
                continue
            if matter not in both and self.types(matter).isdisjoint(_ALL_ACTS):
                continue
            acts = [act for act in acts if act not in placed]
            if not acts and matter not in both:
                continue
            entry = self._entry_of_matter(matter, set(acts), kept, lines)
            placed |= {matter, *acts}
            entries.append(entry)
        for iri in sorted(kept - placed):
            entries.append(Entry(lines[iri], speaks=iri in speaking))
        return Relation(
            few=frozenset(both & kept - many),
            many=frozenset(many),
            speaking=frozenset(speaking & kept),
            undated=undated,
            sections=self._sort(entries, both & kept, many),
        )

    def _is_record(self, iri: str) -> bool:
        return _DIP + "Record" in self.types(iri)

    def _is_of_many(self, iri: str) -> bool:
        if not self.types(iri).isdisjoint(_AT_MANY):
            return True
        involved = self.involvement.objects(iri, _DIP + "involves")
        states = sum(self.involvement.is_a(actor, _DIP + "State") for actor in involved)
        return states > self.most_states

    def _entry_of_matter(
        self, matter: str, acts: set[str], kept: set[str], lines: dict[str, Line]
    ) -> Entry:
        """Return a matter with its acts; of an instrument or a case with all that came of it."""
        further: set[str] = set()
        if not self.types(matter).isdisjoint(_ALL_ACTS):
            for node in (matter, *acts):
                further.update(self.involvement.subjects(_DIP + "follows", node))
            further.update(self.involvement.subjects(_DIP + "concerns", matter))
            further -= {matter}
        every = acts | further
        told = newest_first([lines.get(act) or self.reader.read(act) for act in every])
        outside = frozenset(act for act in every if act not in kept)
        line = lines.get(matter) or self.reader.read(matter)
        return Entry(line, tuple(told), outside)

    def _sort(
        self, entries: list[Entry], both: set[str], many: set[str]
    ) -> dict[str, tuple[Entry, ...]]:
        found: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            found[self._section_of(entry, both, many)].append(entry)
        order = [title for title, _ in SECTIONS]
        order.insert(4, MULTILATERAL)
        order.append(OTHER)
        return {title: _newest_entries(found[title]) for title in order if found[title]}

    def _section_of(self, entry: Entry, both: set[str], many: set[str]) -> str:
        types = self.types(entry.line.iri)
        counted = both & {entry.line.iri, *(act.iri for act in entry.acts)}
        if counted and counted <= many:
            return MULTILATERAL
        for title, classes in SECTIONS:
            if any(_DIP + name in types for name in classes):
                return title
        return OTHER

    # --- what stands out ---------------------------------------------------------------

    def visits_between(self, lines: Iterable[Line], one: str, other: str) -> Counter[str]:
        """Count visits: "there" from the first state to the second, "back", and "other"."""
        count: Counter[str] = Counter()
        for line in lines:
            if _DIP + "Visit" not in self.types(line.iri):
                continue
            guests = self._states_in(line, _DIP + "hasVisitor")
            hosts = self._states_in(line, _DIP + "isHostedBy")
            if one in guests and other in hosts:
                count["there"] += 1
            elif other in guests and one in hosts:
                count["back"] += 1
            else:
                count["other"] += 1
        return count

    def _states_in(self, line: Line, role: str) -> set[str]:
        return {
            state
            for held in line.roles
            if held.property == role
            for state in self.involvement.states_of(held.node.iri)
        }

    def meeting_levels(self, lines: Iterable[Line], one: str, other: str) -> list[tuple[str, int]]:
        """Count meetings by the highest office of the two states that takes part.

        Each meeting counts once; "" stands for those of which no office is told.
        """
        count: Counter[str] = Counter()
        for line in lines:
            if _DIP + "Meeting" in self.types(line.iri):
                count[self._level(line, {one, other})] += 1
        return [
            (self.reader.labels(kind) if kind else "", number)
            for kind, number in sorted(count.items(), key=lambda item: _rank(item[0]))
        ]

    def _level(self, line: Line, states: set[str]) -> str:
        kinds = {
            kind
            for held in line.roles
            if not self.involvement.reach(held.node.iri).isdisjoint(states)
            for kind in self.involvement.objects(held.node.iri, _DIP + "hasKind")
            if self.involvement.is_a(held.node.iri, _DIP + "Office")
        }
        return min(kinds, key=_rank, default="")

    def kinds_of(self, lines: Iterable[Line], cls: str) -> list[tuple[str, int]]:
        """Count the records of a class (its local name) by kind, the commonest first."""
        of_class = [line for line in lines if _DIP + cls in self.types(line.iri)]
        count = Counter(line.kind for line in of_class)
        return sorted(count.items(), key=lambda item: (-item[1], item[0]))

    def last_contact(self, lines: Iterable[Line]) -> Line | None:
        """Return the last visit, meeting or consultation that happened; plans are no contacts.

        The last is the one with the latest first possible day, as in the query ``last-contact``: an
        exact date is held to be later than one of the same year that is known to the year only.
        """
        contacts = {_DIP + name for name in ("Visit", "Meeting", "Consultation")}
        held = [
            (line.start, line.order, line)
            for line in lines
            if not line.status and line.start and not self.types(line.iri).isdisjoint(contacts)
        ]
        return max(held, key=lambda item: item[:2])[2] if held else None

    def firsts(self, lines: Iterable[Line]) -> list[Line]:
        """Return what the sources call the first of its kind, the newest first."""
        first = _DIP + "isFirst"
        return newest_first(
            [line for line in lines if "true" in self.reader.values(line.iri).get(first, ())]
        )

    def sums_of_aid(self, lines: Iterable[Line]) -> list[tuple[str, Decimal, int]]:
        """Return currency, sum and number of the acts of aid that happened and name an amount."""
        sums: defaultdict[str, list[Decimal]] = defaultdict(list)
        for line in lines:
            if _DIP + "AidAct" not in self.types(line.iri) or line.status:
                continue
            values = self.reader.values(line.iri)
            currency = next(iter(values.get(_DIP + "currency", ())), "")
            for text in values.get(_DIP + "amount", ()):
                try:
                    amount = Decimal(text)
                except InvalidOperation:
                    continue
                if amount.is_finite() and abs(amount.adjusted()) < 30:
                    sums[currency].append(amount)
        return [
            (currency, sum(all_, Decimal(0)), len(all_)) for currency, all_ in sorted(sums.items())
        ]


def _newest_entries(entries: list[Entry]) -> tuple[Entry, ...]:
    order = newest_first([entry.newest for entry in entries])
    place = {line.iri: at for at, line in enumerate(order)}
    return tuple(sorted(entries, key=lambda entry: (place[entry.newest.iri], entry.line.iri)))


def _rank(kind: str) -> tuple[int, str]:
    if not kind:
        return (len(_LEVELS) + 1, "")
    local = kind.removeprefix(_KIND)
    return (_LEVELS.index(local) if local in _LEVELS else len(_LEVELS), local)

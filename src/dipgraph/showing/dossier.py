"""What there is to show of one node: of an actor or place what it did, of a record the whole of it.

A :class:`ActorDossier` counts the records that an actor takes part in, a place holds or a person is
named in, by class and year, and holds the newest of each class as lines. A
:class:`RecordDossier` holds everything that is stated of a record, what leads to it, and its
passages with their words where the text is at hand.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from dipgraph.acting import find_acting
from dipgraph.finding.index import INVOLVING
from dipgraph.lines import LineReader, Named, Values, covered_years, order_key
from dipgraph.namespaces import PREFIXES
from dipgraph.showing.dossier_contents import ActorContents, Group, Property, RecordContents
from dipgraph.showing.dossier_text import describe_dossier, write_markdown, write_text
from dipgraph.telling import read_day

if TYPE_CHECKING:
    from pathlib import Path

_DIP, _SKOS, _RDFS = PREFIXES["dip"], PREFIXES["skos"], PREFIXES["rdfs"]
_TYPE = PREFIXES["rdf"] + "type"
_DEFAULT = ox.DefaultGraph()
_TOLD = {
    _TYPE,
    _RDFS + "label",
    _SKOS + "prefLabel",
    _SKOS + "altLabel",
    _SKOS + "hiddenLabel",
    _SKOS + "editorialNote",
    *(
        _DIP + name
        for name in (
            "acronym",
            "isoAlpha3",
            "hasKind",
            "startDate",
            "endDate",
            "datePrecision",
            "hasStatus",
            "hasFlag",
            "hasConfidence",
            "involves",
            "hasParticipant",
            "isStatedIn",
        )
    ),
}
# What leads to a node, said from the node's side; any other property is named as it is.
_TURNED = {
    _DIP + "isPartOf": "parts",
    _DIP + "concerns": "acts and steps on it",
    _DIP + "follows": "followed by",
    _DIP + "isAbout": "spoken of in",
    _DIP + "isAddendOf": "addends",
    _DIP + "isConversionOf": "in other units",
    _DIP + "isOrganOf": "organs",
    _DIP + "isOfficeOf": "offices",
    _DIP + "liesIn": "places in it",
}


class _Told:
    """The ways in which either dossier is written; ``self`` is the dossier."""

    __slots__ = ()

    def __repr__(self: Any) -> str:
        """Return what it is on; the records are read with ``to_text()`` or ``print``."""
        if isinstance(self, ActorContents):
            return f"<Dossier {self.node.name} ({self.node.label}): {self.total} records>"
        return f"<Dossier {self.line.name}: {len(self.line.passages)} passages>"

    def __str__(self: Any) -> str:
        """Return it as text."""
        return write_text(self)

    def to_text(self: Any, width: int = 0) -> str:
        """Return it as text; ``width`` in columns, 0 for 100."""
        return write_text(self, width)

    def to_markdown(self: Any) -> str:
        """Return it as Markdown."""
        return write_markdown(self)

    def to_dict(self: Any) -> dict[str, object]:
        """Return it as an object for JSON."""
        return describe_dossier(self)

    def _repr_markdown_(self: Any) -> str:
        """Show it in a notebook."""
        return str(self.to_markdown())


class ActorDossier(_Told, ActorContents):
    """What there is to show of an actor or a place, with the ways to write it."""

    __slots__ = ()


class RecordDossier(_Told, RecordContents):
    """What there is to show of a record, with the ways to write it."""

    __slots__ = ()


Dossier = ActorDossier | RecordDossier


def is_record(iri: str, store: ox.Store) -> bool:
    """Tell whether a node is a record, and no actor or place."""
    pattern = store.quads_for_pattern(
        ox.NamedNode(iri), ox.NamedNode(_TYPE), ox.NamedNode(_DIP + "Record"), _DEFAULT
    )
    return any(True for _ in pattern)


def open_dossier(
    iri: str,
    store: ox.Store,
    index: sqlite3.Connection,
    texts: Path | None = None,
    limit: int = 3,
    reader: LineReader | None = None,
) -> Dossier:
    """Return what there is to show of a node.

    Parameters
    ----------
    iri
        An actor, place or record of the store.
    store, index
        The store and its index of names.
    texts
        The folder of the source texts, or None.
    limit
        How many records of each class are read as lines; 0 means all.
    reader
        A reader of lines to go on with.
    """
    reader = reader or LineReader(store)
    values = reader.values(iri)
    if _DIP + "Record" in values.get(_TYPE, ()):
        return _of_record(iri, values, reader, texts)
    return _of_actor(iri, values, reader, index, limit)


def _of_record(iri: str, values: Values, reader: LineReader, texts: Path | None) -> RecordDossier:
    from dipgraph.passage_text import read_passages

    line = reader.make(iri, values)
    leading: defaultdict[str, set[str]] = defaultdict(set)
    for predicate, record in _subjects(reader.store, iri):
        if predicate not in INVOLVING and not predicate.endswith("hasParticipant"):
            leading[predicate].add(record)
    related = tuple(
        (
            _turn(predicate, reader),
            tuple(reader.read_many(records)),
        )
        for predicate, records in sorted(leading.items())
    )
    return RecordDossier(
        line=line,
        names=_names(values),
        properties=_properties(values, reader),
        related=related,
        readings=read_passages(reader.store, line.passages, texts),
    )


def _turn(predicate: str, reader: LineReader) -> str:
    return _TURNED.get(predicate, f"{reader.labels(predicate)}, said of this by")


def _of_actor(
    iri: str, values: Values, reader: LineReader, index: sqlite3.Connection, limit: int
) -> ActorDossier:
    store = reader.store
    taking: set[str] = set()
    about: set[str] = set()
    related: defaultdict[str, list[str]] = defaultdict(list)
    for predicate, subject in _subjects(store, iri):
        if predicate in INVOLVING:
            taking.add(subject)
        elif predicate == _DIP + "isAbout":
            about.add(subject)
        elif predicate in _TURNED:
            related[predicate].append(subject)
    return ActorDossier(
        node=reader.named(iri),
        class_=reader.class_of(values),
        kinds=tuple(map(reader.named, values.get(_DIP + "hasKind", ()))),
        codes=tuple(v for name in ("isoAlpha3", "acronym") for v in values.get(_DIP + name, ())),
        names=_names(values),
        properties=_properties(values, reader),
        related=tuple(
            Property(_TURNED[predicate], _sorted_nodes(nodes, reader))
            for predicate, nodes in sorted(related.items())
        ),
        total=len(taking),
        spoken_of=len(about - taking),
        years=tuple(covered_years(store)),
        groups=_groups(taking, reader, index, limit),
        acting=find_acting(iri, reader),
    )


def _sorted_nodes(nodes: Iterable[str], reader: LineReader) -> tuple[Named, ...]:
    return tuple(sorted(map(reader.named, nodes), key=lambda node: (node.label, node.iri)))


def _groups(
    records: Iterable[str], reader: LineReader, index: sqlite3.Connection, limit: int
) -> tuple[Group, ...]:
    """Count records by class and year from the index, and read the newest of each class."""
    by_class: defaultdict[str, list[tuple[tuple[object, ...], int | None, str]]] = defaultdict(list)
    for iri in records:
        row = index.execute(
            "SELECT class, first, last, precision FROM node WHERE iri = ?", (iri,)
        ).fetchone()
        if row is None:  # said to take part, but no record: a source or a passage
            continue
        start, end = read_day(row[1]), read_day(row[2])
        key = (start is not None, *order_key(start, end, row[3] or "Day"))
        by_class[row[0]].append((key, start.year if start else None, iri))
    groups = []
    for cls, found in by_class.items():
        found.sort(reverse=True)
        years = Counter(year for _, year, _ in found)
        shown = [iri for _, _, iri in (found[:limit] if limit else found)]
        groups.append(
            Group(reader.named(cls), len(found), dict(years), tuple(map(reader.read, shown)))
        )
    return tuple(sorted(groups, key=lambda group: (-group.total, group.class_.label)))


def _subjects(store: ox.Store, iri: str) -> Iterable[tuple[str, str]]:
    for quad in store.quads_for_pattern(None, None, ox.NamedNode(iri), _DEFAULT):
        if isinstance(quad.subject, ox.NamedNode):
            yield quad.predicate.value, quad.subject.value


def _names(values: Values) -> tuple[str, ...]:
    names = [n for p in ("altLabel", "hiddenLabel") for n in values.get(_SKOS + p, ())]
    return tuple(dict.fromkeys(names))


def _properties(values: Values, reader: LineReader) -> tuple[Property, ...]:
    """Return what is stated beside names, dates, roles and evidence, by label of the property."""
    found = []
    for predicate, objects in values.items():
        if predicate in _TOLD or reader.is_role(predicate) or not objects:
            continue
        # A text that only looks like an IRI has no label, and is shown as it is all the same.
        cells = tuple(
            reader.named(text) if "://" in text and " " not in text else text for text in objects
        )
        found.append(Property(reader.labels(predicate), cells))
    return tuple(sorted(found))

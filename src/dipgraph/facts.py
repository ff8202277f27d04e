"""The stated triples of a loaded project in plain dictionaries, for checks that walk over all.

The checks of evidence touch every record, passage and label once. A query for each would cost
more than reading the store once into memory, about 5 MB for 1,000 records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox

from dipgraph.namespaces import PREFIXES, shorten_iri

DIP, RDF, RDFS, SKOS, OA = (PREFIXES[name] for name in ("dip", "rdf", "rdfs", "skos", "oa"))
TYPE = RDF + "type"
STATED_IN = DIP + "isStatedIn"
SET_ASIDE = DIP + "isSetAsideAs"
REPEATS = DIP + "repeats"

_LABELS = (RDFS + "label", SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel")
_MOST_DIGITS = 30
_LEFT_OUT = {PREFIXES["graph"] + "derived", PREFIXES["graph"] + "alignments"}
_SOURCE_GRAPH = PREFIXES["source"]
_REGISTRY_GRAPH = PREFIXES["graph"] + "registry"


class PassageFacts(NamedTuple):
    """A passage as the data describe it; what is not stated, or no number, is None."""

    iri: str
    source: str | None
    start: int | None
    end: int | None
    first_line: int | None
    last_line: int | None
    paragraph: int | None
    digest: str | None

    @property
    def name(self) -> str:
        """The prefixed name."""
        return shorten_iri(self.iri)


class Facts:
    """What the files of a project state; derived triples and alignments are left out.

    ``graphs_of`` leads from a subject to the graphs that say something of it.
    """

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._objects: dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]] = {}
        self.graphs_of: defaultdict[str, set[str]] = defaultdict(set)
        for quad in quads:
            subject = quad.subject.value  # type: ignore[union-attr]
            by_predicate = self._objects.setdefault(subject, {})
            values = by_predicate.setdefault(quad.predicate.value, [])
            if quad.object not in values:
                values.append(quad.object)  # type: ignore[arg-type]
            if isinstance(quad.graph_name, ox.NamedNode):
                self.graphs_of[subject].add(quad.graph_name.value)

    @classmethod
    def of_store(cls, store: ox.Store) -> Facts:
        """Read the stated triples of a store that :mod:`dipgraph.store` has filled."""
        graphs = [graph for graph in store.named_graphs() if graph.value not in _LEFT_OUT]
        return cls(
            quad for graph in graphs for quad in store.quads_for_pattern(None, None, None, graph)
        )

    # --- any subject ---------------------------------------------------------------

    def __contains__(self, subject: str) -> bool:
        return subject in self._objects

    def subjects(self) -> Iterable[str]:
        """Every IRI that something is stated of."""
        return self._objects.keys()

    def statements(
        self, subject: str
    ) -> Iterator[tuple[str, ox.NamedNode | ox.BlankNode | ox.Literal]]:
        """Yield (predicate, object) of ``subject`` in the order of the files."""
        for predicate, values in self._objects.get(subject, {}).items():
            for value in values:
                yield predicate, value

    def nodes(self, subject: str, predicate: str) -> list[str]:
        """Return the IRIs that ``predicate`` leads to."""
        values = self._objects.get(subject, {}).get(predicate, ())
        return [value.value for value in values if isinstance(value, ox.NamedNode)]

    def texts(self, subject: str, predicate: str) -> list[str]:
        """Return the literals of ``predicate``, without datatype or language."""
        values = self._objects.get(subject, {}).get(predicate, ())
        return [value.value for value in values if isinstance(value, ox.Literal)]

    def number(self, subject: str, predicate: str) -> Decimal | None:
        """Return the first literal of ``predicate`` as a number, None if there is none."""
        for text in self.texts(subject, predicate):
            try:
                value = Decimal(text)
            except InvalidOperation:
                continue
            # 1E999999999 is no number that a source reports, and would fill the memory.
            if value.is_finite() and abs(value.adjusted()) < _MOST_DIGITS:
                return value
        return None

    def day(self, subject: str, predicate: str) -> date | None:
        """Return the first literal of ``predicate`` as a date, None if there is none."""
        for text in self.texts(subject, predicate):
            try:
                return date.fromisoformat(text)
            except ValueError:
                continue
        return None

    def labels(self, subject: str) -> list[str]:
        """Return every label, the preferred first, then other spellings and slips."""
        return [text for predicate in _LABELS for text in self.texts(subject, predicate)]

    def label(self, subject: str) -> str:
        """Return the preferred label, or the prefixed name of what has none."""
        labels = self.labels(subject)
        return labels[0] if labels else shorten_iri(subject)

    # --- classes and roles ---------------------------------------------------------

    @cached_property
    def _broader(self) -> dict[str, set[str]]:
        """For each class and property, itself and all broader ones."""
        steps: dict[str, list[str]] = {}
        for subject in self._objects:
            up = self.nodes(subject, RDFS + "subClassOf")
            up += self.nodes(subject, RDFS + "subPropertyOf")
            if up:
                steps[subject] = up
        closed: dict[str, set[str]] = {}
        for term in steps:
            reached, ahead = {term}, [term]
            while ahead:
                for up_term in steps.get(ahead.pop(), ()):
                    if up_term not in reached:
                        reached.add(up_term)
                        ahead.append(up_term)
            closed[term] = reached
        return closed

    def broader(self, term: str) -> set[str]:
        """Return a class or property, and all that are above it."""
        return self._broader.get(term, {term})

    def is_a(self, subject: str, cls: str) -> bool:
        """Tell whether ``subject`` has class ``cls`` (a full IRI) or one below it."""
        types = self.nodes(subject, TYPE)
        return any(kind == cls or cls in self._broader.get(kind, ()) for kind in types)

    @cached_property
    def roles(self) -> frozenset[str]:
        """The properties that lead from a record to who takes part, in whose framework, where."""
        participant = DIP + "hasParticipant"
        below = {term for term, up in self._broader.items() if participant in up}
        others = {
            DIP + name for name in ("isInFrameworkOf", "takesPlaceIn", "namesPerson", "isAbout")
        }
        return frozenset(below | {participant} | others)

    # --- sources, passages, records ------------------------------------------------

    @cached_property
    def sources(self) -> list[str]:
        """The source texts that the data describe, sorted."""
        return sorted(s for s in self._objects if DIP + "Source" in self.nodes(s, TYPE))

    @cached_property
    def passages(self) -> dict[str, PassageFacts]:
        """Every described passage by IRI, ordered by source and start."""
        found = [
            self._passage(subject)
            for subject in self._objects
            if DIP + "Passage" in self.nodes(subject, TYPE)
        ]
        found.sort(key=lambda passage: (passage.source or "", passage.start or 0, passage.iri))
        return {passage.iri: passage for passage in found}

    def _passage(self, subject: str) -> PassageFacts:
        def whole(predicate: str) -> int | None:
            value = self.number(subject, predicate)
            return int(value) if value is not None and value == int(value) else None

        sources = self.nodes(subject, OA + "hasSource")
        digests = self.texts(subject, DIP + "digest")
        return PassageFacts(
            iri=subject,
            source=sources[0] if sources else None,
            start=whole(OA + "start"),
            end=whole(OA + "end"),
            first_line=whole(DIP + "firstLine"),
            last_line=whole(DIP + "lastLine"),
            paragraph=whole(DIP + "paragraph"),
            digest=digests[0] if digests else None,
        )

    @cached_property
    def records(self) -> list[str]:
        """Every subject of a source's files but the source, its passages and ledger entries.

        What is no passage is a record whatever class it claims, so that a misspelt class does
        not hide a record from the checks.
        """
        passage_space = PREFIXES["passage"]
        return sorted(
            subject
            for subject, graphs in self.graphs_of.items()
            if any(graph.startswith(_SOURCE_GRAPH) for graph in graphs)
            and not subject.startswith((passage_space, _SOURCE_GRAPH))
            and _REGISTRY_GRAPH not in graphs
            and not {DIP + "Passage", DIP + "Source"} & set(self.nodes(subject, TYPE))
        )

    @cached_property
    def citations(self) -> dict[str, list[str]]:
        """For each passage that is cited, the records that rest on it."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for record in self.records:
            for passage in self.nodes(record, STATED_IN):
                found[passage].append(record)
        return dict(found)

    @cached_property
    def set_aside(self) -> dict[str, list[str]]:
        """For each passage in the ledger, the reasons given."""
        return {
            subject: reasons
            for subject in self._objects
            if (reasons := self.nodes(subject, SET_ASIDE))
        }

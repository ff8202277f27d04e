"""Views that look triples up when they are asked for: a store, and additions over it.

Validating an addition must not cost what the graph costs that it is added to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import DefaultGraph, Literal, Quad, Store

from dipgraph.shacl.view import Fact, TripleView
from dipgraph.shacl.vocabulary import Term

_UNNAMED = DefaultGraph()
_NOTHING: tuple[Term, ...] = ()


class StoreView(TripleView):
    """The default graph of an Oxigraph store, which nothing else changes meanwhile.

    What was looked up is kept, so a node with many subjects is read once.
    """

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._index: dict[Term, dict[Term, list[Term]]] = {}
        self._inverse: dict[tuple[Term, Term], list[Term]] = {}

    @property
    def store(self) -> Store:
        """The store itself."""
        return self._store

    def __contains__(self, node: Term) -> bool:
        return bool(self.predicates(node))

    def holds(self, fact: Fact) -> bool:
        """Return whether a triple is in the graph."""
        return Quad(*fact, _UNNAMED) in self._store

    def predicates(self, subject: Term) -> Mapping[Term, Sequence[Term]]:
        """Return the predicates of a subject, each with its objects."""
        found = self._index.get(subject)
        if found is None:
            found = self._index[subject] = {}
            if not isinstance(subject, Literal):
                for quad in self._store.quads_for_pattern(subject, None, None, _UNNAMED):
                    found.setdefault(quad.predicate, []).append(quad.object)
        return found

    def objects(self, subject: Term, predicate: Term) -> Sequence[Term]:
        """Return the objects of a subject and predicate, each once."""
        return self.predicates(subject).get(predicate, _NOTHING)

    def subjects(self, predicate: Term, obj: Term) -> Sequence[Term]:
        """Return the subjects that have ``obj`` as a value of ``predicate``, each once."""
        found = self._inverse.get((predicate, obj))
        if found is None:
            quads = self._store.quads_for_pattern(None, predicate, obj, _UNNAMED)  # type: ignore[arg-type]
            found = self._inverse[predicate, obj] = [quad.subject for quad in quads]
        return found

    def is_object(self, predicate: Term, node: Term) -> bool:
        """Return whether a node is a value of a predicate."""
        quads = self._store.quads_for_pattern(None, predicate, node, _UNNAMED)  # type: ignore[arg-type]
        return next(iter(quads), None) is not None

    def subjects_of(self, predicate: Term) -> list[Term]:
        """Return every subject that has this predicate."""
        quads = self._store.quads_for_pattern(None, predicate, None, _UNNAMED)  # type: ignore[arg-type]
        return list(dict.fromkeys(quad.subject for quad in quads))

    def objects_of(self, predicate: Term) -> list[Term]:
        """Return every object of this predicate, each once."""
        quads = self._store.quads_for_pattern(None, predicate, None, _UNNAMED)  # type: ignore[arg-type]
        return list(dict.fromkeys(quad.object for quad in quads))

    def triples(self) -> Iterator[Fact]:
        """Yield each triple once."""
        for quad in self._store.quads_for_pattern(None, None, None, _UNNAMED):
            yield quad.subject, quad.predicate, quad.object


class Overlay(TripleView):
    """A graph with some triples added; the graph below is not changed.

    ``size`` is the number of triples that were added and are not below.
    """

    store_is_costly = True

    def __init__(self, below: TripleView, added: Iterable[Fact]) -> None:
        super().__init__()
        self.below = below
        self.new: list[Fact] = []
        self._added: dict[Term, dict[Term, list[Term]]] = {}
        self._inverse: dict[tuple[Term, Term], list[Term]] = {}
        self._known: set[Fact] = set()
        self._merged: dict[Term, Mapping[Term, Sequence[Term]]] = {}
        self._store: Store | None = None
        for fact in added:
            self.add(fact)

    def add(self, fact: Fact) -> bool:
        """Add a triple; return False if it is here already."""
        subject, predicate, value = fact
        if fact in self._known or self.below.holds(fact):
            return False
        self._known.add(fact)
        self.new.append(fact)
        self._added.setdefault(subject, {}).setdefault(predicate, []).append(value)
        self._inverse.setdefault((predicate, value), []).append(subject)
        self._merged.pop(subject, None)
        self._subclasses.clear()
        self._store = None
        return True

    @property
    def store(self) -> Store:
        """All triples in a store of their own, made at first use: this reads the whole graph."""
        if self._store is None:
            self._store = Store()
            self._store.bulk_extend(Quad(*fact) for fact in self.triples())
        return self._store

    def __contains__(self, node: Term) -> bool:
        return node in self._added or node in self.below

    def holds(self, fact: Fact) -> bool:
        """Return whether a triple is in the graph."""
        return fact in self._known or self.below.holds(fact)

    def predicates(self, subject: Term) -> Mapping[Term, Sequence[Term]]:
        """Return the predicates of a subject, each with its objects."""
        own = self._added.get(subject)
        if own is None:
            return self.below.predicates(subject)
        merged = self._merged.get(subject)
        if merged is None:
            both: dict[Term, Sequence[Term]] = dict(self.below.predicates(subject))
            for predicate, values in own.items():
                both[predicate] = [*both.get(predicate, _NOTHING), *values]
            merged = self._merged[subject] = both
        return merged

    def objects(self, subject: Term, predicate: Term) -> Sequence[Term]:
        """Return the objects of a subject and predicate, each once."""
        if subject not in self._added:
            return self.below.objects(subject, predicate)
        return self.predicates(subject).get(predicate, _NOTHING)

    def subjects(self, predicate: Term, obj: Term) -> Sequence[Term]:
        """Return the subjects that have ``obj`` as a value of ``predicate``, each once."""
        own = self._inverse.get((predicate, obj))
        below = self.below.subjects(predicate, obj)
        return below if own is None else [*below, *own]

    def is_object(self, predicate: Term, node: Term) -> bool:
        """Return whether a node is a value of a predicate."""
        return (predicate, node) in self._inverse or self.below.is_object(predicate, node)

    def subjects_of(self, predicate: Term) -> list[Term]:
        """Return every subject that has this predicate."""
        own = [subject for subject, values in self._added.items() if predicate in values]
        return list(dict.fromkeys((*self.below.subjects_of(predicate), *own)))

    def objects_of(self, predicate: Term) -> list[Term]:
        """Return every object of this predicate, each once."""
        own = [value for used, value in self._inverse if used == predicate]
        return list(dict.fromkeys((*self.below.objects_of(predicate), *own)))

    def triples(self) -> Iterator[Fact]:
        """Yield each triple once."""
        yield from self.below.triples()
        yield from self.new

"""An index of triples in memory, for walks from node to node.

Kept from the quads as they were given: an Oxigraph store rewrites some literals (``01``,
``1.50``), and a datatype check must see what was written.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pyoxigraph import Quad, Triple

from dipgraph.shacl.view import Fact, TripleView
from dipgraph.shacl.vocabulary import Term

if TYPE_CHECKING:
    from pyoxigraph import Store

_NOTHING: tuple[Term, ...] = ()
_NO_PREDICATES: Mapping[Term, list[Term]] = {}
# Above this many objects of one subject and predicate, a set finds duplicates faster.
_LONG = 16


class DataGraph(TripleView):
    """The union of some quads or triples, read once, indexed by subject and predicate.

    Graph names are ignored. A triple that stands in several graphs counts once.
    """

    def __init__(self, statements: Iterable[Quad | Triple]) -> None:
        """Read all statements. The order of first mention is kept everywhere."""
        super().__init__()
        self._index: dict[Term, dict[Term, list[Term]]] = {}
        self._inverse: dict[Term, dict[Term, list[Term]]] = {}
        self._store: Store | None = None
        self.size = 0
        # The index holds no loops of objects; looking for them costs a third of the time.
        was_on = gc.isenabled()
        gc.disable()
        try:
            self._read(statements)
        finally:
            if was_on:
                gc.enable()

    def _read(self, statements: Iterable[Quad | Triple]) -> None:
        index = self._index
        # One object a term: a dictionary finds a key faster if it is the very same object.
        same: dict[Term, Term] = {}
        intern = same.setdefault
        seen: dict[tuple[Term, Term], set[Term]] = {}
        size = 0
        for s, p, o, *_ in statements:
            s, p, o = intern(s, s), intern(p, p), intern(o, o)
            predicates = index.get(s)
            if predicates is None:
                index[s] = {p: [o]}
            else:
                objects = predicates.get(p)
                if objects is None:
                    predicates[p] = [o]
                elif len(objects) < _LONG:
                    if o in objects:
                        continue
                    objects.append(o)
                else:
                    known = seen.setdefault((s, p), set())
                    if len(known) < len(objects):
                        known.update(objects)
                    if o in known:
                        continue
                    known.add(o)
                    objects.append(o)
            size += 1
        self.size = size

    @property
    def store(self) -> Store:
        """The union in the default graph of an Oxigraph store, made at first use.

        The store puts some literals into canonical form, so ``01`` is found there as ``1``.
        """
        if self._store is None:
            from pyoxigraph import Store

            self._store = Store()
            self._store.bulk_extend(
                Quad(s, p, o)  # type: ignore[arg-type]  # the index holds what RDF allows
                for s, predicates in self._index.items()
                for p, objects in predicates.items()
                for o in objects
            )
        return self._store

    def triples(self) -> Iterator[Fact]:
        """Yield each triple once, grouped by subject."""
        for s, predicates in self._index.items():
            for p, objects in predicates.items():
                for o in objects:
                    yield s, p, o  # type: ignore[misc]  # the index holds only what RDF allows

    def __contains__(self, node: Term) -> bool:
        return node in self._index

    def predicates(self, subject: Term) -> Mapping[Term, list[Term]]:
        """Return the predicates of a subject, each with its objects."""
        return self._index.get(subject, _NO_PREDICATES)

    def objects(self, subject: Term, predicate: Term) -> Sequence[Term]:
        """Return the objects of a subject and predicate, each once."""
        return self._index.get(subject, _NO_PREDICATES).get(predicate, _NOTHING)

    def subjects(self, predicate: Term, obj: Term) -> Sequence[Term]:
        """Return the subjects that have ``obj`` as a value of ``predicate``, each once."""
        return self._of(predicate).get(obj, _NOTHING)

    def subjects_of(self, predicate: Term) -> list[Term]:
        """Return every subject that has this predicate."""
        return [s for s, predicates in self._index.items() if predicate in predicates]

    def objects_of(self, predicate: Term) -> list[Term]:
        """Return every object of this predicate, each once."""
        return list(self._of(predicate))

    def _of(self, predicate: Term) -> dict[Term, list[Term]]:
        """Return the subjects by object for one predicate, indexed at first use."""
        inverse = self._inverse.get(predicate)
        if inverse is None:
            inverse = self._inverse[predicate] = {}
            for s, predicates in self._index.items():
                for o in predicates.get(predicate, _NOTHING):
                    inverse.setdefault(o, []).append(s)
        return inverse

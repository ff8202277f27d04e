"""What the validator asks of a data graph, whether it is held in memory or looked up."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, Triple

from dipgraph.shacl.vocabulary import (
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    RDF_TYPE,
    RDFS_SUBCLASS,
    Term,
)

if TYPE_CHECKING:
    from pyoxigraph import Store

Fact = tuple[NamedNode | BlankNode | Triple, NamedNode, Term]


class TripleView(ABC):
    """A graph that is walked from node to node.

    What is found is in a fixed order, each term once. Lookups that start from a node cost what
    they find; :meth:`subjects_of`, :meth:`objects_of`, :meth:`triples` and :attr:`store` may
    have to read the whole graph.
    """

    store_is_costly = False
    """Whether few queries are asked of it, for which :attr:`store` would have to copy it whole."""

    def __init__(self) -> None:
        self._subclasses: dict[Term, frozenset[Term]] = {}

    @abstractmethod
    def __contains__(self, node: Term) -> bool:
        """Return whether something is stated of a node."""

    @abstractmethod
    def predicates(self, subject: Term) -> Mapping[Term, Sequence[Term]]:
        """Return the predicates of a subject, each with its objects."""

    @abstractmethod
    def objects(self, subject: Term, predicate: Term) -> Sequence[Term]:
        """Return the objects of a subject and predicate, each once."""

    @abstractmethod
    def subjects(self, predicate: Term, obj: Term) -> Sequence[Term]:
        """Return the subjects that have ``obj`` as a value of ``predicate``, each once."""

    @abstractmethod
    def subjects_of(self, predicate: Term) -> list[Term]:
        """Return every subject that has this predicate."""

    @abstractmethod
    def objects_of(self, predicate: Term) -> list[Term]:
        """Return every object of this predicate, each once."""

    @abstractmethod
    def triples(self) -> Iterator[Fact]:
        """Yield each triple once."""

    @property
    @abstractmethod
    def store(self) -> Store:
        """The graph in the default graph of an Oxigraph store."""

    def holds(self, fact: Fact) -> bool:
        """Return whether a triple is in the graph."""
        return fact[2] in self.objects(fact[0], fact[1])

    def is_object(self, predicate: Term, node: Term) -> bool:
        """Return whether a node is a value of a predicate."""
        return bool(self.subjects(predicate, node))

    def subclasses(self, cls: Term) -> frozenset[Term]:
        """Return a class with all classes below it by ``rdfs:subClassOf``; loops are fine."""
        found = self._subclasses.get(cls)
        if found is None:
            reached = {cls}
            open_ = [cls]
            while open_:
                for sub in self.subjects(RDFS_SUBCLASS, open_.pop()):
                    if sub not in reached:
                        reached.add(sub)
                        open_.append(sub)
            found = self._subclasses[cls] = frozenset(reached)
        return found

    def instances(self, cls: Term) -> list[Term]:
        """Return the SHACL instances of a class: of it or of a class below it, each once."""
        found: dict[Term, None] = {}
        for sub in sorted(self.subclasses(cls), key=str):
            found.update(dict.fromkeys(self.subjects(RDF_TYPE, sub)))
        return list(found)

    def is_instance(self, node: Term, cls: Term) -> bool:
        """Return whether a node is a SHACL instance of a class."""
        types = self.objects(node, RDF_TYPE)
        if not types:
            return False
        if cls in types:
            return True
        return not self.subclasses(cls).isdisjoint(types)

    def read_list(self, head: Term) -> list[Term] | None:
        """Return the members of an RDF list, or None if it is not well formed."""
        members: list[Term] = []
        seen: set[Term] = set()
        while head != RDF_NIL:
            first, rest = self.objects(head, RDF_FIRST), self.objects(head, RDF_REST)
            if len(first) != 1 or len(rest) != 1 or head in seen:
                return None
            seen.add(head)
            members.append(first[0])
            head = rest[0]
        return members

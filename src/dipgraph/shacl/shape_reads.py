"""What a shape reads, and so the nodes whose verdict new triples can change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from pyoxigraph import NamedNode

from dipgraph.shacl.custom import CustomConstraint
from dipgraph.shacl.logic import Members, Node, Not, Qualified
from dipgraph.shacl.model import Constraint, Shape
from dipgraph.shacl.queries import PreBoundQuery
from dipgraph.shacl.reads import Prefix, Read, join, reads_of_path
from dipgraph.shacl.sets import (
    Closed,
    Disjoint,
    Equals,
    HasValue,
    Less,
    MaxCount,
    MinCount,
    UniqueLang,
)
from dipgraph.shacl.sparql import SparqlConstraint
from dipgraph.shacl.values import Class, EachValue
from dipgraph.shacl.view import Fact, TripleView
from dipgraph.shacl.vocabulary import RDF_TYPE, RDFS_SUBCLASS, Term

# These look at the values that a path has led to, and at nothing else.
_OF_VALUES = (EachValue, HasValue, MaxCount, MinCount, UniqueLang)


class Dependencies:
    """What the verdicts of one shape with targets rest on, found by predicate.

    ``is_open`` tells that the shape has a query that may read anything: then every new triple
    may change the verdict on every focus node.
    """

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.is_open = False
        self._by_predicate: dict[NamedNode | None, list[Read]] = defaultdict(list)
        for read in dict.fromkeys((*_reads_of_targets(shape), *self._reads(shape, None))):
            self._by_predicate[read.predicate].append(read)

    def touched(self, data: TripleView, facts: Mapping[NamedNode, Sequence[Fact]]) -> set[Term]:
        """Return the nodes whose verdict, or whose being a focus node, facts may change.

        Parameters
        ----------
        data
            The graph with the facts in it.
        facts
            The triples that are new in it, by predicate.
        """
        found: set[Term] = set()
        for predicate, reads in self._by_predicate.items():
            if predicate is None:
                changed: Iterable[Fact] = chain.from_iterable(facts.values())
            else:
                changed = facts.get(predicate, ())
            for fact in changed:
                for read in reads:
                    found.update(read.starts(data, fact))
        return found

    def _reads(self, shape: Shape, prefix: Prefix) -> Iterator[Read]:
        """Yield what a shape reads that is applied to the nodes a prefix reaches."""
        if shape.deactivated:
            return
        values = prefix
        if shape.path is not None:
            yield from reads_of_path(shape.path, "this", prefix)
            values = join(prefix, shape.path)
        for constraint in shape.constraints:
            yield from self._reads_of_constraint(constraint, prefix, values)
        for child in shape.properties:
            yield from self._reads(child, values)

    def _reads_of_constraint(
        self, constraint: Constraint, focus: Prefix, values: Prefix
    ) -> Iterator[Read]:
        if isinstance(constraint, Class):
            yield Read("this", values, RDF_TYPE)
        elif isinstance(constraint, Equals | Disjoint | Less):
            yield Read("this", focus, constraint.other)
        elif isinstance(constraint, Closed):
            yield Read("this", values, None)
        elif isinstance(constraint, Node | Not):
            yield from self._reads(constraint.inner, values)
        elif isinstance(constraint, Members):
            for inner in constraint.shapes:
                yield from self._reads(inner, values)
        elif isinstance(constraint, Qualified):
            for inner in (constraint.inner, *constraint.siblings):
                yield from self._reads(inner, values)
        elif isinstance(constraint, SparqlConstraint | CustomConstraint):
            yield from self._reads_of_query(constraint.query, focus, values)
        elif not isinstance(constraint, _OF_VALUES):
            self.is_open = True

    def _reads_of_query(
        self, query: PreBoundQuery, focus: Prefix, values: Prefix
    ) -> Iterator[Read]:
        if query.reads is None:
            self.is_open = True
            return
        for read in query.reads:
            start = focus if read.start == "this" else values
            yield read._replace(start="this", prefix=join(start, read.prefix))


def _reads_of_targets(shape: Shape) -> Iterator[Read]:
    for target in shape.targets:
        if target.kind == "class":
            yield Read("this", None, RDF_TYPE)
        elif target.kind in ("subjectsOf", "objectsOf"):
            assert isinstance(target.term, NamedNode)  # as the reader of shapes requires
            yield Read("this", None, target.term, target.kind == "objectsOf")


def changes_of(data: TripleView, facts: Iterable[Fact]) -> dict[NamedNode, list[Fact]]:
    """Return the facts by predicate, with a typing for each node that a new axiom puts in a class.

    A class that comes below another changes what its instances are instances of, though no
    triple of theirs is new.
    """
    found: dict[NamedNode, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[fact[1]].append(fact)
    for sub, _, broader in found.get(RDFS_SUBCLASS, ()):
        found[RDF_TYPE] += [(node, RDF_TYPE, broader) for node in data.instances(sub)]  # type: ignore[misc]
    return dict(found)

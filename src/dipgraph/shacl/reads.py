"""Which triples a path, a query or a shape reads, seen from the node that is judged.

A :class:`Read` says: at the nodes that ``prefix`` reaches from the start, the triples with a
predicate are read, forwards (the node is the subject) or backwards (it is the object). From that
two things follow: the triples that a verdict rests on, walking from the node; and the nodes whose
verdict a new triple can change, walking the prefix back from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from pyoxigraph import NamedNode

from dipgraph.shacl.paths import Alternative, Chain, Inverse, Path, Predicate, Repeat
from dipgraph.shacl.view import Fact, TripleView
from dipgraph.shacl.vocabulary import Term

Prefix: TypeAlias = Path | None
"""A path from a start, None where the start itself is meant."""


class Read(NamedTuple):
    """The triples that are read at some nodes.

    ``start`` names the node that ``prefix`` begins at: "this", or "value" in a validator that
    asks about one value. ``predicate`` None means any predicate.
    """

    start: str
    prefix: Prefix
    predicate: NamedNode | None
    backwards: bool = False

    def triples(self, data: TripleView, start: Term) -> Iterator[Fact]:
        """Yield the triples that are read from a start."""
        nodes: Sequence[Term] = (start,) if self.prefix is None else self.prefix.values(data, start)
        for node in nodes:
            if self.predicate is None:
                for predicate, objects in data.predicates(node).items():
                    for value in objects:
                        yield node, predicate, value  # type: ignore[misc]
            elif self.backwards:
                for subject in data.subjects(self.predicate, node):
                    yield subject, self.predicate, node  # type: ignore[misc]
            else:
                for value in data.objects(node, self.predicate):
                    yield node, self.predicate, value  # type: ignore[misc]

    def starts(self, data: TripleView, fact: Fact) -> Sequence[Term]:
        """Return the nodes from which a triple is read; the predicate is known to fit."""
        node = fact[2] if self.backwards else fact[0]
        return (node,) if self.prefix is None else self.prefix.sources(data, node)


def join(prefix: Prefix, path: Prefix) -> Prefix:
    """Return one path behind the other."""
    if prefix is None or path is None:
        return prefix if path is None else path
    steps = prefix.steps if isinstance(prefix, Chain) else (prefix,)
    return Chain((*steps, *(path.steps if isinstance(path, Chain) else (path,))))


def reads_of_path(path: Path, start: str, prefix: Prefix = None) -> Iterator[Read]:
    """Yield what is read to follow a path from the nodes that a prefix reaches."""
    yield from _walk(path, start, prefix, backwards=False)


def _walk(path: Path, start: str, prefix: Prefix, *, backwards: bool) -> Iterator[Read]:
    if isinstance(path, Predicate):
        yield Read(start, prefix, path.iri, backwards)
    elif isinstance(path, Inverse):
        yield from _walk(path.path, start, prefix, backwards=not backwards)
    elif isinstance(path, Alternative):
        for option in path.options:
            yield from _walk(option, start, prefix, backwards=backwards)
    elif isinstance(path, Chain):
        for step in reversed(path.steps) if backwards else path.steps:
            yield from _walk(step, start, prefix, backwards=backwards)
            prefix = join(prefix, Inverse(step) if backwards else step)
    elif isinstance(path, Repeat):
        inner = Inverse(path.path) if backwards else path.path
        again = join(prefix, Repeat(inner, 0, True)) if path.many else prefix
        yield from _walk(path.path, start, again, backwards=backwards)
    else:
        raise TypeError(f"an unknown kind of path: {path!r}")

"""What follows from an addition by the axioms, reckoned from the addition alone.

The same seven kinds of axiom as in :mod:`dipgraph.rules`. There all triples of a graph are
indexed in memory; here each new triple is joined with what it touches, by lookups, so that the
work does not grow with the graph. A test holds both to the same triples.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from dipgraph.errors import InputError
from dipgraph.namespaces import shorten_iri
from dipgraph.rules import TYPE, Axioms
from dipgraph.shacl import Overlay
from dipgraph.shacl.view import Fact

_MOST, _MOST_EACH = 10_000, 20
"""So many triples may follow from an addition, and so many more from each of its triples."""
_Joins = dict[ox.NamedNode, list[tuple[ox.NamedNode, ox.NamedNode]]]


def derive_more(merged: Overlay, axioms: Axioms) -> list[Fact]:
    """Add to an overlay what follows from its new triples, and return what was added.

    The graph below must hold already what follows from itself.

    Raises
    ------
    InputError
        If more follows than from any honest addition, as from a chain of thousands of parts.
    """
    most = _MOST + _MOST_EACH * len(merged.new)
    first: _Joins = defaultdict(list)
    second: _Joins = defaultdict(list)
    steps = [*axioms.chains, *((p, p, p) for p in axioms.transitive)]
    for one, other, result in steps:
        first[one].append((other, result))  # type: ignore[index,arg-type]
        second[other].append((one, result))  # type: ignore[index,arg-type]
    queue = list(merged.new)
    found: list[Fact] = []
    while queue:
        for fact in list(_follow(merged, queue.pop(), axioms, first, second)):
            if merged.add(fact):
                queue.append(fact)
                found.append(fact)
        if len(found) > most:
            name = shorten_iri(found[-1][1].value)
            raise InputError(
                f"more than {most:,} triples follow from the addition, the last of {name}. A chain "
                f"or circle of {name} is too long: check where it leads, or split the file."
            )
    return found


def _follow(
    merged: Overlay, fact: Fact, axioms: Axioms, first: _Joins, second: _Joins
) -> Iterator[Fact]:
    subject, predicate, value = fact
    is_node = isinstance(value, ox.NamedNode | ox.BlankNode)
    if predicate == TYPE and isinstance(value, ox.NamedNode | ox.BlankNode):
        for broader in axioms.broader_classes.get(value, ()):
            yield subject, TYPE, broader
    for broader in axioms.broader_properties.get(predicate, ()):
        yield subject, broader, value
    if is_node:
        for inverse in axioms.inverses.get(predicate, ()):
            yield value, inverse, subject  # type: ignore[misc]
        for other, result in first.get(predicate, ()):
            for end in merged.objects(value, other):
                yield subject, result, end
    for one, result in second.get(predicate, ()):
        for start in merged.subjects(one, subject):
            yield start, result, value  # type: ignore[misc]

"""Why a derived triple holds: a short proof, whose leaves are stated triples.

The search goes backwards from the triple, by the rules of :mod:`dipgraph.rules` and
:mod:`dipgraph.infer`, and looks up in the store only what could have led to it; so it costs the
same in a graph of any size. It looks for a proof of depth one, then two, and so on: what is found
is of the least depth, and never goes in a circle.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox

from dipgraph import infer
from dipgraph.namespaces import shorten_iri
from dipgraph.rules import (
    CHAIN,
    FIRST,
    INVERSE,
    NIL,
    REST,
    SYMMETRIC,
    TRANSITIVE,
    TYPE,
    Axioms,
    Fact,
    Node,
)
from dipgraph.store import ALIGNMENTS, DERIVED

MOST_STEPS = 16
"""Deeper proofs are not looked for: a chain of so many parts of parts does not occur."""

_DEFAULT = ox.DefaultGraph()


class Proof(NamedTuple):
    """One node of a proof tree.

    ``graphs`` name the graphs that state the fact; then there is nothing below it. Otherwise
    ``because`` is the step in words, ``rule`` its name in the tables of OWL 2 RL, ``axioms`` the
    triples of the ontology that it rests on, each itself a proof without steps, and ``premises``
    the proofs of what it starts from.
    """

    fact: Fact
    graphs: tuple[str, ...] = ()
    because: str = ""
    rule: str = ""
    axioms: tuple[Proof, ...] = ()
    premises: tuple[Proof, ...] = ()

    @property
    def is_stated(self) -> bool:
        """True if a file states the fact."""
        return bool(self.graphs)


class _Way(NamedTuple):
    """One step that could lead to a fact."""

    because: str
    rule: str
    axioms: tuple[Fact, ...]
    premises: tuple[Fact, ...]


class Prover:
    """Finds proofs in a store that :mod:`dipgraph.store` has filled."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    @cached_property
    def _axioms(self) -> Axioms:
        return infer.read_all_axioms(self._store)

    @cached_property
    def _above(self) -> dict[Node, dict[Node, Fact]]:
        """For each class and property, what is stated to be directly above it, and where."""
        found: dict[Node, dict[Node, Fact]] = {}
        for predicate in (infer.SUBCLASS, infer.SUBPROPERTY, infer.SAME_CLASS, infer.SAME_PROPERTY):
            both_ways = predicate in (infer.SAME_CLASS, infer.SAME_PROPERTY)
            for fact in self._match(None, predicate, None):
                low, high = fact[0], fact[2]
                if isinstance(high, ox.NamedNode) and isinstance(low, ox.NamedNode):
                    found.setdefault(low, {}).setdefault(high, fact)
                    if both_ways:
                        found.setdefault(high, {}).setdefault(low, fact)
        return found

    def explain(self, fact: Fact) -> Proof | None:
        """Return why a fact holds, None if it is neither stated nor follows.

        Raises
        ------
        DataError
            If an axiom of the ontology cannot be followed.
        """
        for depth in range(MOST_STEPS + 1):
            found = self._prove(fact, depth)
            if found is not None:
                return found
            if depth == 1 and not self._holds(fact) and fact[1] != TYPE:
                return None  # only types and the closed trees follow without being in the store
        return None

    def _prove(self, fact: Fact, depth: int) -> Proof | None:
        graphs = self._graphs_of(fact)
        if graphs:
            return Proof(fact, graphs)
        if depth == 0:
            return None
        for way in self._ways(fact):
            premises = []
            for premise in way.premises:
                proof = self._prove(premise, depth - 1)
                if proof is None:
                    break
                premises.append(proof)
            else:
                axioms = tuple(Proof(axiom, self._graphs_of(axiom)) for axiom in way.axioms)
                return Proof(fact, (), way.because, way.rule, axioms, tuple(premises))
        return None

    # --- lookups ---------------------------------------------------------------------------

    def _match(self, subject: object, predicate: object, value: object) -> Iterator[Fact]:
        found = self._store.quads_for_pattern(subject, predicate, value, _DEFAULT)  # type: ignore[arg-type]
        for quad in found:
            yield quad.subject, quad.predicate, quad.object  # type: ignore[misc]

    def _holds(self, fact: Fact) -> bool:
        return ox.Quad(*fact, _DEFAULT) in self._store

    def _graphs_of(self, fact: Fact) -> tuple[str, ...]:
        found = self._store.quads_for_pattern(*fact, None)
        names = {quad.graph_name for quad in found} - {DERIVED, ALIGNMENTS, _DEFAULT}
        return tuple(sorted(name.value for name in names if isinstance(name, ox.NamedNode)))

    def _path(self, low: Node, high: Node) -> tuple[Fact, ...] | None:
        """Return the fewest stated axioms that lead from a class or property up to another."""
        before: dict[Node, tuple[Node, Fact] | None] = {low: None}
        ahead = deque([low])
        while ahead:
            here = ahead.popleft()
            if here == high:
                steps: list[Fact] = []
                step = before[here]
                while step is not None:
                    here, axiom = step
                    steps.insert(0, axiom)
                    step = before[here]
                return tuple(steps)
            for up, axiom in self._above.get(here, {}).items():
                if up not in before:
                    before[up] = (here, axiom)
                    ahead.append(up)
        return None

    # --- what could lead to a fact ---------------------------------------------------------

    def _ways(self, fact: Fact) -> Iterator[_Way]:
        if fact in infer.AXIOMATIC:
            yield _Way("it holds in every graph", "dt-type1, prp-ap, cls-thing", (), ())
        elif fact[1] == TYPE and isinstance(fact[2], ox.NamedNode):
            yield from self._ways_to_type(fact, fact[2])
        elif fact[1] in (infer.SUBCLASS, infer.SUBPROPERTY, infer.SAME_CLASS, infer.SAME_PROPERTY):
            yield from self._ways_to_order(fact)
        elif fact[1] in (infer.DOMAIN, infer.RANGE):
            yield from self._ways_to_domain(fact)
        yield from self._ways_to_property(fact)

    def _climb(self, low: Node, high: Node) -> tuple[str, tuple[Fact, ...]] | None:
        """Return in words why one class is another or below it, and by which axioms."""
        path = self._path(low, high)
        if path is not None:
            names = [_name(low)]
            for axiom in path:
                names.append(_name(axiom[2] if _name(axiom[0]) == names[-1] else axiom[0]))
            words = f"{names[0]} is below " + ", which is below ".join(names[1:])
            return words if path else "", path
        if high == infer.THING:
            for cls in (low, *self._axioms.broader_classes.get(low, ())):
                declared: Fact = (cls, TYPE, infer.CLASS)
                path = self._path(low, cls) if self._graphs_of(declared) else None
                if path is not None:
                    return f"{_name(cls)} is a class, and owl:Thing is above all", (*path, declared)
        return None

    def _ways_to_type(self, fact: Fact, cls: ox.NamedNode) -> Iterator[_Way]:
        subject = fact[0]
        for premise in sorted(self._match(subject, TYPE, None), key=str):
            if premise[2] != cls and isinstance(premise[2], ox.NamedNode):
                climb = self._climb(premise[2], cls)
                if climb:
                    yield _Way(climb[0], "cax-sco", climb[1], (premise,))
        for classes, predicate, rule in (
            (self._axioms.domains, infer.DOMAIN, "prp-dom"),
            (self._axioms.ranges, infer.RANGE, "prp-rng"),
        ):
            for prop, stated in classes.items():
                ends = (subject, None) if predicate == infer.DOMAIN else (None, subject)
                used = next(self._match(ends[0], prop, ends[1]), None)
                for low in stated if used else ():
                    climb = self._climb(low, cls)
                    if climb and used:
                        place = "has" if predicate == infer.DOMAIN else "is a value of"
                        words = f"whatever {place} {_name(prop)} is a {_name(low)}"
                        words += f"; {climb[0]}" if climb[0] else ""
                        yield _Way(words, rule, ((prop, predicate, low), *climb[1]), (used,))

    def _ways_to_order(self, fact: Fact) -> Iterator[_Way]:
        low, predicate, high = fact
        if isinstance(high, ox.Literal):
            return
        of_classes = predicate in (infer.SUBCLASS, infer.SAME_CLASS)
        tree = self._axioms.broader_classes if of_classes else self._axioms.broader_properties
        if high not in tree.get(low, ()):
            return
        rule = "scm-sco" if of_classes else "scm-spo"
        if predicate in (infer.SAME_CLASS, infer.SAME_PROPERTY):
            up, down = self._climb(low, high), self._climb(high, low)
            if up and down and low in tree.get(high, ()):
                yield _Way(f"{up[0]}, and {down[0]}", "scm-eqc2, scm-eqp2", up[1] + down[1], ())
            return
        climb = self._climb(low, high)
        if climb:
            yield _Way(climb[0], rule, climb[1], ())
        elif low == infer.NOTHING:
            declared: Fact = (high, TYPE, infer.CLASS)
            stated = (declared,) if self._graphs_of(declared) else ()
            yield _Way("owl:Nothing is below every class", "cls-nothing1, scm-cls", stated, ())

    def _ways_to_domain(self, fact: Fact) -> Iterator[_Way]:
        prop, predicate, high = fact
        stated = self._axioms.domains if predicate == infer.DOMAIN else self._axioms.ranges
        for above, classes in stated.items():
            for low in classes:
                first, second = self._climb(prop, above), self._climb(low, high)  # type: ignore[arg-type]
                if first and second:
                    words = "; ".join(filter(None, (first[0], second[0])))
                    axiom: Fact = (above, ox.NamedNode(predicate.value), low)
                    yield _Way(words, "scm-dom, scm-rng", (*first[1], axiom, *second[1]), ())

    def _ways_to_property(self, fact: Fact) -> Iterator[_Way]:
        subject, predicate, value = fact
        for low, all_broader in self._axioms.broader_properties.items():
            premise = (subject, ox.NamedNode(str(low)[1:-1]), value)
            if predicate in all_broader and self._holds(premise):
                path = self._path(low, predicate) or ()
                climb = self._climb(low, predicate)
                yield _Way(climb[0] if climb else "", "prp-spo1", path, (premise,))
        if not isinstance(value, ox.Literal):
            for other in self._axioms.inverses.get(predicate, ()):
                if self._holds((value, other, subject)):
                    yield self._inverse_way(fact, other)
        chains = [chain for chain in self._axioms.chains if chain[2] == predicate]
        if predicate in self._axioms.transitive:
            chains.append((predicate, predicate, predicate))
        for first, second, _ in chains:
            for one in sorted(self._match(subject, first, None), key=str):
                middle = one[2]
                if isinstance(middle, ox.Literal):
                    continue
                two = (middle, second, value)
                if fact not in (one, two) and self._holds(two):
                    yield self._chain_way(predicate, first, second, (one, two))

    def _inverse_way(self, fact: Fact, other: ox.NamedNode) -> _Way:
        subject, predicate, value = fact
        premise: Fact = (value, other, subject)  # type: ignore[assignment]
        if other == predicate:
            words, rule = f"{_name(predicate)} holds both ways", "prp-symp"
            axioms: tuple[Fact, ...] = ((predicate, TYPE, SYMMETRIC),)
        else:
            words = f"{_name(predicate)} and {_name(other)} are inverse to each other"
            rule = "prp-inv"
            pair: Fact = (predicate, INVERSE, other)
            axioms = (pair if self._holds(pair) else (other, INVERSE, predicate),)
        return _Way(words, rule, axioms, (premise,))

    def _chain_way(
        self, predicate: ox.NamedNode, first: Node, second: Node, premises: tuple[Fact, Fact]
    ) -> _Way:
        if first == second == predicate and predicate in self._axioms.transitive:
            words = f"{_name(predicate)} is transitive: two steps of it make one"
            return _Way(words, "prp-trp", ((predicate, TYPE, TRANSITIVE),), premises)
        words = f"{_name(first)} followed by {_name(second)} makes {_name(predicate)}"
        lists = self._match(predicate, CHAIN, None)
        mine = [axiom for axiom in lists if self._links(axiom[2]) == [first, second]]
        return _Way(words, "prp-spo2", tuple(mine[:1]), premises)

    def _links(self, head: object) -> list[object]:
        """Return the two links of a chain, which is a list."""
        found: list[object] = []
        while head != NIL and len(found) < 3:
            found += [fact[2] for fact in self._match(head, FIRST, None)]
            rest = [fact[2] for fact in self._match(head, REST, None)]
            head = rest[0] if rest else NIL
        return found


def _name(term: object) -> str:
    return shorten_iri(str(getattr(term, "value", term)))

"""Derive triples from the axioms of the ontology: the rules, and nothing else.

Seven kinds of axiom are followed, whatever terms they name:

==============================  ==========================================  ==============
axiom                           what follows                                OWL 2 RL rule
==============================  ==========================================  ==============
``rdfs:subClassOf``             instances belong to the broader class       cax-sco, scm-sco
``rdfs:subPropertyOf``          the broader property holds as well          prp-spo1, scm-spo
``owl:propertyChainAxiom``      two steps in a row make one                 prp-spo2
``owl:TransitiveProperty``      so do two steps of one property             prp-trp
``owl:SymmetricProperty``       the property holds the other way round      prp-symp
``owl:inverseOf``               the inverse property holds back             prp-inv1, prp-inv2
``owl:equivalentClass``,        each is below the other, if both are named  cax-eqc, prp-eqp
``owl:equivalentProperty``
==============================  ==========================================  ==============

Domains and ranges are left to the check: here they would turn a slip into a fact; only the
whole closure (:mod:`dipgraph.infer`) asks for them. Classes and properties without a name
(restrictions, unions) are passed over. Each new triple is joined once with what is known
(semi-naive evaluation), so the work grows with the number of triples that follow, not with the
number of rounds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from dipgraph.errors import DataError
from dipgraph.namespaces import PREFIXES, shorten_iri

_RDF, _RDFS, _OWL = PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["owl"]
TYPE = ox.NamedNode(_RDF + "type")
FIRST, REST = ox.NamedNode(_RDF + "first"), ox.NamedNode(_RDF + "rest")
NIL = ox.NamedNode(_RDF + "nil")
_SUBCLASS = ox.NamedNode(_RDFS + "subClassOf")
_SUBPROPERTY = ox.NamedNode(_RDFS + "subPropertyOf")
CHAIN = ox.NamedNode(_OWL + "propertyChainAxiom")
_DOMAIN = ox.NamedNode(_RDFS + "domain")
_RANGE = ox.NamedNode(_RDFS + "range")
INVERSE = ox.NamedNode(_OWL + "inverseOf")
_SAME_CLASS = ox.NamedNode(_OWL + "equivalentClass")
_SAME_PROPERTY = ox.NamedNode(_OWL + "equivalentProperty")
TRANSITIVE = ox.NamedNode(_OWL + "TransitiveProperty")
SYMMETRIC = ox.NamedNode(_OWL + "SymmetricProperty")

# What a triple is made of here; quoted triples do not occur in the formats that are read.
Node = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal
Fact = tuple[Node, ox.NamedNode, Term]


class Axioms(NamedTuple):
    """The axioms that the rules follow, with the trees already closed.

    ``broader_classes`` and ``broader_properties`` give all broader terms of a term, itself
    left out. ``chains`` holds (first, second, result). ``domains`` and ``ranges`` are empty unless
    they were asked for.
    """

    broader_classes: dict[Node, tuple[ox.NamedNode, ...]]
    broader_properties: dict[Node, tuple[ox.NamedNode, ...]]
    inverses: dict[Node, tuple[ox.NamedNode, ...]]
    transitive: frozenset[Node]
    chains: tuple[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode], ...]
    domains: dict[Node, tuple[ox.NamedNode, ...]]
    ranges: dict[Node, tuple[ox.NamedNode, ...]]


def read_axioms(
    store: ox.Store,
    graph: ox.NamedNode | None = None,
    more_classes: Iterable[tuple[ox.NamedNode, ox.NamedNode]] = (),
    *,
    domains: bool = False,
) -> Axioms:
    """Read the axioms that stand in a graph of ``store``, by default in its default graph.

    ``more_classes`` are pairs of a class and one above it that hold without being stated.
    ``domains`` says whether domains and ranges are followed.

    Raises
    ------
    DataError
        If a property chain has not exactly two named links: longer ones are not followed, and
        must not be passed over in silence.
    """
    where: ox.NamedNode | ox.DefaultGraph = graph or ox.DefaultGraph()

    def pairs(predicate: ox.NamedNode) -> Iterator[tuple[Node, Term]]:
        for quad in store.quads_for_pattern(None, predicate, None, where):
            yield quad.subject, quad.object  # type: ignore[misc]

    def named(predicate: ox.NamedNode) -> Iterator[tuple[ox.NamedNode, ox.NamedNode]]:
        for one, other in pairs(predicate):
            if isinstance(one, ox.NamedNode) and isinstance(other, ox.NamedNode):
                yield one, other

    def marked(kind: ox.NamedNode) -> frozenset[Node]:
        found = store.quads_for_pattern(None, TYPE, kind, where)
        return frozenset(q.subject for q in found if isinstance(q.subject, ox.NamedNode))

    same_classes = list(named(_SAME_CLASS))
    same_properties = list(named(_SAME_PROPERTY))
    inverses: defaultdict[Node, set[ox.NamedNode]] = defaultdict(set)
    for one, other in named(INVERSE):
        inverses[one].add(other)
        inverses[other].add(one)
    for symmetric in marked(SYMMETRIC):
        if isinstance(symmetric, ox.NamedNode):
            inverses[symmetric].add(symmetric)
    return Axioms(
        broader_classes=_close(
            [*named(_SUBCLASS), *same_classes, *((b, a) for a, b in same_classes), *more_classes]
        ),
        broader_properties=_close(
            [*named(_SUBPROPERTY), *same_properties, *((b, a) for a, b in same_properties)]
        ),
        inverses={one: tuple(others) for one, others in inverses.items()},
        transitive=marked(TRANSITIVE),
        chains=tuple(sorted(_read_chains(store, where, pairs(CHAIN)), key=str)),
        domains=_group(named(_DOMAIN)) if domains else {},
        ranges=_group(named(_RANGE)) if domains else {},
    )


def derive(store: ox.Store, axioms: Axioms) -> list[Fact]:
    """Return the triples that follow from the default graph of ``store`` and are not in it.

    No literal is ever a subject. The store is not changed.
    """
    engine = Engine(axioms)
    trees = axioms.broader_classes
    classes = {*trees, *(broad for all_broader in trees.values() for broad in all_broader)}
    if axioms.domains or axioms.ranges:
        patterns: list[tuple[ox.NamedNode, Node | None]] = [(TYPE, None)]
    else:  # most nodes are of a class that nothing is above
        patterns = [(TYPE, cls) for cls in classes]
    patterns += [(predicate, None) for predicate in engine.predicates if predicate != TYPE]
    for predicate, value in patterns:
        engine.assert_all(
            (quad.subject, quad.predicate, quad.object)  # type: ignore[misc]
            for quad in store.quads_for_pattern(None, predicate, value, ox.DefaultGraph())
        )
    return engine.run()


class Engine:
    """Known facts of the predicates that matter, by predicate, with both directions indexed.

    Assert what is stated, all of it, then :meth:`run` once.
    """

    def __init__(self, axioms: Axioms) -> None:
        self.axioms = axioms
        self.as_first: defaultdict[Node, list[tuple[ox.NamedNode, ox.NamedNode]]]
        self.as_first, self.as_second = defaultdict(list), defaultdict(list)
        for first, second, result in axioms.chains:
            self.as_first[first].append((second, result))
            self.as_second[second].append((first, result))
        for prop in axioms.transitive:
            if isinstance(prop, ox.NamedNode):
                self.as_first[prop].append((prop, prop))
                self.as_second[prop].append((prop, prop))
        joined = {*self.as_first, *self.as_second}
        leading = {TYPE, *axioms.broader_properties, *axioms.inverses, *joined}
        leading |= {*axioms.domains, *axioms.ranges}
        # A result counts as known when it is asserted, so its predicate is read as well.
        results = {broader for all_ in axioms.broader_properties.values() for broader in all_}
        results |= {other for others in axioms.inverses.values() for other in others}
        results |= {result for _, _, result in axioms.chains}
        self.predicates = {node for node in leading | results if isinstance(node, ox.NamedNode)}
        self.joined = joined
        self.known: set[Fact] = set()
        self.objects: defaultdict[tuple[Node, Node], list[Term]] = defaultdict(list)
        self.subjects: defaultdict[tuple[Node, Term], list[Node]] = defaultdict(list)
        self.queue: list[Fact] = []

    def assert_all(self, facts: Iterable[Fact]) -> None:
        """Take facts as stated; their predicates must be of those that matter."""
        for fact in facts:
            self._add(fact)

    def assert_quads(self, quads: Iterable[ox.Quad]) -> None:
        """Take quads as stated, in whatever graph; those that lead to nothing are passed over."""
        for quad in quads:
            predicate = quad.predicate
            if predicate in self.predicates:
                self._add((quad.subject, predicate, quad.object))  # type: ignore[arg-type]

    def _add(self, fact: Fact) -> None:
        if fact in self.known:
            return
        self.known.add(fact)
        subject, predicate, value = fact
        if predicate in self.joined:
            self.objects[predicate, subject].append(value)
            self.subjects[predicate, value].append(subject)
        self.queue.append(fact)

    def run(self) -> list[Fact]:
        """Follow every fact in the queue; what the rules add comes after what was asserted."""
        asserted = len(self.queue)
        # The list grows while it is walked over.
        for fact in self.queue:
            for follows in self.follow(fact):
                if follows not in self.known:
                    self._add(follows)
        return self.queue[asserted:]

    def follow(self, fact: Fact) -> list[Fact]:
        """Return what follows at once from a fact and what is known, known things among it."""
        subject, predicate, value = fact
        found: list[Fact] = []
        if predicate == TYPE:
            for broader in self.axioms.broader_classes.get(value, ()):  # type: ignore[arg-type]
                found.append((subject, TYPE, broader))
            return found
        for broader in self.axioms.broader_properties.get(predicate, ()):
            found.append((subject, broader, value))
        if predicate in self.axioms.inverses and not isinstance(value, ox.Literal):
            for inverse in self.axioms.inverses[predicate]:
                found.append((value, inverse, subject))
        for cls in self.axioms.domains.get(predicate, ()):
            found.append((subject, TYPE, cls))
        if predicate in self.axioms.ranges and not isinstance(value, ox.Literal):
            for cls in self.axioms.ranges[predicate]:
                found.append((value, TYPE, cls))
        if predicate not in self.joined:
            return found
        for second, result in self.as_first.get(predicate, ()):
            for end in self.objects.get((second, value), ()):  # type: ignore[arg-type]
                found.append((subject, result, end))
        for first, result in self.as_second.get(predicate, ()):
            for start in self.subjects.get((first, subject), ()):
                found.append((start, result, value))
        return found


def _group(
    pairs: Iterable[tuple[ox.NamedNode, ox.NamedNode]],
) -> dict[Node, tuple[ox.NamedNode, ...]]:
    found: defaultdict[Node, list[ox.NamedNode]] = defaultdict(list)
    for one, other in pairs:
        found[one].append(other)
    return {one: tuple(others) for one, others in found.items()}


def _close(
    pairs: Iterable[tuple[ox.NamedNode, ox.NamedNode]],
) -> dict[Node, tuple[ox.NamedNode, ...]]:
    """Return all that is reached from each term by one or more steps, the term left out."""
    steps: defaultdict[ox.NamedNode, set[ox.NamedNode]] = defaultdict(set)
    for narrow, broad in pairs:
        steps[narrow].add(broad)
    closed: dict[Node, tuple[ox.NamedNode, ...]] = {}
    for term in steps:
        reached: dict[ox.NamedNode, None] = {}
        ahead = [term]
        while ahead:
            for broad in steps.get(ahead.pop(), ()):
                if broad not in reached and broad != term:
                    reached[broad] = None
                    ahead.append(broad)
        closed[term] = tuple(reached)
    return closed


def _read_chains(
    store: ox.Store,
    where: ox.NamedNode | ox.DefaultGraph,
    pairs: Iterable[tuple[Node, Term]],
) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]]:
    for result, head in pairs:
        links: list[object] = []
        node: object = head
        while isinstance(node, ox.BlankNode) and len(links) < 3:
            links += [q.object for q in store.quads_for_pattern(node, FIRST, None, where)]
            rest = [q.object for q in store.quads_for_pattern(node, REST, None, where)]
            node = rest[0] if rest else NIL
        named = [link for link in links if isinstance(link, ox.NamedNode)]
        if len(named) != 2 or len(links) != 2 or not isinstance(result, ox.NamedNode):
            who = shorten_iri(result.value)
            raise DataError(
                f"{who}: its owl:propertyChainAxiom has not exactly two named links, and only "
                "such chains are followed. Split it with a property between."
            )
        yield named[0], named[1], result

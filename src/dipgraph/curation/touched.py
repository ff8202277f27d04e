"""Which queries an addition can touch: those of which a triple pattern fits a new triple.

An answer depends on nothing but the triples that fit the patterns of its query. A new triple that
fits a pattern still changes nothing if no solution has it: if, with the nodes of the triple in
their places, another pattern that every such solution needs fits no triple at all. Only what is
sure is left out; a query that is not wholly read counts as touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from dipgraph.curation.patterns import ANY, Group, Pattern, Term, Way, read_patterns
from dipgraph.shacl.view import Fact
from dipgraph.shacl.vocabulary import Term as Node

Binding = Mapping[str, Node]


class Delta:
    """Triples that come or go.

    Parameters
    ----------
    store
        Where solutions with these triples are: the store with what comes, or that without what
        goes yet.
    facts
        The triples, those that follow by the rules among them.
    """

    def __init__(self, store: ox.Store, facts: Iterable[Fact]) -> None:
        self._store = store
        self._by_predicate: defaultdict[ox.NamedNode, list[Fact]] = defaultdict(list)
        self._nodes: set[Node] = set()
        for fact in facts:
            self._by_predicate[fact[1]].append(fact)
            self._nodes.update((fact[0], fact[2]))
        self._known: dict[tuple[Node | None, ox.NamedNode, Node | None], bool] = {}

    def may_change(self, text: str) -> bool:
        """Tell whether the answer of a query may have another row because of these triples."""
        patterns = read_patterns(text)
        if patterns is None:
            return True
        return any(self._fits(pattern, group) for pattern, group in patterns)

    def _fits(self, pattern: Pattern, group: Group) -> bool:
        way = pattern.predicate
        if isinstance(way, Way) and way.may_be_empty and self._may_begin(pattern, group):
            return True
        predicates = way.properties if isinstance(way, Way) else self._by_predicate
        return any(
            self._has_solution(binding, pattern, group)
            for predicate in predicates
            for fact in self._by_predicate.get(predicate, ())
            for binding in _bindings(pattern, fact)
        )

    def _may_begin(self, pattern: Pattern, group: Group) -> bool:
        """Tell whether a path that may be empty could lead from a new node of the graph to itself.

        Not if another pattern says which node it begins or ends at, nor if an end is a name that
        was there before: the engine asks even of a name whether the graph has it.
        """
        others = [p for p in (*group.required(), *group.before) if p is not pattern]
        plain = [
            p for p in others if not isinstance(p.predicate, Way) or not p.predicate.may_be_empty
        ]
        if pattern.variables() & set().union(*(p.variables() for p in plain)):
            return False
        names = {end for end in (pattern.subject, pattern.value) if isinstance(end, ox.NamedNode)}
        return not names or not names.isdisjoint(self._nodes)

    def _has_solution(self, binding: Binding, pattern: Pattern, group: Group) -> bool:
        """Tell whether a solution may have a pattern with these nodes in its places."""
        known = dict(binding)
        at: Group | None = group
        while at is not None:
            if not all(self._may_fit(p, known) for p in at.required() if p is not pattern):
                return False
            if at.is_cut or at.parent is None:
                return True
            if at.left:
                # What is optional may bind a name that is free to its left, and so decide on what
                # comes after it: only names that the left side binds tell more.
                if not all(self._may_fit(p, known) for p in at.before):
                    return False
                sure = set().union(*(p.variables() for p in at.before))
                known = {name: node for name, node in known.items() if name in sure}
            at = at.parent
        return True

    def _may_fit(self, pattern: Pattern, known: Binding) -> bool:
        """Tell whether a pattern, with the nodes that are known, fits some triple."""
        subject, value = _node(pattern.subject, known), _node(pattern.value, known)
        way = pattern.predicate
        if isinstance(way, str) or (way.may_be_empty and len(way.steps) == 1):
            return True
        if len(way.steps) == 1:
            step = way.steps[0]
            return step is None or self._holds(subject, step, value)
        first, last = way.steps[0], way.steps[-1]
        return (first is None or self._holds(subject, first, None)) and (
            last is None or self._holds(None, last, value)
        )

    def _holds(self, subject: Node | None, predicate: ox.NamedNode, value: Node | None) -> bool:
        if subject is None and value is None:
            return True
        if isinstance(subject, ox.Literal | ox.Triple):
            return False
        key = (subject, predicate, value)
        found = self._known.get(key)
        if found is None:
            quads = self._store.quads_for_pattern(subject, predicate, value)
            found = self._known[key] = any(True for _ in quads)
        return found


def _node(term: Term, known: Binding) -> Node | None:
    if isinstance(term, ox.NamedNode):
        return term
    return known.get(term)


def _bindings(pattern: Pattern, fact: Fact) -> Iterable[Binding]:
    """Yield the nodes of a triple by the variables of a pattern, for each way in which it fits."""
    subject, predicate, value = fact
    way = pattern.predicate
    if isinstance(way, str) or (len(way.steps) == 1 and way.steps[0] is not None):
        found = _bind([(pattern.subject, subject), (pattern.value, value)])
        if found is not None:
            yield found | ({way: predicate} if isinstance(way, str) else {})
        return
    for at, step in enumerate(way.steps):
        if step is not None and step != predicate:
            continue
        ends: list[tuple[Term, Node]] = []
        if step is not None and at == 0:
            ends.append((pattern.subject, subject))
        if step is not None and at == len(way.steps) - 1:
            ends.append((pattern.value, value))
        found = _bind(ends)
        if found is not None:
            yield found


def _bind(ends: list[tuple[Term, Node]]) -> dict[str, Node] | None:
    """Return the nodes by variable, None if a name or a variable stands for another node."""
    found: dict[str, Node] = {}
    for term, node in ends:
        if term == ANY:
            if not isinstance(node, ox.Literal):
                return None
        elif isinstance(term, ox.NamedNode):
            if term != node:
                return None
        elif found.setdefault(term, node) != node:
            return None
    return found

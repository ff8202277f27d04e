"""How the parts of a query hang together: read off rdflib's algebra of it.

SPARQL 1.1 Query Language, section 18 (definition of SPARQL), gives the algebra, and section
18.2.1 which variables are in scope where.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from dipgraph.querying.algebra import name_of, names_in, part, pieces
from dipgraph.querying.expressions import asks_whether_bound, can_hold_without, denies

Names = frozenset[str]

UNBOUND_ON_PURPOSE = frozenset({"none", "unbound", "undef"})
"""Names that say that nothing is meant to bind them, as in ``IF(?a = ?b, ?c, ?none)``."""


class Part(NamedTuple):
    """Patterns that variables join to each other. ``matches`` is False for VALUES alone."""

    names: Names
    matches: bool


class Joins:
    """What a query's algebra tells of joins and scopes.

    Attributes
    ----------
    bound
        Every variable that something binds somewhere.
    unbound
        Variables used where nothing binds them.
    products
        For each cross product, the variables of each part.
    idle_minus
        For each MINUS that shares no variable with what it subtracts from, its variables.
    predicates, patterns
        Properties that are asked for (those inside paths too), and the triple patterns.
    expressions
        What is tested, bound, ordered or grouped by.
    aggregates
        Aggregates, each with the variables of its pattern.
    made
        What BIND and VALUES give each variable: expressions and terms.
    graphs
        Terms after GRAPH.
    undone
        Variables that only an OPTIONAL binds, and of which a FILTER outside of it asks that they
        are not something; it drops the rows in which they have no value.
    loose
        For each join on nothing but variables that only an OPTIONAL binds, these variables.
    asked_whether
        Variables in BOUND.
    """

    def __init__(self) -> None:
        self.bound: set[str] = set()
        self.unbound: set[str] = set()
        self.products: list[list[Names]] = []
        self.idle_minus: list[list[str]] = []
        self.predicates: list[str] = []
        self.patterns: list[tuple[Any, Any, Any]] = []
        self.expressions: list[Any] = []
        self.aggregates: list[Any] = []
        self.made: dict[str, list[Any]] = {}
        self.graphs: list[Any] = []
        self.undone: list[str] = []
        self.asked_whether: set[str] = set()
        self.loose: list[list[str]] = []

    def read(self, algebra: Any) -> None:
        """Read the algebra of a whole query."""
        if part(algebra, "p") is None:  # DESCRIBE <...>
            return
        self._report(self._parts(algebra.p, frozenset()))
        scope = _scope(_below(algebra.p))
        if algebra.name == "SelectQuery":
            for name in algebra.PV:
                self._use(str(name), scope)
        for triple in part(algebra, "template") or ():
            for name in names_in(triple):
                if not name.startswith("_:"):
                    self._use(name, scope)

    def _report(self, parts: list[Part]) -> None:
        apart = [part.names for part in parts if part.matches and part.names]
        if len(apart) > 1:
            self.products.append(apart)

    def _use(self, name: str, scope: Names) -> None:
        if name not in scope and name not in UNBOUND_ON_PURPOSE and name[:6] != "__agg_":
            self.unbound.add(name)

    # ------------------------------------------------------------------ parts

    def _parts(self, node: Any, outer: Names) -> list[Part]:
        """Return the parts of a pattern that nothing joins, itself or by way of ``outer``."""
        read = getattr(self, f"_parts_of_{node.name}", None)
        if read is not None:
            return list(read(node, outer))
        if part(node, "p") is not None:
            return self._parts(node.p, outer)
        return []

    def _parts_of_BGP(self, node: Any, outer: Names) -> list[Part]:  # noqa: N802
        parts: list[Part] = []
        for triple in node.triples:
            self.patterns.append(triple)
            self.predicates += _properties_in(triple[1])
            names = frozenset(names_in(triple))
            self.bound |= names
            if names:
                parts.append(Part(names, True))
        return _merge(parts)

    def _parts_of_Join(self, node: Any, outer: Names) -> list[Part]:  # noqa: N802
        left, right = _scope(node.p1), _scope(node.p2)
        if node.name == "Join":
            loose = _optional(node.p1) - _certain(node.p1)
            if loose & right and not (left - loose) & right:
                self.loose.append(sorted(loose & right))
        return _merge(self._parts(node.p1, outer | right) + self._parts(node.p2, outer | left))

    def _parts_of_LeftJoin(self, node: Any, outer: Names) -> list[Part]:  # noqa: N802
        scope = _scope(node.p1) | _scope(node.p2)
        parts = self._parts_of_Join(node, outer)
        return _merge(parts, self._tested(part(node, "expr"), scope | outer))

    def _parts_of_Filter(self, node: Any, outer: Names) -> list[Part]:  # noqa: N802
        parts = self._parts(node.p, outer)
        for name in sorted(_optional(node.p) - _certain(node.p)):
            if (
                denies(node.expr, name)
                and not asks_whether_bound(node.expr, name)
                and not can_hold_without(node.expr, name)
            ):
                self.undone.append(name)
        return _merge(parts, self._tested(node.expr, _scope(node.p)))

    def _parts_of_Union(self, node: Any, outer: Names) -> list[Part]:  # noqa: N802
        for branch in (node.p1, node.p2):
            parts = self._parts(branch, outer)
            self._report(_merge(parts, frozenset().union(*(p.names & outer for p in parts))))
        return [Part(_scope(node), True)]

    def _parts_of_Minus(self, node: Any, outer: Names) -> list[Part]:  # noqa: N802
        left, right = _scope(node.p1), _scope(node.p2)
        if right and not left & right:
            self.idle_minus.append(sorted(right))
        taken = self._parts(node.p2, left)
        self._report(_merge(taken, frozenset().union(*(part.names & left for part in taken))))
        return self._parts(node.p1, outer)

    def _parts_of_Graph(self, node: Any, outer: Names) -> list[Part]:  # noqa: N802
        parts = self._parts(node.p, outer)
        names = frozenset(names_in(node.term))
        self.bound |= names
        self.graphs.append(node.term)
        return [Part(part.names | names, part.matches) for part in parts]

    def _parts_of_Extend(self, node: Any, outer: Names) -> list[Part]:  # noqa: N802
        parts = self._parts(node.p, outer)
        used = self._tested(node.expr, _scope(node.p))
        self.bound.add(str(node.var))
        self.made.setdefault(str(node.var), []).append(node.expr)
        new = frozenset({str(node.var)})
        # The new variable hangs on each part that it was made from, without joining them.
        return [Part(p.names | new if p.names & used else p.names, p.matches) for p in parts]

    def _parts_of_values(self, node: Any, outer: Names) -> list[Part]:
        names = _scope(node)
        self.bound |= names
        for row in node.res:
            for name, term in row.items():
                if term != "UNDEF":
                    self.made.setdefault(str(name), []).append(term)
        return [Part(names, False)]

    def _parts_of_ToMultiSet(self, node: Any, outer: Names) -> list[Part]:  # noqa: N802
        if node.p.name == "values":
            return self._parts(node.p, outer)
        # A SELECT inside the query: nothing of it but what it selects is seen outside.
        self._report(self._parts(node.p, frozenset()))
        for name in part(node.p, "PV") or ():
            self._use(str(name), _scope(_below(node.p)))
        one_row = _gives_one_row(node.p)
        return [] if one_row else [Part(_scope(node.p), True)]

    def _parts_of_OrderBy(self, node: Any, outer: Names) -> list[Part]:  # noqa: N802
        self._tested(node.expr, _scope(node.p))
        return self._parts(node.p, outer)

    def _parts_of_Group(self, node: Any, outer: Names) -> list[Part]:  # noqa: N802
        self._tested(part(node, "expr"), _scope(node.p))
        return self._parts(node.p, outer)

    def _parts_of_AggregateJoin(self, node: Any, outer: Names) -> list[Part]:  # noqa: N802
        inner = _scope(node.p.p)
        for aggregate in node.A:
            self.aggregates.append(aggregate)
            self._tested(part(aggregate, "vars"), inner)
        return self._parts(node.p, outer)

    def _tested(self, expression: Any, scope: Names) -> Names:
        """Return the variables of an expression; note it, and names without a value."""
        used: set[str] = set()
        self.expressions.append(expression)
        for piece in pieces(expression):
            kind = name_of(piece)
            if kind in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
                used |= frozenset(names_in(part(piece, "graph"))) & scope
                self._note_patterns(part(piece, "graph"))
            elif kind == "Builtin_BOUND":
                self.asked_whether.add(str(piece.arg))
        for name in _names_outside_exists(expression):
            used.add(name)
            self._use(name, scope)
        return frozenset(used)

    def _note_patterns(self, graph: Any) -> None:
        for piece in pieces(graph):
            if name_of(piece) == "TriplesBlock":
                for flat in piece.triples:
                    for at in range(0, len(flat) - 2, 3):
                        triple = (flat[at], flat[at + 1], flat[at + 2])
                        self.patterns.append(triple)
                        self.predicates += _properties_in(triple[1])


def _merge(parts: Iterable[Part], joining: Names = frozenset()) -> list[Part]:
    """Join the parts that share a variable, and those that ``joining`` has variables of."""
    merged: list[Part] = []
    for new in parts:
        touching = [
            other
            for other in merged
            if other.names & new.names or (other.names & joining and new.names & joining)
        ]
        names = new.names.union(*(other.names for other in touching))
        matches = new.matches or any(other.matches for other in touching)
        merged = [other for other in merged if other not in touching]
        merged.append(Part(names, matches))
    return merged


def _names_outside_exists(expression: Any) -> Iterator[str]:
    from rdflib import Variable

    kind = name_of(expression)
    if kind in ("Builtin_EXISTS", "Builtin_NOTEXISTS", "Builtin_BOUND"):
        return
    if isinstance(expression, Variable):
        yield str(expression)
    elif isinstance(expression, dict):
        for key, value in expression.items():
            if key not in ("_vars", "res"):
                yield from _names_outside_exists(value)
    elif isinstance(expression, list | tuple):
        for value in expression:
            yield from _names_outside_exists(value)


def _properties_in(predicate: Any) -> list[str]:
    """Return the properties of a predicate or path; those of a negated set are not asked for."""
    from rdflib import URIRef
    from rdflib.paths import InvPath, NegatedPath, Path

    if isinstance(predicate, URIRef):
        return [str(predicate)]
    if isinstance(predicate, NegatedPath) or not isinstance(predicate, Path):
        return []
    if isinstance(predicate, InvPath):
        return _properties_in(predicate.arg)
    inner = getattr(predicate, "args", None) or [getattr(predicate, "path", None)]
    return [name for part in inner for name in _properties_in(part)]


def goes_both_ways(predicate: Any) -> bool:
    """Tell whether a path repeats a property and its inverse, or what is not some property."""
    from rdflib import URIRef
    from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, Path

    if not isinstance(predicate, Path):
        return False
    if isinstance(predicate, MulPath) and predicate.mod in ("*", "+"):
        inner = predicate.path
        ways = inner.args if isinstance(inner, AlternativePath) else [inner]
        back = {str(way.arg) for way in ways if isinstance(way, InvPath)}
        forth = {str(way) for way in ways if isinstance(way, URIRef)}
        return bool(back & forth) or any(isinstance(way, NegatedPath) for way in ways)
    return any(goes_both_ways(step) for step in getattr(predicate, "args", ()))


def _below(node: Any) -> Any:
    """Return what a projection selects from."""
    while node.name in ("Project", "Distinct", "Reduced", "Slice"):
        node = node.p
    return node


def _gives_one_row(node: Any) -> bool:
    while node is not None and node.name in ("Project", "Distinct", "Slice", "OrderBy", "Extend"):
        if node.name == "Slice" and part(node, "length") == 1:
            return True
        node = node.p
    return node is not None and node.name == "AggregateJoin" and not part(node.p, "expr")


def _optional(node: Any) -> Names:
    """Return the variables of the OPTIONAL parts of a group, those of SELECTs inside it aside."""
    kind = node.name
    if kind == "LeftJoin":
        # OPTIONAL { SELECT ... } with a FILTER after it is how a join is made fast on purpose.
        inner = frozenset() if node.p2.name == "ToMultiSet" else _scope(node.p2)
        return _optional(node.p1) | inner
    if kind in ("Join", "Minus"):
        return _optional(node.p1) | (_optional(node.p2) if kind == "Join" else frozenset())
    if kind in ("Filter", "Extend", "Graph"):
        return _optional(node.p)
    return frozenset()


def _scope(node: Any) -> Names:
    """Return the variables in scope after a pattern (SPARQL 1.1, 18.2.1)."""
    kind = node.name
    if kind == "BGP":
        return frozenset(names_in(node.triples))
    if kind in ("Join", "LeftJoin", "Union"):
        return _scope(node.p1) | _scope(node.p2)
    if kind == "Minus":
        return _scope(node.p1)
    if kind == "Graph":
        return _scope(node.p) | frozenset(names_in(node.term))
    if kind == "Extend":
        return _scope(node.p) | {str(node.var)}
    if kind == "values":
        return frozenset(str(name) for row in node.res for name in row)
    if kind == "Project":
        return frozenset(str(name) for name in node.PV)
    if kind == "AggregateJoin":
        return frozenset(str(aggregate.res) for aggregate in node.A)
    if part(node, "p") is not None:
        return _scope(node.p)
    return frozenset()


def _certain(node: Any) -> Names:
    """Return variables that have a value in every solution of a pattern."""
    kind = node.name
    if kind == "Join":
        return _certain(node.p1) | _certain(node.p2)
    if kind in ("LeftJoin", "Minus"):
        return _certain(node.p1)
    if kind == "Union":
        return _certain(node.p1) & _certain(node.p2)
    if kind == "values":
        rows = [{str(n) for n, term in row.items() if term != "UNDEF"} for row in node.res]
        return frozenset(set.intersection(*rows)) if rows else frozenset()
    if kind == "Graph":
        return _certain(node.p) | frozenset(names_in(node.term))
    if kind == "Extend":
        return _certain(node.p) | {str(node.var)}
    if kind == "Filter":
        required = {n for n in _scope(node.p) if not can_hold_without(node.expr, n)}
        return _certain(node.p) | required
    if kind == "Project":
        return _certain(node.p) & {str(name) for name in node.PV}
    if kind in ("BGP", "AggregateJoin"):
        return _scope(node)
    return _certain(node.p) if part(node, "p") is not None else frozenset()

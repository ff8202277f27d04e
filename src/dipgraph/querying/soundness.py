"""What would make the answer of a query misleading, found before it runs.

The engines answer such queries without a word: with no rows for a misspelt class, with every
pair of rows for two patterns that nothing joins, with no rows for a string held against a date.
rdflib's algebra of the query is read for it; the store is asked only by index look-ups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from dipgraph.errors import Issue
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.querying import sparql
from dipgraph.querying.joins import Joins, names_in
from dipgraph.spelling import suggest

if TYPE_CHECKING:
    from rdflib.plugins.sparql.parserutils import CompValue
    from rdflib.term import Identifier

_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_STRING = PREFIXES["xsd"] + "string"
_CLOSED = ("dip", "kind")
"""Prefixes whose terms are all described in the ontology: another one is a mistake."""
_ACTORS = ("state", "organisation", "office", "person", "group", "place")
_NUMBERS = frozenset(
    PREFIXES["xsd"] + name
    for name in "integer decimal double float int long nonNegativeInteger gYear".split()
)


def look_over(text: str, shown: str, store: ox.Store, *, own_graph: bool = True) -> list[Issue]:
    """Return what is likely to be wrong with a query, the worst first.

    Parameters
    ----------
    text
        SPARQL with the values of its parameters put in and its prefixes declared.
    shown
        What messages call it.
    store
        The graph that it will be asked of.
    own_graph
        Whether the store holds a project, with its ontology, or data of somebody else.

    Returns
    -------
    list of Issue
        ``violation`` for what cannot be meant: a variable that nothing binds, a class, property
        or kind of ours that does not exist. ``warning`` for what may be: parts that nothing
        joins, a term that no triple has, a value of a type that the graph does not have there.
    """
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        algebra = translateQuery(parseQuery(text)).algebra
    except Exception:  # what rdflib cannot read, Oxigraph may (SPARQL 1.2); it has many errors
        return [_not_looked_over(shown)]
    try:
        return _Look(text, shown, store, own_graph).over(algebra)
    except RecursionError:  # a long chain of UNION is a deep tree
        return [_not_looked_over(shown)]


def _not_looked_over(shown: str) -> Issue:
    fault = "rdflib cannot read this query, so that it was not looked over before it ran."
    return Issue(shown, 0, "", fault, "", "query-not-looked-over", "warning")


class _Look:
    """One look over one query."""

    def __init__(self, text: str, shown: str, store: ox.Store, own_graph: bool) -> None:
        self.text, self.shown, self.store, self.own_graph = text, shown, store, own_graph
        self.found: list[Issue] = []

    def over(self, algebra: CompValue) -> list[Issue]:
        joins = Joins()
        joins.read(algebra)
        bound = {str(name) for name in joins.bound}
        for name in sorted(joins.unbound):
            self._say(
                "violation",
                f"?{name}",
                f"nothing gives ?{name} a value where it is used.",
                f"Bind it in the pattern, or drop it.{suggest(name, bound - {name})}",
                "query-unbound",
            )
        for parts in joins.products:
            told = " and ".join(
                ", ".join(f"?{name}" for name in sorted(part)[:4]) for part in parts
            )
            self._say(
                "warning",
                f"?{min(parts[-1])}",
                f"nothing joins {told}: every match of one is paired with every match of the "
                "other.",
                "Let them share a variable, or ask two queries.",
                "query-cross-product",
            )
        for names in joins.idle_minus:
            self._say(
                "warning",
                "MINUS",
                f"MINUS takes nothing away: its pattern ({', '.join(f'?{n}' for n in names)}) "
                "shares no variable with what stands before it.",
                "Let them share a variable, or write FILTER NOT EXISTS.",
                "query-idle-minus",
            )
        self._check_terms(joins)
        self._check_comparisons(joins)
        order = {"violation": 0, "warning": 1}
        return sorted(dict.fromkeys(self.found), key=lambda issue: order[issue.severity])

    def _say(self, severity: str, near: str, fault: str, remedy: str, check: str) -> None:
        line = 0
        for token in sparql.tokenize(self.text):
            if near in (token.text, token.upper) or near == f"${token.text[1:]}":
                line = sparql.place(self.text, token.start)[0]
                break
        self.found.append(Issue(self.shown, line, "", fault, remedy.strip(), check, severity))

    def _has(self, s: Any, p: Any, o: Any) -> bool:
        # In other people's data nothing is copied into the default graph.
        graph = ox.DefaultGraph() if self.own_graph else None
        return any(True for _ in self.store.quads_for_pattern(s, p, o, graph))

    def _check_terms(self, joins: Joins) -> None:
        for iri in sorted(set(joins.predicates)):
            if not self._is_unknown(iri) and not self._has(None, ox.NamedNode(iri), None):
                self._warn_of_absence(iri, "no triple has the property", self._predicates)
        for subject, predicate, value in joins.patterns:
            if not _is_iri(predicate):
                continue
            if predicate == _TYPE.value and _is_iri(value):
                node = ox.NamedNode(value)
                if not self._is_unknown(value) and not self._has(None, _TYPE, node):
                    self._warn_of_absence(str(value), "nothing is of the class", self._classes)
            elif _is_literal(value):
                self._check_literal(predicate, value)
            elif _is_iri(value) or _is_iri(subject):
                for iri in (subject, value):
                    if _is_iri(iri) and not self._is_unknown(str(iri)):
                        self._check_actor(str(iri))

    def _is_unknown(self, iri: str) -> bool:
        """Report a term of our closed vocabularies that nothing describes."""
        if not self.own_graph:
            return False
        prefix = next((name for name in _CLOSED if iri.startswith(PREFIXES[name])), None)
        if prefix is None or self._has(ox.NamedNode(iri), _TYPE, None):
            return False
        known = {
            shorten_iri(quad.subject.value)
            for quad in self.store.quads_for_pattern(None, _TYPE, None, ox.DefaultGraph())
            if isinstance(quad.subject, ox.NamedNode)
            and quad.subject.value.startswith(PREFIXES[prefix])
        }
        name = shorten_iri(iri)
        self._say(
            "violation",
            name,
            f"nothing is called {name}.",
            suggest(name, known) or f"The ontology describes every {prefix}: term.",
            "query-term",
        )
        return True

    def _check_actor(self, iri: str) -> None:
        node = ox.NamedNode(iri)
        if self._has(node, None, None) or self._has(None, None, node):
            return
        prefix = next((name for name in _ACTORS if iri.startswith(PREFIXES[name])), None)
        name, guess = shorten_iri(iri), ""
        if prefix and self.own_graph:
            known = {
                shorten_iri(quad.subject.value)
                for quad in self.store.quads_for_pattern(None, _TYPE, None, ox.DefaultGraph())
                if isinstance(quad.subject, ox.NamedNode)
                and quad.subject.value.startswith(PREFIXES[prefix])
            }
            guess = suggest(name, known).strip()
        self._say("warning", name, f"the graph holds no {name}.", guess, "query-term")

    def _warn_of_absence(self, iri: str, what: str, known: Any) -> None:
        name = shorten_iri(iri)
        guess = "" if self.own_graph else suggest(name, known()).strip()
        self._say("warning", name, f"{what} {name} in this graph.", guess, "query-term")

    def _predicates(self) -> set[str]:
        return {shorten_iri(quad.predicate.value) for quad in self.store}

    def _classes(self) -> set[str]:
        return {
            shorten_iri(quad.object.value)
            for quad in self.store.quads_for_pattern(None, _TYPE, None)
            if isinstance(quad.object, ox.NamedNode)
        }

    def _check_literal(self, predicate: str, value: Any) -> None:
        node = _to_oxigraph(value)
        property_ = ox.NamedNode(predicate)
        if self._has(None, property_, node):
            return
        there = self._sample(predicate)
        if there is None or _family(there) == _family(node):
            return
        meant = ox.Literal(node.value, language=there.language) if there.language else None
        if meant is None and there.datatype.value != _STRING:
            meant = ox.Literal(node.value, datatype=there.datatype)
        self._say(
            "warning",
            shorten_iri(predicate),
            f"{_told(node)} never stands after {shorten_iri(predicate)}, where values are like "
            f"{_told(there)}.",
            f"Write {_told(meant)}." if meant is not None else "",
            "query-value",
        )

    def _check_comparisons(self, joins: Joins) -> None:
        values: dict[str, set[str]] = {}
        for _, predicate, value in joins.patterns:
            if _is_iri(predicate) and names_in(value):
                values.setdefault(str(value), set()).add(str(predicate))
        for name, literal in joins.comparisons:
            node = _to_oxigraph(literal)
            there = None
            for predicate in sorted(values.get(name, ())):
                there = self._sample(predicate)
                if there is None or _family(there) == _family(node):
                    there = None
                    break
            if there is None:
                continue
            self._say(
                "warning",
                f"?{name}",
                f"?{name} is held against {_told(node)}, but holds values like {_told(there)}: "
                "no row can pass.",
                f"Write the value as those are, or compare STR(?{name}).",
                "query-value",
            )

    def _sample(self, predicate: str) -> ox.Literal | None:
        graph = ox.DefaultGraph() if self.own_graph else None
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(predicate), None, graph):
            return quad.object if isinstance(quad.object, ox.Literal) else None
        return None


def _is_iri(term: Any) -> bool:
    from rdflib import URIRef

    return isinstance(term, URIRef)


def _is_literal(term: Any) -> bool:
    from rdflib import Literal

    return isinstance(term, Literal)


def _to_oxigraph(term: Identifier) -> ox.Literal:
    language, datatype = getattr(term, "language", None), getattr(term, "datatype", None)
    if language:
        return ox.Literal(str(term), language=language)
    if datatype:
        return ox.Literal(str(term), datatype=ox.NamedNode(datatype))
    return ox.Literal(str(term))


def _told(node: ox.Literal) -> str:
    """Return a literal as a query writes it, with its datatype in short."""
    text = str(ox.Literal(node.value))
    if node.language:
        return f"{text}@{node.language}"
    kind = node.datatype.value
    return text if kind == _STRING else f"{text}^^{shorten_iri(kind)}"


def _family(node: ox.Literal) -> str:
    """Return what a literal can be compared with: numbers with numbers, a tag with its like."""
    if node.language:
        return f"@{node.language}"
    kind = node.datatype.value
    return "number" if kind in _NUMBERS else kind

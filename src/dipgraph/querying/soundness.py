"""What would make the answer of a query misleading, found before it runs.

The engines answer such queries without a word: with no rows for a misspelt class, with every
pair of rows for two patterns that nothing joins, with no rows for a string held against a date.
rdflib's algebra of the query is read for it; the store is asked only by index look-ups.
"""

from __future__ import annotations

from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from dipgraph.errors import Issue
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.querying import sparql
from dipgraph.querying.algebra import as_list, is_iri, is_literal, part, pieces, read_algebra
from dipgraph.querying.comparisons import Comparisons, Suspicion
from dipgraph.querying.joins import Joins, goes_both_ways
from dipgraph.querying.terms import to_oxigraph
from dipgraph.spelling import suggest

if TYPE_CHECKING:
    from rdflib.plugins.sparql.parserutils import CompValue

_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_CLOSED = ("dip", "kind")
"""Prefixes whose terms are all described in the ontology: another one is a mistake."""
_ACTORS = ("state", "organisation", "office", "person", "group", "place")
_LOOKED_AT = 5_000
"""Things that are looked at for one that lacks a property."""


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
    algebra = read_algebra(text)
    if algebra is None:
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
        # In other people's data nothing is copied into the default graph.
        self.graph = ox.DefaultGraph() if own_graph else None

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
        self._check_optional(joins, bound)
        self._check_graphs(joins)
        self._check_paths(joins)
        comparisons = Comparisons(joins, self.store, self.graph)
        self._check_terms(joins, comparisons)
        for suspicion in comparisons.find():
            self._suspect(suspicion)
        order = {"violation": 0, "warning": 1}
        return sorted(dict.fromkeys(self.found), key=lambda issue: order[issue.severity])

    def _say(self, severity: str, near: str, fault: str, remedy: str, check: str) -> None:
        line = 0
        for token in sparql.tokenize(self.text):
            written = f"?{token.text[1:]}" if token.kind == "var" else token.text  # $x is ?x
            if near in (written, token.upper):
                line = sparql.place(self.text, token.start)[0]
                break
        self.found.append(Issue(self.shown, line, "", fault, remedy.strip(), check, severity))

    def _suspect(self, suspicion: Suspicion | None) -> None:
        if suspicion is not None:
            self._say("warning", *suspicion)

    def _check_optional(self, joins: Joins, bound: set[str]) -> None:
        for name in dict.fromkeys(joins.undone):
            if not self._may_be_missing(joins, name):
                continue
            self._say(
                "warning",
                f"?{name}",
                f"only an OPTIONAL binds ?{name}, and the FILTER after it drops every row without "
                "one, since nothing is neither like nor unlike a value.",
                f"Write FILTER (!BOUND(?{name}) || ...), or MINUS for what is not wanted.",
                "query-optional-undone",
            )
        for names in joins.loose:
            told = " and ".join(f"?{name}" for name in names)
            self._say(
                "warning",
                f"?{names[0]}",
                f"only an OPTIONAL binds {told}, which the pattern after it joins on: a row "
                "without a value is paired with every match.",
                "Put that pattern into the OPTIONAL.",
                "query-cross-product",
            )
        written = [token.text[1:] for token in sparql.tokenize(self.text) if token.kind == "var"]
        for name in sorted(joins.asked_whether - bound):
            if written.count(name) == 1:
                self._say(
                    "warning",
                    f"?{name}",
                    f"nothing gives ?{name} a value: BOUND(?{name}) is false in every row.",
                    suggest(name, bound),
                    "query-unbound",
                )

    def _may_be_missing(self, joins: Joins, name: str) -> bool:
        """Tell whether something that the query asks for lacks the property behind a variable."""
        found = [(s, p) for s, p, o in joins.patterns if str(o) == name and not is_literal(o)]
        if len(found) != 1 or not is_iri(found[0][1]):
            return False
        subject, lacking = found[0]
        asked = [
            (ox.NamedNode(str(p)), to_oxigraph(o) if is_iri(o) or is_literal(o) else None)
            for s, p, o in joins.patterns
            if s == subject and is_iri(p) and p != lacking
        ]
        if not asked:
            return False
        asked.sort(key=lambda pattern: pattern[1] is None)
        quads = self.store.quads_for_pattern(None, *asked[0], self.graph)
        node = ox.NamedNode(str(lacking))
        return any(
            not self._has(quad.subject, node, None)
            and all(self._has(quad.subject, *pattern) for pattern in asked[1:])
            for quad in islice(quads, _LOOKED_AT)
        )

    def _check_paths(self, joins: Joins) -> None:
        for _, predicate, _ in joins.patterns:
            if goes_both_ways(predicate):
                self._say(
                    "warning",
                    "*",
                    "a path that goes a property forth and back any number of times reaches all "
                    "that hangs together, which is nearly everything.",
                    "Write as many steps as are meant: dip:involves/^dip:involves.",
                    "query-endless-path",
                )

    def _check_graphs(self, joins: Joins) -> None:
        tokens = sparql.tokenize(self.text)
        written = [token.text for token in tokens if token.kind == "var"]
        selects_all = any(
            token.text == "*" and before.upper in ("SELECT", "DISTINCT", "REDUCED")
            for before, token in pairwise(tokens)
        )
        for term in dict.fromkeys(joins.graphs):
            if is_iri(term):
                node = ox.NamedNode(str(term))
                if not any(True for _ in self.store.quads_for_pattern(None, None, None, node)):
                    known = {
                        shorten_iri(graph.value)
                        for graph in self.store.named_graphs()
                        if isinstance(graph, ox.NamedNode)
                    }
                    name = shorten_iri(str(term))
                    guess = suggest(name, known) or f"Graphs: {', '.join(sorted(known)[:12])}."
                    fault = f"there is no graph {name}."
                    self._say("warning", "GRAPH", fault, guess, "query-term")
            elif (
                self.own_graph
                and not selects_all
                and written.count(f"?{term}") + written.count(f"${term}") == 1
            ):
                self._say(
                    "warning",
                    f"?{term}",
                    f"GRAPH ?{term} asks each graph by itself: a row comes once for each graph "
                    "that states it, and nothing joins over two of them.",
                    f"Leave GRAPH out, which asks them all as one, or select ?{term}.",
                    "query-graph",
                )

    def _has(self, s: Any, p: Any, o: Any) -> bool:
        return any(True for _ in self.store.quads_for_pattern(s, p, o, self.graph))

    def _check_terms(self, joins: Joins, comparisons: Comparisons) -> None:
        for iri in sorted(set(joins.predicates)):
            if not self._tell_unknown(iri) and not self._has(None, ox.NamedNode(iri), None):
                self._warn_of_absence(iri, "no triple has the property", self._predicates)
        for subject, predicate, value in joins.patterns:
            if not is_iri(predicate):
                continue
            if str(predicate) == _TYPE.value and is_iri(value):
                node = ox.NamedNode(value)
                if not self._tell_unknown(value) and not self._has(None, _TYPE, node):
                    self._warn_of_absence(str(value), "nothing is of the class", self._classes)
            elif is_literal(value):
                self._suspect(comparisons.look_at_literal(str(predicate), value))
            for iri in (subject, value):
                if is_iri(iri) and str(predicate) != _TYPE.value:
                    self._check_iri(str(iri))
        # What VALUES lists, and what a FILTER asks for, is meant to be there as well.
        for terms in joins.made.values():
            for term in terms:
                if is_iri(term):
                    self._check_iri(str(term))
        for expression in joins.expressions:
            for piece in pieces(expression):
                if part(piece, "op") in ("=", "IN") and part(piece, "expr") is not None:
                    for term in (piece.expr, *as_list(part(piece, "other"))):
                        if is_iri(term):
                            self._check_iri(str(term))

    def _check_iri(self, iri: str) -> None:
        if not self._tell_unknown(iri):
            self._check_actor(iri)

    def _tell_unknown(self, iri: str) -> bool:
        """Say so if an IRI is a term of our closed vocabularies that nothing describes."""
        if not self.own_graph:
            return False
        prefix = next((name for name in _CLOSED if iri.startswith(PREFIXES[name])), None)
        if prefix is None or self._has(ox.NamedNode(iri), _TYPE, None):
            return False
        name = shorten_iri(iri)
        self._say(
            "violation",
            name,
            f"nothing is called {name}.",
            suggest(name, self._described(prefix))
            or f"The ontology describes every {prefix}: term.",
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
            guess = self._named(iri, PREFIXES[prefix])
            guess = guess or suggest(name, self._described(prefix)).strip()
        self._say("warning", name, f"the graph holds no {name}.", guess, "query-term")

    def _described(self, prefix: str) -> set[str]:
        """Return the short names with a prefix that of which a class is stated."""
        return {
            shorten_iri(quad.subject.value)
            for quad in self.store.quads_for_pattern(None, _TYPE, None, ox.DefaultGraph())
            if isinstance(quad.subject, ox.NamedNode)
            and quad.subject.value.startswith(PREFIXES[prefix])
        }

    def _named(self, iri: str, space: str) -> str:
        """Return which actor has the local part of an IRI for a label: Turkey is state:TUR."""
        words = iri.removeprefix(space).replace("_", " ").replace("-", " ")
        for label in dict.fromkeys((words, words.title(), words.upper())):
            for literal in (ox.Literal(label, language="en"), ox.Literal(label)):
                for quad in self.store.quads_for_pattern(None, None, literal, ox.DefaultGraph()):
                    if (
                        isinstance(quad.subject, ox.NamedNode)
                        and quad.subject.value[: len(space)] == space
                    ):
                        return f"{label} is {shorten_iri(quad.subject.value)}."
        return ""

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

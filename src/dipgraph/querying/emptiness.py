"""Why an answer is empty: the pattern, the FILTER or the pair of patterns that nothing passes.

An empty answer looks the same for "there is none" and for "the question is put wrongly". What is
said here is looked up and true of the graph, and left to the reader to judge.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

import pyoxigraph as ox

from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.querying import sparql
from dipgraph.querying.algebra import names_in, part, read_algebra
from dipgraph.querying.gaps import covered_years
from dipgraph.querying.sparql import Token
from dipgraph.querying.terms import to_oxigraph, told

BUDGET_S = 1.0
"""Seconds after which no further part of a query is asked."""
_MOST_PATTERNS = 14
_DEFAULT = ox.DefaultGraph()
_INVOLVES = ox.NamedNode(PREFIXES["dip"] + "involves")
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_BELOW = ox.NamedNode(PREFIXES["rdfs"] + "subPropertyOf")


class Required(NamedTuple):
    """A triple pattern that every answer must match, and the graph it is asked of."""

    subject: Any
    predicate: Any
    value: Any
    graph: Any = None

    def tell(self) -> str:
        """Return it as a query writes it."""
        return " ".join(map(_shown, (self.subject, self.predicate, self.value)))


class Emptiness:
    """Looks for what makes an answer empty.

    Parameters
    ----------
    text, tokens
        The query, and its tokens.
    store, own_graph
        What was asked, and whether it holds a project.
    """

    def __init__(self, text: str, tokens: list[Token], store: ox.Store, own_graph: bool) -> None:
        self.text, self.tokens, self.store, self.own_graph = text, tokens, store, own_graph
        self.words = [token.upper for token in tokens]
        self.until = time.monotonic() + BUDGET_S

    def explain(self, *, may_ask: bool, is_question: bool = False) -> Iterator[str]:
        """Yield what nothing passes.

        ``may_ask`` lets parts of the query be run again. Of a question (ASK), to which no is an
        answer like yes, only that is said for which there is a remedy.
        """
        algebra = read_algebra(self.text)
        if algebra is None or part(algebra, "p") is None:
            return
        required = list(_required(algebra.p, None))[:_MOST_PATTERNS]
        found = [self._alone(one) for one in required if not self._has(one)]
        for fault, remedy in found[:2]:
            if remedy or not is_question:
                yield f"{fault}.{remedy}"
        if found or is_question:
            return
        if may_ask:
            yield from list(self._filters())[:2] or list(self._pairs(required))[:1]

    def hole(self) -> Iterator[str]:
        """Yield which years that the query names no source covers."""
        covered = covered_years(self.store) if self.own_graph else []
        named = set()
        for before, token in zip([*self.tokens[:1], *self.tokens], self.tokens, strict=False):
            written = token.text.strip("\"'")
            year, rest = written[:4], written[4:]
            if not (year.isdecimal() and rest[:1] in ("", "-")) or len(covered) < 1:
                continue
            # A bound such as 2000 need not be a year that is asked for.
            is_hole = covered[0] < int(year) < covered[-1]
            is_bound = before.text == "<" and rest == "-01-01"
            if (is_hole and not is_bound) or (before.text == "=" and 1900 < int(year) < 2100):
                named.add(int(year))
        missed = sorted(named - set(covered)) if covered else []
        if missed:
            from dipgraph.telling import runs_of, tell_years

            yield f"no source covers {tell_years(runs_of(missed))}: a hole, not a zero."

    def _alone(self, one: Required) -> tuple[str, str]:
        """Return what to say of a pattern that nothing matches, and the remedy or ""."""
        from rdflib import URIRef, Variable

        subject, value = one.subject, one.value
        turned = Required(value, one.predicate, subject, one.graph)
        if isinstance(one.graph, URIRef):
            fault = f"nothing in the graph {_shown(one.graph)} matches {one.tell()}"
            if self._has(one._replace(graph=None)):
                return fault, " Without GRAPH there is some: what is derived stands there too."
        else:
            fault = f"nothing in the graph matches {one.tell()}"
        is_named = isinstance(subject, URIRef) or isinstance(value, URIRef)
        if is_named and one.predicate != URIRef(_TYPE.value) and self._has(turned):
            return fault, f" It goes the other way round: {turned.tell()}."
        if isinstance(subject, Variable) and isinstance(value, URIRef) and self._is_role(one):
            through = self.store.quads_for_pattern(None, _INVOLVES, _term(value), _DEFAULT)
            if any(True for _ in through):
                return fault, (
                    f" dip:involves takes {_shown(value)} in every role, through an office or "
                    "organ of its own too."
                )
        return fault, ""

    def _is_role(self, one: Required) -> bool:
        """Tell whether a property lies below dip:involves."""
        ahead, seen = [_term(one.predicate)], set()
        while ahead:
            here = ahead.pop()
            for quad in self.store.quads_for_pattern(here, _BELOW, None, _DEFAULT):
                if quad.object == _INVOLVES:
                    return True
                if quad.object not in seen:
                    seen.add(quad.object)
                    ahead.append(quad.object)
        return False

    def _has(self, one: Required) -> bool:
        """Tell whether anything matches a pattern; paths are not looked up."""
        from rdflib import BNode, URIRef, Variable

        if not isinstance(one.predicate, URIRef):
            return True

        def term(given: Any) -> Any:
            return None if isinstance(given, Variable | BNode) else _term(given)

        if isinstance(one.subject, Variable | BNode):
            subject = None
        else:
            subject = _term(one.subject)
            if isinstance(subject, ox.Literal):
                return False
        graph: Any = _DEFAULT if self.own_graph else None
        if one.graph is not None:
            graph = term(one.graph)
        predicate = _term(one.predicate)
        quads = self.store.quads_for_pattern(subject, predicate, term(one.value), graph)
        return any(True for _ in quads)

    def _filters(self) -> Iterator[str]:
        """Yield each FILTER without which there would be an answer."""
        group = outer_group(self.text, self.tokens)
        if group is None:
            return
        head, body, start = group
        spans = []
        for at, word in enumerate(self.words):
            if word == "FILTER":
                end = sparql.skip_test(self.tokens, at, len(self.tokens))
                last = self.tokens[end - 1]
                spans.append((self.tokens[at].start, last.start + len(last.text)))
        spans = [(a, b) for a, b in spans if start <= a and b <= start + len(body)]
        if not spans or self._ask(head, body) is not False:
            return
        told_any = False
        for a, b in spans:
            rest = body[: a - start] + body[b - start :]
            if self._ask(head, rest):
                told_any = True
                written = " ".join(self.text[a:b].split())
                line = sparql.place(self.text, a)[0]
                fault = f"line {line}: nothing passes {_cut(written)}; without it there is some."
                yield fault + (self._elsewhere(a, b) or _case(written))
        if not told_any and len(spans) > 1:
            rest = body
            for a, b in sorted(spans, reverse=True):
                rest = rest[: a - start] + rest[b - start :]
            if self._ask(head, rest):
                yield "each FILTER alone lets something pass, all together nothing."

    def _elsewhere(self, start: int, end: int) -> str:
        """Return where a text stands that a FILTER asks for, "" if nowhere or it compares parts."""
        inside = [token for token in self.tokens if start <= token.start < end]
        if not any(token.text == "=" or token.upper == "IN" for token in inside):
            return ""
        for token in inside:
            if token.kind != "string":
                continue
            text = token.text.strip("\"'")
            for literal in (ox.Literal(text, language="en"), ox.Literal(text)):
                for quad in self.store.quads_for_pattern(None, None, literal, None):
                    return f" {token.text} stands after {shorten_iri(quad.predicate.value)}."
        return ""

    def _pairs(self, required: list[Required]) -> Iterator[str]:
        """Yield each pair of patterns on one variable that nothing matches together."""
        from rdflib import URIRef

        plain = [one for one in required if isinstance(one.predicate, URIRef) and not one.graph]
        for one, other in combinations(plain, 2):
            shared = {*names_in(one[:3])} & {*names_in(other[:3])}
            if not shared or time.monotonic() > self.until:
                continue
            body = "{ " + " . ".join(" ".join(t.n3() for t in p[:3]) for p in (one, other)) + " }"
            if self._ask("", body) is False:
                yield f"nothing has both: {one.tell()} and {other.tell()}."

    def _ask(self, head: str, body: str) -> bool | None:
        if time.monotonic() > self.until:
            return None
        try:
            return bool(self.store.query(f"{head} ASK {body}"))
        except (SyntaxError, RuntimeError, ValueError, OSError):
            return None


def outer_group(text: str, tokens: list[Token]) -> tuple[str, str, int] | None:
    """Return the prologue, the outermost group, and where it starts in the text."""
    form = next((at for at, token in enumerate(tokens) if token.upper in ("SELECT", "ASK")), None)
    if form is None:
        return None
    depth = 0
    for at in range(form, len(tokens)):
        token = tokens[at]
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if token.text == "{" and depth == 0:
            end = tokens[sparql.find_partner(tokens, at)].start + 1
            return (
                text[: tokens[form].start],
                text[token.start : end],
                token.start,
            )
    return None


def _required(node: Any, graph: Any) -> Iterator[Required]:
    """Yield the triple patterns that every answer of a pattern must match."""
    kind = node.name
    if kind == "BGP":
        for subject, predicate, value in node.triples:
            yield Required(subject, predicate, value, graph)
    elif kind == "Join":
        yield from _required(node.p1, graph)
        yield from _required(node.p2, graph)
    elif kind in ("LeftJoin", "Minus"):
        yield from _required(node.p1, graph)
    elif kind == "Graph":
        yield from _required(node.p, node.term)
    elif kind not in ("Union", "values") and part(node, "p") is not None:
        yield from _required(node.p, graph)


def _term(given: Any) -> Any:
    return to_oxigraph(given)


def _shown(given: Any) -> str:
    """Return a term or path of rdflib as a query writes it."""
    from rdflib import BNode, Literal, URIRef, Variable

    if isinstance(given, Variable):
        return f"?{given}"
    if isinstance(given, BNode):
        return "[]"
    if isinstance(given, URIRef):
        return "a" if str(given) == _TYPE.value else shorten_iri(str(given))
    return told(to_oxigraph(given)) if isinstance(given, Literal) else str(given.n3())


def _cut(text: str, most: int = 90) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _case(written: str) -> str:
    """Return a hint where capitals decide."""
    upper = written.upper()
    tests = any(w in upper for w in ("CONTAINS", "STRSTARTS", "STRENDS", "REGEX"))
    loose = "LCASE" in upper or "UCASE" in upper or '"I"' in upper
    return " Capitals count: compare LCASE(STR(...))." if tests and not loose else ""

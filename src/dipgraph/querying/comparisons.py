"""Values that a query holds against each other and that can never be alike.

SPARQL has no error for them: ``"2024"`` is no number, ``state:TUR`` is no text, a plain string is
not one with a language, and a FILTER that compares them drops every row. What a property has is
looked up in the graph; a variable of which more than one kind of value is possible is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

import pyoxigraph as ox

from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.querying.algebra import as_list, built_in, name_of, names_in, part, pieces
from dipgraph.querying.expressions import (
    IRI,
    NUMBER,
    STRING,
    XSD,
    always_different,
    family,
    is_text,
    kind_of,
    tell_kind,
    wrong_arguments,
)
from dipgraph.querying.joins import Joins
from dipgraph.querying.terms import is_ill_typed, to_oxigraph, told

_LIKE = ("=", "<", ">", "<=", ">=", "IN")  # what differs in type passes != and NOT IN
_SAMPLED = 3
"""Values of a property that are looked at for an example."""
_READ = 20_000
"""Values of a property that are read to tell their kinds."""
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_RANGE = ox.NamedNode(PREFIXES["rdfs"] + "range")
_OBJECT_PROPERTY = ox.NamedNode(PREFIXES["owl"] + "ObjectProperty")


class Suspicion(NamedTuple):
    """What is likely to be wrong: the token it stands at, the fault, the remedy, the check."""

    near: str
    fault: str
    remedy: str
    check: str = "query-value"


class Comparisons:
    """The comparisons of one query, held against what a store has.

    Parameters
    ----------
    joins
        What was read off the query.
    store, graph
        The store, and the graph in it that is asked; None for all of them.
    """

    def __init__(self, joins: Joins, store: ox.Store, graph: ox.DefaultGraph | None) -> None:
        self.joins, self.store, self.graph = joins, store, graph
        self._values: dict[str, list[str | None]] = {}
        for subject, predicate, value in joins.patterns:
            for name in names_in(subject):
                self._values.setdefault(name, []).append(IRI)
            for name in names_in(value):
                self._values.setdefault(name, []).append(_last_property(predicate))
        self._kinds: dict[str, str | None] = {}
        self._after: dict[str, frozenset[str]] = {}
        self._samples: dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]] = {}

    def find(self) -> Iterator[Suspicion]:
        """Yield what can never be true, or always is."""
        for expression in self.joins.expressions:
            for name in always_different(expression):
                yield Suspicion(
                    f"?{name}",
                    f"?{name} differs from the one or from the other: that is true of every value.",
                    "Write && for ||, or NOT IN.",
                )
            for function, argument, kind, takes in wrong_arguments(expression, self.kind):
                yield self._wrong_argument(function, argument, kind, takes)
            for one, others in self._alternatives(expression):
                yield from self._compare(one, others)
            for piece in pieces(expression):
                if is_ill_typed(piece):
                    yield _ill_typed(piece)
        yield from self._aggregates()
        yield from self._tables()

    def kind(self, name: str) -> str | None:
        """Return the kind of all values of a variable, None if that is not certain."""
        if name not in self._kinds:
            self._kinds[name] = None  # a variable made from itself
            kinds = [
                origin if origin in (IRI, None) else self.kind_after(str(origin))
                for origin in self._values.get(name, ())
            ]
            kinds += [kind_of(term, self.kind) for term in self.joins.made.get(name, ())]
            if kinds and all(kind == kinds[0] for kind in kinds):
                self._kinds[name] = kinds[0]
        return self._kinds[name]

    def kind_after(self, predicate: str) -> str | None:
        """Return the kind of the values of a property, None if there are several or none."""
        kinds = self.kinds_after(predicate)
        return next(iter(kinds)) if len(kinds) == 1 else None

    def kinds_after(self, predicate: str) -> frozenset[str]:
        """Return the kinds of the values of a property.

        By the ontology, where it declares them; otherwise of the first :data:`_READ` values.
        """
        if predicate not in self._after:
            node = ox.NamedNode(predicate)
            declared = self._declared(node)
            rows = (
                []
                if declared
                else self._ask(
                    "SELECT DISTINCT ?datatype ?language { "
                    f"{{ SELECT ?o {{ ?s {node} ?o }} LIMIT {_READ} }} "
                    "BIND (DATATYPE(?o) AS ?datatype) BIND (LANG(?o) AS ?language) }"
                )
            )
            self._after[predicate] = frozenset(declared) | {
                IRI if row[0] is None else family(row[0].value, row[1].value if row[1] else None)
                for row in rows
            }
        return self._after[predicate]

    def _declared(self, node: ox.NamedNode) -> list[str]:
        """Return the kind that the ontology of a project declares, if it does."""
        if self.graph is None:
            return []
        for quad in self.store.quads_for_pattern(node, _TYPE, None, self.graph):
            if quad.object == _OBJECT_PROPERTY:
                return [IRI]
        ranges = self.store.quads_for_pattern(node, _RANGE, None, self.graph)
        datatypes = [q.object.value for q in ranges if isinstance(q.object, ox.NamedNode)]
        return [family(d) for d in datatypes if d.startswith(XSD)] if len(datatypes) == 1 else []

    def _ask(self, query: str) -> list[Any]:
        union = self.graph is None
        answer = self.store.query(query, use_default_graph_as_union=union)
        assert isinstance(answer, ox.QuerySolutions)
        return list(answer)

    def sample(self, predicate: str) -> list[ox.NamedNode | ox.BlankNode | ox.Literal]:
        """Return some values of a property."""
        if predicate not in self._samples:
            quads = self.store.quads_for_pattern(None, ox.NamedNode(predicate), None, self.graph)
            self._samples[predicate] = [
                quad.object
                for quad in islice(quads, _SAMPLED)
                if not isinstance(quad.object, ox.Triple)
            ]
        return self._samples[predicate]

    def _example(self, name: str) -> str:
        """Return a value of a variable as a query writes it, or ""."""
        for origin in self._values.get(name, ()):
            for term in self.sample(str(origin)) if origin not in (IRI, None) else ():
                return told(term)
        return ""

    # ------------------------------------------------------------- comparisons

    def _alternatives(self, expression: Any) -> Iterator[tuple[Any, list[Any]]]:
        """Yield each side of a comparison with all that it is held against: a || b, or IN (a, b).

        What one of them can fit is no fault: ``?l = "Baku" || ?l = "Baku"@en`` fits every text.
        """
        held: dict[str, tuple[Any, list[Any]]] = {}
        inside: set[int] = set()
        for piece in pieces(expression):
            kind = name_of(piece)
            if kind == "ConditionalOrExpression":
                held.clear()
                for one in (piece.expr, *as_list(piece.other)):
                    if name_of(one) == "RelationalExpression" and one.op in _LIKE:
                        inside.add(id(one))
                        against = as_list(part(one, "other"))
                        held.setdefault(repr(one.expr), (one.expr, []))[1].extend(against)
                yield from held.values()
            elif kind == "RelationalExpression" and piece.op in _LIKE and id(piece) not in inside:
                yield piece.expr, as_list(part(piece, "other"))

    def _compare(self, one: Any, others: list[Any]) -> Iterator[Suspicion]:
        kinds = [kind_of(other, self.kind) for other in others]
        if len(others) > 1 and any(kind in (None, kind_of(one, self.kind)) for kind in kinds):
            return
        for other in others:
            for left, right in ((one, other), (other, one)):
                kind, against = kind_of(left, self.kind), kind_of(right, self.kind)
                if not _is_constant(right) or _is_constant(left) or not kind or not against:
                    continue
                if kind != against:
                    if not self._stands_there(left, right):
                        yield self._never(left, kind, right)
                else:
                    yield from self._spelling(left, right)

    def _stands_there(self, left: Any, right: Any) -> bool:
        """Tell whether a term stands among the values of a variable, whatever their kind."""
        from rdflib import Variable

        origins = self._values.get(str(left), ()) if isinstance(left, Variable) else ()
        term = to_oxigraph(right)
        return any(
            True
            for origin in origins
            if origin not in (IRI, None)
            for _ in self.store.quads_for_pattern(None, ox.NamedNode(str(origin)), term, self.graph)
        )

    def _never(self, left: Any, kind: str, right: Any) -> Suspicion:
        term = to_oxigraph(right)
        shown, example = _shown(left), ""
        names = sorted(set(names_in(left)))
        if shown.startswith("?"):
            example = self._example(names[0]) if names else ""
            has = f"holds {f'values like {example}' if example else tell_kind(kind)}"
        else:
            has = f"gives {tell_kind(kind)}"
        remedy = "Write the value as those are."
        if is_text(kind) and kind != STRING:
            remedy = f"Write the value as those are, or compare STR({shown})."
        elif kind == IRI and isinstance(term, ox.Literal):
            remedy = "Write its IRI or short name, or ask for its label."
        elif kind.endswith("date"):
            remedy = f"Write the value as those are, or compare STR({shown}) or YEAR({shown})."
        return Suspicion(
            f"?{names[0]}" if names else "FILTER",
            f"{shown} is held against {told(term)}, but {has}: that is never true.",
            remedy,
        )

    def _spelling(self, left: Any, right: Any) -> Iterator[Suspicion]:
        """Yield texts that a function never gives: capitals of LCASE, a language nothing has."""
        from rdflib import Literal

        text, name = str(right), built_in(left)
        if not isinstance(right, Literal):
            return
        names = sorted(set(names_in(left)))
        if (name == "LCASE" and text != text.lower()) or (name == "UCASE" and text != text.upper()):
            case = "small letters" if name == "LCASE" else "capitals"
            yield Suspicion(
                name,
                f"{_shown(left)} gives {case}, and is held against {text!r}: that is never true.",
                f"Write {text.lower() if name == 'LCASE' else text.upper()!r}.",
            )
        if name == "LANG" and names:
            languages = self._languages(names[0])
            if languages and text not in languages:
                there = " and ".join(f'"{tag}"' for tag in sorted(languages))
                yield Suspicion(
                    f"?{names[0]}",
                    f'no value of ?{names[0]} has the language "{text}".',
                    f"There is {there}.",
                )

    def _languages(self, name: str) -> set[str]:
        """Return the languages of all values of a variable, none if that is not certain."""
        origins = self._values.get(name, ())
        if not origins or None in origins or name in self.joins.made:
            return set()
        kinds = {k for origin in origins if origin != IRI for k in self.kinds_after(str(origin))}
        return {kind[1:] if kind[0] == "@" else "" for kind in kinds - {IRI}}

    def _wrong_argument(self, function: str, argument: Any, kind: str, takes: str) -> Suspicion:
        shown = _shown(argument)
        names = sorted(set(names_in(argument)))
        example = self._example(names[0]) if names and shown.startswith("?") else ""
        like = f" like {example}" if example else ""
        remedy = f"Write STR({shown})." if takes == "a text" else "Give it an xsd:date."
        return Suspicion(
            f"?{names[0]}" if names else function,
            f"{function} takes {takes}, and {shown} holds {tell_kind(kind)}{like}: it is an "
            "error in every row.",
            remedy,
        )

    def _aggregates(self) -> Iterator[Suspicion]:
        from rdflib import Variable

        for aggregate in self.joins.aggregates:
            name = str(aggregate.name).removeprefix("Aggregate_")
            of = part(aggregate, "vars")
            kind = self.kind(str(of)) if isinstance(of, Variable) else None
            if kind is None:
                continue
            if name in ("Sum", "Avg") and kind != NUMBER:
                remedy = "Count them, or add up a property whose values are numbers."
                takes = "numbers"
            elif name == "GroupConcat" and not is_text(kind):
                remedy, takes = f"Write STR(?{of}).", "texts"
            else:
                continue
            shown = {"Sum": "SUM", "Avg": "AVG", "GroupConcat": "GROUP_CONCAT"}[name]
            yield Suspicion(
                f"?{of}", f"{shown} takes {takes}, and ?{of} holds {tell_kind(kind)}: the result "
                "is empty.", remedy,
            )  # fmt: skip

    def _tables(self) -> Iterator[Suspicion]:
        """Yield values of VALUES that stand nowhere where the graph has another kind of value."""
        from rdflib import Literal

        for name, terms in self.joins.made.items():
            origins = [o for o in self._values.get(name, ()) if o not in (IRI, None)]
            for origin in origins:
                for term in terms:
                    if isinstance(term, Literal):
                        suspicion = self.look_at_literal(str(origin), term)
                        if suspicion is not None:
                            yield suspicion

    # ------------------------------------------------------------- literals in patterns

    def look_at_literal(self, predicate: str, value: Any) -> Suspicion | None:
        """Return what is wrong with a literal in a pattern that no triple has."""
        if is_ill_typed(value):
            return _ill_typed(value)
        node, property_ = to_oxigraph(value), ox.NamedNode(predicate)
        assert isinstance(node, ox.Literal)
        if any(True for _ in self.store.quads_for_pattern(None, property_, node, self.graph)):
            return None
        there, kind = self.sample(predicate), self.kind_after(predicate)
        if not there or kind is None:
            return None
        name = shorten_iri(predicate)
        first = there[0]
        if kind != family(node.datatype.value, node.language):
            remedy = "Write an IRI or a short name there, or ask for its label."
            if isinstance(first, ox.Literal):
                meant = ox.Literal(node.value, language=first.language) if first.language else None
                if meant is None and first.datatype.value != STRING:
                    meant = ox.Literal(node.value, datatype=first.datatype)
                remedy = f"Write {told(meant)}." if meant is not None else ""
            fault = f"{told(node)} never stands after {name}, where values are like {told(first)}."
            return Suspicion(name, fault, remedy)
        alike = f"?o = {node}" if kind == NUMBER else f"LCASE(STR(?o)) = LCASE(STR({node}))"
        values = f"{{ SELECT ?o {{ ?s {property_} ?o }} LIMIT {_READ} }}"
        for row in self._ask(f"SELECT ?o {{ {values} FILTER ({alike}) }} LIMIT 1"):
            fault = f"{told(node)} never stands after {name}, but {told(row[0])} does."
            remedy = "A pattern asks for the very same value; a FILTER compares."
            return Suspicion(name, fault, remedy)
        elsewhere = next(self.store.quads_for_pattern(None, None, node, self.graph), None)
        if elsewhere is not None and is_text(kind):
            other = shorten_iri(elsewhere.predicate.value)
            fault = f"{told(node)} never stands after {name}, but after {other}."
            return Suspicion(name, fault, f"Write {name}|{other} for both.")
        return None


def _ill_typed(value: Any) -> Suspicion:
    kind = shorten_iri(str(value.datatype))
    like = {"xsd:date": 'Write it like "2024-05-31"^^xsd:date.'}.get(kind, "")
    return Suspicion(kind, f"{str(value)!r} is no {kind}: nothing can be compared with it.", like)


def _last_property(predicate: Any) -> str | None:
    """Return the property that the values of a pattern stand after, None for other paths."""
    from rdflib import URIRef
    from rdflib.paths import SequencePath

    if isinstance(predicate, SequencePath):
        return _last_property(predicate.args[-1])
    return str(predicate) if isinstance(predicate, URIRef) else None


def _is_constant(term: Any) -> bool:
    from rdflib import Literal, URIRef

    return isinstance(term, Literal | URIRef)


def _shown(expression: Any) -> str:
    """Return a variable, or a call of a function with one, as a query writes it."""
    from rdflib import Variable

    if isinstance(expression, Variable):
        return f"?{expression}"
    names = sorted(set(names_in(expression)))
    inner = next((p for p in pieces(expression) if built_in(p) and p is not expression), None)
    if inner is not None:
        return f"{built_in(expression)}({_shown(inner)})"
    return f"{built_in(expression) or 'it'}({', '.join(f'?{name}' for name in names)})"

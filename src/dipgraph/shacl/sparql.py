"""Constraints whose condition is a SPARQL query: ``sh:sparql``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from dipgraph.shacl.model import (
    Constraint,
    Failure,
    Run,
    Shape,
    ShapesError,
    ShapeSource,
    component_iri,
    name_of,
    reads,
)
from dipgraph.shacl.paths import Path, Predicate, outer_text
from dipgraph.shacl.queries import PreBoundQuery, QueryFault, Row, one_line
from dipgraph.shacl.vocabulary import OWL_IMPORTS, TRUE, Term, sh

_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")
# Both become part of the text of a query.
_PREFIX = re.compile(r"(?:[^\W\d_](?:[\w.-]*[\w-])?)?")
_NAMESPACE = re.compile(r"[^<>\"{}|^`\\\x00-\x20]*")
SHAPES_GRAPH = NamedNode("urn:dipgraph:shapes-graph")
"""The name of the shapes graph in queries that ask for ``$shapesGraph``."""


@dataclass(frozen=True)
class SparqlConstraint(Constraint):
    """A SELECT query: each solution is a result."""

    query: PreBoundQuery
    node: Term
    messages: tuple[Literal, ...]
    component: str = component_iri("SPARQL")

    def failures(
        self, run: Run, shape: Shape, focus: Term, values: Sequence[Term]
    ) -> Iterable[Failure]:
        """Return what is wrong with the value nodes."""
        rows = rows_at_once(run, self.query)
        if rows is not None:
            solutions: Sequence[Row] = rows.get(focus, ())
        elif not all(any(need.triples(run.data, focus)) for need in self.query.needs):
            return ()
        else:
            solutions = select(run, self.query, shape, {"this": focus})
        return [failure_of(row, shape, focus, {}, self.messages, self.node) for row in solutions]


def select(run: Run, query: PreBoundQuery, shape: Shape, bound: Mapping[str, Term]) -> list[Row]:
    """Return the solutions of a SELECT query of a shape for some bound variables.

    Raises
    ------
    ShapesError
        If the query fails while it runs.
    """
    with _named(shape):
        return query.select(store_for(run, query, bound), _context(shape, bound))


def ask(run: Run, query: PreBoundQuery, shape: Shape, bound: Mapping[str, Term]) -> bool:
    """Return the answer of an ASK query of a shape for some bound variables.

    Raises
    ------
    ShapesError
        If the query fails while it runs.
    """
    with _named(shape):
        return query.ask(store_for(run, query, bound), _context(shape, bound))


def _context(shape: Shape, bound: Mapping[str, Term]) -> dict[str, Term]:
    return {**bound, "currentShape": shape.node, "shapesGraph": SHAPES_GRAPH}


@contextmanager
def _named(shape: Shape) -> Iterator[None]:
    """Turn the errors of a running query into one that names its shape."""
    try:
        yield
    except (ValueError, SyntaxError, RuntimeError, OSError) as error:
        raise ShapesError(f"{shape.name}: its query cannot be run: {one_line(error)}") from error


def store_for(run: Run, query: PreBoundQuery, bound: Mapping[str, Term]) -> Store:
    """Return a store in which a query with these bound variables has its solutions.

    It holds the data, and the shapes graph beside them if the query asks for it. Of data that
    would have to be copied it holds what the query reads from the bound nodes, where that is
    known.
    """
    data = run.data
    if "shapesGraph" not in query.names:
        if not data.store_is_costly or query.reads is None:
            return data.store
        facts = (fact for read in query.reads for fact in read.triples(data, bound[read.start]))
        store = Store()
        store.extend(Quad(*fact) for fact in facts)
        return store
    if run.store_with_shapes is None:
        store = Store()
        store.extend(Quad(s, p, o) for s, p, o in run.data.triples())
        store.extend(Quad(s, p, o, SHAPES_GRAPH) for s, p, o in run.shapes.graph.triples())
        run.store_with_shapes = store
    return run.store_with_shapes


def rows_at_once(run: Run, query: PreBoundQuery) -> dict[Term, list[Row]] | None:
    """Return the solutions by ``$this`` if they can be had for all nodes at once.

    None if they cannot, or if few nodes are checked, for which single runs are cheaper.
    """
    if not query.is_flat or not run.is_large:
        return None
    kept = run.solutions.get(query)
    if kept is None:
        kept = run.solutions[query] = {}
        for row in query.select_for_all(run.data.store):
            kept.setdefault(row["this"], []).append(row)
    return kept


def failure_of(
    bound: Row,
    shape: Shape,
    focus: Term,
    parameters: Mapping[str, Term],
    messages: tuple[Literal, ...],
    source_constraint: Term | None,
) -> Failure:
    """Return the failure that a solution stands for."""
    value = bound.get("value")
    if value is None and shape.path is None:
        value = focus
    path: Path | None = None
    if isinstance(found := bound.get("path"), NamedNode):
        path = Predicate(found)
    own = bound.get("message")
    if isinstance(own, Literal):
        texts: tuple[Literal, ...] = (own,)
    else:
        known = {"this": focus, **parameters, **bound}
        if shape.path is not None:
            known.setdefault("PATH", Literal(outer_text(shape.path)))
        texts = tuple(fill(message, known) for message in messages)
    text = "The node does not fit the condition that a query of the shape states."
    return Failure(value, text, (), path, source_constraint, texts)


def fill(message: Literal, known: Mapping[str, Term]) -> Literal:
    """Return a message with ``{?name}`` and ``{$name}`` replaced by the values known."""

    def replace(found: re.Match[str]) -> str:
        term = known.get(found[1])
        if term is None:
            return found[0]
        return term.value if isinstance(term, Literal) else name_of(term)

    text = _PLACEHOLDER.sub(replace, message.value)
    if message.language:
        return Literal(text, language=message.language)
    return Literal(text)


def read_query(
    source: ShapeSource, node: Term, name: str, names: Sequence[str], path: Path | None
) -> PreBoundQuery:
    """Return the query that a node of the shapes graph has as ``sh:select`` or ``sh:ask``.

    Raises
    ------
    ShapesError
        If there is none, or more than one, or it cannot be run.
    """
    texts = source.graph.objects(node, sh(name))
    if len(texts) != 1 or not isinstance(texts[0], Literal):
        raise source.fault(f"{name_of(node)} needs one sh:{name} with the text of a query")
    prefixes = _prefixes(source, node)
    try:
        query = PreBoundQuery(
            texts[0].value, prefixes, names, None if path is None else outer_text(path)
        )
        if query.is_ask != (name == "ask"):
            raise QueryFault(f"sh:{name} needs {'an ASK' if name == 'ask' else 'a SELECT'} query")
        return query
    except QueryFault as error:
        whose = "its query" if isinstance(node, BlankNode) else f"the query of {name_of(node)}"
        raise source.fault(f"{whose}: {error}") from error


def _prefixes(source: ShapeSource, node: Term) -> dict[str, str]:
    """Return the prefixes of a query: of what it points at, and of what that imports."""
    graph = source.graph
    found: dict[str, str] = {}
    seen: dict[Term, None] = {}
    open_ = list(graph.objects(node, sh("prefixes")))
    while open_:
        owner = open_.pop()
        if owner in seen:
            continue
        seen[owner] = None
        open_ += graph.objects(owner, OWL_IMPORTS)
        for declaration in graph.objects(owner, sh("declare")):
            prefix = graph.objects(declaration, sh("prefix"))
            namespace = graph.objects(declaration, sh("namespace"))
            if len(prefix) != 1 or len(namespace) != 1:
                raise source.fault(
                    f"a sh:declare of {name_of(owner)} needs one sh:prefix and one sh:namespace"
                )
            name, iri = name_of_text(prefix[0]), name_of_text(namespace[0])
            if not _PREFIX.fullmatch(name):
                raise source.fault(f"the sh:prefix {name!r} is none that SPARQL can have")
            if not _NAMESPACE.fullmatch(iri):
                raise source.fault(f"the sh:namespace {iri!r} of {name}: is no IRI")
            if found.setdefault(name, iri) != iri:
                raise source.fault(
                    f"the prefix {name}: stands for both <{found[name]}> and <{iri}>"
                )
    return found


def name_of_text(term: Term) -> str:
    """Return the text of a literal, or an IRI without its brackets."""
    return term.value if isinstance(term, Literal) else name_of(term)


def read_messages(source: ShapeSource, node: Term) -> tuple[Literal, ...]:
    """Return the ``sh:message`` values of a query's node in a fixed order."""
    texts = [t for t in source.graph.objects(node, sh("message")) if isinstance(t, Literal)]
    return tuple(sorted(texts, key=lambda text: (text.language or "", text.value)))


@reads("sparql")
def _read_sparql(source: ShapeSource) -> Iterator[Constraint]:
    for node in source.values("sparql"):
        if TRUE in source.graph.objects(node, sh("deactivated")):
            continue
        names = ("this", "currentShape", "shapesGraph")
        query = read_query(source, node, "select", names, source.path)
        yield SparqlConstraint(query, node, read_messages(source, node))

"""Run a query text on Oxigraph or on rdflib, with the same rows."""

from __future__ import annotations

import pyoxigraph as ox

from dipgraph.errors import QueryError
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.querying.result import QueryResult
from dipgraph.querying.rows import Cells, Term

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rdflib import Dataset
    from rdflib.term import Node

ENGINES = ("oxigraph", "rdflib")
_BOOLEAN = ox.NamedNode(PREFIXES["xsd"] + "boolean")
_TRIPLE_COLUMNS = ("subject", "predicate", "object")


class Labels:
    """Labels of nodes, looked up in a store once each."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._known: dict[str, str] = {}
        self._predicates = [
            ox.NamedNode(PREFIXES[prefix] + name)
            for prefix, name in (("rdfs", "label"), ("skos", "prefLabel"), ("dcterms", "title"))
        ]

    def __call__(self, iri: str) -> str:
        """Return the English label, else any label, else the short form of the IRI."""
        if iri not in self._known:
            self._known[iri] = self._look_up(iri)
        return self._known[iri]

    def _look_up(self, iri: str) -> str:
        node = ox.NamedNode(iri)
        for predicate in self._predicates:
            found = [
                quad.object
                for quad in self._store.quads_for_pattern(node, predicate, None, ox.DefaultGraph())
                if isinstance(quad.object, ox.Literal)
            ]
            if found:
                return min(found, key=lambda o: (o.language not in ("en", None), o.value)).value
        return shorten_iri(iri)


def check_syntax(text: str, shown: str) -> None:
    """Parse a query without running it on anything.

    Raises
    ------
    SyntaxFault
        With file, line, column, fault and remedy.
    """
    from dipgraph.querying import sparql

    pieces, _ = sparql.split(text, shown, ())
    whole = "".join(piece for piece in pieces if isinstance(piece, str))
    try:
        ox.Store().query(whole)
    except SyntaxError as error:
        raise sparql.explain_syntax(error, text, shown, len(whole) - len(text)) from None


def result_of(
    found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, form: str, labels: Labels
) -> QueryResult:
    """Return what Oxigraph gives, or reads back, as rows."""
    rows: list[Cells]
    if isinstance(found, ox.QueryBoolean):
        rows = [(ox.Literal("true" if found else "false", datatype=_BOOLEAN),)]
        return QueryResult(("answer",), rows, form, labels)
    if isinstance(found, ox.QueryTriples):
        rows = [(t.subject, t.predicate, t.object) for t in found]
        return QueryResult(_TRIPLE_COLUMNS, rows, form, labels)
    columns = [variable.value for variable in found.variables]
    rows = [tuple(solution) for solution in found]
    return QueryResult(columns, rows, form, labels)


def run_on_oxigraph(store: ox.Store, text: str, form: str, shown: str) -> QueryResult:
    """Run a query on a store.

    Parameters
    ----------
    store
        The store; its default graph is what the query sees without GRAPH.
    text, form
        A query that :func:`dipgraph.querying.sparql.split` has passed, and its form.
    shown
        What messages call it.

    Raises
    ------
    SyntaxFault
        If the engine cannot read it.
    QueryError
        If the engine cannot evaluate it.
    """
    try:
        return result_of(store.query(text), form, Labels(store))
    except SyntaxError as error:
        from dipgraph.querying.sparql import explain_syntax

        raise explain_syntax(error, text, shown) from None
    except (RuntimeError, ValueError, OSError) as error:
        from dipgraph.compiled import doubt_stores

        remedy = doubt_stores(error) if isinstance(error, RuntimeError) else ""
        raise QueryError(f"{shown}: the query could not be run: {error}.{remedy}") from None


def run_on_rdflib(
    dataset: Dataset, store: ox.Store, text: str, form: str, shown: str
) -> QueryResult:
    """Run a query on an rdflib dataset that holds what ``store`` holds.

    The text is parsed by Oxigraph first, since rdflib lets faults pass in silence.

    Raises
    ------
    SyntaxFault, QueryError
        As :func:`run_on_oxigraph`.
    """
    check_syntax(text, shown)
    try:
        found = dataset.query(text)
        rows: list[Cells]
        if found.type == "ASK":
            answer = "true" if found.askAnswer else "false"
            rows = [(ox.Literal(answer, datatype=_BOOLEAN),)]
            return QueryResult(("answer",), rows, form, Labels(store))
        rows = [tuple(_from_rdflib(node) for node in row) for row in found]  # type: ignore[union-attr]
        if found.type == "SELECT":
            columns = [str(variable) for variable in found.vars or ()]
            return QueryResult(columns, rows, form, Labels(store))
        return QueryResult(_TRIPLE_COLUMNS, rows, form, Labels(store))
    except Exception as error:  # rdflib raises anything, pyparsing's errors among them
        raise QueryError(f"{shown}: rdflib could not run the query: {error}.") from None


def _from_rdflib(node: Node | None) -> Term | None:
    from rdflib import BNode, Literal, URIRef

    if node is None:
        return None
    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, BNode):
        return ox.BlankNode(str(node))
    assert isinstance(node, Literal)
    if node.language:
        return ox.Literal(str(node), language=node.language)
    if node.datatype:
        return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)))
    return ox.Literal(str(node))


def to_rdflib(store: ox.Store) -> Dataset:
    """Return an rdflib Dataset with the graphs of ``store``, the default graph among them.

    The default graph holds each triple once; it is what a query sees without GRAPH.
    """
    from rdflib import BNode, Dataset, Literal, URIRef
    from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

    known: dict[object, Node] = {}

    def node(term: object) -> Node:
        found = known.get(term)
        if found is None:
            if isinstance(term, ox.NamedNode):
                found = URIRef(term.value)
            elif isinstance(term, ox.BlankNode):
                found = BNode(term.value)
            elif isinstance(term, ox.Literal):
                kind = None if term.language else term.datatype.value
                plain = kind == PREFIXES["xsd"] + "string"
                found = Literal(
                    term.value,
                    lang=term.language,
                    datatype=URIRef(kind) if kind and not plain else None,
                )
            else:
                found = DATASET_DEFAULT_GRAPH_ID
            known[term] = found
        return found

    dataset = Dataset()
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace, replace=True)
    graphs = {
        name: dataset.graph(node(name))  # type: ignore[arg-type]
        for name in [*store.named_graphs(), ox.DefaultGraph()]
    }
    dataset.addN(
        (node(quad.subject), node(quad.predicate), node(quad.object), graphs[quad.graph_name])
        for quad in store
    )
    return dataset

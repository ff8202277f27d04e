"""What a query asks to be exported: records by name, or triples."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyoxigraph as ox

from dipgraph import queries
from dipgraph.errors import QueryError
from dipgraph.ties import Graph


def run(
    kg: Graph, query: str, params: Mapping[str, object], warn: Callable[[str], object] | None
) -> queries.QueryResult:
    """Run a query of the library by its name, a file that ends in .rq, or SPARQL.

    Raises
    ------
    QueryError, SyntaxFault
        As :func:`dipgraph.queries.run_query`.
    """
    if "{" in query or "\n" in query:
        found, is_foreign = queries.parse_query(query, "query", "query"), True
    elif query.endswith(".rq"):
        found, is_foreign = queries.read_query(query), True
    else:
        found, is_foreign = queries.load_library(kg.project).find(query), False
    result = queries.run_query(kg.store, found, params, warn=warn if is_foreign else None)
    result.name = found.name
    return result


def records_of(result: queries.QueryResult) -> frozenset[str]:
    """Return the IRIs in the column ``record``.

    Raises
    ------
    QueryError
        If there is no such column.
    """
    if result.form != "SELECT" or "record" not in result.columns:
        raise QueryError(
            f"{result.name} has no column record, so it names no records to export. Its rows can "
            "be had from dipgraph query run."
        )
    at = result.columns.index("record")
    cells = (row[at] for row in result.rows)
    return frozenset(cell.value for cell in cells if isinstance(cell, ox.NamedNode))

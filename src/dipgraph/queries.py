"""Run a query of the library, a file, or a text, with its parameters checked.

>>> query = library.find("visits-by-host")                         # doctest: +SKIP
>>> result = run_query(store, query, {"host": "Ruritania"})        # doctest: +SKIP
"""

from __future__ import annotations

from time import perf_counter

import pyoxigraph as ox

from dipgraph.errors import QueryError, SyntaxFault
from dipgraph.querying import engines
from dipgraph.querying.files import Param, Query, parse_query, read_query
from dipgraph.querying.gaps import check_values, tell_gaps
from dipgraph.querying.library import Library, load_library
from dipgraph.querying.result import QueryResult
from dipgraph.querying.rows import Row
from dipgraph.querying.template import put_values
from dipgraph.spelling import suggest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rdflib import Dataset

__all__ = [
    "Library",
    "Param",
    "Query",
    "QueryResult",
    "Row",
    "fill_in",
    "load_library",
    "parse_query",
    "prepare",
    "read_query",
    "run_query",
    "tell_gaps",
]


def fill_in(query: Query, given: Mapping[str, object], store: ox.Store) -> str:
    """Return the SPARQL of a query with its parameters' values in it.

    Parameters
    ----------
    query
        The query. A text without front matter takes no parameters.
    given
        Values by parameter name; hyphens count as underscores, None as left out.
    store
        Where names of states, organisations and so on are looked up.

    Raises
    ------
    QueryError
        If a name is not a parameter, a required one is left out, a value is not of its type, or
        values exclude each other (a period that ends before it begins).
    SyntaxFault
        If the query is not SPARQL, or asks for what is refused here (updates, SERVICE, FROM).
    """
    values: dict[str, str] = {}
    known = {name.replace("-", "_"): name for name in query.params}
    wanted: dict[str, object] = {}
    for name, value in given.items():
        if name.replace("-", "_") not in known:
            takes = f"it takes {', '.join(query.params)}" if query.params else "it takes none"
            raise QueryError(
                f"{query.name} has no parameter {name!r}; {takes}.{suggest(name, query.params)}"
            )
        wanted[known[name.replace("-", "_")]] = value
    for name, param in query.params.items():
        value = wanted.get(name)
        if value is None:
            value = param.default
        if value is not None:
            from dipgraph.querying.values import read_value

            values[name] = str(read_value(param.type, value, name, store))
        elif param.required:
            raise QueryError(
                f"{query.name} needs {name}: {param.about} For example: {param.example}"
            )
    check_values(query.name, values)
    if not query.form:
        engines.check_syntax(query.sparql, query.file)  # says what is wrong
    return put_values(query.pieces, values)


def prepare(
    query: Query,
    given: Mapping[str, object],
    store: ox.Store,
    *,
    warn: Callable[[str], object] | None = None,
    own_graph: bool = True,
) -> str:
    """Return a query's SPARQL with its values, looked over as :func:`run_query` does.

    Raises
    ------
    QueryError, SyntaxFault
        As :func:`fill_in`, or if it cannot be meant so.
    """
    text = fill_in(query, given, store)
    if warn is not None:
        from dipgraph.querying.soundness import look_over

        engines.check_syntax(query.sparql, query.file)  # a fault, before any suspicion
        for issue in look_over(text, query.file, store, own_graph=own_graph):
            if issue.severity == "violation":
                raise QueryError(str(issue))
            warn(str(issue))
    return text


def run_query(
    store: ox.Store,
    query: Query,
    given: Mapping[str, object] | None = None,
    dataset: Dataset | None = None,
    *,
    warn: Callable[[str], object] | None = None,
    own_graph: bool = True,
) -> QueryResult:
    """Run a query on a store, or on an rdflib dataset that holds the same.

    Parameters
    ----------
    store, query, given
        As for :func:`fill_in`.
    dataset
        Asked in place of ``store``, with rdflib's engine.
    warn
        If given, the query is looked over first (:mod:`dipgraph.querying.soundness`): what
        cannot be meant is refused, and ``warn`` is told what may be a mistake; afterwards also
        why an answer is empty, and what it counts twice (:mod:`dipgraph.querying.look_back`).
    own_graph
        Whether the store holds a project, and not data of somebody else.

    Raises
    ------
    SyntaxFault
        If the query is not SPARQL, or asks for what is refused here (updates, SERVICE, FROM).
    QueryError
        As :func:`fill_in`, if it cannot be meant so, or if the engine cannot evaluate it.
    """
    told: list[str] = []
    look = None if warn is None else told.append
    text = prepare(query, given or {}, store, warn=look, own_graph=own_graph)
    if warn is not None:
        for issue in told:
            warn(issue)
    start = perf_counter()
    try:
        if dataset is not None:
            result = engines.run_on_rdflib(dataset, store, text, query.form, query.file)
        else:
            result = engines.run_on_oxigraph(store, text, query.form, query.file)
    except SyntaxFault:
        engines.check_syntax(query.sparql, query.file)  # its columns are the file's
        raise
    result.name = query.name
    if warn is not None:
        seconds = perf_counter() - start
        for note in look_back(text, result, store, bool(told), seconds, own_graph=own_graph):
            warn(f"{query.file}: {note}")
    return result


def look_back(
    text: str,
    result: QueryResult,
    store: ox.Store,
    is_told: bool,
    seconds: float | None = None,
    *,
    own_graph: bool = True,
) -> list[str]:
    """Return why an answer is empty and what it counts twice.

    Parameters
    ----------
    text, result, store, own_graph
        The SPARQL that was run, its answer, what it was asked of, and whether that is a project.
    is_told
        Whether something was wrong with the query before it ran: that explains an empty answer.
    seconds
        How long it took, None where no part of it may be asked again;
        see :mod:`dipgraph.querying.look_back`.
    """
    from dipgraph.querying import look_back as back

    may_ask = seconds is not None and seconds <= back.QUICK_S
    return back.look_back(
        text, result, store, own_graph=own_graph, is_told=is_told, may_ask=may_ask
    )

"""dipgraph: what a foreign ministry did in a year, as records with their evidence.

>>> import dipgraph
>>> kg = dipgraph.load()                                       # doctest: +SKIP
>>> kg.query("agreements-by-partner", year=2024).to_csv()      # doctest: +SKIP

The names below are imported when they are first used, so that ``import dipgraph`` and the
command line start without rdflib, networkx or pySHACL.
"""

from __future__ import annotations

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dipgraph.errors import (
        DataError,
        DipgraphError,
        InputError,
        Issue,
        QueryError,
        QueryWarning,
        SourceError,
        SyntaxFault,
    )
    from dipgraph.knowledge import KnowledgeGraph, load
    from dipgraph.querying.result import QueryResult
    from dipgraph.report import Report

_HOME = {
    "load": "dipgraph.knowledge",
    "KnowledgeGraph": "dipgraph.knowledge",
    "QueryResult": "dipgraph.querying.result",
    "Report": "dipgraph.report",
    "DataError": "dipgraph.errors",
    "DipgraphError": "dipgraph.errors",
    "InputError": "dipgraph.errors",
    "Issue": "dipgraph.errors",
    "QueryError": "dipgraph.errors",
    "QueryWarning": "dipgraph.errors",
    "SourceError": "dipgraph.errors",
    "SyntaxFault": "dipgraph.errors",
}

__all__ = [
    "DataError",
    "DipgraphError",
    "InputError",
    "Issue",
    "KnowledgeGraph",
    "QueryError",
    "QueryResult",
    "QueryWarning",
    "Report",
    "SourceError",
    "SyntaxFault",
    "__version__",
    "load",
]


def __getattr__(name: str) -> object:
    """Import a public name from its module when it is first asked for (PEP 562)."""
    module = _HOME.get(name)
    if module is None:
        raise AttributeError(f"module 'dipgraph' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(module), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

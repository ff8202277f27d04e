"""rdflib's algebra of a query: how it is read, and how one walks through it.

A node is a ``CompValue``: a dict with a name, such as "Join" or "Filter", whose parts are nodes,
terms, and lists of both. SPARQL 1.1 Query Language, section 18, defines what they mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rdflib.plugins.sparql.parserutils import CompValue


@lru_cache(maxsize=4)
def read_algebra(text: str) -> CompValue | None:
    """Return rdflib's algebra of a query, None if rdflib cannot read it."""
    import logging

    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    # It would print a traceback for a literal such as "2024-1-1"^^xsd:date.
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        algebra: CompValue = translateQuery(parseQuery(text)).algebra
        return algebra
    except Exception:  # what rdflib cannot read, Oxigraph may (SPARQL 1.2); it has many errors
        return None
    finally:
        logger.setLevel(level)


def pieces(expression: Any) -> Iterator[Any]:
    """Yield an expression and everything in it."""
    yield expression
    if isinstance(expression, dict):
        for key, value in expression.items():
            if key != "_vars":
                yield from pieces(value)
    elif isinstance(expression, list | tuple):
        for value in expression:
            yield from pieces(value)


def name_of(node: Any) -> str:
    """Return the name of a node, "" for a term or a list."""
    return str(getattr(node, "name", ""))


def built_in(expression: Any) -> str:
    """Return the name of a function of SPARQL, "" for anything else."""
    name = name_of(expression)
    return name.removeprefix("Builtin_") if name.startswith("Builtin_") else ""


def part(node: Any, name: str) -> Any:
    """Return a part of a node, or None; rdflib's own ``get`` gives the name back."""
    try:
        return node[name]
    except (KeyError, TypeError):
        return None


def as_list(value: Any) -> list[Any]:
    """Return a list as it is, and anything else in one."""
    return value if isinstance(value, list) else [value]


def names_in(term: Any) -> Iterator[str]:
    """Yield the names of the variables and blank nodes in a term, a triple or an expression."""
    from rdflib import BNode, Variable

    if isinstance(term, Variable):
        yield str(term)
    elif isinstance(term, BNode):
        yield f"_:{term}"
    elif isinstance(term, dict):
        for value in term.values():
            yield from names_in(value)
    elif isinstance(term, list | tuple | set):
        for value in term:
            yield from names_in(value)


def is_iri(term: Any) -> bool:
    """Tell whether a term is a name."""
    from rdflib import URIRef

    return isinstance(term, URIRef)


def is_literal(term: Any) -> bool:
    """Tell whether a term is a literal."""
    from rdflib import Literal

    return isinstance(term, Literal)

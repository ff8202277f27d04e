"""Terms of a query: between rdflib and Oxigraph, as a query writes them, and faulty ones."""

from __future__ import annotations

import re
from typing import Any

import pyoxigraph as ox

from dipgraph.namespaces import shorten_iri
from dipgraph.querying.expressions import STRING, XSD
from dipgraph.telling import read_day

_ZONE = r"(Z|[+-]\d\d:\d\d)?"
_DAY = r"\d{4}-\d\d-\d\d" + _ZONE
_WRITTEN = {
    XSD + "date": _DAY,
    XSD + "gYear": r"-?\d{4,}" + _ZONE,
    XSD + "integer": r"[+-]?\d+",
    XSD + "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
    XSD + "boolean": "true|false|0|1",
}


def is_ill_typed(term: Any) -> bool:
    """Tell whether a literal is not of the datatype it names; rdflib forgets it in a query."""
    pattern = _WRITTEN.get(str(getattr(term, "datatype", "")))
    if pattern is None or re.fullmatch(pattern, str(term)):
        return pattern is not None and pattern == _DAY and read_day(str(term)[:10]) is None
    return True


def to_oxigraph(term: Any) -> ox.Literal | ox.NamedNode:
    """Return a term of rdflib as one of Oxigraph."""
    from rdflib import URIRef

    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    if term.datatype:
        return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)))
    return ox.Literal(str(term))


def told(node: object) -> str:
    """Return a term as a query writes it, its IRIs in short."""
    if isinstance(node, ox.NamedNode):
        return shorten_iri(node.value)
    if not isinstance(node, ox.Literal):
        return str(node)
    text = str(ox.Literal(node.value))
    if node.language:
        return f"{text}@{node.language}"
    kind = node.datatype.value
    return text if kind == STRING else f"{text}^^{shorten_iri(kind)}"

"""A query in pieces, with values put between them.

The pieces come from :mod:`dipgraph.querying.sparql`, which knows the syntax; they are kept in the
cache, so that a query of the library runs without being read again.
"""

from __future__ import annotations

from dipgraph.errors import QueryError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Piece = str | list[str]
"""Text as it stands, or [parameter, how, text without a value, fault].

``how`` is "value", "bound" (it stands in BOUND) or "filter" (a condition is added).
"""


def put_values(pieces: Sequence[Piece], values: Mapping[str, str]) -> str:
    """Return the query with a term for each parameter named in ``values``.

    ``values`` are terms as N-Triples writes them. ``BOUND(?name)`` becomes ``true``. A parameter
    left out stays a variable.

    Raises
    ------
    QueryError
        If a value cannot be put where the query has the parameter.
    """
    out: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            out.append(piece)
            continue
        name, how, plain, fault = piece
        if name not in values:
            out.append(plain)
        elif fault:
            raise QueryError(fault)
        elif how == "filter":
            out.append(f" FILTER (?{name} = {values[name]}) ")
        else:
            out.append("true" if how == "bound" else values[name])
    return "".join(out)

"""Rows of RDF terms, and the same rows as Python has them."""

from __future__ import annotations

import pyoxigraph as ox

from dipgraph.namespaces import PREFIXES, shorten_iri

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Cells = tuple[Term | None, ...]

_XSD = PREFIXES["xsd"]
_WHOLE = frozenset(
    _XSD + name
    for name in (
        "integer int long short byte nonNegativeInteger positiveInteger nonPositiveInteger "
        "negativeInteger unsignedInt unsignedLong unsignedShort unsignedByte"
    ).split()
)
_FLOATING = frozenset({_XSD + "double", _XSD + "float"})
NUMERIC = _WHOLE | _FLOATING | {_XSD + "decimal"}
"""Datatypes of numbers, as IRIs."""


def to_python(term: Term | None) -> Any:
    """Return a term as Python has it.

    An IRI becomes its text, a blank node ``_:name``, numbers int, Decimal or float, a boolean
    bool, ``xsd:date`` a date, any other literal its text, and an unbound variable None. A value
    that its datatype does not allow stays text.
    """
    if term is None:
        return None
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    if isinstance(term, ox.NamedNode):
        return term.value
    kind, text = term.datatype.value, term.value
    try:
        if kind in _WHOLE:
            return int(text)
        if kind == _XSD + "boolean":
            return {"true": True, "1": True, "false": False, "0": False}.get(text, text)
        if kind == _XSD + "date":
            from datetime import date

            return date.fromisoformat(text)
        if kind == _XSD + "decimal":
            from decimal import Decimal

            return Decimal(text)
        if kind in _FLOATING:
            return float(text)
    except (ValueError, ArithmeticError):
        return text
    return text


class Row:
    """One row: values by column name, by attribute or by position, as Python has them.

    ``row["guest"]``, ``row.guest`` and ``row[0]`` are the same; ``row.terms`` holds the RDF
    terms, with language and datatype.
    """

    __slots__ = ("_columns", "terms")

    def __init__(self, columns: Sequence[str], terms: Cells) -> None:
        self._columns = columns
        self.terms = terms

    def __getitem__(self, key: str | int) -> Any:
        if isinstance(key, int):
            return to_python(self.terms[key])
        try:
            return to_python(self.terms[self._columns.index(key)])
        except ValueError:
            raise KeyError(f"{key!r}; columns are {', '.join(self._columns)}") from None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._columns:
            raise AttributeError(f"no column {name!r}; columns are {', '.join(self._columns)}")
        return self[name]

    def __iter__(self) -> Iterator[Any]:
        return (to_python(term) for term in self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row) and self.asdict() == other.asdict()

    __hash__ = None  # type: ignore[assignment]

    def keys(self) -> tuple[str, ...]:
        """Return the column names, so that ``dict(row)`` works."""
        return tuple(self._columns)

    def asdict(self) -> dict[str, Any]:
        """Return the row as a dict of Python values; None where a column is unbound."""
        return {name: to_python(term) for name, term in zip(self._columns, self.terms, strict=True)}

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={value!r}' for name, value in self.asdict().items())})"


class ResultRows:
    """The rows of a query, in the order it asks for.

    ``columns`` are the names that SELECT projects. An ASK has one row with the column
    ``answer``; a CONSTRUCT or DESCRIBE has the columns subject, predicate and object.
    ``form`` is "SELECT", "ASK", "CONSTRUCT" or "DESCRIBE".
    """

    def __init__(
        self,
        columns: Sequence[str],
        rows: list[Cells],
        form: str = "SELECT",
        find_label: Callable[[str], str] | None = None,
        name: str = "",
    ) -> None:
        self.columns = tuple(columns)
        self.rows = rows
        self.form = form
        self.name = name
        self._find_label = find_label

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return (Row(self.columns, cells) for cells in self.rows)

    def __getitem__(self, index: int) -> Row:
        return Row(self.columns, self.rows[index])

    def __bool__(self) -> bool:
        """Tell whether there are rows; for an ASK, the answer."""
        if self.form == "ASK":
            return bool(self[0]["answer"])
        return bool(self.rows)

    def label(self, iri: str) -> str:
        """Return the label of an IRI, or its short form where it has none."""
        return self._find_label(iri) if self._find_label else shorten_iri(iri)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dicts of Python values."""
        return [row.asdict() for row in self]

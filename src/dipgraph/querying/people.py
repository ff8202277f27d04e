"""Rows as a person reads them: labels for IRIs, dates as fine as the source has them.

Used where a person reads (table, Markdown, notebook); the formats for programs keep every term.
Two names of columns mean something here:

* ``record`` holds the name of a record, which ``dipgraph cite`` takes: it stays a name.
* ``precision``, or a name that ends in ``Precision``, tells how fine the dates in the columns right
  before it are: "2024-05" for a month, "2024" for a year. They are cut to it, and the column is
  left out.
"""

from __future__ import annotations

import pyoxigraph as ox

from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.querying.rows import NUMERIC, ResultRows, Term

NAME_COLUMN = "record"
PRECISION_COLUMN = "precision"
_DATE = PREFIXES["xsd"] + "date"
_LENGTH = {"Year": len("2024"), "Month": len("2024-05"), "Day": len("2024-05-31")}


def cell_text(
    result: ResultRows, term: Term | None, column: str = "", *, labels: bool = True
) -> str:
    """Return a cell for people: a label or a short name for an IRI, the plain text of a literal."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        named = not labels or column == NAME_COLUMN
        return shorten_iri(term.value) if named else result.label(term.value)
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else term.value


def read_rows(
    result: ResultRows, *, labels: bool = True
) -> tuple[list[int], list[str], list[list[str]]]:
    """Return which columns are shown, their names, and the cells of all rows.

    Without ``labels``, every column is shown, with short names for IRIs and dates as they are.
    """
    columns = list(result.columns)
    fineness = _find_dated(result) if labels else {}
    kept = [index for index in range(len(columns)) if index not in fineness.values()]

    def text(cells: tuple[Term | None, ...], index: int) -> str:
        term = cells[index]
        if index in fineness:
            return _cut_date(cell_text(result, term), cells[fineness[index]])
        return cell_text(result, term, columns[index], labels=labels)

    rows = [[text(tuple(cells), index) for index in kept] for cells in result.rows]
    return kept, [columns[index] for index in kept], rows


def number_columns(result: ResultRows) -> list[bool]:
    """Tell of each column whether it holds numbers and nothing else."""
    found = []
    for index in range(len(result.columns)):
        terms = [cells[index] for cells in result.rows if cells[index] is not None]
        found.append(
            bool(terms)
            and all(isinstance(t, ox.Literal) and t.datatype.value in NUMERIC for t in terms)
        )
    return found


def _find_dated(result: ResultRows) -> dict[int, int]:
    """Return the place of each column of dates, and of the precision that speaks of it."""
    ending = PRECISION_COLUMN.capitalize()
    told = [
        place
        for place, column in enumerate(result.columns)
        if column == PRECISION_COLUMN or column.endswith(ending)
    ]
    found = {}
    for stop in told:
        place = stop - 1
        while place >= 0 and place not in told and _holds_dates(result, place):
            found[place] = stop
            place -= 1
    return found


def _holds_dates(result: ResultRows, index: int) -> bool:
    terms = [cells[index] for cells in result.rows if cells[index] is not None]
    return all(isinstance(t, ox.Literal) and t.datatype.value == _DATE for t in terms)


def _cut_date(date: str, precision: Term | None) -> str:
    if not isinstance(precision, ox.NamedNode):
        return date
    return date[: _LENGTH.get(precision.value.removeprefix(PREFIXES["dip"]), len(date))]

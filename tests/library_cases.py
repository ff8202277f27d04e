"""What is asked of each query of the library, and how its rows are written down.

Each query is run with only what it requires, and, if it has parameters that may be left out,
once more with the examples of its front matter. The expected rows stand in
``tests/expected/``; ``python tests/accept.py`` writes them, a person reads the diff.
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import dipgraph
from dipgraph.namespaces import shorten_iri
from dipgraph.queries import Query, QueryResult

ROOT = Path(__file__).parent.parent
EXPECTED = Path(__file__).parent / "expected"


class Case(NamedTuple):
    """One run of a query: the name of the file of its rows, and the values it is given."""

    name: str
    query: str
    params: dict[str, str]


def cases_of(query: Query) -> list[Case]:
    """Return the runs of one query."""
    needed = {
        name: str(param.example)
        for name, param in query.params.items()
        if param.required and param.default is None
    }
    shown = {name: str(p.example) for name, p in query.params.items() if p.example is not None}
    found = [Case(query.name, query.name, needed)]
    for name, value in shown.items():
        if name not in needed:
            found.append(Case(f"{query.name}.{name}", query.name, {**needed, name: value}))
    return found


def all_cases(kg: dipgraph.KnowledgeGraph) -> list[Case]:
    """Return the runs of all queries, in the order of their names."""
    return [case for _, query in sorted(kg.library.queries.items()) for case in cases_of(query)]


def rows_of(result: QueryResult) -> list[list[str]]:
    """Return header and rows in a form that does not depend on the engine's spelling of numbers."""
    return [list(result.columns), *([_cell(row[i]) for i in range(len(row))] for row in result)]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
        return format(Decimal(str(value)).normalize(), "f")
    return shorten_iri(str(value))


def write_rows(rows: list[list[str]]) -> str:
    """Return rows as CSV with plain line ends."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()

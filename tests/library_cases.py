"""What is asked of each query of the library, and how its rows are written down.

Each query is run with only what it requires, and, if it has parameters that may be left out,
once more with the examples of its front matter. The expected rows on the real graph stand in
``tests/expected/``, those on the small fictional one, with values that it knows, in
``tests/expected/ruritania/``; ``python tests/accept.py`` writes them, a person reads the diff.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import dipgraph
from dipgraph.namespaces import shorten_iri
from dipgraph.queries import Query, QueryResult

ROOT = Path(__file__).parent.parent
EXPECTED = Path(__file__).parent / "expected"
EXPECTED_SMALL = EXPECTED / "ruritania"
FIXTURES = Path(__file__).parent / "fixtures"

SMALL_VALUES = {
    "state": "XGK",
    "organisation": "river-league",
    "actor": "state:XRU",
    "person": "count-vassily",
    "place": "zenda",
    "source": "xr-2031",
    "year": "2031",
    "number": "3",
}
"""What the small graph is asked with, by type of parameter."""

SMALL_VALUES_OF = {
    ("adopted-texts", "year"): "2033",
    ("aid-by-recipient", "recipient"): "state:XGK",
    ("aid-channels", "year"): "2033",
    ("aid-by-year", "by"): "state:XRU",
    ("chronology", "since"): "2031-05-01",
    ("chronology", "until"): "2031-05-31",
    ("claims-about", "about"): "state:XGK",
    ("consultations-by-partner", "kind"): "political-consultations",
    ("figure-over-years", "measure"): "measure-documents-signed",
    ("everything-with", "since"): "2031-09-01",
    ("everything-with", "until"): "2031-05-31",
    ("figures-about", "year"): "2033",
    ("figures", "measure"): "measure-documents-signed",
    ("first-times", "year"): "2033",
    ("gatherings-by-place", "host"): "XRU",
    ("gatherings-by-place", "kind"): "summit",
    ("held-online", "year"): "2033",
    ("hosts", "kind"): "summit",
    ("initiatives", "year"): "2033",
    ("instrument-acts", "act"): "entry-into-force",
    ("members-of-both", "other"): "danubian-union",
    ("ministry-work", "kind"): "media-work",
    ("partners-between-years", "later"): "2033",
    ("partners-in-both", "one"): "state-visit",
    ("partners-in-both", "other"): "political-consultations",
    ("people-named", "year"): "2033",
    ("person-record", "year"): "2033",
    ("programmes", "kind"): "grant-programme",
    ("records-between", "other"): "XRU",
    ("records-named", "words"): "border",
    ("shared-without-record", "state"): "XEV",
    ("small-formats", "year"): "2033",
    ("statements", "kind"): "call",
    ("statements", "by"): "state:XRU",
    ("statements-in-favour", "year"): "2033",
    ("states-without-record", "region"): "m49-western-europe",
    ("tenures-on", "day"): "2033-06-01",
    ("unsure-records", "level"): "confidence-low",
    ("visits", "host"): "XRU",
    ("chairmanships", "year"): "2033",
}
"""What a single parameter is given on the small graph where its type does not settle it."""


class Case(NamedTuple):
    """One run of a query: the name of the file of its rows, and the values it is given."""

    name: str
    query: str
    params: dict[str, str]


def cases_of(query: Query) -> list[Case]:
    """Return the runs of one query on the real graph."""
    return _cases_with(
        query, {name: str(p.example) for name, p in query.params.items() if p.example is not None}
    )


def small_cases_of(query: Query) -> list[Case]:
    """Return the runs of one query on the small graph."""
    return _cases_with(
        query,
        {
            name: SMALL_VALUES_OF.get((query.name, name)) or SMALL_VALUES[param.type]
            for name, param in query.params.items()
        },
    )


def load_small() -> dipgraph.KnowledgeGraph:
    """Return the small fictional graph: three texts on two years, with a year between them.

    The text on the later year stands apart, since most tests want a graph as small as can be.
    """
    with tempfile.TemporaryDirectory() as folder:
        for part in ("ruritania", "ruritania-2033"):
            shutil.copytree(FIXTURES / part, folder, dirs_exist_ok=True)
        return dipgraph.load(folder, cache=False)


def _cases_with(query: Query, shown: dict[str, str]) -> list[Case]:
    needed = {
        name: shown[name]
        for name, param in query.params.items()
        if param.required and param.default is None
    }
    found = [Case(query.name, query.name, needed)]
    for name, value in shown.items():
        if name not in needed:
            found.append(Case(f"{query.name}.{name}", query.name, {**needed, name: value}))
    return found


def all_cases(kg: dipgraph.KnowledgeGraph) -> list[Case]:
    """Return the runs of all queries, in the order of their names."""
    return [case for _, query in sorted(kg.library.queries.items()) for case in cases_of(query)]


def all_small_cases(kg: dipgraph.KnowledgeGraph) -> list[Case]:
    """Return the runs of all queries on the small graph, in the order of their names."""
    return [case for _, q in sorted(kg.library.queries.items()) for case in small_cases_of(q)]


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

"""Measures of a network as tables for people, CSV and JSON for programs."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dipgraph.cli.tables import Cell, Name, write_rows
from dipgraph.namespaces import shorten_iri

if TYPE_CHECKING:
    from dipgraph.network.measures import Value
    from dipgraph.ties import Graph

OF = ("nodes", "ties", "network", "years", "changes")
"""What ``--of`` may ask for."""

FORMATS = ("table", "csv", "json")
_IRIS = ("node", "one", "other")
_DIGITS = 6
_DIGITS_SHOWN = 3


def write_measures(kg: Graph, view: str, of: str, form: str, filters: dict[str, Any]) -> str:
    """Return measures of a view as text.

    Parameters
    ----------
    kg, view, filters
        As :func:`dipgraph.network.build_network`, ``year`` among the filters.
    of
        One of :data:`OF`.
    form
        One of :data:`FORMATS`. A table begins with whose account it is and the measures of the
        whole; CSV holds the rows alone; JSON all of it.
    """
    from dipgraph.network import build_network
    from dipgraph.network.change import compare_years
    from dipgraph.network.measures import measure_network, measure_nodes, measure_ties

    gaps: list[int] = []
    if of in ("years", "changes"):
        rest = {name: value for name, value in filters.items() if name != "year"}
        changes = compare_years(kg, view, **rest)
        gaps, rows = changes.gaps, changes.years if of == "years" else changes.ties
        network = build_network(kg, view, **rest)
        whole: list[dict[str, Value]] = []
    else:
        network = build_network(kg, view, **filters)
        whole = measure_network(network)
        rows = whole
        if of != "network":
            rows = measure_nodes(network) if of == "nodes" else measure_ties(network)
    facts = {name: value for name, value in network.graph.items() if value is not None}
    if form == "json":
        holds = {"graph": facts, "of": of, "years without a source": gaps, "rows": _round(rows)}
        if of in ("nodes", "ties"):
            holds["network"] = _round(whole)
        return json.dumps(holds, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if form == "csv":
        return _write(rows, "csv", _DIGITS)
    head = [_describe(facts)]
    if gaps:
        years = ", ".join(map(str, gaps))
        head.append(f"There is no source for {years}: nothing is compared through it.")
    head.append("")
    if not rows:
        head.append("No record fits this choice." if not gaps else "No two years to compare.")
        return "\n".join(head) + "\n"
    if of in ("nodes", "ties"):
        head.append(_write_whole(whole))
    table = _write_whole(rows) if of == "network" else _write(rows, "table", _DIGITS_SHOWN)
    return "\n".join(head) + "\n" + table


def _write_whole(rows: list[dict[str, Value]]) -> str:
    """Return the measures of the whole, and in a sentence which of them mean nothing here."""
    text = _write([row for row in rows if row["value"] is not None], "table", _DIGITS_SHOWN)
    lacking = [str(row["measure"]) for row in rows if row["value"] is None]
    if not lacking:
        return text
    return f"{text}Without meaning for this network, and not taken: {'; '.join(lacking)}.\n"


def _describe(facts: dict[str, Any]) -> str:
    asked = [
        f"{name} {shorten_iri(str(facts[name]))}"
        for name in (*"year since until state actor kind region projection onto".split(),)
        if name in facts
    ]
    chosen = f" ({', '.join(asked)})" if asked else ""
    return f"{facts['view']}{chosen}. {facts['account']}"


def _round(rows: list[dict[str, Value]]) -> list[dict[str, Value]]:
    return [
        {k: round(v, _DIGITS) if isinstance(v, float) else v for k, v in row.items()}
        for row in rows
    ]


def _write(rows: list[dict[str, Value]], form: str, digits: int) -> str:
    columns = list(rows[0]) if rows else []
    # A column that has no meaning for this network is not shown to people.
    if form == "table":
        columns = [c for c in columns if any(row[c] is not None for row in rows)]
        columns = [c for c in columns if not c.endswith("label") or c == "label"]
    cells = [[_cell(column, row[column], digits) for column in columns] for row in rows]
    return write_rows(columns, cells, form)


def _cell(column: str, value: Value, digits: int) -> Cell:
    if isinstance(value, float):
        return Decimal(str(round(value, digits)))
    if isinstance(value, str) and column in _IRIS:
        return Name(value)
    return value

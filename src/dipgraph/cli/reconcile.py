"""``dipgraph reconcile``: every reported figure beside what the graph holds."""

from __future__ import annotations

import argparse
from collections import Counter

from dipgraph.cli.opening import open_evidence
from dipgraph.cli.progress import Progress
from dipgraph.cli.tables import (
    Cell,
    Name,
    add_list_options,
    locator_cells,
    locator_objects,
    print_json,
    print_rows,
    sources_of,
)
from dipgraph.errors import InputError
from dipgraph.namespaces import shorten_iri
from dipgraph.queries import Query
from dipgraph.reconcile import (
    REASONS,
    Comparison,
    Items,
    count_items,
    find_unknown_names,
    read_methods,
    reconcile,
)
from dipgraph.report import count_of, names_of
from dipgraph.resources import find_project
from dipgraph.store import open_store

_COLUMNS = (
    "record", "label", "value", "bound", "unit", "items", "difference", "reason", "counted",
    "parts", "note", "source", "lines", "characters",
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    add_list_options(parser)
    parser.epilog = (
        "Which records a figure is held against is said by the query files in "
        "ontology/reconcile/. Complete means that the numbers are equal. A gap is no failure: "
        "sources list in part."
    )


def run(args: argparse.Namespace) -> int:
    """Print every figure with its items and the reason for the gap."""
    opening = open_evidence(args)
    sources = sources_of(args.source, opening)
    methods = read_methods(opening.project)
    with Progress() as progress:
        progress.say("counting the items of the figures")
        counted = count_items(open_store(find_project(args.data)).store, methods)
    found = reconcile(opening.facts, counted, sources)
    if not found:
        raise InputError("there is no figure to hold against the graph (no dip:Figure).")
    reasons = Counter(comparison.reason for comparison in found)
    counts = {reason: reasons[reason] for reason in REASONS}
    if args.format == "json":
        print_json({"figures": [_describe(c) for c in found], "counts": counts})
        return 0
    print_rows(_COLUMNS, map(_row, found), args.format)
    if args.format != "csv":
        print("\n" + "\n".join(_summary(found, counts, methods, counted)))
        for method, names in find_unknown_names(opening.facts, methods).items():
            print(f"note: {method}.rq names what is not described here: {names_of(names)}")
    return 0


def _summary(
    found: list[Comparison],
    counts: dict[str, int],
    methods: list[Query],
    counted: dict[str, Items],
) -> list[str]:
    told = ", ".join(f"{number:,} {reason}" for reason, number in counts.items())
    without = sum(comparison.items is None for comparison in found)
    lines = [
        f"{count_of(len(found), 'figure')}: {told}",
        f"{without:,} of those not itemised are of a measure that no query file counts",
    ]
    used = {items.method for items in counted.values()}
    idle = [method.name for method in methods if method.name not in used]
    lines.append(
        f"{count_of(len(methods), 'query file')} in ontology/reconcile/"
        + (f", without a figure to count for: {names_of(idle, most=30)}" if idle else "")
    )
    return lines


def _row(comparison: Comparison) -> tuple[Cell, ...]:
    items = comparison.items
    return (
        Name(comparison.figure),
        comparison.label,
        comparison.value,
        comparison.bound,
        comparison.unit,
        None if items is None else items.total,
        comparison.difference,
        comparison.reason,
        _what(items),
        comparison.parts,
        comparison.note,
        *locator_cells(comparison.passages),
    )


def _what(items: Items | None) -> str:
    if items is None:
        return ""
    return items.what + (f" ({items.several:,} for one or more each)" if items.several else "")


def _describe(comparison: Comparison) -> dict[str, object]:
    items = comparison.items
    return {
        "figure": shorten_iri(comparison.figure),
        "label": comparison.label,
        "measure": comparison.measure,
        "value": comparison.value,
        "bound": comparison.bound or None,
        "unit": comparison.unit,
        "counted": None
        if items is None
        else {
            "query": items.method,
            "what": items.what,
            "total": items.total,
            "several": items.several,
            "items": [shorten_iri(item) for item in items.names],
        },
        "difference": comparison.difference,
        "reason": comparison.reason,
        "parts": comparison.parts or None,
        "note": comparison.note or None,
        "passages": locator_objects(comparison.passages),
    }

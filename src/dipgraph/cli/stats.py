"""``dipgraph stats``: how many things of each class each source and the registry describe."""

from __future__ import annotations

import argparse

import pyoxigraph as ox

from dipgraph.cli.progress import Progress
from dipgraph.cli.run_query import print_text, terminal_width
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.querying import formats
from dipgraph.querying.result import QueryResult
from dipgraph.resources import find_project
from dipgraph.store import ALIGNMENTS, DERIVED, ONTOLOGY, open_store

_COUNT = f"""
SELECT ?class ?graph (COUNT(DISTINCT ?thing) AS ?things) WHERE {{
  GRAPH ?graph {{ ?thing a ?class }}
  FILTER (?graph NOT IN (<{ONTOLOGY.value}>, <{ALIGNMENTS.value}>, <{DERIVED.value}>))
}}
GROUP BY ?class ?graph"""
_INTEGER = ox.NamedNode(PREFIXES["xsd"] + "integer")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("--format", choices=formats.TABLE_FORMATS, default="table")


def run(args: argparse.Namespace) -> int:
    """Print one line a class, one column a source, and the registry."""
    with Progress() as progress:
        store = open_store(find_project(args.data), say=progress.say).store
    result = count_classes(store)
    print_text(formats.write(result, args.format, labels=False, width=terminal_width()))
    return 0


def count_classes(store: ox.Store) -> QueryResult:
    """Return the number of things of each class, by the graph that describes them.

    Classes are those that the files state, the most frequent first; a last row adds up.
    """
    counts: dict[str, dict[str, int]] = {}
    graphs: set[str] = set()
    solutions = store.query(_COUNT)
    assert isinstance(solutions, ox.QuerySolutions)
    for solution in solutions:
        kind, graph, things = (str(getattr(term, "value", "")) for term in solution)
        counts.setdefault(kind, {})[graph] = int(things)
        graphs.add(graph)
    columns = sorted(graphs)
    ordered = sorted(counts.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    names: list[ox.NamedNode | ox.Literal] = [ox.NamedNode(kind) for kind, _ in ordered]
    table = [[found.get(graph, 0) for graph in columns] for _, found in ordered]
    names.append(ox.Literal("all"))
    table.append([sum(row[index] for row in table) for index in range(len(columns))])
    return QueryResult(
        ("class", *(shorten_iri(graph) for graph in columns), "all"),
        [
            (name, *(_number(count) for count in row), _number(sum(row)))
            for name, row in zip(names, table, strict=True)
        ],
    )


def _number(count: int) -> ox.Literal:
    return ox.Literal(str(count), datatype=_INTEGER)

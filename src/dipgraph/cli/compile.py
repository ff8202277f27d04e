"""``dipgraph compile``: read all files into the compiled store and say what is in it."""

from __future__ import annotations

import argparse

import pyoxigraph as ox

from dipgraph import resources, store
from dipgraph.cli.progress import Progress
from dipgraph.namespaces import shorten_iri


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.epilog = "Other commands compile when a file has changed; this does it now."


def run(args: argparse.Namespace) -> int:
    """Open the store, compiling it if need be, and print triples by graph."""
    project = resources.find_project(args.data, args.sources)
    with Progress() as progress:
        opened = store.open_store(project, say=progress.say)
    files = store.list_files(project)
    count = {graph.value: 0 for graph in opened.store.named_graphs() if _is_named(graph)}
    for graph in count:
        count[graph] = sum(
            1 for _ in opened.store.quads_for_pattern(None, None, None, ox.NamedNode(graph))
        )
    union = sum(1 for _ in opened.store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    width = max(len(shorten_iri(graph)) for graph in count)
    for graph in sorted(count):
        print(f"{shorten_iri(graph):{width}}  {count[graph]:>9,}")
    print(f"{'all, each once':{width}}  {union:>9,}")
    how = "compiled now" if opened.compiled_now else "up to date"
    where = opened.place or "memory only: no cache folder can be written"
    print(f"{len(files)} files read; {how}: {where}")
    return 0


def _is_named(graph: object) -> bool:
    return isinstance(graph, ox.NamedNode)

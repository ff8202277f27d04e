"""Loading a project from its Turtle files, against rdflib parsing the same files."""

from __future__ import annotations

import dipgraph
from benchmarks.measure import ROOT, Row, time_call
from dipgraph.store import list_files


def run() -> list[Row]:
    """Measure the load without the compiled store, rules included, and with it."""
    from rdflib import Dataset, URIRef

    kg = dipgraph.load(ROOT)
    files = list_files(kg.project)

    def parse_with_rdflib() -> None:
        dataset = Dataset()
        for file in files:
            dataset.graph(URIRef(file.graph)).parse(file.path)

    size = f"{len(files)} files, {len(kg.store):,} quads with what follows"
    peer_s = time_call(parse_with_rdflib, repeats=3)
    fresh_s = time_call(lambda: dipgraph.load(ROOT, cache=False), repeats=3)
    kept_s = time_call(lambda: dipgraph.load(ROOT), repeats=5)
    peer = "rdflib parses the files"
    return [
        Row("load from Turtle", size, fresh_s, peer, peer_s, "5x", peer_s >= 5 * fresh_s),
        Row("load the compiled store", size, kept_s, peer, peer_s, "", True),
    ]

"""Loading a project from its Turtle files, against rdflib parsing the same files.

The first row does what rdflib does. The second also copies each triple into the default graph and
follows the axioms, which rdflib is not asked for; the third opens what was kept on disk.

Each side runs in a process of its own, as a user's would, and takes the time without its imports.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

import dipgraph
from benchmarks.measure import ROOT, Row
from dipgraph.store import list_files

_OURS = """
import time, dipgraph, dipgraph.rules, dipgraph.turtle
start = time.perf_counter()
kg = dipgraph.load({root!r}, cache={cache})
print(time.perf_counter() - start)
"""
_ALIKE = """
import time, pyoxigraph, dipgraph.turtle
from dipgraph.resources import find_project
from dipgraph.store import list_files
files = list_files(find_project({root!r}))
start = time.perf_counter()
store = pyoxigraph.Store()
for file in files:
    text, kind = dipgraph.turtle.read_text(file.path), dipgraph.turtle.rdf_format(file.path)
    store.load(text, format=kind, to_graph=pyoxigraph.NamedNode(file.graph))
print(time.perf_counter() - start)
"""
_PEER = """
import time
from rdflib import Dataset, URIRef
from dipgraph.resources import find_project
from dipgraph.store import list_files
files = list_files(find_project({root!r}))
start = time.perf_counter()
dataset = Dataset()
for file in files:
    dataset.graph(URIRef(file.graph)).parse(file.path)
print(time.perf_counter() - start)
"""


def _take_times(scripts: list[str], repeats: int = 5) -> list[float]:
    """Return the median of what each script says it took, in seconds; the scripts take turns."""
    taken: list[list[float]] = [[] for _ in scripts]
    for _ in range(repeats):
        for times, script in zip(taken, scripts, strict=True):
            done = subprocess.run(
                [sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=ROOT
            )
            times.append(float(done.stdout))
    return [statistics.median(times) for times in taken]


def run() -> list[Row]:
    """Measure loading with all that follows from the axioms, and opening the compiled store."""
    kg = dipgraph.load(ROOT)
    files = list_files(kg.project)
    root = str(ROOT)
    alike_s, fresh_s, kept_s, peer_s = _take_times(
        [
            _ALIKE.format(root=root),
            _OURS.format(root=root, cache=False),
            _OURS.format(root=root, cache=True),
            _PEER.format(root=root),
        ]
    )
    size = f"{len(files)} files, {len(kg.store):,} quads with what follows"
    peer = "rdflib parses the files"
    return [
        Row("files into named graphs", "", alike_s, peer, peer_s, "5x", peer_s >= 5 * alike_s),
        Row("a graph ready to be asked", size, fresh_s, peer, peer_s, "", True),
        Row("the compiled store", "", kept_s, peer, peer_s, "", True),
    ]

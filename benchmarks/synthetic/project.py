"""Write a synthetic graph as a project folder, or as a compiled store on disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from benchmarks.synthetic.generate import SEED, Block, iter_sources, quads_of
from benchmarks.synthetic.model import Model, measure
from dipgraph import rules, turtle
from dipgraph.knowledge import KnowledgeGraph
from dipgraph.namespaces import PREFIXES
from dipgraph.resources import find_project
from dipgraph.store import (
    ALIGNMENTS,
    DERIVED,
    MEMBERSHIPS,
    ONTOLOGY,
    REGISTRY,
    Opened,
    list_files,
)

_MEMBERSHIPS = "data/memberships"
_BATCH = 300_000  # quads
_PREFIX_LINES = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in sorted(PREFIXES))


def write_project(
    folder: str | os.PathLike[str],
    events: int,
    *,
    model: Model | None = None,
    seed: int = SEED,
    sources: bool = True,
) -> Path:
    """Write a project folder with ``events`` events and what belongs to them; return it.

    The ontology, registry and memberships are copies of those of the measured project, with more
    offices in ``data/registry/synthetic-offices.ttl``; queries and page assets are those that
    dipgraph carries. Each source is one Turtle file, written block by block. The texts do not
    exist, so passages count as unverifiable.

    Parameters
    ----------
    folder
        Made if it does not exist; files of the same names are written over.
    events
        How many records of class dip:Event there are: 1 to 1,000,000 and more. About half as many
        matters, figures and claims come with them, and about 21 triples an event in all.
    model
        What :func:`measure` gives, by default for the project that this file belongs to.
    sources
        False leaves out ``data/sources/``.
    """
    model = model or measure()
    root = Path(folder)
    for name in ("ontology", "data/registry"):
        shutil.copytree(model.root / name, root / name, dirs_exist_ok=True)
    for path in sorted((model.root / _MEMBERSHIPS).glob("*.ttl")):
        copy = root / _MEMBERSHIPS / path.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(_without_texts(path.read_text(encoding="utf-8")), encoding="utf-8")
    _write_blocks(root / "data/registry/synthetic-offices.ttl", _office_blocks(model))
    if sources:
        for source, blocks in iter_sources(model, events, seed):
            _write_blocks(root / "data/sources" / source.name / "records.ttl", blocks)
    return root


def _without_texts(text: str) -> str:
    """Leave out the memberships that rest on a source text: those texts are not in the graph."""
    blocks = text.split("\n\n")
    return "\n\n".join(block for block in blocks if " source:" not in block or "@prefix" in block)


def _office_blocks(model: Model) -> Iterator[Block]:
    for statements in model.new_offices:
        yield statements[0][1], list(statements[1:])


def _write_blocks(path: Path, blocks: Iterable[Block]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_PREFIX_LINES)
        for subject, statements in blocks:
            lines = [f"    {prop} {value}" for prop, value in statements]
            file.write(f"\n{subject}\n" + " ;\n".join(lines) + " .\n")


def registry_quads(model: Model) -> Iterator[ox.Quad]:
    """Yield the quads of ontology, registry, further offices, memberships and alignments."""
    project = find_project(model.root)
    for file in list_files(project):
        if file.graph.startswith(PREFIXES["source"]):
            continue
        graph = ox.NamedNode(file.graph)
        text = turtle.read_text(file.path)
        text = _without_texts(text) if graph == MEMBERSHIPS else text
        for quad in turtle.parse_text(text, file.path, turtle.rdf_format(file.path)):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)
    yield from quads_of(_office_blocks(model), REGISTRY)


def build_large(
    folder: str | os.PathLike[str],
    events: int,
    *,
    model: Model | None = None,
    seed: int = SEED,
) -> KnowledgeGraph:
    """Build the compiled store of a synthetic graph in ``folder/db`` and open it.

    It holds what :mod:`dipgraph.store` would put there for the same project: a named graph for
    each source, the registry and so on, ``graph:derived``, and the default graph with each triple
    once. Since no source leads to the records of another, the rules are run a source at a time,
    so that a million events need little memory (and about 10 GB of disk). The folder is a project
    without ``data/sources/``; the store is opened read-only. A store that is there already for the
    same arguments is opened as it is.
    """
    model = model or measure()
    root, place = Path(folder), Path(folder) / "db"
    mark = f"{events} events, seed {seed}, pyoxigraph {ox.__version__}\n"
    done = root / "built.txt"
    if not done.is_file() or done.read_text(encoding="utf-8") != mark:
        shutil.rmtree(place, ignore_errors=True)
        write_project(root, events, model=model, seed=seed, sources=False)
        store = ox.Store(place)
        base = list(registry_quads(model))
        writer = _Writer(store)
        writer.add(_doubled(base))
        writer.write()
        axioms = rules.read_axioms(store, ONTOLOGY)
        writer.add(_derived((q for q in base if q.graph_name != ALIGNMENTS), axioms))
        base = [quad for quad in base if quad.graph_name in (ONTOLOGY, REGISTRY)]
        for source, blocks in iter_sources(model, events, seed):
            graph = ox.NamedNode(f"{PREFIXES['source']}{source.name}")
            quads = list(quads_of(blocks, graph))
            writer.add(_doubled(quads))
            writer.add(_derived((*base, *quads), axioms))
        writer.write()
        store.flush()
        del store  # lets go of the lock
        done.write_text(mark, encoding="utf-8")
    opened = Opened(ox.Store.read_only(str(place)), str(root), compiled_now=False)
    return KnowledgeGraph(find_project(root), opened)


class _Writer:
    """Writes quads in large batches: each costs a quarter of a second, however small."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._waiting: list[ox.Quad] = []

    def add(self, quads: Iterable[ox.Quad]) -> None:
        self._waiting += quads
        if len(self._waiting) >= _BATCH:
            self.write()

    def write(self) -> None:
        self._store.bulk_extend(self._waiting)
        self._waiting = []


def _derived(quads: Iterable[ox.Quad], axioms: rules.Axioms) -> Iterator[ox.Quad]:
    part = ox.Store()
    part.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    for subject, predicate, value in rules.derive(part, axioms):
        yield ox.Quad(subject, predicate, value, DERIVED)
        yield ox.Quad(subject, predicate, value)


def _doubled(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield each quad, and once more in the default graph unless it is an alignment."""
    for quad in quads:
        yield quad
        if quad.graph_name != ALIGNMENTS:
            yield ox.Quad(quad.subject, quad.predicate, quad.object)

"""Write a synthetic graph as a project folder, or as a compiled store on disk."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from benchmarks.synthetic.generate import SEED, Block, iter_sources, quads_of, triples_of
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

KEEP = "BENCH_KEEP"
"""Names the environment variable with the folder where built graphs stay."""

_MEMBERSHIPS = "data/memberships"
_BATCH = 500_000  # triples, about 150 MB of text
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
    once. Since no source leads to the records of another, the rules are run a source at a time on
    what they gave for the registry, so that a million events need little memory (and about 10 GB
    of disk). The folder is a project without ``data/sources/``; the store is opened read-only. A
    store that is there already for the same arguments, files and code is opened as it is.
    """
    model = model or measure()
    root, place = Path(folder), Path(folder) / "db"
    mark = f"{events} events, seed {seed}, {_mark_of_files(model)}\n"
    done = root / "built.txt"
    if not done.is_file() or done.read_text(encoding="utf-8") != mark:
        shutil.rmtree(place, ignore_errors=True)
        done.unlink(missing_ok=True)
        write_project(root, events, model=model, seed=seed, sources=False)
        with tempfile.TemporaryDirectory(dir=root) as drafts:
            store = ox.Store(place)
            for number, batch in enumerate(_batches(_iter_lines(model, events, seed))):
                draft = Path(drafts, f"{number}.nq")
                draft.write_text("".join(batch), encoding="utf-8", newline="\n")
                store.bulk_load(path=draft, format=ox.RdfFormat.N_QUADS)
                draft.unlink()
        store.optimize()
        store.flush()
        del store  # lets go of the lock
        done.write_text(mark, encoding="utf-8")
    opened = Opened(ox.Store.read_only(str(place)), str(root), compiled_now=False)
    return KnowledgeGraph(find_project(root), opened)


@contextmanager
def open_large(events: int) -> Iterator[KnowledgeGraph]:
    """Build or reopen a synthetic graph in the folder that BENCH_KEEP names.

    Without that variable it is built in a temporary folder and removed in the end.
    """
    kept = os.environ.get(KEEP)
    if kept:
        yield build_large(Path(kept) / f"events-{events}", events)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield build_large(folder, events)


def _mark_of_files(model: Model) -> str:
    """Return a digest of all that a synthetic graph is made from: data, ontology and code."""
    project = find_project(model.root)
    told = hashlib.sha256(ox.__version__.encode())
    code = [Path(rules.__file__), *sorted(Path(__file__).parent.glob("*.py"))]
    for path in [*code, *(Path(file.path) for file in list_files(project))]:
        told.update(path.name.encode() + path.read_bytes())
    return f"files {told.hexdigest()[:16]}"


def _iter_lines(model: Model, events: int, seed: int) -> Iterator[str]:
    """Yield the N-Quads of a graph, several lines at once.

    Text is read by the store's bulk loader in a fraction of the time that quads take as objects.
    Blank nodes stand in the first few thousand lines only, so that a batch does not cut them.
    """
    base = list(registry_quads(model))
    ontology = ox.Store()
    ontology.extend(quad for quad in base if quad.graph_name == ONTOLOGY)
    axioms = rules.read_axioms(ontology, ONTOLOGY)
    for quad in base:
        line = f"{quad.subject} {quad.predicate} {quad.object}"
        is_apart = quad.graph_name == ALIGNMENTS
        yield f"{line} {quad.graph_name} .\n" + ("" if is_apart else f"{line} .\n")
    known = rules.Engine(axioms)
    known.assert_quads(quad for quad in base if quad.graph_name != ALIGNMENTS)
    yield from _derived_lines(known.run())
    for source, blocks in iter_sources(model, events, seed):
        graph = f"<{PREFIXES['source']}{source.name}>"
        engine = _copy_of(known)
        for subject, predicate, value in triples_of(blocks):
            line = f"{subject} {predicate} {value}"
            yield f"{line} {graph} .\n{line} .\n"
            if predicate in engine.predicates:
                engine.assert_all([(subject, predicate, value)])
        yield from _derived_lines(engine.run())


def _copy_of(engine: rules.Engine) -> rules.Engine:
    """Return an engine that knows what another found, and has nothing left to follow."""
    copy = rules.Engine(engine.axioms)
    copy.known = set(engine.known)
    copy.objects.update((key, list(found)) for key, found in engine.objects.items())
    copy.subjects.update((key, list(found)) for key, found in engine.subjects.items())
    return copy


def _derived_lines(facts: Iterable[rules.Fact]) -> Iterator[str]:
    for subject, predicate, value in facts:
        line = f"{subject} {predicate} {value}"
        yield f"{line} {DERIVED} .\n{line} .\n"


def _batches(lines: Iterable[str]) -> Iterator[list[str]]:
    """Part lines into large batches: each costs a quarter of a second, however small."""
    left = iter(lines)
    while batch := list(islice(left, _BATCH)):
        yield batch

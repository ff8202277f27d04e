"""What an addition does: counts by class, and the rows of standing answers that come and go."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from dipgraph import queries
from dipgraph.curation.changes import AnswerChange, Cells
from dipgraph.curation.place import Placed
from dipgraph.curation.touched import Delta
from dipgraph.errors import DipgraphError, InputError
from dipgraph.facts import TYPE
from dipgraph.journal import Change
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.querying.files import Query
from dipgraph.resources import Project
from dipgraph.rules import read_axioms
from dipgraph.shacl import Overlay, StoreView
from dipgraph.shacl.view import Fact
from dipgraph.store import ONTOLOGY, DataFile, build_store, list_files
from dipgraph.summary import Counts
from dipgraph.validation.derived import derive_more

_APART = {PREFIXES["graph"] + name for name in ("ontology", "alignments", "derived")}


Rows = tuple[tuple[str, ...], Counter[Cells]]
"""The columns of an answer, and its rows, each as often as it is there."""


class Answers(NamedTuple):
    """What was asked: the changes, how many queries were run and need not be, which could not."""

    changes: list[AnswerChange]
    asked: int
    untouched: int
    unanswered: list[str]


def store_with(project: Project, changes: list[Change]) -> ox.Store:
    """Return a store in memory as the project's files will make it.

    Raises
    ------
    InputError, DataError
        As :func:`dipgraph.store.build_store`, or if there is no room for the new files.
    """
    try:
        return _store_with(project, changes)
    except OSError as error:
        where = error.filename or tempfile.gettempdir()
        raise InputError(
            f"{where}: cannot be written ({error.strerror or error}). Nothing changed."
        ) from None


def _store_with(project: Project, changes: list[Change]) -> ox.Store:
    after = {str(change.path): change.after for change in changes}
    with tempfile.TemporaryDirectory() as folder:
        files = []
        known = {file.path: file for file in list_files(project)}
        sources = project.data / "sources"
        for change in changes:
            path = str(change.path)
            if path not in known and path.endswith(".ttl"):
                inside = change.path.is_relative_to(sources)
                name = PREFIXES["source"] + change.path.parent.name if inside else ""
                known[path] = DataFile(path, name or _graph_of(project, change.path), 0, 0)
        for number, (path, file) in enumerate(known.items()):
            content = after.get(path, b"")
            if path not in after:
                files.append(file)
            elif content:
                draft = Path(folder) / f"{number}.ttl"
                draft.write_bytes(content)
                files.append(DataFile(str(draft), file.graph, 0, 0))
        return build_store(project, files)


def _graph_of(project: Project, path: Path) -> str:
    name = "registry" if path.is_relative_to(project.registry) else "memberships"
    return PREFIXES["graph"] + name


def count_nodes(store: ox.Store, subjects: Iterable[str]) -> Counts:
    """Return the counts of :func:`dipgraph.summary.count_classes` for some nodes only."""
    counts: Counts = Counter()
    for iri in subjects:
        types: set[str] = set()
        graphs: set[str] = set()
        for quad in store.quads_for_pattern(ox.NamedNode(iri), None, None):
            if not isinstance(quad.graph_name, ox.NamedNode) or quad.graph_name.value in _APART:
                continue
            graphs.add(quad.graph_name.value)
            if quad.predicate.value == TYPE and isinstance(quad.object, ox.NamedNode):
                types.add(quad.object.value)
        for graph in graphs:
            source = shorten_iri(graph).partition(":")[2]
            counts.update((source, shorten_iri(cls)) for cls in types)
    return counts


def totals(store: ox.Store, classes: Iterable[str]) -> Counter[str]:
    """Return how many nodes are stated to have each class (full IRIs)."""
    found: Counter[str] = Counter()
    for cls in classes:
        pattern = store.quads_for_pattern(None, ox.NamedNode(TYPE), ox.NamedNode(cls))
        nodes = {
            q.subject
            for q in pattern
            if isinstance(q.graph_name, ox.NamedNode) and q.graph_name.value not in _APART
        }
        found[cls] = len(nodes)
    return found


def compare_answers(
    project: Project,
    placed: Placed,
    make_after: Callable[[], ox.Store],
    say: Callable[[str], object] = str,
    *,
    ask_all: bool = False,
) -> tuple[Answers, ox.Store]:
    """Run the queries of the library before and after, and return what changes.

    Parameters
    ----------
    project
        The project, for its library and its files: they are read into memory again, which takes
        a quarter of the time of copying the compiled store, in which queries take twice as long.
    placed
        What is added and what leaves: queries that this cannot touch are not asked.
    make_after
        Makes the store as it will be; called beside, on a second core.
    say
        Told in a few words what is being done.
    ask_all
        Ask all queries nevertheless.

    Returns
    -------
    tuple[Answers, ox.Store]
        The changes, and the store as it will be.

    Raises
    ------
    InputError, DataError
        As ``make_after``, or if a file of the project cannot be read.
    """
    library = queries.load_library(project)
    with ThreadPoolExecutor(max_workers=1) as beside:
        waiting = beside.submit(make_after)
        before = build_store(project)
        after = waiting.result()
        asked = {name: (query, _examples(query)) for name, query in sorted(library.queries.items())}
        if not ask_all:
            touched = _may_change(before, after, placed)
            asked = {name: given for name, given in asked.items() if touched(*given)}
        say(f"asking {len(asked)} of {len(library.queries)} queries before and after")
        later = beside.submit(lambda: {name: _rows(after, *given) for name, given in asked.items()})
        rows_before = {name: _rows(before, *given) for name, given in asked.items()}
        rows_after = later.result()
    changes, unanswered = [], []
    for name, (_, given) in asked.items():
        old, new = rows_before[name], rows_after[name]
        if old is None or new is None:
            unanswered.append(name)
        elif old != new:
            changes.append(AnswerChange.between(name, given, new[0], old[1], new[1]))
    untouched = len(library.queries) - len(asked)
    return Answers(changes, len(asked) - len(unanswered), untouched, unanswered), after


def _may_change(
    before: ox.Store, after: ox.Store, placed: Placed
) -> Callable[[Query, dict[str, str]], bool]:
    """Return what tells whether the answer of a query may change."""
    stated = [fact for new in placed.files.values() for facts in new.values() for fact in facts]
    merged = Overlay(StoreView(before), stated)
    derive_more(merged, read_axioms(before, ONTOLOGY))
    freed = {ox.NamedNode(iri) for iris in placed.freed.values() for iri in iris}
    gone = [fact for node in freed for fact in _around(before, node) - _around(after, node)]
    size = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    sizes = [int(next(iter(store.query(size)))["n"].value) for store in (before, after)]  # type: ignore[arg-type]
    if sizes[0] + len(merged.new) - len(gone) != sizes[1]:
        return lambda query, given: True  # something else changes as well
    deltas = [Delta(after, {*stated, *merged.new})]
    deltas += [Delta(before, gone)] if gone else []

    def may_change(query: Query, given: dict[str, str]) -> bool:
        try:
            text = queries.prepare(query, given, before)
            if given and text != queries.prepare(query, given, after):
                return True  # a value is another one now
        except DipgraphError:
            return True
        return any(delta.may_change(text) for delta in deltas)

    return may_change


def _around(store: ox.Store, node: ox.NamedNode) -> set[Fact]:
    """Return the triples of a node in the default graph."""
    graph = ox.DefaultGraph()
    quads = (
        *store.quads_for_pattern(node, None, None, graph),
        *store.quads_for_pattern(None, None, node, graph),
    )
    return {(quad.subject, quad.predicate, quad.object) for quad in quads}


def _examples(query: Query) -> dict[str, str]:
    """Return a value for each parameter that a query cannot do without."""
    return {
        name: str(param.example)
        for name, param in query.params.items()
        if param.required and param.default is None and param.example is not None
    }


def _rows(store: ox.Store, query: Query, given: dict[str, str]) -> Rows | None:
    try:
        result = queries.run_query(store, query, given)
        return result.columns, Counter[Cells](result.rows)
    except DipgraphError:  # an example that speaks of another project's actors
        return None

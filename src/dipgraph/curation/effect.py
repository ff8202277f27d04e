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
from dipgraph.errors import DipgraphError, InputError
from dipgraph.facts import TYPE
from dipgraph.journal import Change
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.querying.files import Query
from dipgraph.resources import Project
from dipgraph.store import DataFile, build_store, list_files
from dipgraph.summary import Counts

_APART = {PREFIXES["graph"] + name for name in ("ontology", "alignments", "derived")}


Rows = tuple[tuple[str, ...], Counter[Cells]]
"""The columns of an answer, and its rows, each as often as it is there."""


class Answers(NamedTuple):
    """What was asked: the changes, how many queries were run, and which could not be."""

    changes: list[AnswerChange]
    asked: int
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
    make_after: Callable[[], ox.Store],
    say: Callable[[str], object] = str,
) -> tuple[Answers, ox.Store]:
    """Run every query of the library before and after, and return what changes.

    Parameters
    ----------
    project
        The project, for its library and its files: they are read into memory again, which takes
        a quarter of the time of copying the compiled store, in which queries take twice as long.
    make_after
        Makes the store as it will be; called beside, on a second core.
    say
        Told in a few words what is being done.

    Returns
    -------
    tuple[Answers, ox.Store]
        The changes, and the store as it will be.
    """
    library = queries.load_library(project)
    asked = {name: (query, _examples(query)) for name, query in sorted(library.queries.items())}

    def ask_after() -> tuple[dict[str, Rows | None], ox.Store]:
        store = make_after()
        return {name: _rows(store, *given) for name, given in asked.items()}, store

    say(f"asking {len(asked)} queries before and after")
    with ThreadPoolExecutor(max_workers=1) as beside:
        waiting = beside.submit(ask_after)
        before = build_store(project)
        rows_before = {name: _rows(before, *given) for name, given in asked.items()}
        rows_after, store = waiting.result()
    changes, unanswered = [], []
    for name, (_, given) in asked.items():
        old, new = rows_before[name], rows_after[name]
        if old is None or new is None:
            unanswered.append(name)
        elif old != new:
            changes.append(AnswerChange.between(name, given, new[0], old[1], new[1]))
    return Answers(changes, len(asked) - len(unanswered), unanswered), store


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

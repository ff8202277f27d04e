"""Add new records to the data: validate, plan, show, and change all files as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from dipgraph.curation.counts import change_of_counts
from dipgraph.curation.effect import count_nodes
from dipgraph.curation.insert import put_into
from dipgraph.curation.order import read_layout
from dipgraph.curation.place import Placed, Placer, path_of
from dipgraph.curation.remarks import Comment, Remarks, all_lines, comments_in, spread_remarks
from dipgraph.errors import DataError
from dipgraph.facts import SET_ASIDE
from dipgraph.journal import Change
from dipgraph.resources import Project
from dipgraph.summary import Counts
from dipgraph.turtle import parse_text, read_text
from dipgraph.validation import Document, Outcome, validate_documents


@dataclass
class Plan:
    """What an addition would change: the files, and how many nodes of which class they gain.

    ``left`` are comments of the addition that stand with nothing that is added, ``gone`` those
    that stand with an entry of a ledger and leave with it.
    """

    placed: Placed
    changes: list[Change]
    subjects: list[str]
    left: list[Comment]
    gone: list[Comment]


def validate_addition(
    project: Project, store: ox.Store, documents: list[Document], texts: Path | None
) -> Outcome:
    """Check an addition as it will stand: with the sentences that it cites out of the ledger.

    Raises
    ------
    InputError, ShapesError
        As :func:`dipgraph.validation.validate_documents`.
    """
    outcome = validate_documents(project, store, documents, texts=texts)
    new = {quad.object for document in documents for quad in document.quads}
    freed = {
        quad.subject.value
        for quad in store.quads_for_pattern(None, ox.NamedNode(SET_ASIDE), None)
        if isinstance(quad.subject, ox.NamedNode) and quad.subject in new
    }
    # What the ledger says of them goes when they are cited.
    kept = [finding for finding in outcome.findings if finding.iri not in freed]
    return replace(outcome, findings=kept)


def plan_addition(
    project: Project, store: ox.Store, documents: list[Document], sources: list[str]
) -> Plan:
    """Return the files with the addition in them; nothing is written.

    Raises
    ------
    InputError
        If something has no place, see :class:`~dipgraph.curation.place.Placer`.
    DataError
        If the new files would not state exactly the old triples and the new ones.
    """
    layout = read_layout(project)
    placed = Placer(project, store, layout, sources).place(documents)
    remarks, left = spread_remarks(documents, placed)
    changes, gone = [], []
    for file in sorted({*placed.files, *placed.freed}):
        path = path_of(project, file)
        shown = project.relative(path)
        before = path.read_bytes() if path.exists() else None
        text = read_text(path, shown) if before is not None else ""
        freed = placed.freed.get(file, [])
        own = remarks.get(file, {})
        new = put_into(text, shown, placed.files.get(file, {}), freed, layout, own)
        _prove(text, new, shown, placed, file)
        gone += _comments_gone(text, new, shown, own)
        changes.append(Change(path, before, new.encode() if new else None))
    subjects = dict.fromkeys(iri for new_ in placed.files.values() for iri in new_)
    return Plan(placed, changes, list(subjects), left, gone)


def _prove(old: str, new: str, shown: str, placed: Placed, file: str) -> None:
    """Hold a file's new text to what it must state."""
    was = {(q.subject, q.predicate, q.object) for q in parse_text(old, shown)}
    will = {(q.subject, q.predicate, q.object) for q in parse_text(new, shown)}
    added = {fact for facts in placed.files.get(file, {}).values() for fact in facts}
    freed = {ox.NamedNode(iri) for iri in placed.freed.get(file, ())}
    gone = {fact for fact in was if fact[0] in freed}
    if will != (was - gone) | added:
        raise DataError(
            f"{shown}: the new text would not state what it must, so nothing is changed. "
            "Please report this with the file."
        )


def _comments_gone(old: str, new: str, shown: str, remarks: Mapping[str, Remarks]) -> list[Comment]:
    """Return the comments that leave a file with what is taken out; all others must be there."""
    was, will = comments_in(old, shown), comments_in(new, shown)
    if lost := all_lines(remarks.values()) - (will - was):
        raise DataError(
            f"{shown}: a comment would be lost ({next(iter(lost))}), so nothing is changed. "
            "Please report this with the file."
        )
    lines = old.splitlines()
    return [
        Comment(shown, next((n for n, row in enumerate(lines, 1) if comment in row), 0), comment)
        for comment in (was - will).elements()
    ]


def added_counts(plan: Plan, before: ox.Store, after: ox.Store) -> Counts:
    """Return how many nodes of each class each source gains."""
    counts = count_nodes(after, plan.subjects)
    counts.subtract(count_nodes(before, plan.subjects))
    return Counter({key: number for key, number in counts.items() if number})


def with_counts(project: Project, plan: Plan, added: Counts) -> list[Change]:
    """Return all changes, that of ``summary.csv`` among them."""
    return [*plan.changes, *change_of_counts(project, added)]

"""Count what the data hold, by source and class, and compare it with the counts last accepted.

The small table ``data/summary.csv`` is committed: its difference shows what a change does.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from dipgraph.errors import InputError, Issue
from dipgraph.facts import TYPE, Facts
from dipgraph.files import write_whole_file
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.report import Part, count_of, names_of
from dipgraph.resources import Project
from dipgraph.turtle import read_text

CHECK = "summary"
_HEADER = ["source", "class", "count"]
_LEFT_OUT = {PREFIXES["graph"] + "ontology"}

Counts = Counter[tuple[str, str]]


def count_classes(facts: Facts) -> Counts:
    """Return how many nodes of each class each source and the registry describe."""
    counts: Counts = Counter()
    for subject in facts.subjects():
        graphs = facts.graphs_of.get(subject, set()) - _LEFT_OUT
        for graph in graphs:
            source = shorten_iri(graph).partition(":")[2]
            for cls in facts.nodes(subject, TYPE):
                counts[source, shorten_iri(cls)] += 1
    return counts


def summary_path(project: Project) -> Path:
    """Return where the accepted counts of a project lie."""
    return project.data / "summary.csv"


def write_summary(facts: Facts, project: Project) -> Path:
    """Write the counts as they are now and return the file."""
    path = summary_path(project)
    write_whole_file(path, print_counts(count_classes(facts)))
    return path


def print_counts(counts: Counts) -> str:
    """Return the table of counts as it stands in ``summary.csv``."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEADER)
    writer.writerows((*key, number) for key, number in sorted(counts.items()) if number)
    return text.getvalue()


def check_summary(facts: Facts, project: Project) -> Part:
    """Compare the counts with those that were accepted."""
    now = count_classes(facts)
    records = Counter[str]()
    for record in facts.records:
        records.update(map(shorten_iri, facts.nodes(record, TYPE)))
    told = ", ".join(f"{number:,} {cls}" for cls, number in records.most_common())
    line = f"{count_of(len(facts.records), 'record')}: {told or 'none'}"
    part = Part(CHECK, sum(now.values()), counts=dict(sorted(records.items())), lines=[line])
    path = summary_path(project)
    shown = project.relative(path)
    if not path.exists():
        part.notes.append(f"{shown} is not there; `{_accepting(project)}` writes the counts.")
        return part
    accepted = read_counts(project)
    for key in sorted(now.keys() | accepted.keys()):
        if now[key] != accepted[key]:
            part.issues.append(
                Issue(
                    shown,
                    0,
                    " ".join(key),
                    f"{accepted[key]:,} accepted, {now[key]:,} found.",
                    f"Accept the change with `{_accepting(project)}`, or undo it.",
                    CHECK,
                )
            )
    return part


def _accepting(project: Project) -> str:
    return project.command("check --accept")


def read_counts(project: Project) -> Counts:
    """Return the counts that were accepted.

    Raises
    ------
    InputError
        If the file is no such table.
    """
    path = summary_path(project)
    shown = project.relative(path)
    rows = list(csv.reader(io.StringIO(read_text(path, shown))))
    if not rows or rows[0] != _HEADER:
        raise InputError(f"{shown}:1: the columns must be {names_of(_HEADER)}.")
    counts: Counts = Counter()
    for number, row in enumerate(rows[1:], start=2):
        try:
            source, cls, count = row
            counts[source, cls] = int(count)
        except ValueError:
            raise InputError(
                f"{shown}:{number}: not a source, a class and a whole number. "
                f"Write the file with `{_accepting(project)}`."
            ) from None
    return counts

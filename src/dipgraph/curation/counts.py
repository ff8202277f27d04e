"""Carry the counts of ``data/summary.csv`` on by what an addition brings."""

from __future__ import annotations

from dipgraph.journal import Change
from dipgraph.resources import Project
from dipgraph.summary import Counts, print_counts, read_counts, summary_path


def change_of_counts(project: Project, added: Counts) -> list[Change]:
    """Return the change of the accepted counts, if the project keeps any.

    Only what is added is counted on: a difference that stood there before stays to be seen.

    Raises
    ------
    InputError
        If the file is no such table.
    """
    path = summary_path(project)
    if not path.exists():
        return []
    before = path.read_bytes()
    counts = read_counts(project)
    for key, number in added.items():
        counts[key] += number
    after = print_counts(counts).encode()
    return [Change(path, before, after)] if after != before else []

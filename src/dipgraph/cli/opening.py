"""What the commands on evidence open: the project, what it states, and the texts."""

from __future__ import annotations

import argparse
from typing import NamedTuple

from dipgraph.facts import Facts
from dipgraph.locations import Locations
from dipgraph.passages import Readings
from dipgraph.resources import Project, find_project, find_texts_folder
from dipgraph.sources import Texts
from dipgraph.store import open_store


class Opening(NamedTuple):
    """A loaded project with its texts as far as they are at hand."""

    project: Project
    facts: Facts
    readings: Readings
    locations: Locations


def open_evidence(args: argparse.Namespace) -> Opening:
    """Open the project and the texts that ``--data`` and ``--sources`` name.

    Raises
    ------
    InputError, DataError
        If a file cannot be read; a text that is not there is no error.
    """
    from dipgraph.cli.progress import Progress

    project = find_project(args.data)
    with Progress() as progress:
        opened = open_store(project, say=progress.say)
    facts = Facts.of_store(opened.store)
    texts = Texts(facts, find_texts_folder(project, args.sources))
    return Opening(project, facts, Readings(facts, texts), Locations(project))

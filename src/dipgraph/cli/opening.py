"""What the commands on evidence open: the project, what it states, and the texts."""

from __future__ import annotations

import argparse
from typing import NamedTuple

from dipgraph.errors import InputError, SourceError
from dipgraph.facts import Facts
from dipgraph.locations import Locations
from dipgraph.namespaces import PREFIXES
from dipgraph.readings import Readings
from dipgraph.resources import Project, find_project, find_texts_folder
from dipgraph.sources import Texts
from dipgraph.spelling import suggest
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

    project = find_project(args.data, args.sources)
    with Progress() as progress:
        opened = open_store(project, say=progress.say)
    facts = Facts.of_store(opened.store)
    texts = Texts(facts, find_texts_folder(project, args.sources))
    return Opening(project, facts, Readings(facts, texts), Locations(project))


def read_words(sources: list[str], named: str, opening: Opening) -> dict[str, str]:
    """Return the words of each passage of some sources, as far as their texts are at hand.

    Parameters
    ----------
    sources
        IRIs.
    named
        What the user called them.
    opening
        The project and its texts.

    Returns
    -------
    dict
        Words by IRI of the passage, in the order of the texts; never empty.

    Raises
    ------
    SourceError
        If no text of theirs is at hand.
    """
    readings = opening.readings
    words = {
        passage.iri: readings.words[passage.iri]
        for source in sources
        for passage in readings.by_source.get(source, ())
        if passage.iri in readings.words
    }
    if not words:
        raise SourceError(
            f"{named}: its text is not at hand, so its words cannot be searched. Name the folder "
            "of the texts with --sources."
        )
    return words


def find_sources(names: list[str], opening: Opening) -> list[str]:
    """Return the IRIs of the sources named; "all" names every one.

    Raises
    ------
    InputError
        If there is no such source, or none at all.
    """
    sources = opening.facts.sources
    known = [source.removeprefix(PREFIXES["source"]) for source in sources]
    if not sources:
        raise InputError(f"{opening.project.data}: no source is described (no dip:Source).")
    found: list[str] = []
    for name in names:
        wanted = PREFIXES["source"] + name.removeprefix("source:").removesuffix(".txt")
        if name == "all":
            found += sources
        elif wanted in sources:
            found.append(wanted)
        else:
            guess = suggest(name, known) or f" Sources: {', '.join(known)}."
            raise InputError(f"there is no source {name!r}.{guess}")
    return list(dict.fromkeys(found))

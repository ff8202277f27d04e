"""``dipgraph show``: an actor and what it did, or a record and the words that state it."""

from __future__ import annotations

import argparse

from dipgraph.cli.numbers import read_limit
from dipgraph.cli.printing import print_text, terminal_width
from dipgraph.cli.progress import Progress
from dipgraph.finding.index import open_index
from dipgraph.finding.naming import find_node, refuse_several
from dipgraph.resources import find_project, find_texts_folder
from dipgraph.showing import dossier_text
from dipgraph.showing.dossier import RecordDossier, is_record, open_dossier
from dipgraph.store import open_store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument(
        "name",
        metavar="NAME",
        nargs="+",
        help="a short name such as state:TUR, an IRI, a code, or a name in words",
    )
    parser.add_argument(
        "--limit",
        metavar="N",
        default="3",
        help="of an actor or place, at most N records of each class (default: 3; 0: all)",
    )
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text")
    parser.epilog = (
        "A name that fits several things is an error that lists them (exit code 2); dipgraph\n"
        "search shows all. Exit code 1 if a passage is not what was registered."
    )


def run(args: argparse.Namespace) -> int:
    """Print one actor, place or record."""
    limit = read_limit(args.limit)
    project = find_project(args.data, args.sources)
    with Progress() as progress:
        opened = open_store(project, say=progress.say)
        progress.say("reading the names")
        index = open_index(opened)
    refuse_several(args.name, opened, index)
    iri = find_node(" ".join(args.name), opened, index)
    # Only a record has passages, whose words are read from the texts.
    needs_texts = args.sources or is_record(iri, opened.store)
    texts = find_texts_folder(project, args.sources) if needs_texts else None
    dossier = open_dossier(iri, opened.store, index, texts, limit)
    if args.format == "json":
        from dipgraph.cli.tables import print_json

        print_json(dossier_text.describe_dossier(dossier))
    elif args.format == "markdown":
        print_text(dossier_text.write_markdown(dossier))
    else:
        print_text(dossier_text.write_text(dossier, terminal_width()))
    if not isinstance(dossier, RecordDossier):
        return 0
    from dipgraph.passage_text import BROKEN

    outcomes = dossier.readings.outcome
    return 1 if any(outcomes.get(passage) in BROKEN for passage in dossier.line.passages) else 0

"""``dipgraph why``: the records behind the tie of two actors, and how each takes part."""

from __future__ import annotations

import argparse

from dipgraph.briefing.period import read_period
from dipgraph.briefing.why import find_actor, open_why
from dipgraph.cli.giving import add_page_options, add_period_options, add_term_option, give_sheet
from dipgraph.cli.progress import Progress
from dipgraph.finding.index import open_index
from dipgraph.finding.vocabulary import find_term
from dipgraph.lines import LineReader
from dipgraph.resources import find_project
from dipgraph.store import open_store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    for place, name in (("first", "A"), ("second", "B")):
        parser.add_argument(
            place,
            metavar=name,
            help="a state, organisation, office, person or group: a short name, an IRI, a code, or "
            "a name (of several words: in quotation marks)",
        )
    add_term_option(parser, "kind", "class or kind, such as visit, signing")
    add_period_options(parser)
    add_page_options(parser, ("text", "markdown", "html", "json"))
    parser.epilog = (
        "A tie is never stated; it is derived from records. Each is shown with its role: an actor\n"
        "takes part itself, through an office or organ of its own, or in the matter that an act\n"
        "concerns. Exit code 1 if there is no record, which does not mean that there is no tie."
    )


def run(args: argparse.Namespace) -> int:
    """Print the records behind a tie."""
    period = read_period(args.year, args.since, args.until)
    project = find_project(args.data, args.sources)
    with Progress() as progress:
        opened = open_store(project, say=progress.say)
        progress.say("reading the names")
        index = open_index(opened)
    reader = LineReader(opened.store)
    why = open_why(
        find_actor(args.first, opened, index, reader),
        find_actor(args.second, opened, index, reader),
        reader,
        period=period,
        terms=[find_term(opened.store, kind) for kind in args.kinds],
    )
    give_sheet(why, args.format, args.out)
    return 0 if why.records else 1

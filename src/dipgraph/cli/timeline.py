"""``dipgraph timeline``: records in order of time, of one actor or of several together."""

from __future__ import annotations

import argparse
import sqlite3
import sys

from dipgraph.briefing.period import read_period
from dipgraph.cli.giving import (
    add_page_options,
    add_period_options,
    add_term_option,
    choose_format,
    give_sheet,
    give_text,
)
from dipgraph.cli.numbers import read_limit
from dipgraph.cli.progress import Progress
from dipgraph.cli.tables import write_rows
from dipgraph.errors import InputError
from dipgraph.finding.index import open_index
from dipgraph.finding.naming import find_node
from dipgraph.finding.vocabulary import find_class, find_kind
from dipgraph.namespaces import shorten_iri
from dipgraph.resources import find_project
from dipgraph.showing import timeline_text
from dipgraph.showing.timeline import open_timeline
from dipgraph.store import Opened, open_store

FORMATS = ("text", "csv", "json", "markdown", "html")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument(
        "name",
        metavar="NAME",
        nargs="*",
        help="actors, places or records as dipgraph show takes them, a name of several words in "
        "quotation marks; all of them belong to each record (default: everything)",
    )
    add_period_options(parser)
    add_term_option(parser, "class", "class, such as visit")
    add_term_option(parser, "kind", "kind, such as state-visit")
    parser.add_argument(
        "--limit", metavar="N", default="0", help="at most N records, the latest (default: all)"
    )
    add_page_options(parser, FORMATS)
    parser.epilog = (
        "A record of which only the month or the year is known stands after the days of that\n"
        "month or year and says so; if it may lie outside the period, it stands at the end. Years\n"
        "that no source covers are named. Exit code 1 if there is no record."
    )


def run(args: argparse.Namespace) -> int:
    """Print the timeline and how many records it has."""
    period, limit = read_period(args.year, args.since, args.until), read_limit(args.limit)
    form = choose_format(args.format, args.out)
    project = find_project(args.data, args.sources)
    with Progress() as progress:
        opened = open_store(project, say=progress.say)
        progress.say("reading the names")
        index = open_index(opened)
    timeline = open_timeline(
        opened.store,
        index,
        _find_all(args.name, opened, index),
        since=period.since,
        until=period.until,
        classes=[find_class(opened.store, name) for name in args.classes],
        kinds=[find_kind(opened.store, name) for name in args.kinds],
        limit=limit,
    )
    if form == "csv":
        give_text(write_rows(timeline_text.COLUMNS, timeline_text.rows(timeline), "csv"), args.out)
        print(timeline_text.tell_count(timeline), file=sys.stderr)
    else:
        give_sheet(timeline, form, args.out)
    return 0 if timeline.lines else 1


def _find_all(names: list[str], opened: Opened, index: sqlite3.Connection) -> list[str]:
    """Return what the names mean; the same twice would pass for a tie of two."""
    nodes = [find_node(name, opened, index) for name in names]
    twice = next((node for node in nodes if nodes.count(node) > 1), None)
    if twice is not None:
        raise InputError(f"{shorten_iri(twice)} is given twice. Name it once.")
    return nodes

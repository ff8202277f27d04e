"""``dipgraph timeline``: records in order of time, of one actor or of several together."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from datetime import date
from pathlib import Path

from dipgraph.briefing.period import read_day
from dipgraph.cli.giving import choose_format
from dipgraph.cli.numbers import read_year
from dipgraph.cli.printing import print_text, terminal_width
from dipgraph.cli.progress import Progress
from dipgraph.cli.tables import print_json, print_rows
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
    parser.add_argument("--since", metavar="DATE", help="first day, such as 2024-05-01, or a year")
    parser.add_argument("--until", metavar="DATE", help="last day, or a year")
    parser.add_argument("--year", metavar="Y", help="one year, instead of --since and --until")
    for option in ("class", "kind"):
        parser.add_argument(
            f"--{option}",
            dest=f"{option}_",
            metavar=option.upper(),
            action="append",
            default=[],
            help=f"only records of this {option}, by name; may be given again",
        )
    parser.add_argument(
        "--format", choices=FORMATS, help="(default: html if --out ends so, else text)"
    )
    parser.add_argument("--out", metavar="FILE", help="write a file (for html)")
    parser.epilog = (
        "A record of which only the month or the year is known stands after the days of that\n"
        "month or year and says so. Years that no source covers are named. Exit code 1 if there\n"
        "is no record."
    )


def run(args: argparse.Namespace) -> int:
    """Print the timeline and how many records it has."""
    since, until = _read_period(args)
    form = choose_format(args.format, args.out)
    if args.out and form != "html":
        raise InputError("--out is for --format html; other formats go to standard output.")
    project = find_project(args.data)
    with Progress() as progress:
        opened = open_store(project, say=progress.say)
        progress.say("reading the names")
        index = open_index(opened)
    timeline = open_timeline(
        opened.store,
        index,
        _find_all(args.name, opened, index),
        since=since,
        until=until,
        classes=[find_class(opened.store, name) for name in args.class_],
        kinds=[find_kind(opened.store, name) for name in args.kind_],
    )
    if form == "json":
        print_json(timeline_text.describe_timeline(timeline))
    elif form == "csv":
        print_rows(timeline_text.COLUMNS, timeline_text.rows(timeline), "csv")
        print(timeline_text.tell_count(timeline), file=sys.stderr)
    elif form == "markdown":
        print_text(timeline_text.write_markdown(timeline))
    elif form == "html":
        _give_page(timeline_text.write_html(timeline), args.out)
    else:
        print_text(timeline_text.write_text(timeline, terminal_width()))
    return 0 if timeline.lines else 1


def _find_all(names: list[str], opened: Opened, index: sqlite3.Connection) -> list[str]:
    """Return what the names mean; the same twice would pass for a tie of two."""
    nodes = [find_node(name, opened, index) for name in names]
    twice = next((node for node in nodes if nodes.count(node) > 1), None)
    if twice is not None:
        raise InputError(f"{shorten_iri(twice)} is given twice. Name it once.")
    return nodes


def _give_page(page: str, out: str | None) -> None:
    if out is None:
        print_text(page)
        return
    from dipgraph.files import write_whole_file

    write_whole_file(Path(out), page)
    print(out)


def _read_period(args: argparse.Namespace) -> tuple[date | None, date | None]:
    year = read_year(args.year)
    if year is not None:
        if args.since or args.until:
            raise InputError("--year names the whole period. Leave out --since and --until.")
        return date(year, 1, 1), date(year, 12, 31)
    since = read_day(args.since, "--since", (1, 1)) if args.since else None
    return since, read_day(args.until, "--until", (12, 31)) if args.until else None

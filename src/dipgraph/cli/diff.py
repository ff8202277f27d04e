"""``dipgraph diff``: what began, ended, grew and fell from one year to another."""

from __future__ import annotations

import argparse
import sys

from dipgraph.briefing.diff import open_diff
from dipgraph.briefing.diff_sheet import COLUMNS, tell_warning
from dipgraph.cli.giving import add_page_options, choose_format, give_sheet, give_text
from dipgraph.cli.numbers import read_limit
from dipgraph.cli.progress import Progress
from dipgraph.cli.tables import write_rows
from dipgraph.errors import InputError
from dipgraph.knowledge import KnowledgeGraph
from dipgraph.resources import find_project
from dipgraph.store import open_store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("first", metavar="YEAR", help="the earlier year, such as 2023")
    parser.add_argument("second", metavar="YEAR", help="the later year, such as 2024")
    parser.add_argument(
        "--limit", metavar="N", default="15", help="at most N rows a table (default: 15; 0: all)"
    )
    add_page_options(parser, ("text", "markdown", "html", "csv", "json"))
    parser.epilog = (
        "Counts are of records: texts differ in length, and a difference of records need not be\n"
        "one of events. csv and json hold every row with the records behind both counts. A year\n"
        "that no source covers cannot be compared (exit code 2)."
    )


def run(args: argparse.Namespace) -> int:
    """Print or write the two years side by side."""
    first, second = _read_year(args.first), _read_year(args.second)
    limit = read_limit(args.limit)
    project = find_project(args.data, args.sources)
    with Progress() as progress:
        opened = open_store(project, say=progress.say)
    diff = open_diff(KnowledgeGraph(project, opened), first, second)
    form = choose_format(args.format, args.out)
    if form == "csv":
        give_text(write_rows(COLUMNS, diff.to_rows(), "csv"), args.out)
        print(f"dipgraph: note: {tell_warning(diff)}", file=sys.stderr)
    elif form == "json":
        give_sheet(diff, form, args.out)
    else:
        give_sheet(diff.sheet(limit), form, args.out)
    return 0


def _read_year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4 and text != "0000"):
        raise InputError(f"a year has four digits, like 2024; {text[:50]!r} is none.")
    return int(text)

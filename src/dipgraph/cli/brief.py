"""``dipgraph brief``: one cited page on the relation of two states."""

from __future__ import annotations

import argparse

from dipgraph.briefing.brief import STATES, open_brief
from dipgraph.briefing.period import read_period
from dipgraph.cli.giving import add_page_options, add_period_options, give_sheet
from dipgraph.cli.numbers import read_limit
from dipgraph.cli.progress import Progress
from dipgraph.errors import InputError
from dipgraph.finding.naming import find_node
from dipgraph.knowledge import KnowledgeGraph
from dipgraph.resources import find_project
from dipgraph.store import open_store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument(
        "states",
        metavar="STATE",
        nargs="+",
        help="a state, or two: a code, a short name, or a name (of several words: in quotation "
        "marks). One: its relation with the state that the sources report on",
    )
    add_period_options(parser)
    how_much = parser.add_mutually_exclusive_group()
    how_much.add_argument(
        "--full", action="store_true", help="every record, on as many pages as it takes"
    )
    how_much.add_argument(
        "--limit", metavar="N", help="at most N entries of each section, not one page (0: all)"
    )
    parser.add_argument(
        "--rest", action="store_true", help="only what the page, or --limit, leaves out"
    )
    add_page_options(parser, ("text", "markdown", "html", "json"))
    parser.epilog = (
        "One A4 page (as HTML, printed; as Markdown, about as long): who tells it, which years no\n"
        "source covers, what stands out in counts, and the records of each section, newest first,\n"
        "each with its place, which dipgraph cite opens. Claims are marked as claims of whom,\n"
        "plans as planned. What does not fit is counted, and --rest lists it. Exit code 1 if\n"
        "there is no record."
    )


def run(args: argparse.Namespace) -> int:
    """Print or write the brief."""
    if len(args.states) > 2:
        raise InputError(
            f"a brief is on two states, and not on {len(args.states)}. Put a name of several words "
            "in quotation marks."
        )
    period = read_period(args.year, args.since, args.until)
    limit = 0 if args.full else None if args.limit is None else read_limit(args.limit)
    project = find_project(args.data, args.sources)
    with Progress() as progress:
        opened = open_store(project, say=progress.say)
    kg = KnowledgeGraph(project, opened)
    nodes = [find_node(name, opened, kg.names, only=STATES) for name in args.states]
    brief = open_brief(kg, *nodes, period=period, limit=limit)
    give_sheet(brief.left_out() if args.rest else brief, args.format, args.out)
    return 0 if brief.records else 1

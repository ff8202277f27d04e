"""``dipgraph brief``: one cited page on the relation of two states."""

from __future__ import annotations

import argparse

from dipgraph.briefing.brief import SECTION_LIMIT, open_brief
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
    parser.add_argument(
        "--limit",
        metavar="N",
        default=str(SECTION_LIMIT),
        help=f"at most N records of each section (default: {SECTION_LIMIT}; 0: all)",
    )
    add_page_options(parser, ("text", "markdown", "html", "json"))
    parser.epilog = (
        "The page says who tells it, which years no source covers, what stands out in counts, and\n"
        "lists the records, newest first, each with the place that states it. Claims are marked\n"
        "as claims of whom, plans as planned. Exit code 1 if there is no record."
    )


def run(args: argparse.Namespace) -> int:
    """Print or write the brief."""
    if len(args.states) > 2:
        raise InputError(
            f"a brief is on two states, and not on {len(args.states)}. Put a name of several words "
            "in quotation marks."
        )
    period, limit = read_period(args.year, args.since, args.until), read_limit(args.limit)
    project = find_project(args.data)
    with Progress() as progress:
        opened = open_store(project, say=progress.say)
    kg = KnowledgeGraph(project, opened)
    nodes = [find_node(name, opened, kg.names) for name in args.states]
    brief = open_brief(kg, *nodes, period=period, limit=limit)
    give_sheet(brief, args.format, args.out)
    return 0 if brief.records else 1

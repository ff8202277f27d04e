"""``dipgraph query``: list, show, run and lint queries."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox

from dipgraph import queries
from dipgraph.cli import run_query
from dipgraph.cli.run_query import find, print_text, terminal_width
from dipgraph.errors import InputError, QueryError
from dipgraph.querying import formats
from dipgraph.querying.result import QueryResult
from dipgraph.resources import Project, find_project
from dipgraph.spelling import suggest

if TYPE_CHECKING:
    from dipgraph.querying.files import Query


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands list, show, run and lint."""
    commands = parser.add_subparsers(
        dest="action", metavar="ACTION", required=True, prog=parser.prog
    )

    listing = commands.add_parser("list", help="name every query with its summary")
    listing.add_argument("--tag", help="only queries with this tag")
    listing.add_argument("--format", choices=formats.TABLE_FORMATS, default="table")

    show = commands.add_parser("show", help="explain one query: parameters, columns, SPARQL")
    show.add_argument("name", metavar="NAME")

    # Only for its help: cli.main hands the words of "query run" to run_query itself.
    runner = commands.add_parser(
        "run",
        help="run a query and print its rows",
        description=run_query.HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="dipgraph query run NAME [--PARAM VALUE ...] [options]",
    )
    runner.add_argument("name", metavar="NAME", help="name, PATH.rq, or - for standard input")
    runner.add_argument(
        "--format",
        choices=formats.FORMATS,
        help="(default: by the ending of --out, else table, turtle for triples)",
    )
    runner.add_argument("--engine", choices=run_query.CHOICES["engine"], default="oxigraph")
    runner.add_argument("--labels", action="store_true", help="labels in place of IRIs")
    runner.add_argument("--iris", action="store_true", help="IRIs, short in tables, not labels")
    runner.add_argument("--data", metavar="FILE", nargs="+", help="ask these files instead")
    runner.add_argument("--out", metavar="FILE", help="write to a file, not standard output")
    runner.add_argument("--rows", metavar="N", help="show the first N rows, and say so")
    runner.add_argument("--anyway", action="store_true", help="run it even if it looks wrong")
    runner.add_argument(
        "--with-passages", action="store_true", help="open each row on the passages behind it"
    )
    runner.add_argument(
        "--words", action="store_true", help="with --with-passages: their words, for programs too"
    )
    runner.add_argument("--timeout", metavar="SECONDS", help="(default: 60; 0 for none)")
    runner.add_argument("--memory", metavar="MIB", help="(default: 4096; 0 for none)")

    lint = commands.add_parser("lint", help="look for faults that engines let pass")
    lint.add_argument("names", nargs="*", metavar="NAME", help="(default: the whole library)")


def run(args: argparse.Namespace) -> int:
    """Run one of the subcommands but run, which :mod:`dipgraph.cli.run_query` does."""
    project = find_project(args.data)
    if args.action == "list":
        return _list(project, args.tag, args.format)
    if args.action == "show":
        return _show(find(project, args.name))
    return _lint(project, args.names)


def _list(project: Project, tag: str | None, name: str) -> int:
    library = queries.load_library(project)
    if library.faults:
        raise QueryError(next(iter(library.faults.values())))
    chosen = [query for query in library.queries.values() if not tag or tag in query.tags]
    tags = sorted({word for query in library.queries.values() for word in query.tags})
    if not chosen:
        guess = suggest(tag or "", tags)
        raise QueryError(f"no query has the tag {tag!r}; tags: {', '.join(tags)}.{guess}")
    listing = QueryResult(
        ("name", "parameters", "summary", "tags"),
        [
            (
                ox.Literal(query.name),
                ox.Literal(" ".join(_show_param(key, query) for key in query.params)),
                ox.Literal(query.summary),
                ox.Literal(" ".join(query.tags)),
            )
            for query in sorted(chosen, key=lambda query: query.name)
        ],
    )
    print_text(formats.write(listing, name, width=terminal_width()))
    return 0


def _show_param(name: str, query: Query) -> str:
    return f"--{name}" if query.params[name].required else f"[--{name}]"


def _show(query: Query) -> int:
    import re
    import textwrap

    lines = [f"{query.name}: {query.summary}" if query.summary else query.name, query.file, ""]
    if query.description:
        lines += [*textwrap.wrap(query.description, 88), ""]
    for name, param in query.params.items():
        default = f"default {param.default}" if param.default is not None else "optional"
        state = "required" if param.required else default
        example = f" Example: --{name} {param.example}" if param.example else ""
        lines.append(f"  --{name} ({param.type}, {state}): {param.about}{example}")
    if query.params:
        lines.append("")
    lines += [f"  ?{name}: {about}" for name, about in query.columns.items()]
    if query.columns:
        lines.append("")
    body = re.sub(r"^#\+.*\n?", "", query.sparql, flags=re.M).strip("\n")
    print_text("\n".join([*lines, body]) + "\n")
    return 0


def _lint(project: Project, names: list[str]) -> int:
    from dipgraph import store
    from dipgraph.cli.progress import Progress
    from dipgraph.querying.lint import lint_query, look_over_query

    with Progress() as progress:
        opened = store.open_store(project, say=progress.say)
    if names:
        chosen = [find(project, name) for name in names]
        faults: list[str] = []
    else:
        library = queries.load_library(project)
        chosen, faults = list(library.queries.values()), list(library.faults.values())
    issues = [
        str(issue)
        for query in chosen
        for look in (lint_query, look_over_query)
        for issue in look(query, opened.store)
    ]
    for line in [*faults, *issues]:
        print(line)
    looked_at, found = len(chosen) + len(faults), len(faults) + len(issues)
    if not looked_at:
        raise InputError("no query was looked at. Name one, or a project that has some.")
    print(f"{looked_at} queries looked at, {found} findings", file=sys.stderr)
    return 1 if found else 0

"""``dipgraph query``: list, show, run and lint queries."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from dipgraph.errors import DipgraphError, InputError, QueryError
from dipgraph.resources import Project, find_project

if TYPE_CHECKING:
    from dipgraph.querying.files import Query

_FORMATS = ("table", "csv", "tsv", "json", "jsonl", "xml", "markdown", "turtle", "ntriples")

TAKES_PARAMETERS = True

RUN_HELP = """\
Runs a query of the library (NAME), a file (PATH.rq), or SPARQL from standard input (-).
The query's parameters are options of their own: --state UZB --year 2024;
"dipgraph query show NAME" lists them.

csv is SPARQL 1.1 CSV, untouched: a cell may begin with = + - or @, which a spreadsheet would
take for a formula. Import such files as text."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands list, show, run and lint."""
    commands = parser.add_subparsers(
        dest="action", metavar="ACTION", required=True, prog=parser.prog
    )

    listing = commands.add_parser("list", help="name every query with its summary")
    listing.add_argument("--tag", help="only queries with this tag")
    listing.add_argument("--format", choices=_FORMATS[:-2], default="table")

    show = commands.add_parser("show", help="explain one query: parameters, columns, SPARQL")
    show.add_argument("name", metavar="NAME")

    runner = commands.add_parser(
        "run",
        help="run a query and print its rows",
        description=RUN_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        usage="dipgraph query run NAME [--PARAM VALUE ...] [options]",
    )
    runner.add_argument("name", metavar="NAME", help="name, PATH.rq, or - for standard input")
    runner.add_argument("--format", choices=_FORMATS, help="(default: table, turtle for triples)")
    runner.add_argument("--engine", choices=("oxigraph", "rdflib"), default="oxigraph")
    names = runner.add_mutually_exclusive_group()
    names.add_argument("--labels", action="store_true", help="labels in place of IRIs")
    names.add_argument("--iris", action="store_true", help="IRIs, short in tables, not labels")
    runner.add_argument(
        "--timeout", type=_seconds, default=60.0, metavar="SECONDS", help="(default: 60, 0: none)"
    )
    runner.add_argument(
        "--memory", type=_seconds, default=4096.0, metavar="MIB", help="(default: 4096, 0: none)"
    )

    lint = commands.add_parser("lint", help="look for faults that engines let pass")
    lint.add_argument("names", nargs="*", metavar="NAME", help="(default: the whole library)")


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value < 1e7:
        raise ValueError
    return value


def run(args: argparse.Namespace) -> int:
    """Run one of the subcommands."""
    project = find_project(args.data)
    if args.unknown and args.action != "run":
        raise QueryError(f"query {args.action} has no option {args.unknown[0]!r}.")
    if args.action == "list":
        return _list(project, args.tag, args.format)
    if args.action == "show":
        return _show(_find(project, args.name))
    if args.action == "lint":
        return _lint(project, args.names)
    return _run(project, args)


def _find(project: Project, name: str) -> Query:
    from dipgraph import queries

    if name == "-":
        return queries.parse_query(_read_standard_input(), "query", "standard input")
    if name.endswith(".rq") and (Path(name).exists() or "/" in name):
        return queries.read_query(name)
    return queries.load_library(project).find(name)


def _read_standard_input() -> str:
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"standard input: byte {error.start} is not UTF-8.") from None
    if not text.strip():
        raise InputError("standard input: there is nothing in it. Give it a query.")
    return text


def _run(project: Project, args: argparse.Namespace) -> int:
    from dipgraph import queries, store
    from dipgraph.cli.progress import Progress
    from dipgraph.querying import formats
    from dipgraph.querying.limits import stop_after

    query = _find(project, args.name)
    given = _read_params(args.unknown, query)
    with Progress() as progress:
        opened = store.open_store(project, say=progress.say)
        dataset = None
        if args.engine == "rdflib":
            from dipgraph.querying.engines import to_rdflib

            progress.say("handing the graph to rdflib")
            dataset = to_rdflib(opened.store)
    with stop_after(args.timeout, args.memory, alarm=args.engine == "rdflib"):
        result = queries.run_query(opened.store, query, given, dataset)
        name = args.format or ("turtle" if result.form in ("CONSTRUCT", "DESCRIBE") else "table")
        labels = True if args.labels else False if args.iris else None
        text = formats.write(result, name, labels=labels, width=_terminal_width())
    _print(text)
    if name in ("table", "markdown") and result.form != "ASK":
        noun = "row" if len(result) == 1 else "rows"
        print(f"{len(result):,} {noun}", file=sys.stderr)
    return 0


def _print(text: str) -> None:
    # As bytes: line ends of CSV stay as its standard has them, and any name can be printed.
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))
    sys.stdout.buffer.flush()


def _terminal_width() -> int:
    if not sys.stdout.isatty():
        return 0
    from shutil import get_terminal_size

    return get_terminal_size().columns


def _read_params(words: list[str], query: Query) -> dict[str, str]:
    """Return the parameters among the words that argparse left, as ``--name value``."""
    given: dict[str, str] = {}
    position = 0
    while position < len(words):
        word = words[position]
        if not word.startswith("--") or word == "--":
            raise QueryError(f"{word!r} belongs to no option. Parameters are written --name value.")
        name, equals, value = word[2:].partition("=")
        if name.replace("-", "_") not in {known.replace("-", "_") for known in query.params}:
            _refuse_param(name, query)
        if not equals:
            position += 1
            if position == len(words):
                raise QueryError(f"--{name} lacks its value. Write --{name} VALUE.")
            value = words[position]
        if name in given:
            raise QueryError(f"--{name} is given twice. Give one value.")
        given[name] = value
        position += 1
    return given


def _refuse_param(name: str, query: Query) -> None:
    from dipgraph.spelling import suggest

    options = [*query.params, "format", "engine", "labels", "iris", "timeout", "memory"]
    takes = ", ".join(query.params) or "none"
    raise QueryError(
        f"{query.name} has no parameter {name!r}; its parameters: {takes}.{suggest(name, options)}"
    )


def _list(project: Project, tag: str | None, name: str) -> int:
    import pyoxigraph as ox

    from dipgraph import queries
    from dipgraph.querying import formats
    from dipgraph.querying.result import QueryResult
    from dipgraph.spelling import suggest

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
    _print(formats.write(listing, name, width=_terminal_width()))
    return 0


def _show_param(name: str, query: Query) -> str:
    return f"--{name}" if query.params[name].required else f"[--{name}]"


def _show(query: Query) -> int:
    import re

    lines = [f"{query.name}: {query.summary}" if query.summary else query.name, query.file, ""]
    if query.description:
        import textwrap

        lines += [*textwrap.wrap(query.description, 88), ""]
    for name, param in query.params.items():
        state = (
            "required"
            if param.required
            else f"default {param.default}"
            if param.default is not None
            else "optional"
        )
        example = f" Example: --{name} {param.example}" if param.example else ""
        lines.append(f"  --{name} ({param.type}, {state}): {param.about}{example}")
    if query.params:
        lines.append("")
    lines += [f"  ?{name}: {about}" for name, about in query.columns.items()]
    if query.columns:
        lines.append("")
    body = re.sub(r"^#\+.*\n?", "", query.sparql, flags=re.M).strip("\n")
    _print("\n".join([*lines, body]) + "\n")
    return 0


def _lint(project: Project, names: list[str]) -> int:
    from dipgraph import queries, store
    from dipgraph.querying.lint import lint_query

    opened = store.open_store(project)
    if names:
        chosen = [_find(project, name) for name in names]
        faults: list[str] = []
    else:
        library = queries.load_library(project)
        chosen, faults = list(library.queries.values()), list(library.faults.values())
    issues = [str(issue) for query in chosen for issue in lint_query(query, opened.store)]
    for line in [*faults, *issues]:
        print(line)
    found = len(faults) + len(issues)
    print(f"{len(chosen) + len(faults)} queries looked at, {found} findings", file=sys.stderr)
    if not chosen and not faults:
        raise DipgraphError("no query was looked at.")
    return 1 if found else 0

"""``dipgraph export``: the data set, or a part of it, for other programs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dipgraph.errors import QueryError
from dipgraph.exporting.export import QUAD_FORMATS, Exported, NothingLeft, check_request
from dipgraph.queries import Query
from dipgraph.spelling import suggest

TAKES_PARAMETERS = True

_QUERY_S = 60
_OPTIONS = "format out overwrite graph year class query derived context-url".split()

_EPILOG = """\
formats:
  nquads, trig                the named graphs: one a source, registry, ontology, memberships,
                              alignments, derived
  turtle, ntriples, jsonld    all graphs together, each triple once; JSON-LD is framed by record
  csv, parquet                tables in a folder, for those who do not know RDF; with a README
                              and, for CSV, a Frictionless Data Package
  description                 VoID and DCAT: how much there is, whose it is, where it comes from
  all                         a folder with all of these

The same data give the same bytes, on every machine. A part (--year, --class, --query) is made of
records, the matters that their acts concern, and the actors, places, passages, sources and kinds
that these name. Nothing is written if nothing is left; then the exit code is 1.

examples:
  dipgraph export --format nquads --out dipgraph.nq
  dipgraph export --format csv --out tables --year 2024
  dipgraph export --format turtle --class Visit Meeting
  dipgraph export --format jsonld --query agreements-by-partner --partner UZB"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("--format", required=True, metavar="NAME", help="see below")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="PATH",
        help="a file (default: standard output); for csv, parquet and all a folder, new or empty",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace a folder that an earlier export wrote"
    )
    group = parser.add_argument_group("a part of it")
    group.add_argument(
        "--graph", nargs="+", action="extend", metavar="NAME", help="mfa-2024, registry ..."
    )
    group.add_argument("--year", metavar="Y", help="records whose dates touch this year")
    group.add_argument(
        "--class",
        dest="classes",
        nargs="+",
        action="extend",
        metavar="C",
        help="records of these classes and of those below them: Visit, Event, State ...",
    )
    group.add_argument(
        "--query",
        metavar="NAME|FILE",
        help="records in the column record of a SELECT, or the triples of a CONSTRUCT; its "
        "parameters are options of their own: --partner UZB",
    )
    group.add_argument(
        "--derived",
        action=argparse.BooleanOptionalAction,
        help="with or without what the axioms add (default: with, unless --graph is given)",
    )
    parser.add_argument(
        "--context-url",
        metavar="URL",
        help="for jsonld: name this context in place of the context itself; it is not fetched",
    )
    parser.epilog = _EPILOG


def run(args: argparse.Namespace) -> int:
    """Export, and say on standard error how much it was."""
    from dipgraph.cli.progress import Progress
    from dipgraph.cli.run_query import find
    from dipgraph.knowledge import load
    from dipgraph.querying.limits import StopAfter
    from dipgraph.resources import find_project

    check_request(args.format, args.out, overwrite=args.overwrite, context_url=args.context_url)
    params, year, query = _read_parameters(args.unknown), args.year, args.query
    if query is None:
        if params:
            raise QueryError(
                f"export does not know --{next(iter(params))}. Parameters of a query need --query."
                f"{suggest(next(iter(params)), _OPTIONS)}"
            )
    else:
        found = find(find_project(args.data), query)
        if query == "-":
            query = found.sparql
        _check_names(found, params)
        if year is not None and "year" in found.params:
            params["year"], year = year, None
    asked_year = _read_year(year)
    with Progress() as progress, StopAfter(_QUERY_S if query else 0, 0, what="the export"):
        kg = load(args.data, sources=args.sources, say=progress.say)
        progress.say("exporting")
        try:
            done = kg.export(
                args.format,
                args.out,
                graphs=args.graph or (),
                year=asked_year,
                classes=args.classes or (),
                query=query,
                params=params,
                derived=args.derived,
                overwrite=args.overwrite,
                context_url=args.context_url,
                warn=lambda text: print(f"dipgraph: warning: {text}", file=sys.stderr),
                stream=sys.stdout.buffer,
            )
        except NothingLeft as nothing:
            print(f"dipgraph: {nothing}", file=sys.stderr)
            return 1
    if args.out is None:
        sys.stdout.buffer.flush()
    else:
        _tell(done, args.out)
    return 0


def _tell(done: Exported, out: Path) -> None:
    counts = done.counts
    if "triples" in counts:
        told = f"{counts['triples']:,} {'quads' if done.format in QUAD_FORMATS else 'triples'}"
    else:
        filled = {name: count for name, count in counts.items() if count}
        told = f"{sum(counts.values()):,} rows in {len(filled)} tables"
    files = f"{len(done.files)} files in {out}" if len(done.files) > 1 else str(out)
    print(f"{told} written to {files}", file=sys.stderr)


def _check_names(query: Query, params: dict[str, object]) -> None:
    """Refuse what is no parameter of a query before the graph is read, with our options in mind."""
    known = {name.replace("-", "_") for name in query.params}
    for name in params:
        if name.replace("-", "_") not in known:
            takes = ", ".join(query.params) or "none"
            raise QueryError(
                f"{query.name} has no parameter {name!r}; its parameters: {takes}."
                f"{suggest(name, [*query.params, *_OPTIONS])}"
            )


def _read_year(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal()):
        raise QueryError(f"--year is a year like 2024, and not {text!r}.")
    return int(text)


def _read_parameters(words: list[str]) -> dict[str, object]:
    """Return what argparse does not know as a query's parameters: --name value, --name=value."""
    found: dict[str, object] = {}
    ahead = list(words)
    while ahead:
        word = ahead.pop(0)
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise QueryError(
                f"{word!r} belongs to no option. Parameters of a query are written --name value."
            )
        if not equals:
            if not ahead:
                raise QueryError(f"--{name} lacks its value. Write --{name} VALUE.")
            value = ahead.pop(0)
        if name in found:
            raise QueryError(f"--{name} is given twice. Give one value.")
        found[name] = value
    return found

"""``dipgraph search``: find actors, places and records by their names in any spelling."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from dipgraph.cli.giving import add_term_option
from dipgraph.cli.numbers import read_limit, read_year
from dipgraph.cli.printing import print_text, terminal_width
from dipgraph.cli.progress import Progress
from dipgraph.cli.tables import Name, print_json, print_rows
from dipgraph.finding.index import open_index
from dipgraph.finding.search import NEAR, Found, Hit, search
from dipgraph.finding.vocabulary import find_class
from dipgraph.namespaces import shorten_iri
from dipgraph.querying.engines import Labels
from dipgraph.resources import find_project
from dipgraph.store import open_store
from dipgraph.telling import count_of, plain_line

FORMATS = ("table", "csv", "tsv", "json", "jsonl", "markdown")
_COLUMNS = ("show", "class", "label", "date", "records", "also written")
_PLAIN_COLUMNS = (
    "name", "class", "label", "start", "end", "precision", "records", "also_written", "fit",
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("text", metavar="TEXT", nargs="+", help="a name or words of it")
    add_term_option(parser, "class", "class, such as state, visit, instrument, actor", of="things")
    parser.add_argument("--year", metavar="Y", help="only records whose dates touch this year")
    parser.add_argument(
        "--limit", metavar="N", default="20", help="show at most N (default: 20; 0: all)"
    )
    parser.add_argument("--format", choices=FORMATS, default="table")
    parser.epilog = (
        "Spelling is loose: case, accents, word order, other alphabets, a slip or two. What fits\n"
        "exactly comes first. The first column is what dipgraph show takes; records counts those\n"
        "that lead to the thing. Exit code 1 if nothing fits."
    )


def run(args: argparse.Namespace) -> int:
    """Print what fits, best first, and how many more there are."""
    year, limit = read_year(args.year), read_limit(args.limit)
    project = find_project(args.data, args.sources)
    with Progress() as progress:
        opened = open_store(project, say=progress.say)
        progress.say("reading the names")
        index = open_index(opened)
    classes = tuple(find_class(opened.store, name) for name in args.classes)
    text = " ".join(args.text)
    found = search(index, text, classes=classes, year=year, limit=limit)
    labels = Labels(opened.store)
    if args.format == "json":
        print_json(
            {
                "text": text,
                "total": found.total,
                "shown": len(found),
                "near": found.near,
                "hits": [describe_hit(hit, labels) for hit in found],
            }
        )
    elif args.format in ("table", "markdown"):
        rows = [_row(hit, labels) for hit in found]
        if args.format == "table" and 0 < terminal_width() < _width_of(rows):
            print_text(_as_list(found, labels, terminal_width()))
        elif rows:
            print_rows(_COLUMNS, rows, args.format)
    else:
        print_rows(_PLAIN_COLUMNS, [_plain_row(hit, labels) for hit in found], args.format)
    if not found.hits:
        print(_nothing(text, found, bool(classes or year)), file=sys.stderr)
        return 1
    if found[0].fit < NEAR:
        print(f"nothing is written {text!r}; this is near it", file=sys.stderr)
    if found.total > len(found):
        rest = found.total - len(found)
        print(f"{len(found):,} shown, {rest:,} more; --limit shows more", file=sys.stderr)
    return 0


def describe_hit(hit: Hit, labels: Labels) -> dict[str, object]:
    """Return a hit for JSON."""
    return {
        "name": hit.name,
        "iri": hit.iri,
        "class": labels(hit.class_iri),
        "label": hit.label,
        "also_written": hit.also or None,
        "start": hit.start.isoformat() if hit.start else None,
        "end": hit.end.isoformat() if hit.end else None,
        "precision": hit.precision.lower() if hit.start else None,
        "records": hit.records,
        "fit": hit.fit,
    }


def _row(hit: Hit, labels: Labels) -> tuple[str | int | None, ...]:
    return (
        Name(hit.iri), labels(hit.class_iri), hit.label, hit.when or None, hit.records,
        hit.also or None,
    )  # fmt: skip


def _plain_row(hit: Hit, labels: Labels) -> tuple[str | int | None, ...]:
    told = describe_hit(hit, labels)
    row = (told[column] for column in _PLAIN_COLUMNS)
    return tuple(cell if isinstance(cell, str | int) else None for cell in row)


def _width_of(rows: Sequence[Sequence[str | int | None]]) -> int:
    """Return how wide a table of these rows is, in characters."""
    columns = list(zip(_COLUMNS, *rows, strict=True))
    widths = (max(len(_shown(cell)) for cell in column) for column in columns)
    return sum(widths) + 2 * (len(columns) - 1)


def _shown(cell: str | int | None) -> str:
    return shorten_iri(cell) if isinstance(cell, Name) else str(cell or "")


def _as_list(found: Found, labels: Labels, width: int) -> str:
    """Return the hits as a list for a window in which a table would cut the names off."""
    import textwrap

    lines: list[str] = []
    for hit in found:
        told = f"{labels(hit.class_iri)}: {hit.label}"
        told += f", {hit.when}" if hit.when else ""
        told += f" (also written {hit.also})" if hit.also else ""
        many = count_of(hit.records, "record")
        lines += textwrap.wrap(plain_line(told), max(width, 20), subsequent_indent="    ")
        lines.append(f"    {hit.name}  {many}")
    return "".join(f"{line}\n" for line in lines)


def _nothing(text: str, found: Found, narrowed: bool) -> str:
    hint = " Did you mean " + " or ".join(found.near) + "?" if found.near else ""
    if not hint:
        hint = " Try fewer words, or another spelling."
    narrow = " with these --class and --year" if narrowed else ""
    return f"nothing fits {text!r}{narrow}.{hint}"

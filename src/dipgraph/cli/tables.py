"""What the commands that print lists share: tables for people, rows for programs, locators."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import pyoxigraph as ox

from dipgraph.cli.printing import print_text, terminal_width
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.querying import formats
from dipgraph.querying.result import QueryResult
from dipgraph.querying.rows import Term

TYPE_CHECKING = False
if TYPE_CHECKING:  # search and timeline list without reading all evidence
    from dipgraph.cli.opening import Opening
    from dipgraph.facts import PassageFacts

FORMATS = ("table", "csv", "json", "markdown")
_DECIMAL = ox.NamedNode(PREFIXES["xsd"] + "decimal")


def add_list_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a command that prints a list: which source, and how."""
    parser.add_argument("--source", metavar="ID", help="one source such as mfa-2024 (default: all)")
    parser.add_argument("--format", choices=FORMATS, default="table")


class Name(str):
    """The IRI of a node, shown by its prefixed name, or whole where a program reads."""

    __slots__ = ()


Cell = str | int | Decimal | Name | None


def print_rows(columns: Sequence[str], rows: Iterable[Sequence[Cell]], name: str) -> None:
    """Print rows as a table, CSV or Markdown."""
    print_text(write_rows(columns, rows, name))


def write_rows(columns: Sequence[str], rows: Iterable[Sequence[Cell]], name: str) -> str:
    """Return rows as a table, CSV or Markdown, as :func:`print_rows` prints them."""
    result = QueryResult(columns, [tuple(map(_term, row)) for row in rows])
    # Labels stand in columns of their own: what is an IRI here stays a name.
    return formats.write(result, name, labels=False, width=terminal_width())


def print_json(value: Mapping[str, object]) -> None:
    """Print an object; a number without a fraction as a whole one."""
    print(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def _plain(value: object) -> object:
    assert isinstance(value, Decimal)
    return int(value) if value == value.to_integral_value() else float(value)


def _term(cell: Cell) -> Term | None:
    if cell is None:
        return None
    if isinstance(cell, Name):
        return ox.NamedNode(cell)
    if isinstance(cell, int | Decimal):
        return ox.Literal(f"{Decimal(cell).normalize():f}", datatype=_DECIMAL)
    return ox.Literal(cell)


def locator_cells(passages: Sequence[PassageFacts]) -> tuple[str, str, str]:
    """Return sources, lines and characters; several passages are parted by semicolons."""
    sources = dict.fromkeys(shorten_iri(p.source or "").partition(":")[2] for p in passages)
    lines = (
        f"{p.first_line}" if p.first_line == p.last_line else f"{p.first_line}-{p.last_line}"
        for p in passages
    )
    return "; ".join(sources), "; ".join(lines), "; ".join(f"{p.start}-{p.end}" for p in passages)


def locator_objects(passages: Sequence[PassageFacts]) -> list[dict[str, object]]:
    """Return the places of passages for JSON."""
    return [
        {
            "passage": p.name,
            "source": shorten_iri(p.source or ""),
            "first_line": p.first_line,
            "last_line": p.last_line,
            "start": p.start,
            "end": p.end,
        }
        for p in passages
    ]


def sources_of(given: str | None, opening: Opening) -> list[str]:
    """Return the IRI of the source that ``--source`` names, of all sources without it.

    Raises
    ------
    InputError
        If there is no such source.
    """
    from dipgraph.cli.opening import find_sources

    return find_sources([given or "all"], opening)

"""Export the graph, or a part of it: one call for the command line and for Python."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

import pyoxigraph as ox

from dipgraph import queries
from dipgraph.errors import DataError, InputError, QueryError
from dipgraph.exporting import about, context, describe, folder, package, selection
from dipgraph.exporting.asked import records_of, run
from dipgraph.exporting.columns import Filled
from dipgraph.exporting.describe import Offer, WrittenFile
from dipgraph.exporting.jsonld import write_jsonld
from dipgraph.exporting.quads import GraphQuads, PartQuads
from dipgraph.exporting.rdf import RDF_FORMATS, canonical_triples, write_quads, write_triples
from dipgraph.facts import Facts
from dipgraph.files import open_whole_file
from dipgraph.spelling import suggest
from dipgraph.ties import Graph, find_covered_years

GRAPH_FORMATS = (*RDF_FORMATS, "jsonld")
"""Formats of RDF: one file, or standard output."""

QUAD_FORMATS = ("nquads", "trig")
"""Formats that keep the named graphs."""

FOLDER_FORMATS = ("csv", "parquet", "all")
"""Formats that are written as a folder."""

FORMATS = (*GRAPH_FORMATS, "csv", "parquet", "description", "all")
"""Every format; "description" is VoID and DCAT, "all" a folder with everything."""

_OFFERS = (
    Offer("nquads", "application/n-quads", "All named graphs as N-Quads"),
    Offer("trig", "application/trig", "All named graphs as TriG"),
    Offer("turtle", "text/turtle", "All triples, each once, as Turtle"),
    Offer("ntriples", "application/n-triples", "All triples, each once, as N-Triples"),
    Offer("jsonld", "application/ld+json", "All triples as JSON-LD, framed by record"),
    Offer("csv", "text/csv", "Tables as CSV, with a Tabular Data Package"),
    Offer("parquet", "application/vnd.apache.parquet", "Tables as Apache Parquet"),
)
_ENDINGS = {
    "nquads": "nq",
    "trig": "trig",
    "turtle": "ttl",
    "ntriples": "nt",
    "jsonld": "jsonld",
}
_STEM = "dipgraph"


Target = Path | IO[bytes] | None
"""Where one file goes: a place, a stream, or, for None, memory."""


class NothingLeft(DataError):
    """Filters, or a query, left nothing to export. Nothing was written."""


class Exported(NamedTuple):
    """What was exported.

    ``files`` are the files written, ``content`` the bytes where no place was named. ``counts``
    tell how much there is: ``triples`` for RDF, rows by table for tables.
    """

    format: str
    counts: dict[str, int]
    files: tuple[Path, ...] = ()
    content: bytes = b""


def export(
    kg: Graph,
    name: str,
    out: str | os.PathLike[str] | None = None,
    *,
    graphs: Sequence[str] = (),
    year: int | None = None,
    classes: Sequence[str] = (),
    query: str | None = None,
    params: Mapping[str, object] | None = None,
    derived: bool | None = None,
    overwrite: bool = False,
    context_url: str | None = None,
    warn: Callable[[str], object] | None = None,
    stream: IO[bytes] | None = None,
) -> Exported:
    """Export the whole data set, or the part that graphs, year, classes and a query leave.

    The same data give the same bytes, on every machine. A part is made of the records asked for,
    the matters that their acts concern, and the description of every actor, place, passage, source
    and kind that these name (see :mod:`dipgraph.exporting.selection`).

    Parameters
    ----------
    kg
        The open graph.
    name
        One of :data:`FORMATS`. N-Quads and TriG keep the named graphs; Turtle, N-Triples and
        JSON-LD hold each triple once.
    out
        A file, or for "csv", "parquet" and "all" a folder, new or empty. Without it the bytes are
        returned.
    graphs
        Named graphs such as "mfa-2024" or "registry"; all by default. For tables: what these
        graphs describe.
    year
        Records whose dates touch this year.
    classes
        Classes such as "Visit"; broader ones stand for all below them.
    query
        A query of the library by name, a file that ends in .rq, or SPARQL. The records in the
        column ``record`` of a SELECT are exported, or the triples of a CONSTRUCT as they are.
    params
        Values of the query's parameters.
    derived
        Whether what the axioms add is exported; by default it is, unless graphs are named. Tables
        never hold it.
    overwrite
        Whether a folder that an earlier export wrote may be replaced. Files are always replaced.
    context_url
        For JSON-LD: named in place of the context itself. It is never fetched.
    warn
        Told of what may be a mistake: in a query that is not of the library, or a year on which
        there is no source.
    stream
        Where the bytes of one file go, as they are made, if no place is named.

    Raises
    ------
    InputError
        If the place cannot be written, or there is no such graph or class.
    QueryError
        If the query cannot be used.
    NothingLeft
        If nothing is left to export.
    """
    place = check_request(name, out, overwrite=overwrite, context_url=context_url)
    wish = selection.Wish(graphs, year, classes, None, derived)
    if query is not None:
        result = run(kg, query, params or {}, warn)
        if result.form in ("CONSTRUCT", "DESCRIBE"):
            return _export_triples(kg, result, name, place, wish, context_url, stream)
        wish = wish._replace(records=records_of(result))
    in_tables = name in ("csv", "parquet")
    work = _Work(kg, wish, in_tables=in_tables, keep=name not in RDF_FORMATS or not wish.is_whole)
    if warn is not None and year is not None and year not in find_covered_years(kg):
        warn(f"no source covers {year}: what is exported stands in texts on other years.")
    if warn is not None and name not in GRAPH_FORMATS and not work.is_described:
        warn(f"data/{about.FILE_NAME} is not there: no licence and no creator are named.")
    if name in GRAPH_FORMATS:
        return work.write_graph(name, place or stream, context_url)
    if name == "description":
        content, number = work.description(_OFFERS)
        target = place or stream
        return _stream(name, target, {"triples": number}, lambda out: (out.write(content), None)[1])
    assert place is not None
    return work.write_folder(name, place)


def check_request(
    name: str,
    out: str | os.PathLike[str] | None,
    *,
    overwrite: bool = False,
    context_url: str | None = None,
) -> Path | None:
    """Refuse what can be refused before the graph is read; return the place to write to.

    Raises
    ------
    InputError
        If there is no such format, or the place cannot be taken.
    """
    if name not in FORMATS:
        guess = suggest(name, FORMATS) or f" Formats: {', '.join(FORMATS)}."
        raise InputError(f"there is no format {name!r}.{guess}")
    if context_url is not None and name != "jsonld":
        raise InputError(f"a context is named in JSON-LD only, and not in {name}.")
    place = None if out is None else Path(out)
    if name in FOLDER_FORMATS:
        if place is None:
            raise InputError(f"{name} is several files. Name a folder for them.")
        folder.check_folder(place, overwrite=overwrite, ours=_our_names())
    return place


def _our_names() -> frozenset[str]:
    from dipgraph.exporting.tables import read_tables

    tables = {f"{name}.{ending}" for name in read_tables() for ending in ("csv", "parquet")}
    graphs = {f"{_STEM}.{ending}" for ending in _ENDINGS.values()}
    others = {"README.md", "datapackage.json", describe.FILE_NAME, "csv", "parquet"}
    return frozenset(tables | graphs | others)


# --- what is chosen, and how it is written ---------------------------------------------


def _export_triples(
    kg: Graph,
    result: queries.QueryResult,
    name: str,
    place: Path | None,
    wish: selection.Wish,
    context_url: str | None,
    stream: IO[bytes] | None,
) -> Exported:
    if name not in GRAPH_FORMATS:
        raise QueryError(
            f"{result.name} gives triples, which are no tables. Choose one of "
            f"{', '.join(GRAPH_FORMATS)}."
        )
    if not wish.is_whole or wish.graphs:
        raise QueryError(
            f"{result.name} gives triples, which are exported as they are. Leave out graph, year "
            "and class, or put them into the query."
        )
    triples = canonical_triples(ox.Triple(*cells) for cells in result.rows)  # type: ignore[arg-type]
    if not triples:
        raise NothingLeft(f"{result.name} gives no triple: nothing to export.")

    def write(out: IO[bytes]) -> None:
        if name != "jsonld":
            write_triples(triples, name, out)
            return
        records = frozenset(Facts.of_store(kg.store).records)
        terms = context.load_context(kg.project)
        write_jsonld(triples, records, terms, out, context_url=context_url)

    return _stream(name, place or stream, {"triples": len(triples)}, write)


class _Work:
    """One export: what is chosen, and the ways to write it."""

    def __init__(self, kg: Graph, wish: selection.Wish, *, in_tables: bool, keep: bool) -> None:
        self._kg = kg
        self._wish = wish
        self._graphs = GraphQuads(kg.store, keep=keep)
        self._facts: Facts | None = None
        self._about = about.read_about(kg.project)._replace(part=_tell_wish(wish))
        if wish.is_whole and not in_tables:
            self.part = selection.Part(selection.find_graphs(kg.store, wish))
        else:
            self.part = selection.select(kg.store, self.facts, wish, in_tables=in_tables)
        if self.part.chosen is not None and not self.part.chosen:
            raise NothingLeft(_tell_nothing(wish))

    @property
    def facts(self) -> Facts:
        """What the files state, read when first asked for."""
        if self._facts is None:
            self._facts = self._graphs.facts()
        return self._facts

    @property
    def is_described(self) -> bool:
        """Whether the project says of itself what it is."""
        return bool(self._about.statements)

    def quads(self) -> PartQuads:
        """Return the quads of the part."""
        return PartQuads(self._graphs, self.part)

    def write_graph(self, name: str, place: Target, context_url: str | None) -> Exported:
        """Write the part as RDF, to a file, a stream or to memory."""
        counts: dict[str, int] = {}

        def write(out: IO[bytes]) -> None:
            if name == "jsonld":
                triples = self.quads().merged()
                counts["triples"] = len(triples)
                if triples:
                    terms = context.load_context(self._kg.project)
                    records = frozenset(self.facts.records)
                    write_jsonld(triples, records, terms, out, context_url=context_url)
            else:
                counts["triples"] = write_quads(self.quads(), name, out)
            if not counts["triples"]:
                raise NothingLeft(_tell_nothing(self._wish))

        return _stream(name, place, counts, write)

    def description(self, distributions: Sequence[WrittenFile | Offer]) -> tuple[bytes, int]:
        """Return the VoID and DCAT description of the part, and its number of triples."""
        return describe.describe(self._about, self.quads(), self.facts, distributions)

    def write_folder(self, name: str, place: Path) -> Exported:
        """Write the part as a folder of files."""
        files: list[WrittenFile] = []
        counts: dict[str, int] = {}
        for kind in ("csv", "parquet"):
            if name in (kind, "all"):
                made, counts = self._tables(kind)
                below = f"{kind}/" if name == "all" else ""
                files += [file._replace(path=below + file.path) for file in made]
        if name == "all":
            for offer in _OFFERS:
                if offer.name in GRAPH_FORMATS:
                    content = self.write_graph(offer.name, None, None).content
                    path = f"{_STEM}.{_ENDINGS[offer.name]}"
                    files.append(WrittenFile(path, offer.media_type, offer.title, content))
        media = "text/turtle"
        content, _ = self.description(files)
        title = "What is in these files, whose it is, and how much (VoID, DCAT)"
        files.append(WrittenFile(describe.FILE_NAME, media, title, content))
        folder.write_folder(place, files)
        return Exported(name, counts, tuple(place / file.path for file in files))

    def _tables(self, kind: str) -> tuple[list[WrittenFile], dict[str, int]]:
        from dipgraph.exporting.reader import Reader
        from dipgraph.exporting.tables import fill_tables

        part = self.part
        if self._wish.graphs:
            part = selection.select(self._kg.store, self.facts, self._wish, in_tables=True)
        tables = fill_tables(Reader(self.facts, part))
        counts = {filled.table.name: len(filled.rows) for filled in tables}
        if not any(counts.values()):
            raise NothingLeft(_tell_nothing(self._wish))
        media = next(offer.media_type for offer in _OFFERS if offer.name == kind)
        write = _writer(kind)
        contents = {filled.table.name: write(filled) for filled in tables}
        files = [
            WrittenFile(f"{f.table.name}.{kind}", media, f.table.title, contents[f.table.name])
            for f in tables
        ]
        if kind == "csv":
            raw = package.write_package(self._about, tables, contents, self.facts)
            title = "The tables and their columns, for programs"
            files.append(WrittenFile("datapackage.json", "application/json", title, raw))
        raw = package.write_readme(self._about, tables, f".{kind}")
        title = "The tables and their columns, for people"
        files.append(WrittenFile("README.md", "text/markdown", title, raw))
        return files, counts


def _writer(kind: str) -> Callable[[Filled], bytes]:
    if kind == "csv":
        from dipgraph.exporting.csv_files import write_csv

        return write_csv
    from dipgraph.exporting.parquet import write_parquet

    return write_parquet


def _tell_wish(wish: selection.Wish) -> str:
    """Return in a few words what narrows the choice, "" for the whole."""
    asked = []
    if wish.records is not None:
        number = len(wish.records)
        asked.append(f"{number:,} {'record' if number == 1 else 'records'} of a query")
    if wish.classes:
        asked.append(f"class {', '.join(wish.classes)}")
    if wish.year is not None:
        asked.append(f"year {wish.year}")
    if wish.graphs:
        asked.append(f"graph {', '.join(wish.graphs)}")
    if wish.derived is False:
        asked.append("without what is derived")
    return ", ".join(asked)


def _tell_nothing(wish: selection.Wish) -> str:
    return f"nothing is left to export: {_tell_wish(wish) or 'the graphs are empty'}."


def _stream(
    name: str, place: Target, counts: dict[str, int], write: Callable[[IO[bytes]], None]
) -> Exported:
    if place is None:
        memory = io.BytesIO()
        write(memory)
        return Exported(name, counts, (), memory.getvalue())
    if not isinstance(place, Path):
        write(place)
        return Exported(name, counts)
    with open_whole_file(place) as file:
        write(file)
    return Exported(name, counts, (place,))

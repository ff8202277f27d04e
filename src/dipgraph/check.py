"""Check a project: shapes, vocabulary, names, evidence, coverage, sums, queries, style.

Everything is gathered into one :class:`Report` that says how much was looked at.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from dipgraph import evidence, identifiers, passages, readings, shapes, summary, sums
from dipgraph.coverage import check_coverage, check_ledger, measure_coverage
from dipgraph.errors import InputError, Issue
from dipgraph.facts import Facts
from dipgraph.locations import Locations
from dipgraph.queries import Library
from dipgraph.report import Part, Report, count_of
from dipgraph.sources import Texts
from dipgraph.spelling import suggest
from dipgraph.store import ALIGNMENTS, DERIVED, ONTOLOGY, DataFile, list_files
from dipgraph.style import check_style
from dipgraph.terms import check_terms
from dipgraph.ties import Graph
from dipgraph.turtle import parse_file

__all__ = ["PARTS", "Part", "Report", "check"]

PARTS = (
    "shapes",
    "vocabulary",
    "identifiers",
    "passages",
    "evidence",
    "ledger",
    "coverage",
    "sums",
    "summary",
    "queries",
    "style",
)
"""The names of the parts, in the order of the report."""


class Checkable(Graph, Protocol):
    """What is needed of a knowledge graph: store and project, the texts, and the query files."""

    @property
    def texts(self) -> Path | None:
        """The folder of the source texts, or None."""
        ...

    @property
    def library(self) -> Library:
        """The query files of the project."""
        ...


def check(kg: Checkable, *, engine: str = "dipgraph", only: Iterable[str] | None = None) -> Report:
    """Check the files of a loaded project and return what was found and how much was looked at.

    The files are read anew, since a store rewrites some literals and keeps no lines. Nothing is
    changed.

    Parameters
    ----------
    kg
        The project, with the folder of its texts.
    engine
        What validates the shapes: "dipgraph", or "pyshacl" as the referee, which is slow.
    only
        The names of the parts to run, of :data:`PARTS`; by default all.

    Raises
    ------
    InputError
        If a file cannot be read, or ``engine`` or ``only`` name what there is not.
    """
    names = _names_of_parts(only)
    if engine not in shapes.ENGINES:
        raise InputError(f"there is no engine {engine!r}. Engines: {', '.join(shapes.ENGINES)}.")
    # Nothing here makes cycles, and the collector would walk all triples again and again: it
    # takes half of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        run = _Run(kg, engine)
        return Report([run.part(name) for name in names])
    finally:
        if collecting:
            gc.enable()


def _names_of_parts(only: Iterable[str] | None) -> list[str]:
    wanted = list(PARTS) if only is None else list(only)
    for name in wanted:
        if name not in PARTS:
            guess = suggest(name, PARTS) or f" Parts: {', '.join(PARTS)}."
            raise InputError(f"there is no part {name!r} of the check.{guess}")
    if not wanted:
        raise InputError(f"no part of the check is named. Parts: {', '.join(PARTS)}.")
    return [name for name in PARTS if name in wanted]


class _Run:
    """One run: the files, read once, and what the parts share."""

    def __init__(self, kg: Checkable, engine: str) -> None:
        self.kg = kg
        self.engine = engine
        files = [file for file in list_files(kg.project) if file.graph != ALIGNMENTS.value]
        self.files = [(file, self._parse(file)) for file in files]
        self.facts = Facts(quad for _, quads in self.files for quad in quads)
        self.locations = Locations(kg.project, files)
        self.readings = readings.Readings(self.facts, Texts(self.facts, kg.texts))

    def _parse(self, file: DataFile) -> list[ox.Quad]:
        graph = ox.NamedNode(file.graph)
        quads = parse_file(file.path, self.kg.project.relative(file.path))
        return [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads]

    def part(self, name: str) -> Part:
        steps: dict[str, Callable[[], Part]] = {
            "shapes": self._shapes,
            "vocabulary": lambda: check_terms(
                self.facts, (quads for _, quads in self._data()), self.locations
            ),
            "identifiers": lambda: identifiers.check_identifiers(
                self.facts, self._data(), self.locations
            ),
            "passages": lambda: passages.check_passages(self.readings, self.locations),
            "evidence": lambda: evidence.EvidenceCheck(
                self.facts, self.readings, self.locations
            ).run(),
            "ledger": lambda: check_ledger(self.facts, self.locations),
            "coverage": lambda: check_coverage(
                measure_coverage(self.facts), self.facts, self.locations
            ),
            "sums": lambda: sums.check_sums(self.facts, self.locations),
            "summary": lambda: summary.check_summary(self.facts, self.kg.project),
            "queries": self._queries,
            "style": lambda: check_style(self.kg.project),
        }
        return steps[name]()

    def _shapes(self) -> Part:
        return shapes.check_shapes(
            chain((quad for _, quads in self.files for quad in quads), self._derived()),
            shapes.load_shape_quads(self.kg.project),
            self.locations,
            self.engine,
        )

    def _derived(self) -> Iterable[ox.Quad]:
        """Shapes may ask for a broader property, which only the rules bring in."""
        return self.kg.store.quads_for_pattern(None, None, None, DERIVED)

    def _data(self) -> Iterator[tuple[str, list[ox.Quad]]]:
        """Yield name and triples of each file that is no ontology."""
        for file, quads in self.files:
            if file.graph != ONTOLOGY.value:
                yield self.kg.project.relative(file.path), quads

    def _queries(self) -> Part:
        from dipgraph.querying.lint import lint_query

        library = self.kg.library
        queries = list(library.queries.values())
        issues = [issue for query in queries for issue in lint_query(query, self.kg.store)]
        issues += [Issue("", 0, "", fault, "", "queries") for fault in library.faults.values()]
        line = f"{count_of(len(queries), 'query file')} read over"
        counts = {"queries": len(queries)}
        return Part("queries", len(queries), issues, counts, [line], may_be_idle=True)

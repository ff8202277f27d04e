"""The knowledge graph as one object: load it, ask it, check it, draw it."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from dipgraph import queries, resources
from dipgraph.answers import Answers
from dipgraph.errors import QueryError, QueryWarning
from dipgraph.querying.engines import ENGINES, to_rdflib
from dipgraph.store import Opened, open_store

if TYPE_CHECKING:
    from networkx import MultiDiGraph
    from rdflib import Dataset

    from dipgraph.exporting.export import Exported
    from dipgraph.pages.build import Page
    from dipgraph.report import Report
    from dipgraph.store import Say
    from dipgraph.validation import Outcome


def load(
    data: str | os.PathLike[str] | None = None,
    *,
    sources: str | os.PathLike[str] | None = None,
    cache: bool = True,
    say: Say = str,
) -> KnowledgeGraph:
    """Load a project and return its knowledge graph.

    Parameters
    ----------
    data
        The folder of a project: it holds ``data/``, and ``ontology/`` and ``queries/`` where it
        has its own. By default DIPGRAPH_HOME, else what dipgraph carries.
    sources
        The folder of the source texts. By default DIPGRAPH_SOURCES, else ``texts/`` in the
        project, else ``../shared/sources``, else none: then passages cannot be verified.
    cache
        Whether the compiled store on disk is used and, when a file has changed, written.
    say
        Called with a few words on what is being done, for progress.

    Raises
    ------
    InputError
        If a folder or a file cannot be read; the message names file, line and remedy.
    """
    project = resources.find_project(data, sources)
    texts = resources.find_texts_folder(project, sources)
    return KnowledgeGraph(project, open_store(project, cache=cache, say=say), texts)


class KnowledgeGraph(Answers):
    """A loaded project.

    Attributes
    ----------
    project
        Its folders.
    store
        The pyoxigraph store; read-only where it is the compiled one. Its default graph holds
        each triple once; the named graphs tell sources, registry, ontology and what was derived
        apart (see :mod:`dipgraph.store`).
    texts
        The folder of the source texts, or None.
    """

    def __init__(
        self, project: resources.Project, opened: Opened, texts: Path | None = None
    ) -> None:
        self.project = project
        self.opened = opened
        self.store: ox.Store = opened.store
        self.texts = texts

    def __repr__(self) -> str:
        return f"<KnowledgeGraph of {self.project.root}: {len(self.store):,} quads>"

    def __len__(self) -> int:
        """Return the number of triples, each counted once."""
        default = ox.DefaultGraph()
        return sum(1 for _ in self.store.quads_for_pattern(None, None, None, default))

    def in_memory(self) -> KnowledgeGraph:
        """Return this graph held in memory, for a programme or notebook that asks much.

        To copy it takes about as long as to ask every question of the library once. After that, a
        question with many rows takes about a third of the time, since no value is read from disk.
        The answers are the same.

        Examples
        --------
        >>> kg = load().in_memory()                                  # doctest: +SKIP
        """
        copy = ox.Store()
        copy.extend(self.store)
        opened = Opened(
            copy,
            self.opened.place,
            compiled_now=self.opened.compiled_now,
            project=self.project,
        )
        return KnowledgeGraph(self.project, opened, self.texts)

    @cached_property
    def graph(self) -> Dataset:
        """Everything as an rdflib Dataset: built when first asked for, then the same object.

        Changes to it stay in it; the store and later queries do not see them, except with
        ``engine="rdflib"``.
        """
        return to_rdflib(self.store)

    @cached_property
    def library(self) -> queries.Library:
        """The query files of the project."""
        return queries.load_library(self.project)

    def query(
        self,
        name_or_sparql: str,
        /,
        *,
        engine: str = "oxigraph",
        **params: object,
    ) -> queries.QueryResult:
        """Run a query of the library by its name, a query file, or a SPARQL text.

        Parameters
        ----------
        name_or_sparql
            A name like ``"agreements-by-partner"``; a path that ends in ``.rq``; or SPARQL, in
            which the project's prefixes need no declaration.
        engine
            "oxigraph" or "rdflib". The rows are the same; rdflib takes much longer.
        **params
            Values of the query's parameters: ``state="UZB"``, ``state="Uzbekistan"``,
            ``year=2024``, ``since=date(2024, 5, 1)``.

        Returns
        -------
        QueryResult
            Rows with access by name, and ways to CSV, JSON, tables and data frames.

        Raises
        ------
        QueryError
            If there is no such query, a parameter is not one of its own, or a value is not of
            the parameter's type.
        SyntaxFault
            If the SPARQL cannot be read, would change the graph, or would fetch something.

        Warns
        -----
        QueryWarning
            If a query that is not of the library may not mean what it says: parts that nothing
            joins, a value of a type that the graph does not have there. If a parameter names a
            year that no source covers.

        Examples
        --------
        >>> kg = load()                                              # doctest: +SKIP
        >>> kg.query("SELECT ?s { ?s a dip:State }")[0].s            # doctest: +SKIP
        'https://w3id.org/dipgraph/state/AFG'
        """
        if engine not in ENGINES:
            raise QueryError(f"there is no engine {engine!r}. Engines: {', '.join(ENGINES)}.")
        query, is_foreign = self._find_query(name_or_sparql)
        dataset = self.graph if engine == "rdflib" else None
        warn = _warn if is_foreign else None
        result = queries.run_query(self.store, query, params, dataset, warn=warn)
        if gaps := queries.tell_gaps(query, params, self.store):
            _warn(gaps, level=3)
        return result

    def query_within(
        self,
        timeout_s: float,
        memory_mib: float,
        name_or_sparql: str,
        /,
        *,
        engine: str = "oxigraph",
        **params: object,
    ) -> queries.QueryResult:
        """Run a query as :meth:`query` does, within limits that stop the work itself.

        It runs in a process of its own, which costs about 0.1 s.

        Parameters
        ----------
        timeout_s, memory_mib
            Seconds of wall time, and MiB of resident memory; 0 means without limit.
        name_or_sparql, engine, **params
            As for :meth:`query`.

        Raises
        ------
        QueryError
            If a limit is reached; the message says which.

        Examples
        --------
        >>> kg.query_within(5, 2048, "SELECT * { ?s ?p ?o }")         # doctest: +SKIP
        """
        from dipgraph.querying.child import run_in_child

        query, is_foreign = self._find_query(name_or_sparql)
        told: list[str] = []
        text = queries.prepare(query, params, self.store, warn=told.append if is_foreign else None)
        for note in told:
            _warn(note, level=3)
        result = run_in_child(
            self.project,
            text,
            query.form,
            self.labels,
            engine=engine,
            timeout_s=timeout_s,
            memory_mib=memory_mib,
        )
        result.name = query.name
        for note in queries.look_back(text, result, self.store, bool(told)) if is_foreign else ():
            _warn(note, level=3)
        if gaps := queries.tell_gaps(query, params, self.store):
            _warn(gaps, level=3)
        return result

    def _find_query(self, given: str) -> tuple[queries.Query, bool]:
        """Return a query, and whether it is none of the library."""
        if "{" in given or "\n" in given:
            return queries.parse_query(given, "query", "query"), True
        if given.endswith(".rq"):
            return queries.read_query(given), True
        return self.library.find(given, self.project.command("query list")), False

    def check(self, **options: Any) -> Report:
        """Validate shapes, vocabulary and evidence; see :func:`dipgraph.check.check`."""
        from dipgraph.check import check

        return check(self, **options)

    def validate(self, *files: str | os.PathLike[str]) -> Outcome:
        """Check files as an addition to this graph; see :mod:`dipgraph.validation`.

        Raises
        ------
        InputError
            If a file cannot be read.
        """
        from dipgraph.validation import read_documents, validate_documents

        documents = read_documents([os.fspath(file) for file in files])
        return validate_documents(self.project, self.store, documents, texts=self.texts)

    def network(self, view: str, **filters: Any) -> MultiDiGraph:
        """Return a view as a networkx graph; see :func:`dipgraph.network.build_network`.

        Parameters
        ----------
        view
            A file of ``queries/views``: "bilateral", "multilateral", "offices", "agreements" …
        **filters
            ``year``, ``since``, ``until``, ``state``, ``actor``, ``kind``, ``region``;
            ``projection`` and ``onto`` for views of two modes; ``without_reporting``.

        Examples
        --------
        >>> kg.network("multilateral", year=2023)                    # doctest: +SKIP
        >>> kg.network("participation", projection="newman")         # doctest: +SKIP
        """
        from dipgraph.network import build_network

        return build_network(self, view, **filters)

    def view(self, view: str, **filters: Any) -> Page:
        """Return a view as a page with a drawing; a notebook shows it, without a network.

        Parameters
        ----------
        view, **filters
            As :meth:`network`.

        Returns
        -------
        Page
            With ``show(height)`` for a notebook, ``save(path)``, and the text in ``html``.

        Examples
        --------
        >>> kg.view("bilateral", year=2024).show()                   # doctest: +SKIP
        """
        from dipgraph.pages.build import build_page

        return build_page(self, view, **filters)

    def export(
        self, format: str, out: str | os.PathLike[str] | None = None, **options: Any
    ) -> Exported:
        """Export the data set or a part of it; see :func:`dipgraph.exporting.export.export`.

        Parameters
        ----------
        format
            "nquads", "trig", "turtle", "ntriples", "jsonld", "csv", "parquet", "description" or
            "all".
        out
            A file, or for tables and "all" a folder; without it the bytes are in ``content``.
        **options
            ``graphs``, ``year``, ``classes``, ``query`` with ``params``, ``derived``,
            ``overwrite``, ``context_url``.

        Examples
        --------
        >>> kg.export("csv", "tables", year=2024)                    # doctest: +SKIP
        >>> kg.export("turtle", classes=["Visit"]).content           # doctest: +SKIP
        """
        from dipgraph.exporting.export import export

        return export(self, format, out, **options)


def _warn(text: str, level: int = 4) -> None:
    import warnings

    warnings.warn(text, QueryWarning, stacklevel=level)

"""The knowledge graph as one object: load it, ask it, check it, draw it."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from dipgraph import queries, resources
from dipgraph.errors import QueryError, QueryWarning
from dipgraph.querying.engines import ENGINES, Labels, to_rdflib
from dipgraph.store import Opened, open_store

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from networkx import MultiDiGraph
    from rdflib import Dataset

    from dipgraph.briefing.brief import Brief
    from dipgraph.briefing.diff import Diff
    from dipgraph.briefing.why import Why
    from dipgraph.exporting.export import Exported
    from dipgraph.finding.search import Found
    from dipgraph.report import Report
    from dipgraph.showing.dossier import Dossier
    from dipgraph.showing.timeline import Timeline
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
    project = resources.find_project(data)
    texts = resources.find_texts_folder(project, sources)
    return KnowledgeGraph(project, open_store(project, cache=cache, say=say), texts)


class KnowledgeGraph:
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

    @cached_property
    def labels(self) -> Labels:
        """A function from an IRI to its label, else to its short form."""
        return Labels(self.store)

    def query(
        self,
        name_or_sparql: str,
        /,
        *,
        engine: str = "oxigraph",
        timeout_s: float = 0,
        memory_mib: float = 0,
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
        timeout_s, memory_mib
            Limits in seconds and MiB that stop the work; 0 means without limit. With a limit
            the query runs in a process of its own.
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
            joins, a value of a type that the graph does not have there.

        Examples
        --------
        >>> kg = load()                                              # doctest: +SKIP
        >>> kg.query("SELECT ?s { ?s a dip:State }")[0].s            # doctest: +SKIP
        'https://w3id.org/dipgraph/state/AFG'
        """
        if engine not in ENGINES:
            raise QueryError(f"there is no engine {engine!r}. Engines: {', '.join(ENGINES)}.")
        query, is_foreign = self._find_query(name_or_sparql)
        warn = _warn if is_foreign else None
        if timeout_s > 0 or memory_mib > 0:
            from dipgraph.querying.child import run_in_child

            text = queries.prepare(query, params, self.store, warn=warn)
            limits = {"timeout_s": timeout_s, "memory_mib": memory_mib}
            result = run_in_child(
                self.project, text, query.form, self.labels, engine=engine, **limits
            )
            result.name = query.name
            return result
        dataset = self.graph if engine == "rdflib" else None
        return queries.run_query(self.store, query, params, dataset, warn=warn)

    def _find_query(self, given: str) -> tuple[queries.Query, bool]:
        """Return a query, and whether it is none of the library."""
        if "{" in given or "\n" in given:
            return queries.parse_query(given, "query", "query"), True
        if given.endswith(".rq"):
            return queries.read_query(given), True
        return self.library.find(given), False

    @cached_property
    def names(self) -> sqlite3.Connection:
        """The index of names; see :mod:`dipgraph.finding.index`."""
        from dipgraph.finding.index import open_index

        return open_index(self.opened)

    def search(
        self, text: str, *, cls: str | None = None, year: int | None = None, limit: int = 20
    ) -> Found:
        """Find actors, places and records by names in any spelling, best first.

        Parameters
        ----------
        text
            A name or words of it: "Turkiye", "aliev", "treaty allied relations".
        cls
            Only things of this class, such as "state", "visit", "instrument".
        year
            Only records whose dates touch this year.
        limit
            At most so many; 0 means all. ``total`` of the result says how many there are.

        Raises
        ------
        InputError
            If the text holds no letter or digit, or there is no such class.
        """
        from dipgraph.finding.search import search
        from dipgraph.finding.vocabulary import find_class

        classes = () if cls is None else (find_class(self.store, cls),)
        return search(self.names, text, classes=classes, year=year, limit=limit)

    def show(self, name: str, *, limit: int = 3) -> Dossier:
        """Return what there is to show of an actor, a place or a record.

        Parameters
        ----------
        name
            A short name, an IRI, a code, or a name in words.
        limit
            Of an actor or place, at most so many records of each class; 0 means all.

        Returns
        -------
        ActorDossier or RecordDossier
            With ``to_text()``, ``to_markdown()`` and ``to_dict()``.

        Raises
        ------
        InputError
            If nothing has the name, or several things have it.
        """
        from dipgraph.finding.naming import find_node
        from dipgraph.showing.dossier import open_dossier

        iri = find_node(name, self.opened, self.names)
        return open_dossier(iri, self.store, self.names, self.texts, limit)

    def timeline(
        self,
        *names: str,
        since: date | None = None,
        until: date | None = None,
        year: int | None = None,
        cls: str | None = None,
        kind: str | None = None,
    ) -> Timeline:
        """Return records in order of time; see :mod:`dipgraph.showing.timeline`.

        Parameters
        ----------
        *names
            Actors, places or records, as :meth:`show` takes them; all of them belong to each
            record. Without a name, everything.
        since, until
            First and last day of the period; ``year`` names a whole one instead.
        cls, kind
            Only records of this class and of this kind.

        Raises
        ------
        InputError
            If a name, class or kind is not found, or the period ends before it begins.
        """
        from datetime import date as day

        from dipgraph.errors import InputError
        from dipgraph.finding.naming import find_node
        from dipgraph.finding.vocabulary import find_class, find_kind
        from dipgraph.showing.timeline import open_timeline

        if year is not None:
            if since or until:
                raise InputError("year names the whole period. Leave out since and until.")
            if not 1 <= year <= 9999:
                raise InputError(f"{year} is no year of four digits.")
            since, until = day(year, 1, 1), day(year, 12, 31)
        return open_timeline(
            self.store,
            self.names,
            [find_node(name, self.opened, self.names) for name in names],
            since=since,
            until=until,
            classes=() if cls is None else (find_class(self.store, cls),),
            kinds=() if kind is None else (find_kind(self.store, kind),),
        )

    def brief(
        self,
        *states: str,
        year: int | None = None,
        since: date | int | str | None = None,
        until: date | int | str | None = None,
        limit: int = 6,
    ) -> Brief:
        """Return one cited page on the relation of two states.

        Parameters
        ----------
        *states
            One or two states, as :meth:`show` takes names; with one, its relation with the state
            that the sources report on.
        year, since, until
            The period: a year, or first and last day or year.
        limit
            How many entries of each section are shown; 0 means all.

        Returns
        -------
        Brief
            With ``to_text()``, ``to_markdown()``, ``to_html()`` and ``to_dict()``; a notebook
            shows it as HTML.

        Raises
        ------
        InputError
            If a name means no state or several, or the period ends before it begins.
        """
        from dipgraph.briefing.brief import open_brief
        from dipgraph.briefing.period import read_period
        from dipgraph.errors import InputError
        from dipgraph.finding.naming import find_node

        if not 1 <= len(states) <= 2:
            raise InputError(f"a brief is on one or two states, and not on {len(states)}.")
        nodes = [find_node(name, self.opened, self.names) for name in states]
        return open_brief(
            self,
            nodes[0],
            nodes[1] if len(nodes) > 1 else None,
            period=read_period(year, since, until),
            limit=limit,
        )

    def diff(self, first: int, second: int) -> Diff:
        """Compare two years that a source covers; see :mod:`dipgraph.briefing.diff`.

        Raises
        ------
        InputError
            If no source covers one of them, or the second does not come after the first.
        """
        from dipgraph.briefing.diff import open_diff

        return open_diff(self, first, second)

    def why(
        self,
        one: str,
        other: str,
        *,
        kind: str | None = None,
        year: int | None = None,
        since: date | int | str | None = None,
        until: date | int | str | None = None,
    ) -> Why:
        """Return the records behind the tie of two actors, and how each takes part.

        Parameters
        ----------
        one, other
            States, organisations, offices, persons or groups, as :meth:`show` takes names.
        kind
            Only records of this class or kind.
        year, since, until
            The period: a year, or first and last day or year.

        Raises
        ------
        InputError
            If a name means no actor or several, or there is no such class or kind.
        """
        from dipgraph.briefing.period import read_period
        from dipgraph.briefing.why import find_actor, find_term, open_why
        from dipgraph.lines import LineReader

        reader = LineReader(self.store, self.labels)
        return open_why(
            find_actor(one, self.opened, self.names, reader),
            find_actor(other, self.opened, self.names, reader),
            reader,
            period=read_period(year, since, until),
            terms=() if kind is None else (find_term(kind, reader),),
        )

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


def _warn(text: str) -> None:
    import warnings

    warnings.warn(text, QueryWarning, stacklevel=5)

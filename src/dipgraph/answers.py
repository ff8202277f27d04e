"""What a loaded graph answers without SPARQL: search, show, timeline, brief, diff, why."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from dipgraph.errors import InputError

if TYPE_CHECKING:
    import sqlite3
    from datetime import date
    from pathlib import Path

    import pyoxigraph as ox

    from dipgraph.briefing.brief import Brief
    from dipgraph.briefing.diff import Diff
    from dipgraph.briefing.why import Why
    from dipgraph.finding.search import Found
    from dipgraph.querying.engines import Labels
    from dipgraph.resources import Project
    from dipgraph.showing.dossier import Dossier
    from dipgraph.showing.timeline import Timeline
    from dipgraph.store import Opened


class Answers:
    """Half of :class:`dipgraph.KnowledgeGraph`: each answer has a command of the same name."""

    store: ox.Store
    opened: Opened
    texts: Path | None
    project: Project

    @cached_property
    def labels(self) -> Labels:
        """A function from an IRI to its label, else to its short form."""
        from dipgraph.querying.engines import Labels

        return Labels(self.store)

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
        from dipgraph.briefing.period import read_year
        from dipgraph.finding.search import search
        from dipgraph.finding.vocabulary import find_class

        classes = () if cls is None else (find_class(self.store, cls),)
        whole_year = None if year is None else read_year(year)
        return search(self.names, text, classes=classes, year=whole_year, limit=_read_limit(limit))

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
        return open_dossier(iri, self.store, self.names, self.texts, _read_limit(limit))

    def timeline(
        self,
        *names: str,
        since: date | int | str | None = None,
        until: date | int | str | None = None,
        year: int | None = None,
        cls: str | None = None,
        kind: str | None = None,
        limit: int = 0,
    ) -> Timeline:
        """Return records in order of time; see :mod:`dipgraph.showing.timeline`.

        Parameters
        ----------
        *names
            Actors, places or records, as :meth:`show` takes them; all of them belong to each
            record. Without a name, everything.
        since, until
            First and last day of the period, such as ``"2024-05-01"``, or a month or year; ``year``
            names a whole one instead.
        cls, kind
            Only records of this class and of this kind.
        limit
            At most so many records, the latest; 0 means all.

        Raises
        ------
        InputError
            If a name, class or kind is not found, or the period ends before it begins.
        """
        from dipgraph.briefing.period import read_period
        from dipgraph.finding.naming import find_node
        from dipgraph.finding.vocabulary import find_class, find_kind
        from dipgraph.showing.timeline import open_timeline

        period = read_period(year, since, until)
        return open_timeline(
            self.store,
            self.names,
            [find_node(name, self.opened, self.names) for name in names],
            since=period.since,
            until=period.until,
            classes=() if cls is None else (find_class(self.store, cls),),
            kinds=() if kind is None else (find_kind(self.store, kind),),
            limit=_read_limit(limit),
        )

    def brief(
        self,
        *states: str,
        year: int | None = None,
        since: date | int | str | None = None,
        until: date | int | str | None = None,
        limit: int | None = None,
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
            How many entries of each section are shown; 0 means all, None what fits on one page.

        Returns
        -------
        Brief
            With ``to_text()``, ``to_markdown()``, ``to_html()`` and ``to_dict()``; a notebook
            shows it as HTML. ``left_out()`` is what it does not show.

        Raises
        ------
        InputError
            If a name means no state or several, or the period ends before it begins.
        """
        from dipgraph.briefing.brief import STATES, open_brief
        from dipgraph.briefing.period import read_period
        from dipgraph.finding.naming import find_node

        if not 1 <= len(states) <= 2:
            raise InputError(f"a brief is on one or two states, and not on {len(states)}.")
        nodes = [find_node(name, self.opened, self.names, only=STATES) for name in states]
        return open_brief(
            self,
            nodes[0],
            nodes[1] if len(nodes) > 1 else None,
            period=read_period(year, since, until),
            limit=None if limit is None else _read_limit(limit),
        )

    def diff(self, first: int, second: int) -> Diff:
        """Compare two years that a source covers; see :mod:`dipgraph.briefing.diff`.

        Raises
        ------
        InputError
            If no source covers one of them, or the second does not come after the first.
        """
        from dipgraph.briefing.diff import open_diff
        from dipgraph.briefing.period import read_year

        return open_diff(self, read_year(first), read_year(second))

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
        from dipgraph.briefing.why import find_actor, open_why
        from dipgraph.finding.vocabulary import find_term
        from dipgraph.lines import LineReader

        reader = LineReader(self.store, self.labels)
        return open_why(
            find_actor(one, self.opened, self.names, reader),
            find_actor(other, self.opened, self.names, reader),
            reader,
            period=read_period(year, since, until),
            terms=() if kind is None else (find_term(self.store, kind),),
        )


def _read_limit(limit: int) -> int:
    if not isinstance(limit, int) or limit < 0:
        raise InputError(f"limit is a whole number, 0 for all, and not {str(limit)[:50]!r}.")
    return limit

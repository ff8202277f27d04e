"""Choose what is exported: graphs, and the records of a year, a class or a query.

A part is made of the records asked for and of what they lead to. It holds, beside these records,
the matters that their acts concern, and the description of every actor, place, passage, source and
kind that is reached from them, step by step. Other records are named but not described.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from dipgraph.errors import InputError, QueryError
from dipgraph.facts import DIP, RDFS, TYPE, Facts
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.spelling import suggest
from dipgraph.store import DERIVED

_OWL_CLASS = PREFIXES["owl"] + "Class"
_CONCERNS = DIP + "concerns"
_YEARS = range(1, 10_000)


class Wish(NamedTuple):
    """What a caller asks for.

    ``graphs`` and ``classes`` are names as typed; none means all. ``records`` are the IRIs that a
    query gave, None without a query. ``derived`` is None for the default: with what the rules
    derive, unless graphs are named.
    """

    graphs: Sequence[str] = ()
    year: int | None = None
    classes: Sequence[str] = ()
    records: frozenset[str] | None = None
    derived: bool | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing but graphs narrows the choice."""
        return self.year is None and not self.classes and self.records is None


class Part(NamedTuple):
    """What is exported.

    ``graphs`` are the named graphs, sorted. ``chosen`` are the subjects asked for and ``kept``
    those that are described, both by IRI; None stands for every subject of the graphs.
    """

    graphs: tuple[ox.NamedNode, ...]
    chosen: frozenset[str] | None = None
    kept: frozenset[str] | None = None


def select(store: ox.Store, facts: Facts, wish: Wish, *, in_tables: bool = False) -> Part:
    """Return the part that is asked for; its ``chosen`` may be empty.

    Graphs cut the triples of RDF. In tables (``in_tables``) they choose what has rows: what they
    describe, and what that leads to, wherever it is described.

    Raises
    ------
    InputError
        If there is no such graph or class.
    QueryError
        If the year is none.
    """
    graphs = find_graphs(store, wish)
    if wish.is_whole and not (in_tables and wish.graphs):
        return Part(graphs)
    if wish.year is not None and wish.year not in _YEARS:
        raise QueryError(f"a year is a number like 2024, and not {wish.year}.")
    chosen = _choose(facts, wish)
    if wish.graphs:
        names = {graph.value for graph in graphs}
        chosen = {subject for subject in chosen if names & facts.graphs_of.get(subject, set())}
    chosen = {subject for subject in chosen if subject in facts}
    if in_tables:
        graphs = find_graphs(store, Wish())
    return Part(graphs, frozenset(chosen), frozenset(_reach(facts, chosen)))


def _choose(facts: Facts, wish: Wish) -> set[str]:
    if wish.records is not None:
        chosen = set(wish.records)
    elif wish.year is not None:
        chosen = set(facts.records)
    else:
        chosen = set(facts.subjects())
    if wish.classes:
        classes = [find_class(facts, name) for name in wish.classes]
        chosen = {s for s in chosen if any(facts.is_a(s, cls) for cls in classes)}
    if wish.year is not None:
        chosen &= _records_of_year(facts, wish.year)
    return chosen


def find_graphs(store: ox.Store, wish: Wish) -> tuple[ox.NamedNode, ...]:
    """Return the named graphs that are asked for, sorted.

    Raises
    ------
    InputError
        If a name is that of no graph.
    """
    known = {
        shorten_iri(graph.value): graph
        for graph in store.named_graphs()
        if isinstance(graph, ox.NamedNode)
    }
    short = {name.partition(":")[2]: name for name in known}
    found: set[ox.NamedNode] = set()
    for name in wish.graphs:
        wanted = shorten_iri(name.strip("<>"))
        wanted = short.get(wanted, wanted)
        if wanted not in known:
            guess = suggest(name, [*known, *short]) or f" Graphs: {', '.join(sorted(known))}."
            raise InputError(f"there is no graph {name!r}.{guess}")
        found.add(known[wanted])
    if not wish.graphs:
        found = set(known.values())
    if wish.derived is False:
        found.discard(DERIVED)
    elif wish.derived and DERIVED in known.values():
        found.add(DERIVED)
    return tuple(sorted(found, key=lambda graph: graph.value))


def find_class(facts: Facts, name: str) -> str:
    """Return the IRI of a class named by its short name, prefixed name, label or IRI.

    Raises
    ------
    InputError
        If the ontology has no such class.
    """
    by_name: dict[str, str] = {}
    shown: list[str] = []
    for subject in sorted(facts.subjects()):
        if _OWL_CLASS not in facts.nodes(subject, TYPE) or not subject.startswith(DIP):
            continue
        shown.append(subject.removeprefix(DIP))
        for known in (subject, shorten_iri(subject), shown[-1], *facts.labels(subject)):
            by_name.setdefault(known.casefold(), subject)
    wanted = name.strip("<>").casefold()
    if wanted in by_name:
        return by_name[wanted]
    guess = suggest(name.removeprefix("dip:"), [*shown, *by_name])
    raise InputError(
        f"the ontology has no class {name!r}.{guess or ' Classes: ' + ', '.join(shown) + '.'}"
    )


def _records_of_year(facts: Facts, year: int) -> set[str]:
    """Return the records of a year.

    They are the records whose dates touch it (an open end lasts), the matters that these concern,
    and, of the matters without dates, those stated in a source on that year.
    """
    found: set[str] = set()
    undated: list[str] = []
    for record in facts.records:
        start, end = facts.day(record, DIP + "startDate"), facts.day(record, DIP + "endDate")
        if start is None and end is None:
            undated.append(record)
        elif (start is None or start.year <= year) and (end is None or end.year >= year):
            found.add(record)
    concerned = {matter for record in found for matter in facts.nodes(record, _CONCERNS)}
    sources = {
        source for source in facts.sources if facts.number(source, DIP + "coversYear") == year
    }
    for record in undated:
        graphs = facts.graphs_of.get(record, set())
        if record in concerned or sources & graphs:
            found.add(record)
    return found | (concerned & set(facts.records))


def _reach(facts: Facts, chosen: Iterable[str]) -> set[str]:
    records = set(facts.records)
    kept = set(chosen)
    ahead = list(kept)
    while ahead:
        for predicate, value in facts.statements(ahead.pop()):
            if predicate == TYPE or predicate.startswith(RDFS) or isinstance(value, ox.Literal):
                continue
            node = value.value
            if node in kept or node not in facts:
                continue
            if node in records and predicate != _CONCERNS:
                continue
            kept.add(node)
            ahead.append(node)
    return kept

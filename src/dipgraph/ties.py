"""The rows of a view, and the filters that they pass through."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple, Protocol

import pyoxigraph as ox

from dipgraph.errors import DataError, QueryError
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.queries import run_query
from dipgraph.querying.engines import Labels
from dipgraph.querying.values import fold_label, read_value
from dipgraph.resources import Project
from dipgraph.spelling import suggest
from dipgraph.views import View

FILTERS = ("state", "kind", "region")
"""Names of the filters that a network takes beside the year."""

_DIP, _SKOS = PREFIXES["dip"], PREFIXES["skos"]


class Graph(Protocol):
    """What is needed of a knowledge graph: the open store, and the project it comes from."""

    @property
    def store(self) -> ox.Store:
        """The open store."""
        ...

    @property
    def project(self) -> Project:
        """The folders of the project."""
        ...


class TieRow(NamedTuple):
    """One row of a view: a record, and the two ends that it ties.

    ``ends`` are IRIs, or None where the row leaves an end open; ``role`` is "" in views without
    roles. ``start`` and ``end`` are ISO dates or "".
    """

    ends: tuple[str | None, str | None]
    role: str
    directed: bool
    record: str
    class_iri: str
    kind: str
    start: str
    end: str
    label: str


def read_rows(kg: Graph, view: View) -> list[TieRow]:
    """Return all rows of a view, unfiltered, in the order of its query."""
    from_column, to_column = view.query.view.get("edge", ("from", "to"))
    found: list[TieRow] = []
    for row in run_query(kg.store, view.query).to_dicts():
        found.append(
            TieRow(
                ends=(row[from_column], row[to_column]),
                role=row.get("role") or "",
                directed=row.get("directed") is True,
                record=row["record"],
                class_iri=row["class"],
                kind=row.get("kind") or "",
                start=str(row.get("start") or ""),
                end=str(row.get("end") or ""),
                label=str(row.get("label") or shorten_iri(row["record"])),
            )
        )
    return found


def find_reporting_state(kg: Graph) -> str:
    """Return the IRI of the state whose doings the sources report; of several, the commonest.

    Raises
    ------
    DataError
        If no source says whose report it is (``dip:isReportOf``).
    """
    count = count_reports(kg)
    if not count:
        raise DataError(
            "no source says whose report it is. Add dip:isReportOf to a source.ttl, or name the "
            "state with --state."
        )
    return min(count, key=lambda iri: (-count[iri], iri))


def count_reports(kg: Graph) -> Counter[str]:
    """Return how many sources report of each state, by its IRI."""
    predicate = ox.NamedNode(_DIP + "isReportOf")
    quads = kg.store.quads_for_pattern(None, predicate, None, ox.DefaultGraph())
    return Counter(quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode))


def find_covered_years(kg: Graph) -> list[int]:
    """Return the years that the sources cover, sorted."""
    predicate = ox.NamedNode(_DIP + "coversYear")
    quads = kg.store.quads_for_pattern(None, predicate, None, ox.DefaultGraph())
    return sorted({int(quad.object.value) for quad in quads if isinstance(quad.object, ox.Literal)})


def find_state(kg: Graph, given: str) -> str:
    """Return the IRI of a state named by code, label or IRI.

    Raises
    ------
    QueryError
        If there is none; the message names what is near.
    """
    return read_value("state", given, "state", kg.store).value


# --- filters -----------------------------------------------------------------------


def read_filters(kg: Graph, view: View, given: dict[str, str | None]) -> dict[str, str]:
    """Return the filters as IRIs, or names of families, by filter name.

    Raises
    ------
    QueryError
        If a filter is not known, or names nothing.
    """
    wanted: dict[str, str] = {}
    for name, value in given.items():
        if name not in FILTERS:
            raise QueryError(
                f"a network has no filter {name!r}; filters are year, {', '.join(FILTERS)}."
                f"{suggest(name, ('year', *FILTERS))}"
            )
        if value is None:
            continue
        if name == "state":
            wanted[name] = find_state(kg, value)
        elif name == "region":
            wanted[name] = _find_region(kg, value)
        else:
            wanted[name] = _find_kind(kg, view, value)
    return wanted


def _find_region(kg: Graph, given: str) -> str:
    labels = Labels(kg.store)
    scheme = ox.NamedNode(PREFIXES["kind"] + "m49-regions")
    in_scheme = ox.NamedNode(_SKOS + "inScheme")
    quads = kg.store.quads_for_pattern(None, in_scheme, scheme, ox.DefaultGraph())
    known = {
        quad.subject.value: labels(quad.subject.value)
        for quad in quads
        if isinstance(quad.subject, ox.NamedNode)
    }
    folded = fold_label(given.rpartition(":")[2].removeprefix("m49-"))
    for iri, label in sorted(known.items()):
        if given == iri or folded == fold_label(label):
            return iri
    guess = suggest(given, known.values()) or f" Regions: {', '.join(sorted(known.values()))}."
    raise QueryError(f"region: there is no UN M49 region {given!r}.{guess}")


def _find_kind(kg: Graph, view: View, given: str) -> str:
    """Return the IRI of a kind or class, or the name of a family of the view."""
    for family in view.families:
        if given.casefold() in (family.id.casefold(), family.label.casefold()):
            return family.id
    classes = {name.casefold(): name for family in view.families for name in family.classes}
    local = given.removeprefix("dip:").casefold()
    if local in classes:
        return _DIP + classes[local]
    try:
        return read_value("kind", given, "kind", kg.store).value
    except QueryError as error:
        names = [*(family.id for family in view.families), *classes.values()]
        near = suggest(given, names)  # nearer to what is drawn than any kind
        said = str(error).partition(" Did you mean")[0] if near else str(error)
        raise QueryError(f"{said}{near}") from None


def keep_rows(
    kg: Graph, view: View, rows: list[TieRow], year: int | None, wanted: dict[str, str]
) -> list[TieRow]:
    """Return the rows that a year and the filters of :func:`read_filters` leave."""
    if year is not None:
        covered = _Years(kg)
        rows = [row for row in rows if covered.touch(row, year)]
    if kind := wanted.get("kind"):
        rows = [
            row
            for row in rows
            if kind in (row.kind, row.class_iri) or view.family_of(row.class_iri).id == kind
        ]
    state = wanted.get("state")
    if state:
        involved = subjects_of(kg, _DIP + "involves", state)
        involved |= {row.record for row in rows if state in row.ends}
        rows = [row for row in rows if row.record in involved]
    if region := wanted.get("region"):
        inside = _states_in(kg, region)
        # The state whose partners are asked for may lie in the region or not: it counts for
        # neither, else every tie of a state would lie in its own region.
        focus = state or find_reporting_state(kg)
        if view.drawing == "rings":
            rows = [row for row in rows if all(e in inside or e == focus for e in row.ends)]
            rows = [row for row in rows if any(e != focus for e in row.ends)]
        else:
            kept = {row.record for row in rows if row.ends[1] in inside and row.ends[1] != focus}
            rows = [row for row in rows if row.record in kept]
    return rows


def _states_in(kg: Graph, region: str) -> set[str]:
    broader, has_region = _SKOS + "broader", _DIP + "hasRegion"
    regions, ahead = {region}, [region]
    while ahead:
        for narrower in subjects_of(kg, broader, ahead.pop()) - regions:
            regions.add(narrower)
            ahead.append(narrower)
    return {state for place in regions for state in subjects_of(kg, has_region, place)}


class _Years:
    """Tells which years a record touches."""

    def __init__(self, kg: Graph) -> None:
        self._kg = kg
        self._known: dict[str, set[int]] = {}

    def touch(self, row: TieRow, year: int) -> bool:
        if row.start:
            return row.start <= f"{year}-12-31" and (not row.end or row.end >= f"{year}-01-01")
        if row.record not in self._known:
            self._known[row.record] = {
                int(covered)
                for passage in objects_of(self._kg, row.record, _DIP + "isStatedIn")
                for source in objects_of(self._kg, passage, PREFIXES["oa"] + "hasSource")
                for covered in objects_of(self._kg, source, _DIP + "coversYear")
            }
        return year in self._known[row.record]


def objects_of(kg: Graph, subject: str, predicate: str) -> set[str]:
    """Return what a property leads to from a node, as IRIs or text."""
    quads = kg.store.quads_for_pattern(
        ox.NamedNode(subject), ox.NamedNode(predicate), None, ox.DefaultGraph()
    )
    return {quad.object.value for quad in quads if not isinstance(quad.object, ox.Triple)}


def subjects_of(kg: Graph, predicate: str, value: str) -> set[str]:
    """Return the IRIs from which a property leads to a node."""
    quads = kg.store.quads_for_pattern(
        None, ox.NamedNode(predicate), ox.NamedNode(value), ox.DefaultGraph()
    )
    return {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}

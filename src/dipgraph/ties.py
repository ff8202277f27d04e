"""The rows of a view, and the filters that they pass through."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple, Protocol

import pyoxigraph as ox

from dipgraph.errors import DataError, QueryError
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.queries import run_query
from dipgraph.querying.engines import Labels
from dipgraph.querying.values import read_value
from dipgraph.resources import Project
from dipgraph.spelling import fold_label, suggest
from dipgraph.views import View

FILTERS = ("state", "actor", "kind", "region", "since", "until")
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
    roles. ``start`` and ``end`` are ISO dates or ""; ``through`` is the IRI of what the tie runs
    through, or "".
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
    through: str = ""


def read_rows(kg: Graph, view: View) -> list[TieRow]:
    """Return all rows of a view, unfiltered, in the order of its query."""
    from_column, to_column = view.edge
    found: list[TieRow] = []
    for row in run_query(kg.store, view.query).to_dicts():
        found.append(
            TieRow(
                ends=(row[from_column], row[to_column]),
                role=row.get("role") or "",
                directed=view.directed or row.get("directed") is True,
                record=row["record"],
                class_iri=row["class"],
                kind=row.get("kind") or "",
                start=str(row.get("start") or ""),
                end=str(row.get("end") or ""),
                label=str(row.get("label") or shorten_iri(row["record"])),
                through=str(row.get(view.through) or "") if view.through else "",
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
        elif name == "actor":
            wanted[name] = read_value("actor", value, "actor", kg.store).value
        elif name == "region":
            wanted[name] = _find_region(kg, value)
        elif name in ("since", "until"):
            wanted[name] = _read_bound(kg, name, value)
        else:
            wanted[name] = _find_kind(kg, view, value)
    return wanted


def _read_bound(kg: Graph, name: str, value: object) -> str:
    """Return the ISO date of a bound; a year is its first day for since, its last for until."""
    text = str(value).strip()
    if len(text) == 4 and text.isdigit():
        return f"{text}-01-01" if name == "since" else f"{text}-12-31"
    return read_value("date", text, name, kg.store).value


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
    since, until = wanted.get("since", ""), wanted.get("until", "9999-12-31")
    if since > until:
        raise QueryError(f"since ({since}) is after until ({until}). Exchange them.")
    if year is not None:
        since, until = max(since, f"{year}-01-01"), min(until, f"{year}-12-31")
    if since or until != "9999-12-31":
        if not view.dated:
            raise QueryError(
                f"the rows of the view {view.name} have no dates. Leave year, since and until out."
            )
        covered = _Years(kg)
        rows = [row for row in rows if covered.touch(row, since, until)]
    if kind := wanted.get("kind"):
        rows = [
            row
            for row in rows
            if kind in (row.kind, row.class_iri)
            or view.family_of(row.class_iri, row.kind).id == kind
        ]
    state = wanted.get("state")
    if state:
        involved = subjects_of(kg, _DIP + "involves", state)
        involved |= {row.record for row in rows if state in row.ends}
        rows = [row for row in rows if row.record in involved]
    if actor := wanted.get("actor"):
        if view.network == "pairs":
            rows = [row for row in rows if actor in row.ends]
        else:
            touched = {row.record for row in rows if actor in row.ends}
            rows = [row for row in rows if row.record in touched]
    if region := wanted.get("region"):
        # The state whose partners are asked for may lie in the region or not: it counts for
        # neither, else every tie of a state would lie in its own region.
        rows = _keep_region(kg, view, rows, region, state or find_reporting_state(kg))
    return rows


def _keep_region(
    kg: Graph, view: View, rows: list[TieRow], region: str, focus: str
) -> list[TieRow]:
    inside = _states_in(kg, region)
    if view.network == "records":
        kept = {row.record for row in rows if row.ends[1] in inside and row.ends[1] != focus}
        return [row for row in rows if row.record in kept]
    state_of: dict[str | None, str | None] = {
        end: find_state_of(kg, end) if end else None for row in rows for end in row.ends
    }
    states = [{s for end in row.ends if (s := state_of[end])} for row in rows]
    kept = {row.record for row, own in zip(rows, states, strict=True) if own & inside - {focus}}
    return [
        row
        for row, own in zip(rows, states, strict=True)
        if row.record in kept and own and own <= inside | {focus}
    ]


def find_state_of(kg: Graph, actor: str) -> str | None:
    """Return the state that an actor is, or that it is an office or a body of; None without one."""
    for here in (actor, *sorted(objects_of(kg, actor, _DIP + "actsFor"))):
        if _DIP + "State" in objects_of(kg, here, PREFIXES["rdf"] + "type"):
            return here
    return None


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

    def touch(self, row: TieRow, since: str, until: str) -> bool:
        if row.start:
            return row.start <= until and (not row.end or row.end >= since)
        if row.record not in self._known:
            self._known[row.record] = {
                int(covered)
                for passage in objects_of(self._kg, row.record, _DIP + "isStatedIn")
                for source in objects_of(self._kg, passage, PREFIXES["oa"] + "hasSource")
                for covered in objects_of(self._kg, source, _DIP + "coversYear")
            }
        first = int(since[:4] or 0)
        return any(first <= year <= int(until[:4]) for year in self._known[row.record])


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

"""Build a network from the rows of a view. See :func:`build_network`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from dipgraph.errors import DataError, QueryError
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.network.nodes import Nodes, bound_dates
from dipgraph.network.projection import check_projection, project
from dipgraph.querying.values import read_value
from dipgraph.ties import (
    Graph,
    TieRow,
    find_reporting_state,
    keep_rows,
    objects_of,
    read_filters,
    read_rows,
)
from dipgraph.views import View, find_view

if TYPE_CHECKING:
    import networkx as nx

_DIP = PREFIXES["dip"]
_ROLE_ORDER = ("hosts", "venue", "takes part")


def build_network(
    kg: Graph,
    view: str = "bilateral",
    year: int | str | None = None,
    *,
    projection: str | None = None,
    onto: str | None = None,
    without_reporting: bool | None = None,
    **filters: str | None,
) -> nx.MultiDiGraph | nx.Graph:
    """Return the ties of a view as a networkx graph.

    Parameters
    ----------
    kg
        The knowledge graph; only its ``store`` and ``project`` are used.
    view
        Name of a query file with a ``view:`` part, such as "bilateral" or "multilateral".
    year
        Keep records whose dates touch that year; a record without a date counts for the years
        that its sources cover. None keeps all.
    projection
        For views of two modes: join the nodes of one mode that share nodes of the other, with
        weights "newman" or "shared"; see :func:`dipgraph.network.projection.project`.
    onto
        The mode that a projection keeps, by its name in the view; by default the first.
    without_reporting
        Leave the reporting state out, with its offices and bodies. By default it is left out of
        projections and of the views that say so ("participation", "organisations"), where it
        would be tied to everything; but not where ``state`` or ``actor`` asks for it, and not
        in a view that is nobody's account ("memberships").
    **filters
        ``state``: keep records that involve this state (code, name or IRI).
        ``actor``: keep ties of this state, organisation, office, person or group.
        ``kind``: keep records of this kind, class or family ("state-visit", "Visit", "aid").
        ``region``: keep ties of states in this UN M49 region or sub-region.
        ``since``, ``until``: keep records that touch this period; a date or a year, both ends
        included.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are IRIs, in a fixed order, with the attributes

        ``label``; ``type`` ("state", "organisation", "office", "person", "group", "place" or
        "record"); ``class`` and ``kind`` (labels); ``records`` (how many distinct records touch
        the node); ``first`` and ``last`` (ISO dates of those, "" if undated); ``reporting``
        (whether it is the reporting state, an office or a body of it). States, offices and bodies
        of a state have ``state`` (IRI), ``iso3``, ``region`` (label of the sub-region), ``lat``
        and ``long`` of the capital in degrees where known; organisations ``acronym``; records
        ``start``, ``end`` and, where the place is known, ``lat`` and ``long``. In a view of two
        modes, ``mode`` is the name of the node's mode and ``bipartite`` 0 or 1.

        Edges have ``family`` and ``family_label`` (the way of dealing), ``records`` (list of
        IRIs), ``dates`` (their [first, last] days, in the same order), ``kinds`` (labels),
        ``weight`` (number of records), ``first`` and ``last`` (ISO dates, "" if undated),
        ``directed`` (whether from and to mean anything), ``role``, ``through`` (IRI) and
        ``through_label``.

        In a network of *pairs*, an edge joins two nodes, one edge for each family, direction and
        thing it runs through; an undirected tie stands once, from the IRI that sorts first. Wrap
        the result in ``networkx.MultiGraph`` to forget directions. In a network of *records*
        (multilateral) edges go from a record to its organisations (role "framework") and to the
        actors (role "hosts", "venue" or "takes part"), and from an organ to the organisation it
        is part of (role "organ of", no records).

        ``graph.graph`` holds ``view``, ``year`` (or None), the filters in use, ``records`` (how
        many distinct records), ``ties`` (how many edges that rest on records), ``reporting`` (IRI
        of the reporting state), ``without_reporting`` and ``account`` (whose account it is, and
        what that hides, in a sentence). A filter that leaves nothing gives a graph without nodes.

        A projection is a ``networkx.Graph``.

    Raises
    ------
    QueryError
        If there is no such view, filter, state, kind or region, or the view has no projection.

    Notes
    -----
    The corpus is the account of the ministries that report. Ties among other states are known
    only where a reporting state took part: centrality of the reporting state says nothing.
    """
    import networkx as nx

    chosen = find_view(kg.project, view)
    if projection is not None or onto is not None:
        projection, onto = check_projection(chosen, projection, onto)
    wanted = read_filters(kg, chosen, filters)
    when = None if year is None else int(read_value("year", year, "year", kg.store).value)
    reporting = _find_reporting(kg, needed=without_reporting is True)
    nodes = Nodes(kg, reporting)
    rows = keep_rows(kg, chosen, read_rows(kg, chosen), when, wanted)
    if without_reporting is None:
        asked = any(nodes.is_reporting(wanted.get(name, "")) for name in ("state", "actor"))
        hides = chosen.dated and (bool(projection) or not chosen.reporting_kept)
        without_reporting = hides and not asked
    if without_reporting:
        rows = _leave_out(chosen, rows, nodes)
    graph = nx.MultiDiGraph(view=chosen.name, year=when, **wanted)
    graph.graph["account"] = _word_account(nodes, chosen, reporting, without_reporting)
    graph.graph["reporting"] = reporting
    graph.graph["without_reporting"] = without_reporting
    if projection and onto:
        return project(rows, chosen, nodes, projection, onto, dict(graph.graph))
    builder = _Builder(kg, chosen, graph, nodes)
    if chosen.network == "pairs":
        builder.join_pairs(rows)
    else:
        builder.join_records(rows)
    graph.graph["records"] = len({row.record for row in rows})
    graph.graph["ties"] = sum(1 for _, _, data in graph.edges(data=True) if data["records"])
    return graph


def _find_reporting(kg: Graph, needed: bool) -> str:
    try:
        return find_reporting_state(kg)
    except DataError:
        if needed:
            raise QueryError(
                "no source says whose report it is, so no reporting state can be left out. Add "
                "dip:isReportOf to a source.ttl."
            ) from None
        return ""


def _leave_out(view: View, rows: list[TieRow], nodes: Nodes) -> list[TieRow]:
    """Return the rows without the reporting state; a record keeps its place in its organisation."""
    if view.network == "pairs":
        return [row for row in rows if not any(end and nodes.is_reporting(end) for end in row.ends)]
    return [
        row._replace(ends=(row.ends[0], None))
        if row.ends[1] and nodes.is_reporting(row.ends[1])
        else row
        for row in rows
    ]


def _word_account(nodes: Nodes, view: View, reporting: str, left_out: bool) -> str:
    if not view.dated:
        return "Reference tables, and no account of a ministry. A missing tie shows nothing."
    if not reporting:
        return "No source says whose report it is."
    name = nodes.labels(reporting)
    return (
        f"The account of {name}: ties among others are known only where {name} took part"
        f"{f'. {name} itself is left out' if left_out else ''}."
    )


class _Builder:
    """Turns rows into nodes and edges of a networkx graph."""

    def __init__(self, kg: Graph, view: View, graph: nx.MultiDiGraph, nodes: Nodes) -> None:
        self._kg = kg
        self._view = view
        self._graph = graph
        self._nodes = nodes

    def join_pairs(self, rows: Iterable[TieRow]) -> None:
        """Add an edge for each pair, family, direction, and thing that the tie runs through."""
        seen: dict[tuple[str, str, str, bool, str], dict[str, TieRow]] = {}
        touching: dict[str, dict[str, TieRow]] = {}
        side: dict[str, int] = {}
        for row in rows:
            one, other = row.ends
            if one is None or other is None or one == other:
                continue
            family = self._view.family_of(row.class_iri, row.kind).id
            seen.setdefault((one, other, family, row.directed, row.through), {})[row.record] = row
            for number, end in enumerate((one, other)):
                touching.setdefault(end, {})[row.record] = row
                side[end] = min(number, side.get(end, number))
        for node in sorted(touching, key=lambda iri: (self._view.modes and side[iri], iri)):
            mode = side[node] if self._view.modes else None
            self._add_actor(node, touching[node].values(), mode)
        for (one, other, _, directed, _), records in sorted(seen.items(), key=lambda item: item[0]):
            self._add_edge(one, other, list(records.values()), directed, "")

    def join_records(self, rows: Iterable[TieRow]) -> None:
        """Add a node for each record, and edges to its organisations and actors."""
        records: dict[str, TieRow] = {}
        organisations: dict[str, set[str]] = {}
        actors: dict[tuple[str, str], str] = {}
        for row in rows:
            records.setdefault(row.record, row)
            organisation, actor = row.ends
            if organisation:
                organisations.setdefault(organisation, set()).add(row.record)
            if actor and actor != organisation:
                before = actors.get((row.record, actor), _ROLE_ORDER[-1])
                actors[row.record, actor] = min(before, row.role, key=_rank)
        touching: dict[str, set[str]] = {}
        for record, actor in actors:
            touching.setdefault(actor, set()).add(record)
        parents = self._find_parents(organisations)
        for organisation in sorted({*organisations, *parents.values()}):
            own = organisations.get(organisation, ())
            self._add_actor(organisation, [records[record] for record in own])
        for actor in sorted(touching.keys() - organisations.keys()):
            self._add_actor(actor, [records[record] for record in touching[actor]])
        for record, row in records.items():
            self._add_record(record, row)
        for organisation in sorted(organisations):
            for record in sorted(organisations[organisation]):
                self._add_edge(record, organisation, [records[record]], True, "framework")
        for (record, actor), role in sorted(actors.items()):
            self._add_edge(record, actor, [records[record]], True, role)
        for organ, parent in sorted(parents.items()):
            self._add_edge(organ, parent, [], True, "organ of")

    def _find_parents(self, organisations: Iterable[str]) -> dict[str, str]:
        """Return the organisation at the top above each organ, if there is one."""
        found: dict[str, str] = {}
        for organisation in organisations:
            above = objects_of(self._kg, organisation, _DIP + "isOrganOf")
            # isOrganOf is transitive and closed: the top is what is itself no organ.
            tops = sorted(p for p in above if not objects_of(self._kg, p, _DIP + "isOrganOf"))
            if tops:
                found[organisation] = tops[0]
        return found

    def _add_actor(self, iri: str, rows: Iterable[TieRow], mode: int | None = None) -> None:
        own = list(rows)
        attributes = self._nodes.describe(iri) | {"records": len(own)} | bound_dates(own)
        if mode is not None:
            attributes |= {"mode": self._view.modes[mode], "bipartite": mode}
        self._graph.add_node(iri, **attributes, reporting=self._nodes.is_reporting(iri))

    def _add_record(self, iri: str, row: TieRow) -> None:
        labels = self._nodes.labels
        own: dict[str, Any] = {
            "label": row.label,
            "type": "record",
            "records": 1,
            "family": self._view.family_of(row.class_iri, row.kind).id,
            "start": row.start,
            "end": row.end,
            "kind": labels(row.kind) if row.kind else "",
            "class": labels(row.class_iri),
            "reporting": False,
        }
        self._graph.add_node(iri, **self._nodes.describe(iri) | own | bound_dates([row]))

    def _add_edge(
        self, one: str, other: str, rows: list[TieRow], directed: bool, role: str
    ) -> None:
        family = self._view.family_of(rows[0].class_iri, rows[0].kind) if rows else None
        through = rows[0].through if rows else ""
        key = role or f"{family.id if family else ''}{' directed' if directed else ''}"
        if through:
            key = f"{key} {shorten_iri(through)}"
        labels = self._nodes.labels
        self._graph.add_edge(
            one,
            other,
            key=key,
            family=family.id if family else "",
            family_label=family.label if family else "",
            records=[row.record for row in rows],
            dates=[[row.start, row.end] for row in rows],
            kinds=sorted({labels(row.kind) for row in rows if row.kind}),
            weight=len(rows),
            **bound_dates(rows),
            directed=directed,
            role=role,
            through=through,
            through_label=labels(through) if through else "",
        )


def _rank(role: str) -> int:
    return _ROLE_ORDER.index(role) if role in _ROLE_ORDER else len(_ROLE_ORDER)

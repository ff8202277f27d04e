"""Ties as a networkx graph, for drawing, for measures, and for other tools.

What a tie is stands in the query file of the view (``queries/views``); here its rows become
nodes and edges, each edge with the records it rests on. See :func:`build_network`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from dipgraph.namespaces import PREFIXES
from dipgraph.querying.engines import Labels
from dipgraph.querying.values import read_value
from dipgraph.ties import Graph, TieRow, keep_rows, objects_of, read_filters, read_rows
from dipgraph.views import View, find_view

if TYPE_CHECKING:
    import networkx as nx

_DIP, _GEO = PREFIXES["dip"], PREFIXES["geo"]
_TYPE = PREFIXES["rdf"] + "type"
_ROLE_ORDER = ("hosts", "venue", "takes part")


def build_network(
    kg: Graph, view: str = "bilateral", year: int | str | None = None, **filters: str | None
) -> nx.MultiDiGraph:
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
    **filters
        ``state``: keep records that involve this state (code, name or IRI).
        ``kind``: keep records of this kind, class or family ("state-visit", "Visit", "aid").
        ``region``: keep ties of states in this UN M49 region or sub-region.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are IRIs, in a fixed order, with the attributes

        ``label``, ``type`` ("state", "organisation" or "record"), ``records`` (how many distinct
        records touch the node); states also ``iso3``, ``region`` (label of the sub-region),
        ``lat`` and ``long`` of the capital where known; organisations ``acronym``; records
        ``family``, ``class``, ``kind``, ``start``, ``end``.

        Edges have ``family`` and ``family_label`` (the way of dealing), ``records`` (list of
        IRIs), ``weight`` (their number), ``first`` and ``last`` (ISO dates, "" if undated),
        ``directed`` (whether from and to mean anything) and ``role``.

        In a view drawn as *rings*, an edge joins two states, one edge for each family and
        direction; an undirected tie stands once, from the IRI that sorts first. Wrap the result
        in ``networkx.MultiGraph`` to forget directions. In a view drawn as *lanes* the graph
        has two modes: edges go from a record to its organisations (role "framework") and to the
        actors (role "hosts", "venue" or "takes part"), and from an organ to the organisation it
        is part of (role "organ of", no records).

        ``graph.graph`` holds ``view``, ``year`` (or None), the filters in use, ``records`` (how
        many distinct records) and ``ties`` (how many edges that rest on records).

    Raises
    ------
    QueryError
        If there is no such view, filter, state, kind or region.

    Notes
    -----
    The corpus is the account of the ministries that report. Ties among other states are known
    only where a reporting state took part: centrality of the reporting state says nothing.
    """
    import networkx as nx

    chosen = find_view(kg.project, view)
    wanted = read_filters(kg, chosen, filters)
    when = None if year is None else int(read_value("year", year, "year", kg.store).value)
    rows = keep_rows(kg, chosen, read_rows(kg, chosen), when, wanted)
    graph = nx.MultiDiGraph(view=chosen.name, year=when, **wanted)
    builder = _Builder(kg, chosen, graph)
    if chosen.drawing == "rings":
        builder.join_states(rows)
    else:
        builder.join_records(rows)
    graph.graph["records"] = len({row.record for row in rows})
    graph.graph["ties"] = sum(1 for _, _, data in graph.edges(data=True) if data["records"])
    return graph


class _Builder:
    """Turns rows into nodes and edges of a networkx graph."""

    def __init__(self, kg: Graph, view: View, graph: nx.MultiDiGraph) -> None:
        self._kg = kg
        self._view = view
        self._graph = graph
        self._labels = Labels(kg.store)

    def join_states(self, rows: Iterable[TieRow]) -> None:
        """Add an edge for each pair of states, family and direction."""
        seen: dict[tuple[str, str, str, bool], dict[str, TieRow]] = {}
        touching: dict[str, set[str]] = {}
        for row in rows:
            one, other = row.ends
            if one is None or other is None:
                continue
            family = self._view.family_of(row.class_iri).id
            seen.setdefault((one, other, family, row.directed), {})[row.record] = row
            for state in (one, other):
                touching.setdefault(state, set()).add(row.record)
        for state in sorted(touching):
            self._add_actor(state, len(touching[state]))
        for (one, other, family, directed), records in sorted(
            seen.items(), key=lambda item: item[0]
        ):
            self._add_edge(one, other, family, list(records.values()), directed, "")

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
            self._add_actor(organisation, len(organisations.get(organisation, ())))
        for actor in sorted(touching.keys() - organisations.keys()):
            self._add_actor(actor, len(touching[actor]))
        for record, row in records.items():
            self._add_record(record, row)
        for organisation in sorted(organisations):
            for record in sorted(organisations[organisation]):
                self._add_edge(record, organisation, "", [records[record]], True, "framework")
        for (record, actor), role in sorted(actors.items()):
            self._add_edge(record, actor, "", [records[record]], True, role)
        for organ, parent in sorted(parents.items()):
            self._graph.add_edge(
                organ,
                parent,
                key="organ of",
                family="",
                family_label="",
                records=[],
                weight=0,
                first="",
                last="",
                directed=True,
                role="organ of",
            )

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

    def _add_actor(self, iri: str, records: int) -> None:
        kinds = objects_of(self._kg, iri, _TYPE)
        kind = "state" if _DIP + "State" in kinds else "organisation"
        attributes: dict[str, Any] = {"label": self._labels(iri), "type": kind, "records": records}
        if kind == "state":
            regions = sorted(objects_of(self._kg, iri, _DIP + "hasRegion"))
            codes = objects_of(self._kg, iri, _DIP + "isoAlpha3")
            attributes["iso3"] = min(codes, default="")
            attributes["region"] = self._labels(regions[0]) if regions else ""
            for name in ("lat", "long"):
                for value in objects_of(self._kg, iri, _GEO + name):
                    attributes[name] = float(value)
        else:
            attributes["acronym"] = min(objects_of(self._kg, iri, _DIP + "acronym"), default="")
        self._graph.add_node(iri, **attributes)

    def _add_record(self, iri: str, row: TieRow) -> None:
        family = self._view.family_of(row.class_iri)
        self._graph.add_node(
            iri,
            label=row.label,
            type="record",
            records=1,
            family=family.id,
            start=row.start,
            end=row.end,
            kind=self._labels(row.kind) if row.kind else "",
            **{"class": self._labels(row.class_iri)},
        )

    def _add_edge(
        self, one: str, other: str, family: str, rows: list[TieRow], directed: bool, role: str
    ) -> None:
        found = self._view.family_of(rows[0].class_iri)
        key = role or f"{family}{' directed' if directed else ''}"
        self._graph.add_edge(
            one,
            other,
            key=key,
            family=found.id,
            family_label=found.label,
            records=[row.record for row in rows],
            weight=len(rows),
            first=min((row.start for row in rows if row.start), default=""),
            last=max((row.end or row.start for row in rows if row.start), default=""),
            directed=directed,
            role=role,
        )


def _rank(role: str) -> int:
    return _ROLE_ORDER.index(role) if role in _ROLE_ORDER else len(_ROLE_ORDER)

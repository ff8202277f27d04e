"""Measures keep the bounds that their definitions give, and agree with igraph."""

from __future__ import annotations

import subprocess
import sys
from math import isnan

import igraph
import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dipgraph
from dipgraph.network.change import CHANGES, compare_networks, compare_years
from dipgraph.network.communities import adjusted_rand, find_communities, mutual_information
from dipgraph.network.measures import (
    find_betweenness,
    find_overlap,
    find_reciprocity,
    find_strength,
    flatten,
    measure_network,
    measure_nodes,
    measure_ties,
    without_reporting,
)
from dipgraph.network.nodes import Nodes
from dipgraph.network.projection import project
from dipgraph.ties import TieRow
from dipgraph.views import find_view
from project_copy import ROOT, RURITANIA

REAL = dipgraph.load(ROOT)
SMALL = dipgraph.load(RURITANIA, cache=False)
CALM = settings(deadline=None, max_examples=40)  # the machine may be busy
PAIRS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from("vam"), st.booleans()),
    max_size=30,
)
BIPARTITE = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 8)), min_size=1, max_size=30)


def make_network(ties: list[tuple[int, int, str, bool]]) -> nx.MultiDiGraph:
    """Return a network as build_network makes it: node 0 is the reporting state."""
    network = nx.MultiDiGraph(view="bilateral", records=len(ties), account="")
    for number in range(7):
        network.add_node(
            f"n{number}", label=f"N{number}", type="state", records=1, reporting=number == 0
        )
    for number, (one, other, family, directed) in enumerate(ties):
        if one == other:
            continue
        ends = (f"n{one}", f"n{other}") if directed else sorted((f"n{one}", f"n{other}"))
        key = f"{family} {directed}"
        if not network.has_edge(*ends, key):
            network.add_edge(
                *ends, key, family=family, family_label=family, records=[], weight=0,
                directed=directed,
            )  # fmt: skip
        edge = network.edges[(*ends, key)]
        edge["records"].append(f"r{number}")
        edge["weight"] += 1
    return network


def make_rows(ties: set[tuple[int, int]]) -> list[TieRow]:
    return [
        TieRow((f"x:a{one}", f"x:g{other}"), "", False, f"x:r{one}-{other}", "c", "", "", "", "r")
        for one, other in sorted(ties)
    ]


@CALM
@given(BIPARTITE)
def test_newman_weights_sum_to_the_number_of_things_shared(ties: set[tuple[int, int]]) -> None:
    view, nodes = find_view(REAL.project, "participation"), Nodes(SMALL, "")
    members: dict[int, set[int]] = {}
    for one, other in ties:
        members.setdefault(other, set()).add(one)
    newman = project(make_rows(ties), view, nodes, "newman", "States", {})
    shared = project(make_rows(ties), view, nodes, "shared", "States", {})
    assert set(newman.edges()) == set(shared.edges())
    for actor in {one for one, _ in ties}:
        together = sum(1 for own in members.values() if actor in own and len(own) > 1)
        strength = newman.degree(f"x:a{actor}", weight="weight")
        assert strength == pytest.approx(together)
    for one, other, data in shared.edges(data=True):
        both = [k for k, own in members.items() if {int(one[-1]), int(other[-1])} <= own]
        assert data["weight"] == data["shared"] == len(both) == len(data["via"])
        assert newman.edges[one, other]["weight"] <= len(both) + 1e-9
        assert 0 < data["overlap"] <= 1
        assert len(data["records"]) == 2 * len(both)


@CALM
@given(PAIRS)
def test_strength_is_twice_the_weight_and_direction_splits_it(
    ties: list[tuple[int, int, str, bool]],
) -> None:
    network = make_network(ties)
    found = find_strength(network)
    total = sum(data["weight"] for *_, data in network.edges(data=True))
    directed = sum(data["weight"] for *_, data in network.edges(data=True) if data["directed"])
    assert sum(row["strength"] for row in found.values()) == 2 * total  # type: ignore[misc]
    if directed:
        for side in ("strength_in", "strength_out"):
            assert sum(row[side] for row in found.values()) == directed  # type: ignore[misc]
    else:
        assert {row["strength_in"] for row in found.values()} == {None}


@CALM
@given(PAIRS)
def test_reciprocity_lies_between_none_and_all(ties: list[tuple[int, int, str, bool]]) -> None:
    network = make_network(ties)
    for own in find_reciprocity(network).values():
        assert 0 <= own["reciprocity"] <= 1 and 0 <= own["mutual"] <= 1
        assert (own["reciprocity"] == 0) == (own["mutual"] == 0)
    both_ways = make_network(ties + [(b, a, family, way) for a, b, family, way in ties])
    for own in find_reciprocity(both_ways).values():
        assert own["reciprocity"] == own["mutual"] == 1
    for row in measure_ties(network):
        assert row["reciprocity"] is None or 0 <= float(row["reciprocity"]) <= 1
    overlap = find_overlap(flatten(network))
    assert overlap is None or 1 <= overlap <= 3


def test_two_visits_and_one_return_visit() -> None:
    network = make_network([(1, 2, "v", True), (1, 2, "v", True), (2, 1, "v", True)])
    assert find_reciprocity(network) == {
        "v": {"reciprocity": pytest.approx(2 / 3), "mutual": 1.0, "weight": 3}
    }


@CALM
@given(PAIRS)
def test_betweenness_is_that_of_igraph_among_the_others(
    ties: list[tuple[int, int, str, bool]],
) -> None:
    network = make_network(ties)
    found = find_betweenness(network)
    assert found["n0"] is None
    rest = without_reporting(flatten(network))
    tied = sorted(node for node, degree in rest.degree() if degree)
    assert {node for node, value in found.items() if value is not None} == set(tied)
    edges = [(tied.index(a), tied.index(b)) for a, b in rest.edges()]
    peer = igraph.Graph(n=len(tied), edges=edges).betweenness()
    most = (len(tied) - 1) * (len(tied) - 2) / 2
    for node, value in zip(tied, peer, strict=True):
        assert found[node] == pytest.approx(value / most if most else 0)


@CALM
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=20))
def test_likeness_of_divisions_is_that_of_igraph(members: list[tuple[int, int]]) -> None:
    one, other = [a for a, _ in members], [b for _, b in members]
    nmi = igraph.compare_communities(one, other, method="nmi")
    assert mutual_information(one, other) == pytest.approx(nmi, abs=1e-9)
    assert adjusted_rand(one, one) == pytest.approx(1) == mutual_information(one, one)
    assert adjusted_rand(one, other) == adjusted_rand(other, one)
    rand = igraph.compare_communities(one, other, method="adjusted_rand")
    if not isnan(rand):  # igraph has no value where chance leaves nothing open
        assert adjusted_rand(one, other) == pytest.approx(rand, abs=1e-9)


@CALM
@given(PAIRS)
def test_modularity_is_that_of_igraph(ties: list[tuple[int, int, str, bool]]) -> None:
    flat = flatten(make_network(ties))
    found = find_communities(flat, seeds=4)
    if not flat.number_of_edges():
        assert found is None
        return
    assert found is not None
    names = sorted(found.member)
    assert sum(found.sizes) == len(names) and found.sizes == sorted(found.sizes, reverse=True)
    graph = igraph.Graph(
        n=len(names), edges=[(names.index(a), names.index(b)) for a, b in flat.edges()]
    )
    weights = [data["weight"] for *_, data in flat.edges(data=True)]
    peer = graph.modularity([found.member[name] - 1 for name in names], weights=weights)
    assert found.modularity == pytest.approx(peer)
    assert -0.5 <= found.modularity < 1 and found.rand <= 1 and 0 <= found.information <= 1


def test_two_cliques_are_two_communities_whatever_the_seed() -> None:
    flat = nx.disjoint_union(nx.complete_graph(4), nx.complete_graph(3))
    flat.add_edge(0, 4)
    nx.set_edge_attributes(flat, 1, "weight")
    found = find_communities(nx.relabel_nodes(flat, str))
    assert found is not None
    assert found.member == {**dict.fromkeys("0123", 1), **dict.fromkeys("456", 2)}
    assert (found.rand, found.information) == pytest.approx((1, 1)) and found.sizes == [4, 3]
    with pytest.raises(ValueError, match="two seeds"):
        find_communities(flat, seeds=1)


@CALM
@given(PAIRS, PAIRS)
def test_change_accounts_for_every_pair(
    before: list[tuple[int, int, str, bool]], after: list[tuple[int, int, str, bool]]
) -> None:
    one, other = make_network(before), make_network(after)
    rows = compare_networks(one, other)
    pairs = {frozenset(e) for net in (one, other) for e in flatten(net).edges()}
    assert {frozenset((str(r["one"]), str(r["other"]))) for r in rows} == pairs
    for row in rows:
        assert row["change"] in CHANGES
        assert (row["change"] == "gained") == (row["before"] == 0)
        assert (row["change"] == "lost") == (row["after"] == 0)
    totals = [sum(d["weight"] for *_, d in net.edges(data=True)) for net in (one, other)]
    assert sum(float(row["difference"] or 0) for row in rows) == totals[1] - totals[0]
    assert {row["change"] for row in compare_networks(one, one)} <= {"kept"}


def test_nothing_is_compared_through_a_year_without_a_source() -> None:
    changes = compare_years(REAL, "bilateral")
    assert changes.gaps == [2022]
    assert [(row["from_year"], row["to_year"]) for row in changes.years] == [
        (2020, 2021),
        (2023, 2024),
    ]
    assert {row["from_year"] for row in changes.ties} == {2020, 2023}
    for year in changes.years:
        own = [row for row in changes.ties if row["from_year"] == year["from_year"]]
        assert len(own) == sum(int(year[change] or 0) for change in CHANGES)


def test_what_has_no_meaning_is_none_and_not_zero() -> None:
    two = {row["measure"]: row["value"] for row in measure_network(REAL.network("participation"))}
    assert two["density"] is two["modularity"] is two["communities"] is None
    nodes = measure_nodes(REAL.network("bilateral"))
    reporting = REAL.network("bilateral").graph["reporting"]
    (own,) = [row for row in nodes if row["node"] == reporting]
    assert own["betweenness"] is own["community"] is None
    assert any(row["betweenness"] for row in nodes)
    assert measure_nodes(REAL.network("bilateral", year=1900)) == []


def test_measures_are_the_same_in_every_process() -> None:
    code = (
        "import dipgraph; from dipgraph.network.measures import *;"
        f"n = dipgraph.load({str(ROOT)!r}).network('organisations', projection='newman');"
        "print(measure_nodes(n), measure_network(n))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1 and "modularity" in said.pop()

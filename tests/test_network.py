"""Networks hold what the queries of the views give, filtered as asked, and can be exported."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import dipgraph
from dipgraph.errors import DataError, QueryError
from dipgraph.knowledge import KnowledgeGraph
from dipgraph.network import build_network
from dipgraph.network.exports import write_network
from dipgraph.ties import find_reporting_state
from dipgraph.views import find_view, list_views
from view_project import EVENT, ORGANISATION, STATE, load_more

XRU, XGK, XHO, XTU = (STATE + code for code in ("XRU", "XGK", "XHO", "XTU"))


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return load_more(tmp_path_factory.mktemp("views"))


def records_between(network: nx.MultiDiGraph, one: str, other: str) -> set[str]:
    found: set[str] = set()
    for a, b, data in network.edges(data=True):
        if {a, b} == {one, other}:
            found.update(data["records"])
    return found


def test_edges_are_the_rows_of_the_query(kg: KnowledgeGraph) -> None:
    network = kg.network("bilateral")
    pairs = {(frozenset((row["from"], row["to"])), row["record"]) for row in kg.query("bilateral")}
    drawn = {
        (frozenset((one, other)), record)
        for one, other, data in network.edges(data=True)
        for record in data["records"]
    }
    assert drawn == pairs
    assert len(pairs) > 10
    assert network.graph["records"] == len({record for _, record in pairs})


def test_weight_counts_records_and_dates_bound_them(kg: KnowledgeGraph) -> None:
    for _, _, data in kg.network("bilateral").edges(data=True):
        assert data["weight"] == len(set(data["records"])) == len(data["records"]) > 0
        assert data["first"] <= data["last"]


def test_a_visit_goes_from_visitor_to_host_and_aid_from_donor(kg: KnowledgeGraph) -> None:
    network = kg.network("bilateral", year=2031)
    assert EVENT + "more-visit" in network.edges[XTU, XRU, "visits directed"]["records"]
    assert network.edges[XRU, STATE + "XLO", "aid directed"]["directed"] is True
    president = EVENT + "2031-05-03-visit-XGK-president"
    assert president in network.edges[XGK, XRU, "visits directed"]["records"]


def test_a_small_format_ties_every_pair_and_a_crowd_ties_none(kg: KnowledgeGraph) -> None:
    network = kg.network("bilateral")
    for one, other in ((XRU, XHO), (XRU, XTU), (XHO, XTU)):
        assert EVENT + "more-trilateral" in records_between(network, one, other)
    assert not any(
        EVENT + "more-crowd" in data["records"] for _, _, data in network.edges(data=True)
    )


def test_positions_and_gatherings_are_left_to_the_multilateral_view(kg: KnowledgeGraph) -> None:
    bilateral = {row.record for row in kg.query("bilateral")}
    multilateral = {row.record for row in kg.query("multilateral")}
    for name in ("2031-05-14-summit", "2031-09-09-election-river-committee"):
        assert EVENT + name in multilateral - bilateral


def test_an_act_stands_for_its_matter(kg: KnowledgeGraph) -> None:
    records = {row.record for row in kg.query("bilateral")}
    assert EVENT + "2031-05-14-signing-border-treaty" in records
    assert "https://w3id.org/dipgraph/instrument/2031-border-treaty" not in records


def test_two_modes_with_organs_below_their_organisation(kg: KnowledgeGraph) -> None:
    network = kg.network("multilateral")
    league, committee = ORGANISATION + "river-league", ORGANISATION + "river-committee"
    assert network.edges[committee, league, "organ of"]["records"] == []
    summit = EVENT + "2031-05-14-summit"
    assert network.edges[summit, league, "framework"]["role"] == "framework"
    assert network.nodes[summit]["type"] == "record"
    # What happens in the margins belongs to what happened there.
    assert network.has_edge(EVENT + "2031-05-14-meeting-XGK-XRU", league, "framework")
    # Strelsau lies in Ruritania, which so has the venue.
    assert network.edges[summit, XRU, "venue"]["role"] == "venue"


def test_year_keeps_what_touches_it(kg: KnowledgeGraph) -> None:
    later = EVENT + "more-later"
    with_all = {r for _, _, d in kg.network("bilateral").edges(data=True) for r in d["records"]}
    with_2031 = {
        r for _, _, d in kg.network("bilateral", year=2031).edges(data=True) for r in d["records"]
    }
    with_2033 = {
        r for _, _, d in kg.network("bilateral", year=2033).edges(data=True) for r in d["records"]
    }
    assert later in with_all - with_2031
    assert with_2033 == {later}
    assert len(with_2031) == len(with_all) - 1
    assert kg.network("bilateral", year=1999).number_of_nodes() == 0


def test_state_kind_and_region_narrow(kg: KnowledgeGraph) -> None:
    by_state = kg.network("bilateral", state="XTU")
    assert all(
        EVENT + name in {r for _, _, d in by_state.edges(data=True) for r in d["records"]}
        for name in ("more-visit", "more-trilateral")
    )
    assert records_between(by_state, XRU, XGK) == set()
    for kind in ("aid", "AidAct", "dip:AidAct", "kind:humanitarian-aid"):
        kinds = kg.network("bilateral", kind=kind)
        assert EVENT + "more-aid" in {r for _, _, d in kinds.edges(data=True) for r in d["records"]}
        assert {d["family"] for _, _, d in kinds.edges(data=True)} == {"aid"}
    assert set(kg.network("bilateral", region="Africa")) == {XRU, STATE + "XLO"}
    assert set(kg.network("bilateral", region="m49-northern-africa")) == {XRU, STATE + "XLO"}


@pytest.mark.parametrize(
    ("view", "filters", "words"),
    [
        ("bilatral", {}, "Did you mean bilateral"),
        ("bilateral", {"state": "Graustrak"}, "Did you mean state:XGK"),
        ("bilateral", {"kind": "vists"}, "Did you mean visits"),
        ("bilateral", {"region": "Afrca"}, "Did you mean Africa"),
        ("bilateral", {"regoin": "Africa"}, "Did you mean region"),
        ("bilateral", {"year": "31"}, "four digits"),
    ],
)
def test_a_slip_is_named(
    kg: KnowledgeGraph, view: str, filters: dict[str, Any], words: str
) -> None:
    with pytest.raises(QueryError, match=words):
        build_network(kg, view, **filters)


def test_reporting_state_comes_from_the_data(kg: KnowledgeGraph, tmp_path: Path) -> None:
    assert find_reporting_state(kg) == XRU
    other = load_more(tmp_path)
    source = other.project.data / "sources/xr-2031/source.ttl"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("    dip:isReportOf state:XRU ;\n", ""), encoding="utf-8")
    again = dipgraph.load(other.project.root, cache=False)
    with pytest.raises(DataError, match="isReportOf"):
        find_reporting_state(again)


@pytest.mark.parametrize("view", ["bilateral", "multilateral"])
def test_exports_are_read_back(kg: KnowledgeGraph, view: str) -> None:
    network = kg.network(view)
    graphml = nx.parse_graphml(write_network(network, "graphml"), force_multigraph=True)
    gexf = nx.read_gexf(io.BytesIO(write_network(network, "gexf").encode()))
    linked = nx.node_link_graph(json.loads(write_network(network, "json")), edges="edges")
    rows = list(csv.DictReader(io.StringIO(write_network(network, "csv"))))
    for read in (graphml, gexf, linked):
        assert set(read) == set(network)
        assert read.number_of_edges() == network.number_of_edges() > 10
    assert len(rows) == network.number_of_edges()
    for node in network:
        assert graphml.nodes[node]["records"] == network.nodes[node]["records"]
        assert linked.nodes[node] == network.nodes[node]


def test_csv_holds_no_formula(kg: KnowledgeGraph) -> None:
    network = nx.MultiDiGraph()
    network.add_node("a", label="=1+1")
    network.add_node("b", label="\t@x")
    network.add_edge(
        "a", "b", family="", role="", directed=True, weight=1, first="", last="", records=[]
    )
    row = next(csv.reader(write_network(network, "csv").splitlines()[1:]))
    assert row[1] == "'=1+1"
    assert row[3] == "'\t@x"


@pytest.mark.parametrize("name", ["graphml", "gexf", "json", "csv"])
def test_the_same_bytes_twice(kg: KnowledgeGraph, name: str) -> None:
    one, other = (write_network(kg.network("multilateral"), name) for _ in range(2))
    assert one == other


def test_views_are_files(kg: KnowledgeGraph) -> None:
    drawn = {view.name: view.drawing for view in list_views(kg.project)}
    assert drawn["bilateral"] == "rings" and drawn["multilateral"] == "lanes"
    assert drawn["offices"] == "columns"  # which the file does not say
    view = find_view(kg.project, "bilateral")
    assert view.family_of("https://w3id.org/dipgraph/ontology#Visit").id == "visits"
    assert view.family_of("https://w3id.org/dipgraph/ontology#Unheard").id == "other"
    classes = [name for family in view.families for name in family.classes]
    assert len(classes) == len(set(classes)) > 10


def test_the_rule_on_the_page_is_the_rule_in_the_query(kg: KnowledgeGraph) -> None:
    view = find_view(kg.project, "bilateral")
    assert f"?states <= {view.most_states})" in view.query.sparql


def test_a_year_without_a_source_says_so_on_the_calendar() -> None:
    from datetime import date

    from dipgraph.lane_layout import Axis

    covered = frozenset({2030, 2031, 2033})
    ticks = Axis(date(2030, 1, 1), date(2033, 12, 31), covered).ticks(0)
    assert [tick.name for tick in ticks] == ["2030", "2031", "2032: no source", "2033"]

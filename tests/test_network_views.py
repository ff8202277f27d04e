"""The views of the library give the ties that a small graph holds, and filters narrow them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import dipgraph
from dipgraph.errors import QueryError
from dipgraph.knowledge import KnowledgeGraph
from dipgraph.namespaces import shorten_iri
from dipgraph.views import find_view, list_views
from project_copy import ROOT, RURITANIA, copy_project
from view_project import EVENT, STATE, load_more

LEAGUE = "organisation:river-league"
MEETING, HANDOVER = (
    "event:2031-05-14-meeting-XGK-XRU",
    ("event:2031-12-01-handover-river-league-chairmanship"),
)
# Ends, what the tie runs through, and record, as the texts of the fictional project tell them.
EXPECTED: dict[str, set[tuple[str, ...]]] = {
    "offices": {("office:XGK-foreign-minister", "office:XRU-foreign-minister", "", MEETING)},
    "agreements": {
        (
            f"state:{code}",
            "instrument:2031-border-treaty",
            "",
            "event:2031-05-14-signing-border-treaty",
        )
        for code in ("XGK", "XRU")
    },
    "diplomatic-missions": {
        ("state:XGK", "state:XRU", "mission:XGK-embassy-in-XRU", "event:2031-09-01-opening-embassy")
    },
    "participation": {
        (f"state:{code}", "event:2031-05-14-summit", "", MEETING) for code in ("XGK", "XRU")
    },
    "organisations": {
        *((f"state:{code}", LEAGUE, "", MEETING) for code in ("XGK", "XRU")),
        *((f"state:{code}", LEAGUE, "", HANDOVER) for code in ("XGK", "XRU")),
        *(
            (f"state:{code}", "organisation:river-court", "", "event:2031-10-01-hearing")
            for code in ("XGK", "XRU")
        ),
        ("state:XRU", LEAGUE, "", "event:2031-09-09-election-river-committee"),
        ("state:XRU", LEAGUE, "", "event:2031-10-02-inscription-old-mill"),
    },
    "successions": {("state:XRU", "state:XGK", LEAGUE, HANDOVER)},
    "memberships": {("state:XGK", LEAGUE, "", "membership:XGK-river-league")},
}
SMALL = dipgraph.load(RURITANIA, cache=False)
REAL = dipgraph.load(ROOT)
VIEWS = [view.name for view in list_views(REAL.project)]


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return load_more(tmp_path_factory.mktemp("views"))


def test_every_view_of_pairs_is_expected_here() -> None:
    pairs = {view.name for view in list_views(SMALL.project) if view.network == "pairs"}
    assert pairs - {"bilateral"} == EXPECTED.keys()
    assert len(VIEWS) >= 9


@pytest.mark.parametrize("name", EXPECTED)
def test_rows_of_the_small_graph(name: str) -> None:
    network = SMALL.network(name, without_reporting=False)
    found = {
        (*map(shorten_iri, (one, other, data["through"])), shorten_iri(record))
        for one, other, data in network.edges(data=True)
        for record in data["records"]
    }
    assert found == EXPECTED[name]
    assert network.graph["records"] == len({row[-1] for row in EXPECTED[name]})


def test_direction_is_that_of_the_act() -> None:
    for name in ("successions", "diplomatic-missions"):
        assert all(data["directed"] for *_, data in SMALL.network(name).edges(data=True))
    for name in ("agreements", "memberships"):
        assert not any(data["directed"] for *_, data in SMALL.network(name).edges(data=True))


@pytest.mark.parametrize("name", VIEWS)
def test_each_view_of_the_real_graph_says_what_it_holds(name: str) -> None:
    network = REAL.network(name, without_reporting=False)
    view = find_view(REAL.project, name)
    assert network.number_of_edges() >= 3
    assert (
        network.graph["records"]
        == len({record for *_, data in network.edges(data=True) for record in data["records"]})
        or name == "multilateral"
    )  # there a record without organisation or actor is a node alone
    for _, data in network.nodes(data=True):
        assert data["label"] and data["type"] and data["class"]
        assert isinstance(data["reporting"], bool)
        assert ("mode" in data) == bool(view.modes and view.network == "pairs")
        if data["type"] == "state":
            assert re.fullmatch(r"[A-Z]{3}", data["iso3"]) and data["region"]
            assert ("lat" in data) == ("long" in data)
    for *_, data in network.edges(data=True):
        assert data["weight"] == len(data["records"]) == len(data["dates"])
        assert all(start <= end for start, end in data["dates"] if start and end)
        assert data["family"] in {family.id for family in view.families} | {""}
    assert network.graph["account"].endswith(".")


def test_the_reporting_state_is_left_out_where_it_would_hide_the_others() -> None:
    for name in ("participation", "organisations"):
        found = REAL.network(name)
        assert found.graph["without_reporting"] is True
        assert not any(data["reporting"] for _, data in found.nodes(data=True))
        assert "is left out" in found.graph["account"]
    state = REAL.network("bilateral").graph["reporting"]
    assert state in REAL.network("bilateral")
    assert state not in REAL.network("bilateral", without_reporting=True)
    assert state in REAL.network("participation", state=state)  # asked for by name
    offices = REAL.network("offices", without_reporting=True)
    assert not any(data.get("state") == state for _, data in offices.nodes(data=True))
    assert len(offices) > 0


def test_a_projection_leaves_it_out_and_a_multilateral_one_counts_records() -> None:
    found = REAL.network("multilateral", projection="newman")
    assert found.graph["onto"] == "States" and found.graph["without_reporting"]
    assert {data["type"] for _, data in found.nodes(data=True)} == {"state"}
    for *_, data in found.edges(data=True):
        assert 0 < data["weight"] <= data["shared"] == len(data["via"])
    onto = REAL.network("memberships", projection="shared", onto="organisations")
    assert {data["type"] for _, data in onto.nodes(data=True)} == {"organisation"}


def test_a_period_keeps_what_touches_it(kg: KnowledgeGraph) -> None:
    def records(**filters: str) -> set[str]:
        edges = kg.network("bilateral", **filters).edges(data=True)
        return {record for *_, data in edges for record in data["records"]}

    later = EVENT + "more-later"
    assert records(since="2032") == {later} == records(since="2033-03-31")
    assert records(since="2033-04-01") == set()
    assert later not in records(until="2033-02-28")
    assert records(since="2031", until="2031") == {
        record
        for *_, data in kg.network("bilateral", year=2031).edges(data=True)
        for record in data["records"]
    }


def test_an_actor_keeps_its_own_ties(kg: KnowledgeGraph) -> None:
    network = kg.network("bilateral", actor="XTU")
    assert network.number_of_edges() > 0
    assert all(STATE + "XTU" in edge for edge in network.edges())
    office = SMALL.network("offices", actor="XGK-foreign-minister")
    assert office.number_of_edges() == 1
    assert SMALL.network("offices", actor="XGK-president").number_of_nodes() == 0
    summit = SMALL.network("multilateral", actor="river-court")
    assert summit.graph["records"] == 1


def test_a_kind_may_be_a_family_of_kinds() -> None:
    assert SMALL.network("diplomatic-missions", kind="embassy").graph["records"] == 1
    assert SMALL.network("diplomatic-missions", kind="consulate").graph["records"] == 0


def test_a_region_holds_offices_by_their_state() -> None:
    network = REAL.network("offices", region="Central Asia")
    states = {data["state"] for _, data in network.nodes(data=True)}
    codes = {state.rpartition("/")[2] for state in states}
    assert codes - {"AZE"} and codes <= {"AZE", "KAZ", "KGZ", "TJK", "TKM", "UZB"}


def test_a_filter_that_leaves_nothing_gives_no_nodes() -> None:
    for name in VIEWS:
        if find_view(REAL.project, name).dated:
            network = REAL.network(name, year=1900, without_reporting=False)
            assert (len(network), network.graph["records"], network.graph["ties"]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("name", "filters", "words"),
    [
        ("memberships", {"year": "2031"}, "have no dates"),
        ("memberships", {"since": "2031"}, "have no dates"),
        ("bilateral", {"projection": "newman"}, "has no projection"),
        ("participation", {"projection": "newmann"}, "Did you mean newman"),
        ("participation", {"onto": "Statess"}, "Did you mean States"),
        ("bilateral", {"since": "2032", "until": "2031"}, "Exchange them"),
        ("bilateral", {"since": "May"}, "is a date like"),
        ("bilateral", {"actor": "Graustrak"}, "Did you mean"),
    ],
)
def test_a_slip_is_named(name: str, filters: dict[str, str], words: str) -> None:
    with pytest.raises(QueryError, match=words):
        SMALL.network(name, **filters)


def test_without_a_report_nothing_can_be_left_out(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    source = project / "data/sources/xr-2031/source.ttl"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("    dip:isReportOf state:XRU ;\n", ""), encoding="utf-8")
    bare = dipgraph.load(project, cache=False)
    assert len(bare.network("participation")) == 3
    with pytest.raises(QueryError, match="isReportOf"):
        bare.network("bilateral", without_reporting=True)


NEW_VIEW = """\
#+ summary: Who helped whom
#+ tags: [views]
#+ view:
#+   network: pairs
#+   edge: [donor, recipient]
#+   directed: true
#+ columns:
#+   donor: IRI of a state.
#+   recipient: IRI of a state.
#+   record: IRI of the act.
#+   class: IRI of its class.

PREFIX dip: <https://w3id.org/dipgraph/ontology#>

SELECT ?donor ?recipient ?record ?class WHERE {
  VALUES ?class { dip:AidAct }
  ?record a ?class ; dip:hasDonor ?donor ; dip:hasRecipient ?recipient .
}
ORDER BY ?record ?donor ?recipient
"""


def test_a_file_is_a_view(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    (project / "queries/views").mkdir(parents=True)
    file = project / "queries/views/aid-given.rq"
    file.write_text(NEW_VIEW, encoding="utf-8")
    network = dipgraph.load(project, cache=False).network("aid-given")
    assert list(network.edges()) == [(STATE + "XRU", STATE + "XGK")]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("network: pairs", "network: pears", "Did you mean pairs"),
        ("#+   network: pairs\n", "", "network: pairs or records"),
        ("network: pairs", "network: pairs\n#+   nodes: 3", "has no key 'nodes'"),
        ("[donor, recipient]", "[donor, taker]", "needs the columns taker"),
        ("[donor, recipient]", "[donor]", "a list of two names"),
        ("directed: true", "directed: yes please", "directed is true or false"),
        ("directed: true", "reporting: gone", "kept or left out"),
        ("directed: true", "through: place", "needs the columns place"),
    ],
)
def test_a_view_that_cannot_be_read_is_named(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    project = copy_project(tmp_path)
    (project / "queries/views").mkdir(parents=True)
    assert old in NEW_VIEW
    text = NEW_VIEW.replace(old, new)
    (project / "queries/views/aid-given.rq").write_text(text, encoding="utf-8")
    with pytest.raises(QueryError, match=words) as caught:
        list_views(dipgraph.load(project, cache=False).project)
    assert "aid-given.rq" in str(caught.value)


def test_tables_that_are_nobodys_account_keep_the_reporting_state() -> None:
    found = REAL.network("memberships", projection="newman")
    assert found.graph["reporting"] in found and not found.graph["without_reporting"]
    assert "account of a ministry" in found.graph["account"]

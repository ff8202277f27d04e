"""What other libraries read from the files of a network is the network."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pydot
import pytest
from lxml import etree

from dipgraph.knowledge import KnowledgeGraph
from dipgraph.namespaces import shorten_iri
from dipgraph.network.exports import FORMATS, guard_cell, write_network, write_nodes
from project_copy import RURITANIA, assert_one_line_fault, run_dipgraph
from view_project import HOSTILE, STATE, load_more

GEXF = "{http://www.gexf.net/1.2draft}"
CASES: list[tuple[str, dict[str, Any]]] = [
    ("bilateral", {}),
    ("multilateral", {}),
    ("agreements", {}),
    ("participation", {"projection": "newman", "without_reporting": False}),
    ("bilateral", {"year": 1900}),
]


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return load_more(tmp_path_factory.mktemp("views"))


@pytest.fixture(params=CASES, ids=lambda case: "-".join(map(str, (case[0], *case[1]))))
def network(request: pytest.FixtureRequest, kg: KnowledgeGraph) -> nx.Graph:
    name, filters = request.param
    return kg.network(name, **filters)


def ends_of(network: nx.Graph) -> list[tuple[str, str]]:
    return sorted(tuple(map(shorten_iri, edge[:2])) for edge in network.edges())  # type: ignore[misc]


def test_igraph_reads_graphml(network: nx.Graph, tmp_path: Path) -> None:
    file = tmp_path / "x.graphml"
    file.write_text(write_network(network, "graphml"), encoding="utf-8")
    read = igraph.Graph.Read_GraphML(str(file))
    assert read.vcount() == len(network) and read.ecount() == network.number_of_edges()
    for vertex in read.vs:
        own = network.nodes[vertex["id"]]
        assert vertex["type"] == own["type"] and vertex["records"] == own["records"]
        assert vertex["label"].split() == own["label"].split()
    weights = sorted(data["weight"] for *_, data in network.edges(data=True))
    assert sorted(read.es["weight"] if read.ecount() else []) == pytest.approx(weights)
    ids = re.findall(r'<edge [^>]*id="([^"]+)"', file.read_text(encoding="utf-8"))
    assert len(set(ids)) == network.number_of_edges()


def test_lxml_reads_gexf_with_its_times(network: nx.Graph) -> None:
    root = etree.fromstring(write_network(network, "gexf").encode())
    assert root.tag == f"{GEXF}gexf" and root.get("version") == "1.2"
    nodes = {node.get("id"): node for node in root.iter(f"{GEXF}node")}
    edges = list(root.iter(f"{GEXF}edge"))
    assert set(nodes) == set(network) and len(edges) == network.number_of_edges()
    assert all(edge.get("source") in nodes and edge.get("target") in nodes for edge in edges)
    titles = {a.get("title") for a in root.iter(f"{GEXF}attribute")}
    timed = 0
    for element, data in zip(edges, network.edges(data=True), strict=True):
        spells = [element, *element.iter(f"{GEXF}spell")]
        starts = [spell.get("start") for spell in spells if spell.get("start")]
        ends = [spell.get("end") for spell in spells if spell.get("end")]
        assert min(starts, default="") == data[2]["first"]
        assert max(ends, default="") == data[2]["last"]
        assert all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) for day in starts + ends)
        timed += bool(starts)
    if len(network):
        assert timed and root.find(f"{GEXF}graph").get("mode") == "dynamic"
        assert root.find(f"{GEXF}graph").get("timeformat") == "date"
        assert {"type", "records", "reporting"} <= titles


def test_a_tie_with_a_gap_has_two_spells(kg: KnowledgeGraph) -> None:
    root = etree.fromstring(write_network(kg.network("bilateral", state="XTU"), "gexf").encode())
    spells = [
        [(spell.get("start"), spell.get("end")) for spell in edge.iter(f"{GEXF}spell")]
        for edge in root.iter(f"{GEXF}edge")
    ]
    assert [("2031-03-01", "2031-03-31"), ("2033-03-01", "2033-03-31")] in spells


def test_igraph_reads_pajek(network: nx.Graph, tmp_path: Path) -> None:
    file = tmp_path / "x.net"
    text = write_network(network, "pajek")
    file.write_text(text, encoding="utf-8")
    if not len(network):
        assert text == "*Vertices 0\n"  # igraph takes a file without vertices for a faulty one
        return
    directed = {data["directed"] for *_, data in network.edges(data=True)}
    assert text.startswith(f"*Vertices {len(network)}\n1 ")
    if len(directed) == 1:  # igraph reads arcs or edges, Pajek both
        read = igraph.Graph.Read_Pajek(str(file))
        assert read.vcount() == len(network) and read.ecount() == network.number_of_edges()
        assert read.is_directed() in directed
        places = list(network)
        drawn = sorted(tuple(shorten_iri(places[i]) for i in edge.tuple) for edge in read.es)
        assert [set(e) for e in drawn] == [set(e) for e in ends_of(network)]
    labels = re.findall(r'^\d+ "([^"]*)"$', text, re.MULTILINE)
    assert len(set(labels)) == len(network)


def test_pydot_reads_dot(network: nx.Graph) -> None:
    (read,) = pydot.graph_from_dot_data(write_network(network, "dot")) or []
    assert read.get_type() == ("digraph" if network.is_directed() else "graph")
    names = [node.get_name().strip('"') for node in read.get_nodes()]
    assert [name for name in names if name not in ("\\n", "node")] == [*map(shorten_iri, network)]
    drawn = sorted(
        (str(edge.get_source()).strip('"'), str(edge.get_destination()).strip('"'))
        for edge in read.get_edges()
    )
    assert drawn == ends_of(network)


def test_csv_lists_are_read_by_the_csv_module(network: nx.Graph) -> None:
    edges = list(csv.DictReader(io.StringIO(write_network(network, "csv"))))
    nodes = list(csv.DictReader(io.StringIO(write_nodes(network))))
    assert sorted((row["from"], row["to"]) for row in edges) == ends_of(network)
    assert [row["node"] for row in nodes] == [*map(shorten_iri, network)]
    assert {row["from"] for row in edges} | {row["to"] for row in edges} <= {
        row["node"] for row in nodes
    }
    for row, (_, data) in zip(nodes, network.nodes(data=True), strict=True):
        assert int(row["records"]) == data["records"] and row["type"] == data["type"]
    for row in [*edges, *nodes]:
        assert not any(cell.lstrip().startswith(tuple("=+-@")) and not _is_number(cell)
                       for cell in row.values())  # fmt: skip


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", cell) is not None


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-cmd", "@sum", "\t=1", "\r=1", "  =1"])
def test_a_cell_like_a_formula_is_text(cell: str) -> None:
    assert guard_cell(cell) == f"'{cell}"
    assert guard_cell(-29.5) == -29.5 and guard_cell("a=b") == "a=b"


def test_json_keeps_everything(network: nx.Graph) -> None:
    read = json.loads(write_network(network, "json"))
    assert [node["id"] for node in read["nodes"]] == list(network)
    for node in read["nodes"]:
        assert node == {**network.nodes[node["id"]], "id": node["id"]}
    assert len(read["edges"]) == network.number_of_edges()
    assert read["graph"] == network.graph


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_bytes_twice_with_hostile_labels(kg: KnowledgeGraph, name: str) -> None:
    one, other = (write_network(kg.network("bilateral"), name) for _ in range(2))
    assert one == other
    if name in ("graphml", "gexf"):
        assert "<script>" not in one
    labels = {kg.network("bilateral").nodes[STATE + code]["label"] for code in ("XHO", "XTU")}
    assert labels == {HOSTILE, "Türkşüə"}
    # XML may write a letter by its number.
    assert "Türkşüə" in (one if name not in ("graphml", "gexf") else html.unescape(one))


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def test_the_command_writes_every_format(cache: Path, tmp_path: Path) -> None:
    where = ("--data", str(RURITANIA), "graph", "agreements")
    for ending in ("graphml", "gexf", "json", "net", "dot", "csv"):
        run = run_dipgraph(*where, "--out", str(tmp_path / f"a.{ending}"), cache=cache)
        assert run.returncode == 0, run.stderr
        assert "1 records, 2 ties" in run.stdout
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "a-nodes.csv", "a.csv", "a.dot", "a.gexf", "a.graphml", "a.json", "a.net",
    ]  # fmt: skip


def test_the_command_measures(cache: Path, tmp_path: Path) -> None:
    where = ("--data", str(RURITANIA), "graph", "bilateral", "--measures")
    run = run_dipgraph(*where, "--format", "csv", cache=cache)
    rows = list(csv.DictReader(io.StringIO(run.stdout)))
    assert [row["label"] for row in rows] == ["Graustark", "Ruritania"]
    table = run_dipgraph(*where, cache=cache)
    assert "The account of Ruritania" in table.stdout and "reciprocity" in table.stdout
    assert "not taken: communities" in table.stdout
    file = tmp_path / "m.json"
    assert run_dipgraph(*where, "--of", "ties", "--out", str(file), cache=cache).returncode == 0
    held = json.loads(file.read_text(encoding="utf-8"))
    assert held["of"] == "ties" and len(held["rows"]) == 1 and held["network"]


def test_an_empty_choice_is_a_network_without_nodes_and_says_so(
    cache: Path, tmp_path: Path
) -> None:
    file = tmp_path / "none.json"
    where = ("--data", str(RURITANIA), "graph", "bilateral", "--year", "1900")
    run = run_dipgraph(*where, "--out", str(file), cache=cache)
    assert run.returncode == 0 and "no record fits this choice" in run.stderr
    assert json.loads(file.read_text(encoding="utf-8"))["nodes"] == []
    assert "No record fits" in run_dipgraph(*where, "--measures", cache=cache).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["bilateral", "--state", "Graustrak", "--measures"], "Did you mean"),
        (["bilateral", "--without-reporting"], "the middle of the rings"),
        (["bilateral", "--of", "ties"], "Add --measures"),
        (["bilateral", "--format", "table"], "Add --measures"),
        (["bilateral", "--measures", "--format", "dot"], "measures are no dot"),
        (["bilateral", "--measures", "--of", "years", "--year", "2031"], "compares years"),
        (["ofices", "--measures"], "Did you mean offices"),
    ],
)
def test_a_slip_is_one_line(cache: Path, words: list[str], said: str) -> None:
    run = run_dipgraph("--data", str(RURITANIA), "graph", *words, cache=cache)
    assert_one_line_fault(run, said)

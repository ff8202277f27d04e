"""Exports as RDF and JSON-LD: nothing lost, the same bytes again, read back by other libraries."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic

import dipgraph
from dipgraph import shacl
from dipgraph.errors import InputError
from dipgraph.exporting.context import build_context, load_context, write_context
from dipgraph.exporting.export import GRAPH_FORMATS
from dipgraph.knowledge import KnowledgeGraph, load
from dipgraph.namespaces import PREFIXES
from dipgraph.querying.engines import to_rdflib
from export_cases import RDFLIB_NAMES, canonical, in_graphs, merged, parse, real, small
from project_copy import ROOT, copy_project, run_dipgraph

DIP = PREFIXES["dip"]


@pytest.mark.parametrize(
    ("kg", "name"),
    [(real, name) for name in ("nquads", "turtle", "jsonld")]
    + [(small, name) for name in GRAPH_FORMATS],
)
def test_the_whole_comes_back_as_it_was(kg: Callable[[], KnowledgeGraph], name: str) -> None:
    done = kg().export(name)
    expected = in_graphs(kg()) if name in ("nquads", "trig") else merged(kg())
    back = parse(done.content, name)
    assert done.counts["triples"] == len(expected) > (50_000 if kg is real else 3_000)
    assert canonical(back) == expected
    if name != "jsonld":  # where a label may stand in each record that names its thing
        assert len(back) == len(expected), "each statement once"


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_rdflib_reads_the_same(name: str) -> None:
    content = small().export(name).content.decode()
    theirs = Dataset()
    theirs.parse(data=content, format=RDFLIB_NAMES[name])
    ours = to_rdflib(small().store)
    if name in ("nquads", "trig"):
        names = {graph.value for graph in small().store.named_graphs()}
        assert {str(g.identifier) for g in theirs.graphs() if len(g)} == names
        for iri in names:
            assert isomorphic(theirs.graph(iri), ours.graph(iri)), iri
        return
    together, found = Graph(), Graph()
    for graph in ours.graphs():
        if graph.identifier != ours.default_graph.identifier:
            together += graph
    for graph in theirs.graphs():
        found += graph
    assert isomorphic(found, together)


def test_json_ld_of_the_corpus_is_read_by_rdflib_without_a_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a network was asked for")

    monkeypatch.setattr("socket.socket.connect", refuse)
    done = real().export("jsonld", classes=["Visit"])
    assert (
        len(Graph().parse(data=done.content.decode(), format="json-ld")) == done.counts["triples"]
    )


def test_json_ld_is_readable_without_knowing_rdf() -> None:
    document = json.loads(small().export("jsonld").content)
    records = {node["id"]: node for node in document["@graph"]}
    visit = records["event:2031-05-03-visit-XGK-president"]
    assert visit["label"] == "President of Graustark pays a state visit to Ruritania"
    assert visit["startDate"] == "2031-05-03" and visit["datePrecision"] == "Day"
    assert visit["hasVisitor"] == [
        {"id": "office:XGK-president", "label": "President of Graustark"}
    ]
    assert visit["hasKind"] == {"id": "kind:state-visit", "label": "State visit"}
    assert "Visit" in visit["type"]
    passage = visit["isStatedIn"][0]
    assert (passage["start"], passage["end"], passage["hasSource"]) == (79, 154, "source:xr-2031")
    order = [node["id"].partition(":")[0] for node in document["@graph"]]
    last_event = max(at for at, prefix in enumerate(order) if prefix == "event")
    assert last_event < order.index("state"), "records come first"


def test_the_context_that_is_carried_is_the_one_the_ontology_gives() -> None:
    carried = (ROOT / "ontology/context.jsonld").read_text(encoding="utf-8")
    assert carried == write_context(build_context(real().project)), (
        "write it anew: python -m dipgraph.exporting.context"
    )
    assert load_context(real().project) == json.loads(carried)["@context"]


def test_a_context_may_be_named_in_place_of_itself() -> None:
    url = "https://context.invalid/context.jsonld"
    inline = json.loads(small().export("jsonld").content)
    named = json.loads(small().export("jsonld", context_url=url).content)
    assert named["@context"] == url
    assert named["@graph"] == inline["@graph"]
    with pytest.raises(InputError, match="JSON-LD only"):
        small().export("turtle", context_url=url)


def test_two_machines_write_the_same_bytes(tmp_path: Path) -> None:
    """Other folders, another hash seed, a store that is read anew, another time zone."""
    written: list[dict[str, bytes]] = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        project, out = copy_project(folder), folder / "out"
        (project / "data/dataset.ttl").write_bytes((ROOT / "data/dataset.ttl").read_bytes())
        done = run_dipgraph(
            "--data", str(project), "export", "--format", "all", "--out", str(out),
            cache=folder / "cache", PYTHONHASHSEED=seed, TZ=f"UTC-{seed}",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        files = sorted(path for path in out.rglob("*") if path.is_file())
        written.append({path.relative_to(out).as_posix(): path.read_bytes() for path in files})
    assert written[0].keys() == written[1].keys()
    assert len(written[0]) == 41
    assert [name for name in written[0] if written[0][name] != written[1][name]] == []


# --- the description --------------------------------------------------------------------


def test_the_description_says_what_it_must_and_holds_no_placeholder(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    (project / "data/dataset.ttl").write_bytes((ROOT / "data/dataset.ttl").read_bytes())
    load(project, cache=False).export("all", tmp_path / "out")
    text = (tmp_path / "out/description.ttl").read_bytes()
    base = (tmp_path / "out/description.ttl").as_uri()
    quads = list(ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=base))
    _hold_against_shapes(quads)
    addresses = [q.object.value for q in quads if q.predicate.value.endswith("#downloadURL")]
    assert len(addresses) == 40
    for address in addresses:
        assert Path(address.removeprefix("file://")).is_file(), address
    planted = text.replace(b"dipgraph: what a foreign ministry did in a year", b"TODO")
    broken = list(ox.parse(planted, format=ox.RdfFormat.TURTLE, base_iri=base))
    with pytest.raises(AssertionError):
        _hold_against_shapes(broken)


def _hold_against_shapes(quads: list[ox.Quad]) -> None:
    file = Path(__file__).parent / "fixtures/description-shapes.ttl"
    shapes = shacl.read_shapes(ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE))
    report = shacl.validate(shacl.DataGraph(quads), shapes)
    assert report.conforms, [str(result) for result in report.results][:5]
    assert all(report.focus_counts.values()) and len(report.focus_counts) == 5


def test_the_counts_of_the_description_are_those_of_sparql() -> None:
    content = real().export("description").content
    base = "http://e/description.ttl"
    _hold_against_shapes(list(ox.parse(content, format=ox.RdfFormat.TURTLE, base_iri=base)))
    store = ox.Store()
    store.load(content, format=ox.RdfFormat.TURTLE, base_iri=base)
    void = (
        "PREFIX void: <http://rdfs.org/ns/void#> "
        "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> "
    )

    def told(query: str) -> dict[str, int]:
        rows = store.query(void + query)
        assert isinstance(rows, ox.QuerySolutions)
        return {row[0].value: int(row[1].value) for row in rows}

    def asked(query: str) -> dict[str, int]:
        rows = real().query(query)
        return {row[0]: row[1] for row in rows}

    graphs = told("SELECT ?g ?n { ?s sd:name ?g ; void:triples ?n }")
    assert graphs == asked("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    whole = told("SELECT ?s ?n { ?s a <http://www.w3.org/ns/dcat#Dataset> ; void:triples ?n }")
    assert whole == {"https://w3id.org/dipgraph/": len(merged(real()))}
    source = PREFIXES["source"] + "mfa-2024"
    classes = told(
        f"SELECT ?c ?n {{ ?s sd:name <{source}> ; void:classPartition ?p . "
        "?p void:class ?c ; void:entities ?n }"
    )
    assert classes == asked(
        f"SELECT ?c (COUNT(*) AS ?n) {{ GRAPH <{source}> {{ ?s a ?c }} }} GROUP BY ?c"
    )
    properties = told(
        f"SELECT ?c ?n {{ ?s sd:name <{source}> ; void:propertyPartition ?p . "
        "?p void:property ?c ; void:triples ?n }"
    )
    assert properties == asked(
        f"SELECT ?p (COUNT(*) AS ?n) {{ GRAPH <{source}> {{ ?s ?p ?o }} }} GROUP BY ?p"
    )


def test_a_project_without_a_description_of_itself_says_so(tmp_path: Path) -> None:
    told: list[str] = []
    small().export("csv", tmp_path / "out", warn=told.append)
    assert told == ["data/dataset.ttl is not there: no licence and no creator are named."]
    package = json.loads((tmp_path / "out/datapackage.json").read_bytes())
    assert package["title"] == "ruritania" and "licenses" not in package


def test_the_version_of_the_data_set_is_that_of_the_package() -> None:
    text = (ROOT / "data/dataset.ttl").read_text(encoding="utf-8")
    assert f'dcat:version "{dipgraph.__version__}"' in text

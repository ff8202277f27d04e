"""Exports as RDF and JSON-LD: nothing lost, the same bytes again, read back by other libraries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic

import dipgraph
from dipgraph import shacl
from dipgraph.errors import DataError, InputError, QueryError
from dipgraph.exporting.context import build_context, load_context, write_context
from dipgraph.exporting.export import FORMATS, GRAPH_FORMATS, NothingLeft
from dipgraph.knowledge import KnowledgeGraph, load
from dipgraph.namespaces import PREFIXES
from dipgraph.querying.engines import to_rdflib
from project_copy import ROOT, RURITANIA, assert_one_line_fault, copy_project, run_dipgraph

DIP = PREFIXES["dip"]
READ_BACK = {
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
}
RDFLIB_NAMES = {
    "nquads": "nquads",
    "trig": "trig",
    "turtle": "turtle",
    "ntriples": "nt",
    "jsonld": "json-ld",
}
HOSTILE = [
    '=HYPERLINK("http://e/","x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "'=1",
    " \t=1",
    'a "quoted", text',
    "two\nlines\r\nand a tab\t.",
    "</script><b>&amp;",
    "\\u0041\\n",
    "Ağdam\u202e \U0001f600 \u0301",
    "a; b",
    "_:b0",
    "@id",
]


@cache
def real() -> KnowledgeGraph:
    return dipgraph.load(ROOT)


@cache
def small() -> KnowledgeGraph:
    return load(RURITANIA, cache=False)


@cache
def in_graphs(kg: KnowledgeGraph) -> ox.Dataset:
    return canonical(q for q in kg.store if q.graph_name != ox.DefaultGraph())


def canonical(quads: Any) -> ox.Dataset:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    return dataset


@cache
def merged(kg: KnowledgeGraph) -> ox.Dataset:
    return canonical(ox.Quad(*quad.triple) for quad in in_graphs(kg))


def parse(content: bytes, name: str) -> list[ox.Quad]:
    return list(ox.parse(content, format=READ_BACK[name]))


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


# --- parts ------------------------------------------------------------------------------


def subjects(content: bytes, name: str = "ntriples") -> set[str]:
    return {q.subject.value for q in parse(content, name)}  # type: ignore[union-attr]


def test_a_graph_is_exported_as_it_is() -> None:
    done = real().export("nquads", graphs=["mfa-2024", "graph:registry"])
    kept = {PREFIXES["source"] + "mfa-2024", PREFIXES["graph"] + "registry"}
    expected = [q for q in in_graphs(real()) if q.graph_name.value in kept]
    assert canonical(parse(done.content, "nquads")) == ox.Dataset(expected)


def test_what_is_derived_is_left_out_or_added() -> None:
    derived = sum(q.graph_name.value == PREFIXES["graph"] + "derived" for q in in_graphs(small()))
    whole = small().export("nquads").counts["triples"]
    assert derived > 0
    assert small().export("nquads", derived=False).counts["triples"] == whole - derived
    source = small().export("nquads", graphs=["xr-2031"]).counts["triples"]
    both = small().export("nquads", graphs=["xr-2031"], derived=True).counts["triples"]
    assert both == source + derived


def test_a_class_stands_for_those_below_it() -> None:
    found = subjects(real().export("ntriples", classes=["Event"]).content)
    asked = real().query("SELECT DISTINCT ?s { ?s a dip:Event }")
    assert {row.s for row in asked} <= found
    assert len(asked) > 1000
    figures = {row.s for row in real().query("SELECT ?s { ?s a dip:Figure }")}
    events = {row.s for row in asked}
    assert not figures & found - events, "other records are not described"
    in_words = {
        small().export("nquads", classes=[name]).content
        for name in ("Event", "dip:Event", "EVENT", f"<{DIP}Event>")
    }
    assert len(in_words) == 1


def test_a_part_describes_what_its_records_name() -> None:
    visits = real().query("SELECT ?s ?a { ?s a dip:Visit ; dip:hasVisitor ?a }")
    found = subjects(real().export("ntriples", classes=["Visit"]).content)
    assert {row.a for row in visits} <= found
    stated = real().query("SELECT ?p { ?s a dip:Visit ; dip:isStatedIn ?p }")
    assert {row.p for row in stated} <= found


def test_a_year_holds_its_records_and_no_others() -> None:
    asked = real().query(
        "SELECT DISTINCT ?s { ?s a dip:Event ; dip:startDate ?a ; dip:endDate ?b "
        "FILTER (YEAR(?a) <= 2021 && YEAR(?b) >= 2021) }"
    )
    found = subjects(real().export("ntriples", year=2021).content)
    events = {row.s for row in real().query("SELECT ?s { ?s a dip:Event }")}
    assert {row.s for row in asked} == found & events
    concerned = real().query(
        "SELECT DISTINCT ?m { ?s a dip:Event ; dip:startDate ?a ; dip:endDate ?b ; dip:concerns ?m "
        "FILTER (YEAR(?a) <= 2021 && YEAR(?b) >= 2021) }"
    )
    assert {row.m for row in concerned} <= found


def test_a_year_without_a_source_is_told() -> None:
    told: list[str] = []
    real().export("ntriples", year=2022, warn=told.append)
    assert told == ["no source covers 2022: what is exported stands in texts on other years."]
    real().export("ntriples", year=2023, warn=told.append)
    assert len(told) == 1


def test_the_records_of_a_query_are_exported() -> None:
    rows = real().query("agreements-by-partner", partner="UZB")
    done = real().export("ntriples", query="agreements-by-partner", params={"partner": "UZB"})
    found = subjects(done.content)
    events = {row.s for row in real().query("SELECT ?s { ?s a dip:Event }")}
    assert {row.record for row in rows} == found & events
    assert len(rows) > 2


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_the_triples_of_a_construct_are_exported_as_they_are(name: str) -> None:
    text = "CONSTRUCT { ?s a dip:Visit . [] rdfs:seeAlso ?s } WHERE { ?s a dip:Visit }"
    done = small().export(name, query=text)
    visits = len(small().query("SELECT ?s { ?s a dip:Visit }"))
    back = parse(done.content, name)
    assert len(back) == done.counts["triples"] == 2 * visits > 0
    assert all(quad.graph_name == ox.DefaultGraph() for quad in back)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"graphs": ["mfa-2042"]}, "Did you mean"),
        ({"graphs": ["zzz"]}, "Graphs: "),
        ({"classes": ["Vist"]}, "Did you mean Visit"),
        ({"classes": ["zzzz"]}, "Classes: "),
        ({"year": 0}, "a number like 2024"),
        ({"query": "ASK { ?s ?p ?o }"}, "no column record"),
        ({"query": "SELECT ?s { ?s a dip:Visit }"}, "no column record"),
        ({"query": "CONSTRUCT WHERE { ?s a dip:Visit }", "year": 2024}, "as they are"),
        ({"query": "election"}, "Did you mean elections"),
    ],
)
def test_what_cannot_be_meant_is_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises((InputError, QueryError)) as raised:
        real().export("nquads", **options)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "options",
    [
        {"year": 1900},
        {"classes": ["Visit"], "graphs": ["registry"]},
        {"classes": ["State"], "year": 2031},
        {"query": "SELECT ?record { ?record a dip:Visit FILTER (false) }"},
        {"query": "CONSTRUCT WHERE { ?s a dip:Visit ; a dip:Figure }"},
        {"graphs": ["derived"], "derived": False},
    ],
)
@pytest.mark.parametrize("name", ["nquads", "jsonld"])
def test_a_filter_that_leaves_nothing_says_so(
    name: str, options: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(NothingLeft):
        small().export(name, tmp_path / "out", **options)
    assert list(tmp_path.iterdir()) == []


# --- hostile input ----------------------------------------------------------------------


def hostile_project(folder: Path) -> Path:
    project = copy_project(folder)
    labels = " , ".join(f"{ox.Literal(text, language='en')}" for text in HOSTILE)
    file = project / "data/registry/states.ttl"
    text = file.read_text(encoding="utf-8")
    text += f"\nstate:XRU skos:altLabel {labels} ; rdfs:label {ox.Literal(HOSTILE[0])}@fr .\n"
    file.write_text(text, encoding="utf-8")
    return project


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_hostile_labels_come_back_as_they_were(name: str, tmp_path: Path) -> None:
    kg = load(hostile_project(tmp_path), cache=False)
    back = parse(kg.export(name).content, name)
    found = {
        q.object.value  # type: ignore[union-attr]
        for q in back
        if q.predicate.value == PREFIXES["skos"] + "altLabel"
        and q.subject == ox.NamedNode(PREFIXES["state"] + "XRU")
    }
    assert set(HOSTILE) <= found
    theirs = Dataset()
    theirs.parse(data=kg.export(name).content.decode(), format=RDFLIB_NAMES[name])
    texts = {str(value) for _, _, value, _ in theirs.quads()}
    assert set(HOSTILE) <= texts


def test_an_iri_that_would_be_read_as_another_is_refused_in_json_ld(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    file = project / "data/registry/states.ttl"
    file.write_text(
        file.read_text(encoding="utf-8") + "\nstate:XRU skos:exactMatch <case:9> .\n",
        encoding="utf-8",
    )
    kg = load(project, cache=False)
    assert b"<case:9>" in kg.export("nquads").content
    with pytest.raises(DataError, match="case:9"):
        kg.export("jsonld")


# --- places -----------------------------------------------------------------------------


def test_nothing_is_written_over_what_is_not_ours(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "letter.txt").write_text("mine")
    for options in ({}, {"overwrite": True}):
        with pytest.raises(InputError, match=r"not empty|letter\.txt"):
            small().export("csv", kept, **options)
        assert [path.name for path in kept.iterdir()] == ["letter.txt"]
        assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_folder_of_an_earlier_export_is_replaced_on_request(tmp_path: Path) -> None:
    out = tmp_path / "out"
    small().export("csv", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with pytest.raises(InputError, match="--overwrite"):
        small().export("csv", out)
    small().export("csv", out, overwrite=True, classes=["Visit"])
    after = {path.name: path.read_bytes() for path in out.iterdir()}
    assert before.keys() == after.keys() and before["events.csv"] != after["events.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("name", "place", "said"),
    [
        ("csv", "file", "this is a file"),
        ("csv", "none/there", "does not exist"),
        ("nquads", "none/there", "does not exist"),
        ("nquads", ".", "this is a folder"),
        ("csv", ".", "the folder you are in"),
    ],
)
def test_places_that_cannot_be_written(
    name: str, place: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=said):
        small().export(name, place)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_place_is_named_as_it_was_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = small().export("csv", "tables", classes=["Visit"])
    assert Path("tables/events.csv") in done.files and done.files[0].is_file()
    with pytest.raises(InputError, match=r"^tables: the folder is not empty"):
        small().export("csv", "tables")


def test_a_failure_on_the_way_leaves_the_old_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    small().export("csv", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    real_write = Path.write_bytes

    def fail(self: Path, content: bytes) -> int:
        if self.name == "places.csv":
            raise OSError(28, os.strerror(28))
        return real_write(self, content)

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(InputError, match="cannot be written"):
        small().export("csv", out, overwrite=True)
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


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


# --- the command ------------------------------------------------------------------------


def test_the_command_writes_and_says_how_much(tmp_path: Path) -> None:
    out = tmp_path / "dipgraph.nq"
    done = run_dipgraph(
        "--data", str(RURITANIA), "export", "--format", "nquads", "--out", str(out),
        cache=tmp_path / "cache",
    )  # fmt: skip
    assert done.returncode == 0 and done.stdout == ""
    lines = out.read_text(encoding="utf-8").splitlines()
    assert done.stderr == f"{len(lines):,} quads written to {out}\n"
    shown = run_dipgraph(
        "--data", str(RURITANIA), "export", "--format", "nquads", cache=tmp_path / "cache"
    )
    assert shown.stdout.splitlines() == lines and shown.stderr == ""
    nothing = run_dipgraph(
        "--data", str(RURITANIA), "export", "--format", "csv", "--year", "1900",
        "--out", str(tmp_path / "none"), cache=tmp_path / "cache",
    )  # fmt: skip
    assert nothing.returncode == 1 and not (tmp_path / "none").exists()
    assert nothing.stderr == "dipgraph: nothing is left to export: year 1900.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "nquad"], "Did you mean nquads"),
        (["--format", "csv"], "Name a folder"),
        (["--format", "nquads", "--partner", "UZB"], "need --query"),
        (["--format", "nquads", "--yaer", "2024"], "Did you mean year"),
        (["--format", "nquads", "--year", "then"], "a year like 2024"),
        (["--format", "nquads", "--query", "visits", "--guest"], "lacks its value"),
        (["--format", "nquads", "--query", "visits", "--gust", "XGK"], "Did you mean guest"),
        (["--format", "nquads", "stray"], "belongs to no option"),
    ],
)
def test_slips_on_the_command_line(words: list[str], said: str, tmp_path: Path) -> None:
    done = run_dipgraph("--data", str(RURITANIA), "export", *words, cache=tmp_path)
    assert_one_line_fault(done, said)


def test_a_year_goes_to_the_query_that_has_one(tmp_path: Path) -> None:
    query = tmp_path / "of-year.rq"
    query.write_text(
        "#+ summary: Visits of a year\n#+ params:\n#+   year:\n#+     type: year\n"
        "#+     about: Year.\n#+     example: 2031\n"
        "SELECT ?record WHERE { ?record a dip:Visit ; dip:startDate ?d FILTER (YEAR(?d) = ?year) }"
    )
    done = run_dipgraph(
        "--data", str(RURITANIA), "export", "--format", "ntriples", "--query", str(query),
        "--year", "2031", cache=tmp_path / "cache",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "<https://w3id.org/dipgraph/event/2031-05-03-visit-XGK-president>" in done.stdout


def test_every_format_is_in_the_help() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dipgraph", "export", "--help"],
        capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "100"},
    )  # fmt: skip
    assert [name for name in FORMATS if name not in done.stdout] == []

"""What would make an answer misleading is refused or told before a query runs."""

from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dipgraph
from dipgraph.errors import InputError, QueryError, QueryWarning, SyntaxFault
from dipgraph.querying import sparql
from dipgraph.querying.lint import look_over_query
from dipgraph.querying.other_data import load_other_data
from dipgraph.querying.soundness import look_over
from library_cases import ROOT

KG = dipgraph.load(ROOT)
D = "?e a dip:Visit ; dip:startDate ?d "
OTHER = "@prefix ex: <http://example.org/> .\nex:a ex:knows ex:b ; ex:age 3 .\n"


def findings(text: str) -> list[tuple[str, str]]:
    text = sparql.add_prefixes(text, "q", sparql.tokenize(text))
    return [(issue.severity, issue.check) for issue in look_over(text, "q", KG.store)]


UNBOUND = ("violation", "query-unbound")
TERM = ("violation", "query-term")
ABSENT = ("warning", "query-term")
PRODUCT = ("warning", "query-cross-product")
VALUE = ("warning", "query-value")
MINUS = ("warning", "query-idle-minus")

SUSPECT = [
    ("SELECT ?e { ?e a dip:Vist }", [TERM]),
    ("SELECT ?e { ?e dip:isHostdBy state:TUR }", [TERM]),
    ("SELECT ?e { ?e dip:isHostedBy/dip:hasRegon ?r }", [TERM]),
    ("SELECT ?e { ?e ^dip:hasMember|dip:hasMembr ?r }", [TERM]),
    ("SELECT ?e { ?e a dip:Visit FILTER NOT EXISTS { ?e dip:isHosteBy ?x } }", [TERM]),
    ("SELECT ?e { ?e dip:hasKind kind:visit-stat }", [TERM]),
    ("SELECT ?e { ?e dip:involves state:TRK }", [ABSENT]),
    ("SELECT ?e { ?e <http://example.org/p> ?o }", [ABSENT]),
    ("SELECT ?e ?x { ?e a dip:Visit }", [UNBOUND]),
    ("SELECT ?e { ?e a dip:Visit } ORDER BY ?x", [UNBOUND]),
    ("SELECT ?e { ?e a dip:Visit FILTER(?yr > 3) }", [UNBOUND]),
    ("SELECT (COUNT(?x) AS ?n) { ?e a dip:Visit }", [UNBOUND]),
    ("SELECT ?e { ?e a dip:Visit BIND(?q + 1 AS ?z) }", [UNBOUND]),
    ("SELECT ?e { { SELECT ?e { " + D + "} } FILTER(BOUND(?e) && ?d) }", [UNBOUND]),
    ("SELECT ?e { ?e dip:isHostedBy ?h { ?e dip:involves ?i FILTER(?h = ?i) } }", [UNBOUND]),
    ("CONSTRUCT { ?e a ?x } WHERE { ?e a dip:Visit }", [UNBOUND]),
    ("SELECT ?e ?m { ?e a dip:Visit . ?m a dip:Meeting }", [PRODUCT]),
    ("SELECT ?e ?m { ?e a dip:Visit OPTIONAL { ?m a dip:Meeting } }", [PRODUCT]),
    ("SELECT ?e ?m { ?e dip:involves state:TUR . ?m dip:involves state:TUR }", [PRODUCT]),
    ("SELECT ?e ?m { ?e a dip:Visit { SELECT ?m { ?m a dip:Meeting } } }", [PRODUCT]),
    ("SELECT ?e { { ?e a dip:Visit . ?m a dip:Meeting } UNION { ?e a dip:Case } }", [PRODUCT]),
    ("SELECT (CONCAT(?k, ?l) AS ?z) { ?e rdfs:label ?k . ?m rdfs:label ?l }", [PRODUCT]),
    ("SELECT ?e { ?e a dip:Visit MINUS { ?m a dip:Meeting } }", [MINUS]),
    ("SELECT ?e { " + D + 'FILTER(?d >= "2024-01-01") }', [VALUE]),
    ("SELECT ?e { " + D + "FILTER(2024 < ?d) }", [VALUE]),
    ('SELECT ?e { ?e rdfs:label "Turkey" }', [VALUE]),
    ('SELECT ?e { ?e dip:startDate "2024-01-01" }', [VALUE]),
]

SOUND = [
    "SELECT ?e { " + D + 'FILTER(?d >= "2024-01-01"^^xsd:date) }',
    "SELECT ?e { " + D + "FILTER(YEAR(?d) = 2024) }",
    "SELECT ?e ?m { ?e a dip:Visit ; dip:startDate ?d . ?m a dip:Meeting ; dip:startDate ?d }",
    "SELECT ?a ?b { ?a rdfs:label ?l . ?b rdfs:label ?m FILTER(STR(?l) = STR(?m)) }",
    "SELECT * { { ?a a dip:Visit } UNION { ?b a dip:Meeting } }",
    "SELECT ?e { { ?e a dip:Visit . ?f a dip:Case } UNION { ?e a dip:Case } . ?e dip:follows ?f }",
    "SELECT ?e ?n { ?e a dip:State { SELECT (COUNT(*) AS ?n) { ?v a dip:Visit } } }",
    "SELECT ?y (COUNT(?e) AS ?n) { VALUES ?y {2020 2021} " + D + "} GROUP BY ?y",
    "SELECT ?e { ?e a dip:Visit MINUS { ?e dip:isHostedBy state:TUR } }",
    "SELECT ?e { ?e a dip:Visit FILTER NOT EXISTS { ?m dip:isPartOf ?e } }",
    "SELECT ?e { ?e dip:value ?v FILTER(?v > 10) }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?e a dip:Visit } } GROUP BY ?g HAVING (COUNT(*) > 1)",
    "SELECT (YEAR(?d) AS ?y) (COUNT(?e) AS ?n) { " + D + "} GROUP BY (YEAR(?d)) ORDER BY ?y",
    'SELECT ?e { ?e rdfs:label ?l FILTER(?l != "Turkey") }',
    "SELECT (COUNT(IF(?d > ?d, ?e, ?none)) AS ?n) { " + D + "}",
    "DESCRIBE state:UZB",
    "DESCRIBE ?s { ?s a dip:State }",
    "ASK { state:TUR ?p ?o }",
    "SELECT ?e { ?e a dip:Visit FILTER(!BOUND(?e)) }",
    "SELECT ?s { ?s !(rdf:type|dip:nothingOfOurs) ?o }",
    'SELECT ?e { ?e rdfs:label ?l FILTER(LANG(?l) = "en" && CONTAINS(?l, "x")) }',
]


@pytest.mark.parametrize(("text", "expected"), SUSPECT, ids=[text for text, _ in SUSPECT])
def test_suspect_query_is_told(text: str, expected: list[tuple[str, str]]) -> None:
    assert findings(text) == expected


@pytest.mark.parametrize("text", SOUND)
def test_sound_query_is_left_alone(text: str) -> None:
    assert findings(text) == []


def test_library_has_nothing_suspect() -> None:
    queries = KG.library.queries.values()
    found = [issue for query in queries for issue in look_over_query(query, KG.store)]
    assert found == []
    assert len(queries) > 20


def test_what_rdflib_cannot_read_is_said_not_raised() -> None:
    deep = "SELECT ?s { ?s ?p ?o FILTER(" + "(" * 90 + "?o = 1" + ")" * 90 + ") }"
    assert findings(deep) == [("warning", "query-not-looked-over")]


@given(st.text(alphabet="?abc {}.;<>:\"'()ASKdip ", max_size=60))
def test_any_text_is_looked_over_without_a_traceback(text: str) -> None:
    assert isinstance(look_over(text, "q", KG.store), list)


def test_message_has_line_and_suggestion() -> None:
    text = sparql.add_prefixes(
        "SELECT ?e {\n  ?e a dip:Vist }", "q.rq", sparql.tokenize("SELECT ?e { ?e a dip:Vist }")
    )
    (issue,) = look_over(text, "q.rq", KG.store)
    assert str(issue) == "q.rq:2: nothing is called dip:Vist. Did you mean dip:Visit?"


def test_a_variable_with_a_dollar_sign_has_its_line_too() -> None:
    text = "PREFIX dip: <https://w3id.org/dipgraph/ontology#>\nSELECT ?e\n  $x { ?e a dip:Visit }"
    (issue,) = look_over(text, "q.rq", KG.store)
    assert str(issue).startswith("q.rq:3: nothing gives ?x a value")


def test_python_refuses_and_warns() -> None:
    with pytest.raises(QueryError, match=r"Did you mean dip:Visit\?"):
        KG.query("SELECT ?e { ?e a dip:Vist }")
    with pytest.warns(QueryWarning, match="nothing joins"):
        KG.query("SELECT ?e ?c { ?e a dip:Visit . ?c a dip:Case }")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(KG.query("SELECT ?e { ?e a dip:Visit }")) > 50
        assert len(KG.query("visits")) > 50


def test_limit_in_python_stops_the_work() -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with pytest.warns(QueryWarning), pytest.raises(QueryError, match="stopped after 1 s"):
        KG.query_within(1, 0, endless)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?e ?l { ?e a dip:Visit ; rdfs:label ?l } ORDER BY ?e",
        "ASK { state:TUR ?p ?o }",
        "CONSTRUCT { ?e a dip:Visit } WHERE { ?e a dip:Visit }",
    ],
)
def test_rows_within_a_limit_are_those_without(text: str) -> None:
    free, limited = KG.query(text), KG.query_within(60, 2048, text)
    assert (free.columns, free.form) == (limited.columns, limited.form)
    assert sorted(map(str, free.rows)) == sorted(map(str, limited.rows))


def run(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dipgraph", "query", "run", *words]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False)


def test_command_refuses_warns_and_gives_way() -> None:
    refused = run("-", given="SELECT ?e { ?e a dip:Vist }")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Did you mean dip:Visit?" in refused.stderr
    anyway = run("-", "--anyway", "--format", "csv", given="SELECT ?e { ?e a dip:Vist }")
    assert (anyway.returncode, anyway.stdout) == (0, "e\n")


def test_cut_answer_says_so() -> None:
    cut = run("visits", "--rows", "2", "--format", "csv")
    assert len(cut.stdout.splitlines()) == 3
    assert "2 of" in cut.stderr
    own = run("-", "--format", "csv", given="SELECT ?e { ?e a dip:Visit } LIMIT 2")
    assert "LIMIT 2 is reached" in own.stderr


def test_other_data_is_asked_in_place_of_the_graph(tmp_path: Path) -> None:
    one, two = tmp_path / "one.ttl", tmp_path / "two.jsonld"
    one.write_text(OTHER, encoding="utf-8")
    two.write_text('{"@id": "http://example.org/c", "http://example.org/age": 5}', encoding="utf-8")
    ask = "PREFIX ex: <http://example.org/> SELECT ?s ?age { ?s ex:age ?age } ORDER BY ?age"
    both = run("-", "--format", "csv", "--data", str(one), str(two), given=ask)
    assert both.stdout.splitlines() == [
        "s,age",
        "http://example.org/a,3",
        "http://example.org/c,5",
    ]
    slip = run("-", "--data", str(one), given=ask.replace("ex:age", "ex:agee"))
    assert "Did you mean" in slip.stderr


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bad.ttl", "ex:a ex:b .", "bad.ttl:1"),
        ("none.ttl", "", "nothing in this file"),
        ("far.jsonld", '{"@context": "http://example.org/c", "a": 1}', "no network request"),
        ("bad.nq", "<a> <b>", "bad.nq:1"),
    ],
)
def test_other_data_that_cannot_be_read_is_named(
    tmp_path: Path, name: str, content: str, words: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        load_other_data([str(path)])
    with pytest.raises((InputError, SyntaxFault)):
        load_other_data([str(tmp_path / "absent.ttl")])


@pytest.mark.parametrize("name", ["html", "parquet", "jsonld", "rdfxml", "trig", "nquads"])
def test_new_formats_are_read_back(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    if name in ("html", "parquet"):
        assert run("visits", "--year", "2024", "--format", name, "--out", str(out)).returncode == 0
        rows = len(KG.query("visits", year=2024))
        if name == "parquet":
            import polars

            frame = polars.read_parquet(out)
            assert frame.height == rows
            assert frame.schema["start"] == polars.Date
        else:
            text = out.read_text(encoding="utf-8")
            assert text.count("<tr>") == rows + 1
            assert "<script" not in text
        return
    import rdflib

    query = "CONSTRUCT { ?e rdfs:label ?l } WHERE { ?e a dip:Visit ; rdfs:label ?l }"
    assert run("-", "--format", name, "--out", str(out), given=query).returncode == 0
    kind = {"jsonld": "json-ld", "rdfxml": "xml"}.get(name, name)
    back = rdflib.Dataset(default_union=True).parse(out, format=kind)
    assert len(back) == len(KG.query(query))


def test_parquet_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from dipgraph.querying.parquet import write_parquet

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r"dipgraph\[parquet\]"):
        write_parquet(["a"], [[1]])

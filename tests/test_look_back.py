"""What is said of an answer: why it is empty, what it counts twice; and that it is true."""

from __future__ import annotations

import json
import re
import warnings
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dipgraph
from dipgraph import queries
from dipgraph.errors import QueryWarning
from dipgraph.querying import sparql
from dipgraph.querying.comparisons import Comparisons
from dipgraph.querying.expressions import family
from dipgraph.querying.joins import Joins
from dipgraph.querying.lint import _examples
from dipgraph.querying.look_back import look_back
from dipgraph.querying.other_data import load_other_data
from dipgraph.querying.soundness import look_over
from library_cases import ROOT
from project_copy import RURITANIA

KG = dipgraph.load(ROOT).in_memory()


def told(text: str) -> list[str]:
    """Return every warning that a query of somebody gets."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        KG.query(text)
    return [str(one.message) for one in caught if one.category is QueryWarning]


V = "?e a dip:Visit ; dip:startDate ?d "
# (query, words that must be told). None of these answers is told of by the engines.
MISLEADING = [
    # the wrong way round, the wrong role, classes and kinds for each other
    ("SELECT ?v { state:TUR dip:isHostedBy ?v }", "other way round: ?v dip:isHostedBy state:TUR"),
    ("SELECT ?v { state:TUR dip:involves ?v }", "the other way round"),
    ("SELECT ?o { state:TUR dip:hasMember ?o }", "the other way round"),
    ("SELECT ?v { ?c a dip:State . ?c dip:involves ?v }", "?c a dip:State and ?c dip:involves ?v"),
    ("SELECT ?e { ?e dip:hasVisitor state:TUR }", "dip:involves takes state:TUR in every role"),
    ("SELECT ?e { ?e dip:hasKind dip:Visit }", "nothing in the graph matches"),
    ("SELECT ?e { ?e a kind:state-visit }", "nothing is of the class kind:state-visit"),
    ("SELECT ?e { ?e a dip:involves }", "nothing is of the class dip:involves"),
    ("SELECT ?e { ?e dip:Visit ?x }", "no triple has the property dip:Visit"),
    ("SELECT ?d { ?e a dip:State ; dip:startDate ?d }", "nothing has both"),
    ("SELECT ?e { ?e a dip:Visit , dip:Meeting }", "nothing has both"),
    # vocabularies of others
    ("SELECT ?e { ?e a schema:Event }", "nothing is of the class schema:Event"),
    ("SELECT ?s { ?s owl:sameAs wd:Q43 }", "no triple has the property owl:sameAs"),
    (
        "PREFIX dip: <http://w3id.org/dipgraph/ontology#> SELECT ?e { ?e a dip:Visit }",
        "nothing is of the class http://w3id.org",
    ),
    # names
    ("SELECT ?e { ?e dip:involves state:Turkey }", "Turkey is state:TUR"),
    ("SELECT ?e { ?e dip:involves ?s FILTER(?s = state:Turkey) }", "Turkey is state:TUR"),
    ("SELECT ?e { ?e dip:involves ?s FILTER(?s IN (state:tur, state:GEO)) }", "no state:tur"),
    ("SELECT ?e { VALUES ?s { state:TRK } ?e dip:involves ?s }", "no state:TRK"),
    ('SELECT ?s { VALUES ?c { "tur" } ?s dip:isoAlpha3 ?c }', '"TUR" does'),
    # texts and languages
    ('SELECT ?s { ?s rdfs:label "türkiye"@en }', '"Türkiye"@en does'),
    ('SELECT ?s { ?s rdfs:label "Turkey"@en }', "but after skos:altLabel"),
    ('SELECT ?s { ?s rdfs:label ?l FILTER(?l IN ("Türkiye")) }', "holds values like"),
    ('SELECT ?s { VALUES ?l { "Türkiye" } ?s rdfs:label ?l }', 'Write "Türkiye"@en'),
    ('SELECT ?l { ?s rdfs:label ?l FILTER(LANG(?l) = "fr") }', 'There is "en"'),
    ('SELECT ?l { ?s rdfs:label ?l FILTER(LANGMATCHES(LANG(?l), "az")) }', "without it there"),
    ('SELECT ?l { ?s rdfs:label ?l FILTER(STR(?l) = "Türkiye"@en) }', "gives plain texts"),
    ('SELECT ?l { ?s rdfs:label ?l FILTER(LCASE(STR(?l)) = "Türkiye") }', "small letters"),
    ('SELECT ?l { ?s a dip:State ; rdfs:label ?l FILTER(CONTAINS(?l, "turk")) }', "Capitals"),
    ('SELECT ?s { ?s rdfs:label ?l FILTER(STR(?l) = "Turkey") }', "stands after skos:altLabel"),
    ('SELECT ?e { ?e dip:involves "Türkiye" }', "Write an IRI or a short name"),
    ('SELECT ?e { ?e dip:involves ?a FILTER(?a = "TUR") }', "holds values like"),
    ('SELECT ?e { ?e dip:involves ?a FILTER(CONTAINS(?a, "TUR")) }', "Write STR(?a)"),
    # dates, years, numbers
    ("SELECT ?e { " + V + 'FILTER(YEAR(?d) = "2024") }', "gives numbers"),
    ("SELECT ?e { " + V + 'FILTER(YEAR(?d) IN ("2023", "2024")) }', "gives numbers"),
    ("SELECT ?e { " + V + "FILTER(SUBSTR(STR(?d), 1, 4) = 2024) }", "gives plain texts"),
    ("SELECT ?e { " + V + 'FILTER(REGEX(?d, "^2024")) }', "Write STR(?d)"),
    ("SELECT ?e { " + V + "FILTER(YEAR(STR(?d)) = 2024) }", "YEAR takes a date"),
    ("SELECT ?e { " + V + 'FILTER(?d >= "2024-1-1"^^xsd:date) }', "is no xsd:date"),
    ("SELECT ?e { " + V + 'FILTER(?d = "2024"^^xsd:gYear) }', "holds values like"),
    ('SELECT ?s { ?s dip:coversYear "2024"^^xsd:gYear }', 'Write "2024"^^xsd:integer'),
    ("SELECT ?s { ?s dip:value 940 }", '"940"^^xsd:decimal does'),
    ("SELECT ?e { " + V + "FILTER(YEAR(?d) = 2022) }", "no source covers 2022: a hole"),
    (
        "SELECT ?e { " + V + 'FILTER(?d > "2024-12-31"^^xsd:date && ?d < "2024-01-01"^^xsd:date) }',
        "nothing passes FILTER",
    ),
    ("SELECT ?e { " + V + "FILTER(YEAR(?d) != 2023 || YEAR(?d) != 2024) }", "true of every value"),
    # what counts twice, or not at all
    ("SELECT (COUNT(?e) AS ?n) { ?e a dip:Visit ; dip:involves ?h }", "COUNT(DISTINCT ?e)"),
    (
        "SELECT ?h (COUNT(*) AS ?n) { ?e a dip:Visit ; dip:involves ?h ; dip:isStatedIn ?p } "
        "GROUP BY ?h",
        "COUNT(DISTINCT ?e)",
    ),
    (
        "SELECT (SUM(?v) AS ?n) { ?f a dip:Figure ; dip:value ?v ; dip:involves ?h }",
        "take each once",
    ),
    ("SELECT (AVG(?d) AS ?n) { " + V + "}", "AVG takes numbers"),
    (
        "SELECT ?e (GROUP_CONCAT(?a) AS ?n) { ?e a dip:Case ; dip:involves ?a } GROUP BY ?e",
        "Write STR(?a)",
    ),
    ("SELECT (COUNT(?e) AS ?n) { ?e dip:hasVisitor state:TUR }", "nothing in the graph matches"),
    ("ASK { state:TUR dip:involves ?e }", "the other way round"),
    ("SELECT ?e { ?e a dip:Visit ; dip:involves ?a }", "SELECT DISTINCT gives each once"),
    ("SELECT ?e { ?e a dip:Visit } LIMIT 5", "LIMIT without ORDER BY"),
    # OPTIONAL, GRAPH, BOUND
    (
        "SELECT ?e { ?e a dip:Visit OPTIONAL { ?e dip:hasStatus ?s } "
        "FILTER(?s != kind:status-planned) }",
        "FILTER (!BOUND(?s) || ...)",
    ),
    (
        "SELECT ?e { ?e a dip:Visit OPTIONAL { ?e dip:takesPlaceIn ?p } ?p rdfs:label ?l }",
        "only an OPTIONAL binds ?p",
    ),
    (
        "SELECT ?e { ?e a dip:Visit OPTIONAL { ?e dip:hasStatus ?st } FILTER(!BOUND(?status)) }",
        "BOUND(?status) is false",
    ),
    ("SELECT ?e { GRAPH ?g { ?e a dip:Visit } }", "Leave GRAPH out"),
    ("SELECT ?e { GRAPH source:mfa-2022 { ?e a dip:Visit } }", "no graph source:mfa-2022"),
    ("SELECT ?e { GRAPH source:mfa-2024 { ?e dip:involves state:TUR } }", "Without GRAPH"),
    ("SELECT ?s { ?s a dip:State FILTER NOT EXISTS { ?x a dip:Visit } }", "FILTER NOT EXISTS"),
]

SOUND = [
    "SELECT DISTINCT ?e { ?e a dip:Visit ; dip:involves ?a }",
    "SELECT (COUNT(DISTINCT ?e) AS ?n) { ?e a dip:Visit ; dip:involves ?h }",
    "SELECT (COUNT(?e) AS ?n) { ?e a dip:Visit }",
    "SELECT ?h (COUNT(?e) AS ?n) { ?e a dip:Visit ; dip:isHostedBy ?h } GROUP BY ?h",
    "SELECT ?h (COUNT(*) AS ?n) { ?e a dip:Visit ; dip:isHostedBy ?h } GROUP BY ?h",
    "SELECT (SUM(?v) AS ?n) { ?f a dip:Figure ; dip:value ?v }",
    "SELECT ?e { ?e a dip:Visit } ORDER BY ?e LIMIT 5",
    "SELECT ?e { ?e a dip:Visit OPTIONAL { ?e dip:hasStatus ?s } "
    "FILTER(!BOUND(?s) || ?s != kind:status-planned) }",
    "SELECT ?e { ?e a dip:Visit OPTIONAL { ?e dip:hasStatus ?s FILTER(?s != kind:status-planned) "
    "} }",
    "SELECT ?e { ?e a dip:Record OPTIONAL { ?e dip:hasStatus ?s } FILTER(BOUND(?s)) "
    "FILTER(?s != kind:status-planned) }",
    "SELECT ?e { ?e a dip:Visit OPTIONAL { ?e dip:startDate ?d } FILTER(YEAR(?d) != 2020) }",
    "SELECT ?e ?g { GRAPH ?g { ?e a dip:Visit } }",
    "SELECT * { GRAPH ?g { ?e a dip:Visit } }",
    'SELECT ?s { ?s rdfs:label ?l FILTER(?l = "Baku" || ?l = "Baku"@en) }',
    'SELECT ?s { ?s rdfs:label ?l FILTER(?l IN ("Baku", "Baku"@en)) }',
    'SELECT ?s { ?s dcterms:source ?l FILTER(LANG(?l) = "en") }',
    "SELECT ?a (COUNT(?s) AS ?n) { ?e a dip:Case ; dip:hasKind ?a "
    "OPTIONAL { ?e dip:hasStatus ?s } } GROUP BY ?a",
    "SELECT ?e { GRAPH source:mfa-2024 { ?e a dip:Visit } }",
    'SELECT ?s { ?s a dip:State ; rdfs:label ?l FILTER(LCASE(STR(?l)) = "georgia") }',
    'SELECT ?l { ?s a dip:State ; rdfs:label ?l FILTER(LANG(?l) = "en") }',
    'SELECT ?l { ?s a dip:State ; rdfs:label ?l FILTER(?l = "Georgia"@en) }',
    'SELECT ?s { ?s rdfs:label|skos:altLabel "Turkey"@en }',
    "SELECT ?e { " + V + "FILTER(YEAR(?d) IN (2023, 2024)) }",
    "SELECT ?e { " + V + 'FILTER(STRSTARTS(STR(?d), "2024")) }',
    "SELECT ?e { " + V + 'FILTER(?d >= "2024-01-01"^^xsd:date && ?d < "2025-01-01"^^xsd:date) }',
    "SELECT ?e { " + V + "FILTER(YEAR(?d) != 2023 && YEAR(?d) != 2024) }",
    "SELECT ?e { " + V + 'BIND(STR(YEAR(?d)) AS ?y) FILTER(?y = "2024") }',
    'SELECT DISTINCT ?e { ?e a dip:Visit ; dip:involves ?a FILTER(CONTAINS(STR(?a), "TUR")) }',
    "SELECT DISTINCT ?e { ?e dip:involves ?s FILTER(?s NOT IN (state:TUR, state:XXX)) }",
    "SELECT ?v { ?v dip:value ?n FILTER(?n = 940) }",
    "SELECT ?e (GROUP_CONCAT(STR(?a)) AS ?n) { ?e a dip:Case ; dip:involves ?a } GROUP BY ?e",
    "ASK { ?e dip:involves state:TUR }",
    "ASK { ?x a dip:Passage ; a dip:Visit }",
    "CONSTRUCT { ?e a dip:Visit } WHERE { ?e a dip:Visit }",
    "DESCRIBE ?s { ?s a dip:Case }",
    "SELECT ?c { dip:Visit rdfs:subClassOf* ?c }",
    "SELECT DISTINCT ?o { state:TUR ^dip:involves/dip:involves ?o }",
]


@pytest.mark.parametrize(("text", "words"), MISLEADING, ids=[text for text, _ in MISLEADING])
def test_misleading_answer_is_told(text: str, words: str) -> None:
    assert words in " ".join(told(text))


@pytest.mark.parametrize("text", SOUND)
def test_sound_query_and_its_answer_are_left_alone(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "path", ["(dip:involves|^dip:involves)*", "(dip:involves|^dip:involves)+", "(!dip:value)*"]
)
def test_a_path_that_reaches_everything_is_told_before_it_runs(path: str) -> None:
    text = f"ASK {{ state:TUR {path} ?b }}"
    text = sparql.add_prefixes(text, "q", sparql.tokenize(text))
    (issue,) = look_over(text, "q", KG.store)
    assert issue.check == "query-endless-path"


def test_no_answer_of_the_library_is_doubted() -> None:
    looked_at = 0
    for query in KG.library.queries.values():
        text = queries.fill_in(query, _examples(query), KG.store)
        result = queries.run_query(KG.store, query, _examples(query))
        if not len(result):  # with all examples at once some have no row: that may be explained
            continue
        assert look_back(text, result, KG.store) == [], query.name
        looked_at += 1
    assert looked_at > 60


@cache
def written_queries() -> list[str]:
    """Return the queries in the documents: in blocks of SPARQL, and in calls of ``kg.query``."""
    found: list[str] = []
    files = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "queries").glob("*.md")]
    for file in files:
        text = file.read_text(encoding="utf-8")
        found += re.findall(r'kg\.query\(\s*"([^"]*\{[^"]*)"', text)
    notebook = json.loads((ROOT / "docs" / "notebook.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        code = "".join(cell["source"])
        found += re.findall(r'kg\.query\(\s*(?:"""|")([^"]*\{[^"]*)"', code)
    return found


def test_the_queries_of_the_documents_are_left_alone() -> None:
    assert written_queries()
    for text in written_queries():
        assert told(text) == [], text


_TRIPLES = sorted(
    (
        quad
        for quad in KG.store.quads_for_pattern(None, None, None, ox.DefaultGraph())
        if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.BlankNode)
    ),
    key=str,
)


@pytest.mark.parametrize("project", [ROOT, RURITANIA], ids=["real", "fictional"])
def test_the_kind_of_value_that_is_told_of_a_property_is_that_of_all_its_values(
    project: Path,
) -> None:
    store = dipgraph.load(project, cache=False).store
    comparisons = Comparisons(Joins(), store, ox.DefaultGraph())
    kinds: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()):
        term = quad.object
        kind = family(term.datatype.value, term.language) if isinstance(term, ox.Literal) else "IRI"
        kinds.setdefault(quad.predicate.value, set()).add(kind)
    assert len(kinds) > 60
    for predicate, found in kinds.items():
        assert comparisons.kinds_after(predicate) >= found, predicate
        assert comparisons.kind_after(predicate) in (None, *found)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(_TRIPLES), st.integers(0, 4))
def test_no_query_for_what_the_graph_has_is_suspected(quad: ox.Quad, shape: int) -> None:
    s, p, o = quad.subject, quad.predicate, quad.object
    text = [
        f"SELECT DISTINCT ?s {{ ?s {p} {o} }}",
        f"SELECT DISTINCT ?s {{ ?s {p} ?o FILTER (?o IN ({o})) }}",
        f"SELECT DISTINCT ?s {{ VALUES ?o {{ {o} }} ?s {p} ?o }}",
        f"SELECT DISTINCT ?o {{ {s} {p} ?o }}",
        f"SELECT DISTINCT ?s {{ ?s {p} ?o OPTIONAL {{ ?s {p} ?o2 }} FILTER (sameTerm(?o, {o})) }}",
    ][shape]
    issues = look_over(text, "q", KG.store)
    assert [issue for issue in issues if issue.check != "query-cross-product"] == []
    result = KG.query(text)
    assert len(result)
    assert look_back(text, result, KG.store) == []


@pytest.mark.filterwarnings("ignore::dipgraph.errors.QueryWarning")
def test_what_is_said_of_an_empty_answer_is_true() -> None:
    text = (
        "SELECT ?e { ?e a dip:Visit ; dip:startDate ?d .\n"
        "  FILTER (YEAR(?d) > 2000)\n  FILTER (YEAR(?d) > 2090) }"
    )
    text = sparql.add_prefixes(text, "q", sparql.tokenize(text))
    (note,) = look_back(text, KG.query(text), KG.store)
    assert note.startswith("line 3: nothing passes FILTER (YEAR(?d) > 2090)")
    both = text.replace("> 2000", "> 2023").replace("> 2090", "< 2021")
    notes = look_back(both, KG.query(both), KG.store)
    assert [note[:7] for note in notes] == ["line 2:", "line 3:"]
    # No two of these go together, so that to drop one does not help.
    three = both.replace("> 2023", "= 2020").replace("< 2021", "= 2021")
    three = three.replace(" }", "\n  FILTER (YEAR(?d) = 2023) }")
    assert look_back(three, KG.query(three), KG.store) == [
        "each FILTER alone lets something pass, all together nothing."
    ]


@pytest.mark.filterwarnings("ignore::dipgraph.errors.QueryWarning")
def test_an_answer_that_took_long_is_not_asked_again() -> None:
    text = "SELECT (COUNT(?e) AS ?n) { ?e a dip:Visit ; dip:involves ?h }"
    text = sparql.add_prefixes(text, "q", sparql.tokenize(text))
    result = KG.query(text)
    assert look_back(text, result, KG.store)
    assert look_back(text, result, KG.store, may_ask=False) == []


def test_limits_in_python_tell_the_same_of_an_empty_answer() -> None:
    with pytest.warns(QueryWarning, match="the other way round"):
        KG.query_within(60, 0, "SELECT ?v { state:TUR dip:involves ?v }")


def test_other_data_are_explained_without_our_ontology(tmp_path: Path) -> None:
    file = tmp_path / "other.trig"
    file.write_text(
        "@prefix ex: <http://example.org/> . ex:g { ex:a ex:knows ex:b ; ex:age 3 . ex:b a ex:C }",
        encoding="utf-8",
    )
    store = load_other_data([str(file)])

    def run(text: str) -> list[str]:
        found: list[str] = []
        query = queries.parse_query(f"PREFIX ex: <http://example.org/> {text}", "q", "q")
        queries.run_query(store, query, {}, warn=found.append, own_graph=False)
        return found

    assert "the other way round" in " ".join(run("SELECT ?x { ex:b ex:knows ?x }"))
    assert "nothing has both" in " ".join(run("SELECT ?x { ?x a ex:C ; ex:age ?n }"))
    assert 'Write "3"^^xsd:integer' in " ".join(run('SELECT ?x { ?x ex:age "3" }'))
    assert run("SELECT ?x { ?x ex:age 3 }") == []

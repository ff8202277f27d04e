"""Queries: their files, parameters, engines, rows, formats, and what the linter finds."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dipgraph.errors import InputError, QueryError, SyntaxFault
from dipgraph.knowledge import KnowledgeGraph, load
from dipgraph.queries import load_library, parse_query, run_query
from dipgraph.querying import sparql
from dipgraph.querying.lint import lint_query
from dipgraph.querying.template import put_values
from dipgraph.resources import find_project
from project_copy import RURITANIA

PREFIX = "PREFIX dip: <https://w3id.org/dipgraph/ontology#>\n"
STATE = "https://w3id.org/dipgraph/state/"
EVENT = "https://w3id.org/dipgraph/event/"
BOTH = ("oxigraph", "rdflib")


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return load(RURITANIA, cache=False)


def head(params: str, columns: str = "event: IRI.") -> str:
    lines = ["summary: Test", "tags: [tests]", "params:", *params.splitlines(), "columns:"]
    lines += [f"  {column}" for column in columns.splitlines()]
    return "".join(f"#+ {line}\n" for line in lines)


def run(kg: KnowledgeGraph, text: str, **given: object) -> dict[str, list[list[object]]]:
    """Return the rows that each engine gives, as Python values."""
    query = parse_query(text, "test", "test.rq")
    return {
        engine: [list(row) for row in run_query(kg.store, query, given, dataset)]
        for engine, dataset in (("oxigraph", None), ("rdflib", kg.graph))
    }


ACTOR = "  who: {type: actor, about: Who., required: false, example: XGK}"
YEAR = "  year: {type: year, about: Year., required: false, example: 2031}"

# Each way a parameter may stand in a query: in the pattern, in FILTER, BOUND, OPTIONAL, EXISTS,
# MINUS, UNION, a subquery, BIND, SELECT, GROUP BY, HAVING, ORDER BY.
PLACES = {
    "pattern": "SELECT ?event { ?event dip:hasVisitor ?v ; dip:isHostedBy ?who }",
    "filter": "SELECT ?event { ?event dip:hasParticipant ?w FILTER (?w = ?who) }",
    "bound": "SELECT ?event { ?event a dip:Meeting FILTER (!BOUND(?who) || ?who = ?who) }",
    "optional": "SELECT ?event { ?event a dip:Visit "
    "OPTIONAL { ?event dip:isHostedBy ?h FILTER (?h = ?who) } }",
    "exists": "SELECT ?event { ?event a dip:Event FILTER EXISTS { ?event dip:hasParty ?who } }",
    "minus": "SELECT ?event { ?event a dip:Consultation MINUS { ?event dip:hasDonor ?who } }",
    "union": "SELECT ?event { { ?event dip:hasDonor ?who } "
    "UNION { ?event dip:hasRecipient ?who } }",
    "subquery": "SELECT ?event ?n { ?event a dip:Visit "
    "{ SELECT (COUNT(?e) AS ?n) { ?e dip:involves ?who } } }",
    "bind": "SELECT ?event ?w { ?event a dip:Visit BIND (?who AS ?w) }",
    "selected": "SELECT ?event ?who { ?event dip:hasParticipant ?who }",
    "computed": "SELECT ?event ?who { ?event dip:hasVisitor ?v OPTIONAL { ?v dip:isOfficeOf ?o } "
    "BIND (COALESCE(?o, ?v) AS ?who) }",
    "grouped": "SELECT ?who (COUNT(DISTINCT ?event) AS ?n) { ?event a dip:Event ; "
    "dip:involves ?who } GROUP BY ?who HAVING (COUNT(?event) > 1)",
    "selected in a subquery": "SELECT ?who ?n { { SELECT ?who (COUNT(?e) AS ?n) "
    "{ ?e a dip:Event ; dip:involves ?who } GROUP BY ?who } }",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("who", ["XGK", "XRU", None])
def test_engines_give_the_same_rows_wherever_a_parameter_stands(
    kg: KnowledgeGraph, place: str, who: str | None
) -> None:
    columns = "event: e\nn: n\nw: w\nwho: who"
    text = head(ACTOR, columns) + PREFIX + PLACES[place]
    found = run(kg, text, who=who)
    assert sorted(map(str, found["oxigraph"])) == sorted(map(str, found["rdflib"]))
    if who and place not in ("pattern", "filter", "union") and (who, place) != ("XRU", "computed"):
        assert found["oxigraph"], "the case proves nothing without rows"
    if place in ("selected", "computed", "grouped", "selected in a subquery") and who:
        index = 0 if place in ("grouped", "selected in a subquery") else 1
        assert {row[index] for row in found["oxigraph"]} <= {STATE + who}


def test_parameter_in_the_pattern_selects_what_it_names(kg: KnowledgeGraph) -> None:
    text = head(ACTOR) + PREFIX + PLACES["union"]
    assert run(kg, text, who="XGK")["oxigraph"] == [[EVENT + "2031-10-04-aid-XGK"]]
    assert run(kg, text, who="XRU")["rdflib"] == [[EVENT + "2031-10-04-aid-XGK"]]


@pytest.mark.parametrize(("year", "rows"), [(2031, 1), (2030, 0), (None, 1)])
def test_year_compares_the_same_on_both_engines(
    kg: KnowledgeGraph, year: int | None, rows: int
) -> None:
    text = (
        head(YEAR)
        + PREFIX
        + "SELECT ?event { ?event a dip:Visit ; dip:startDate ?s ; dip:endDate ?e "
        "FILTER (!BOUND(?year) || (YEAR(?s) <= ?year && YEAR(?e) >= ?year)) }"
    )
    found = run(kg, text, year=year)
    assert {engine: len(found[engine]) for engine in BOTH} == dict.fromkeys(BOTH, rows)


@pytest.mark.parametrize(("since", "rows"), [("2031-05-03", 1), (date(2031, 5, 4), 0)])
def test_date_compares_the_same_on_both_engines(
    kg: KnowledgeGraph, since: object, rows: int
) -> None:
    text = head("  since: {type: date, about: From., default: 1900-01-01}") + PREFIX
    text += "SELECT ?event { ?event a dip:Visit ; dip:startDate ?s FILTER (?s >= ?since) }"
    found = run(kg, text, since=since)
    assert {engine: len(found[engine]) for engine in BOTH} == dict.fromkeys(BOTH, rows)
    assert len(run(kg, text)["oxigraph"]) == 1


@pytest.mark.parametrize(
    "given",
    [
        "XRU", "xru", "Ruritania", "RURITANIA", "ruritania", "kingdom of  Ruritania", "Rúritania",
        "state:XRU", STATE + "XRU", f"<{STATE}XRU>", ox.NamedNode(STATE + "XRU"),
    ],
)  # fmt: skip
def test_state_is_found_under_any_spelling(kg: KnowledgeGraph, given: object) -> None:
    text = head("  host: {type: state, about: Host., example: XRU}") + PREFIX
    text += "SELECT ?event { ?event dip:isHostedBy ?host }"
    found = run(kg, text, host=given)
    assert found["oxigraph"] == [[EVENT + "2031-05-03-visit-XGK-president"]] == found["rdflib"]


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        (
            "state",
            "Ruritannia",
            "there is no state 'Ruritannia' in the graph. Did you mean state:X",
        ),
        ("state", "XR", "there is no state"),
        ("state", "office:XGK-president", "there is no state"),
        ("organisation", "river-leage", "Did you mean organisation:river-league (River League)?"),
        ("kind", "state-visits", "Did you mean kind:state-visit (State visit)?"),
        ("year", "31", "a year of four digits"),
        ("year", "2031-05", "a year of four digits"),
        ("date", "2031-5-1", "a date like 2024-05-31"),
        ("date", "2031-02-30", "a date like"),
        ("date", "20310501", "a date like"),
        ("number", "many", "a number"),
        ("number", "1e5", "a number"),
    ],
)
def test_value_of_another_type_is_refused(
    kg: KnowledgeGraph, kind: str, given: str, words: str
) -> None:
    text = head(f"  it: {{type: {kind}, about: It., example: 'x'}}") + PREFIX
    text += "SELECT ?event { ?event dip:hasKind ?k FILTER (?k = ?it) }"
    with pytest.raises(QueryError) as fault:
        run_query(kg.store, parse_query(text, "test", "test.rq"), {"it": given})
    assert words in str(fault.value)


def test_label_of_two_things_must_be_told_apart(kg: KnowledgeGraph) -> None:
    store = ox.Store()
    for name in ("one", "two"):
        node = ox.NamedNode(f"https://w3id.org/dipgraph/organisation/{name}")
        label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
        store.add(ox.Quad(node, label, ox.Literal("Same")))
    query = parse_query(
        head("  o: {type: organisation, about: O., example: x}") + "SELECT ?event { ?event ?p ?o }",
        "test",
        "test.rq",
    )
    with pytest.raises(QueryError, match=r"organisation:one or organisation:two"):
        run_query(store, query, {"o": "Same"})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"hots": "XRU"}, "has no parameter 'hots'; it takes host. Did you mean host?"),
        ({}, "needs host: Host. For example: XRU"),
    ],
)
def test_parameter_misspelt_or_left_out_is_told(
    kg: KnowledgeGraph, given: dict[str, object], words: str
) -> None:
    text = head("  host: {type: state, about: Host., example: XRU}")
    query = parse_query(
        text + PREFIX + "SELECT ?event { ?event dip:isHostedBy ?host }", "q", "q.rq"
    )
    with pytest.raises(QueryError) as fault:
        run_query(kg.store, query, given)
    assert words in str(fault.value)


@pytest.mark.parametrize(
    ("meta", "words"),
    [
        ("summery: x", "no key 'summery'; it may hold summary"),
        ("summary: [", "the front matter is not YAML"),
        ("summary: a: b", "not YAML"),
        ("params:\n  a: {type: sate, about: x}", "Did you mean state?"),
        ("params:\n  a: {type: state}", "does not say what it is about"),
        ("params:\n  a: {type: state, about: x}", "has no example"),
        ("params:\n  a: {type: state, about: x, exmple: y}", "Did you mean example?"),
        ("params:\n  a: {type: text, about: x, example: NO}", "Put it in quotation marks"),
        ("params:\n  a: state", "needs type and about"),
        ("params: a", "params is a list of name: value"),
        ("tags: visits", "tags is a list of words"),
        ("- a", "not a list of key: value"),
    ],
)
def test_faulty_front_matter_is_named(meta: str, words: str) -> None:
    text = "".join(f"#+ {line}\n" for line in meta.splitlines()) + "SELECT ?x { ?x ?y ?z }"
    with pytest.raises(QueryError) as fault:
        parse_query(text, "q", "q.rq")
    assert str(fault.value).startswith("q.rq")
    assert words in str(fault.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT ?x { SERVICE <http://localhost:9/> { ?x ?y ?z } }", "q:1:13: SERVICE would ask"),
        ("SELECT ?x { service silent <http://localhost:9/> {} }", "would ask another machine"),
        ("SELECT ?x FROM <http://localhost:9/> { ?x ?y ?z }", "FROM would fetch"),
        ("SELECT ?x FROM NAMED <file:///etc/passwd> { ?x ?y ?z }", "FROM would fetch"),
        ("LOAD <http://localhost:9/>", "LOAD would change"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "INSERT would change"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE would change"),
        ("SELECT ?x { ?x ?y ?z } ; DROP ALL", "DROP would change"),
        ("SELECT ?x {\n ?x a dip:Visit .\n FILTR (?x) }", "q:3:2: SPARQL has no word FILTR. Did"),
        ("SELECT ?x { ?x dpi:y ?z }", "the prefix dpi: is not declared. Did you mean dip"),
        ("SELECT ?x { ?x a dip:Visit ", "q:1:11: this { is never closed"),
        ("SELECT ?x { ?x a dip:Visit ) }", ") closes {"),
        ("SELECT ?x { ?x ?y 'abc }", "the string that begins here is not closed"),
        ("SELECT ?x { ?x ?y ?z FILTER ?z > 2 }", "FILTER is followed by a bracket"),
        ("SELECT ?x { ?x ?y }", "q:1:19: the query cannot be read beyond '}'"),
        ("SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y }", "not grouped by it"),
        ("SELECT ?x { ?x ?y ?z } GROUP BY ?y", "GROUP BY does not hold"),
        ("hello", "SPARQL has no word hello"),
        ("?x", "this is no query"),
        ("SELECT ?x { " + "{" * 150 + "}" * 150 + " }", "deep"),
    ],
)
@pytest.mark.parametrize("engine", BOTH)
def test_query_that_may_not_or_cannot_run_is_refused(
    kg: KnowledgeGraph, text: str, words: str, engine: str
) -> None:
    query = parse_query(text, "q", "q")
    with pytest.raises(SyntaxFault) as fault:
        run_query(kg.store, query, {}, kg.graph if engine == "rdflib" else None)
    assert words in str(fault.value)
    assert "\n" not in str(fault.value)


def test_words_in_strings_comments_and_iris_are_no_keywords(kg: KnowledgeGraph) -> None:
    text = (
        "# SERVICE FROM\nSELECT ?x { ?x rdfs:label ?l FILTER (?l != 'SERVICE } FROM' && "
        '?l != """INSERT"""@en && ?x != <http://e/LOAD>) } LIMIT 1'
    )
    assert len(kg.query(text)) == 1


LINTED = {
    "query-unbound": "SELECT ?event ?evnt { ?event a dip:Visit }",
    "query-columns": "SELECT ?event ?more { ?event a dip:Visit ; dip:startDate ?more }",
    "query-parameter": "SELECT ?event { ?event a dip:Visit }",
    "query-term": "SELECT ?event { ?event a dip:Vist ; dip:isHostedBy ?host }",
    "query-prefix": "SELECT ?event { ?event a dip:Visit ; dip:isHostedBy ?host ; rdfs:label ?l }",
    "query-example": "SELECT ?event (?w AS ?host) { ?event dip:isHostedBy ?w }",
    "query-syntax": "SELECT ?event { ?event a }",
}


@pytest.mark.parametrize("check", LINTED)
def test_linter_finds(kg: KnowledgeGraph, check: str) -> None:
    text = head("  host: {type: state, about: Host., example: XRU}") + PREFIX + LINTED[check]
    issues = lint_query(parse_query(text, "q", "q.rq"), kg.store)
    assert check in {issue.check for issue in issues}, issues
    if check == "query-term":
        assert "Did you mean dip:Visit?" in " ".join(map(str, issues))


def test_linter_passes_a_sound_query_and_counts_reserved_names(kg: KnowledgeGraph) -> None:
    sound = head("  host: {type: state, about: Host., example: XRU}") + PREFIX
    sound += "SELECT ?event { ?event a dip:Visit ; dip:isHostedBy ?host }"
    assert lint_query(parse_query(sound, "q", "q.rq"), kg.store) == []
    reserved = sound.replace("host", "format")
    found = lint_query(parse_query(reserved, "q", "q.rq"), kg.store)
    assert [issue.fault for issue in found if "--" in issue[3]] == [
        "--format is an option already."
    ]


def test_selected_parameter_without_a_value_in_the_pattern_is_a_fault_not_no_rows(
    kg: KnowledgeGraph,
) -> None:
    text = head(ACTOR, "event: e\nwho: w") + PREFIX
    text += "SELECT ?event ?who { ?event a dip:Visit FILTER (!BOUND(?who) || ?who = ?who) }"
    with pytest.raises(QueryError, match="the pattern gives it no value"):
        run(kg, text, who="XRU")


NAMES = st.sampled_from(["a", "b", "long_name"])


@given(values=st.dictionaries(NAMES, st.just("<http://e/v>")))
@settings(max_examples=50)
def test_values_put_replace_exactly_the_variables_named(values: dict[str, str]) -> None:
    text = "SELECT ?x { ?x ?a ?b ; <http://e/?a> '?a' FILTER (BOUND(?long_name) || ?a = 1) } # ?a"
    pieces, _ = sparql.split(text, "q", {"a", "b", "long_name"})
    done = put_values(pieces, values)
    expected = text
    if "long_name" in values:
        expected = expected.replace("BOUND(?long_name)", "true")
    if "b" in values:
        expected = expected.replace("?b ", "<http://e/v> ")
    if "a" in values:
        expected = expected.replace("?x ?a", "?x <http://e/v>").replace("|| ?a", "|| <http://e/v>")
    assert done == expected


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("aid", "About it: aid-by-recipient, aid-by-year, aid-channels, sums-of-money"),
        ("embassies", "About it: mission-totals"),  # in its description only
        ("elected", "About it: elections"),
        ("zzz", '"dipgraph query list" shows all'),
        ("no", '"dipgraph query list" shows all'),  # two letters begin too many words
    ],
)
def test_a_word_that_names_no_query_leads_to_those_about_it(asked: str, told: str) -> None:
    with pytest.raises(QueryError) as caught:
        load_library(find_project()).find(asked)
    assert told in str(caught.value)
    assert ("About it" in str(caught.value)) == ("About it" in told)


def test_knowledge_graph_answers_names_files_and_texts(kg: KnowledgeGraph, tmp_path: Path) -> None:
    by_name = kg.query("visits", host="XRU")
    assert by_name[0].guest == by_name[0]["guest"] == STATE + "XGK"
    assert dict(by_name[0])["start"] == date(2031, 5, 3)
    with pytest.raises(KeyError, match="columns are"):
        by_name[0]["gest"]
    path = tmp_path / "mine.rq"
    path.write_text("SELECT (COUNT(?v) AS ?n) { ?v a dip:Visit }", encoding="utf-8")
    assert kg.query(str(path))[0].n == 1
    assert kg.query("SELECT ?v { ?v a dip:Visit }")[0].v.endswith("visit-XGK-president")
    assert "XGK" in by_name.to_csv()
    assert "Graustark" in by_name.to_csv(labels=True)
    assert "Graustark" in by_name.to_table()
    assert json.loads(by_name.to_json())["head"]["vars"] == list(by_name.columns)
    with pytest.raises(QueryError, match=r"no query 'vists'. Did you mean visits"):
        kg.query("vists")
    with pytest.raises(QueryError, match="no engine"):
        kg.query("visits", engine="jena")


def test_data_frames_need_their_package(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    result = kg.query("SELECT ?v { ?v a dip:Visit }")
    for package, method in (("pandas", result.to_pandas), ("polars", result.to_polars)):
        monkeypatch.setitem(sys.modules, package, None)
        with pytest.raises(InputError, match=f"needs the package {package}"):
            method()


def test_rdflib_graph_holds_what_the_store_holds(kg: KnowledgeGraph) -> None:
    default = kg.graph.default_graph
    assert len(default) == len(kg)
    assert {str(graph.identifier) for graph in kg.graph.graphs()} >= {
        graph.value for graph in kg.store.named_graphs() if isinstance(graph, ox.NamedNode)
    }
    assert kg.graph is kg.graph

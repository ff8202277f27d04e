"""Queries see their pre-bound variables everywhere, whichever way they are run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from pyoxigraph import BlankNode, Literal, QuerySolutions, RdfFormat, Store

from dipgraph.shacl import Report, ShapesError, validate
from dipgraph.shacl.queries import PreBoundQuery, QueryFault
from dipgraph.shacl.tokens import LONGEST
from dipgraph.shacl.vocabulary import Term

from .shapes_text import PREFIXES, check, ex, graph, shapes

DECLARED = """ex: sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] .
"""
DATA = (
    " ".join(
        f"ex:n{n} a ex:T ; ex:start {n} ; ex:end {n * 7 % 11} ; ex:of ex:n{(n + 1) % 60} ; "
        f'ex:label "n {n}"@{"en" if n % 3 else "de"} .'
        for n in range(60)
    )
    + " _:blank a ex:T ; ex:start 5 ; ex:end 1 ."
)


def constraint(query: str, more: str = "") -> str:
    return (
        f"{DECLARED} ex:S a sh:NodeShape ; sh:targetClass ex:T ; "
        f'sh:sparql [ sh:prefixes ex: ; sh:select """{query}""" {more} ] .'
    )


def found(report: Report) -> Counter[tuple[str, str]]:
    return Counter(
        ("_" if isinstance(r.focus_node, BlankNode) else str(r.focus_node), r.messages[0])
        for r in report.results
    )


FLAT = [
    "SELECT $this ?value { $this ex:start ?value ; ex:end ?end FILTER(?value > ?end) }",
    "SELECT DISTINCT $this { $this a ex:T ; ex:label ?l . FILTER(!langMatches(lang(?l), 'en')) }",
    "SELECT $this ?value { $this ex:start ?s . ?this ex:end ?e BIND(?s + ?e AS ?value) "
    "FILTER(?value > 20) } ORDER BY ?value",
]
NOT_FLAT = [
    "SELECT $this { FILTER EXISTS { $this ex:of/ex:end ?e . $this ex:start ?s FILTER(?s < ?e) } }",
    "SELECT $this { $this ex:start ?s { FILTER(bound($this)) } FILTER(?s > 20) }",
    "SELECT $this { { $this ex:start 5 } UNION { FILTER($this = ex:n7) } }",
    "SELECT $this (COUNT(?o) AS ?n) { ?o ex:end ?e . $this ex:end ?e } GROUP BY $this "
    "HAVING(COUNT(?o) > 5)",
    "SELECT $this { { SELECT $this (MAX(?e) AS ?m) { $this ex:of*/ex:end ?e } GROUP BY $this } "
    "$this ex:end ?m }",
    "SELECT $this { $this ex:start ?s OPTIONAL { $this ex:none ?x } "
    "FILTER(!bound(?x) && ?s > 50) }",
    "SELECT $this { $this ex:of? $this . $this ex:start 3 }",
]


@pytest.mark.parametrize("query", FLAT)
def test_flat_queries_give_the_same_for_all_nodes_at_once_and_for_each(query: str) -> None:
    rule, data = shapes(constraint(query)), graph(DATA)
    at_once = validate(data, rule)
    nodes: set[Term] = set(data.instances(ex("T")))
    singly = [r for node in nodes for r in validate(data, rule, focus_nodes={node}).results]
    assert len(at_once.results) > 5
    assert Counter(map(str, singly)) == Counter(map(str, at_once.results))


def expected_by_text(query: str) -> Counter[str]:
    """Return the nodes that the query finds if their IRI is written in place of $this."""
    store = Store()
    store.bulk_load(PREFIXES + DATA, RdfFormat.TURTLE)
    hits: Counter[str] = Counter()
    for n in range(60):
        iri = f"<http://example.org/n{n}>"
        body = query[query.index("{") :]
        body = body.replace("bound($this)", "true").replace("SELECT $this", "SELECT")
        body = body.replace("GROUP BY $this", "").replace("$this", iri).replace("?this", iri)
        rows = store.query(f"PREFIX ex: <http://example.org/> SELECT * {body}".replace(
            "SELECT * {", "SELECT (1 AS ?one) {") if "HAVING" in query
            else f"PREFIX ex: <http://example.org/> SELECT * {body}")  # fmt: skip
        assert isinstance(rows, QuerySolutions)
        hits[iri] += sum(1 for _ in rows)
    return +hits


@pytest.mark.parametrize("query", NOT_FLAT)
def test_other_queries_give_what_the_written_iri_gives(query: str) -> None:
    report = validate(graph(DATA), shapes(constraint(query)))
    named = Counter(str(r.focus_node) for r in report.results if r.focus_node != BlankNode("blank"))
    assert named == expected_by_text(query)
    assert named


def test_blank_nodes_are_bound_as_well() -> None:
    for query in (FLAT[0], "SELECT $this { { $this ex:start 5 } { FILTER(isBlank($this)) } }"):
        report = check("_:b a ex:T ; ex:start 5 ; ex:end 1 . ex:c a ex:T .", constraint(query))
        assert [type(result.focus_node) for result in report.results] == [BlankNode]


def test_messages_are_filled_in_with_what_the_solution_holds() -> None:
    report = check(
        'ex:a a ex:T ; ex:start 5 ; ex:end 1 ; ex:label "A" .',
        constraint(
            "SELECT $this ?value ?label ?path { $this ex:start ?value ; ex:label ?label "
            "BIND(ex:start AS ?path) }",
            '; sh:message "{$this} starts at {?value}: {?label} {?nothing}"@en',
        ),
    )
    (result,) = report.results
    assert result.messages == ("http://example.org/a starts at 5: A {?nothing}",)
    assert result.value == Literal(5)
    assert result.path == ex("start")
    assert result.source_constraint is not None


def test_a_message_in_the_solution_comes_first() -> None:
    query = "SELECT $this ?message { $this ex:start ?s BIND('from the query' AS ?message) }"
    report = check("ex:a a ex:T ; ex:start 5 .", constraint(query, '; sh:message "other"'))
    assert [result.messages for result in report.results] == [("from the query",)]


def test_the_path_of_a_property_shape_stands_for_path() -> None:
    report = check(
        "ex:a ex:p ex:b . ex:b ex:q 3 .",
        DECLARED + "ex:S sh:targetNode ex:a ; sh:path ( ex:p [ sh:zeroOrMorePath ex:q ] ) ; "
        "sh:sparql [ sh:prefixes ex: ; "
        'sh:select "SELECT $this ?value { $this $PATH ?value FILTER(isLiteral(?value)) }" ] .',
    )
    assert [result.value for result in report.results] == [Literal(3)]


def test_a_query_may_ask_the_shapes_graph_about_its_shape() -> None:
    query = (
        "SELECT $this { GRAPH $shapesGraph { $currentShape ex:limit ?n } $this ex:start ?s "
        "FILTER(?s > ?n) }"
    )
    report = check(DATA, constraint(query) + " ex:S ex:limit 57 .")
    assert found(report).keys() and len(report.results) == 2


def test_deactivated_queries_are_not_run() -> None:
    assert check(DATA, constraint(FLAT[0], "; sh:deactivated true")).conforms


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT $this { $this ?p ?o MINUS { $this ?p 1 } }", "MINUS"),
        ("SELECT $this { VALUES ?x { 1 } }", "VALUES"),
        ("SELECT $this { SERVICE <http://e/> { $this ?p ?o } }", "SERVICE"),
        ("SELECT $this FROM <http://e/> { $this ?p ?o }", "FROM"),
        ("SELECT $this { BIND(1 AS $this) }", "AS|value already"),
        ("SELECT $this { { SELECT ?o { $this ?p ?o } } }", "nested SELECT"),
        ("SELECT $this { { SELECT * { $this ?p ?o } } }", "nested SELECT"),
        ("SELECT ?o { $this ?p ?o }", "must return"),
        ("CONSTRUCT { $this ?p ?o } WHERE { $this ?p ?o }", "SELECT or an ASK"),
        (
            "INSERT DATA { <http://e/> <http://e/> 1 }",
            r"line 1 of its text is no SPARQL \(near 'INSERT",
        ),
        ("SELECT $this {\n $this ?p\n}", r"line 3 of its text is no SPARQL \(near '}'"),
    ],
)
def test_what_shacl_forbids_in_queries_is_refused(query: str, words: str) -> None:
    with pytest.raises(QueryFault, match=words):
        PreBoundQuery(query, {}, ("this",))


def test_the_place_of_a_fault_is_counted_without_the_prefixes() -> None:
    declared = {"a": "http://a/", "b": "http://b/"}
    with pytest.raises(QueryFault, match=r"line 1 .*\(near 'SELECT \$this { ] }'\)"):
        PreBoundQuery("SELECT $this { ] }", declared, ("this",))
    with pytest.raises(QueryFault, match="uses the prefix c: and does not declare it"):
        PreBoundQuery("SELECT $this { $this c:p a:o }", declared, ("this",))
    own = "PREFIX c: <http://c/> SELECT $this { $this c:p a:o }"
    assert PreBoundQuery(own, declared, ("this",)).is_flat


# Each is within the limits by one or two, and beyond them a hundred times as long.
_P = "<http://e/p>"
CHAINS: dict[str, Callable[[int], str]] = {
    "not": lambda n: f"SELECT $this {{ $this {_P} ?x FILTER({'!' * (n - 14)} true) }}",
    "plus": lambda n: f"SELECT $this {{ $this {_P} ?x FILTER({'1 + ' * (n // 2 - 8)} 1) }}",
    "alternatives": lambda n: f"SELECT $this {{ $this ({'|'.join([_P] * (n // 2 - 5))})* ?x }}",
    "unions": lambda n: (
        f"SELECT $this {{ {' UNION '.join([f'{{ $this {_P} ?x }}'] * (n // 6 - 2))} }}"
    ),
    "functions": lambda n: (
        f"SELECT $this {{ $this {_P} ?x FILTER(CONCAT({','.join(['?x'] * (n // 2 - 9))}) = '') }}"
    ),
}
NESTS = {
    "groups": ("{", "}"),
    "brackets": ("FILTER(" + "(" * 98, ")" * 98 + ")"),
    "nested queries": ("{ SELECT $this { ", "} }"),
    "conditions": ("FILTER EXISTS { ", "}"),
}


@pytest.mark.parametrize("name", CHAINS)
def test_queries_on_which_the_engine_breaks_are_refused(name: str) -> None:
    make = CHAINS[name]
    assert PreBoundQuery(make(LONGEST), {}, ("this",)).select(Store(), {}) == []
    for size in (LONGEST + 30, 100 * LONGEST):
        with pytest.raises(QueryFault, match="words and signs, and 2,000 are the most"):
            PreBoundQuery(make(size), {}, ("this",))


@pytest.mark.parametrize("name", NESTS)
def test_brackets_within_brackets_have_an_end(name: str) -> None:
    opening, closing = NESTS[name]
    for depth in (150, 400):
        text = f"SELECT $this {{ {opening * depth} $this {_P} ?x {closing * depth} }}"
        with pytest.raises(QueryFault, match=r"more than 100 deep|words and signs"):
            PreBoundQuery(text, {}, ("this",))


def test_a_plain_list_counts_as_one_and_a_path_as_what_it_stands_for() -> None:
    names = ", ".join(f"<http://e/{n}>" for n in range(20_000))
    query = PreBoundQuery(
        f"SELECT $this {{ $this {_P} ?x FILTER(?x IN ({names})) }}", {}, ("this",)
    )
    assert query.select(Store(), {}) == []
    sums = " + ".join(["1"] * 2_000)
    with pytest.raises(QueryFault, match="words and signs"):
        PreBoundQuery(f"SELECT $this {{ $this {_P} ?x FILTER(?x IN ({sums})) }}", {}, ("this",))
    with pytest.raises(QueryFault, match="words and signs"):
        PreBoundQuery("SELECT $this { $this $PATH ?x }", {}, ("this",), "/".join([_P] * 2_000))


def test_words_in_texts_and_comments_are_not_taken_for_keywords() -> None:
    query = (
        "SELECT $this { # MINUS { VALUES\n $this ?p 'SERVICE { ' . "
        "FILTER(?p != <http://e/FROM#x>) }"
    )
    assert PreBoundQuery(query, {}, ("this",)).names == ("this",)


COMPONENT = (
    DECLARED
    + """
ex:Above a sh:ConstraintComponent ;
    sh:parameter [ sh:path ex:above ] , [ sh:path ex:unless ; sh:optional true ] ;
    sh:message "{$value} is not above {$above}" ;
    sh:validator [ a sh:SPARQLAskValidator ; sh:ask
        "ASK { FILTER($value > $above || $value = COALESCE($unless, -1)) }" ] .
"""
)


def test_components_of_the_shapes_graph_are_constraints_like_any_other() -> None:
    report = check(
        "ex:a ex:p 1 , 2 , 3 , 4 .",
        COMPONENT + "ex:S sh:targetNode ex:a ; sh:path ex:p ; ex:above 3 . "
        "ex:R sh:targetNode ex:a ; sh:path ex:p ; ex:above 3 ; ex:unless 2 .",
    )
    assert Counter(r.source_shape for r in report.results) == {ex("S"): 3, ex("R"): 2}
    assert {r.component for r in report.results} == {"http://example.org/Above"}
    assert report.results[0].messages == ("1 is not above 3",)


def test_a_component_with_several_parameters_takes_one_value_of_each() -> None:
    with pytest.raises(ShapesError, match="once only"):
        shapes(COMPONENT + "ex:S sh:targetNode ex:a ; ex:above 1 , 2 .")


def test_exists_over_several_triples_stays_quick() -> None:
    # Without help, Oxigraph reads all 20,000 typings for each of the 500 nodes: four seconds.
    triples = " ".join(f"ex:x{n} a ex:C ." for n in range(20_000))
    nodes = " ".join(f"ex:n{n} a ex:T ; ex:p ex:x{n} ." for n in range(500))
    query = "SELECT $this { FILTER NOT EXISTS { $this ex:p ?x . ?x a ex:C } }"
    rule, data = shapes(constraint(query)), graph(triples + nodes + " ex:odd a ex:T .")
    import time

    began = time.process_time()
    report = validate(data, rule)
    assert [r.focus_node for r in report.results] == [ex("odd")]
    assert report.focus_counts == {"http://example.org/S": 501}
    assert time.process_time() - began < 2

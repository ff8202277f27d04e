"""Results are written in each format, and the standard ones are read back."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pyoxigraph as ox
import pytest

from dipgraph.errors import QueryError
from dipgraph.knowledge import KnowledgeGraph, load
from dipgraph.queries import QueryResult
from dipgraph.querying import formats, sparql
from dipgraph.querying.rows import Term, to_python
from project_copy import RURITANIA

PREFIX = "PREFIX dip: <https://w3id.org/dipgraph/ontology#>\n"
STATE = "https://w3id.org/dipgraph/state/"
EVENT = "https://w3id.org/dipgraph/event/"
BOTH = ("oxigraph", "rdflib")


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return load(RURITANIA, cache=False)


TERMS: list[Term] = [
    ox.NamedNode("http://e/a?b&c"),
    ox.Literal('a "quoted", text\nwith <tags> &\ttabs'),
    ox.Literal("Türkiye", language="tr"),
    ox.Literal("5", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    ox.Literal("1.50", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
    ox.Literal("2031-05-03", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")),
    ox.Literal(""),
    ox.Literal("=1+1"),
]


def sample() -> QueryResult:
    return QueryResult(("one", "two"), [(term, None) for term in TERMS] + [(None, TERMS[3])])


@pytest.mark.parametrize(
    ("name", "rdf_format"),
    [
        ("json", ox.QueryResultsFormat.JSON),
        ("xml", ox.QueryResultsFormat.XML),
        ("tsv", ox.QueryResultsFormat.TSV),
    ],
)
def test_standard_formats_are_read_back_as_they_were(
    name: str, rdf_format: ox.QueryResultsFormat
) -> None:
    back = ox.parse_query_results(formats.write(sample(), name), format=rdf_format)
    assert isinstance(back, ox.QuerySolutions)
    assert [variable.value for variable in back.variables] == ["one", "two"]
    assert [tuple(row) for row in back] == sample().rows


def test_csv_is_what_oxigraph_writes(kg: KnowledgeGraph) -> None:
    text = "SELECT ?e ?l ?s ?c { ?e rdfs:label ?l OPTIONAL { ?e dip:startDate ?s } "
    text += "OPTIONAL { ?e dip:personCount ?c } } ORDER BY ?e ?l"
    ours = kg.query(text).to_csv()
    found = kg.store.query(sparql.add_prefixes(text, "q", sparql.tokenize(text)))
    assert isinstance(found, ox.QuerySolutions)
    theirs = found.serialize(format=ox.QueryResultsFormat.CSV)
    assert ours == (theirs or b"").decode()
    assert len(ours.splitlines()) > 50


def test_table_fits_a_width_and_shows_no_control_characters() -> None:
    rows: list[tuple[Term | None, ...]] = [
        (ox.Literal("x" * 200), TERMS[3], ox.Literal("red \x1b[31m")),
        (ox.Literal("短い文" * 30), TERMS[3], ox.Literal("short")),
    ]
    result = QueryResult(("long", "number", "other"), rows)
    lines = formats.write_table(result, width=60).splitlines()
    assert [len(line) <= 60 for line in lines[:3]] == [True] * 3
    assert "\x1b" not in "\n".join(lines)
    assert "\\x1b" in lines[2]
    assert "…" in lines[2]
    assert "       5" in lines[2]
    assert "x" * 200 in formats.write_table(result)


def test_markdown_and_html_are_escaped() -> None:
    result = QueryResult(("a",), [(ox.Literal("<script>|*x*"),)])
    assert "\\<script\\>\\|\\*x\\*" in formats.write_markdown(result)
    assert "&lt;script&gt;" in result._repr_html_()
    assert "<script>" not in result._repr_html_()


def test_jsonl_has_one_object_a_row() -> None:
    lines = formats.write_jsonl(sample()).splitlines()
    assert [json.loads(line)["one"] for line in lines][3:6] == [5, 1.5, "2031-05-03"]
    assert json.loads(lines[-1]) == {"one": None, "two": 5}


def test_terms_become_python_values() -> None:
    assert [to_python(term) for term in TERMS[3:6]] == [5, Decimal("1.50"), date(2031, 5, 3)]
    wrong = ox.Literal("20x3", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    assert to_python(wrong) == "20x3"
    assert to_python(None) is None


@pytest.mark.parametrize("engine", BOTH)
def test_ask_and_construct(kg: KnowledgeGraph, engine: str) -> None:
    assert kg.query("ASK { ?x a dip:Visit }", engine=engine)
    assert not kg.query("ASK { ?x a dip:Passage ; a dip:Visit }", engine=engine)
    made = kg.query(
        "CONSTRUCT { ?h dip:acronym 'x' } WHERE { ?v dip:isHostedBy ?h }", engine=engine
    )
    assert (made.form, len(made)) == ("CONSTRUCT", 1)
    assert "state:XRU dip:acronym" in formats.write(made, "turtle")
    with pytest.raises(QueryError, match="gives no triples"):
        formats.write(kg.query("ASK {}", engine=engine), "turtle")

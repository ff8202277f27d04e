"""Tables for people: labels, dates as fine as the source has them, names to cite."""

import pytest

import dipgraph
from dipgraph.knowledge import KnowledgeGraph

SPARQL = """
SELECT ?what ?from ?until ?precision ?other ?record WHERE {
  VALUES (?what ?from ?until ?precision ?other ?record) {
    (state:UZB "2024-05-01"^^xsd:date "2024-05-31"^^xsd:date dip:Month "2024-05-01"^^xsd:date
      event:2024-05-30-landmines-conference-3)
    (state:UZB "2024-01-01"^^xsd:date UNDEF dip:Year "2024-01-01"^^xsd:date UNDEF)
    (state:UZB "2024-02-03"^^xsd:date "2024-02-04"^^xsd:date dip:Day UNDEF UNDEF)
    (state:UZB "2024-02-03"^^xsd:date "2024-02-04"^^xsd:date UNDEF UNDEF UNDEF)
  }
}
"""


@pytest.fixture(scope="module")
def kg() -> KnowledgeGraph:
    return dipgraph.load()


def test_dates_are_cut_to_their_precision_and_records_keep_their_names(kg: KnowledgeGraph) -> None:
    from dipgraph.querying.formats import write_markdown

    rows = write_markdown(kg.query(SPARQL)).splitlines()
    assert rows[0] == "| what | from | until | other | record |"
    assert rows[2:] == [
        "| Uzbekistan | 2024-05 | 2024-05 | 2024-05-01 | event:2024-05-30-landmines-conference-3 |",
        "| Uzbekistan | 2024 |  | 2024-01-01 |  |",
        "| Uzbekistan | 2024-02-03 | 2024-02-04 |  |  |",
        "| Uzbekistan | 2024-02-03 | 2024-02-04 |  |  |",
    ]


def test_each_date_is_cut_to_the_precision_that_follows_it(kg: KnowledgeGraph) -> None:
    dates = '"2024-05-31"^^xsd:date dip:Day "2024-01-01"^^xsd:date "2026-12-31"^^xsd:date'
    result = kg.query(
        "SELECT ?on ?precision ?from ?until ?termPrecision { "
        "VALUES (?on ?precision ?from ?until ?termPrecision) { "
        f"({dates} dip:Year) ({dates} UNDEF) }} }}"
    )
    assert [line.split() for line in result.to_table().splitlines()] == [
        ["on", "from", "until"],
        ["-" * 10, "-" * 10, "-" * 10],
        ["2024-05-31", "2024", "2026"],
        ["2024-05-31", "2024-01-01", "2026-12-31"],
    ]


def test_short_names_leave_every_column_and_date_as_it_is(kg: KnowledgeGraph) -> None:
    table = kg.query(SPARQL).to_table(labels=False)
    assert "precision" in table
    assert "2024-05-31" in table
    assert "state:UZB" in table


def test_formats_for_programs_keep_every_term(kg: KnowledgeGraph) -> None:
    text = kg.query(SPARQL).to_csv()
    assert text.startswith("what,from,until,precision,other,record\r\n")
    assert "https://w3id.org/dipgraph/event/2024-05-30-landmines-conference-3" in text
    assert "2024-05-31" in text


def test_labels_in_csv_leave_the_name_of_the_record(kg: KnowledgeGraph) -> None:
    text = kg.query(SPARQL).to_csv(labels=True)
    assert "Uzbekistan,2024-05-01" in text
    assert ",event:2024-05-30-landmines-conference-3\r\n" in text


def test_a_precision_without_a_date_before_it_stays(kg: KnowledgeGraph) -> None:
    result = kg.query("SELECT ?precision ?x WHERE { VALUES (?precision ?x) { (dip:Day 1) } }")
    assert result.to_table().splitlines()[0].split() == ["precision", "x"]

"""Every reported figure stands beside what the graph holds, with the reason for the gap."""

from __future__ import annotations

import csv
import io
import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

import dipgraph
from dipgraph.cli import main
from dipgraph.errors import DataError, QueryError
from dipgraph.facts import DIP, Facts
from dipgraph.queries import Query
from dipgraph.reconcile import (
    COMPLETE,
    MORE,
    NOT_ITEMISED,
    PARTLY,
    REASONS,
    Comparison,
    Items,
    count_items,
    find_reason,
    find_unknown_names,
    read_methods,
    reconcile,
)
from evidence_project import EvidenceProject, build_project

ROOT = Path(__file__).parent.parent
KIND = "https://w3id.org/dipgraph/kind/"
FIGURE = """
figure:2031-documents
    a dip:Figure ;
    rdfs:label "Documents signed: {value}"@en ;
    dip:isAbout state:XRU ;
    dip:hasMeasure kind:measure-documents-signed ;
    dip:value "{value}"^^xsd:decimal ;
    dip:hasUnit kind:unit-count ;
    dip:hasScope kind:scope-in-period ;
    dip:startDate "{year}-01-01"^^xsd:date ;
    dip:endDate "{year}-12-31"^^xsd:date ;
    dip:datePrecision dip:Year ;
    skos:editorialNote "The list ends with etc."@en ;
    dip:isStatedIn passage:{{treaty}} .
"""


@pytest.fixture
def project(tmp_path: Path) -> EvidenceProject:
    return build_project(tmp_path)


def run(project: EvidenceProject, *words: str) -> int:
    return main(["--data", str(project.root), "reconcile", *words])


def table(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> dict[str, dict[str, str]]:
    assert run(project, "--format", "csv") == 0
    rows = csv.DictReader(io.StringIO(capsys.readouterr().out))
    return {row["record"].rpartition("/")[2]: row for row in rows}


def items(total: int, several: int = 0) -> Items:
    names = tuple(f"i{number}" for number in range(total))
    return Items("q", "things", names, Decimal(total), several)


@pytest.mark.parametrize(
    ("value", "bound", "total", "reason"),
    [
        (3, "", 3, COMPLETE),
        (3, "", 2, PARTLY),
        (3, "", 4, MORE),
        (3, "", 0, NOT_ITEMISED),
        (80, "bound-more-than", 80, PARTLY),
        (80, "bound-more-than", 81, COMPLETE),
        (80, "bound-at-least", 80, COMPLETE),
        (80, "bound-about", 79, PARTLY),
        (80, "bound-up-to", 81, MORE),
    ],
)
def test_the_reason_follows_value_bound_and_items(
    value: int, bound: str, total: int, reason: str
) -> None:
    bounds = [KIND + bound] if bound else []
    assert find_reason(Decimal(value), bounds, items(total)) == reason


def test_what_stands_for_several_never_completes_a_list() -> None:
    assert find_reason(Decimal(3), [], items(3, several=1)) == PARTLY
    assert find_reason(Decimal(2), [], items(3, several=1)) == MORE
    assert find_reason(Decimal(3), [], None) == NOT_ITEMISED


@pytest.mark.parametrize(
    ("value", "year", "counted", "difference", "reason"),
    [("1", 2031, "1", "0", COMPLETE), ("5", 2031, "1", "-4", PARTLY),
     ("5", 2030, "0", "-5", NOT_ITEMISED)],
)  # fmt: skip
def test_documents_of_the_period_are_counted(
    project: EvidenceProject,
    capsys: pytest.CaptureFixture[str],
    value: str,
    year: int,
    counted: str,
    difference: str,
    reason: str,
) -> None:
    project.add("figures.ttl", FIGURE.format(value=value, year=year))
    row = table(project, capsys)["2031-documents"]
    assert (row["items"], row["difference"], row["reason"]) == (counted, difference, reason)
    assert row["counted"] == "Instruments signed"
    assert row["note"] == "The list ends with etc."
    assert (row["source"], row["lines"]) == ("xr-2031", "5-6")


def test_documents_of_another_state_do_not_count(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    figure = FIGURE.format(value="1", year=2031).replace("isAbout state:XRU", "isAbout state:XGK")
    project.add("figures.ttl", figure)
    assert table(project, capsys)["2031-documents"]["items"] == "0"


def test_figures_without_a_query_are_listed_and_counted(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    project.edit("figures.ttl", "kind:measure-diplomatic-missions", "kind:measure-goals")
    rows = table(project, capsys)
    assert len(rows) == 6
    assert {row["reason"] for row in rows.values()} == {NOT_ITEMISED}
    assert run(project) == 0
    out = capsys.readouterr().out
    assert "6 figures: 0 complete, 0 partly listed, 6 not itemised" in out
    assert "6 of those not itemised are of a measure that no query file counts" in out


def test_parts_and_shares_are_shown_with_their_reckoning(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = table(project, capsys)
    assert rows["2031-missions"]["parts"] == "3 + 9 = 12"
    assert rows["2031-embassies"]["parts"] == "part of figure:2031-missions"
    assert rows["2031-turnout"]["parts"] == "100 x 1200 / 2400 = 50"
    assert rows["2031-voters"]["parts"] == "term of figure:2031-turnout"


def test_json_names_the_items(project: EvidenceProject, capsys: pytest.CaptureFixture[str]) -> None:
    project.add("figures.ttl", FIGURE.format(value="1", year=2031))
    assert run(project, "--format", "json", "--source", "xr-2031") == 0
    told = json.loads(capsys.readouterr().out)
    (documents,) = [f for f in told["figures"] if f["figure"] == "figure:2031-documents"]
    assert documents["counted"]["items"] == ["instrument:2031-border-treaty"]
    assert documents["value"] == 1
    assert sum(told["counts"].values()) == len(told["figures"]) == 7


def test_data_without_a_figure_are_refused(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    (project.folder / "figures.ttl").unlink()
    assert run(project) == 2
    assert "no figure to hold against the graph" in capsys.readouterr().err


# --- a curator's query file ----------------------------------------------------------

OWN = """#+ summary: Forums
PREFIX dip: <https://w3id.org/dipgraph/ontology#>
PREFIX kind: <https://w3id.org/dipgraph/kind/>
SELECT ?figure ?item WHERE {
  ?figure dip:hasMeasure kind:measure-goals .
  OPTIONAL { ?item a dip:Gathering ; dip:hasKind kind:forum }
}
"""


@pytest.fixture
def own(project: EvidenceProject) -> EvidenceProject:
    """Return a project with an ontology, and so with query files, of its own."""
    project.edit("figures.ttl", "kind:measure-diplomatic-missions", "kind:measure-goals")
    shutil.copytree(ROOT / "ontology", project.root / "ontology")
    shutil.rmtree(project.root / "ontology" / "reconcile")
    (project.root / "ontology" / "reconcile").mkdir()
    return project


def add_query(own: EvidenceProject, name: str, text: str) -> None:
    (own.root / "ontology" / "reconcile" / f"{name}.rq").write_text(text, encoding="utf-8")


def test_a_new_measure_is_a_query_file(
    own: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    assert {row["items"] for row in table(own, capsys).values()} == {""}
    add_query(own, "forums", OWN)
    rows = table(own, capsys)
    assert {(row["items"], row["counted"]) for row in rows.values()} == {("1", "Forums")}


def test_two_files_for_one_figure_are_refused(own: EvidenceProject) -> None:
    add_query(own, "forums", OWN)
    add_query(own, "forums-again", OWN)
    kg = own.load()
    with pytest.raises(
        DataError, match=r"forums\.rq: it counts for figure:.*does forums-again\.rq"
    ):
        count_items(kg.store, read_methods(kg.project))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("#+ summary: Forums", "#+ description: Forums", "it lacks"),
        ("?figure ?item WHERE", "?figure WHERE", "its columns are figure"),
        ("?figure ?item WHERE", "?figure ?item ?start WHERE", "its columns are figure"),
        (
            "?figure ?item WHERE",
            '?figure ?item ("many" AS ?quantity) WHERE',
            "?quantity of event:2031-06-rivers-forum is 'many', no number",
        ),
    ],
)
def test_a_faulty_file_is_named(own: EvidenceProject, old: str, new: str, fault: str) -> None:
    add_query(own, "forums", OWN.replace(old, new))
    kg = own.load()
    with pytest.raises(QueryError) as told:
        count_items(kg.store, read_methods(kg.project))
    assert "ontology/reconcile/forums.rq" in str(told.value)
    assert fault in str(told.value)


def test_a_misspelt_kind_is_told(own: EvidenceProject, capsys: pytest.CaptureFixture[str]) -> None:
    add_query(own, "forums", OWN.replace("kind:forum ", "kind:forun "))
    assert run(own) == 0
    assert "note: forums.rq names what is not described here: kind:forun" in capsys.readouterr().out


# --- the real data -------------------------------------------------------------------


def reconcile_real() -> tuple[Facts, list[Query], list[Comparison]]:
    kg = dipgraph.load(ROOT)
    facts = Facts.of_store(kg.store)
    methods = read_methods(kg.project)
    return facts, methods, reconcile(facts, count_items(kg.store, methods), facts.sources)


FACTS, METHODS, REAL = reconcile_real()


def test_every_real_figure_is_there_once_and_some_are_itemised() -> None:
    facts, methods, found = FACTS, METHODS, REAL
    figures = [record for record in facts.records if facts.is_a(record, DIP + "Figure")]
    assert sorted(comparison.figure for comparison in found) == sorted(figures)
    assert {comparison.reason for comparison in found} <= set(REASONS)
    assert {COMPLETE, PARTLY} <= {comparison.reason for comparison in found}
    assert find_unknown_names(facts, methods) == {}


@pytest.mark.parametrize(
    ("figure", "total", "reason"),
    [
        ("2023-political-consultations-partner-countries", 25, COMPLETE),
        ("2023-intergovernmental-commissions", 22, COMPLETE),
        ("2024-foreign-ministers-meetings-AZE-ARM", 5, COMPLETE),
        # Four and an informal one that the text tells apart.
        ("2023-leaders-meetings-AZE-ARM", 5, MORE),
        # 33 of 44 in a list that ends with etc., and two in other sentences.
        ("2023-documents-signed-partner-countries", 35, PARTLY),
        ("2024-visits-central-asian-presidents-to-AZE", 1, PARTLY),
        ("2024-missions-consulates-general", 0, NOT_ITEMISED),
    ],
)
def test_real_figures_are_held_against_their_items(figure: str, total: int, reason: str) -> None:
    (found,) = [c for c in REAL if c.figure.rpartition("/")[2] == figure]
    assert found.items is not None
    assert (found.items.total, found.reason) == (Decimal(total), reason)


def test_reference_engine_counts_the_same_items(project: EvidenceProject) -> None:
    from dipgraph.queries import run_query

    project.add("figures.ttl", FIGURE.format(value="1", year=2031))
    kg = project.load()
    counted = 0
    for method in read_methods(kg.project):
        here = {row.terms for row in run_query(kg.store, method)}
        assert {row.terms for row in run_query(kg.store, method, dataset=kg.graph)} == here
        counted += len(here)
    assert counted

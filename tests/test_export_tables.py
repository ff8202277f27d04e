"""Tables: counts and values are those of SPARQL, other libraries read them, nothing runs."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas
import polars
import pyarrow.parquet
import pytest
from frictionless import Package, system
from hypothesis import given
from hypothesis import strategies as st

from dipgraph.errors import InputError, QueryError
from dipgraph.exporting.columns import SEPARATOR, TYPES
from dipgraph.exporting.csv_files import make_safe, read_text, write_cell
from dipgraph.exporting.export import NothingLeft
from dipgraph.exporting.tables import READS, ROWS, find_read, read_tables
from dipgraph.knowledge import load
from export_cases import HOSTILE, hostile_project, real, small
from project_copy import ROOT

CLASSES = {
    "events": "Event",
    "instruments": "Instrument",
    "tenures": "Tenure",
    "missions": "Mission",
    "cases": "Case",
    "programmes": "Programme",
    "heritage": "HeritageElement",
    "figures": "Figure",
    "claims": "Claim",
    "passages": "Passage",
    "actors": "Actor",
    "places": "Place",
    "memberships": "FormalMembership",
    "sources": "Source",
}
STATED = "FILTER (STRSTARTS(STR(?g), STR(source:)))"
IN_A_ROLE = "FILTER (?p = dip:namesPerson || EXISTS { ?p rdfs:subPropertyOf+ dip:involves }) "


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("tables") / "csv"
    real().export("csv", out)
    return out


@pytest.fixture(scope="module")
def columnar(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("tables") / "parquet"
    real().export("parquet", out)
    return out


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def count(query: str) -> int:
    return int(real().query(f"SELECT (COUNT(*) AS ?n) {{ {query} }}")[0].n)


# --- what the tables are made of --------------------------------------------------------


def test_every_column_is_described_and_read() -> None:
    tables = read_tables()
    assert list(tables) == list(ROWS)
    used = set()
    for table in tables.values():
        names = [column.name for column in table.columns]
        assert len(names) == len(set(names)) and set(table.key) <= set(names)
        for column in table.columns:
            assert column.type in TYPES and column.about.endswith(".")
            own = f"{table.name}.{column.name}"
            used.add(own if own in READS else column.name)
            assert callable(find_read(table.name, column.name))
    assert used == set(READS)


# --- counts and values ------------------------------------------------------------------


@pytest.mark.parametrize("name", CLASSES)
def test_a_table_has_a_row_for_each_thing_of_its_class(name: str, folder: Path) -> None:
    expected = {row.s for row in real().query(f"SELECT DISTINCT ?s {{ ?s a dip:{CLASSES[name]} }}")}
    ids = [row["id"] for row in rows_of(folder, name)]
    assert len(ids) == len(set(ids)) == len(expected) > 0


def test_participations_are_the_roles_that_are_stated(folder: Path) -> None:
    expected = count(f"SELECT DISTINCT ?r ?p ?a {{ GRAPH ?g {{ ?r ?p ?a }} {STATED} {IN_A_ROLE} }}")
    assert len(rows_of(folder, "participations")) == expected > 2_000
    assert len(rows_of(folder, "evidence")) == count(
        f"SELECT DISTINCT ?r ?p {{ GRAPH ?g {{ ?r dip:isStatedIn ?p }} {STATED} }}"
    )


def test_a_participation_can_be_read_without_rdf(folder: Path) -> None:
    found = [
        row
        for row in rows_of(folder, "participations")
        if row["record"] == "event:2024-08-22-signing-AZE-UZB-allied-relations-treaty"
        and row["actor_id"].endswith("UZB-president")
    ]
    expected = real().query(
        "SELECT ?role ?actor { event:2024-08-22-signing-AZE-UZB-allied-relations-treaty ?p ?a . "
        "?p rdfs:label ?role ; rdfs:subPropertyOf dip:hasParticipant . ?a rdfs:label ?actor "
        "FILTER (STRENDS(STR(?a), 'UZB-president')) }"
    )
    assert [(row["role"], row["actor"]) for row in found] == [
        (row.role, row.actor) for row in expected
    ]
    for row in found:
        assert (row["actor_class"], row["state"]) == ("Office", "Uzbekistan")
        assert (row["iso_alpha3"], row["iso_alpha2"], row["cow_code"]) == ("UZB", "UZ", "704")


def test_codes_are_those_of_the_registry(folder: Path) -> None:
    rows = real().query(
        "SELECT ?s ?a ?b ?c { ?s a dip:State ; dip:isoAlpha3 ?a . "
        "OPTIONAL { ?s dip:isoAlpha2 ?b } OPTIONAL { ?s dip:cowCode ?c } }"
    )
    expected = {row.a: (row.b or "", str(row.c or "")) for row in rows}
    states = [row for row in rows_of(folder, "actors") if row["class"] == "State"]
    assert {r["iso_alpha3"]: (r["iso_alpha2"], r["cow_code"]) for r in states} == expected
    assert sum(bool(code) for _, code in expected.values()) > 190
    assert len({code for _, code in expected.values() if code}) > 190, "no number twice"


def test_figures_hold_the_numbers_as_they_are_stated(folder: Path) -> None:
    rows = real().query(
        "SELECT ?s ?v ?u { ?s a dip:Figure ; dip:value ?v ; dip:hasUnit/rdfs:label ?u }"
    )
    expected = {row.s.rpartition("/")[2]: (row.v, row.u) for row in rows}
    found = {
        row["id"].partition(":")[2]: (Decimal(row["value"]), row["unit"])
        for row in rows_of(folder, "figures")
    }
    assert found == expected and len(found) > 100
    money = {row["unit"]: row["currency"] for row in rows_of(folder, "figures") if row["currency"]}
    assert money["US dollar"] == "USD" and "Count" not in money


def test_events_have_dates_places_and_evidence(folder: Path) -> None:
    rows = {row["id"]: row for row in rows_of(folder, "events")}
    for found in real().query(
        "SELECT ?s (MIN(?d) AS ?start) { ?s a dip:Event ; dip:startDate ?d } GROUP BY ?s"
    ):
        name = "event:" + found.s.rpartition("/")[2]
        assert rows[name]["start"] == str(found.start)
    assert all(row["passages"] and row["locators"] and row["sources"] for row in rows.values())
    days = {row["precision"] for row in rows.values()}
    assert days == {"day", "month", "year"}
    starts = [row["start"] for row in rows.values()]
    assert starts == sorted(starts), "in order of time"


# --- read back by others ----------------------------------------------------------------


def test_the_data_package_is_valid_and_every_cell_has_its_type(folder: Path) -> None:
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["taskNumber", "type", "message"])[:5]
    assert len(report.tasks) == len(read_tables())
    assert sum(task.stats["rows"] for task in report.tasks) > 10_000


def test_frictionless_would_see_a_fault(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    broken = tmp_path / "evidence.csv"
    broken.write_text(broken.read_text(encoding="utf-8") + "event:x,passage:none,source:x\r\n")
    with system.use_context(trusted=True):
        report = Package(str(tmp_path / "datapackage.json")).validate()
    assert not report.valid


@pytest.mark.parametrize("name", list(read_tables()))
def test_pandas_and_polars_read_what_the_csv_module_reads(name: str, folder: Path) -> None:
    expected = rows_of(folder, name)
    file = folder / f"{name}.csv"
    ours = pandas.read_csv(file, dtype=str, keep_default_na=False)
    theirs = polars.read_csv(file, infer_schema=False).fill_null("")
    assert ours.to_dict("records") == expected
    assert theirs.to_dicts() == expected


@pytest.mark.parametrize("name", list(read_tables()))
def test_parquet_holds_the_same_typed(name: str, folder: Path, columnar: Path) -> None:
    table = polars.read_parquet(columnar / f"{name}.parquet")
    told = {column.name: column for column in read_tables()[name].columns}
    kinds: dict[str, Any] = {
        "text": polars.String,
        "list": polars.List(polars.String),
        "integer": polars.Int64,
        "number": polars.Float64,
        "date": polars.Date,
        "boolean": polars.Boolean,
    }
    assert dict(table.schema) == {key: kinds[column.type] for key, column in told.items()}
    expected = rows_of(folder, name)
    assert len(table) == len(expected)
    for typed, text in zip(table.to_dicts(), expected, strict=True):
        for column, cell in typed.items():
            if told[column].type == "number":
                assert (cell is None) == (text[column] == "")
                assert cell is None or cell == float(text[column])
            else:
                assert write_cell(cell) == text[column], (column, cell)
    schema = pyarrow.parquet.read_schema(columnar / f"{name}.parquet")
    assert schema.field(0).metadata[b"description"].decode() == read_tables()[name].columns[0].about


def test_the_readme_lists_every_table_with_its_rows(folder: Path) -> None:
    text = (folder / "README.md").read_text(encoding="utf-8")
    for name in read_tables():
        assert f"| `{name}.csv` | {len(rows_of(folder, name))} |" in text
    for column in {column.name for table in read_tables().values() for column in table.columns}:
        assert f"| {column} |" in text


# --- parts ------------------------------------------------------------------------------


def test_a_part_has_the_same_tables_with_fewer_rows(tmp_path: Path) -> None:
    done = real().export("csv", tmp_path / "out", year=2023, classes=["Visit"])
    asked = count(
        "SELECT DISTINCT ?s { ?s a dip:Visit ; dip:startDate ?a ; dip:endDate ?b "
        "FILTER (YEAR(?a) <= 2023 && YEAR(?b) >= 2023) }"
    )
    rows = rows_of(tmp_path / "out", "events")
    assert len(rows) == done.counts["events"] == asked > 5
    assert {row["class"] for row in rows} == {"Visit"}
    assert done.counts["figures"] == done.counts["memberships"] == 0
    actors = {row["id"] for row in rows_of(tmp_path / "out", "actors")}
    assert {row["actor_id"] for row in rows_of(tmp_path / "out", "participations")} <= actors
    package = json.loads((tmp_path / "out/datapackage.json").read_bytes())
    assert package["title"].endswith("(a part: class Visit, year 2023)")
    with system.use_context(trusted=True):
        assert Package(str(tmp_path / "out/datapackage.json")).validate().valid


def test_a_graph_in_tables_is_what_it_describes(tmp_path: Path) -> None:
    real().export("csv", tmp_path / "out", graphs=["mfa-2020"])
    sources = {row["id"] for row in rows_of(tmp_path / "out", "sources")}
    assert "source:mfa-2020" in sources
    expected = count("SELECT DISTINCT ?s { GRAPH source:mfa-2020 { ?s a ?c } ?s a dip:Claim }")
    assert len(rows_of(tmp_path / "out", "claims")) == expected > 10
    with system.use_context(trusted=True):
        assert Package(str(tmp_path / "out/datapackage.json")).validate().valid


def test_what_cannot_be_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="no tables"):
        small().export("csv", tmp_path / "out", query="CONSTRUCT WHERE { ?s a dip:Visit }")
    with pytest.raises(NothingLeft):
        small().export("csv", tmp_path / "out", graphs=["derived"])
    with pytest.raises(InputError, match="several files"):
        small().export("csv")
    assert list(tmp_path.iterdir()) == []


# --- spreadsheets -----------------------------------------------------------------------


def test_hostile_labels_run_nothing_and_come_back(tmp_path: Path) -> None:
    kg = load(hostile_project(tmp_path), cache=False)
    kg.export("csv", tmp_path / "out")
    state = next(row for row in rows_of(tmp_path / "out", "actors") if row["id"] == "state:XRU")
    names = read_text(state["other_names"])
    expected = {row.n for row in kg.query("SELECT ?n { state:XRU skos:altLabel ?n }")}
    assert names == SEPARATOR.join(sorted(expected)) and set(HOSTILE) <= expected
    for name in read_tables():
        for row in rows_of(tmp_path / "out", name):
            for column, cell in row.items():
                assert not cell.lstrip().startswith(("=", "+", "@")), (name, column, cell)
    with system.use_context(trusted=True):
        assert Package(str(tmp_path / "out/datapackage.json")).validate().valid


@given(st.text())
def test_a_text_made_safe_comes_back(text: str) -> None:
    safe = make_safe(text)
    assert read_text(safe) == text
    assert not safe.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@given(st.text(), st.text())
def test_two_texts_never_become_one_cell(one: str, other: str) -> None:
    assert (make_safe(one) == make_safe(other)) == (one == other)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (-5, "-5"),
        (Decimal("-8.50"), "-8.50"),
        (Decimal("1E+9"), "1000000000"),
        (datetime.date(2031, 5, 3), "2031-05-03"),
        (["a", "b"], "a; b"),
        (["=a"], "'=a"),
        ("-", "'-"),
    ],
)
def test_cells_are_written_plainly(cell: Any, text: str) -> None:
    assert write_cell(cell) == text


def test_the_snippet_of_the_guide_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = (ROOT / "docs/how-to/export.md").read_text(encoding="utf-8")
    snippet = guide.split("```python\n")[1].split("```")[0]
    assert "pandas" in snippet
    monkeypatch.chdir(folder.parent)
    (folder.parent / "tables").symlink_to(folder)
    names: dict[str, Any] = {}
    run: Callable[..., None] = exec
    run(snippet, names)
    table = names["meetings_by_state"]
    expected = real().query(
        "SELECT ?c (COUNT(DISTINCT ?r) AS ?n) { GRAPH ?g { ?r ?p ?a } ?r a dip:Meeting . "
        f"{STATED} {IN_A_ROLE} "
        "?a (dip:isOfficeOf|dip:isOrganOf|dip:liesIn)* ?s . ?s a dip:State ; dip:isoAlpha3 ?c } "
        "GROUP BY ?c"
    )
    assert dict(table) == {row.c: row.n for row in expected}
    assert io.StringIO(table.to_csv()).readline() == "iso_alpha3,record\n"

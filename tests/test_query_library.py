"""Every query of the library gives its expected rows, the same on both engines."""

from datetime import date

import pytest

import dipgraph
from library_cases import (
    EXPECTED,
    EXPECTED_SMALL,
    ROOT,
    Case,
    all_cases,
    all_small_cases,
    load_small,
    rows_of,
    write_rows,
)

KG = dipgraph.load(ROOT)
CASES = all_cases(KG)
SMALL = load_small()
SMALL_CASES = all_small_cases(KG)
# rdflib takes from half a minute to hours for a view of the whole graph; it draws the small one.
# Of the others it answers the question as it is; with values left out before, on the small graph.
FAST_ON_RDFLIB = [
    case
    for case in CASES
    if "views" not in KG.library.queries[case.query].tags and case.name == case.query
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_rows_are_the_expected_ones(case: Case) -> None:
    expected = (EXPECTED / f"{case.name}.csv").read_text(encoding="utf-8")
    assert write_rows(rows_of(KG.query(case.query, **case.params))) == expected


@pytest.mark.parametrize("case", FAST_ON_RDFLIB, ids=lambda case: case.name)
def test_rdflib_gives_the_same_rows(case: Case) -> None:
    on_oxigraph = rows_of(KG.query(case.query, **case.params))
    on_rdflib = rows_of(KG.query(case.query, engine="rdflib", **case.params))
    assert on_rdflib == on_oxigraph


@pytest.mark.parametrize("case", SMALL_CASES, ids=lambda case: case.name)
def test_rows_on_the_small_graph_are_the_expected_ones(case: Case) -> None:
    """Few enough rows for a person to hold them against three short texts."""
    expected = (EXPECTED_SMALL / f"{case.name}.csv").read_text(encoding="utf-8")
    assert write_rows(rows_of(SMALL.query(case.query, **case.params))) == expected


@pytest.mark.parametrize("case", SMALL_CASES, ids=lambda case: case.name)
def test_rdflib_gives_the_same_rows_on_the_small_graph(case: Case) -> None:
    on_oxigraph = rows_of(SMALL.query(case.query, **case.params))
    assert rows_of(SMALL.query(case.query, engine="rdflib", **case.params)) == on_oxigraph


def test_views_find_something_on_the_small_graph() -> None:
    for name, query in KG.library.queries.items():
        if "views" in query.tags:
            assert len(SMALL.query(name)) > 0, name


def test_no_expected_file_is_left_over() -> None:
    assert {path.stem for path in EXPECTED.glob("*.csv")} == {case.name for case in CASES}
    small = {path.stem for path in EXPECTED_SMALL.glob("*.csv")}
    assert small == {case.name for case in SMALL_CASES}


def test_no_date_stands_without_its_precision() -> None:
    """What is dated by a year alone must not look as if the first of January were told."""
    looked_at = 0
    for case in CASES:
        result = KG.query(case.query, **case.params)
        columns = list(result.columns)
        dated = {
            at for at in range(len(columns)) if any(isinstance(row[at], date) for row in result)
        }
        for place in sorted(dated):
            after = next((name for name in columns[place:] if columns.index(name) not in dated), "")
            assert after.lower().endswith("precision"), (case.name, columns[place])
        looked_at += len(dated)
    assert looked_at > 100


def test_a_query_without_rows_says_so_on_purpose() -> None:
    """A question that finds nothing on the real data is a question nobody can judge."""
    empty = [case.name for case in CASES if len(KG.query(case.query, **case.params)) == 0]
    assert empty == []
    empty = [case.name for case in SMALL_CASES if len(SMALL.query(case.query, **case.params)) == 0]
    assert empty == []


def test_a_year_without_a_source_is_a_row_and_no_zero() -> None:
    """No text covers 2032; no query holds a year of its own to know that."""
    for name in ("figure-over-years", "mission-totals", "records-by-year", "aid-by-year"):
        params = {"measure": "measure-documents-signed"} if name == "figure-over-years" else {}
        result = SMALL.query(name, **params)
        holes = [row for row in result if "no source" in (row[i] for i in range(len(row)))]
        assert [row.year for row in holes] == [2032], name
        assert all(
            row[i] is None
            for row in holes
            for i in range(len(row))
            if row[i] not in (2032, "no source")
        )


def test_years_are_not_compared_with_one_that_no_source_covers() -> None:
    rows = rows_of(SMALL.query("partners-between-years", earlier=2031, later=2032))
    assert [row[0] for row in rows[1:]] == ["no source"]


def test_index_of_queries_is_current() -> None:
    from accept import write_index

    assert (ROOT / "queries/README.md").read_text(encoding="utf-8") == write_index(KG)

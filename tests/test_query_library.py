"""Every query of the library gives its expected rows, the same on both engines."""

import pytest

import dipgraph
from library_cases import EXPECTED, ROOT, Case, all_cases, rows_of, write_rows

KG = dipgraph.load(ROOT)
CASES = all_cases(KG)
SMALL = dipgraph.load(ROOT / "tests/fixtures/ruritania")
SMALL_EXAMPLES = {"state": "XGK", "organisation": "river-league"}
# rdflib takes from half a minute to hours for a view of the whole graph; it draws the small one.
FAST_ON_RDFLIB = [case for case in CASES if "views" not in KG.library.queries[case.query].tags]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_rows_are_the_expected_ones(case: Case) -> None:
    expected = (EXPECTED / f"{case.name}.csv").read_text(encoding="utf-8")
    assert write_rows(rows_of(KG.query(case.query, **case.params))) == expected


@pytest.mark.parametrize("case", FAST_ON_RDFLIB, ids=lambda case: case.name)
def test_rdflib_gives_the_same_rows(case: Case) -> None:
    on_oxigraph = rows_of(KG.query(case.query, **case.params))
    on_rdflib = rows_of(KG.query(case.query, engine="rdflib", **case.params))
    assert on_rdflib == on_oxigraph


@pytest.mark.parametrize("name", sorted(KG.library.queries))
def test_rdflib_gives_the_same_rows_on_the_small_graph(name: str) -> None:
    params = {
        name: SMALL_EXAMPLES[param.type]
        for name, param in KG.library.queries[name].params.items()
        if param.required and param.default is None
    }
    on_oxigraph = rows_of(SMALL.query(name, **params))
    assert rows_of(SMALL.query(name, engine="rdflib", **params)) == on_oxigraph


def test_views_find_something_on_the_small_graph() -> None:
    for name, query in KG.library.queries.items():
        if "views" in query.tags:
            assert len(SMALL.query(name)) > 0, name


def test_no_expected_file_is_left_over() -> None:
    assert {path.stem for path in EXPECTED.glob("*.csv")} == {case.name for case in CASES}


def test_a_query_without_rows_says_so_on_purpose() -> None:
    """A question that finds nothing on the real data is a question nobody can judge."""
    empty = [case.name for case in CASES if len(KG.query(case.query, **case.params)) == 0]
    assert empty == []


def test_index_of_queries_is_current() -> None:
    from accept import write_index

    assert (ROOT / "queries/README.md").read_text(encoding="utf-8") == write_index(KG)

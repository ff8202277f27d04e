"""Answers that look whole and are not: years without a source, periods turned round, broken stores.

Also queries so long that the engine would take the process with it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow.parquet
import pytest

import dipgraph
from dipgraph.errors import QueryError, QueryWarning, SyntaxFault
from dipgraph.querying import sparql
from dipgraph.resources import find_project
from dipgraph.store import build_store, open_store
from library_cases import ROOT
from project_copy import RURITANIA
from project_copy import run_dipgraph as run_words

KG = dipgraph.load(ROOT)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


PATTERN = "SELECT * WHERE { ?s dip:involves ?o "
CHAINS = {
    "not": PATTERN + "FILTER(" + "!" * 300_000 + "?s) }",
    "sum": "SELECT (1" + "+1" * 100_000 + " AS ?n) WHERE {}",
    "union": "SELECT * WHERE { { ?s ?p ?o }" + " UNION { ?s ?p ?o }" * 20_000 + " }",
    "path": "SELECT * WHERE { ?s dip:involves" + "/dip:involves" * 50_000 + " ?o }",
    "patterns": PATTERN + ". ?s ?p ?o " * 20_000 + "}",
    "list": "SELECT * WHERE { (" + "1 " * 20_000 + ") ?p ?o }",
    "describe": "DESCRIBE" + " state:TUR" * 20_000,
    "operators in IN": PATTERN + "FILTER(?s IN (1" + "+1" * 20_000 + ")) }",
}


@pytest.mark.parametrize("name", CHAINS)
def test_query_on_which_the_engine_would_run_out_of_stack_is_refused(name: str) -> None:
    with pytest.raises(SyntaxFault, match="words and signs"):
        sparql.check_text(CHAINS[name], "query")


def test_chains_as_long_as_allowed_do_not_end_the_process() -> None:
    chains = [
        PATTERN + "FILTER(" + "!" * 1_985 + "?s) }",
        PATTERN + "MINUS { ?s ?p ?o } " * 320 + "}",
        "SELECT (1" + "+1" * 990 + " AS ?n) WHERE {}",
    ]
    for chain in chains:
        sparql.check_text(chain, "query")
        code = "import sys, pyoxigraph as ox; ox.Store().query(sys.stdin.read())"
        prefixed = sparql.add_prefixes(chain, "query", sparql.tokenize(chain))
        run = subprocess.run([sys.executable, "-c", code], input=prefixed.encode(), check=False)
        assert run.returncode == 0, chain[:60]


def test_long_lists_of_values_are_no_long_query() -> None:
    many = [f"<https://w3id.org/dipgraph/state/X{n}>" for n in range(5_000)]
    lists = [f"VALUES ?o {{ state:TUR {' '.join(many)} }}", "VALUES ?n {" + " -1" * 5_000 + " }"]
    lists.append(f"FILTER(?o IN (state:TUR, {', '.join(many)}))")
    for written in lists:
        sparql.check_text(PATTERN + written + " }", "query")


def test_year_without_a_source_is_told() -> None:
    with pytest.warns(QueryWarning, match="no source covers 2022: a hole"):
        rows = KG.query("visits", year=2022)
    assert not rows
    with pytest.warns(QueryWarning, match="no source covers 2022"):
        KG.query("everything-with", partner="TUR", since="2021-05-01", until="2023-02-01")
    with pytest.warns(QueryWarning, match=r"no source covers 2031–2033"):
        KG.query("chronology", since="2031-05-01", until="2033-02-01")
    with pytest.warns(QueryWarning, match="no source covers 2022"):
        KG.query_within(60, 0, "visits", year=2022)


def test_year_with_a_source_needs_no_word(recwarn: pytest.WarningsRecorder) -> None:
    assert KG.query("visits", year=2024)
    assert KG.query("everything-with", partner="TUR", since="2023-05-01")
    assert KG.query("visits")
    assert not [warning for warning in recwarn if warning.category is QueryWarning]


CONTRARY: list[tuple[str, dict[str, object], str]] = [
    ("chronology", {"since": "2024-02-01", "until": "2024-01-01"}, "comes before --since"),
    (
        "everything-with",
        {"partner": "TUR", "since": "2023-05-01", "until": "2023-01-01"},
        "comes before --since",
    ),
    ("partners-between-years", {"earlier": 2024, "later": 2023}, "comes before --earlier"),
    ("partners-between-years", {"earlier": 2024, "later": 2024}, "are the same"),
    ("members-of-both", {"one": "OIC", "other": "oic"}, "are the same"),
    (
        "everything-with",
        {"partner": "TUR", "year": 2021, "since": "2023-01-01"},
        "outside the period",
    ),
]


@pytest.mark.parametrize(("name", "params", "said"), CONTRARY)
def test_values_that_exclude_each_other_are_refused(
    name: str, params: dict[str, object], said: str
) -> None:
    with pytest.raises(QueryError, match=said):
        KG.query(name, **params)  # type: ignore[arg-type]


def test_ending_of_the_file_names_the_format(tmp_path: Path, cache: Path) -> None:
    for ending, begins in (
        ("csv", b"guest,"),
        ("json", b'{"head"'),
        ("md", b"| guest"),
        ("", b"g"),
    ):
        out = tmp_path / f"visits.{ending}"
        run = run_words(
            *map(str, ("--data", ROOT, "query", "run", "visits", "--out", out)), cache=cache
        )
        assert run.returncode == 0, run.stderr
        assert out.read_bytes().startswith(begins)
    out = tmp_path / "visits.parquet"
    run_words(*map(str, ("--data", ROOT, "query", "run", "visits", "--out", out)), cache=cache)
    assert pyarrow.parquet.read_table(out).num_rows == len(KG.query("visits"))


def test_file_of_no_known_ending_and_half_rows_are_refused(tmp_path: Path, cache: Path) -> None:
    other = tmp_path / "data.rdf"
    other.write_text("<rdf:RDF/>")
    run = run_words(*map(str, ("query", "run", "visits", "--data", other)), cache=cache)
    assert (run.returncode, "a file of data ends in .ttl" in run.stderr) == (2, True)
    run = run_words(
        *map(str, ("--data", ROOT, "query", "run", "visits", "--rows", "2.5")), cache=cache
    )
    assert (run.returncode, "whole number" in run.stderr) == (2, True)


def test_no_row_of_a_library_query_in_data_of_somebody_else_is_explained(
    tmp_path: Path, cache: Path
) -> None:
    other = tmp_path / "data.ttl"
    other.write_text("<http://example.org/a> a <http://example.org/B> .")
    run = run_words(
        *map(str, ("--data", ROOT, "query", "run", "visits", "--data", other)), cache=cache
    )
    assert (run.returncode, "ask for terms of dipgraph" in run.stderr) == (0, True)


def test_control_characters_do_not_reach_markdown(tmp_path: Path, cache: Path) -> None:
    other = tmp_path / "data.ttl"
    other.write_text('<http://example.org/a> <http://example.org/b> "\\u001b[31mred" .')
    query = tmp_path / "all.rq"
    query.write_text("SELECT ?o WHERE { ?s ?p ?o }")
    run = run_words(
        *map(str, ("query", "run", query, "--data", other, "--format", "markdown")), cache=cache
    )
    assert "\x1b" not in run.stdout
    assert "red" in run.stdout


def test_timeline_of_one_thing_twice_is_refused(cache: Path) -> None:
    run = run_words(*map(str, ("--data", ROOT, "timeline", "TUR", "Turkey")), cache=cache)
    assert (run.returncode, run.stderr) == (
        2,
        "dipgraph: state:TUR is given twice. Name it once.\n",
    )


def test_any_broken_file_of_a_compiled_store_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIPGRAPH_CACHE", str(tmp_path / "cache"))
    project = find_project(RURITANIA)
    whole = len(build_store(project))
    place = open_store(project).place
    assert place is not None
    assert not open_store(project).compiled_now
    names = sorted(path.name for path in Path(place, "db").iterdir() if path.stat().st_size)
    broken = [name for name in names if not name.startswith("LOG")]
    assert any(name.startswith("MANIFEST") for name in broken)
    for name in broken:
        # Half a manifest opens as an empty store; a changed byte may take all memory.
        for half in (True, False):
            file = Path(place, "db", name)
            if not file.exists():
                continue  # built anew under other numbers
            raw = bytearray(file.read_bytes())
            raw[len(raw) // 2] ^= 255
            file.write_bytes(raw[: len(raw) // 2] if half else raw)
            opened = open_store(project)
            assert (opened.compiled_now, len(opened.store)) == (True, whole), (name, half)
            del opened
            assert not open_store(project).compiled_now

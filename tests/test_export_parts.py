"""Parts of an export, hostile input, places to write to, and the command."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import Dataset

from dipgraph.errors import DataError, InputError, QueryError
from dipgraph.exporting.export import FORMATS, GRAPH_FORMATS, NothingLeft
from dipgraph.knowledge import load
from dipgraph.namespaces import PREFIXES
from export_cases import (
    HOSTILE,
    RDFLIB_NAMES,
    canonical,
    hostile_project,
    in_graphs,
    merged,
    parse,
    real,
    small,
)
from project_copy import RURITANIA, assert_one_line_fault, copy_project, run_dipgraph

DIP = PREFIXES["dip"]


# --- parts ------------------------------------------------------------------------------


def subjects(content: bytes, name: str = "ntriples") -> set[str]:
    return {q.subject.value for q in parse(content, name)}  # type: ignore[union-attr]


def test_a_graph_is_exported_as_it_is() -> None:
    done = real().export("nquads", graphs=["mfa-2024", "graph:registry"])
    kept = {PREFIXES["source"] + "mfa-2024", PREFIXES["graph"] + "registry"}
    expected = [q for q in in_graphs(real()) if q.graph_name.value in kept]
    assert canonical(parse(done.content, "nquads")) == ox.Dataset(expected)


def test_what_is_derived_is_left_out_or_added() -> None:
    derived = sum(q.graph_name.value == PREFIXES["graph"] + "derived" for q in in_graphs(small()))
    whole = small().export("nquads").counts["triples"]
    assert derived > 0
    assert small().export("nquads", derived=False).counts["triples"] == whole - derived
    source = small().export("nquads", graphs=["xr-2031"]).counts["triples"]
    both = small().export("nquads", graphs=["xr-2031"], derived=True).counts["triples"]
    assert both == source + derived


def test_a_class_stands_for_those_below_it() -> None:
    found = subjects(real().export("ntriples", classes=["Event"]).content)
    asked = real().query("SELECT DISTINCT ?s { ?s a dip:Event }")
    assert {row.s for row in asked} <= found
    assert len(asked) > 1000
    figures = {row.s for row in real().query("SELECT ?s { ?s a dip:Figure }")}
    events = {row.s for row in asked}
    assert not figures & found - events, "other records are not described"
    in_words = {
        small().export("nquads", classes=[name]).content
        for name in ("Event", "dip:Event", "EVENT", f"<{DIP}Event>")
    }
    assert len(in_words) == 1


def test_a_part_describes_what_its_records_name() -> None:
    visits = real().query("SELECT ?s ?a { ?s a dip:Visit ; dip:hasVisitor ?a }")
    found = subjects(real().export("ntriples", classes=["Visit"]).content)
    assert {row.a for row in visits} <= found
    stated = real().query("SELECT ?p { ?s a dip:Visit ; dip:isStatedIn ?p }")
    assert {row.p for row in stated} <= found
    concerned = small().query("SELECT ?m { ?s a dip:TenureAct ; dip:concerns ?m }")
    assert {row.m for row in concerned} <= subjects(
        small().export("ntriples", classes=["TenureAct"]).content
    )
    assert len(concerned) > 0


def test_a_year_holds_its_records_and_no_others() -> None:
    asked = real().query(
        "SELECT DISTINCT ?s { ?s a dip:Event ; dip:startDate ?a ; dip:endDate ?b "
        "FILTER (YEAR(?a) <= 2021 && YEAR(?b) >= 2021) }"
    )
    found = subjects(real().export("ntriples", year=2021).content)
    events = {row.s for row in real().query("SELECT ?s { ?s a dip:Event }")}
    assert {row.s for row in asked} == found & events
    concerned = real().query(
        "SELECT DISTINCT ?m { ?s a dip:Event ; dip:startDate ?a ; dip:endDate ?b ; dip:concerns ?m "
        "FILTER (YEAR(?a) <= 2021 && YEAR(?b) >= 2021) }"
    )
    assert {row.m for row in concerned} <= found


def test_a_year_without_a_source_is_told() -> None:
    told: list[str] = []
    real().export("ntriples", year=2022, warn=told.append)
    assert told == ["no source covers 2022: what is exported stands in texts on other years."]
    real().export("ntriples", year=2023, warn=told.append)
    assert len(told) == 1


def test_the_records_of_a_query_are_exported() -> None:
    rows = real().query("agreements-by-partner", partner="UZB")
    done = real().export("ntriples", query="agreements-by-partner", params={"partner": "UZB"})
    found = subjects(done.content)
    events = {row.s for row in real().query("SELECT ?s { ?s a dip:Event }")}
    assert {row.record for row in rows} == found & events
    assert len(rows) > 2


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_the_triples_of_a_construct_are_exported_as_they_are(name: str) -> None:
    text = "CONSTRUCT { ?s a dip:Visit . [] rdfs:seeAlso ?s } WHERE { ?s a dip:Visit }"
    done = small().export(name, query=text)
    visits = len(small().query("SELECT ?s { ?s a dip:Visit }"))
    back = parse(done.content, name)
    assert len(back) == done.counts["triples"] == 2 * visits > 0
    assert all(quad.graph_name == ox.DefaultGraph() for quad in back)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"graphs": ["mfa-2042"]}, "Did you mean"),
        ({"graphs": ["zzz"]}, "Graphs: "),
        ({"classes": ["Vist"]}, "Did you mean Visit"),
        ({"classes": ["zzzz"]}, "Classes: "),
        ({"year": 0}, "a number like 2024"),
        ({"query": "ASK { ?s ?p ?o }"}, "no column record"),
        ({"query": "SELECT ?s { ?s a dip:Visit }"}, "no column record"),
        ({"query": "CONSTRUCT WHERE { ?s a dip:Visit }", "year": 2024}, "as they are"),
        ({"query": "election"}, "Did you mean elections"),
    ],
)
def test_what_cannot_be_meant_is_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises((InputError, QueryError)) as raised:
        real().export("nquads", **options)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "options",
    [
        {"year": 1900},
        {"classes": ["Visit"], "graphs": ["registry"]},
        {"classes": ["State"], "year": 2031},
        {"query": "SELECT ?record { ?record a dip:Visit FILTER (false) }"},
        {"query": "CONSTRUCT WHERE { ?s a dip:Visit ; a dip:Figure }"},
        {"graphs": ["derived"], "derived": False},
    ],
)
@pytest.mark.parametrize("name", ["nquads", "jsonld"])
def test_a_filter_that_leaves_nothing_says_so(
    name: str, options: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(NothingLeft):
        small().export(name, tmp_path / "out", **options)
    assert list(tmp_path.iterdir()) == []


# --- hostile input ----------------------------------------------------------------------


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_hostile_labels_come_back_as_they_were(name: str, tmp_path: Path) -> None:
    kg = load(hostile_project(tmp_path), cache=False)
    back = parse(kg.export(name).content, name)
    assert canonical(back) == (in_graphs(kg) if name in ("nquads", "trig") else merged(kg))
    found = {
        q.object.value  # type: ignore[union-attr]
        for q in back
        if q.predicate.value == PREFIXES["skos"] + "altLabel"
        and q.subject == ox.NamedNode(PREFIXES["state"] + "XRU")
    }
    assert set(HOSTILE) <= found
    theirs = Dataset()
    theirs.parse(data=kg.export(name).content.decode(), format=RDFLIB_NAMES[name])
    texts = {str(value) for _, _, value, _ in theirs.quads()}
    assert set(HOSTILE) <= texts


def test_an_iri_that_would_be_read_as_another_is_refused_in_json_ld(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    file = project / "data/registry/states.ttl"
    file.write_text(
        file.read_text(encoding="utf-8") + "\nstate:XRU skos:exactMatch <case:9> .\n",
        encoding="utf-8",
    )
    kg = load(project, cache=False)
    assert b"<case:9>" in kg.export("nquads").content
    with pytest.raises(DataError, match="case:9"):
        kg.export("jsonld")


# --- places -----------------------------------------------------------------------------


def test_nothing_is_written_over_what_is_not_ours(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "letter.txt").write_text("mine")
    for options in ({}, {"overwrite": True}):
        with pytest.raises(InputError, match=r"not empty|letter\.txt"):
            small().export("csv", kept, **options)
        assert [path.name for path in kept.iterdir()] == ["letter.txt"]
        assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_folder_of_an_earlier_export_is_replaced_on_request(tmp_path: Path) -> None:
    out = tmp_path / "out"
    small().export("csv", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with pytest.raises(InputError, match="--overwrite"):
        small().export("csv", out)
    small().export("csv", out, overwrite=True, classes=["Visit"])
    after = {path.name: path.read_bytes() for path in out.iterdir()}
    assert before.keys() == after.keys() and before["events.csv"] != after["events.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("name", "place", "said"),
    [
        ("csv", "file", "this is a file"),
        ("csv", "none/there", "does not exist"),
        ("nquads", "none/there", "does not exist"),
        ("nquads", ".", "this is a folder"),
        ("csv", ".", "the folder you are in"),
    ],
)
def test_places_that_cannot_be_written(
    name: str, place: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=said):
        small().export(name, place)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_place_is_named_as_it_was_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = small().export("csv", "tables", classes=["Visit"])
    assert Path("tables/events.csv") in done.files and done.files[0].is_file()
    with pytest.raises(InputError, match=r"^tables: the folder is not empty"):
        small().export("csv", "tables")


def test_a_failure_on_the_way_leaves_the_old_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    small().export("csv", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    real_write = Path.write_bytes

    def fail(self: Path, content: bytes) -> int:
        if self.name == "places.csv":
            raise OSError(28, os.strerror(28))
        return real_write(self, content)

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(InputError, match="cannot be written"):
        small().export("csv", out, overwrite=True)
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


# --- the command ------------------------------------------------------------------------


def told(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return the lines on standard error but for those of progress, which a slow machine shows."""
    return [line for line in done.stderr.splitlines() if not line.endswith(" ...")]


def test_the_command_writes_and_says_how_much(tmp_path: Path) -> None:
    out = tmp_path / "dipgraph.nq"
    done = run_dipgraph(
        "--data", str(RURITANIA), "export", "--format", "nquads", "--out", str(out),
        cache=tmp_path / "cache",
    )  # fmt: skip
    assert done.returncode == 0 and done.stdout == ""
    lines = out.read_text(encoding="utf-8").splitlines()
    assert told(done) == [f"{len(lines):,} quads written to {out}"]
    shown = run_dipgraph(
        "--data", str(RURITANIA), "export", "--format", "nquads", cache=tmp_path / "cache"
    )
    assert shown.stdout.splitlines() == lines and told(shown) == []
    memory = io.BytesIO()
    assert small().export("nquads", stream=memory).content == b""
    assert memory.getvalue().decode().splitlines() == lines
    nothing = run_dipgraph(
        "--data", str(RURITANIA), "export", "--format", "csv", "--year", "1900",
        "--out", str(tmp_path / "none"), cache=tmp_path / "cache",
    )  # fmt: skip
    assert nothing.returncode == 1 and not (tmp_path / "none").exists()
    assert told(nothing)[-1] == "dipgraph: nothing is left to export: year 1900."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "nquad"], "Did you mean nquads"),
        (["--format", "csv"], "Name a folder"),
        (["--format", "nquads", "--partner", "UZB"], "need --query"),
        (["--format", "nquads", "--yaer", "2024"], "Did you mean year"),
        (["--format", "nquads", "--year", "then"], "a year like 2024"),
        (["--format", "nquads", "--query", "visits", "--guest"], "lacks its value"),
        (["--format", "nquads", "--query", "visits", "--gust", "XGK"], "Did you mean guest"),
        (["--format", "nquads", "stray"], "belongs to no option"),
    ],
)
def test_slips_on_the_command_line(words: list[str], said: str, tmp_path: Path) -> None:
    done = run_dipgraph("--data", str(RURITANIA), "export", *words, cache=tmp_path)
    assert_one_line_fault(done, said)


def test_a_year_goes_to_the_query_that_has_one(tmp_path: Path) -> None:
    query = tmp_path / "of-year.rq"
    query.write_text(
        "#+ summary: Visits of a year\n#+ params:\n#+   year:\n#+     type: year\n"
        "#+     about: Year.\n#+     example: 2031\n"
        "SELECT ?record WHERE { ?record a dip:Visit ; dip:startDate ?d FILTER (YEAR(?d) = ?year) }"
    )
    done = run_dipgraph(
        "--data", str(RURITANIA), "export", "--format", "ntriples", "--query", str(query),
        "--year", "2031", cache=tmp_path / "cache",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "<https://w3id.org/dipgraph/event/2031-05-03-visit-XGK-president>" in done.stdout


def test_every_format_is_in_the_help() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dipgraph", "export", "--help"],
        capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "100"},
    )  # fmt: skip
    assert [name for name in FORMATS if name not in done.stdout] == []

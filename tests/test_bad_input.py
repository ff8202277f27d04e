"""Each kind of bad input: one line with file, line, fault and remedy, and nothing written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from project_copy import assert_one_line_fault, copy_project, run_dipgraph

RECORDS = "data/sources/xr-2031/meetings.ttl"


def edit(old: str, new: str) -> Callable[[Path], None]:
    """Return a fault: one text put for another in the file of records."""

    def change(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3])


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "inner.ttl").write_text("a", encoding="utf-8")


def write(content: bytes) -> Callable[[Path], None]:
    return lambda path: (path.write_bytes(content), None)[1]


def protect(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parent / "missing.ttl")


# What makes reading impossible: exit code 2.
UNREADABLE = {
    "syntax": (edit("a dip:Visit ;", "a dip:Visit"), f"{RECORDS}:"),
    "cut off": (truncate, "Close what is open"),
    "unknown prefix": (
        edit("dip:isHostedBy", "dpi:isHostedBy"),
        "the prefix dpi: is not declared.",
    ),
    "binary": (write(b"\x00\x01\x02"), f"{RECORDS}: this is a binary file"),
    "latin 1": (write("# é\n".encode("latin-1")), f"{RECORDS}:1: byte 2 is not UTF-8"),
    "empty": (write(b""), f"{RECORDS}: there is nothing in this file"),
    "comments only": (write(b"# later\n"), f"{RECORDS}: the file holds no statement"),
    "folder named like a file": (make_folder, f"{RECORDS}/inner.ttl:1:"),
    "dangling link": (protect, f"{RECORDS}"),
}

COMMANDS = [
    ["check"],
    ["query", "run", "visits"],
    ["stats"],
    ["compile"],
]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("fault", UNREADABLE)
def test_file_that_cannot_be_read_is_one_line_and_exit_code_2(
    tmp_path: Path, fault: str, words: list[str]
) -> None:
    spoil, expected = UNREADABLE[fault]
    project = copy_project(tmp_path)
    spoil(project / RECORDS)
    before = tree(project)
    run = run_dipgraph("--data", str(project), *words, cache=tmp_path / "cache")
    assert_one_line_fault(run, expected)
    assert run.stdout == ""
    assert tree(project) == before


# What can be read and is wrong: exit code 1, and the finding names file and line.
WRONG = {
    "misspelt class": (edit("a dip:Visit ;", "a dip:Vist ;"), "Did you mean dip:Visit"),
    "misspelt property": (edit("dip:isHostedBy", "dip:isHotedBy"), "Did you mean dip:isHostedBy"),
    "misspelt kind": (edit("kind:state-visit", "kind:sate-visit"), "Did you mean kind:state-visit"),
    "unknown actor": (edit("state:XRU ;", "state:XRV ;"), "state:XRV"),
    "locator past the end": (edit("passage:xr-2031.", "passage:xr-2031.9"), "passage:xr-2031.9"),
    "end before start": (
        edit('dip:endDate "2031-05-04"', 'dip:endDate "2031-05-01"'),
        "2031-05-03-visit",
    ),
}


@pytest.mark.parametrize("fault", WRONG)
def test_data_that_are_wrong_give_findings_and_exit_code_1(tmp_path: Path, fault: str) -> None:
    spoil, expected = WRONG[fault]
    project = copy_project(tmp_path)
    spoil(project / RECORDS)
    run = run_dipgraph("--data", str(project), "check", cache=tmp_path / "cache")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "Traceback" not in run.stderr
    lines = [line for line in run.stdout.splitlines() if line.startswith(f"{RECORDS}:")]
    assert any(expected in line for line in lines), run.stdout


def test_sound_project_passes(tmp_path: Path) -> None:
    run = run_dipgraph("--data", str(copy_project(tmp_path)), "check", cache=tmp_path / "cache")
    assert run.returncode == 0, run.stdout + run.stderr


def test_source_that_changed_by_one_letter_is_found(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    text = project / "texts/xr-2031.txt"
    text.write_text(text.read_text(encoding="utf-8").replace("state visit", "State visit"))
    run = run_dipgraph("--data", str(project), "check", cache=tmp_path / "cache")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "xr-2031" in run.stdout
    assert "event:2031-05-03-visit-XGK-president" in run.stdout


QUERIES = {
    "syntax": ("SELECT ?x {\n ?x ?y }", "mine.rq:2:8: the query cannot be read beyond '}'"),
    "empty": ("", "mine.rq: there is nothing in this file"),
    "front matter": ("#+ summry: x\nSELECT ?x { ?x ?y ?z }", "Did you mean summary?"),
    "service": ("SELECT ?x { SERVICE <http://localhost:9/> {} }", "mine.rq:1:13: SERVICE would"),
    "from": ("SELECT ?x FROM <http://localhost:9/> { ?x ?y ?z }", "mine.rq:1:11: FROM would"),
    "update": ("DELETE WHERE { ?s ?p ?o }", "mine.rq:1:1: DELETE would change the graph"),
    "binary": ("\0", "mine.rq: this is a binary file"),
}


@pytest.mark.parametrize("fault", QUERIES)
def test_faulty_query_file_is_one_line_and_exit_code_2(tmp_path: Path, fault: str) -> None:
    text, expected = QUERIES[fault]
    path = tmp_path / "mine.rq"
    path.write_text(text, encoding="utf-8")
    project = copy_project(tmp_path)
    words = ["--data", str(project), "query", "run", str(path)]
    assert_one_line_fault(run_dipgraph(*words, cache=tmp_path / "cache"), expected)


def test_query_file_that_is_missing_or_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder.rq").mkdir()
    for name, expected in (("none.rq", "no such file"), ("folder.rq", "this is a folder")):
        run = run_dipgraph("query", "run", str(tmp_path / name), cache=tmp_path / "cache")
        assert_one_line_fault(run, name, expected)


def test_one_faulty_file_in_the_library_does_not_stop_the_others(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    (project / "queries/a").mkdir(parents=True)
    good = "SELECT (COUNT(?v) AS ?n) { ?v a dip:Visit }"
    (project / "queries/a/good.rq").write_text(good, encoding="utf-8")
    (project / "queries/a/bad.rq").write_text("#+ nosuch: 1\n" + good, encoding="utf-8")
    words = ["--data", str(project), "query"]
    assert run_dipgraph(*words, "run", "good", cache=tmp_path / "c").returncode == 0
    assert_one_line_fault(
        run_dipgraph(*words, "run", "bad", cache=tmp_path / "c"), "queries/a/bad.rq", "nosuch"
    )
    assert_one_line_fault(run_dipgraph(*words, "list", cache=tmp_path / "c"), "queries/a/bad.rq")
    (project / "queries/b").mkdir()
    (project / "queries/b/good.rq").write_text(good, encoding="utf-8")
    assert_one_line_fault(
        run_dipgraph(*words, "list", cache=tmp_path / "c"), "another query file is called good"
    )

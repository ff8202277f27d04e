"""Rows of a query opened on their passages; words only where they are at hand and asked for."""

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from project_copy import ROOT, RURITANIA, assert_one_line_fault, copy_project, run_dipgraph
from view_project import make_project

WORDS = "On 3-4 May 2031 the President of Graustark paid a state visit to Ruritania."
PLACE = "xr-2031, line 5, characters 79–154"
PASSAGE = "passage:xr-2031.79-154"
SEVERAL = "SELECT ?act ?matter { ?act dip:concerns ?matter ; a dip:MissionAct }"
FORMATS_FOR_PROGRAMS = ("csv", "tsv", "jsonl", "json", "xml")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def without_texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_project(tmp_path_factory.mktemp("bare"))
    shutil.rmtree(project / "texts")
    return project


def query(cache: Path, *words: str, data: Path = RURITANIA, stdin: str = ""):  # type: ignore[no-untyped-def]
    return run_dipgraph("--data", str(data), "query", "run", *words, cache=cache, stdin=stdin)


def test_table_has_place_and_words_below_each_row(cache: Path) -> None:
    run = query(cache, "visits", "--with-passages")
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert lines[:3] == query(cache, "visits").stdout.splitlines()
    assert lines[3:] == [f"    {PLACE}", f"    | {WORDS}"]
    assert run.stderr == "1 row\n"


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_formats_for_people_have_a_column(cache: Path, form: str) -> None:
    out = query(cache, "visits", "--with-passages", "--format", form).stdout
    assert f"{PLACE}: “{WORDS}”" in out
    assert WORDS not in query(cache, "visits", "--format", form).stdout


@pytest.mark.parametrize("form", FORMATS_FOR_PROGRAMS)
def test_formats_for_programs_have_names_and_words_only_if_asked(cache: Path, form: str) -> None:
    names = query(cache, "visits", "--with-passages", "--format", form).stdout
    assert PASSAGE in names
    assert WORDS not in names
    words = query(cache, "visits", "--with-passages", "--words", "--format", form).stdout
    assert PASSAGE in words
    assert WORDS in words


@pytest.mark.parametrize("form", ["table", "csv", "jsonl", "markdown", "html"])
def test_without_the_texts_there_are_places_and_no_words(
    cache: Path, without_texts: Path, form: str
) -> None:
    words = () if form in ("table", "markdown", "html") else ("--words",)
    run = query(cache, "visits", "--with-passages", *words, "--format", form, data=without_texts)
    assert run.returncode == 0, run.stderr
    assert (PLACE if not words else PASSAGE) in run.stdout
    assert "President of Graustark paid" not in run.stdout
    assert bool(words) == ("the texts are not at hand" in run.stderr)


def test_the_other_columns_stay_as_they_are(cache: Path) -> None:
    plain = list(csv.DictReader(io.StringIO(query(cache, "visits", "--format", "csv").stdout)))
    more = query(cache, "visits", "--with-passages", "--words", "--format", "csv").stdout
    opened = list(csv.DictReader(io.StringIO(more)))
    for row in opened:
        assert row.pop("passages") == PASSAGE
        assert row.pop("words") == WORDS
    assert opened == plain


def test_several_records_of_a_row_are_told_apart(cache: Path) -> None:
    out = query(cache, "-", "--with-passages", stdin=SEVERAL).stdout
    assert "    event:2031-09-01-opening-embassy: xr-2031, line 11" in out
    assert "    mission:XGK-embassy-in-XRU: xr-2031, line 11" in out
    line = query(cache, "-", "--with-passages", "--format", "jsonl", stdin=SEVERAL).stdout
    # One passage states both: it is named once.
    assert json.loads(line.splitlines()[0])["passages"] == "passage:xr-2031.748-817"


def test_rows_without_records_are_said_to_have_none(cache: Path) -> None:
    run = query(cache, "-", "--with-passages", stdin="SELECT ?s { ?s a dip:State }")
    assert run.returncode == 0
    assert "no row names a record with a passage" in run.stderr
    empty = query(cache, "visits", "--host", "XGK", "--with-passages")
    assert empty.returncode == 0
    assert empty.stderr == "0 rows\n"


def test_a_text_that_has_changed_is_not_quoted(cache: Path, tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    text = project / "texts/xr-2031.txt"
    changed = text.read_text(encoding="utf-8").replace("paid a state visit", "made a state visit")
    text.write_text(changed, encoding="utf-8")
    out = query(cache, "visits", "--with-passages", data=project).stdout
    assert "[changed]" in out
    assert "made a state visit" not in out


@pytest.mark.parametrize(
    ("words", "stdin", "fault"),
    [
        (["visits", "--words"], "", "--words goes with --with-passages"),
        (["-", "--with-passages"], "ASK { ?s ?p ?o }", "its form is ASK"),
        (["-", "--with-passages"], "CONSTRUCT WHERE { ?s a dip:Visit }", "its form is CONSTRUCT"),
        (["-", "--with-passages"], "SELECT ?words { ?words a dip:Visit }", "column 'words'"),
        (["visits", "--with-passages", "--format", "turtle"], "", "gives no triples"),
        (["visits", "--with-passage"], "", "Did you mean with-passages"),
    ],
)
def test_misuse_is_one_line(cache: Path, words: list[str], stdin: str, fault: str) -> None:
    assert_one_line_fault(query(cache, *words, stdin=stdin), fault)


def test_hostile_labels_and_rows_cut_short(cache: Path, tmp_path: Path) -> None:
    project = make_project(tmp_path)
    ask = "SELECT ?label ?record { ?record a dip:Meeting ; rdfs:label ?label } ORDER BY ?record"
    page = query(cache, "-", "--with-passages", "--format", "html", data=project, stdin=ask).stdout
    assert "<script" not in page
    table = query(cache, "-", "--with-passages", "--rows", "1", data=project, stdin=ask)
    assert table.stdout.count("\n    xr-2031, line") == 1
    assert "1 of" in table.stderr
    assert "\u202e" not in table.stdout


def test_a_plain_run_does_not_pay_for_it() -> None:
    code = (
        "import sys; from dipgraph.cli import main;"
        "main(['--data', sys.argv[1], 'query', 'run', 'visits', '--format', 'csv']);"
        "print([n for n in sys.modules if n.startswith(('dipgraph.briefing', 'dipgraph.facts'))])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(RURITANIA)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert run.stdout.splitlines()[-1] == "[]"

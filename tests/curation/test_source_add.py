"""A new text is registered in one step, or not at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from curation.told import faults
from dipgraph.cli import main
from dipgraph.curation.source_text import look_over, read_new_text
from dipgraph.errors import SourceError
from dipgraph.knowledge import load
from dipgraph.turtle import parse_file
from project_copy import assert_one_line_fault, copy_project, run_dipgraph

TEXT = """\
# Ruritania in 2032

The Foreign Minister of Graustark visited Strelsau on 3 May 2032. It was a short visit.

## Missions

Ruritania opened an embassy in Graustark.
"""
WORDS = ("--title", 'Report "2032"', "--publisher", "Ministry of Ruritania", "--state", "Ruritania")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    project = copy_project(tmp_path)
    (project / "texts" / "xr-2032.txt").write_bytes(TEXT.encode())
    return project


def add(project: Path, *words: str) -> int:
    return main(["--data", str(project), "source", "add", *words])


def files(project: Path) -> dict[str, bytes]:
    data = project / "data"
    return {str(p.relative_to(data)): p.read_bytes() for p in data.rglob("*") if p.is_file()}


def test_a_text_becomes_a_folder_and_its_sentences_open(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(project)
    text = str(project / "texts" / "xr-2032.txt")
    assert add(project, text, *WORDS, "--date", "2032-12-30") == 0
    out = capsys.readouterr().out
    assert "5 passages cut, 2 set aside as headings, 3 open" in out
    new = files(project).keys() - before.keys()
    folder = "sources/xr-2032/"
    assert new == {folder + name for name in ("source.ttl", "passages.ttl", "set-aside.ttl")}
    # No word of the text is copied but its title and publisher, which the curator gave.
    written = b"".join(content for name, content in files(project).items() if name in new)
    assert not {"Graustark", "Strelsau", "embassy"} & set(re.findall(r"\w+", written.decode()))
    assert '"Report \\"2032\\""@en' in written.decode()
    assert main(["--data", str(project), "coverage", "xr-2032"]) == 1
    assert "5 sentences: 0 cited, 2 set aside (2 heading), 3 open" in capsys.readouterr().out
    assert main(["--data", str(project), "fmt", "--check", str(project / "data" / folder)]) == 0
    # With it, nothing of the check fails but that sentences are open.
    report = load(project, cache=False).check()
    assert {issue.check for issue in report.issues} <= {"coverage"}


def test_counts_are_carried_on(project: Path) -> None:
    assert main(["--data", str(project), "check", "--accept", "--only", "summary"]) == 0
    before = (project / "data" / "summary.csv").read_text(encoding="utf-8").splitlines()
    text = str(project / "texts" / "xr-2032.txt")
    assert add(project, text, *WORDS) == 0
    after = (project / "data" / "summary.csv").read_text(encoding="utf-8").splitlines()
    assert set(after) - set(before) == {"xr-2032,dip:Passage,5", "xr-2032,dip:Source,1"}
    assert main(["--data", str(project), "check", "--only", "summary"]) == 0


def test_a_text_without_marked_headings_has_no_ledger(project: Path) -> None:
    path = project / "texts" / "plain-2032.txt"
    path.write_text("One came. Two left.\n", encoding="utf-8")
    assert add(project, str(path), *WORDS) == 0
    assert not (project / "data" / "sources" / "plain-2032" / "set-aside.ttl").exists()
    assert parse_file(project / "data" / "sources" / "plain-2032" / "source.ttl")


def test_dry_run_writes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(project)
    assert add(project, str(project / "texts" / "xr-2032.txt"), *WORDS, "--dry-run") == 0
    assert "would be registered" in capsys.readouterr().out
    assert files(project) == before


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--publisher", "X"], "Add --title."),
        (["--title", " "], "Add --title, --publisher."),
        ([*WORDS, "--id", "annual"], "Add --year."),
        ([*WORDS, "--id", "xr_2032"], "cannot name a source"),
        ([*WORDS, "--id", "../x-2032"], "cannot name a source"),
        ([*WORDS, "--id", "xr-2031"], "source:xr-2031 is registered already"),
        ([*WORDS, "--date", "30.12.2032"], "is no date"),
        ([*WORDS, "--year", "32"], "four digits"),
        ([*WORDS, "--state", "Ruritanai"], "Did you mean"),
        ([*WORDS, "--language", "english text"], "no language tag"),
    ],
)
def test_slips_are_told_and_nothing_is_written(
    words: list[str], expected: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(project)
    assert add(project, str(project / "texts" / "xr-2032.txt"), *words) == 2
    told = capsys.readouterr().err
    assert expected in told
    assert len(faults(told)) == 1
    assert files(project) == before


def test_a_text_is_registered_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = project / "texts" / "xr-2031.txt"
    copy = project / "texts" / "copy-2031.txt"
    copy.write_bytes(old.read_bytes())
    assert add(project, str(copy), *WORDS) == 2
    assert "this text is registered already, as source:xr-2031" in capsys.readouterr().err
    old.write_text("Other words.\n", encoding="utf-8")
    assert add(project, str(old), "--id", "again-2031", *WORDS) == 2
    assert "has a text of this name, with other words" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"a\nb \xe9\n", ":2: not UTF-8"),
        ("a".encode("utf-16"), "UTF-16"),
        (b"\xef\xbb\xbfa", "byte order mark"),
        ("a\nb\ufffd".encode(), ":2: a letter was lost"),
        (b" \n", "empty"),
        (b"a\0", "NUL"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, raw: bytes, words: str) -> None:
    path = tmp_path / "x-2032.txt"
    path.write_bytes(raw)
    with pytest.raises(SourceError, match=re.escape(words)):
        read_new_text(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One.\r\nTwo.\r\n", "2 Windows line ends"),
        ("One.\rTwo.", "1 carriage return alone"),
        ("In 3\u00a0May.\n", "1 no-break space (U+00A0), first on line 1"),
        ("a\nRu\u00adritania", "1 soft hyphen (U+00AD), first on line 2"),
        ("Gr\u0430ustark came.", "letters of two scripts, where one only looks like the other: Gr"),
        ("Bell\x07", "control character"),
        ("TÃ¼rkiye", "another encoding"),
        ("Tu\u0308rkiye", "separate accents"),
    ],
)
def test_what_makes_words_hard_to_find_is_told(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "x-2032.txt"
    path.write_bytes(text.encode())
    (note,) = look_over(read_new_text(path))
    assert words in note


def test_a_good_text_has_no_notes(project: Path) -> None:
    for text in (project / "texts").iterdir():
        assert look_over(read_new_text(text)) == []


def test_two_at_once_and_a_missing_file(project: Path, tmp_path: Path) -> None:
    from dipgraph.journal import writing

    text = str(project / "texts" / "xr-2032.txt")
    with writing(project / "data"):
        run = run_dipgraph("--data", str(project), "source", "add", text, *WORDS, cache=tmp_path)
    assert_one_line_fault(run, "another dipgraph (process ")
    missing = run_dipgraph("--data", str(project), "source", "add", "no.txt", cache=tmp_path)
    assert_one_line_fault(missing, "no such file")

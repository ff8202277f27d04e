"""A record is shown beside its passage."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from dipgraph.cli import main
from dipgraph.facts import DIP, Facts
from evidence_project import TEXT, EvidenceProject, build_project


@pytest.fixture
def project(tmp_path: Path) -> EvidenceProject:
    return build_project(tmp_path)


# --- cite ------------------------------------------------------------------------------


def test_cite_shows_a_record_beside_its_passage(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    places = ["--data", str(project.root), "--sources", str(project.texts)]
    assert main([*places, "cite", "2031-05-03-visit"]) == 0
    out = capsys.readouterr().out
    start, end = project.names["visit"].split(".")[1].split("-")
    assert out.startswith("event:2031-05-03-visit  (data/sources/xr-2031/records.ttl:")
    assert "dip:hasVisitor office:XGK-foreign-minister  # Foreign Minister of Graustark" in out
    assert f"xr-2031.txt, line 3, characters {start}-{end}, paragraph 2  [verified]" in out
    assert "the Foreign Minister of Graustark Count Vassily paid a\n  | working visit" in out
    assert main([*places, "cite", "event:2031-05-03-vist"]) == 2
    assert "Did you mean event:2031-05-03-visit" in capsys.readouterr().err
    assert main([*places, "cite", "Kingdom of the qqqq"]) == 2  # cite takes names of nodes
    searching = " ".join(["dipgraph", *places, "search", "'Kingdom of the qqqq'"])
    assert f"{searching} finds names by words" in capsys.readouterr().err


def test_cite_of_a_passage_shows_the_records_that_it_states(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    places = ["--data", str(project.root), "--sources", str(project.texts)]
    assert main([*places, "cite", f"passage:{project.names['treaty']}", "--format", "json"]) == 0
    out = capsys.readouterr().out
    assert '"record": "event:2031-08-07-signing"' in out
    assert '"record": "instrument:2031-border-treaty"' in out


def test_cite_shows_the_locator_where_the_text_is_not_at_hand_or_changed(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    places = ["--data", str(project.root), "--sources", str(project.texts)]
    project.text_file.write_text(TEXT.replace("7 August", "8 August"), encoding="utf-8")
    assert main([*places, "cite", "2031-border-treaty"]) == 1
    assert "THE WORDS HAVE CHANGED" in capsys.readouterr().out
    project.text_file.unlink()
    assert main([*places, "cite", "2031-border-treaty"]) == 0
    out = capsys.readouterr().out
    assert "unverifiable: text not at hand" in out
    assert "characters " in out


@pytest.mark.parametrize(
    ("written", "number"),
    [("12", 12), ("-3", -3), ("NaN", None), ("INF", None), ("1E999999999", None), ("x", None)],
)
def test_a_number_that_is_none_is_not_reckoned_with(written: str, number: int | None) -> None:
    quad = ox.Quad(ox.NamedNode("a:a"), ox.NamedNode(DIP + "value"), ox.Literal(written))
    assert Facts([quad]).number("a:a", DIP + "value") == number

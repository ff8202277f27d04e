"""Every flagged slip, misprinted name and failing sum is listed with its place."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import dipgraph
from dipgraph.cli import main
from dipgraph.discrepancies import find_slips
from dipgraph.facts import DIP, Facts
from dipgraph.readings import Readings
from dipgraph.sources import Texts
from evidence_project import EvidenceProject, build_project

ROOT = Path(__file__).parent.parent
FLAG = """
event:2031-05-03-visit
    dip:hasFlag kind:flag-misspelling , kind:flag-name-differs ;
    skos:editorialNote "The count is spelt in two ways, with <i> and without."@en .
"""


@pytest.fixture
def project(tmp_path: Path) -> EvidenceProject:
    return build_project(tmp_path)


def run(project: EvidenceProject, *words: str, texts: bool = True) -> int:
    folder = project.texts if texts else project.root / "data"
    return main(["--data", str(project.root), "--sources", str(folder), "discrepancies", *words])


def read(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def test_data_without_a_slip_say_so(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(project) == 0
    out = capsys.readouterr().out
    assert "0 slips in 1 source: none" in out
    assert "0 sums do not add up, 0 without a flag" in out


def test_a_flagged_record_has_a_row_a_flag_with_note_and_place(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    project.add("records.ttl", FLAG)
    assert run(project, "--format", "csv") == 0
    rows = read(capsys)
    assert [row["slip"] for row in rows] == ["Misspelling", "Name differs"]
    assert {row["record"] for row in rows} == {"https://w3id.org/dipgraph/event/2031-05-03-visit"}
    assert rows[0]["label"] == "Foreign Minister of Graustark visits Strelsau"
    assert rows[0]["note"].startswith("The count is spelt in two ways")
    start, _, end = project.names["visit"].partition(".")[2].partition("-")
    assert (rows[0]["source"], rows[0]["lines"]) == ("xr-2031", "3")
    assert rows[0]["characters"] == f"{start}-{end}"
    assert run(project) == 0
    assert "2 slips in 1 source: 1 misspelling, 1 name differs" in capsys.readouterr().out


def test_a_misprinted_name_is_found_in_the_text(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    registry = project.root / "data" / "registry" / "actors.ttl"
    text = registry.read_text(encoding="utf-8")
    text += 'state:XGL skos:hiddenLabel "Graustark-Lutha" .\n'
    text += 'state:XGK skos:hiddenLabel "Grausterk" .\n'
    registry.write_text(text, encoding="utf-8")
    assert run(project, "--format", "csv") == 0
    (row,) = read(capsys)
    assert row["slip"] == "Misspelt name"
    assert row["note"] == 'Printed as "Graustark-Lutha".'
    assert row["characters"] == project.names["treaty"].partition(".")[2]
    assert run(project, "--format", "csv", texts=False) == 0
    rows = read(capsys)
    assert len(rows) == 2, "without the text nobody can tell, so both are told"
    assert {row["characters"] for row in rows} == {""}


def test_a_garbled_sentence_of_the_ledger_is_a_slip(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    project.edit("set-aside.ttl", "set-aside-general", "set-aside-garbled")
    assert run(project, "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"] == {"Garbled sentence": 1}
    (slip,) = told["slips"]
    assert slip["record"] == f"passage:{project.names['growth']}"
    assert slip["passages"][0]["first_line"] == 3


def test_a_sum_that_fails_without_a_flag_is_exit_code_1(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    project.edit("figures.ttl", '"9"^^', '"8"^^')
    assert run(project) == 1
    out = capsys.readouterr().out
    assert "12 is stated, 3 + 8 = 11 (no flag: correct" in out
    assert "1 sum does not add up, 1 without a flag" in out
    assert run(project, "--format", "json") == 1
    assert json.loads(capsys.readouterr().out)["sums_without_flag"] == 1


def test_a_flagged_sum_is_listed_and_fails_nothing(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    project.edit("figures.ttl", '"9"^^', '"8"^^')
    project.add("figures.ttl", "figure:2031-embassies dip:hasFlag kind:flag-total-differs .\n")
    assert run(project, "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["sums"][0]["figure"] == "figure:2031-missions"
    assert told["sums"][0]["flags"] == ["Total differs"]
    assert told["counts"] == {"Total differs": 1}


def test_one_source_is_chosen_and_a_wrong_name_is_refused(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    project.add("records.ttl", FLAG)
    assert run(project, "--source", "xr-2031") == 0
    assert "2 slips" in capsys.readouterr().out
    assert run(project, "--source", "xr-2013") == 2
    assert "Did you mean xr-2031?" in capsys.readouterr().err


def test_every_flag_of_the_real_data_is_listed() -> None:
    facts = Facts.of_store(dipgraph.load(ROOT).store)
    slips = find_slips(facts, Readings(facts, Texts(facts, None)), facts.sources)
    flags = {
        (facts.label(flag), record)
        for record in facts.records
        for flag in facts.nodes(record, DIP + "hasFlag")
    }
    assert flags
    assert flags <= {(slip.kind, slip.record) for slip in slips}

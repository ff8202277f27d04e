"""One check gathers all findings with file, line and remedy, and says how much it looked at."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from dipgraph import shapes
from dipgraph.check import PARTS, check
from dipgraph.cli import check as check_command
from dipgraph.cli import main
from dipgraph.cli.parser import build_parser
from dipgraph.errors import InputError
from dipgraph.report import Part, Report, count_of, names_of
from evidence_project import EvidenceProject, build_project


@pytest.fixture
def project(tmp_path: Path) -> EvidenceProject:
    return build_project(tmp_path)


def places(project: EvidenceProject) -> list[str]:
    return ["--data", str(project.root), "--sources", str(project.texts)]


DATA_PARTS = [part for part in PARTS if part not in ("queries", "style")]


def test_a_sound_project_passes_and_every_part_looked_at_something(
    project: EvidenceProject,
) -> None:
    report = check(project.load(), only=DATA_PARTS)
    assert [str(issue) for issue in report.issues] == []
    assert report.ok
    assert [part.name for part in report.parts] == DATA_PARTS
    assert all(part.checked for part in report.parts)
    text = "\n".join(report.summary())
    for said in (
        r"\d+ shapes with \d+ focus nodes checked by dipgraph",
        "7 passages: 7 verified",
        "10 records held against their passages",
        "3 ledger entries checked",
        "7 sentences: 4 cited, 3 set aside",
        "2 sums reckoned: 2 agree",
        "10 records: 6 dip:Figure, 1 dip:",
        r"note: \d+ shapes found nothing to check: .*dipsh:ArmedEventKind",
        "0 violations",
    ):
        assert re.search(said, text), said


def test_the_referee_finds_what_our_validator_finds(project: EvidenceProject) -> None:
    project.edit("records.ttl", "kind:working-visit", "kind:forum")
    project.edit("records.ttl", '    dip:endDate "2031-05-04"^^xsd:date ;\n', "")
    kg = project.load()
    ours = check(kg, only=["shapes"]).part("shapes")
    theirs = check(kg, only=["shapes"], engine="pyshacl").part("shapes")

    def told(part: Part) -> set[tuple[str, int, str, str]]:
        return {(i.file, i.line, i.record, i.check) for i in part.issues}

    assert ours.issues
    assert told(ours) == told(theirs)
    assert ours.counts == theirs.counts


@pytest.mark.parametrize(
    ("file", "old", "new", "part", "fault"),
    [
        ("records.ttl", "a dip:Visit ;", "a dip:Vist ;", "vocabulary", "Did you mean dip:Visit"),
        (
            "records.ttl",
            "dip:hasVisitor",
            "dip:hasVistor",
            "vocabulary",
            "no property dip:hasV",
        ),
        ("records.ttl", "kind:forum", "kind:forumm", "vocabulary", "no kind kind:forumm"),
        (
            "records.ttl",
            "dip:takesPlaceIn place:strelsau",
            "dip:takesPlaceIn place:strelsua",
            "identifiers",
            "place:strelsua is described nowhere. Did you mean place:strelsau?",
        ),
        (
            "records.ttl",
            "instrument:2031-border-treaty\n    a dip:Instrument ;",
            "instrument:2031-border-treaty",
            "identifiers",
            "something is stated of it, but not what it is",
        ),
        ("records.ttl", '"2031-08-07"', '"2031-08-32"', "shapes", "dip:startDate"),
    ],
)
def test_a_slip_in_the_data_is_found_with_its_line(
    project: EvidenceProject, file: str, old: str, new: str, part: str, fault: str
) -> None:
    project.edit(file, old, new)
    issues = check(project.load(), only=[part]).violations
    found = [issue for issue in issues if fault in issue.fault]
    assert found, [str(issue) for issue in issues]
    lines = (project.folder / file).read_text(encoding="utf-8").splitlines()
    assert lines[found[0].line - 1] == found[0].record


def test_a_record_described_twice_is_found(project: EvidenceProject) -> None:
    text = (project.folder / "figures.ttl").read_text(encoding="utf-8")
    (project.folder / "more.ttl").write_text(text, encoding="utf-8")
    faults = [issue.fault for issue in check(project.load(), only=["identifiers"]).issues]
    assert len(faults) == 6
    assert all("it is described in 2 files" in fault for fault in faults)


def test_a_deprecated_term_is_a_warning_that_names_its_successor(project: EvidenceProject) -> None:
    project.add(
        "records.ttl",
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "kind:working-visit owl:deprecated true ; dcterms:isReplacedBy kind:official-visit .\n",
    )
    part = check(project.load(), only=["vocabulary"]).part("vocabulary")
    (warning,) = [issue for issue in part.issues if issue.severity == "warning"]
    assert warning.fault == "kind:working-visit is deprecated (owl:deprecated)."
    assert warning.remedy == "Use kind:official-visit instead."
    assert warning.line


def test_a_node_without_a_name_is_found(project: EvidenceProject) -> None:
    project.add("records.ttl", '[] a dip:Place ; rdfs:label "Nowhere"@en .\n')
    (issue,) = check(project.load(), only=["identifiers"]).issues
    assert issue.file == "data/sources/xr-2031/records.ttl"
    assert "2 triples about a node without a name" in issue.fault


def test_the_summary_is_compared_and_accepted(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    table = project.root / "data" / "summary.csv"
    part = check(project.load(), only=["summary"]).part("summary")
    assert part.issues == []
    assert "data/summary.csv is not there" in part.notes[0]
    assert main([*places(project), "check", "--accept", "--only", "summary"]) == 0
    rows = list(csv.reader(table.open(encoding="utf-8")))
    assert rows[0] == ["source", "class", "count"]
    assert ["xr-2031", "dip:Figure", "6"] in rows
    assert ["registry", "dip:State", "3"] in rows
    assert rows[1:] == sorted(rows[1:])
    table.write_text(table.read_text(encoding="utf-8").replace("Figure,6", "Figure,5"), "utf-8")
    capsys.readouterr()
    assert main([*places(project), "check", "--only", "summary"]) == 1
    out = capsys.readouterr().out
    assert "data/summary.csv: xr-2031 dip:Figure: 5 accepted, 6 found." in out
    assert f"`{' '.join(['dipgraph', *places(project), 'check', '--accept'])}`" in out


@pytest.mark.parametrize("content", ["a,b\n", "source,class,count\nxr-2031,dip:Figure,many\n"])
def test_a_damaged_summary_is_an_error_of_one_line(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    (project.root / "data" / "summary.csv").write_text(content, encoding="utf-8")
    assert main([*places(project), "check", "--only", "summary"]) == 2
    assert re.search(r"data/summary.csv:\d: ", capsys.readouterr().err)


def test_findings_come_before_the_counts_and_decide_the_exit_code(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*places(project), "check", "--only", "evidence,sums"]) == 0
    assert capsys.readouterr().out.endswith("0 violations\n")
    project.edit("figures.ttl", '"9"^^', '"8"^^')
    assert main([*places(project), "check", "--only", "evidence,sums"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert re.match(r"data/sources/xr-2031/figures.ttl:\d+: figure:2031-missions: 12 is", lines[0])
    assert lines[-1] == "2 violations"


def test_json_and_workflow_commands_say_the_same(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    project.edit("figures.ttl", '"9"^^', '"8"^^')
    assert main([*places(project), "check", "--only", "sums", "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert told["parts"][0]["checked"] == 2
    assert told["parts"][0]["issues"][0]["record"] == "figure:2031-missions"
    assert main([*places(project), "check", "--only", "sums", "--format", "github"]) == 1
    line = capsys.readouterr().out.splitlines()[0]
    assert re.match(r"::error file=data/sources/xr-2031/figures.ttl,line=\d+,title=sums::", line)


def test_what_there_is_not_is_refused(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*places(project), "check", "--only", "shaeps"]) == 2
    assert "Did you mean shapes" in capsys.readouterr().err
    assert main([*places(project), "check", "--only", ""]) == 2
    with pytest.raises(InputError, match="no engine 'none'"):
        check(project.load(), engine="none")
    with pytest.raises(InputError, match="no part of the check is named"):
        check(project.load(), only=[])


def test_a_file_that_cannot_be_read_stops_the_check(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    project.add("records.ttl", "event:broken a dip:Visit\nevent:next a dip:Visit .\n")
    assert main([*places(project), "check"]) == 2
    error = capsys.readouterr().err
    assert "data/sources/xr-2031/records.ttl:" in error
    assert "Traceback" not in error


def test_a_report_that_looked_at_nothing_is_not_ok() -> None:
    assert not Report([]).ok
    assert not Report([Part("shapes", 0)]).ok
    assert "shapes: looked at nothing, which is a failure" in Report([Part("shapes", 0)]).summary()
    assert Report([Part("sums", 0, may_be_idle=True)]).ok
    assert Report([Part("shapes", 1)]).ok


def test_the_command_offers_what_the_check_knows() -> None:
    assert check_command._ENGINES == shapes.ENGINES
    page = build_parser("check").parse_args
    assert page(["check", "--engine", "pyshacl"]).engine == "pyshacl"
    source = Path(check_command.__file__).read_text(encoding="utf-8")
    listed = re.findall(r"run these parts only: (.*?)\"\n\s+\"(.*?)\"", source)
    assert [name.strip() for name in "".join(listed[0]).split(",")] == list(PARTS)


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 passages"), (1, "1 passage"), (1204, "1,204 passages")]
)
def test_numbers_are_said_in_words(number: int, said: str) -> None:
    assert count_of(number, "passage") == said


def test_long_lists_are_cut_and_counted() -> None:
    assert names_of("abcdef", 8) == "a, b, c, d, e, f"
    assert names_of("abcdef", 3) == "a, b, c and 3 more"

"""Records are held against the words of their passages, and passages against the texts."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dipgraph.check import check
from dipgraph.cli import main
from dipgraph.facts import Facts
from dipgraph.readings import Readings
from dipgraph.report import Part
from dipgraph.sources import Texts, write_passages
from dipgraph.text.cut import cut_text
from evidence_project import TEXT, EvidenceProject, build_project


@pytest.fixture
def project(tmp_path: Path) -> EvidenceProject:
    return build_project(tmp_path)


def run(project: EvidenceProject, part: str = "evidence") -> Part:
    return check(project.load(), only=[part]).part(part)


# --- records ---------------------------------------------------------------------------


def test_a_sound_project_has_no_finding_and_says_what_it_compared(
    project: EvidenceProject,
) -> None:
    part = run(project)
    assert part.issues == []
    assert part.counts["records"] == 10
    assert part.counts["citations"] == 10
    assert part.counts["figures"] == 6
    assert part.counts["titles"] == 2
    assert part.counts["ordinals"] == 1
    assert part.counts["dates"] == 2 + 2 + 1 + 6 * 2
    assert part.counts["meant"] == 2
    assert part.counts["actors"] == 5 + 2 + 2 + 2 + 6
    assert "10 records held against their passages" in part.lines[0]


@pytest.mark.parametrize(
    ("file", "old", "new", "record", "fault"),
    [
        (
            "records.ttl",
            "dip:hasSignatory state:XRU , state:XGL",
            "dip:hasSignatory state:XRU , state:XGK",
            "event:2031-08-07-signing",
            'stands there only within "Graustark-Lutha"',
        ),
        (
            "records.ttl",
            "    dip:meansWithoutNaming office:XRU-foreign-minister ;\n",
            "",
            "event:2031-05-03-visit",
            "office:XRU-foreign-minister (Foreign Minister of Ruritania) is named neither in",
        ),
        (
            "records.ttl",
            "dip:hasInviter office:XRU-foreign-minister ;",
            "",
            "event:2031-05-03-visit",
            "has no role in it",
        ),
        (
            "records.ttl",
            "2031-05-04",
            "2031-05-05",
            "event:2031-05-03-visit",
            "dip:endDate 2031-05-05 is not what the passage or its paragraph says",
        ),
        (
            "records.ttl",
            "2031-05-03",
            "2031-05-04",
            "event:2031-05-04-visit",
            "dip:startDate 2031-05-04 is not what the passage",
        ),
        (
            "records.ttl",
            '"2031-06-01"',
            '"2031-04-01"',
            "event:2031-06-rivers-forum",
            "dip:startDate 2031-04-01 is not what the passage or its paragraph says "
            "at precision month",
        ),
        (
            "records.ttl",
            "dip:ordinal 2",
            "dip:ordinal 4",
            "event:2031-06-rivers-forum",
            "dip:ordinal 4 stands neither in its passage nor in the paragraph",
        ),
        (
            "records.ttl",
            '"Rivers Forum"',
            '"Lakes Forum"',
            "event:2031-06-rivers-forum",
            'dip:title "Lakes Forum" does not stand in its passage',
        ),
        (
            "figures.ttl",
            '"2400"',
            '"2401"',
            "figure:2031-registered",
            "dip:value 2401 does not stand in its passage (numbers there: 3, 9, 12, 50, 1200, ",
        ),
        (
            "figures.ttl",
            "passage:{figures} .\n\nfigure:2031-embassies",
            "passage:xr-2031.1-2 .\n\nfigure:2031-embassies",
            "figure:2031-missions",
            "it cites passage:xr-2031.1-2, which is no passage",
        ),
    ],
)
def test_a_slip_in_a_record_is_found(
    project: EvidenceProject, file: str, old: str, new: str, record: str, fault: str
) -> None:
    project.edit(file, old, new)
    issues = [issue for issue in run(project).issues if issue.record == record]
    assert len(issues) == 1
    assert fault in issues[0].fault
    assert issues[0].file == f"data/sources/xr-2031/{file}"
    lines = (project.folder / file).read_text(encoding="utf-8").splitlines()
    assert lines[issues[0].line - 1] == record
    assert issues[0].remedy


def test_an_office_is_named_by_its_state_and_its_kind(project: EvidenceProject) -> None:
    project.edit(
        "records.ttl",
        "    dip:hasSignatory state:XRU , state:XGL ;\n",
        "    dip:hasSignatory office:XRU-foreign-minister ;\n",
    )
    # The treaty's paragraph names Ruritania, and no minister.
    assert [i.record for i in run(project).issues] == ["event:2031-08-07-signing"]
    project.edit(
        "records.ttl",
        '"2031-08-07"^^xsd:date ;\n    dip:datePrecision dip:Day ;\n'
        "    dip:isStatedIn passage:{treaty} .",
        '"2031-08-07"^^xsd:date ;\n    dip:datePrecision dip:Day ;\n'
        "    dip:isStatedIn passage:{treaty} , passage:{visit} .",
    )
    assert run(project).issues == []


# --- texts -----------------------------------------------------------------------------


def test_one_changed_letter_names_the_passage_and_every_record_that_rests_on_it(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str]
) -> None:
    project.text_file.write_text(TEXT.replace("7 August", "8 August"), encoding="utf-8")
    places = ["--data", str(project.root), "--sources", str(project.texts)]
    assert main([*places, "check", "--only", "passages"]) == 1
    out = capsys.readouterr().out
    assert out.count("the words at") == 1
    assert f"passage:{project.names['treaty']}: the words at xr-2031.txt:5 have changed" in out
    assert "2 records rest on it: event:2031-08-07-signing, instrument:2031-border-treaty." in out
    assert "data/sources/xr-2031/passages.ttl:" in out
    assert out.count("is not the text that was registered") == 1
    assert "7 passages: 6 verified, 1 changed" in out


def test_an_added_letter_changes_one_passage_and_moves_the_rest(project: EvidenceProject) -> None:
    project.text_file.write_text(TEXT.replace("7 August", "17 August"), encoding="utf-8")
    part = run(project, "passages")
    assert part.counts == {"passages": 7, "changed": 1, "moved": 2, "verified": 4}
    faults = [issue.fault for issue in part.issues]
    assert sum("have changed" in fault for fault in faults) == 1
    assert sum("2 passages from here on stand elsewhere" in fault for fault in faults) == 1
    assert run(project).counts["unverifiable"] == 2


EDITS = st.tuples(
    st.sampled_from([at for at, char in enumerate(TEXT) if not char.isspace()]),
    st.sampled_from(["replace", "insert", "delete"]),
    st.sampled_from("qxz7é"),
)


@given(EDITS)
@settings(max_examples=150, deadline=None)
def test_any_changed_letter_is_pinned_to_its_sentence(edit: tuple[int, str, str]) -> None:
    at, kind, letter = edit
    changed = TEXT[:at] + ("" if kind == "delete" else letter)
    changed += TEXT[at if kind == "insert" else at + 1 :]
    source = '<s:s> a dip:Source ; dip:fileName "t.txt" ; dip:sha256 "0" .'
    passages = write_passages("t", cut_text(TEXT)).replace("source:t", "<s:s>")
    quads = ox.parse(passages + source, format=ox.RdfFormat.TURTLE)
    facts = Facts(ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode("s:s")) for q in quads)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "t.txt").write_text(changed, encoding="utf-8")
        readings = Readings(facts, Texts(facts, Path(folder)))
    for passage in facts.passages.values():
        assert passage.start is not None
        assert passage.end is not None
        is_hit = passage.start <= at < passage.end
        assert (readings.outcome[passage.iri] in ("changed", "outside")) is is_hit


def test_changed_white_space_is_told_and_no_passage_is_blamed(project: EvidenceProject) -> None:
    project.text_file.write_text(TEXT.replace("\n\n", "\n\n\n"), encoding="utf-8")
    part = run(project, "passages")
    assert part.counts["moved"] + part.counts["verified"] == 7
    assert not any("have changed" in issue.fault for issue in part.issues)


def test_a_locator_past_the_end_is_found_with_file_and_line(project: EvidenceProject) -> None:
    name = project.names["again"]
    project.edit("passages.ttl", name, "xr-2031.9000-9010")
    project.edit("passages.ttl", f"oa:start {name.split('.')[1].split('-')[0]} ", "oa:start 9000 ")
    project.edit("passages.ttl", f"oa:end {name.split('-')[-1]} ", "oa:end 9010 ")
    part = run(project, "passages")
    assert part.counts == {"passages": 7, "outside": 1, "verified": 6}
    issue = next(issue for issue in part.issues if "outside" in issue.fault)
    assert issue.fault == f"characters 9000-9010 are outside xr-2031.txt, which has {len(TEXT)}."
    lines = (project.folder / "passages.ttl").read_text(encoding="utf-8").splitlines()
    assert issue.file == "data/sources/xr-2031/passages.ttl"
    assert lines[issue.line - 1] == "passage:xr-2031.9000-9010"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("dip:firstLine 5 ;", "dip:firstLine 6 ;", "lines 6-6 are stated"),
        ("dip:paragraph 3 ;", "dip:paragraph 1 ;", "paragraph 1 comes after paragraph 2"),
        ("passage:{visit}\n", "passage:xr-2031.5-9\n", "the name does not say"),
        ("oa:hasSource source:xr-2031 ;", "oa:hasSource source:xr-2030 ;", "names no source"),
    ],
)
def test_a_slip_in_a_passage_is_found(
    project: EvidenceProject, old: str, new: str, fault: str
) -> None:
    project.edit("passages.ttl", old, new)
    assert any(fault in issue.fault for issue in run(project, "passages").issues)


def test_a_sentence_left_out_of_the_cut_is_found(project: EvidenceProject) -> None:
    path = project.folder / "passages.ttl"
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    path.write_text("\n\n".join(b for b in blocks if project.names["forum"] not in b), "utf-8")
    faults = [issue.fault for issue in run(project, "passages").issues]
    assert any("are in no passage" in fault for fault in faults)


def test_without_a_text_passages_are_unverifiable_and_never_verified(
    project: EvidenceProject,
) -> None:
    project.text_file.unlink()
    part = run(project, "passages")
    assert part.counts == {"passages": 7, "unverifiable": 7}
    assert "7 passages unverifiable" in part.notes[0]
    evidence = run(project)
    assert evidence.counts["unverifiable"] == 10
    assert evidence.counts.get("records", 0) == 0
    assert evidence.issues == []


@pytest.mark.parametrize("kind", ["empty", "binary", "latin", "folder"])
def test_a_damaged_text_is_an_error_of_one_line(
    project: EvidenceProject, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    path = project.text_file
    path.unlink()
    if kind == "folder":
        path.mkdir()
    else:
        path.write_bytes({"empty": b"", "binary": b"\x00\x01", "latin": b"\xe9t\xe9"}[kind])
    before = sorted(project.root.rglob("*"))
    places = ["--data", str(project.root), "--sources", str(project.texts)]
    assert main([*places, "check"]) == 2
    error = capsys.readouterr().err
    assert len(error.strip().splitlines()) == 1
    assert str(path) in error
    assert "Traceback" not in error
    assert sorted(project.root.rglob("*")) == before


def test_a_file_name_with_a_path_in_it_reads_nothing_outside(project: EvidenceProject) -> None:
    secret = project.root / "secret.txt"
    secret.write_text(TEXT, encoding="utf-8")
    project.edit("source.ttl", '"xr-2031.txt"', '"../secret.txt"')
    assert run(project, "passages").counts == {"passages": 7, "unverifiable": 7}

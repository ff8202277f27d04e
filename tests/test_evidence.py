"""Records are held against the words of their passages, and passages against the texts."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dipgraph.check import check
from dipgraph.cli import main
from dipgraph.facts import DIP, Facts
from dipgraph.passages import Readings
from dipgraph.report import Part
from dipgraph.sources import Texts, write_passages
from dipgraph.text.cut import cut_text
from dipgraph.text.dates import find_dates
from dipgraph.text.names import Label, NameFinder, pluralise
from dipgraph.text.numerals import find_numbers, find_ordinals
from dipgraph.text.words import holds_phrase
from evidence_project import TEXT, EvidenceProject, build_project


@pytest.fixture
def project(tmp_path: Path) -> EvidenceProject:
    return build_project(tmp_path)


def run(project: EvidenceProject, part: str = "evidence") -> Part:
    return check(project.load(), only=[part]).part(part)


# --- names, dates, numbers -------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "day", "named"),
    [
        ("on 11-23 November", date(2031, 11, 11), True),
        ("on 11-23 November", date(2031, 11, 23), True),
        ("on 11-23 November", date(2031, 11, 12), False),
        ("November 3", date(2031, 11, 3), True),
        ("September 29-October 2", date(2031, 9, 29), True),
        ("September 29-October 2", date(2031, 10, 2), True),
        ("September 29-October 2", date(2031, 10, 29), False),
        ("on 8 October, 12 December", date(2031, 10, 8), True),
        ("the 3rd of May", date(2031, 5, 3), True),
        ("on February 23, 2030", date(2030, 2, 23), True),
        ("on February 23, 2030", date(2031, 2, 23), False),
        ("on 28 October 2030 and 3 May", date(2031, 5, 3), True),
        ("they may sign 3 acts", date(2031, 5, 3), False),
        ("on 4, 5 and 7 June", date(2031, 6, 5), True),
        ("in June 2030", date(2030, 6, 20), False),
        ("on 12-13<sup>th</sup> November", date(2031, 11, 13), True),
    ],
)
def test_a_day_is_named_by_its_number_and_month(words: str, day: date, named: bool) -> None:
    assert find_dates(words).names_day(day, 2031) is named


@pytest.mark.parametrize(
    ("words", "day", "starts", "ends"),
    [
        ("on 11-23 November", 11, True, False),
        ("on 11-23 November", 23, False, True),
        ("on 11 to 23 November", 23, False, True),
        ("on 5 November", 5, True, True),
        ("on 4, 5 and 7 November", 5, True, True),
        ("on October 29-November 2", 2, False, True),
        ("29 October - 2 November 2031", 2, False, True),
        ("on November 2 and December 3", 2, True, True),
    ],
)
def test_a_day_of_a_range_is_its_start_or_its_end(
    words: str, day: int, starts: bool, ends: bool
) -> None:
    (named,) = (named for named in find_dates(words).days if (named.day, named.month) == (day, 11))
    assert (named.is_start, named.is_end) == (starts, ends)


def test_the_year_of_a_range_over_two_months_is_that_of_its_end() -> None:
    assert {named.year for named in find_dates("29 October-2 November 2030").days} == {2030}


@pytest.mark.parametrize(
    ("words", "year", "named"),
    [
        ("for 2031-2034", 2034, True),
        ("in the 2031/32 academic year", 2032, True),
        ("no year here", 2031, True),
        ("no year here", 2030, False),
        ("last year", 2030, True),
        ("next year", 2032, True),
        ("1,930 people", 1930, False),
    ],
)
def test_a_year_is_named_or_the_usual_one(words: str, year: int, named: bool) -> None:
    assert find_dates(words).names_year(year, 2031) is named


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("USD 1.3 trillion annually", ["1300000000000"]),
        ("AZN 70 million (approximately USD 40 million)", ["70000000", "40000000"]),
        ("more than 72 thousand", ["72000"]),
        ("22512 voters, 19,691 came (87.4%)", ["22512", "19691", "87.4"]),
        ("a total of five meetings", ["5"]),
        ("sixty-one of one hundred and twenty", ["61", "120"]),
        ("three five", ["3", "5"]),
        ("two thousand and four", ["2004"]),
        ("nine embassies and 3 consulates", ["9", "3"]),
        (r"\$10 million", ["10000000"]),
        ("One hundred (100) candidates", ["100"]),
        ("co-authored by over a hundred states", ["100"]),
    ],
)
def test_numbers_are_read_from_digits_and_words(words: str, numbers: list[str]) -> None:
    assert {Decimal(number) for number in numbers} == find_numbers(words)


@pytest.mark.parametrize(
    ("words", "ordinal"),
    [
        ("the 29<sup>th</sup> session", 29),
        ("**29**<sup>th</sup> **session**", 29),
        ("the VI World Forum", 6),
        ("COP29", 29),
        ("the twenty-ninth session", 29),
        ("its twelfth meeting", 12),
        ("the first-ever summit", 1),
    ],
)
def test_ordinals_are_read_in_every_form(words: str, ordinal: int) -> None:
    assert ordinal in find_ordinals(words)
    assert ordinal + 1 not in find_ordinals(words)


def test_a_sum_of_money_is_no_ordinal() -> None:
    assert not find_ordinals("USD 300 billion on 12 May")


def test_a_name_within_a_longer_name_is_not_named() -> None:
    labels = [
        Label("XGK", "Graustark", "state"),
        Label("XGL", "Graustark-Lutha", "state"),
        Label("union", "Union", "organisation"),
        Label("council", "Council of the Union", "organisation"),
        Label("other", "Union of Bakers", "organisation"),
        Label("us", "US", "state"),
    ]
    finder = NameFinder(labels, {"council": {"union"}})
    found = finder.find("Graustark-Lutha met the Council of the Union.")
    assert found.named == {"XGL", "council", "union"}
    assert found.hidden == {"XGK": "Graustark-Lutha"}
    assert finder.find("Union of Bakers").named == {"other"}
    assert finder.find("Graustark's minister told us").named == {"XGK"}
    assert finder.find("the US and Graustarkia").named == {"us"}


def test_offices_are_known_in_the_plural() -> None:
    assert pluralise("Minister of Trade") == ["Ministers of Trade"]
    assert pluralise("Deputy") == ["Deputies"]


def test_a_title_is_found_across_breaks_and_marks() -> None:
    assert holds_phrase('the "Treaty: Rivers\n\nJoin Us," was', "Treaty: Rivers Join Us")
    assert holds_phrase("“Rivers** Forum**”", '"Rivers forum"')
    assert not holds_phrase("Rivers and Forum", "Rivers Forum")


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

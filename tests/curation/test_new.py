"""Templates of records: what the shapes ask for, refused until it is filled in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from curation.told import faults
from dipgraph.cli import main
from dipgraph.curation.class_rules import Vocabulary
from dipgraph.curation.order import read_layout
from dipgraph.curation.template import Given, read_period, write_template
from dipgraph.errors import InputError
from dipgraph.facts import DIP
from dipgraph.resources import find_project
from dipgraph.store import build_store
from dipgraph.turtle import parse_text
from dipgraph.validation import read_documents, validate_documents
from dipgraph.validation.names_part import FILL_IN
from project_copy import ROOT, copy_project, run_dipgraph

RURITANIA = find_project(ROOT / "tests" / "fixtures" / "ruritania")
STORE = build_store(RURITANIA)
WORDS = Vocabulary(RURITANIA, STORE)
LAYOUT = read_layout(RURITANIA)
CONCRETE = [c for c in WORDS.classes if WORDS.narrower(c) == [c]]


def template(cls: str, given: Given | None = None) -> str:
    return write_template(WORDS.rules_of(cls), given or Given(), WORDS, LAYOUT)


def test_every_class_of_the_layout_has_a_template() -> None:
    assert len(CONCRETE) > 30
    assert set(LAYOUT.classes) <= set(CONCRETE)


@pytest.mark.parametrize("cls", CONCRETE, ids=lambda cls: cls.removeprefix(DIP))
def test_template_has_what_the_shapes_require_and_is_refused_unfilled(
    cls: str, tmp_path: Path
) -> None:
    path = tmp_path / "new.ttl"
    path.write_text(template(cls), encoding="utf-8")
    quads = parse_text(path.read_text(encoding="utf-8"), "new.ttl")
    outcome = validate_documents(RURITANIA, STORE, read_documents([str(path)]))
    assert not outcome.ok
    # Each place to fill in is refused by itself, and nothing required is missing.
    refused = " ".join(f.fault for f in outcome.violations)
    for quad in quads:
        if str(quad.object).startswith(f"<{FILL_IN}"):
            name = str(quad.object)[1:-1].removeprefix(FILL_IN)
            assert f"fill-in/{name}" in refused or f"fill-in:{name}" in refused, name
    missing = [
        f for f in outcome.violations if f.result and f.result.component.endswith("MinCount")
    ]
    assert missing == []


@pytest.mark.parametrize("cls", CONCRETE, ids=lambda cls: cls.removeprefix(DIP))
def test_lines_behind_a_hash_are_turtle_too(cls: str) -> None:
    text = template(cls)
    plain = parse_text(text, "new.ttl")
    taken = re.sub(r"^    # ((?:[a-z]+:\w+|<\S+>) fill-in:\S+ ;)$", r"    \1", text, flags=re.M)
    optional = text.count("#? if stated")
    assert taken.count("fill-in:") == text.count("fill-in:")
    assert len(parse_text(taken, "new.ttl")) == len(plain) + optional


def test_a_filled_in_template_is_accepted(tmp_path: Path) -> None:
    given = Given(
        {
            DIP + "hasKind": ["kind:working-visit"],
            DIP + "hasVisitor": ["office:XGK-president"],
            DIP + "isHostedBy": ["state:XRU"],
            DIP + "startDate": ['"2031-05-03"^^xsd:date'],
            DIP + "endDate": ['"2031-05-04"^^xsd:date'],
            DIP + "datePrecision": ["dip:Day"],
            DIP + "isStatedIn": ["passage:xr-2031.79-154"],
        },
        name="event:2031-05-03-second-visit",
    )
    text = template(DIP + "Visit", given).replace("fill-in:label", '"A visit to Ruritania"@en')
    path = tmp_path / "new.ttl"
    path.write_text(text, encoding="utf-8")
    outcome = validate_documents(RURITANIA, STORE, read_documents([str(path)]))
    assert [f.fault for f in outcome.violations] == []


def test_rules_come_from_ontology_and_shapes() -> None:
    rules = WORDS.rules_of(DIP + "Visit")
    assert rules.properties[DIP + "hasVisitor"].least == 1
    assert rules.properties[DIP + "isHostedBy"].most == 1
    assert rules.properties[DIP + "isHostedBy"].classes == [DIP + "State", DIP + "Organisation"]
    assert rules.properties[DIP + "startDate"].datatype.endswith("#date")
    assert {k.rpartition("/")[2] for k in rules.properties[DIP + "hasKind"].options} == {
        "state-visit",
        "official-visit",
        "working-visit",
        "visit",
    }
    assert any("Nobody visits his own state" in check for check in rules.checks)
    assert WORDS.rules_of(DIP + "TenureAct").one_of[0][0][0] == DIP + "concerns"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2031", ("2031-01-01", "2031-12-31", "Year")),
        ("2032-02", ("2032-02-01", "2032-02-29", "Month")),
        ("2031-05-14", ("2031-05-14", "2031-05-14", "Day")),
        ("2031-05-14/2031-06-02", ("2031-05-14", "2031-06-02", "Day")),
    ],
)
def test_dates(text: str, expected: tuple[str, str, str]) -> None:
    start, end, precision = read_period(text)
    assert (str(start), str(end), precision) == expected


@pytest.mark.parametrize(
    "text", ["2031-13", "2031-02-30", "May 2031", "2031-05-14/2031-05-01", "2031/2032", "", "31"]
)
def test_no_dates(text: str) -> None:
    with pytest.raises(InputError, match="is no date"):
        read_period(text)


def test_command_fills_in_what_is_given(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    run = run_dipgraph(
        "--data", str(project), "new", "event", "--kind", "working visit",
        "--date", "2031-05-20", "--actor", "President of Graustark", "--actor", "Ruritania",
        "--source", "xr-2031", "--passage", "state visit",
        cache=tmp_path,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    lines = [line.strip() for line in run.stdout.splitlines()]
    assert "event:2031-05-20-working-visit-XGK-president-XRU" in lines
    for line in (
        "dip:hasKind kind:working-visit ;",
        "dip:hasVisitor office:XGK-president ;",
        "dip:isHostedBy state:XRU ;",
        'dip:startDate "2031-05-20"^^xsd:date ;',
        "dip:datePrecision dip:Day ;",
        "dip:isStatedIn passage:xr-2031.79-154 ;",
        "rdfs:label fill-in:label ;",
    ):
        assert line in lines, line
    assert "#? Records rest on it already: event:2031-05-03-visit-XGK-president." in lines


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["vist"], "Did you mean visit?"),
        (["event"], "too wide"),
        (["event", "--kind", "summt"], "Did you mean summit?"),
        (["visit", "--kind", "summit"], "no kind 'summit' of visit"),
        (["state visit", "--kind", "visit"], "is a kind already"),
        (["passage"], "dipgraph source add"),
        (["visit", "--date", "yesterday"], "is no date"),
        (["instrument", "--date", "2031"], "no date of its own"),
        (["visit", "--actor", "Graustrak"], "Did you mean"),
        (["visit", "--actor", "hasVistor=Graustark"], "Did you mean hasVisitor?"),
        (["visit", "--passage", "state visit"], "Name it with --source"),
        (["visit", "--source", "xr-2031", "--passage", "qqqq zzzz"], "fits 'qqqq zzzz'"),
        (["visit", "--source", "xr-2032"], "Did you mean xr-2031"),
        (["office", "--source", "xr-2031"], "rests on no passage"),
        (["visit", "--name", "state:XXX"], "is named event:"),
        (["visit", "--name", "event:2031-05-14-summit"], "there is such a record"),
    ],
)
def test_slips_are_told(
    words: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(RURITANIA.root), "new", *words]) == 2
    told = capsys.readouterr().err
    assert expected in told
    assert len(faults(told)) == 1


def test_text_not_at_hand_is_told(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    for text in (project / "texts").iterdir():
        text.unlink()
    run = run_dipgraph(
        "--data", str(project), "new", "visit", "--source", "xr-2031", "--passage", "state visit",
        cache=tmp_path,
    )  # fmt: skip
    assert run.returncode == 2
    (fault,) = faults(run.stderr)
    assert "not at hand" in fault
    assert "--sources" in fault

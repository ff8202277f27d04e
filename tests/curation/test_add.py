"""New records find their files; all of an addition is there, or nothing of it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.adding import (
    FREED,
    HEAD,
    INSTRUMENT,
    OFFICE,
    TALKS,
    add,
    changed,
    files,
    write,
)
from curation.told import faults
from dipgraph.cli import main
from dipgraph.curation.add import plan_addition
from dipgraph.curation.insert import put_into
from dipgraph.curation.order import read_layout
from dipgraph.errors import InputError
from dipgraph.namespaces import PREFIXES
from dipgraph.resources import find_project
from dipgraph.store import build_store
from dipgraph.turtle import parse_text
from dipgraph.validation import read_documents

LAYOUT = read_layout()


def test_each_record_finds_its_file_and_nothing_else_moves(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(project)
    new = write(project, TALKS, INSTRUMENT, FREED, OFFICE)
    assert add(project, new, "--year", "2031", "--yes") == 0, capsys.readouterr()
    after = files(project)
    difference = changed(before, after)
    folder = "sources/xr-2031/"
    assert set(difference) == {
        folder + "meetings.ttl",
        folder + "instruments.ttl",
        folder + "set-aside.ttl",
        "registry/offices.ttl",
    }
    # Behind the record of the same sentence, before that of the next; all other lines stay.
    names = re.findall(r"^event:\S+", after[folder + "meetings.ttl"], re.M)
    assert (
        names.index("event:2031-05-14-talks") == names.index("event:2031-05-14-meeting-XGK-XRU") + 1
    )
    assert difference[folder + "meetings.ttl"][1] == ["    dip:isStatedIn passage:xr-2031.79-154 ."]
    assert (
        "    dip:isStatedIn passage:xr-2031.28-77 , passage:xr-2031.79-154 ."
        in after[folder + "meetings.ttl"].splitlines()
    )
    assert difference[folder + "set-aside.ttl"] == (
        [],
        ["passage:xr-2031.28-77 dip:isSetAsideAs kind:set-aside-opinion ."],
    )
    assert after[folder + "instruments.ttl"] == (
        "@prefix dip: <https://w3id.org/dipgraph/ontology#> .\n"
        "@prefix instrument: <https://w3id.org/dipgraph/instrument/> .\n"
        "@prefix kind: <https://w3id.org/dipgraph/kind/> .\n"
        "@prefix passage: <https://w3id.org/dipgraph/passage/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix state: <https://w3id.org/dipgraph/state/> .\n\n"
        "instrument:2031-second-treaty\n"
        "    a dip:Instrument ;\n"
        '    rdfs:label "A second treaty"@en ;\n'
        "    dip:hasKind kind:treaty ;\n"
        "    dip:hasParty state:XRU , state:XGK ;\n"
        "    dip:isStatedIn passage:xr-2031.366-446 .\n"
    )
    offices = re.findall(r"^office:\S+", after["registry/offices.ttl"], re.M)
    assert offices == sorted(offices)
    assert difference["registry/offices.ttl"][1] == []
    out = capsys.readouterr().out
    assert "passage:xr-2031.28-77 leaves the ledger (it was set aside as: opinion)" in out
    assert "xr-2031  dip:Meeting  +1  (all: 1 to 2)" in out
    assert "added: 4 nodes in 4 files" in out


def test_what_was_added_is_checked_and_not_added_twice(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = write(project, TALKS, OFFICE)
    assert add(project, new, "--source", "xr-2031", "--yes") == 0
    assert main(["--data", str(project), "check", "--only", "shapes,identifiers,evidence"]) == 0
    after = files(project)
    capsys.readouterr()
    assert add(project, new, "--source", "xr-2031", "--yes") == 0
    assert "nothing is new" in capsys.readouterr().out
    assert files(project) == after


def test_a_second_source_adds_from_its_own_folder(project: Path) -> None:
    before = files(project)
    second = "event:2031-05-14-summit dip:isStatedIn passage:xr-2031-annex.21-112 .\n"
    both = INSTRUMENT.replace(
        "passage:xr-2031.366-446", "passage:xr-2031.366-446 , passage:xr-2031-annex.21-112"
    )
    assert add(project, write(project, second, both), "--year", "2031", "--yes") == 0
    difference = changed(before, files(project))
    assert set(difference) == {
        "sources/xr-2031-annex/gatherings.ttl",
        "sources/xr-2031-annex/instruments.ttl",
        "sources/xr-2031/instruments.ttl",
    }
    gained = difference["sources/xr-2031-annex/instruments.ttl"][0]
    assert gained[-2:] == [
        "instrument:2031-second-treaty",
        "    dip:isStatedIn passage:xr-2031-annex.21-112 .",
    ]


def test_counts_are_carried_on_and_other_differences_stay(project: Path) -> None:
    assert main(["--data", str(project), "check", "--accept", "--only", "summary"]) == 0
    table = project / "data" / "summary.csv"
    text = table.read_text(encoding="utf-8").replace("dip:Claim,1", "dip:Claim,7")
    table.write_text(text, encoding="utf-8")
    assert add(project, write(project, TALKS), "--year", "2031", "--yes") == 0
    after = table.read_text(encoding="utf-8")
    assert after == text.replace("xr-2031,dip:Meeting,1", "xr-2031,dip:Meeting,2")
    assert after != text


def test_the_last_entry_of_a_ledger_takes_the_file_with_it(project: Path) -> None:
    ledger = project / "data" / "sources" / "xr-2031-annex" / "set-aside.ttl"
    freed = "tenure:XGK-river-league-chairmanship dip:isStatedIn passage:xr-2031-annex.0-19 .\n"
    assert add(project, write(project, freed), "--source", "xr-2031-annex", "--yes") == 0
    assert not ledger.exists()
    assert main(["--data", str(project), "stats"]) == 0


def test_ledger_entries_can_be_added(project: Path) -> None:
    entry = "passage:xr-2031.1460-1510 dip:isSetAsideAs kind:set-aside-general .\n"
    assert add(project, write(project, entry), "--year", "2031", "--yes") == 1  # it is cited
    new = project / "texts" / "y-2033.txt"
    new.write_text("It was a good year. One came.\n", encoding="utf-8")
    words = ("--title", "T", "--publisher", "P")
    assert main(["--data", str(project), "source", "add", str(new), *words]) == 0
    entry = "passage:y-2033.0-19 dip:isSetAsideAs kind:set-aside-opinion .\n"
    assert add(project, write(project, entry), "--source", "y-2033", "--yes") == 0
    assert "passage:y-2033.0-19\n    dip:isSetAsideAs kind:set-aside-opinion ." in (
        project / "data" / "sources" / "y-2033" / "set-aside.ttl"
    ).read_text(encoding="utf-8")


def test_a_violation_is_told_and_nothing_is_written(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(project)
    new = write(project, TALKS.replace("state:XGK", "state:XGX"))
    assert add(project, new, "--year", "2031", "--yes") == 1
    out = capsys.readouterr().out
    assert "state:XGX is described nowhere" in out
    assert "nothing was added" in out
    assert files(project) == before


@pytest.mark.parametrize(
    ("part", "words", "expected"),
    [
        (TALKS, [], "what was named is no source"),
        (TALKS, ["--source", "xr-2031-annex"], "is a passage of source:xr-2031, and what"),
        (TALKS, ["--source", "xr-2032"], "Did you mean xr-2031"),
        (TALKS, ["--year", "2032"], "no source covers 2032; there are 2031"),
        (TALKS, ["--year", "2031", "--source", "xr-2031"], "not allowed with"),
        (TALKS, ["--year", "2031"], "there is no terminal to ask on"),
        (
            'event:2031-05-14-summit skos:editorialNote "A remark."@en .\n',
            ["--source", "xr-2031-annex", "--yes"],
            "nothing says which source states this",
        ),
    ],
)
def test_slips_are_told_and_nothing_is_written(
    part: str,
    words: list[str],
    expected: str,
    project: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = files(project)
    assert add(project, write(project, part), *words) == 2
    told = capsys.readouterr().err
    assert expected in told
    assert len(faults(told)) == 1
    assert files(project) == before


def test_a_remark_on_a_record_joins_its_block(project: Path) -> None:
    before = files(project)
    note = 'event:2031-05-14-summit skos:editorialNote "A remark."@en .\n'
    assert add(project, write(project, note), "--source", "xr-2031", "--yes") == 0
    difference = changed(before, files(project))
    assert difference == {
        "sources/xr-2031/meetings.ttl": (
            [
                "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
                '    skos:editorialNote "A remark."@en ;',
            ],
            [],
        )
    }


MEMBER = (
    'membership:{0}-member a dip:FormalMembership ; rdfs:label "A member of a league"@en ; '
    "dip:hasMember state:{0} ; dip:isMembershipIn <https://w3id.org/dipgraph/organisation/{1}> ; "
    "prov:wasDerivedFrom reference:almanac ; dip:isCorroboratedBy reference:handbook .\n"
)


def test_formal_memberships_and_tables_go_to_their_files(project: Path) -> None:
    head = "".join(f"@prefix {n}: <{PREFIXES[n]}> .\n" for n in ("membership", "prov", "reference"))
    before = files(project)
    tables = "".join(
        f'reference:{name} a dip:ReferenceTable ; rdfs:label "The {name}"@en ; '
        f'dcterms:publisher "P"@en ; dcterms:title "T"@en .\n'
        for name in ("almanac", "handbook")
    )
    new = write(project, head, tables, MEMBER.format("XRU", "river-court"))
    text = Path(new).read_text(encoding="utf-8")
    Path(new).write_text(
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n" + text, encoding="utf-8"
    )
    opened = find_project(project)
    store = build_store(opened)
    plan = plan_addition(opened, store, read_documents([new]), [])
    assert {path.relative_to(project / "data").as_posix() for path, _, _ in plan.changes} == {
        "memberships/river-court.ttl",
        "memberships/tables.ttl",
    }
    Path(new).write_text(HEAD + head + MEMBER.format("XRU", "../../x"), encoding="utf-8")
    with pytest.raises(InputError, match="cannot name a file"):
        plan_addition(opened, store, read_documents([new]), [])
    assert files(project) == before


def test_a_carried_registry_is_not_changed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(project / "data" / "registry")
    for folder in (project / "data" / "sources").iterdir():
        shutil.rmtree(folder)
    shutil.rmtree(project / "data" / "memberships")
    (project / "data" / "sources" / "seed").mkdir()
    (project / "data" / "sources" / "seed" / "source.ttl").write_text(
        HEAD + "<http://e/x> skos:prefLabel 'x' .\n", encoding="utf-8"
    )
    office = OFFICE.replace("XGK", "AUT").replace("of Graustark", "of a guild in Austria")
    office = office.replace("AUT-chancellor", "AUT-guild-master")
    assert add(project, write(project, office), "--yes") == 2
    assert "uses the registry that dipgraph carries" in capsys.readouterr().err


def test_asking_on_a_terminal(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(project)
    new = write(project, TALKS)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    for answer, code in (("", 1), ("n", 1), ("y", 0)):
        assert files(project) == before
        monkeypatch.setattr("builtins.input", lambda _, a=answer: a)
        assert add(project, new, "--year", "2031") == code
    assert "nothing was added" in capsys.readouterr().out
    assert files(project) != before


def test_dry_run_shows_everything_and_needs_no_permission(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(project)
    new = write(project, TALKS)
    words = ["--data", str(project), "add", new, "--year", "2031", "--dry-run", "--diff"]
    assert main(words) == 0
    out = capsys.readouterr().out
    assert '+    rdfs:label "Talks in the margins"@en ;' in out
    assert "+# a remark of the curator's" in out.splitlines()
    assert re.search(r"^  who-met-whom: \d+ rows? more \(\d+ to \d+\)$", out, re.M)
    assert re.search(r"^    \+ state:XGK \| .*2031-05-14", out, re.M)
    assert re.search(r"Answers \([2-8]\d queries compared; \d+ more cannot change\)", out)
    assert files(project) == before


@pytest.mark.parametrize("ending", [".nt", ".nq", ".trig"])
def test_other_formats_become_the_same_turtle(ending: str, project: Path, tmp_path: Path) -> None:
    quads = parse_text(HEAD + TALKS, "x")
    kinds = {".nt": ox.RdfFormat.N_TRIPLES, ".nq": ox.RdfFormat.N_QUADS, ".trig": ox.RdfFormat.TRIG}
    path = tmp_path / f"new{ending}"
    ox.serialize(quads if ending != ".nt" else [q.triple for q in quads], str(path), kinds[ending])
    assert add(project, str(path), "--year", "2031", "--yes") == 0
    text = files(project)["sources/xr-2031/meetings.ttl"]
    assert '    dip:startDate "2031-05-14"^^xsd:date ;\n' in text
    assert "dip:hasParticipant state:XRU , state:XGK ;\n" in text


# --- any addition to any file -----------------------------------------------------------------

STARTS = st.lists(st.integers(0, 60), min_size=1, max_size=8, unique=True)


@settings(max_examples=80, deadline=None)
@given(STARTS, STARTS, st.booleans(), st.data())
def test_insertion_keeps_every_old_line_and_the_order(
    old: list[int], new: list[int], sort: bool, data: st.DataObject
) -> None:
    def block(start: int) -> str:
        stated = f"dip:isStatedIn passage:x.{start}-{start + 9}"
        return f"event:e{start}\n    a dip:Visit ;\n    {stated} .\n"

    names = ("dip", "event", "passage")
    head = "".join(f"@prefix {n}: <{PREFIXES[n]}> .\n" for n in names)
    old = sorted(old) if sort else old
    comments = [data.draw(st.sampled_from(["", "# above\n", "# loose\n\n"])) for _ in old]
    text = head + "".join(f"\n{c}{block(s)}" for c, s in zip(comments, old, strict=True))
    facts = {
        f"{PREFIXES['event']}e{s}": [
            (
                ox.NamedNode(f"{PREFIXES['event']}e{s}"),
                ox.NamedNode(PREFIXES["rdfs"] + "label"),
                ox.Literal(f"E {s}", language="en"),
            ),
            (
                ox.NamedNode(f"{PREFIXES['event']}e{s}"),
                ox.NamedNode(PREFIXES["dip"] + "isStatedIn"),
                ox.NamedNode(f"{PREFIXES['passage']}x.{s}-{s + 9}"),
            ),
        ]
        for s in new
        if s not in old
    }
    if not facts:
        return
    result = put_into(text, "f.ttl", facts, [], LAYOUT)  # type: ignore[arg-type]
    lines = result.splitlines()
    kept = iter(lines)
    assert all(line in kept for line in text.splitlines() if line)  # in their old order
    added = {(f[0], f[1], f[2]) for fs in facts.values() for f in fs}
    was = {(q.subject, q.predicate, q.object) for q in parse_text(text, "f.ttl")}
    assert {(q.subject, q.predicate, q.object) for q in parse_text(result, "f.ttl")} == was | added
    prefixes = [line for line in lines if line.startswith("@prefix")]
    assert prefixes == sorted(prefixes)
    if sort:
        starts = [int(name) for name in re.findall(r"^event:e(\d+)", result, re.M)]
        assert starts == sorted(starts)
    assert "\n\n\n" not in result

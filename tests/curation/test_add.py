"""New records find their files; all of an addition is there, or nothing of it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.told import faults
from dipgraph.cli import main
from dipgraph.curation.add import plan_addition
from dipgraph.curation.insert import put_into
from dipgraph.curation.order import read_layout
from dipgraph.errors import InputError
from dipgraph.namespaces import PREFIXES
from dipgraph.resources import JOURNAL, find_project
from dipgraph.store import build_store
from dipgraph.turtle import parse_text
from dipgraph.validation import read_documents
from project_copy import ROOT, assert_one_line_fault, copy_project

LAYOUT = read_layout()
HEAD = "".join(
    f"@prefix {name}: <{PREFIXES[name]}> .\n"
    for name in "dip event instrument kind office organisation passage place rdfs skos state "
    "tenure xsd".split()
)
DAYS = (
    'dip:startDate "2031-05-14"^^xsd:date ; dip:endDate "2031-05-14"^^xsd:date ; '
    "dip:datePrecision dip:Day ; "
)
TALKS = (
    "# a remark of the curator's\n"
    'event:2031-05-14-talks a dip:Meeting ; rdfs:label "Talks in the margins"@en ; '
    "dip:hasKind kind:multilateral-meeting ; dip:hasParticipant state:XRU , state:XGK ; "
    f"{DAYS} dip:isPartOf event:2031-05-14-summit ; dip:isStatedIn passage:xr-2031.229-365 .\n"
)
INSTRUMENT = (
    'instrument:2031-second-treaty a dip:Instrument ; rdfs:label "A second treaty"@en ; '
    "dip:hasKind kind:treaty ; dip:hasParty state:XRU , state:XGK ; "
    "dip:isStatedIn passage:xr-2031.366-446 .\n"
)
FREED = "event:2031-05-03-visit-XGK-president dip:isStatedIn passage:xr-2031.28-77 .\n"
OFFICE = (
    'office:XGK-chancellor a dip:Office ; rdfs:label "Chancellor of Graustark"@en ; '
    "dip:hasKind kind:head-of-government ; dip:isOfficeOf state:XGK .\n"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DIPGRAPH_CACHE", str(tmp_path / "cache"))
    return copy_project(tmp_path)


def write(project: Path, *parts: str) -> str:
    path = project.parent / "new.ttl"
    path.write_text(HEAD + "".join(parts), encoding="utf-8")
    return str(path)


def add(project: Path, *words: str) -> int:
    return main(["--data", str(project), "add", "--no-answers", *words])


def files(project: Path) -> dict[str, str]:
    data = project / "data"
    paths = [path for path in data.rglob("*") if path.is_file()]
    return {path.relative_to(data).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def changed(
    before: dict[str, str], after: dict[str, str]
) -> dict[str, tuple[list[str], list[str]]]:
    """Return for each changed file the lines that it gains and loses."""
    found = {}
    for name in sorted({*before, *after}):
        old, new = before.get(name, "").splitlines(), after.get(name, "").splitlines()
        if old != new:
            gained = [line for line in new if new.count(line) > old.count(line)]
            lost = [line for line in old if old.count(line) > new.count(line)]
            found[name] = (gained, lost)
    return found


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
    assert "a remark of the curator" not in out
    assert re.search(r"who-met-whom: 1 to \d+ rows \(\+\d+ -0\)", out)
    assert re.search(r"Answers \([5-9]\d queries compared\)", out)
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


# --- killed, full, read-only, two at once --------------------------------------------------------


def run_killed(project: Path, step: int, mode: str, new: str) -> subprocess.CompletedProcess[str]:
    words = ["--data", str(project), "add", new, "--year", "2031", "--yes", "--no-answers"]
    return subprocess.run(
        [sys.executable, str(Path(__file__).with_name("killed.py")), str(step), mode, *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )


@pytest.mark.parametrize("mode", ["kill", "full"])
def test_at_every_step_all_or_nothing(
    mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIPGRAPH_CACHE", str(tmp_path / "cache"))
    project = copy_project(tmp_path)
    before = files(project)
    outcomes = []
    # Failures at each single step are tried on the journal itself, in seconds.
    for step in range(1, 100, 1 if mode == "kill" else 4):
        # With the same place and the same times, the compiled store of the start is used again.
        shutil.rmtree(project)
        copy_project(tmp_path)
        new = write(project, TALKS, INSTRUMENT, FREED)
        run = run_killed(project, step, mode, new)
        assert "Traceback" not in run.stderr
        # Any command that reads the data puts right what is half done.
        assert main(["--data", str(project), "stats"]) == 0
        assert not (project / "data" / JOURNAL).exists()
        now = {k: v for k, v in files(project).items() if not k.rpartition("/")[2].startswith(".")}
        is_whole = now != before
        if is_whole:
            assert len(changed(before, now)) == 3
            assert "event:2031-05-14-talks" in now["sources/xr-2031/meetings.ttl"]
            assert "instrument:2031-second-treaty" in now["sources/xr-2031/instruments.ttl"]
            assert "28-77" not in now["sources/xr-2031/set-aside.ttl"]
        outcomes.append(is_whole)
        if run.returncode == 0:
            break
        if mode == "kill":
            assert run.returncode == -signal.SIGKILL
        else:
            assert run.returncode == 2
            assert "No space left on device" in run.stderr
            assert len(faults(run.stderr)) == 2  # with the runner's own
    assert run.returncode == 0
    assert len(outcomes) > (12 if mode == "kill" else 3)
    assert outcomes == sorted(outcomes)
    assert outcomes[0] is False
    # After a failure the same addition can be made, and leaves nothing hidden behind.
    shutil.rmtree(project)
    copy_project(tmp_path)
    assert run_killed(project, 5, mode, new).returncode != 0
    assert add(project, new, "--year", "2031", "--yes") == 0
    assert not list((project / "data").rglob(".*"))


def test_a_disk_that_takes_no_more_leaves_the_data_alone(project: Path) -> None:
    resource = pytest.importorskip("resource")
    before = files(project)
    new = write(project, TALKS)
    (project / "data" / "summary.csv").unlink(missing_ok=True)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))

    run = subprocess.run(
        [sys.executable, "-m", "dipgraph", "--data", str(project), "add", new, "--year", "2031",
         "--yes", "--no-answers"],
        capture_output=True, text=True, check=False, preexec_fn=limit,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "DIPGRAPH_CACHE": "/dev/null"},
    )  # fmt: skip
    assert run.returncode == 2, run.stdout + run.stderr
    assert "Nothing changed" in run.stderr
    assert "Traceback" not in run.stderr
    assert files(project) == before


def give_up_writing_everywhere() -> None:
    """Let a superuser be refused like anybody else: without the right to pass over modes."""
    import ctypes

    ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE


def test_a_read_only_folder_is_told(project: Path) -> None:
    new = write(project, TALKS)
    folders = [project / "data", *(p for p in (project / "data").rglob("*") if p.is_dir())]
    before = files(project)
    for folder in folders:
        folder.chmod(0o555)
    try:
        run = subprocess.run(
            [sys.executable, "-m", "dipgraph", "--data", str(project), "add", new, "--year",
             "2031", "--yes", "--no-answers"],
            capture_output=True, text=True, check=False, preexec_fn=give_up_writing_everywhere,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )  # fmt: skip
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert_one_line_fault(run, "cannot be written (Permission denied)")
    assert files(project) == before


def test_two_at_once_are_one_after_the_other_or_refused(project: Path) -> None:
    texts = {"a": TALKS, "b": TALKS.replace("14-talks", "14-more-talks"), "c": INSTRUMENT}
    runs = {}
    for name, part in texts.items():
        path = project.parent / f"{name}.ttl"
        path.write_text(HEAD + part, encoding="utf-8")
        words = ["add", str(path), "--year", "2031", "--yes", "--no-answers"]
        runs[name] = subprocess.Popen(
            [sys.executable, "-m", "dipgraph", "--data", str(project), *words],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    told = {name: run.communicate(timeout=120)[1] for name, run in runs.items()}
    codes = {name: run.returncode for name, run in runs.items()}
    assert 0 in codes.values(), told
    text = "".join(files(project).values())
    names = {"a": "event:2031-05-14-talks\n", "b": "14-more-talks\n", "c": "2031-second-treaty\n"}
    for name, code in codes.items():
        assert code in (0, 2), told[name]
        assert (names[name] in text) == (code == 0), name
        assert code == 0 or "is changing these data" in told[name], told[name]
    assert main(["--data", str(project), "check", "--only", "shapes,identifiers"]) == 0

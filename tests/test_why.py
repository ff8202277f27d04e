"""Why two actors are tied: each record behind it, and the chain of statements to each of them."""

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from dipgraph.briefing.involvement import INVOLVES, Involvement
from dipgraph.briefing.why import Why
from dipgraph.cli import main
from dipgraph.errors import InputError
from dipgraph.knowledge import KnowledgeGraph, load
from dipgraph.lines import LineReader
from dipgraph.namespaces import PREFIXES
from project_copy import RURITANIA, assert_one_line_fault, run_dipgraph
from view_project import HOSTILE, make_project

DIP = PREFIXES["dip"]
EVENT = PREFIXES["event"]
XRU, XGK = PREFIXES["state"] + "XRU", PREFIXES["state"] + "XGK"


@pytest.fixture(scope="module")
def small() -> KnowledgeGraph:
    return load(RURITANIA, cache=False)


@pytest.fixture(scope="module")
def real() -> KnowledgeGraph:
    return load()


@pytest.fixture(scope="module")
def involvement(real: KnowledgeGraph) -> Involvement:
    return Involvement(LineReader(real.store))


def records_of(why: Why) -> set[str]:
    return {record.line.iri for record in why.records}


def test_records_are_those_that_involve_both_and_nothing_else(small: KnowledgeGraph) -> None:
    rows = small.query("SELECT ?r { ?r dip:involves state:XRU , state:XGK ; a dip:Record }")
    why = small.why("XRU", "Principality of Graustark")
    assert records_of(why) == {row.r for row in rows}
    assert len(why.records) >= 12
    assert [line.name for line in why.speaking] == ["claim:2031-mines"]


@pytest.mark.parametrize(
    ("record", "actor", "told"),
    [
        ("2031-05-14-signing-border-treaty", XGK, "itself (has signatory)"),
        (
            "2031-05-03-visit-XGK-president",
            XGK,
            "through President of Graustark (has visitor), which is office of Graustark",
        ),
        (
            "2031-10-01-hearing",
            XRU,
            "the record concerns Ruritania against Graustark, in which Ruritania takes part "
            "(has applicant)",
        ),
    ],
)
def test_chains_are_told_in_words(
    small: KnowledgeGraph, record: str, actor: str, told: str
) -> None:
    chains = Involvement(LineReader(small.store)).explain(EVENT + record, actor)
    assert [chain.tell() for chain in chains] == [told]


def test_an_organ_leads_to_its_organisation(small: KnowledgeGraph) -> None:
    find = Involvement(LineReader(small.store))
    league = PREFIXES["organisation"] + "river-league"
    (chain,) = find.explain(PREFIXES["tenure"] + "2031-XRU-river-committee", league)
    assert [step.node.name for step in chain.steps] == [
        "organisation:river-committee",
        "organisation:river-league",
    ]
    assert chain.through == ("is organ of",)
    assert not chain.own


def test_every_derived_tie_of_the_real_graph_has_a_chain_of_statements(
    involvement: Involvement,
) -> None:
    store, default = involvement.store, ox.DefaultGraph()
    looked_at = 0
    for quad in store.quads_for_pattern(None, ox.NamedNode(INVOLVES), None, default):
        record, actor = quad.subject, quad.object
        assert isinstance(record, ox.NamedNode)
        assert isinstance(actor, ox.NamedNode)
        if not involvement.is_a(record.value, DIP + "Record"):
            continue
        chains = involvement.explain(record.value, actor.value)
        assert chains, (record, actor)
        for chain in chains:
            here: ox.NamedNode = record
            for step in chain.steps:
                there = ox.NamedNode(step.node.iri)
                link = ox.Quad(here, ox.NamedNode(step.property), there, default)
                assert link in store, (record, actor, step)
                here = there
            assert here == actor
        looked_at += 1
    assert looked_at > 3000


def test_a_person_whom_a_record_names_takes_part(real: KnowledgeGraph) -> None:
    rows = real.query("SELECT ?p (COUNT(?r) AS ?n) { ?r dip:namesPerson ?p } GROUP BY ?p")
    person = max(rows, key=lambda row: row.n).p
    why = real.why("AZE", person)
    assert len(why.records) > 10
    assert any("names person" in chain.tell() for r in why.records for chain in r.other)


def test_of_two_people_the_offices_are_told(real: KnowledgeGraph) -> None:
    """The texts name them in few of the meetings that they held."""
    people = real.why("Ilham Aliyev", "Nikol Pashinyan")
    offices = real.why("office:AZE-president", "office:ARM-prime-minister")
    assert records_of(people) < records_of(offices)
    assert len(people.records) > 2
    for why in (people, real.why("Ilham Aliyev", "Nikol Pashinyan", year=2023)):
        told = why.to_text(2000)
        for name in ("office:AZE-president", "office:ARM-prime-minister"):
            assert f"({name}) takes part do." in told
        assert "Ask for the offices too." in why.to_html()
        assert set(why.to_dict()["offices"]) == {"person:ilham-aliyev", "person:nikol-pashinyan"}  # type: ignore[call-overload]
    assert not offices.acting
    assert "Ask for" not in offices.to_text()


def test_who_takes_no_part_has_no_chain(involvement: Involvement) -> None:
    record = EVENT + "2024-08-22-signing-AZE-UZB-allied-relations-treaty"
    assert involvement.explain(record, PREFIXES["state"] + "UZB")
    assert involvement.explain(record, PREFIXES["state"] + "GEO") == []


def test_class_kind_and_period_narrow(real: KnowledgeGraph) -> None:
    whole = real.why("AZE", "GEO")
    visits = real.why("AZE", "GEO", kind="visit")
    assert 0 < len(visits.records) < len(whole.records)
    assert {record.line.class_.label for record in visits.records} == {"Visit"}
    year = real.why("AZE", "GEO", year=2021)
    assert 0 < len(year.records) < len(whole.records)
    assert all(r.line.start and r.line.start.year == 2021 for r in year.records)
    one = real.why("AZE", "GEO", since="2021-09-29", until="2021-09-29", kind="consultation")
    assert [r.line.start.isoformat() for r in one.records if r.line.start] == ["2021-09-29"]


def test_what_may_lie_outside_the_days_asked_for_is_counted(real: KnowledgeGraph) -> None:
    query = """SELECT (COUNT(DISTINCT ?r) AS ?n) { ?r dip:involves state:AZE , state:GEO ;
        dip:startDate ?s ; dip:datePrecision dip:Year . FILTER (YEAR(?s) = 2024) }"""
    doubtful = real.query(query)[0].n
    assert doubtful > 1
    told = f"; {doubtful} may lie outside the period, since only the month or year is told"
    spring = {"since": "2024-02", "until": "2024-04"}
    assert told in real.why("AZE", "GEO", **spring).to_text(2000)  # type: ignore[arg-type]
    assert told in real.brief("GEO", **spring).to_text(2000)  # type: ignore[arg-type]
    assert told in real.brief("GEO", limit=0, **spring).to_markdown()  # type: ignore[arg-type]
    for whole in (
        real.why("AZE", "GEO", year=2024),
        real.brief("GEO"),
        real.brief("GEO", year=2024),
    ):
        assert "may lie outside" not in whole.to_text()


def test_records_stand_newest_first(real: KnowledgeGraph) -> None:
    starts = [r.line.order for r in real.why("AZE", "ARM").records if r.line.start]
    assert len(starts) > 50
    assert starts == sorted(starts, reverse=True)


def test_nothing_found_is_said_not_to_prove_anything(real: KnowledgeGraph) -> None:
    text = real.why("TUR", "Tuvalu").to_text()
    assert "No record in which both take part" in text
    assert "does not mean that there is no tie" in text
    assert "none covers 2022" in text


@pytest.mark.parametrize(
    ("one", "other", "fault"),
    [
        ("XRU", "XRU", "given twice"),
        ("XRU", "Strelsau", "is a place and no actor"),
        ("XRU", "Graustrak", "Did you mean state:XGK"),
        ("XRU", "", "empty name"),
        ("XRU", "x" * 10_000, "characters"),
        ("XRU", "\u202e\x07", "no letter or digit"),
        ("XRU", "state:X> . } DROP ALL", "nothing"),
    ],
)
def test_misuse_is_named(small: KnowledgeGraph, one: str, other: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        small.why(one, other)


def test_unknown_kind_is_answered_with_a_guess(small: KnowledgeGraph) -> None:
    with pytest.raises(InputError, match=r"no class or kind 'vist'\. Did you mean visit"):
        small.why("XRU", "XGK", kind="vist")


def test_hostile_labels_act_nowhere(tmp_path: Path) -> None:
    why = load(make_project(tmp_path), cache=False).why("XRU", "XTU")
    assert HOSTILE.replace("\u2028", " ") not in why.to_html()
    for page in (why.to_html(), why._repr_html_(), why.to_markdown()):
        assert "<script" not in page.replace("\\<script", "")
        assert "\u202e" not in page
    assert "\u202e" not in why.to_text()
    assert json.dumps(why.to_dict())


def test_command_gives_each_format_and_its_exit_codes(tmp_path: Path) -> None:
    def run(*words: str):  # type: ignore[no-untyped-def]
        return run_dipgraph("--data", str(RURITANIA), "why", *words, cache=tmp_path)

    text = run("XRU", "XGK")
    assert text.returncode == 0, text.stderr
    assert "xr-2031, line 7, characters 366–446" in text.stdout
    found = json.loads(run("XRU", "XGK", "--format", "json").stdout)
    assert len(found["records"]) == text.stdout.count("\n      Ruritania: ")
    page = tmp_path / "why.html"
    assert run("XRU", "XGK", "--out", str(page)).stdout == f"{page}\n"
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    nothing = run("XRU", "Danubian Union")
    assert nothing.returncode == 1
    assert "does not mean" in nothing.stdout
    assert_one_line_fault(run("XRU", "Nowhere"), "nothing is named 'Nowhere'")
    assert_one_line_fault(run("XRU", "XGK", "--year", "31"), "a year of four digits")
    assert_one_line_fault(run("XRU", "XGK", "--since", "2032", "--until", "2031"), "before it")
    assert_one_line_fault(run("XRU", "XGK", "--out", str(tmp_path)), "this is a folder")


def test_only_who_tells_of_the_period_is_named_as_teller() -> None:
    kg = load()
    for year in (2021, 2024, 2022):
        told = kg.why("AZE", "TUR", year=year).to_text().replace("\n", " ")
        account = kg.why("AZE", "TUR", year=year).account
        for source in account.sources:
            alone = not any(
                year in other.years and other.publisher == source.publisher
                for other in account.sources
            )
            assert (source.publisher in told) is not alone
        assert (f"Sources cover {year}." in told) is bool(account.tellers)
    assert "No source covers 2022, which is a hole" in told


def test_names_mean_actors_before_records(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "aliyev", "GEO"]) == 2
    told = capsys.readouterr().err
    assert "person:ilham-aliyev" in told
    assert "event:" not in told
    assert main(["brief", "aliyev"]) == 2
    assert "no state is named 'aliyev'" in capsys.readouterr().err

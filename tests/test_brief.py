"""The brief on a relation: what is in it, what is counted, every line with its place."""

import json
import re
from pathlib import Path

import pytest

from brief_pairs import PAIRS, items_of
from dipgraph.briefing.brief import Brief
from dipgraph.briefing.relation import MULTILATERAL
from dipgraph.errors import InputError
from dipgraph.knowledge import KnowledgeGraph, load
from dipgraph.namespaces import PREFIXES, expand_name
from project_copy import RURITANIA, assert_one_line_fault, run_dipgraph
from view_project import HOSTILE, make_project


@pytest.fixture(scope="module")
def small() -> KnowledgeGraph:
    return load(RURITANIA, cache=False)


@pytest.fixture(scope="module")
def real() -> KnowledgeGraph:
    return load()


def open_(kg: KnowledgeGraph, one: str, other: str | None, year: int | None, limit: int) -> Brief:
    return kg.brief(*filter(None, (one, other)), year=year, limit=limit)


def test_counts_of_the_fictional_relation(small: KnowledgeGraph) -> None:
    brief = small.brief("XGK")
    assert (brief.one.node.label, brief.other.node.label) == ("Ruritania", "Graustark")
    counts = brief.counts
    assert (counts.visits_there, counts.visits_back, counts.visits_other) == (0, 1, 0)
    assert counts.meetings == (("Foreign minister", 1),)
    assert counts.consultations == (("Political consultations", 1),)
    assert counts.agreements == 1
    assert counts.acts_on_agreements == (("Signing", 1),)
    assert [(c, str(n), k) for c, n, k in counts.sums] == [("USD", "31000", 1)]
    assert brief.last_contact is not None
    assert brief.last_contact.name == "event:2031-06-20-consultations-XGK"
    titles = list(brief.relation.sections)
    assert titles[:4] == [
        "Visits", "Meetings", "Consultations and negotiations", "Agreements and what came of them",
    ]  # fmt: skip
    assert "Cases" in titles


def test_turned_round_the_visits_turn_too(small: KnowledgeGraph) -> None:
    counts = small.brief("XGK", "XRU").counts
    assert (counts.visits_there, counts.visits_back) == (1, 0)


def test_a_claim_is_marked_as_whose_it_is(small: KnowledgeGraph) -> None:
    item = next(i for i in items_of(small.brief("XGK").sheet()) if i.name == "claim:2031-mines")
    assert "claim of Ruritania" in item.marks
    assert "speaks of the other" in item.marks


def test_plans_are_marked_and_are_no_contact(real: KnowledgeGraph) -> None:
    brief = real.brief("TUR", limit=0)
    planned = [line for line in brief.relation.lines().values() if line.status == "Planned"]
    assert planned
    marked = {i.name: i.marks for i in items_of(brief.sheet())}
    assert all("planned" in marked[line.name] for line in planned)
    assert brief.last_contact is not None
    assert not brief.last_contact.status


_PLANNED = """
event:planned-visit a dip:Visit ; dip:hasKind kind:visit ; rdfs:label "A visit to come"@en ;
    dip:hasVisitor state:XRU ; dip:isHostedBy state:XGK ; dip:hasStatus kind:status-planned ;
    dip:startDate "2031-12-31"^^xsd:date ; dip:endDate "2031-12-31"^^xsd:date ;
    dip:datePrecision dip:Day ; dip:isStatedIn passage:xr-2031.79-154 .
"""


@pytest.fixture(scope="module")
def more(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """The fictional project with a meeting of many, and a visit that is only planned."""
    project = make_project(tmp_path_factory.mktemp("more"))
    file = project / "data/sources/xr-2031/more.ttl"
    file.write_text(file.read_text(encoding="utf-8") + _PLANNED, encoding="utf-8")
    return load(project, cache=False)


def test_a_meeting_of_many_stands_side_by_side(more: KnowledgeGraph) -> None:
    relation = more.brief("XGK").relation
    crowd = PREFIXES["event"] + "more-crowd"
    assert crowd in relation.many
    assert crowd not in relation.few
    assert [e.line.iri for e in relation.sections[MULTILATERAL] if e.line.iri == crowd]
    assert crowd not in {e.line.iri for e in relation.sections["Meetings"]}


def test_what_is_planned_is_counted_apart_and_is_no_contact(
    small: KnowledgeGraph, more: KnowledgeGraph
) -> None:
    brief, before = more.brief("XGK"), small.brief("XGK")
    assert brief.counts.ahead == before.counts.ahead + 1
    assert brief.counts.visits_there == before.counts.visits_there
    assert brief.last_on_record is not None
    assert brief.last_on_record.name == "event:2031-06-20-consultations-XGK"
    item = next(i for i in items_of(brief.sheet()) if i.name == "event:planned-visit")
    assert item.marks == ("planned",)


@pytest.mark.parametrize(("one", "other", "year"), PAIRS)
def test_every_record_stands_in_a_section_and_every_line_has_its_place(
    real: KnowledgeGraph, one: str, other: str | None, year: int | None
) -> None:
    brief = open_(real, one, other, year, 0)
    relation = brief.relation
    counted = relation.few | relation.many | relation.speaking
    assert counted
    assert set(relation.lines()) == counted
    assert not relation.few & relation.many
    heads = [e.line.iri for entries in relation.sections.values() for e in entries]
    assert len(heads) == len(set(heads))
    items = list(items_of(brief.sheet()))
    # An act that stands alone under its matter is told in one line with it.
    told = {expand_name(item.name) for item in items}
    alone = {e.line.iri for es in relation.sections.values() for e in es if len(e.acts) == 1}
    assert counted - told <= alone
    assert len(items) >= len(counted - alone)
    for item in items:
        assert item.name
        in_text = re.search(r"lines? \d+(–\d+)?, characters \d+–\d+", item.place)
        in_table = item.name.startswith("organisation:") and ": " in item.place
        assert in_text or in_table, item


@pytest.mark.parametrize(("one", "other", "year"), PAIRS)
def test_records_are_those_that_involve_both_in_the_period(
    real: KnowledgeGraph, one: str, other: str | None, year: int | None
) -> None:
    brief = open_(real, one, other, year, 6)
    rows = real.query(
        "SELECT DISTINCT ?r ?start ?end { ?r dip:involves ?one , ?other ; a dip:Record . "
        f"VALUES (?one ?other) {{ (<{brief.one.node.iri}> <{brief.other.node.iri}>) }} "
        "OPTIONAL { ?r dip:startDate ?start } OPTIONAL { ?r dip:endDate ?end } }"
    )
    dated = {
        row.r
        for row in rows
        if row.start and (year is None or row.start.year <= year <= (row.end or row.start).year)
    }
    both = brief.relation.few | brief.relation.many
    undated = {row.r for row in rows if row.start is None}
    assert both - undated == dated
    assert both - dated <= undated
    if year is None:
        assert both == dated | undated


def test_what_came_of_an_agreement_stands_below_it_also_outside_the_period(
    real: KnowledgeGraph,
) -> None:
    found = [
        (entry, act)
        for entries in real.brief("ARM", year=2023, limit=0).relation.sections.values()
        for entry in entries
        for act in entry.acts
        if act.iri in entry.outside
    ]
    assert found
    items = {i.name: i for i in items_of(real.brief("ARM", year=2023, limit=0).sheet())}
    assert all("outside the period" in items[act.name].marks for _, act in found)


def test_a_hole_is_named_and_is_no_zero(real: KnowledgeGraph) -> None:
    brief = real.brief("TUR", year=2022)
    assert brief.records == 0
    text = brief.to_text()
    assert "2022: a hole, not a zero" in text
    assert "none covers this period" in text
    assert "does not mean that there is no relation" in text
    assert "no source" not in real.brief("TUR", year=2023).to_text()
    assert real.brief("TUR", since=2021, until=2024).account.no_source == ((2022, 2022),)


def test_who_tells_is_said(real: KnowledgeGraph) -> None:
    assert "one party's account" in real.brief("TUR").to_text()
    assert "a third party's account" in real.brief("TUR", "GEO").to_text().replace("\n", " ")


def test_shared_organisations_come_from_the_tables(real: KnowledgeGraph) -> None:
    shared = {s.organisation.name for s in real.brief("UZB").shared}
    rows = real.query(
        "SELECT DISTINCT ?o { ?a dip:hasMember state:AZE ; dip:isMembershipIn ?o . "
        "?b dip:hasMember state:UZB ; dip:isMembershipIn ?o }"
    )
    assert shared == {row.o.replace(PREFIXES["organisation"], "organisation:") for row in rows}
    assert len(shared) > 5
    assert all(s.places for s in real.brief("UZB").shared)


def test_last_contact_is_that_of_the_library_query(real: KnowledgeGraph) -> None:
    if "last-contact" not in real.library.queries:
        pytest.skip("the library has no such query")
    for code in ("TUR", "UZB", "ARM", "GEO"):
        rows = {row.record for row in real.query("last-contact", partner=code)}
        last = real.brief(code).last_on_record
        assert last is not None
        if last.iri not in rows:  # the query asks for the partner alone, the brief for both
            assert all(not real.query(f"ASK {{ <{row}> dip:involves state:AZE }}") for row in rows)


@pytest.mark.parametrize(
    ("states", "fault"),
    [
        (["XRU"], "is who reports"),
        (["XGK", "XGK"], "given twice"),
        (["River League"], "is no state"),
        (["Graustrak"], "Did you mean"),
        ([], "one or two states"),
        (["XRU", "XGK", "XGK"], "one or two states"),
        (["x" * 10_000], "characters"),
        (["\x00\x1b[2J"], "nothing|no letter"),
    ],
)
def test_misuse_is_named(small: KnowledgeGraph, states: list[str], fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        small.brief(*states)


@pytest.mark.parametrize("year", ["0000", "20234", "two", "²⁰²³", 0, -1])
def test_years_that_are_none(small: KnowledgeGraph, year: object) -> None:
    with pytest.raises(InputError, match="year of four digits"):
        small.brief("XGK", year=year)  # type: ignore[arg-type]


def test_page_makes_no_request_and_hostile_labels_act_nowhere(tmp_path: Path) -> None:
    kg = load(make_project(tmp_path), cache=False)
    page = kg.brief("XHO").to_html()
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)\s*=|url\(|@import|<script|<b ", page)
    assert "&lt;/script&gt;" in page
    assert "\u202e" not in page
    text = kg.brief("XHO").to_text(80)
    assert "\u202e" not in text
    assert HOSTILE not in kg.brief("XHO").to_markdown()
    narrow = kg.brief("XGK").to_text(60)
    folder = str(kg.project.root)  # in the commands, and never torn
    assert folder in narrow
    assert max(len(line) for line in narrow.splitlines() if folder not in line) <= 80


def test_command_writes_each_format(tmp_path: Path) -> None:
    def run(*words: str):  # type: ignore[no-untyped-def]
        return run_dipgraph("--data", str(RURITANIA), "brief", *words, cache=tmp_path)

    text = run("XGK", "--year", "2031")
    assert text.returncode == 0, text.stderr
    assert text.stdout.startswith("Ruritania and Graustark, 2031\n")
    full = run("XGK", "--year", "2031", "--full").stdout
    assert full == run("XGK", "--year", "2031", "--limit", "0").stdout != text.stdout
    assert_one_line_fault(run("XGK", "--full", "--limit", "3"), "not allowed with")
    assert run("XGK", "--year", "2031").stdout == text.stdout
    found = json.loads(run("XGK", "--format", "json").stdout)
    assert found["counts"]["visits"] == {"there": 0, "back": 1, "way_not_told": 0}
    for name, head in (("b.md", "# Ruritania and Graustark"), ("b.html", "<!DOCTYPE html>")):
        assert run("XGK", "--out", str(tmp_path / name)).returncode == 0
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(head)
    assert run("XGK", "--year", "2099").returncode == 1
    assert_one_line_fault(run("Nowhereland"), "nothing is named")
    assert_one_line_fault(run("XGK", "--limit", "-1"), "--limit is a whole number")
    assert_one_line_fault(run("XGK", "XRU", "XGK"), "a brief is on two states")

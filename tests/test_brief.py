"""The brief on a relation: nothing lost, nothing twice, every line with its place."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dipgraph.briefing.blocks import Heading, Item, Items, Paragraph
from dipgraph.briefing.brief import Brief
from dipgraph.briefing.brief_sheet import shares_of
from dipgraph.briefing.page import MOST_ACTS, share_out
from dipgraph.briefing.relation import MULTILATERAL, Entry
from dipgraph.briefing.sheet import Sheet
from dipgraph.cli import main
from dipgraph.errors import InputError
from dipgraph.knowledge import KnowledgeGraph, load
from dipgraph.lines import Line, Named
from dipgraph.namespaces import PREFIXES, expand_name
from project_copy import RURITANIA, assert_one_line_fault, run_dipgraph
from view_project import HOSTILE, make_project

PAIRS = [
    ("TUR", None, None),
    ("TUR", None, 2023),
    ("ARM", None, None),
    ("ARM", None, 2020),
    ("RUS", None, None),
    ("UZB", None, 2024),
    ("GEO", "TUR", None),
    ("KAZ", "UZB", None),
    ("IRN", None, 2021),
]


@pytest.fixture(scope="module")
def small() -> KnowledgeGraph:
    return load(RURITANIA, cache=False)


@pytest.fixture(scope="module")
def real() -> KnowledgeGraph:
    return load()


def open_(kg: KnowledgeGraph, one: str, other: str | None, year: int | None, limit: int) -> Brief:
    return kg.brief(*filter(None, (one, other)), year=year, limit=limit)


def items_of(sheet: Sheet) -> Iterator[Item]:
    def walk(items: tuple[Item, ...]) -> Iterator[Item]:
        for item in items:
            yield item
            yield from walk(item.below)

    for block in sheet.blocks:
        if isinstance(block, Items):
            yield from walk(block.items)


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


@pytest.mark.parametrize(("one", "other", "year"), PAIRS)
def test_a_page_and_what_it_leaves_out_are_all_and_nothing_twice(
    real: KnowledgeGraph, one: str, other: str | None, year: int | None
) -> None:
    brief = real.brief(*filter(None, (one, other)), year=year)
    every = sorted(
        name
        for entries in brief.relation.sections.values()
        for entry in entries
        for name in names_of_entry(entry)
    )
    shares = shares_of(brief).values()
    shown = [item.name for item in items_of(brief.sheet())]
    rest = [item.name for item in items_of(brief.left_out().sheet())]
    # A matter of which some acts are left out stands on both, its acts on one.
    cut = [entry.line.name for share in shares for entry in share.shown if entry.hidden]
    assert sorted([*shown, *rest]) == sorted([*every, *cut])


def names_of_entry(entry: Entry) -> list[str]:
    """Return the names that stand in a line of their own: an act alone stands for its matter."""
    acts = [act.name for act in entry.acts]
    return acts if len(acts) == 1 else [entry.line.name, *acts]


@pytest.mark.parametrize(("code", "year"), [("ARM", None), ("ARM", 2023), ("TUR", None)])
def test_the_command_on_the_page_lists_exactly_what_it_leaves_out(
    real: KnowledgeGraph, code: str, year: int | None, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    brief = real.brief(code, year=year)
    told = brief.sheet().blocks[-1]
    assert isinstance(told, Paragraph)
    assert told.text.startswith("Left out for want of room: ")
    found = re.search(r"\. dipgraph (brief .* --rest) lists these and no others", told.text)
    assert found
    main([*shlex.split(found[1]), "--format", "json"])
    answer = json.loads(capsysbinary.readouterr().out)
    listed = {t: len([e for e in es if not e["shown"]]) for t, es in answer["sections"].items()}
    numbers = {
        t: int(n)
        for t in brief.relation.sections
        if (n := (re.search(rf"(?:: |, ){t[0].lower()}{t[1:]} (\d+)", told.text) or [0, 0])[1])
    }
    assert {t: n for t, n in listed.items() if n} == numbers
    assert sum(numbers.values()) > 5
    shown = {t: len(entries) - numbers.get(t, 0) for t, entries in brief.relation.sections.items()}
    for title, number in shown.items():
        heads = [b.text for b in brief.sheet().blocks if isinstance(b, Heading)]
        total = len(brief.relation.sections[title])
        told_as = f"{title}: {total}" if number == total else f"{title}: {number} of {total}"
        assert (told_as in heads) == bool(number)


def test_a_page_holds_more_of_what_matters_and_never_more_than_there_is(
    real: KnowledgeGraph,
) -> None:
    shares = shares_of(real.brief("ARM"))
    assert len(shares["Meetings"].shown) >= len(shares["Figures"].shown) > 0
    small = shares_of(real.brief("UZB"))
    assert all(not share.rest for share in small.values())
    assert "Nothing is left out" in real.brief("UZB").to_text()
    assert "leaves out no entry" in real.brief("UZB").left_out().to_text()


def test_an_act_left_out_of_a_matter_is_told(real: KnowledgeGraph) -> None:
    acts = tuple(real.brief("ARM", limit=0).relation.lines().values())[:5]
    entry = Entry(acts[0], acts)
    shares = share_out({"Cases": [entry]}, 100, lambda entry: 1.0 + len(entry.acts))
    share = shares["Cases"]
    assert (len(share.shown), len(share.rest), share.acts_left_out) == (1, 1, 5 - MOST_ACTS)
    assert (*share.shown[0].acts, *share.rest[0].acts) == acts
    assert share.shown[0].hidden == 5 - MOST_ACTS


@given(
    st.dictionaries(
        st.sampled_from(["Visits", "Meetings", "Figures", "Other records"]),
        st.lists(st.integers(1, 9), max_size=12),
    ),
    st.floats(0, 80),
)
def test_no_page_is_overfull_and_nothing_is_lost(sizes: dict[str, list[int]], room: float) -> None:
    def line(name: str) -> Line:
        return Line(name, "", Named("", ""), (), None, None, "Day", (), "", (), "", (), (), ())

    sections = {
        title: [
            Entry(line(f"{title}{at}"), tuple(line(f"{at}.{k}") for k in range(n)))
            for at, n in enumerate(numbers)
        ]
        for title, numbers in sizes.items()
    }
    shares = share_out(sections, room, lambda entry: 1.0 + len(entry.acts))
    used = sum(
        1.4 + sum(1.0 + len(entry.acts) for entry in share.shown)
        for share in shares.values()
        if share.shown
    )
    assert used <= room + 1e-6
    for title, entries in sections.items():
        share = shares[title]
        assert [e.line for e in share.shown] == [e.line for e in entries[: len(share.shown)]]
        acts = [a for e in (*share.shown, *share.rest) for a in e.acts]
        assert sorted(a.iri for a in acts) == sorted(a.iri for e in entries for a in e.acts)
        assert share.entries_left_out == len(entries) - len(share.shown)
        if share.rest and not share.acts_left_out:  # a next entry that fits would have been taken
            left = entries[len(share.shown)]
            assert 1 + min(len(left.acts), MOST_ACTS) + 1.4 > room - used - 1e-6


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
    assert max(len(line) for line in kg.brief("XGK").to_text(60).splitlines()) <= 80


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

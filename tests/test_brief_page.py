"""The page of a brief and what it leaves out: together all, nothing twice, no page too full."""

import json
import re
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brief_pairs import PAIRS, items_of
from dipgraph.briefing.blocks import Heading, Paragraph
from dipgraph.briefing.brief_sheet import shares_of
from dipgraph.briefing.page import MOST_ACTS, share_out
from dipgraph.briefing.relation import Entry
from dipgraph.cli import main
from dipgraph.knowledge import KnowledgeGraph, load
from dipgraph.lines import Line, Named


@pytest.fixture(scope="module")
def real() -> KnowledgeGraph:
    return load()


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

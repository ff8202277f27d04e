"""Changes of an answer are told by what the rows speak of."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox

from dipgraph.curation.changes import AnswerChange, Cells
from dipgraph.namespaces import PREFIXES


def state(name: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES["state"] + name)


def change(old: list[Cells], new: list[Cells], columns: str) -> AnswerChange:
    return AnswerChange.between("q", {}, tuple(columns.split()), Counter(old), Counter(new))


def test_a_row_on_the_same_is_changed_and_others_come_or_go() -> None:
    old: list[Cells] = [(state("XGK"), ox.Literal(1), None), (state("XDU"), ox.Literal(2), None)]
    new: list[Cells] = [(state("XGK"), ox.Literal(3), None), (state("XRU"), ox.Literal(2), None)]
    found = change(old, new, "partner visits last")
    assert found.in_words() == "1 row changed, 1 row more, 1 row gone (of 2)"
    assert list(found.rows_in_words(5)) == [
        "~ state:XGK: visits 1 -> 3",
        "+ state:XRU | 2 | –",
        "- state:XDU | 2 | –",
    ]


def test_pairs_years_and_rows_without_names_are_told_apart() -> None:
    old: list[Cells] = [(state("XGK"), state("XRU"), ox.Literal(1))]
    new: list[Cells] = [(state("XGK"), state("XDU"), ox.Literal(1))]
    assert change(old, new, "one other n").changed == []
    old, new = [(ox.Literal(2031), state("XGK"), ox.Literal(1))], []
    new = [(ox.Literal(2031), state("XGK"), ox.Literal(2)), (ox.Literal(2032), state("XGK"), None)]
    found = change(old, new, "year state n")
    assert next(iter(found.rows_in_words(5))) == "~ 2031 | state:XGK: n 1 -> 2"
    assert found.in_words() == "1 row changed, 1 row more (1 to 2)"
    found = change([(ox.Literal("a"), None, state("X"))], [(ox.Literal("a"), None, None)], "a b c")
    assert list(found.rows_in_words(5)) == ["~ a: c state:X -> –"]


def test_rows_are_counted_and_no_more_shown_than_asked() -> None:
    row: Cells = (state("XGK"), ox.Literal(1))
    found = change([row], [row, row, *[(state(f"X{n}"), None) for n in range(9)]], "a b")
    assert found.in_words() == "10 rows more (1 to 11)"
    lines = list(found.rows_in_words(3))
    assert len(lines) == 4 and lines[-1] == "… and 7 more"

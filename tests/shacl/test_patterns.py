"""sh:pattern means what SPARQL's REGEX means, and cannot be made to run for ever."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dipgraph.shacl.patterns import Pattern, PatternError

SAME: list[tuple[str, str, str, bool]] = [
    ("^[0-9a-f]{4}$", "", "00ff", True),
    ("^[0-9a-f]{4}$", "", "00ff\n", False),
    ("Joh", "", "Elton John", True),
    ("joh", "i", "Elton John", True),
    ("a.c", "", "a\nc", False),
    ("a.c", "s", "a\nc", True),
    ("^b$", "m", "a\nb\nc", True),
    ("^b$", "", "a\nb\nc", False),
    ("a.c", "q", "abc", False),
    ("a.c", "q", "xa.cx", True),
    ("a b", "x", "ab", True),
    (r"^\w+$", "", "Türkiye", True),
    (r"^\d{4}-\d{2}$", "", "2021-05", True),
    (r"\p{Lu}", "", "Əli", True),
    ("^(a|b)+$", "", "abba", True),
    ("^é$", "i", "É", True),
    ("^[^/]+$", "", "a/b", False),
    ("^(?:ab)?c{2,3}$", "", "abcc", True),
    (r"^a\.b\$$", "", "a.b$", True),
    ("", "", "anything", True),
]


@pytest.mark.parametrize(("pattern", "flags", "text", "expected"), SAME)
def test_patterns_find_what_sparql_finds(
    pattern: str, flags: str, text: str, expected: bool
) -> None:
    read = Pattern(pattern, flags)
    assert read.is_in(text) is expected
    assert (read._ask(text) is True) is expected


_pieces = st.sampled_from(
    r"a b s K i 1 . ^ $ [ab] [^a] [^k] [a-c1] [h-t] \d \w \s".split()
    + r"(a|b) (?:ab) (a) * + ? {2} {1,2} a* b+ | \. \n -".split()
)


@given(
    pieces=st.lists(_pieces, max_size=6),
    flags=st.sampled_from(["", "i", "s", "m", "q"]),
    text=st.text(alphabet="abA1é .\n-sSkKiI\u0130\u0131\u017f\u212a", max_size=8),
)
def test_the_quick_way_and_oxigraph_agree(pieces: list[str], flags: str, text: str) -> None:
    try:
        read = Pattern("".join(pieces), flags)
    except PatternError:
        return
    assert read.is_in(text) is read._ask(text)


@pytest.mark.parametrize(
    "pattern",
    [
        "^(a+)+$",
        "^(a|a)*$",
        "^(a*)*b$",
        "^(a|aa)+$",
        "a*a*a*a*a*a*b$",
        "(.*)(.*)(.*)(.*)x",
        "a?" * 25 + "a" * 25 + "b",
        "(a{0,40}){0,40}b",
    ],
)
def test_no_pattern_runs_for_ever(pattern: str) -> None:
    began = time.process_time()
    assert Pattern(pattern).is_in("a" * 3000 + "!") is False
    assert time.process_time() - began < 2


@pytest.mark.parametrize("pattern", ["(", "a**b(", "(?=a)", "(?<=a)b", r"\1", "[b-a]", "a{2,1}"])
def test_what_sparql_cannot_read_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        Pattern(pattern)

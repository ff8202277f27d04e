"""What is read out of words: names, dates, numbers, ordinals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dipgraph.text.dates import find_dates
from dipgraph.text.names import Label, NameFinder, pluralise
from dipgraph.text.numerals import find_numbers, find_ordinals
from dipgraph.text.words import holds_phrase

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


def test_letters_of_the_layout_are_evened_out_in_words_and_digests() -> None:
    """A ligature, a no-break space and a wide digit are how a text is set, not what it says."""
    from dipgraph.text.digest import digest_words

    assert holds_phrase("the \ufb01rst Rivers\u00a0Forum", "first Rivers Forum")
    assert find_numbers("\uff11\uff12 missions") == {Decimal(12)}
    assert holds_phrase("talks in S\u0327us\u0327a", "\u015eu\u015fa")  # letter and cedilla apart
    assert find_ordinals("the \u216b Summit") == {12}  # one sign for XII
    assert digest_words("the \ufb01rst\u00a0Forum") == digest_words("the first Forum")
    assert digest_words("the first Forum") != digest_words("The first Forum")

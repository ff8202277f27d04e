"""Numbers and ordinals that stand in English words: "1.3 trillion", "sixty-one", "XXIX", "3rd"."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from dipgraph.text.words import read_plainly

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_CARDINALS = {word: number for number, word in enumerate(_UNITS)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
_SCALES = {
    "thousand": 1_000,
    "million": 1_000_000,
    "mln": 1_000_000,
    "billion": 1_000_000_000,
    "bln": 1_000_000_000,
    "bn": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
_TIMES = {"once": 1, "twice": 2, "thrice": 3, "dozen": 12, "both": 2}

_IRREGULAR = {
    "first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12,
    "inaugural": 1,
}  # fmt: skip
_ORDINALS = (
    {word + "th": number for number, word in enumerate(_UNITS) if number > 3}
    | {word[:-1] + "ieth": 10 * number for number, word in enumerate(_TENS, start=2)}
    | _IRREGULAR
)

_DIGITS = re.compile(
    r"(?<![\w.,])(?:(?P<grouped>\d{1,3}(?:[, ]\d{3})+)|(?P<plain>\d+))(?P<part>\.\d+)?"
    r"(?![\d])(?:[ -](?P<scale>thousand|million|mln|billion|bln|bn|trillion)s?\b)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z]+")
_ORDINAL_DIGITS = re.compile(r"(?<![\d.,])(\d+) ?(?:st|nd|rd|th)\b", re.IGNORECASE)
_NUMBERED_NAME = re.compile(r"\b[A-Z]{2,}-?(\d{1,3})\b")
_ROMAN = re.compile(r"\b[IVXLC]+\b")
_ROMAN_FORM = re.compile(r"(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@lru_cache(maxsize=5_000)
def find_numbers(words: str) -> frozenset[Decimal]:
    """Return every number that ``words`` state, in digits or spelt out, scaled by its multiplier.

    >>> sorted(map(int, find_numbers("sixty-one of 1,204 came, more than 72 thousand")))
    [61, 1204, 72000]
    """
    plain = read_plainly(words)
    found: set[Decimal] = set()
    for match in _DIGITS.finditer(plain):
        digits = (match["grouped"] or match["plain"]).replace(",", "").replace(" ", "")
        scale = _SCALES[match["scale"].lower()] if match["scale"] else 1
        found.add(Decimal(digits + (match["part"] or "")) * scale)
        if match["grouped"] and " " in match["grouped"]:  # "in 2024 100 students": two numbers
            found.update(Decimal(group) for group in re.split("[, ]", match["grouped"]))
    found.update(_spelt_numbers(plain))
    return frozenset(found)


def _spelt_numbers(plain: str) -> set[Decimal]:
    """Return the numbers of each run of number words; "and" may stand inside a run."""
    found: set[Decimal] = set()
    total = part = 0
    running = False
    end = 0
    word = ""
    for match in _WORD.finditer(plain):
        last, word = word, match.group().lower()
        joined = plain[end : match.start()] in (" ", "-")
        end = match.end()
        if running and not joined:
            found.add(Decimal(total + part))
            total, part, running = 0, 0, False
        if word in _CARDINALS:
            value = _CARDINALS[word]
            # "three five" are two numbers, "thirty five" and "hundred five" are one.
            if running and part % 100 and not (part % 100 >= 20 and part % 10 == 0 and value < 10):
                found.add(Decimal(total + part))
                total = part = 0
            part, running = part + value, True
        elif word == "hundred" and running:
            part *= 100
        elif word == "hundred" and last == "a":  # "over a hundred states"
            part, running = 100, True
        elif word in _SCALES and running:
            total, part = total + part * _SCALES[word], 0
        elif word == "and" and running and (part % 100 == 0 or total):
            continue
        else:
            if running:
                found.add(Decimal(total + part))
                total, part, running = 0, 0, False
            if word in _TIMES:
                found.add(Decimal(_TIMES[word]))
    if running:
        found.add(Decimal(total + part))
    return found


@lru_cache(maxsize=5_000)
def find_ordinals(words: str) -> frozenset[int]:
    """Return every place in a series that ``words`` state.

    "29th", "29<sup>th</sup>", "XXIX", "twenty-ninth" and the number in a name such as COP29
    all say 29.
    """
    plain = read_plainly(words)
    found = {int(match[1]) for match in _ORDINAL_DIGITS.finditer(plain)}
    found.update(int(match[1]) for match in _NUMBERED_NAME.finditer(plain))
    for match in _ROMAN.finditer(plain):
        if _ROMAN_FORM.fullmatch(match.group()):
            found.add(_read_roman(match.group()))
    before = 0
    for match in _WORD.finditer(plain):
        word = match.group().lower()
        if word in _ORDINALS:
            value = _ORDINALS[word]
            found.add(value + before if value < 10 else value)
        before = _CARDINALS[word] if word in _TENS else 0
    return frozenset(found)


def _read_roman(letters: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in letters]
    following = [*values[1:], 0]
    return sum(
        -value if value < after else value for value, after in zip(values, following, strict=True)
    )

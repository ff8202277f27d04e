"""The dates that stand in English words: "11-23 November", "September 29-October 2, 2031"."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from dipgraph.text.words import read_plainly

_MONTH_NAMES = (
    "January February March April May June July August September October November December"
).split()
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_SHORT = {name[:3]: number for name, number in _MONTHS.items()} | {"Sept": 9}

# A month begins with a capital letter, so that "may" stays a verb.
_MONTH = re.compile(r"\b(" + "|".join(_MONTHS) + r")\b|\b(" + "|".join(_SHORT) + r")\.")
_DAY = r"(?:\d{1,2})(?:st|nd|rd|th)?(?![\d])"
_DAYS = rf"{_DAY}(?:(?: ?- ?| to |, and |, | and ){_DAY})*"
_DAYS_BEFORE = re.compile(rf"(?<![\d/.,:])({_DAYS})(?: of)? $")
_DAYS_AFTER = re.compile(rf" ({_DAYS})(?!%|[.,]\d| thousand| million)")
_YEAR_AFTER = re.compile(r"(?:,? |, of )((?:19|20)\d\d)\b")
_YEAR = re.compile(r"(?<![\d,.])((?:19|20)\d\d)(?:(?:/|-)(\d\d))?(?![\d,]\d|\d)")


class DateWords(NamedTuple):
    """What words say of time. A year of None means that the words leave it open."""

    days: frozenset[tuple[int, int, int | None]]  # (day, month, year)
    months: frozenset[tuple[int, int | None]]  # (month, year)
    years: frozenset[int]
    relative_years: frozenset[int]  # -1 for "last year", 1 for "next year"
    has_since: bool  # something goes on "since" a time

    def names_day(self, day: date, usual_year: int | None) -> bool:
        """Tell whether the words name ``day``; an open year is ``usual_year`` or one they state."""
        return any(
            number == day.day and month == day.month and self._is_year(day.year, year, usual_year)
            for number, month, year in self.days
        )

    def names_month(self, day: date, usual_year: int | None) -> bool:
        """Tell whether the words name the month of ``day``."""
        return any(
            month == day.month and self._is_year(day.year, year, usual_year)
            for month, year in self.months
        )

    def names_year(self, year: int, usual_year: int | None) -> bool:
        """Tell whether the words name ``year``, or leave it to be the usual one."""
        return self._is_year(year, None, usual_year)

    def is_open_end(self, day: date, usual_year: int | None) -> bool:
        """Tell whether ``day`` ends the year that the source covers, and the words say "since"."""
        return self.has_since and day == date(usual_year or 1, 12, 31)

    def _is_year(self, wanted: int, stated: int | None, usual: int | None) -> bool:
        if stated is not None:
            return stated == wanted
        if wanted in self.years or wanted == usual:
            return True
        return usual is not None and wanted - usual in self.relative_years


_RELATIVE = {
    -1: re.compile(r"\b(?:last|previous) year\b", re.IGNORECASE),
    1: re.compile(r"\b(?:next|coming|upcoming|following) year\b", re.IGNORECASE),
}


@lru_cache(maxsize=5_000)
def find_dates(words: str) -> DateWords:
    """Return the days, months and years that ``words`` name."""
    plain = read_plainly(words)
    days: set[tuple[int, int, int | None]] = set()
    months: set[tuple[int, int | None]] = set()
    for match in _MONTH.finditer(plain):
        month = _MONTHS[match[1]] if match[1] else _SHORT[match[2]]
        before = _DAYS_BEFORE.search(plain, max(0, match.start() - 40), match.start())
        after = _DAYS_AFTER.match(plain, match.end())
        end = after.end() if after else match.end()
        stated = _YEAR_AFTER.match(plain, end)
        year = int(stated[1]) if stated else None
        months.add((month, year))
        for run in (before, after):
            if run:
                numbers = (int(number) for number in re.findall(r"\d+", run[1]))
                days.update((number, month, year) for number in numbers if 1 <= number <= 31)
    years: set[int] = set()
    for match in _YEAR.finditer(plain):
        years.add(int(match[1]))
        if match[2]:  # "2030/31" is 2030 and 2031
            years.add(int(match[1][:2] + match[2]))
    for match in re.finditer(r"-((?:19|20)\d\d)\b", plain):
        years.add(int(match[1]))
    relative = frozenset(shift for shift, form in _RELATIVE.items() if form.search(plain))
    since = re.search(r"\bsince\b", plain, re.IGNORECASE) is not None
    return DateWords(frozenset(days), frozenset(months), frozenset(years), relative, since)

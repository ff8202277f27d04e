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
_LAST_YEAR = re.compile(r"-((?:19|20)\d\d)\b")
_TO = re.compile(r" ?- ?| to ")
_SINCE = re.compile(r"\bsince\b", re.IGNORECASE)
_END_OF = re.compile(r"\b(?:at the end|on the last day|at the close) of\b", re.IGNORECASE)
_RELATIVE = {
    -1: re.compile(r"\b(?:last|previous) year\b", re.IGNORECASE),
    1: re.compile(r"\b(?:next|coming|upcoming|following) year\b", re.IGNORECASE),
}


class NamedDay(NamedTuple):
    """A day as words name it; a year of None means that they leave it open.

    A day on its own is both a start and an end; of "11-23 November" the 11th is only a start
    and the 23rd only an end.
    """

    day: int
    month: int
    year: int | None
    is_start: bool
    is_end: bool


class DateWords(NamedTuple):
    """What words say of time. ``months`` are (month, year or None)."""

    days: frozenset[NamedDay]
    months: frozenset[tuple[int, int | None]]
    years: frozenset[int]
    relative_years: frozenset[int]  # -1 for "last year", 1 for "next year"
    has_since: bool  # something goes on "since" a time
    has_end_of: bool  # something happens "at the end of" a longer event

    def names_day(
        self, day: date, usual_year: int | None, *, starts: bool = False, ends: bool = False
    ) -> bool:
        """Tell whether the words name ``day``; an open year is ``usual_year`` or one they state.

        With ``starts`` it must be a start, with ``ends`` an end, with both a day on its own.
        """
        return any(
            named.day == day.day
            and named.month == day.month
            and (named.is_start or not starts)
            and (named.is_end or not ends)
            and self._is_year(day.year, named.year, usual_year)
            for named in self.days
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

    def written(self, usual_year: int | None, *, days: bool = True) -> list[str]:
        """Return the days, or else the months or years, that the words name, sorted."""
        if days and self.days:
            found = {(d.year or usual_year, d.month, d.day) for d in self.days}
            return sorted(f"{y}-{m:02}-{d:02}" if y else f"--{m:02}-{d:02}" for y, m, d in found)
        if self.months:
            months = {(y or usual_year, m) for m, y in self.months}
            return sorted(f"{y}-{m:02}" if y else f"--{m:02}" for y, m in months)
        return sorted(str(year) for year in self.years or {usual_year} - {None})

    def is_open_end(self, day: date, usual_year: int | None) -> bool:
        """Tell whether ``day`` ends the year that the source covers, and the words say "since"."""
        return self.has_since and day == date(usual_year or 1, 12, 31)

    def _is_year(self, wanted: int, stated: int | None, usual: int | None) -> bool:
        if stated is not None:
            return stated == wanted
        if wanted in self.years or wanted == usual:
            return True
        return usual is not None and wanted - usual in self.relative_years


class _Mention(NamedTuple):
    """A day number with its month, and the stretch of words that it takes with the month."""

    start: int
    end: int
    day: int
    month: int
    year: int | None


@lru_cache(maxsize=5_000)
def find_dates(words: str) -> DateWords:
    """Return the days, months and years that ``words`` name."""
    plain = read_plainly(words)
    mentions: list[_Mention] = []
    months: set[tuple[int, int | None]] = set()
    for match in _MONTH.finditer(plain):
        month = _MONTHS[match[1]] if match[1] else _SHORT[match[2]]
        before = _DAYS_BEFORE.search(plain, max(0, match.start() - 40), match.start())
        after = _DAYS_AFTER.match(plain, match.end())
        stated = _YEAR_AFTER.match(plain, after.end() if after else match.end())
        year = int(stated[1]) if stated else None
        months.add((month, year))
        if before:
            run = _read_run(before, month, year)
            run[-1] = run[-1]._replace(end=match.end())
            mentions += run
        if after:
            run = _read_run(after, month, year)
            run[0] = run[0]._replace(start=match.start())
            mentions += run
    return DateWords(
        days=frozenset(_pair(mentions, plain)),
        months=frozenset(months),
        years=frozenset(_find_years(plain)),
        relative_years=frozenset(n for n, form in _RELATIVE.items() if form.search(plain)),
        has_since=_SINCE.search(plain) is not None,
        has_end_of=_END_OF.search(plain) is not None,
    )


def _read_run(run: re.Match[str], month: int, year: int | None) -> list[_Mention]:
    offset = run.start(1)
    return [
        _Mention(offset + number.start(), offset + number.end(), int(number[1]), month, year)
        for number in re.finditer(r"(\d+)(?:st|nd|rd|th)?", run[1])
    ]


def _pair(mentions: list[_Mention], plain: str) -> list[NamedDay]:
    """Join "11-23" and "September 29-October 2" into start and end."""
    found: list[NamedDay] = []
    goes_on = False
    for place, mention in enumerate(mentions):
        follower = mentions[place + 1] if place + 1 < len(mentions) else None
        is_end = goes_on
        goes_on = follower is not None and bool(
            _TO.fullmatch(plain, mention.end, max(mention.end, follower.start))
        )
        year = mention.year
        if year is None and goes_on and follower is not None:
            year = follower.year  # "29 September-2 October 2031"
        if 1 <= mention.day <= 31:
            found.append(
                NamedDay(mention.day, mention.month, year, not is_end, is_end or not goes_on)
            )
    return found


def _find_years(plain: str) -> set[int]:
    years: set[int] = set()
    for match in _YEAR.finditer(plain):
        years.add(int(match[1]))
        if match[2]:  # "2030/31" is 2030 and 2031
            years.add(int(match[1][:2] + match[2]))
    years.update(int(match[1]) for match in _LAST_YEAR.finditer(plain))
    return years

"""A period of days that somebody asks for, and what the sources cover of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from dipgraph.errors import InputError
from dipgraph.lines import Line, may_lie_outside
from dipgraph.telling import runs_of as runs_of
from dipgraph.telling import tell_years as tell_years


class Period(NamedTuple):
    """First and last day; None where the period is open."""

    since: date | None = None
    until: date | None = None

    @property
    def is_open(self) -> bool:
        """True if every day is in it."""
        return self.since is None and self.until is None

    def holds(self, line: Line) -> bool:
        """Tell whether the dates of a record touch the period; without a date they do not.

        A record whose end the text leaves open counts from its first day on.
        """
        if line.start is None:
            return False
        last = line.end or line.start
        return (not self.until or line.start <= self.until) and (
            not self.since or last >= self.since
        )

    def tell_doubt(self, lines: Iterable[Line]) -> str:
        """Return how many of some records may lie outside it, as the end of a sentence, or ""."""
        doubtful = sum(may_lie_outside(line, self.since, self.until) for line in lines)
        if not doubtful:
            return ""
        return f"; {doubtful:,} may lie outside the period, since only the month or year is told"

    def touches(self, year: int) -> bool:
        """Tell whether a day of a year lies in it."""
        return (not self.since or year >= self.since.year) and (
            not self.until or year <= self.until.year
        )

    def __str__(self) -> str:
        since, until = self.since, self.until
        if since and until:
            years = (since.month, since.day, until.month, until.day) == (1, 1, 12, 31)
            if years and since.year == until.year:
                return str(since.year)
            return f"{since.year}–{until.year}" if years else f"{since} to {until}"
        if since:
            return f"since {since}"
        return f"until {until}" if until else "all years"

    def as_options(self) -> str:
        """Return it as the options of a command line, with a space before, or ""."""
        told = str(self)
        if told.isdigit():
            return f" --year {told}"
        since = f" --since {self.since}" if self.since else ""
        return since + (f" --until {self.until}" if self.until else "")


def read_period(
    year: int | str | None = None,
    since: date | int | str | None = None,
    until: date | int | str | None = None,
) -> Period:
    """Return the period that a year, or a first and a last day or year, name.

    Raises
    ------
    InputError
        If one of them is no day or year, both ways are used, or the period ends before it begins.
    """
    if year is not None:
        if since is not None or until is not None:
            raise InputError("year names the whole period. Leave out since and until.")
        first = date(read_year(year), 1, 1)
        return Period(first, first.replace(month=12, day=31))
    period = Period(
        None if since is None else read_day(str(since), "since", last=False),
        None if until is None else read_day(str(until), "until", last=True),
    )
    if period.since and period.until and period.until < period.since:
        raise InputError(
            f"the period ends ({period.until}) before it begins ({period.since}). Turn it round."
        )
    return period


def read_year(year: int | str) -> int:
    """Return a year, given as a number or as text.

    Raises
    ------
    InputError
        If it is none of four digits.
    """
    text = str(year)
    if not (text.isascii() and text.isdigit() and len(text) == 4 and text != "0000"):
        raise InputError(f"year is a year of four digits, like 2024, and not {text[:50]!r}.")
    return int(text)


def read_day(text: str, what: str, *, last: bool) -> date:
    """Return a day written like 2024-05-31; of a month or year alone, its first or last day.

    Raises
    ------
    InputError
        If it is none of them.
    """
    try:
        if text.isascii() and len(text) == 4 and text.isdigit():
            return date(int(text), 12, 31) if last else date(int(text), 1, 1)
        if text.isascii() and len(text) == 7:
            first = date.fromisoformat(f"{text}-01")
            if not last:
                return first
            return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        if text.isascii() and len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise InputError(
        f"{what} is a day like 2024-05-31, a month like 2024-05 or a year, and not {text[:50]!r}."
    )

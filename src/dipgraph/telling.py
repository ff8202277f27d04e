"""What the writers of text share: dates in words, lines that are safe to print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date


def tell_date(start: date | None, end: date | None, precision: str) -> str:
    """Return a date or period in words, as finely as the source gives it.

    ``precision`` is "Day", "Month" or "Year". A period without an end reads "from …".
    """
    if start is None:
        return "no date"
    first = _tell_one(start, precision)
    if end is None:
        return f"from {first}" if precision != "Day" else first
    last = _tell_one(end, precision)
    if first == last:
        return first
    if precision == "Year" or start.year != end.year:
        return f"{first}–{last}" if precision == "Year" else f"{first} – {last}"
    if precision == "Month":
        return f"{start:%B}–{last}"
    if start.month == end.month:
        return f"{start.day}–{last}"
    return f"{start.day} {start:%B} – {last}"


def _tell_one(day: date, precision: str) -> str:
    if precision == "Year":
        return str(day.year)
    if precision == "Month":
        return f"{day:%B} {day.year}"
    return f"{day.day} {day:%B} {day.year}"


def read_day(text: str | None) -> date | None:
    """Return the day that an ``xsd:date`` names, None for anything else."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def printable(text: str) -> str:
    """Return a text with control characters, which could rewrite a screen, spelt out."""
    if text.isprintable():
        return text
    spelt = (char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)
    return "".join(spelt)


def plain_line(text: str) -> str:
    """Return a text on one line that is safe to print."""
    return printable(" ".join(text.split()))


def safe_markdown(text: str) -> str:
    """Return a text on one line in which nothing acts as markup of Markdown or HTML."""
    for char in "\\|`*_<>[]":
        text = text.replace(char, f"\\{char}")
    return plain_line(text)


def count_of(number: int, noun: str, plural: str | None = None) -> str:
    """Return "1 passage", "2 passages", "1,204 passages"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def tell_years(years: Sequence[tuple[int, int]]) -> str:
    """Return stretches of years in words: "2020–2021, 2023"."""
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in years)


def runs_of(years: Sequence[int]) -> list[tuple[int, int]]:
    """Return first and last of each run of years without a gap."""
    runs: list[tuple[int, int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], year)
        else:
            runs.append((year, year))
    return runs

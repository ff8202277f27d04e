"""Read the numbers that options hold."""

from __future__ import annotations

from dipgraph.errors import InputError


def read_year(text: str | None) -> int | None:
    """Return a year of four digits.

    Raises
    ------
    InputError
        If it is none.
    """
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4 and text != "0000"):
        raise InputError(f"--year is a year of four digits, like 2024, and not {text[:50]!r}.")
    return int(text)


def read_limit(text: str) -> int:
    """Return a number of rows, 0 for all.

    Raises
    ------
    InputError
        If it is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise InputError(f"--limit is a whole number, 0 for all, and not {text[:50]!r}.")
    return int(text)

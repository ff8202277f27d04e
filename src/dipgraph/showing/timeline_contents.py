"""What a timeline holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from dipgraph.lines import Line, Named


class TimelineContents(NamedTuple):
    """Lines in order of time, see :func:`dipgraph.lines.order_key`.

    Attributes
    ----------
    nodes
        Whom they are about; all of them belong to each record. Empty: everything.
    since, until
        The period asked for, None where it is open. A record is in it if its dates touch it.
    lines
        The records with a date.
    undated
        How many records without a date were left out.
    no_source
        First and last year of each stretch of the period that no source covers.
    left_out
        How many earlier records a limit leaves out.
    """

    nodes: tuple[Named, ...]
    since: date | None
    until: date | None
    lines: tuple[Line, ...]
    undated: int
    no_source: tuple[tuple[int, int], ...]
    left_out: int = 0

    def may_lie_outside(self, line: Line) -> bool:
        """Tell whether a record may lie outside the period, since no day of it is known.

        Of a year or month that reaches over an end of the period, nobody knows on which side of
        that end the record lies. One that lasts from 2021 to 2025 lies in 2023 for sure.
        """
        if line.precision == "Day" or line.start is None:
            return False
        latest_start = _end_of(line.start, line.precision)
        earliest_end = (line.end or line.start).replace(day=1)
        if line.precision == "Year":
            earliest_end = earliest_end.replace(month=1)
        return (self.until is not None and latest_start > self.until) or (
            self.since is not None and earliest_end < self.since
        )

    @property
    def total(self) -> int:
        """How many records with a date there are, shown or not."""
        return len(self.lines) + self.left_out


def _end_of(day: date, precision: str) -> date:
    """Return the last day of the month or year of a day."""
    if precision == "Year" or day.month == 12:
        return day.replace(month=12, day=31)
    return day.replace(month=day.month + 1, day=1) - timedelta(days=1)

"""What a timeline holds."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from dipgraph.lines import Line, Named, may_lie_outside


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
        """Tell whether a record may lie outside the period, since no day of it is known."""
        return may_lie_outside(line, self.since, self.until)

    @property
    def total(self) -> int:
        """How many records with a date there are, shown or not."""
        return len(self.lines) + self.left_out

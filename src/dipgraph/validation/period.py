"""The days of a record, as far as they are known, and what two of them have in common."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

import pyoxigraph as ox

from dipgraph.facts import DIP
from dipgraph.shacl.vocabulary import Term
from dipgraph.validation.addition import Addition

START, _END = ox.NamedNode(DIP + "startDate"), ox.NamedNode(DIP + "endDate")
_PRECISION = ox.NamedNode(DIP + "datePrecision")
_UNITS = {ox.NamedNode(DIP + name): name.lower() for name in ("Day", "Month", "Year")}
_FINEST_FIRST = ("day", "month", "year", "")


class Period:
    """The days of a record.

    Attributes
    ----------
    start, end
        The bounds; None where the record states none.
    unit
        What they are known to: "day", "month" or "year", "" if the record does not say.
    """

    def __init__(self, addition: Addition, node: Term) -> None:
        merged = addition.merged
        self.start = _day(merged.objects(node, START))
        self.end = _day(merged.objects(node, _END))
        precision = merged.objects(node, _PRECISION)
        self.unit = next((unit for term, unit in _UNITS.items() if term in precision), "")

    def overlaps(self, other: Period) -> bool:
        """Tell whether the two have a day in common."""
        start = max(self.start or date.min, other.start or date.min)
        return start <= min(self.end or date.max, other.end or date.max)

    def surely_overlaps(self, other: Period) -> bool:
        """Tell whether the two have more than a day in common, on whatever days they begin.

        At precision month a term begins some day of its first month and ends some day of its
        last; then only the time between the two is sure.
        """
        (one, end), (two, other_end) = self._sure(), other._sure()
        return max(one, two) < min(end, other_end)

    def is_same(self, other: Period) -> bool:
        """Tell whether both have the same bounds."""
        return (self.start, self.end) == (other.start, other.end)

    def may_be(self, other: Period) -> bool:
        """Tell whether the two may date one event.

        Days have one in common, months or years are the same; what is known more closely lies
        within what is known less closely.
        """
        if self.start is None or other.start is None:
            return False
        if self.unit == other.unit:
            return self.overlaps(other) if self.unit == "day" else self.is_same(other)
        fine, coarse = sorted((self, other), key=lambda period: _FINEST_FIRST.index(period.unit))
        assert fine.start and coarse.start
        end, within = fine.end or fine.start, coarse.end or date.max
        return coarse.start <= fine.start and end <= within

    def _sure(self) -> tuple[date, date]:
        start, end = self.start or date.min, self.end or date.max
        if self.unit == "month":
            return (self.start and _last_of_month(start)) or start, end.replace(day=1)
        if self.unit == "year":
            return (self.start and start.replace(month=12, day=31)) or start, (
                end.replace(month=1, day=1) if self.end else end
            )
        return start, end

    def __str__(self) -> str:
        if self.start == self.end:
            return str(self.start)
        return f"{self.start or '…'} to {self.end or '…'}"


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _day(values: Iterable[Term]) -> date | None:
    for value in values:
        if isinstance(value, ox.Literal):
            try:
                return date.fromisoformat(value.value)
            except ValueError:
                continue
    return None

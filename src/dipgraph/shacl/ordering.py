"""The order of literals, as SPARQL's ``<`` sees it, and None where there is none."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from pyoxigraph import Literal

from dipgraph.shacl.literals import (
    DURATION,
    TEMPORAL,
    days_in,
    is_well_formed,
    match_whole,
    whole_number,
)
from dipgraph.shacl.vocabulary import XSD, Term

_INTEGERS = frozenset(
    XSD + name
    for name in """integer long int short byte unsignedLong unsignedInt unsignedShort
    unsignedByte nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger""".split()
)
_FLOATS = frozenset({XSD + "double", XSD + "float"})
_DURATIONS = frozenset(XSD + n for n in ("duration", "yearMonthDuration", "dayTimeDuration"))
# A time without a zone may be meant in any zone from -14:00 to +14:00.
_UNKNOWN_ZONE_S = 14 * 3600
# The months on which XML Schema has durations tried: one length may be a month here, not there.
_REFERENCE_MONTHS = ((1696, 9), (1697, 2), (1903, 3), (1903, 7))


class Value(NamedTuple):
    """A literal's value: only values of one kind can be ordered.

    ``number`` is the value of a number, a boolean as 0 or 1, the seconds of a point in time
    or of a duration; ``text`` that of a string; ``months`` those of a duration; ``zoned``
    tells whether a point in time has a time zone.
    """

    kind: str
    number: int | float | Decimal | Fraction = 0
    text: str = ""
    months: int = 0
    zoned: bool = True


@lru_cache(maxsize=32_768)
def read_value(term: Term) -> Value | None:
    """Return the value of a literal, or None if it has none that could be ordered.

    None for IRIs, blank nodes, language-tagged strings, ill-formed literals, and datatypes
    without an order.
    """
    if not isinstance(term, Literal):
        return None
    datatype, text = term.datatype.value, term.value
    if datatype == XSD + "string":
        return Value("string", text=text)
    if not datatype.startswith(XSD) or not is_well_formed(text, datatype):
        return None
    if datatype in _INTEGERS:
        return Value("number", whole_number(text))
    if datatype in _FLOATS:
        return Value("number", float(text.replace("INF", "inf")))
    name = datatype[len(XSD) :]
    if name == "decimal":
        return Value("number", Decimal(text))
    if name == "boolean":
        return Value("boolean", int(text in ("true", "1")))
    if name in TEMPORAL:
        return _point_in_time(name, text)
    if datatype in _DURATIONS:
        return _length_of_time(text)
    return None


def compare(left: Value | None, right: Value | None) -> int | None:
    """Return -1, 0 or 1 as ``left`` is before, at or after ``right``; None if unordered.

    A string and a date have no order, nor have a date and a dateTime, nor has NaN. Of two
    points in time, only one with a zone, the order is known if they are more than fourteen
    hours apart.
    """
    if left is None or right is None or left.kind != right.kind:
        return None
    if left.kind == "string":
        return (left.text > right.text) - (left.text < right.text)
    if left.kind == "duration":
        signs = {_apart_from(start, left, right) for start in _REFERENCE_MONTHS}
        return signs.pop() if len(signs) == 1 else None
    a, b = left.number, right.number
    if (isinstance(a, float) and math.isnan(a)) or (isinstance(b, float) and math.isnan(b)):
        return None
    if left.zoned != right.zoned:
        apart = a - b  # type: ignore[operator]  # both are int or Fraction
        if abs(apart) <= _UNKNOWN_ZONE_S:
            return None
        return 1 if apart > 0 else -1
    return (a > b) - (a < b)


def _point_in_time(name: str, text: str) -> Value:
    found = match_whole(TEMPORAL[name], text)
    assert found is not None  # the lexical form was checked before
    part = found.groupdict()
    year = int(part.get("year") or 2000)
    month = int(part.get("month") or 1)
    day = int(part.get("day") or 1)
    seconds: int | Fraction = _days_before(year, month, day) * 86400
    if part.get("midnight"):
        seconds += 86400
    elif part.get("hour"):
        second = part["second"]
        seconds += int(part["hour"]) * 3600 + int(part["minute"]) * 60
        seconds += Fraction(second) if "." in second else int(second)
    zone = part["zone"]
    if zone and zone != "Z":
        east = int(zone[1:3]) * 3600 + int(zone[4:6]) * 60
        seconds -= east if zone[0] == "+" else -east
    kind = "dateTime" if name == "dateTimeStamp" else name
    return Value(kind, seconds, zoned=zone is not None)


def _days_before(year: int, month: int, day: int) -> int:
    """Return the days from 1 March of year 0 to a date, negative before it."""
    assert day <= days_in(year, month)
    if month < 3:
        year, month = year - 1, month + 12
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month - 457) // 5 + day


def _apart_from(start: tuple[int, int], left: Value, right: Value) -> int:
    """Return the sign of the difference of two durations that begin in one month."""
    ends = []
    for value in (left, right):
        year, month = divmod(start[0] * 12 + start[1] - 1 + value.months, 12)
        assert isinstance(value.number, int | Fraction)  # seconds are never rounded
        ends.append(_days_before(year, month + 1, 1) * 86400 + value.number)
    return (ends[0] > ends[1]) - (ends[0] < ends[1])


def _length_of_time(text: str) -> Value:
    found = match_whole(DURATION, text)
    assert found is not None  # the lexical form was checked before
    part = {name: value or "0" for name, value in found.groupdict().items()}
    months = int(part["Y"]) * 12 + int(part["M"])
    seconds = int(part["D"]) * 86400 + int(part["h"]) * 3600 + int(part["m"]) * 60
    exact = seconds + Fraction(part["s"])
    sign = -1 if part["minus"] == "-" else 1
    return Value("duration", sign * exact, months=sign * months)

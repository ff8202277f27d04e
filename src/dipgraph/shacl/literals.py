"""Which lexical forms a datatype allows: the datatypes of XML Schema that SPARQL knows."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache

from dipgraph.shacl.vocabulary import XSD

_SIGNED = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DOUBLE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN")
_ZONE = r"(?P<zone>Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
# Years beyond eighteen digits are lexically possible, but no engine can hold them.
_YEAR = r"(?P<year>-?(?:[1-9][0-9]{3,17}|0[0-9]{3}))"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_DAY = r"(?P<day>0[1-9]|[12][0-9]|3[01])"
_TIME = (
    r"(?:(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9])"
    r":(?P<second>[0-5][0-9](?:\.[0-9]+)?)|(?P<midnight>24:00:00(?:\.0+)?))"
)
TEMPORAL: dict[str, str] = {
    "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
    "date": f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}",
    "time": f"{_TIME}{_ZONE}",
    "gYear": f"{_YEAR}{_ZONE}",
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}",
    "gMonthDay": f"--{_MONTH}-{_DAY}{_ZONE}",
    "gMonth": f"--{_MONTH}{_ZONE}",
    "gDay": f"---{_DAY}{_ZONE}",
}
TEMPORAL["dateTimeStamp"] = TEMPORAL["dateTime"]
# At most eighteen digits, so that a hostile number cannot take long to read.
_COUNT = "[0-9]{1,18}"
_CLOCK = (
    rf"(?:T(?=[0-9])(?:(?P<h>{_COUNT})H)?(?:(?P<m>{_COUNT})M)?"
    rf"(?:(?P<s>{_COUNT}(?:\.[0-9]+)?)S)?)?"
)
DURATION = (
    r"(?P<minus>-)?P(?=[0-9T])"
    rf"(?:(?P<Y>{_COUNT})Y)?(?:(?P<M>{_COUNT})M)?(?:(?P<D>{_COUNT})D)?{_CLOCK}"
)
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# XML 1.0 name characters, without the rare planes beyond the first.
_NAME_START = r"A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF"
_NAME_START += r"\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD"
_NAME_START += r"\U00010000-\U000EFFFF"
_NAME_MORE = rf"{_NAME_START}\-.0-9\u00B7\u0300-\u036F\u203F-\u2040"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def match_whole(pattern: str, text: str) -> re.Match[str] | None:
    """Return the match of a whole text. The pattern is compiled at its first use only."""
    return _compiled(pattern).fullmatch(text)


def whole_number(text: str) -> int | Decimal:
    """Return the value of an integer's digits; very long ones as a Decimal."""
    # Python refuses to turn more than 4,300 digits into an int.
    return int(text) if len(text) < 4000 else Decimal(text)


def days_in(year: int, month: int) -> int:
    """Return how many days a month of the Gregorian calendar has."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if leap else _MONTH_DAYS[month - 1]


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda text: match_whole(pattern, text) is not None


def _integer(least: int | None = None, most: int | None = None) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        if not _SIGNED.fullmatch(text):
            return False
        value = whole_number(text)
        return (least is None or value >= least) and (most is None or value <= most)

    return check


def _temporal(kind: str) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        found = match_whole(TEMPORAL[kind], text)
        if found is None:
            return False
        part = found.groupdict()
        if kind == "dateTimeStamp" and part["zone"] is None:
            return False
        if part.get("day") and part.get("month"):
            # A month and day without a year may be the 29th of February.
            year = int(part["year"]) if part.get("year") else 2000
            return int(part["day"]) <= days_in(year, int(part["month"]))
        return True

    return check


def _duration(allowed: str) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        found = match_whole(DURATION, text)
        if found is None:
            return False
        given = {name for name, value in found.groupdict().items() if value is not None}
        given.discard("minus")
        return bool(given) and given <= set(allowed)

    return check


def _anything(text: str) -> bool:
    return True


_BY_NAME: dict[str, Callable[[str], bool]] = {
    "string": _anything,
    "anyURI": _matches(r"[^\x00-\x20<>\"{}|\\^`]*"),
    "boolean": _matches("true|false|0|1"),
    "decimal": lambda text: _DECIMAL.fullmatch(text) is not None,
    "double": lambda text: _DOUBLE.fullmatch(text) is not None,
    "float": lambda text: _DOUBLE.fullmatch(text) is not None,
    "integer": _integer(),
    "long": _integer(-(2**63), 2**63 - 1),
    "int": _integer(-(2**31), 2**31 - 1),
    "short": _integer(-(2**15), 2**15 - 1),
    "byte": _integer(-(2**7), 2**7 - 1),
    "unsignedLong": _integer(0, 2**64 - 1),
    "unsignedInt": _integer(0, 2**32 - 1),
    "unsignedShort": _integer(0, 2**16 - 1),
    "unsignedByte": _integer(0, 2**8 - 1),
    "nonNegativeInteger": _integer(0),
    "positiveInteger": _integer(1),
    "nonPositiveInteger": _integer(None, 0),
    "negativeInteger": _integer(None, -1),
    **{kind: _temporal(kind) for kind in TEMPORAL},
    "duration": _duration("YMDhms"),
    "yearMonthDuration": _duration("YM"),
    "dayTimeDuration": _duration("Dhms"),
    "hexBinary": _matches("(?:[0-9a-fA-F]{2})*"),
    "base64Binary": _matches(
        r"(?:(?:[A-Za-z0-9+/] ?){4})*"
        r"(?:(?:[A-Za-z0-9+/] ?){3}[A-Za-z0-9+/]"
        r"|(?:[A-Za-z0-9+/] ?){2}[AEIMQUYcgkosw048] ?="
        r"|[A-Za-z0-9+/] ?[AQgw] ?= ?=)?"
    ),
    "normalizedString": _matches(r"[^\t\n\r]*"),
    "token": _matches(r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?"),
    "language": _matches("[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"),
    "NMTOKEN": _matches(f"[:{_NAME_MORE}]+"),
    "Name": _matches(f"[:{_NAME_START}][:{_NAME_MORE}]*"),
    "NCName": _matches(f"[{_NAME_START}][{_NAME_MORE}]*"),
}

LEXICAL_CHECKS: dict[str, Callable[[str], bool]] = {
    XSD + name: check for name, check in _BY_NAME.items()
}
"""For each datatype IRI, whether a lexical form belongs to it. Datatypes that are not listed
(those of other vocabularies, ``rdf:HTML``) allow every form."""


def is_well_formed(lexical: str, datatype: str) -> bool:
    """Return whether a lexical form is one that its datatype allows.

    A language-tagged string is always well formed; so is any form of a datatype that XML
    Schema does not define. Spaces around a number or a date are a fault.

    Examples
    --------
    >>> is_well_formed("20x3", "http://www.w3.org/2001/XMLSchema#gYear")
    False
    >>> is_well_formed("2023-02-29", "http://www.w3.org/2001/XMLSchema#date")
    False
    """
    return LEXICAL_CHECKS.get(datatype, _anything)(lexical)

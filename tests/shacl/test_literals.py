"""Which literals are well formed, and in what order they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from dipgraph.shacl.literals import LEXICAL_CHECKS, is_well_formed
from dipgraph.shacl.ordering import compare, read_value
from dipgraph.shacl.vocabulary import XSD

FORMS: dict[str, tuple[str, str]] = {
    # Well-formed forms, then ill-formed ones, each between bars.
    "date": ("2021-03-01|2024-02-29|-0044-03-15|2021-03-01Z|2021-03-01+14:00|12021-01-01", (
        "2021-3-1|2021-02-29|2021-13-01|2021-00-10|2021-04-31|21-03-01|2021-03-01T00:00:00| "
        "|x| 2021-03-01|2021-03-01 |2021-03-01+15:00|02021-01-01"
    )),
    "dateTime": (
        "2021-03-01T00:00:00|2021-03-01T24:00:00|2021-03-01T23:59:59.999Z",
        "2021-03-01|2021-03-01T25:00:00|2021-03-01T12:60:00|2021-03-01T24:00:01|2021-03-01T1:00:00",
    ),
    "dateTimeStamp": ("2021-03-01T00:00:00Z", "2021-03-01T00:00:00"),
    "time": ("12:00:00|12:00:00.5-05:00|24:00:00", "12:00|12:00:60|24:00:01"),
    "gYear": ("2021|-0044|2021Z|0000", "20x3|21|2021-01|+2021"),
    "gYearMonth": ("2021-05|2021-12Z", "2021-13|2021|2021-5"),
    "gMonthDay": ("--02-29|--12-31", "--02-30|02-29|--13-01"),
    "gMonth": ("--05", "05|--13"),
    "gDay": ("---31", "---32|31"),
    "duration": ("P1Y2M3DT4H5M6.7S|-P1D|PT0S", "P|PT|P1S|1D|P1DT|P-1D"),
    "yearMonthDuration": ("P1Y|P2M", "P1D|P1YT1H"),
    "dayTimeDuration": ("P1D|PT1H", "P1Y|P1M"),
    "integer": ("0|-7|+7|007", "7.0|1e3|x| 7|7 |--7|٣"),
    "byte": ("-128|127", "128|-129|c"),
    "unsignedByte": ("0|255", "256|-1"),
    "nonNegativeInteger": ("0|+5|-0", "-1"),
    "positiveInteger": ("1", "0"),
    "negativeInteger": ("-1", "0"),
    "long": ("9223372036854775807", "9223372036854775808"),
    "decimal": ("1.50|.5|5.|-0.1", "1e5|.|INF|1,5"),
    "double": ("1e5|INF|-INF|NaN|1.5E-3", "inf|nan|e5|1e|--1"),
    "boolean": ("true|false|1|0", "True|yes|2|TRUE"),
    "anyURI": ("http://example.org/a|a/b#c|ünïcode", "a b|<a>"),
    "language": ("en|az-Latn-AZ", "e1|en_US|toolonglanguage"),
    "hexBinary": ("0fA9|AB", "0|0g"),
    "base64Binary": ("TWFu|TWE=|TQ==|T W F u", "T|TW=|TWF"),
    "token": ("a b", "a  b| a|a\tb"),
    "normalizedString": ("a  b", "a\nb"),
    "NCName": ("abc|_a-1|é", "1a|a:b|a b"),
    "Name": ("a:b|:a", "1a|a b"),
    "NMTOKEN": ("1a|a:b", "a b"),
    "string": ("anything at all\n", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_lexical_forms_are_those_of_xml_schema(name: str) -> None:
    good, bad = FORMS[name]
    for form in good.split("|"):
        assert is_well_formed(form, XSD + name), form
    for form in filter(None, bad.split("|")):
        assert not is_well_formed(form, XSD + name), form


def test_unknown_datatypes_allow_every_form() -> None:
    assert is_well_formed("anything", "http://example.org/datatype")


def test_very_long_numbers_are_read_without_an_error() -> None:
    digits = "9" * 10_000
    assert is_well_formed(digits, XSD + "integer")
    assert not is_well_formed(digits, XSD + "long")
    longer = Literal(digits, datatype=NamedNode(XSD + "integer"))
    assert compare(read_value(longer), read_value(Literal(7))) == 1
    assert not is_well_formed(f"{digits}-01-01", XSD + "date")
    assert not is_well_formed(f"P{digits}D", XSD + "duration")


CASTS = ["integer", "decimal", "double", "boolean", "dateTime", "date", "time", "dayTimeDuration"]
_PIECES = st.sampled_from(
    "2021 -2021 0044 02 29 30 31 12 24 00 59 60 1 0 7".split()
    + ". - : T Z + +05:30 P D H M S Y E e x INF".split()
)


@given(name=st.sampled_from(CASTS), pieces=st.lists(_PIECES, min_size=1, max_size=9))
def test_what_is_well_formed_is_what_oxigraph_can_read(name: str, pieces: list[str]) -> None:
    form = "".join(pieces)
    rows = Store().query(f"SELECT (<{XSD}{name}>({Literal(form)}) AS ?value) {{}}")
    assert isinstance(rows, QuerySolutions)
    if next(iter(rows))["value"] is not None:
        assert is_well_formed(form, XSD + name)
    elif is_well_formed(form, XSD + name):
        # Oxigraph holds numbers in 64 bits or with 18 decimals, and no years like -0000.
        assert len(form) > 12 or "0000" in form, form


dates = st.dates().map(lambda day: Literal(day.isoformat(), datatype=NamedNode(XSD + "date")))
times = st.datetimes().map(
    lambda moment: Literal(moment.isoformat(), datatype=NamedNode(XSD + "dateTime"))
)


@given(left=dates, right=dates)
def test_dates_stand_in_the_order_of_their_text(left: Literal, right: Literal) -> None:
    expected = (left.value > right.value) - (left.value < right.value)
    assert compare(read_value(left), read_value(right)) == expected


@given(moments=st.tuples(st.datetimes(), st.datetimes()))
def test_points_in_time_stand_in_the_order_of_the_calendar(moments: tuple[object, object]) -> None:
    left, right = moments
    values = [
        read_value(Literal(moment.isoformat(), datatype=NamedNode(XSD + "dateTime")))  # type: ignore[attr-defined]
        for moment in moments
    ]
    expected = (left > right) - (left < right)  # type: ignore[operator]
    assert compare(*values) == expected


@pytest.mark.parametrize("name", sorted(LEXICAL_CHECKS))
def test_every_datatype_refuses_something_or_is_text(name: str) -> None:
    assert not is_well_formed("\t\x01<", name) or name == XSD + "string"

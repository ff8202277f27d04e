"""Values of the wrong datatype, or of none."""

from __future__ import annotations

from validation.faults.fault import Fault, shape
from validation.planting import also, edit

ILL_TYPED = [
    Fault("ill-typed", "a day in a string", edit("dip:startDate", r"\^\^.*", ""), "startDate$"),
    Fault(
        "ill-typed", "a moment for a day", edit("dip:startDate", "date$", "dateTime"), "startDate$"
    ),
    Fault(
        "ill-typed",
        "a year for a day",
        edit("dip:endDate", r'".*', '"2024"^^xsd:gYear'),
        "endDate$",
    ),
    Fault(
        "ill-typed",
        "33 May",
        edit("dip:startDate", r'".*', '"2024-05-33"^^xsd:date'),
        "startDate$",
        "2024-05-33",
    ),
    Fault(
        "ill-typed",
        "29 February of a common year",
        edit("dip:endDate", r'".*', '"2023-02-29"^^xsd:date'),
        "endDate$",
    ),
    Fault(
        "ill-typed",
        "a day the other way round",
        edit("dip:startDate", r'"(\d{4})-(..)-(..)"', r'"\3.\2.\1"'),
        "startDate$",
    ),
    Fault(
        "ill-typed",
        "a type that is none",
        edit("dip:startDate", "xsd:date", "xsd:day"),
        "startDate$",
    ),
    Fault(
        "ill-typed",
        "a label of another language",
        edit("rdfs:label", "@en", "@de"),
        shape("Record-label"),
    ),
    Fault(
        "ill-typed", "a number in a string", edit("dip:value", r"\^\^.*", ""), shape("Figure-value")
    ),
    Fault(
        "ill-typed",
        "a number with words",
        edit("dip:value", r'"(\d+)"', r'"\1 thousand"'),
        shape("Figure-value"),
    ),
    Fault(
        "ill-typed",
        "a floating number",
        edit("dip:value", "decimal", "double"),
        shape("Figure-value"),
    ),
    Fault(
        "ill-typed", "a number below nothing", edit("dip:value", '^"', '"-'), shape("Figure-value")
    ),
    Fault(
        "ill-typed", "a sum below nothing", edit("dip:amount", '^"', '"-'), shape("AidAct-amount")
    ),
    Fault(
        "ill-typed",
        "a currency by its sign",
        edit("dip:currency", ".*", '"$"'),
        shape("AidAct-currency"),
    ),
    Fault(
        "ill-typed",
        "a currency in small letters",
        edit("dip:currency", "[A-Z]{3}", "usd"),
        shape("AidAct-currency"),
    ),
    Fault(
        "ill-typed",
        "an ordinal in a string",
        edit("dip:ordinal", r"(\d+)", r'"\1"'),
        shape("Record-ordinal"),
    ),
    Fault(
        "ill-typed",
        "an ordinal of nought",
        edit("dip:ordinal", r"\d+", "0"),
        shape("Record-ordinal"),
    ),
    Fault(
        "ill-typed",
        "half a person",
        edit("dip:personCount", r"\d+", "2.5"),
        shape("Record-personCount"),
    ),
    Fault("ill-typed", "first or not", also("dip:isFirst", "false"), shape("Record-isFirst")),
    Fault(
        "ill-typed", "a title with a language", edit("dip:title", "$", "@en"), shape("Record-title")
    ),
    Fault(
        "ill-typed",
        "a kind in words",
        edit("dip:hasKind", r"kind:(.*)", r'"\1"'),
        "Kind-hasKind$|Record-hasKind$",
    ),
    Fault(
        "ill-typed",
        "an actor in words",
        edit("dip:hasParticipant", ".*", '"Ruritania"'),
        shape("Record-hasParticipant"),
    ),
    Fault(
        "ill-typed",
        "a place in words",
        edit("dip:takesPlaceIn", ".*", '"Zenda"'),
        shape("Record-takesPlaceIn"),
    ),
    Fault(
        "ill-typed",
        "a passage in words",
        edit("dip:isStatedIn", ".*", '"page 3"'),
        shape("Record-isStatedIn"),
    ),
    Fault(
        "ill-typed",
        "a precision in words",
        edit("dip:datePrecision", ".*", '"day"'),
        "datePrecision$",
    ),
    Fault(
        "ill-typed",
        "a label that is a name",
        edit("rdfs:label", ".*", "state:XRU"),
        shape("Record-label"),
    ),
    Fault(
        "ill-typed",
        "a person in words",
        also("dip:namesPerson", '"Rudolf"'),
        shape("Record-namesPerson"),
    ),
]

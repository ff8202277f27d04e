"""Dates and precisions that cannot be, or that the text does not give."""

from __future__ import annotations

from validation.faults.fault import DATED, EVIDENCE, Fault, shape
from validation.planting import Change, also, both, drop, edit, put

BY_DAY = ("dip:Visit", "dip:Consultation", "dip:AidAct", "dip:MissionAct", "dip:Meeting")


def of_day(change: Change) -> Change:
    """Spoil only what is dated to a day."""
    return lambda block: change(block) if block.get("dip:datePrecision") == ("dip:Day",) else None


def of_year(change: Change) -> Change:
    """Spoil only what is dated to a year."""
    return lambda block: change(block) if block.get("dip:datePrecision") == ("dip:Year",) else None


def days(start: str, end: str, precision: str) -> Change:
    """Give a record other days."""
    return both(
        put("dip:startDate", f'"{start}"^^xsd:date'),
        put("dip:endDate", f'"{end}"^^xsd:date'),
        put("dip:datePrecision", precision),
    )


ORDER = [
    Fault(
        "order",
        "end before start",
        put("dip:endDate", '"1999-05-01"^^xsd:date'),
        shape("DatedInOrder-startDate"),
        classes=DATED,
    ),
    Fault(
        "order",
        "a term that ends before it begins",
        both(
            drop("dip:startDate", "dip:endDate"),
            also("dip:startDate", '"2032-01-01"^^xsd:date'),
            also("dip:endDate", '"2031-01-01"^^xsd:date'),
        ),
        shape("DatedInOrder-startDate"),
        classes=("dip:Tenure",),
    ),
    Fault(
        "precision",
        "a day called a month",
        of_day(put("dip:datePrecision", "dip:Month")),
        shape("DatedInOrder-month(Bounds|End)"),
        classes=("dip:Visit", "dip:Consultation", "dip:AidAct"),
    ),
    Fault(
        "precision",
        "a month that ends early",
        days("2031-05-01", "2031-05-30", "dip:Month"),
        shape("DatedInOrder-monthEnd"),
        classes=DATED,
    ),
    Fault(
        "precision",
        "a month that ends in its first",
        days("2031-05-01", "2031-05-01", "dip:Month"),
        shape("DatedInOrder-monthEnd"),
        classes=DATED,
    ),
    Fault(
        "precision",
        "a day called a year",
        of_day(put("dip:datePrecision", "dip:Year")),
        shape("DatedInOrder-(yearBounds|realDays)"),
        classes=("dip:Visit", "dip:Consultation"),
    ),
    Fault(
        "precision",
        "a year that ends early",
        of_year(put("dip:endDate", '"2031-12-30"^^xsd:date')),
        shape("DatedInOrder-realDays"),
    ),
    Fault(
        "precision",
        "a year that begins late",
        of_year(put("dip:startDate", '"2019-01-02"^^xsd:date')),
        shape("DatedInOrder-yearBounds"),
    ),
    Fault(
        "precision",
        "a year called a day",
        of_year(put("dip:datePrecision", "dip:Day")),
        EVIDENCE,
        "precision day",
        classes=("dip:Negotiation", "dip:Figure"),
    ),
    Fault(
        "precision",
        "a month that no text names",
        days("2031-02-01", "2031-02-28", "dip:Month"),
        EVIDENCE,
        "precision month",
        classes=("dip:Negotiation", "dip:Consultation"),
    ),
    Fault(
        "date",
        "with a time zone",
        edit("dip:startDate", r'(\d)"', r'\1Z"'),
        "startDate$",
        classes=DATED,
    ),
    Fault(
        "date",
        "with a time zone of hours",
        edit("dip:endDate", r'(\d)"', r'\1+04:00"'),
        "endDate$",
        classes=DATED,
    ),
    Fault("date", "before our era", edit("dip:startDate", '"', '"-'), "startDate$", classes=DATED),
    Fault(
        "date",
        "of five digits",
        days("12031-05-03", "12031-05-03", "dip:Day"),
        "Date$",
        classes=DATED,
    ),
    Fault(
        "date",
        "in the far future",
        days("2999-05-03", "2999-05-03", "dip:Day"),
        EVIDENCE,
        "2999-05-03",
        classes=DATED,
    ),
    Fault(
        "date",
        "of the next year",
        days("2032-06-20", "2032-06-20", "dip:Day"),
        EVIDENCE,
        "2032-06-20",
        classes=BY_DAY,
    ),
    Fault(
        "date",
        "one day late",
        of_day(edit("dip:startDate", r"(.*)1\"", r'\g<1>0"')),
        EVIDENCE + "|InOrder",
    ),
    Fault(
        "date",
        "month and day changed about",
        of_day(
            both(
                edit("dip:startDate", r"-(0[1-9]|1[0-2])-(0[1-9]|1[0-2])", r"-\2-\1"),
                edit("dip:endDate", r"-(0[1-9]|1[0-2])-(0[1-9]|1[0-2])", r"-\2-\1"),
            )
        ),
        EVIDENCE,
    ),
    Fault(
        "date",
        "of another year",
        of_day(
            both(edit("dip:startDate", r"20\d\d", "2018"), edit("dip:endDate", r"20\d\d", "2018"))
        ),
        EVIDENCE,
        "2018",
    ),
]

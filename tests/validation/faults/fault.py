"""What a planted fault is."""

from __future__ import annotations

from typing import NamedTuple

from validation.planting import Change


class Fault(NamedTuple):
    """A way to spoil a record, and the check that must say so.

    ``check`` and ``words`` are regular expressions for the check's name and its message; a check
    ``""`` means that it is harmless and passes. ``most`` records of each project are spoilt;
    ``classes`` are those that it is tried on, all by default.
    """

    kind: str
    name: str
    change: Change
    check: str
    words: str = ""
    most: int = 2
    classes: tuple[str, ...] = ()
    home: str = ""


class Added(NamedTuple):
    """An addition, and the check that must say what is wrong with it.

    ``check`` and ``words`` are regular expressions; a check ``""`` means that it is harmless and
    passes without a violation. ``severity`` is what the finding must have.
    """

    kind: str
    name: str
    text: str
    check: str
    words: str = ""
    severity: str = "violation"


def shape(name: str) -> str:
    return rf"^shapes: dipsh:{name}$"


EVIDENCE, VOCABULARY = "^evidence$", "^vocabulary$"


DATED = (
    "dip:Visit",
    "dip:Meeting",
    "dip:Gathering",
    "dip:InstrumentAct",
    "dip:AidAct",
    "dip:Figure",
    "dip:Claim",
)

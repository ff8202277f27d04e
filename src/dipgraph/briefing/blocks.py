"""The blocks of a sheet: headings, sentences, facts, records and tables, as plain text.

What is in them is text without markup; whatever writes them makes it safe in its own way, so
nothing in the data acts as markup or moves the cursor of a terminal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dipgraph.lines import Line
from dipgraph.namespaces import shorten_iri


class Heading(NamedTuple):
    """A heading below the title; ``level`` 2 or 3."""

    text: str
    level: int = 2


class Paragraph(NamedTuple):
    """A sentence or two; a warning is set apart."""

    text: str
    warning: bool = False


class Facts(NamedTuple):
    """Names with what belongs to them."""

    pairs: tuple[tuple[str, str], ...]


class Item(NamedTuple):
    """One record, or one row of a reference table, with the place where it is stated.

    ``when`` is a date in words or "", ``name`` the short name, ``place`` the locators in words,
    ``kind`` what it is where that is not plain. ``marks`` must be known before it is used;
    ``notes`` are further sentences, ``below`` the items that belong to it. ``short`` are the
    locators in few letters, which ``dipgraph cite`` takes, or "".
    """

    when: str
    label: str
    name: str
    place: str
    marks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    below: tuple[Item, ...] = ()
    kind: str = ""
    short: str = ""

    @property
    def foot(self) -> str:
        """Kind, name and place on one line."""
        return ", ".join(filter(None, (self.kind, self.name, self.place)))

    @property
    def short_foot(self) -> str:
        """The place alone, in few letters, for a page that must be one."""
        return self.short or self.foot


class Items(NamedTuple):
    """A list of records; ``more`` says what was left out and how to see it, or is ""."""

    items: tuple[Item, ...]
    more: str = ""


class Table(NamedTuple):
    """Rows of texts and numbers under the names of columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | None, ...], ...]
    more: str = ""


Block = Heading | Paragraph | Facts | Items | Table


def item_of(
    line: Line,
    *,
    marks: Sequence[str] = (),
    notes: Sequence[str] = (),
    below: Sequence[Item] = (),
) -> Item:
    """Return the item of a record: date, label, marks, kind, name and locators.

    The kind is left out where the class says as much.
    """
    return Item(
        when=line.when if line.start else "",
        label=line.label,
        name=line.name,
        place="; ".join(map(str, line.locators)),
        marks=(*line.marks, *marks),
        notes=tuple(notes),
        below=tuple(below),
        kind=line.kind.lower() if line.kind.lower() != line.class_.label.lower() else "",
        short=tell_places(line),
    )


def tell_places(line: Line) -> str:
    """Return where a record is stated, in few letters: "mfa-2024.4209-4698, 3430-3731".

    These are the source and the characters, and together the name of a passage, which ``dipgraph
    cite`` takes. A passage of another name is told in full.
    """
    told: list[str] = []
    last = ""
    for passage, at in zip(line.passages, line.locators, strict=True):
        extent = f"{at.start}-{at.end}"
        if shorten_iri(passage).partition(":")[2] != f"{at.source}.{extent}":
            told.append(str(at))
            last = ""
        elif at.source == last:
            told[-1] += f", {extent}"
        else:
            told.append(f"{at.source}.{extent}")
            last = at.source
    return "; ".join(told)

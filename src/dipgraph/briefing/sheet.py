"""A sheet: headings, facts, records and tables, written as text, Markdown or HTML.

What is put on a sheet is plain text; each writer makes it safe in its own way, so nothing in the
data acts as markup or moves the cursor of a terminal.
"""

from __future__ import annotations

import textwrap
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from dipgraph.lines import Line
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.querying import formats
from dipgraph.querying.result import QueryResult
from dipgraph.showing.dossier_text import WIDTH
from dipgraph.telling import plain_line, safe_markdown

_DECIMAL = ox.NamedNode(PREFIXES["xsd"] + "decimal")


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


class Sheet(NamedTuple):
    """A title and what stands below it.

    On a sheet that is ``compact``, Markdown and HTML give of each record its place only, so that it
    takes one line; text gives its name too, which the next command takes.
    """

    title: str
    blocks: tuple[Block, ...]
    compact: bool = False

    def to_text(self, width: int = 0) -> str:
        """Return it as text with lines of at most ``width`` columns, 0 for 100."""
        room = max(40, width or WIDTH)
        lines = [*_fold(self.title, room), *_blocks_text(self.blocks, room)]
        return "\n".join(lines).rstrip() + "\n"

    def to_markdown(self) -> str:
        """Return it as Markdown."""
        lines = [f"# {safe_markdown(self.title)}", *_blocks_markdown(self.blocks, self.compact)]
        return "\n".join(lines).rstrip() + "\n"

    def to_html(self) -> str:
        """Return it as a whole page without scripts that makes no request."""
        from dipgraph.briefing.sheet_html import write_page

        return write_page(self)

    def to_html_part(self) -> str:
        """Return it as a piece of HTML, for notebooks."""
        from dipgraph.briefing.sheet_html import write_part

        return write_part(self)


class OnASheet(ABC):
    """What lays itself out on a sheet, and so can be written in each of its ways."""

    @abstractmethod
    def sheet(self) -> Sheet:
        """Return it as a sheet, to be written as text, Markdown or HTML."""

    def to_text(self, width: int = 0) -> str:
        """Return it as text; ``width`` in columns, 0 for 100."""
        return self.sheet().to_text(width)

    def to_markdown(self) -> str:
        """Return it as Markdown."""
        return self.sheet().to_markdown()

    def to_html(self) -> str:
        """Return it as a whole page."""
        return self.sheet().to_html()

    def _repr_html_(self) -> str:
        return self.sheet().to_html_part()


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


# --- text ------------------------------------------------------------------------------


def _blocks_text(blocks: Sequence[Block], room: int) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Heading):
            yield ""
            yield from _fold(block.text.upper() if block.level == 2 else block.text, room)
        elif isinstance(block, Paragraph):
            yield from ("", *_fold(("! " if block.warning else "") + block.text, room))
        elif isinstance(block, Facts):
            yield ""
            for name, text in block.pairs:
                yield from _fold(f"{name:<16}  {plain_line(text)}", room, hanging=18)
        elif isinstance(block, Items):
            for item in block.items:
                yield from _item_text(item, room, 2)
            if block.more:
                yield from _fold(f"… {block.more}", room, 2, 4)
        else:
            yield from ("", *formats.write_table(_result(block), width=room).splitlines())
            if block.more:
                yield from _fold(f"… {block.more}", room)


def _item_text(item: Item, room: int, indent: int) -> Iterator[str]:
    when = f"{item.when}: " if item.when else ""
    marks = f"  [{'; '.join(item.marks)}]" if item.marks else ""
    yield from _fold(f"{when}{plain_line(item.label)}{marks}", room, indent, indent + 4)
    yield from _fold(item.foot, room, indent + 4)
    for note in item.notes:
        yield from _fold(plain_line(note), room, indent + 4, indent + 6)
    for below in item.below:
        yield from _item_text(below, room, indent + 4)


def _fold(text: str, room: int, indent: int = 0, hanging: int | None = None) -> list[str]:
    return textwrap.wrap(
        plain_line(text) if indent else _keep_spaces(text),
        room,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent if hanging is None else hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _keep_spaces(text: str) -> str:
    """Return a text with the spaces that set a name off from its text, and nothing unprintable."""
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)


def _result(table: Table) -> QueryResult:
    def term(cell: str | int | None) -> ox.Literal | None:
        if cell is None:
            return None
        if isinstance(cell, int):
            return ox.Literal(str(cell), datatype=_DECIMAL)
        return ox.Literal(plain_line(cell))

    return QueryResult(table.columns, [tuple(map(term, row)) for row in table.rows])


# --- Markdown --------------------------------------------------------------------------


def _blocks_markdown(blocks: Sequence[Block], compact: bool) -> Iterator[str]:
    for block in blocks:
        yield ""
        if isinstance(block, Heading):
            yield f"{'#' * block.level} {safe_markdown(block.text)}"
        elif isinstance(block, Paragraph):
            mark = "**Note.** " if block.warning else ""
            yield f"{mark}{safe_markdown(block.text)}"
        elif isinstance(block, Facts):
            for name, text in block.pairs:
                yield f"- {safe_markdown(name)}: {safe_markdown(text)}"
        elif isinstance(block, Items):
            for item in block.items:
                yield from _item_markdown(item, "", compact)
            if block.more:
                yield f"- … {safe_markdown(block.more)}"
        else:
            yield from formats.write_markdown(_result(block)).splitlines()
            if block.more:
                yield from ("", f"… {safe_markdown(block.more)}")


def _item_markdown(item: Item, indent: str, compact: bool) -> Iterator[str]:
    when = f"**{safe_markdown(item.when)}** " if item.when else ""
    marks = f" [{'; '.join(item.marks)}]" if item.marks else ""
    foot = item.short_foot if compact else item.foot
    yield f"{indent}- {when}{safe_markdown(f'{item.label}{marks} ({foot})')}"
    for note in item.notes:
        yield f"{indent}  - {safe_markdown(note)}"
    for below in item.below:
        yield from _item_markdown(below, f"{indent}  ", compact)

"""A sheet: a title and blocks, written as text, Markdown or HTML."""

from __future__ import annotations

import textwrap
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from dipgraph.briefing.blocks import Block, Facts, Heading, Item, Items, Paragraph, Table
from dipgraph.briefing.sheet_html import write_page, write_part
from dipgraph.namespaces import PREFIXES
from dipgraph.querying import formats
from dipgraph.querying.result import QueryResult
from dipgraph.showing.dossier_text import WIDTH
from dipgraph.telling import plain_line, printable, safe_markdown

_DECIMAL = ox.NamedNode(PREFIXES["xsd"] + "decimal")


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
        return write_page(self.title, self.blocks, compact=self.compact)

    def to_html_part(self) -> str:
        """Return it as a piece of HTML, for notebooks."""
        return write_part(self.title, self.blocks, compact=self.compact)


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
        # At the margin, spaces set a name off from its text.
        plain_line(text) if indent else printable(text),
        room,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent if hanging is None else hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )


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

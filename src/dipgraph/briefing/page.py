"""What of a brief fits on one A4 page, and what is left out of it.

Room is counted in printed lines. The head of the page takes what it needs; after that the sections
get one entry each (:data:`FIRST_OF_ALL` two), round after round, the newest first, until the page
is full. What is left out
is kept apart, so that it can be counted and listed: nothing stands in neither, and no line in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import ceil
from typing import NamedTuple

from dipgraph.briefing.blocks import Block, Facts, Heading, Item, Items, Paragraph
from dipgraph.briefing.relation import Entry

PAGE_LINES = 79.0
"""Lines of running text on an A4 page as :mod:`dipgraph.briefing.sheet_html` prints a page."""
LINE_LETTERS = 132
"""Characters of an average printed line; capitals and wide scripts take more."""
MOST_ACTS = 3
"""How many acts of one matter a page shows."""
FIRST_OF_ALL = frozenset({"Visits", "Meetings", "Agreements and what came of them"})
"""Sections that a reader on the way to a meeting wants most of."""
_HEADING, _TITLE, _LIST, _PARAGRAPH = 1.4, 2.4, 0.0, 0.4


class Share(NamedTuple):
    """The entries of a section that are shown, and those left out, each the newest first.

    A matter of which some acts only are shown stands in both, with different acts.
    """

    shown: tuple[Entry, ...]
    rest: tuple[Entry, ...]
    total: int

    @property
    def acts_left_out(self) -> int:
        """How many acts are left out of matters that are shown."""
        shown = {entry.line.iri for entry in self.shown}
        return sum(len(entry.acts) for entry in self.rest if entry.line.iri in shown)

    @property
    def entries_left_out(self) -> int:
        """How many entries are left out as a whole."""
        return self.total - len(self.shown)


def share_out(
    sections: Mapping[str, Sequence[Entry]],
    room: float,
    cost: Callable[[Entry], float],
) -> dict[str, Share]:
    """Share the room of a page out among sections.

    Parameters
    ----------
    sections
        Entries by title, the newest first.
    room
        Printed lines there are for them and their headings.
    cost
        Printed lines that an entry takes.
    """
    shown: dict[str, list[Entry]] = {title: [] for title in sections}
    open_ = list(sections)
    while open_:
        turns = [name for name in open_ for _ in range(2 if name in FIRST_OF_ALL else 1)]
        for title in turns:
            if title not in open_:
                continue
            place = len(shown[title])
            if place == len(sections[title]):
                open_.remove(title)
                continue
            entry = _first_acts(sections[title][place])
            needed = cost(entry) + (_HEADING + _LIST if not place else 0)
            if needed > room:
                open_.remove(title)  # a later one would leave a gap in the order of time
                continue
            room -= needed
            shown[title].append(entry)
    return {
        title: Share(tuple(shown[title]), _rest(entries, len(shown[title])), len(entries))
        for title, entries in sections.items()
    }


def share_by_number(sections: Mapping[str, Sequence[Entry]], most: int) -> dict[str, Share]:
    """Show at most so many entries of each section, 0 for all, with all their acts."""
    return {
        title: Share(
            tuple(entries[: most or None]), tuple(entries[most:] if most else ()), len(entries)
        )
        for title, entries in sections.items()
    }


def _first_acts(entry: Entry) -> Entry:
    return entry._replace(acts=entry.acts[:MOST_ACTS], hidden=len(entry.acts[MOST_ACTS:]))


def _rest(entries: Sequence[Entry], shown: int) -> tuple[Entry, ...]:
    cut = [
        entry._replace(acts=entry.acts[MOST_ACTS:], hidden=MOST_ACTS)
        for entry in entries[:shown]
        if len(entry.acts) > MOST_ACTS
    ]
    return (*cut, *entries[shown:])


def lines_of(blocks: Iterable[Block]) -> float:
    """Return how many printed lines blocks take, title included."""
    return _TITLE + sum(map(_lines_of_block, blocks))


def lines_of_item(item: Item) -> float:
    """Return how many printed lines an item takes, with what stands below it."""
    marks = sum(len(mark) + 3 for mark in item.marks)
    own = _lines(len(item.when) + _width(item.label) + marks + len(item.short_foot) + 6)
    return (
        own
        + sum(_lines(_width(note) + 8) for note in item.notes)
        + sum(map(lines_of_item, item.below))
    )


def _lines_of_block(block: Block) -> float:
    if isinstance(block, Heading):
        return _HEADING
    if isinstance(block, Paragraph):
        return _lines(_width(block.text)) + (2 * _PARAGRAPH if block.warning else _PARAGRAPH)
    if isinstance(block, Facts):
        return _PARAGRAPH + sum(_lines(_width(text) + 20) for _, text in block.pairs)
    if isinstance(block, Items):
        return _LIST + sum(map(lines_of_item, block.items))
    return float(len(block.rows) + 2)


def _lines(letters: int) -> float:
    return float(max(1, ceil(letters / LINE_LETTERS)))


def _width(text: str) -> int:
    """Return how many average letters wide a text is: other scripts are wider than Latin."""
    return sum(1 if char < "\u0370" else 2 for char in text)

"""Relations that the tests of briefs look at, and the lines of a sheet."""

from collections.abc import Iterator

from dipgraph.briefing.blocks import Item, Items
from dipgraph.briefing.sheet import Sheet

PAIRS = [
    ("TUR", None, None),
    ("TUR", None, 2023),
    ("ARM", None, None),
    ("ARM", None, 2020),
    ("RUS", None, None),
    ("UZB", None, 2024),
    ("GEO", "TUR", None),
    ("KAZ", "UZB", None),
    ("IRN", None, 2021),
]
"""One state or two, and a year or None."""


def items_of(sheet: Sheet) -> Iterator[Item]:
    """Yield the items of a sheet, each before those below it."""

    def walk(items: tuple[Item, ...]) -> Iterator[Item]:
        for item in items:
            yield item
            yield from walk(item.below)

    for block in sheet.blocks:
        if isinstance(block, Items):
            yield from walk(block.items)

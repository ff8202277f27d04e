"""Places for nodes and labels, computed once: no physics, and the same on every run.

Lengths are in the units of the drawing, about one pixel at the size a page opens with. x grows
to the right, y downwards; angles are radians, 0 to the right, a quarter turn downwards.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import count
from typing import NamedTuple

_NARROW = frozenset("ijlI.,:;'|!()[]{}ftr-/ \u2019")
_WIDE = frozenset("mwMW@%&")


def text_width(text: str, size: float) -> float:
    """Return about how wide ``text`` is in a sans-serif face of ``size``; rather too wide.

    A page may squeeze a text into this width, so that labels keep their places whatever face
    the reader's machine has.
    """
    return sum(map(_char_width, text)) * size


@cache
def _char_width(char: str) -> float:
    if char in _NARROW:
        return 0.31
    if char in _WIDE:
        return 0.9
    if char.isupper():
        return 0.68
    return 1.0 if ord(char) > 0x2E80 else 0.535


def shorten_text(text: str, width: float, size: float) -> str:
    """Return ``text`` cut at a word, with an ellipsis, so that it is no wider than ``width``."""
    text = " ".join(text.split())
    if len(text) <= 400 and text_width(text, size) <= width:
        return text
    room = width / size - _char_width("…")
    end, used = 0, 0.0
    for char in text[:400]:
        used += _char_width(char)
        if used > room:
            break
        end += 1
    kept = text[:end]
    cut = kept.rfind(" ")
    if cut > len(kept) * 0.82:
        kept = kept[:cut]
    return kept.rstrip(" ,;:-–(") + "…"


class Box(NamedTuple):
    """A rectangle by its edges."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Tell whether the two share an area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


class Shelf:
    """Boxes that are taken; finds out fast whether another one is free."""

    def __init__(self, cell: float = 60.0) -> None:
        self._cell = cell
        self._cells: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)

    def _keys(self, box: Box) -> Iterable[tuple[int, int]]:
        size = self._cell
        for column in range(math.floor(box.left / size), math.floor(box.right / size) + 1):
            for row in range(math.floor(box.top / size), math.floor(box.bottom / size) + 1):
                yield column, row

    def is_free(self, box: Box) -> bool:
        """Tell whether no box that is taken overlaps ``box``."""
        return not any(
            box.overlaps(taken) for key in self._keys(box) for taken in self._cells.get(key, ())
        )

    def take(self, box: Box) -> None:
        """Mark ``box`` as taken."""
        for key in self._keys(box):
            self._cells[key].append(box)


# --- rings -------------------------------------------------------------------------


class Disc(NamedTuple):
    """What is placed in a ring: an actor with its sector, its weight and its label."""

    id: str
    sector: str
    weight: int
    radius: float
    label_width: float
    label_height: float


class Sector(NamedTuple):
    """A part of the circle: from angle ``start`` to ``end``, with the middle of its title."""

    name: str
    start: float
    end: float
    x: float
    y: float


class Rings(NamedTuple):
    """The places of a drawing in rings around (0, 0).

    ``places`` gives the middle of each disc; its label stands below it. ``bounds`` are the
    radii between rings, from the inside, before ``stretch`` widens them; ring i lies between
    ``bounds[i]`` and ``bounds[i + 1]`` and holds the weights in ``steps[i]`` (least, most).
    """

    places: dict[str, tuple[float, float]]
    sectors: list[Sector]
    bounds: list[float]
    steps: list[tuple[int, int]]
    stretch: float
    width: float
    height: float


_STEPS = ((10, 10**9), (5, 9), (3, 4), (2, 2), (1, 1))
_INNERMOST = 50.0
_TITLE_ROOM = 46.0
TITLE_TURN = 0.35
"""A sector's title stands beside the rings where its cosine is at least this, else above."""


def find_ring(weight: int, steps: Sequence[tuple[int, int]]) -> int:
    """Return the number of the ring that a weight belongs to, 0 innermost."""
    return next(i for i, (least, most) in enumerate(steps) if least <= weight <= most)


def place_in_rings(discs: Sequence[Disc], order: Sequence[str], stretch: float = 1.32) -> Rings:
    """Place discs in sectors and rings, heaviest innermost, so that no two labels collide.

    Parameters
    ----------
    discs
        What is to be placed.
    order
        The sectors in the order of their angles, beginning at the top and going clockwise.
    stretch
        How much wider than high the drawing is.
    """
    steps = [s for s in _STEPS if any(s[0] <= disc.weight <= s[1] for disc in discs)]
    by_cell: defaultdict[tuple[str, int], list[Disc]] = defaultdict(list)
    for disc in sorted(discs, key=lambda d: (-d.weight, d.id)):
        by_cell[disc.sector, find_ring(disc.weight, steps)].append(disc)
    demand = _measure_demand(by_cell, order)
    growth = [1.0] * len(steps)
    for tries in count():
        spans = _share_circle(demand)
        bounds = _share_radius(by_cell, growth)
        placed, crowded = _place_cells(by_cell, spans, bounds, stretch)
        if not crowded:
            break
        # A little more room wherever it was lacking, and another try.
        for sector in sorted({sector for sector, _ in crowded}):
            demand[sector] *= 1.12
        for ring in sorted({ring for _, ring in crowded}):
            lacking = max(share for (_, number), share in crowded.items() if number == ring)
            growth[ring] *= max(1.06 if tries < 40 else 1.4, 1 + lacking * 0.7)
    outer = bounds[-1] + 14
    sectors = []
    for name, (start, end) in spans.items():
        middle = (start + end) / 2
        sectors.append(
            Sector(
                name,
                start,
                end,
                math.cos(middle) * outer * stretch,
                math.sin(middle) * outer,
            )
        )
    # Room for the titles beside the rings: the widest may stand at either side.
    beside = max((text_width(name, 15) for name in order), default=0.0)
    reach = max(
        [outer * stretch]
        + [abs(sector.x) + beside * _lean(sector.x, outer * stretch) for sector in sectors]
        + [abs(placed[d.id][0]) + max(d.label_width / 2, d.radius) for d in discs]
    )
    return Rings(
        placed, sectors, bounds, steps, stretch, 2 * (reach + 6), 2 * (outer + _TITLE_ROOM / 2)
    )


def _lean(x: float, reach: float) -> float:
    """Return how much of a title's width lies outside: all at the sides, half at the top."""
    return 1.0 if abs(x) / reach >= TITLE_TURN else 0.5


def _measure_demand(
    cells: dict[tuple[str, int], list[Disc]], order: Sequence[str]
) -> dict[str, float]:
    """Return how much of the circle each sector asks for, inner rings counting more."""
    demand = dict.fromkeys(order, 0.8)
    for (name, ring), discs in cells.items():
        demand[name] += sum(disc.label_width + 14 for disc in discs) / (55 * (ring + 1.6))
    return demand


def _share_circle(demand: dict[str, float]) -> dict[str, tuple[float, float]]:
    """Give each sector an angle that grows with its demand."""
    total = sum(demand.values())
    spans: dict[str, tuple[float, float]] = {}
    angle = -math.pi / 2
    for name, share in demand.items():
        width = 2 * math.pi * share / total
        spans[name] = (angle, angle + width)
        angle += width
    return spans


def _share_radius(cells: dict[tuple[str, int], list[Disc]], growth: Sequence[float]) -> list[float]:
    """Return the radii between rings: a ring that holds more is thicker."""
    bounds = [_INNERMOST]
    for ring, factor in enumerate(growth):
        discs = [disc for (_, number), found in cells.items() if number == ring for disc in found]
        area = sum(
            (disc.label_width + 16) * (2 * disc.radius + disc.label_height + 8) for disc in discs
        )
        inner = bounds[-1]
        grown = math.sqrt(inner**2 + 0.9 * factor * area / math.pi) - inner
        tallest = max((2 * disc.radius + disc.label_height for disc in discs), default=20)
        bounds.append(inner + max(tallest + 6, grown))
    return bounds


def _place_cells(
    cells: dict[tuple[str, int], list[Disc]],
    spans: dict[str, tuple[float, float]],
    bounds: Sequence[float],
    stretch: float,
) -> tuple[dict[str, tuple[float, float]], dict[tuple[str, int], float]]:
    """Return the places, and the cells that lacked room, with the share that found no place."""
    shelf = Shelf()
    shelf.take(Box(-50, -30, 50, 30))
    for bound in bounds[1:]:  # what a ring means is written at its top
        shelf.take(Box(-32, -bound - 1, 32, -bound + 15))
    # Hundreds of discs are tried on a coarser grid, else the time would grow with their square.
    grain = max(1.0, math.sqrt(sum(map(len, cells.values())) / 150))
    placed: dict[str, tuple[float, float]] = {}
    crowded: dict[tuple[str, int], float] = {}
    for (name, ring), discs in sorted(cells.items(), key=lambda item: (item[0][1], item[0][0])):
        start, end = spans[name]
        inner, outer = bounds[ring], bounds[ring + 1]
        for number, disc in enumerate(discs):
            share = (number + 0.5) / len(discs)
            found = _find_place(disc, share, start, end, inner, outer, stretch, shelf, grain)
            if found is None:
                crowded[name, ring] = 1 - number / len(discs)
                break
            placed[disc.id] = found
    return placed, crowded


def _find_place(
    disc: Disc,
    share: float,
    start: float,
    end: float,
    inner: float,
    outer: float,
    stretch: float,
    shelf: Shelf,
    grain: float,
) -> tuple[float, float] | None:
    """Return the free place in a cell nearest to the middle of the disc's share of it."""
    half = disc.radius
    low, high = inner + half + 2, max(inner + half + 2, outer - half - disc.label_height - 2)
    wanted_angle = start + (end - start) * share
    wanted_radius = (low + high) / 2
    rows = max(1, int((high - low) / (9 * grain)) + 1)
    # Looked at near by first, and further away only where nothing is free.
    for nearest, furthest in ((0.0, 60.0), (60.0, 240.0), (240.0, math.inf)):
        options: list[tuple[float, float, float]] = []
        for row in range(rows):
            radius = low + (high - low) * row / (rows - 1) if rows > 1 else wanted_radius
            aside = abs(radius - wanted_radius)
            if aside > furthest:
                continue
            # No disc comes nearer to a border than this, so that its sector can be told.
            margin = min((end - start) / 2, (half + 5) / radius)
            first, span = start + margin, end - start - 2 * margin
            columns = max(1, int((end - start) * radius / (8 * grain)))
            reach = (furthest - aside) / (0.8 * radius)
            low_share = (wanted_angle - reach - first) / span if span > 0 else 0.0
            high_share = (wanted_angle + reach - first) / span if span > 0 else 1.0
            from_column = max(0, math.floor(max(low_share, 0.0) * columns))
            to_column = min(columns, math.ceil(min(high_share, 1.0) * columns))
            for column in range(from_column, to_column + 1):
                angle = first + span * column / columns
                distance = abs(angle - wanted_angle) * radius * 0.8 + aside
                if nearest <= distance < furthest:
                    options.append((round(distance, 3), radius, angle))
        options.sort()
        for _, radius, angle in options:
            x, y = math.cos(angle) * radius * stretch, math.sin(angle) * radius
            wide = max(disc.label_width / 2, half) + 3
            box = Box(x - wide, y - half - 2, x + wide, y + half + disc.label_height + 2)
            if shelf.is_free(box):
                shelf.take(box)
                return round(x, 1), round(y, 1)
    return None

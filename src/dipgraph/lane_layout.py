"""Places for marks on a calendar whose rows are organisations: see :func:`place_in_lanes`.

Units and directions are those of :mod:`dipgraph.layout`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from dipgraph.layout import shorten_text, text_width

ROW = 17.0
"""Height of one row of marks."""
NAMES = 262.0
"""Width of the column of organisations."""
UNDATED = 310.0
"""Width of the column of marks without a month."""
UNDATED_FEW = 170.0
"""The same on a calendar of years, where only what has no date at all stands in it."""
CALENDAR = 520.0
"""Width of the calendar; what the column of marks without a month leaves is added."""
ACTORS = 150.0
"""Width of the column of actors."""
GAP = 34.0
LABEL_SIZE = 11.0
LABEL_WIDTH = 350.0
"""Greatest width of a label in the calendar."""
BOLDER = 1.08
"""How much wider a bold face is."""
_MARK = 10.0
_HEAD = 40.0
_LANE_GAP = 5.0


class Mark(NamedTuple):
    """A record to be placed. ``start`` and ``end`` are None for what has no date.

    ``whole`` marks what others are part of: it stands first, in a bold face.
    ``precise`` tells whether the date is a day or a month; otherwise it goes to the column of
    marks without a month.
    """

    id: str
    lane: str
    start: date | None
    end: date | None
    precise: bool
    label: str
    family: int
    whole: bool = False


class Placed(NamedTuple):
    """A mark's middle, the part of its label that has room, and where that begins.

    With ``to_left`` the label ends there instead.
    """

    x: float
    y: float
    text: str
    label_x: float
    label_width: float
    to_left: bool


class Lane(NamedTuple):
    """The row of an organisation, from ``top`` to ``bottom``; ``depth`` 1 for an organ."""

    id: str
    top: float
    bottom: float
    depth: int


class Tick(NamedTuple):
    """A step of the calendar: its left edge, its width and its name."""

    x: float
    width: float
    name: str


class Lanes(NamedTuple):
    """The places of a drawing in lanes, with (0, 0) at the upper left.

    ``columns`` gives the left edges of names, marks without a month, calendar and actors.
    ``actors`` gives the middle height of each actor in the last column.
    """

    marks: dict[str, Placed]
    lanes: list[Lane]
    ticks: list[Tick]
    columns: tuple[float, float, float, float]
    actors: dict[str, float]
    width: float
    height: float


class Axis(NamedTuple):
    """A stretch of time that the calendar shows, both days included.

    ``covered`` are the years that a source reports on: another year says so, since its emptiness
    means nothing.
    """

    first: date
    last: date
    covered: frozenset[int] = frozenset()

    @property
    def undated(self) -> float:
        """The width of the column of marks without a month."""
        return UNDATED if self.first.year == self.last.year else UNDATED_FEW

    @property
    def width(self) -> float:
        """The width of the calendar."""
        return CALENDAR + UNDATED - self.undated

    def place(self, start: date, end: date) -> float:
        """Return the distance of the middle of a period from the left edge, within bounds."""
        middle = start + (end - start) / 2
        days = (self.last - self.first).days + 1
        share = ((middle - self.first).days + 0.5) / days
        return min(max(share, 0.0), 1.0) * self.width

    def ticks(self, left: float) -> list[Tick]:
        """Return months for one year, else years."""
        days = (self.last - self.first).days + 1
        steps: list[tuple[date, str]] = []
        for year in range(self.first.year, self.last.year + 1):
            if self.first.year == self.last.year:
                steps += [(date(year, m, 1), f"{date(year, m, 1):%b}") for m in range(1, 13)]
            else:
                hole = bool(self.covered) and year not in self.covered
                steps.append((date(year, 1, 1), f"{year}: no source" if hole else str(year)))
        ends = [day for day, _ in steps[1:]] + [self.last + timedelta(days=1)]
        return [
            Tick(
                left + (day - self.first).days / days * self.width,
                (end - day).days / days * self.width,
                name,
            )
            for (day, name), end in zip(steps, ends, strict=True)
        ]


def place_in_lanes(
    lanes: Sequence[tuple[str, int]],
    marks: Sequence[Mark],
    axis: Axis,
    actors: dict[str, list[str]],
) -> Lanes:
    """Place marks in lanes by date, their labels beside them, so that nothing collides.

    Parameters
    ----------
    lanes
        Organisations from the top, each with its depth (1 for an organ of the one before).
    marks
        The records, in the order in which they are placed.
    axis
        What the calendar shows; what lies before or after stands at its edge.
    actors
        For each actor of the last column, the marks that it is joined to; actors stand as near
        to them as they can.
    """
    undated, calendar = NAMES, NAMES + axis.undated
    by_lane: defaultdict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        by_lane[mark.lane].append(mark)
    placed: dict[str, Placed] = {}
    rows: list[Lane] = []
    top = _HEAD
    for lane, depth in lanes:
        used = _fill_lane(by_lane[lane], axis, top, undated, calendar, placed)
        bottom = top + max(1, used) * ROW + _LANE_GAP
        rows.append(Lane(lane, top, bottom, depth))
        top = bottom
    column = calendar + axis.width + GAP
    heights = _place_actors(actors, placed, _HEAD + ROW / 2, top)
    return Lanes(
        placed,
        rows,
        axis.ticks(calendar),
        (0.0, undated, calendar, column),
        heights,
        column + ACTORS,
        max(top, max(heights.values(), default=0.0) + ROW) + 8,
    )


def _fill_lane(
    marks: list[Mark],
    axis: Axis,
    top: float,
    undated: float,
    calendar: float,
    placed: dict[str, Placed],
) -> int:
    """Place the marks of one lane and return how many rows they take."""
    taken: list[list[tuple[float, float]]] = []
    for mark in sorted(marks, key=_turn):
        size = LABEL_SIZE * (BOLDER if mark.whole else 1.0)
        wanted = text_width(mark.label, size) + 1
        if mark.precise and mark.start:
            x = calendar + axis.place(mark.start, mark.end or mark.start)
            behind = calendar + axis.width + GAP - 10 - x - _MARK
            before = x - _MARK - calendar
            to_left = wanted > behind and before > behind
            width = min(wanted, before if to_left else behind, LABEL_WIDTH)
        else:
            x, to_left, width = undated + _MARK, False, min(wanted, axis.undated - 20)
        text = mark.label if wanted <= width else shorten_text(mark.label, width, size)
        width = min(width, text_width(text, size) + 1)
        label = x - _MARK if to_left else x + _MARK
        left = label - width if to_left else x - _MARK
        right = x + _MARK if to_left else label + width
        row = 0
        while row < len(taken) and any(left < r + 6 and l_ < right + 6 for l_, r in taken[row]):
            row += 1
        if row == len(taken):
            taken.append([])
        taken[row].append((left, right))
        y = top + (row + 0.5) * ROW + _LANE_GAP / 2
        placed[mark.id] = Placed(
            round(x, 1), round(y, 1), text, round(label, 1), round(width, 1), to_left
        )
    return len(taken)


def _turn(mark: Mark) -> tuple[bool, bool, object, object, str]:
    """Order marks: by date, and those without a month by family."""
    day = mark.start or date.min
    if mark.precise:
        return False, not mark.whole, day, mark.family, mark.id
    return True, not mark.whole, mark.family, day, mark.id


def _place_actors(
    actors: dict[str, list[str]], placed: dict[str, Placed], top: float, bottom: float
) -> dict[str, float]:
    """Give each actor a height near the middle of its marks, a row apart from the next."""
    wanted: list[tuple[float, str]] = []
    for actor, marks in actors.items():
        heights = [placed[mark].y for mark in marks if mark in placed]
        wanted.append((sum(heights) / len(heights) if heights else top, actor))
    wanted.sort()
    step = ROW - 1
    places: list[float] = []
    for height, _ in wanted:
        places.append(max(height, places[-1] + step if places else top))
    # What ran over the bottom is pushed up again, from the last one.
    limit = max(bottom - ROW / 2, top + step * (len(places) - 1))
    for index in range(len(places) - 1, -1, -1):
        places[index] = min(places[index], limit)
        limit = places[index] - step
    return {actor: round(y, 1) for (_, actor), y in zip(wanted, places, strict=True)}

"""What two compared years hold: counts of both, and what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from dipgraph.briefing.account import Account
from dipgraph.briefing.figures import FigurePair
from dipgraph.lines import Line, Named
from dipgraph.resources import Project

CHANGES = ("gained", "lost", "grown", "fallen", "kept")
"""What may become of a count, as in :mod:`dipgraph.network.change`; see :func:`tell_change`."""


def tell_change(before: float, after: float) -> str:
    """Return what became of a count: one of :data:`CHANGES`."""
    if before == after:
        return "kept"
    if not before:
        return "gained"
    if not after:
        return "lost"
    return "grown" if after > before else "fallen"


class Change(NamedTuple):
    """How many records of one thing each of the two years has.

    ``of`` is what is compared: "partners", "organisations", "aid" or "records". ``kind`` is the
    kind of tie, or "". ``node`` names what is counted. ``before_records`` and ``after_records``
    are IRIs.
    """

    of: str
    node: Named
    kind: str
    before_records: tuple[str, ...]
    after_records: tuple[str, ...]

    @property
    def before(self) -> int:
        """The count of the first year."""
        return len(self.before_records)

    @property
    def after(self) -> int:
        """The count of the second year."""
        return len(self.after_records)

    @property
    def change(self) -> str:
        """One of :data:`CHANGES`."""
        return tell_change(self.before, self.after)


def count_changes(changes: Iterable[Change]) -> Counter[str]:
    """Return how many were gained, lost, grown, fallen and kept."""
    return Counter(change.change for change in changes)


def largest_first(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return changes in order: the largest difference first, of equal ones the larger counts."""
    return tuple(
        sorted(
            changes,
            key=lambda c: (-abs(c.after - c.before), -c.after - c.before, c.node.label, c.kind),
        )
    )


@dataclass(frozen=True, repr=False)
class DiffContents:
    """Two years side by side.

    Attributes
    ----------
    first, second
        The years.
    account
        The sources; :meth:`Account.of_year` tells those of each year.
    project
        What the commands that it prints are to be asked of.
    partners, organisations, aid, classes
        Counts of records by partner and kind of tie, by organisation, by recipient of aid, and by
        class.
    began, ended
        Tenures that hold in the second year and not in the first, and the other way round.
    undated_tenures
        How many tenures cannot be told, since the texts give no date.
    missions
        Acts on missions in either year, the newest first.
    figures
        Figures that both years report and that can be compared.
    single_figures
        How many figures of the two years have no counterpart that can be compared.
    """

    first: int
    second: int
    account: Account
    project: Project
    partners: tuple[Change, ...]
    organisations: tuple[Change, ...]
    aid: tuple[Change, ...]
    classes: tuple[Change, ...]
    began: tuple[Line, ...]
    ended: tuple[Line, ...]
    undated_tenures: int
    missions: tuple[Line, ...]
    figures: tuple[FigurePair, ...]
    single_figures: int

    @property
    def records(self) -> tuple[int, int]:
        """How many records each year has."""
        return (
            sum(change.before for change in self.classes),
            sum(change.after for change in self.classes),
        )

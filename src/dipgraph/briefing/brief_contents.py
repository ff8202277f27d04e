"""What a brief holds: two states, their records, and what is counted of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from dipgraph.briefing.account import Account
from dipgraph.briefing.memberships import Shared
from dipgraph.briefing.period import Period
from dipgraph.briefing.relation import Relation
from dipgraph.lines import Line, Named
from dipgraph.resources import Project


class Side(NamedTuple):
    """One of the two states: codes, region, other names."""

    node: Named
    codes: tuple[str, ...]
    regions: tuple[str, ...]
    names: tuple[str, ...]


class Counts(NamedTuple):
    """What stands out, in numbers of records; planned and proposed ones are counted apart.

    Attributes
    ----------
    visits_there, visits_back, visits_other
        From the first state to the second, the other way, and those of which that is not told.
    meetings, consultations, acts_on_agreements, aid
        Numbers by level of office or by kind; the level "" is not told.
    agreements
        Number of instruments.
    sums
        Currency, sum and number of acts of aid that name an amount.
    ahead
        Number of records that are planned, proposed, requested, offered or under way.
    """

    visits_there: int
    visits_back: int
    visits_other: int
    meetings: tuple[tuple[str, int], ...]
    consultations: tuple[tuple[str, int], ...]
    agreements: int
    acts_on_agreements: tuple[tuple[str, int], ...]
    aid: tuple[tuple[str, int], ...]
    sums: tuple[tuple[str, Decimal, int], ...]
    ahead: int


@dataclass(frozen=True, repr=False)
class BriefContents:
    """What there is to tell of the relation of two states in a period.

    ``last_contact`` is the last visit, meeting or consultation in the period, ``last_on_record``
    that of all years. ``limit`` is how many entries of a section are shown, 0 for all, None for
    as many as fit on one A4 page. ``rest`` tells that it lists what would be left out instead.
    ``project`` is what the commands that it prints are to be asked of.
    """

    one: Side
    other: Side
    period: Period
    relation: Relation
    counts: Counts
    last_contact: Line | None
    last_on_record: Line | None
    firsts: tuple[Line, ...]
    shared: tuple[Shared, ...]
    account: Account
    project: Project
    limit: int | None
    rest: bool = False

    @property
    def records(self) -> int:
        """How many records there are in which both take part."""
        return len(self.relation.few) + len(self.relation.many)

"""Add up what must add up: parts of a total, and percentages of two figures.

Only figures that a source breaks down are compared, and only where every number is exact. A
figure that carries a flag is a slip of the source that the curator has seen: it is told, and
does not fail the check.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from dipgraph.errors import Issue
from dipgraph.facts import DIP, Facts
from dipgraph.locations import Locations
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.report import Part, count_of, names_of

CHECK = "sums"
_EXACT = PREFIXES["kind"] + "bound-exactly"


class Sum(NamedTuple):
    """A figure and what it must be equal to.

    ``reckoned`` is None where a number is missing or not exact. ``tolerance`` is half a unit of
    the last digit that a percentage is given to, 0 for totals.
    """

    figure: str
    rests_on: tuple[str, ...]
    stated: Decimal | None
    reckoned: Decimal | None
    tolerance: Decimal
    how: str

    @property
    def agrees(self) -> bool:
        """True if the stated number is the reckoned one."""
        if self.stated is None or self.reckoned is None:
            return False
        return abs(self.stated - self.reckoned) <= self.tolerance


def find_sums(facts: Facts) -> list[Sum]:
    """Return every total that has parts and every percentage that has its two figures."""
    addends: defaultdict[str, list[str]] = defaultdict(list)
    shares: list[str] = []
    for subject in facts.subjects():
        for total in facts.nodes(subject, DIP + "isAddendOf"):
            addends[total].append(subject)
        if facts.nodes(subject, DIP + "hasNumerator") or facts.nodes(
            subject, DIP + "hasDenominator"
        ):
            shares.append(subject)
    found = [_total(facts, total, tuple(sorted(parts))) for total, parts in addends.items()]
    found += [_share(facts, share) for share in shares]
    return sorted(found)


def _total(facts: Facts, total: str, parts: tuple[str, ...]) -> Sum:
    numbers = [_exact_value(facts, part) for part in parts]
    known = [number for number in numbers if number is not None]
    reckoned = sum(known, Decimal(0)) if len(known) == len(numbers) else None
    how = " + ".join(_written(number) for number in known)
    return Sum(total, parts, _exact_value(facts, total), reckoned, Decimal(0), how)


def _share(facts: Facts, share: str) -> Sum:
    above = facts.nodes(share, DIP + "hasNumerator")
    below = facts.nodes(share, DIP + "hasDenominator")
    stated = _exact_value(facts, share)
    numerator = _exact_value(facts, above[0]) if len(above) == 1 else None
    denominator = _exact_value(facts, below[0]) if len(below) == 1 else None
    rests_on = (*above, *below)
    if stated is None or numerator is None or not denominator:
        return Sum(share, rests_on, stated, None, Decimal(0), "")
    exponent = stated.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    reckoned = round(100 * numerator / denominator, digits + 2)
    tolerance = Decimal(5).scaleb(-digits - 1)
    how = f"100 x {_written(numerator)} / {_written(denominator)}"
    return Sum(share, rests_on, stated, reckoned, tolerance, how)


def _exact_value(facts: Facts, figure: str) -> Decimal | None:
    """Return the value of a figure, None if it has none or is given as a bound."""
    return None if _is_bound(facts, figure) else facts.number(figure, DIP + "value")


def _is_bound(facts: Facts, figure: str) -> bool:
    return any(bound != _EXACT for bound in facts.nodes(figure, DIP + "hasBound"))


def check_sums(facts: Facts, locations: Locations) -> Part:
    """Reckon every sum again."""
    issues: list[Issue] = []
    notes: list[str] = []
    sums = find_sums(facts)
    agreeing = flagged = loose = 0
    for found in sums:
        figures = (found.figure, *found.rests_on)
        flags = {flag for figure in figures for flag in facts.nodes(figure, DIP + "hasFlag")}
        unlike = list(_unlike_units(found, facts))
        if found.agrees and not unlike:
            agreeing += 1
        elif any(_is_bound(facts, figure) for figure in figures):
            loose += 1
        elif flags:
            flagged += 1
            told = names_of(sorted(map(shorten_iri, flags)))
            notes.append(
                f"known slip: {shorten_iri(found.figure)}: {_disagreement(found)} ({told})"
            )
        else:
            complete = found.stated is not None and found.reckoned is not None
            fault = unlike[0] if unlike and complete else _disagreement(found) + "."
            issues.append(
                locations.issue(
                    found.figure,
                    fault,
                    "Correct the figures; if the source has the slip, state dip:hasFlag and why.",
                    CHECK,
                )
            )
    counts = {"sums": len(sums), "agreeing": agreeing, "flagged": flagged, "not exact": loose}
    line = f"{count_of(len(sums), 'sum')} reckoned: {agreeing:,} agree, {flagged:,} known slips"
    line += f", {loose:,} not exact" if loose else ""
    return Part(CHECK, len(sums), issues, counts, [line], notes, may_be_idle=True)


def _unlike_units(found: Sum, facts: Facts) -> Iterator[str]:
    if found.tolerance:  # a percentage has a unit of its own
        return
    unit = set(facts.nodes(found.figure, DIP + "hasUnit"))
    for part in found.rests_on:
        if set(facts.nodes(part, DIP + "hasUnit")) != unit:
            yield f"its part {shorten_iri(part)} has another unit."


def _disagreement(found: Sum) -> str:
    if found.stated is None or found.reckoned is None:
        return "a number is missing to reckon it: the figure, its parts or its two terms"
    return f"{_written(found.stated)} is stated, {found.how} = {_written(found.reckoned)}"


def _written(number: Decimal) -> str:
    return f"{number.normalize():f}"

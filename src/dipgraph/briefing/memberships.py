"""Organisations of which two states are formal members, by reference tables."""

from __future__ import annotations

from typing import NamedTuple

from dipgraph.briefing.involvement import Involvement
from dipgraph.lines import Named
from dipgraph.namespaces import PREFIXES

_DIP = PREFIXES["dip"]
_FROM = PREFIXES["prov"] + "wasDerivedFrom"
_AT = PREFIXES["dcterms"] + "source"

CAVEAT = (
    "By reference tables, apart from the texts and without years: a membership holds as of its "
    "table. An organisation that is missing here may have both all the same."
)


class Shared(NamedTuple):
    """An organisation that both belong to, its acronym or label, and the places in the tables."""

    organisation: Named
    short: str
    places: tuple[str, ...]


def shared_memberships(find: Involvement, one: str, other: str) -> tuple[Shared, ...]:
    """Return the organisations of which two states (their IRIs) are formal members, by name."""
    first, second = _memberships(find, one), _memberships(find, other)
    found = [
        Shared(
            find.reader.named(organisation),
            _short(find, organisation),
            _places(find, (first[organisation], membership)),
        )
        for organisation, membership in second.items()
        if organisation in first
    ]
    return tuple(sorted(found, key=lambda shared: (shared.organisation.label, shared.organisation)))


def _short(find: Involvement, organisation: str) -> str:
    acronyms = find.reader.values(organisation).get(_DIP + "acronym", ())
    return next(iter(acronyms), "") or find.reader.labels(organisation)


def _memberships(find: Involvement, state: str) -> dict[str, str]:
    """Return the formal memberships of a state by organisation."""
    return {
        organisation: membership
        for membership in find.subjects(_DIP + "hasMember", state)
        for organisation in find.objects(membership, _DIP + "isMembershipIn")
    }


def _places(find: Involvement, memberships: tuple[str, str]) -> tuple[str, ...]:
    """Return each table with the places in it that tell the memberships."""
    places: dict[str, dict[str, None]] = {}
    for membership in memberships:
        values = find.reader.values(membership)
        table = " and ".join(map(find.reader.labels, values.get(_FROM, ())))
        places.setdefault(table, {}).update(dict.fromkeys(values.get(_AT, ())))
    return tuple(": ".join(filter(None, (t, ", ".join(at)))) for t, at in places.items())

"""What the graph holds beside an addition: the same event again, and what cannot both be true."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from itertools import zip_longest

import pyoxigraph as ox

from dipgraph.errors import Issue
from dipgraph.facts import DIP
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.report import names_of
from dipgraph.rules import TYPE
from dipgraph.shacl.vocabulary import Term
from dipgraph.validation.addition import Addition

_EVENT, _TENURE = ox.NamedNode(DIP + "Event"), ox.NamedNode(DIP + "Tenure")
_OFFICE = ox.NamedNode(DIP + "Office")
_KIND = ox.NamedNode(DIP + "hasKind")
_PLACE = ox.NamedNode(DIP + "takesPlaceIn")
_PARTICIPANT = ox.NamedNode(DIP + "hasParticipant")
_BROAD = {_PARTICIPANT, ox.NamedNode(DIP + "involves")}
_START, _END = ox.NamedNode(DIP + "startDate"), ox.NamedNode(DIP + "endDate")
_PRECISION, _DAY = ox.NamedNode(DIP + "datePrecision"), ox.NamedNode(DIP + "Day")
_UNITS = {ox.NamedNode(DIP + "Month"): "month", ox.NamedNode(DIP + "Year"): "year"}
_HOLDER, _BODY = ox.NamedNode(DIP + "hasHolder"), ox.NamedNode(DIP + "isTenureIn")
_PART = ox.NamedNode(DIP + "isPartOf")
_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_CHAIR = ox.NamedNode(PREFIXES["kind"] + "chairmanship")
# What a record is about, where nobody takes part in it.
_SUBJECTS = tuple(ox.NamedNode(DIP + name) for name in ("concerns", "isAbout", "hasHolder"))
# One event is not looked for among more neighbours than these: a day, an actor, a subject of
# which the graph knows more would make the cost grow with the graph.
_MOST = 2_000


class _When:
    """The days of a record, as far as they are known."""

    def __init__(self, addition: Addition, node: Term) -> None:
        merged = addition.merged
        self.start = _day(merged.objects(node, _START))
        self.end = _day(merged.objects(node, _END))
        precision = merged.objects(node, _PRECISION)
        self.is_exact = _DAY in precision
        self._unit = next((unit for term, unit in _UNITS.items() if term in precision), None)

    def overlaps(self, other: _When) -> bool:
        """Tell whether the two have a day in common."""
        start = max(self.start or date.min, other.start or date.min)
        return start <= min(self.end or date.max, other.end or date.max)

    def surely_overlaps(self, other: _When) -> bool:
        """Tell whether the two have more than a day in common, on whatever days they begin.

        At precision month a term begins some day of its first month and ends some day of its
        last; then only the time between the two is sure.
        """
        (one, end), (two, other_end) = self._sure(), other._sure()
        return max(one, two) < min(end, other_end)

    def is_same(self, other: _When) -> bool:
        """Tell whether both have the same bounds."""
        return (self.start, self.end) == (other.start, other.end)

    def _sure(self) -> tuple[date, date]:
        start, end = self.start or date.min, self.end or date.max
        if self._unit == "month":
            return (self.start and _last_of_month(start)) or start, end.replace(day=1)
        if self._unit == "year":
            return (self.start and start.replace(month=12, day=31)) or start, (
                end.replace(month=1, day=1) if self.end else end
            )
        return start, end

    def __str__(self) -> str:
        if self.start == self.end:
            return str(self.start)
        return f"{self.start or '…'} to {self.end or '…'}"


def check_duplicates(addition: Addition) -> tuple[list[Issue], int]:
    """Return records that the graph seems to hold already, and how many were looked for.

    Two events are taken for one if they have the same class and kind, the same actors, overlapping
    days of one precision, and neither is part of the other. That is a guess: the finding is a
    warning.
    """
    issues: list[Issue] = []
    looked = 0
    seen: set[frozenset[str]] = set()
    for iri in addition.records:
        node = ox.NamedNode(iri)
        if addition.is_old(iri) or not addition.merged.is_instance(node, _EVENT):
            continue
        looked += 1
        when, actors = _When(addition, node), _actors(addition, node)
        if not actors or when.start is None:
            continue
        for other in _neighbours(addition, node, actors):
            pair = frozenset((iri, other.value))
            if other == node or pair in seen or not _is_same(addition, node, other, when, actors):
                continue
            seen.add(pair)
            issues.append(_duplicate(addition, iri, other))
    return issues, looked


def _duplicate(addition: Addition, iri: str, other: ox.NamedNode) -> Issue:
    name = shorten_iri(other.value)
    place = addition.locations.find(other.value)
    labels = [v.value for v in addition.merged.objects(other, _LABEL) if isinstance(v, ox.Literal)]
    told = f" ({labels[0]}; {place.file}:{place.line})" if labels else ""
    return addition.locations.issue(
        iri,
        f"is this {name}{told}? It has the same kind, actors and days.",
        f"If it is, leave this block out and write {name} dip:isStatedIn with your passage. If "
        "these are two events, say in the labels what tells them apart.",
        "duplicates",
        "warning",
    )


def _actors(addition: Addition, node: ox.NamedNode) -> frozenset[tuple[Term, Term]]:
    """Return who takes part in what role; without anybody, what the record is about."""
    predicates = addition.merged.predicates(node)
    people = predicates.get(_PARTICIPANT, ())
    found: set[tuple[Term, Term]] = set()
    # The narrowest role counts; what the rules make of it says nothing new.
    for predicate, values in predicates.items():
        if predicate not in _BROAD and predicate.value.startswith(DIP):  # type: ignore[union-attr]
            found.update((predicate, value) for value in values if value in people)
    known = {value for _, value in found}
    found.update((_PARTICIPANT, value) for value in people if value not in known)
    for predicate in _SUBJECTS:
        found.update((predicate, value) for value in predicates.get(predicate, ()))
    return frozenset(found)


def _neighbours(
    addition: Addition, node: ox.NamedNode, actors: frozenset[tuple[Term, Term]]
) -> list[ox.NamedNode]:
    """Return the records on the same first day or with one of the actors, whichever are fewest."""
    keys: list[tuple[Term, Term]] = [*sorted(actors, key=str)]
    keys += [(_START, day) for day in addition.merged.objects(node, _START)]
    below = [
        addition.store.quads_for_pattern(None, p, o, ox.DefaultGraph())  # type: ignore[arg-type]
        for p, o in keys
    ]
    found: list[list[Term]] = [[] for _ in below]
    # Stepped together, so that the search costs what the shortest of them costs.
    for step, row in enumerate(zip_longest(*below)):
        for quad, nodes in zip(row, found, strict=True):
            if quad is not None:
                nodes.append(quad.subject)
        if None in row or step >= _MOST:
            break
    shortest = min(found, key=len)
    key = keys[found.index(shortest)]
    own = [fact[0] for fact in addition.stated if fact[1] == key[0] and fact[2] == key[1]]
    return [n for n in dict.fromkeys([*shortest, *own]) if isinstance(n, ox.NamedNode)]


def _is_same(
    addition: Addition,
    node: ox.NamedNode,
    other: ox.NamedNode,
    when: _When,
    actors: frozenset[tuple[Term, Term]],
) -> bool:
    merged = addition.merged
    if set(merged.objects(node, _KIND)) != set(merged.objects(other, _KIND)):
        return False
    if set(merged.objects(node, TYPE)).isdisjoint(_own_classes(addition, other)):
        return False
    if other in merged.objects(node, _PART) or node in merged.objects(other, _PART):
        return False
    if _actors(addition, other) != actors:
        return False
    places, others = set(merged.objects(node, _PLACE)), set(merged.objects(other, _PLACE))
    if places and others and places.isdisjoint(others):
        return False
    theirs = _When(addition, other)
    # Two meetings "in 2024" may well be two.
    return when.is_exact == theirs.is_exact and when.is_exact and when.overlaps(theirs)


def _own_classes(addition: Addition, node: ox.NamedNode) -> set[Term]:
    """Return the classes of a node that are no broader class of another of them."""
    types = set(addition.merged.objects(node, TYPE))
    return {t for t in types if len(addition.merged.subclasses(t) & types) == 1}


def check_contradictions(addition: Addition) -> tuple[list[Issue], int]:
    """Return what cannot be true beside the graph, and how many tenures were compared.

    An office has one holder at a time, and a body one chair: two tenures in one body with different
    holders must not overlap by more than a day. A flag on one of them, or precisions that leave
    open whether they do, make it a warning.
    """
    issues: list[Issue] = []
    compared = 0
    told: set[frozenset[str]] = set()
    for iri in addition.subjects:
        node = ox.NamedNode(iri)
        if not addition.merged.is_instance(node, _TENURE):
            continue
        compared += 1
        when, holders = _When(addition, node), set(addition.merged.objects(node, _HOLDER))
        if when.start is None and when.end is None:
            continue
        for body in addition.merged.objects(node, _BODY):
            what = _exclusive(addition, node, body)
            for other in addition.merged.subjects(_BODY, body) if what else ():
                if other == node or not isinstance(other, ox.NamedNode):
                    continue
                pair = frozenset((iri, other.value))
                if pair in told:
                    continue
                theirs = _When(addition, other)
                others = set(addition.merged.objects(other, _HOLDER))
                if (
                    _exclusive(addition, other, body) == what
                    and (theirs.start or theirs.end)
                    and holders.isdisjoint(others)
                    and (when.surely_overlaps(theirs) or when.is_same(theirs))
                ):
                    told.add(pair)
                    issues.append(_contradiction(addition, iri, other, body, what, when, theirs))
    return issues, compared


def _exclusive(addition: Addition, tenure: Term, body: Term) -> str:
    """Say what only one can hold at a time, "" where many can."""
    if addition.merged.is_instance(body, _OFFICE):
        return "holder"
    return "chair" if _CHAIR in addition.merged.objects(tenure, _KIND) else ""


def _contradiction(
    addition: Addition,
    iri: str,
    other: ox.NamedNode,
    body: Term,
    what: str,
    when: _When,
    theirs: _When,
) -> Issue:
    holders = names_of(
        shorten_iri(v.value)
        for v in addition.merged.objects(other, _HOLDER)
        if isinstance(v, ox.NamedNode)
    )
    place = addition.locations.find(other.value)
    name = shorten_iri(body.value) if isinstance(body, ox.NamedNode) else str(body)
    is_known = _is_flagged(addition, iri) or _is_flagged(addition, other.value)
    is_known = is_known or not when.surely_overlaps(theirs)
    return addition.locations.issue(
        iri,
        f"{name} has two {what}s at once: this one ({when}) and {holders} by "
        f"{shorten_iri(other.value)} ({theirs}; {place.file}:{place.line}).",
        "Correct the holder or the dates. If the sources contradict each other, keep both and "
        "state dip:hasFlag with a note.",
        "contradictions",
        "warning" if is_known else "violation",
    )


def _is_flagged(addition: Addition, iri: str) -> bool:
    return bool(addition.merged.objects(ox.NamedNode(iri), ox.NamedNode(DIP + "hasFlag")))


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _day(values: object) -> date | None:
    for value in values:  # type: ignore[attr-defined]
        if isinstance(value, ox.Literal):
            try:
                return date.fromisoformat(value.value)
            except ValueError:
                continue
    return None

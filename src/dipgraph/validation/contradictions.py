"""What cannot be true beside the graph: two holders of one office, two chairs of one body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox

from dipgraph.errors import Issue
from dipgraph.facts import DIP
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.report import names_of
from dipgraph.shacl.vocabulary import Term
from dipgraph.validation.addition import Addition
from dipgraph.validation.period import Period

_TENURE, _OFFICE = ox.NamedNode(DIP + "Tenure"), ox.NamedNode(DIP + "Office")
_HOLDER, _BODY = ox.NamedNode(DIP + "hasHolder"), ox.NamedNode(DIP + "isTenureIn")
_KIND, _FLAG = ox.NamedNode(DIP + "hasKind"), ox.NamedNode(DIP + "hasFlag")
_CHAIR = ox.NamedNode(PREFIXES["kind"] + "chairmanship")


def check_contradictions(addition: Addition) -> tuple[list[Issue], int]:
    """Return what cannot be true beside the graph, and how many tenures were compared.

    An office has one holder at a time, and a body one chair: two tenures in one body with different
    holders must not overlap by more than a day. A flag on one of them, or precisions that leave
    open whether they do, make it a warning.
    """
    issues: list[Issue] = []
    compared = 0
    told: set[frozenset[ox.NamedNode]] = set()
    for iri in addition.subjects:
        node = ox.NamedNode(iri)
        if not addition.merged.is_instance(node, _TENURE):
            continue
        compared += 1
        for body in addition.merged.objects(node, _BODY):
            mine = _read_tenure(addition, node, body)
            for theirs in _others(addition, mine):
                pair = frozenset((mine.node, theirs.node))
                if pair not in told and mine.excludes(theirs):
                    told.add(pair)
                    issues.append(_contradiction(addition, mine, theirs))
    return issues, compared


class _Tenure(NamedTuple):
    """A tenure in one body.

    ``what`` is what only one can be in it at a time, "holder" or "chair"; "" where many can.
    """

    node: ox.NamedNode
    body: Term
    what: str
    when: Period
    holders: frozenset[Term]

    @property
    def can_exclude(self) -> bool:
        """Whether it is known of when, and is of something that only one can be."""
        return bool(self.what and (self.when.start or self.when.end))

    def excludes(self, other: _Tenure) -> bool:
        """Tell whether another in the same body cannot be beside it, as the two are stated."""
        return (
            self.can_exclude
            and other.can_exclude
            and self.what == other.what
            and self.holders.isdisjoint(other.holders)
            and (self.when.surely_overlaps(other.when) or self.when.is_same(other.when))
        )


def _read_tenure(addition: Addition, node: ox.NamedNode, body: Term) -> _Tenure:
    merged = addition.merged
    what = "chair" if _CHAIR in merged.objects(node, _KIND) else ""
    if merged.is_instance(body, _OFFICE):
        what = "holder"
    holders = frozenset(merged.objects(node, _HOLDER))
    return _Tenure(node, body, what, Period(addition, node), holders)


def _others(addition: Addition, tenure: _Tenure) -> Iterator[_Tenure]:
    """Yield the other tenures in the same body, where only one can be at a time."""
    for other in addition.merged.subjects(_BODY, tenure.body) if tenure.can_exclude else ():
        if other != tenure.node and isinstance(other, ox.NamedNode):
            yield _read_tenure(addition, other, tenure.body)


def _contradiction(addition: Addition, mine: _Tenure, theirs: _Tenure) -> Issue:
    holders = names_of(
        shorten_iri(v.value)
        for v in addition.merged.objects(theirs.node, _HOLDER)
        if isinstance(v, ox.NamedNode)
    )
    place = addition.locations.find(theirs.node.value)
    body = mine.body
    name = shorten_iri(body.value) if isinstance(body, ox.NamedNode) else str(body)
    is_flagged = any(addition.merged.objects(node, _FLAG) for node in (mine.node, theirs.node))
    is_sure = mine.when.surely_overlaps(theirs.when) and not is_flagged
    return addition.locations.issue(
        mine.node.value,
        f"{name} has two {mine.what}s at once: this one ({mine.when}) and {holders} by "
        f"{shorten_iri(theirs.node.value)} ({theirs.when}; {place.file}:{place.line}).",
        "Correct the holder or the dates. If the sources contradict each other, keep both and "
        "state dip:hasFlag with a note.",
        "contradictions",
        "violation" if is_sure else "warning",
    )

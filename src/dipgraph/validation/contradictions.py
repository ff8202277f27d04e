"""What cannot be true beside the graph: two holders of one office, two chairs of one body."""

from __future__ import annotations

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
    told: set[frozenset[str]] = set()
    for iri in addition.subjects:
        node = ox.NamedNode(iri)
        if not addition.merged.is_instance(node, _TENURE):
            continue
        compared += 1
        when, holders = Period(addition, node), set(addition.merged.objects(node, _HOLDER))
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
                theirs = Period(addition, other)
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
    when: Period,
    theirs: Period,
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
    return bool(addition.merged.objects(ox.NamedNode(iri), _FLAG))

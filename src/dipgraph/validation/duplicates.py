"""What the graph seems to have already: the same event, matter or figure under another name.

All of it is a guess, so that each finding is a warning. Whether the guesses are good is measured
on the corpus, where each record is looked for among the others (a test has the number).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

import pyoxigraph as ox

from dipgraph.errors import Issue
from dipgraph.facts import DIP, STATED_IN
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.rules import TYPE
from dipgraph.shacl.vocabulary import Term
from dipgraph.spelling import fold_label
from dipgraph.validation.addition import Addition
from dipgraph.validation.period import START, Period


def _terms(*names: str) -> tuple[ox.NamedNode, ...]:
    return tuple(ox.NamedNode(DIP + name) for name in names)


_EVENT, _KIND, _VALUE, _PART = _terms("Event", "hasKind", "value", "isPartOf")
_PARTICIPANT, _INVOLVES, _CONCERNS, _TITLE = _terms(
    "hasParticipant", "involves", "concerns", "title"
)
_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_STATED = ox.NamedNode(STATED_IN)
# What a record is about, where nobody takes part in it.
_SUBJECTS = (_CONCERNS, *_terms("isAbout", "hasHolder"))
# Two events of which each has one of these, and not the same, are two.
_APART = (_PART, *_terms("takesPlaceIn", "isInFrameworkOf", "ordinal"))
# What these say or do stands in their label: the same actors say many things in a year.
_TOLD = _terms("Activity", "Statement", "Decision")
# These are one if they name the same: a figure by its measure, a mission by its two states.
_NAMED = _terms("Figure", "Mission", "Case", "Tenure")
_TENURE = _terms("Tenure")[0]
_DATES = (START, *_terms("endDate", "datePrecision"))
# What says nothing of whether two matters are one.
_BESIDE = {
    _STATED,
    _TITLE,
    _VALUE,
    _PART,
    *_DATES,
    *_terms("hasFlag", "hasConfidence", "meansWithoutNaming", "theme", "hasStatus", "hasBound"),
    *_terms("follows", "isAddendOf", "isConversionOf", "hasNumerator", "hasDenominator"),
}
_RECKONED = _terms("isAddendOf", "isConversionOf", "hasNumerator", "hasDenominator")
_ALIKE = 0.7
"""Two labels are alike if so great a part of all their words stands in both."""
# A day, an actor or a subject of which the graph knows thousands of records would make the cost
# grow with the graph. So many are read for an addition, and for each record at least so many.
_MOST_IN_ALL, _MOST_OF_ONE = 3_200, 30
Keys = frozenset[tuple[Term, Term]]


class Twin(NamedTuple):
    """A record that another may repeat.

    ``same`` says what the two have in common, ``differs`` that they give different values for it.
    """

    node: ox.NamedNode
    same: str
    differs: bool = False


def check_duplicates(addition: Addition) -> tuple[list[Issue], int]:
    """Return records that the graph seems to hold already, and how many were looked for.

    Events are taken for one if they have the same class and kind and the same actors, may be of
    one time, and nothing tells them apart: a place, a framework, a number, a gathering of which
    they are part. Events with one actor, and what is said or done in words, must have labels
    that are alike as well. Matters and figures are taken for one if they name the same, and have
    the same title or labels that are alike.
    """
    issues: list[Issue] = []
    seen: set[frozenset[str]] = set()
    new = [iri for iri in addition.records if not addition.is_old(iri)]
    most = max(_MOST_OF_ONE, _MOST_IN_ALL // max(len(new), 1))
    for iri in new:
        for twin in find_twins(addition, ox.NamedNode(iri), most):
            pair = frozenset((iri, twin.node.value))
            if pair not in seen:
                seen.add(pair)
                issues.append(_duplicate(addition, iri, twin))
    return issues, len(new)


def find_twins(addition: Addition, node: ox.NamedNode, most: int = _MOST_IN_ALL) -> Iterator[Twin]:
    """Yield the records that a record may repeat.

    ``most`` is the number of neighbours among which it is looked for: records that share a day, an
    actor, a subject or a title with it, of which the graph has the fewest.
    """
    is_event = addition.merged.is_instance(node, _EVENT)
    yield from (_events if is_event else _matters)(addition, node, most)


def _duplicate(addition: Addition, iri: str, twin: Twin) -> Issue:
    other = twin.node
    name = shorten_iri(other.value)
    place = addition.locations.find(other.value)
    labels = [v.value for v in addition.merged.objects(other, _LABEL) if isinstance(v, ox.Literal)]
    told = f" ({labels[0]}; {place.file}:{place.line})" if labels else ""
    what = "say in the labels what tells them apart."
    if twin.differs:
        what = "say so in the labels; if the texts disagree, state dip:hasFlag with a note."
    return addition.locations.issue(
        iri,
        f"is this {name}{told}? It has the same {twin.same}.",
        f"If it is, write only `{name} dip:isStatedIn passage:… .` with your passage. If these are "
        f"two, {what} A warning does not stop an addition.",
        "duplicates",
        "warning",
    )


# --- events -------------------------------------------------------------------------------


def _events(addition: Addition, node: ox.NamedNode, most: int) -> Iterator[Twin]:
    when, actors = Period(addition, node), _actors(addition, node)
    if not actors or when.start is None:
        return
    kinds = {(_KIND, kind) for kind in addition.merged.objects(node, _KIND)}
    named = frozenset(actors | kinds)
    same_day: list[ox.NamedNode] = []
    if when.unit == "day":  # few records share a day, even where many share actors and kind
        days = frozenset((START, day) for day in addition.merged.objects(node, START))
        same_day = _neighbours(addition, days, most)
    is_near = set(same_day)
    for other in dict.fromkeys([*_neighbours(addition, named, most), *same_day]):
        if other == node or not (other in is_near or _starts_near(addition, other, when)):
            continue
        if not _has(addition, other, named) or not _is_one(addition, node, other, actors):
            continue
        theirs = Period(addition, other)
        if when.is_same(theirs):
            yield Twin(other, "kind, actors and days")
        elif when.may_be(theirs):
            known = "" if theirs.unit == "day" else f", known to the {theirs.unit}"
            yield Twin(other, f"kind and actors, and its days are {theirs}{known}")


def _starts_near(addition: Addition, other: ox.NamedNode, when: Period) -> bool:
    """Tell from one lookup whether a record may begin in the years of a period."""
    assert when.start
    last = (when.end or when.start).year
    quads = addition.store.quads_for_pattern(other, START, None, ox.DefaultGraph())
    starts = [quad.object.value[:4] for quad in quads if isinstance(quad.object, ox.Literal)]
    years = range(when.start.year - (when.unit == "day"), last + 1)
    return not starts or any(start.isdigit() and int(start) in years for start in starts)


def _is_one(addition: Addition, node: ox.NamedNode, other: ox.NamedNode, actors: Keys) -> bool:
    merged = addition.merged
    if not _is_same_kind(addition, node, other) or _actors(addition, other) != actors:
        return False
    if other in merged.objects(node, _PART) or node in merged.objects(other, _PART):
        return False
    for predicate in _APART:
        mine, theirs = set(merged.objects(node, predicate)), merged.objects(other, predicate)
        if mine and theirs and mine.isdisjoint(theirs):
            return False
    # Over a year the same actors do much of one kind; a day or a month says more.
    units = {Period(addition, record).unit for record in (node, other)}
    is_pair = len({actor for _, actor in actors}) > 1 and not _is_a(addition, node, _TOLD)
    if units == {"day"} or (is_pair and (len(units) == 1 or "year" not in units)):
        return True
    return _have_one_name(addition, node, other)


def _actors(addition: Addition, node: ox.NamedNode) -> Keys:
    """Return who takes part in what role; without anybody, what the record is about."""
    predicates = addition.merged.predicates(node)
    people = predicates.get(_PARTICIPANT, ())
    found: set[tuple[Term, Term]] = set()
    # The narrowest role counts; what the rules make of it says nothing new.
    for predicate, values in predicates.items():
        if predicate not in (_PARTICIPANT, _INVOLVES) and predicate.value.startswith(DIP):  # type: ignore[union-attr]
            found.update((predicate, value) for value in values if value in people)
    known = {value for _, value in found}
    found.update((_PARTICIPANT, value) for value in people if value not in known)
    for predicate in _SUBJECTS:
        found.update((predicate, value) for value in predicates.get(predicate, ()))
    return frozenset(found)


# --- matters and figures --------------------------------------------------------------------


def _matters(addition: Addition, node: ox.NamedNode, most: int) -> Iterator[Twin]:
    mine = _named_by(addition, node)
    literals = {(p, value) for p in (_LABEL, _TITLE) for value in addition.merged.objects(node, p)}
    keys = {key for key in mine if isinstance(key[1], ox.NamedNode)}
    names = frozenset(keys)
    others = dict.fromkeys(_neighbours(addition, names, most)) if names else {}
    for key in literals:  # titles are few: each is looked up by itself
        others.update(dict.fromkeys(_neighbours(addition, frozenset((key,)), most)))
    is_told_by_name = _is_a(addition, node, _NAMED) and len(keys) > 1
    for other in others:
        if (
            other == node
            or not _has(addition, other, names)
            or not _is_same_kind(addition, node, other)
        ):
            continue
        if _named_by(addition, other) != mine or not _may_be_of_one_time(addition, node, other):
            continue
        if _are_reckoned_together(addition, node, other):
            continue
        if is_told_by_name:
            yield _of_one_name(addition, node, other)
        elif _have_one_name(addition, node, other):
            yield Twin(other, "kind, names the same actors, and is called the same")


def _named_by(addition: Addition, node: ox.NamedNode) -> Keys:
    """Return what is stated of a matter that tells it from others."""
    return frozenset(
        (quad.predicate, quad.object)
        for quad in addition.quads_about(node.value)
        if quad.predicate.value.startswith(DIP) and quad.predicate not in _BESIDE
    )


def _may_be_of_one_time(addition: Addition, node: ox.NamedNode, other: ox.NamedNode) -> bool:
    """Tell whether two matters may be of one time: by their dates, else by the acts on them."""
    when, theirs = Period(addition, node), Period(addition, other)
    if when.start or theirs.start:
        if _is_a(addition, node, (_TENURE,)):
            return when.overlaps(theirs)
        return when.is_same(theirs) and when.unit == theirs.unit
    acts, others = (
        [Period(addition, act) for act in addition.merged.subjects(_CONCERNS, matter)]
        for matter in (node, other)
    )
    dated = [p for p in acts if p.start], [p for p in others if p.start]
    if not all(dated):
        return True
    return any(one.overlaps(two) for one in dated[0] for two in dated[1])


def _are_reckoned_together(addition: Addition, node: ox.NamedNode, other: ox.NamedNode) -> bool:
    """Tell whether two figures are parts of one sum, or values of one sentence that differ."""
    merged = addition.merged
    for predicate in _RECKONED:
        mine, theirs = merged.objects(node, predicate), merged.objects(other, predicate)
        if other in mine or node in theirs or not set(mine).isdisjoint(theirs):
            return True
    value, another = (set(merged.objects(n, _VALUE)) for n in (node, other))
    here, there = (set(merged.objects(n, _STATED)) for n in (node, other))
    return bool(value and another) and value.isdisjoint(another) and not here.isdisjoint(there)


def _of_one_name(addition: Addition, node: ox.NamedNode, other: ox.NamedNode) -> Twin:
    """Return what names the same as a figure, mission, case or tenure; figures have a value."""
    values = addition.merged.objects(node, _VALUE), addition.merged.objects(other, _VALUE)
    mine, theirs = ([v.value for v in vs if isinstance(v, ox.Literal)] for vs in values)
    if not mine or not theirs:
        return Twin(other, "kind and names the same actors")
    what = "measure, unit and period, and is about the same"
    if mine == theirs:
        return Twin(other, what)
    return Twin(other, f"{what}, but with the value {', '.join(theirs)}", differs=True)


# --- both ---------------------------------------------------------------------------------


def _is_same_kind(addition: Addition, node: ox.NamedNode, other: ox.NamedNode) -> bool:
    merged = addition.merged
    if set(merged.objects(node, _KIND)) != set(merged.objects(other, _KIND)):
        return False
    return not set(merged.objects(node, TYPE)).isdisjoint(_own_classes(addition, other))


def _own_classes(addition: Addition, node: ox.NamedNode) -> set[Term]:
    """Return the classes of a node that are no broader class of another of them."""
    types = set(addition.merged.objects(node, TYPE))
    return {t for t in types if len(addition.merged.subclasses(t) & types) == 1}


def _is_a(addition: Addition, node: Term, classes: tuple[ox.NamedNode, ...]) -> bool:
    return any(addition.merged.is_instance(node, cls) for cls in classes)


def _have_one_name(addition: Addition, node: ox.NamedNode, other: ox.NamedNode) -> bool:
    """Tell whether two records have the same title, or labels that are alike."""
    titles, others = (_words(addition, n, _TITLE) for n in (node, other))
    if titles and others:
        return not {tuple(words) for words in titles}.isdisjoint(tuple(words) for words in others)
    labels, others = (_words(addition, n, _LABEL) for n in (node, other))
    return any(_are_alike(one, two) for one in labels for two in others)


def _words(addition: Addition, node: ox.NamedNode, predicate: ox.NamedNode) -> list[list[str]]:
    values = addition.merged.objects(node, predicate)
    return [fold_label(v.value).split() for v in values if isinstance(v, ox.Literal)]


def _are_alike(one: list[str], two: list[str]) -> bool:
    mine, theirs = set(one), set(two)
    return bool(mine) and len(mine & theirs) >= _ALIKE * len(mine | theirs)


def _has(addition: Addition, node: ox.NamedNode, keys: Keys) -> bool:
    """Tell whether a record has some values: a lookup each, where all of it would be many."""
    return all(addition.merged.holds((node, predicate, value)) for predicate, value in keys)  # type: ignore[arg-type]


def _neighbours(addition: Addition, keys: Keys, most: int) -> list[ox.NamedNode]:
    """Return the records that have one of some values, of the value that the fewest have."""
    ordered = sorted(keys, key=str)
    below = [
        addition.store.quads_for_pattern(None, p, o, ox.DefaultGraph())  # type: ignore[arg-type]
        for p, o in ordered
    ]
    found: list[list[Term]] = [[] for _ in below]
    # Stepped together, so that the search costs what the shortest of them costs.
    for step, row in enumerate(zip_longest(*below)):
        for quad, nodes in zip(row, found, strict=True):
            if quad is not None:
                nodes.append(quad.subject)
        if None in row or step >= most:
            break
    shortest = min(found, key=len)
    key = ordered[found.index(shortest)]
    own = [fact[0] for fact in addition.stated if fact[1] == key[0] and fact[2] == key[1]]
    return [n for n in dict.fromkeys([*shortest, *own]) if isinstance(n, ox.NamedNode)]

"""Check the names of nodes: each that is used is described, once, and none is blank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from dipgraph.errors import Issue
from dipgraph.facts import TYPE, Facts
from dipgraph.locations import Locations
from dipgraph.namespaces import BASE, PREFIXES, shorten_iri
from dipgraph.report import Part, count_of, names_of
from dipgraph.spelling import suggest

CHECK = "identifiers"

# Names of terms belong to the closed vocabulary, names of shapes and graphs are no data.
_NOT_NODES = tuple(PREFIXES[name] for name in ("dip", "dipsh", "graph", "kind"))


def check_identifiers(
    facts: Facts, files: Iterable[tuple[str, Iterable[ox.Quad]]], locations: Locations
) -> Part:
    """Check the identifiers of all data.

    Parameters
    ----------
    facts
        Everything that is stated.
    files
        For each data file, how messages name it, and its triples.
    locations
        Where the blocks stand.
    """
    described: dict[str, list[str]] = defaultdict(list)
    issues: list[Issue] = []
    for shown, quads in files:
        blank = 0
        typed: set[str] = set()
        for quad in quads:
            blank += isinstance(quad.subject, ox.BlankNode)
            if quad.predicate.value == TYPE and isinstance(quad.subject, ox.NamedNode):
                typed.add(quad.subject.value)
        for subject in typed:
            described[subject].append(shown)
        if blank:
            issues.append(
                Issue(
                    shown,
                    0,
                    "",
                    f"{count_of(blank, 'triple')} about a node without a name.",
                    "Give every node an IRI, so that others can point to it.",
                    CHECK,
                )
            )
    for subject, places in described.items():
        if len(places) > 1:
            issues.append(
                locations.issue(
                    subject,
                    f"it is described in {len(places)} files: {names_of(places)}.",
                    "Keep one block; other files may only add to it.",
                    CHECK,
                )
            )
    names = _names_by_space(facts)
    used = _uses(facts)
    for subject in facts.subjects():
        if subject.startswith(BASE) and subject not in described and not facts.nodes(subject, TYPE):
            issues.append(
                locations.issue(
                    subject,
                    "something is stated of it, but not what it is.",
                    "Give it a class (a dip:…), or correct its name.",
                    CHECK,
                )
            )
    for name, users in used.items():
        if name not in facts:  # what has a block without a class was told above
            space = name[: name.rindex("/") + 1]
            near = suggest(shorten_iri(name), names.get(space, ()))
            issues.append(
                locations.issue(
                    users[0],
                    f"{shorten_iri(name)} is described nowhere.{near}",
                    f"Correct it or describe it; used in {names_of(map(shorten_iri, users), 3)}.",
                    CHECK,
                )
            )
    counts = {"described": len(described), "used": len(used)}
    line = f"{count_of(len(described), 'node')} described, {len(used):,} names referred to"
    return Part(CHECK, len(described), issues, counts, [line])


def is_name_of_node(iri: str) -> bool:
    """Tell whether an IRI names a record, an actor, a place, a source or a passage of ours."""
    return iri.startswith(BASE) and not iri.startswith(_NOT_NODES) and "/" in iri[len(BASE) :]


def _uses(facts: Facts) -> dict[str, list[str]]:
    """For each name of this project that something points to, what points to it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for subject in facts.subjects():
        for _, value in facts.statements(subject):
            if isinstance(value, ox.NamedNode) and is_name_of_node(value.value):
                found[value.value].append(subject)
    return dict(found)


def _names_by_space(facts: Facts) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for subject in facts.subjects():
        if subject.startswith(BASE) and "/" in subject[len(BASE) :]:
            found[subject[: subject.rindex("/") + 1]].append(shorten_iri(subject))
    return dict(found)

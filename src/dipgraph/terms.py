"""Check that the data use only classes, properties and kinds that the ontology describes.

Validators pass over a misspelt class or property in silence: no shape looks for it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from dipgraph.errors import Issue
from dipgraph.facts import DIP, TYPE, Facts
from dipgraph.locations import Locations
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.report import Part, count_of
from dipgraph.spelling import suggest

CHECK = "vocabulary"
_OWL, _RDF, _KIND = PREFIXES["owl"], PREFIXES["rdf"], PREFIXES["kind"]
_PROPERTY_TYPES = {
    _OWL + "ObjectProperty",
    _OWL + "DatatypeProperty",
    _OWL + "AnnotationProperty",
    _RDF + "Property",
}

# How a term is used, and what must be said of it.
_ROLES = ("property", "class", "term")


def check_terms(facts: Facts, data: Iterable[Iterable[ox.Quad]], locations: Locations) -> Part:
    """Check every predicate, class and kind that the triples of the data files use."""
    users: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    classes: dict[str, list[str]] = defaultdict(list)
    for quads in data:
        for quad in quads:
            subject, predicate, value = quad.subject, quad.predicate.value, quad.object
            if not isinstance(subject, ox.NamedNode):
                continue
            users["property", predicate][subject.value] = None
            if not isinstance(value, ox.NamedNode):
                continue
            if predicate == TYPE:
                users["class", value.value][subject.value] = None
                classes[subject.value].append(value.value)
            elif value.value.startswith((DIP, _KIND)):
                users["term", value.value][subject.value] = None
    known = _known_terms(facts)
    issues: list[Issue] = []
    for (role, term), subjects in sorted(users.items()):
        if term in known[role]:
            if _is_deprecated(facts, term):
                issues.append(_deprecation(facts, term, next(iter(subjects)), locations))
            continue
        near = suggest(shorten_iri(term), map(shorten_iri, known[role]))
        what = "kind" if role == "term" and term.startswith(_KIND) else role
        first = next(iter(subjects))
        more = f"; {len(subjects) - 1:,} more use it" if len(subjects) > 1 else ""
        issues.append(
            locations.issue(
                first,
                f"the ontology has no {what} {shorten_iri(term)}{more}.{near}",
                "Correct the name, or describe it in ontology/ first.",
                CHECK,
            )
        )
    issues += _ill_classed(facts, classes, known["class"], locations)
    counts = Counter(role for role, _ in users)
    line = (
        f"{count_of(counts['property'], 'property', 'properties')}, "
        f"{count_of(counts['class'], 'class', 'classes')} and "
        f"{count_of(counts['term'], 'kind')} in use, held against the ontology"
    )
    return Part(CHECK, len(users), issues, {role: counts[role] for role in _ROLES}, [line])


def _is_deprecated(facts: Facts, term: str) -> bool:
    return "true" in facts.texts(term, _OWL + "deprecated")


def _deprecation(facts: Facts, term: str, subject: str, locations: Locations) -> Issue:
    """Return the warning that a term goes on being read, but is no longer to be used."""
    better = facts.nodes(term, PREFIXES["dcterms"] + "isReplacedBy")
    remedy = f"Use {' or '.join(map(shorten_iri, better))} instead." if better else ""
    fault = f"{shorten_iri(term)} is deprecated (owl:deprecated)."
    return locations.issue(subject, fault, remedy, CHECK, "warning")


def _known_terms(facts: Facts) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {role: set() for role in _ROLES}
    for subject in facts.subjects():
        types = set(facts.nodes(subject, TYPE))
        if types & _PROPERTY_TYPES:
            known["property"].add(subject)
        if _OWL + "Class" in types:
            known["class"].add(subject)
        if subject.startswith((DIP, _KIND)):
            known["term"].add(subject)
    return known


def _ill_classed(
    facts: Facts, classes: dict[str, list[str]], known: set[str], locations: Locations
) -> Iterator[Issue]:
    """Yield the nodes whose class is too wide, or that have two of which neither is the other."""
    narrower: dict[str, list[str]] = defaultdict(list)
    for cls in sorted(known):
        for wider in facts.broader(cls) - {cls}:
            narrower[wider].append(cls)
    leaves = {cls for cls in known if not narrower[cls]}
    for subject, stated in classes.items():
        ours = [cls for cls in dict.fromkeys(stated) if cls in known and cls.startswith(DIP)]
        own = [c for c in ours if not any(c != o and c in facts.broader(o) for o in ours)]
        if len(own) > 1:
            yield locations.issue(
                subject,
                f"it is said to be {' and '.join(f'a {shorten_iri(c)}' for c in own)}, which are "
                "two things.",
                "Choose one class; write a second record for the other, if the text tells of both.",
                CHECK,
            )
        for cls in own:
            if narrower[cls]:
                told = ", ".join(shorten_iri(c) for c in narrower[cls] if c in leaves)
                yield locations.issue(
                    subject,
                    f"{shorten_iri(cls)} is too wide a class: nothing would count it.",
                    f"Choose one below it: {told}.",
                    CHECK,
                )

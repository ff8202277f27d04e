"""Names in an addition: nodes without one, names described nowhere, records that exist already."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from dipgraph.errors import Issue
from dipgraph.facts import DIP
from dipgraph.identifiers import CHECK
from dipgraph.namespaces import BASE, PREFIXES, shorten_iri
from dipgraph.report import count_of, names_of
from dipgraph.rules import TYPE
from dipgraph.shacl.vocabulary import OWL_IMPORTS
from dipgraph.spelling import fold_label, suggest
from dipgraph.store import REGISTRY
from dipgraph.validation.addition import Addition
from dipgraph.validation.documents import MAX_BLANK

STATED_IN = ox.NamedNode(DIP + "isStatedIn")
_SOURCE = ox.NamedNode(PREFIXES["oa"] + "hasSource")
_RDFS, _OWL = PREFIXES["rdfs"], PREFIXES["owl"]
_TERMS = (DIP, PREFIXES["kind"], PREFIXES["dipsh"])
_NAMES = tuple(
    ox.NamedNode(iri)
    for iri in (_RDFS + "label", PREFIXES["skos"] + "altLabel", PREFIXES["skos"] + "hiddenLabel")
)
FILL_IN = BASE + "fill-in/"
"""Where the names stand that `dipgraph new` writes for what is not filled in yet."""
# Actors and places: what is new of these is described in the registry first.
_ACTORS = ("state", "organisation", "office", "person", "place", "group")
_MOST_GUESSES = 200
"""So many names are guessed at; nobody reads more, and each guess compares it with all names."""
# What the rules follow: an axiom among data would change what follows from everything else.
AXIOMS = {
    _RDFS + "subClassOf",
    _RDFS + "subPropertyOf",
    _OWL + "propertyChainAxiom",
    _OWL + "inverseOf",
    _OWL + "equivalentClass",
    _OWL + "equivalentProperty",
}


def check_names_of(addition: Addition) -> Iterator[Issue]:
    """Yield what is wrong with the names that an addition gives and uses."""
    yield from _blank_nodes(addition)
    yield from _graphs(addition)
    yield from _foreign(addition)
    yield from _undescribed(addition)
    yield from _unknown(addition)
    yield from _same_names(addition)


def _blank_nodes(addition: Addition) -> Iterator[Issue]:
    for document in addition.documents:
        if document.blank:
            many = count_of(MAX_BLANK if document.is_cut else document.blank, "triple")
            head, rest = "", ""
            if document.is_cut:
                head, rest = "more than ", "; the rest of the file was not read"
            yield Issue(
                document.shown,
                0,
                "",
                f"{head}{many} with a node without a name ([ … ], ( … ) or _:name){rest}.",
                "Give every node an IRI, so that others can point to it.",
                CHECK,
            )


def _graphs(addition: Addition) -> Iterator[Issue]:
    """Tell that the graphs of TriG and N-Quads are not kept."""
    for document in addition.documents:
        named = {
            q.graph_name.value for q in document.quads if isinstance(q.graph_name, ox.NamedNode)
        }
        other = sorted(iri for iri in named if not iri.startswith(BASE))
        if other:
            yield Issue(
                document.shown,
                0,
                "",
                f"its graphs ({names_of(map(shorten_iri, other), 3)}) are not kept.",
                "Nothing is to be done: a record goes to the graph of the source that states it.",
                CHECK,
                "info",
            )


def _foreign(addition: Addition) -> Iterator[Issue]:
    """Tell imports, which are not followed, and refuse axioms and new terms."""
    axioms = {fact[0] for fact in addition.stated if fact[1].value in AXIOMS}
    for iri in addition.subjects:
        if iri.startswith(_TERMS) and ox.NamedNode(iri) not in axioms:
            yield addition.locations.issue(
                iri,
                "it is a term of the ontology, and this is data.",
                "Kinds, classes and properties are described in ontology/, where `dipgraph check` "
                "looks at all that they change.",
                "vocabulary",
            )
    for fact in addition.stated:
        subject, predicate, value = fact
        if predicate == OWL_IMPORTS:
            iri = subject.value if isinstance(subject, ox.NamedNode) else ""
            yield addition.locations.issue(
                iri,
                f"owl:imports {value} is not followed: nothing is fetched.",
                "Name a file on the command line to have it checked as well.",
                CHECK,
                "info",
            )
        elif predicate.value in AXIOMS and isinstance(subject, ox.NamedNode):
            yield addition.locations.issue(
                subject.value,
                f"{shorten_iri(predicate.value)} is an axiom, and this is data.",
                "Axioms stand in ontology/, where `dipgraph check` looks at all that they change.",
                "vocabulary",
                predicate=predicate.value,
            )


def _undescribed(addition: Addition) -> Iterator[Issue]:
    for iri in addition.subjects:
        if iri.startswith(BASE) and not addition.merged.objects(ox.NamedNode(iri), TYPE):
            near = suggest(shorten_iri(iri), _candidates(addition, iri, iri))
            yield addition.locations.issue(
                iri,
                f"something is stated of it, but not what it is, here or in the graph.{near}",
                "Give it a class (a dip:…), or correct its name.",
                CHECK,
            )


def _unknown(addition: Addition) -> Iterator[Issue]:
    told: dict[str, list[str]] = {}
    where: dict[str, tuple[str, str]] = {}
    for subject, predicate, value in addition.stated:
        if not isinstance(value, ox.NamedNode) or not isinstance(subject, ox.NamedNode):
            continue
        if addition.is_unknown(value.value):
            told.setdefault(value.value, []).append(shorten_iri(subject.value))
            where.setdefault(value.value, (subject.value, predicate.value))
    for number, (iri, users) in enumerate(told.items()):
        subject_iri, predicate_iri = where[iri]
        if iri.startswith(FILL_IN):
            yield addition.locations.issue(
                subject_iri,
                f"{shorten_iri(predicate_iri)} is not filled in: fill-in:{iri[len(FILL_IN) :]} "
                "stands there.",
                "Write its value; the help above it says what is asked.",
                CHECK,
                predicate=predicate_iri,
            )
            continue
        near = ""
        if number < _MOST_GUESSES:
            near = suggest(shorten_iri(iri), _candidates(addition, iri, subject_iri))
            near += _of_the_same(addition, iri)
        more = f" {names_of(dict.fromkeys(users), 3)} use it." if len(set(users)) > 1 else ""
        yield addition.locations.issue(
            subject_iri,
            f"{shorten_iri(iri)} is described nowhere.{near}",
            f"Correct the name or describe it{_how_to_describe(iri, addition)}.{more}",
            CHECK,
            predicate=predicate_iri,
        )


def _of_the_same(addition: Addition, iri: str) -> str:
    """Say what the registry has of the state whose code a name begins with."""
    prefix, _, local = shorten_iri(iri).partition(":")
    code = local.partition("-")[0]
    if len(code) != 3 or not code.isupper() or code == local:
        return ""
    known = addition.registry_names.get(PREFIXES.get(prefix, ""), ())
    same = [name for name in known if name.startswith(f"{prefix}:{code}-")]
    return f" Of {code} there are {names_of(same, 6)}." if same else ""


def _how_to_describe(iri: str, addition: Addition) -> str:
    name = shorten_iri(iri)
    prefix = name.partition(":")[0]
    command = addition.project.command("new", prefix, "--name", name)
    return f" ({command})" if prefix in _ACTORS else ""


def _same_names(addition: Addition) -> Iterator[Issue]:
    """Warn of a new actor or place whose name, in any spelling, another of its class has."""
    new = [s for s in addition.subjects if addition.graph_of(s) == REGISTRY]
    new = [iri for iri in new if not addition.is_old(iri)]
    if not new:
        return
    known: dict[tuple[str, str], str] = {}
    for quad in addition.registry:
        if quad.predicate in _NAMES and isinstance(quad.subject, ox.NamedNode):
            for cls in addition.below.objects(quad.subject, TYPE):
                key = fold_label(quad.object.value), str(cls)  # type: ignore[union-attr]
                known.setdefault(key, quad.subject.value)
    wide = {str(ox.NamedNode(DIP + "Actor")), f"<{PREFIXES['prov']}Agent>"}
    for iri in new:
        node = ox.NamedNode(iri)
        classes = {str(cls) for cls in addition.merged.objects(node, TYPE)} - wide
        values = [v for name in _NAMES for v in addition.merged.objects(node, name)]
        for label in (v.value for v in values if isinstance(v, ox.Literal)):
            other = next((known[k] for c in classes if (k := (fold_label(label), c)) in known), "")
            if other:
                place = addition.locations.find(other)
                yield addition.locations.issue(
                    iri,
                    f"is this {shorten_iri(other)} ({place.file}:{place.line})? That has the name "
                    f'"{label}", too.',
                    f"If it is, leave this block out and use {shorten_iri(other)}. If these are "
                    "two, say in the labels what tells them apart.",
                    "duplicates",
                    "warning",
                )
                break


def _candidates(addition: Addition, iri: str, user: str) -> list[str]:
    """Return the names that one may have been meant to be, without reading all records."""
    space = iri[: iri.rindex("/") + 1]
    if space == PREFIXES["passage"]:
        source = ox.NamedNode(PREFIXES["source"] + iri[len(space) :].rpartition(".")[0])
        passages = addition.merged.subjects(_SOURCE, source)
        return [shorten_iri(p.value) for p in passages if isinstance(p, ox.NamedNode)]
    found = dict.fromkeys(addition.registry_names.get(space, ()))
    found.update((shorten_iri(s), None) for s in addition.subjects if s.startswith(space))
    # Records that rest on the same passages, and what those name.
    for passage in addition.merged.objects(ox.NamedNode(user), STATED_IN):
        for record in addition.merged.subjects(STATED_IN, passage):
            for name in (
                record,
                *(v for vs in addition.merged.predicates(record).values() for v in vs),
            ):
                if isinstance(name, ox.NamedNode) and name.value.startswith(space):
                    found[shorten_iri(name.value)] = None
    found.pop(shorten_iri(iri), None)
    if space == PREFIXES["source"]:
        sources = addition.merged.subjects(TYPE, ox.NamedNode(DIP + "Source"))
        found.update((shorten_iri(s.value), None) for s in sources if isinstance(s, ox.NamedNode))
    return list(found)


# --- records that exist -----------------------------------------------------------------


def check_corrections(addition: Addition) -> Iterator[Issue]:
    """Yield a finding for each record of the graph that the addition describes anew."""
    for iri, document in addition.subjects.items():
        if not addition.is_old(iri):
            continue
        node = ox.NamedNode(iri)
        said = [q for q in document.quads if q.subject == node]
        if not any(quad.predicate == TYPE for quad in said):
            continue  # it adds to the record, as a second source does
        place = addition.locations.find_old(iri)
        where = f"{place.file}:{place.line}" if place.file else "the graph"
        there = {
            predicate: [q.object for q in addition.quads_about(iri) if q.predicate == predicate]
            for predicate in dict.fromkeys(q.predicate for q in said)
        }
        new = [q for q in said if not addition.below.holds((q.subject, q.predicate, q.object))]
        if not new:
            yield addition.locations.issue(
                iri,
                f"it stands in {where} already, and nothing new is said of it here.",
                "Leave it out.",
                "corrections",
                "info",
            )
            continue
        changes = []
        for predicate in dict.fromkeys(quad.predicate for quad in new):
            here = [q.object for q in said if q.predicate == predicate]
            old = [value for value in there[predicate] if value not in here]
            mine = ", ".join(_show(q.object) for q in new if q.predicate == predicate)
            name = shorten_iri(predicate.value)
            changes.append(f"{name} {', '.join(map(_show, old)) or 'nothing'} there, {mine} here")
        yield addition.locations.issue(
            iri,
            f"it exists already ({where}), and is described anew: {'; '.join(changes)}.",
            f"To correct it, edit the block in {where}. To add a passage or a label, write only "
            f"that, without `a`: {shorten_iri(iri)} dip:isStatedIn passage:… . For another event "
            "take another name.",
            "corrections",
        )


def _show(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return shorten_iri(term.value)
    return f'"{term.value}"' if isinstance(term, ox.Literal) else str(term)

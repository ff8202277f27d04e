"""Find the class or kind that somebody names: ``visit``, "State visit", ``kind:state-visit``."""

from __future__ import annotations

import pyoxigraph as ox

from dipgraph.errors import InputError
from dipgraph.finding.fold import fold_spellings
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.spelling import suggest

_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_VOCABULARIES = {
    "class": ("dip", ox.NamedNode(PREFIXES["owl"] + "Class")),
    "kind": ("kind", ox.NamedNode(PREFIXES["skos"] + "Concept")),
}
"""The prefix of each vocabulary, and of what class its terms are."""


def find_class(store: ox.Store, name: str) -> str:
    """Return the IRI of one of our classes, see :func:`find_term`."""
    return find_term(store, name, "class")


def find_kind(store: ox.Store, name: str) -> str:
    """Return the IRI of a kind, see :func:`find_term`."""
    return find_term(store, name, "kind")


def find_term(store: ox.Store, name: str, *whats: str) -> str:
    """Return the IRI of a class or kind, named by its label, name or IRI in any case.

    Parameters
    ----------
    store
        Where the ontology lies.
    name
        What somebody typed.
    *whats
        "class", "kind" or both: the first of them that has the name is taken. Default: both.

    Raises
    ------
    InputError
        If none has it; the message says what is near.
    """
    whats = whats or tuple(_VOCABULARIES)
    known: set[str] = set()
    classes: set[str] = set()
    for what in whats:
        names, shown = _names(store, what)
        prefix, _ = _VOCABULARIES[what]
        local = name.strip("<> ").removeprefix(PREFIXES[prefix]).removeprefix(f"{prefix}:")[:100]
        for form in fold_spellings(local):
            plain = form.replace(" ", "")
            for option in (plain, plain.removesuffix("s"), plain.removesuffix("ies") + "y"):
                if option in names:
                    return names[option]
        known |= {spelling.lower() for spelling in shown}
        if what == "class":
            classes = {shorten_iri(iri).partition(":")[2] for iri in names.values()}
    guess = suggest(local, sorted(known))
    if not guess and classes:
        guess = f" Classes: {', '.join(sorted(classes))}."
    raise InputError(f"there is no {' or '.join(whats)} {name[:100]!r}.{guess}")


def _names(store: ox.Store, what: str) -> tuple[dict[str, str], set[str]]:
    """Return the terms of a vocabulary by folded name, and their names as written."""
    prefix, cls = _VOCABULARIES[what]
    names: dict[str, str] = {}
    shown: set[str] = set()
    default = ox.DefaultGraph()
    for quad in store.quads_for_pattern(None, _TYPE, cls, default):
        node = quad.subject
        if not isinstance(node, ox.NamedNode) or not node.value.startswith(PREFIXES[prefix]):
            continue
        labels = store.quads_for_pattern(node, _LABEL, None, default)
        written = [q.object.value for q in labels if isinstance(q.object, ox.Literal)]
        for spelling in (*written, node.value.removeprefix(PREFIXES[prefix])):
            shown.add(spelling)
            for form in fold_spellings(spelling):
                names.setdefault(form.replace(" ", ""), node.value)
    return names, shown

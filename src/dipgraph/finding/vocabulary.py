"""Find the class or kind that somebody names: ``visit``, "State visit", ``kind:state-visit``."""

from __future__ import annotations

import pyoxigraph as ox

from dipgraph.errors import InputError
from dipgraph.finding.fold import fold_spellings
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.spelling import suggest

_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_CLASS = ox.NamedNode(PREFIXES["owl"] + "Class")
_CONCEPT = ox.NamedNode(PREFIXES["skos"] + "Concept")


def find_class(store: ox.Store, name: str) -> str:
    """Return the IRI of one of our classes, named by its label, name or IRI in any case.

    Raises
    ------
    InputError
        If there is no such class; the message says what is near.
    """
    return _find(store, name, _CLASS, PREFIXES["dip"], "class")


def find_kind(store: ox.Store, name: str) -> str:
    """Return the IRI of a kind, named by its label, name or IRI in any case.

    Raises
    ------
    InputError
        If there is no such kind; the message says what is near.
    """
    return _find(store, name, _CONCEPT, PREFIXES["kind"], "kind")


def _find(store: ox.Store, name: str, cls: ox.NamedNode, space: str, what: str) -> str:
    names: dict[str, str] = {}
    shown: dict[str, str] = {}
    default = ox.DefaultGraph()
    for quad in store.quads_for_pattern(None, _TYPE, cls, default):
        node = quad.subject
        if not isinstance(node, ox.NamedNode) or not node.value.startswith(space):
            continue
        own = node.value.removeprefix(space)
        labels = store.quads_for_pattern(node, _LABEL, None, default)
        written = [q.object.value for q in labels if isinstance(q.object, ox.Literal)]
        for spelling in (*written, own):
            shown.setdefault(spelling, spelling)
            for form in fold_spellings(spelling):
                names.setdefault(form.replace(" ", ""), node.value)
    local = name.strip("<> ").removeprefix(space)
    local = local.removeprefix(f"{shorten_iri(space + 'x').partition(':')[0]}:")
    for form in fold_spellings(local[:100]):
        plain = form.replace(" ", "")
        for option in (plain, plain.removesuffix("s"), plain.removesuffix("ies") + "y"):
            if option in names:
                return names[option]
    known = sorted(map(str.lower, shown))
    guess = suggest(local[:100], known)
    if not guess and what == "class":
        guess = f" Classes: {', '.join(sorted({shorten_iri(i)[4:] for i in names.values()}))}."
    raise InputError(f"there is no {what} {name[:100]!r}.{guess}")

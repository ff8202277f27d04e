"""Turn what a user types for a parameter into an RDF term, or say what is wrong with it.

rdflib finds nothing, in silence, when a string stands where a date or a number is meant; so each
parameter has a type, and a name is looked up among all spellings that the registries hold.
"""

from __future__ import annotations

import pyoxigraph as ox

from dipgraph.errors import QueryError
from dipgraph.namespaces import PREFIXES, expand_name, shorten_iri
from dipgraph.spelling import find_near_words, fold_label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

TYPES: dict[str, tuple[str, ...]] = {
    "state": ("state",),
    "organisation": ("organisation",),
    "office": ("office",),
    "person": ("person",),
    "group": ("group",),
    "actor": ("state", "organisation", "office", "person", "group"),
    "place": ("place",),
    "source": ("source",),
    "kind": ("kind",),
    "year": (),
    "date": (),
    "text": (),
    "number": (),
}
"""Type of a parameter: the prefixes its names may have; none for a plain value."""

_XSD = PREFIXES["xsd"]
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_LABEL = PREFIXES["rdfs"] + "label"
_LABELS = (
    _LABEL,
    *(PREFIXES["skos"] + name for name in ("prefLabel", "altLabel", "hiddenLabel")),
    PREFIXES["dip"] + "acronym",
)


def read_value(kind: str, given: object, name: str, store: ox.Store) -> ox.NamedNode | ox.Literal:
    """Return the term that ``given`` means for a parameter of this type.

    Parameters
    ----------
    kind
        A key of :data:`TYPES`.
    given
        Text, number, date, or a term of pyoxigraph or rdflib.
    name
        The parameter, for messages.
    store
        Where names and labels are looked up.

    Raises
    ------
    QueryError
        If it is not of that type, or names nothing or more than one thing in the store.
    """
    text = str(getattr(given, "value", given)).strip()
    if kind == "text":
        return ox.Literal(str(getattr(given, "value", given)))
    if kind == "year":
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            raise QueryError(f"{name} is a year of four digits, like 2024, and not {text!r}.")
        return ox.Literal(text, datatype=ox.NamedNode(_XSD + "integer"))
    if kind == "date":
        return ox.Literal(_read_date(text, name), datatype=ox.NamedNode(_XSD + "date"))
    if kind == "number":
        import re  # most queries need no number, and start faster without

        if not re.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", text):
            raise QueryError(f"{name} is a number, like 12 or 0.5, and not {text!r}.")
        number = "decimal" if "." in text else "integer"
        return ox.Literal(text, datatype=ox.NamedNode(_XSD + number))
    return _find_node(kind, text, name, store)


def _read_date(text: str, name: str) -> str:
    import re
    from datetime import date

    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise QueryError(f"{name} is a date like 2024-05-31, and not {text!r}.") from None


def _find_node(kind: str, text: str, name: str, store: ox.Store) -> ox.NamedNode:
    namespaces = [PREFIXES[prefix] for prefix in TYPES[kind]]
    for iri in _spell_out(text, namespaces):
        node = ox.NamedNode(iri)
        if any(True for _ in store.quads_for_pattern(node, _TYPE, None, ox.DefaultGraph())):
            return node
    labels = _labels(store, namespaces)
    wanted = fold_label(text)
    found = {iri: main for (iri, label), main in labels.items() if label == wanted}
    if len(found) > 1 and sum(found.values()) == 1:
        found = {iri: main for iri, main in found.items() if main}
    if len(found) == 1:
        return ox.NamedNode(next(iter(found)))
    if found:
        choice = " or ".join(sorted(shorten_iri(iri) for iri in found))
        raise QueryError(f"{name}: {text!r} is a name of more than one {kind}: {choice}. Name one.")
    raise QueryError(
        f"{name}: there is no {kind} {text!r} in the graph.{_guess(wanted, labels, store)}"
    )


def _spell_out(text: str, namespaces: list[str]) -> list[str]:
    """Return the IRIs that a text may stand for: an IRI, a prefixed name, or a local name."""
    iri = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    if not iri or any(char.isspace() or char in '<>"{}|\\^`' for char in iri):
        return []
    expanded = expand_name(iri)
    whole = [option for option in (iri, expanded) if option and "://" in option]
    if whole:
        return [option for option in whole if option.startswith(tuple(namespaces))]
    return [space + local for space in namespaces for local in (iri, iri.upper(), iri.lower())]


def _labels(store: ox.Store, namespaces: list[str]) -> Mapping[tuple[str, str], bool]:
    """Return (IRI, folded label) of all that is in the namespaces; True for the main label."""
    found: dict[tuple[str, str], bool] = {}
    for predicate in _LABELS:
        main = predicate == _LABEL
        pattern = store.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.DefaultGraph())
        for quad in pattern:
            subject, value = quad.subject, quad.object
            if (
                isinstance(subject, ox.NamedNode)
                and isinstance(value, ox.Literal)
                and subject.value.startswith(tuple(namespaces))
            ):
                key = (subject.value, fold_label(value.value))
                found[key] = found.get(key, False) or main
    return found


def _guess(wanted: str, labels: Mapping[tuple[str, str], bool], store: ox.Store) -> str:
    names = {label: iri for iri, label in labels}
    for iri, _ in labels:
        names.setdefault(fold_label(shorten_iri(iri).partition(":")[2]), iri)
    near = dict.fromkeys(names[word] for word in find_near_words(wanted, names))
    if not near:
        return ""
    from dipgraph.querying.engines import Labels

    label = Labels(store)
    shown = [f"{shorten_iri(iri)} ({label(iri)})" for iri in near]
    return f" Did you mean {' or '.join(shown)}?"

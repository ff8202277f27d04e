"""Literals of an addition that no datatype allows, or that another datatype was asked for.

Shapes look at the values of the classes that they are for; this looks at every literal, whatever
the class of its node.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from dipgraph.errors import Issue
from dipgraph.namespaces import PREFIXES, expand_name, shorten_iri
from dipgraph.shacl.literals import is_well_formed
from dipgraph.spelling import fold_label
from dipgraph.validation.addition import Addition
from dipgraph.validation.causes import Causes
from dipgraph.validation.findings import Finding

CHECK = "literals"
_XSD = PREFIXES["xsd"]
_LABELS = {
    ox.NamedNode(iri)
    for iri in (
        PREFIXES["rdfs"] + "label",
        *(PREFIXES["skos"] + name for name in ("prefLabel", "altLabel", "hiddenLabel")),
    )
}
_EXAMPLES = {
    "date": 'a day that there is, such as "2031-05-14"^^xsd:date',
    "integer": "a whole number, such as 12",
    "decimal": 'a number written out, such as "72000"^^xsd:decimal',
    "boolean": "true or false",
    "string": 'a plain string, such as "text"',
}


def check_literals_of(
    addition: Addition, told: Iterable[Finding], causes: Causes
) -> Iterator[Issue]:
    """Yield the literals that are ill-formed or of another datatype than their property takes.

    Texts where a property takes names are told with the name that they probably mean. What
    ``told`` says already of the same value is not said again.
    """
    known = {
        (f.result.focus_node, f.result.path, f.result.value)
        for f in told
        if f.result and not f.follows_from
    }
    for subject, predicate, value in addition.stated:
        if not isinstance(value, ox.Literal) or not isinstance(subject, ox.NamedNode):
            continue
        if causes.takes_names(predicate):
            yield _text_for_name(addition, subject, predicate, value)
            continue
        if (subject, predicate, value) in known or causes.fits(predicate, value):
            continue
        wanted, found = causes.range_of(predicate), value.datatype.value
        name, kind = shorten_iri(predicate.value), shorten_iri(found)
        fault = f"{name} takes {shorten_iri(wanted)}, and this is {_written(value)}."
        if not is_well_formed(value.value, found):
            fault = f"{_written(value)}, the value of {name}, is no {kind}."
        asked = (wanted or found).removeprefix(_XSD)
        yield addition.locations.issue(
            subject.value,
            fault,
            f"Write {_EXAMPLES.get(asked, 'it as its type has it')}.",
            CHECK,
            predicate=predicate.value,
        )


def _text_for_name(
    addition: Addition, subject: ox.NamedNode, predicate: ox.NamedNode, value: ox.Literal
) -> Issue:
    meant = _names_for(addition, value.value)
    near = f" Did you mean {' or '.join(meant[:3])}?" if meant else ""
    name = meant[0] if len(meant) == 1 else "kind:…"
    document = addition.subjects.get(subject.value)
    remedy = f"Write {name if len(meant) == 1 else 'a name'} without quotation marks."
    if document is not None and document.format == ox.RdfFormat.JSON_LD:
        remedy = f'Write {{"@id": "{name}"}}.'
    return addition.locations.issue(
        subject.value,
        f"{shorten_iri(predicate.value)} takes a name, and this is the text "
        f'"{_shortened(value.value)}".{near}',
        remedy,
        CHECK,
        predicate=predicate.value,
    )


def _names_for(addition: Addition, text: str) -> list[str]:
    """Return the names that a text may stand for: it is one, or the label of one."""
    full = expand_name(text) or text
    try:
        if ox.NamedNode(full) in addition.merged:
            return [shorten_iri(full)]
    except ValueError:
        pass  # no IRI
    wanted = fold_label(text)
    found = {
        shorten_iri(quad.subject.value): None
        for quad in (*addition.registry, *addition.ontology)
        if quad.predicate in _LABELS
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.Literal)
        and fold_label(quad.object.value) == wanted
    }
    return sorted(found)


def _written(value: ox.Literal) -> str:
    """Return a literal as Turtle has it, shortened."""
    text = _shortened(value.value)
    if value.language:
        return f'"{text}"@{value.language}'
    return f'"{text}"^^{shorten_iri(value.datatype.value)}'


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"

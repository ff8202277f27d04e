"""Literals of an addition that no datatype allows, or that another datatype was asked for.

Shapes look at the values of the classes that they are for; this looks at every literal, whatever
the class of its node.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from dipgraph.errors import Issue
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.shacl.literals import is_well_formed
from dipgraph.store import ONTOLOGY
from dipgraph.validation.addition import Addition
from dipgraph.validation.findings import Finding

CHECK = "literals"
_RANGE = ox.NamedNode(PREFIXES["rdfs"] + "range")
_XSD = PREFIXES["xsd"]
_EXAMPLES = {
    "date": 'a day that there is, such as "2031-05-14"^^xsd:date',
    "integer": "a whole number, such as 12",
    "decimal": 'a number written out, such as "72000"^^xsd:decimal',
    "boolean": "true or false",
    "string": 'a plain string, such as "text"',
}


def check_literals_of(addition: Addition, told: Iterable[Finding]) -> Iterator[Issue]:
    """Yield the literals that are ill-formed or of another datatype than their property takes.

    What ``told`` says already of the same value is not said again.
    """
    known = {(f.result.focus_node, f.result.path, f.result.value) for f in told if f.result}
    ranges: dict[ox.NamedNode, str] = {}
    for subject, predicate, value in addition.stated:
        if not isinstance(value, ox.Literal) or not isinstance(subject, ox.NamedNode):
            continue
        if (subject, predicate, value) in known:
            continue
        if predicate not in ranges:
            ranges[predicate] = _range_of(addition, predicate)
        wanted = ranges[predicate]
        found = value.datatype.value
        is_good = is_well_formed(value.value, found)
        if is_good and found in (wanted or found, wanted):
            continue
        name, kind = shorten_iri(predicate.value), shorten_iri(found)
        fault = f"{name} takes {shorten_iri(wanted)}, and this is {_written(value)}."
        if not is_good:
            fault = f"{_written(value)}, the value of {name}, is no {kind}."
        asked = (wanted or found).removeprefix(_XSD)
        yield addition.locations.issue(
            subject.value,
            fault,
            f"Write {_EXAMPLES.get(asked, 'it as its type has it')}.",
            CHECK,
            predicate=predicate.value,
        )


def _range_of(addition: Addition, predicate: ox.NamedNode) -> str:
    for quad in addition.store.quads_for_pattern(predicate, _RANGE, None, ONTOLOGY):
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(_XSD):
            return quad.object.value
    return ""


def _written(value: ox.Literal) -> str:
    """Return a literal as Turtle has it, shortened."""
    text = value.value if len(value.value) <= 60 else value.value[:57] + "…"
    if value.language:
        return f'"{text}"@{value.language}'
    return f'"{text}"^^{shorten_iri(value.datatype.value)}'

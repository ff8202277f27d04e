"""The JSON-LD context of the project, made from its ontology and shapes.

A property's term is its local name, and the prefixed name where two would be the same. What the
ontology and the shapes say decides how a value is written:

* an object property holds identifiers, in a list unless every shape on it allows one value only;
  who takes part is always a list;
* a literal has the datatype of the range, or of the shape; texts in English need no tag.

The file ``ontology/context.jsonld`` is what :func:`build_context` gives, held current by a test.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from dipgraph.errors import InputError
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.resources import Project
from dipgraph.turtle import parse_file, read_text

Context = dict[str, Any]
"""What stands under ``@context``: terms and what they mean."""

FILE_NAME = "context.jsonld"

_OWL, _RDF, _RDFS, _SH, _XSD = (PREFIXES[name] for name in ("owl", "rdf", "rdfs", "sh", "xsd"))
_TYPE = _RDF + "type"
_DIP = PREFIXES["dip"]
_PROPERTIES = {
    _OWL + "ObjectProperty": "@id",
    _OWL + "DatatypeProperty": "literal",
    _OWL + "AnnotationProperty": "note",
}
_LANG_STRING = _RDF + "langString"
# Terms of others, whose ranges our ontology does not repeat: what our data hold there.
_OF_OTHERS = {
    PREFIXES["dcterms"] + "identifier": _XSD + "string",
    PREFIXES["dcterms"] + "issued": _XSD + "date",
    PREFIXES["dcterms"] + "language": _XSD + "string",
    PREFIXES["dcterms"] + "source": _XSD + "string",
    PREFIXES["geo"] + "lat": _XSD + "decimal",
    PREFIXES["geo"] + "long": _XSD + "decimal",
}
_PRECISION = _DIP + "datePrecision"
_TREE = (_RDFS + "subClassOf", _RDFS + "subPropertyOf")
_LISTS = {PREFIXES["skos"] + name for name in ("altLabel", "hiddenLabel", "example")}
_AS_JSON_HAS_IT = {_XSD + "string", None}


def build_context(project: Project) -> Context:
    """Return the context of a project's ontology.

    Raises
    ------
    InputError
        If the ontology or a shape cannot be read.
    """
    described, ranges, roles = _read_terms(project)
    single, datatypes = _read_shapes(project)
    single -= roles
    context: Context = {"@version": 1.1, "id": "@id", "type": "@type"}
    context |= dict(sorted(PREFIXES.items()))
    own_first = sorted(described, key=lambda iri: (not iri.startswith(_DIP), iri))
    for iri in own_first:
        short = shorten_iri(iri)
        if iri == _TYPE or short == iri:
            continue
        local = short.partition(":")[2]
        name = short if local in context else local
        value = described[iri]
        if value == "term":
            context[name] = short
            continue
        term: Context = {"@id": short}
        if value == "@id":
            term["@type"] = "@vocab" if iri == _PRECISION else "@id"
        else:
            datatype = _OF_OTHERS.get(iri) or datatypes.get(iri) or ranges.get(iri)
            if datatype == _LANG_STRING or (datatype is None and value == "note"):
                term["@language"] = "en"
            elif datatype not in _AS_JSON_HAS_IT:
                term["@type"] = shorten_iri(str(datatype))
        if (value == "@id" and iri not in single) or iri in _LISTS:
            term["@container"] = "@set"
        context[name] = term
    return context


def _read_terms(project: Project) -> tuple[dict[str, str], dict[str, str], set[str]]:
    """Return what each term is ("@id", "literal", "note" or "term"), ranges, and roles."""
    described: dict[str, str] = {}
    ranges: dict[str, str] = {}
    roles: set[str] = set()
    for quad in parse_file(project.ontology / "dipgraph.ttl", "ontology/dipgraph.ttl"):
        if not isinstance(quad.subject, ox.NamedNode) or isinstance(quad.object, ox.Literal):
            continue
        subject, predicate = quad.subject.value, quad.predicate.value
        value = quad.object.value  # type: ignore[union-attr]
        if predicate == _RDFS + "range":
            ranges[subject] = value
        elif predicate == _TREE[1]:
            roles.add(subject)  # the only tree of properties is that of who takes part
        elif predicate == _TYPE and value in _PROPERTIES:
            described[subject] = _PROPERTIES[value]
        elif predicate == _TYPE and subject.startswith(_DIP):
            described.setdefault(subject, "term")  # a class, or a date precision
        elif predicate == _TYPE and value == _OWL + "Class":
            described.setdefault(subject, "term")
    described |= dict.fromkeys(_TREE, "@id")
    return described, ranges, roles


def _read_shapes(project: Project) -> tuple[set[str], dict[str, str]]:
    """Return the properties of which a shape allows one value, and the datatypes shapes ask for."""
    most: defaultdict[str, set[str | None]] = defaultdict(set)
    datatypes: dict[str, str] = {}
    for file in sorted((project.ontology / "shapes").rglob("*.ttl")):
        said: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for quad in parse_file(file, project.relative(file)):
            value = quad.object.value  # type: ignore[union-attr]
            said[quad.subject.value][quad.predicate.value] = value  # type: ignore[union-attr]
        for shape in said.values():
            path = shape.get(_SH + "path")
            if path is None:
                continue
            most[path].add(shape.get(_SH + "maxCount"))
            if _SH + "datatype" in shape:
                datatypes.setdefault(path, shape[_SH + "datatype"])
    return {path for path, counts in most.items() if counts == {"1"}}, datatypes


def write_context(context: Context) -> str:
    """Return the file that holds a context, a term a line."""
    lines = [
        f"    {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in context.items()
    ]
    return '{\n  "@context": {\n' + ",\n".join(lines) + "\n  }\n}\n"


def load_context(project: Project) -> Context:
    """Return the context that stands beside the ontology; made anew where there is none.

    Raises
    ------
    InputError
        If the file is no JSON-LD context.
    """
    file: Path = project.ontology / FILE_NAME
    if not file.is_file():
        return build_context(project)
    shown = project.relative(file)
    try:
        found = json.loads(read_text(file, shown))["@context"]
    except (ValueError, KeyError, TypeError):
        found = None
    if not isinstance(found, dict):
        raise InputError(f"{shown}: this is no JSON-LD context. Restore it.")
    return found


def _main() -> None:
    """Write the file beside the ontology anew, after a change to the ontology or its shapes."""
    from dipgraph.files import write_whole_file
    from dipgraph.resources import find_project

    project = find_project()
    write_whole_file(project.ontology / FILE_NAME, write_context(build_context(project)))


if __name__ == "__main__":
    _main()

"""What the shapes say of an addition, told in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

import pyoxigraph as ox

from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.rules import TYPE
from dipgraph.shacl import Difference, Result, Shapes, validate_addition
from dipgraph.shacl.vocabulary import RDFS, Term, sh
from dipgraph.validation.addition import Addition
from dipgraph.validation.causes import Causes
from dipgraph.validation.findings import Finding

_END = "ConstraintComponent"
_SEVERITIES = {"Violation": "violation", "Warning": "warning", "Info": "info"}
_IN_SCHEME = ox.NamedNode(PREFIXES["skos"] + "inScheme")
_MOST_CHOICES = 30
_COMMENT = ox.NamedNode(RDFS + "comment")
_IRI = re.compile(r"<([^<>\s]+)>|(?<![\w<\"])(https?://[^\s<>\"]*[\w/])")
_DATATYPE = re.compile(r"\^\^<http://www\.w3\.org/2001/XMLSchema#(\w+)>")
# What a parameter asks for, in words, to say what to write instead.
_ASKED = {
    "class": "an instance of {}",
    "datatype": "a literal of type {}",
    "in": "one of {}",
    "hasValue": "the value {}",
    "minCount": "at least {} value(s)",
    "maxCount": "at most {} value(s)",
    "pattern": "text of the form {}",
    "nodeKind": "a node of kind {}",
    "languageIn": "a text in {}",
    "minInclusive": "a value from {} on",
    "maxInclusive": "a value up to {}",
    "minExclusive": "a value above {}",
    "maxExclusive": "a value below {}",
    "lessThan": "a value below {}",
    "lessThanOrEquals": "a value not above {}",
}
Place = Callable[[str, str], tuple[str, int]]


def check_shapes_of(
    addition: Addition, shapes: Shapes, causes: Causes
) -> tuple[list[Finding], Difference]:
    """Validate the nodes of an addition and what it touches.

    ``causes`` are values whose fault is told by another check.

    Raises
    ------
    ShapesError
        If a query of a shape cannot be run.
    """
    nodes = [ox.NamedNode(iri) for iri in addition.subjects]
    difference = validate_addition(addition.merged, shapes, nodes)
    findings = []
    for result in difference.new:
        iri = _plain(result.focus_node)
        is_old = bool(iri) and iri not in addition.subjects
        finding = tell_result(result, shapes, addition.locations.find_place)
        if not finding.remedy and (choice := _choice_of(result, shapes, addition)):
            finding = replace(finding, remedy=choice)
        if not is_old and result.path is not None and result.component.endswith("#MaxCount" + _END):
            values = sorted(map(_told, addition.merged.objects(result.focus_node, result.path)))
            told = f"found {', '.join(values[:8])}"
            finding = replace(finding, fault=finding.fault.removesuffix(")") + f": {told})")
        if is_old:
            finding = _blame(finding, addition, iri)
        elif cause := causes.find(result):
            finding = replace(finding, follows_from=cause)
        elif isinstance(result.value, ox.NamedNode) and addition.is_unknown(result.value.value):
            finding = replace(finding, follows_from=shorten_iri(result.value.value))
        elif result.path is None and not _has_class(addition, result.focus_node):
            # A node of no class is of the wrong class, too; that it has none is told already.
            finding = replace(finding, follows_from=shorten_iri(iri))
        findings.append(finding)
    return findings, difference


def _choice_of(result: Result, shapes: Shapes, addition: Addition) -> str:
    """Return the concepts to choose from, where a shape asks for one of a scheme."""
    if not _short(result.path_text).endswith("skos:inScheme"):
        return ""
    schemes = list(shapes.graph.objects(result.source_shape, sh("hasValue")))
    for head in shapes.graph.objects(result.source_shape, sh("in")):
        schemes += shapes.graph.read_list(head) or ()
    names = sorted(
        shorten_iri(concept.value)
        for scheme in schemes
        for concept in addition.below.subjects(_IN_SCHEME, scheme)
        if isinstance(concept, ox.NamedNode)
    )
    if not names:
        return ""
    more = f" and {len(names) - _MOST_CHOICES} more" if len(names) > _MOST_CHOICES else ""
    return f"Choose from: {', '.join(names[:_MOST_CHOICES])}{more}."


def _has_class(addition: Addition, node: Term) -> bool:
    types = addition.merged.objects(node, TYPE)
    return any(isinstance(cls, ox.NamedNode) and addition.is_class(cls) for cls in types)


def _blame(finding: Finding, addition: Addition, iri: str) -> Finding:
    """Say of a record that stood there before what makes it wrong now."""
    node = ox.NamedNode(iri)
    cause = next(
        (f[0] for f in addition.stated if node in f and isinstance(f[0], ox.NamedNode)), None
    )
    by = ""
    if cause is not None:
        place = addition.locations.find(cause.value)
        by = f" by what {shorten_iri(cause.value)} ({place.file}:{place.line}) says"
    return replace(
        finding,
        fault=f"this record of the graph becomes wrong{by or ' by the addition'}: {finding.fault}",
        is_old=True,
    )


def tell_result(result: Result, shapes: Shapes, find: Place) -> Finding:
    """Return a result of a shape as a finding; ``find`` gives the place of a node's property."""
    iri = _plain(result.focus_node)
    predicate = result.path.value if result.path is not None else ""
    file, line = find(iri, predicate)
    messages = [_short(message) for message in result.messages]
    own = bool(_literals(shapes, result.source_shape, "message")) or result.source_constraint
    fault = " ".join(messages) or "it does not conform to this shape."
    detail = _detail(result)
    # The message of a shape says what to write; a made one only says what is wrong.
    remedy = "" if own else _asked(result, shapes)
    return Finding(
        file=file,
        line=line,
        record=shorten_iri(iri) if iri else "a node without a name",
        fault=f"{fault} ({detail})" if detail else fault,
        remedy=remedy,
        check=f"shapes: {_name_of_shape(result)}",
        severity=_SEVERITIES.get(result.severity.rpartition("#")[2], "violation"),
        why=_why(result, shapes),
        reasons=tuple(dict.fromkeys(_reasons(result.details))),
        iri=iri,
        result=result,
    )


def _detail(result: Result) -> str:
    path = _short(result.path_text)
    value = _told(result.value) if result.value is not None else ""
    if result.value == result.focus_node:
        value = ""
    found = f"found {value}" if value else ""
    return ": ".join(filter(None, (path, found)))


def _name_of_shape(result: Result) -> str:
    for node in (result.source_constraint, result.source_shape):
        if isinstance(node, ox.NamedNode):
            return shorten_iri(node.value)
    return shorten_iri(result.component).removesuffix("ConstraintComponent")


def _why(result: Result, shapes: Shapes) -> str:
    texts: list[str] = []
    if result.source_constraint is not None:
        values = shapes.graph.objects(result.source_constraint, _COMMENT)
        texts = [value.value for value in values if isinstance(value, ox.Literal)]
    texts = texts or _literals(shapes, result.source_shape, "description")
    return " ".join(texts)


def _literals(shapes: Shapes, node: Term, name: str) -> list[str]:
    values = shapes.graph.objects(node, sh(name))
    return [value.value for value in values if isinstance(value, ox.Literal)]


def _reasons(details: Iterable[Result]) -> Iterator[str]:
    for inner in details:
        detail = _detail(inner)
        text = _short(" ".join(inner.messages))
        yield f"{text} ({detail})" if detail and detail not in text else text
        yield from _reasons(inner.details)


def _asked(result: Result, shapes: Shapes) -> str:
    """Return what the shape asks for, from its parameters."""
    name = result.component.rpartition("#")[2].removesuffix("ConstraintComponent")
    parameter = name[:1].lower() + name[1:]
    form = _ASKED.get(parameter)
    values: list[Term] = []
    for value in shapes.graph.objects(result.source_shape, sh(parameter)):
        values += shapes.graph.read_list(value) or [value] if parameter in _LISTS else [value]
    if form is None or not values:
        return ""
    told = ", ".join(map(_told, values[:8])) + (" …" if len(values) > 8 else "")
    where = f" for {_short(result.path_text)}" if result.path_text else ""
    return f"Write {form.format(told)}{where}."


_LISTS = ("in", "languageIn")


def _told(term: Term) -> str:
    if isinstance(term, ox.BlankNode):
        return "a node without a name"
    return _short(str(term)) if not isinstance(term, ox.NamedNode) else shorten_iri(term.value)


def _short(text: str) -> str:
    text = _DATATYPE.sub(r"^^xsd:\1", text)
    return _IRI.sub(lambda found: shorten_iri(found[1] or found[2]), text)


def _plain(term: Term) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def count_focus(counts: Mapping[str, int]) -> tuple[int, int]:
    """Return how many shapes had something to look at, and how many focus nodes that were."""
    return sum(1 for number in counts.values() if number), sum(counts.values())

"""Check the data against the shapes of the ontology, with our validator or with pySHACL.

Both see the same triples: those of the files, ontology included, and what the rules derive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from dipgraph.errors import InputError, Issue
from dipgraph.locations import Locations
from dipgraph.namespaces import shorten_iri
from dipgraph.report import Part, count_of, names_of
from dipgraph.resources import Project
from dipgraph.shacl import DataGraph, Shapes, read_shapes, validate
from dipgraph.shacl.validate import focus_of
from dipgraph.turtle import parse_file

if TYPE_CHECKING:
    from rdflib import Graph, URIRef
    from rdflib.term import Node

CHECK = "shapes"
ENGINES = ("dipgraph", "pyshacl")

_SEVERITIES = {"Violation": "violation", "Warning": "warning", "Info": "info"}


class Finding(NamedTuple):
    """One result of a validation in plain strings; ``path`` and ``value`` may be empty."""

    focus: str
    shape: str
    path: str
    value: str
    severity: str
    message: str


def load_shape_quads(project: Project) -> list[ox.Quad]:
    """Read every shapes file of a project.

    Raises
    ------
    InputError
        If there is none, or one cannot be read.
    """
    folder = project.ontology / "shapes"
    files = sorted(folder.rglob("*.ttl"))
    if not files:
        raise InputError(
            f"{project.relative(folder)}: there are no shapes (*.ttl) here, so nothing can be "
            "checked against them."
        )
    return [quad for path in files for quad in parse_file(path, project.relative(path))]


def check_shapes(
    quads: Iterable[ox.Quad],
    shape_quads: Sequence[ox.Quad],
    locations: Locations,
    engine: str = "dipgraph",
) -> Part:
    """Validate the triples and count the focus nodes of each shape.

    Raises
    ------
    ShapesError
        If a shape is ill-formed.
    """
    data = DataGraph(quads)
    shapes = read_shapes(shape_quads)
    if engine == "pyshacl":
        findings = _validate_with_pyshacl(data, shape_quads)
        counts = {shape.name: len(focus_of(data, shape)) for shape in shapes.targeted}
    else:
        findings, counts = _validate(data, shapes)
    issues = [_issue(finding, locations) for finding in findings]
    idle = sorted(shorten_iri(name) for name, number in counts.items() if not number)
    checked = sum(counts.values())
    line = (
        f"{count_of(len(counts), 'shape')} with {count_of(checked, 'focus node')} "
        f"checked by {engine}"
    )
    notes = [f"{count_of(len(idle), 'shape')} found nothing to check: {names_of(idle, 40)}"]
    told = {shorten_iri(name): number for name, number in counts.items()}
    return Part(CHECK, checked, issues, told, [line], notes if idle else [])


def _validate(data: DataGraph, shapes: Shapes) -> tuple[list[Finding], dict[str, int]]:
    report = validate(data, shapes)
    findings = [
        Finding(
            _plain(result.focus_node),
            _plain(result.source_shape),
            result.path.value if result.path is not None else result.path_text,
            _plain(result.value),
            result.severity.rpartition("#")[2],
            " ".join(result.messages),
        )
        for result in report.results
    ]
    return findings, report.focus_counts


def _plain(term: object) -> str:
    return str(getattr(term, "value", term)) if term is not None else ""


def _validate_with_pyshacl(data: DataGraph, shape_quads: Sequence[ox.Quad]) -> list[Finding]:
    from pyshacl import validate as referee
    from rdflib import RDF, SH, Graph

    graph = _to_rdflib(f"{s} {p} {o} ." for s, p, o in data.triples())
    shapes = _to_rdflib(f"{quad.subject} {quad.predicate} {quad.object} ." for quad in shape_quads)
    _, report, _ = referee(graph, shacl_graph=shapes, ont_graph=graph)
    if not isinstance(report, Graph):  # pySHACL gives its error back instead of raising it
        raise InputError(f"pyshacl could not validate: {report}.")

    def told(result: Node, name: URIRef) -> str:
        return " ".join(sorted(map(str, report.objects(result, name))))

    return sorted(
        Finding(
            told(result, SH.focusNode),
            told(result, SH.sourceShape),
            told(result, SH.resultPath),
            told(result, SH.value),
            told(result, SH.resultSeverity).rpartition("#")[2],
            told(result, SH.resultMessage),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    )


def _to_rdflib(lines: Iterable[str]) -> Graph:
    from rdflib import Graph

    return Graph().parse(data="\n".join(lines), format="nt")


def _issue(finding: Finding, locations: Locations) -> Issue:
    path = re.sub(r"<([^>]*)>", lambda iri: shorten_iri(iri[1]), shorten_iri(finding.path))
    found = f"found {shorten_iri(finding.value)}" if finding.value else ""
    detail = ": ".join(filter(None, (path, found)))
    message = finding.message or "it does not conform to this shape."
    return locations.issue(
        finding.focus,
        f"{message} ({detail})" if detail else message,
        "",
        f"{CHECK}: {shorten_iri(finding.shape)}",
        _SEVERITIES.get(finding.severity, "violation"),
    )

"""Validate any data against any shapes: SHACL, with no graph of ours."""

from __future__ import annotations

import pyoxigraph as ox

from dipgraph.errors import InputError
from dipgraph.namespaces import shorten_iri
from dipgraph.report import count_of, names_of
from dipgraph.shacl import DataGraph, ShapesError, read_shapes, validate
from dipgraph.shacl.vocabulary import OWL_IMPORTS
from dipgraph.validation.documents import Document
from dipgraph.validation.findings import Finding, Outcome
from dipgraph.validation.shape_part import count_focus, tell_result


def validate_with_shapes(
    data: list[Document], shapes: list[Document], ontology: list[Document]
) -> Outcome:
    """Validate documents against shapes.

    Parameters
    ----------
    data
        What is checked. Subclasses are looked up in it, too.
    shapes
        The shapes graph.
    ontology
        Classes that the data belong to; part of the data graph, as the recommendation has it.

    Raises
    ------
    InputError
        If a shape is ill-formed, or a query of a shape cannot be run.
    """
    graph = DataGraph(quad for document in (*data, *ontology) for quad in document.quads)
    try:
        read = read_shapes(quad for document in shapes for quad in document.quads)
        report = validate(graph, read)
    except ShapesError as error:
        raise InputError(f"{names_of(d.shown for d in shapes)}: {error}") from None

    def find(iri: str, predicate: str) -> tuple[str, int]:
        for document in (*data, *ontology):
            line = document.lines.find(iri, predicate) if iri else 0
            if line:
                return document.shown, line
        return data[0].shown if len(data) == 1 else "", 0

    findings = [tell_result(result, read, find) for result in report.results]
    findings += _imports((*data, *shapes, *ontology))
    idle = [shorten_iri(name) for name, number in report.focus_counts.items() if not number]
    shape_count, focus_count = count_focus(report.focus_counts)
    lines = [
        f"{count_of(graph.size, 'triple')} in {count_of(len(data) + len(ontology), 'file')}",
        f"{count_of(shape_count, 'shape')} with {count_of(focus_count, 'focus node')} checked",
    ]
    if not read.targeted:
        lines.append("note: no shape has a target, so none chooses a node to look at")
    elif idle:
        found = count_of(len(idle), "shape")
        lines.append(f"note: {found} found nothing to check: {names_of(idle, 40)}")
    counts = {"triples": graph.size, "shapes": shape_count, "focusNodes": focus_count}
    return Outcome(findings, counts, report.focus_counts, lines, focus_count)


def _imports(documents: tuple[Document, ...]) -> list[Finding]:
    return [
        Finding(
            document.shown,
            document.lines.find(getattr(quad.subject, "value", ""), OWL_IMPORTS.value),
            shorten_iri(getattr(quad.subject, "value", "")),
            f"owl:imports {quad.object} is not followed: nothing is fetched.",
            "Name the file with --ontology or --shapes to have it read.",
            "imports",
            "info",
        )
        for document in documents
        for quad in document.quads
        if quad.predicate == OWL_IMPORTS and isinstance(quad.object, ox.NamedNode)
    ]

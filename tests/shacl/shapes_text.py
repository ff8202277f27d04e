"""What the tests of the validator share: short ways to read data and shapes."""

from __future__ import annotations

from pyoxigraph import NamedNode, RdfFormat, parse

from dipgraph.shacl import DataGraph, Report, Shapes, read_shapes, validate

PREFIXES = """@prefix ex: <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""


def ex(name: str) -> NamedNode:
    return NamedNode("http://example.org/" + name)


def graph(text: str) -> DataGraph:
    return DataGraph(parse(PREFIXES + text, RdfFormat.TURTLE))


def shapes(text: str) -> Shapes:
    return read_shapes(parse(PREFIXES + text, RdfFormat.TURTLE))


def check(data: str, shape: str) -> Report:
    return validate(graph(data), shapes(shape))


def components(report: Report) -> list[str]:
    """Return the names of the components in a report, one a result."""
    return [
        r.component.removeprefix("http://www.w3.org/ns/shacl#").removesuffix("ConstraintComponent")
        for r in report.results
    ]

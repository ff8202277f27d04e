"""The W3C test suite for SHACL: every case of it, and which ones are known to fail."""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, parse

from dipgraph.shacl import DataGraph, Report, ShapesError, read_shapes, validate
from dipgraph.shacl.model import Result
from dipgraph.shacl.path_reader import read_path
from dipgraph.shacl.paths import outer_text
from dipgraph.shacl.vocabulary import Term, sh

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
CASES_IN_SUITE = 121

KNOWN_FAILURES: dict[str, str] = {}
"""Cases that are known to fail, by file below the suite's folder, each with its reason."""


def suite_folder() -> Path:
    given = os.environ.get("DIPGRAPH_W3C_SHACL")
    return Path(given) if given else Path(__file__).parents[3] / "shared" / "w3c-shacl"


SUITE = suite_folder()
needs_suite = pytest.mark.skipif(
    not (SUITE / "manifest.ttl").is_file(),
    reason="the W3C SHACL suite is not at hand: set DIPGRAPH_W3C_SHACL to its folder",
)


class Case(NamedTuple):
    name: str
    node: NamedNode
    graph: DataGraph


class Finding(NamedTuple):
    """What the suite compares of a result. Shapes without a name are compared as one."""

    focus: str
    path: str
    component: str
    value: str
    severity: str
    shape: str


@cache
def read(path: Path) -> DataGraph:
    base = path.as_uri()
    return DataGraph(parse(path=str(path), format=RdfFormat.TURTLE, base_iri=base))


def path_of(node: Term) -> Path:
    assert isinstance(node, NamedNode)
    return Path(node.value.removeprefix("file://"))


def find_cases() -> list[Case]:
    """Return the cases of all files: one stands in no manifest."""
    found: list[Case] = []
    for path in sorted(SUITE.rglob("*.ttl")):
        graph = read(path)
        for node in graph.instances(NamedNode(SHT + "Validate")):
            assert isinstance(node, NamedNode)
            name = path.relative_to(SUITE).with_suffix("").as_posix()
            found.append(Case(name, node, graph))
    return found


def text_of(term: Term | None) -> str:
    # The label of a blank node differs between a data graph and a report about it.
    if term is None:
        return ""
    return "_:blank" if isinstance(term, BlankNode) else str(term)


def expected_findings(graph: DataGraph, report: Term) -> Counter[Finding]:
    found: Counter[Finding] = Counter()
    for node in graph.objects(report, sh("result")):

        def one(name: str, node: Term = node) -> Term | None:
            values = graph.objects(node, sh(name))
            assert len(values) <= 1
            return values[0] if values else None

        path = one("resultPath")
        found[
            Finding(
                text_of(one("focusNode")),
                outer_text(read_path(graph, path)) if path is not None else "",
                text_of(one("sourceConstraintComponent")),
                text_of(one("value")),
                text_of(one("resultSeverity")),
                text_of(one("sourceShape")),
            )
        ] += 1
    return found


def finding_of(result: Result) -> Finding:
    return Finding(
        text_of(result.focus_node),
        result.path_text,
        f"<{result.component}>",
        text_of(result.value),
        f"<{result.severity}>",
        text_of(result.source_shape),
    )


def run(case: Case) -> Report | ShapesError:
    (action,) = case.graph.objects(case.node, NamedNode(MF + "action"))
    (data,) = case.graph.objects(action, NamedNode(SHT + "dataGraph"))
    (shapes,) = case.graph.objects(action, NamedNode(SHT + "shapesGraph"))
    try:
        quads = parse(
            path=str(path_of(shapes)), format=RdfFormat.TURTLE, base_iri=path_of(shapes).as_uri()
        )
        return validate(read(path_of(data)), read_shapes(quads))
    except ShapesError as error:
        return error


def difference(case: Case) -> str:
    """Return how the outcome of a case differs from what the suite expects, "" if it does not."""
    (wanted,) = case.graph.objects(case.node, NamedNode(MF + "result"))
    got = run(case)
    if wanted == NamedNode(SHT + "Failure"):
        return "" if isinstance(got, ShapesError) else "a failure was expected, a report came"
    if isinstance(got, ShapesError):
        return f"refused: {got}"
    (verdict,) = case.graph.objects(wanted, sh("conforms"))
    if str(verdict) != f'"{str(got.conforms).lower()}"^^<http://www.w3.org/2001/XMLSchema#boolean>':
        return f"conforms is {got.conforms}, {verdict} expected"
    expected = expected_findings(case.graph, wanted)
    found = Counter(finding_of(result) for result in got.results)
    if expected == found:
        return ""
    missing, extra = expected - found, found - expected
    return f"missing {list(missing.elements())}, too much {list(extra.elements())}"


@needs_suite
def test_suite_is_complete() -> None:
    assert len(find_cases()) == CASES_IN_SUITE


@needs_suite
def test_every_case_but_the_known_ones_gives_what_the_suite_expects(
    capsys: pytest.CaptureFixture[str],
) -> None:
    differences = {case.name: difference(case) for case in find_cases()}
    failing = {name: text for name, text in differences.items() if text}
    with capsys.disabled():
        passed = len(differences) - len(failing)
        print(f"\nW3C SHACL suite: {passed} of {len(differences)} cases pass")
    surprising = {name: text for name, text in failing.items() if name not in KNOWN_FAILURES}
    assert not surprising, "\n".join(f"{name}: {text}" for name, text in surprising.items())
    assert set(KNOWN_FAILURES) == set(failing), "a known failure passes now: take it off the list"

"""Run all checks of an addition and gather what they say."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from dipgraph.errors import Issue
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.report import count_of
from dipgraph.resources import Project
from dipgraph.rules import TYPE
from dipgraph.shacl import Shapes, read_shapes
from dipgraph.shacl.vocabulary import OWL_IMPORTS
from dipgraph.shapes import load_shape_quads
from dipgraph.store import ALIGNMENTS, DERIVED, ONTOLOGY
from dipgraph.terms import check_terms
from dipgraph.validation.addition import Addition
from dipgraph.validation.causes import Causes
from dipgraph.validation.contradictions import check_contradictions
from dipgraph.validation.documents import JSON_LD, Document
from dipgraph.validation.duplicates import check_duplicates
from dipgraph.validation.evidence_part import (
    check_evidence_of,
    check_passages_of,
    check_sums_of,
)
from dipgraph.validation.findings import Finding, Outcome, findings_of
from dipgraph.validation.literals_part import check_literals_of
from dipgraph.validation.names_part import AXIOMS, check_corrections, check_names_of
from dipgraph.validation.shape_part import check_shapes_of, count_focus

_TOLD_APART = {*AXIOMS, OWL_IMPORTS.value}
# A prefixed name in a message; its digits and letters may hold dots inside.
_NAME = re.compile(r"\b[a-z]+:[\w-]+(?:\.[\w-]+)*")

_DATE_IN_JSON = 'In JSON-LD: {"@value": "2031-05-14", "@type": "xsd:date"}, or another xsd type.'
_TEXT_IN_JSON = 'In JSON-LD: {"@value": "…", "@language": "en"}.'
_NO_CLASS = re.compile(r"the ontology has no class dip:(\w+)\.$")
_HAS_KIND = ox.NamedNode(PREFIXES["dip"] + "hasKind")
_APART = {ONTOLOGY, DERIVED, ALIGNMENTS}
_STATES = ("verified", "moved", "changed", "outside", "unverifiable")
"""What a passage may be, the best first."""
_DAY = re.compile(r"(?<![\w:-])\d{4}-\d\d-\d\d(?![\w-])")


def validate_documents(
    project: Project,
    store: ox.Store,
    documents: list[Document],
    *,
    texts: Path | None = None,
    shapes: Shapes | None = None,
) -> Outcome:
    """Check documents as an addition to a project's graph.

    Parameters
    ----------
    project
        The project, for its shapes and for the places of records.
    store
        Its compiled store, with what the rules derive; it is not changed.
    documents
        What is to be added, as :func:`~dipgraph.validation.documents.read_documents` gives it.
    texts
        The folder of the source texts; without it passages are unverifiable.
    shapes
        The project's shapes, if they have been read already.

    Returns
    -------
    Outcome
        Everything that concerns the addition: its own faults, what it makes wrong in the graph,
        what it repeats, what it contradicts.

    Raises
    ------
    InputError
        If the shapes cannot be read.
    ShapesError
        If a shape is ill-formed.
    """
    # Nothing here makes cycles, and the collector would walk all triples again and again.
    collecting = gc.isenabled()
    gc.disable()
    try:
        addition = Addition(project, store, documents)
        if shapes is None:
            shapes = read_shapes(load_shape_quads(project))
        return _validate(addition, shapes, texts)
    finally:
        if collecting:
            gc.enable()


def _validate(addition: Addition, shapes: Shapes, texts: Path | None) -> Outcome:
    iris = {shorten_iri(iri): iri for iri in addition.subjects}
    causes = Causes(addition)
    from_shapes, difference = check_shapes_of(addition, shapes, causes)
    vocabulary = check_terms(
        addition.facts_of((), with_actors=False),
        [
            [quad for quad in document.quads if quad.predicate.value not in _TOLD_APART]
            for document in addition.documents
        ],
        addition.locations,
    )
    evidence, passages = check_evidence_of(addition, texts)
    cut = check_passages_of(addition, texts)
    sum_issues, sums = check_sums_of(addition)
    duplicates, compared = check_duplicates(addition)
    contradictions, tenures = check_contradictions(addition)
    issues = [
        *check_names_of(addition),
        *check_literals_of(addition, from_shapes, causes),
        *check_corrections(addition),
        *_with_guesses(vocabulary.issues, addition),
        *evidence.issues,
        *(cut.issues if cut else ()),
        *sum_issues,
        *duplicates,
        *contradictions,
    ]
    findings = [
        _placed(finding, addition)
        for finding in [*from_shapes, *_with_choices(findings_of(issues, iris), from_shapes)]
    ]
    shape_count, focus_count = count_focus(difference.focus_counts)
    counts = {
        "files": len(addition.documents),
        "triples": len(addition.stated) + addition.repeated,
        "newTriples": len(addition.stated),
        "derivedTriples": len(addition.merged.new) - len(addition.stated),
        "nodes": len(addition.subjects),
        "records": len(addition.records),
        "shapes": shape_count,
        "focusNodes": focus_count,
        "passages": sum(passages.values()),
        **{name: passages[name] for name in _STATES if name in passages},
        "compared": compared,
        "tenures": tenures,
        "sums": sums.checked,
    }
    return Outcome(
        findings,
        counts,
        difference.focus_counts,
        _lines(counts, evidence.lines, difference.whole, len(difference.mended)),
        # A file that only repeats what the graph has was compared with it all the same.
        focus_count and len(addition.subjects),
        difference.mended,
    )


def _with_guesses(issues: list[Issue], addition: Addition) -> Iterator[Issue]:
    """Say of a misspelt class as what its nodes were checked, and of a kind what class it has."""
    for issue in issues:
        name = _NO_CLASS.match(issue.fault)
        if name and (cls := _class_of_kind(addition, name[1])):
            issue = issue._replace(
                fault=f"{issue.fault} Did you mean {cls[0]} with dip:hasKind {cls[1]}?"
            )
        for written, meant in addition.meant.items():
            if issue.fault.startswith(f"the ontology has no class {shorten_iri(written)}"):
                told = f"{issue.remedy} The rest is checked as if it were {shorten_iri(meant)}."
                issue = issue._replace(remedy=told)
        yield issue


def _with_choices(told: list[Finding], from_shapes: list[Finding]) -> Iterator[Finding]:
    """Say of an unknown kind which there are, as the shape says that is not told beside it."""
    choices = {
        (finding.iri, finding.follows_from): finding.remedy
        for finding in from_shapes
        if finding.follows_from and finding.remedy.startswith("Choose from")
    }
    for finding in told:
        for (iri, value), remedy in choices.items():
            if finding.iri == iri and f" {value}" in finding.fault:
                finding = replace(finding, remedy=f"{finding.remedy} {remedy}")
        yield finding


def _class_of_kind(addition: Addition, name: str) -> tuple[str, str] | None:
    """Return the class whose records have a kind of this name, with the kind: Embassy is one."""
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
    node = ox.NamedNode(PREFIXES["kind"] + kind)
    for subject in addition.below.subjects(_HAS_KIND, node):
        for quad in addition.store.quads_for_pattern(subject, TYPE, None):  # type: ignore[arg-type]
            source = quad.graph_name
            if isinstance(source, ox.NamedNode) and source not in _APART:
                return shorten_iri(quad.object.value), f"kind:{kind}"  # type: ignore[union-attr]
    return None


def _placed(finding: Finding, addition: Addition) -> Finding:
    """Put a finding on the line of its block that holds what it speaks of."""
    document = addition.subjects.get(finding.iri)
    if document is not None and document.format == JSON_LD:
        # The rules say how a value is written in Turtle.
        is_date, is_text = ("^^xsd:" in finding.fault, '"@en' in finding.fault)
        hint = _DATE_IN_JSON if is_date else _TEXT_IN_JSON if is_text else ""
        return replace(finding, remedy=f"{finding.remedy} {hint}".strip())
    if document is None or finding.line != document.lines.find(finding.iri):
        return finding
    # The message of a shape is general; its detail has the names of this one result.
    text = finding.fault.rpartition(" (")[2] if finding.result is not None else finding.fault
    # A day that a query of a shape found wrong stands on a line of its own.
    days = _DAY.findall(text) if finding.result is not None else []
    line = document.lines.find_word(finding.iri, [*days, *_NAME.findall(text)])
    return replace(finding, line=line or finding.line)


def _lines(
    counts: dict[str, int], evidence: list[str], whole: tuple[str, ...], mended: int
) -> list[str]:
    told = [f"{counts[name]:,} {name}" for name in _STATES if name in counts]
    files, nodes = count_of(counts["files"], "file"), count_of(counts["nodes"], "node")
    shapes, focus = (
        count_of(counts["shapes"], "shape"),
        count_of(counts["focusNodes"], "focus node"),
    )
    lines = [
        f"{nodes} in {files}, {count_of(counts['records'], 'record')} among them",
        f"{counts['newTriples']:,} of {count_of(counts['triples'], 'triple')} new; "
        f"{counts['derivedTriples']:,} follow from them",
        f"{shapes} with {focus} checked, in the addition and in what it touches",
        f"{count_of(counts['passages'], 'passage')} cited: {', '.join(told) or 'none'}",
        *evidence,
        f"{count_of(counts['compared'], 'new record')} looked for among those of the graph, "
        f"{count_of(counts['tenures'], 'tenure')}, {count_of(counts['sums'], 'sum')} reckoned",
    ]
    if mended:
        lines.append(f"{count_of(mended, 'fault')} of the graph mended by the addition")
    if whole:
        names = ", ".join(map(shorten_iri, whole))
        lines.append(f"note: all nodes of these shapes were read, since a query may: {names}")
    return lines

"""``dipgraph check``, its SHACL part and the whole of it, against ``pyshacl.validate`` alone.

The graph is that of the project with faults planted in it, so that there are results to compare.
Both sides start from parsed triples and end with their results.
"""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox

import dipgraph
from benchmarks.measure import ROOT, Row, time_call
from dipgraph.namespaces import PREFIXES
from dipgraph.shacl import DataGraph, read_shapes, validate
from dipgraph.shapes import load_shape_quads
from dipgraph.store import DERIVED

if TYPE_CHECKING:
    from rdflib import Graph

_LABEL = PREFIXES["rdfs"] + "label"
_STATED = PREFIXES["dip"] + "isStatedIn"
_START = PREFIXES["dip"] + "startDate"
_PRECISION = PREFIXES["dip"] + "datePrecision"


def planted(quads: list[ox.Quad]) -> list[ox.Triple]:
    """Return the triples with every fiftieth label, passage, day and precision taken out or spoilt.

    Only whole changes that both validators must notice: a value missing, of a wrong type, doubled.
    """
    seen: Counter[str] = Counter()
    kept = []
    for quad in quads:
        name = quad.predicate.value
        seen[name] += 1
        if seen[name] % 50 == 0 and name in (_LABEL, _STATED, _PRECISION):
            continue
        if seen[name] % 50 == 0 and name == _START and isinstance(quad.object, ox.Literal):
            kept.append(ox.Triple(quad.subject, quad.predicate, ox.Literal(quad.object.value)))
            continue
        kept.append(quad.triple)
    return kept


def run() -> list[Row]:
    """Measure once with pySHACL, which is slow, and five times with ours."""
    import pyshacl
    from rdflib import SH

    kg = dipgraph.load(ROOT)
    quads = sorted({q.triple for q in kg.store if q.graph_name != DERIVED}, key=str)
    derived = [q.triple for q in kg.store.quads_for_pattern(None, None, None, DERIVED)]
    triples = [*planted([ox.Quad(*t) for t in quads]), *derived]
    shape_quads = load_shape_quads(kg.project)

    ours_s = time_call(lambda: validate(DataGraph(triples), read_shapes(shape_quads)))
    ours = {
        (_value(r.focus_node), _value(r.source_shape), _value(r.value))
        for r in validate(DataGraph(triples), read_shapes(shape_quads)).results
    }

    data = _to_rdflib(triples)
    shapes = _to_rdflib([quad.triple for quad in shape_quads])
    start = time.perf_counter()
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, ont_graph=data)
    peer_s = time.perf_counter() - start
    theirs = {
        (
            str(report.value(result, SH.focusNode) or ""),
            str(shape),
            str(report.value(result, SH.value) or ""),
        )
        for result, shape in report.subject_objects(SH.sourceShape)
        if str(report.value(result, SH.focusNode) or "")
    }
    theirs = {row for row in theirs if row in ours or not _is_inner(row[1])}
    if ours != theirs:
        odd = sorted(ours ^ theirs)
        raise SystemExit(f"the results differ, so the times mean nothing: {odd[:5]}")
    whole_s = time_call(lambda: dipgraph.load(ROOT).check(), repeats=3)
    size = f"{len(triples):,} triples, {len(shapes):,} triples of shapes, {len(ours)} results"
    peer = "pyshacl.validate"
    return [
        Row("validate all shapes", size, ours_s, peer, peer_s, "10x", peer_s >= 10 * ours_s),
        Row("whole check, evidence too", "", whole_s, peer, peer_s, "20x", peer_s >= 20 * whole_s),
    ]


def _is_inner(shape: str) -> bool:
    """In pySHACL results of inner shapes hang below the outer one; those are blank nodes."""
    return not shape.startswith("http")


def _value(term: object) -> str:
    return str(getattr(term, "value", "")) if term is not None else ""


def _to_rdflib(triples: list[ox.Triple]) -> Graph:
    from rdflib import Graph

    lines = "\n".join(f"{t.subject} {t.predicate} {t.object} ." for t in triples)
    return Graph().parse(data=lines, format="nt")

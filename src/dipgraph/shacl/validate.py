"""Check the focus nodes of a data graph against shapes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from pyoxigraph import Store

from dipgraph.shacl.model import Result, Shape, Shapes, Target
from dipgraph.shacl.queries import PreBoundQuery, Row
from dipgraph.shacl.report import Report
from dipgraph.shacl.view import TripleView
from dipgraph.shacl.vocabulary import RDF_TYPE, Term

# For fewer focus nodes, a query is asked about each rather than about all nodes at once.
_FEW = 50


def validate(data: TripleView, shapes: Shapes, focus_nodes: Set[Term] | None = None) -> Report:
    """Check every target of every shape, or only those among ``focus_nodes``.

    Subclasses are looked up in the data graph, so the ontology must be part of it. A shape
    that found no target is in the report's ``focus_counts`` with 0: that nothing was found
    wrong there says nothing.

    Raises
    ------
    ShapesError
        If a query of a SPARQL constraint fails while it runs.
    """
    run = Validation(data, shapes, is_large=focus_nodes is None or len(focus_nodes) > _FEW)
    results: list[Result] = []
    counts: dict[str, int] = {}
    for shape in shapes.targeted:
        nodes = focus_of(data, shape, focus_nodes)
        counts[shape.name] = len(nodes)
        for node in nodes:
            results += run.results(shape, node)
    return Report.of(results, counts)


def focus_of(data: TripleView, shape: Shape, only: Set[Term] | None = None) -> list[Term]:
    """Return the focus nodes of a shape, each once; with ``only``, those among these."""
    found: dict[Term, None] = {}
    for target in shape.targets:
        if only is None:
            found.update(dict.fromkeys(_members(data, target)))
        else:
            found.update((node, None) for node in only if _is_member(data, target, node))
    # A set has no order of its own.
    return list(found) if only is None else sorted(found, key=str)


def _members(data: TripleView, target: Target) -> Iterable[Term]:
    if target.kind == "node":
        return (target.term,)
    if target.kind == "class":
        return data.instances(target.term)
    if target.kind == "subjectsOf":
        return data.subjects_of(target.term)
    return data.objects_of(target.term)


def _is_member(data: TripleView, target: Target, node: Term) -> bool:
    if target.kind == "node":
        return node == target.term
    if target.kind == "class":
        types = data.objects(node, RDF_TYPE)
        return bool(types) and not data.subclasses(target.term).isdisjoint(types)
    if target.kind == "subjectsOf":
        return bool(data.objects(node, target.term))
    return data.is_object(target.term, node)


class Validation:
    """One run over one data graph. It remembers which nodes conform to which shapes."""

    def __init__(self, data: TripleView, shapes: Shapes, *, is_large: bool = True) -> None:
        """Start with nothing known; ``is_large`` tells that many nodes will be asked about."""
        self.data = data
        self.shapes = shapes
        self.is_large = is_large
        self.store_with_shapes: Store | None = None
        self.solutions: dict[PreBoundQuery, dict[Term, list[Row]]] = {}
        self._conforming: dict[Shape, dict[Term, bool]] = {}
        self._passed: dict[Shape, set[Term]] = {}

    def results(self, shape: Shape, focus: Term) -> list[Result]:
        """Return all results of one shape for one focus node."""
        found: list[Result] = []
        if not shape.deactivated:
            path = shape.path
            values = (focus,) if path is None else path.values(self.data, focus)
            self._check(shape, focus, values, found)
        return found

    def _check(
        self, shape: Shape, focus: Term, values: Sequence[Term], found: list[Result]
    ) -> None:
        """Add to ``found`` the results of one shape for the values of one focus node."""
        for constraint in shape.for_focus:
            for failure in constraint.failures(self, shape, focus, values):
                found.append(shape.result(focus, failure, constraint.component))
        if not values:
            return
        if shape.for_values:
            self._check_values(shape, focus, values, found)
        if shape.properties:
            for value in values:
                self._check_properties(shape, value, found)

    def _check_values(
        self, shape: Shape, focus: Term, values: Sequence[Term], found: list[Result]
    ) -> None:
        """Apply the constraints that judge each value by itself to the values not yet known."""
        passed = self._passed.get(shape)
        if passed is None:
            passed = self._passed[shape] = set()
        if passed.issuperset(values):
            return
        unknown = [value for value in values if value not in passed]
        before = len(found)
        for constraint in shape.for_values:
            for failure in constraint.failures(self, shape, focus, unknown):
                found.append(shape.result(focus, failure, constraint.component))
        if len(found) == before:
            passed.update(unknown)

    def _check_properties(self, shape: Shape, focus: Term, found: list[Result]) -> None:
        data = self.data
        predicates = data.predicates(focus)
        for child in shape.properties:
            if child.deactivated:
                continue
            values: Sequence[Term]
            if child.predicate is not None:
                values = predicates.get(child.predicate, ())
            else:
                values = child.path.values(data, focus) if child.path is not None else (focus,)
            self._check(child, focus, values, found)

    def conforms(self, shape: Shape, node: Term) -> bool:
        """Return whether a node has no result from a shape; each question is answered once."""
        if shape.deactivated:
            return True
        known = self._conforming.get(shape)
        if known is None:
            known = self._conforming[shape] = {}
        answer = known.get(node)
        if answer is None:
            answer = known[node] = self._conforms(shape, node)
        return answer

    def _conforms(self, shape: Shape, focus: Term) -> bool:
        path = shape.path
        values = (focus,) if path is None else path.values(self.data, focus)
        for constraint in shape.constraints:
            if not constraint.passes(self, shape, focus, values):
                return False
        return all(self.conforms(child, value) for child in shape.properties for value in values)

"""Constraints that apply other shapes to the value nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from pyoxigraph import NamedNode

from dipgraph.shacl.model import (
    Constraint,
    Failure,
    Result,
    Run,
    Shape,
    ShapeSource,
    component_iri,
    reads,
)
from dipgraph.shacl.vocabulary import SH, Term, show


@dataclass(frozen=True)
class Node(Constraint):
    """``sh:node``: each value conforms to a shape."""

    by_value: ClassVar[bool] = True
    inner: Shape
    component: str = component_iri("Node")

    def passes(self, run: Run, shape: Shape, focus: Term, values: Sequence[Term]) -> bool:
        """Return whether every value conforms."""
        return all(run.conforms(self.inner, value) for value in values)

    def failures(
        self, run: Run, shape: Shape, focus: Term, values: Sequence[Term]
    ) -> Iterable[Failure]:
        """Return what is wrong with the value nodes."""
        return [
            Failure(
                value,
                f"The value {show(value)} does not conform to {self.inner.title}.",
                tuple(run.results(self.inner, value)),
            )
            for value in values
            if not run.conforms(self.inner, value)
        ]


@dataclass(frozen=True)
class Not(Constraint):
    """``sh:not``: no value conforms to a shape."""

    by_value: ClassVar[bool] = True
    inner: Shape
    component: str = component_iri("Not")

    def failures(
        self, run: Run, shape: Shape, focus: Term, values: Sequence[Term]
    ) -> Iterable[Failure]:
        """Return what is wrong with the value nodes."""
        return [
            Failure(
                value,
                f"The value {show(value)} conforms to {self.inner.title}, which it must not.",
            )
            for value in values
            if run.conforms(self.inner, value)
        ]


@dataclass(frozen=True)
class Members(Constraint):
    """``sh:and``, ``sh:or`` and ``sh:xone``: to how many listed shapes each value conforms."""

    by_value: ClassVar[bool] = True
    shapes: tuple[Shape, ...]
    kind: str
    component: str

    def passes(self, run: Run, shape: Shape, focus: Term, values: Sequence[Term]) -> bool:
        """Return whether every value conforms to as many shapes as it should."""
        return all(self._holds(run, value) for value in values)

    def failures(
        self, run: Run, shape: Shape, focus: Term, values: Sequence[Term]
    ) -> Iterable[Failure]:
        """Return what is wrong with the value nodes."""
        return [self._failure(run, value) for value in values if not self._holds(run, value)]

    def _holds(self, run: Run, value: Term) -> bool:
        fits = (run.conforms(member, value) for member in self.shapes)
        if self.kind == "or":
            return any(fits)
        if self.kind == "and":
            return all(fits)
        return sum(fits) == 1

    def _failure(self, run: Run, value: Term) -> Failure:
        details: list[Result] = []
        conforming = 0
        for member in self.shapes:
            found = run.results(member, value)
            conforming += not found
            details += found
        count = len(self.shapes)
        wanted = {"or": "at least one", "and": "all", "xone": "exactly one"}[self.kind]
        text = f"The value {show(value)} conforms to {conforming} of {count} shapes, not {wanted}."
        # Where too many shapes fit, the reasons why others do not are beside the point.
        return Failure(value, text, () if self.kind == "xone" and conforming else tuple(details))


@dataclass(frozen=True)
class Qualified(Constraint):
    """``sh:qualifiedMinCount`` or ``sh:qualifiedMaxCount`` of one qualified value shape."""

    inner: Shape
    siblings: tuple[Shape, ...]
    limit: int
    is_least: bool
    component: str

    def passes(self, run: Run, shape: Shape, focus: Term, values: Sequence[Term]) -> bool:
        """Return whether as many values conform as should."""
        return self._fits(self._count(run, values))

    def _count(self, run: Run, values: Sequence[Term]) -> int:
        return sum(
            run.conforms(self.inner, value)
            and not any(run.conforms(sibling, value) for sibling in self.siblings)
            for value in values
        )

    def _fits(self, count: int) -> bool:
        return count >= self.limit if self.is_least else count <= self.limit

    def failures(
        self, run: Run, shape: Shape, focus: Term, values: Sequence[Term]
    ) -> Iterable[Failure]:
        """Return what is wrong with the value nodes."""
        count = self._count(run, values)
        if self._fits(count):
            return ()
        word = "at least" if self.is_least else "at most"
        details: list[Result] = []
        if self.is_least:
            for value in values:
                details += run.results(self.inner, value)
        text = f"{count} values conform to {self.inner.title}, not {word} {self.limit}."
        return (Failure(None, text, tuple(details)),)


@reads("node")
def _read_node(source: ShapeSource) -> Iterator[Constraint]:
    for node in source.values("node"):
        inner = source.shape(node, "node")
        if inner.path is not None:
            raise source.fault(f"sh:node points at {inner.name}, which is a property shape")
        yield Node(inner)


@reads("not")
def _read_not(source: ShapeSource) -> Iterator[Constraint]:
    for node in source.values("not"):
        yield Not(source.shape(node, "not"))


def _list_reader(kind: str, component: str) -> None:
    @reads(kind)
    def read(source: ShapeSource) -> Iterator[Constraint]:
        for head in source.values(kind):
            members = source.members(head, kind)
            shapes = tuple(source.shape(member, kind) for member in members)
            yield Members(shapes, kind, component_iri(component))


for _kind, _component in (("and", "And"), ("or", "Or"), ("xone", "Xone")):
    _list_reader(_kind, _component)


@reads("qualifiedValueShape")
def _read_qualified(source: ShapeSource) -> Iterator[Constraint]:
    if source.path is None:
        raise source.fault("sh:qualifiedValueShape needs a property shape with sh:path")
    least = source.integer("qualifiedMinCount")
    most = source.integer("qualifiedMaxCount")
    if least is None and most is None:
        raise source.fault(
            "sh:qualifiedValueShape needs sh:qualifiedMinCount or sh:qualifiedMaxCount"
        )
    own = source.values("qualifiedValueShape")
    disjoint = source.true_only("qualifiedValueShapesDisjoint")
    siblings = _sibling_shapes(source, own) if disjoint else ()
    for node in own:
        inner = source.shape(node, "qualifiedValueShape")
        if least is not None:
            yield Qualified(inner, siblings, least, True, component_iri("QualifiedMinCount"))
        if most is not None:
            yield Qualified(inner, siblings, most, False, component_iri("QualifiedMaxCount"))


def _sibling_shapes(source: ShapeSource, own: Sequence[Term]) -> tuple[Shape, ...]:
    """Return the qualified shapes beside this one, under every shape that has it."""
    graph = source.graph
    prop, qualified = NamedNode(SH + "property"), NamedNode(SH + "qualifiedValueShape")
    nodes: dict[Term, None] = {}
    for parent in graph.subjects(prop, source.node):
        for child in graph.objects(parent, prop):
            nodes.update(dict.fromkeys(graph.objects(child, qualified)))
    return tuple(source.shape(node, "qualifiedValueShape") for node in nodes if node not in own)

"""What a shape is once it has been read, and what a constraint has to offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from pyoxigraph import Literal, NamedNode, Store, Triple

from dipgraph.errors import DipgraphError
from dipgraph.shacl.graph import DataGraph
from dipgraph.shacl.paths import Path, Predicate, outer_text
from dipgraph.shacl.queries import PreBoundQuery, Row
from dipgraph.shacl.view import TripleView
from dipgraph.shacl.vocabulary import SH, Term, show


class ShapesError(DipgraphError):
    """A shape is ill-formed, recursive, or uses what this validator does not know."""


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that a shape found wrong.

    ``path`` is the predicate of a simple path and None otherwise; ``path_text`` is the path in
    SPARQL syntax, "" where there is none; ``path_expression`` its structure. ``value`` is None
    where no single value is at fault, as when one is missing. ``component`` and ``severity``
    are IRIs. ``details`` holds the reasons from inside ``sh:node``, ``sh:and``, ``sh:or``,
    ``sh:xone`` and qualified shapes.
    """

    focus_node: Term
    path: NamedNode | None
    path_text: str
    path_expression: Path | None
    value: Term | None
    source_shape: Term
    source_constraint: Term | None
    component: str
    severity: str
    message_literals: tuple[Literal, ...]
    details: tuple[Result, ...] = ()

    @property
    def messages(self) -> tuple[str, ...]:
        """The messages without their language tags."""
        return tuple(literal.value for literal in self.message_literals)


def sort_key(result: Result) -> tuple[object, ...]:
    """Return what results are sorted by: what they say, never the label of a blank node."""
    return (
        _term_key(result.focus_node),
        _term_key(result.source_shape),
        result.path_text,
        result.component,
        _term_key(result.value),
        _term_key(result.source_constraint),
        result.messages,
        result.severity,
    )


def _term_key(term: Term | None) -> tuple[int, str]:
    if isinstance(term, NamedNode):
        return 1, term.value
    if isinstance(term, Literal):
        return 2, str(term)
    if isinstance(term, Triple):
        return 3, str(term)
    return (0, "") if term is None else (4, "")


@dataclass(frozen=True, slots=True)
class Failure:
    """What a constraint reports: the shape it belongs to adds the rest of the result.

    ``message`` is used where the shape has no ``sh:message``; ``own_messages`` are used in
    any case.
    """

    value: Term | None
    message: str
    details: tuple[Result, ...] = ()
    path: Path | None = None
    source_constraint: Term | None = None
    own_messages: tuple[Literal, ...] = ()


class Run(Protocol):
    """One validation of one data graph, as the constraints see it."""

    data: TripleView
    shapes: Shapes
    is_large: bool
    store_with_shapes: Store | None
    solutions: dict[PreBoundQuery, dict[Term, list[Row]]]

    def conforms(self, shape: Shape, node: Term) -> bool:
        """Return whether a node has no result at all from a shape."""

    def results(self, shape: Shape, focus: Term) -> list[Result]:
        """Return the results of one shape for one focus node."""


class Constraint:
    """One constraint of a shape.

    ``component`` is the IRI of its component. ``by_value`` tells that each value node passes
    or fails by itself, whatever the focus node and the other values are: then a value that
    passed once need not be looked at again.
    """

    component: str
    by_value: ClassVar[bool] = False

    def failures(
        self, run: Run, shape: Shape, focus: Term, values: Sequence[Term]
    ) -> Iterable[Failure]:
        """Return what is wrong with the value nodes of one focus node."""
        raise NotImplementedError

    def passes(self, run: Run, shape: Shape, focus: Term, values: Sequence[Term]) -> bool:
        """Return whether nothing is wrong, where the reasons are of no interest."""
        return not any(True for _ in self.failures(run, shape, focus, values))


@dataclass(frozen=True, slots=True)
class Target:
    """Which nodes a shape looks at: ``kind`` is node, class, subjectsOf or objectsOf."""

    kind: str
    term: Term


@dataclass(frozen=True, eq=False, slots=True)
class Shape:
    """A node shape (``path`` is None) or a property shape.

    ``predicate`` is the path if it is a single predicate. ``for_values`` are the constraints
    that judge each value by itself, ``for_focus`` the others.
    """

    node: Term
    path: Path | None
    severity: str
    messages: tuple[Literal, ...]
    deactivated: bool
    constraints: tuple[Constraint, ...]
    properties: tuple[Shape, ...]
    targets: tuple[Target, ...] = ()
    predicate: NamedNode | None = field(init=False)
    for_values: tuple[Constraint, ...] = field(init=False)
    for_focus: tuple[Constraint, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Sort out what every focus node would have to find out again."""
        put = object.__setattr__
        put(self, "predicate", self.path.iri if isinstance(self.path, Predicate) else None)
        put(self, "for_values", tuple(c for c in self.constraints if c.by_value))
        put(self, "for_focus", tuple(c for c in self.constraints if not c.by_value))

    @property
    def name(self) -> str:
        """The IRI of the shape, or its blank node label."""
        return name_of(self.node)

    @property
    def title(self) -> str:
        """The shape as a message speaks of it."""
        return f"the shape {self.name}" if isinstance(self.node, NamedNode) else "a nameless shape"

    def result(self, focus: Term, failure: Failure, component: str) -> Result:
        """Return the result of this shape for a failure of one of its constraints."""
        path = failure.path or self.path
        return Result(
            focus_node=focus,
            path=path.iri if isinstance(path, Predicate) else None,
            path_text=outer_text(path) if path is not None else "",
            path_expression=path,
            value=failure.value,
            source_shape=self.node,
            source_constraint=failure.source_constraint,
            component=component,
            severity=self.severity,
            message_literals=failure.own_messages or self.messages or (Literal(failure.message),),
            details=tuple(sorted(failure.details, key=sort_key)),
        )


@dataclass(frozen=True, slots=True)
class Shapes:
    """All shapes that were read from one shapes graph.

    ``targeted`` are those that choose their own focus nodes and are not deactivated; ``graph``
    is the shapes graph, for queries that ask about it.
    """

    targeted: tuple[Shape, ...]
    all: tuple[Shape, ...]
    graph: DataGraph = field(repr=False)


def name_of(node: Term) -> str:
    """Return an IRI without brackets, anything else as it stands in Turtle."""
    return node.value if isinstance(node, NamedNode) else str(node)


class ShapeSource(Protocol):
    """The description of one shape in the shapes graph, as a constraint's reader sees it."""

    node: Term
    path: Path | None
    graph: DataGraph

    def values(self, name: str) -> Sequence[Term]:
        """Return the values of a SHACL property, checked against nothing."""

    def single(self, name: str) -> Term | None:
        """Return the only value of a SHACL property, or None; more than one is a fault."""

    def iris(self, name: str) -> Sequence[NamedNode]:
        """Return the values of a SHACL property that takes IRIs only."""

    def integer(self, name: str) -> int | None:
        """Return the value of a SHACL property that takes one whole number from 0."""

    def true_only(self, name: str, *, strict: bool = True) -> bool:
        """Return whether a SHACL property that takes one boolean is true."""

    def members(self, head: Term, name: str) -> list[Term]:
        """Return the members of an RDF list given as a value of a SHACL property."""

    def shape(self, node: Term, name: str) -> Shape:
        """Return the shape that is a value of a SHACL property of this one."""

    def fault(self, text: str) -> ShapesError:
        """Return an error that names this shape."""


Factory = Callable[[ShapeSource], Iterable[Constraint]]

COMPONENTS: dict[str, Factory] = {}
"""For the local name of each constraint parameter, what reads its constraints."""


def reads(name: str) -> Callable[[Factory], Factory]:
    """Register the reader of a constraint parameter, by its local name in SHACL."""

    def register(factory: Factory) -> Factory:
        COMPONENTS[name] = factory
        return factory

    return register


def component_iri(name: str) -> str:
    """Return the IRI of a core constraint component: ``MinCount`` gives that of sh:minCount."""
    return f"{SH}{name}ConstraintComponent"


def listed(terms: Iterable[Term], limit: int = 8) -> str:
    """Return terms as a person reads them, the first few of many."""
    shown = [show(term) for term in terms]
    more = f" and {len(shown) - limit} more" if len(shown) > limit else ""
    return ", ".join(shown[:limit]) + more

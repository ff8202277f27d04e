"""Constraint components that a shapes graph defines itself, with SPARQL validators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from dipgraph.shacl.graph import DataGraph
from dipgraph.shacl.model import (
    Constraint,
    Failure,
    Run,
    Shape,
    ShapesError,
    ShapeSource,
    name_of,
)
from dipgraph.shacl.queries import PreBoundQuery
from dipgraph.shacl.sparql import ask, failure_of, fill, read_messages, read_query, select
from dipgraph.shacl.vocabulary import TRUE, Term, sh, show


class Parameter(NamedTuple):
    """A parameter of a component: its property, and the variable it is in queries."""

    predicate: NamedNode
    variable: str
    optional: bool


@dataclass(frozen=True)
class CustomConstraint(Constraint):
    """One use of a component by a shape, with the values of its parameters."""

    query: PreBoundQuery
    parameters: Mapping[str, Term]
    messages: tuple[Literal, ...]
    component: str

    def failures(
        self, run: Run, shape: Shape, focus: Term, values: Sequence[Term]
    ) -> Iterable[Failure]:
        """Return what is wrong with the value nodes."""
        if not self.query.is_ask:
            rows = select(run, self.query, shape, {**self.parameters, "this": focus})
            return [
                failure_of(row, shape, focus, self.parameters, self.messages, None) for row in rows
            ]
        found = []
        for value in values:
            bound = {**self.parameters, "this": focus, "value": value}
            if not ask(run, self.query, shape, bound):
                texts = tuple(fill(message, bound) for message in self.messages)
                text = f"The value {show(value)} does not pass {self.component}."
                found.append(Failure(value, text, own_messages=texts))
        return found


@dataclass(frozen=True)
class Component:
    """A constraint component of the shapes graph."""

    node: Term
    parameters: tuple[Parameter, ...]

    @property
    def mandatory(self) -> frozenset[Term]:
        """The properties that a shape must have to use the component."""
        return frozenset(p.predicate for p in self.parameters if not p.optional)

    def constraints(self, source: ShapeSource) -> Iterator[Constraint]:
        """Yield the constraints that a shape makes with this component."""
        graph, node = source.graph, source.node
        given = graph.predicates(node)
        if not all(predicate in given for predicate in self.mandatory):
            return
        validator, name = self._validator(source)
        variables = [parameter.variable for parameter in self.parameters]
        names = ["this", *(["value"] if name == "ask" else []), *variables]
        query = read_query(
            source,
            validator,
            name,
            [*names, "currentShape", "shapesGraph"],
            source.path if name == "select" else None,
        )
        messages = read_messages(source, validator) or read_messages(source, self.node)
        for values in self._uses(source):
            yield CustomConstraint(query, values, messages, name_of(self.node))

    def _uses(self, source: ShapeSource) -> Iterator[dict[str, Term]]:
        """Yield the parameter values of each use: a single parameter may have many."""
        found = {
            p.variable: source.graph.objects(source.node, p.predicate) for p in self.parameters
        }
        if len(self.parameters) == 1:
            (variable,) = found
            for value in found[variable]:
                yield {variable: value}
            return
        for parameter in self.parameters:
            if len(found[parameter.variable]) > 1:
                raise source.fault(
                    f"{show(parameter.predicate)} may be given once only, since "
                    f"{name_of(self.node)} has several parameters"
                )
        yield {variable: values[0] for variable, values in found.items() if values}

    def _validator(self, source: ShapeSource) -> tuple[Term, str]:
        """Return the validator for the kind of shape, and whether it selects or asks."""
        graph = source.graph
        kind = "nodeValidator" if source.path is None else "propertyValidator"
        for name in (kind, "validator"):
            for validator in graph.objects(self.node, sh(name)):
                for query in ("select", "ask"):
                    if name == "validator" and query == "select":
                        continue
                    if graph.objects(validator, sh(query)):
                        return validator, query
        raise source.fault(f"{name_of(self.node)} has no SPARQL validator for this kind of shape")


def read_components(graph: DataGraph) -> list[Component]:
    """Return the constraint components of a shapes graph.

    Raises
    ------
    ShapesError
        If one has no parameter that is mandatory, or one without a property of its own.
    """
    components = []
    for node in graph.instances(sh("ConstraintComponent")):
        parameters = []
        for description in graph.objects(node, sh("parameter")):
            path = graph.objects(description, sh("path"))
            if len(path) != 1 or not isinstance(path[0], NamedNode):
                raise ShapesError(
                    f"{name_of(node)}: each sh:parameter needs one sh:path that is an IRI"
                )
            optional = TRUE in graph.objects(description, sh("optional"))
            parameters.append(Parameter(path[0], _local_name(path[0].value), optional))
        if all(parameter.optional for parameter in parameters):
            raise ShapesError(f"{name_of(node)}: a component needs a mandatory sh:parameter")
        parameters.sort(key=lambda p: p.variable)
        components.append(Component(node, tuple(parameters)))
    return sorted(components, key=lambda component: str(component.node))


def _local_name(iri: str) -> str:
    """Return the part of an IRI behind the last character that a name cannot hold."""
    at = len(iri)
    while at > 0 and (iri[at - 1].isalnum() or iri[at - 1] == "_"):
        at -= 1
    return iri[at:]

"""Constraints that look at one value node at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar

from pyoxigraph import BlankNode, Literal, NamedNode

from dipgraph.shacl.literals import is_well_formed
from dipgraph.shacl.model import (
    Constraint,
    Failure,
    Run,
    Shape,
    ShapeSource,
    component_iri,
    listed,
    reads,
)
from dipgraph.shacl.ordering import Value, compare, read_value
from dipgraph.shacl.patterns import Pattern, PatternError
from dipgraph.shacl.vocabulary import RDF_TYPE, SH, Term, show

_KINDS: dict[str, tuple[type, ...]] = {
    "IRI": (NamedNode,),
    "BlankNode": (BlankNode,),
    "Literal": (Literal,),
    "BlankNodeOrIRI": (BlankNode, NamedNode),
    "BlankNodeOrLiteral": (BlankNode, Literal),
    "IRIOrLiteral": (NamedNode, Literal),
}


class EachValue(Constraint):
    """A constraint that holds or fails for each value node by itself."""

    by_value: ClassVar[bool] = True

    def holds(self, value: Term) -> bool:
        """Return whether one value node is as it should be."""
        raise NotImplementedError

    def wish(self) -> str:
        """Return what the value should be, as the end of "The value …"."""
        raise NotImplementedError

    def passes(self, run: Run, shape: Shape, focus: Term, values: Sequence[Term]) -> bool:
        """Return whether every value is as it should be."""
        return all(map(self.holds, values))

    def failures(
        self, run: Run, shape: Shape, focus: Term, values: Sequence[Term]
    ) -> Iterable[Failure]:
        """Return what is wrong with the value nodes."""
        holds = self.holds
        return [
            Failure(value, f"The value {show(value)} {self.wish()}.")
            for value in values
            if not holds(value)
        ]


@dataclass(frozen=True)
class Class(Constraint):
    """``sh:class``: each value is an instance of the class or of one below it."""

    by_value: ClassVar[bool] = True
    cls: NamedNode
    component: str = component_iri("Class")

    def failures(
        self, run: Run, shape: Shape, focus: Term, values: Sequence[Term]
    ) -> Iterable[Failure]:
        """Return what is wrong with the value nodes."""
        if not values:
            return ()
        data = run.data
        cls = self.cls
        allowed = data.subclasses(cls)
        return [
            Failure(value, f"The value {show(value)} is not an instance of {show(cls)}.")
            for value in values
            if allowed.isdisjoint(data.objects(value, RDF_TYPE))
        ]


@dataclass(frozen=True)
class Datatype(EachValue):
    """``sh:datatype``: each value is a well-formed literal of the datatype."""

    datatype: NamedNode
    component: str = component_iri("Datatype")

    def holds(self, value: Term) -> bool:
        """Return whether one value node is as it should be."""
        return isinstance(value, Literal) and _has_datatype(value, self.datatype)

    def wish(self) -> str:
        """Return the end of the message."""
        return f"is not a well-formed literal of datatype {show(self.datatype)}"


@lru_cache(maxsize=32_768)
def _has_datatype(literal: Literal, datatype: NamedNode) -> bool:
    return literal.datatype == datatype and is_well_formed(literal.value, datatype.value)


@dataclass(frozen=True)
class NodeKind(EachValue):
    """``sh:nodeKind``: each value is an IRI, a blank node or a literal, as told."""

    kind: NamedNode
    types: tuple[type, ...]
    component: str = component_iri("NodeKind")

    def holds(self, value: Term) -> bool:
        """Return whether one value node is as it should be."""
        return isinstance(value, self.types)

    def wish(self) -> str:
        """Return the end of the message."""
        return f"is not of node kind {show(self.kind)}"


@dataclass(frozen=True)
class Range(EachValue):
    """``sh:minInclusive`` and its three sisters; a value that cannot be compared fails."""

    bound: Literal
    bound_value: Value | None
    allowed: tuple[int, ...]
    sign: str
    component: str

    def holds(self, value: Term) -> bool:
        """Return whether one value node is as it should be."""
        return compare(read_value(value), self.bound_value) in self.allowed

    def wish(self) -> str:
        """Return the end of the message."""
        return f"is not {self.sign} {show(self.bound)}"


@dataclass(frozen=True)
class Length(EachValue):
    """``sh:minLength`` and ``sh:maxLength``, in characters; blank nodes fail."""

    limit: int
    is_least: bool
    component: str

    def holds(self, value: Term) -> bool:
        """Return whether one value node is as it should be."""
        if not isinstance(value, NamedNode | Literal):
            return False
        length = len(value.value)
        return length >= self.limit if self.is_least else length <= self.limit

    def wish(self) -> str:
        """Return the end of the message."""
        bound = "at least" if self.is_least else "at most"
        return f"does not have {bound} {self.limit} characters"


@dataclass(frozen=True)
class Matches(EachValue):
    """``sh:pattern``: the text of each value matches; blank nodes fail."""

    pattern: Pattern
    component: str = component_iri("Pattern")

    def holds(self, value: Term) -> bool:
        """Return whether one value node is as it should be."""
        if not isinstance(value, NamedNode | Literal):
            return False
        return self.pattern.is_in(value.value)

    def wish(self) -> str:
        """Return the end of the message."""
        return f'does not match the pattern "{self.pattern.text}"'


@dataclass(frozen=True)
class LanguageIn(EachValue):
    """``sh:languageIn``: each value has a language tag within one of the ranges."""

    ranges: tuple[str, ...]
    component: str = component_iri("LanguageIn")

    def holds(self, value: Term) -> bool:
        """Return whether one value node is as it should be."""
        if not isinstance(value, Literal) or not value.language:
            return False
        tag = value.language.lower()
        return any(tag == r or tag.startswith(r + "-") or r == "*" for r in self.ranges)

    def wish(self) -> str:
        """Return the end of the message."""
        return f"does not have a language among {', '.join(self.ranges)}"


@dataclass(frozen=True)
class In(EachValue):
    """``sh:in``: each value is a member of the list."""

    members: tuple[Term, ...]
    allowed: frozenset[Term] = field(repr=False)
    component: str = component_iri("In")

    def holds(self, value: Term) -> bool:
        """Return whether one value node is as it should be."""
        return value in self.allowed

    def wish(self) -> str:
        """Return the end of the message."""
        return f"is not one of {listed(self.members)}"


@reads("class")
def _read_class(source: ShapeSource) -> Iterator[Constraint]:
    for cls in source.iris("class"):
        yield Class(cls)


@reads("datatype")
def _read_datatype(source: ShapeSource) -> Iterator[Constraint]:
    source.single("datatype")
    for datatype in source.iris("datatype"):
        yield Datatype(datatype)


@reads("nodeKind")
def _read_node_kind(source: ShapeSource) -> Iterator[Constraint]:
    source.single("nodeKind")
    for kind in source.iris("nodeKind"):
        types = _KINDS.get(kind.value.removeprefix(SH))
        if types is None:
            known = ", ".join("sh:" + name for name in _KINDS)
            raise source.fault(f"sh:nodeKind is {show(kind)}, but must be one of {known}")
        yield NodeKind(kind, types)


_RANGES: dict[str, tuple[str, tuple[int, ...], str]] = {
    "minInclusive": ("MinInclusive", (0, 1), "at or above"),
    "minExclusive": ("MinExclusive", (1,), "above"),
    "maxInclusive": ("MaxInclusive", (-1, 0), "at or below"),
    "maxExclusive": ("MaxExclusive", (-1,), "below"),
}


def _range_reader(name: str) -> None:
    component, allowed, sign = _RANGES[name]

    @reads(name)
    def read(source: ShapeSource) -> Iterator[Constraint]:
        bound = source.single(name)
        if not isinstance(bound, Literal):
            raise source.fault(f"sh:{name} must be a literal")
        value = read_value(bound)
        if value is None:
            raise source.fault(
                f"sh:{name} is {show(bound)}, which cannot be compared with anything: give a "
                "well-formed number, date, time or string"
            )
        yield Range(bound, value, allowed, sign, component_iri(component))


for _name in _RANGES:
    _range_reader(_name)


@reads("minLength")
def _read_min_length(source: ShapeSource) -> Iterator[Constraint]:
    limit = source.integer("minLength")
    # A least length of 0 is no constraint: even a blank node passes.
    if limit:
        yield Length(limit, True, component_iri("MinLength"))


@reads("maxLength")
def _read_max_length(source: ShapeSource) -> Iterator[Constraint]:
    limit = source.integer("maxLength")
    if limit is not None:
        yield Length(limit, False, component_iri("MaxLength"))


@reads("pattern")
def _read_pattern(source: ShapeSource) -> Iterator[Constraint]:
    flags = source.single("flags")
    if flags is not None and not isinstance(flags, Literal):
        raise source.fault("sh:flags must be a string")
    for pattern in source.values("pattern"):
        if not isinstance(pattern, Literal):
            raise source.fault("sh:pattern must be a string")
        try:
            yield Matches(Pattern(pattern.value, flags.value if flags else ""))
        except PatternError as error:
            raise source.fault(f"sh:pattern: {error}") from error


@reads("languageIn")
def _read_language_in(source: ShapeSource) -> Iterator[Constraint]:
    head = source.single("languageIn")
    if head is not None:
        members = source.members(head, "languageIn")
        if not all(isinstance(member, Literal) for member in members):
            raise source.fault("sh:languageIn must be a list of strings")
        ranges = tuple(m.value.lower() for m in members if isinstance(m, Literal))
        yield LanguageIn(ranges)


@reads("in")
def _read_in(source: ShapeSource) -> Iterator[Constraint]:
    head = source.single("in")
    if head is not None:
        members = source.members(head, "in")
        yield In(tuple(members), frozenset(members))

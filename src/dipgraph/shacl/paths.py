"""SHACL property paths: what they reach from a node, and how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import NamedNode

from dipgraph.shacl.view import TripleView
from dipgraph.shacl.vocabulary import Term


class Path(Protocol):
    """A property path. Each node is reached at most once, in a fixed order."""

    def values(self, data: TripleView, node: Term) -> Sequence[Term]:
        """Return the nodes that the path reaches from ``node``."""

    def sources(self, data: TripleView, node: Term) -> Sequence[Term]:
        """Return the nodes from which the path reaches ``node``."""

    def text(self) -> str:
        """Return the path in SPARQL syntax, safe to stand inside another path."""

    def turtle(self) -> str:
        """Return the path as Turtle: an IRI, a list, or a blank node in brackets."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """One step along a predicate."""

    iri: NamedNode

    def values(self, data: TripleView, node: Term) -> Sequence[Term]:
        """Return the nodes reached."""
        return data.objects(node, self.iri)

    def sources(self, data: TripleView, node: Term) -> Sequence[Term]:
        """Return the nodes from which it is reached."""
        return data.subjects(self.iri, node)

    def text(self) -> str:
        """Return the path in SPARQL syntax."""
        return str(self.iri)

    def turtle(self) -> str:
        """Return the path as Turtle."""
        return str(self.iri)


@dataclass(frozen=True, slots=True)
class Inverse:
    """A path walked backwards."""

    path: Path

    def values(self, data: TripleView, node: Term) -> Sequence[Term]:
        """Return the nodes reached."""
        return self.path.sources(data, node)

    def sources(self, data: TripleView, node: Term) -> Sequence[Term]:
        """Return the nodes from which it is reached."""
        return self.path.values(data, node)

    def text(self) -> str:
        """Return the path in SPARQL syntax."""
        return "^" + _bracketed(self.path)

    def turtle(self) -> str:
        """Return the path as Turtle."""
        return f"[ sh:inversePath {self.path.turtle()} ]"


@dataclass(frozen=True, slots=True)
class Chain:
    """Two or more paths, one after the other."""

    steps: tuple[Path, ...]

    def values(self, data: TripleView, node: Term) -> Sequence[Term]:
        """Return the nodes reached."""
        reached: Sequence[Term] = (node,)
        for step in self.steps:
            reached = list(dict.fromkeys(v for n in reached for v in step.values(data, n)))
        return reached

    def sources(self, data: TripleView, node: Term) -> Sequence[Term]:
        """Return the nodes from which it is reached."""
        reached: Sequence[Term] = (node,)
        for step in reversed(self.steps):
            reached = list(dict.fromkeys(v for n in reached for v in step.sources(data, n)))
        return reached

    def text(self) -> str:
        """Return the path in SPARQL syntax."""
        return "(" + "/".join(step.text() for step in self.steps) + ")"

    def turtle(self) -> str:
        """Return the path as Turtle."""
        return "( " + " ".join(step.turtle() for step in self.steps) + " )"


@dataclass(frozen=True, slots=True)
class Alternative:
    """Any one of two or more paths."""

    options: tuple[Path, ...]

    def values(self, data: TripleView, node: Term) -> Sequence[Term]:
        """Return the nodes reached."""
        return list(dict.fromkeys(v for path in self.options for v in path.values(data, node)))

    def sources(self, data: TripleView, node: Term) -> Sequence[Term]:
        """Return the nodes from which it is reached."""
        return list(dict.fromkeys(v for path in self.options for v in path.sources(data, node)))

    def text(self) -> str:
        """Return the path in SPARQL syntax."""
        return "(" + "|".join(option.text() for option in self.options) + ")"

    def turtle(self) -> str:
        """Return the path as Turtle."""
        inner = " ".join(option.turtle() for option in self.options)
        return f"[ sh:alternativePath ( {inner} ) ]"


@dataclass(frozen=True, slots=True)
class Repeat:
    """A path walked from ``least`` (0 or 1) times to once, or to any number of times."""

    path: Path
    least: int
    many: bool

    def values(self, data: TripleView, node: Term) -> Sequence[Term]:
        """Return the nodes reached."""
        return self._closure(data, node, backwards=False)

    def sources(self, data: TripleView, node: Term) -> Sequence[Term]:
        """Return the nodes from which it is reached."""
        return self._closure(data, node, backwards=True)

    def _closure(self, data: TripleView, node: Term, *, backwards: bool) -> Sequence[Term]:
        step = self.path.sources if backwards else self.path.values
        if not self.many:
            return list(dict.fromkeys((node, *step(data, node))))
        reached: dict[Term, None] = {} if self.least else {node: None}
        open_ = [node]
        while open_:
            for value in step(data, open_.pop()):
                if value not in reached:
                    reached[value] = None
                    open_.append(value)
        return list(reached)

    def _sign(self) -> tuple[str, str]:
        if not self.many:
            return "?", "zeroOrOnePath"
        return ("+", "oneOrMorePath") if self.least else ("*", "zeroOrMorePath")

    def text(self) -> str:
        """Return the path in SPARQL syntax."""
        return _bracketed(self.path) + self._sign()[0]

    def turtle(self) -> str:
        """Return the path as Turtle."""
        return f"[ sh:{self._sign()[1]} {self.path.turtle()} ]"


def _bracketed(path: Path) -> str:
    """Return the text of a path that gets a sign before or behind it."""
    text = path.text()
    return text if isinstance(path, Predicate | Chain | Alternative) else f"({text})"


def outer_text(path: Path) -> str:
    """Return a path in SPARQL syntax without brackets around the whole."""
    text = path.text()
    return text[1:-1] if isinstance(path, Chain | Alternative) else text

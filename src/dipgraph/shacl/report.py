"""The outcome of a validation, and its form as a SHACL report in Turtle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode

from dipgraph.shacl.model import Result, sort_key
from dipgraph.shacl.vocabulary import SH, Term

_PREFIXES = (
    "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)


@dataclass(frozen=True)
class Report:
    """What a validation found, and how much it looked at.

    ``conforms`` is true if there is no result, of whatever severity. ``focus_counts`` tells
    for each shape with a target how many focus nodes it looked at; a shape that is not in it
    was deactivated.
    """

    results: list[Result]
    focus_counts: dict[str, int]

    @classmethod
    def of(cls, results: Iterable[Result], focus_counts: dict[str, int]) -> Report:
        """Return a report with its results and counts in a fixed order."""
        return cls(
            sorted(results, key=sort_key), dict(sorted(focus_counts.items(), key=lambda c: c[0]))
        )

    @property
    def conforms(self) -> bool:
        """Whether nothing was found."""
        return not self.results

    def to_turtle(self) -> str:
        """Return the report as Turtle, in the vocabulary of SHACL; the same for equal reports.

        Blank nodes of data and shapes are numbered in the order of their first mention, since
        their labels change with each reading of a file.
        """
        writer = _Writer()
        lines = [_PREFIXES, "[] a sh:ValidationReport ;"]
        if self.conforms:
            lines.append("    sh:conforms true .")
            return "\n".join(lines) + "\n"
        lines.append("    sh:conforms false ;")
        blocks = [writer.result(result, "    ") for result in self.results]
        lines.append("    sh:result " + " ,\n        ".join(blocks) + " .")
        return "\n".join(lines) + "\n"


class _Writer:
    def __init__(self) -> None:
        self._labels: dict[BlankNode, str] = {}

    def term(self, term: Term) -> str:
        if isinstance(term, BlankNode):
            return self._labels.setdefault(term, f"_:b{len(self._labels) + 1}")
        if isinstance(term, NamedNode) and term.value.startswith(SH):
            name = term.value[len(SH) :]
            if name.isalnum() and name.isascii():
                return "sh:" + name
        return str(term)

    def result(self, result: Result, indent: str) -> str:
        inner = indent + "    "
        pairs = [
            ("a", "sh:ValidationResult"),
            ("sh:focusNode", self.term(result.focus_node)),
        ]
        if result.path_expression is not None:
            pairs.append(("sh:resultPath", result.path_expression.turtle()))
        if result.value is not None:
            pairs.append(("sh:value", self.term(result.value)))
        pairs.append(("sh:sourceShape", self.term(result.source_shape)))
        if result.source_constraint is not None:
            pairs.append(("sh:sourceConstraint", self.term(result.source_constraint)))
        pairs.append(("sh:sourceConstraintComponent", self.term(NamedNode(result.component))))
        pairs.append(("sh:resultSeverity", self.term(NamedNode(result.severity))))
        pairs += [("sh:resultMessage", str(message)) for message in result.message_literals]
        pairs += [("sh:detail", self.result(detail, inner)) for detail in result.details]
        body = " ;\n".join(f"{inner}{name} {text}" for name, text in pairs)
        return f"[\n{body}\n{indent}]"

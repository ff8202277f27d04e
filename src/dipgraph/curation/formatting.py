"""Bring a Turtle text into canonical form, and prove that nothing was lost."""

from __future__ import annotations

import difflib
from collections import Counter

import pyoxigraph as ox

from dipgraph.curation.blocks import read_document
from dipgraph.curation.layout import print_document
from dipgraph.curation.order import Layout
from dipgraph.curation.tokens import tokenize
from dipgraph.errors import DataError
from dipgraph.turtle import parse_text


def format_text(text: str, shown: str, layout: Layout) -> str:
    """Return the canonical form of a Turtle text.

    Order and white space change; comments and the spelling of names and literals do not. Before
    it is returned the new text is parsed and compared: the same triples, the same comments, and
    itself when it is formatted again.

    Raises
    ------
    SyntaxFault
        If the text is no Turtle, or holds what cannot be kept; with file and line.
    DataError
        If the comparison fails: the text is then better left alone.
    """
    quads = parse_text(text, shown)
    new = print_document(read_document(text, shown), layout)
    if new == text:
        return text
    if _comments(text, shown) != _comments(new, shown):
        raise _lost(shown, "a comment")
    if not same_triples(quads, parse_text(new, shown)):
        raise _lost(shown, "a triple")
    if print_document(read_document(new, shown), layout) != new:
        raise _lost(shown, "the order")
    return new


def same_triples(one: list[ox.Quad], other: list[ox.Quad]) -> bool:
    """Tell whether two lists state the same, whatever their blank nodes are called."""
    if any(isinstance(term, ox.BlankNode) for quad in one for term in (quad.subject, quad.object)):
        graphs = [ox.Dataset(one), ox.Dataset(other)]
        for graph in graphs:
            graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        return graphs[0] == graphs[1]
    return set(one) == set(other)


def show_difference(old: str, new: str, shown: str, state: str = "canonical") -> str:
    """Return what becomes of a file as a unified diff; ``state`` names what it becomes."""
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), shown, f"{shown} ({state})"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _comments(text: str, shown: str) -> Counter[str]:
    return Counter(t.text.rstrip() for t in tokenize(text, shown) if t.kind == "comment")


def _lost(shown: str, what: str) -> DataError:
    return DataError(
        f"{shown}: {what} would not be kept, so the file stays as it is. "
        "Please report this with the file."
    )

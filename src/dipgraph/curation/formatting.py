"""Bring a Turtle text into canonical form, and prove that nothing was lost."""

from __future__ import annotations

import difflib
import hashlib
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
    parse_text(text, shown)  # says what is wrong
    new = print_document(read_document(text, shown), layout)
    if new == text:
        return text
    if _comments(text, shown) != _comments(new, shown):
        raise _lost(shown, "a comment")
    if _meaning(text, shown) != _meaning(new, shown):
        raise _lost(shown, "a triple")
    if print_document(read_document(new, shown), layout) != new:
        raise _lost(shown, "the order")
    return new


def show_difference(old: str, new: str, shown: str, state: str = "canonical") -> str:
    """Return what becomes of a file as a unified diff; ``state`` names what it becomes."""
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), shown, f"{shown} ({state})"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _comments(text: str, shown: str) -> Counter[str]:
    return Counter(t.text.rstrip() for t in tokenize(text, shown) if t.kind == "comment")


def _meaning(text: str, shown: str) -> Counter[tuple[str, str, str]]:
    """Return what a text states, with a name for each blank node that another text has too.

    A label names its node. A node without one ([ … ], ( … )) is pointed at from one place at most,
    so that such nodes are trees, and what is below one names it: a digest, from the leaves up.
    To bring the whole into the W3C's canonical form takes minutes for a list in a list, 400 deep.
    """
    quads = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
    labels = {t.text[2:] for t in tokenize(text, shown) if t.kind == "bnode"}
    below: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode) and quad.subject.value not in labels:
            below.setdefault(quad.subject.value, []).append(quad)
    digests: dict[str, str] = {}

    def name(term: object) -> str:
        if isinstance(term, ox.BlankNode) and term.value not in labels:
            return digests.get(term.value, "[]")
        return str(term)

    ahead = [(node, False) for node in below]
    while ahead:
        node, is_ready = ahead.pop()
        if node in digests:
            continue
        if is_ready:
            lines = sorted(f"{quad.predicate} {name(quad.object)}" for quad in below[node])
            digests[node] = "[" + hashlib.sha256("\n".join(lines).encode()).hexdigest()
            continue
        ahead.append((node, True))
        for quad in below[node]:
            if isinstance(quad.object, ox.BlankNode) and quad.object.value in below:
                ahead.append((quad.object.value, False))
    return Counter((name(q.subject), str(q.predicate), name(q.object)) for q in quads)


def _lost(shown: str, what: str) -> DataError:
    return DataError(
        f"{shown}: {what} would not be kept, so the file stays as it is. "
        "Please report this with the file."
    )

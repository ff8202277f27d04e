"""Comments of an addition: they go where what they stand with goes; what cannot is told.

A comment above a record, behind one of its lines or between them is placed with the record, the
property or the value. Help of a template (``#?``, and lines that are not filled in) is left out.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

import pyoxigraph as ox

from dipgraph.curation.blocks import Block, Property, read_document
from dipgraph.curation.layout import merge_blocks, merge_properties
from dipgraph.curation.place import Fact, Placed
from dipgraph.curation.template import FILL_IN_PREFIX, HELP
from dipgraph.curation.tokens import tokenize
from dipgraph.errors import SyntaxFault
from dipgraph.turtle import parse_text
from dipgraph.validation import Document

_LINES = (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES)


Beside = tuple[list[str], str]
"""The comments above a property or value, and the one behind it, "" for none."""


class Comment(NamedTuple):
    """A comment of a file of the addition."""

    shown: str
    line: int
    text: str


@dataclass
class Remarks:
    """The comments on one node that go into one file, by what they stand with."""

    leading: list[str] = field(default_factory=list)
    trailing: str = ""
    closing: list[str] = field(default_factory=list)
    after_dot: str = ""
    properties: dict[str, Beside] = field(default_factory=dict)
    values: dict[tuple[str, ox.NamedNode | ox.Literal], Beside] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """Yield all of them."""
        yield from (*self.leading, self.trailing, *self.closing, self.after_dot)
        for leading, trailing in (*self.properties.values(), *self.values.values()):
            yield from (*leading, trailing)


Spread = dict[str, dict[str, Remarks]]
"""The remarks for each file (below the data folder) by node (an IRI)."""


def spread_remarks(documents: list[Document], placed: Placed) -> tuple[Spread, list[Comment]]:
    """Return the comments by the file and the node with which they go, and those left behind.

    Left behind are comments that stand with no record, or with what the graph has already, and
    those of formats that are not cut into blocks (TriG, N-Quads).
    """
    found: Spread = {}
    left: list[Comment] = []
    for document in documents:
        comments = [c for c in _comments_of(document) if not _is_help(c.text)]
        if not comments:
            continue
        before = _count(found)
        _spread(document, placed, found)
        taken = _count(found) - before
        for comment in comments:
            if taken[comment.text]:
                taken[comment.text] -= 1
            else:
                left.append(comment)
    return found, left


def comments_in(text: str, shown: str) -> Counter[str]:
    """Return the comments of a Turtle text, each as often as it stands there.

    Raises
    ------
    SyntaxFault
        If the text cannot be cut into tokens (RDF 1.2, or no Turtle).
    """
    tokens = tokenize(text, shown)
    return Counter(token.text.rstrip() for token in tokens if token.kind == "comment")


def all_lines(remarks: Iterable[Remarks]) -> Counter[str]:
    """Return the comments among some remarks, each as often as it stands there."""
    return Counter(line for remark in remarks for line in remark.lines() if line)


def _count(found: Spread) -> Counter[str]:
    return all_lines(remark for nodes in found.values() for remark in nodes.values())


def _is_help(comment: str) -> bool:
    return comment.startswith(HELP) or FILL_IN_PREFIX in comment


def _comments_of(document: Document) -> list[Comment]:
    """Return the comments of a document; of one that is not cut, those on lines of their own."""
    text, shown = document.text, document.shown
    if "#" not in text or document.format == ox.RdfFormat.JSON_LD:
        return []
    rows = text.split("\n")
    if document.format in _LINES:
        try:
            tokens = [token for token in tokenize(text, shown) if token.kind == "comment"]
        except SyntaxFault:
            pass  # RDF 1.2
        else:
            ends = list(accumulate(len(row) + 1 for row in rows))
            return [Comment(shown, bisect(ends, t.start) + 1, t.text.rstrip()) for t in tokens]
    lines = ((number, row.strip()) for number, row in enumerate(rows, 1))
    return [Comment(shown, number, row) for number, row in lines if row.startswith("#")]


def _spread(document: Document, placed: Placed, found: Spread) -> None:
    if document.format not in _LINES:
        return
    try:
        read = read_document(document.text, document.shown)
    except SyntaxFault:
        return  # a prefix declared anew, RDF 1.2
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in read.namespaces.items())
    bases = [prefix.iri for prefix in read.prefixes if prefix.name is None]
    head = "".join(f"@base <{iri}> .\n" for iri in bases) + head
    nodes = _names_of(read.blocks, head)
    for block in merge_blocks(read.body):
        iri = nodes.get(block.subject, "") if isinstance(block, Block) else ""
        homes = [file for file, new in placed.files.items() if iri in new]
        if isinstance(block, Block) and homes:
            _spread_block(block, iri, homes, placed, head, found)


def _names_of(blocks: list[Block], head: str) -> dict[str, str]:
    """Return the IRI of each subject as it is spelt, a base and escapes minded."""
    return {
        block.subject: found.value
        for block in blocks
        if block.key
        and not block.subject.startswith("_:")
        and isinstance(found := _term_of(block.subject, head), ox.NamedNode)
    }


def _spread_block(
    block: Block, iri: str, homes: list[str], placed: Placed, head: str, found: Spread
) -> None:
    home = _remarks(found, homes[0], iri)
    home.leading += _own(block.leading)
    home.closing += _own(block.closing)
    for name in ("trailing", "after_dot"):
        comment = getattr(block, name)
        if comment and not _is_help(comment):
            if getattr(home, name):  # of a second document; one comment fits on a line
                home.leading.append(comment)
            else:
                setattr(home, name, comment)
    for prop in merge_properties(block.properties):
        for file in homes:
            facts = [f for f in placed.files[file][iri] if f[1].value == _iri_of(prop, head)]
            if facts:
                _spread_property(prop, facts, head, _remarks(found, file, iri))


def _spread_property(prop: Property, facts: list[Fact], head: str, remarks: Remarks) -> None:
    name = facts[0][1].value
    above, behind = _own(prop.leading), _own([prop.trailing])
    # What is placed once is not placed again in the file of a second source.
    prop.leading, prop.trailing = [], ""
    if above or behind:
        known = remarks.properties.get(name, ([], ""))
        remarks.properties[name] = _join(known, above, behind)
    for value in prop.values:
        above, behind = _own(value.leading), _own([value.trailing])
        if not above and not behind:
            continue
        term = _term_of(value.text, head)
        if any(fact[2] == term for fact in facts) and isinstance(term, ox.NamedNode | ox.Literal):
            known = remarks.values.get((name, term), ([], ""))
            remarks.values[name, term] = _join(known, above, behind)


def _join(known: Beside, above: list[str], behind: list[str]) -> Beside:
    """Add comments to others; one fits behind, so that a second one goes above."""
    lines, last = known
    return [*lines, *above, *(behind if last else [])], last or "".join(behind)


def _remarks(found: Spread, file: str, iri: str) -> Remarks:
    return found.setdefault(file, {}).setdefault(iri, Remarks())


def _own(comments: Iterable[str]) -> list[str]:
    return [comment for comment in comments if comment and not _is_help(comment)]


def _iri_of(prop: Property, head: str) -> str:
    if prop.verb == "a" or not prop.verb.startswith("<"):
        return prop.iri
    term = _term_of(prop.verb, head)
    return term.value if isinstance(term, ox.NamedNode) else prop.iri


def _term_of(text: str, head: str) -> ox.NamedNode | ox.Literal | None:
    """Return the term that a piece of Turtle stands for."""
    (quad,) = parse_text(f"{head}<urn:s> <urn:p> {text} .", "a value")
    term = quad.object
    return term if isinstance(term, ox.NamedNode | ox.Literal) else None

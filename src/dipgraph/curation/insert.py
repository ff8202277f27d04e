"""Put new triples into the text of a file: a small difference, and nothing else moves.

New blocks go where the order of the file has them; what is said of a record that has a block there
joins the block. All other lines stay as they are, canonical or not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping

import pyoxigraph as ox

from dipgraph.curation.blocks import Block, Document, Prefix, Property, Value, read_document
from dipgraph.curation.layout import Order, print_block, print_document
from dipgraph.curation.order import Layout
from dipgraph.curation.place import Fact
from dipgraph.curation.remarks import Remarks
from dipgraph.facts import STATED_IN, TYPE
from dipgraph.namespaces import PREFIXES

_XSD = PREFIXES["xsd"]
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[\w.-]*[\w-])?")
_BARE = {
    _XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    _XSD + "boolean": re.compile(r"true|false"),
    _XSD + "double": re.compile(r"[+-]?[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]+"),
}
# Coordinates are written bare in the registry; amounts with their type, as the contract has them.
_BARE_DECIMALS = re.compile(r"[+-]?[0-9]+\.[0-9]+")
_PLACE = re.compile(r"/passage/(.+)\.(\d+)-\d+$")


def put_into(
    text: str,
    shown: str,
    new: dict[str, list[Fact]],
    freed: list[str],
    layout: Layout,
    remarks: Mapping[str, Remarks] | None = None,
) -> str:
    """Return the text of a file with new triples in it, and blocks of ``freed`` nodes taken out.

    Parameters
    ----------
    text
        The file, "" if there is none.
    shown
        How messages name it.
    new
        The triples by subject.
    freed
        The nodes (IRIs) whose blocks leave the file.
    layout
        The order of the properties.
    remarks
        The comments that go along with the new triples, by subject.

    Returns
    -------
    str
        "" if no block is left.
    """
    document = read_document(text, shown)
    names = _Names(document.namespaces)
    own = {block.key: block for block in document.blocks if block.key}
    edits: list[tuple[int, int, str]] = []
    fresh: list[Block] = []
    for iri, facts in new.items():
        block = _make_block(iri, facts, names, (remarks or {}).get(iri) or Remarks())
        old = own.get(iri)
        if old is None:
            fresh.append(block)
            continue
        _join(old, block)
        edits.append((old.start, old.end, print_block(old, layout)))
    if not text:
        document.prefixes = [Prefix(name, space) for name, space in names.added.items()]
        document.body += fresh
        return print_document(document, layout)
    edits += _insertions(document, fresh, layout)
    edits += [_removal(text, own[iri]) for iri in freed if iri in own]
    left = len(document.blocks) + len(fresh) - sum(iri in own for iri in freed)
    if not left:
        return ""
    edits += _prefixes(document, names)
    for start, end, replacement in sorted(edits, key=lambda edit: (-edit[0], -edit[1])):
        text = text[:start] + replacement + text[end:]
    return text.rstrip("\n") + "\n"


def _join(old: Block, new: Block) -> None:
    """Add the properties and comments of a block to another on the same node."""
    old.leading += new.leading
    old.closing += new.closing
    for name in ("trailing", "after_dot"):
        if getattr(old, name) and getattr(new, name):  # one comment fits on a line
            old.leading.append(getattr(new, name))
        else:
            setattr(old, name, getattr(old, name) or getattr(new, name))
    for prop in new.properties:
        known = old.find(prop.iri)
        if known is None:
            old.properties.append(prop)
            continue
        known.values += prop.values
        known.leading += prop.leading + ([prop.trailing] if known.trailing else [])
        known.trailing = known.trailing or prop.trailing
        if prop.iri == STATED_IN and not any(v.leading or v.trailing for v in known.values):
            known.values.sort(key=lambda value: _place(value.iri))


class _Names:
    """Writes IRIs as the file's prefixes have them; notes which prefixes have to be added."""

    def __init__(self, namespaces: dict[str, str]) -> None:
        self.own = dict(sorted(namespaces.items(), key=lambda item: -len(item[1])))
        self.added: dict[str, str] = {}

    def write(self, iri: str) -> str:
        for prefix, space in {**self.own, **self.added}.items():
            if iri.startswith(space) and _LOCAL.fullmatch(iri[len(space) :]):
                return f"{prefix}:{iri[len(space) :]}"
        for prefix, space in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
            is_free = prefix not in self.own
            if is_free and iri.startswith(space) and _LOCAL.fullmatch(iri[len(space) :]):
                self.added[prefix] = space
                return f"{prefix}:{iri[len(space) :]}"
        return f"<{iri}>"

    def write_value(self, value: ox.NamedNode | ox.Literal) -> Value:
        if isinstance(value, ox.NamedNode):
            return Value(self.write(value.value), value.value)
        datatype = value.datatype.value
        if value.language or datatype == _XSD + "string":
            return Value(str(value))
        bare = _BARE.get(datatype)
        if bare is not None and bare.fullmatch(value.value):
            return Value(value.value)
        return Value(f"{ox.Literal(value.value)}^^{self.write(datatype)}")


def _make_block(iri: str, facts: list[Fact], names: _Names, remarks: Remarks) -> Block:
    properties: dict[str, Property] = {}
    for _, predicate, value in facts:
        name = predicate.value
        verb = "a" if name == TYPE else names.write(name)
        if name not in properties:
            leading, trailing = remarks.properties.get(name, ([], ""))
            properties[name] = Property(verb, name, [], list(leading), trailing)
        prop = properties[name]
        is_coordinate = name.startswith(PREFIXES["geo"]) and isinstance(value, ox.Literal)
        if is_coordinate and _BARE_DECIMALS.fullmatch(value.value):
            prop.values.append(Value(value.value))
        else:
            prop.values.append(names.write_value(value))
        own, behind = remarks.values.get((name, value), ([], ""))
        prop.values[-1].leading, prop.values[-1].trailing = list(own), behind
    stated = properties.get(STATED_IN)
    if stated is not None:
        stated.values.sort(key=lambda value: _place(value.iri))
    return Block(
        names.write(iri),
        iri,
        list(properties.values()),
        list(remarks.leading),
        remarks.trailing,
        list(remarks.closing),
        remarks.after_dot,
    )


def _place(passage: str) -> tuple[str, int]:
    match = _PLACE.search(passage)
    return (match[1], int(match[2])) if match else (passage, 0)


def _insertions(
    document: Document, fresh: list[Block], layout: Layout
) -> list[tuple[int, int, str]]:
    """Return where new blocks go, several at one place as one edit."""
    if not fresh:
        return []
    order = Order([*document.blocks, *fresh])
    placed = [block for block in document.blocks if order.has_place(block)]
    places = [order.place(block) for block in placed]
    # In a file that is not sorted, a block goes behind the last that belongs before it.
    highest: list[tuple[int, str, int]] = []
    for place in places:
        highest.append(max(place, highest[-1]) if highest else place)
    fresh = sorted(fresh, key=order.place) if all(map(order.has_place, fresh)) else fresh
    at: dict[int, list[str]] = {}
    before: list[str] = []
    end = document.blocks[-1].end if document.blocks else len(document.text)
    for block in fresh:
        printed = print_block(block, layout)
        if not placed or not order.has_place(block):
            at.setdefault(end, []).append(printed)
            continue
        index = bisect_right(highest, order.place(block))
        if index:
            at.setdefault(placed[index - 1].end, []).append(printed)
        else:
            before.append(printed)
    edits = []
    for position, printed_blocks in at.items():
        edits.append((position, position, "\n\n" + "\n\n".join(printed_blocks)))
    if before:
        start = placed[0].start
        edits.append((start, start, "\n\n".join(before) + "\n\n"))
    return edits


def _removal(text: str, block: Block) -> tuple[int, int, str]:
    """Return the edit that takes a block out with the empty lines behind it."""
    end = block.end
    while end < len(text) and text[end] in "\r\n":
        end += 1
    return (block.start, end, "")


def _prefixes(document: Document, names: _Names) -> list[tuple[int, int, str]]:
    """Return the edits that declare what is new, each in its place."""
    at: dict[int, list[str]] = {}
    known = [p for p in document.prefixes if p.name is not None]
    for name in sorted(names.added):
        line = f"@prefix {name}: <{names.added[name]}> .\n"
        after = next((p for p in known if (p.name or "") > name), None)
        if after is not None:
            at.setdefault(after.start, []).append(line)
        elif known:
            at.setdefault(known[-1].end, []).append("\n" + line.rstrip("\n"))
        else:
            at.setdefault(0, []).append(line)
    return [(position, position, "".join(lines)) for position, lines in at.items()]

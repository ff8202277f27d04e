"""Print the blocks of a Turtle text in the canonical form of ``data/FORMAT.md``."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby

from dipgraph.curation.blocks import Block, Document, Loose, Prefix, Property
from dipgraph.curation.order import Layout
from dipgraph.identifiers import is_name_of_node
from dipgraph.namespaces import PREFIXES

_PASSAGE = PREFIXES["passage"]
_STATED_IN = PREFIXES["dip"] + "isStatedIn"
_PLACE = re.compile(re.escape(_PASSAGE) + r"(.+)\.(\d+)-(\d+)$")


def print_document(document: Document, layout: Layout) -> str:
    """Return the canonical text of a document: merged, sorted and laid out."""
    body = sort_body(merge_blocks(document.body))
    parts = ["\n".join(loose.lines) for loose in document.head]
    lines: list[str] = []
    for prefix in sorted(document.prefixes, key=lambda p: (p.name is not None, p.name or "")):
        lines += [*prefix.leading, print_prefix(prefix)]
    if lines:
        parts.append("\n".join(lines))
    for item in body:
        text = print_block(item, layout) if isinstance(item, Block) else "\n".join(item.lines)
        parts.append(text)
    return "\n\n".join(parts) + "\n"


def print_prefix(prefix: Prefix) -> str:
    """Return the line of a prefix or a base."""
    name = "@base" if prefix.name is None else f"@prefix {prefix.name}:"
    comment = f" {prefix.trailing}" if prefix.trailing else ""
    return f"{name} <{prefix.iri}> .{comment}"


def print_block(block: Block, layout: Layout) -> str:
    """Return the canonical text of one block, its properties in order."""
    lines = [*block.leading, block.subject]
    if block.trailing:
        lines[-1] += f" {block.trailing}"
    properties = sorted(merge_properties(block.properties), key=lambda p: layout.rank(p.iri))
    for place, prop in enumerate(properties, 1):
        is_last = place == len(properties)
        end = "" if is_last and block.closing else " ." if is_last else " ;"
        lines += print_property(prop, end)
    if block.closing or not properties:
        lines += [f"    {comment}" for comment in block.closing]
        if not properties and not block.trailing and not block.closing:
            lines[-1] += " ."
        else:
            lines.append("    .")
    if block.after_dot:
        lines[-1] += f" {block.after_dot}"
    return "\n".join(lines)


def print_property(prop: Property, end: str) -> list[str]:
    """Return the lines of a property: one, unless a comment stands among its objects."""
    lines = [f"    {comment}" for comment in prop.leading]
    comment = f" {prop.trailing}" if prop.trailing else ""
    if not any(value.leading or value.trailing for value in prop.values):
        values = " , ".join(value.text for value in prop.values)
        return [*lines, f"    {prop.verb} {values}{end}{comment}"]
    lines.append(f"    {prop.verb}")
    for place, value in enumerate(prop.values, 1):
        lines += [f"        {line}" for line in value.leading]
        if place == len(prop.values):
            if value.trailing and comment:  # one comment fits on a line
                lines.append(f"        {value.trailing}")
            elif value.trailing:
                comment = f" {value.trailing}"
            lines.append(f"        {value.text}{end}{comment}")
        else:
            trailing = f" {value.trailing}" if value.trailing else ""
            lines.append(f"        {value.text} ,{trailing}")
    return lines


def merge_properties(properties: list[Property]) -> list[Property]:
    """Return the properties with each once: what a second line says joins the first."""
    merged: dict[str, Property] = {}
    for prop in properties:
        first = merged.get(prop.iri)
        if first is None:
            merged[prop.iri] = Property(
                prop.verb, prop.iri, list(prop.values), list(prop.leading), prop.trailing
            )
            continue
        first.leading += prop.leading
        if prop.trailing and first.trailing:
            first.leading.append(prop.trailing)
        first.trailing = first.trailing or prop.trailing
        first.values += prop.values
    return list(merged.values())


def merge_blocks(body: list[Block | Loose]) -> list[Block | Loose]:
    """Return the body with one block a record: a second block joins the first."""
    merged: list[Block | Loose] = []
    by_key: dict[str, Block] = {}
    for item in body:
        first = by_key.get(item.key) if isinstance(item, Block) and item.key else None
        if not isinstance(item, Block) or first is None:
            merged.append(item)
            if isinstance(item, Block) and item.key:
                by_key[item.key] = item
            continue
        joined = Block(
            first.subject,
            first.key,
            [*first.properties, *item.properties],
            [*first.leading, *item.leading, *filter(None, [item.trailing, item.after_dot])],
            first.trailing,
            [*first.closing, *item.closing],
            first.after_dot,
        )
        merged[merged.index(first)] = joined
        by_key[item.key] = joined
    return merged


# --- the order of blocks --------------------------------------------------------------


def sort_body(body: list[Block | Loose]) -> list[Block | Loose]:
    """Return the blocks in the order of their passages, or, without any, of their names.

    Loose comments stay where they are, and so does a block without a passage among blocks that
    have one: nothing is sorted past them.
    """
    order = Order([item for item in body if isinstance(item, Block)])
    found: list[Block | Loose] = []
    for is_sortable, items in groupby(body, key=order.has_place):
        run = list(items)
        found += sorted(run, key=order.place) if is_sortable else run
    return found


class Order:
    """What the blocks of one file are sorted by."""

    def __init__(self, blocks: list[Block]) -> None:
        sources = Counter(source for block in blocks for source, _ in _passages(block))
        self.by_passage = bool(sources)
        # A file speaks of one source; passages of another one do not place a block in it.
        self.source = min(sources, key=lambda name: (-sources[name], name), default="")
        self.by_name = not sources and all(is_name_of_node(block.key) for block in blocks)

    def has_place(self, item: Block | Loose) -> bool:
        """Tell whether an item may be moved."""
        if not isinstance(item, Block):
            return False
        return bool(_passages(item)) if self.by_passage else self.by_name

    def place(self, item: Block | Loose) -> tuple[int, str, int]:
        """Return where a block belongs; only for blocks that have a place."""
        assert isinstance(item, Block)
        if not self.by_passage:
            return (0, item.key, 0)
        passages = _passages(item)
        starts = [start for source, start in passages if source == self.source]
        if starts:
            return (0, self.source, min(starts))
        return (1, *min(passages))


def _passages(block: Block) -> list[tuple[str, int]]:
    """Return source and start of the passages that a block rests on, or that it is about."""
    names = [block.key] if block.key.startswith(_PASSAGE) else block.names(_STATED_IN)
    matches = [_PLACE.match(name) for name in names]
    return [(match[1], int(match[2])) for match in matches if match]

"""Good records of the data as blocks that a test can spoil in one way, and their validation.

A record is taken from the file that holds it, given a name of its own and validated as an addition
to the graph that it comes from. So it passes, but for a warning that the graph has such a record
already; whatever is found beside that was planted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import dipgraph
from dipgraph.errors import DipgraphError
from dipgraph.knowledge import KnowledgeGraph
from dipgraph.resources import find_project, find_texts_folder
from dipgraph.shacl import Shapes, read_shapes
from dipgraph.shapes import load_shape_quads
from dipgraph.validation import Finding, Outcome, validate_documents
from project_copy import ROOT, RURITANIA
from validation.additions import document

SMALL, CORPUS = "ruritania", "corpus"
NEW = "-again"
"""What is put behind the name of a record, so that it is a new one."""

_OBJECT = re.compile(r'"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^\S+)?|[^\s"]+')


@dataclass(frozen=True)
class Block:
    """A record as it is written: its name, and for each property the values, in order."""

    name: str
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    home: str = SMALL
    before: str = ""
    after: str = ""

    @property
    def cls(self) -> str:
        return next((values[0] for name, values in self.lines if name == "a"), "")

    def get(self, name: str) -> tuple[str, ...]:
        return next((values for line, values in self.lines if line == name), ())

    def with_lines(self, lines: Iterator[tuple[str, tuple[str, ...]]]) -> Block:
        return replace(self, lines=tuple(lines))

    def text(self) -> str:
        said = [f"    {name} {' , '.join(values)}" for name, values in self.lines]
        return f"{self.before}{self.name}\n" + " ;\n".join(said) + f" .\n{self.after}"


Change = Callable[[Block], Block | str | None]
"""Spoils a block; a text is a whole file; None says that it does not apply."""


# --- ways to spoil a block ------------------------------------------------------------------


def drop(*names: str) -> Change:
    """Leave properties out."""

    def change(block: Block) -> Block | None:
        if not any(block.get(name) for name in names):
            return None
        return block.with_lines(line for line in block.lines if line[0] not in names)

    return change


def put(name: str, *values: str) -> Change:
    """Give a property that is there other values."""

    def change(block: Block) -> Block | None:
        if not block.get(name) or block.get(name) == values:
            return None
        return block.with_lines((n, values if n == name else old) for n, old in block.lines)

    return change


def also(name: str, *values: str) -> Change:
    """State more values of a property, whether it is there or not."""

    def change(block: Block) -> Block | None:
        if set(values) & set(block.get(name)):
            return None
        if not block.get(name):
            return replace(block, lines=(*block.lines, (name, values)))
        return block.with_lines(
            (n, (*old, *values) if n == name else old) for n, old in block.lines
        )

    return change


def double(name: str, *values: str) -> Change:
    """State a second value of a property that is there."""
    more = also(name, *values)
    return lambda block: more(block) if block.get(name) else None


def rename(old: str, new: str) -> Change:
    """State another property in the place of one."""

    def change(block: Block) -> Block | None:
        if not block.get(old):
            return None
        return block.with_lines((new if n == old else n, values) for n, values in block.lines)

    return change


def edit(name: str, pattern: str, new: str | Callable[[re.Match[str]], str]) -> Change:
    """Change how the first value of a property is written."""

    def change(block: Block) -> Block | None:
        values = block.get(name)
        if not values or not re.search(pattern, values[0]):
            return None
        spoilt = re.sub(pattern, new, values[0], count=1)
        return put(name, spoilt, *values[1:])(block)  # type: ignore[return-value]

    return change


def name_it(pattern: str, new: str) -> Change:
    """Give the record another name."""

    def change(block: Block) -> Block | None:
        name = re.sub(pattern, new, block.name)
        return None if name == block.name else replace(block, name=name)

    return change


def beside(more: str) -> Change:
    """Write something below the block; ``{name}`` is the name of the record."""
    return lambda block: replace(block, after=block.after + more.replace("{name}", block.name))


def raw(pattern: str, new: str) -> Change:
    """Change the text of the block, whatever it is then."""

    def change(block: Block) -> str | None:
        text, number = re.subn(pattern, new, block.text(), count=1, flags=re.S)
        return text if number else None

    return change


def both(*changes: Change) -> Change:
    """Spoil in several ways at once."""

    def change(block: Block) -> Block | str | None:
        done: Block | str | None = block
        for step in changes:
            if not isinstance(done, Block):
                return None
            done = step(done)
        return done

    return change


# --- the records --------------------------------------------------------------------------


def blocks_of(path: Path, home: str) -> Iterator[Block]:
    """Yield the blocks of a file in canonical form."""
    for text in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        head, *rest = text.strip().split("\n")
        if head.startswith(("@", "#")) or " " in head or not rest:
            continue
        lines = []
        for line in rest:
            name, *values = _OBJECT.findall(line.strip().removesuffix(";").removesuffix("."))
            lines.append((name, tuple(value for value in values if value != ",")))
        yield Block(head, tuple(lines), home)


@cache
def graph(home: str) -> tuple[KnowledgeGraph, Shapes, Path | None]:
    """Return a project's graph, its shapes and the folder of its texts."""
    root = RURITANIA if home == SMALL else ROOT
    project = find_project(root)
    texts = find_texts_folder(project, RURITANIA / "texts" if home == SMALL else None)
    kg = dipgraph.load(root, cache=False)
    return kg, read_shapes(load_shape_quads(kg.project)), texts


@cache
def records(home: str) -> list[Block]:
    """Return good records under new names, those of the corpus a few of each class."""
    root = RURITANIA if home == SMALL else ROOT
    found: list[Block] = []
    number: dict[str, int] = {}
    for path in sorted((root / "data/sources").glob("*/*.ttl")):
        if path.stem in ("passages", "set-aside", "source"):
            continue
        for block in blocks_of(path, home):
            key = block.cls if home == CORPUS else block.name
            # Two of a class, from more than one corner.
            number[key] = number.get(key, -1) + 1
            if home == SMALL or (number[key] % 3 == 0 and number[key] < 6):
                fresh = replace(block, name=block.name + NEW)
                if block.cls and not check(fresh).violations:
                    found.append(fresh)
    return found


def check(spoilt: Block | str, home: str = "") -> Outcome:
    """Validate a block, or a text, as an addition to the graph that it comes from."""
    kg, shapes, texts = graph(spoilt.home if isinstance(spoilt, Block) else home)
    text = spoilt.text() if isinstance(spoilt, Block) else spoilt
    return validate_documents(kg.project, kg.store, [document(text)], texts=texts, shapes=shapes)


def find_faults(spoilt: Block | str, home: str) -> tuple[Outcome | None, list[Finding]]:
    """Return what is found; a file that cannot be read is a finding of the check ``reading``."""
    try:
        outcome = check(spoilt, home)
    except DipgraphError as error:
        return None, [Finding("new.ttl", 0, "", str(error), "", "reading")]
    return outcome, outcome.findings

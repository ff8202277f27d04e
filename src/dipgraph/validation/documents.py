"""Read the files of an addition, which somebody else wrote, within limits.

Nothing is fetched: a context of JSON-LD must stand in the file or be the bundled one, and
``owl:imports`` is told, never followed. Formats that a small file can make explode (RDF/XML with
its entities) are not read.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from dipgraph.errors import InputError, SyntaxFault
from dipgraph.namespaces import BASE, PREFIXES
from dipgraph.spelling import suggest
from dipgraph.turtle import FORMATS, decode, find_prefixes, read_text, syntax_fault
from dipgraph.validation.lines import Lines

MAX_SIZE_MIB = 50.0
"""The largest file that is read unless more is allowed."""
MAX_BLANK = 1_000
"""After so many triples about nodes without a name the rest of a file is not read."""
CONTEXT = BASE + "context"
"""The bundled context of JSON-LD: the prefixes of the project."""

JSON_LD = ox.RdfFormat.JSON_LD
INPUT_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": JSON_LD,
}
_ENDINGS = {**FORMATS, ".jsonld": JSON_LD, ".json": JSON_LD}


class Document:
    """One file of an addition.

    ``quads`` are in the order of the file. ``blank`` counts the triples with a node without a
    name; ``is_cut`` tells that reading stopped since there were too many of them.
    """

    def __init__(self, shown: str, text: str, rdf_format: ox.RdfFormat) -> None:
        self.shown = shown
        self.text = text
        self.format = rdf_format
        self.quads: list[ox.Quad] = []
        self.blank = 0
        self.is_cut = False

    @cached_property
    def lines(self) -> Lines:
        """Where things stand in the text."""
        return Lines(self.text, is_json=self.format == JSON_LD)

    def read(self, *, named_only: bool) -> None:
        """Parse the text; with ``named_only``, stop after too many nodes without a name.

        ``named_only`` stands for an addition: then prefixes of ours must mean what they mean.
        """
        if named_only:
            self._refuse_near_prefixes()
        for quad in self._parse():
            if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
                self.blank += 1
                if named_only and self.blank > MAX_BLANK:
                    self.is_cut = True
                    return
            if named_only:
                self._refuse_unexpanded(quad)
            self.quads.append(quad)
        if not self.quads:
            raise InputError(f"{self.shown}: the file holds no statement. Fill it or name another.")

    def _refuse_unexpanded(self, quad: ox.Quad) -> None:
        """Refuse ``xsd:date`` that was read as a full IRI, since its prefix was not declared.

        Findings would show it in no other way than the good one.
        """
        value = quad.object
        terms = (quad.predicate, quad.subject, value)
        datatype = value.datatype if isinstance(value, ox.Literal) else None
        for term in (*terms, datatype):
            if not isinstance(term, ox.NamedNode) or term.value.startswith("http"):
                continue
            prefix = term.value.partition(":")[0]
            if prefix not in PREFIXES:
                continue
            rows = enumerate(self.text.split("\n"), 1)
            line = next((number for number, row in rows if term.value in row), 0)
            why, remedy = "since it stands between < >", f"Write {term.value} without them."
            if self.format == JSON_LD:
                why = f"since no prefix {prefix}: is declared for it"
                remedy = (
                    f'Add "{prefix}": "{PREFIXES[prefix]}" to the @context, or use the bundled '
                    f"one, {CONTEXT}."
                )
            raise InputError(
                f"{self.shown}:{line}: {term.value} is taken for a full address, {why}. {remedy}"
            )

    def _refuse_near_prefixes(self) -> None:
        """Refuse a prefix of ours that stands for something else by a slip.

        Every name with it would be unknown, and each would be told by itself.
        """
        if self.format not in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG):
            return
        for prefix, iri in find_prefixes(self.text).items():
            ours = PREFIXES.get(prefix, iri)
            if iri != ours and _letters(iri) == _letters(ours):
                rows = enumerate(self.text.split("\n"), 1)
                line = next((number for number, row in rows if f"<{iri}>" in row), 0)
                raise InputError(
                    f"{self.shown}:{line}: the prefix {prefix}: stands for <{iri}> here, and in "
                    f"the graph for <{ours}>. Correct this line."
                )

    def _parse(self) -> Iterator[ox.Quad]:
        text = self.text
        if self.format == JSON_LD:
            text = _with_own_contexts(text, self.shown)
        try:
            yield from ox.parse(text, format=self.format, rename_blank_nodes=True)
        except SyntaxError as error:
            raise syntax_fault(error, self.text, self.shown) from None


def read_documents(
    names: list[str],
    *,
    input_format: str | None = None,
    max_size_mib: float = MAX_SIZE_MIB,
    named_only: bool = True,
) -> list[Document]:
    """Read files; ``-`` is standard input.

    Parameters
    ----------
    names
        The files, in formats told by their endings.
    input_format
        A key of :data:`INPUT_FORMATS` that counts for all of them; standard input is Turtle
        unless told otherwise.
    max_size_mib
        The largest file that is read, in MiB.
    named_only
        Whether reading stops after :data:`MAX_BLANK` triples with nodes without a name.

    Raises
    ------
    InputError
        If a file cannot be read, is too large, in another format, states nothing, or names a
        context that would have to be fetched; the message names file, line and remedy.
    """
    documents = []
    for name in dict.fromkeys(names):
        kind = INPUT_FORMATS[input_format] if input_format else _format_of(name)
        is_stdin = name == "-"
        shown = "standard input" if is_stdin else name
        text = (
            _read_stream(sys.stdin.buffer, shown, max_size_mib)
            if is_stdin
            else _read_file(name, max_size_mib)
        )
        document = Document(shown, text, kind)
        document.read(named_only=named_only)
        documents.append(document)
    return documents


def _letters(iri: str) -> str:
    """Return an IRI without scheme and signs, as slips in prefixes leave it."""
    rest = iri.partition("://")[2].removeprefix("www.")
    return "".join(char for char in rest.lower() if char.isalnum())


def _format_of(name: str) -> ox.RdfFormat:
    if name == "-":
        return ox.RdfFormat.TURTLE
    suffix = Path(name).suffix.lower()
    if suffix in _ENDINGS:
        return _ENDINGS[suffix]
    known = f"Use one of {', '.join(_ENDINGS)}, or say --input-format."
    if suffix in (".rdf", ".xml", ".owl"):
        raise InputError(
            f"{name}: RDF/XML is not read, since entities can make a small file explode. {known}"
        )
    near = suggest(suffix, _ENDINGS) if suffix else ""
    raise InputError(f"{name}: its ending says no RDF format that is read here.{near} {known}")


def _read_file(name: str, max_size_mib: float) -> str:
    try:
        told = os.stat(name)  # noqa: PTH116  # the name is shown as it was given
    except (OSError, ValueError):
        return read_text(name)  # what is wrong with it is told by the reader
    if stat.S_ISDIR(told.st_mode) or stat.S_ISREG(told.st_mode):
        if told.st_size > max_size_mib * 2**20:
            raise _too_large(name, max_size_mib)
        return read_text(name)
    try:  # a pipe, such as <(command), or a device, which may never end
        with open(name, "rb") as stream:  # noqa: PTH123
            return _read_stream(stream, name, max_size_mib)
    except OSError as error:
        raise InputError(f"{name}: it cannot be read ({error.strerror}).") from None


def _read_stream(stream: BinaryIO, shown: str, max_size_mib: float) -> str:
    """Return the text that a stream holds, up to the limit."""
    raw = stream.read(int(max_size_mib * 2**20) + 1)
    if len(raw) > max_size_mib * 2**20:
        raise _too_large(shown, max_size_mib)
    if b"\0" in raw:
        raise InputError(f"{shown}: this is binary, or text in UTF-16. Send text in UTF-8.")
    text = decode(raw, shown)
    if not text.strip():
        raise InputError(f"{shown}: there is nothing in it. Send triples, or name a file.")
    return text


def _too_large(name: str, max_size_mib: float) -> InputError:
    return InputError(
        f"{name}: larger than {max_size_mib:g} MiB. Split it, or allow more with --max-size MIB."
    )


def _with_own_contexts(text: str, shown: str) -> str:
    """Return JSON-LD with the bundled context written out; refuse any that must be fetched."""
    try:
        tree = json.loads(text, object_pairs_hook=_without_twins)
    except _TwiceError as error:
        raise InputError(f"{shown}: {error} is given twice in one object. Leave one out.") from None
    except json.JSONDecodeError as error:
        raise SyntaxFault(
            f"{shown}:{error.lineno}:{error.colno}: this is no JSON: {error.msg}. "
            "Look here and at the line before."
        ) from None
    except ValueError:
        raise InputError(
            f"{shown}: it holds a number of thousands of digits. Write it as a string."
        ) from None
    except RecursionError:
        raise InputError(f"{shown}: nested too deeply to be read. Simplify it.") from None
    changed = False
    open_: list[object] = [tree]
    while open_:
        node = open_.pop()
        if isinstance(node, list):
            open_ += node
        elif isinstance(node, dict):
            if "@context" in node:
                node["@context"], here = _own_context(node["@context"], shown)
                changed = changed or here
            if "@import" in node:
                raise _remote(shown, str(node["@import"]))
            open_ += node.values()
    return json.dumps(tree) if changed else text


class _TwiceError(Exception):
    """A keyword that stands twice in one object: readers differ on which counts."""


def _without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        for name in ("@context", "@id", "@type", "@import"):
            if sum(key == name for key, _ in pairs) > 1:
                raise _TwiceError(name)
    return found


def _own_context(context: object, shown: str) -> tuple[object, bool]:
    if context == CONTEXT:
        return {**PREFIXES, "a": "@type", "id": "@id"}, True
    if isinstance(context, str):
        raise _remote(shown, context)
    if isinstance(context, list):
        parts = [_own_context(part, shown) for part in context]
        return [part for part, _ in parts], any(here for _, here in parts)
    return context, False


def _remote(shown: str, context: str) -> InputError:
    return InputError(
        f"{shown}: its context {context} would have to be fetched, and nothing is. Write the "
        f"context into the file, or use the bundled one, {CONTEXT}."
    )

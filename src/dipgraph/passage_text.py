"""Passages as a person reads them: the place, whether the words were verified, the words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from dipgraph.facts import DIP, OA, Facts, PassageFacts
from dipgraph.namespaces import shorten_iri
from dipgraph.readings import Readings
from dipgraph.sources import Texts
from dipgraph.telling import printable

_OUTCOMES = {
    "verified": "verified",
    "moved": "moved within a text that has changed",
    "changed": "THE WORDS HAVE CHANGED",
    "outside": "OUTSIDE THE TEXT",
    "unverifiable": "unverifiable: text not at hand",
}
BROKEN = ("changed", "outside", None)
"""Outcomes of a passage that is not what was registered; None: it is not described at all."""


def read_passages(store: ox.Store, passages: Iterable[str], folder: Path | None) -> Readings:
    """Read some passages and the texts they are of, without reading the rest of the store.

    Parameters
    ----------
    store
        A store that :mod:`dipgraph.store` has filled.
    passages
        Their IRIs.
    folder
        The folder of the source texts, or None.
    """

    def quads() -> Iterator[ox.Quad]:
        default, has_source = ox.DefaultGraph(), ox.NamedNode(OA + "hasSource")
        sources: dict[ox.NamedNode, None] = {}
        for passage in map(ox.NamedNode, passages):
            for quad in store.quads_for_pattern(passage, None, None, default):
                if quad.predicate == has_source and isinstance(quad.object, ox.NamedNode):
                    sources[quad.object] = None
                yield quad
        for source in sources:
            yield from store.quads_for_pattern(source, None, None, default)

    facts = Facts(quads())
    return Readings(facts, Texts(facts, folder))


def shown_lines(passage: PassageFacts) -> str:
    """Return "line 5" or "lines 5-7"."""
    first, last = passage.first_line, passage.last_line
    return f"line {first}" if first == last else f"lines {first}-{last}"


def describe_passage(iri: str, readings: Readings) -> dict[str, object]:
    """Return place, outcome and, where the text is at hand, words of a passage, for JSON."""
    passage = readings.facts.passages.get(iri)
    if passage is None:
        return {"passage": shorten_iri(iri), "outcome": "missing"}
    return {
        "passage": passage.name,
        "source": shorten_iri(passage.source or ""),
        "file": _file_of(passage, readings),
        "first_line": passage.first_line,
        "last_line": passage.last_line,
        "start": passage.start,
        "end": passage.end,
        "outcome": readings.outcome[iri],
        "words": words_of(iri, readings),
    }


def words_of(iri: str, readings: Readings) -> str | None:
    """Return the words of a passage on one line, None where they are not at hand."""
    words = readings.words.get(iri)
    return None if words is None else " ".join(words.split())


def place_of(iri: str, readings: Readings) -> str:
    """Return name, file, lines, characters, paragraph and outcome of a passage on one line."""
    passage = readings.facts.passages.get(iri)
    if passage is None:
        return f"{shorten_iri(iri)}  IS NO PASSAGE"
    place = f"{_file_of(passage, readings)}, {shown_lines(passage)}"
    return (
        f"{passage.name}  {place}, characters {passage.start}-{passage.end}, "
        f"paragraph {passage.paragraph}  [{_OUTCOMES[readings.outcome[iri]]}]"
    )


def passage_lines(
    iri: str, readings: Readings, width: int = 90, *, fold: bool = False
) -> list[str]:
    """Return the place of a passage and its words below it, folded to a width.

    With ``fold``, the place is folded too; otherwise it is one line.
    """
    place = f"  {place_of(iri, readings)}"
    lines = [place]
    if fold:
        lines = textwrap.wrap(
            place, width + 4, subsequent_indent="      ", break_long_words=False,
            break_on_hyphens=False,
        )  # fmt: skip
    words = words_of(iri, readings)
    if words is not None:
        text = textwrap.fill(printable(words), width)
        lines.append(textwrap.indent(text, "  | ", lambda _: True))
    return lines


def _file_of(passage: PassageFacts, readings: Readings) -> str:
    return next(iter(readings.facts.texts(passage.source or "", DIP + "fileName")), "?")

"""Find which named things stand in a text, by any of their labels, as whole words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dipgraph.text.words import Token, read_tokens


class Label(NamedTuple):
    """One spelling of a thing. ``realm`` is its class: only things of one realm hide each other."""

    thing: str
    words: str
    realm: str


class NamesFound(NamedTuple):
    """The things named in some words, and those named only as part of a longer name.

    ``hidden`` leads from such a thing to the longer label: "Guinea" in "Guinea-Bissau" does not
    name Guinea.
    """

    named: frozenset[str]
    hidden: dict[str, str]


class _Entry(NamedTuple):
    folded: tuple[str, ...]
    written: tuple[str, ...] | None  # given for acronyms, whose case counts
    label: Label


class NameFinder:
    """Looks for many labels at once.

    Parameters
    ----------
    labels
        Every label of every thing.
    parents
        For each thing, those of which it is an organ, a part or an office. A longer name of a
        part does not hide its whole: "UN General Assembly" names the UN.
    """

    def __init__(self, labels: Iterable[Label], parents: dict[str, set[str]]) -> None:
        self._parents = parents
        self._entries: dict[str, list[_Entry]] = {}
        for label in labels:
            tokens = read_tokens(label.words)
            if len(tokens) > 1 and tokens[0].folded == "the":
                tokens = tokens[1:]
            if tokens:
                entry = _Entry(
                    tuple(token.folded for token in tokens),
                    tuple(token.written for token in tokens) if _is_acronym(tokens) else None,
                    label,
                )
                self._entries.setdefault(entry.folded[0], []).append(entry)

    def find(self, words: str) -> NamesFound:
        """Return what stands in ``words``."""
        tokens = read_tokens(words)
        folded = [token.folded for token in tokens]
        spans: list[tuple[int, int, Label]] = []
        for start, first in enumerate(folded):
            for entry in self._entries.get(first, ()):
                end = start + len(entry.folded)
                if tuple(folded[start:end]) != entry.folded:
                    continue
                if entry.written and entry.written != tuple(
                    token.written for token in tokens[start:end]
                ):
                    continue
                spans.append((start, end, entry.label))
        return self._without_hidden(spans)

    def _without_hidden(self, spans: list[tuple[int, int, Label]]) -> NamesFound:
        named: set[str] = set()
        hidden: dict[str, str] = {}
        for start, end, label in spans:
            longer = next(
                (
                    other.words
                    for low, high, other in spans
                    if low <= start
                    and end <= high
                    and high - low > end - start
                    and other.realm == label.realm
                    and other.thing != label.thing
                    and label.thing not in self._parents.get(other.thing, ())
                ),
                None,
            )
            if longer is None:
                named.add(label.thing)
            else:
                hidden.setdefault(label.thing, longer)
        return NamesFound(
            frozenset(named), {thing: by for thing, by in hidden.items() if thing not in named}
        )


def _is_acronym(tokens: tuple[Token, ...]) -> bool:
    """Tell whether a label is written in capitals, so that its case counts: "US" is not "us"."""
    letters = [char for token in tokens for char in token.written if char.isalpha()]
    return 0 < len(letters) <= 12 and all(char.isupper() for char in letters)


def pluralise(words: str) -> list[str]:
    """Return the plurals of the name of an office: "Ministers of Trade", "Presidents".

    >>> pluralise("Minister of Trade")
    ['Ministers of Trade']
    """
    head, of, rest = words.partition(" of ")
    if head.endswith("y") and head[-2:-1] not in "aeiou":
        return [head[:-1] + "ies" + of + rest]
    if head.endswith(("s", "ch", "sh", "x")):
        return [head + "es" + of + rest]
    return [head + "s" + of + rest]

"""Gather the slips of the sources: flagged records, misspelt names, sums that do not add up.

A slip is recorded as it is read and flagged by the curator; here all of them come together, each
with its place in the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dipgraph.facts import DIP, SKOS, STATED_IN, Facts, PassageFacts
from dipgraph.locations import Locations
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.readings import Readings
from dipgraph.sums import Sum, check_sums, find_sums
from dipgraph.text.words import read_plainly

_FLAG = DIP + "hasFlag"
_KIND = PREFIXES["kind"]
_GARBLED = _KIND + "set-aside-garbled"
MISSPELT_NAME = "Misspelt name"
"""What a hidden label of the registry counts as: the same slip may stand in many records."""


class Slip(NamedTuple):
    """One slip of a source: what kind it is, the record that holds it, and where it is read.

    ``record`` is an IRI: of a record, of an actor or place that the text misspells, or of a
    sentence that is too broken to be recorded. ``passages`` is empty where a misspelt name can
    only be found with the text, and no text is at hand.
    """

    kind: str
    record: str
    label: str
    note: str
    passages: tuple[PassageFacts, ...]


class UnequalSum(NamedTuple):
    """A total or a share that its parts do not reach; ``flags`` is empty where nobody saw it."""

    figure: str
    label: str
    reckoning: str
    flags: tuple[str, ...]
    passages: tuple[PassageFacts, ...]


def find_slips(facts: Facts, readings: Readings, sources: Iterable[str]) -> list[Slip]:
    """Return every slip in the sources named (IRIs), ordered by kind, then by the texts."""
    wanted = set(sources)
    found = [*_flagged(facts, wanted), *_set_aside(facts, wanted)]
    found += _misspelt(facts, readings, wanted)
    return sorted(found, key=lambda slip: (slip.kind, _place(slip.passages), slip.record))


def count_slips(slips: Iterable[Slip]) -> Counter[str]:
    """Return how many slips there are of each kind."""
    return Counter(slip.kind for slip in slips)


def find_unequal_sums(
    facts: Facts, locations: Locations, sources: Iterable[str]
) -> list[UnequalSum]:
    """Return the sums and shares of the sources named that do not add up.

    A number that is given as a bound (about, more than) is never reckoned.
    """
    wanted = set(sources)
    unseen = {issue.record: issue.fault for issue in check_sums(facts, locations).issues}
    found = []
    for reckoned in find_sums(facts):
        name = shorten_iri(reckoned.figure)
        figures = (reckoned.figure, *reckoned.rests_on)
        flags = sorted({flag for figure in figures for flag in facts.nodes(figure, _FLAG)})
        exact = reckoned.stated is not None and reckoned.reckoned is not None
        if name in unseen:
            flags = []
        elif not exact or reckoned.agrees:
            continue
        passages = _cited(facts, reckoned.figure, wanted)
        if passages or not facts.nodes(reckoned.figure, STATED_IN):
            told = unseen.get(name, describe_sum(reckoned))
            label = facts.label(reckoned.figure)
            found.append(
                UnequalSum(reckoned.figure, label, told, tuple(map(facts.label, flags)), passages)
            )
    return found


def describe_sum(found: Sum) -> str:
    """Return "12 is stated, 9 + 2 = 11", or what is missing to reckon it."""
    if found.stated is None or found.reckoned is None:
        return "a number is missing, or is given as a bound"
    reckoning = f"{found.how} = {found.reckoned.normalize():f}"
    if found.stated == found.reckoned:
        return reckoning
    return f"{found.stated.normalize():f} is stated, {reckoning}"


def _flagged(facts: Facts, wanted: set[str]) -> Iterator[Slip]:
    for record in facts.records:
        flags = facts.nodes(record, _FLAG)
        if not flags:
            continue
        passages = _cited(facts, record, wanted)
        # A record that cites nothing is a fault of its own; its slip is told all the same.
        if not passages and facts.nodes(record, STATED_IN):
            continue
        note = " ".join(facts.texts(record, SKOS + "editorialNote"))
        for flag in flags:
            yield Slip(facts.label(flag), record, facts.label(record), note, passages)


def _set_aside(facts: Facts, wanted: set[str]) -> Iterator[Slip]:
    for iri, reasons in facts.set_aside.items():
        passage = facts.passages.get(iri)
        if _GARBLED in reasons and passage is not None and passage.source in wanted:
            yield Slip(
                facts.label(_KIND + "flag-garbled"),
                iri,
                "(a sentence that is set aside)",
                " ".join(facts.texts(iri, SKOS + "editorialNote")),
                (passage,),
            )


def _misspelt(facts: Facts, readings: Readings, wanted: set[str]) -> Iterator[Slip]:
    """Yield the names that the registry keeps as misprints, where the texts have them."""
    texts = {
        iri: read_plainly(words)
        for iri, words in readings.words.items()
        if facts.passages[iri].source in wanted
    }
    every_text = all(readings.texts.get(source) is not None for source in wanted)
    for subject in sorted(facts.subjects()):
        for name in facts.texts(subject, SKOS + "hiddenLabel"):
            whole = re.compile(rf"(?<!\w){re.escape(read_plainly(name))}(?!\w)")
            found = tuple(facts.passages[iri] for iri, text in texts.items() if whole.search(text))
            if found or not every_text:
                where = "" if found else " Where, only its text can tell."
                note = f'Printed as "{name}".{where}'
                yield Slip(MISSPELT_NAME, subject, facts.label(subject), note, found)


def _cited(facts: Facts, record: str, wanted: set[str]) -> tuple[PassageFacts, ...]:
    cited = (facts.passages.get(iri) for iri in facts.nodes(record, STATED_IN))
    return tuple(passage for passage in cited if passage and passage.source in wanted)


def _place(passages: tuple[PassageFacts, ...]) -> tuple[str, int]:
    return (passages[0].source or "", passages[0].start or 0) if passages else ("", 0)

"""Hold the passages against the texts: place, digest, lines, and that they tile the text."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from dipgraph.errors import Issue
from dipgraph.facts import DIP, PassageFacts
from dipgraph.locations import Locations
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.readings import Readings
from dipgraph.report import Part, count_of, names_of
from dipgraph.sources import SourceText
from dipgraph.text.digest import digest_words

CHECK = "passages"
_FILE = "passages.ttl"
_CUT_AGAIN = "Restore the text, or cut it anew with `dipgraph source cut`."


def check_passages(readings: Readings, locations: Locations) -> Part:
    """Compare every passage with its text, and each text with what is stated of its file."""
    facts = readings.facts
    issues: list[Issue] = []
    notes: list[str] = []
    for source in facts.sources:
        issues += _check_file(source, readings, locations)
        if source not in readings.by_source:
            issues.append(
                locations.issue(
                    source,
                    "this source has no passages.",
                    "Cut its text with `dipgraph source cut`.",
                    CHECK,
                )
            )
        elif readings.texts.get(source) is None:
            name = names_of(facts.texts(source, DIP + "fileName")) or shorten_iri(source)
            folder = readings.texts.folder
            where = f"is not in {folder}" if folder else "is not at hand"
            count = count_of(len(readings.by_source[source]), "passage")
            notes.append(f"{name} {where}: {count} unverifiable. Name its folder with --sources.")
    for source, passages in readings.by_source.items():
        issues += _check_source(source, passages, readings, locations)
    outcomes = Counter(readings.outcome.values())
    counts = {"passages": len(facts.passages), **dict(sorted(outcomes.items()))}
    order = ("verified", "moved", "changed", "outside", "unverifiable")
    told = ", ".join(f"{outcomes[name]:,} {name}" for name in order if outcomes[name])
    line = f"{count_of(len(facts.passages), 'passage')}: {told or 'none'}"
    return Part(CHECK, len(facts.passages), issues, counts, [line], notes)


def _check_file(source: str, readings: Readings, locations: Locations) -> Iterator[Issue]:
    facts, text = readings.facts, readings.texts.get(source)
    if text is None:
        return
    if not readings.is_registered(source, text):
        yield locations.issue(
            source,
            f"{text.path.name} is not the text that was registered (SHA-256 {text.sha256[:12]}…).",
            _CUT_AGAIN,
            CHECK,
        )
    lines = facts.number(source, DIP + "lineCount")
    if lines is not None and lines != text.line_count:
        yield locations.issue(
            source,
            f"dip:lineCount is {lines}, the text has {count_of(text.line_count, 'line')}.",
            _CUT_AGAIN,
            CHECK,
        )


def _check_source(
    source: str, passages: list[PassageFacts], readings: Readings, locations: Locations
) -> Iterator[Issue]:
    text = readings.texts.get(source)
    moved = [p for p in passages if readings.outcome[p.iri] == "moved"]
    if moved:
        yield locations.issue(
            moved[0].iri,
            f"{count_of(len(moved), 'passage')} from here on stand elsewhere in the changed text.",
            _CUT_AGAIN,
            CHECK,
            file_name=_FILE,
        )
    for passage in passages:
        fault = _fault_of(passage, text, readings)
        if fault:
            resting = readings.facts.citations.get(passage.iri, [])
            told = names_of((shorten_iri(record) for record in resting), most=40)
            many = count_of(len(resting), "record rests", "records rest")
            rest = f" {many} on it: {told}." if resting else ""
            yield locations.issue(passage.iri, fault + rest, _CUT_AGAIN, CHECK, file_name=_FILE)
    if text is not None and not moved:
        yield from _check_lines(passages, text, readings, locations)
    yield from _check_tiling(source, passages, text, readings, locations)


def _fault_of(passage: PassageFacts, text: SourceText | None, readings: Readings) -> str | None:
    if passage.source is None or passage.source not in readings.facts:
        return "oa:hasSource names no source that is described."
    if passage.start is None or passage.end is None:
        return "oa:start or oa:end is missing or no whole number."
    local = passage.source.removeprefix(PREFIXES["source"])
    if passage.iri != f"{PREFIXES['passage']}{local}.{passage.start}-{passage.end}":
        return f"the name does not say {local}.{passage.start}-{passage.end}, as start and end do."
    outcome = readings.outcome[passage.iri]
    if outcome == "outside" and text is not None:
        return (
            f"characters {passage.start}-{passage.end} are outside {text.path.name}, "
            f"which has {len(text.text)}."
        )
    if outcome == "changed" and text is not None:
        same = readings.is_registered(passage.source, text)
        return (
            f"the words at {text.path.name}:{passage.first_line} "
            f"{'are not those of its digest' if same else 'have changed'}: "
            f"digest {passage.digest} is stated, "
            f"{digest_words(text.text[passage.start : passage.end])} is read."
        )
    return None


def _check_lines(
    passages: list[PassageFacts], text: SourceText, readings: Readings, locations: Locations
) -> Iterator[Issue]:
    breaks = [at for at, char in enumerate(text.text) if char == "\n"]
    for passage in passages:
        if (
            readings.outcome[passage.iri] != "verified"
            or passage.start is None
            or passage.end is None
        ):
            continue
        first = bisect_right(breaks, passage.start) + 1
        last = bisect_right(breaks, passage.end - 1) + 1
        if (first, last) != (passage.first_line, passage.last_line):
            yield locations.issue(
                passage.iri,
                f"lines {passage.first_line}-{passage.last_line} are stated, "
                f"the words stand on {first}-{last}.",
                "Correct dip:firstLine and dip:lastLine.",
                CHECK,
                file_name=_FILE,
            )


def _check_tiling(
    source: str,
    passages: list[PassageFacts],
    text: SourceText | None,
    readings: Readings,
    locations: Locations,
) -> Iterator[Issue]:
    """Each character that is not white space is in one passage; paragraphs only go up."""
    at, paragraph = 0, 0
    for passage in passages:
        start, end = passage.start or 0, passage.end or 0
        if start < at:
            yield locations.issue(
                passage.iri,
                "it overlaps the passage before it.",
                "Each character is in one passage.",
                CHECK,
                file_name=_FILE,
            )
        elif text is not None and readings.outcome[passage.iri] == "verified":
            yield from _gap(passage.iri, text, at, start, locations)
        if passage.paragraph is not None and passage.paragraph < paragraph:
            yield locations.issue(
                passage.iri,
                f"paragraph {passage.paragraph} comes after paragraph {paragraph}.",
                "Number the paragraphs in the order of the text.",
                CHECK,
                file_name=_FILE,
            )
        at, paragraph = max(at, end), max(paragraph, passage.paragraph or 0)
    if text is not None and readings.outcome[passages[-1].iri] == "verified":
        yield from _gap(passages[-1].iri, text, at, len(text.text), locations)


def _gap(iri: str, text: SourceText, start: int, end: int, locations: Locations) -> Iterator[Issue]:
    left_out = "".join(text.text[start:end].split()).strip("\ufeff")  # a byte order mark
    if left_out:
        yield locations.issue(
            iri,
            f"{count_of(len(left_out), 'character')} between {start} and {end} are in no passage.",
            "The passages of a source tile its text: add what is missing.",
            CHECK,
            file_name=_FILE,
        )

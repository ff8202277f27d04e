"""Account for every sentence: cited by a record, set aside with a reason, or open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from dipgraph.errors import Issue
from dipgraph.facts import REPEATS, SKOS, Facts, PassageFacts
from dipgraph.locations import Locations
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.report import Part, count_of, names_of
from dipgraph.spelling import suggest

CHECK = "coverage"
LEDGER_CHECK = "ledger"
_REASONS = PREFIXES["kind"] + "set-aside-reasons"
_REPEATS_REASON = PREFIXES["kind"] + "set-aside-repeats"
_FILE = "set-aside.ttl"


class Sentence(NamedTuple):
    """A passage and what accounts for it: records, reasons of the ledger, or nothing."""

    passage: PassageFacts
    records: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def state(self) -> str:
        """``"cited"``, ``"set aside"`` or ``"open"``."""
        return "cited" if self.records else "set aside" if self.reasons else "open"


class SourceCoverage(NamedTuple):
    """The sentences of one source, in the order of its text."""

    source: str
    sentences: tuple[Sentence, ...]

    @property
    def states(self) -> Counter[str]:
        """How many sentences are cited, set aside, open."""
        return Counter(sentence.state for sentence in self.sentences)

    @property
    def reasons(self) -> Counter[str]:
        """How many sentences are set aside for each reason (an IRI); cited ones do not count."""
        return Counter(
            sentence.reasons[0] for sentence in self.sentences if sentence.state == "set aside"
        )

    @property
    def open(self) -> list[Sentence]:
        """The sentences that nothing accounts for."""
        return [sentence for sentence in self.sentences if sentence.state == "open"]

    @property
    def share(self) -> float:
        """The part of the sentences that is accounted for, 0 to 1; 0 where there are none."""
        return 1 - len(self.open) / len(self.sentences) if self.sentences else 0.0


def measure_coverage(facts: Facts) -> list[SourceCoverage]:
    """Return the coverage of each source that the data describe, sorted by identifier."""
    found: dict[str, list[Sentence]] = {source: [] for source in facts.sources}
    for passage in facts.passages.values():
        if passage.source in found:
            sentence = Sentence(
                passage,
                tuple(facts.citations.get(passage.iri, ())),
                tuple(facts.set_aside.get(passage.iri, ())),
            )
            found[passage.source].append(sentence)
    return [SourceCoverage(source, tuple(sentences)) for source, sentences in found.items()]


def describe_coverage(coverage: SourceCoverage, facts: Facts) -> str:
    """Return the counts of one source in a line."""
    states = coverage.states
    reasons = ", ".join(
        f"{count:,} {facts.label(reason).lower()}"
        for reason, count in sorted(coverage.reasons.items(), key=lambda item: -item[1])
    )
    return (
        f"{shorten_iri(coverage.source)}: {count_of(len(coverage.sentences), 'sentence')}: "
        f"{states['cited']:,} cited, {states['set aside']:,} set aside"
        + (f" ({reasons})" if reasons else "")
        + f", {states['open']:,} open; {_percent(coverage.share)} accounted for"
    )


def _percent(share: float) -> str:
    """Return a share in percent, rounded down, so that 100 % means all."""
    return f"{int(share * 1000) / 10:g} %"


def check_coverage(coverages: list[SourceCoverage], facts: Facts, locations: Locations) -> Part:
    """Report each source that has open sentences."""
    issues = [
        locations.issue(
            coverage.source,
            f"{count_of(len(coverage.open), 'sentence')} neither cited nor set aside, "
            f"first {coverage.open[0].passage.name}.",
            f"List them with `{locations.project.command('coverage --open')}`; cite each or enter "
            "it in set-aside.ttl.",
            CHECK,
        )
        for coverage in coverages
        if coverage.open
    ]
    sentences = sum(len(coverage.sentences) for coverage in coverages)
    counts = {
        "sentences": sentences,
        **{
            state: sum(coverage.states[state] for coverage in coverages)
            for state in ("cited", "set aside", "open")
        },
    }
    lines = [describe_coverage(coverage, facts) for coverage in coverages]
    return Part(CHECK, sentences, issues, counts, lines)


def check_ledger(facts: Facts, locations: Locations) -> Part:
    """Check each entry of the ledger: reason, passage, repetition, and that nothing cites it."""
    allowed = {
        subject
        for subject in facts.subjects()
        if _REASONS in facts.nodes(subject, SKOS + "inScheme")
    }
    entries = {*facts.set_aside, *(s for s in facts.subjects() if facts.nodes(s, REPEATS))}
    issues: list[Issue] = []
    for passage in sorted(entries):
        for fault, remedy in _entry_faults(passage, facts, allowed):
            issues.append(locations.issue(passage, fault, remedy, LEDGER_CHECK, file_name=_FILE))
    line = f"{count_of(len(entries), 'ledger entry', 'ledger entries')} checked"
    return Part(
        LEDGER_CHECK, len(entries), issues, {"entries": len(entries)}, [line], may_be_idle=True
    )


def _entry_faults(passage: str, facts: Facts, allowed: set[str]) -> Iterator[tuple[str, str]]:
    reasons = facts.set_aside.get(passage, [])
    if passage not in facts.passages:
        yield "this is no passage of a source.", "Take its name from passages.ttl."
    if records := facts.citations.get(passage):
        cited_by = names_of(shorten_iri(record) for record in records)
        yield (
            f"it is set aside and cited by {cited_by}.",
            "Take it out of the ledger, or out of the record.",
        )
    if len(reasons) > 1:
        told = names_of(map(shorten_iri, reasons))
        yield f"it is set aside for {len(reasons)} reasons: {told}.", "Keep the one that fits best."
    for reason in reasons:
        if reason not in allowed:
            near = suggest(shorten_iri(reason), map(shorten_iri, allowed))
            yield (
                f"{shorten_iri(reason)} is no reason to set a sentence aside.{near}",
                f"The reasons are {names_of(sorted(map(shorten_iri, allowed)))}.",
            )
    yield from _repetition_faults(passage, facts, _REPEATS_REASON in reasons)


def _repetition_faults(passage: str, facts: Facts, says_so: bool) -> Iterator[tuple[str, str]]:
    repeated = facts.nodes(passage, REPEATS)
    if says_so and not repeated:
        yield "it repeats a passage that it does not name.", "Add dip:repeats passage:… ."
    if repeated and not says_so:
        yield (
            "dip:repeats stands beside another reason.",
            "Set it aside as kind:set-aside-repeats, or take dip:repeats out.",
        )
    for other in repeated:
        if other == passage:
            yield "it repeats itself.", "Name the other passage."
        elif other not in facts.passages:
            yield (
                f"it repeats {shorten_iri(other)}, which is no passage.",
                "Take the name from passages.ttl.",
            )
        elif _REPEATS_REASON in facts.set_aside.get(other, ()):
            yield (
                f"it repeats {shorten_iri(other)}, which is itself a repetition.",
                "Name the passage that a record cites.",
            )

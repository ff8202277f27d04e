"""Hold each record against the words of its passages: actors, dates, figures, titles, ordinals.

That the words stand there does not show that they carry the claim; that they do not stand there
shows that something is wrong. A record is compared where at least one of its passages could be
read; otherwise it is counted as unverifiable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from dipgraph.errors import Issue
from dipgraph.facts import DIP, STATED_IN, Facts
from dipgraph.locations import Locations
from dipgraph.namespaces import shorten_iri
from dipgraph.readings import Readings
from dipgraph.report import Part, count_of, names_of
from dipgraph.spelling import suggest
from dipgraph.text.dates import DateWords, find_dates
from dipgraph.text.names import Label, NameFinder, pluralise
from dipgraph.text.numerals import find_numbers, find_ordinals
from dipgraph.text.words import find_copied, holds_phrase

CHECK = "evidence"
COPIED = 13
"""So many words in a row that stand in a text as well are copied; fewer may be a long name."""
MEANS = DIP + "meansWithoutNaming"

# The classes of what a record can name, most telling first; also the realms of their names.
_REALMS = tuple(
    DIP + name for name in ("State", "Organisation", "Office", "Person", "Group", "Place")
)
_NUMBERS = tuple(DIP + name for name in ("value", "amount", "personCount"))
_QUOTED = tuple(DIP + name for name in ("title", "theme"))


class _Words(NamedTuple):
    """What a record rests on: its passages, and the paragraphs in which they stand.

    ``years`` has for each of their texts the years that its sources report on: a date without a
    year means the year of the text that names it.
    """

    passages: tuple[str, ...]
    paragraphs: tuple[str, ...]
    years: dict[str, frozenset[int]]

    @property
    def in_turn(self) -> Iterator[tuple[str, ...]]:
        yield self.passages
        yield self.paragraphs


class EvidenceCheck:
    """Compares records with their passages and counts every comparison."""

    def __init__(self, facts: Facts, readings: Readings, locations: Locations) -> None:
        self.facts = facts
        self.readings = readings
        self.locations = locations
        self.counts: Counter[str] = Counter()
        self._realm = self._find_realms()
        self._finder = NameFinder(self._labels(), self._parents())
        self._named: dict[str, frozenset[str]] = {}
        self._hidden: dict[str, dict[str, str]] = {}

    def run(self) -> Part:
        """Check every record."""
        issues: list[Issue] = []
        for record in self.facts.records:
            issues += self._check_record(record)
        counts = self.counts
        line = (
            f"{count_of(counts['records'], 'record')} held against their passages"
            + (f" ({counts['unverifiable']:,} unverifiable)" if counts["unverifiable"] else "")
            + f": {count_of(counts['actors'], 'actor and place', 'actors and places')}, "
            f"{count_of(counts['dates'], 'date')}, {count_of(counts['figures'], 'figure')}, "
            f"{count_of(counts['titles'], 'title')}, {count_of(counts['ordinals'], 'ordinal')} "
            f"looked for; {counts['meant']:,} meant without being named"
        )
        return Part(CHECK, counts["citations"], issues, dict(sorted(counts.items())), [line])

    # --- one record ------------------------------------------------------------------

    def _check_record(self, record: str) -> Iterator[Issue]:
        facts = self.facts
        cited = facts.nodes(record, STATED_IN)
        self.counts["citations"] += len(cited)
        for passage in cited:
            if passage not in facts.passages:
                near = suggest(shorten_iri(passage), self._names_near(passage))
                yield self._issue(
                    record,
                    f"it cites {shorten_iri(passage)}, which is no passage.{near}",
                    "Find the sentence with `dipgraph find-passage`.",
                )
        words = self._words_of(cited)
        if words is None:
            self.counts["unverifiable"] += 1
            return
        self.counts["records"] += 1
        yield from self._check_names(record, cited, words)
        yield from self._check_dates(record, words)
        yield from self._check_numbers(record, words)
        yield from self._check_quoted(record, words)
        yield from self._check_ordinals(record, words)
        yield from self._check_label(record, words)

    def _names_near(self, passage: str) -> list[str]:
        source = passage.rpartition(".")[0]
        return [shorten_iri(iri) for iri in self.facts.passages if iri.startswith(source)]

    def _words_of(self, cited: list[str]) -> _Words | None:
        """Return the words to compare with, or None if no passage could be read."""
        readings = self.readings
        known = [passage for passage in cited if passage in readings.words]
        if not known:
            return None
        around: dict[str, None] = {}
        years: dict[str, frozenset[int]] = {}
        for iri in known:
            passage = self.facts.passages[iri]
            near = [other for other in readings.paragraph_of(passage) if other in readings.words]
            around.update(dict.fromkeys(near))
            year = self.facts.number(passage.source, DIP + "coversYear") if passage.source else None
            if year is not None:
                for words in {readings.words[other] for other in (iri, *near)}:
                    years[words] = years.get(words, frozenset()) | {int(year)}
        return _Words(
            tuple(readings.words[iri] for iri in known),
            tuple(readings.words[iri] for iri in around),
            years,
        )

    def _issue(self, record: str, fault: str, remedy: str) -> Issue:
        return self.locations.issue(record, fault, remedy, CHECK)

    # --- names -----------------------------------------------------------------------

    def _find_realms(self) -> dict[str, str]:
        """For each actor and place, its class among those that have names."""
        found: dict[str, str] = {}
        for subject in self.facts.subjects():
            for realm in _REALMS:
                if self.facts.is_a(subject, realm):
                    found[subject] = realm
                    break
        return found

    def _labels(self) -> Iterator[Label]:
        facts = self.facts
        kinds: set[str] = set()
        for thing, realm in self._realm.items():
            # The longer of two names of groups adds members, and takes none away.
            own = thing if realm == DIP + "Group" else realm
            for words in [*facts.labels(thing), *facts.texts(thing, DIP + "acronym")]:
                yield Label(thing, words, own)
            if realm == DIP + "Office":
                kinds.update(facts.nodes(thing, DIP + "hasKind"))
        for kind in kinds:
            for words in facts.labels(kind):
                for form in (words, *pluralise(words)):
                    yield Label(kind, form, "kind of office")

    def _parents(self) -> dict[str, set[str]]:
        """For each actor and place, the wholes to which it belongs, at any distance."""
        steps = {
            thing: {
                whole
                for part in ("isOrganOf", "isOfficeOf", "liesIn")
                for whole in self.facts.nodes(thing, DIP + part)
            }
            for thing in self._realm
        }
        closed: dict[str, set[str]] = {}
        for thing, wholes in steps.items():
            reached, ahead = set(wholes), list(wholes)
            while ahead:
                for whole in steps.get(ahead.pop(), ()):
                    if whole not in reached:
                        reached.add(whole)
                        ahead.append(whole)
            closed[thing] = reached
        return closed

    def _names_in(self, words: str) -> frozenset[str]:
        if words not in self._named:
            found = self._finder.find(words)
            self._named[words], self._hidden[words] = found.named, found.hidden
        return self._named[words]

    def _check_names(self, record: str, cited: list[str], words: _Words) -> Iterator[Issue]:
        facts = self.facts
        meant = set(facts.nodes(record, MEANS))
        wanted: dict[str, None] = {}
        for predicate, value in facts.statements(record):
            if predicate in facts.roles and value.value in self._realm:
                wanted[value.value] = None
        for stranger in sorted(meant - wanted.keys()):
            yield self._issue(
                record,
                f"dip:meansWithoutNaming {shorten_iri(stranger)}, which has no role in it.",
                "Give it a role or take it out.",
            )
        in_passages = frozenset().union(*map(self._names_in, words.passages))
        in_paragraphs = frozenset().union(*map(self._names_in, words.paragraphs))
        for actor in wanted:
            self.counts["actors"] += 1
            if actor in meant:
                self.counts["meant"] += 1
            elif self._is_named(actor, in_passages):
                self.counts["named in the passage"] += 1
            elif self._is_named(actor, in_paragraphs):
                self.counts["named in the paragraph"] += 1
            else:
                yield self._unnamed(record, actor, cited, words)

    def _is_named(self, actor: str, named: frozenset[str]) -> bool:
        """An office is also named by its state or body together with its kind."""
        if actor in named:
            return True
        if self._realm[actor] != DIP + "Office":
            return False
        whose = self.facts.nodes(actor, DIP + "isOfficeOf")
        kinds = self.facts.nodes(actor, DIP + "hasKind")
        return not named.isdisjoint(whose) and not named.isdisjoint(kinds)

    def _unnamed(self, record: str, actor: str, cited: list[str], words: _Words) -> Issue:
        longer = next(
            (hidden[actor] for w in words.paragraphs if actor in (hidden := self._hidden[w])), None
        )
        only = f'; it stands there only within "{longer}"' if longer else ""
        where = names_of((shorten_iri(passage) for passage in cited), most=3)
        name = shorten_iri(actor)
        return self._issue(
            record,
            f"{name} ({self.facts.label(actor)}) is named neither in {where} "
            f"nor in the paragraph{only}.",
            f"Correct the actor or the passage, add the spelling to its labels, "
            f"or state dip:meansWithoutNaming {name}.",
        )

    # --- dates -----------------------------------------------------------------------

    def _check_dates(self, record: str, words: _Words) -> Iterator[Issue]:
        facts = self.facts
        precision = next(iter(facts.nodes(record, DIP + "datePrecision")), DIP + "Day")
        start = facts.day(record, DIP + "startDate")
        end = facts.day(record, DIP + "endDate")
        read = self._date_words(words, precision)
        # What happens at the end of a conference of two days is dated to the second.
        at_end = any(find_dates(w).has_end_of for w in words.passages)
        for name, day in (("startDate", start), ("endDate", end)):
            if day is None or (name == "endDate" and day == start):
                continue
            self.counts["dates"] += 1
            starts = name == "startDate" and not (at_end and start == end)
            ends = name == "endDate" or start == end
            if ends and any(there.is_open_end(day, usual) for there, usual in read):
                continue
            if not any(_names(there, day, usual, precision, starts, ends) for there, usual in read):
                level = shorten_iri(precision).removeprefix("dip:").lower()
                own = _dated(words.passages, words.years)
                days = precision == DIP + "Day"
                found = dict.fromkeys(d for w, usual in own for d in w.written(usual, days=days))
                stands = names_of(found, 6) if found else "none"
                yield self._issue(
                    record,
                    f"dip:{name} {day} is not what the passage or its paragraph says "
                    f"at precision {level} (dates there: {stands}).",
                    "Correct the date, its precision or the passage.",
                )

    @staticmethod
    def _date_words(words: _Words, precision: str) -> list[tuple[DateWords, int | None]]:
        """Return the dates of the passages; of the paragraphs if the passages have none so fine.

        Each comes with the year that an open date in it means.

        A passage with a day of its own is not dated by another sentence.
        """
        own = [*_dated(words.passages, words.years)]
        fine = {DIP + "Day": "days", DIP + "Month": "months"}.get(precision)
        if fine is not None and any(getattr(there, fine) for there, _ in own):
            return own
        return [*own, *_dated(words.paragraphs, words.years)]

    # --- numbers, titles, ordinals -----------------------------------------------------

    def _check_numbers(self, record: str, words: _Words) -> Iterator[Issue]:
        stated = frozenset().union(*map(find_numbers, words.passages))
        for predicate in _NUMBERS:
            value = self.facts.number(record, predicate)
            if value is None:
                continue
            self.counts["figures"] += 1
            if value not in stated:
                there = names_of(_written(number) for number in sorted(stated)) or "none"
                yield self._issue(
                    record,
                    f"{shorten_iri(predicate)} {_written(value)} does not stand in its passage "
                    f"(numbers there: {there}).",
                    "Correct the number or the passage.",
                )

    def _check_quoted(self, record: str, words: _Words) -> Iterator[Issue]:
        for predicate in _QUOTED:
            for title in self.facts.texts(record, predicate):
                self.counts["titles"] += 1
                if not any(holds_phrase(w, title) for w in words.passages):
                    yield self._issue(
                        record,
                        f'{shorten_iri(predicate)} "{title}" does not stand in its passage.',
                        "Give it as the passage has it, or correct the passage.",
                    )

    def _check_label(self, record: str, words: _Words) -> Iterator[Issue]:
        self.counts["labels"] += 1
        label = self.facts.label(record)
        for run in filter(None, (find_copied(w, label, COPIED) for w in words.passages)):
            yield self._issue(
                record,
                f'its rdfs:label has more than {COPIED - 1} words in a row of the text: "{run} …".',
                "Say in your own words who did what, where and when.",
            )
            return

    def _check_ordinals(self, record: str, words: _Words) -> Iterator[Issue]:
        wanted = self.facts.number(record, DIP + "ordinal")
        is_first = "true" in self.facts.texts(record, DIP + "isFirst")
        for name, number in (("dip:ordinal", wanted), ("dip:isFirst", 1 if is_first else None)):
            if number is None:
                continue
            self.counts["ordinals"] += 1
            if not any(number in find_ordinals(w) for ws in words.in_turn for w in ws):
                what = f"{name} {number}" if name == "dip:ordinal" else name
                yield self._issue(
                    record,
                    f"{what} stands neither in its passage nor in the paragraph.",
                    "Correct it or the passage.",
                )


def _dated(
    texts: Iterable[str], years: dict[str, frozenset[int]]
) -> Iterator[tuple[DateWords, int | None]]:
    """Yield the dates of each text with each year that an open date in it may mean."""
    for text in texts:
        for year in sorted(years.get(text, ())) or (None,):
            yield find_dates(text), year


def _names(
    words: DateWords, day: date, usual: int | None, precision: str, starts: bool, ends: bool
) -> bool:
    if precision == DIP + "Day":
        return words.names_day(day, usual, starts=starts, ends=ends)
    if precision == DIP + "Month":
        return words.names_month(day, usual)
    return words.names_year(day.year, usual)


def _written(number: Decimal) -> str:
    """Return a number without a needless fraction or exponent."""
    return f"{number.normalize():f}"

"""Draw the page on which a second reader works: each sentence, and beside it its records.

The page holds the texts themselves. It is made only where they are at hand, opens without a
network, has no script, and prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from typing import NamedTuple

import pyoxigraph as ox

from dipgraph.coverage import Sentence, SourceCoverage, describe_coverage
from dipgraph.facts import DIP, RDFS, REPEATS, SKOS, STATED_IN, TYPE, Facts, PassageFacts
from dipgraph.namespaces import shorten_iri
from dipgraph.plain_page import draw_page
from dipgraph.readings import Readings
from dipgraph.text.words import MARK

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --faint: #59636e;
  --line: #d1d9e0; --card: #f4f6f8; --aside: #eceff2; --edge: #b3261e; --mark: #8a5300; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #14181d;
  --faint: #9aa5b1; --line: #3a434d; --card: #1c2229; --aside: #2a3138; --edge: #ff8a80;
  --mark: #ffc46b; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 84rem; padding: 1.5rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .25rem; }
.counts { color: var(--faint); margin: 0 0 .75rem; }
.row { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 7fr); gap: 0 1.5rem;
  border-top: 1px solid var(--line); padding: .75rem 0; }
.says { position: sticky; top: .5rem; align-self: start; }
.says p { margin: 0 0 .3rem; }
.where, .name, dt { color: var(--faint); font-size: .8rem; }
.aside .words { font-style: italic; }
.open .words { border-left: 3px solid var(--edge); padding-left: .6rem; }
.open .state, .broken { color: var(--edge); font-weight: 600; }
.state { margin: 0; }
article { background: var(--card); border-radius: .4rem; padding: .5rem .75rem;
  margin: 0 0 .5rem; break-inside: avoid; }
article h3 { font-size: 1rem; margin: 0; }
article h3 label { cursor: pointer; }
article:has(input:checked) { opacity: .55; }
article.asked { outline: 2px solid var(--mark); }
article p { margin: 0; }
dl { display: grid; grid-template-columns: minmax(7rem, auto) minmax(0, 1fr); gap: .05rem .75rem;
  margin: .25rem 0 0; font-size: .9rem; }
dt { padding-top: .1rem; }
dd { margin: 0; }
.mark { color: var(--mark); font-weight: 600; }
a { color: inherit; }
:target { outline: 2px solid currentColor; outline-offset: 4px; }
@media (max-width: 48rem) { .row { grid-template-columns: minmax(0, 1fr); }
  .says { position: static; margin-bottom: .5rem; } }
@media print { body { max-width: none; padding: 0; font-size: 9pt; } .says { position: static; }
  article { border: 1px solid var(--line); } }
"""

_KIND, _MEANS = DIP + "hasKind", DIP + "meansWithoutNaming"
_START, _END, _PRECISION = (DIP + name for name in ("startDate", "endDate", "datePrecision"))
_FLAG, _CONFIDENCE, _NOTE = DIP + "hasFlag", DIP + "hasConfidence", SKOS + "editorialNote"
_TOLD_ELSEWHERE = {TYPE, RDFS + "label", _KIND, _START, _END, _PRECISION, STATED_IN, _MEANS}
_MARKED = {_FLAG, _CONFIDENCE, DIP + "hasStatus"}
# Between them come the roles, then what is not named here.
_FIRST = tuple(
    DIP + name
    for name in "title theme ordinal isFirst hasMeasure value hasBound hasUnit hasScope".split()
)
_NUMBERS = {DIP + name for name in ("value", "amount", "personCount")}
_LAST = (DIP + "hasStatus", _FLAG, _CONFIDENCE, _NOTE)
_BROKEN = {
    "changed": "The words at this place are not those that were registered.",
    "outside": "This place is outside the text.",
    "moved": "The text has changed; the words were found at another place.",
}


class Chosen(NamedTuple):
    """Which sentences are shown: all, or those that are open, or those of some records."""

    only_open: bool = False
    records: frozenset[str] = frozenset()

    def takes(self, sentence: Sentence) -> bool:
        """Tell whether a sentence is shown."""
        if self.only_open and sentence.state != "open":
            return False
        return not self.records or not self.records.isdisjoint(sentence.records)


def draw_review(
    title: str,
    coverages: Sequence[SourceCoverage],
    readings: Readings,
    chosen: Chosen,
) -> str:
    """Return the page; equal input gives the same page byte for byte.

    Parameters
    ----------
    title
        What the page is called; it is escaped here.
    coverages
        The sources, in the order in which they are shown. The text of each must be at hand.
    readings
        The words of the passages, and the facts.
    chosen
        Which sentences are shown.
    """
    pages = [_Part(coverage, readings, chosen) for coverage in coverages]
    return draw_page(
        title,
        _STYLE,
        f"""
<h1>{escape(title)}</h1>
<p class="counts">Does each sentence say what the record beside it says, and has each statement
of the sentence its record? A tick greys a record; the browser forgets it when the page is
closed.</p>
<main>
{"".join(page.draw() for page in pages)}</main>
""",
    )


class _Part:
    """The sentences of one source."""

    def __init__(self, coverage: SourceCoverage, readings: Readings, chosen: Chosen) -> None:
        self.coverage = coverage
        self.readings = readings
        self.facts = readings.facts
        self.chosen = chosen
        self.local = shorten_iri(coverage.source).partition(":")[2]
        numbered = enumerate(coverage.sentences, 1)
        self.numbers = {sentence.passage.iri: number for number, sentence in numbered}
        self.shown = [sentence for sentence in coverage.sentences if chosen.takes(sentence)]
        self.shown_numbers = {self.numbers[sentence.passage.iri] for sentence in self.shown}

    def draw(self) -> str:
        """Return the heading of the source and a row for each sentence that is shown."""
        names = self.facts.texts(self.coverage.source, "http://purl.org/dc/terms/title")
        rows = "".join(map(self._row, self.shown))
        told = describe_coverage(self.coverage, self.facts)
        part = f"; {len(self.shown):,} shown" if len(self.shown) < len(self.numbers) else ""
        return (
            f"<h2>{escape(names[0] if names else self.local)}</h2>\n"
            f'<p class="counts">{escape(told + part)}</p>\n'
            f"{rows or '<p>No sentence is to be shown.</p>'}\n"
        )

    def _anchor(self, number: int) -> str:
        return escape(f"{self.local}-{number}", quote=True)

    def _row(self, sentence: Sentence) -> str:
        passage = sentence.passage
        number = self.numbers[passage.iri]
        words = " ".join(MARK.sub("", self.readings.words.get(passage.iri, "")).split())
        outcome = _BROKEN.get(self.readings.outcome.get(passage.iri, ""))
        broken = f'<p class="broken">{escape(outcome)}</p>' if outcome else ""
        state = {"cited": "cited", "set aside": "aside", "open": "open"}[sentence.state]
        beside = "".join(self._card(record, passage) for record in sentence.records)
        return (
            f'<section class="row {state}" id="{self._anchor(number)}"><div class="says">'
            f'<p class="words">{escape(words)}</p>{broken}'
            f'<p class="where">{number} · {escape(_locator(passage))}</p></div>\n'
            f"<div>{beside or self._state(sentence)}</div></section>\n"
        )

    def _state(self, sentence: Sentence) -> str:
        if sentence.state == "open":
            return '<p class="state">Open: no record cites it, and it is not set aside.</p>'
        facts, passage = self.facts, sentence.passage.iri
        reasons = escape(", ".join(facts.label(reason).lower() for reason in sentence.reasons))
        others = "".join(f" {self._link(other)}" for other in facts.nodes(passage, REPEATS))
        notes = "".join(f" {escape(note)}" for note in facts.texts(passage, _NOTE))
        return f'<p class="state">Set aside: {reasons}{others}.{notes}</p>'

    def _link(self, passage: str) -> str:
        """Return a link to a sentence that is on the page, else its name."""
        number = self.numbers.get(passage)
        if number is None or number not in self.shown_numbers:
            return escape(shorten_iri(passage))
        return f'<a href="#{self._anchor(number)}">sentence {number}</a>'

    # --- a record ----------------------------------------------------------------------

    def _card(self, record: str, passage: PassageFacts) -> str:
        facts = self.facts
        classes = ", ".join(facts.label(cls) for cls in facts.nodes(record, TYPE))
        kinds = ", ".join(facts.label(kind) for kind in facts.nodes(record, _KIND))
        heading = ": ".join(dict.fromkeys(part for part in (classes, kinds) if part))
        when = describe_dates(facts, record)
        asked = ' class="asked"' if record in self.chosen.records else ""
        details = "".join(
            f"<dt>{escape(name)}</dt><dd{mark}>{value}</dd>"
            for name, value, mark in self._details(record, passage)
        )
        return (
            f'<article{asked}><h3><label><input type="checkbox"> '
            f"{escape(facts.label(record))}</label></h3>"
            f"<p>{escape(heading)}{f' · {escape(when)}' if when else ''}</p>"
            f'<p class="name">{escape(shorten_iri(record))}</p>'
            f"<dl>{details}</dl></article>\n"
        )

    def _details(self, record: str, passage: PassageFacts) -> Iterator[tuple[str, str, str]]:
        """Yield name, value (as HTML) and class of each property, in the order of reading."""
        facts = self.facts
        meant = set(facts.nodes(record, _MEANS))
        by_name: dict[str, list[str]] = {}
        for predicate, value in facts.statements(record):
            if predicate not in _TOLD_ELSEWHERE:
                shown = self._number(record, predicate) or self._value(value, meant)
                by_name.setdefault(predicate, []).append(shown)
        for predicate in sorted(by_name, key=lambda name: _rank(name, facts)):
            mark = ' class="mark"' if predicate in _MARKED else ""
            values = ", ".join(sorted(by_name[predicate]))
            yield facts.label(predicate).partition(":")[0], values, mark
        stray = [actor for actor in meant if not self._has_role(record, actor)]
        if stray:
            yield "meant, not named", ", ".join(escape(facts.label(a)) for a in sorted(stray)), ""
        others = [other for other in facts.nodes(record, STATED_IN) if other != passage.iri]
        if others:
            others.sort(key=lambda other: (self.numbers.get(other, 0), other))
            yield "also rests on", ", ".join(map(self._link, others)), ""

    def _number(self, record: str, predicate: str) -> str:
        """Return a large number in groups of three digits, "" for what is no number."""
        number = self.facts.number(record, predicate) if predicate in _NUMBERS else None
        return "" if number is None else f"{number:,f}"

    def _has_role(self, record: str, actor: str) -> bool:
        return any(
            value.value == actor and predicate != _MEANS
            for predicate, value in self.facts.statements(record)
        )

    def _value(self, value: ox.NamedNode | ox.BlankNode | ox.Literal, meant: set[str]) -> str:
        if not isinstance(value, ox.NamedNode):
            return escape(value.value)
        label = escape(self.facts.label(value.value))
        return f"{label} <i>(meant, not named)</i>" if value.value in meant else label


def _rank(predicate: str, facts: Facts) -> tuple[int, int, str]:
    if predicate in _FIRST:
        return 0, _FIRST.index(predicate), predicate
    if predicate in _LAST:
        return 3, _LAST.index(predicate), predicate
    return (1 if predicate in facts.roles else 2), 0, predicate


def _locator(passage: PassageFacts) -> str:
    first, last = passage.first_line, passage.last_line
    lines = f"line {first}" if first == last else f"lines {first}-{last}"
    return f"{lines}, characters {passage.start}-{passage.end}, paragraph {passage.paragraph}"


def describe_dates(facts: Facts, record: str) -> str:
    """Return when a record is, no finer than its source: "3 May 2031", "May 2031", "2031".

    A stretch of time has both ends, with an en dash; "" is returned where there is no date.
    """
    start, end = facts.day(record, _START), facts.day(record, _END)
    precision = next(iter(facts.nodes(record, _PRECISION)), DIP + "Day")
    ends = [_day_text(day, precision) for day in (start, end) if day is not None]
    return " – ".join(dict.fromkeys(ends))


def _day_text(day: date, precision: str) -> str:
    if precision == DIP + "Year":
        return str(day.year)
    month = f"{_MONTHS[day.month - 1]} {day.year}"
    return month if precision == DIP + "Month" else f"{day.day} {month}"


# Not strftime: its names of months follow the locale.
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def count_records(coverages: Iterable[SourceCoverage], chosen: Chosen) -> tuple[int, int]:
    """Return how many sentences and how many different records the page shows."""
    shown = [s for coverage in coverages for s in coverage.sentences if chosen.takes(s)]
    return len(shown), len({record for sentence in shown for record in sentence.records})

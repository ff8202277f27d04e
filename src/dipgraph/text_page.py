"""Draw a source text as a page: each sentence marked cited, set aside or open.

The page holds the text itself. It is made only where the text is at hand, opens without a
network, and has no script.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from dipgraph.coverage import Sentence, SourceCoverage, describe_coverage
from dipgraph.facts import DIP, TYPE, Facts
from dipgraph.namespaces import shorten_iri
from dipgraph.plain_page import draw_page
from dipgraph.sources import SourceText
from dipgraph.text.words import MARK

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --faint: #59636e;
  --line: #d1d9e0; --cited: #ddf4e4; --aside: #eceff2; --open: #ffdcd7; --edge: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #14181d;
  --faint: #9aa5b1; --line: #3a434d; --cited: #14402a; --aside: #2a3138; --open: #5c1f1a;
  --edge: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 78rem; padding: 1.5rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.6 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
.counts, .digest { color: var(--faint); margin: 0 0 .75rem; overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: center;
  margin: 0 0 1rem; }
section { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 0 1.5rem;
  border-top: 1px solid var(--line); padding: .6rem 0; }
section p { margin: 0; }
section ol { margin: 0; padding: 0; list-style: none; font-size: .85rem; line-height: 1.4;
  overflow-wrap: anywhere; }
section li { margin-bottom: .35rem; }
.s { padding: .1em .15em; border-radius: .2em; text-decoration: none; color: inherit;
  -webkit-box-decoration-break: clone; box-decoration-break: clone; }
.cited { background: var(--cited); }
.aside { background: var(--aside); font-style: italic; }
.open { background: var(--open); border-bottom: 2px solid var(--edge); }
.s:target, li:target { outline: 2px solid currentColor; }
.no { font-size: .7em; vertical-align: super; line-height: 0; }
.name { color: var(--faint); }
label { cursor: pointer; }
body:has(#only-open:checked) section:not(:has(.open)) { display: none; }
@media (max-width: 45rem) { section { grid-template-columns: 1fr; } }
@media print { body { max-width: none; padding: 0; font-size: 9.5pt; } .tools { display: none; }
  section { break-inside: avoid; } .cited, .aside, .open { print-color-adjust: exact;
  -webkit-print-color-adjust: exact; } }
"""


def draw_text(coverage: SourceCoverage, text: SourceText, facts: Facts) -> str:
    """Return the page of one source; equal input gives the same page byte for byte."""
    source = coverage.source
    title = f"{facts.label(source)}: what accounts for each sentence"
    names = facts.texts(source, "http://purl.org/dc/terms/title")
    if names:
        title = f"{names[0]}: what accounts for each sentence"
    body = "\n".join(_sections(coverage, text, facts))
    return draw_page(
        title,
        _STYLE,
        f"""
<h1>{escape(title)}</h1>
<p class="counts">{escape(describe_coverage(coverage, facts))}</p>
<p class="legend"><span class="s cited">cited by a record</span>
<span class="s aside">set aside, with the reason</span>
<span class="s open">open</span>
<label class="tools"><input type="checkbox" id="only-open"> only paragraphs with open
sentences</label></p>
<main>
{body}
</main>
<p class="digest">{escape(text.path.name)}, SHA-256 {text.sha256}</p>
""",
    )


def _sections(coverage: SourceCoverage, text: SourceText, facts: Facts) -> Iterator[str]:
    number = 0
    for paragraph, group in groupby(coverage.sentences, lambda s: s.passage.paragraph):
        spans: list[str] = []
        notes: list[str] = []
        for sentence in group:
            number += 1
            spans.append(_span(number, sentence, text))
            notes += _notes(number, sentence, facts)
        yield (
            f'<section id="p{paragraph}"><p>{" ".join(spans)}</p>\n<ol>'
            + "\n".join(notes)
            + "</ol></section>"
        )


def _span(number: int, sentence: Sentence, text: SourceText) -> str:
    passage = sentence.passage
    words = text.words_between(passage.start or 0, passage.end or 0) or ""
    plain = escape(" ".join(MARK.sub("", words).split()))
    kind = {"cited": "cited", "set aside": "aside", "open": "open"}[sentence.state]
    about = escape(f"{passage.name}, line {passage.first_line}: {sentence.state}", quote=True)
    sign = f' <span class="no">{number}</span>'
    return f'<a class="s {kind}" id="s{number}" href="#n{number}" title="{about}">{plain}{sign}</a>'


def _notes(number: int, sentence: Sentence, facts: Facts) -> Iterator[str]:
    back = f'<a href="#s{number}">{number}</a>'
    if sentence.state == "open":
        yield f'<li id="n{number}">{back} open: <b>no record cites it</b></li>'
        return
    if sentence.state == "set aside":
        reasons = ", ".join(facts.label(reason).lower() for reason in sentence.reasons)
        repeated = facts.nodes(sentence.passage.iri, DIP + "repeats")
        what = "".join(f" of {shorten_iri(other)}" for other in repeated)
        yield f'<li id="n{number}">{back} set aside: {escape(reasons + what)}</li>'
        return
    for place, record in enumerate(sentence.records):
        anchor = f' id="n{number}"' if not place else ""
        classes = ", ".join(map(shorten_iri, facts.nodes(record, TYPE)))
        yield (
            f"<li{anchor}>{back} {escape(facts.label(record))} "
            f'<span class="name">{escape(classes)}, {escape(shorten_iri(record))}</span></li>'
        )

"""Cut a source text into passages: sentences with their place in the text.

A well-kept splitter (sentencex) finds the sentences of a paragraph. What it does not know is the
layout of press releases, and that is all this module adds: paragraphs between blank lines or one
a line, headings with or without Markdown marks, and sentences that a page break cut in two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dipgraph.text.digest import digest_words
from dipgraph.text.words import MARK

# A block without a full stop at its end is a heading if it is this short (characters), else the
# first half of a paragraph that a page break cut in two.
_LONGEST_HEADING = 160

_BLOCK = re.compile(r"[^\s].*(?:\n[^\S\n]*\S.*)*")
_LINE = re.compile(r"[^\s].*")
_CLOSED = re.compile(r"[.!?;:…]['\"”’»)\]]*$")
# A full stop that ends no sentence: titles, initials, numbers, and lower-case follow-ups.
_ABBREVIATION = re.compile(
    r"\b(?:H\.\s?E|Mr|Mrs|Ms|Dr|Prof|St|Lt|Gen|Col|Maj|Capt|Sgt|Amb|Hon|Rev|Jr|vs|e\.g|i\.e|cf)\."
    r"|\b[A-Z]\.(?=\s?[A-Z][a-z])"
    r"|\b(?:No|Nos|Art|para|p|pp|vol)\.(?=\s*\d)"
    r"|\.(?=\s+[a-z])"
)
# The splitter takes the month for a shortened word and goes on reading after it.
_MAY = re.compile(r"\bMay(?=\.\s)")
# Items of a list that runs on in one paragraph: "; ii) …", "; and vii) …", "– i) …".
_ITEM = re.compile(r"(?<=[;:–—])\s+(?=(?:and )?(?:[ivx]+|[a-z]|\d{1,2})\) )")


class Passage(NamedTuple):
    """One sentence, heading or list item of a text: ``text[start:end]``.

    ``start`` and ``end`` are positions between characters, counted from 0. Lines and paragraphs
    are counted from 1. A sentence broken over a page break belongs to the paragraph and to the
    line where it began, and ends on ``last_line``. ``digest`` is that of its words
    (:func:`dipgraph.text.digest.digest_words`).
    """

    start: int
    end: int
    first_line: int
    last_line: int
    paragraph: int
    digest: str


def cut_text(text: str) -> list[Passage]:
    """Return the passages of ``text`` in order.

    They tile the text: every character that is not white space is in exactly one passage, and no
    passage begins or ends with white space. A text of white space only has none.
    """
    spans = (
        (paragraph, start, end)
        for paragraph, (first, last) in enumerate(_paragraphs(text), start=1)
        for start, end in _sentences(text, first, last)
    )
    return list(locate_spans(text, spans))


def locate_spans(text: str, spans: Iterator[tuple[int, int, int]]) -> Iterator[Passage]:
    """Give each (paragraph, start, end) in order its lines and its digest."""
    line, at = 1, 0
    for paragraph, start, end in spans:
        line += text.count("\n", at, start)
        last = line + text.count("\n", start, end)
        yield Passage(start, end, line, last, paragraph, digest_words(text[start:end]))
        at = start


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each paragraph, headings included, page breaks mended."""
    form = _BLOCK if re.search(r"\S[^\S\n]*\n[^\S\n]*\n", text) else _LINE
    open_since: int | None = None
    end = 0
    for match in form.finditer(text):
        block = match.group().rstrip()
        if open_since is not None and not _continues(text[open_since:end], block):
            yield open_since, end
            open_since = None
        start = match.start() if open_since is None else open_since
        end = match.start() + len(block)
        if _is_open(block):
            open_since = start
        else:
            yield start, end
            open_since = None
    if open_since is not None:
        yield open_since, end


def _is_open(block: str) -> bool:
    """Tell whether ``block`` stops before its sentence does."""
    if block.startswith("#"):
        return False
    plain = MARK.sub("", block)
    if plain.endswith(":"):  # "as follows:" is an end, a colon inside a quoted title is not
        return plain.count('"') % 2 == 1
    return not _CLOSED.search(plain)


def _continues(before: str, block: str) -> bool:
    """Tell whether ``block`` goes on with the sentence that ``before`` left open."""
    if block.startswith("#"):
        return False
    first = MARK.sub("", block)[:1]
    return first.islower() or len(before) > _LONGEST_HEADING


def _sentences(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence of the paragraph ``text[first:last]``."""
    from sentencex import get_sentence_boundaries

    # The splitter reads the words without marks and line breaks; `origin` leads back.
    letters: list[str] = []
    origin: list[int] = []
    at = first
    for mark in [*MARK.finditer(text, first, last), None]:
        stop = mark.start() if mark else last
        letters.extend(text[at:stop])
        origin.extend(range(at, stop))
        at = mark.end() if mark else last
    plain = re.sub(r"\s", " ", "".join(letters))
    masked = _ABBREVIATION.sub(lambda match: match.group().replace(".", "·"), plain)
    masked = _MAY.sub("Mai", masked)
    starts = {boundary["start_index"] for boundary in get_sentence_boundaries("en", masked)}
    starts |= {match.end() for match in _ITEM.finditer(plain)}
    # A list item is one passage, its "and" included, whatever the splitter makes of its number.
    starts -= {match.end() for match in re.finditer(r"[;:–—]\s+and (?=[ivx]+\) )", plain)}
    begin = first
    for position in sorted(starts):
        while position < len(plain) and plain[position] == " ":
            position += 1
        if position >= len(plain) or not plain[:position].strip():
            continue
        cut = origin[position]
        # Marks before the first letter (`**`, `<sup>`) belong to the sentence that they open.
        while cut > begin and not text[cut - 1].isspace():
            cut -= 1
        end = begin + len(text[begin:cut].rstrip())
        if end > begin:
            yield begin, end
            begin = cut
    yield begin, last

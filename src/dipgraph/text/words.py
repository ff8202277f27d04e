"""The words of a text as a reader takes them: without marks, layout and kinds of quotation mark."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Markup that a text carries inside its words: raised letters, bold, headings, escaped signs.
MARK = re.compile(r"</?(?:sup|sub|u|b|i|em|strong)>|\*\*|^#{1,6} |\\(?=[$*_#])", re.MULTILINE)

_PLAIN_SIGNS = str.maketrans(
    {**dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‘’‚‛`´", "'"), **dict.fromkeys("‐‑‒–—−", "-")}
)
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_QUOTED = re.compile(r'[“„"«][^“”„"«»]{0,600}[”"»]')
_TOKEN = re.compile(r"\w+|[^\w\s]")
# Signs that writers set and leave out at will inside a name or a title.
_LOOSE_SIGNS = frozenset("\"'-")


class Token(NamedTuple):
    """A word or a sign: ``folded`` without difference of case, ``written`` as it stands."""

    folded: str
    written: str


def read_plainly(words: str) -> str:
    """Return ``words`` on one line, without marks, with straight quotation marks and hyphens."""
    plain = unicodedata.normalize("NFKC", MARK.sub("", words)).translate(_PLAIN_SIGNS)
    return " ".join(plain.split())


@lru_cache(maxsize=20_000)
def read_tokens(words: str) -> tuple[Token, ...]:
    """Return the words and signs of ``words`` in order, without quotation marks and hyphens.

    >>> [token.folded for token in read_tokens('the 3<sup>rd</sup> "Dialogue-Forum".')]
    ['the', '3rd', 'dialogue', 'forum', '.']
    """
    return tuple(
        Token(sign.casefold(), sign)
        for sign in _TOKEN.findall(read_plainly(words))
        if sign not in _LOOSE_SIGNS
    )


def holds_phrase(words: str, phrase: str) -> bool:
    """Tell whether ``phrase`` stands in ``words`` as whole words, whatever its case and signs.

    Commas and full stops at its ends count for nothing, since quotations swallow them.
    """
    wanted = [token.folded for token in read_tokens(phrase)]
    while wanted and wanted[-1] in ".,;:":
        wanted.pop()
    if not wanted:
        return False
    there = [token.folded for token in read_tokens(words)]
    first, length = wanted[0], len(wanted)
    return any(
        token == first and there[at : at + length] == wanted for at, token in enumerate(there)
    )


def find_copied(words: str, text: str, least: int = 12) -> str:
    """Return the first ``least`` words of ``text`` that stand in a row in ``words``, "" if none.

    What ``words`` has in quotation marks may be repeated: it is a title or somebody's words.

    >>> find_copied("One two three four five.", "He said: two, three, four!", 3)
    'two three four'
    """
    mine = _WORD.findall(read_plainly(text))
    if len(mine) < least:
        return ""
    there = _runs_of(words, least)
    for at in range(len(mine) - least + 1):
        run = mine[at : at + least]
        if tuple(word.casefold() for word in run) in there:
            return " ".join(run)
    return ""


@lru_cache(maxsize=2_000)
def _runs_of(words: str, length: int) -> frozenset[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for piece in _QUOTED.split(words):
        row = [word.casefold() for word in _WORD.findall(read_plainly(piece))]
        found.update(tuple(row[at : at + length]) for at in range(len(row) - length + 1))
    return frozenset(found)

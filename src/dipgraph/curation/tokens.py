"""The tokens of a Turtle text, comments among them, with the places where they stand.

A parser drops comments and the spelling of literals; to move blocks without losing either, the
text is cut here by the terminals of the grammar (RDF 1.1 Turtle, section 6.5) and never rebuilt
from triples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dipgraph.errors import SyntaxFault

# Letters that a name may hold beside those that Python calls word characters.
_MORE = "\u00b7\u0300-\u036f\u203f\u2040"
_LETTER = rf"(?:[\w{_MORE}-])"
_LOCAL = rf"(?:[\w:{_MORE}-]|%[0-9A-Fa-f]{{2}}|\\[-_~.!$&'()*+,;=/?#@%])"
_BREAK = re.compile(r"\r\n?|\n")
_TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
      |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
  | (?P<directive>@(?:prefix|base)(?![\w-])|(?i:prefix|base)(?=[\s<]))
  | (?P<lang>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<type>\^\^)
  | (?P<bnode>_:[\w](?:[\w.{_MORE}-]*{_LETTER})?)
  | (?P<pname>(?:[^\W\d_](?:[\w.{_MORE}-]*{_LETTER})?)?:(?:{_LOCAL}(?:(?:{_LOCAL}|\.)*{_LOCAL})?)?)
  | (?P<number>[+-]?(?:\d+\.\d*[eE][+-]?\d+|\.?\d+[eE][+-]?\d+|\d*\.\d+|\d+))
  | (?P<word>(?:a|true|false)(?![\w:]))
  | (?P<mark>[;,.()\[\]])
    """,
    re.X | re.S,
)


class Token(NamedTuple):
    """One token.

    ``kind`` is a group of the grammar above, ``breaks`` the number of line breaks between it and
    what stands before it.
    """

    kind: str
    text: str
    start: int
    end: int
    breaks: int

    def is_mark(self, *marks: str) -> bool:
        """Tell whether this is one of some marks."""
        return self.kind == "mark" and self.text in marks


def line_of(text: str, position: int) -> int:
    """Return the line of a character position, counted from 1."""
    return text.count("\n", 0, position) + 1


def tokenize(text: str, shown: str) -> Iterator[Token]:
    """Yield the tokens of a Turtle text, comments too, in order.

    Raises
    ------
    SyntaxFault
        If there is something that this grammar does not know; the message has the line.
    """
    position, breaks = 0, 1  # the text begins on a line of its own
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise SyntaxFault(
                f"{shown}:{line_of(text, position)}: {text[position : position + 12]!r} begins "
                "what cannot be laid out here (RDF 1.2, or no Turtle). Take it out, or leave this "
                "file as it is."
            )
        position = match.end()
        if match.lastgroup == "space":
            breaks += len(_BREAK.findall(match[0]))
            continue
        yield Token(str(match.lastgroup), match[0], match.start(), position, breaks)
        breaks = 0

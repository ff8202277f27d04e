"""The words of a SPARQL query."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\r\n]*)
    |(?P<string>'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}|\"{3}(?:\"{0,2}(?:[^\"\\]|\\.))*\"{3}
        |'(?:[^'\\\r\n]|\\.)*'|\"(?:[^\"\\\r\n]|\\.)*\")
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<variable>[?$]\w+)
    |(?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:(?:[\w:-]|%[0-9A-Fa-f]{2}|\\.)
        (?:[\w.:-]|%[0-9A-Fa-f]{2}|\\.)*(?<!\.))?)
    |(?P<word>@?\w+)
    |(?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """A word of a query: its kind, its text, and whether a space stands before it."""

    kind: str
    text: str
    gap: str = ""

    @property
    def word(self) -> str:
        """The text of a keyword in capitals, "" for anything else."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def variable(self) -> str:
        """The name of a variable, "" for anything else."""
        return self.text[1:] if self.kind == "variable" else ""


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a query. Spaces and comments become the ``gap`` of what follows."""
    found = []
    gap = ""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        if kind == "space":
            gap = " "
        else:
            found.append(Token(kind, match.group(), gap))
            gap = ""
    return found

"""The words of a SPARQL query."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST, DEEPEST = 2_000, 100
"""The most words and signs of a query, plain lists apart, and the most brackets within brackets:
the same as for other queries, see :mod:`dipgraph.querying.sparql`."""
_OPENING, _CLOSING = frozenset("{(["), frozenset("})]")

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


def check_size(tokens: Sequence[Token]) -> None:
    """Refuse a query on which Oxigraph's parser or planner may run out of stack.

    They call themselves for each operator of a chain and for each bracket, and take the whole
    process with them. Plain lists in IN count as one.

    Raises
    ------
    ValueError
        If the query is longer than :data:`LONGEST` or nested deeper than :data:`DEEPEST`.
    """
    count = depth = deepest = 0
    is_list = False
    for before, token in zip([None, *tokens], tokens, strict=False):
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        deepest = max(deepest, depth)
        if before is not None and before.word == "IN" and token.text == "(":
            is_list = True
        elif is_list and token.kind == "sign" and token.text not in (",", "^"):
            is_list = False
        count += not is_list
    if count > LONGEST:
        raise ValueError(
            f"it has {count:,} words and signs, and {LONGEST:,} are the most. Put lists into IN, "
            "which count as one, or write several constraints"
        )
    if deepest > DEEPEST:
        raise ValueError(f"its brackets are nested more than {DEEPEST} deep")

"""``sh:pattern``: SPARQL's REGEX, quickly where that is safe, by Oxigraph where it is not.

Oxigraph's engine takes time that grows with the length of the text only, but one call costs
as much as thirty of Python's. Python's engine differs in details (``$``, classes of letters)
and can take exponential time. So a pattern goes to Python if it is written in the part of the
language where both agree, and only for texts where the number of ways to match is bounded;
everything else goes to Oxigraph, whose answer is SPARQL's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pyoxigraph import Literal, QuerySolutions, Store

from dipgraph.shacl.vocabulary import TRUE

# Above this many steps in the worst case, Python's engine is not asked.
_MOST_STEPS = 1_000_000
_KEPT_ANSWERS = 200_000
_PUNCTUATION = frozenset(r"\.^$*+?()[]{}|-/")
_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": " \\t\\n\\r\\f\\v"}
_REPEAT = re.compile(r"\{(\d{1,3})(?:(,)(\d{1,3})?)?\}")
_SIGNS = {"*": (0, None), "+": (1, None), "?": (0, 1)}
# The signs beyond ASCII that Python or Oxigraph holds to be an ASCII letter in another case; on two
# of them they differ.
_CASED_LIKE_ASCII = frozenset("\u0130\u0131\u017f\u212a")
_engine = Store()


class PatternError(ValueError):
    """The pattern is not one that SPARQL's REGEX takes."""


class _Other(Exception):
    """The pattern uses something on which the two engines may differ."""


@dataclass
class Pattern:
    """A pattern with its flags (``s``, ``m``, ``i``, ``x``, ``q``), as in SPARQL's REGEX.

    Raises
    ------
    PatternError
        If a flag is unknown, or Oxigraph cannot read the pattern.
    """

    text: str
    flags: str = ""
    _quick: _Quick | None = field(init=False, repr=False, compare=False)
    _answers: dict[str, bool] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        if unknown := set(self.flags) - set("smixq"):
            raise PatternError(f'unknown flag "{min(unknown)}"; known are s, m, i, x and q')
        if self._ask("") is None:
            told = self.text if len(self.text) <= 100 else self.text[:99] + "…"
            raise PatternError(f'"{told}" is not a regular expression of SPARQL')
        try:
            self._quick = _translate(self.text, self.flags)
        except (_Other, re.error):
            self._quick = None

    def is_in(self, value: str) -> bool:
        """Return whether the pattern matches some part of a text."""
        quick = self._quick
        if quick is not None and quick.is_safe_for(value):
            return quick.expression.search(value) is not None
        known = self._answers.get(value)
        if known is None:
            known = self._ask(value) is True
            if len(self._answers) < _KEPT_ANSWERS:
                self._answers[value] = known
        return known

    def _ask(self, value: str) -> bool | None:
        """Return Oxigraph's answer, None where it has none."""
        call = f"REGEX({Literal(value)}, {Literal(self.text)}, {Literal(self.flags)})"
        answer = _engine.query(f"SELECT ({call} AS ?found) {{}}")
        assert isinstance(answer, QuerySolutions)  # it is a SELECT query
        found: Literal | None = next(iter(answer))["found"]
        return None if found is None else found == TRUE


@dataclass(frozen=True)
class _Quick:
    """A Python expression with a bound on its work: ``factor * length ** degree`` steps."""

    expression: re.Pattern[str]
    factor: int
    degree: int
    ascii_only: bool
    ignores_case: bool = False

    def is_safe_for(self, value: str) -> bool:
        if not value.isascii() and (
            self.ascii_only or (self.ignores_case and not _CASED_LIKE_ASCII.isdisjoint(value))
        ):
            return False
        steps: int = self.factor * max(len(value), 1) ** self.degree
        return steps <= _MOST_STEPS


def _translate(text: str, flags: str) -> _Quick:
    if "q" in flags:
        if set(flags) != {"q"}:
            raise _Other
        return _Quick(re.compile(re.escape(text)), 1, 1, False)
    if "x" in flags:
        raise _Other
    reader = _Translator(text, "m" in flags)
    expression = reader.read()
    options = re.NOFLAG
    options |= re.MULTILINE if "m" in flags else re.NOFLAG
    options |= re.DOTALL if "s" in flags else re.NOFLAG
    if "i" in flags:
        if not text.isascii():
            raise _Other
        options |= re.IGNORECASE
    anchored = text.startswith("^") and "m" not in flags and not reader.top_alternatives
    degree = reader.degree + (0 if anchored else 1)
    compiled = re.compile(expression, options)
    return _Quick(compiled, reader.factor, degree, reader.ascii_only, "i" in flags)


class _Translator:
    """Rewrites a pattern for Python and bounds the ways it can match."""

    def __init__(self, text: str, many_lines: bool) -> None:
        self.text, self.at, self.many_lines = text, 0, many_lines
        self.factor, self.degree = 1, 0
        self.ascii_only = False
        self.top_alternatives = False

    def read(self) -> str:
        out, _ = self._alternatives(top=True)
        if self.at < len(self.text):
            raise _Other
        return out

    def _alternatives(self, *, top: bool = False) -> tuple[str, bool]:
        """Return the expression up to a closing bracket, and whether its length can vary."""
        branches, varies = [], False
        while True:
            branch, branch_varies = self._branch()
            branches.append(branch)
            varies |= branch_varies
            if self._next() != "|":
                break
            self.at += 1
        if len(branches) > 1:
            varies = True
            self.factor *= len(branches)
            self.top_alternatives |= top
        return "|".join(branches), varies

    def _branch(self) -> tuple[str, bool]:
        out: list[str] = []
        varies = False
        while self._next() not in ("", "|", ")"):
            atom, atom_varies, may_repeat = self._atom()
            repeat, repeat_varies = self._repetition(atom_varies, may_repeat)
            out.append(atom + repeat)
            varies |= atom_varies | repeat_varies
        return "".join(out), varies

    def _next(self) -> str:
        return self.text[self.at : self.at + 1]

    def _atom(self) -> tuple[str, bool, bool]:
        """Return an atom, whether its length can vary, and whether it may be repeated."""
        char = self._next()
        self.at += 1
        if char == "(":
            if self.text.startswith("?:", self.at):
                self.at += 2
            elif self._next() == "?":
                raise _Other
            inner, varies = self._alternatives()
            if self._next() != ")":
                raise _Other
            self.at += 1
            return f"(?:{inner})", varies, True
        if char == "[":
            return self._class(), False, True
        if char == "\\":
            return self._escape(in_class=False), False, True
        if char == "^":
            return "^", False, False
        if char == "$":
            # Python's $ also matches before a line break at the end of the text.
            return ("$" if self.many_lines else r"\Z"), False, False
        if char == ".":
            return ".", False, True
        if char in "*+?{}]":
            raise _Other
        return re.escape(char), False, True

    def _escape(self, *, in_class: bool) -> str:
        char = self._next()
        self.at += 1
        if char in _CLASSES:
            # Beyond ASCII the engines do not agree on what is a letter or a space.
            self.ascii_only = True
            return _CLASSES[char] if in_class else f"[{_CLASSES[char]}]"
        if char in ("n", "r", "t"):
            return "\\" + char
        if char and char in _PUNCTUATION:
            return "\\" + char
        raise _Other

    def _class(self) -> str:
        out = ["["]
        if self._next() == "^":
            out.append("^")
            self.at += 1
        first = True
        while (char := self._next()) != "]" or first:
            if char in ("", "[", "]", "&", "~"):
                raise _Other
            if self.text.startswith("--", self.at):
                raise _Other
            self.at += 1
            if char == "\\":
                out.append(self._escape(in_class=True))
            else:
                out.append(char if char == "-" else re.escape(char))
            first = False
        self.at += 1
        return "".join(out) + "]"

    def _repetition(self, atom_varies: bool, may_repeat: bool) -> tuple[str, bool]:
        """Return the repetition sign behind an atom, and whether it makes the length vary."""
        sign = self._next()
        if sign not in ("*", "+", "?", "{") or not sign:
            return "", False
        if not may_repeat:
            raise _Other
        if sign == "{":
            found = _REPEAT.match(self.text, self.at)
            if found is None:
                raise _Other
            sign = found.group()
            least = int(found[1])
            most = int(found[3]) if found[3] else (None if found[2] else least)
        else:
            least, most = _SIGNS[sign]
        self.at += len(sign)
        # A repeated part that can itself match in several ways: the work may explode.
        if atom_varies and (most is None or most > 1):
            raise _Other
        if most is None:
            self.degree += 1
        elif most > least:
            self.factor *= most - least + 1
        elif most < least:
            raise _Other
        if self._next() == "?":
            sign += "?"
            self.at += 1
        elif self._next() in ("*", "+", "{"):
            raise _Other
        return sign, most is None or most > least

"""The triple patterns of a SPARQL query, and what each of them is joined with.

Read are groups, OPTIONAL, UNION, MINUS, GRAPH, nested SELECT, (NOT) EXISTS, BIND, VALUES and
property paths, which is what the queries of the library are written in. For anything else the
answer is None, which means: nothing is known of this query.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pyoxigraph as ox

from dipgraph.rules import TYPE
from dipgraph.shacl.tokens import Token, tokens_of

_ENGINE_STATE = frozenset("NOW RAND UUID STRUUID BNODE SERVICE DESCRIBE FROM".split())
ANY = "any"
"""A literal in a pattern: it is taken to match whatever there is."""
Term = ox.NamedNode | str
"""A name, a variable (its text with a question mark), or :data:`ANY`."""


@dataclass(frozen=True)
class Way:
    """A property path.

    ``steps`` are the properties of its steps from end to end, None for a step that is more than
    one property forwards; ``properties`` are all of them; ``may_be_empty`` tells whether a node
    may be reached from itself without any triple.
    """

    steps: tuple[ox.NamedNode | None, ...]
    properties: frozenset[ox.NamedNode]
    may_be_empty: bool = False


@dataclass(frozen=True)
class Pattern:
    """A triple pattern; ``predicate`` is a variable or a path, of one step for a plain property."""

    subject: Term
    predicate: str | Way
    value: Term

    def variables(self) -> set[str]:
        """Return the variables of both ends."""
        return {end for end in (self.subject, self.value) if isinstance(end, str) and end != ANY}


@dataclass
class Group:
    """A group of patterns.

    ``own`` are its triple patterns, ``joined`` groups inside that each solution needs too.
    ``left`` says that the group stands in OPTIONAL, MINUS or EXISTS, to the right of what
    ``before`` has; ``is_cut`` that what is around it does not bear on it (a LIMIT inside).
    """

    parent: Group | None
    own: list[Pattern] = field(default_factory=list)
    joined: list[Group] = field(default_factory=list)
    left: bool = False
    before: list[Pattern] = field(default_factory=list)
    is_cut: bool = False

    def required(self) -> list[Pattern]:
        """Return the patterns that every solution of the group fits."""
        found = list(self.own)
        for group in self.joined:
            found += group.required()
        return found


class _NotReadError(Exception):
    """The query has something that is not read here."""


def read_patterns(text: str) -> list[tuple[Pattern, Group]] | None:
    """Return the triple patterns of a query, each with its group; None if it is not all read."""
    tokens = tokens_of(text)
    if any(token.word in _ENGINE_STATE for token in tokens):
        return None
    reader = _Reader(tokens)
    try:
        reader.read()
    except (_NotReadError, IndexError, ValueError):
        return None
    return reader.found


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.found: list[tuple[Pattern, Group]] = []
        self.prefixes: dict[str, str] = {}
        # Inside a nested SELECT, the variables that it does not return are others than outside.
        self.scopes: list[tuple[frozenset[str], int]] = []
        self.scope_count = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def take(self, text: str = "") -> Token:
        token = self.tokens[self.at]
        if text and token.text != text and token.word != text:
            raise _NotReadError
        self.at += 1
        return token

    def read(self) -> None:
        while self.token.word == "PREFIX":
            name, iri = self.tokens[self.at + 1].text, self.tokens[self.at + 2].text
            self.prefixes[name.removesuffix(":")] = iri[1:-1]
            self.at += 3
        self.head()
        self.group(None)
        if any(token.text == "{" for token in self.tokens[self.at :]):
            raise _NotReadError

    def head(self) -> list[Token]:
        """Go to the brace that opens the group; return what stands before it."""
        if self.token.word not in ("SELECT", "ASK", "CONSTRUCT"):
            raise _NotReadError
        is_construct = self.take().word == "CONSTRUCT"
        start = self.at
        if is_construct:
            while self.token.word != "WHERE":
                self.at += 1
        while self.token.text != "{":
            if self.token.word == "EXISTS":
                raise _NotReadError
            self.at += 1
        return self.tokens[start : self.at]

    # --- groups ------------------------------------------------------------------------

    def group(self, parent: Group | None, *, left: bool = False) -> Group:
        group = Group(parent, left=left, before=parent.required() if parent and left else [])
        self.take("{")
        if self.token.word == "SELECT":
            self.nested_select(group)
        while self.token.text != "}":
            self.element(group)
        self.take("}")
        return group

    def nested_select(self, group: Group) -> None:
        returned = self.head()
        names = _returned(returned)
        if "*" in names:
            raise _NotReadError
        self.scope_count += 1
        self.scopes.append((frozenset(names), self.scope_count))
        inner = Group(group)
        self.take("{")
        while self.token.text != "}":
            self.element(inner)
        self.take("}")
        self.scopes.pop()
        is_counted = any(token.text == "(" for token in returned)
        depth = 0
        while depth or self.token.text != "}":
            word = self.token.word
            if word == "EXISTS":
                raise _NotReadError
            inner.is_cut = inner.is_cut or word in ("LIMIT", "OFFSET")
            is_counted = is_counted and word != "GROUP"
            depth += (self.token.text == "{") - (self.token.text == "}")
            self.at += 1
        if not is_counted:  # what is counted without GROUP BY has a row even where nothing is
            group.joined.append(inner)

    def element(self, group: Group) -> None:
        word = self.token.word
        if word in ("OPTIONAL", "MINUS"):
            self.take()
            self.group(group, left=True)
        elif word == "GRAPH":
            self.take()
            self.term()
            group.joined.append(self.group(group))
        elif word == "FILTER":
            self.take()
            self.condition(group)
        elif word == "BIND":
            self.take()
            self.brackets(group)
        elif word == "VALUES":
            self.values()
        elif self.token.text == "{":
            first = self.group(group)
            if self.token.word != "UNION":
                group.joined.append(first)
            while self.token.word == "UNION":
                self.take()
                self.group(group)
        elif self.token.text == ".":
            self.take()
        else:
            self.triples(group)

    def condition(self, group: Group) -> None:
        while self.token.word in ("NOT", "EXISTS"):
            self.take()
        if self.token.text == "{":
            self.group(group, left=True)
            return
        while self.token.text != "(":
            if self.token.kind not in ("word", "name", "iri"):
                raise _NotReadError
            self.take()
        self.brackets(group)

    def brackets(self, group: Group) -> None:
        depth = 0
        while True:
            if self.token.text == "{":
                self.group(group, left=True)
                continue
            depth += (self.token.text == "(") - (self.token.text == ")")
            self.take()
            if not depth:
                return

    def values(self) -> None:
        while self.token.text != "{":
            self.take()
        while self.token.text != "}":
            self.take()
        self.take("}")

    # --- triples -----------------------------------------------------------------------

    def triples(self, group: Group) -> None:
        subject = self.term()
        while True:
            predicate = self.predicate()
            while True:
                pattern = Pattern(subject, predicate, self.term())
                group.own.append(pattern)
                self.found.append((pattern, group))
                if self.token.text != ",":
                    break
                self.take()
            while self.token.text == ";":
                self.take()
                if self.token.text in (".", "}"):
                    return
            if self.tokens[self.at - 1].text != ";":
                return

    def term(self) -> Term:
        token = self.take()
        if token.variable:
            return self.scoped(token.variable)
        if token.kind in ("iri", "name"):
            return ox.NamedNode(self.iri(token))
        if token.kind == "string":
            if self.token.kind == "word" and self.token.text.startswith("@"):
                self.take()
                while self.token.text == "-" and not self.token.gap:
                    self.at += 2
            elif self.token.text == "^":
                self.at += 3
            return ANY
        if token.text in ("true", "false"):
            return ANY
        while token.text in ("+", "-"):
            token = self.take()
        if not token.text[0].isdigit():
            raise _NotReadError
        if self.token.text == "." and not self.token.gap and self._is_digit(self.at + 1):
            self.at += 2
        return ANY

    def _is_digit(self, at: int) -> bool:
        token = self.tokens[at]
        return token.kind == "word" and not token.gap and token.text[0].isdigit()

    def scoped(self, name: str) -> str:
        """Return a variable, told apart from one of the same name outside a nested SELECT."""
        for returned, number in reversed(self.scopes):
            if name not in returned:
                return f"?{name} {number}"
        return f"?{name}"

    def iri(self, token: Token) -> str:
        if token.kind == "iri":
            return token.text[1:-1]
        prefix, _, local = token.text.partition(":")
        if prefix not in self.prefixes:
            raise _NotReadError
        return self.prefixes[prefix] + local.replace("\\", "")

    # --- paths -------------------------------------------------------------------------

    def predicate(self) -> str | Way:
        if self.token.variable:
            return self.scoped(self.take().variable)
        return self.alternatives()

    def alternatives(self) -> Way:
        way = self.sequence()
        while self.token.text == "|":
            self.take()
            other = self.sequence()
            empty = way.may_be_empty or other.may_be_empty
            way = Way((None,), way.properties | other.properties, empty)
        return way

    def sequence(self) -> Way:
        way = self.step()
        while self.token.text == "/":
            self.take()
            other = self.step()
            empty = way.may_be_empty or other.may_be_empty
            way = Way((*way.steps, *other.steps), way.properties | other.properties, empty)
        return way

    def step(self) -> Way:
        is_inverse = self.token.text == "^"
        if is_inverse:
            self.take()
        token = self.take()
        if token.text == "(":
            way = self.alternatives()
            self.take(")")
            way = way if not is_inverse else Way((None,), way.properties, way.may_be_empty)
        elif token.text == "a" or token.kind in ("iri", "name"):
            node = TYPE if token.text == "a" else ox.NamedNode(self.iri(token))
            way = Way((None if is_inverse else node,), frozenset((node,)))
        else:
            raise _NotReadError
        if self.token.text in ("*", "+", "?") and not self.token.gap:
            sign = self.take().text
            way = Way((None,), way.properties, sign != "+" or way.may_be_empty)
        return way


def _returned(tokens: list[Token]) -> set[str]:
    """Return the variables that a SELECT returns as they are, and "*" if it returns all."""
    depth = 0
    found = set()
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")")
        if not depth and (token.variable or token.text == "*"):
            found.add(token.variable or "*")
    return found

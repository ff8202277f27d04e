"""What a SPARQL constraint reads, found out from its text where that is plain enough.

Understood are groups of triples with IRIs, variables, literals and property paths, FILTER, BIND,
OPTIONAL, UNION and (NOT) EXISTS, in which each triple hangs together with a pre-bound variable.
For anything else (GRAPH, nested SELECT, variables as predicates, triples that hang together with
no bound variable) the answer is None: such a query may read everything.

The scopes are those of SPARQL's evaluation from the inside out. A branch of a UNION knows only
the pre-bound variables, an OPTIONAL also what the triples before it bind, an EXISTS all that is
bound around it. So a triple that some solution for a node uses is among those read from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyoxigraph import NamedNode

from dipgraph.shacl.paths import Alternative, Chain, Inverse, Path, Predicate, Repeat
from dipgraph.shacl.reads import Prefix, Read, join, reads_of_path
from dipgraph.shacl.tokens import Token, tokens_of
from dipgraph.shacl.vocabulary import RDF_TYPE

_REPEATS = {"*": (0, True), "+": (1, True), "?": (0, False)}
# For each variable, the node it is reached from and the way there.
Anchors = dict[str, tuple[str, Prefix]]


class _NotPlain(Exception):
    """The query has something that is not analysed."""


def reads_of_query(
    text: str, prefixes: Mapping[str, str], path: str | None, starts: Sequence[str]
) -> tuple[Read, ...] | None:
    """Return what a query reads from the nodes it is given, or None if that is not known.

    ``path`` is what ``$PATH`` stands for; ``starts`` are the variables that are bound to nodes
    of the data before the query runs: "this", and "value" where a single value is asked about.
    """
    tokens: list[Token] = []
    for token in tokens_of(text):
        tokens += tokens_of(f"({path})") if token.text == "$PATH" and path else [token]
    try:
        return tuple(dict.fromkeys(_Analysis(tokens, prefixes, starts).run()))
    except (_NotPlain, IndexError):
        return None


def needs_of_query(text: str, prefixes: Mapping[str, str]) -> tuple[Read, ...]:
    """Return what a plain SELECT query must find at ``$this`` itself to have a solution at all.

    Nothing for a query that is not plain.
    """
    analysis = _Analysis(tokens_of(text), prefixes, ["this"])
    try:
        analysis.run()
    except (_NotPlain, IndexError):
        return ()
    return tuple(dict.fromkeys(analysis.needs))


class _Analysis:
    def __init__(
        self, tokens: Sequence[Token], prefixes: Mapping[str, str], starts: Sequence[str]
    ) -> None:
        self.tokens = tokens
        self.prefixes = dict(prefixes)
        self.at = 0
        self.bound: Anchors = {name: (name, None) for name in starts}
        self.reads: list[Read] = []
        self.needs: list[Read] = []
        self.depth = 0

    def run(self) -> list[Read]:
        """Read the head, the one group, and see that nothing but modifiers comes after it."""
        while self.token.text != "{":
            if self.token.word == "PREFIX":
                self.prefixes[self._at(1).text[:-1]] = self._at(2).text[1:-1]
                self.at += 3
            else:
                self.at += 1
        self._group({})
        if any(token.text == "{" for token in self.tokens[self.at :]):
            raise _NotPlain
        return self.reads

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def _at(self, ahead: int) -> Token:
        return self.tokens[self.at + ahead]

    def _group(self, outer: Anchors) -> None:
        """Read a group; ``outer`` are the variables that its solutions are joined with."""
        self.at += 1
        self.depth += 1
        own: Anchors = {}
        # Triples that hang together with nothing yet: a later one may tie them.
        loose: list[tuple[Token, Path, Token]] = []
        filters: list[int] = []
        while self.token.text != "}":
            word = self.token.word
            if word == "FILTER":
                filters.append(self.at)
                self._skip_filter()
            elif word == "OPTIONAL":
                if loose:
                    raise _NotPlain
                self.at += 1
                self._group(dict(own))
            elif word == "BIND":
                self.at += 1
                self._skip_brackets()
            elif word:
                raise _NotPlain
            elif self.token.text == "{":
                self._group({})
                while self.token.word == "UNION":
                    self.at += 1
                    self._group({})
            elif self.token.text == ".":
                self.at += 1
            else:
                self._triples(loose)
                self._tie(loose, own, outer)
        if loose:
            raise _NotPlain
        self.depth -= 1
        end = self.at + 1
        for at in filters:
            self.at = at
            self.depth += 1  # what EXISTS asks for is no part of the solution
            self._exists({**outer, **own})
            self.depth -= 1
        self.at = end

    def _skip_filter(self) -> None:
        """Pass over a FILTER, whose EXISTS is read when the whole group is known."""
        self.at += 1
        if self.token.word in ("NOT", "EXISTS"):
            self.at += 1 if self.token.word == "EXISTS" else 2
            self._skip_braces()
            return
        if self.token.text != "(":  # the name of a function
            self.at += 1
        self._skip_brackets()

    def _exists(self, around: Anchors) -> None:
        self.at += 1
        if self.token.word in ("NOT", "EXISTS"):
            self.at += 1 if self.token.word == "EXISTS" else 2
            self._group(around)

    def _skip_brackets(self) -> None:
        depth = 0
        while True:
            if self.token.word == "EXISTS" or self.token.text in ("{", "}"):
                raise _NotPlain
            depth += {"(": 1, ")": -1}.get(self.token.text, 0)
            self.at += 1
            if not depth:
                return

    def _skip_braces(self) -> None:
        depth = 0
        while True:
            depth += {"{": 1, "}": -1}.get(self.token.text, 0)
            self.at += 1
            if not depth:
                return

    def _triples(self, found: list[tuple[Token, Path, Token]]) -> None:
        """Read the triples of one subject."""
        subject = self._term()
        while True:
            path = self._path()
            found.append((subject, path, self._term()))
            while self.token.text == ",":
                self.at += 1
                found.append((subject, path, self._term()))
            while self.token.text == ";":
                self.at += 1
            if self.token.text in (".", "}") or self.token.word not in ("", "A"):
                return
            if self.tokens[self.at - 1].text != ";":
                return

    def _term(self) -> Token:
        token = self.token
        if token.kind in ("variable", "iri", "name"):
            self.at += 1
            return token
        if token.text in ("+", "-"):
            self.at += 1
        elif token.kind != "string" and not (token.kind == "word" and token.word != "A"):
            raise _NotPlain
        self.at += 1
        # What belongs to a literal: its language, its datatype, the rest of a number.
        while self.token.kind == "word" and self.token.text[0] in "@0123456789":
            self.at += 1
        if self.token.text == "^" and self._at(1).text == "^":
            self.at += 3
        elif self.token.text == "." and not self.token.gap and self._at(1).text[0].isdigit():
            self.at += 2
        return token

    def _tie(self, loose: list[tuple[Token, Path, Token]], own: Anchors, outer: Anchors) -> None:
        """Note what is read for each triple that hangs together with what is bound."""
        tied = True
        while tied:
            tied = False
            for triple in list(loose):
                subject, path, value = triple
                known = {**outer, **own, **self.bound}
                if subject.variable in known:
                    start, prefix = known[subject.variable]
                    ahead, end = path, value
                elif value.variable in known:
                    start, prefix = known[value.variable]
                    ahead, end = Inverse(path), subject
                else:
                    continue
                found = list(reads_of_path(ahead, start, prefix))
                if self.depth == 1 and prefix is None and isinstance(path, Predicate):
                    self.needs += found
                self.reads += found
                if end.variable and end.variable not in known:
                    own[end.variable] = (start, join(prefix, ahead))
                loose.remove(triple)
                tied = True

    # --- paths -------------------------------------------------------------------------

    def _path(self) -> Path:
        options = [self._sequence()]
        while self.token.text == "|":
            self.at += 1
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Alternative(tuple(options))

    def _sequence(self) -> Path:
        steps = [self._step()]
        while self.token.text == "/":
            self.at += 1
            steps.append(self._step())
        return steps[0] if len(steps) == 1 else Chain(tuple(steps))

    def _step(self) -> Path:
        if self.token.text == "^":
            self.at += 1
            return Inverse(self._step())
        path: Path
        if self.token.text == "(":
            self.at += 1
            path = self._path()
            if self.token.text != ")":
                raise _NotPlain
            self.at += 1
        else:
            path = Predicate(self._iri())
        if self.token.text in _REPEATS:
            least, many = _REPEATS[self.token.text]
            self.at += 1
            path = Repeat(path, least, many)
        return path

    def _iri(self) -> NamedNode:
        token = self.token
        self.at += 1
        if token.text == "a":
            return RDF_TYPE
        if token.kind == "iri":
            return NamedNode(token.text[1:-1])
        prefix, colon, local = token.text.partition(":")
        if token.kind != "name" or not colon or prefix not in self.prefixes or "\\" in local:
            raise _NotPlain
        return NamedNode(self.prefixes[prefix] + local)

"""Help Oxigraph with EXISTS over several triples.

Oxigraph plans joins well everywhere but inside EXISTS, where it reads all triples that fit
each pattern by itself for every row (0.5.13: 8 ms a row with 20,000 instances of a class).
LATERAL, which it offers beyond SPARQL 1.1, makes it go from triple to triple (0.06 ms). A join
of triple patterns gives the same solutions either way, so the triples at the beginning of an
EXISTS group are chained by LATERAL, where they are written plainly enough to be sure of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from dipgraph.shacl.tokens import Token

_NODE = frozenset({"variable", "iri", "name"})
Triple = list[Token]


def chain_triples(tokens: Sequence[Token]) -> list[Token]:
    """Return a query with the triples at the beginning of each EXISTS group chained."""
    found: list[Token] = []
    at = 0
    fresh = 0
    while at < len(tokens):
        found.append(tokens[at])
        at += 1
        if len(found) < 2 or found[-1].text != "{" or found[-2].word != "EXISTS":
            continue
        triples, after, fresh = _read_triples(tokens, at, fresh)
        if len(triples) < 2:
            continue
        found += triples[0]
        for triple in triples[1:]:
            found += [Token("lateral", "LATERAL {", " "), *triple]
        found.append(Token("lateral", "}" * (len(triples) - 1), " "))
        at = after
    return found


def _read_triples(tokens: Sequence[Token], at: int, fresh: int) -> tuple[list[Triple], int, int]:
    """Return the plain triples from a place on, where they end, and the variables made up.

    No triples at all if the block holds anything but variables, IRIs and prefixed names, with
    predicates that are one of these or a sequence of them.
    """
    triples: list[Triple] = []
    nothing: tuple[list[Triple], int, int] = ([], at, fresh)
    subject: Token | None = None
    predicate: list[Token] = []
    while at < len(tokens):
        if subject is None:
            if tokens[at].kind not in _NODE:
                break
            subject, at = tokens[at], at + 1
        if not predicate:
            predicate, at = _read_predicate(tokens, at)
            if not predicate:
                return nothing
        if at + 1 >= len(tokens) or tokens[at].kind not in _NODE:
            return nothing
        end, sign, at = tokens[at], tokens[at + 1].text, at + 1
        start = subject
        for step in predicate[:-1]:
            fresh += 1
            between = Token("variable", f"?_between{fresh}", " ")
            triples.append([_apart(start), _apart(step), between])
            start = between
        triples.append([_apart(start), _apart(predicate[-1]), _apart(end)])
        if sign == ",":
            at += 1
        elif sign == ";":
            at, predicate = at + 1, []
            # A semicolon may end a list of predicates.
            if at < len(tokens) and tokens[at].text in (".", "}"):
                at += tokens[at].text == "."
                subject = None
        else:
            subject, predicate = None, []
            if sign != ".":
                break
            at += 1
    if at >= len(tokens) or (tokens[at].kind != "word" and tokens[at].text != "}"):
        return nothing
    return triples, at, fresh


def _read_predicate(tokens: Sequence[Token], at: int) -> tuple[list[Token], int]:
    """Return the steps of a predicate, [] if it is not plain, and where it ends."""
    steps: list[Token] = []
    while at + 1 < len(tokens):
        token = tokens[at]
        if not (token.kind in _NODE or token.text == "a"):
            return [], at
        steps.append(token)
        at += 1
        if tokens[at].text != "/" or token.kind == "variable":
            break
        at += 1
    return steps, at


def _apart(token: Token) -> Token:
    return Token(token.kind, token.text, " ")

"""Faults of a query file that an engine lets pass, or answers with wrong rows."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pyoxigraph as ox

from dipgraph import queries
from dipgraph.errors import Issue, QueryError, SyntaxFault
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.querying import engines, sparql
from dipgraph.querying.files import Query
from dipgraph.querying.sparql import Token
from dipgraph.resources import built_in_root
from dipgraph.spelling import suggest

RESERVED = frozenset(
    (
        "data sources format engine labels iris timeout memory out rows anyway help version name"
    ).split()
)
"""Names that are options of the command line and cannot be parameters."""

_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_CLOSED = ("dip", "kind", "state", "organisation", "office", "person", "group", "place")


def lint_query(query: Query, store: ox.Store) -> list[Issue]:
    """Return what is wrong with a query of the library.

    Looked for: missing summary or columns, columns that differ from the projection, variables
    projected but never bound, parameters that are unused, reserved, or stand where no value can
    be put, undeclared prefixes, and terms of our namespaces that nothing in ``store`` describes.
    """
    try:
        engines.check_syntax(query.sparql, query.file)
        tokens = sparql.tokenize(query.sparql)
    except SyntaxFault as error:
        return [Issue("", 0, "", str(error), "", "query-syntax")]
    found = [
        *_check_documentation(query),
        *_check_projection(query, tokens),
        *_check_params(query, tokens, store),
        *_check_names(query, tokens, store),
    ]
    return sorted(found, key=lambda issue: issue.line)


def look_over_query(query: Query, store: ox.Store) -> list[Issue]:
    """Return what :mod:`dipgraph.querying.soundness` finds in a query with its examples.

    It takes rdflib to read a query, some 30 ms each, and so stands apart from
    :func:`lint_query`, which every check runs. A query that cannot be filled in is passed over:
    :func:`lint_query` says why.
    """
    from dipgraph.querying.soundness import look_over

    try:
        text = queries.fill_in(query, _examples(query), store)
    except (QueryError, SyntaxFault):
        return []
    found = look_over(text, query.file, store)
    if _is_carried(query):  # a project need not have what such a query asks for
        found = [issue for issue in found if issue.check not in ("query-term", "query-value")]
    return found


def _examples(query: Query) -> dict[str, object]:
    return {
        name: param.default if param.default is not None else param.example
        for name, param in query.params.items()
    }


def _is_carried(query: Query) -> bool:
    """Tell whether a query comes with dipgraph and not with the project it is used on.

    Its examples name states and organisations that another ministry's data need not hold.
    """
    return query.file.startswith(built_in_root() + os.sep)


def _issue(query: Query, position: int, fault: str, remedy: str, check: str) -> Issue:
    line = sparql.place(query.sparql, position)[0] if position >= 0 else 0
    return Issue(query.file, line, "", fault, remedy, check)


def _check_documentation(query: Query) -> Iterator[Issue]:
    if not query.summary:
        yield _issue(query, -1, "there is no summary.", "Add #+ summary: ...", "query-summary")
    if not query.tags:
        yield _issue(query, -1, "there are no tags.", "Add #+ tags: [...]", "query-tags")


def projected_variables(tokens: list[Token]) -> list[Token] | None:
    """Return the variables that the outer SELECT gives; None for another form or ``*``."""
    if sparql.query_form(tokens) != "SELECT":
        return None
    found: list[Token] = []
    depth = 0
    start = next(index for index, token in enumerate(tokens) if token.upper == "SELECT")
    for index in range(start + 1, len(tokens)):
        token = tokens[index]
        if token.text == "{" or token.upper == "WHERE":
            return found
        if token.text == "*" and depth == 0:
            return None
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        named = tokens[index - 1].upper == "AS" and depth == 1
        if token.kind == "var" and (depth == 0 or named):
            found.append(token)
    return found


def _check_projection(query: Query, tokens: list[Token]) -> Iterator[Issue]:
    if sparql.query_form(tokens) != "SELECT":
        return
    projected = projected_variables(tokens)
    if projected is None:
        remedy = "Name the columns, so that an addition to the pattern does not change them."
        yield _issue(query, tokens[0].start, "the query selects *.", remedy, "query-columns")
        return
    names = [token.text[1:] for token in projected]
    starts = {token.start for token in projected}
    for token in projected:
        used = [t for t in tokens if t.kind == "var" and t.text[1:] == token.text[1:]]
        index = tokens.index(token)
        if tokens[index - 1].upper != "AS" and all(t.start in starts for t in used):
            others = {t.text for t in tokens if t.kind == "var"} - {token.text}
            yield _issue(
                query,
                token.start,
                f"{token.text} is selected, but nothing gives it a value.",
                f"Bind it or drop it.{suggest(token.text, others)}",
                "query-unbound",
            )
    for name in query.columns:
        if name not in names:
            yield _issue(
                query,
                -1,
                f"the front matter describes the column {name}, which is not selected.",
                f"Select it or drop it.{suggest(name, names)}",
                "query-columns",
            )
    for token in projected:
        if token.text[1:] not in query.columns:
            remedy = f"Add it to columns: {token.text[1:]}: what it holds, with its unit."
            fault = f"the column {token.text[1:]} is not described."
            yield _issue(query, token.start, fault, remedy, "query-columns")


def _check_params(query: Query, tokens: list[Token], store: ox.Store) -> Iterator[Issue]:
    variables = {token.text[1:] for token in tokens if token.kind == "var"}
    for name in query.params:
        if name in RESERVED:
            remedy = "Give the parameter another name."
            yield _issue(query, -1, f"--{name} is an option already.", remedy, "query-parameter")
        if name not in variables:
            yield _issue(
                query,
                -1,
                f"the parameter {name} does not occur in the query.",
                f"Use ?{name} or drop it.{suggest(name, variables)}",
                "query-parameter",
            )
    if _is_carried(query):
        return
    try:
        text = queries.fill_in(query, _examples(query), store)
        engines.check_syntax(text, query.file)
    except (QueryError, SyntaxFault) as error:
        said = str(error).removeprefix(f"{query.file}: ")
        fault = f"with its defaults and examples it cannot run: {said}"
        yield _issue(query, -1, fault, "", "query-example")


def _check_names(query: Query, tokens: list[Token], store: ox.Store) -> Iterator[Issue]:
    declared = sparql.declared_prefixes(tokens)
    closed = _CLOSED[:2] if _is_carried(query) else _CLOSED
    missing: set[str] = set()
    for index, token in enumerate(tokens):
        if token.kind == "pname" and tokens[index - 1].upper != "PREFIX":
            prefix, _, local = token.text.partition(":")
            if prefix not in declared:
                if prefix not in missing:
                    missing.add(prefix)
                    remedy = f"Add PREFIX {prefix}: <{PREFIXES.get(prefix, '...')}>, so that any "
                    remedy += "engine can run the file."
                    fault = f"the prefix {prefix}: is not declared."
                    yield _issue(query, token.start, fault, remedy, "query-prefix")
            elif prefix in closed and local and not _is_described(prefix, local, store):
                yield _issue(
                    query,
                    token.start,
                    f"nothing in the graph is called {token.text}.",
                    suggest(token.text, _known_names(prefix, store)).strip(),
                    "query-term",
                )


def _is_described(prefix: str, local: str, store: ox.Store) -> bool:
    node = ox.NamedNode(PREFIXES[prefix] + local.replace("\\", ""))
    return any(True for _ in store.quads_for_pattern(node, _TYPE, None, ox.DefaultGraph()))


def _known_names(prefix: str, store: ox.Store) -> set[str]:
    space = PREFIXES[prefix]
    return {
        shorten_iri(quad.subject.value)
        for quad in store.quads_for_pattern(None, _TYPE, None, ox.DefaultGraph())
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(space)
    }

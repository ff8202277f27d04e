"""SPARQL queries with pre-bound variables, as SHACL defines them.

SHACL gives ``$this`` and its companions a value before the query is evaluated, in every group
of it: also in a branch of a UNION or a nested SELECT, where a join from outside would come too
late. Oxigraph's own ``substitutions`` are such a join. So each group of the query is given the
value at its beginning, which is what SHACL's definition of pre-binding says word for word:
``VALUES`` for IRIs and literals, and for blank nodes, which cannot be written down in SPARQL, a
function that returns the node.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, Store

from dipgraph.shacl.exists import chain_triples
from dipgraph.shacl.query_reads import needs_of_query, reads_of_query
from dipgraph.shacl.reads import Read
from dipgraph.shacl.tokens import Token, check_size, tokens_of
from dipgraph.shacl.vocabulary import Term

_PLACE = re.compile(r"error at (\d+):(\d+)")
_FUNCTION = "urn:dipgraph:pre-bound:"
_FORBIDDEN = frozenset({"MINUS", "VALUES", "SERVICE", "FROM"})
Row = dict[str, Term]
# What a query may leave out of a nested SELECT.
OPTIONAL_NAMES = frozenset({"currentShape", "shapesGraph"})
_MIXING = frozenset("COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT GROUP HAVING LIMIT OFFSET".split())


class QueryFault(ValueError):
    """The query cannot be run as a SHACL query; the text says why."""


class PreBoundQuery:
    """A query whose variables ``names`` get a value before each run.

    Parameters
    ----------
    text
        The query as it stands in the shapes graph.
    prefixes
        The namespaces of its prefixes.
    names
        The variables that are bound before, without their sign.
    path
        What ``$PATH`` stands for, in SPARQL syntax; None where it has no meaning.

    Raises
    ------
    QueryFault
        If SPARQL cannot read the query, or it has what SHACL forbids beside pre-bound
        variables: MINUS, VALUES, SERVICE (and FROM, which reads from elsewhere), a new value
        for a bound variable, a nested SELECT that drops one; or if it is so long or so deeply
        nested that the engine may break on it.
    """

    def __init__(
        self,
        text: str,
        prefixes: Mapping[str, str],
        names: Sequence[str],
        path: str | None = None,
    ) -> None:
        tokens = tokens_of(text)
        used = {token.variable for token in tokens}
        self.names = tuple(name for name in names if name in used or name == "this")
        self._source = (text, prefixes, path)
        self.is_ask = any(token.word == "ASK" for token in tokens)
        _refuse_forbidden(tokens, frozenset(names))
        _refuse_large(tokens, path)
        if path is not None:
            tokens = [Token("path", path, t.gap) if t.text == "$PATH" else t for t in tokens]
        # On one line, so that the lines in an error message are those of the query.
        head = "".join(f"PREFIX {name}: <{iri}> " for name, iri in prefixes.items())
        _refuse_unknown_prefixes(tokens, prefixes)
        _check_syntax(head, text if path is None else text.replace("$PATH", path))
        self._parts = _split_at_groups(tokens, head, self.names)
        self.is_flat = not self.is_ask and self.names == ("this",) and _is_flat(tokens)
        """Whether the query may be run once for all nodes with the same solutions.

        So it is if it has one group only and that begins with a triple of ``$this``: then
        each solution belongs to one node, and it makes no difference whether that node is
        given before or picked out after. Aggregates and limits would mix the nodes.
        """
        self._try()
        self._use_quicker_form(_split_at_groups(chain_triples(tokens), head, self.names))

    def _use_quicker_form(self, parts: list[str]) -> None:
        """Take an equal form of the query that Oxigraph runs faster, if it can read it."""
        as_written, self._parts = self._parts, parts
        if parts != as_written:
            try:
                self._try()
            except QueryFault:
                self._parts = as_written

    def _try(self) -> None:
        """Run the query once over nothing, so that a fault shows when shapes are read."""
        nothing = NamedNode("urn:dipgraph:nothing")
        try:
            answer = self._answer(Store(), dict.fromkeys(self.names, nothing))
        except (ValueError, SyntaxError, RuntimeError) as error:
            raise QueryFault(one_line(error)) from error
        if isinstance(answer, QuerySolutions) and "this" not in {
            variable.value for variable in answer.variables
        }:
            raise QueryFault("a SELECT query must return $this")

    @cached_property
    def reads(self) -> tuple[Read, ...] | None:
        """What the query reads from ``$this`` and ``$value``, None if it may read anything."""
        text, prefixes, path = self._source
        starts = [name for name in self.names if name in ("this", "value")]
        return reads_of_query(text, prefixes, path, starts)

    @cached_property
    def needs(self) -> tuple[Read, ...]:
        """What must be there at ``$this`` for a solution, as far as that is known.

        A query that counts or groups has solutions where nothing is found.
        """
        text, prefixes, path = self._source
        if self.is_ask or path is not None or any(t.word in _MIXING for t in tokens_of(text)):
            return ()
        return needs_of_query(text, prefixes)

    def ask(self, store: Store, values: Mapping[str, Term]) -> bool:
        """Return the answer of an ASK query for some bound values."""
        return bool(self._answer(store, values))

    def select(self, store: Store, values: Mapping[str, Term]) -> list[Row]:
        """Return the solutions of a SELECT query for some bound values.

        Names without a value stay free; a solution leaves out what is unbound in it.
        """
        return _rows(self._answer(store, values))

    def _answer(self, store: Store, values: Mapping[str, Term]) -> object:
        rows: list[str] = []
        functions: dict[NamedNode, Callable[..., Term | None]] = {}
        for name in self.names:
            value = values.get(name)
            if value is None:
                continue
            if isinstance(value, NamedNode | Literal):
                rows.append(f" VALUES ?{name} {{ {value} }}")
            else:
                iri = NamedNode(_FUNCTION + name)
                functions[iri] = _constant(value)
                rows.append(f" BIND({iri}() AS ?{name})")
        text = ("".join(rows) + " ").join(self._parts)
        return store.query(text, custom_functions=functions or None)

    def select_for_all(self, store: Store) -> list[Row]:
        """Return the solutions of a flat query for all nodes at once."""
        return _rows(store.query("".join(self._parts)))


def _is_flat(tokens: list[Token]) -> bool:
    braces = [i for i, token in enumerate(tokens) if token.text == "{"]
    if len(braces) != 1 or any(token.word in _MIXING for token in tokens):
        return False
    start = tokens[braces[0] + 1 : braces[0] + 3]
    # A path could hold for a node that is in no triple, which only a bound one finds.
    following = tokens[braces[0] + 3 : braces[0] + 4]
    return (
        len(start) == 2
        and start[0].variable == "this"
        and (start[1].kind in ("iri", "name", "variable") or start[1].text == "a")
        and start[1].variable != "this"
        and all(token.text not in "/|*+?^" for token in following)
    )


def _refuse_unknown_prefixes(tokens: list[Token], prefixes: Mapping[str, str]) -> None:
    own = {
        after.text.partition(":")[0] for token, after in pairwise(tokens) if token.word == "PREFIX"
    }
    for token in tokens:
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and prefix not in own and prefix not in prefixes:
            raise QueryFault(
                f"it uses the prefix {prefix}: and does not declare it. Point sh:prefixes at a "
                "node with sh:declare, or begin the query with PREFIX"
            )


def _check_syntax(head: str, text: str) -> None:
    """Read a query as it was written, so that a fault is found where its author sees it."""
    try:
        answer = Store().query(head + text)
    except SyntaxError as error:
        raise QueryFault(_place_in(text, error, len(head))) from error
    except (ValueError, RuntimeError) as error:
        raise QueryFault(one_line(error)) from error
    if not isinstance(answer, QuerySolutions | QueryBoolean):
        raise QueryFault("it must be a SELECT or an ASK query")


def _place_in(text: str, error: SyntaxError, in_front: int) -> str:
    """Say where SPARQL's grammar is left; what the parser would have liked helps nobody."""
    found = _PLACE.search(str(error))
    if found is None:
        return one_line(error)
    line, column = int(found[1]), int(found[2])
    column -= in_front if line == 1 else 0
    rows = text.splitlines()
    row = rows[line - 1] if line <= len(rows) else ""
    # The place is up to a keyword's length behind the fault: behind what was expected there.
    column = min(column, len(row))
    around = row[max(column - 24, 0) : column + 8].strip()
    near = f" (near {around!r})" if around else ""
    why = ""
    if "variable that is unbound" in str(error):
        why = " (with GROUP BY or COUNT, a SELECT returns only what is grouped or counted)"
    return f"line {line} of its text is no SPARQL{near}{why}"


def one_line(error: Exception) -> str:
    """Return an error's text without Oxigraph's list of all that it would have taken."""
    text = " ".join(str(error).split())
    return text if len(text) < 120 else text.partition(": expected one of")[0][:120]


def _rows(answer: object) -> list[Row]:
    assert isinstance(answer, QuerySolutions)  # the kind of query is known since it was read
    names = [variable.value for variable in answer.variables]
    return [
        {name: term for name, term in zip(names, row, strict=True) if term is not None}
        for row in answer
    ]


def _constant(value: Term) -> Callable[[], Term]:
    return lambda: value


def _refuse_large(tokens: list[Token], path: str | None) -> None:
    """Refuse what might take the process with it, with ``$PATH`` counted as what it stands for."""
    if path is not None:
        way = tokens_of(path)
        tokens = [part for t in tokens for part in (way if t.text == "$PATH" else [t])]
    try:
        check_size(tokens)
    except ValueError as error:
        raise QueryFault(str(error)) from None


def _refuse_forbidden(tokens: list[Token], names: frozenset[str]) -> None:
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.word in _FORBIDDEN:
            raise QueryFault(f"{token.word} is not allowed in a SHACL query")
        if before is not None and before.word == "AS" and token.variable in names:
            raise QueryFault(f"{token.text} has its value already and may not be given another")
    needed = names - OPTIONAL_NAMES
    used = {token.variable for token in tokens}
    for columns in _nested_selects(tokens):
        if missing := sorted((needed & used) - columns):
            raise QueryFault(f"a nested SELECT must return ${missing[0]}")


def _nested_selects(tokens: list[Token]) -> Iterator[set[str]]:
    """Yield the variables that each nested SELECT returns by name."""
    for at, token in enumerate(tokens):
        if token.word != "SELECT" or at == 0 or tokens[at - 1].text != "{":
            continue
        columns: set[str] = set()
        depth = 0
        for following in tokens[at + 1 :]:
            if following.text == "{" or following.word == "WHERE":
                break
            depth += {"(": 1, ")": -1}.get(following.text, 0)
            if depth == 0:
                columns.add(following.variable)
        yield columns


def _split_at_groups(tokens: list[Token], head: str, names: Sequence[str]) -> list[str]:
    """Return the query cut in parts, between which the bound values are to stand."""
    parts: list[list[str]] = [[]]
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        text = "?" + token.variable if token.variable in names else token.text
        parts[-1].append(token.gap + text)
        if token.text == "{" and (following is None or following.word != "SELECT"):
            parts.append([])
    return [head + "".join(parts[0]), *("".join(part) for part in parts[1:])]

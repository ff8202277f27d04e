"""What is said of an answer after a query has run: why it is empty, what it counts twice.

What is said is counted and true of the answer; a query that took long is not asked again in parts.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox

from dipgraph.namespaces import PREFIXES
from dipgraph.querying import sparql
from dipgraph.querying.algebra import names_in, read_algebra
from dipgraph.querying.emptiness import BUDGET_S, Emptiness, outer_group
from dipgraph.querying.joins import Joins
from dipgraph.querying.result import QueryResult
from dipgraph.querying.rows import to_python

QUICK_S = 0.4
"""A query that took longer is not asked again in parts."""
_MOST_ROWS = 200_000
_TYPE = PREFIXES["rdf"] + "type"


def look_back(
    text: str,
    result: QueryResult,
    store: ox.Store,
    *,
    own_graph: bool = True,
    is_told: bool = False,
    may_ask: bool = True,
) -> list[str]:
    """Return what should be known of an answer, a sentence or two each.

    Parameters
    ----------
    text
        The SPARQL that was run.
    result, store
        Its answer, and the store that gave it.
    own_graph
        Whether the store holds a project.
    is_told
        Whether something was wrong with the query before it ran: that explains an empty answer.
    may_ask
        Whether parts of the query may be asked again; not if it took long.
    """
    return list(_Back(text, result, store, own_graph, may_ask).tell(is_told))


class _Unit(NamedTuple):
    """What an aggregate may take twice: an expression that tells one from another, its name."""

    expression: str
    name: str
    remedy: str


class _Back:
    """One look back on one answer."""

    def __init__(
        self, text: str, result: QueryResult, store: ox.Store, own_graph: bool, may_ask: bool
    ) -> None:
        self.text, self.result, self.store = text, result, store
        self.own_graph, self.may_ask = own_graph, may_ask
        self.tokens = sparql.tokenize(text)
        self.words = [token.upper for token in self.tokens]
        self.until = time.monotonic() + BUDGET_S

    def tell(self, is_told: bool) -> Iterator[str]:
        if self._is_empty():
            empty = Emptiness(self.text, self.tokens, self.store, self.own_graph)
            yield from empty.hole()
            if not is_told:
                is_question = self.result.form == "ASK"
                yield from empty.explain(may_ask=self.may_ask, is_question=is_question)
            return
        if self.result.form != "SELECT":
            return
        yield from self._same_rows()
        if self._has_no_order() and sparql.own_limit(self.text) == len(self.result):
            yield "LIMIT without ORDER BY: which rows come is left to the engine."
        if self.may_ask:
            yield from self._counted_twice()

    def _is_empty(self) -> bool:
        if self.result.form == "ASK":
            return not any(to_python(cell) for row in self.result.rows for cell in row)
        if len(self.result) == 1 and self._aggregates():
            return all(not to_python(cell) for cell in self.result.rows[0])
        return not len(self.result)

    def _aggregates(self) -> bool:
        return any(w in ("COUNT", "SUM", "AVG", "MIN", "MAX", "GROUP_CONCAT") for w in self.words)

    def _has_no_order(self) -> bool:
        depth = 0
        for token in self.tokens:
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if depth == 0 and token.upper == "ORDER":
                return False
        return True

    # ------------------------------------------------------------- what the rows show

    def _same_rows(self) -> Iterator[str]:
        start = self.words.index("SELECT")
        if self.words[start + 1] in ("DISTINCT", "REDUCED") or "GROUP" in self.words:
            return
        if not 1 < len(self.result) <= _MOST_ROWS:
            return
        different = len({tuple(row) for row in self.result.rows})
        if different < len(self.result):
            how = f"of which {different:,} are different" if different > 1 else "all alike"
            yield f"{len(self.result):,} rows, {how}. SELECT DISTINCT gives each once."

    # ------------------------------------------------------------- what is counted twice

    def _counted_twice(self) -> Iterator[str]:
        if self.words.count("SELECT") != 1 or "HAVING" in self.words:
            return
        if not {"COUNT", "SUM", "AVG"} & {*self.words}:
            return
        joins = self._joins()
        if joins is None:
            return
        for at, word in enumerate(self.words):
            if word not in ("COUNT", "SUM", "AVG") or self.tokens[at + 1].text != "(":
                continue
            of, closing = self.tokens[at + 2], self.tokens[at + 3].text
            if closing != ")" or self.words[at + 4] != "AS":
                continue
            unit = self._unit(word, of.text, joins)
            if unit is None:
                continue
            counted = self._total(f"COUNT({of.text})")
            different = self._total(f"COUNT(DISTINCT {unit.expression})")
            if counted is not None and different is not None and different < counted:
                shown = f"{word}({of.text})"
                does = "counts" if word == "COUNT" else "takes"
                each = " in the groups" if "GROUP" in self.words else ""
                yield (
                    f"{shown} {does} {counted:,} matches of {different:,} different {unit.name}"
                    f"{each}: {unit.remedy}"
                )

    def _grouped(self) -> list[str]:
        """Return the variables of GROUP BY."""
        return [
            token.text[1:]
            for _, token, clause in sparql.walk_clauses(self.tokens)
            if token.kind == "var" and clause == "GROUP BY"
        ]

    def _unit(self, word: str, of: str, joins: Joins) -> _Unit | None:
        """Return what an aggregate may take twice, None if that is not certain."""
        grouped = set(self._grouped())
        subjects = {str(s) for s, _, _ in joins.patterns for _ in names_in(s)}
        if of == "*":
            typed = {
                str(s)
                for s, p, o in joins.patterns
                if str(p) == _TYPE and not list(names_in(o)) and list(names_in(s))
            } - grouped
            if len(typed) != 1 or grouped & typed or not grouped:
                return None
            return _node(typed.pop())
        name = of[1:]
        if word == "COUNT":
            if name in grouped or name not in subjects:
                return None
            return _node(name)
        owners = {str(s) for s, _, o in joins.patterns if str(o) == name and list(names_in(s))}
        if len(owners) != 1:
            return None
        owner = owners.pop()
        pair = f'CONCAT(STR(?{owner}), " ", STR(?{name}))'
        remedy = "take each once in a sub-SELECT DISTINCT first."
        return _Unit(pair, f"values of ?{owner}", remedy)

    def _total(self, aggregate: str) -> int | None:
        """Return an aggregate over all matches, of each group apart and added up."""
        group = outer_group(self.text, self.tokens)
        if group is None or time.monotonic() > self.until:
            return None
        head, body, _ = group
        names = self._grouped()
        if "GROUP" in self.words and not names:
            return None
        by = f" GROUP BY {' '.join(f'?{name}' for name in names)}" if names else ""
        query = f"{head} SELECT ({aggregate} AS ?number_) WHERE {body}{by}"
        try:
            answer = self.store.query(query)
            assert isinstance(answer, ox.QuerySolutions)
            return sum(int(solution["number_"].value) for solution in answer)
        except (SyntaxError, RuntimeError, ValueError, OSError):
            return None

    def _joins(self) -> Joins | None:
        algebra = read_algebra(self.text)
        if algebra is None:
            return None
        joins = Joins()
        joins.read(algebra)
        return joins


def _node(name: str) -> _Unit:
    return _Unit(f"?{name}", f"?{name}", f"COUNT(DISTINCT ?{name}) counts each once.")

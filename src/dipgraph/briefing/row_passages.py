"""The passages behind the rows of a query: for each record in a row, where it is stated."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from dipgraph.errors import QueryError
from dipgraph.lines import LineReader
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.passage_text import read_passages, words_of
from dipgraph.querying import formats
from dipgraph.querying.result import QueryResult
from dipgraph.querying.rows import Term
from dipgraph.telling import plain_line

if TYPE_CHECKING:
    from dipgraph.readings import Readings

PASSAGES, WORDS = "passages", "words"
"""The columns that are added."""

_STATED_IN = ox.NamedNode(PREFIXES["dip"] + "isStatedIn")
_BESIDE = "; "
_WIDTH = 100


class Stated(NamedTuple):
    """A record of a row, and the passages that state it in the order of the texts, as IRIs."""

    record: str
    passages: tuple[str, ...]


class RowPassages:
    """Which passages state what each row of a result names.

    Parameters
    ----------
    result
        The rows of a SELECT; they are not changed.
    store
        Where the records are described.
    texts
        The folder of the source texts, or None: then there are places and no words.

    Raises
    ------
    QueryError
        If the result has no rows but triples or an answer, or has a column of our name already.
    """

    def __init__(self, result: QueryResult, store: ox.Store, texts: Path | None) -> None:
        if result.form != "SELECT":
            raise QueryError(
                f"--with-passages opens the rows of a SELECT; its form is {result.form}. Leave it "
                "out, or make it a SELECT."
            )
        for name in {PASSAGES, WORDS} & set(result.columns):
            raise QueryError(f"the query has a column {name!r} of its own. Rename it.")
        self.result = result
        self.reader = LineReader(store)
        self._of_record: dict[str, tuple[str, ...]] = {}
        self.rows = [self._read_row(cells) for cells in result.rows]
        cited = {p for row in self.rows for stated in row for p in stated.passages}
        self.readings: Readings = read_passages(store, sorted(cited), texts)

    @property
    def count(self) -> int:
        """How many rows lead to a passage."""
        return sum(map(bool, self.rows))

    @property
    def has_words(self) -> bool:
        """True if the words of some passage are at hand."""
        return bool(self.readings.words)

    def _read_row(self, cells: tuple[Term | None, ...]) -> tuple[Stated, ...]:
        found: dict[str, Stated] = {}
        for term in cells:
            if isinstance(term, ox.NamedNode) and term.value not in found:
                passages = self._passages_of(term)
                if passages:
                    found[term.value] = Stated(term.value, passages)
        return tuple(found.values())

    def _passages_of(self, node: ox.NamedNode) -> tuple[str, ...]:
        if node.value not in self._of_record:
            pattern = self.reader.store.quads_for_pattern(node, _STATED_IN, None, ox.DefaultGraph())
            found = {q.object.value for q in pattern if isinstance(q.object, ox.NamedNode)}
            self._of_record[node.value] = tuple(sorted(found, key=self.reader.locator))
        return self._of_record[node.value]

    def _names(self, row: tuple[Stated, ...]) -> list[str]:
        """Return the passages of a row, each once."""
        return list(dict.fromkeys(passage for stated in row for passage in stated.passages))

    def _place(self, passage: str) -> str:
        outcome = self.readings.outcome.get(passage)
        doubt = "" if outcome in ("verified", "unverifiable") else f" [{outcome or 'missing'}]"
        return f"{self.reader.locator(passage)}{doubt}"

    def with_columns(self, *, words: bool = False, people: bool = False) -> QueryResult:
        """Return the result with the passages as further columns.

        For programs ``passages`` holds their names, and ``words`` (if asked for) what they say,
        parted by ``; `` and `` | ``. For people one column holds places and, where the text is at
        hand, words.
        """
        columns = [PASSAGES, WORDS] if words and not people else [PASSAGES]
        rows = []
        for cells, row in zip(self.result.rows, self.rows, strict=True):
            passages = self._names(row)
            told = map(self._tell, passages) if people else map(shorten_iri, passages)
            added = [_literal(_BESIDE.join(told))]
            if len(columns) > 1:
                said = (words_of(passage, self.readings) or "" for passage in passages)
                added.append(_literal(" | ".join(filter(None, said))))
            rows.append((*cells, *added))
        result = self.result
        return QueryResult(
            (*result.columns, *columns), rows, result.form, result.label, result.name
        )

    def _tell(self, passage: str) -> str:
        words = words_of(passage, self.readings)
        return self._place(passage) + (f": “{words}”" if words else "")

    def write_table(self, *, labels: bool | None, width: int = 0) -> str:
        """Return a table in which each row has its passages on indented lines below."""
        shown = True if labels is None else labels
        lines = formats.write_table(self.result, width=width, labels=shown).splitlines()
        out = lines[:2]
        for line, row in zip(lines[2:], self.rows, strict=True):
            out.append(line)
            for stated in row:
                out += self._lines(stated, len(row) > 1, max(40, width or _WIDTH))
        return "".join(f"{line}\n" for line in out)

    def _lines(self, stated: Stated, several: bool, room: int) -> Iterator[str]:
        for passage in stated.passages:
            whose = f"{shorten_iri(stated.record)}: " if several else ""
            yield f"    {plain_line(whose + self._place(passage))}"
            words = words_of(passage, self.readings)
            if words is not None:
                for line in textwrap.wrap(plain_line(words), room - 6):
                    yield f"    | {line}"


def _literal(text: str) -> ox.Literal | None:
    return ox.Literal(text) if text else None

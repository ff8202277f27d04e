"""What changes in the answer of a query, in words: rows that come, go, or say something else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from dipgraph.namespaces import shorten_iri
from dipgraph.telling import count_of

Cells = tuple[object, ...]


@dataclass(frozen=True)
class AnswerChange:
    """A query of the library whose rows change.

    ``given`` are the values of parameters that it cannot do without: those of its examples.
    ``before`` and ``after`` count all rows; ``come`` and ``go`` are the rows on one side only,
    ``changed`` pairs of such rows that speak of the same, the old one first.
    """

    name: str
    given: dict[str, str]
    columns: tuple[str, ...]
    before: int
    after: int
    come: list[Cells]
    go: list[Cells]
    changed: list[tuple[Cells, Cells]]

    @classmethod
    def between(
        cls,
        name: str,
        given: dict[str, str],
        columns: tuple[str, ...],
        old: Counter[Cells],
        new: Counter[Cells],
    ) -> AnswerChange:
        """Compare the rows before and after."""
        come, go = (sorted(rows.elements(), key=str) for rows in (new - old, old - new))
        waiting: defaultdict[object, list[Cells]] = defaultdict(list)
        for row in go:
            waiting[_subject(row)].append(row)
        changed, really_come = [], []
        for row in come:
            same = waiting[_subject(row)]
            if same:
                changed.append((same.pop(0), row))
            else:
                really_come.append(row)
        gone = [row for rows in waiting.values() for row in rows]
        return cls(name, given, columns, old.total(), new.total(), really_come, gone, changed)

    def in_words(self) -> str:
        """Return how many rows change, come and go, and how many there are then."""
        parts = [
            f"{count_of(number, 'row')} {what}"
            for number, what in (
                (len(self.changed), "changed"),
                (len(self.come), "more"),
                (len(self.go), "gone"),
            )
            if number
        ]
        total = f"{self.before:,} to {self.after:,}" if self.before != self.after else ""
        return f"{', '.join(parts)} ({total or f'of {self.after:,}'})"

    def rows_in_words(self, most: int) -> Iterator[str]:
        """Yield a line for each row that changes, comes or goes, ``most`` of each at the most."""
        for old, new in self.changed[:most]:
            told = [
                f"{column} {_cell(was)} -> {_cell(will)}"
                for column, was, will in zip(self.columns, old, new, strict=True)
                if was != will
            ]
            yield f"~ {' | '.join(map(_cell, _subject(old)))}: {', '.join(told)}"
        for sign, rows in (("+", self.come), ("-", self.go)):
            for row in rows[:most]:
                yield f"{sign} {' | '.join(map(_cell, row))}"
        if left := sum(max(len(rows) - most, 0) for rows in (self.changed, self.come, self.go)):
            yield f"… and {left:,} more"


def _subject(row: Cells) -> Cells:
    """Return what a row speaks of: its cells up to the end of the first run of names.

    A row without a name in its first two cells speaks of its first cell.
    """
    names = [isinstance(cell, ox.NamedNode) for cell in row]
    if True not in names[:2]:
        return row[:1]
    start = names.index(True)
    return row[: next((at for at in range(start, len(row)) if not names[at]), len(row))]


def _cell(cell: object) -> str:
    if isinstance(cell, ox.NamedNode):
        return shorten_iri(cell.value)
    text = cell.value if isinstance(cell, ox.Literal) else "–" if cell is None else str(cell)
    return text if len(text) <= 60 else text[:59] + "…"

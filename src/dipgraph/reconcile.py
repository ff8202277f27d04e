"""Hold every reported figure against the items that the graph holds, and name the gap.

What a figure can be held against is said by query files, ``ontology/reconcile/NAME.rq``: each
finds figures by their measure and, for each, the items that count. A curator adds a measure by
adding a file, or a line to the table in one. The columns of a file are

* ``figure``: a figure that the file can count for, even where it finds no item;
* ``item``: one thing that counts, a record, a state or a place; unbound where there is none;
* ``quantity`` (where the file has it): how much the item adds, in place of one;
* ``several`` (where the file has it): true where the item stands for one or more things.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

import pyoxigraph as ox

from dipgraph.discrepancies import describe_sum
from dipgraph.errors import DataError, QueryError
from dipgraph.facts import DIP, SKOS, STATED_IN, Facts, PassageFacts
from dipgraph.namespaces import PREFIXES, expand_name, shorten_iri
from dipgraph.queries import Query, read_query, run_query
from dipgraph.resources import Project
from dipgraph.sums import Sum, find_sums

_KIND = PREFIXES["kind"]
_NAME = re.compile(r"\b(?:kind|group):\w[\w-]*")
_EXACT = _KIND + "bound-exactly"
_ABOVE = {_KIND + "bound-more-than": 1, _KIND + "bound-at-least": 0}
_COLUMNS = {"figure", "item"}
_MORE_COLUMNS = {"quantity", "several"}

COMPLETE = "complete"
PARTLY = "partly listed"
NOT_ITEMISED = "not itemised"
MORE = "more items than the figure"
REASONS = (COMPLETE, PARTLY, NOT_ITEMISED, MORE)
"""What a gap can come from, in the order in which they are counted."""


class Items(NamedTuple):
    """What one query file counts for one figure.

    ``names`` are the IRIs of the items, ``total`` their number or the sum of their quantities,
    and ``several`` of them stand for one or more things, so that ``total`` is a least number.
    """

    method: str
    what: str
    names: tuple[str, ...]
    total: Decimal
    several: int


class Comparison(NamedTuple):
    """A reported figure beside what the graph holds.

    ``items`` is None where no query file counts for it. ``parts`` tells, in words, how it stands
    in a total or a share: how it is reckoned, or of what it is a part. ``note`` is the curator's.
    """

    figure: str
    label: str
    measure: str
    value: Decimal | None
    bound: str
    unit: str
    items: Items | None
    reason: str
    parts: str
    note: str
    passages: tuple[PassageFacts, ...]

    @property
    def difference(self) -> Decimal | None:
        """The counted number less the reported one; None where there is nothing to compare."""
        if self.items is None or self.value is None:
            return None
        return self.items.total - self.value


def read_methods(project: Project) -> list[Query]:
    """Return the query files that say what figures are held against, by name.

    Raises
    ------
    QueryError
        If a file lacks a summary, or its columns are not those that are read here.
    """
    folder = project.ontology / "reconcile"
    return [read_query(path, project.relative(path)) for path in sorted(folder.glob("*.rq"))]


def find_unknown_names(facts: Facts, methods: Iterable[Query]) -> dict[str, list[str]]:
    """Return, by file, the kinds and groups that a query names and the data do not describe.

    Such a name finds nothing: it is misspelt, or of a source that is not loaded.
    """
    found: dict[str, list[str]] = {}
    for method in methods:
        named = dict.fromkeys(_NAME.findall(method.sparql))
        unknown = [name for name in named if (expand_name(name) or "") not in facts]
        if unknown:
            found[method.name] = unknown
    return found


def count_items(store: ox.Store, methods: Iterable[Query]) -> dict[str, Items]:
    """Return, for each figure (an IRI) that a query file counts for, what it counts.

    Raises
    ------
    QueryError
        If a file cannot be run, or lacks a summary or a column.
    DataError
        If two files count for one figure: then it is open which one is right.
    """
    found: dict[str, Items] = {}
    for method in methods:
        for figure, items in _run(store, method).items():
            if figure in found:
                raise DataError(
                    f"{method.file}: it counts for {shorten_iri(figure)}, and so does "
                    f"{found[figure].method}.rq. Make one of them leave the figure out."
                )
            found[figure] = items
    return found


def _run(store: ox.Store, method: Query) -> dict[str, Items]:
    if not method.summary:
        raise QueryError(f'{method.file}: it lacks "#+ summary:". Say what its items are.')
    result = run_query(store, method)
    columns = set(result.columns)
    if not _COLUMNS <= columns <= _COLUMNS | _MORE_COLUMNS:
        raise QueryError(
            f"{method.file}: its columns are {', '.join(result.columns)}. Select ?figure ?item, "
            "and ?quantity or ?several where they are needed."
        )
    counted: dict[str, dict[str, Decimal]] = {}
    batches: Counter[str] = Counter()
    for row in result:
        items = counted.setdefault(row["figure"], {})
        item = row["item"]
        if item is None or item in items:
            continue
        quantity = row["quantity"] if "quantity" in columns else 1
        try:
            items[item] = Decimal(quantity)
        except (ArithmeticError, TypeError, ValueError):
            raise QueryError(
                f"{method.file}: ?quantity of {shorten_iri(item)} is {quantity!r}, no number."
            ) from None
        if "several" in columns and row["several"] is True:
            batches[row["figure"]] += 1
    return {
        figure: Items(
            method.name,
            method.summary,
            tuple(sorted(items)),
            sum(items.values(), Decimal(0)),
            batches[figure],
        )
        for figure, items in counted.items()
    }


def reconcile(facts: Facts, counted: dict[str, Items], sources: Iterable[str]) -> list[Comparison]:
    """Return every figure of the sources named (IRIs), in the order of their texts."""
    wanted = set(sources)
    parts = _tell_parts(facts)
    found = []
    for figure in facts.records:
        if not facts.is_a(figure, DIP + "Figure"):
            continue
        cited = [facts.passages.get(iri) for iri in facts.nodes(figure, STATED_IN)]
        passages = tuple(p for p in cited if p is not None and p.source in wanted)
        if not passages and any(cited):
            continue
        value = facts.number(figure, DIP + "value")
        bounds = [b for b in facts.nodes(figure, DIP + "hasBound") if b != _EXACT]
        items = counted.get(figure)
        found.append(
            Comparison(
                figure,
                facts.label(figure),
                _labels(facts, figure, "hasMeasure"),
                value,
                ", ".join(facts.label(bound).lower() for bound in bounds),
                _labels(facts, figure, "hasUnit").lower(),
                items,
                find_reason(value, bounds, items),
                "; ".join(parts.get(figure, ())),
                " ".join(facts.texts(figure, SKOS + "editorialNote")),
                passages,
            )
        )
    return sorted(found, key=_place)


def find_reason(value: Decimal | None, bounds: Iterable[str], items: Items | None) -> str:
    """Return why a figure and its items differ, or that they do not: one of ``REASONS``.

    "More than 80" is complete from 81 items on, "at least 80" from 80 on. Of other bounds
    (about, nearly, up to) only the number itself is complete. Items that stand for one or more
    things never make a list complete: how many they are is not known.
    """
    if items is None or not items.names or value is None:
        return NOT_ITEMISED
    for bound in bounds:
        if bound in _ABOVE:
            return COMPLETE if items.total >= value + _ABOVE[bound] else PARTLY
    if items.total > value:
        return MORE
    return COMPLETE if items.total == value and not items.several else PARTLY


def _labels(facts: Facts, figure: str, name: str) -> str:
    return ", ".join(map(facts.label, facts.nodes(figure, DIP + name)))


def _place(comparison: Comparison) -> tuple[str, int, str]:
    first = comparison.passages[0] if comparison.passages else None
    return (first.source or "", first.start or 0, comparison.figure) if first else ("", 0, "")


def _tell_parts(facts: Facts) -> dict[str, list[str]]:
    """Say of each total how its parts add up, and of each part to which total it belongs."""
    told: dict[str, list[str]] = {}
    for reckoned in find_sums(facts):
        told.setdefault(reckoned.figure, []).insert(0, describe_sum(reckoned))
        for part, line in _tell_part_of(facts, reckoned):
            told.setdefault(part, []).append(line)
    return told


def _tell_part_of(facts: Facts, reckoned: Sum) -> Iterator[tuple[str, str]]:
    whole = shorten_iri(reckoned.figure)
    for part in reckoned.rests_on:
        if reckoned.figure in facts.nodes(part, DIP + "isAddendOf"):
            yield part, f"part of {whole}"
        else:
            yield part, f"term of {whole}"

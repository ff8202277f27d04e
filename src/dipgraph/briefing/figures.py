"""Figures of two years side by side, where they are of the same measure and can be compared."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from dipgraph.lines import Line, LineReader, Named
from dipgraph.namespaces import PREFIXES

_DIP = PREFIXES["dip"]
_COMPARED = tuple(_DIP + name for name in ("hasMeasure", "hasUnit", "hasScope"))


class FigurePair(NamedTuple):
    """One measure in two years: what is counted, unit, scope, and both figures.

    ``bounds`` are the labels of how each number bounds the truth, "" for exactly.
    """

    measure: Named
    unit: str
    scope: str
    of: tuple[str, ...]
    before: Line
    after: Line
    values: tuple[Decimal, Decimal]
    bounds: tuple[str, str]


class _Read(NamedTuple):
    line: Line
    value: Decimal
    bound: str
    key: tuple[object, ...]


def compare_figures(
    reader: LineReader, years: tuple[int, int], before: set[str], after: set[str]
) -> tuple[tuple[FigurePair, ...], int]:
    """Return the figures of two years that can be compared, and how many have no counterpart.

    Two figures can be compared if measure, unit and scope are the same, both speak of the same
    (``dip:isAbout``, and who takes part in which role), both are of a period of the same form (a
    whole year, or the state at the same day of it), neither is a part of a total or a conversion,
    and each is the only such figure of its year. Otherwise a difference of numbers would be one
    of things.

    Parameters
    ----------
    reader
        A reader of lines.
    years
        The two years.
    before, after
        IRIs of the figures of each year.
    """
    found: list[dict[tuple[object, ...], list[_Read]]] = []
    for year, figures in zip(years, (before, after), strict=True):
        by_key: defaultdict[tuple[object, ...], list[_Read]] = defaultdict(list)
        for iri in sorted(figures):
            read = _read(reader, iri, year)
            if read is not None:
                by_key[read.key].append(read)
        found.append(by_key)
    pairs = [
        _pair(reader, found[0][key][0], found[1][key][0])
        for key in found[0].keys() & found[1].keys()
        if len(found[0][key]) == len(found[1][key]) == 1
    ]
    pairs.sort(key=lambda pair: (pair.measure.label, pair.of, pair.before.iri))
    return tuple(pairs), len(before) + len(after) - 2 * len(pairs)


def _read(reader: LineReader, iri: str, year: int) -> _Read | None:
    values = reader.values(iri)
    line = reader.make(iri, values)
    if line.start is None or line.start.year != year or (line.end and line.end.year != year):
        return None
    if any(values.get(_DIP + name) for name in ("isAddendOf", "isConversionOf")):
        return None
    try:
        value = Decimal(next(iter(values.get(_DIP + "value", ())), ""))
    except InvalidOperation:
        return None
    if not value.is_finite() or not values.get(_DIP + "hasMeasure"):
        return None
    span = (line.start.month, line.start.day, *((line.end.month, line.end.day) if line.end else ()))
    key = (
        *(tuple(values.get(predicate, ())) for predicate in _COMPARED),
        tuple(values.get(_DIP + "isAbout", ())),
        tuple(sorted((role.property, role.node.iri) for role in line.roles)),
        line.precision,
        span,
        tuple(sorted(kind.iri for kind in line.kinds)),
    )
    bound = ", ".join(map(reader.labels, values.get(_DIP + "hasBound", ())))
    return _Read(line, value, bound, key)


def _pair(reader: LineReader, before: _Read, after: _Read) -> FigurePair:
    values = reader.values(before.line.iri)

    def label(name: str) -> str:
        return ", ".join(map(reader.labels, values.get(_DIP + name, ())))

    return FigurePair(
        measure=reader.named(values[_DIP + "hasMeasure"][0]),
        unit=label("hasUnit"),
        scope=label("hasScope"),
        of=tuple(dict.fromkeys(role.node.label for role in before.line.roles)),
        before=before.line,
        after=after.line,
        values=(before.value, after.value),
        bounds=(before.bound, after.bound),
    )

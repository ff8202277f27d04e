"""Records as a page shows them: date in words, class, kind, label, and where they are stated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import pyoxigraph as ox

from dipgraph.lines import Locator
from dipgraph.namespaces import PREFIXES, shorten_iri
from dipgraph.querying.engines import Labels
from dipgraph.telling import read_day, tell_date

_DIP, _OA = PREFIXES["dip"], PREFIXES["oa"]
_TYPE = PREFIXES["rdf"] + "type"
_BELOW = PREFIXES["rdfs"] + "subClassOf"


class Card(NamedTuple):
    """What a page shows of a record. ``order`` sorts by date, undated last."""

    iri: str
    label: str
    class_iri: str
    class_label: str
    kind: str
    when: str
    status: str
    order: tuple[str, str, str]
    start: date | None
    end: date | None
    precision: str
    locators: tuple[Locator, ...]

    @property
    def name(self) -> str:
        """The prefixed name."""
        return shorten_iri(self.iri)


def read_card(store: ox.Store, labels: Labels, iri: str) -> Card:
    """Read a record from a store that :mod:`dipgraph.store` has filled."""

    def values(predicate: str, subject: str = iri) -> list[str]:
        quads = store.quads_for_pattern(
            ox.NamedNode(subject), ox.NamedNode(predicate), None, ox.DefaultGraph()
        )
        return sorted(q.object.value for q in quads if not isinstance(q.object, ox.Triple))

    def number(predicate: str, subject: str) -> int:
        return int(next(iter(values(predicate, subject)), "0"))

    start, end = (
        read_day(next(iter(values(_DIP + name)), None)) for name in ("startDate", "endDate")
    )
    precision = next(iter(values(_DIP + "datePrecision")), _DIP + "Day").removeprefix(_DIP)
    locators = sorted(
        Locator(
            shorten_iri(next(iter(values(_OA + "hasSource", passage)), "")).partition(":")[2],
            number(_DIP + "firstLine", passage),
            number(_DIP + "lastLine", passage),
            number(_OA + "start", passage),
            number(_OA + "end", passage),
        )
        for passage in values(_DIP + "isStatedIn")
    )
    class_iri = _narrowest(values)
    kinds, status = values(_DIP + "hasKind"), values(_DIP + "hasStatus")
    label = labels(iri)
    return Card(
        iri=iri,
        label=label,
        class_iri=class_iri,
        class_label=labels(class_iri) if class_iri else "",
        kind=labels(kinds[0]) if kinds else "",
        when=tell_date(start, end, precision),
        status=labels(status[0]) if status else "",
        order=(str(start or "9999"), str(end or "9999"), iri),
        start=start,
        end=end,
        precision=precision,
        locators=tuple(locators),
    )


def _narrowest(values: Callable[..., list[str]]) -> str:
    """Return the class of a record that no other class of it lies below."""
    types = values(_TYPE)
    broader = {up for kind in types for up in values(_BELOW, kind)}
    narrow = [kind for kind in types if kind not in broader and kind.startswith(_DIP)]
    return narrow[0] if narrow else next(iter(types), "")

"""Records as a page shows them: date in words, class, kind, label, and where they are stated."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from dipgraph.lines import LineReader, Locator
from dipgraph.namespaces import shorten_iri


class Card(NamedTuple):
    """What a page shows of a record. ``order`` sorts by date, undated last."""

    iri: str
    label: str
    class_iri: str
    class_label: str
    kind: str
    kind_iri: str
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


def read_card(reader: LineReader, iri: str) -> Card:
    """Read a record as a page shows it."""
    line = reader.read(iri)
    return Card(
        iri=iri,
        label=line.label,
        class_iri=line.class_.iri,
        class_label=line.class_.label,
        kind=line.kinds[0].label if line.kinds else "",
        kind_iri=line.kinds[0].iri if line.kinds else "",
        when=line.when,
        status=line.status,
        order=(str(line.start or "9999"), str(line.end or "9999"), iri),
        start=line.start,
        end=line.end,
        precision=line.precision,
        locators=line.locators,
    )

"""What a dossier holds, of an actor or place and of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dipgraph.lines import Line, Named

if TYPE_CHECKING:
    from dipgraph.acting import Acting
    from dipgraph.readings import Readings


class Property(NamedTuple):
    """A property with its label and values: nodes, or literals as text."""

    label: str
    values: tuple[Named | str, ...]


class Group(NamedTuple):
    """The records of one class: how many in which year (None: undated), the newest as lines."""

    class_: Named
    total: int
    by_year: dict[int | None, int]
    lines: tuple[Line, ...]


class ActorContents(NamedTuple):
    """An actor or a place.

    ``spoken_of`` counts records that are about it without its taking part; ``years`` are those
    that the sources cover. ``acting`` is, of a person, the office under which more may stand.
    """

    node: Named
    class_: Named
    kinds: tuple[Named, ...]
    codes: tuple[str, ...]
    names: tuple[str, ...]
    properties: tuple[Property, ...]
    related: tuple[Property, ...]
    total: int
    spoken_of: int
    years: tuple[int, ...]
    groups: tuple[Group, ...]
    acting: Acting | None = None


class RecordContents(NamedTuple):
    """A record: its line, other names, what else is stated of it, and what leads to it."""

    line: Line
    names: tuple[str, ...]
    properties: tuple[Property, ...]
    related: tuple[tuple[str, tuple[Line, ...]], ...]
    readings: Readings


DossierContents = ActorContents | RecordContents

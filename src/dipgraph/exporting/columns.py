"""What a table is made of: columns with a type and a description, and how a cell is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from dipgraph.exporting.reader import Reader

Cell = str | int | bool | Decimal | date | list[str] | None
Read = Callable[[Reader, Any], Cell]
Rows = Callable[[Reader], Sequence[Any]]

TYPES = ("text", "list", "integer", "number", "date", "boolean")
"""Types of columns. A list is several texts; in CSV they are parted by :data:`SEPARATOR`."""

SEPARATOR = "; "


class Column(NamedTuple):
    """A column: its name, its type, what it holds, and whether each row has it."""

    name: str
    type: str
    about: str
    required: bool


class Table(NamedTuple):
    """A table: its name and title, what a row is, its columns, and those that name a row."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


class Filled(NamedTuple):
    """A table with rows; a row has a cell for each column."""

    table: Table
    rows: list[tuple[Cell, ...]]

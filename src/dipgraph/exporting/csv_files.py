"""Write tables as CSV (RFC 4180, UTF-8) that a spreadsheet opens without running anything.

A text that begins with = + - @ (or their full-width forms), a tab or a line end would be taken for
a formula. It gets an apostrophe in front, and so does a text that has apostrophes before such a
sign already: take one away, and the text is as it was (:func:`read_text`). Numbers and dates are
left as they are.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal

from dipgraph.exporting.columns import SEPARATOR, Cell, Filled

_ACTIVE = re.compile(r"\s*'*\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")


def write_csv(filled: Filled) -> bytes:
    """Return a table as CSV, with a line of column names."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.name for column in filled.table.columns)
    writer.writerows([write_cell(cell) for cell in row] for row in filled.rows)
    return text.getvalue().encode()


def write_cell(cell: Cell) -> str:
    """Return a cell as text: ISO dates, plain numbers, true and false, lists on one line."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | date):
        return str(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return make_safe(SEPARATOR.join(cell) if isinstance(cell, list) else cell)


def make_safe(text: str) -> str:
    """Return a text that a spreadsheet does not take for a formula."""
    return f"'{text}" if _ACTIVE.match(text) else text


def read_text(cell: str) -> str:
    """Return the text that :func:`make_safe` was given."""
    return cell[1:] if cell.startswith("'") and _ACTIVE.match(cell) else cell

"""Tables as Apache Parquet, for data frames and databases; needs the package pyarrow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from dipgraph.errors import InputError


def write_parquet(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Return a table as a Parquet file.

    Parameters
    ----------
    columns
        Names of the columns.
    rows
        Cells as Python has them (see :func:`dipgraph.querying.rows.to_python`), None for
        nothing. A column of whole numbers becomes int64, of other numbers float64, of dates
        date32, of booleans bool; any other, and one of mixed types, becomes text.

    Raises
    ------
    InputError
        If pyarrow is not installed.
    """
    pa, parquet = load_pyarrow()
    arrays, fields = [], []
    for at, name in enumerate(columns):
        cells = [row[at] for row in rows]
        kind, convert = _type_of(cells, pa)
        arrays.append(pa.array([None if c is None else convert(c) for c in cells], type=kind))
        fields.append(pa.field(name, kind))
    table = pa.Table.from_arrays(arrays, schema=pa.schema(fields))
    sink = pa.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def load_pyarrow() -> tuple[Any, Any]:
    """Return the modules pyarrow and pyarrow.parquet.

    Raises
    ------
    InputError
        If pyarrow is not installed; the message says how to install it.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise InputError(
            'Parquet needs the package pyarrow. Install it with: pip install "dipgraph[parquet]".'
        ) from None
    return pyarrow, parquet


def _type_of(cells: Sequence[Any], pa: Any) -> tuple[Any, Any]:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {bool}:
        return pa.bool_(), bool
    if kinds == {int} and all(-(2**63) <= cell < 2**63 for cell in cells if cell is not None):
        return pa.int64(), int
    if kinds and kinds <= {int, float, Decimal}:
        return pa.float64(), float
    if kinds == {date}:
        return pa.date32(), lambda cell: cell
    return pa.string(), str

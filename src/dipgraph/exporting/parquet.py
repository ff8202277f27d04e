"""Write tables as Apache Parquet, typed; needs the package pyarrow."""

from __future__ import annotations

from typing import Any

from dipgraph.exporting.columns import Cell, Column, Filled
from dipgraph.querying.parquet import load_pyarrow


def write_parquet(filled: Filled) -> bytes:
    """Return a table as a Parquet file.

    Texts are strings, lists are lists of strings, whole numbers int64, other numbers float64, dates
    date32. A column has its type also where no row fills it. What a column holds stands in its
    metadata as ``description``, what a row is in that of the schema.

    Raises
    ------
    InputError
        If pyarrow is not installed.
    """
    pa, parquet = load_pyarrow()
    types = {
        "text": pa.string(),
        "list": pa.list_(pa.string()),
        "integer": pa.int64(),
        "number": pa.float64(),
        "date": pa.date32(),
        "boolean": pa.bool_(),
    }
    fields, arrays = [], []
    for index, column in enumerate(filled.table.columns):
        kind = types[column.type]
        cells = [_convert(row[index], column) for row in filled.rows]
        arrays.append(pa.array(cells, type=kind))
        fields.append(pa.field(column.name, kind, metadata={"description": column.about}))
    schema = pa.schema(fields, metadata={"description": filled.table.about})
    sink = pa.BufferOutputStream()
    parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def _convert(cell: Cell, column: Column) -> Any:
    if cell is None:
        return None
    if column.type == "integer" and isinstance(cell, int):
        return cell if -(2**63) <= cell < 2**63 else None
    return float(cell) if column.type == "number" and not isinstance(cell, list | str) else cell  # type: ignore[arg-type]

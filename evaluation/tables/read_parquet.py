"""Read a flat parquet file."""

from __future__ import annotations

import io
from typing import Any

from evaluation.tables.cells import (
    MAX_TABLE_ROWS,
    MAX_UNCOMPRESSED_BYTES,
    Grid,
    Unreadable,
    cell_text,
    too_many_rows,
)

PANDAS_INDEX_PREFIX = "__index_level_"
NESTED = ("A column holds lists or groups.", "Give each cell one value.")
DAMAGED = ("The file is damaged or is not a parquet file.", "Write it again from its source.")


def parquet_grid(content: bytes) -> Grid:
    """Return the cells of a parquet file, its column names as row 1.

    Raises
    ------
    Unreadable
        If it is damaged, too large when unpacked, or has lists or groups in its cells.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(content))
        _refuse_bomb(file.metadata)
        table = file.read()
        kept = [name for name in table.column_names if not name.startswith(PANDAS_INDEX_PREFIX)]
        if any(pa.types.is_nested(table.schema.field(name).type) for name in kept):
            raise Unreadable(*NESTED)
        columns = [[cell_text(value) for value in table[name].to_pylist()] for name in kept]
    except (pa.ArrowException, ArithmeticError, LookupError, OSError, ValueError):
        raise Unreadable(*DAMAGED) from None
    rows = zip(*columns, strict=True)
    return [(1, list(kept)), *((number, list(row)) for number, row in enumerate(rows, start=2))]


def _refuse_bomb(metadata: Any) -> None:
    if metadata.num_rows > MAX_TABLE_ROWS:
        raise too_many_rows(MAX_TABLE_ROWS)
    refuse_unpacked(metadata)


def refuse_unpacked(metadata: Any) -> None:
    """Refuse a file whose metadata say that it is too large when unpacked.

    Raises
    ------
    Unreadable
        If it is.
    """
    unpacked = sum(
        metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups)
    )
    if unpacked > MAX_UNCOMPRESSED_BYTES:
        raise Unreadable(
            f"The table unpacks to more than {MAX_UNCOMPRESSED_BYTES // 1_000_000} MB.",
            "Count the records first and give the counts.",
        )

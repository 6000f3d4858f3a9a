"""Read a flat parquet file."""

from __future__ import annotations

import io
from typing import Any

from evaluation.tables.archive import refuse_width
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
ROWS_AT_ONCE = 16_384


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
        refuse_width(len(file.schema_arrow.names))
        table = _unpacked(content, file.schema_arrow)
        kept = [name for name in table.column_names if not name.startswith(PANDAS_INDEX_PREFIX)]
        if any(pa.types.is_nested(table.schema.field(name).type) for name in kept):
            raise Unreadable(*NESTED)
        columns = [[cell_text(value) for value in table[name].to_pylist()] for name in kept]
    except (pa.ArrowException, ArithmeticError, LookupError, OSError, ValueError):
        raise Unreadable(*DAMAGED) from None
    rows = zip(*columns, strict=True)
    return [(1, list(kept)), *((number, list(row)) for number, row in enumerate(rows, start=2))]


def _unpacked(content: bytes, schema: Any) -> Any:
    """Return the table with each distinct text held once, if all cells together are not too much.

    A text of a megabyte that a million cells refer to takes a megabyte in the file.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    texts = [
        field.name
        for field in schema
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
    ]
    unpacked = 0
    batches = []
    file = pq.ParquetFile(io.BytesIO(content), read_dictionary=texts)
    for batch in file.iter_batches(ROWS_AT_ONCE):
        for column in batch.columns:
            if pa.types.is_dictionary(column.type):
                lengths = pc.binary_length(column.dictionary).take(column.indices)
                unpacked += pc.sum(lengths).as_py() or 0
        if unpacked > MAX_UNCOMPRESSED_BYTES:
            raise _too_much()
        batches.append(batch)
    return pa.Table.from_batches(batches, batches[0].schema if batches else schema)


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
        raise _too_much()


def _too_much() -> Unreadable:
    return Unreadable(
        f"The table unpacks to more than {MAX_UNCOMPRESSED_BYTES // 1_000_000} MB.",
        "Count the records first and give the counts.",
    )

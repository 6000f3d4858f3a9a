"""Read a parquet file of many rows with Arrow, as text like every other table.

In: a path. Out: its column names and, once they are known, the table as text with the same cells
and row numbers as the reader of short files; a time of day is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evaluation.tables.arrow_texts import is_text, without_blanks
from evaluation.tables.cells import Grid, Unreadable, cell_text
from evaluation.tables.choosing import CELLS_OF_A_NOTE, Choosing
from evaluation.tables.header import Header
from evaluation.tables.read_parquet import (
    DAMAGED,
    NESTED,
    PANDAS_INDEX_PREFIX,
    refuse_unpacked,
)
from evaluation.tables.sentences import Fault

LONG_PARQUET_ROWS = 200_000
A_CELL = "x"  # stands for the rows below the names, where only the names are looked at


def is_long_parquet(path: Path) -> bool:
    """Return whether a file is a sound parquet file of many rows."""
    try:
        return bool(pq.read_metadata(path).num_rows > LONG_PARQUET_ROWS)
    except (pa.ArrowException, OSError, ValueError):
        return False


def names_of(path: Path) -> Grid:
    """Return the names of a file's columns as row 1, and a row below.

    Raises
    ------
    Unreadable
        If it is too large when unpacked, or has lists or groups in its cells.
    """
    refuse_unpacked(pq.read_metadata(path))
    schema = pq.read_schema(path)
    kept = [name for name in schema.names if not name.startswith(PANDAS_INDEX_PREFIX)]
    if any(pa.types.is_nested(schema.field(name).type) for name in kept):
        raise Unreadable(*NESTED)
    return [(1, list(kept)), (2, [A_CELL] * len(kept))]


def long_parquet_text(
    path: Path, header: Header, choosing: Choosing
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the rows of a file as text, and what is wrong with the choice among them.

    Parameters
    ----------
    path : Path
    header : Header
    choosing : Choosing
        Which rows are wanted; it is told of all of them.

    Raises
    ------
    Unreadable
        If it is damaged.
    """
    try:
        table = pq.read_table(path, columns=list(header.written))
        index = pd.RangeIndex(2, 2 + table.num_rows, name="row").astype("int64")
        if not choosing.is_any:
            stays = wanted_rows(table, header.written, index.to_numpy(), choosing)
            table, index = table.filter(pa.array(stays)), index[stays]
        columns = {
            name: pd.array(_as_text(table[written]), dtype="string")
            for name, written in zip(header.names, header.written, strict=True)
        }
    except (pa.ArrowException, ArithmeticError, LookupError, OSError, ValueError):
        raise Unreadable(*DAMAGED) from None
    return pd.DataFrame(columns, index=index).dropna(how="all"), choosing.faults()


def wanted_rows(
    table: pa.Table | pa.RecordBatch, names: Sequence[str], rows: np.ndarray, choosing: Choosing
) -> np.ndarray:
    """Return which rows of stored columns are wanted; a parquet file has no notes among them.

    Parameters
    ----------
    table : Table or RecordBatch
    names : sequence of str
        Its columns in the order of the header.
    rows : ndarray of int
        Their numbers.
    choosing : Choosing
    """

    def column(position: int) -> pa.Array:
        stored = table.column(names[position])
        chunks = stored.chunks if isinstance(stored, pa.ChunkedArray) else [stored]
        return pa.concat_arrays([_texts(chunk).cast(pa.string()) for chunk in chunks])

    return choosing.keeps(column, rows, lambda _: CELLS_OF_A_NOTE + 1)


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pa.chunked_array([_texts(chunk) for chunk in column.chunks], pa.string())


def _texts(chunk: pa.Array) -> pa.Array:
    kind = chunk.type
    if is_text(kind):
        return without_blanks(chunk).cast(pa.string())
    if pa.types.is_null(kind):
        return pa.nulls(len(chunk), pa.string())
    if pa.types.is_timestamp(kind):
        local = chunk if kind.tz is None else pc.local_timestamp(chunk)
        return local.cast(pa.date32(), safe=False).cast(pa.string())
    if pa.types.is_date(kind) or pa.types.is_integer(kind):
        return chunk.cast(pa.date32() if pa.types.is_date(kind) else kind).cast(pa.string())
    coded = chunk.dictionary_encode()
    distinct = pa.array([cell_text(value) for value in coded.dictionary.to_pylist()], pa.string())
    return distinct.take(coded.indices)

"""Read a long table batch by batch as Arrow columns, so that ten million rows need little memory.

In: a file and the columns that are wanted. Out: a `LongTable`: names, types, number of rows, and
batches. Parquet is read as it is; csv and xlsx, which are short, come as one batch of texts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evaluation.tables.arrow_texts import is_text, without_blanks
from evaluation.tables.cells import Unreadable
from evaluation.tables.choosing import Choosing
from evaluation.tables.dates import UNSAID, DateStyle
from evaluation.tables.header import ABSENT, Names
from evaluation.tables.read import AS_IT_IS, read_source
from evaluation.tables.read_long_parquet import wanted_rows
from evaluation.tables.read_parquet import DAMAGED, NESTED, PANDAS_INDEX_PREFIX
from evaluation.tables.sentences import Fault
from evaluation.workspace.names import fold
from evaluation.workspace.table_reading import TableReading

PARQUET = ".parquet"
ROWS_OF_BATCH = 2**20
HEADER_ROWS = 1
FIRST_ROW = HEADER_ROWS + 1  # as a spreadsheet numbers it


@dataclass(frozen=True)
class Batch:
    """Some rows of a table.

    Parameters
    ----------
    columns : RecordBatch
        Texts that are wanted by their distinct values (dictionary), without blanks and with null
        for what stands for missing; days as date32; everything else as it was stored.
    rows : ndarray-like of int, or int
        The number of the first row where they follow each other, else of each row.
    """

    columns: pa.RecordBatch
    first_row: int
    row_numbers: tuple[int, ...] | None = None

    def row(self, position: int) -> int:
        """Return the number of a row as a spreadsheet shows it."""
        if self.row_numbers is not None:
            return self.row_numbers[position]
        return self.first_row + position


@dataclass(frozen=True)
class LongTable:
    """A table that is read as often as asked, in batches.

    Parameters
    ----------
    schema : Schema
        Names as they are known (else as written) and stored types; csv and xlsx are all text.
    rows : int
    read : callable
        From the names wanted to an iterator of `Batch`, other columns as they were stored.
    dates : DateStyle
        How its dates are written where they are text.
    """

    schema: pa.Schema
    rows: int
    read: Callable[[Collection[str]], Iterator[Batch]]
    dates: DateStyle = UNSAID


def open_long_table(
    path: Path, known: Collection[str], sheet: str | None = None, how: TableReading = AS_IT_IS
) -> tuple[LongTable | None, list[Fault]]:
    """Return a table ready to be read in batches, or None and why it cannot be read.

    Parameters
    ----------
    path : Path
        A file ending in .csv, .xlsx or .parquet.
    known : collection of str
        Columns that the table may have, folded; others keep their name.
    sheet : str, optional
        Sheet of a workbook.
    how : TableReading
        What project.yml or a SPEC.yml says of it.
    """
    if path.suffix.lower() == PARQUET and path.is_file():
        try:
            return _parquet(path, known, how), []
        except Unreadable as reason:
            rows = () if reason.row is None else (reason.row,)
            return None, [Fault(reason.sentence, reason.remedy, rows)]
    reading = read_source(path, known, how, sheet)
    if reading.text is None:
        return None, reading.faults
    return _in_memory(reading.text, reading.dates), reading.faults


def in_memory(text: pd.DataFrame) -> Batch:
    """Return a table of texts, indexed by row number, as one batch."""
    names = [str(name) for name in text.columns]
    arrays = [_as_array(text[name]) for name in names]
    columns = pa.RecordBatch.from_arrays(arrays, names=names)
    first = int(text.index[0]) if len(text) else FIRST_ROW
    follow_each_other = len(text) and int(text.index[-1]) - first == len(text) - 1
    numbers = None if follow_each_other else tuple(int(row) for row in text.index)
    return Batch(_prepared(columns, names, names), first, numbers)


def _as_array(texts: pd.Series) -> pa.Array:
    found = pa.array(texts.astype("string").array, from_pandas=True)
    joined = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    return joined.cast(pa.string())


def _in_memory(text: pd.DataFrame, dates: DateStyle) -> LongTable:
    schema = pa.schema([(str(name), pa.string()) for name in text.columns])

    def read(_: Collection[str]) -> Iterator[Batch]:
        yield in_memory(text)

    return LongTable(schema, len(text), read, dates)


def _parquet(path: Path, known: Collection[str], how: TableReading) -> LongTable:
    stored = _opened(path)
    for key in ("constants", "suppressed"):
        if getattr(how, key):
            sentence = f"'{key}' is not for a long parquet table."
            raise Unreadable(sentence, "Write the column into the file, or give the table as csv.")
    schema = stored.schema_arrow
    kept = [name for name in schema.names if not name.startswith(PANDAS_INDEX_PREFIX)]
    own = Names.of(known, how)
    there = {fold(each) for each in kept}
    for key, named in (("columns", how.columns), ("rows", how.rows)):
        if absent := [name for name in named if fold(name) not in there]:
            sentence = ABSENT.format(key=key, name=absent[0])
            raise Unreadable(sentence, f"The table has: {', '.join(kept)}.")
    names = [own.name(name) for name in kept]
    _refuse_shape(schema, kept, names)
    shown = pa.schema(
        [(name, schema.field(own).type) for name, own in zip(names, kept, strict=True)]
    )
    written = dict(zip(names, kept, strict=True))

    rows = stored.metadata.num_rows if not how.rows else _rows_chosen(path, kept, how)

    def read(wanted: Collection[str]) -> Iterator[Batch]:
        choosing = Choosing.of(kept, range(len(kept)), how)
        texts = [
            written[name] for name in names if name in wanted and is_text(shown.field(name).type)
        ]
        row = FIRST_ROW
        try:
            with pq.ParquetFile(path, read_dictionary=texts) as file:
                for columns in file.iter_batches(ROWS_OF_BATCH, columns=kept):
                    chosen = _chosen(Batch(columns.select(kept), row), kept, choosing)
                    yield replace(chosen, columns=_prepared(chosen.columns, names, wanted))
                    row += columns.num_rows
        except (pa.ArrowException, OSError):
            raise _damaged() from None

    return LongTable(shown, rows, read, DateStyle(how.dates))


def _chosen(batch: Batch, names: list[str], choosing: Choosing) -> Batch:
    """Return the rows of a batch that are wanted."""
    if choosing.is_any:
        return batch
    rows = np.arange(batch.first_row, batch.first_row + batch.columns.num_rows)
    stays = wanted_rows(batch.columns, names, rows, choosing)
    numbers = tuple(int(row) for row in rows[stays])
    return Batch(batch.columns.filter(pa.array(stays)), batch.first_row, numbers)


def _rows_chosen(path: Path, names: list[str], how: TableReading) -> int:
    """Return how many rows are wanted, having looked at no more than the columns that say it."""
    by = [name for name in names if fold(name) in {fold(each) for each in how.rows}]
    choosing = Choosing.of(by, range(len(by)), how)
    row = FIRST_ROW
    kept = 0
    try:
        with pq.ParquetFile(path) as file:
            for columns in file.iter_batches(ROWS_OF_BATCH, columns=by):
                kept += _chosen(Batch(columns.select(by), row), by, choosing).columns.num_rows
                row += columns.num_rows
    except (pa.ArrowException, OSError):
        raise _damaged() from None
    for fault in choosing.faults():
        raise Unreadable(fault.sentence, fault.remedy, next(iter(fault.rows), None))
    return kept


def _opened(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError, ValueError):
        raise _damaged() from None


def _damaged() -> Unreadable:
    return Unreadable(*DAMAGED)


def _refuse_shape(schema: pa.Schema, kept: list[str], names: list[str]) -> None:
    if any(pa.types.is_nested(schema.field(name).type) for name in kept):
        raise Unreadable(*NESTED)
    folded = [fold(name) for name in kept]
    repeated = [name for name in names if folded.count(fold(name)) > 1]
    if repeated:
        sentence = f"The column '{repeated[0]}' is there {len(repeated)} times."
        raise Unreadable(sentence, "Keep one of them.")


def _prepared(columns: pa.RecordBatch, names: list[str], wanted: Collection[str]) -> pa.RecordBatch:
    arrays = [
        _prepared_column(column, is_wanted=name in wanted)
        for name, column in zip(names, columns.columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, names=names)


def _prepared_column(column: pa.Array, *, is_wanted: bool) -> pa.Array:
    kind = column.type
    if not is_wanted:
        return column
    if is_text(kind):
        return without_blanks(column)
    if pa.types.is_timestamp(kind) or pa.types.is_date64(kind):
        return column.cast(pa.date32(), safe=False)
    if pa.types.is_floating(kind) and pc.any(pc.is_nan(column)).as_py():
        return pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column)
    return column

"""Columns of what a driver gives, as Arrow: one type a column, found in the rows themselves.

In: portions of rows. Out: Arrow batches, then one parquet file. A column of whole numbers,
numbers, days, moments, truths or texts keeps its type; a mixed one becomes text, as in a csv file.
"""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from evaluation.tables.cells import cell_text
from evaluation.warehouse.connecting import TIME_ZONE
from evaluation.warehouse.refusal import Refused

ROWS_OF_GROUP = 1 << 16
LARGEST = 2**63

WHOLE, NUMBER, TRUTH = pa.int64(), pa.float64(), pa.bool_()
DAY, MOMENT, TEXT = pa.date32(), pa.timestamp("us"), pa.string()
SPOKEN = {WHOLE: "whole number", NUMBER: "number", TRUTH: "true or false"} | {
    DAY: "day",
    MOMENT: "moment",
    TEXT: "text",
}

_KINDS: dict[type, pa.DataType] = {
    bool: TRUTH,
    int: WHOLE,
    float: NUMBER,
    Decimal: NUMBER,
    str: TEXT,
    dt.date: DAY,
    dt.datetime: MOMENT,
    dt.time: TEXT,
    uuid.UUID: TEXT,
}
_REFUSED: dict[type, str] = {
    bytes: "binary data",
    bytearray: "binary data",
    memoryview: "binary data",
    list: "lists",
    tuple: "lists",
    dict: "groups (json)",
    dt.timedelta: "spans of time",
}


def as_batch(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> pa.RecordBatch:
    """Return a portion of rows as Arrow columns.

    Parameters
    ----------
    names : sequence of str
    rows : sequence of sequence
        At least one.

    Raises
    ------
    Refused
        If a column holds what a table cannot.
    """
    columns = [
        _column(name, values) for name, values in zip(names, zip(*rows, strict=True), strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, names=list(names))


def common_types(batches: Sequence[pa.RecordBatch]) -> list[pa.DataType]:
    """Return the type of each column over all portions."""
    return [
        _common({batch.schema.types[place] for batch in batches} - {pa.null()})
        for place in range(len(batches[0].schema))
    ]


def as_parquet(batches: Sequence[pa.RecordBatch], types: Sequence[pa.DataType]) -> bytes:
    """Return all portions as a parquet file, the same bytes for the same rows."""
    schema = pa.schema(list(zip(batches[0].schema.names, types, strict=True)))
    table = pa.Table.from_batches(
        [
            pa.RecordBatch.from_arrays(
                [_as(column, kind) for column, kind in zip(batch.columns, types, strict=True)],
                schema=schema,
            )
            for batch in batches
        ]
    )
    stream = io.BytesIO()
    pq.write_table(table, stream, row_group_size=ROWS_OF_GROUP)
    return stream.getvalue()


def _column(name: str, values: Sequence[Any]) -> pa.Array:
    found = set(map(type, values)) - {type(None)}
    for kind in found - _KINDS.keys():
        held = _REFUSED.get(kind, "values of a kind that a table cannot hold")
        raise Refused(f"The column '{name}' holds {held}.", "Leave it out, or cast it to text.")
    try:
        return _array(found, values)
    except (pa.ArrowException, ArithmeticError, ValueError, TypeError):
        sentence = f"The column '{name}' holds a value that a table cannot hold."
        raise Refused(sentence, "Leave it out, or cast it to text.") from None


def _array(found: set[type], values: Sequence[Any]) -> pa.Array:
    if not found:
        return pa.nulls(len(values))
    if Decimal in found:
        values = _without_decimals(values)
        found = set(map(type, values)) - {type(None)}
    if int in found and any(type(v) is int and not -LARGEST <= v < LARGEST for v in values):
        return pa.array([cell_text(value) for value in values], TEXT)
    kind = _common({_KINDS[item] for item in found})
    prepare = _PREPARE.get(kind)
    return pa.array(values if prepare is None else [prepare(value) for value in values], kind)


def _without_decimals(values: Sequence[Any]) -> list[Any]:
    """Return decimals as whole numbers where all of them are, else as numbers."""
    decimals = [value for value in values if isinstance(value, Decimal)]
    whole = all(value.is_finite() and value == value.to_integral_value() for value in decimals)
    target = int if whole else float
    return [target(value) if isinstance(value, Decimal) else value for value in values]


def _common(kinds: set[pa.DataType]) -> pa.DataType:
    if not kinds:
        return TEXT
    if len(kinds) == 1:
        return next(iter(kinds))
    if kinds == {WHOLE, NUMBER}:
        return NUMBER
    return MOMENT if kinds == {DAY, MOMENT} else TEXT


def _as(column: pa.Array, kind: pa.DataType) -> pa.Array:
    if column.type == kind:
        return column
    if kind == TEXT and column.type != pa.null():
        return pa.array([cell_text(value) for value in column.to_pylist()], TEXT)
    return column.cast(kind, safe=False)  # a whole number beyond 2**53 becomes the nearest number


def _moment(value: Any) -> Any:
    """Return a moment as the clocks of the hospital show it; a day as its beginning."""
    if isinstance(value, dt.datetime):
        local = value.astimezone(ZoneInfo(TIME_ZONE)) if value.tzinfo else value
        return local.replace(tzinfo=None)
    return value if value is None else dt.datetime.combine(value, dt.time())


def _text(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    return value.isoformat() if isinstance(value, dt.time) else cell_text(value)


_PREPARE: dict[pa.DataType, Callable[[Any], Any]] = {
    TEXT: _text,
    MOMENT: _moment,
    NUMBER: lambda value: None if value is None else float(value),
}

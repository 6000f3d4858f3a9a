"""Give the columns of a batch the types that audit criteria read, noting what does not fit.

In: a batch as `batches` reads it, and the kind of each column. Out: the batch with numbers as
float64, days as date32, yes and no as bool and texts as dictionaries, and faults with row numbers.
Each distinct text is converted once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from evaluation.tables.arrow_texts import is_text
from evaluation.tables.batches import Batch
from evaluation.tables.convert import to_choices, to_numbers
from evaluation.tables.dates import UNSAID, DateStyle, parse_day
from evaluation.tables.numbers import NUMBER, SENTENCES
from evaluation.tables.read_dates import read_days
from evaluation.tables.sentences import Fault, in_words
from evaluation.workspace.measures import ARROW_TYPES

ColumnType = Literal["number", "date", "boolean", "text"]
MOST_ROWS_KEPT = 100_000  # row numbers of one fault in one batch

YES = frozenset({"true", "yes", "y", "t", "1"})
NO = frozenset({"false", "no", "n", "f", "0"})

_SENTENCES: dict[ColumnType, tuple[str, str]] = {
    "number": SENTENCES["text"],
    "date": ("'{column}' must be a date.", "Write it as YYYY-MM-DD."),
    "boolean": ("'{column}' must be true or false.", "Write true or false, or yes or no."),
    "text": ("'{column}' must be text.", ""),
}


@dataclass(frozen=True, slots=True)
class ColumnKind:
    """What a column holds, and the only texts that it may hold (all, where there are none)."""

    type: ColumnType
    allowed: tuple[str, ...] = ()


def typed_batch(
    batch: Batch, kinds: Mapping[str, ColumnKind], dates: DateStyle = UNSAID
) -> tuple[pa.RecordBatch, list[Fault]]:
    """Return the columns of `kinds` with their types, and the cells that do not fit.

    Parameters
    ----------
    batch : Batch
        With all columns of `kinds`.
    kinds : mapping of column to ColumnKind
    dates : DateStyle
        How days are written where they are text.
    """
    arrays: list[pa.Array] = []
    faults: list[Fault] = []
    for name, kind in kinds.items():
        given = batch.columns.column(name)
        typed, found = _typed(given, name, kind, dates)
        arrays.append(typed)
        told = [_at_rows(batch, given, fault) for fault in found]
        if typed.null_count > given.null_count and not any(f.severity == "error" for f in told):
            sentence, remedy = _words(name, kind)
            told.append(fault_at(batch, _misfits(given, typed), sentence, remedy, name))
        faults += told
    return pa.RecordBatch.from_arrays(arrays, names=list(kinds)), faults


def inferred_kind(distinct: Collection[str]) -> ColumnKind:
    """Return what a column of texts holds, where nothing says so.

    Examples
    --------
    >>> inferred_kind(["41", "35.5"]).type, inferred_kind(["2024-11-27"]).type
    ('number', 'date')
    >>> inferred_kind(["true", "false"]).type, inferred_kind(["yes", "unknown"]).type
    ('boolean', 'text')
    """
    if distinct and all(NUMBER.fullmatch(text) for text in distinct):
        return ColumnKind("number")
    if distinct and all(parse_day(text) for text in distinct):
        return ColumnKind("date")
    if distinct and {text.lower() for text in distinct} <= {"true", "false", "yes", "no"}:
        return ColumnKind("boolean")
    return ColumnKind("text")


def stored_kind(kind: pa.DataType) -> ColumnKind | None:
    """Return what a column holds by the type it is stored with; None for texts."""
    if is_text(kind):
        return None
    if pa.types.is_boolean(kind):
        return ColumnKind("boolean")
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return ColumnKind("date")
    return ColumnKind("number")


def empty_fault(batch: Batch, name: str) -> list[Fault]:
    """Return the rows of a batch whose cell is empty, as one fault or none."""
    column = batch.columns.column(name)
    if not column.null_count:
        return []
    is_empty = column.is_null().to_numpy(zero_copy_only=False)
    return [
        fault_at(batch, is_empty, f"'{name}' is empty.", "Fill it in, or remove the row.", name)
    ]


def fault_at(batch: Batch, is_wrong: np.ndarray, sentence: str, remedy: str, column: str) -> Fault:
    """Return a fault with the row numbers of a batch, the first ones."""
    positions = np.flatnonzero(is_wrong)[:MOST_ROWS_KEPT]
    rows = tuple(batch.row(int(position)) for position in positions)
    return Fault(sentence, remedy, rows, column)


def _at_rows(batch: Batch, given: pa.Array, fault: Fault) -> Fault:
    """Return a fault of distinct texts as one of the rows that have them."""
    if not fault.rows:
        return fault
    codes = given if pa.types.is_dictionary(given.type) else given.dictionary_encode()
    is_wrong = pc.is_in(codes.indices, value_set=pa.array(fault.rows, codes.indices.type))
    rows = fault_at(batch, is_wrong.to_numpy(zero_copy_only=False), "", "", fault.column).rows
    return replace(fault, rows=rows)


def _typed(
    given: pa.Array, name: str, kind: ColumnKind, dates: DateStyle = UNSAID
) -> tuple[pa.Array, list[Fault]]:
    """Return a column with its type, and what is said of its distinct texts."""
    if pa.types.is_null(given.type):
        return pa.nulls(len(given), ARROW_TYPES[kind.type]), []
    if not is_text(given.type):
        return _from_stored(given, kind), []
    if not pa.types.is_dictionary(given.type):
        given = given.dictionary_encode()
    texts = pd.Series(given.dictionary.to_pylist(), dtype="string", name=name)
    if kind.type == "text":
        converted = _texts(texts, kind)
        if converted.null_count:
            return converted.take(given.indices).dictionary_encode(), []
        return pa.DictionaryArray.from_arrays(given.indices, converted), []
    if kind.type == "boolean":
        return _booleans(texts).take(given.indices), []
    if kind.type == "number":
        numbers, faults = to_numbers(texts)
        values = pa.array(numbers.to_numpy(), type=pa.float64(), from_pandas=True)
    else:
        days, faults = read_days(texts, dates)
        values = pa.array(days.to_numpy().astype("datetime64[D]"), type=pa.date32())
    return values.take(given.indices), faults


def _from_stored(given: pa.Array, kind: ColumnKind) -> pa.Array:
    """Return a column that is not stored as text; null wherever it cannot be of the kind."""
    own = stored_kind(given.type)
    if kind.type == "text":
        texts = given.cast(pa.string()).dictionary_encode()
        return _typed(texts, "", kind)[0] if kind.allowed else texts
    if own is not None and own.type == kind.type:
        return given.cast(ARROW_TYPES[kind.type], safe=False)
    if kind.type == "boolean" and own is not None and own.type == "number":
        is_flag = pc.is_in(given.cast(pa.float64()), value_set=pa.array([0.0, 1.0]))
        flags = pc.not_equal(given, pa.scalar(0, given.type))
        return pc.if_else(is_flag, flags, pa.scalar(None, pa.bool_()))
    return pa.nulls(len(given), ARROW_TYPES[kind.type])


def _booleans(texts: pd.Series) -> pa.Array:
    lower = [None if pd.isna(text) else text.lower() for text in texts]
    return pa.array(
        [True if text in YES else False if text in NO else None for text in lower], type=pa.bool_()
    )


def _texts(texts: pd.Series, kind: ColumnKind) -> pa.Array:
    if kind.allowed:
        texts, _ = to_choices(texts, kind.allowed)
    return pa.array(texts.to_list(), type=pa.string(), from_pandas=True)


def _misfits(given: pa.Array, typed: pa.Array) -> np.ndarray:
    is_wrong = pc.and_(given.is_valid(), typed.is_null())
    found: np.ndarray = is_wrong.to_numpy(zero_copy_only=False)
    return found


def _words(name: str, kind: ColumnKind) -> tuple[str, str]:
    if kind.allowed:
        one_of = in_words([f"'{choice}'" for choice in kind.allowed], "or")
        return f"'{name}' must be one of {one_of}.", ""
    sentence, remedy = _SENTENCES[kind.type]
    return sentence.format(column=name), remedy

"""Texts of Arrow columns as all readers give them: stripped, null where they mean missing."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from evaluation.tables.cells import MISSING_TEXTS


def without_blanks(column: pa.Array) -> pa.Array:
    """Return texts by their distinct values, stripped, null where the text stands for missing."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    stripped = pc.utf8_trim_whitespace(column.dictionary.cast(pa.string()))
    is_missing = pc.is_in(stripped, value_set=pa.array(sorted(MISSING_TEXTS)))
    dictionary = pc.if_else(is_missing, pa.scalar(None, pa.string()), stripped)
    if dictionary.equals(column.dictionary):
        return column
    return dictionary.take(column.indices).dictionary_encode()


def is_text(kind: pa.DataType) -> bool:
    """Return whether a type holds texts."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )

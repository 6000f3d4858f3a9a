"""From columns of text to a typed table that keeps its schema, with every fault on the way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from evaluation.tables.convert import Converted, to_choices, to_counts, to_days, to_numbers
from evaluation.tables.dates import UNSAID, DateStyle
from evaluation.tables.schemas import COUNT, DATE, NUMBER
from evaluation.tables.sentences import Fault, schema_faults

_CONVERTERS: dict[str, Callable[[pd.Series], Converted]] = {
    NUMBER: to_numbers,
    COUNT: to_counts,
}


def typed_columns(
    text: pd.DataFrame,
    schema: pa.DataFrameSchema,
    done: Iterable[pd.Series] = (),
    dates: DateStyle = UNSAID,
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return all columns of a schema with their types, in its order.

    Parameters
    ----------
    text : DataFrame of "string" columns
        The index is the row number. Columns of the schema that are absent become missing, columns
        that the schema does not have are left out.
    schema : DataFrameSchema
    done : iterable of Series
        Columns that are converted already.
    dates : DateStyle
        How its dates are written.
    """
    ready = {str(column.name): column for column in done}
    text = text.reindex(columns=[str(name) for name in schema.columns]).astype("string")
    columns: dict[str, pd.Series] = {}
    faults: list[Fault] = []
    for name, column in schema.columns.items():
        columns[str(name)], found = (
            (ready[str(name)], [])
            if str(name) in ready
            else _converted(text[str(name)], column.metadata, dates)
        )
        faults += found
    return pd.DataFrame(columns, index=text.index), faults


def rule_faults(
    table: pd.DataFrame,
    schema: pa.DataFrameSchema,
    known_faults: Collection[Fault],
    missing_columns: Collection[str],
) -> list[Fault]:
    """Return the rules of the schema that rows break, all at once.

    Parameters
    ----------
    table : DataFrame
        What `typed_columns` returned.
    schema : DataFrameSchema
    known_faults : collection of Fault
        Cells with these are not reported again.
    missing_columns : collection of str
        Columns that are reported as missing; their cells are not.
    """
    try:
        schema.validate(table, lazy=True)
    except SchemaErrors as errors:
        found = schema_faults(errors, known_faults)
        return [fault for fault in found if fault.column not in missing_columns]
    return []


def _converted(texts: pd.Series, facts: Mapping[str, Any], dates: DateStyle) -> Converted:
    if facts["type"] == DATE:
        return to_days(texts, dates)
    if facts.get("choices"):
        return to_choices(texts, facts["choices"])
    converter = _CONVERTERS.get(facts["type"])
    return converter(texts) if converter else (texts, [])

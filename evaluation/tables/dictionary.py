"""The data dictionary: every column of every table, made from the schemas.

`data/dictionary.csv` is what `dictionary_csv` returns; a test proves that they are equal.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from evaluation.tables.hub.every import HUB_TABLES
from evaluation.tables.schemas import COUNT, DATE, NUMBER, SCHEMAS, TEXT

DICTIONARY_COLUMNS = (
    "table",
    "column",
    "type",
    "unit",
    "required",
    "allowed values",
    "description",
)
TYPE_NAMES = {TEXT: "text", NUMBER: "number", COUNT: "whole number", DATE: "date"}


def every_schema() -> dict[str, pa.DataFrameSchema]:
    """Return the schemas of all tables by name: the projects' first, then the hub's."""
    return {**SCHEMAS, **{name: table.schema for name, table in HUB_TABLES.items()}}


def dictionary_frame() -> pd.DataFrame:
    """Return the data dictionary, one row for each column of each table.

    Examples
    --------
    >>> dictionary_frame().loc[0, ["table", "column", "type", "required"]].tolist()
    ['kpi', 'kpi', 'text', 'yes']
    """
    rows = [
        (
            table,
            name,
            TYPE_NAMES[column.metadata["type"]],
            column.metadata["unit"],
            column.metadata["needed"],
            column.metadata["values"],
            column.description,
        )
        for table, schema in every_schema().items()
        for name, column in schema.columns.items()
    ]
    return pd.DataFrame(rows, columns=list(DICTIONARY_COLUMNS), dtype="string")


def dictionary_csv() -> str:
    """Return the data dictionary as the text of a csv file."""
    return str(dictionary_frame().to_csv(index=False, lineterminator="\n"))

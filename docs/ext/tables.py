"""The data dictionary as a page: every table and every column, from the tables' schemas."""

from __future__ import annotations

from docs.ext.markdown import cell, code, table
from evaluation.tables import dictionary_frame

HEADER = ("column", "type", "unit", "required", "allowed values", "meaning")


def tables_text(_argument: str = "") -> str:
    """Return a section for each table, with a row for each column."""
    parts = []
    for name, rows in dictionary_frame().groupby("table", sort=False):
        cells = (
            (code(column), cell(kind), cell(unit), cell(needed), cell(values), cell(words))
            for _, column, kind, unit, needed, values, words in rows.astype(str).to_numpy().tolist()
        )
        parts.append(f"## {name}\n\n{table(HEADER, cells)}")
    return "\n".join(parts)

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
            (
                code(row.column),
                cell(row.type),
                cell(row.unit),
                cell(row.required),
                cell(row._5),
                cell(row.description),
            )
            for row in rows.itertuples(index=False)
        )
        parts.append(f"## {name}\n\n{table(HEADER, cells)}")
    return "\n".join(parts)

"""Read a csv file of any usual spreadsheet: UTF-8 or Windows text; comma, semicolon or tab."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection

from evaluation.tables.archive import refuse_width
from evaluation.tables.cells import MAX_TABLE_ROWS, Grid, Unreadable, cell_text, too_many_rows
from evaluation.tables.columns import fold

DELIMITERS = (",", ";", "\t")
ENCODINGS = ("utf-8-sig", "cp1252")


def csv_grid(content: bytes, known: Collection[str]) -> Grid:
    """Return the cells of a csv file.

    Parameters
    ----------
    content : bytes
    known : collection of str
        Column names; the delimiter that finds most of them in the first line is taken.

    Raises
    ------
    Unreadable
        If it is no text or its quotation marks do not close.
    """
    text = _decoded(content)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=_delimiter(text, known), strict=True)
    grid: Grid = []
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if number > MAX_TABLE_ROWS:
                raise too_many_rows(MAX_TABLE_ROWS)
            refuse_width(len(cells))
            grid.append((number, [cell_text(cell) for cell in cells]))
    except csv.Error:
        sentence = "The file cannot be split into cells from this row on."
        remedy = "Close every quotation mark, and leave nothing between it and the delimiter."
        raise Unreadable(sentence, remedy, number + 1) from None
    return grid


def _decoded(content: bytes) -> str:
    if b"\x00" not in content:
        for encoding in ENCODINGS:
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise Unreadable("This is not a text file.", "Save the table as CSV (UTF-8).")


def _delimiter(text: str, known: Collection[str]) -> str:
    """Return the delimiter by which the first line has most known columns, then most cells."""
    first_line = next((line for line in text.splitlines() if line.strip()), "")

    def score(delimiter: str) -> tuple[int, int]:
        names = [fold(part.strip('" ')) for part in first_line.split(delimiter)]
        return sum(name in known for name in names), len(names)

    return max(DELIMITERS, key=score)

"""What all readers give: a grid of cells as text, with the row number of each line.

Dates are ISO text and numbers plain digits, so the same table reads alike from every format.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluation.tables.sentences import Fault
from evaluation.workspace import without_unseen

# how pandas, R and spreadsheets write "missing"
MISSING_TEXTS = frozenset({"", "NA", "N/A", "NaN", "nan", "NaT", "<NA>", "NULL", "null"})

# what a spreadsheet shows for a formula that fails
FORMULA_ERRORS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"}
)

MAX_FILE_BYTES = 200_000_000
MAX_UNCOMPRESSED_BYTES = 500_000_000
MAX_TABLE_ROWS = 1_048_576  # of an Excel sheet

Cells = list[str | None]
Grid = list[tuple[int, Cells]]


@dataclass(frozen=True)
class Sheet:
    """What a reader found.

    Parameters
    ----------
    grid : list of (row number, cells)
    notes : tuple of Fault
        What a user should know of it, as warnings.
    is_1904 : bool
        Whether days are counted from 1904.
    merged : tuple of (first row, last row)
        Cells that are merged over several rows.
    """

    grid: Grid
    notes: tuple[Fault, ...] = ()
    is_1904: bool = False
    merged: tuple[tuple[int, int], ...] = ()


class Unreadable(Exception):
    """A file that cannot be read as a table; the reader turns it into a finding."""

    def __init__(self, sentence: str, remedy: str = "", row: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy
        self.row = row


def too_many_rows(limit: int) -> Unreadable:
    """Return the refusal of a table with more rows than `limit`."""
    sentence = f"The table has more than {limit:,} rows."
    return Unreadable(sentence, "Count the records first and give the counts.")


def cell_text(value: Any) -> str | None:
    """Return one cell as text, or None where it is missing.

    Examples
    --------
    >>> cell_text(12.0), cell_text(0.25), cell_text(dt.datetime(2024, 4, 1)), cell_text(" NA ")
    ('12', '0.25', '2024-04-01', None)
    """
    if value is None:
        return None
    if isinstance(value, str):
        text = without_unseen(value).strip()
        return None if text in MISSING_TEXTS else text
    if isinstance(value, dt.datetime):
        return _day_text(value)
    if isinstance(value, float | Decimal):
        number = float(value)
        if number != number:
            return None
        return str(int(number)) if number.is_integer() else repr(number)
    return str(value)


def _day_text(moment: dt.datetime) -> str | None:
    if moment != moment:  # pandas' NaT is a datetime that differs from itself
        return None
    if (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0):
        return moment.date().isoformat()
    return moment.replace(tzinfo=None).isoformat()

"""A workbook of plain tables: one sheet each, readable by a screen reader and by a program.

In: titles, column widths and rows of text, numbers and dates. Out: the bytes of an .xlsx file.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table as SheetTable
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from evaluation.present import palette

CellValue = str | int | float | dt.date | None

LONGEST_TITLE = 31  # Excel's limit of a sheet's name
HEADER_ROW = 1
DATE_FORMAT = "d mmmm yyyy"


@dataclass(frozen=True)
class Sheet:
    """One sheet: a table with its header in the first row.

    Parameters
    ----------
    title : str
        At most 31 characters.
    columns : sequence of (str, int)
        Header and width in characters.
    rows : sequence of sequence
        One value for each column.
    """

    title: str
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[CellValue]]

    def __post_init__(self) -> None:
        if len(self.title) > LONGEST_TITLE:
            raise ValueError(f"a sheet's title has at most {LONGEST_TITLE} characters")


def workbook_bytes(sheets: Sequence[Sheet], *, title: str, subject: str) -> bytes:
    """Return a workbook.

    Parameters
    ----------
    sheets : sequence of Sheet
        In their order.
    title, subject : str
        The document's properties; the subject is printed above each page.
    """
    book = Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.subject = title, subject
    book.properties.creator = "Innovation Hub evaluation"
    book.properties.language = "en-GB"
    for number, sheet in enumerate(sheets, start=1):
        page = book.create_sheet(sheet.title)
        page.oddHeader.center.text = subject.replace("&", "&&")
        _fill(page, sheet, f"Table{number}")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill(page: Worksheet, sheet: Sheet, name: str) -> None:
    for column, (header, width) in enumerate(sheet.columns, start=1):
        cell = page.cell(HEADER_ROW, column)
        _write(cell, header)
        cell.font = Font(bold=True, color=palette.WHITE.removeprefix("#"))
        cell.fill = PatternFill("solid", fgColor=palette.DARK_BLUE.removeprefix("#"))
        page.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(sheet.rows, start=HEADER_ROW + 1):
        for column, value in enumerate(row, start=1):
            _write(page.cell(number, column), value)
    page.freeze_panes = page.cell(HEADER_ROW + 1, 1)
    page.page_setup.orientation, page.page_setup.fitToWidth = "landscape", 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    if sheet.rows:
        last = f"{get_column_letter(len(sheet.columns))}{HEADER_ROW + len(sheet.rows)}"
        table = SheetTable(displayName=name, ref=f"A{HEADER_ROW}:{last}")
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
        page.add_table(table)


def _write(cell: Cell, value: CellValue) -> None:
    """Write a value; text that begins like a formula stays text."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    if isinstance(value, dt.date):
        cell.number_format = DATE_FORMAT
    cell.alignment = Alignment(wrap_text=True, vertical="top")

"""A workbook of plain tables: one sheet each, readable by a screen reader and by a program.

In: titles, column widths and rows of text, numbers and dates. Out: the bytes of an .xlsx file.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from textwrap import shorten

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table as SheetTable
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from evaluation.present import palette
from evaluation.present.csv_text import safe_cell
from evaluation.present.workbook_rules import LISTS, Span, offer, ranges_to_choose_from

LONGEST_TITLE = 31  # Excel's limit of a sheet's name
DATE_FORMAT = "d mmmm yyyy"
LONGEST_HEADER = 200  # characters; Excel takes 255 with its codes
LIST_WIDTH = 34
LANGUAGE = "en-GB"
NOT_IN_NAMES = re.compile(r"\W")
WRAPPED = Alignment(wrap_text=True, vertical="top")
HEADING = Font(bold=True, size=14, color=palette.DARK_BLUE.removeprefix("#"))
HEADER_FONT = Font(bold=True, color=palette.WHITE.removeprefix("#"))
HEADER_FILL = PatternFill("solid", fgColor=palette.DARK_BLUE.removeprefix("#"))
LINKED = Font(color=palette.BLUE.removeprefix("#"), underline="single")


@dataclass(frozen=True, slots=True)
class Number:
    """A number and the format that shows it, such as "#,##0" or "0.0%"."""

    value: float
    shown_as: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to the first cell of another sheet."""

    text: str
    sheet: str


CellValue = str | int | float | dt.date | Number | Link | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: lines of text, if any, and a table below them.

    Parameters
    ----------
    title : str
        At most 31 characters.
    columns : sequence of (str, int)
        Header and width in characters; of a sheet without a table one width without a header.
    rows : sequence of sequence
        One value for each column.
    above : sequence of str or Link
        Lines above the table, the first of which is its heading.
    choices : mapping of str to sequence of str
        By header, the values that its cells allow; offered as a list to choose from.
    sources : mapping of str to (str, str)
        By header, the sheet and heading of the same workbook whose filled-in cells are offered;
        nothing where the workbook has no such sheet.
    spans : mapping of str to Span
        By header, the numbers or days that its cells allow.
    prompts : mapping of str to str
        By header, what is told to whoever selects one of its cells.
    formats : mapping of str to str
        By header, the format of its cells, such as "@" for text that stays as it is typed.
    """

    title: str
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[CellValue]]
    above: Sequence[str | Link] = ()
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sources: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.title) > LONGEST_TITLE:
            raise ValueError(f"a sheet's title has at most {LONGEST_TITLE} characters")

    @property
    def has_table(self) -> bool:
        """Whether the sheet has a table with a header."""
        return any(header for header, _ in self.columns)


def workbook_bytes(sheets: Sequence[Sheet], *, title: str, subject: str) -> bytes:
    """Return a workbook.

    Parameters
    ----------
    sheets : sequence of Sheet
        In their order; the first is shown first.
    title, subject : str
        The document's properties; the subject is printed above each page.
    """
    book = Workbook()
    book.remove(book.active)
    describe(book, title, subject)
    ranges, lists = ranges_to_choose_from(sheets)
    for sheet in sheets:
        page = book.create_sheet(sheet.title)
        print_above(page, subject)
        _fill(page, sheet, f"_{NOT_IN_NAMES.sub('_', sheet.title)}", ranges.get(sheet.title, {}))
    if lists:
        _fill_lists(book.create_sheet(LISTS), lists)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill(page: Worksheet, sheet: Sheet, name: str, ranges: Mapping[str, str]) -> None:
    for number, line in enumerate(sheet.above, start=1):
        cell = page.cell(number, 1)
        write_value(cell, line)
        cell.alignment = Alignment(vertical="top", wrap_text=not sheet.has_table)
        if number == 1:
            cell.font = HEADING
    head = len(sheet.above) + 1
    for column, (header, width) in enumerate(sheet.columns, start=1):
        dimension = page.column_dimensions[get_column_letter(column)]
        dimension.width = width
        if header in sheet.formats:
            dimension.number_format = sheet.formats[header]
        if header:
            cell = page.cell(head, column)
            write_header(cell, header)
    wrapped = _wrapped_style(page)
    for row, values in enumerate(sheet.rows, start=head + 1):
        for column, value in enumerate(values, start=1):
            cell = page.cell(row, column)
            # openpyxl looks each alignment up anew, which takes most of the time of a large sheet
            cell._style = copy(wrapped)
            write_value(cell, value)
            form = sheet.formats.get(sheet.columns[column - 1][0])
            if form is not None:
                cell.number_format = form
    _set_page(page, sheet, head)
    offer(page, sheet, head, ranges)
    if sheet.rows and sheet.has_table and not sheet.formats:
        last = f"{get_column_letter(len(sheet.columns))}{head + len(sheet.rows)}"
        table = SheetTable(displayName=name, ref=f"A{head}:{last}")
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
        page.add_table(table)


def _fill_lists(page: Worksheet, lists: Mapping[str, Sequence[str]]) -> None:
    """Write what cells may be chosen from where it is too long for the cells themselves."""
    for number, (heading, values) in enumerate(lists.items(), start=1):
        page.column_dimensions[get_column_letter(number)].width = LIST_WIDTH
        write_header(page.cell(1, number), heading)
        for row, value in enumerate(values, start=2):
            write_value(page.cell(row, number), value)
    page.freeze_panes = "A2"


def _wrapped_style(page: Worksheet) -> StyleArray:
    """Return the style of cells whose text is wrapped."""
    sample = Cell(page)
    sample.alignment = WRAPPED
    return sample._style


def _set_page(page: Worksheet, sheet: Sheet, head: int) -> None:
    set_landscape(page)
    if sheet.has_table:
        page.freeze_panes = page.cell(head + 1, 1)
        page.print_title_rows = f"{head}:{head}"


def describe(book: Workbook, title: str, subject: str) -> None:
    """Give a workbook its properties."""
    book.properties.title, book.properties.subject = title, subject
    book.properties.creator = "Innovation Hub evaluation"
    book.properties.language = LANGUAGE


def set_landscape(page: Worksheet) -> None:
    """Print a sheet across, as wide as the paper."""
    page.page_setup.orientation, page.page_setup.fitToWidth = "landscape", 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def print_above(page: Worksheet, subject: str) -> None:
    """Print a line above each page of a sheet."""
    text = shorten(subject, LONGEST_HEADER, placeholder="...")
    page.oddHeader.center.text = text.replace("&", "&&")


def write_header(cell: Cell, header: str) -> None:
    """Write the heading of a column."""
    write_value(cell, header)
    cell.alignment, cell.font, cell.fill = WRAPPED, HEADER_FONT, HEADER_FILL


def write_value(cell: Cell, value: CellValue) -> None:
    """Write a value; text that begins like a formula stays text, and loses control characters."""
    if isinstance(value, Number):
        cell.value, cell.number_format = value.value, value.shown_as
    elif isinstance(value, Link):
        cell.value, cell.font = value.text, LINKED
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{value.sheet}'!A1")
    else:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    if isinstance(cell.value, str):
        cell.data_type = "s"
        if safe_cell(cell.value) != cell.value:
            cell.quotePrefix = True  # text it stays, also when it is edited in Excel
    if isinstance(value, dt.date):
        cell.number_format = DATE_FORMAT

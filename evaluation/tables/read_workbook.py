"""Read one sheet of an Excel workbook, with the results of its formulas as they were saved."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Any

from evaluation.tables.archive import bounded_rows, refuse_bomb
from evaluation.tables.cells import (
    MAX_TABLE_ROWS,
    MAX_UNCOMPRESSED_BYTES,
    Sheet,
    Unreadable,
    cell_text,
    too_many_rows,
)
from evaluation.tables.sentences import Fault, in_words, suggestion
from evaluation.tables.workbook_parts import (
    as_shown,
    has_formulas,
    has_percentages,
    hidden_notes,
    hidden_sheets,
    merged_rows,
    part_of,
)

OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")  # encrypted workbooks and the old .xls
HEADING_AND_ONE = 2  # rows
LOCKED = (
    "The workbook is protected by a password, or it is an old .xls file.",
    "Remove the password and save it as .xlsx.",
)
DAMAGED = (
    "The workbook is damaged or is not a workbook.",
    "Open it in Excel and save it again as .xlsx.",
)

# openpyxl has no error of its own for a damaged workbook: it fails wherever the damage meets it
_DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True)
class OpenWorkbook:
    """A workbook that is opened once, however many of its sheets are read.

    Parameters
    ----------
    content : bytes
    book : openpyxl.Workbook
        Opened to be read only, with the results of its formulas.
    """

    content: bytes
    book: Any

    def sheet(self, name: str | None) -> Sheet:
        """Return the cells of one sheet, and what a user should know of it.

        Parameters
        ----------
        name : str or None
            Name of the sheet; None takes the only one that is visible and not empty.

        Raises
        ------
        Unreadable
            If the sheet is damaged, not there or not named among several, or if a formula has no
            saved result.
        """
        try:
            read = _values(self.book, name)
            xml = part_of(self.content, read.part)
            if any(None in cells for _, cells in read.rows) and has_formulas(xml):
                with closing(_opened(self.content, results=False)) as book:
                    _refuse_unsaved_formulas(read.rows, _values(book, name).rows)
        except _DAMAGE:
            raise Unreadable(*DAMAGED) from None
        notes = (*read.notes, *hidden_notes(xml))
        grid = [(number, [cell_text(value) for value in cells]) for number, cells in read.rows]
        return Sheet(grid, notes, read.is_1904, merged_rows(xml))

    def close(self) -> None:
        """Let go of the file."""
        self.book.close()


def open_workbook(content: bytes) -> OpenWorkbook:
    """Return a workbook ready to be read, to be closed when it was.

    Raises
    ------
    Unreadable
        If the workbook is encrypted, damaged or too large when unpacked.
    """
    if content.startswith(OLE_SIGNATURE):
        raise Unreadable(*LOCKED)
    refuse_bomb(content, MAX_UNCOMPRESSED_BYTES)
    try:
        return OpenWorkbook(content, _opened(content, results=True))
    except _DAMAGE:
        raise Unreadable(*DAMAGED) from None


def workbook_sheet(content: bytes, sheet: str | None) -> Sheet:
    """Return the cells of one sheet of a workbook, as `OpenWorkbook.sheet` does."""
    with closing(open_workbook(content)) as opened:
        return opened.sheet(sheet)


def sheets_with_rows(content: bytes) -> list[str]:
    """Return the names of a workbook's sheets that hold more than a heading.

    Raises
    ------
    Unreadable
        As for `workbook_sheet`, formulas apart.
    """
    with closing(open_workbook(content)) as opened:
        try:
            return [sheet.title for sheet in opened.book.worksheets if _has_rows(sheet)]
        except _DAMAGE:
            raise Unreadable(*DAMAGED) from None


def _has_rows(sheet: Any) -> bool:
    sheet.reset_dimensions()
    rows = (row for row in sheet.iter_rows(values_only=True) if any(c is not None for c in row))
    return len(list(islice(rows, HEADING_AND_ONE))) == HEADING_AND_ONE


@dataclass(frozen=True)
class _Read:
    """The values of a sheet by row number, and what was seen on the way."""

    rows: list[tuple[int, list[Any]]]
    part: str
    notes: tuple[Fault, ...]
    is_1904: bool


def _opened(content: bytes, *, results: bool) -> Any:
    """Return a workbook of openpyxl, with the results of its formulas or with the formulas."""
    from openpyxl import load_workbook  # a fifth of a second that csv files do not need

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and extensions that do not matter to the values
        return load_workbook(io.BytesIO(content), read_only=True, data_only=results)


def _values(book: Any, sheet: str | None) -> _Read:
    """Return row numbers with values."""
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        chosen, notes = _chosen(book, sheet)
        chosen.reset_dimensions()  # what the file says of its size may be wrong
        rows: list[tuple[int, list[Any]]] = []
        for number, cells in enumerate(_rows_of(book, chosen), start=1):
            if number > MAX_TABLE_ROWS:
                raise too_many_rows(MAX_TABLE_ROWS)
            rows.append((number, cells))
        part, is_1904 = chosen._worksheet_path, book.epoch == CALENDAR_MAC_1904
    while rows and not any(value is not None for value in rows[-1][1]):
        rows.pop()
    return _Read(rows, part, notes, is_1904)


def _rows_of(book: Any, sheet: Any) -> Iterator[list[Any]]:
    """Yield the values of each row; numbers that are shown as a percentage with their sign."""
    if not has_percentages(book):
        yield from (list(cells) for cells in bounded_rows(sheet.iter_rows(values_only=True)))
        return
    for cells in bounded_rows(sheet.iter_rows()):
        yield [as_shown(cell.value, getattr(cell, "number_format", "")) for cell in cells]


def _chosen(book: Any, sheet: str | None) -> tuple[Any, tuple[Fault, ...]]:
    """Return the sheet to read, never a hidden one that nobody named."""
    names = [worksheet.title for worksheet in book.worksheets]
    if sheet in names:
        return book[sheet], ()
    has = f"The workbook has {in_words([repr(name) for name in names])}."
    if sheet is not None:
        raise Unreadable(f"There is no sheet '{sheet}'.", suggestion(sheet, names, otherwise=has))
    visible = [each for each in book.worksheets if each.sheet_state == "visible"]
    hidden = [each.title for each in book.worksheets if each.sheet_state != "visible"]
    remedy = f"Name one with 'sheet:' beside the path. {has}"
    if not visible:
        raise Unreadable("Every sheet of the workbook is hidden.", remedy)
    filled = visible if len(visible) == 1 else [each for each in visible if _has_rows(each)]
    if len(filled) != 1:
        raise Unreadable(f"The workbook has {len(names)} sheets.", remedy)
    return filled[0], hidden_sheets(hidden)


def _refuse_unsaved_formulas(
    rows: list[tuple[int, list[Any]]], formulas: list[tuple[int, list[Any]]]
) -> None:
    written = dict(formulas)
    for number, cells in rows:
        pairs = zip(cells, written.get(number, []), strict=False)
        if any(value is None and str(text).startswith("=") for value, text in pairs):
            raise Unreadable(
                "A formula in this row has no saved result.",
                "Open the workbook in Excel, let it calculate and save it.",
                number,
            )

"""Read one sheet of an Excel workbook, with the results of its formulas as they were saved."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from contextlib import closing
from itertools import islice
from typing import Any

from evaluation.tables.archive import bounded_rows, refuse_bomb
from evaluation.tables.cells import (
    MAX_TABLE_ROWS,
    MAX_UNCOMPRESSED_BYTES,
    Grid,
    Unreadable,
    cell_text,
    too_many_rows,
)
from evaluation.tables.sentences import in_words, suggestion

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
_SHEETS_FOLDER = "xl/worksheets/"
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")

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


def workbook_grid(content: bytes, sheet: str | None) -> Grid:
    """Return the cells of one sheet.

    Parameters
    ----------
    content : bytes
    sheet : str or None
        Name of the sheet; None takes the only one.

    Raises
    ------
    Unreadable
        If the workbook is encrypted, damaged or too large when unpacked, if the sheet is not
        there or not named among several, or if a formula has no saved result.
    """
    if content.startswith(OLE_SIGNATURE):
        raise Unreadable(*LOCKED)
    refuse_bomb(content, MAX_UNCOMPRESSED_BYTES)
    try:
        rows = _values(content, sheet, results=True)
        if any(None in cells for _, cells in rows) and _has_formulas(content):
            _refuse_unsaved_formulas(rows, _values(content, sheet, results=False))
    except _DAMAGE:
        raise Unreadable(*DAMAGED) from None
    return [(number, [cell_text(value) for value in cells]) for number, cells in rows]


def sheets_with_rows(content: bytes) -> list[str]:
    """Return the names of a workbook's sheets that hold more than a heading.

    Raises
    ------
    Unreadable
        As for `workbook_grid`, formulas apart.
    """
    if content.startswith(OLE_SIGNATURE):
        raise Unreadable(*LOCKED)
    refuse_bomb(content, MAX_UNCOMPRESSED_BYTES)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        with closing(book):
            return [sheet.title for sheet in book.worksheets if _has_rows(sheet)]
    except _DAMAGE:
        raise Unreadable(*DAMAGED) from None


def _has_rows(sheet: Any) -> bool:
    sheet.reset_dimensions()
    rows = (row for row in sheet.iter_rows(values_only=True) if any(c is not None for c in row))
    return len(list(islice(rows, HEADING_AND_ONE))) == HEADING_AND_ONE


def _has_formulas(content: bytes) -> bool:
    """Return whether any sheet may hold a formula; to look is faster than to read it twice."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = (name for name in archive.namelist() if name.startswith(_SHEETS_FOLDER))
        return any(_FORMULA.search(archive.read(name)) for name in sheets)


def _values(content: bytes, sheet: str | None, *, results: bool) -> list[tuple[int, list[Any]]]:
    """Return row numbers with values, or with formulas where `results` is False."""
    from openpyxl import load_workbook  # a fifth of a second that csv files do not need

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and extensions that do not matter to the values
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=results)
        with closing(book):
            chosen = _chosen(book, sheet)
            chosen.reset_dimensions()  # what the file says of its size may be wrong
            rows: list[tuple[int, list[Any]]] = []
            given = bounded_rows(chosen.iter_rows(values_only=True))
            for number, cells in enumerate(given, start=1):
                if number > MAX_TABLE_ROWS:
                    raise too_many_rows(MAX_TABLE_ROWS)
                rows.append((number, list(cells)))
    while rows and not any(value is not None for value in rows[-1][1]):
        rows.pop()
    return rows


def _chosen(book: Any, sheet: str | None) -> Any:
    names = [worksheet.title for worksheet in book.worksheets]
    if sheet is None and len(names) == 1:
        return book.worksheets[0]
    if sheet in names:
        return book[sheet]
    has = f"The workbook has {in_words([repr(name) for name in names])}."
    if sheet is None:
        remedy = "Name one with 'sheet:' beside the path."
        raise Unreadable(f"The workbook has {len(names)} sheets.", f"{remedy} {has}")
    raise Unreadable(f"There is no sheet '{sheet}'.", suggestion(sheet, names, otherwise=has))


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

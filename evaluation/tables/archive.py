"""Refuses workbooks that unpack to far more than they hold, before or while they are unpacked.

In: the bytes of an .xlsx file, or its rows as they come. Out: nothing, or `Unreadable`. Every
workbook that a user gives passes here before a library opens it.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from evaluation.errors import InvalidInput
from evaluation.tables.cells import Unreadable

MOST_PARTS = 2_000  # files in a workbook
# a sheet packs to a tenth; a thousandth is the most that deflate can do, of nothing but one letter
MOST_PACKED = 200
FREE_BYTES = 1_000_000  # a part that unpacks to less does no harm however small it was packed
MOST_OF_A_PART = 5_000_000  # bytes of styles, themes and the like
MOST_COLUMNS = 16_384  # of an Excel sheet
MOST_CELLS = 20_000_000  # empty ones between others too
MOST_CELLS_TO_FILL_IN = 1_000_000  # of a workbook that this program made to be filled in
MOST_BYTES_TO_FILL_IN = 20_000_000

DAMAGED_ARCHIVE = (EOFError, OSError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error)
# what is read whole whatever sheet is wanted; pictures, pivot tables and macros are not read
_READ_WHOLE = re.compile(
    r"(xl/(styles|theme/|workbook|externalLinks/|_rels/)|docProps/|_rels/|\[Content_Types\])", re.I
)
_XML = (".xml", ".rels", ".vml")
_DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)", re.I)
_HEAD = 4_096  # bytes
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"']")

KEEP_THE_TABLE = "Keep only the table in it, or save the table as CSV."


def refuse_bomb(content: bytes, most: int) -> None:
    """Refuse a workbook by what its list of parts says, without unpacking one.

    What the list says of a part's size holds: no more than that is ever unpacked.

    Parameters
    ----------
    content : bytes
    most : int
        Bytes that all parts together may unpack to.

    Raises
    ------
    Unreadable
        If it has too many parts, or unpacks to too much, or a part declares a type of document of
        its own. What is no archive at all is let pass: it is found on opening it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise Unreadable(
                    f"The workbook has more than {MOST_PARTS:,} parts.", KEEP_THE_TABLE
                )
            if sum(part.file_size for part in parts) > most:
                megabytes = most // 1_000_000
                raise Unreadable(
                    f"The workbook unpacks to more than {megabytes} MB.", KEEP_THE_TABLE
                )
            if any(_is_bomb(part) for part in parts):
                sentence = "The workbook unpacks to far more than any table needs."
                raise Unreadable(sentence, KEEP_THE_TABLE)
            if any(_declares(archive, part) for part in parts):
                sentence = "The workbook declares a type of document, which no workbook needs."
                raise Unreadable(sentence, "Open it in Excel and save it again as .xlsx.")
    except DAMAGED_ARCHIVE:
        return


def bounded_rows(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a sheet as long as they have no more cells than any table has.

    Raises
    ------
    Unreadable
        If there are more: one cell in the last column of a row makes thousands of empty ones.
    """
    cells = 0
    for row in rows:
        cells += len(row)
        if cells > MOST_CELLS:
            sentence = f"The sheet spans more than {MOST_CELLS:,} cells."
            raise Unreadable(sentence, "Delete what stands far away from the table.")
        yield row


def refuse_width(columns: int) -> None:
    """Refuse a table with more columns than a sheet has.

    Raises
    ------
    Unreadable
    """
    if columns > MOST_COLUMNS:
        sentence = f"The table has more than {MOST_COLUMNS:,} columns."
        raise Unreadable(sentence, "Give one row for each value, in the columns of the template.")


def open_to_read(path: Path, remedy: str) -> Any:
    """Return a workbook that was filled in, opened whole and with the results of its formulas.

    Parameters
    ----------
    path : Path
    remedy : str
        What to do where it cannot be read.

    Raises
    ------
    InvalidInput
        If it is not there, damaged, or too large for what it is.
    """
    import openpyxl

    try:
        if path.stat().st_size > MOST_BYTES_TO_FILL_IN:
            raise Unreadable("It is larger than any workbook to fill in.", remedy)
        content = path.read_bytes()
        refuse_bomb(content, MOST_BYTES_TO_FILL_IN * 5)
        _refuse_merged(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that do not matter here
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
        if any(page.max_row * page.max_column > MOST_CELLS_TO_FILL_IN for page in book.worksheets):
            raise Unreadable(
                f"A sheet spans more than {MOST_CELLS_TO_FILL_IN:,} cells.",
                "Delete what stands far away from the rows to fill in.",
            )
    except Unreadable as reason:
        what = f"The workbook {path.name} cannot be read. {reason.sentence}"
        raise InvalidInput(what, reason.remedy) from None
    except (*DAMAGED_ARCHIVE, AttributeError, LookupError, SyntaxError, TypeError) as error:
        raise InvalidInput(f"The workbook {path.name} cannot be read.", remedy) from error
    return book


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    if part.file_size <= FREE_BYTES:
        return False
    is_read_whole = _READ_WHOLE.match(part.filename) is not None
    return part.file_size > MOST_PACKED * part.compress_size or (
        is_read_whole and part.file_size > MOST_OF_A_PART
    )


def _declares(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if not part.filename.lower().endswith(_XML):
        return False
    with archive.open(part) as stream:
        return _DECLARED.search(stream.read(_HEAD)) is not None


def _refuse_merged(content: bytes) -> None:
    """Refuse merged cells over a whole sheet: each cell of them would be made."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            spans = _MERGED.findall(archive.read(name))
            area = sum(
                (_number(right) - _number(left) + 1) * (int(bottom) - int(top) + 1)
                for left, top, right, bottom in spans
            )
            if area > MOST_CELLS_TO_FILL_IN:
                sentence = f"It merges more than {MOST_CELLS_TO_FILL_IN:,} cells."
                raise Unreadable(sentence, "Undo the merging of cells in it.")


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number

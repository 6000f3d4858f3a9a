"""Recognise files that are not what their name says, and say what to do with each."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final

from evaluation.tables.cells import Unreadable

LOCK_PREFIX: Final = "~$"
BYTES_LOOKED_AT: Final = 2048
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|table|body|meta|div)", re.I)
_EXCEL_XML: Final = b"urn:schemas-microsoft-com:office:spreadsheet"

AS_TABLE: Final = "Open it in Excel and save it as .xlsx or as CSV (UTF-8)."
# how a file begins that is no table, whatever its name
_BEGINNINGS: Final = (
    (b"version https://git-lfs", "This is a pointer of Git LFS, not the file itself.",
     "Run 'git lfs pull'."),
    (b"%PDF", "This is a PDF, not a table.", "Ask for the table as .csv or .xlsx."),
    (b"\x1f\x8b", "This is a compressed file.", "Unpack it and name the file inside."),
    (b"7z\xbc\xaf", "This is a compressed file.", "Unpack it and name the file inside."),
    (b"{\\rtf", "This is a text document, not a table.", "Save its table as .xlsx or .csv."),
    (b"$FL2", "This is a file of SPSS.", "Save it as CSV (UTF-8) in SPSS."),
)  # fmt: skip
# what is inside a zip archive that is no workbook of Excel
_INSIDE: Final = (
    ("word/document.xml", "This is a Word document, not a workbook.",
     "Copy its table to Excel and save it as .xlsx."),
    ("ppt/presentation.xml", "This is a presentation, not a workbook.",
     "Copy its table to Excel and save it as .xlsx."),
    ("xl/workbook.bin", "This is a binary workbook (.xlsb).", "Save it as .xlsx in Excel."),
    ("Index/Document.iwa", "This is a file of Apple Numbers.", "Export it as .xlsx or CSV."),
    ("content.xml", "This is an OpenDocument file.", "Save it as .xlsx."),
)  # fmt: skip
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_PARQUET: Final = b"PAR1"
_ZIP: Final = b"PK\x03\x04"
WORKBOOK_PART: Final = "xl/workbook.xml"


def refuse_impostor(path: Path, start: bytes) -> None:
    """Refuse a file that is not what its name says.

    Parameters
    ----------
    path : Path
    start : bytes
        How it begins, some hundred bytes.

    Raises
    ------
    Unreadable
        With what it is and what to do.
    """
    if path.name.startswith(LOCK_PREFIX):
        raise Unreadable(
            "This is what Excel leaves beside an open workbook, not the workbook.",
            f"Name the file without '{LOCK_PREFIX}'.",
        )
    for beginning, sentence, remedy in _BEGINNINGS:
        if start.startswith(beginning):
            raise Unreadable(sentence, remedy)
    plain = start.removeprefix(b"\xef\xbb\xbf")
    if _EXCEL_XML in start or _HTML.match(plain):
        raise Unreadable("This is a web page or XML that was given the name of a table.", AS_TABLE)
    if start.startswith(_ZIP):
        _refuse_archive(path)
    ending = path.suffix.lower()
    if start.startswith(_PARQUET) and ending != ".parquet":
        _refuse_name("a parquet file", ".parquet")
    if start.startswith(_OLE) and ending != ".xlsx":
        raise Unreadable("This is an old or protected workbook, not text.", AS_TABLE)
    if ending == ".xlsx" and _is_delimited(plain):
        _refuse_name("text", ".csv")


def _refuse_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return
    for inside, sentence, remedy in _INSIDE:
        if inside in names and WORKBOOK_PART not in names:
            raise Unreadable(sentence, remedy)
    if path.suffix.lower() == ".xlsx":
        return
    if WORKBOOK_PART in names:
        _refuse_name("a workbook", ".xlsx")
    raise Unreadable("This is a zip archive.", "Unpack it and name the file inside.")


def _refuse_name(what: str, ending: str) -> None:
    raise Unreadable(f"This is {what} under another name.", f"Rename it to end in {ending}.")


def _is_delimited(start: bytes) -> bool:
    """Return whether bytes are lines of text with a delimiter."""
    if b"\x00" in start:
        return False
    first_line, newline, _ = start.partition(b"\n")
    return bool(newline) and any(mark in first_line for mark in (b",", b";", b"\t"))

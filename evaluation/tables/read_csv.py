"""Read a csv file of any usual spreadsheet: UTF-8, UTF-16 or Windows text; comma, semicolon, tab.

The line `sep=;` that Excel writes is obeyed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection

from evaluation.tables.archive import refuse_width
from evaluation.tables.cells import MAX_TABLE_ROWS, Grid, Unreadable, cell_text, too_many_rows
from evaluation.workspace.names import fold

DELIMITERS = (",", ";", "\t", "|")
WINDOWS = "cp1252"
NO_TEXT = ("This is not a text file.", "Save the table as CSV (UTF-8).")
MIXED = ("The file mixes UTF-8 and Windows text.", "Export it again, whole, as CSV (UTF-8).")
LINES_LOOKED_AT = 20
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
OF_UTF_8 = re.compile(rb"[\xc3\xc2][\x80-\xbf]|\xe2[\x80-\xbf]{2}")
_SEPARATOR = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


def csv_grid(content: bytes, known: Collection[str]) -> Grid:
    """Return the cells of a csv file.

    Parameters
    ----------
    content : bytes
    known : collection of str
        Column names; the delimiter that finds most of them in one of the first lines is taken.

    Raises
    ------
    Unreadable
        If it is no text or its quotation marks do not close.
    """
    text = decoded(content)
    lines = io.StringIO(text, newline="")
    start, delimiter = delimiter_of(text, known)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    grid: Grid = []
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if number > MAX_TABLE_ROWS:
                raise too_many_rows(MAX_TABLE_ROWS)
            refuse_width(len(cells))
            if number > start:
                grid.append((number, [cell_text(cell) for cell in cells]))
    except csv.Error:
        sentence = "The file cannot be split into cells from this row on."
        remedy = "Close every quotation mark, and leave nothing between it and the delimiter."
        raise Unreadable(sentence, remedy, number + 1) from None
    return grid


def encoding_of(content: bytes) -> str:
    """Return how some bytes are encoded.

    Raises
    ------
    Unreadable
        If they are no text, or two encodings are mixed.
    """
    if content.startswith(_UTF_16):
        return "utf-16"
    nulls = (content[:200:2].count(0), content[1:200:2].count(0))
    half = len(content[:200]) // 4
    if half and max(nulls) > half:
        return "utf-16-le" if nulls[1] > nulls[0] else "utf-16-be"
    if b"\x00" in content:
        raise Unreadable(*NO_TEXT)
    for encoding in ("utf-8-sig", WINDOWS):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == WINDOWS and OF_UTF_8.search(content):
            raise Unreadable(*MIXED)
        return encoding
    raise Unreadable(*NO_TEXT)


def decoded(content: bytes) -> str:
    """Return some bytes as text.

    Raises
    ------
    Unreadable
        If they are none.
    """
    try:
        text = content.decode(encoding_of(content))
    except UnicodeDecodeError:
        raise Unreadable(*NO_TEXT) from None
    if "\x00" in text:
        raise Unreadable(*NO_TEXT)
    return text


def delimiter_of(text: str, known: Collection[str]) -> tuple[int, str]:
    """Return the lines to leave out, 0 or 1, and the delimiter of a text.

    The delimiter is that by which one of the first lines has most known columns, then most cells.
    """
    if match := _SEPARATOR.match(text):
        return 1, match[1]
    lines = [line for line in io.StringIO(text[:1_000_000]) if line.strip()][:LINES_LOOKED_AT]

    def score(delimiter: str) -> tuple[int, int]:
        split = [[fold(part.strip('" ')) for part in line.split(delimiter)] for line in lines]
        most_known = max((sum(name in known for name in names) for names in split), default=0)
        return most_known, max((len(names) for names in split[:1]), default=0)

    return 0, max(DELIMITERS, key=score)

"""Read a table from csv, xlsx or parquet into one form: text cells under known column names.

In: a path and the columns that may be there. Out: a frame whose index is the row number that a
spreadsheet shows, or faults that say why there is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from evaluation.tables.cells import FORMULA_ERRORS, MAX_FILE_BYTES, Cells, Grid, Unreadable
from evaluation.tables.columns import fold
from evaluation.tables.read_csv import csv_grid
from evaluation.tables.read_parquet import parquet_grid
from evaluation.tables.read_workbook import workbook_grid
from evaluation.tables.sentences import Fault, in_words, suggestion

ENDINGS = (".csv", ".xlsx", ".parquet")
HEADER_SEARCH_ROWS = 20  # how far down a header is looked for, to say where it is
COLUMNS_OF_A_HEADER = 2  # a row with so many known names is a header


def read_table(
    path: Path, known: Collection[str], sheet: str | None = None
) -> tuple[pd.DataFrame | None, list[Fault]]:
    """Return a table as text, or None and why it cannot be read.

    Parameters
    ----------
    path : Path
        A file ending in .csv, .xlsx or .parquet.
    known : collection of str
        Columns that the table may have, in lower case with underscores. A column of the file that
        differs only in case, spaces or hyphens gets the known name.
    sheet : str, optional
        Sheet of a workbook; by default its only one.

    Returns
    -------
    frame : DataFrame of "string" columns, or None
        One row per row of the file that is not blank; the index is its row number in the file.
    faults : list of Fault
    """
    try:
        grid = _grid(path, known, sheet)
        header_row, header, body = _split(grid, known)
        names = _names(header, known)
    except Unreadable as reason:
        rows = () if reason.row is None else (reason.row,)
        return None, [Fault(reason.sentence, reason.remedy, rows)]
    faults = [*_repeated(names, header_row), *_overfull(body, len(names)), *_failed(body, names)]
    if faults:
        return None, faults
    width = len(names)
    cells = [[*row[:width], *[None] * (width - len(row))] for _, row in body]
    index = pd.Index([number for number, _ in body], dtype="int64", name="row")
    return pd.DataFrame(cells, index=index, columns=names, dtype="string"), []


def _grid(path: Path, known: Collection[str], sheet: str | None) -> Grid:
    ending = path.suffix.lower()
    content = _content(path)
    if ending not in ENDINGS:
        remedy = f"Save it as {in_words(ENDINGS, 'or')}."
        raise Unreadable(f"The ending '{path.suffix}' is not that of a table.", remedy)
    if not content.strip():
        raise Unreadable("The file is empty.", "Put the table in it or correct the path.")
    if ending == ".csv":
        return csv_grid(content, known)
    if ending == ".xlsx":
        return workbook_grid(content, sheet)
    return parquet_grid(content)


def _content(path: Path) -> bytes:
    if path.is_dir():
        raise Unreadable("This is a folder, not a file.", "Name the file inside it.")
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            megabytes = MAX_FILE_BYTES // 1_000_000
            remedy = "Count the records first and give the counts."
            raise Unreadable(f"The file is larger than {megabytes} MB.", remedy)
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise _not_there(path) from None
    except (OSError, ValueError):
        sentence = "The file cannot be opened."
        raise Unreadable(sentence, "Close it elsewhere and check who may read it.") from None


def _not_there(path: Path) -> Unreadable:
    if not path.parent.is_dir():
        remedy = "Correct the path where it is named."
        return Unreadable("The folder of the file does not exist.", remedy)
    others = sorted(other.name for other in path.parent.iterdir() if other.suffix in ENDINGS)
    remedy = suggestion(path.name, others, otherwise="Create it or correct its name.")
    return Unreadable("The file does not exist.", remedy)


def _split(grid: Grid, known: Collection[str]) -> tuple[int, Cells, Grid]:
    """Return the header with its row number and the rows below it that are not blank."""
    filled = [(number, cells) for number, cells in grid if any(cells)]
    if not filled:
        raise Unreadable("The table is empty.", "Put the table in it or correct the path.")
    (number, header), *body = filled
    if not _known_names(header, known):
        raise _no_header(filled, known)
    if not body:
        raise Unreadable("The table has a header but no rows.", "Add the rows.")
    return number, header, body


def _known_names(cells: Cells, known: Collection[str]) -> int:
    return sum(fold(cell) in known for cell in cells if cell)


def _no_header(filled: Grid, known: Collection[str]) -> Unreadable:
    first_row = filled[0][0]
    for number, cells in filled[1:HEADER_SEARCH_ROWS]:
        if _known_names(cells, known) >= COLUMNS_OF_A_HEADER:
            sentence = f"The header is in row {number}, below other text."
            return Unreadable(sentence, "Remove the rows above the header.", first_row)
    remedy = f"The first row must name columns of: {', '.join(known)}."
    return Unreadable("There is no header row with columns of this table.", remedy, first_row)


def _names(header: Cells, known: Collection[str]) -> list[str]:
    """Return the columns' names, without the nameless and empty ones at the right."""
    width = max(position for position, cell in enumerate(header, start=1) if cell)
    nameless = [position for position, cell in enumerate(header[:width], start=1) if not cell]
    if nameless:
        where = in_words([str(position) for position in nameless])
        raise Unreadable(f"A column has no name (counted from the left: {where}).", "Name it.")
    written = [str(cell) for cell in header[:width]]
    return [fold(name) if fold(name) in known else name for name in written]


def _repeated(names: list[str], header_row: int) -> list[Fault]:
    counted = Counter(fold(name) for name in names)
    return [
        Fault(
            f"The column '{name}' is there {count} times.", "Keep one of them.", (header_row,), name
        )
        for name, count in counted.items()
        if count > 1
    ]


def _overfull(body: Grid, width: int) -> list[Fault]:
    rows = tuple(number for number, cells in body if any(cells[width:]))
    sentence = "There are more cells than the header has columns."
    remedy = "Put text with a comma in quotation marks, or name the column."
    return [Fault(sentence, remedy, rows)] if rows else []


def _failed(body: Grid, names: list[str]) -> list[Fault]:
    faults: list[Fault] = []
    for position, name in enumerate(names):
        rows = tuple(
            number
            for number, cells in body
            if position < len(cells) and cells[position] in FORMULA_ERRORS
        )
        if rows:
            remedy = "Correct the formula or type the value."
            faults.append(Fault("A formula gives an error.", remedy, rows, name))
    return faults

"""Read a table from csv, xlsx or parquet into one form: text cells under known column names.

In: a path, the columns that may be there, and how project.yml says that it is to be read. Out: a
frame whose index is the row number that a spreadsheet shows, and faults; errors say why there is
no frame, warnings what was decided.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pandas as pd

from evaluation.tables.cells import MAX_FILE_BYTES, Sheet, Unreadable
from evaluation.tables.choosing import Choosing, chosen, only_chosen_by
from evaluation.tables.dates import UNSAID, DateStyle
from evaluation.tables.header import Names, header_of, mapping_faults
from evaluation.tables.impostors import BYTES_LOOKED_AT, refuse_impostor
from evaluation.tables.read_csv import csv_grid
from evaluation.tables.read_long_csv import LONG_CSV_BYTES, long_csv_text, open_long_csv
from evaluation.tables.read_long_parquet import is_long_parquet, long_parquet_text, names_of
from evaluation.tables.read_parquet import parquet_grid
from evaluation.tables.read_workbook import OpenWorkbook, workbook_sheet
from evaluation.tables.rows import (
    cells_of,
    identical_rows,
    merged_faults,
    repeated_names,
    row_faults,
)
from evaluation.tables.sentences import Fault, in_words, suggestion
from evaluation.tables.their_names import TheirNames
from evaluation.workspace.names import fold
from evaluation.workspace.table_reading import TableReading

CSV, PARQUET = ".csv", ".parquet"
ENDINGS = (CSV, ".xlsx", PARQUET)
AS_IT_IS: Final = TableReading()


@dataclass(frozen=True)
class Reading:
    """A table as it was read.

    Parameters
    ----------
    text : DataFrame of "string" columns, or None
        One row per row of the file that is not blank; the index is its row number in the file.
    faults : list of Fault
        Errors where there is no table, and warnings.
    dates : DateStyle
        How its dates are written.
    has_others : bool
        Whether columns that are not known are to be left out, because others were named.
    names : TheirNames
        How the file names its columns.
    """

    text: pd.DataFrame | None
    faults: list[Fault] = field(default_factory=list)
    dates: DateStyle = UNSAID
    has_others: bool = False
    names: TheirNames = field(default_factory=TheirNames)

    @property
    def frame(self) -> pd.DataFrame:
        """The table, where there is one."""
        if self.text is None:
            raise ValueError("the table could not be read")
        return self.text


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
        Errors where there is no frame, else warnings.
    """
    reading = read_source(path, known, AS_IT_IS, sheet)
    return reading.text, reading.faults


def read_source(
    path: Path,
    known: Collection[str],
    how: TableReading = AS_IT_IS,
    sheet: str | None = None,
    distinct_by: Collection[str] = (),
) -> Reading:
    """Return a table as text under the names that are known here.

    Parameters
    ----------
    path, known, sheet
        As for `read_table`.
    how : TableReading
        What project.yml or a SPEC.yml says of it.
    distinct_by : collection of str
        Where one of these columns is there, a row that equals one above in every cell is an error.
    """
    names = Names.of(known, how)
    try:
        if is_long(path):
            return _long(path, names, how, distinct_by)
        return _of_sheet(_sheet(path, names.all_known, sheet), names, how, distinct_by)
    except Unreadable as reason:
        return _refused(reason)


def read_sheet(
    book: OpenWorkbook, known: Collection[str], sheet: str | None
) -> tuple[pd.DataFrame | None, list[Fault]]:
    """Return a sheet of a workbook that is open, as `read_table` returns that of a file.

    Parameters
    ----------
    book : OpenWorkbook
    known, sheet
        As for `read_table`.
    """
    try:
        reading = _of_sheet(book.sheet(sheet), Names.of(known, AS_IT_IS), AS_IT_IS, ())
    except Unreadable as reason:
        reading = _refused(reason)
    return reading.text, reading.faults


def _refused(reason: Unreadable) -> Reading:
    rows = () if reason.row is None else (reason.row,)
    return Reading(None, [Fault(reason.sentence, reason.remedy, rows)])


def _of_sheet(
    found: Sheet, names: Names, how: TableReading, distinct_by: Collection[str]
) -> Reading:
    header = header_of(found.grid, names, how.header_row)
    faults = mapping_faults(header, names, how)
    if not (faults and how.rows):  # else nobody can say which rows are meant
        header, of_choice = chosen(header, how)
        faults += merged_faults(header, found.merged)
        faults += of_choice or row_faults(
            header,
            may_have_totals=not distinct_by,
            chosen_by=Choosing.of(header.written, header.positions, how).wanted,
        )
    if faults:
        return Reading(None, faults)
    index = pd.Index([number for number, _ in header.body], dtype="int64", name="row")
    text = pd.DataFrame(cells_of(header), index=index, columns=list(header.names), dtype="string")
    notes = [*found.notes, *header.notes]
    not_needed = only_chosen_by(header, names, how)
    reading = _finished(text, notes, how, not_needed, found, distinct_by)
    return replace(reading, names=TheirNames.of(header.names, header.written))


def is_long(path: Path) -> bool:
    """Return whether a file is a csv or parquet file that is better read by Arrow."""
    if not path.is_file() or path.stat().st_size > MAX_FILE_BYTES:
        return False
    if path.suffix.lower() == CSV:
        return path.stat().st_size > LONG_CSV_BYTES
    return path.suffix.lower() == PARQUET and is_long_parquet(path)


def _long(path: Path, names: Names, how: TableReading, distinct_by: Collection[str]) -> Reading:
    with path.open("rb") as file:
        refuse_impostor(path, file.read(BYTES_LOOKED_AT))
    long = open_long_csv(path, names.all_known) if path.suffix.lower() == CSV else None
    header = header_of(long.first if long else names_of(path), names, how.header_row)
    faults = mapping_faults(header, names, how) + repeated_names(header)
    if faults:
        return Reading(None, faults)
    choosing = Choosing.of(header.written, header.positions, how)
    if long is None:
        text, found = long_parquet_text(path, header, choosing)
    else:
        text, found = long_csv_text(long, header, choosing, may_have_totals=not distinct_by)
    if found:
        return Reading(None, found)
    not_needed = only_chosen_by(header, names, how)
    reading = _finished(text, list(header.notes), how, not_needed, Sheet([]), distinct_by)
    return replace(reading, names=TheirNames.of(header.names, header.written))


def _finished(
    text: pd.DataFrame,
    notes: list[Fault],
    how: TableReading,
    not_needed: Collection[str],
    found: Sheet,
    distinct_by: Collection[str],
) -> Reading:
    """Return a table with its constants, without its identical rows and what is not needed."""
    are_dropped = how.duplicates == "drop-identical"
    must_differ = set(distinct_by) & set(text.columns) and how.duplicates != "add-up"
    if are_dropped or must_differ:
        text, twice = identical_rows(text, are_dropped=are_dropped)
        notes = [*notes, *twice]
    text = text.drop(columns=list(not_needed))
    for name, value in how.constants.items():
        text = text.assign(**{fold(name): pd.Series(value, index=text.index, dtype="string")})
    return Reading(text, notes, DateStyle(how.dates, found.is_1904), bool(how.columns or how.rows))


def _sheet(path: Path, known: Collection[str], sheet: str | None) -> Sheet:
    ending = path.suffix.lower()
    content = content_of(path)
    if ending not in ENDINGS:
        remedy = f"Save it as {in_words(ENDINGS, 'or')}."
        raise Unreadable(f"The ending '{path.suffix}' is not that of a table.", remedy)
    if not content:
        remedy = "Put the table in it, correct the path, or let it download if it is in the cloud."
        raise Unreadable("The file is empty.", remedy)
    refuse_impostor(path, content[:BYTES_LOOKED_AT])
    if ending == CSV:
        return Sheet(csv_grid(content, known))
    if ending == ".xlsx":
        return workbook_sheet(content, sheet)
    return Sheet(parquet_grid(content))


def content_of(path: Path) -> bytes:
    """Return what a file holds.

    Raises
    ------
    Unreadable
        If it is not there, too large or cannot be opened.
    """
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

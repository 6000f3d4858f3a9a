"""Reads the table of a SPEC.yml under the spec's own names, and makes rows ready for JSON."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from evaluation.errors import Finding, InvalidInput
from evaluation.tables.convert import to_numbers
from evaluation.tables.read import read_source
from evaluation.tables.read_dates import Parse, read_times
from evaluation.tables.sentences import Fault, in_words, place_of, suggestion
from evaluation.workspace import Table
from evaluation.workspace.names import fold
from evaluation.workspace.path_text import expanded

DATES = "dates"  # how dates are written, among the attributes of a frame


def read_columns(
    source: Table, folder: Path, texts: Collection[str], numeric: Collection[str]
) -> pd.DataFrame:
    """Return some columns of a table, the numeric ones as numbers, under the names of the spec.

    Raises
    ------
    InvalidInput
        If the table or a column is not there, or a cell is no number.
    """
    table = read_texts(source, folder, [*texts, *numeric])
    columns = {name: table[name] for name in texts}
    faults: list[Fault] = []
    for name in numeric:
        columns[name], found = to_numbers(table[name])
        faults.extend(found)
    refuse(faults, source)
    read = pd.DataFrame(columns)
    read.attrs[DATES] = table.attrs[DATES]
    return read


def read_texts(source: Table, folder: Path, names: list[str]) -> pd.DataFrame:
    """Return some columns of a table as text, under the names of the spec."""
    frame = read_frame(source, folder, names)
    found = {name: name if name in frame else fold(name) for name in names}
    missing_columns(
        [name for name, column in found.items() if column not in frame], list(frame.columns), source
    )
    texts = pd.DataFrame({name: frame[column].rename(name) for name, column in found.items()})
    texts.attrs[DATES] = frame.attrs[DATES]
    return texts


def missing_columns(missing: Sequence[str], present: Sequence[str], source: Table) -> None:
    """Refuse a table without some columns, and name what is there.

    Raises
    ------
    InvalidInput
        If any is missing.
    """
    if not missing:
        return
    named = in_words([f"'{name}'" for name in missing])
    start = "There is no column" if len(missing) == 1 else "There are no columns"
    listed = f"The table has: {in_words(present)}."
    remedy = suggestion(missing[0], list(present), listed)
    raise InvalidInput.from_findings([Finding(f"{start} {named}.", remedy, file=source.path)])


def read_frame(source: Table, folder: Path, names: list[str]) -> pd.DataFrame:
    """Return those of some columns that a table has, as text, under the names of the table.

    Raises
    ------
    InvalidInput
        If the table cannot be read.
    """
    path = (folder / expanded(Path(source.path))).resolve()
    known = {fold(name) for name in names}
    reading = read_source(path, known, source, source.sheet)
    refuse(reading.faults, source)
    frame = reading.text
    if frame is not None:
        frame.attrs[DATES] = reading.dates
    if frame is None:
        raise InvalidInput(f"The table {source.path} cannot be read.", "Check the file.")
    return frame


def refuse(faults: list[Fault], source: Table) -> None:
    """Raise all faults of a table as one error, where any is an error."""
    if any(fault.severity == "error" for fault in faults):
        raise InvalidInput.from_findings(
            Finding(
                fault.sentence,
                fault.remedy,
                file=source.path,
                place=place_of(fault.rows, fault.column),
            )
            for fault in faults
            if fault.severity == "error"
        )


def dates_of(table: pd.DataFrame, name: str, parse: Parse, remedy: str, source: Table) -> pd.Series:
    """Return a column of times as dates, one that may be read in two ways refused.

    Parameters
    ----------
    table : DataFrame
        As `read_columns` returned it.
    name : str
        The column.
    parse : callable
        From a text and the style of dates to a day or None.
    remedy : str
        How it is to be written.
    source : Table

    Raises
    ------
    InvalidInput
        If a cell is no date, or day and month cannot be told apart.
    """
    style = table.attrs[DATES]
    dates, faults = read_times(table[name], parse, style, f"'{name}' is no date.", remedy)
    refuse([replace(fault, severity="error") for fault in faults], source)
    return dates


def empty_cells(table: pd.DataFrame) -> list[Fault]:
    """Return one fault for each column of a table that has empty cells."""
    return [
        Fault(f"'{name}' is empty.", "Fill it in, or remove the row.", rows, str(name))
        for name, cells in table.items()
        if (rows := tuple(int(row) for row in table.index[cells.isna()]))
    ]


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as plain data for JSON, with None for what is missing."""
    return [
        {str(key): None if pd.isna(value) else _number(value) for key, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _number(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value

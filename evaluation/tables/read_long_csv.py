"""Read a csv file of many megabytes with Arrow, which needs a fraction of the time and memory.

In: a path, and the header as the first lines show it. Out: the table as text, with the same cells,
row numbers and refusals as the reader of short files; only rows that are cut short are refused.
"""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from evaluation.tables.arrow_texts import without_blanks
from evaluation.tables.cells import FORMULA_ERRORS, Grid, Unreadable
from evaluation.tables.choosing import Choosing
from evaluation.tables.header import Header
from evaluation.tables.read_csv import (
    MIXED,
    NO_TEXT,
    OF_UTF_8,
    WINDOWS,
    csv_grid,
    delimiter_of,
    encoding_of,
)
from evaluation.tables.rows import FAILED_FORMULA, OVERFULL, TOTAL_REMEDY, TOTAL_SENTENCE, TOTALS
from evaluation.tables.sentences import Fault
from evaluation.workspace.names import fold

LONG_CSV_BYTES = 20_000_000
SAMPLE_BYTES = 200_000
BYTES_OF_BLOCK = 2**24
NAMELESS = ("A column with data has no name.", "Name it.")
CHUNK = 2**24


@dataclass
class _Rows:
    """Rows that Arrow could not place in the columns, as it met them."""

    blank: list[int] = field(default_factory=list)
    wrong: list[int] = field(default_factory=list)

    def met(self, row: Any) -> str:
        """Take note of a row and leave it out."""
        (self.wrong if row.text.strip() else self.blank).append(int(row.number))
        return "skip"


@dataclass(frozen=True)
class LongCsv:
    """How a long file is written, by its first lines and its encoding.

    Parameters
    ----------
    path : Path
    encoding, delimiter : str
    first : list of (row number, cells)
        Its first rows, among which the header must be.
    """

    path: Path
    encoding: str
    delimiter: str
    first: Grid


def open_long_csv(path: Path, known: Collection[str]) -> LongCsv:
    """Return how a long file is written.

    Parameters
    ----------
    path : Path
    known : collection of str
        Column names; the delimiter that finds most of them is taken.

    Raises
    ------
    Unreadable
        If it is no text.
    """
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
    end = sample.rfind(b"\n")
    start = encoding_of(sample[: end if end > 0 else len(sample)].rstrip(b"\r"))
    encoding = start if start.startswith("utf-16") else _encoding_throughout(path)
    text = sample.decode(encoding, errors="ignore")
    lines = text[: text.rfind("\n") + 1] or text
    delimiter = delimiter_of(lines, known)[1]
    return LongCsv(path, encoding, delimiter, csv_grid(lines.encode(), known))


def long_csv_text(
    long: LongCsv, header: Header, choosing: Choosing, *, may_have_totals: bool = False
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the rows below a header as text, and what is wrong with them.

    Parameters
    ----------
    long : LongCsv
    header : Header
        Of its first rows.
    choosing : Choosing
        Which rows are wanted; it is told of all of them.
    may_have_totals : bool
        Whether a row named 'Total' may be one like others.

    Raises
    ------
    Unreadable
        If it cannot be split into cells.
    """
    width = max(len(cells) for _, cells in long.first if any(cells))
    positions = [str(position) for position in range(width)]
    met = _Rows()
    columns: dict[int, list[pa.Array]] = {position: [] for position in header.positions}
    surplus: list[tuple[int, int]] = []
    stay: list[np.ndarray] = []
    rows = 0
    for whole in _batches(long, header.row, positions, met):
        stays = _wanted(whole, sum(map(len, stay)), header, choosing)
        stay.append(stays)
        batch = whole if choosing.is_any else whole.filter(pa.array(stays))
        for position in columns:
            columns[position].append(without_blanks(batch.column(position)).cast(pa.string()))
        for position in set(range(width)) - set(columns):
            filled = pc.is_valid(without_blanks(batch.column(position)))
            at = np.flatnonzero(filled.to_numpy(zero_copy_only=False))
            surplus += [(rows + int(at[0]), position)] if len(at) else []
        rows += batch.num_rows
    stayed = np.concatenate(stay) if stay else np.zeros(0, dtype=bool)
    every_number = _numbers(len(stayed), header.row, [*met.blank, *met.wrong])
    numbers = every_number[stayed]
    faults = choosing.faults(every_number)
    if met.wrong:
        sentence = "A row has more or fewer cells than the header."
        remedy = "Put text with a comma in quotation marks, and give every row all cells."
        faults.append(Fault(sentence, remedy, tuple(met.wrong)))
    for row, position in surplus[:1]:
        is_beyond = position > max(header.positions)
        raise Unreadable(*(OVERFULL if is_beyond else NAMELESS), int(numbers[row]))
    cells = {
        name: pa.chunked_array(columns[position], pa.string())
        for position, name in zip(header.positions, header.names, strict=True)
    }
    for position, written, column in zip(
        header.positions, header.written, cells.values(), strict=True
    ):
        may_be = may_have_totals or position in choosing.wanted
        faults += _cell_faults(written, column, numbers, may_have_totals=may_be)
    index = pd.Index(numbers, dtype="int64", name="row")
    arrays = {name: pd.array(column, dtype="string") for name, column in cells.items()}
    return pd.DataFrame(arrays, index=index).dropna(how="all"), faults


def _wanted(batch: pa.RecordBatch, first: int, header: Header, choosing: Choosing) -> np.ndarray:
    """Return which rows of a batch are wanted; they are the first-th and later ones."""
    if choosing.is_any:
        return np.ones(batch.num_rows, dtype=bool)
    places = np.arange(first, first + batch.num_rows)

    def filled(at: int) -> int:
        cells = [batch.column(position)[at].as_py() for position in header.positions]
        return sum(1 for cell in cells if cell and cell.strip())

    return choosing.keeps(batch.column, places, filled)


def _batches(
    long: LongCsv, header_row: int, positions: list[str], met: _Rows
) -> Iterator[pa.RecordBatch]:
    read = arrow_csv.ReadOptions(
        use_threads=False,
        block_size=BYTES_OF_BLOCK,
        skip_rows=header_row,
        column_names=positions,
        encoding="utf8" if long.encoding == "utf-8-sig" else long.encoding,
    )
    parse = arrow_csv.ParseOptions(
        delimiter=long.delimiter,
        newlines_in_values=True,
        ignore_empty_lines=False,
        invalid_row_handler=met.met,
    )
    convert = arrow_csv.ConvertOptions(
        column_types=dict.fromkeys(positions, pa.string()), strings_can_be_null=False
    )
    try:
        with arrow_csv.open_csv(long.path, read, parse, convert) as reader:
            yield from reader
    except (pa.ArrowException, OSError, ValueError):
        raise Unreadable(
            "The file cannot be split into cells.",
            "Close every quotation mark, and leave nothing between it and the delimiter.",
        ) from None


def _numbers(rows: int, header_row: int, left_out: list[int]) -> np.ndarray:
    """Return the row numbers of the rows that were read."""
    every = np.arange(header_row + 1, header_row + 1 + rows + len(left_out))
    return every[~np.isin(every, left_out)]


def _cell_faults(
    name: str, column: pa.ChunkedArray, numbers: np.ndarray, *, may_have_totals: bool
) -> Iterator[Fault]:
    """Yield the cells of a column that are failed formulas, and those that name a total."""
    failed = pc.is_in(column, value_set=pa.array(sorted(FORMULA_ERRORS)))
    like_totals = pc.match_substring(column, "total", ignore_case=True)
    named = column.filter(like_totals).unique().to_pylist()
    totals = [cell for cell in named if fold(cell) in TOTALS and not may_have_totals]
    is_total = pc.is_in(column, value_set=pa.array(totals, pa.string()))
    for is_wrong, (sentence, remedy), of_column in (
        (failed, FAILED_FORMULA, name),
        (is_total, (TOTAL_SENTENCE, TOTAL_REMEDY), ""),
    ):
        rows = numbers[is_wrong.combine_chunks().to_numpy(zero_copy_only=False)]
        if len(rows):
            yield Fault(sentence, remedy, tuple(int(row) for row in rows), of_column)


def _encoding_throughout(path: Path) -> str:
    """Return UTF-8 where every byte is, else Windows text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf_8, has_signs_of_it = True, False
    with path.open("rb") as file:
        while is_utf_8 or not has_signs_of_it:
            chunk = file.read(CHUNK)
            if b"\x00" in chunk:
                raise Unreadable(*NO_TEXT)
            has_signs_of_it |= OF_UTF_8.search(chunk) is not None
            try:
                decoder.decode(chunk if is_utf_8 else b"", final=not chunk)
            except UnicodeDecodeError:
                is_utf_8 = False
            if not chunk:
                return "utf-8-sig" if is_utf_8 else WINDOWS
    raise Unreadable(*MIXED)

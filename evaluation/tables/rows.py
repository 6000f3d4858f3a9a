"""What is wrong with the rows of a table before any column is looked at for its meaning.

In: rows below the header. Out: faults of totals, notes, repeated headers, cells without a column,
failed formulas, and rows that are there twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import pandas as pd

from evaluation.tables.cells import FORMULA_ERRORS, Cells
from evaluation.tables.header import Header
from evaluation.tables.numbers import NUMBER
from evaluation.tables.periods import is_period
from evaluation.tables.sentences import Fault, in_words
from evaluation.workspace.names import fold

TOTALS = frozenset({"total", "totals", "grand_total", "sub_total", "subtotal", "overall_total"})
TOTAL_SENTENCE, TOTAL_REMEDY = "A row is a total.", "Remove it: totals are added up here."
FAILED_FORMULA = ("A formula gives an error.", "Correct the formula or type the value.")
OVERFULL = (
    "There are more cells than the header has columns.",
    "Put text with a comma in quotation marks, or name the column.",
)
COLUMNS_BESIDE_A_NOTE = 3  # a row of a narrower table may well have one cell


def row_faults(
    header: Header, *, may_have_totals: bool = False, chosen_by: Collection[int] = ()
) -> list[Fault]:
    """Return the faults of the rows of a file, all at once.

    Parameters
    ----------
    header : Header
    may_have_totals : bool
        Whether a row named 'Total' may be one like others.
    chosen_by : collection of int
        Positions of the columns that rows were chosen by: a 'Total' there is one that is wanted.
    """
    return [
        *repeated_names(header),
        *_overfull(header),
        *_failed(header),
        *_rows_that_are_none(header, may_have_totals=may_have_totals, chosen_by=chosen_by),
    ]


def identical_rows(text: pd.DataFrame, *, are_dropped: bool) -> tuple[pd.DataFrame, list[Fault]]:
    """Return a table without rows that are equal to one above in every cell, and what to say.

    Parameters
    ----------
    text : DataFrame of "string" columns
        The index is the row number.
    are_dropped : bool
        Whether they may be left out, as 'duplicates: drop-identical' says; else it is an error.
    """
    is_again = text.duplicated()
    if not is_again.any():
        return text, []
    rows = tuple(int(row) for row in text.index[is_again])
    if are_dropped:
        noun, verb = ("row equals", "was") if len(rows) == 1 else ("rows equal", "were")
        sentence = f"{len(rows)} {noun} a row above in every cell and {verb} left out."
        told = Fault(sentence, "Nothing need be done.", rows, severity="warning")
    else:
        remedy = "Remove it, or write 'duplicates: drop-identical' beside the path."
        told = Fault("A row equals a row above in every cell.", remedy, rows)
    return text[~is_again], [told]


def repeated_names(header: Header) -> list[Fault]:
    """Return the columns that are there more than once."""
    alike: dict[str, list[str]] = {}
    for name, written in zip(header.names, header.written, strict=True):
        alike.setdefault(fold(name), []).append(written)
    return [_repeated(ours, found, header.row) for ours, found in alike.items() if len(found) > 1]


def _repeated(ours: str, written: list[str], row: int) -> Fault:
    sentence = f"The column '{written[0]}' is there {len(written)} times."
    if len({fold(each) for each in written}) > 1:
        listed = in_words([f"'{each}'" for each in written])
        sentence = f"The columns {listed} are all read as '{ours}'."
    return Fault(sentence, "Keep one of them.", (row,), written[0])


def _overfull(header: Header) -> list[Fault]:
    named = set(header.positions)
    width = max(named) + 1
    rows = tuple(number for number, cells in header.body if any(cells[width:]))
    return [Fault(*OVERFULL, rows)] if rows else []


def _failed(header: Header) -> list[Fault]:
    faults: list[Fault] = []
    for position, name in zip(header.positions, header.written, strict=True):
        rows = tuple(
            number
            for number, cells in header.body
            if position < len(cells) and cells[position] in FORMULA_ERRORS
        )
        if rows:
            faults.append(Fault(*FAILED_FORMULA, rows, name))
    return faults


def _rows_that_are_none(
    header: Header, *, may_have_totals: bool, chosen_by: Collection[int]
) -> Iterator[Fault]:
    """Yield totals, notes and repeated headers among the rows."""
    named = {fold(name) for name in header.written}
    totals, notes, headers = [], [], []
    for number, cells in header.body:
        filled = [str(cell) for cell in cells if cell]
        told = [str(cell) for n, cell in enumerate(cells) if cell and n not in chosen_by]
        if any(fold(cell) in TOTALS for cell in told if not NUMBER.fullmatch(cell)):
            totals.append(number)
        elif len(filled) > 1 and all(fold(cell) in named for cell in filled):
            headers.append(number)
        elif _is_note(filled, header.positions):
            notes.append(number)
    for rows, sentence, remedy in (
        ([] if may_have_totals else totals, TOTAL_SENTENCE, TOTAL_REMEDY),
        (headers, "A row repeats the header.", "Remove it."),
        (notes, "A row has text in one cell only.", "Remove notes below and between the rows."),
    ):
        if rows:
            yield Fault(sentence, remedy, tuple(rows))


def _is_note(filled: Sequence[str], columns: Sequence[int]) -> bool:
    return (
        len(columns) >= COLUMNS_BESIDE_A_NOTE
        and len(filled) == 1
        and " " in filled[0]
        and not NUMBER.fullmatch(filled[0])
        and not is_period(filled[0])
    )


def merged_faults(header: Header, merged: Sequence[tuple[int, int]]) -> list[Fault]:
    """Return the rows below the header over which cells are merged."""
    rows = tuple(sorted({first for first, last in merged if last > header.row and last > first}))
    sentence = "Cells are merged over several rows."
    return [Fault(sentence, "Unmerge them and fill in every cell.", rows)] if rows else []


def cells_of(header: Header) -> list[Cells]:
    """Return the cells of the named columns, rows cut short filled up with nothing."""
    width = max(header.positions) + 1
    is_plain = header.positions == tuple(range(width))
    if is_plain:
        return [[*cells[:width], *[None] * (width - len(cells))] for _, cells in header.body]
    return [
        [cells[n] if n < len(cells) else None for n in header.positions] for _, cells in header.body
    ]

"""Find the row of column names, below titles or in two rows, and give columns their known names.

In: the rows of a file that are not blank, the columns that are known, and what project.yml says
of theirs. Out: the header's row, the names of the columns, and the rows below.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from evaluation.tables.cells import Cells, Grid, Unreadable
from evaluation.tables.numbers import NUMBER
from evaluation.tables.periods import parse_period
from evaluation.tables.sentences import Fault, in_words, suggestion
from evaluation.workspace.names import fold
from evaluation.workspace.table_reading import COLUMNS_OF_ONE_KPI, TableReading

HEADER_SEARCH_ROWS = 20  # how far down a header is looked for
ABSENT = "'{key}' names '{name}', which the table does not have."
PERIODS_OF_A_PIVOT = 3
WIDE = (
    "The periods stand side by side in the header, each in a column of its own.",
    "Give each period a row of its own; in Excel: Data, From Table/Range, Unpivot Columns.",
)
NO_ROWS = ("The table has a header but no rows.", "Add the rows.")
COLUMNS_OF_A_HEADER = 2  # a row with so many known names is a header


@dataclass(frozen=True)
class Names:
    """The columns that are known, and how a file may call them.

    Parameters
    ----------
    known : tuple of str
        Columns that the table may have, folded.
    theirs : mapping of folded name to column
        What project.yml says.
    written : mapping of folded name to how project.yml writes it
    of_kpis : frozenset of str
        Folded names of columns that are given to KPIs, and keep their own name.
    """

    known: tuple[str, ...]
    theirs: Mapping[str, str]
    written: Mapping[str, str]
    of_kpis: frozenset[str] = frozenset()

    @classmethod
    def of(cls, known: Collection[str], reading: TableReading) -> Names:
        """Return the names of a table."""
        theirs = {fold(name): fold(ours) for name, ours in reading.renamed.items()}
        written = {fold(name): name for name in reading.columns}
        of_kpis = frozenset(fold(each.theirs) for each in reading.kpi_columns)
        return cls(tuple(known), theirs, written, of_kpis)

    @property
    def all_known(self) -> set[str]:
        """Every folded name that a header may have."""
        return {*self.known, *self.theirs, *self.of_kpis}

    @property
    def wanted(self) -> list[str]:
        """What to look for in a header, in their words where there are any."""
        renamed = {ours: self.written[name] for name, ours in self.theirs.items()}
        of_kpis = [self.written[name] for name in self.written if name in self.of_kpis]
        shared = [name for name in self.known if not (of_kpis and name in COLUMNS_OF_ONE_KPI)]
        return [*(renamed.get(name, name) for name in shared), *of_kpis]

    def name(self, written: str) -> str:
        """Return the known name of a column, or the name as it is written."""
        folded = fold(written)
        if folded in self.of_kpis:
            return written
        return self.theirs.get(folded) or (folded if folded in self.known else written)

    def count(self, cells: Cells) -> int:
        """Return how many cells are known names."""
        known = self.all_known
        return sum(fold(cell) in known for cell in cells if cell)


@dataclass(frozen=True)
class Header:
    """Where the column names stand.

    Parameters
    ----------
    row : int
        Number of the header's row in the file.
    positions : tuple of int
        The columns that have a name, from 0.
    names : tuple of str
        Their names, known ones as they are known.
    written : tuple of str
        The same as the file writes them.
    body : list of (row number, cells)
        The rows below it that are not blank.
    notes : tuple of Fault
        Warnings.
    """

    row: int
    positions: tuple[int, ...]
    names: tuple[str, ...]
    written: tuple[str, ...]
    body: Grid
    notes: tuple[Fault, ...] = ()


def header_of(grid: Grid, names: Names, header_row: int | None) -> Header:
    """Return the header of a file.

    Raises
    ------
    Unreadable
        If there is none, if there are several, or if a column with data has no name.
    """
    filled = [(number, cells) for number, cells in grid if any(cells)]
    if not filled:
        raise Unreadable("The table is empty.", "Put the table in it or correct the path.")
    at = _said(filled, names, header_row) if header_row else _found(filled, names)
    number, cells = filled[at]
    body = filled[at + 1 :]
    if _holds_periods(cells):
        raise Unreadable(*WIDE, number)
    if not body:
        raise Unreadable(*NO_ROWS)
    _refuse_two_rows(number, cells, body[0][1], names)
    has_data = _columns_with_data(body)
    width = max([position for position, cell in enumerate(cells, start=1) if cell])
    nameless = [n for n in range(width) if not cells[n] and n in has_data]
    if nameless:
        where = in_words([str(position + 1) for position in nameless])
        sentence = f"A column has no name (counted from the left: {where})."
        raise Unreadable(sentence, "Name it.", number)
    positions = tuple(n for n in range(width) if cells[n])
    written = tuple(str(cells[n]) for n in positions)
    notes: tuple[Fault, ...] = ()
    if at and not header_row:
        sentence = f"The header is in row {number}; the rows above it were not read."
        remedy = f"Write 'header_row: {number}' beside the path to confirm it."
        notes = (Fault(sentence, remedy, severity="warning"),)
    return Header(number, positions, tuple(map(names.name, written)), written, body, notes)


def _said(filled: Grid, names: Names, header_row: int) -> int:
    at = next((n for n, (number, _) in enumerate(filled) if number == header_row), None)
    if at is not None and names.count(filled[at][1]):
        return at
    where = next((n for n, c in filled[:HEADER_SEARCH_ROWS] if names.count(c) > 1), None)
    found = f"Row {where} has some." if where else f"Look for: {', '.join(names.wanted)}."
    sentence = f"Row {header_row}, 'header_row', does not name columns of this table."
    raise Unreadable(sentence, found)


def _found(filled: Grid, names: Names) -> int:
    counts = [names.count(cells) for _, cells in filled[:HEADER_SEARCH_ROWS]]
    candidates = [n for n, count in enumerate(counts) if count >= COLUMNS_OF_A_HEADER]
    if counts[0] and counts[0] >= max(counts):
        return 0
    if not candidates:
        raise _no_header(filled, names)
    most = [n for n in candidates if counts[n] == max(counts)]
    if len(most) > 1:
        rows = in_words([str(filled[n][0]) for n in most])
        raise Unreadable(
            f"The rows {rows} could all be the header.",
            "Keep one, or write 'header_row:' beside the path.",
        )
    return most[0]


def _no_header(filled: Grid, names: Names) -> Unreadable:
    for number, cells in filled[:HEADER_SEARCH_ROWS]:
        if _holds_periods(cells):
            return Unreadable(*WIDE, number)
        for name in names.written.values():
            if near := suggestion(name, [str(cell) for cell in cells if cell]):
                return Unreadable(ABSENT.format(key="columns", name=name), near)
    remedy = (
        f"The first row must name columns of: {', '.join(names.wanted)}. "
        "If it has names of its own, say under 'columns:' beside the path which is which."
    )
    sentence = "There is no header row with columns of this table."
    return Unreadable(sentence, remedy, filled[0][0])


def _holds_periods(cells: Cells) -> bool:
    """Return whether a row names periods, as the header of a pivot table does."""
    found = (
        parse_period(cell, "monthly") or parse_period(cell, "quarterly") for cell in cells if cell
    )
    return sum(start is not None for start in found) >= PERIODS_OF_A_PIVOT


def _columns_with_data(body: Grid) -> set[int]:
    found: set[int] = set()
    for _, cells in body:
        found.update(n for n, cell in enumerate(cells) if cell)
    return found


def _refuse_two_rows(number: int, header: Cells, below: Cells, names: Names) -> None:
    """Refuse a header whose blank cells are filled by names in the next row."""
    blank = [n for n, cell in enumerate(header) if not cell]
    below_blank = [below[n] for n in blank if n < len(below) and below[n]]
    has_names = any(fold(str(cell)) in names.all_known for cell in below_blank)
    is_text = below_blank and not any(NUMBER.fullmatch(str(cell)) for cell in below if cell)
    if names.count(below) and (has_names or is_text):
        raise Unreadable(
            f"The header takes two rows, {number} and {number + 1}.",
            "Unmerge its cells and put the whole name of each column in one row.",
        )


def mapping_faults(header: Header, names: Names, reading: TableReading) -> list[Fault]:
    """Return what is wrong with `columns`, `rows` and `constants`, seen against the file."""
    present = {fold(name): name for name in header.written}
    faults = []
    for key, named in (("columns", reading.columns), ("rows", reading.rows)):
        for name in named:
            if fold(name) not in present:
                listed = f"The table has: {', '.join(header.written)}."
                remedy = suggestion(name, header.written, otherwise=listed)
                faults.append(Fault(ABSENT.format(key=key, name=name), remedy))
    for key, wanted in (("columns", reading.renamed.values()), ("constants", reading.constants)):
        for name in wanted:
            if fold(name) not in names.known:
                remedy = suggestion(
                    name, names.known, otherwise=f"Known columns: {', '.join(names.known)}."
                )
                sentence = f"'{key}' names '{name}', which is not a column of this table."
                faults.append(Fault(sentence, remedy))
    for name in reading.constants:
        if fold(name) in header.names:
            sentence = f"'constants' gives '{name}', which the table has too."
            faults.append(Fault(sentence, "Remove it from 'constants'.", column=fold(name)))
    return faults

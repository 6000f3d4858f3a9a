"""Keep the rows of a table that `rows:` beside its path chooses, such as those of one trust.

In: the header of a file, what project.yml asks of its columns, and the cells of these columns as
Arrow texts, at once or part by part. Out: which rows stay, and what is wrong with the choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evaluation.tables.arrow_texts import without_blanks
from evaluation.tables.header import Header, Names
from evaluation.tables.sentences import Fault
from evaluation.workspace.names import fold
from evaluation.workspace.table_reading import TableReading

CELLS_OF_A_NOTE = 1  # a row with so many is no row of data: a source or a footnote

NO_VALUE = "No row has the value '{value}' in '{name}', which 'rows' asks for."
NO_ROW = "No row has everything that 'rows' asks for."
BLANK = "'{name}' is empty in a row, and 'rows' chooses by it."


def same_text(text: str) -> str:
    """Return a text so that case and the number of spaces do not matter.

    Examples
    --------
    >>> same_text(" Royal  Bournemouth ") == same_text("ROYAL BOURNEMOUTH")
    True
    """
    return " ".join(text.split()).casefold()


@dataclass
class Choosing:
    """What is asked of the rows of a table, and what was met so far.

    Parameters
    ----------
    wanted : mapping of a column's position to (its name, {value as compared: as written})
    """

    wanted: Mapping[int, tuple[str, Mapping[str, str]]]
    _met: dict[int, set[str]] = field(default_factory=dict)
    _blank: dict[str, list[int]] = field(default_factory=dict)
    _kept: int = 0

    @classmethod
    def of(cls, written: Sequence[str], positions: Sequence[int], how: TableReading) -> Choosing:
        """Return what project.yml asks of the rows.

        Parameters
        ----------
        written : sequence of str
            The names of a table's columns as it writes them.
        positions : sequence of int
            Where they stand.
        how : TableReading
            It names no column that the table does not have.
        """
        at = {fold(name): place for name, place in zip(written, positions, strict=True)}
        return cls(
            {
                at[fold(name)]: (name, {same_text(value): value for value in values})
                for name, values in how.rows.items()
            }
        )

    @property
    def is_any(self) -> bool:
        """Whether every row is wanted."""
        return not self.wanted

    def keeps(
        self, column: Callable[[int], pa.Array], rows: np.ndarray, filled: Callable[[int], int]
    ) -> np.ndarray:
        """Return which of some rows stay.

        Parameters
        ----------
        column : callable
            From a position to the texts of that column in these rows.
        rows : ndarray of int
            Their numbers, or their places from 0.
        filled : callable
            From an index within these rows to how many cells of that row are filled.
        """
        stays = np.ones(len(rows), dtype=bool)
        blanks: dict[str, np.ndarray] = {}
        for position, (name, values) in self.wanted.items():
            fits, is_blank = self._fits(position, without_blanks(column(position)), values)
            stays &= fits | is_blank
            blanks[name] = is_blank
        for name, is_blank in blanks.items():
            doubtful = [int(at) for at in np.flatnonzero(stays & is_blank)]
            told = [int(rows[at]) for at in doubtful if filled(at) > CELLS_OF_A_NOTE]
            self._blank.setdefault(name, []).extend(told)
        for is_blank in blanks.values():
            stays &= ~is_blank
        self._kept += int(stays.sum())
        return stays

    def _fits(
        self, position: int, column: pa.DictionaryArray, values: Mapping[str, str]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return which cells of a column are wanted, and which are blank."""
        compared = [same_text(each) if each else None for each in column.dictionary.to_pylist()]
        used = set(pc.unique(column.indices).to_pylist())
        met = {cell for code, cell in enumerate(compared) if code in used and cell in values}
        self._met.setdefault(position, set()).update(str(cell) for cell in met)
        is_wanted = pa.array([None if cell is None else cell in values for cell in compared])
        fits = is_wanted.cast(pa.bool_()).take(column.indices)
        as_numpy = pc.fill_null(fits, fill_value=False).to_numpy(zero_copy_only=False)
        return as_numpy, pc.is_null(fits).to_numpy(zero_copy_only=False)

    def faults(self, numbers: np.ndarray | None = None) -> list[Fault]:
        """Return what is wrong with the choice, once all rows were seen.

        Parameters
        ----------
        numbers : ndarray of int, optional
            The number of each row, where `keeps` was told its place from 0 instead.
        """
        if self.is_any:
            return []
        found = list(self._absent())
        for name, places in self._blank.items():
            if places:
                rows = tuple(int(at if numbers is None else numbers[at]) for at in places)
                remedy = "Fill it in, or remove the row."
                found.append(Fault(BLANK.format(name=name), remedy, rows, name))
        if not self._kept and not found:
            remedy = "Each value is there, but not together in a row: correct 'rows'."
            found.append(Fault(NO_ROW, remedy))
        return found

    def _absent(self) -> Iterator[Fault]:
        for position, (name, values) in self.wanted.items():
            for compared, value in values.items():
                if compared not in self._met.get(position, ()):
                    sentence = NO_VALUE.format(value=value, name=name)
                    yield Fault(sentence, "Write it as the file does; case does not matter.")


def chosen(header: Header, how: TableReading) -> tuple[Header, list[Fault]]:
    """Return a header with those rows below it that are wanted, and what is wrong.

    Parameters
    ----------
    header : Header
        Of a table whose cells are all there.
    how : TableReading
        It names no column that the table does not have.
    """
    choosing = Choosing.of(header.written, header.positions, how)
    if choosing.is_any:
        return header, []
    body = header.body

    def column(position: int) -> pa.Array:
        cells = [row[position] if position < len(row) else None for _, row in body]
        return pa.array(cells, pa.string())

    rows = np.array([number for number, _ in body], dtype="int64")
    stays = choosing.keeps(column, rows, lambda at: sum(1 for cell in body[at][1] if cell))
    kept = [row for row, is_kept in zip(body, stays, strict=True) if is_kept]
    return replace(header, body=kept), choosing.faults()


def only_chosen_by(header: Header, names: Names, how: TableReading) -> list[str]:
    """Return the columns that serve to choose rows and for nothing else, by their names here."""
    choose = {fold(name) for name in how.rows}
    return [
        name
        for name, written in zip(header.names, header.written, strict=True)
        if fold(written) in choose - names.of_kpis and name not in names.known
    ]

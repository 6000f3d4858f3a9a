"""Everything that one run publishes of the same people, so that nothing can be subtracted.

Tables are entered one after another. Each new one is protected against all that were entered
before, whose cells stay as they are: what is printed in two places is printed alike, and a total in
one table does not give away a hidden part in another.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from evaluation.disclosure.attack import Cell, Sum, cells_of, solution, sums_matrix
from evaluation.disclosure.margins import Margins
from evaluation.disclosure.rules import DisclosureRule
from evaluation.disclosure.secondary import FEWEST_POSSIBLE, suppress
from evaluation.errors import InvalidInput

REMAINDER = "remainder"  # of a whole: what none of its groups has


@dataclass(frozen=True)
class Ledger:
    """The counts published so far under a rule that suppresses.

    Parameters
    ----------
    rule : DisclosureRule
    fewest : int
        How many counts must stay possible for each small one.
    counts : mapping of cell to int
        True counts; those that came suppressed are some that fit.
    sums : tuple of Sum
    hidden : frozenset of cells
        What is not printed.
    """

    rule: DisclosureRule
    fewest: int = FEWEST_POSSIBLE
    counts: Mapping[Cell, int] = field(default_factory=dict)
    sums: tuple[Sum, ...] = ()
    hidden: frozenset[Cell] = frozenset()

    def enter(
        self,
        counts: Mapping[Cell, int | None],
        sums: Sequence[Sum],
        *,
        unprinted: Collection[Cell] = (),
        weights: Mapping[Cell, float] | None = None,
    ) -> Ledger:
        """Return a ledger with further counts, protected against everything published before.

        Parameters
        ----------
        counts : mapping of cell to int or None
            True counts of new cells; None where a count came suppressed already.
        sums : sequence of Sum
            Over new cells and those of before.
        unprinted : collection of cells
            New cells that a reader can work out but that are not printed.
        weights : mapping of cell to float, optional
            How much the loss of a new cell matters.

        Raises
        ------
        InvalidInput
            If counts that came suppressed fit nothing, or a small count cannot be protected.
        """
        every = (*self.sums, *sums)
        absent = [cell for cell, count in counts.items() if count is None]
        known = {cell: count for cell, count in counts.items() if count is not None}
        filled = {**self.counts, **known}
        filled.update(_filled_in(absent, filled, every, self.rule))
        margins = Margins(
            filled,
            every,
            hidden=frozenset((*self.hidden, *unprinted, *absent)),
            kept=frozenset(cell for cell in self.counts if cell not in self.hidden),
            weights=weights or {},
        )
        found = suppress(margins, self.rule, self.fewest)
        return replace(self, counts=filled, sums=every, hidden=found.hidden)

    def enter_table(
        self,
        name: str,
        frame: pd.DataFrame,
        columns: Sequence[str],
        sums: Sequence[tuple[str, Sequence[str]]],
        *,
        unprinted: Collection[str] = (),
        weights: Mapping[str, float] | None = None,
        whole: tuple[str, pd.DataFrame, Sequence[str]] | None = None,
    ) -> Ledger:
        """Return a ledger with a table of counts.

        Parameters
        ----------
        name : str
            Of the table; its cells are (name, row position, column).
        frame : DataFrame
            True counts.
        columns : sequence of str
            Columns of counts.
        sums : sequence of (column, columns)
            Which column is the sum of which others in every row.
        unprinted : collection of str
            Columns that a reader can work out but that are not printed.
        weights : mapping of column to float, optional
            How much the loss of a cell in a column matters.
        whole : (name, frame, keys), optional
            A table entered before whose rows the rows of this one with the same keys add up to.
            What none of the groups has is protected like a count of its own; where groups
            overlap, nothing can be subtracted.
        """
        counts = _cells(name, frame, columns)
        equations = [
            Sum((name, row, column), tuple((name, row, part) for part in parts))
            for row in range(len(frame))
            for column, parts in sums
        ]
        column_of = {(name, row, column): column for row in range(len(frame)) for column in columns}
        quiet: list[Cell] = [cell for cell, column in column_of.items() if column in unprinted]
        if whole is not None:
            tied, rests = self._tied(counts, frame, columns, name, whole)
            equations, counts, quiet = [*equations, *tied], {**counts, **rests}, [*quiet, *rests]
        by_column = weights or {}
        return self.enter(
            counts,
            equations,
            unprinted=quiet,
            weights={cell: by_column.get(column, 1.0) for cell, column in column_of.items()},
        )

    def shown(self, name: str, frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
        """Return a copy of a table that was entered as it may be published: NA where hidden."""
        made = {}
        for column in columns:
            cells = [(name, row, column) for row in range(len(frame))]
            values = pd.Series([self.counts[cell] for cell in cells], frame.index, dtype="Int64")
            is_hidden = [cell in self.hidden for cell in cells]
            made[column] = self.rule.rounded(values).mask(np.array(is_hidden, dtype="bool"))
        return frame.assign(**made)

    def _tied(
        self,
        counts: Mapping[Cell, int | None],
        frame: pd.DataFrame,
        columns: Sequence[str],
        name: str,
        whole: tuple[str, pd.DataFrame, Sequence[str]],
    ) -> tuple[list[Sum], dict[Cell, int | None]]:
        """Return the sums of groups to wholes, and what none of the groups has."""
        of, wholes, keys = whole
        place: dict[Hashable, int] = {
            key: row
            for row, key in enumerate(wholes[list(keys)].itertuples(index=False, name=None))
        }
        rows: dict[int, list[int]] = {}
        for row, key in enumerate(frame[list(keys)].itertuples(index=False, name=None)):
            if key in place:
                rows.setdefault(place[key], []).append(row)
        equations: list[Sum] = []
        rests: dict[Cell, int | None] = {}
        for at, members in rows.items():
            for column in columns:
                parts = [(name, row, column) for row in members]
                known = [counts[part] for part in parts]
                given = [count for count in known if count is not None]
                rest = self.counts[(of, at, column)] - sum(given)
                if len(given) < len(known):
                    rest = 0
                if rest < 0:
                    continue
                left = (f"{name}, {REMAINDER}", at, column)
                rests[left] = rest
                equations.append(Sum((of, at, column), (*parts, left)))
        return equations, rests


def _keys_of(frame: pd.DataFrame, keys: Sequence[str]) -> list[tuple[Hashable, ...]]:
    return list(zip(*(frame[key] for key in keys), strict=True)) if keys else [()] * len(frame)


def _cells(name: str, frame: pd.DataFrame, columns: Sequence[str]) -> dict[Cell, int | None]:
    return {
        (name, row, column): None if pd.isna(count) else int(count)
        for column in columns
        for row, count in enumerate(frame[column])
    }


def _filled_in(
    absent: Sequence[Cell],
    known: Mapping[Cell, int],
    sums: Sequence[Sum],
    rule: DisclosureRule,
) -> dict[Cell, int]:
    """Return counts that fit for cells that came suppressed: small ones where that is possible."""
    if not absent:
        return {}
    touched = [s for s in sums if {s.whole, *s.parts} & set(absent)]
    cells = cells_of(touched, *absent)
    place = {cell: number for number, cell in enumerate(cells)}
    most = 2 * max(known.values(), default=0) + rule.largest_suppressed
    zeros = np.zeros(len(touched))
    linear = [(sums_matrix(touched, place, len(cells)), zeros, zeros)] if touched else []
    small = (max(rule.smallest_suppressed, 1), rule.largest_suppressed)
    for span in (small, (0, most)):
        ends = [(known[cell], known[cell]) if cell in known else span for cell in cells]
        solved = solution(np.zeros(len(cells)), linear, np.array(ends, dtype=float))
        if solved is not None:
            return {cell: solved[place[cell]] for cell in absent}
    raise InvalidInput(
        "A table came with suppressed counts that fit none of its totals.",
        "Correct the totals, or give true counts: small ones are suppressed here.",
    )

"""The search for the cheapest cells to hide, one small count after another.

In: margins and the small counts among them. Out: the cells hidden, and what a reader makes of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from evaluation.disclosure.attack import (
    Cell,
    Span,
    Sum,
    Ties,
    cells_of,
    extreme_table,
    fits,
    solution,
    sums_matrix,
)
from evaluation.disclosure.margins import Margins
from evaluation.disclosure.rules import DisclosureRule
from evaluation.errors import InvalidInput

ROOM: Final = 100  # a count hidden to protect others may be up to twice the largest and so much
FARTHEST: Final = 50  # how far another table may differ in one cell: keeps the programme exact
ENDS: Final = 2  # the least and the most are two counts that are possible
SIZE_SHARE: Final = 0.5  # of a cell's cost, for the largest: fewer cells matter more than smaller


class Search:
    """The cells hidden so far, and the other tables that a reader cannot tell from the true one.

    Another table that fits everything printed is a witness for each small count that it has
    different: one programme proves many of them at once.
    """

    def __init__(
        self, margins: Margins, rule: DisclosureRule, primary: frozenset[Cell], fewest: int
    ) -> None:
        self.margins, self.rule, self.primary, self.fewest = margins, rule, primary, fewest
        self.hidden: set[Cell] = set(primary | margins.hidden)
        self.most = 2 * max(margins.counts.values(), default=0) + ROOM
        self.printed = _printed_spans(margins.counts, rule)
        self.seen_as_hidden: set[Cell] = set()  # small ones whose reader knows only that
        self.open: set[Cell] = set()  # small ones that rounding and hiding together cannot protect
        self.small = [cell for cell in margins.counts if cell in primary]  # as entered
        self._ties = Ties(margins.sums)
        self._witnesses: dict[Cell, list[dict[Cell, int]]] = {cell: [] for cell in self.small}

    def span(self, cell: Cell, *, knows_why: bool) -> Span:
        """Return what a hidden count may be by itself, to a reader."""
        if self.margins.counts[cell] == 0 and cell not in self.primary:
            return 0, 0
        if not knows_why or cell in self.margins.hidden - self.primary:
            return min(1, self.rule.smallest_suppressed), self.most
        if cell in self.primary:
            return self.rule.smallest_suppressed, self.rule.largest_suppressed
        return self.rule.largest_suppressed + 1, self.most

    def spans(self, *, knows_why: bool) -> dict[Cell, Span]:
        """Return what each cell may be to a reader: what is printed says how much was rounded."""
        return {
            cell: self.span(cell, knows_why=knows_why) if cell in self.hidden else printed
            for cell, printed in self.printed.items()
        }

    def is_proved(self, cell: Cell) -> bool:
        """Return whether so many counts of a small cell have a witness, each checked exactly."""
        knows_why = cell not in self.seen_as_hidden
        found = {self.margins.counts[cell]}
        for table in self._witnesses[cell]:
            if len(found) >= self.fewest:
                break
            if table[cell] not in found and all(
                _is_within(n, self._span_now(name, knows_why=knows_why))
                for name, n in table.items()
            ):
                found.add(table[cell])
        return len(found) >= self.fewest

    def is_safe(self, cell: Cell) -> bool:
        """Return whether so many counts stay possible for a small one; look for them if need be."""
        if self.is_proved(cell):
            return True
        knows_why = cell not in self.seen_as_hidden
        near = self._around(cell)
        tied = [name for name in cells_of(near, cell) if name in self.primary]
        spans = self._spans_of(near, cell, knows_why=knows_why)
        for sign in (1.0, -1.0):
            together = {name: sign / (self.most * len(tied)) for name in tied}
            self._look(near, spans, {**together, cell: sign})
            if self.is_proved(cell):
                return True
        for count in range(spans[cell][0], spans[cell][1] + 1) if self.fewest > ENDS else ():
            self._look(near, {**spans, cell: (count, count)}, {cell: 1.0})
        return self.is_proved(cell)

    def make_safe(self, cell: Cell) -> None:
        """Hide the cheapest further cells until a small count is safe.

        Raises
        ------
        InvalidInput
            If nothing that may be hidden makes it so, under a rule that does not round.
        """
        while cell not in self.open and not self.is_safe(cell):
            further = self._cheapest(cell)
            if further is not None:
                self.hidden |= further
            elif cell not in self.seen_as_hidden:
                self.seen_as_hidden.add(cell)
            elif self.rule.rounds:
                self.open.add(cell)
            else:
                raise InvalidInput(
                    "A small count of a table could be worked out from its margins, whatever else "
                    f"is hidden under disclosure rule {self.rule.name}.",
                    "Join groups, leave out a breakdown, or take a rule that rounds, such as hes.",
                )

    def all_safe(self, cells: Iterable[Cell]) -> bool:
        """Return whether all small counts of these are safe, but those that nothing can hide."""
        return all(self.is_safe(cell) for cell in cells if cell not in self.open)

    def show_again(self) -> None:
        """Show what was hidden for one small count and is not needed since others were."""
        extra = self.hidden - self.primary - self.margins.hidden
        for cell in sorted(extra, key=lambda name: (-self._cost_of(name), str(name))):
            near = [name for name in cells_of(self._around(cell)) if name in self.primary]
            self.hidden.discard(cell)
            if not self.all_safe(near):
                self.hidden.add(cell)

    def _span_now(self, cell: Cell, *, knows_why: bool) -> Span:
        return self.span(cell, knows_why=knows_why) if cell in self.hidden else self.printed[cell]

    def _around(self, cell: Cell) -> list[Sum]:
        """Return the sums that a cell is tied to through others that are not known exactly."""
        return self._ties.around(cell, self._is_known)

    def _is_known(self, name: Cell) -> bool:
        least, most = self.printed[name]
        return least == most and name not in self.hidden

    def _spans_of(self, near: Sequence[Sum], cell: Cell, *, knows_why: bool) -> dict[Cell, Span]:
        """Return what cells may be to a reader, within reach of their true counts."""
        return {
            name: self._close(name, self._span_now(name, knows_why=knows_why))
            for name in cells_of(near, cell)
        }

    def _close(self, name: Cell, span: Span) -> Span:
        count = self.margins.counts[name]
        return max(span[0], count - FARTHEST), min(span[1], count + FARTHEST)

    def _look(
        self, near: Sequence[Sum], spans: Mapping[Cell, Span], cost: Mapping[Cell, float]
    ) -> None:
        """Look for a table, and keep it as a witness of every small count that differs in it."""
        self._keep(extreme_table(near, spans, cost) or {})

    def _keep(self, table: dict[Cell, int]) -> None:
        for name, count in table.items():
            if name in self._witnesses and count != self.margins.counts[name]:
                self._witnesses[name].append(table)

    def _cheapest(self, cell: Cell) -> set[Cell] | None:
        """Return which cells to hide so that one more count than those proved fits too."""
        knows_why = cell not in self.seen_as_hidden
        proved = {self.margins.counts[cell], *(table[cell] for table in self._witnesses[cell])}
        if self.fewest == ENDS:
            proved = {self.margins.counts[cell]}
        first, last = self._close(cell, self.span(cell, knows_why=knows_why))
        found = []
        for ends in ((first, min(proved) - 1), (max(proved) + 1, last)):
            if ends[0] <= ends[1]:
                further = self._other_table(cell, ends, knows_why=knows_why)
                if further is not None:
                    found.append(further)
        return min(found, key=self._cost, default=None)

    def _cost(self, cells: set[Cell]) -> float:
        return sum(self._cost_of(cell) for cell in cells)

    def _cost_of(self, cell: Cell) -> float:
        share = self.margins.counts[cell] / self.most
        return self.margins.weights.get(cell, 1.0) * (1 + SIZE_SHARE * share)

    def _other_table(self, cell: Cell, ends: Span, *, knows_why: bool) -> set[Cell] | None:
        """Return what must be hidden for the cheapest other table with a cell between two ends."""
        near = self._ties.around(cell, lambda name: self._is_fixed(name) and self._is_known(name))
        cells = cells_of(near, cell)
        spans = {name: self._reach(name, knows_why=knows_why) for name in cells}
        spans[cell] = ends
        shown = [name for name in cells if name not in self.hidden and not self._is_fixed(name)]
        solved = self._differing(near, cells, spans, shown)
        if solved is None or not fits(solved, near, spans):
            return None
        self._keep(solved)
        return {name for name in shown if not _is_within(solved[name], self.printed[name])}

    def _is_fixed(self, name: Cell) -> bool:
        """Return whether a cell is shown and stays so: noughts, and what is published elsewhere."""
        is_nought = self.margins.counts[name] == 0 and name not in self.primary
        return is_nought or (name in self.margins.kept and name not in self.hidden)

    def _reach(self, name: Cell, *, knows_why: bool) -> Span:
        """Return what a cell may be in another table, were it hidden unless it is fixed."""
        if self._is_fixed(name):
            return self.printed[name]
        return self._close(name, self.span(name, knows_why=knows_why))

    def _differing(
        self,
        sums: Sequence[Sum],
        cells: Sequence[Cell],
        spans: Mapping[Cell, Span],
        shown: Sequence[Cell],
    ) -> dict[Cell, int] | None:
        """Return a table that fits and belies the cheapest of the cells that are shown.

        Numbers are the cells and, for each cell that is shown, by how much it is beyond what is
        printed; the sum of these, times the cells' costs, is made least.
        """
        place = {name: number for number, name in enumerate(cells)}
        width = len(cells) + len(shown)
        cost = np.zeros(width)
        ends = np.zeros((width, 2))
        ends[: len(cells)] = [spans[name] for name in cells]
        ends[len(cells) :, 1] = 2 * FARTHEST
        zeros = np.zeros(len(sums))
        beyond = np.zeros((2 * len(shown), width))
        upper = np.zeros(2 * len(shown))
        for number, name in enumerate(shown):
            least, most = self.printed[name]
            excess = len(cells) + number
            cost[excess] = self._cost_of(name)
            for row, sign, end in ((2 * number, 1, most), (2 * number + 1, -1, least)):
                beyond[row, place[name]], beyond[row, excess] = sign, -1
                upper[row] = sign * end
        linear = [
            (sums_matrix(sums, place, width), zeros, zeros),
            (csr_array(beyond), np.full(upper.size, -np.inf), upper),
        ]
        solved = solution(cost, [part for part in linear if part[1].size], ends)
        return None if solved is None else dict(zip(cells, solved[: len(cells)], strict=True))


def _printed_spans(counts: Mapping[Cell, int], rule: DisclosureRule) -> dict[Cell, Span]:
    """Return what the printed form of each count leaves possible, were it shown."""
    series = pd.Series(list(counts.values()), dtype="Int64")
    rounded = rule.rounded(series).tolist()
    return {cell: rule.possible(int(n)) for cell, n in zip(counts, rounded, strict=True)}


def _is_within(count: int, span: Span) -> bool:
    return span[0] <= count <= span[1]

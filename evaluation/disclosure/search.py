"""The search for the cheapest cells to hide, one small count after another.

In: margins and the small counts among them. Out: the cells hidden, and what a reader makes of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from evaluation.disclosure.attack import (
    Cell,
    Span,
    Sum,
    cells_of,
    fits,
    has_possible,
    neighbourhood,
    possible_range,
    solution,
    sums_matrix,
)
from evaluation.disclosure.margins import Margins
from evaluation.disclosure.rules import DisclosureRule
from evaluation.errors import InvalidInput

ROOM: Final = 100  # a count hidden to protect others may be up to twice the largest and so much
FARTHEST: Final = 1_000  # how far another table may differ in one cell: keeps the programme exact
SIZE_SHARE: Final = 0.5  # of a cell's cost, for the largest: fewer cells matter more than smaller


class Search:
    """The cells hidden so far, and what a reader makes of them."""

    def __init__(
        self, margins: Margins, rule: DisclosureRule, primary: frozenset[Cell], fewest: int
    ) -> None:
        self.margins, self.rule, self.primary, self.fewest = margins, rule, primary, fewest
        self.hidden: set[Cell] = set(primary | margins.hidden)
        self.most = 2 * max(margins.counts.values(), default=0) + ROOM
        self.printed = _printed_spans(margins.counts, rule)
        self.seen_as_hidden: set[Cell] = set()  # small ones whose reader knows only that

    def span(self, cell: Cell, *, knows_why: bool) -> Span:
        """Return what a hidden count may be by itself, to a reader."""
        if self.margins.counts[cell] == 0 and cell not in self.primary:
            return 0, 0
        if not knows_why or cell in self.margins.hidden - self.primary:
            return 1, self.most
        if cell in self.primary:
            return self.rule.smallest_suppressed, self.rule.largest_suppressed
        return self.rule.largest_suppressed + 1, self.most

    def spans(self, *, knows_why: bool) -> dict[Cell, Span]:
        """Return what each cell may be to a reader: what is printed says how much was rounded."""
        return {
            cell: self.span(cell, knows_why=knows_why) if cell in self.hidden else printed
            for cell, printed in self.printed.items()
        }

    def range_of(self, cell: Cell) -> Span:
        """Return what a reader can find out about a small count now."""
        spans = self.spans(knows_why=cell not in self.seen_as_hidden)
        count = self.margins.counts[cell]
        return possible_range(self.margins.sums, spans, cell) or (count, count)

    def is_safe(self, cell: Cell) -> bool:
        """Return whether so many counts stay possible for a small one."""
        spans = self.spans(knows_why=cell not in self.seen_as_hidden)
        return has_possible(self.margins.sums, spans, cell, self.fewest)

    def make_safe(self, cell: Cell) -> None:
        """Hide the cheapest further cells until a small count is safe."""
        while not self.is_safe(cell):
            least, most = self.range_of(cell)
            further = self._cheapest(cell, least, most)
            if further is None and cell not in self.seen_as_hidden:
                self.seen_as_hidden.add(cell)
            elif further is None:
                raise InvalidInput(
                    "A small count of a table could be worked out from its margins, whatever else "
                    f"is hidden under disclosure rule {self.rule.name}.",
                    "Join groups, leave out a margin, or choose a rule that rounds, such as hes.",
                )
            else:
                self.hidden |= further

    def _cheapest(self, cell: Cell, least: int, most: int) -> set[Cell] | None:
        """Return which cells to hide so that a count below or above its range fits too."""
        knows_why = cell not in self.seen_as_hidden
        found = []
        first, last = self.span(cell, knows_why=knows_why)
        for ends in ((first, least - 1), (most + 1, last)):
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
        counts = self.margins.counts
        sums = neighbourhood(
            self.margins.sums,
            cell,
            lambda name: self._is_fixed(name) and self.printed[name] == (counts[name],) * 2,
        )
        cells = cells_of(sums, cell)
        spans = {name: self._reach(name, knows_why=knows_why) for name in cells}
        spans[cell] = ends
        shown = [name for name in cells if name not in self.hidden and not self._is_fixed(name)]
        solved = self._differing(sums, cells, spans, shown)
        if solved is None or not fits(solved, sums, spans):
            return None
        return {name for name in shown if not _is_within(solved[name], self.printed[name])}

    def _is_fixed(self, name: Cell) -> bool:
        """Return whether a cell is shown and stays so: noughts, and what is published elsewhere."""
        is_nought = self.margins.counts[name] == 0 and name not in self.primary
        return is_nought or (name in self.margins.kept and name not in self.hidden)

    def _reach(self, name: Cell, *, knows_why: bool) -> Span:
        """Return what a cell may be in another table, within reach of its true count."""
        if self._is_fixed(name):
            return self.printed[name]
        count = self.margins.counts[name]
        least, most = self.span(name, knows_why=knows_why)
        return max(least, count - FARTHEST), min(most, count + FARTHEST)

    def _differing(
        self,
        sums: Sequence[Sum],
        cells: Sequence[Cell],
        spans: Mapping[Cell, Span],
        shown: Sequence[Cell],
    ) -> dict[Cell, int] | None:
        """Return a table that fits and belies the cheapest of the cells that are shown.

        Numbers are the cells and, for each cell that is shown, 1 where what is printed of it does
        not fit.
        """
        place = {name: number for number, name in enumerate(cells)}
        width = len(cells) + len(shown)
        cost = np.zeros(width)
        ends = np.zeros((width, 2))
        ends[: len(cells)] = [spans[name] for name in cells]
        ends[len(cells) :, 1] = 1
        zeros = np.zeros(len(sums))
        linear = [(sums_matrix(sums, place, width), zeros, zeros)]
        switch = np.zeros((2 * len(shown), width))
        upper = np.zeros(2 * len(shown))
        for number, name in enumerate(shown):
            least, most = self.printed[name]
            flag = len(cells) + number
            cost[flag] = self._cost_of(name)
            for row, sign, end in ((2 * number, 1, most), (2 * number + 1, -1, least)):
                switch[row, place[name]], switch[row, flag] = sign, -FARTHEST
                upper[row] = sign * end
        linear.append((switch, np.full(upper.size, -np.inf), upper))
        solved = solution(cost, linear if shown else linear[:1], ends)
        return None if solved is None else dict(zip(cells, solved[: len(cells)], strict=True))

    def show_again(self) -> None:
        """Show what was hidden for one small count and is not needed since others were."""
        extra = self.hidden - self.primary - self.margins.hidden
        for cell in sorted(extra, key=lambda name: (-self._cost_of(name), str(name))):
            self.hidden.discard(cell)
            tied = neighbourhood(self.margins.sums, cell, lambda name: name not in self.hidden)
            near = [name for name in cells_of(tied) if name in self.primary]
            if not all(map(self.is_safe, near)):
                self.hidden.add(cell)

    def proof(self) -> dict[Cell, Span]:
        """Return what a reader can find out about each small count."""
        return {cell: self.range_of(cell) for cell in self.margins.counts if cell in self.primary}


def _printed_spans(counts: Mapping[Cell, int], rule: DisclosureRule) -> dict[Cell, Span]:
    """Return what the printed form of each count leaves possible, were it shown."""
    series = pd.Series(list(counts.values()), dtype="Int64")
    rounded = rule.rounded(series).tolist()
    return {cell: rule.possible(int(n)) for cell, n in zip(counts, rounded, strict=True)}


def _is_within(count: int, span: Span) -> bool:
    return span[0] <= count <= span[1]

"""What a reader can find out about a hidden count from everything that is published around it.

In: sums that a reader knows to hold (rows, columns, parts of a whole) and, for each cell, the span
of counts that what is printed leaves possible. Out: the smallest and largest count that the cell
has in any table of whole numbers that fits them all.
"""

from __future__ import annotations

import os
import sys
from collections.abc import (
    Callable,
    Collection,
    Hashable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

STANDARD_OUTPUT = 1  # the number of its file

Cell = Hashable
Span = tuple[int, int]
Linear = tuple[csr_array, np.ndarray, np.ndarray]  # matrix, lower and upper ends of its products


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole that is the sum of its parts, as every reader of the table knows.

    Parameters
    ----------
    whole : hashable
        Name of a cell.
    parts : tuple of hashable
        Names of cells.
    """

    whole: Cell
    parts: tuple[Cell, ...]


def possible_range(sums: Sequence[Sum], spans: Mapping[Cell, Span], cell: Cell) -> Span | None:
    r"""Return the smallest and largest count of a cell over all tables that fit.

    Parameters
    ----------
    sums : sequence of Sum
    spans : mapping of cell to (least, most)
        What each cell may be by itself, both ends included; equal ends where it is known.
    cell : hashable
        The cell that is attacked.

    Returns
    -------
    tuple of int or None
        None where no table fits.

    Notes
    -----
    Two integer programmes, :math:`\min x_c` and :math:`\max x_c` subject to
    :math:`x_w = \sum_i x_i` for every sum and :math:`l \le x \le u`, solved by HiGHS. Each
    solution is checked in whole numbers before it is believed.

    References
    ----------
    Fischetti M, Salazar JJ (2001), doi:10.1287/mnsc.47.7.1008.9834; Huangfu Q, Hall JAJ (2018),
    doi:10.1007/s12532-017-0130-5.

    Examples
    --------
    >>> table = [Sum("total", ("a", "b"))]
    >>> possible_range(table, {"total": (23, 23), "a": (1, 4), "b": (20, 20)}, "a")
    (3, 3)
    >>> possible_range(table, {"total": (23, 23), "a": (1, 4), "b": (5, 100)}, "a")
    (1, 4)
    """
    near = Ties(sums).around(cell, lambda other: spans[other][0] == spans[other][1])
    ends = []
    for direction in (1, -1):
        found = extreme_table(near, spans, {cell: direction})
        if found is None:
            return None
        ends.append(found[cell])
    return ends[0], ends[1]


def extreme_table(
    sums: Sequence[Sum], spans: Mapping[Cell, Span], cost: Mapping[Cell, float]
) -> dict[Cell, int] | None:
    """Return a table that fits and has the least cost, a weighted sum of its cells, or None."""
    cells = cells_of(sums, *cost)
    place = {name: number for number, name in enumerate(cells)}
    weights = np.array([cost.get(name, 0.0) for name in cells])
    ends = np.array([spans[name] for name in cells], dtype=float)
    zeros = np.zeros(len(sums))
    linear = [(sums_matrix(sums, place, len(cells)), zeros, zeros)] if sums else []
    solved = solution(weights, linear, ends)
    if solved is None:
        return None
    table = dict(zip(cells, solved, strict=True))
    return table if fits(table, sums, spans) else None


def fits(table: Mapping[Cell, int], sums: Sequence[Sum], spans: Mapping[Cell, Span]) -> bool:
    """Return whether a table of whole numbers keeps every sum and every span, exactly."""
    adds_up = all(table[s.whole] == sum(table[part] for part in s.parts) for s in sums)
    return adds_up and all(spans[name][0] <= n <= spans[name][1] for name, n in table.items())


class Ties:
    """Which sums tie which cells to each other.

    Parameters
    ----------
    sums : sequence of Sum
    """

    def __init__(self, sums: Sequence[Sum]) -> None:
        self.sums = sums
        self._of: dict[Cell, list[int]] = {}
        for number, equation in enumerate(sums):
            for name in (equation.whole, *equation.parts):
                self._of.setdefault(name, []).append(number)

    def around(self, cell: Cell, is_known: Callable[[Cell], bool]) -> list[Sum]:
        """Return the sums that a cell is tied to, directly or through cells that are not known."""
        found: set[int] = set()
        seen, waiting = {cell}, [cell]
        while waiting:
            for number in self._of.get(waiting.pop(), ()):
                if number not in found:
                    found.add(number)
                    tied = (self.sums[number].whole, *self.sums[number].parts)
                    fresh = [n for n in dict.fromkeys(tied) if n not in seen and not is_known(n)]
                    seen.update(fresh)
                    waiting.extend(fresh)
        return [self.sums[number] for number in sorted(found)]


def cells_of(sums: Iterable[Sum], *others: Cell) -> list[Cell]:
    """Return every cell of some sums once, in order of appearance."""
    named = (name for equation in sums for name in (equation.whole, *equation.parts))
    return list(dict.fromkeys([*others, *named]))


def sums_matrix(sums: Sequence[Sum], place: Mapping[Cell, int], width: int) -> csr_array:
    """Return the coefficients of "whole less parts is nought", sums by cells."""
    matrix = np.zeros((len(sums), width))
    for row, equation in enumerate(sums):
        matrix[row, place[equation.whole]] += 1
        for part in equation.parts:
            matrix[row, place[part]] -= 1
    return csr_array(matrix)


def solution(cost: np.ndarray, linear: Collection[Linear], ends: np.ndarray) -> list[int] | None:
    """Return the whole numbers that make the cost least, or None where there are none.

    Parameters
    ----------
    cost : array, n
    linear : collection of (matrix m by n, lower m, upper m)
    ends : array, n by 2
        Least and most of each number.
    """
    with _silence():
        solved = milp(
            cost,
            integrality=np.ones(cost.size),
            bounds=Bounds(ends[:, 0], ends[:, 1]),
            constraints=[LinearConstraint(*part) for part in linear],
        )
    return [round(value) for value in solved.x] if solved.x is not None else None


@contextmanager
def _silence() -> Iterator[None]:
    """Keep the solver's own messages out of standard output, where a JSON object may stand."""
    sys.stdout.flush()
    try:
        kept = os.dup(STANDARD_OUTPUT)
    except OSError:  # there is none
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), STANDARD_OUTPUT)
        yield
    finally:
        os.dup2(kept, STANDARD_OUTPUT)
        os.close(kept)

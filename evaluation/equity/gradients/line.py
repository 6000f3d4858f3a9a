"""The straight line through ordered groups: where each group lies, and the weights of its ends.

Populations come in, most disadvantaged first; ranks and weights go out, with which both ends of
the line and its slope are sums of the groups' values.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.intervals import FloatArray


@dataclass(frozen=True)
class Line:
    """A weighted least squares line as weights of values.

    Parameters
    ----------
    rank : array of float, one per known group
        Middle of each group in the population ranked from 0 (most disadvantaged) to 1.
    share : array of float, one per known group
        Share of the population.
    start, end : array of float, one per known group
        The line at rank 0 is the sum of `start * value`, at rank 1 that of `end * value`.
    """

    rank: FloatArray
    share: FloatArray
    start: FloatArray
    end: FloatArray

    @property
    def slope(self) -> FloatArray:
        """Weights of the slope, which is the slope index of inequality."""
        return self.end - self.start

    def fitted(self, value: FloatArray) -> FloatArray:
        """Return the line's value at each group."""
        bottom = float(self.start @ value)
        return bottom + self.rank * float(self.slope @ value)


def ranks(population: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return share and middle rank of each group of a population.

    Notes
    -----
    With shares a_i the middle rank is b_i = a_1 + ... + a_i - a_i / 2.

    Examples
    --------
    >>> share, rank = ranks(np.array([100.0, 100.0, 200.0]))
    >>> share.tolist(), rank.tolist()
    ([0.25, 0.25, 0.5], [0.125, 0.375, 0.75])
    """
    people = np.nan_to_num(population)
    share = people / people.sum()
    return share, np.cumsum(share) - share / 2


def line_through(population: FloatArray, known: NDArray[np.bool_]) -> Line:
    """Return the weighted line through the groups that are known.

    Parameters
    ----------
    population : array of float, one per group
        People of all groups in order; a group of unknown size, hidden as small, counts as 0.
    known : array of bool, one per group
        Which groups have a value; only these get a weight, but all take their place in the rank.

    Notes
    -----
    Least squares of y sqrt(a) on sqrt(a) and b sqrt(a) without intercept: groups weigh by their
    share a. (X'X)^-1 X' sqrt(a) gives both coefficients as sums of y.
    """
    share, rank = ranks(population)
    root = np.sqrt(share[known])
    design = np.column_stack([root, rank[known] * root])
    solved = np.linalg.solve(design.T @ design, design.T) * root
    return Line(rank[known], share[known], solved[0], solved[0] + solved[1])

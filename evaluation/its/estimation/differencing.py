"""Differencing on the calendar: what of a series is free of its unknown starting values.

The order of an ARIMA model and the calendar positions of the rows come in; `Differencing`, with
combinations of rows that have a proper covariance, goes out. Gaps need no values made up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg

from evaluation.errors import InvalidInput
from evaluation.its.designs.arima_order import ArimaOrder

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

DEPENDENT_ROW = 1e-8  # part of a row of starting values that the rows before it leave over


@dataclass(frozen=True, eq=False)
class Calendar:
    """How errors on every period of a calendar come from starting values and differences.

    Parameters
    ----------
    start : ndarray, periods by m
        Effect of the m = d + D s unknown starting values.
    carried : ndarray, periods by (periods - m)
        Effect of the differenced errors, which are stationary.
    """

    start: FloatArray
    carried: FloatArray


@dataclass(frozen=True, eq=False)
class Differencing:
    """Combinations of the rows of a series that do not depend on its starting values.

    Parameters
    ----------
    contrasts : ndarray, c by n
        In the order of time; the product with a column of n rows is the differenced column.
    rows : ndarray of int, length c
        The last row in each contrast: the one whose innovation it brings.
    position : ndarray of int, length v
        Positions of the stationary values behind the contrasts.
    mixing : ndarray, c by v, or None
        From these values to the contrasts; None where they are the same.

    Notes
    -----
    Without gaps the contrasts are the plain differences. With gaps a row whose starting values
    are not yet known from the rows before it brings no contrast, and every other row brings
    itself less what these say of it: the likelihood is that of a diffuse start.

    References
    ----------
    Ansley CF, Kohn R (1985), doi:10.1214/aos/1176349739.
    """

    contrasts: FloatArray
    rows: IntArray
    position: IntArray
    mixing: FloatArray | None

    def covariance(self, autocovariance: FloatArray) -> FloatArray:
        """Return the covariance of the contrasts, c by c.

        Parameters
        ----------
        autocovariance : ndarray
            Of the stationary values, at 0, 1, ... periods, as far as the series is long.
        """
        periods = int(self.position[-1]) + 1
        found: FloatArray = linalg.toeplitz(autocovariance[:periods])
        if len(self.position) < periods:
            found = found[np.ix_(self.position, self.position)]
        return found if self.mixing is None else self.mixing @ found @ self.mixing.T


def differencing(order: ArimaOrder, position: IntArray) -> Differencing:
    """Return the differencing of rows on a calendar.

    Parameters
    ----------
    order : ArimaOrder
        With the periods in a season.
    position : ndarray of int, length n
        Calendar positions in ascending order.

    Raises
    ------
    InvalidInput
        If the series is not longer than what differencing takes.

    Examples
    --------
    >>> differencing(ArimaOrder((0, 1, 0)), np.array([4, 5, 6])).contrasts.tolist()
    [[-1.0, 1.0, 0.0], [0.0, -1.0, 1.0]]
    >>> differencing(ArimaOrder((0, 1, 0)), np.array([4, 6])).contrasts.tolist()
    [[-1.0, 1.0]]
    """
    rows = len(position)
    since = position - position[0]
    lost = order.lost
    if lost == 0:
        return Differencing(np.eye(rows), np.arange(rows), since, None)
    if rows <= lost:
        raise InvalidInput(
            f"{order}: differencing takes {lost} periods, and the series has only {rows} points.",
            "Difference less, or give a longer series.",
        )
    if since[-1] + 1 == rows:
        left = np.arange(lost, rows)
        return Differencing(_operator(order, rows)[lost:], left, left - lost, None)
    return _with_gaps(calendar(order, int(since[-1]) + 1), since)


def calendar(order: ArimaOrder, periods: int) -> Calendar:
    """Return how errors on a number of periods come from starting values and differences."""
    lost = order.lost
    if lost == 0:
        return Calendar(np.zeros((periods, 0)), np.eye(periods))
    inverse = linalg.solve_triangular(_operator(order, periods), np.eye(periods), lower=True)
    return Calendar(inverse[:, :lost], inverse[:, lost:])


def _operator(order: ArimaOrder, periods: int) -> FloatArray:
    """Return the starting values, then the differences, of each period; periods by periods."""
    polynomial = order.difference()
    column = np.zeros(periods)
    column[: len(polynomial)] = polynomial
    found: FloatArray = linalg.toeplitz(column, np.zeros(periods))
    found[: order.lost] = np.eye(order.lost, periods)
    return found


def _with_gaps(known: Calendar, since: IntArray) -> Differencing:
    start, carried = known.start[since], known.carried[since]
    is_base = _first_independent(start)
    base, rest = np.flatnonzero(is_base), np.flatnonzero(~is_base)
    said = start[rest] @ np.linalg.pinv(start[base])
    contrasts = np.eye(len(since))[rest]
    contrasts[:, base] -= said
    return Differencing(
        contrasts=contrasts,
        rows=rest,
        position=np.arange(carried.shape[1]),
        mixing=carried[rest] - said @ carried[base],
    )


def _first_independent(rows: FloatArray) -> npt.NDArray[np.bool_]:
    """Return which rows do not follow from the rows before them."""
    basis = np.zeros((0, rows.shape[1]))
    is_new = np.zeros(len(rows), dtype=bool)
    for number, row in enumerate(rows):
        left = row - basis.T @ (basis @ row)
        left = left - basis.T @ (basis @ left)
        size = float(np.linalg.norm(left))
        if size > DEPENDENT_ROW * float(np.linalg.norm(row)):
            is_new[number] = True
            basis = np.vstack([basis, left / size])
    return is_new

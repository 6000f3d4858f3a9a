"""The likelihood of linear models with AR(p) errors, for many series of one design at once.

Rows of the series become `LagProducts`: sums of squares and products at lags 0 to p. From them
come, for any partial autocorrelations, the generalised least-squares solutions of all series.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from scipy import linalg

from evaluation.errors import InvalidInput
from evaluation.its.estimation.newey_west import on_calendar
from evaluation.its.estimation.partial import coefficients_of, log_determinant
from evaluation.its.estimation.small_matrices import inverted
from evaluation.its.estimation.solution import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Profiles:
    """Generalised least squares of S series at J autoregressions, in the design's coordinates.

    Parameters
    ----------
    log_likelihood : ndarray, J by S
        REML log-likelihood, sigma profiled out, less a constant.
    square : ndarray, J by S
        Sum of squared innovations.
    coefficients : ndarray, J by k by S
        Of the basis, less those of ordinary least squares.
    bread : ndarray, J by k by k
        Of the basis: covariance of the coefficients for innovations of variance 1.
    """

    log_likelihood: FloatArray
    square: FloatArray
    coefficients: FloatArray
    bread: FloatArray


@dataclass(frozen=True, eq=False)
class LagProducts:
    """Sums of squares and products of S series of one design.

    Parameters
    ----------
    order : int
        p.
    start : ndarray, S by k
        Ordinary least-squares coefficients of the design matrix.
    turn : ndarray, k by k
        The design matrix times `turn` is an orthonormal basis of it.
    information : ndarray, m by K by K
        For each pair of lags those of the basis and of the gaps' columns.
    cross : ndarray, m by K by S
        Those of the basis with the least-squares residuals.
    square : ndarray, m by S
        Those of the residuals.
    units : int
        Number of independent stretches (treated and control series).
    nobs : int
        Number of rows.

    Notes
    -----
    With phi_0 = -1 and innovations of variance 1 every form z'V^-1 z of a series z_1 ... z_n is
    the sum over i, j from 0 to p of phi_i phi_j D_ij with
    D_ij = sum over l from 1 to n - i - j of z_(i+l) z_(j+l). A gap in the calendar is filled
    with zeros and given a column of its own, which leaves likelihood and estimates as they are
    without the missing rows.

    References
    ----------
    Siddiqui MM (1958), Annals of Mathematical Statistics 29:585, doi:10.1214/aoms/1177706636.
    Box GEP, Jenkins GM (1976), Time Series Analysis, appendix A7.5.
    """

    order: int
    start: FloatArray
    turn: FloatArray
    information: FloatArray
    cross: FloatArray
    square: FloatArray
    units: int
    nobs: int

    @property
    def residual_df(self) -> int:
        """Number of rows less number of terms."""
        return self.nobs - len(self.turn)

    def profiles(self, partial: FloatArray) -> Profiles:
        """Return the solutions at J sets of partial autocorrelations (J by p, p up to `order`)."""
        weights = _pair_weights(partial, self.order)
        information = np.tensordot(weights, self.information, axes=1)
        cross = np.tensordot(weights, self.cross, axes=1)
        bread, heights = inverted(information)
        coefficients = bread @ cross
        square = weights @ self.square - (cross * coefficients).sum(axis=1)
        determinants = log_determinant(partial, self.units) + heights
        terms = len(self.turn)
        return Profiles(
            log_likelihood=-0.5 * (self.residual_df * np.log(square) + determinants[:, None]),
            square=square,
            coefficients=coefficients[:, :terms],
            bread=bread[:, :terms, :terms],
        )


def lag_products(
    matrix: FloatArray, outcomes: FloatArray, position: IntArray, unit: IntArray, order: int
) -> LagProducts:
    """Return the sums of squares and products of series that share a design matrix.

    Parameters
    ----------
    matrix : ndarray, n by k
        Design matrix, sorted by unit and position.
    outcomes : ndarray, S by n
        One series a row.
    position, unit : ndarray of int, length n
        Calendar position and unit of each row.
    order : int
        Highest order p of the autoregression.

    Raises
    ------
    InvalidInput
        If a unit has fewer than 2 p + 1 periods or no two periods follow each other.
    """
    triangle, basis = _decomposed(matrix)
    turn = linalg.solve_triangular(triangle, np.eye(len(triangle)))
    fitted = outcomes @ basis
    residuals = outcomes - fitted @ basis.T
    rows = np.column_stack([basis, residuals.T])
    stretches = on_calendar(rows, position, unit)
    _require_long_enough(stretches, position, unit, order)
    columns, pairs = matrix.shape[1], _pairs(order)
    gaps = _gap_columns(position, unit)
    wide = [np.hstack([part[:, :columns], gap]) for part, gap in zip(stretches, gaps, strict=True)]
    errors = [part[:, columns:] for part in stretches]
    return LagProducts(
        order=order,
        start=fitted @ turn.T,
        turn=turn,
        information=np.array([_both_ways(wide, i, j) for i, j in pairs]),
        cross=np.array([_crossed(wide, errors, i, j) for i, j in pairs]),
        square=np.array(
            [sum((_ahead(e, i, j) * _ahead(e, j, i)).sum(axis=0) for e in errors) for i, j in pairs]
        ),
        units=len(stretches),
        nobs=len(matrix),
    )


def _decomposed(matrix: FloatArray) -> tuple[FloatArray, FloatArray]:
    basis, triangle = np.linalg.qr(matrix)
    return np.asarray(triangle, dtype=np.float64), np.asarray(basis, dtype=np.float64)


def _pairs(order: int) -> list[tuple[int, int]]:
    return list(itertools.combinations_with_replacement(range(order + 1), 2))


def _pair_weights(partial: FloatArray, order: int) -> FloatArray:
    """Return phi_i phi_j for each pair of lags, twice for two different ones, J by m."""
    filter_ = np.zeros((len(partial), order + 1))
    filter_[:, 0] = 1.0
    filter_[:, 1 : partial.shape[1] + 1] = -coefficients_of(partial)
    return np.column_stack(
        [filter_[:, i] * filter_[:, j] * (1 if i == j else 2) for i, j in _pairs(order)]
    )


def _ahead(rows: FloatArray, lag: int, other: int) -> FloatArray:
    return rows[lag : len(rows) - other]


def _both_ways(parts: list[FloatArray], i: int, j: int) -> FloatArray:
    found: FloatArray = sum(
        (_ahead(part, i, j).T @ _ahead(part, j, i) for part in parts),
        start=np.zeros((parts[0].shape[1],) * 2),
    )
    return (found + found.T) / 2


def _crossed(wide: list[FloatArray], errors: list[FloatArray], i: int, j: int) -> FloatArray:
    found: FloatArray = sum(
        (
            _ahead(w, i, j).T @ _ahead(e, j, i) + _ahead(w, j, i).T @ _ahead(e, i, j)
            for w, e in zip(wide, errors, strict=True)
        ),
        start=np.zeros((wide[0].shape[1], errors[0].shape[1])),
    )
    return found / 2


def _gap_columns(position: IntArray, unit: IntArray) -> list[FloatArray]:
    """Return a column for each missing period, for each unit on its calendar."""
    present = [part[:, 0] for part in on_calendar(np.ones((len(unit), 1)), position, unit)]
    total, done, found = int(sum((part == 0).sum() for part in present)), 0, []
    for part in present:
        missing = np.flatnonzero(part == 0)
        columns = np.zeros((len(part), total))
        columns[missing, done + np.arange(len(missing))] = 1.0
        done += len(missing)
        found.append(columns)
    return found


def _require_long_enough(
    stretches: list[FloatArray], position: IntArray, unit: IntArray, order: int
) -> None:
    is_next = (np.diff(unit) == 0) & (np.diff(position) == 1)
    if not is_next.any():
        raise InvalidInput(
            "Autoregressive errors: no two periods used follow each other.", "Use another method."
        )
    if min(len(stretch) for stretch in stretches) <= 2 * order:
        raise InvalidInput(
            f"AR({order}) errors need more than {2 * order} periods in each series.",
            "Use a lower order.",
        )

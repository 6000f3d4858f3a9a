"""The likelihood of a linear model whose errors are AR(1) on calendar time, with its derivatives.

A `Problem` becomes an `Autoregression`: sums of squares and products, one set for each distance
between neighbouring rows. From them come, for any autocorrelation, the generalised
least-squares solution, the profiled REML likelihood and their exact derivatives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg

from evaluation.errors import InvalidInput
from evaluation.its.estimation.gaussian import LeastSquares, least_squares
from evaluation.its.estimation.small_matrices import inverted
from evaluation.its.estimation.solution import FloatArray, IntArray, Problem

Terms = Callable[[FloatArray, int], FloatArray]


@dataclass(frozen=True, eq=False)
class Profile:
    """Generalised least squares at J autocorrelations, in the coordinates of the basis.

    Parameters
    ----------
    log_likelihood : ndarray, length J
        REML log-likelihood, sigma profiled out, less a constant.
    square : ndarray, length J
        Sum of squared residuals, weighted by the inverse of the correlation matrix.
    coefficients : ndarray, J by k
        Less those of ordinary least squares.
    bread : ndarray, J by k by k
        Inverse of X'R^-1 X.
    """

    log_likelihood: FloatArray
    square: FloatArray
    coefficients: FloatArray
    bread: FloatArray


@dataclass(frozen=True, eq=False)
class Autoregression:
    """A linear model with AR(1) errors, ready for any autocorrelation.

    Parameters
    ----------
    start : LeastSquares
        Ordinary least squares.
    basis : ndarray, n by k
        Orthonormal columns that span the design matrix.
    turn : ndarray, k by k
        The design matrix times `turn` is the basis.
    distance : ndarray of int, length n
        Periods since the row before of the same unit; 0 for the first row of a unit.
    steps : ndarray of int, length d
        The different distances.
    counts : ndarray of int, length d
        How many rows have each.
    first : ndarray, k + 1 by k + 1
        Squares and products of the first rows of the units (basis, then residual).
    products : ndarray, d by 3 by k + 1 by k + 1
        For each distance those of the differences from the row before, of the differences with
        the row before (both ways round, summed), and of the row before.

    Notes
    -----
    The errors of a unit have correlation R_ij = rho^|t_i - t_j|, those of two units none.
    With c = rho^distance the inverse of R is a sum over rows of
    (z_i - c z_(i-1)) (z_i - c z_(i-1))' / (1 - c^2), so that every form z'R^-1 z is a weighted
    sum of `products`; written by differences nothing cancels as rho goes to 1.
    """

    start: LeastSquares
    basis: FloatArray
    turn: FloatArray
    distance: IntArray
    steps: IntArray
    counts: IntArray
    first: FloatArray
    products: FloatArray

    @property
    def residual_df(self) -> int:
        """Number of rows less number of terms."""
        rows, columns = self.basis.shape
        return int(rows - columns)

    def forms(self, rho: FloatArray, order: int = 0) -> FloatArray:
        """Return Z'R^-1 Z for Z = (basis, residual), or a derivative of it by rho.

        Parameters
        ----------
        rho : ndarray, length J
            Autocorrelations.
        order : {0, 1, 2}
            Of the derivative.

        Returns
        -------
        ndarray, J by k + 1 by k + 1
        """
        weights = _by_rho(_product_weights, rho, self.steps, order)
        found: FloatArray = np.einsum("wjd,dwab->jab", weights, self.products)
        return found + self.first if order == 0 else found

    def log_determinant(self, rho: FloatArray, order: int = 0) -> FloatArray:
        """Return the logarithm of the determinant of R, or a derivative of it, length J."""
        terms = _by_rho(_log_determinant_terms, rho, self.steps, order)[0]
        total: FloatArray = terms @ self.counts
        return total

    def profile(self, rho: FloatArray) -> Profile:
        """Return generalised least squares and the REML likelihood at J autocorrelations."""
        forms = self.forms(rho)
        information, cross = forms[:, :-1, :-1], forms[:, :-1, -1]
        bread, heights = inverted(information)
        coefficients = np.einsum("jab,jb->ja", bread, cross)
        square = forms[:, -1, -1] - np.einsum("ja,ja->j", cross, coefficients)
        log_likelihood = -0.5 * (
            self.residual_df * np.log(square) + self.log_determinant(rho) + heights
        )
        return Profile(log_likelihood, square, coefficients, bread)

    def bent_form(self, rho: float) -> FloatArray:
        """Return X'S R S X, with S the derivative of R^-1 by rho and X the basis; k by k."""
        diagonal, beside = self._inverse(rho, 1)
        changed = diagonal[:, None] * self.basis
        changed[1:] += beside[:, None] * self.basis[:-1]
        changed[:-1] += beside[:, None] * self.basis[1:]
        diagonal, beside = self._inverse(rho, 0)
        bands = np.vstack([diagonal, np.append(beside, 0.0)])
        found: FloatArray = changed.T @ linalg.solveh_banded(bands, changed, lower=True)
        return found

    def squared_correlation_slope(self, rho: float) -> float:
        """Return the trace of S R S R, with S the derivative of R^-1 by rho."""
        carried = np.power(rho, self.steps)
        speed = self.steps * np.power(rho, self.steps - 1)
        each = 2 * (1 + carried**2) * (speed / (1 - carried**2)) ** 2
        return float(each @ self.counts)

    def natural(self, coefficients: FloatArray) -> FloatArray:
        """Return coefficients of the design matrix for those in the basis (J by k or k)."""
        found: FloatArray = self.start.coefficients + coefficients @ self.turn.T
        return found

    def _inverse(self, rho: float, order: int) -> tuple[FloatArray, FloatArray]:
        """Return main and next diagonal of R^-1, or of a derivative of it."""
        is_next = self.distance > 0
        distance = np.where(is_next, self.distance, 1)
        own, beside = _by_rho(_inverse_terms, np.array([rho]), distance, order)[:, 0]
        own, beside = np.where(is_next, own, 0.0), np.where(is_next, beside, 0.0)
        diagonal = own + np.append(own[1:], 0.0)
        return (diagonal + 1 if order == 0 else diagonal), beside[1:]


def autoregression(problem: Problem) -> Autoregression:
    """Return the AR(1) model of a problem.

    Raises
    ------
    InvalidInput
        If no two periods used follow each other.
    """
    start = least_squares(problem.matrix, problem.outcome)
    basis, triangle = np.linalg.qr(problem.matrix)
    rows = np.column_stack([basis, start.residuals])
    is_next = problem.unit[1:] == problem.unit[:-1]
    distance = np.append(0, np.where(is_next, np.diff(problem.position), 0))
    if not (distance == 1).any():
        raise InvalidInput(
            "AR(1) errors: no two periods used follow each other.", "Use another method."
        )
    steps, counts = np.unique(distance[distance > 0], return_counts=True)
    heads = rows[distance == 0]
    return Autoregression(
        start=start,
        basis=basis,
        turn=linalg.solve_triangular(triangle, np.eye(len(triangle))),
        distance=distance,
        steps=steps,
        counts=counts,
        first=heads.T @ heads,
        products=np.array([_products(rows, distance == step) for step in steps]),
    )


def _products(rows: FloatArray, is_chosen: npt.NDArray[np.bool_]) -> FloatArray:
    after = np.flatnonzero(is_chosen)
    before = rows[after - 1]
    change = rows[after] - before
    mixed = change.T @ before
    return np.array([change.T @ change, mixed + mixed.T, before.T @ before])


def _by_rho(terms: Terms, rho: FloatArray, steps: IntArray, order: int) -> FloatArray:
    """Return terms that depend on c = rho^step, or their derivatives by rho (chain rule)."""
    base = rho[:, None]
    carried = np.power(base, steps)
    if order == 0:
        return terms(carried, 0)
    speed = steps * np.power(base, steps - 1)
    if order == 1:
        return terms(carried, 1) * speed
    bend = steps * (steps - 1) * np.power(base, np.maximum(steps - 2, 0))
    return terms(carried, 2) * speed**2 + terms(carried, 1) * bend


def _product_weights(carried: FloatArray, order: int) -> FloatArray:
    rest, more = 1 - carried**2, 1 + carried
    if order == 0:
        return np.array([1 / rest, 1 / more, (1 - carried) / more])
    if order == 1:
        return np.array([2 * carried / rest**2, -1 / more**2, -2 / more**2])
    return np.array([(2 + 6 * carried**2) / rest**3, 2 / more**3, 4 / more**3])


def _log_determinant_terms(carried: FloatArray, order: int) -> FloatArray:
    rest = 1 - carried**2
    if order == 0:
        return np.log(rest)[None]
    if order == 1:
        return (-2 * carried / rest)[None]
    return (-2 * (1 + carried**2) / rest**2)[None]


def _inverse_terms(carried: FloatArray, order: int) -> FloatArray:
    rest = 1 - carried**2
    if order == 0:
        return np.array([carried**2 / rest, -carried / rest])
    return np.array([2 * carried, -(1 + carried**2)]) / rest**2

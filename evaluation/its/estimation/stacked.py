"""Linear models with AR(1) errors of many series that share a design matrix.

A design matrix and the outcomes of S series become a `Stack`: sums of squares and products. From
it come, for an autocorrelation of each series, the generalised least-squares solutions, and the
autocorrelations where the likelihood is highest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from evaluation.its.estimation.autoregressive import (
    Autoregression,
    _by_rho,
    _log_determinant_terms,
    _product_weights,
    autoregression,
)
from evaluation.its.estimation.small_matrices import inverted
from evaluation.its.estimation.solution import FloatArray, Problem

Likelihood = Literal["restricted", "full"]

COARSE_STEP = 0.1  # on the scale of arctanh(rho)
MOST_STEPS, ENOUGH = 60, 1e-10


@dataclass(frozen=True, eq=False)
class Solved:
    """Generalised least squares of S series, each at its own autocorrelation.

    Parameters
    ----------
    rho : ndarray, length S
        Autocorrelations.
    square : ndarray, length S
        Sums of squared residuals, weighted by the inverse of the correlation matrix.
    coefficients : ndarray, S by k
        In the basis, less those of ordinary least squares.
    bread : ndarray, S by k by k
        Inverse of X'R^-1 X in the basis.
    slope, bend : ndarray, S by k + 1 by k + 1
        First and second derivative by rho of Z'R^-1 Z, Z = (basis, least-squares residual).
    log_slope, log_bend : ndarray, length S
        First and second derivative by rho of the log-likelihood.
    """

    rho: FloatArray
    square: FloatArray
    coefficients: FloatArray
    bread: FloatArray
    slope: FloatArray
    bend: FloatArray
    log_slope: FloatArray
    log_bend: FloatArray

    @property
    def pull(self) -> FloatArray:
        """Derivative of Z'R^-1 Z times (-coefficients, 1), S by k + 1."""
        found: FloatArray = (self.slope @ self.error[:, :, None])[:, :, 0]
        return found

    @property
    def error(self) -> FloatArray:
        """The residual as a combination of Z: (-coefficients, 1), S by k + 1."""
        return np.column_stack([-self.coefficients, np.ones(len(self.rho))])


@dataclass(frozen=True, eq=False)
class Stack:
    """The AR(1) models of S series, ready for any autocorrelations.

    Parameters
    ----------
    model : Autoregression
        Of the first series; all share its basis, turn and distances.
    start : ndarray, S by k
        Ordinary least-squares coefficients of the design matrix.
    first : ndarray, S by k + 1 by k + 1
        Of each series what `Autoregression.first` is.
    products : ndarray, S by d by 3 by k + 1 by k + 1
        Of each series what `Autoregression.products` is.
    """

    model: Autoregression
    start: FloatArray
    first: FloatArray
    products: FloatArray

    @property
    def residual_df(self) -> int:
        """Number of rows less number of terms."""
        return self.model.residual_df

    def forms(self, rho: FloatArray, order: int = 0) -> FloatArray:
        """Return Z'R^-1 Z of each series at its own rho, or a derivative of it.

        Parameters
        ----------
        rho : ndarray, length S
            Autocorrelations.
        order : {0, 1, 2}
            Of the derivative.

        Returns
        -------
        ndarray, S by k + 1 by k + 1
        """
        weights = _by_rho(_product_weights, rho, self.model.steps, order)
        found: FloatArray = np.einsum("wsd,sdwab->sab", weights, self.products)
        return found + self.first if order == 0 else found

    def solved(self, rho: FloatArray, likelihood: Likelihood) -> Solved:
        """Return generalised least squares at each series' own autocorrelation."""
        forms, slope, bend = (self.forms(rho, order) for order in (0, 1, 2))
        bread = inverted(forms[:, :-1, :-1])[0]
        coefficients = (bread @ forms[:, :-1, -1:])[:, :, 0]
        square = forms[:, -1, -1] - (forms[:, :-1, -1] * coefficients).sum(axis=1)
        nothing = np.zeros(len(rho))
        found = Solved(rho, square, coefficients, bread, slope, bend, nothing, nothing)
        changes = self._log_changes(found, likelihood)
        return replace(found, log_slope=changes[0], log_bend=changes[1])

    def highest(self, likelihood: Likelihood, widest: float) -> Solved:
        """Return the solutions where the likelihood of each series is highest.

        Parameters
        ----------
        likelihood : {"restricted", "full"}
            Restricted maximum likelihood, or maximum likelihood.
        widest : float
            Largest autocorrelation.

        Notes
        -----
        The best of a grid of autocorrelations, then Newton's method between its neighbours, kept
        there by halving. At the end of the range the likelihood may still rise.
        """
        grid = np.tanh(np.linspace(-1, 1, _points(widest)) * np.arctanh(widest))
        best = np.argmax(self._heights(grid, likelihood), axis=1)
        low, high = grid[np.maximum(best - 1, 0)], grid[np.minimum(best + 1, len(grid) - 1)]
        rho = grid[best]
        for _ in range(MOST_STEPS):
            found = self.solved(rho, likelihood)
            low = np.where(found.log_slope >= 0, rho, low)
            high = np.where(found.log_slope <= 0, rho, high)
            with np.errstate(divide="ignore", invalid="ignore"):
                better = rho - found.log_slope / found.log_bend
            is_inside = (found.log_bend < 0) & (better >= low) & (better <= high)
            better = np.where(is_inside, better, (low + high) / 2)
            is_done = np.abs(better - rho) <= ENOUGH
            if is_done.all():
                break
            rho = better
        return found

    def natural(self, squares: FloatArray) -> FloatArray:
        """Return k by k matrices in the basis as ones of the design's coefficients, S of them."""
        found: FloatArray = self.model.turn @ squares @ self.model.turn.T
        return found

    def coefficients(self, found: Solved) -> FloatArray:
        """Return coefficients of the design matrix, S by k."""
        return self.start + found.coefficients @ self.model.turn.T

    def _heights(self, rho: FloatArray, likelihood: Likelihood) -> FloatArray:
        """Return log-likelihoods, S by J, at J autocorrelations that all series share."""
        weights = _by_rho(_product_weights, rho, self.model.steps, 0)
        forms = np.einsum("wjd,sdwab->sjab", weights, self.products[:1])[0] + self.first[0]
        bread, heights = inverted(forms[:, :-1, :-1])
        edge = np.einsum("wjd,sdwa->sja", weights, self.products[..., -1])
        edge += self.first[:, None, :, -1]
        cross = edge[..., :-1]
        square = edge[..., -1] - np.einsum("sja,jab,sjb->sj", cross, bread, cross, optimize=True)
        determinant = self.model.log_determinant(rho)
        points, extra = len(self.model.basis), np.zeros_like(heights)
        if likelihood == "restricted":
            points, extra = self.residual_df, heights
        found: FloatArray = -0.5 * (points * np.log(square) + determinant + extra)
        return found

    def _log_changes(self, found: Solved, likelihood: Likelihood) -> tuple[FloatArray, FloatArray]:
        """Return first and second derivative of the log-likelihood by rho, each length S."""
        error, pull = found.error, found.pull
        square_slope = (error * pull).sum(axis=1)
        inner = (found.bread @ pull[:, :-1, None])[:, :, 0]
        square_bend = np.einsum("sa,sab,sb->s", error, found.bend, error)
        square_bend -= 2 * (pull[:, :-1] * inner).sum(axis=1)
        share = square_slope / found.square
        points = len(self.model.basis) if likelihood == "full" else self.residual_df
        steps, counts = self.model.steps, self.model.counts
        first, second = (
            _by_rho(_log_determinant_terms, found.rho, steps, order)[0] @ counts for order in (1, 2)
        )
        if likelihood == "restricted":
            turned = found.bread @ found.slope[:, :-1, :-1]
            first = first + np.trace(turned, axis1=1, axis2=2)
            second = second + np.sum(found.bread * found.bend[:, :-1, :-1], axis=(1, 2))
            second = second - np.sum(turned * turned.transpose(0, 2, 1), axis=(1, 2))
        return (
            -0.5 * (points * share + first),
            -0.5 * (points * (square_bend / found.square - share**2) + second),
        )


def stacked(problem: Problem, outcomes: FloatArray) -> Stack:
    """Return the AR(1) models of series with the design matrix of a problem.

    Parameters
    ----------
    problem : Problem
        Of one series.
    outcomes : ndarray, S by n
        Of all.

    Raises
    ------
    InvalidInput
        If no two periods used follow each other.
    """
    model = autoregression(replace(problem, outcome=outcomes[0]))
    fitted = outcomes @ model.basis
    errors = (outcomes - fitted @ model.basis.T).T
    distance = model.distance
    heads = (model.basis[distance == 0], errors[distance == 0])
    return Stack(
        model=model,
        start=fitted @ model.turn.T,
        first=_forms(heads, heads),
        products=np.stack([_products(model.basis, errors, distance == s) for s in model.steps], 1),
    )


def _products(basis: FloatArray, errors: FloatArray, is_chosen: FloatArray) -> FloatArray:
    after = np.flatnonzero(is_chosen)
    before = (basis[after - 1], errors[after - 1])
    change = (basis[after] - before[0], errors[after] - before[1])
    mixed = _forms(change, before)
    return np.stack(
        [_forms(change, change), mixed + mixed.transpose(0, 2, 1), _forms(before, before)], axis=1
    )


Rows = tuple[FloatArray, FloatArray]


def _forms(one: Rows, other: Rows) -> FloatArray:
    """Return products of the rows (basis, residual) of each series, S by k + 1 by k + 1."""
    terms, series = one[0].shape[1], one[1].shape[1]
    found = np.empty((series, terms + 1, terms + 1))
    found[:, :-1, :-1] = one[0].T @ other[0]
    found[:, :-1, -1] = (one[0].T @ other[1]).T
    found[:, -1, :-1] = one[1].T @ other[0]
    found[:, -1, -1] = (one[1] * other[1]).sum(axis=0)
    return found


def _points(widest: float) -> int:
    return 2 * int(np.ceil(np.arctanh(widest) / COARSE_STEP)) + 1

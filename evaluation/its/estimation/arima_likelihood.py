"""The exact likelihood of a linear model with seasonal ARIMA errors, and where it is highest.

A `Problem` and the order of the errors come in; an `ArimaModel`, ready for any parameters of the
errors, and its `Maximum` go out. Coefficients are profiled out by generalised least squares, so
that only the few parameters of the errors are searched for, whatever the units of the outcome.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg, optimize
from statsmodels.tools.numdiff import approx_fprime, approx_hess
from statsmodels.tsa.arima_process import arma_acovf

from evaluation.errors import InvalidInput
from evaluation.its.designs.arima_order import ArimaOrder
from evaluation.its.estimation.differencing import Differencing
from evaluation.its.estimation.first_order import (
    BOUNDARY,
    LARGEST_PARTIAL,
    first_order,
    is_first_order,
)
from evaluation.its.estimation.solution import Problem
from evaluation.its.estimation.stacked import stacked

FloatArray = npt.NDArray[np.float64]

START = 0.5  # each factor's first partial autocorrelation starts at -0.5, 0 or 0.5
STARTS = 3
MOST_ITERATIONS = 200
TOLERANCE = 1e-10  # of the log-likelihood per point
FLAT = 1e-4  # slope of the log-likelihood per point that counts as none
UNLIKELY = 1e6  # minus the log-likelihood per point where there is none


@dataclass(frozen=True, eq=False)
class Profile:
    """Generalised least squares for some parameters of the errors.

    Parameters
    ----------
    log_likelihood : float
        With coefficients and variance at their maximum.
    coefficients : ndarray, length j
        Of the columns that differencing leaves.
    bread : ndarray, j by j
        Inverse of X'V^-1 X.
    innovations : ndarray, length c
        Whitened residuals, in the outcome's units.
    factor : ndarray, c by c
        Lower triangle whose square is the covariance of the contrasts over the variance.
    """

    log_likelihood: float
    coefficients: FloatArray
    bread: FloatArray
    innovations: FloatArray
    factor: FloatArray

    @property
    def square(self) -> float:
        """Sum of squared innovations."""
        return float(self.innovations @ self.innovations)

    @property
    def variance(self) -> float:
        """Maximum-likelihood estimate of the variance of an innovation."""
        return self.square / len(self.innovations)


@dataclass(frozen=True, eq=False)
class ArimaModel:
    """A linear model with ARIMA errors.

    Parameters
    ----------
    order : ArimaOrder
        Of the errors, with the periods in a season.
    differencing : Differencing
        Of the rows.
    columns : ndarray, c by j
        Differenced columns of the design matrix, without those that differencing removes.
    outcome : ndarray, length c
        Differenced.
    """

    order: ArimaOrder
    differencing: Differencing
    columns: FloatArray
    outcome: FloatArray

    def autocovariance(self, partial: FloatArray) -> FloatArray:
        """Return the autocovariances of the differenced errors over the innovations' variance."""
        ar, ma = self.order.polynomials(partial)
        # one more than needed: statsmodels gives fewer than asked for only beyond that
        periods = int(self.differencing.position[-1]) + 2
        return np.asarray(arma_acovf(ar, ma, periods), dtype=np.float64)

    def profile(self, partial: FloatArray) -> Profile:
        """Return generalised least squares and the likelihood for parameters of the errors."""
        covariance = self.differencing.covariance(self.autocovariance(partial))
        factor = linalg.cholesky(covariance, lower=True, check_finite=False)
        rows = np.column_stack([self.columns, self.outcome])
        white = linalg.solve_triangular(factor, rows, lower=True)
        basis, triangle = np.linalg.qr(white[:, :-1])
        turn = linalg.solve_triangular(triangle, np.eye(len(triangle)))
        innovations = white[:, -1] - basis @ (basis.T @ white[:, -1])
        points = len(innovations)
        square = max(float(innovations @ innovations), np.finfo(np.float64).tiny)
        constant = points * (np.log(2 * np.pi / points) + 1)
        determinant = 2 * float(np.log(np.diag(factor)).sum())
        return Profile(
            log_likelihood=-0.5 * (points * np.log(square) + determinant + constant),
            coefficients=turn @ (basis.T @ white[:, -1]),
            bread=turn @ turn.T,
            innovations=innovations,
            factor=factor,
        )


@dataclass(frozen=True, eq=False)
class Maximum:
    """Where the likelihood is highest.

    Parameters
    ----------
    partial : ndarray, length p + q + P + Q
        Partial autocorrelations of the four factors of the errors.
    profile : Profile
        Generalised least squares there.
    covariance : ndarray, j by j
        Of the coefficients, from the observed information on all parameters together.
    at_limit : bool
        Whether a partial autocorrelation is at the limit of its range; it is taken as known.
    is_curved : bool
        Whether the likelihood tells how sure the other parameters of the errors are; where it
        does not, all are taken as known.
    failed, starts : int
        How many searches of how many did not converge.
    """

    partial: FloatArray
    profile: Profile
    covariance: FloatArray
    at_limit: bool
    is_curved: bool
    failed: int
    starts: int


def maximise(model: ArimaModel) -> Maximum:
    """Return the maximum of the likelihood, the best of several searches.

    Raises
    ------
    InvalidInput
        If no search converges.

    Notes
    -----
    The searches start from the best of the points where the first partial autocorrelation of
    every factor is -0.5, 0 or 0.5. With g the coefficients as a function of the parameters of
    the errors and C the inverse of minus the second derivative of the profile likelihood, the
    covariance of the coefficients is s^2 (X'V^-1 X)^-1 + g' C g'', which is their block of the
    inverse of the observed information. One autoregressive term alone needs no general search.
    """
    if is_first_order(model.order) and (np.diff(model.differencing.position) == 1).any():
        return _first_order(model)
    starts = _starts(model)
    searches = [_search(model, start) for start in starts]
    converged = [found for found, is_converged in searches if is_converged]
    if not converged:
        raise InvalidInput(
            f"{model.order}: the search for the highest likelihood did not converge.",
            "Use fewer terms in the order, or another method.",
        )
    profiles = [(model.profile(partial), partial) for partial in converged]
    profile, partial = max(profiles, key=lambda pair: pair[0].log_likelihood)
    is_inside = np.abs(partial) < BOUNDARY
    plain = profile.variance * profile.bread
    spread = _spread(model, partial, is_inside)
    return Maximum(
        partial=partial,
        profile=profile,
        covariance=plain if spread is None else plain + spread,
        at_limit=not is_inside.all(),
        is_curved=spread is not None,
        failed=len(starts) - len(converged),
        starts=len(starts),
    )


def _first_order(model: ArimaModel) -> Maximum:
    rows, terms = model.columns.shape
    problem = Problem(
        terms=tuple(str(number) for number in range(terms)),
        matrix=model.columns,
        outcome=model.outcome,
        denominator=np.ones(rows),
        position=model.differencing.position,
        unit=np.zeros(rows, dtype=np.int64),
        family="gaussian",
    )
    found = first_order(stacked(problem, model.outcome[None]))
    return Maximum(
        partial=found.rho,
        profile=model.profile(found.rho),
        covariance=found.students.covariance[0],
        at_limit=not found.is_inside[0],
        is_curved=bool(found.is_curved[0]),
        failed=0,
        starts=1,
    )


def _starts(model: ArimaModel) -> list[FloatArray]:
    """Return the most likely of a grid of starting points, the best first."""
    blocks = model.order.blocks
    choices = [(0.0, START, -START) if size else (0.0,) for size in blocks]
    grid = []
    for values in itertools.product(*choices):
        parts = [np.eye(1, size)[0] * value for size, value in zip(blocks, values, strict=True)]
        grid.append(np.concatenate(parts))
    likely = sorted(grid, key=lambda partial: -model.profile(partial).log_likelihood)
    return likely[:STARTS]


def _search(model: ArimaModel, start: FloatArray) -> tuple[FloatArray, bool]:
    """Return where a search ends, and whether it converged."""
    if len(start) == 0:
        return start, True
    points = len(model.outcome)

    def height(partial: FloatArray) -> float:
        try:
            return -model.profile(partial).log_likelihood / points
        except (np.linalg.LinAlgError, ValueError):  # a unit root within rounding error
            return UNLIKELY

    found = optimize.minimize(
        height,
        start,
        method="L-BFGS-B",
        bounds=[(-LARGEST_PARTIAL, LARGEST_PARTIAL)] * len(start),
        options={"maxiter": MOST_ITERATIONS, "ftol": TOLERANCE, "gtol": TOLERANCE},
    )
    partial = np.asarray(found.x, dtype=np.float64)
    slope = np.where(np.abs(partial) < BOUNDARY, found.jac, 0.0)
    return partial, bool((found.success or np.abs(slope).max() < FLAT) and found.fun < UNLIKELY)


def _spread(
    model: ArimaModel, partial: FloatArray, is_inside: npt.NDArray[np.bool_]
) -> FloatArray | None:
    """Return what not knowing the errors' parameters adds to the coefficients' covariance."""
    terms = model.columns.shape[1]
    if not is_inside.any():
        return np.zeros((terms, terms))

    def moved(inside: FloatArray) -> Profile:
        at = partial.copy()
        at[is_inside] = inside
        return model.profile(at)

    inside = partial[is_inside]
    curvature = -approx_hess(inside, lambda at: moved(at).log_likelihood)
    if np.linalg.eigvalsh(curvature).min() <= 0:
        return None
    slope = approx_fprime(inside, lambda at: moved(at).coefficients, centered=True)
    slope = np.reshape(slope, (terms, len(inside)))
    return np.asarray(slope @ np.linalg.solve(curvature, slope.T), dtype=np.float64)

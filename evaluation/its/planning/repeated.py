"""One contrast in many series of one design, by any method: estimates and limits.

A `Problem` (whose outcome is not used) and the outcomes of S series come in; S estimates with
limits go out. Methods with a closed form take all series at once, the others one by one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from evaluation.errors import InvalidInput
from evaluation.its.designs.method import USUAL_ORDER, Method
from evaluation.its.estimation.estimators import ESTIMATORS
from evaluation.its.estimation.gaussian import degrees, lags_of
from evaluation.its.estimation.integrated import affordable_orders
from evaluation.its.estimation.many import intervals_of_many
from evaluation.its.estimation.solution import FloatArray, Problem

INTEGRATED_METHODS = ("rho-integrated", "ar-integrated", "order-averaged")


@dataclass(frozen=True, eq=False)
class Repeated:
    """Estimates of one contrast in S series, with limits.

    Parameters
    ----------
    estimate, lower, upper : ndarray, length S
        Not a number where the method gave none.
    """

    estimate: FloatArray
    lower: FloatArray
    upper: FloatArray

    @property
    def has_interval(self) -> np.ndarray:
        """Whether each series has a finite estimate and finite limits, length S."""
        return np.isfinite(self.estimate + self.lower + self.upper)

    def shifted(self, change: float) -> Repeated:
        """Return what series have whose outcome moves the contrast by `change`."""
        return Repeated(self.estimate + change, self.lower + change, self.upper + change)


def repeated(
    problem: Problem, outcomes: FloatArray, contrast: FloatArray, method: Method, level: float
) -> Repeated:
    """Return estimates and limits of one contrast in many series of one design.

    Parameters
    ----------
    problem : Problem
        The design; its outcome is not used.
    outcomes : ndarray, S by n
        One series a row.
    contrast : ndarray, length k
        Linear combination of the coefficients.
    method : Method
        Of the problem's family.
    level : float
        Coverage of the limits.

    Returns
    -------
    Repeated
        The same as a fit of each series gives.

    Raises
    ------
    InvalidInput
        If the series are too short for the method.
    """
    if method.name in ("ols", "newey-west"):
        return _least_squares(problem, outcomes, contrast, method, level)
    if method.name in INTEGRATED_METHODS:
        return _integrated(problem, outcomes, contrast, method, level)
    return _one_by_one(problem, outcomes, contrast, method, level)


def _least_squares(
    problem: Problem, outcomes: FloatArray, contrast: FloatArray, method: Method, level: float
) -> Repeated:
    """Return least squares with model-based or Newey-West errors.

    Each row has one influence on the contrast, so that the sandwich of k by k matrices is a
    weighted sum of products of numbers.
    """
    basis, triangle = np.linalg.qr(problem.matrix)
    influence = basis @ np.linalg.solve(triangle.T, contrast)
    residuals = outcomes - (outcomes @ basis) @ basis.T
    if method.name == "ols":
        variance = (residuals**2).sum(axis=1) / problem.residual_df * (influence @ influence)
    else:
        variance = _newey_west_variance(residuals * influence, problem, lags_of(problem, method))
    quantile = float(stats.t.ppf((1 + level) / 2, degrees(problem, method)))
    estimate, half = outcomes @ influence, quantile * np.sqrt(variance)
    return Repeated(estimate, estimate - half, estimate + half)


def _newey_west_variance(scores: FloatArray, problem: Problem, lags: int) -> FloatArray:
    """Return the variance of S contrasts from the scores of periods without gaps, S by n."""
    rows, columns = problem.matrix.shape
    if lags >= rows:
        raise InvalidInput(
            f"Newey-West errors with {lags} lags need more than {lags} points.", "Use fewer lags."
        )
    total = (scores**2).sum(axis=1)
    for lag in range(1, lags + 1):
        shared = (scores[:, lag:] * scores[:, :-lag]).sum(axis=1)
        total = total + 2 * (1 - lag / (lags + 1)) * shared
    found: FloatArray = rows / (rows - columns) * total
    return found


def _integrated(
    problem: Problem, outcomes: FloatArray, contrast: FloatArray, method: Method, level: float
) -> Repeated:
    orders: tuple[int, ...] = (1,)
    if method.name == "ar-integrated":
        orders = (method.order if isinstance(method.order, int) else USUAL_ORDER,)
    if method.name == "order-averaged":
        orders = affordable_orders(problem, method)
    found = intervals_of_many(problem.matrix, outcomes, contrast[None], orders=orders, level=level)
    return Repeated(found.estimate[:, 0], found.lower[:, 0], found.upper[:, 0])


def _one_by_one(
    problem: Problem, outcomes: FloatArray, contrast: FloatArray, method: Method, level: float
) -> Repeated:
    estimate = ESTIMATORS[method.name].estimate
    found = np.full((len(outcomes), 3), np.nan)
    for row, outcome in enumerate(outcomes):
        try:
            solution = estimate(replace(problem, outcome=outcome), method)
        except InvalidInput:  # no solution for this series: it has no interval
            continue
        value = float(contrast @ solution.coefficients)
        found[row] = value, *solution.uncertainty.limits(value, contrast, level)
    return Repeated(found[:, 0], found[:, 1], found[:, 2])

"""Linear models of a measured outcome: ordinary, Newey-West and Prais-Winsten.

Each estimator takes a `Problem` and a `Method` and returns a `Solution`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from evaluation.errors import InvalidInput
from evaluation.its.designs.method import Method
from evaluation.its.estimation.newey_west import newey_west_covariance, rule_of_thumb_lags
from evaluation.its.estimation.solution import FloatArray, IntArray, Problem, Solution, StudentT

PRAIS_TOLERANCE = 1e-6  # Stata's prais, option tolerance()
PRAIS_ITERATIONS = 100  # Stata's prais, option iterate()
LARGEST_RHO = 0.999  # nearer to 1 the transformed intercept vanishes
NEAR_LIMIT = 0.9  # Proposition 99 has 0.94: least squares gives -20.1, Prais-Winsten -6.1
EXACT_FIT = 1e-20  # residual over total sum of squares that is rounding error only

EXACT_FIT_WARNING = "The model fits the series exactly: there is no error to make intervals from."
BOUNDARY_WARNING = (
    "Prais-Winsten: the autocorrelation is {rho:.3f}, near its limit: the intercept is hardly "
    "known, the other terms are close to those of the differenced series, and other methods may "
    "differ much."
)


@dataclass(frozen=True, eq=False)
class LeastSquares:
    """A least-squares solution.

    Parameters
    ----------
    coefficients : ndarray, length k
        Estimates.
    bread : ndarray, k by k
        Inverse of X'X.
    residuals : ndarray, length n
        Outcome less fitted.
    """

    coefficients: FloatArray
    bread: FloatArray
    residuals: FloatArray

    @property
    def variance(self) -> float:
        """Residual variance with n - k degrees of freedom."""
        return float(self.residuals @ self.residuals) / (
            len(self.residuals) - len(self.coefficients)
        )


def ols(problem: Problem, method: Method) -> Solution:
    """Return ordinary least squares with model-based errors; no allowance for autocorrelation."""
    found = least_squares(problem.matrix, problem.outcome)
    return Solution(
        coefficients=found.coefficients,
        uncertainty=StudentT(found.variance * found.bread, degrees(problem, method)),
        residuals=found.residuals,
        warnings=_exact_fit_warning(problem, found),
        noise_variance=found.variance,
    )


def newey_west(problem: Problem, method: Method) -> Solution:
    """Return ordinary least squares with Newey-West errors, as Stata's `newey`."""
    found = least_squares(problem.matrix, problem.outcome)
    lags = lags_of(problem, method)
    scores = problem.matrix * found.residuals[:, None]
    covariance = newey_west_covariance(scores, found.bread, problem.position, problem.unit, lags)
    return Solution(
        coefficients=found.coefficients,
        uncertainty=StudentT(covariance, degrees(problem, method)),
        residuals=found.residuals,
        lags=lags,
        warnings=_exact_fit_warning(problem, found),
        noise_variance=found.variance,
    )


def prais_winsten(problem: Problem, method: Method) -> Solution:
    """Return iterated Prais-Winsten estimates of a linear model with AR(1) errors.

    Notes
    -----
    As Stata's `prais`: rho is the slope of each residual on the one before it, the first
    observation is kept with weight sqrt(1 - rho^2), and both are repeated until rho moves by
    less than 1e-6. A gap of d periods counts as rho^d. With a control rho is common to all
    units and each starts afresh.

    Raises
    ------
    InvalidInput
        If no two periods used follow each other, or the iteration does not converge.

    References
    ----------
    Prais SJ, Winsten CB (1954), Cowles Commission discussion paper 383.
    """
    found, rho = _iterated(problem)
    warnings = _exact_fit_warning(problem, found)
    if abs(rho) >= NEAR_LIMIT:
        warnings = (*warnings, BOUNDARY_WARNING.format(rho=rho))
    return Solution(
        coefficients=found.coefficients,
        uncertainty=StudentT(found.variance * found.bread, degrees(problem, method)),
        residuals=found.residuals,
        rho=rho,
        warnings=warnings,
        noise_variance=found.variance / (1 - rho**2),
    )


def least_squares(matrix: FloatArray, outcome: FloatArray) -> LeastSquares:
    """Return the least-squares solution of `outcome` on `matrix` by QR decomposition.

    Notes
    -----
    As statsmodels' `OLS(...).fit(method="qr")`, whose checks and tables take ten times as long
    as the solution where it is wanted for each of many steps or series.
    """
    basis, triangle = np.linalg.qr(matrix)
    turn = linalg.solve_triangular(triangle, np.eye(len(triangle)))
    coefficients = turn @ (basis.T @ outcome)
    return LeastSquares(
        coefficients=np.asarray(coefficients, dtype=np.float64),
        bread=np.asarray(turn @ turn.T, dtype=np.float64),
        residuals=outcome - matrix @ coefficients,
    )


def is_exact(problem: Problem, found: LeastSquares) -> bool:
    """Return whether the model fits the series but for rounding, so that no error is left."""
    square = float(found.residuals @ found.residuals)
    return square <= EXACT_FIT * float(problem.outcome @ problem.outcome)


def exact_solution(problem: Problem, found: LeastSquares) -> Solution:
    """Return the answer for a series without errors: least squares, and a warning."""
    return Solution(
        coefficients=found.coefficients,
        uncertainty=StudentT(found.variance * found.bread, float(problem.residual_df)),
        residuals=found.residuals,
        rho=0.0,
        warnings=(EXACT_FIT_WARNING,),
    )


def degrees(problem: Problem, method: Method) -> float:
    """Return the degrees of freedom of the limits: n - k for t, infinite for normal."""
    is_normal = method.quantiles_for(problem.family) == "normal"
    return np.inf if is_normal else float(problem.residual_df)


def lags_of(problem: Problem, method: Method) -> int:
    """Return the method's lags, or those of the rule for the number of periods used."""
    if method.lags is not None:
        return method.lags
    return rule_of_thumb_lags(len(np.unique(problem.position)))


def whiten(values: FloatArray, position: IntArray, unit: IntArray, rho: float) -> FloatArray:
    """Return rows freed of AR(1) autocorrelation, all with the variance of an innovation.

    Parameters
    ----------
    values : ndarray, n by m
        Sorted by unit and position.
    position, unit : ndarray of int, length n
        Calendar position and series of each row.
    rho : float
        Autocorrelation at a distance of one period, between -1 and 1.

    Notes
    -----
    (v_i - rho^d v_(i-1)) sqrt((1 - rho^2) / (1 - rho^(2d))) for a distance of d periods;
    v_i sqrt(1 - rho^2) for the first row of a unit.
    """
    weight = np.sqrt(1 - rho**2)
    is_next = unit[1:] == unit[:-1]
    distance = np.where(is_next, position[1:] - position[:-1], 1)
    carried = np.where(is_next, np.power(rho, distance), 0.0)
    factor = weight / np.sqrt(1 - carried**2)
    rows = (values[1:] - carried[:, None] * values[:-1]) * factor[:, None]
    return np.vstack([values[:1] * weight, rows])


def _iterated(problem: Problem) -> tuple[LeastSquares, float]:
    found = least_squares(problem.matrix, problem.outcome)
    if is_exact(problem, found):
        return found, 0.0
    previous = np.inf
    for _ in range(PRAIS_ITERATIONS):
        residuals = problem.outcome - problem.matrix @ found.coefficients
        rho = _autocorrelation(residuals, problem.position, problem.unit)
        rho = float(np.clip(rho, -LARGEST_RHO, LARGEST_RHO))
        found = least_squares(
            whiten(problem.matrix, problem.position, problem.unit, rho),
            whiten(problem.outcome[:, None], problem.position, problem.unit, rho)[:, 0],
        )
        if abs(rho - previous) < PRAIS_TOLERANCE:
            return found, rho
        previous = rho
    raise InvalidInput(
        f"Prais-Winsten did not converge in {PRAIS_ITERATIONS} steps.", "Use another method."
    )


def _autocorrelation(residuals: FloatArray, position: IntArray, unit: IntArray) -> float:
    is_next = (unit[1:] == unit[:-1]) & (np.diff(position) == 1)
    if not is_next.any():
        raise InvalidInput(
            "Prais-Winsten: no two periods used follow each other.", "Use another method."
        )
    before, after = residuals[:-1][is_next], residuals[1:][is_next]
    square = float(before @ before)
    return float(before @ after) / square if square > 0 else 0.0


def _exact_fit_warning(problem: Problem, found: LeastSquares) -> tuple[str, ...]:
    return (EXACT_FIT_WARNING,) if is_exact(problem, found) else ()

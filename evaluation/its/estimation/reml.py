"""Restricted maximum likelihood of a linear model with AR(1) errors, with Satterthwaite limits.

A `Problem` comes in; the estimate of the autocorrelation, the generalised least-squares
solution there and the derivatives that approximate degrees of freedom need go out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluation.its.designs.method import Method
from evaluation.its.estimation.approximate_t import ApproximateT, interval_warnings
from evaluation.its.estimation.autoregressive import Autoregression, Profile, autoregression
from evaluation.its.estimation.gaussian import LARGEST_RHO, exact_solution, is_exact, whiten
from evaluation.its.estimation.solution import FloatArray, Problem, Solution

WIDEST = float(np.arctanh(LARGEST_RHO))
COARSE_POINTS, FINE_POINTS = 77, 33  # on the scale of arctanh(rho): steps of 0.1, then a 16th
ZOOMS = 5  # leaves an error of about 1e-7
BOUNDARY = 0.99  # from here on a series of a few hundred periods is as good as a random walk

BOUNDARY_WARNING = (
    "REML: the autocorrelation is {rho:.3f}, at the limit of its range, where the approximations "
    "behind the intervals are rough and other methods may differ much."
)
KNOWN_RHO_WARNING = (
    "REML: the likelihood does not tell how sure the autocorrelation is: the degrees of freedom "
    "take it as known, and the intervals may be too narrow."
)


@dataclass(frozen=True, eq=False)
class Reml:
    """A REML fit.

    Parameters
    ----------
    model : Autoregression
        What was fitted.
    rho : float
        Autocorrelation at a distance of one period.
    variance : float
        Of the errors (not of their innovations).
    coefficients : ndarray, length k
        In the coordinates of the model's basis, less those of ordinary least squares.
    bread : ndarray, k by k
        Inverse of X'R^-1 X in the coordinates of the basis.
    slope, bend : ndarray, k + 1 by k + 1
        First and second derivative by rho of Z'R^-1 Z, Z = (basis, least-squares residual).
    """

    model: Autoregression
    rho: float
    variance: float
    coefficients: FloatArray
    bread: FloatArray
    slope: FloatArray
    bend: FloatArray

    def natural(self, square: FloatArray) -> FloatArray:
        """Return a k by k matrix in the basis as one of the coefficients of the design."""
        found: FloatArray = self.model.turn @ square @ self.model.turn.T
        return found

    @property
    def covariance(self) -> FloatArray:
        """Covariance of the coefficients as if variance and rho were known, k by k."""
        return self.natural(self.variance * self.bread)

    @property
    def covariance_slope(self) -> FloatArray:
        """Derivative of `covariance` by rho, k by k."""
        return self.natural(-self.variance * self.bread @ self.slope[:-1, :-1] @ self.bread)

    def observed_information(self) -> FloatArray:
        """Return minus the second derivative of the REML log-likelihood by variance and rho.

        Returns
        -------
        ndarray, 2 by 2
        """
        at, variance = np.array([self.rho]), self.variance
        error = np.append(-self.coefficients, 1.0)
        pull = self.slope @ error
        square_slope = float(error @ pull)
        square_bend = float(error @ self.bend @ error - 2 * pull[:-1] @ self.bread @ pull[:-1])
        turned = self.bread @ self.slope[:-1, :-1]
        information_bend = np.sum(self.bread * self.bend[:-1, :-1]) - np.sum(turned * turned.T)
        determinant_bend = float(self.model.log_determinant(at, 2)[0])
        both = -square_slope / (2 * variance**2)
        return np.array(
            [
                [self.model.residual_df / (2 * variance**2), both],
                [both, 0.5 * (square_bend / variance + determinant_bend + information_bend)],
            ]
        )


def reml_satterthwaite(problem: Problem, method: Method) -> Solution:  # noqa: ARG001
    """Return REML estimates of a linear model with AR(1) errors, with Satterthwaite limits.

    Notes
    -----
    The covariance is that of generalised least squares at the REML estimate. Degrees of freedom
    belong to each contrast and come from the observed REML information.

    Raises
    ------
    InvalidInput
        If no two periods used follow each other.

    References
    ----------
    Satterthwaite FE (1946), doi:10.2307/3002019. Giesbrecht FG, Burns JC (1985),
    doi:10.2307/2530872.
    """
    model = autoregression(problem)
    if is_exact(problem, model.start):
        return exact_solution(problem, model.start)
    found = reml(model)
    return solution(problem, found, found.covariance, found.observed_information())


def reml(model: Autoregression) -> Reml:
    """Return the REML fit: the best of a grid of autocorrelations, then of finer ones."""
    centre, half, points = 0.0, WIDEST, COARSE_POINTS
    for _ in range(ZOOMS + 1):
        grid = np.clip(np.linspace(centre - half, centre + half, points), -WIDEST, WIDEST)
        profile = model.profile(np.tanh(grid))
        best = int(np.argmax(profile.log_likelihood))
        centre, half, points = float(grid[best]), 2 * half / (points - 1), FINE_POINTS
    return _at(model, float(np.tanh(centre)), profile, best)


def solution(
    problem: Problem, found: Reml, covariance: FloatArray, information: FloatArray
) -> Solution:
    """Return a REML fit as an estimator's answer.

    Parameters
    ----------
    problem : Problem
        What was fitted.
    found : Reml
        The fit.
    covariance : ndarray, k by k
        From which standard errors come.
    information : ndarray, 2 by 2
        Of variance and rho, from which degrees of freedom come.
    """
    parameters, is_rho_known = _parameter_covariance(information)
    uncertainty = ApproximateT(
        covariance=covariance,
        plain=found.covariance,
        plain_slope=found.covariance_slope,
        variance=found.variance,
        parameters=parameters,
        residual_df=problem.residual_df,
    )
    warnings = [BOUNDARY_WARNING.format(rho=found.rho)] if abs(found.rho) >= BOUNDARY else []
    if is_rho_known:
        warnings.append(KNOWN_RHO_WARNING)
    coefficients = found.model.natural(found.coefficients)
    return Solution(
        coefficients=coefficients,
        uncertainty=uncertainty,
        residuals=innovations(problem, coefficients, found.rho),
        rho=found.rho,
        warnings=(*warnings, *interval_warnings(problem.terms, uncertainty)),
    )


def innovations(problem: Problem, coefficients: FloatArray, rho: float) -> FloatArray:
    """Return the residuals freed of autocorrelation, length n."""
    residuals = problem.outcome - problem.matrix @ coefficients
    return whiten(residuals[:, None], problem.position, problem.unit, rho)[:, 0]


def _at(model: Autoregression, rho: float, profile: Profile, row: int) -> Reml:
    at = np.array([rho])
    return Reml(
        model=model,
        rho=rho,
        variance=float(profile.square[row]) / model.residual_df,
        coefficients=profile.coefficients[row],
        bread=profile.bread[row],
        slope=model.forms(at, 1)[0],
        bend=model.forms(at, 2)[0],
    )


def _parameter_covariance(information: FloatArray) -> tuple[FloatArray, bool]:
    """Return the inverse information, and whether rho had to be taken as known for it."""
    if information[1, 1] > 0 and np.linalg.det(information) > 0:
        inverse = np.asarray(np.linalg.inv(information), dtype=np.float64)
        return inverse, False
    return np.diag([1 / information[0, 0], 0.0]), True

"""REML with AR(1) errors and the small-sample intervals of Kenward and Roger.

A `Problem` comes in; a `Solution` goes out whose covariance holds the uncertainty of the
autocorrelation and whose degrees of freedom belong to each contrast.
"""

from __future__ import annotations

import numpy as np

from evaluation.its.designs.method import Method
from evaluation.its.estimation.autoregressive import autoregression
from evaluation.its.estimation.gaussian import exact_solution, is_exact
from evaluation.its.estimation.reml import Reml, reml, solution
from evaluation.its.estimation.solution import FloatArray, Problem, Solution


def reml_kenward_roger(problem: Problem, method: Method) -> Solution:  # noqa: ARG001
    """Return REML estimates of a linear model with AR(1) errors, with Kenward-Roger limits.

    Notes
    -----
    The coefficients are those of generalised least squares at the REML estimate of rho. For
    one contrast Kenward and Roger's scale factor is 1 and their degrees of freedom are
    2 v^2 / (g'W g), with W the inverse of the expected REML information.

    Raises
    ------
    InvalidInput
        If no two periods used follow each other.

    References
    ----------
    Kenward MG, Roger JH (1997), Biometrics 53:983, doi:10.2307/2533558.
    """
    model = autoregression(problem)
    if is_exact(problem, model.start):
        return exact_solution(problem, model.start)
    found = reml(model)
    bent = model.bent_form(found.rho)
    information = expected_information(found, bent)
    return solution(problem, found, adjusted_covariance(found, information, bent), information)


def expected_information(found: Reml, bent: FloatArray) -> FloatArray:
    """Return the expected REML information of variance and rho.

    Parameters
    ----------
    found : Reml
        A fit.
    bent : ndarray, k by k
        X'S R S X, with S the derivative of R^-1 by rho.

    Returns
    -------
    ndarray, 2 by 2
        Half of tr(V^-1 V_i V^-1 V_j) - tr(2 Phi Q_ij - Phi P_i Phi P_j).
    """
    at, variance = np.array([found.rho]), found.variance
    turned = found.bread @ found.slope[:-1, :-1]
    both = (found.model.log_determinant(at, 1)[0] + np.trace(turned)) / variance
    rho = found.model.squared_correlation_slope(found.rho)
    rho += np.sum(turned * turned.T) - 2 * np.sum(found.bread * bent)
    return 0.5 * np.array([[found.model.residual_df / variance**2, both], [both, rho]])


def adjusted_covariance(found: Reml, information: FloatArray, bent: FloatArray) -> FloatArray:
    """Return Kenward and Roger's covariance of the coefficients.

    Parameters
    ----------
    found : Reml
        A fit.
    information : ndarray, 2 by 2
        Of variance and rho.
    bent : ndarray, k by k
        X'S R S X, with S the derivative of R^-1 by rho.

    Returns
    -------
    ndarray, k by k
        Phi + 2 Phi (sum of W_ij (Q_ij - P_i Phi P_j - R_ij / 4)) Phi.

    Notes
    -----
    With V = variance x R the terms of variance with itself vanish; those of variance with rho
    leave a quarter of X'S X / variance^2, twice.
    """
    slope, bend = found.slope[:-1, :-1], found.bend[:-1, :-1]
    spread = np.linalg.inv(information)
    of_rho = bent - slope @ found.bread @ slope - (2 * bent - bend) / 4
    middle = spread[1, 1] * of_rho / found.variance
    middle += 2 * spread[0, 1] * slope / (4 * found.variance**2)
    plain = found.variance * found.bread
    return found.natural(plain + 2 * plain @ middle @ plain)

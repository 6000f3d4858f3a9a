"""The variance between sites: how much their effects differ beyond chance.

Estimates and their variances come in; tau squared by REML or by moments, Cochran's Q and the
inverse-variance mean go out.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import optimize

FloatArray = npt.NDArray[np.float64]

SEARCH_POINTS = 200
SEARCH_WIDTH = 10.0  # times the variance of the estimates, which no REML solution comes near
SEARCH_DEPTH = 1e-8  # of that width


def reml_tau_squared(estimates: FloatArray, variances: FloatArray) -> float:
    """Return the variance between sites that maximises the restricted likelihood, at least 0.

    Notes
    -----
    -2 log L = sum log(v + tau^2) + log sum w + sum w (y - mu)^2. It can have more than one
    maximum, so that the best of a grid is polished, and 0 is kept where nothing is better.

    Examples
    --------
    >>> reml_tau_squared(np.array([1.0, 1.1]), np.array([1.0, 2.0]))
    0.0
    """
    width = SEARCH_WIDTH * float(np.var(estimates, ddof=1))
    if width == 0:
        return 0.0
    grid = np.concatenate([[0.0], np.geomspace(SEARCH_DEPTH * width, width, SEARCH_POINTS)])
    surprise = restricted_deviance(grid, estimates, variances)
    best = int(np.argmin(surprise))
    bounds = (grid[max(best - 1, 0)], grid[min(best + 1, SEARCH_POINTS)])
    polished = optimize.minimize_scalar(
        lambda value: float(restricted_deviance(np.array([value]), estimates, variances)[0]),
        bounds=bounds,
        method="bounded",
        options={"xatol": SEARCH_DEPTH * bounds[1]},
    )
    return float(polished.x) if polished.fun < surprise[0] else 0.0


def dersimonian_laird_tau_squared(estimates: FloatArray, variances: FloatArray) -> float:
    """Return the variance between sites by the method of moments, at least 0.

    Examples
    --------
    >>> dersimonian_laird_tau_squared(np.array([1.0, 2.0, 6.0]), np.ones(3))
    6.0
    """
    weights = 1 / variances
    spread = float(weights @ (1 - weights / weights.sum()))
    excess = cochran_q(estimates, variances) - (len(estimates) - 1)
    return max(excess / spread, 0.0)


def weighted_mean(estimates: FloatArray, variances: FloatArray) -> tuple[float, float]:
    """Return the inverse-variance mean and its variance.

    Examples
    --------
    >>> weighted_mean(np.array([0.0, 3.0]), np.array([1.0, 2.0]))
    (1.0, 0.6666666666666666)
    """
    weights = 1 / variances
    return float(weights @ estimates / weights.sum()), float(1 / weights.sum())


def cochran_q(estimates: FloatArray, variances: FloatArray) -> float:
    """Return the weighted sum of squares around the fixed-effect mean.

    Examples
    --------
    >>> cochran_q(np.array([0.0, 3.0]), np.array([1.0, 2.0]))
    3.0
    """
    mean, _ = weighted_mean(estimates, variances)
    return float(((estimates - mean) ** 2 / variances).sum())


def restricted_deviance(
    tau_squared: FloatArray, estimates: FloatArray, variances: FloatArray
) -> FloatArray:
    """Return twice the negative restricted log-likelihood, less its constant.

    Parameters
    ----------
    tau_squared : ndarray, length m
        Values of the variance between sites.
    estimates, variances : ndarray, length k

    Returns
    -------
    ndarray, length m

    Examples
    --------
    >>> restricted_deviance(np.array([0.0]), np.array([1.0, 1.0]), np.ones(2)).round(6)
    array([0.693147])
    """
    total = variances + tau_squared[:, None]
    weights = 1 / total
    sums = weights.sum(axis=1)
    means = weights @ estimates / sums
    scatter = (weights * (estimates - means[:, None]) ** 2).sum(axis=1)
    found: FloatArray = np.log(total).sum(axis=1) + np.log(sums) + scatter
    return found

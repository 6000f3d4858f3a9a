"""Linear models with AR(1) errors whose autocorrelation is integrated out, not estimated.

A `Problem` comes in; a `Solution` goes out whose limits are those of a mixture of t
distributions, one for each autocorrelation that the series allows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from evaluation.its.autoregressive import Autoregression, autoregression
from evaluation.its.gaussian import LARGEST_RHO
from evaluation.its.method import Method
from evaluation.its.reml import exact_solution, innovations, is_exact
from evaluation.its.solution import FloatArray, Problem, Solution

NODES, NODE_WEIGHTS = np.polynomial.legendre.leggauss(64)
SEARCH = np.linspace(-LARGEST_RHO, LARGEST_RHO, 201)
NEGLIGIBLE = 25.0  # in units of log-likelihood below the best: a weight of 1e-11
LEAST_DEGREES_FOR_VARIANCE = 3  # the variance of a t distribution is infinite with 2 or fewer

NO_STD_ERROR_WARNING = (
    "There are no standard errors: with {degrees} residual degrees of freedom the distribution "
    "has no variance. The intervals hold."
)


@dataclass(frozen=True, eq=False)
class TMixture:
    """Limits from a mixture of t distributions.

    Parameters
    ----------
    weights : ndarray, length J
        Of the components; they sum to 1.
    centres : ndarray, J by k
        Coefficients of each component, less their weighted mean.
    spreads : ndarray, J by k by k
        Squared scale of each component, for coefficients.
    residual_df : int
        Degrees of freedom of every component.
    noise : ndarray, length J
        Variance of the errors (not of their innovations) under each component.

    Notes
    -----
    A component given rho is t with n - k degrees of freedom. A contrast of the coefficients has
    the cumulative distribution sum of weight x T((x - centre) / scale); limits are its quantiles
    with equal tails, moved so that its mean is the estimate.
    """

    weights: FloatArray
    centres: FloatArray
    spreads: FloatArray
    residual_df: int
    noise: FloatArray

    @property
    def covariance(self) -> FloatArray:
        """Covariance of the mixture, k by k; not a number with 2 degrees of freedom or fewer."""
        if self.residual_df < LEAST_DEGREES_FOR_VARIANCE:
            return np.full_like(self.spreads[0], np.nan)
        within = np.einsum("j,jab->ab", self.weights, self.spreads)
        between = np.einsum("j,ja,jb->ab", self.weights, self.centres, self.centres)
        found: FloatArray = within * self.residual_df / (self.residual_df - 2) + between
        return found

    def std_error(self, contrast: FloatArray) -> float:
        """Return the standard deviation of the mixture."""
        return float(np.sqrt(contrast @ self.covariance @ contrast))

    def df(self, contrast: FloatArray) -> float:  # noqa: ARG002 - the same for all of them
        """Return the degrees of freedom of each component."""
        return float(self.residual_df)

    def limits(self, estimate: float, contrast: FloatArray, level: float) -> tuple[float, float]:
        """Return the quantiles of the mixture that leave equal tails."""
        centres, scales = self._components(contrast)
        return self._equal_tails(estimate, centres, scales, level)

    def observation_limits(
        self, estimate: float, contrast: FloatArray, level: float
    ) -> tuple[float, float]:
        """Return limits of a new observation: every component with its own noise."""
        centres, scales = self._components(contrast)
        return self._equal_tails(estimate, centres, np.sqrt(scales**2 + self.noise), level)

    def _equal_tails(
        self, estimate: float, centres: FloatArray, scales: FloatArray, level: float
    ) -> tuple[float, float]:
        tail = (1 - level) / 2
        lower, upper = (self._quantile(share, centres, scales) for share in (tail, 1 - tail))
        return estimate + lower, estimate + upper

    def p_value(self, estimate: float, contrast: FloatArray) -> float:
        """Return twice the smaller share of the mixture on one side of 0."""
        centres, scales = self._components(contrast)
        if not scales.any():
            return 0.0 if estimate != 0 else float("nan")
        below = self._share_below(-estimate, centres, scales)
        above = self._share_below(estimate, -centres, scales)
        return min(2 * min(below, above), 1.0)

    def _components(self, contrast: FloatArray) -> tuple[FloatArray, FloatArray]:
        squares = np.einsum("a,jab,b->j", contrast, self.spreads, contrast)
        return self.centres @ contrast, np.sqrt(np.maximum(squares, 0.0))

    def _share_below(self, value: float, centres: FloatArray, scales: FloatArray) -> float:
        shares = special.stdtr(self.residual_df, (value - centres) / scales)
        return float(self.weights @ shares)

    def _quantile(self, share: float, centres: FloatArray, scales: FloatArray) -> float:
        """Return the quantile; it lies between the smallest and largest of the components."""
        each = centres + special.stdtrit(self.residual_df, share) * scales
        low, high = float(each.min()), float(each.max())
        if low == high:
            return low
        return float(
            optimize.brentq(
                lambda value: self._share_below(value, centres, scales) - share, low, high
            )
        )


def rho_integrated(problem: Problem, method: Method) -> Solution:  # noqa: ARG001
    """Return a linear model with AR(1) errors, averaged over the autocorrelation.

    Notes
    -----
    Prior: flat for rho between -0.999 and 0.999 (stationary; nearer to 1 the intercept has no
    variance), flat for the coefficients, 1 / sigma for the standard deviation. The posterior of
    rho is then proportional to the REML likelihood; given rho each contrast is t with n - k
    degrees of freedom. Gauss-Legendre quadrature with 64 nodes over the part of the range
    where the likelihood is not negligible. Estimates are means of the mixture (so that the
    effect of a sum is the sum of the effects), standard errors its standard deviations.

    Raises
    ------
    InvalidInput
        If no two periods used follow each other.

    References
    ----------
    Zellner A, Tiao GC (1964), doi:10.1080/01621459.1964.10480726.
    """
    model = autoregression(problem)
    if is_exact(problem, model):
        return exact_solution(problem, model)
    rho, weights = posterior(model)
    profile = model.profile(rho)
    each = profile.coefficients @ model.turn.T
    mean = weights @ each
    variance = profile.square / problem.residual_df
    uncertainty = TMixture(
        weights=weights,
        centres=each - mean,
        spreads=variance[:, None, None] * (model.turn @ profile.bread @ model.turn.T),
        residual_df=problem.residual_df,
        noise=variance,
    )
    coefficients = model.start.coefficients + mean
    mean_rho = float(weights @ rho)
    has_variance = problem.residual_df >= LEAST_DEGREES_FOR_VARIANCE
    warning = NO_STD_ERROR_WARNING.format(degrees=problem.residual_df)
    return Solution(
        coefficients=coefficients,
        uncertainty=uncertainty,
        residuals=innovations(problem, coefficients, mean_rho),
        rho=mean_rho,
        warnings=() if has_variance else (warning,),
    )


def posterior(model: Autoregression) -> tuple[FloatArray, FloatArray]:
    """Return nodes and weights of the distribution of rho given the series.

    Returns
    -------
    rho, weights : ndarray, length 64
        The weights sum to 1.
    """
    height = model.profile(SEARCH).log_likelihood
    counted = np.flatnonzero(height > height.max() - NEGLIGIBLE)
    low = SEARCH[max(counted[0] - 1, 0)]
    high = SEARCH[min(counted[-1] + 1, len(SEARCH) - 1)]
    rho = (low + high) / 2 + (high - low) / 2 * NODES
    log_likelihood = model.profile(rho).log_likelihood
    weights = NODE_WEIGHTS * np.exp(log_likelihood - log_likelihood.max())
    return rho, weights / weights.sum()

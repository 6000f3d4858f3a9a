"""Limits from a mixture of t distributions, one component for each autocorrelation considered.

Weights, centres and squared scales come in; standard errors, limits and p values go out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import special

from evaluation.its.estimation.solution import FloatArray
from evaluation.its.estimation.t_distribution import cubic_t

LEAST_DEGREES_FOR_VARIANCE = 3  # the variance of a t distribution is infinite with 2 or fewer
NEGLIGIBLE_WEIGHT = 1e-9  # of a component, relative to the largest

PRECISION, MOST_STEPS = 1e-7, 100  # of the last step of Newton's method: its square is left
HALF = 0.5
SMALL_SHARE = 1e-3  # below, a share is found exactly, so that its digits count
TINY = 1e-300  # scale of a component without spread

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
    A component given the autocorrelation is t with n - k degrees of freedom. A contrast of the
    coefficients has the cumulative distribution sum of weight x T((x - centre) / scale); limits
    are its quantiles with equal tails, moved so that its mean is the estimate.
    """

    weights: FloatArray
    centres: FloatArray
    spreads: FloatArray
    residual_df: int
    noise: FloatArray

    @cached_property
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
        term = _only_term(contrast)
        if term is not None:
            lower, upper = self._term_quantiles(level)[term]
            return estimate + float(lower), estimate + float(upper)
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
        shares = np.array([(1 - level) / 2, (1 + level) / 2])
        lower, upper = quantiles(self.weights, centres, scales, self.residual_df, shares)
        return estimate + float(lower), estimate + float(upper)

    def _term_quantiles(self, level: float) -> FloatArray:
        """Return the quantiles around every coefficient, k by 2: all together, once a level."""
        if level not in self._known:
            scales = np.sqrt(np.maximum(np.einsum("jaa->aj", self.spreads), 0.0))
            shares = np.array([(1 - level) / 2, (1 + level) / 2])
            around = (self.weights, self.centres.T, scales, self.residual_df, shares)
            self._known[level] = quantiles(*around)
        return self._known[level]

    @cached_property
    def _known(self) -> dict[float, FloatArray]:
        return {}

    def p_value(self, estimate: float, contrast: FloatArray) -> float:
        """Return twice the smaller share of the mixture on one side of 0."""
        centres, scales = self._components(contrast)
        if not scales.any():
            return 0.0 if estimate != 0 else float("nan")
        side = 1.0 if estimate > 0 else -1.0
        share = self._share_below(-side * estimate, side * centres, scales)
        if share > HALF:
            share = self._share_below(side * estimate, -side * centres, scales)
        return min(2 * share, 1.0)

    def _components(self, contrast: FloatArray) -> tuple[FloatArray, FloatArray]:
        squares = (self.spreads @ contrast) @ contrast
        return self.centres @ contrast, np.sqrt(np.maximum(squares, 0.0))

    def _share_below(self, value: float, centres: FloatArray, scales: FloatArray) -> float:
        place = (value - centres) / scales
        share = float(self.weights @ cubic_t(self.residual_df).share_and_density(place)[0])
        if share > SMALL_SHARE:
            return share
        return float(self.weights @ special.stdtr(self.residual_df, place))


def _only_term(contrast: FloatArray) -> int | None:
    """Return the coefficient that a contrast is, if it is just one."""
    terms = np.flatnonzero(contrast)
    is_one = len(terms) == 1 and contrast[terms[0]] == 1
    return int(terms[0]) if is_one else None


def quantiles(
    weights: FloatArray,
    centres: FloatArray,
    scales: FloatArray,
    degrees: int,
    shares: FloatArray,
    precision: float = PRECISION,
) -> FloatArray:
    """Return quantiles of mixtures of t distributions.

    Parameters
    ----------
    weights, centres, scales : ndarray, ... by J
        Of the components of each mixture.
    degrees : int
        Degrees of freedom of every component.
    shares : ndarray, length q
        Probabilities.
    precision : float
        Of the last step, relative to the mixture's standard deviation.

    Returns
    -------
    ndarray, ... by q

    Notes
    -----
    Newton's method, kept between the smallest and the largest quantile of a component.

    Examples
    --------
    >>> one = quantiles(np.ones(1), np.zeros(1), np.ones(1), 8, np.array([0.5, 0.975]))
    >>> one.round(4).tolist()
    [0.0, 2.306]
    """
    known = cubic_t(degrees)
    narrow = np.where(scales > 0, scales, TINY)
    density_weights = weights / narrow
    width = np.sqrt((weights * (narrow**2 + centres**2)).sum(axis=-1))

    def at(value: FloatArray) -> tuple[FloatArray, FloatArray]:
        place = (value[..., None] - centres[..., None, :]) / narrow[..., None, :]
        below, density = known.share_and_density(place)
        return _total(weights, below), _total(density_weights, density)

    deviates = np.asarray(special.stdtrit(degrees, shares), dtype=np.float64)
    each = centres[..., None, :] + deviates[:, None] * scales[..., None, :]
    bounds = each.min(axis=-1), each.max(axis=-1)
    start = np.clip(deviates * width[..., None], *bounds)
    return _root(at, shares, start, bounds, precision * width[..., None])


def _total(weights: FloatArray, shares: FloatArray) -> FloatArray:
    """Return weighted sums over the components of shares, ... by q by J."""
    found: FloatArray = (shares @ weights[..., None])[..., 0]
    return found


def _root(
    at: Callable[[FloatArray], tuple[FloatArray, FloatArray]],
    share: FloatArray,
    start: FloatArray,
    bounds: tuple[FloatArray, FloatArray],
    tolerance: FloatArray,
) -> FloatArray:
    """Return where cumulative shares are `share`; `at` gives them with their densities."""
    found, (low, high) = start, bounds
    with np.errstate(divide="ignore", invalid="ignore"):
        for _ in range(MOST_STEPS):
            below, density = at(found)
            is_short = below < share
            low, high = np.where(is_short, found, low), np.where(is_short, high, found)
            better = found - (below - share) / density
            is_inside = (better >= low) & (better <= high)
            if not is_inside.all():
                better = np.where(is_inside, better, (low + high) / 2)
            is_done = (np.abs(better - found) <= tolerance).all()
            found = better
            if is_done:
                break
    return found


def mixture(
    log_weights: FloatArray,
    coefficients: FloatArray,
    spreads: FloatArray,
    noise: FloatArray,
    residual_df: int,
) -> tuple[FloatArray, TMixture]:
    """Return the mean of the components' coefficients, and the mixture around it.

    Parameters
    ----------
    log_weights : ndarray, length J
        Logarithms of the weights, up to a constant.
    coefficients : ndarray, J by k
        Of each component.
    spreads : ndarray, J by k by k
        Squared scales of the coefficients of each component.
    noise : ndarray, length J
        Variance of the errors under each component.
    residual_df : int
        Degrees of freedom of every component.

    Returns
    -------
    mean : ndarray, length k
    mixture : TMixture
        Without the components whose weight is negligible.
    """
    kept = log_weights > log_weights.max() + np.log(NEGLIGIBLE_WEIGHT)
    weights = np.exp(log_weights[kept] - log_weights.max())
    weights /= weights.sum()
    mean = weights @ coefficients[kept]
    return mean, TMixture(
        weights, coefficients[kept] - mean, spreads[kept], residual_df, noise[kept]
    )

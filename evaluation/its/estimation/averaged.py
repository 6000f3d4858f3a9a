"""Averages over models of the errors: a mixture of what each model says about the coefficients.

A `Part` for each model of the errors, evaluated at the points of a grid, comes in; a `Posterior`
goes out, in which the series itself has weighed the models.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluation.its.estimation.lag_products import LagProducts
from evaluation.its.estimation.solution import FloatArray
from evaluation.its.estimation.t_mixture import TMixture, mixture


@dataclass(frozen=True, eq=False)
class Part:
    """One model of the errors, at the points of a grid over what is unknown of it.

    Parameters
    ----------
    log_weights : ndarray, length J
        REML log-likelihood plus the logarithm of the prior's mass, which sums to 1.
    coefficients : ndarray, J by k
        Of the design's orthonormal basis, less those of ordinary least squares.
    bread : ndarray, J by k by k
        Covariance of these where `square` over its degrees of freedom is 1.
    square : ndarray, length J
        Sum of squares of the errors made independent.
    noise : ndarray, length J
        Variance of the errors where `square` over its degrees of freedom is 1.
    partial : ndarray, J by p
        Partial autocorrelations of the errors at lags 1 to p.
    """

    log_weights: FloatArray
    coefficients: FloatArray
    bread: FloatArray
    square: FloatArray
    noise: FloatArray
    partial: FloatArray


@dataclass(frozen=True, eq=False)
class Posterior:
    """What a series says about the coefficients and the autoregression of its errors.

    Parameters
    ----------
    coefficients : ndarray, length k
        Means.
    uncertainty : TMixture
        Around them.
    partial : ndarray, length p
        Means of the partial autocorrelations at lags 1 to p, the highest order.
    orders : dict of int to float
        Probability of each order, given the series; equal beforehand.
    """

    coefficients: FloatArray
    uncertainty: TMixture
    partial: FloatArray
    orders: dict[int, float]


def averaged(products: LagProducts, parts: dict[int, Part]) -> Posterior:
    """Return the posterior of one series, averaged over models of its errors.

    Parameters
    ----------
    products : LagProducts
        Of the series: its basis, in which the parts are.
    parts : dict of int to Part
        By order, each with the same prior weight.
    """
    degrees, highest = products.residual_df, max(part.partial.shape[1] for part in parts.values())
    models = list(parts.values())
    log_weights = np.concatenate([part.log_weights for part in models])
    partial = np.zeros((len(log_weights), highest))
    ends = np.cumsum([len(part.log_weights) for part in models])
    for end, part in zip(ends, models, strict=True):
        partial[end - len(part.partial) : end, : part.partial.shape[1]] = part.partial
    variance = np.concatenate([part.square for part in models]) / degrees
    mean, around = mixture(
        log_weights,
        np.concatenate([part.coefficients for part in models]),
        variance[:, None, None] * np.concatenate([part.bread for part in models]),
        variance * np.concatenate([part.noise for part in models]),
        degrees,
    )
    weights = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()
    shares = np.split(weights, ends[:-1])
    turn = products.turn
    return Posterior(
        coefficients=products.start[0] + turn @ mean,
        uncertainty=TMixture(
            around.weights,
            around.centres @ turn.T,
            turn @ around.spreads @ turn.T,
            degrees,
            around.noise,
        ),
        partial=weights @ partial,
        orders={order: float(share.sum()) for order, share in zip(parts, shares, strict=True)},
    )
